//! What references led to in the last run.
//!
//! In: the text of the document that the last run made, and references that lead nowhere now. Out: whether each led
//! somewhere then. The text is read once a reference asks.

use super::instead::UNRESOLVED;
use crate::kind::Kind;
use crate::source::percent_decoded;
use serde_json::Value as Json;
use std::cell::OnceCell;

/// The document of the last run.
pub(super) struct LastRun<'text> {
    text: Option<&'text str>,
    document: OnceCell<Json>,
}

impl<'text> LastRun<'text> {
    pub fn new(text: Option<&'text str>) -> Self {
        Self { text, document: OnceCell::new() }
    }

    /// True if the reference at a pointer led to something. A reference to another file did if a component, or what
    /// cannot be one, stands in its place.
    pub fn resolved(&self, pointer: &str, kind: Kind, text: &str) -> bool {
        let document = self.document.get_or_init(|| {
            let json = self.text.map(serde_json::from_str).and_then(Result::ok);
            json.unwrap_or_default()
        });
        if let Some(own) = text.strip_prefix('#') {
            return document.pointer(&percent_decoded(own)).is_some_and(|found| found.get(UNRESOLVED).is_none());
        }
        let Some(then) = document.pointer(pointer).filter(|then| then.get(UNRESOLVED).is_none()) else { return false };
        then.get("$ref").is_some() || (kind == Kind::Other && then.as_object().is_some_and(|then| !then.is_empty()))
    }
}
