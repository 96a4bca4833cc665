//! Schemas that say nothing about a value.
//!
//! In: a schema and a value. Out: the pointer of the schema if all it says is what every value of some kind is: `{}`,
//! `{type: object}` without properties, `{type: array}` without `items`. Alternatives of a union are meant as they are, and so
//! is what an overlay types by `x-rust-type`.

use crate::learn::view::{self, Part, STRUCTURE};
use crate::learn::{infer, view::kind};
use serde_json::{Map, Value as Json, json};

/// Where nothing is said about the value: the schema, or the component that it refers to.
pub(super) fn place(document: &Json, part: &Part, value: &Json) -> Option<String> {
    let part = match view::target(document, part.schema)
        .filter(|_| part.schema.as_object().is_some_and(|all| all.len() == 1))
    {
        Some((pointer, schema)) => Part { pointer, schema },
        None => part.clone(),
    };
    let is_branch = matches!(part.pointer.rsplit('/').nth(1), Some("anyOf" | "oneOf" | "allOf"));
    // What is inferred from an empty list says no more.
    let is_news = || {
        let inferred = infer::schema(&[value]);
        inferred != json!({}) && Some(&inferred) != type_alone(part.schema).as_ref()
    };
    let is_silent = !is_branch && part.schema.as_object().is_some_and(says_nothing);
    let fits = kind(part.schema).is_none_or(|kind| view::is_of(value, kind));
    (is_silent && fits && is_news()).then_some(part.pointer)
}

/// Whether all that a schema says is that there is a value, an object or a list.
fn says_nothing(schema: &Map<String, Json>) -> bool {
    let is_silent = |key: &String| key == "type" || !STRUCTURE.contains(&key.as_str());
    schema.keys().all(is_silent) && matches!(schema.get("type").and_then(Json::as_str), None | Some("object" | "array"))
}

fn type_alone(schema: &Json) -> Option<Json> {
    match kind(schema)? {
        "array" => Some(json!({"type": "array", "items": {}})),
        kind => Some(json!({"type": kind})),
    }
}
