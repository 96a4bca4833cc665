//! Values that the documentation says nothing about.
//!
//! In: a value that the client reads as any JSON, and its schemas. Out: the schema that can say what was seen, if all it
//! says is what every value of some kind is (`{}`, `{type: object}` without properties, `{type: array}` without `items`),
//! or if it contradicts itself (`{type: string, items: {}}`). Alternatives of a union are meant as they are, and so is what
//! an overlay types by `x-rust-type`.

use super::outcome::Outcome;
use super::walk::Walk;
use super::{Kind, say};
use crate::learn::infer;
use crate::learn::view::{self, Part, STRUCTURE};
use serde_json::{Map, Value as Json, json};

/// A value that can be anything.
pub(super) fn any<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    at: &[Part<'doc>],
    value: &'body Json,
) {
    let places: Vec<Part> = at.iter().map(|part| defined(walk.document, part)).collect();
    let is_silent = |part: &Part| !is_branch(part) && part.schema.as_object().is_some_and(says_nothing);
    let Some(first) = places.first().filter(|_| places.iter().all(is_silent)) else { return };
    // What is inferred from an empty list says no more.
    let inferred = infer::schema(&[value]);
    if inferred != json!({}) && Some(&inferred) != type_alone(first.schema).as_ref() {
        say(out, &first.pointer, Kind::Untyped, None, value);
    }
}

/// The schema, or the component that it refers to.
fn defined<'doc>(document: &'doc Json, part: &Part<'doc>) -> Part<'doc> {
    let is_reference = part.schema.as_object().is_some_and(|all| all.len() == 1);
    match view::target(document, part.schema).filter(|_| is_reference) {
        Some((pointer, schema)) => Part { pointer, schema },
        None => part.clone(),
    }
}

fn is_branch(part: &Part) -> bool {
    matches!(part.pointer.rsplit('/').nth(1), Some("anyOf" | "oneOf" | "allOf"))
}

/// Whether all that a schema says is that there is a value, an object or a list, or what contradicts that.
fn says_nothing(schema: &Map<String, Json>) -> bool {
    let kind = schema.get("type").and_then(Json::as_str);
    let has = |key: &str| schema.get(key).and_then(Json::as_object).is_some_and(|members| !members.is_empty());
    let has_items = schema.contains_key("items");
    let is_contradictory = match kind {
        None => false,
        Some("object") => has_items,
        Some("array") => has("properties"),
        Some(_) => has_items || has("properties"),
    };
    let is_silent = |key: &String| match key.as_str() {
        "type" => true,
        "items" | "required" | "additionalProperties" | "format" => is_contradictory,
        "properties" => is_contradictory || !has("properties"),
        key => !STRUCTURE.contains(&key),
    };
    schema.keys().all(is_silent) && (is_contradictory || matches!(kind, None | Some("object" | "array")))
}

fn type_alone(schema: &Json) -> Option<Json> {
    match view::kind(schema)? {
        "array" => Some(json!({"type": "array", "items": {}})),
        kind => Some(json!({"type": kind})),
    }
}
