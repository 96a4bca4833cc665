//! What a sample of a value shows of its schema.

use super::super::tree::{object, text};
use crate::document::Node;
use crate::source::Place;
use serde_json::{Map, Value};

/// How deeply samples are looked into.
const DEEPEST: usize = 30;

/// The schema that all of some samples fit, in which nothing is required.
pub(super) fn schema(place: Place, samples: &[&Value], depth: usize) -> Node {
    let samples: Vec<&Value> = samples.iter().copied().filter(|sample| !sample.is_null()).collect();
    let mut kinds: Vec<&str> = samples.iter().map(|sample| kind(sample)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kind = match kinds.as_slice() {
        [only] => *only,
        ["integer", "number"] => "number",
        _ => return object::<String>(place, []),
    };
    let mut members = vec![("type", text(place, kind))];
    let is_deeper = depth < DEEPEST;
    if kind == "array" && is_deeper {
        let elements: Vec<&Value> = samples.iter().filter_map(|sample| sample.as_array()).flatten().collect();
        members.push(("items", schema(place, &elements, depth + 1)));
    }
    if kind == "object" && is_deeper {
        let objects: Vec<&Map<String, Value>> = samples.iter().filter_map(|sample| sample.as_object()).collect();
        members.extend(of_objects(place, &objects, depth));
    }
    object(place, members)
}

fn of_objects(place: Place, objects: &[&Map<String, Value>], depth: usize) -> Option<(&'static str, Node)> {
    let mut keys: Vec<&String> = objects.iter().flat_map(|object| object.keys()).collect();
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(*key));
    if keys.is_empty() {
        return None;
    }
    let values = |key: &str| objects.iter().filter_map(|object| object.get(key)).collect::<Vec<_>>();
    // Numbers are keys of a map, not names of properties.
    if keys.iter().all(|key| key.bytes().all(|byte| byte.is_ascii_digit())) {
        let all: Vec<&Value> = keys.iter().flat_map(|key| values(key)).collect();
        return Some(("additionalProperties", schema(place, &all, depth + 1)));
    }
    let properties = keys.iter().map(|key| ((*key).clone(), schema(place, &values(key), depth + 1)));
    Some(("properties", object(place, properties.collect::<Vec<_>>())))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
