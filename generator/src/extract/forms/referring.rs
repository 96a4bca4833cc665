//! Pages that refer to a document instead of holding one.
//!
//! In: a page. Out: what it refers to ([`Reference`]): the document's name, URL or path, as far as the page says it, and the
//! operation. Each way to refer is a [`Form`] of its own.

pub(super) mod blocks;
pub(super) mod components;
pub(super) mod frontmatter;
pub(super) mod sources;

use crate::ir::Method;
use std::ops::Range;

/// What a page refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Name, URL or path of the document; empty if the page does not say it.
    pub document: String,
    /// What of it.
    pub target: Target,
    /// The bytes of the page that say so.
    pub range: Range<usize>,
}

/// What of a document a page refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An operation, by its method in lower case and its path.
    Operation(String, String),
    /// An operation, by its `operationId`.
    Id(String),
    /// A webhook, by its name; any, if the page names none.
    Webhook(String),
    /// A schema, by its name; any, if the page names none.
    Schema(String),
    /// All of it.
    Whole,
}

/// `SPEC POST /pets`, `POST /pets`, `SPEC webhook petMade`, or a document alone.
fn read(text: &str, range: Range<usize>) -> Option<Reference> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (document, target) = match words.as_slice() {
        [document @ .., method, path] if path.starts_with('/') && is_method(method) => {
            (document, Target::Operation(method.to_ascii_lowercase(), (*path).to_owned()))
        }
        [document @ .., kind, name] if kind.eq_ignore_ascii_case("webhook") => {
            (document, Target::Webhook((*name).to_owned()))
        }
        [document] if is_document(document) => (std::slice::from_ref(document), Target::Whole),
        _ => return None,
    };
    if document.len() > 1 {
        return None;
    }
    let document = document.first().copied().unwrap_or_default().to_owned();
    Some(Reference { document, target, range })
}

fn is_method(word: &str) -> bool {
    Method::of_key(&word.to_ascii_lowercase()).is_some()
}

/// `SPEC Pet`, or a schema alone.
fn read_schema(text: &str, range: Range<usize>) -> Option<Reference> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (document, name) = match words.as_slice() {
        [name] => ("", name),
        [document, name] => (*document, name),
        _ => return None,
    };
    Some(Reference { document: document.to_owned(), target: Target::Schema((*name).to_owned()), range })
}

/// Whether a word is the name of a file or a URL.
fn is_document(word: &str) -> bool {
    let path = word.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".json", ".yaml", ".yml"].iter().any(|ending| path.ends_with(ending))
}

/// A text without the quotes around it.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inside = |mark: char| text.strip_prefix(mark).and_then(|text| text.strip_suffix(mark));
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}
