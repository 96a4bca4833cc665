//! What the server sends by itself: webhooks, and the callbacks of operations.
//!
//! In goes the tree, since the types of OpenAPI 3.0 have no place for webhooks; out comes a [`Received`] for each method of
//! each, with its body. Their parameters, responses and credentials are for whoever receives them.

use super::operation;
use super::reading::{self, Reading};
use crate::document::{ADDITIONAL_OPERATION, Node, Object, Received};
use crate::ir::Method;
use crate::source::{Step, escape_pointer};

/// How many references are followed, one leading to the next.
const MAX_HOPS: usize = 10;

/// Where webhooks stand in the merged document.
const WEBHOOKS: &str = "x-webhooks";

/// All of them.
pub fn all<'doc>(rx: &mut Reading<'_, 'doc>, root: &'doc Node) -> Vec<Received> {
    let mut found = Vec::new();
    for (name, item) in members(root.get(WEBHOOKS)) {
        let at = format!("/{WEBHOOKS}/{}", escape_pointer(name));
        let (item, at) = followed(root, item, at);
        of_item(rx, item, (name, None), &at, &mut found);
    }
    for (path, item) in members(root.get("paths")) {
        let at = format!("/paths/{}", escape_pointer(path));
        let (item, at) = followed(root, item, at);
        for (key, operation) in members(Some(item)) {
            if Method::of_key(key).is_some() || key.starts_with(ADDITIONAL_OPERATION) {
                let of = (path.clone(), key.clone());
                callbacks(rx, root, operation, &of, &format!("{at}/{}", escape_pointer(key)), &mut found);
            }
        }
    }
    found
}

fn callbacks<'doc>(
    rx: &mut Reading<'_, 'doc>,
    root: &'doc Node,
    operation: &'doc Node,
    of: &(String, String),
    at: &str,
    found: &mut Vec<Received>,
) {
    for (name, callback) in members(operation.get("callbacks")) {
        let (callback, at) = followed(root, callback, format!("{at}/callbacks/{}", escape_pointer(name)));
        let expressions: Vec<_> = members(Some(callback)).filter(|(key, _)| !key.starts_with("x-")).collect();
        for (expression, item) in &expressions {
            let name = if expressions.len() == 1 { name.clone() } else { format!("{name} {expression}") };
            let (item, at) = followed(root, item, format!("{at}/{}", escape_pointer(expression)));
            of_item(rx, item, (&name, Some(of)), &at, found);
        }
    }
}

/// The methods of a path item.
fn of_item<'doc>(
    rx: &mut Reading<'_, 'doc>,
    item: &'doc Node,
    (name, of): (&str, Option<&(String, String)>),
    at: &str,
    found: &mut Vec<Received>,
) {
    let methods: Vec<_> = members(Some(item)).filter(|(key, _)| Method::of_key(key).is_some()).collect();
    for (key, node) in &methods {
        let Some(members) = operation::object(rx, node, "an operation") else { continue };
        let name = if methods.len() == 1 { name.to_owned() } else { format!("{name} {key}") };
        let body = members.get("requestBody").filter(|body| body.as_object().is_some());
        let rust_name = members.get("x-rust-name").and_then(Node::as_str).map(str::to_owned);
        found.push(Received {
            name,
            operation: of.cloned(),
            rust_name,
            summary: reading::text(rx, members, "summary"),
            description: reading::text(rx, members, "description"),
            deprecated: reading::truth(rx, members, "deprecated").unwrap_or(false),
            body: body.and_then(|body| rx.within(Step::Key("requestBody"), |rx| operation::request_body(rx, body))),
            pointer: format!("{at}/{}", escape_pointer(key)),
        });
    }
}

fn members(node: Option<&Node>) -> impl Iterator<Item = (&String, &Node)> {
    node.and_then(Node::as_object).into_iter().flat_map(Object::iter)
}

/// What a node is behind references into the document, and where that stands.
fn followed<'doc>(root: &'doc Node, node: &'doc Node, at: String) -> (&'doc Node, String) {
    let (mut node, mut at) = (node, at);
    for _ in 0..MAX_HOPS {
        let Some(pointer) = node.get("$ref").and_then(Node::as_str).and_then(|text| text.strip_prefix('#')) else {
            break;
        };
        let Some(next) = root.pointer(pointer) else { break };
        (node, at) = (next, pointer.to_owned());
    }
    (node, at)
}
