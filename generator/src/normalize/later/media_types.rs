//! References in place of media types (OpenAPI 3.2) to what they lead to.
//!
//! In: the root of a fragment. Out: the same without such references and without `components.mediaTypes`. A schema in a
//! component that is more than a reference becomes a component of the same name, if the name is free, so that its type has
//! one name however often the media type is used.

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value, is_method};
use crate::source::{escape_pointer, percent_decoded};
use std::collections::HashMap;

/// How many references are followed, one behind the other.
const MOST_REFERENCES: usize = 16;

pub(in super::super) fn write_out(dx: &mut Diagnostics, root: &mut Node) {
    let mut references = Vec::new();
    collect(root, &mut references);
    if root.get("components").and_then(|components| components.get("mediaTypes")).is_some() {
        name_schemas(root);
    }
    let mut found = HashMap::new();
    for reference in references {
        if let Some(mut node) = target(root, &reference).filter(|_| !found.contains_key(&reference)).cloned() {
            leave_out(dx, &mut node);
            found.insert(reference, node);
        }
    }
    replace(dx, root, &found);
    if let Some(components) = root.get_mut("components").and_then(Node::as_object_mut) {
        components.shift_remove("mediaTypes");
    }
}

/// The references in place of media types.
fn collect(node: &Node, references: &mut Vec<String>) {
    match &node.value {
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, references)),
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(key, _)| !is_opaque(key)) {
                if key == "content" {
                    references.extend(member.as_object().into_iter().flat_map(Object::values).filter_map(reference));
                }
                collect(member, references);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether a key leads to what has no media types.
fn is_opaque(key: &str) -> bool {
    matches!(key, "schema" | "itemSchema" | "schemas" | "example" | "examples" | "default")
        || (key.starts_with("x-") && !is_method(key))
}

fn reference(node: &Node) -> Option<String> {
    node.get("$ref").and_then(Node::as_str).map(str::to_owned)
}

/// The media type behind a reference.
fn target<'doc>(root: &'doc Node, text: &str) -> Option<&'doc Node> {
    let mut text = text.to_owned();
    for _ in 0..MOST_REFERENCES {
        let pointer = percent_decoded(text.strip_prefix('#')?);
        let is_media_type = pointer.rsplit('/').nth(1).is_some_and(|group| matches!(group, "mediaTypes" | "content"));
        let node = root.pointer(&pointer).filter(|_| is_media_type)?;
        match reference(node) {
            Some(next) => text = next,
            None => return node.as_object().map(|_| node),
        }
    }
    None
}

/// Makes the schemas of the components schemas of the same name.
fn name_schemas(root: &mut Node) {
    let place = root.place;
    let Some(components) = root.get_mut("components").and_then(Node::as_object_mut) else { return };
    let Some(mut media_types) = components.shift_remove("mediaTypes") else { return };
    let schemas =
        components.entry("schemas".to_owned()).or_insert_with(|| Node::at(place, Value::object(Object::new())));
    if let Some(schemas) = schemas.as_object_mut() {
        for (name, media_type) in media_types.as_object_mut().into_iter().flatten() {
            let schema = ["schema", "itemSchema"].into_iter().find(|key| media_type.get(key).is_some());
            let Some(schema) = schema.and_then(|key| media_type.get_mut(key)) else { continue };
            let is_plain = schema.as_object().is_none_or(|members| members.contains_key("$ref") || members.is_empty());
            if is_plain || schemas.contains_key(name) {
                continue;
            }
            let text = Value::String(["#/components/schemas/", &escape_pointer(name)].concat());
            let reference = Object::from_iter([("$ref".to_owned(), Node::at(schema.place, text))]);
            let place = schema.place;
            let named = std::mem::replace(schema, Node::at(place, Value::object(reference)));
            schemas.insert(name.clone(), named);
        }
    }
    components.insert("mediaTypes".to_owned(), media_types);
}

fn replace(dx: &mut Diagnostics, node: &mut Node, found: &HashMap<String, Node>) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| replace(dx, element, found)),
        Value::Object(members) => {
            for (key, member) in members.iter_mut().filter(|(key, _)| !is_opaque(key)) {
                match member.as_object_mut().filter(|_| key == "content") {
                    Some(media_types) => media_types.values_mut().for_each(|one| replace_one(dx, one, found)),
                    None => replace(dx, member, found),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What is written in is not looked into: it may contain the place that it is written to.
fn replace_one(dx: &mut Diagnostics, media_type: &mut Node, found: &HashMap<String, Node>) {
    let Some(text) = reference(media_type) else { return replace(dx, media_type, found) };
    match found.get(&text) {
        Some(target) => media_type.clone_from(target),
        None => unresolved(dx, &text, media_type),
    }
}

/// Makes further references in a media type, which only headers of its parts can have, any value.
fn leave_out(dx: &mut Diagnostics, node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| leave_out(dx, element)),
        Value::Object(members) => {
            for (key, member) in members.iter_mut().filter(|(key, _)| !is_opaque(key)) {
                let media_types = member.as_object_mut().filter(|_| key == "content");
                for media_type in media_types.into_iter().flat_map(Object::values_mut) {
                    if let Some(text) = reference(media_type) {
                        let message = format!("`{text}` stands inside of another media type; read as any value");
                        dx.warning("unsupported-keyword", message, media_type.place);
                        media_type.value = Value::object(Object::new());
                    }
                }
                leave_out(dx, member);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn unresolved(dx: &mut Diagnostics, text: &str, media_type: &mut Node) {
    let message = format!("the document has no media type at `{text}`; read as any value of its type");
    dx.warning("unresolved-reference", message, media_type.place)
        .help("fetch the page that documents it, or say what it is by an `update` action of an overlay");
    let Some(members) = media_type.as_object_mut() else { return };
    if let Some(reference) = members.shift_remove("$ref") {
        members.insert("x-unresolved-ref".to_owned(), reference);
    }
}
