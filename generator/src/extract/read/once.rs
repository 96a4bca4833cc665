//! What several pages say in the same words, which is read once.
//!
//! In: the pointer of a schema among the components, and its text in JSON. Out: what was read when the same text first stood
//! there in a page. Every page of a site carries the components that its operation needs, so that a large site says the same
//! on many pages. Such a schema has a place of its own on each page; what is inside of it has the places of the page where
//! it was read, and merging gives it those of all pages.

use crate::document::{Node, any_object};
use crate::extensions;
use crate::extract::files;
use std::collections::HashMap;

/// The components that were read, by the version of their documents, their pointers and their texts.
#[derive(Debug, Default)]
pub(in crate::extract) struct Once<'pages> {
    read: HashMap<(String, &'pages str), Node>,
}

impl<'pages> Once<'pages> {
    /// What was read where this text first stood at a pointer.
    pub fn get(&self, pointer: &str, text: &'pages str) -> Option<&Node> {
        self.read.get(&(pointer.to_owned(), text))
    }

    /// Keeps what was read. What is no object is as quickly read again.
    pub fn keep(&mut self, pointer: String, text: &'pages str, node: &Node) {
        if node.as_object().is_some() && !depends_on_its_page(node) {
            self.read.insert((pointer, text), node.clone());
        }
    }
}

/// Whether what a component means, or what is said of it before pages are merged, depends on the page that it stands in.
fn depends_on_its_page(component: &Node) -> bool {
    const OWN: [&str; 5] = ["$defs", "$id", "$anchor", "$dynamicAnchor", "$dynamicRef"];
    let is_own = |key: &String| OWN.contains(&key.as_str()) || extensions::steers(key);
    any_object([component], &|members| members.keys().any(is_own) || files::leads_outside(members))
}

/// The version that a document in JSON says: one text means two things in two versions. Empty if there is none.
pub(super) fn version(text: &str) -> &str {
    let said = text.split_once("\"openapi\"").and_then(|(_, rest)| rest.split('"').nth(1));
    said.unwrap_or_default()
}

/// Where in a document a value stands, as far as components are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The document itself.
    Root,
    /// `components`
    Components,
    /// `components/schemas`
    Schemas,
    /// A schema there.
    Schema,
    /// Anything else.
    Other,
}

impl Part {
    /// The part that a member is.
    pub fn member(self, key: &str) -> Self {
        match self {
            Self::Root if key == "components" => Self::Components,
            Self::Components if key == "schemas" => Self::Schemas,
            Self::Schemas => Self::Schema,
            Self::Root | Self::Components | Self::Schema | Self::Other => Self::Other,
        }
    }
}
