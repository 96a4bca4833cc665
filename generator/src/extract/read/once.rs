//! What several pages say in the same words, which is read once.
//!
//! In: a component's pointer and its text in JSON. Out: what was read when the same text first stood there in a page. Every
//! page of a site carries the components that its operation needs, so that most of what a large site says it says on many
//! pages. Such a component has a place of its own on each page; what is inside of it has the places of the page where it was
//! read, and merging gives it those of all pages.

use crate::document::Value;
use std::collections::HashMap;

/// The components that were read, by their pointers and texts.
#[derive(Debug, Default)]
pub(in crate::extract) struct Once<'pages> {
    read: HashMap<(String, &'pages str), Value>,
}

impl<'pages> Once<'pages> {
    /// What was read where this text first stood at a pointer.
    pub fn get(&self, pointer: &str, text: &'pages str) -> Option<Value> {
        self.read.get(&(pointer.to_owned(), text)).cloned()
    }

    /// Keeps what was read. What is no object is as quickly read again, and definitions inside of a schema become
    /// components, which have places of their own.
    pub fn keep(&mut self, pointer: String, text: &'pages str, value: &Value) {
        if matches!(value, Value::Object(_)) && !text.contains("\"$defs\"") {
            self.read.insert((pointer, text), value.clone());
        }
    }
}

/// Where in a document a value stands, as far as components are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The document itself.
    Root,
    /// `components`
    Components,
    /// `components/schemas` and its like.
    Section,
    /// A component.
    Component,
    /// Anything else.
    Other,
}

impl Part {
    /// The part that a member is.
    pub fn member(self, key: &str) -> Self {
        match self {
            Self::Root if key == "components" => Self::Components,
            Self::Components => Self::Section,
            Self::Section => Self::Component,
            Self::Root | Self::Component | Self::Other => Self::Other,
        }
    }
}
