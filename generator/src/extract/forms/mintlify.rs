//! Mintlify's older pages: one operation, in a layout of its own.
//!
//! In: the YAML of a block ` ````yaml SPEC METHOD /path `, whose `paths` *is* the operation:
//!
//! ```yaml
//! paths:
//!   path: /pets
//!   method: get
//!   servers: [{url: https://api.example.com}]
//!   request:
//!     security: [{title: key, parameters: {header: {X-Key: {type: apiKey}}}}]
//!     parameters: {query: {limit: {schema: [{type: integer, required: true}]}}}
//!   response:
//!     '200': {application/json: {schemaArray: [{type: object, properties: {id: {allOf: [{type: string}]}}}]}}
//! ```
//!
//! Out: OpenAPI 3.1 with the same operation, whose summary is the page's title. The layout has no title of the API, so the
//! result has none either. A schema that names its component (`refIdentifier`) becomes one, if it does not differ from others of that name.

mod components;
mod operation;
mod schema;
mod security;

use super::super::section::Section;
use super::Form;
use super::tree::{entry, members, object, text, untitled};
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Value};

/// The layout of an operation.
pub(super) struct Operation;

impl Form for Operation {
    fn block(&self, _: &mut Diagnostics, section: &Section, root: &mut Node) -> bool {
        if !is_layout(root) {
            return false;
        }
        rewrite(section, root);
        true
    }

    fn settle(&self, dx: &mut Diagnostics, documents: &mut [&mut Document]) {
        components::settle(dx, documents);
        security::settle(documents);
    }
}

/// `paths: {path: /x, method: get, …}`, which no path item can be.
fn is_layout(root: &Node) -> bool {
    let is_text = |key: &str| root.get("paths").and_then(|paths| paths.get(key)).and_then(Node::as_str).is_some();
    is_text("path") && is_text("method")
}

fn rewrite(section: &Section, root: &mut Node) {
    let place = root.place;
    let Some(document) = root.as_object_mut() else { return };
    let Some(paths) = document.shift_remove("paths") else { return };
    let at = paths.place;
    let mut layout = members(Some(paths));
    let take = |key: &str, layout: &mut crate::document::Object| {
        layout.shift_remove(key).and_then(|node| node.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let path = take("path", &mut layout);
    let method = take("method", &mut layout).to_ascii_lowercase();
    let is_webhook = take("type", &mut layout) == "webhook";
    let servers = layout.shift_remove("servers");
    let made = operation::made(section, at, layout);
    document.insert("openapi".into(), Node::at(place, Value::String("3.1.0".into())));
    document.entry("info".into()).or_insert_with(untitled);
    document.extend(servers.map(|servers| ("servers".to_owned(), servers)));
    let item = object(at, [(path, object(at, [(method, made.operation)]))]);
    let group = if is_webhook { "webhooks" } else { "paths" };
    document.insert(group.into(), item);
    let schemes = entry(root, "components").and_then(|components| entry(components, "securitySchemes"));
    if let Some(schemes) = schemes.and_then(Node::as_object_mut) {
        schemes.extend(made.schemes);
    }
    remove_empty(root, "securitySchemes");
    remove_empty(root, "schemas");
}

/// Removes a group of components that holds none, and then `components` itself.
fn remove_empty(root: &mut Node, group: &str) {
    let is_empty = |node: &Node| node.as_object().is_some_and(|members| members.is_empty());
    let Some(document) = root.as_object_mut() else { return };
    if let Some(components) = document.get_mut("components").and_then(Node::as_object_mut)
        && components.get(group).is_some_and(is_empty)
    {
        components.shift_remove(group);
    }
    if document.get("components").is_some_and(is_empty) {
        document.shift_remove("components");
    }
}

/// The summary and the description that the page gives, where the operation has none.
fn documentation(section: &Section, at: crate::source::Place) -> Vec<(String, Node)> {
    let said = [("summary", section.title.to_owned()), ("description", section.lead())];
    let said = said.into_iter().filter(|(_, words)| !words.is_empty());
    said.map(|(key, words)| (key.to_owned(), text(at, words))).collect()
}
