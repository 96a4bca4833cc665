//! The components that schemas of Mintlify's older pages say they are.
//!
//! In: all operations of that form. Out: the same; where a schema says that it is `#/components/schemas/Pet` and all
//! pages agree on what a `Pet` is, it is that component. It is not always true: the schema of a body that adds members
//! to a `Pet` calls itself one too. Such a schema stays where it stands.

use super::super::tree::{entry, object, text};
use super::schema::{COMPONENT, unwrap};
use crate::document::{Document, Node, Object, Value};
use crate::source::{escape_pointer, unescape_pointer};
use std::collections::{BTreeMap, BTreeSet};

/// What only people read.
const DOCUMENTATION: [&str; 7] =
    ["description", "title", "example", "examples", "externalDocs", "deprecated", COMPONENT];

/// The texts of the schemas of each name, without documentation.
type Shapes = BTreeMap<String, BTreeSet<String>>;

pub(super) fn settle(documents: &mut [&mut Document]) {
    let mut written = Shapes::new();
    let mut said = Shapes::new();
    for document in documents.iter_mut() {
        for (name, schema) in schemas(&document.root).into_iter().flatten() {
            written.entry(name.clone()).or_default().insert(shape(schema));
        }
        marked(&mut document.root, &mut |schema| {
            if let Some(name) = name(schema) {
                said.entry(name).or_default().insert(shape(schema));
            }
        });
    }
    let agreed = |name: &str, schema: &Node| {
        let shapes = written.get(name).or_else(|| said.get(name));
        shapes.is_some_and(|shapes| shapes.len() == 1 && shapes.contains(&shape(schema)))
    };
    for document in documents {
        let mut made = Object::new();
        marked(&mut document.root, &mut |schema| {
            let named = name(schema).filter(|name| agreed(name, schema));
            if let Some(members) = schema.as_object_mut() {
                members.shift_remove(COMPONENT);
            }
            if let Some(name) = named {
                let reference = ["#/components/schemas/", &escape_pointer(&name)].concat();
                let at = schema.place;
                let whole = std::mem::replace(schema, object(at, [("$ref", text(at, reference))]));
                made.insert(name, whole);
            }
        });
        insert(&mut document.root, made);
    }
}

/// Adds components; those that are there stay.
fn insert(root: &mut Node, made: Object) {
    if made.is_empty() {
        return;
    }
    let schemas = entry(root, "components").and_then(|components| entry(components, "schemas"));
    let Some(schemas) = schemas.and_then(Node::as_object_mut) else { return };
    for (name, schema) in made {
        schemas.entry(name).or_insert(schema);
    }
}

fn schemas(root: &Node) -> Option<&Object> {
    root.get("components")?.get("schemas")?.as_object()
}

/// The component that a schema says it is.
fn name(schema: &Node) -> Option<String> {
    let name = schema.get(COMPONENT)?.as_str()?.strip_prefix("#/components/schemas/")?;
    Some(unescape_pointer(name))
}

/// Every schema of the operations of a document that says what it is.
fn marked(root: &mut Node, found: &mut dyn FnMut(&mut Node)) {
    for group in ["paths", "webhooks"] {
        if let Some(group) = root.get_mut(group) {
            marked_in(group, found);
        }
    }
}

fn marked_in(node: &mut Node, found: &mut dyn FnMut(&mut Node)) {
    match &mut node.value {
        Value::Object(members) => {
            let inner =
                members.iter_mut().filter(|(key, _)| !["example", "examples", "default"].contains(&key.as_str()));
            inner.for_each(|(_, member)| marked_in(member, found));
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| marked_in(element, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    if node.get(COMPONENT).is_some_and(|name| name.as_str().is_some()) {
        found(node);
    }
}

/// A text that schemas have in common which differ in documentation only.
fn shape(schema: &Node) -> String {
    let mut schema = schema.clone();
    bare(&mut schema, false);
    // Writing to memory fails for no node: all keys are strings.
    serde_json::to_string(&schema).unwrap_or_default()
}

/// Removes what only people read and sorts what has no order. The members of a map have names that an author chose.
fn bare(node: &mut Node, is_map: bool) {
    if !is_map {
        unwrap(node);
    }
    match &mut node.value {
        Value::Object(members) => {
            if !is_map {
                members.retain(|key, _| !DOCUMENTATION.contains(&key.as_str()));
            }
            members.sort_keys();
            for (key, member) in members.iter_mut() {
                if key == "required"
                    && let Value::Array(names) = &mut member.value
                {
                    names.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
                }
                bare(member, !is_map && (key == "properties" || key == "patternProperties"));
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| bare(element, false)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
