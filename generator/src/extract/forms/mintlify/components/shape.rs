//! What schemas say, apart from documentation.

use super::super::schema::{COMPONENT, unwrap};
use crate::document::{Node, Value};
use serde_json::{Map, Value as Json};

/// What only people read.
const DOCUMENTATION: [&str; 7] =
    ["description", "title", "example", "examples", "externalDocs", "deprecated", COMPONENT];

/// A text that schemas have in common which differ in documentation only.
pub(super) fn shape(schema: &Node) -> String {
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

/// Whether one shape is an object that has all properties of another, and differs from it in nothing else but in what is
/// required.
pub(super) fn holds(larger: &str, smaller: &str) -> bool {
    let (Some(mut larger), Some(mut smaller)) = (members(larger), members(smaller)) else { return false };
    let (Some(all), Some(some)) = (properties(&mut larger), properties(&mut smaller)) else { return false };
    larger == smaller && some.iter().all(|(name, property)| all.get(name) == Some(property))
}

fn members(shape: &str) -> Option<Map<String, Json>> {
    match serde_json::from_str(shape) {
        Ok(Json::Object(members)) if members.get("type").and_then(Json::as_str) == Some("object") => Some(members),
        _ => None,
    }
}

/// Takes the properties of an object, and what of them is required.
fn properties(members: &mut Map<String, Json>) -> Option<Map<String, Json>> {
    members.remove("required");
    match members.remove("properties") {
        Some(Json::Object(properties)) => Some(properties),
        _ => None,
    }
}

/// The properties that a shape requires.
pub(super) fn required(shape: &str) -> Vec<String> {
    let members = members(shape).unwrap_or_default();
    let names = members.get("required").and_then(Json::as_array).into_iter().flatten();
    names.filter_map(Json::as_str).map(str::to_owned).collect()
}
