//! What 3.0 demands of a document as a whole, and no schema can say.
//!
//! In: a document. Out: the repairs that it needs: each `operationId` stands once, each parameter of a path is declared, and no
//! path parameter is declared that the path does not have. So `/boats/{id}` without parameters is written with
//! `{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}, "x-not-written": true}`, as the client reads it.

use super::{ADDED, Repairs};
use crate::document::Node;
use crate::ir::Method;
use crate::{reference, template};
use serde_json::json;
use std::collections::HashSet;

/// Adds what is wrong to the repairs.
pub(super) fn find(root: &Node, repairs: &mut Repairs) {
    let mut ids = HashSet::new();
    let items = root.get("paths").and_then(Node::as_object).into_iter().flatten();
    for (path, item) in items.filter(|(path, _)| path.starts_with('/')) {
        let at = ["paths".to_owned(), path.clone()];
        let of_item = declared(root, item);
        let is_of_path = |name: &str| template::parameters(path).any(|one| one.text == name || one.name == name);
        unused(repairs, &at, &of_item, is_of_path);
        let members = item.as_object().into_iter().flatten();
        for (method, operation) in members.filter(|(key, node)| Method::of_key(key).is_some() && is_object(node)) {
            let at = [at.as_slice(), std::slice::from_ref(method)].concat();
            let own = declared(root, operation);
            unused(repairs, &at, &own, is_of_path);
            let known: HashSet<&str> = of_item.iter().chain(&own).map(|(_, name)| *name).collect();
            let mut missing: Vec<&str> = Vec::new();
            for one in template::parameters(path).filter(|one| !known.contains(one.text) && !known.contains(one.name)) {
                if !missing.contains(&one.text) {
                    missing.push(one.text);
                }
            }
            undeclared(repairs, &at, &missing);
            repeated(repairs, at, operation, &mut ids);
        }
    }
}

fn is_object(node: &Node) -> bool {
    node.as_object().is_some()
}

/// The path parameters that a path item or an operation declares, each with its index.
fn declared<'doc>(root: &'doc Node, parent: &'doc Node) -> Vec<(usize, &'doc str)> {
    let list = parent.get("parameters").and_then(Node::as_array).unwrap_or_default();
    let names = list.iter().enumerate().filter_map(|(index, node)| {
        let node = match reference::text(node) {
            Some(text) => reference::target(root, text)?,
            None => node,
        };
        let is_of_path = node.get("in").and_then(Node::as_str) == Some("path");
        Some((index, node.get("name").and_then(Node::as_str).filter(|_| is_of_path)?))
    });
    names.collect()
}

/// Moves the parameters that a path does not have.
fn unused(repairs: &mut Repairs, at: &[String], declared: &[(usize, &str)], is_of_path: impl Fn(&str) -> bool) {
    let indices: Vec<String> =
        declared.iter().filter(|(_, name)| !is_of_path(name)).map(|(index, _)| index.to_string()).collect();
    if indices.is_empty() {
        return;
    }
    let repair = repairs.entry(at.to_vec()).or_default();
    if repair.moved.iter().any(|(key, _)| key == "parameters") {
        return;
    }
    match repair.entries.iter_mut().find(|(key, _)| key == "parameters") {
        Some((_, entries)) => entries.extend(indices),
        None => repair.entries.push(("parameters".to_owned(), indices)),
    }
}

/// Declares the parameters of a path that nobody declares.
fn undeclared(repairs: &mut Repairs, at: &[String], missing: &[&str]) {
    if missing.is_empty() {
        return;
    }
    let repair = repairs.entry(at.to_vec()).or_default();
    for name in missing {
        let parameter =
            json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}, ADDED: true});
        repair.appended.push(("parameters", parameter));
    }
}

/// Moves the `operationId` of an operation if an earlier operation has it too.
fn repeated<'doc>(repairs: &mut Repairs, at: Vec<String>, operation: &'doc Node, ids: &mut HashSet<&'doc str>) {
    let Some(id) = operation.get("operationId").and_then(Node::as_str) else { return };
    if !ids.insert(id) {
        repairs.entry(at).or_default().moved.push(("operationId".to_owned(), None));
    }
}
