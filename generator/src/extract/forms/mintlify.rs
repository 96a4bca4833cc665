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
use super::tree::{entry, members, object, text, untitled};
use super::{Form, left_out};
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Value};
use crate::ir::Method;

/// The layout of an operation.
pub(super) struct Operation;

impl Form for Operation {
    fn block(&self, dx: &mut Diagnostics, section: &Section, root: &mut Node) -> bool {
        if !is_layout(root) {
            return false;
        }
        rewrite(dx, section, root).is_some()
    }

    fn settle(&self, dx: &mut Diagnostics, documents: &mut [&mut Document]) {
        components::settle(dx, documents);
        security::settle(documents);
    }
}

/// `paths: {path: /x, method: get, …}`, which no paths can be.
fn is_layout(root: &Node) -> bool {
    let Some(paths) = root.get("paths").and_then(Node::as_object) else { return false };
    let is_text = |key: &str| paths.get(key).and_then(Node::as_str).is_some();
    let is_of_layout = |key: &str| ["request", "response", "servers", "deprecated"].contains(&key);
    is_text("path") || is_text("method") || paths.keys().any(|key| is_of_layout(key))
}

/// Where an operation is called, by the layout or by what stands behind the opening fence: `SPEC METHOD /path`.
struct Called {
    path: String,
    method: String,
    is_webhook: bool,
}

impl Called {
    fn take(section: &Section, layout: &mut Object) -> Option<Self> {
        let mut take = |key: &str| layout.shift_remove(key).and_then(|node| node.as_str().map(str::to_owned));
        let (path, method, kind) = (take("path"), take("method"), take("type"));
        let words: Vec<&str> = section.info.split_whitespace().skip(2).collect();
        let (announced, at) = match words.as_slice() {
            [method, path, ..] => (Some(*method), Some(*path)),
            [path] if path.starts_with('/') => (None, Some(*path)),
            [method] => (Some(*method), None),
            [] => (None, None),
        };
        let is_webhook = kind.as_deref() == Some("webhook") || announced == Some("webhook");
        let announced = if is_webhook { Some("post") } else { announced };
        let method = method.or(announced.map(str::to_owned))?.to_ascii_lowercase();
        let path = path.or(at.map(str::to_owned))?;
        Method::of_key(&method).is_some().then_some(Self { path, method, is_webhook })
    }
}

fn rewrite(dx: &mut Diagnostics, section: &Section, root: &mut Node) -> Option<()> {
    let place = root.place;
    let document = root.as_object_mut()?;
    let paths = document.shift_remove("paths")?;
    let at = paths.place;
    let mut layout = members(Some(paths));
    let Some(called) = Called::take(section, &mut layout) else {
        left_out(dx, "the operation of this block says no method of HTTP, or no path", at);
        return None;
    };
    let servers = layout.shift_remove("servers");
    let made = operation::made(dx, section, at, layout);
    document.insert("openapi".into(), Node::at(place, Value::String("3.1.0".into())));
    document.entry("info".into()).or_insert_with(untitled);
    document.extend(servers.map(|servers| ("servers".to_owned(), servers)));
    let item = object(at, [(called.path, object(at, [(called.method, made.operation)]))]);
    let group = if called.is_webhook { "webhooks" } else { "paths" };
    document.insert(group.into(), item);
    if let Some(schemas) = root.get_mut("components").and_then(|it| it.get_mut("schemas")).and_then(Node::as_object_mut)
    {
        schemas.values_mut().for_each(schema::rewrite);
    }
    let schemes = entry(root, "components").and_then(|components| entry(components, "securitySchemes"));
    if let Some(schemes) = schemes.and_then(Node::as_object_mut) {
        schemes.extend(made.schemes);
    }
    remove_empty(root, "securitySchemes");
    remove_empty(root, "schemas");
    Some(())
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
