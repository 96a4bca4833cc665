//! What the pages document: every operation and every type, each with its pages.
//!
//! In: the client and its names, and the merged document whose nodes know their pages. Out: an [`Inventory`], in the order
//! of the client.

use crate::diagnostic::At;
use crate::document::{Document, Value};
use crate::ir::{Api, Shape, TypeDef};
use crate::names::Names;
use crate::source::{Sources, Step, json_path, json_path_step, pointer_tokens};
use crate::visible;
use std::collections::BTreeSet;

/// What the pages document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// By path, then method.
    pub operations: Vec<OperationEntry>,
    /// Components first, then inline types.
    pub models: Vec<ModelEntry>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationEntry {
    /// `GET`
    pub method: String,
    /// The path as documented.
    pub path: String,
    /// The summary.
    pub title: Option<String>,
    /// Its tag.
    pub tag: Option<String>,
    /// Its method on the client.
    pub name: String,
    /// `deprecated: true`
    pub deprecated: bool,
    /// JSON pointer in the merged document.
    pub pointer: String,
    /// The pages that document it, sorted.
    pub pages: Vec<String>,
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelEntry {
    /// Its name in Rust.
    pub name: String,
    /// `model`, `enum` or `union`.
    pub kind: &'static str,
    /// How many fields, values or branches it has.
    pub parts: usize,
    /// `request`, `response`, `request, response` or nothing.
    pub used: &'static str,
    /// JSON pointer in the merged document.
    pub pointer: String,
    /// The pages that document it, sorted.
    pub pages: Vec<String>,
}

/// Lists everything.
pub fn inventory(sources: &Sources, document: &Document, api: &Api, names: &Names) -> Inventory {
    let operations = api.operations.iter().zip(&names.operations).map(|(operation, names)| OperationEntry {
        method: operation.method.as_str().to_owned(),
        path: shown(&operation.path),
        title: operation.docs.title.as_deref().map(shown),
        tag: api.tags.get(operation.tag.0).map(|tag| shown(&tag.name)),
        name: names.method.clone(),
        deprecated: operation.docs.deprecated,
        pointer: shown(&operation.pointer()),
        pages: operation.pages.iter().map(|page| shown(page)).collect(),
    });
    let models = api.types.iter().zip(&names.types).map(|(definition, names)| {
        let (kind, parts) = kind(definition);
        ModelEntry {
            name: names.ident.clone(),
            kind,
            parts,
            used: used(definition),
            pointer: shown(&definition.pointer),
            pages: pages(sources, document, definition),
        }
    });
    Inventory { operations: operations.collect(), models: models.collect() }
}

fn shown(text: &str) -> String {
    visible::line(text).into_owned()
}

fn kind(definition: &TypeDef) -> (&'static str, usize) {
    match &definition.shape {
        Shape::Object(shape) => ("model", shape.fields.len()),
        Shape::StringEnum(values) => ("enum", values.len()),
        Shape::ValueEnum(values) => ("enum", values.len()),
        Shape::Union(shape) => ("union", shape.branches.len()),
    }
}

fn used(definition: &TypeDef) -> &'static str {
    match (definition.in_request, definition.in_response) {
        (true, true) => "request, response",
        (true, false) => "request",
        (false, true) => "response",
        (false, false) => "",
    }
}

/// The pages of all places that became one type.
fn pages(sources: &Sources, document: &Document, definition: &TypeDef) -> Vec<String> {
    let pointers = std::iter::once(&definition.pointer).chain(definition.joined.iter().map(|one| &one.pointer));
    let nodes = pointers.filter_map(|pointer| document.root.pointer(pointer));
    let found = nodes.flat_map(|node| sources.places.resolve_all(node.place));
    let page = |(fragment, _): (usize, String)| {
        let page = sources.fragments.get(fragment)?.page;
        Some(shown(&sources.pages.get(page)?.path))
    };
    found.filter_map(page).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The JSONPath of a pointer of the merged document, as the targets of actions have it.
pub fn path(document: &Document, pointer: &str) -> Option<String> {
    let mut node = &document.root;
    let mut path = json_path([]);
    for token in pointer_tokens(pointer)? {
        match &node.value {
            Value::Array(elements) => {
                let index = token.parse().ok()?;
                (node, path) = (elements.get(index)?, json_path_step(&path, Step::Index(index)));
            }
            Value::Object(members) => {
                (node, path) = (members.get(&token)?, json_path_step(&path, Step::Key(&token)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        }
    }
    Some(path)
}

/// What a pointer of the merged document stands for, for messages about it.
pub fn place(document: &Document, pointer: &str) -> Option<At> {
    document.root.pointer(pointer).map(|node| At::Place(node.place))
}
