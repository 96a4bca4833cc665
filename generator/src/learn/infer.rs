//! The schema of values that nobody documented.
//!
//! In: values. Out: the narrowest schema in OpenAPI 3.0 that allows them all, within reason: objects whose keys look
//! like data are maps, no field is required, no enum is guessed, and what is nested very deeply is any JSON. From `[1,
//! 2]` comes an array of integers.

use super::view;
use crate::ir::IntegerKind;
use serde_json::{Map, Value as Json, json};

/// An object with more keys than this is a map.
const MOST_PROPERTIES: usize = 100;

/// What is nested deeper than this is any JSON: documents that are nested much deeper are refused.
const MOST_LEVELS: usize = 20;

/// The schema of all values; `{}` for none.
pub(super) fn schema(values: &[&Json]) -> Json {
    schema_at(values, 0)
}

/// One schema for each type among the values, `null` aside.
pub(super) fn branches(values: &[&Json]) -> Vec<Json> {
    let mut branches = branches_at(values, 0);
    // An object that says nothing is any value to the client, and as a branch no branch.
    let empty = branches.iter_mut().filter(|branch| **branch == json!({"type": "object"}));
    empty.for_each(|branch| *branch = json!({"type": "object", "additionalProperties": true}));
    branches
}

fn schema_at(values: &[&Json], level: usize) -> Json {
    if level > MOST_LEVELS {
        // Said to be any value, so that nothing is learned here either.
        return json!({"x-rust-type": "serde_json::Value"});
    }
    let mut branches = branches_at(values, level);
    let mut schema = match branches.len() {
        0 => json!({}),
        1 => branches.remove(0),
        _ => json!({"anyOf": branches}),
    };
    if values.iter().any(|value| value.is_null())
        && let Some(members) = schema.as_object_mut()
    {
        members.insert("nullable".to_owned(), Json::Bool(true));
    }
    schema
}

fn branches_at(values: &[&Json], level: usize) -> Vec<Json> {
    let of = |kind: &str| -> Vec<&Json> { values.iter().copied().filter(|value| view::is_of(value, kind)).collect() };
    let mut branches = Vec::new();
    if !of("boolean").is_empty() {
        branches.push(json!({"type": "boolean"}));
    }
    branches.extend(numbers(&of("number")));
    let texts = of("string");
    if !texts.is_empty() {
        branches.push(text(&texts));
    }
    let arrays = of("array");
    if !arrays.is_empty() {
        let elements: Vec<&Json> = arrays.iter().filter_map(|array| array.as_array()).flatten().collect();
        branches.push(json!({"type": "array", "items": schema_at(&elements, level + 1)}));
    }
    let objects: Vec<&Map<String, Json>> = values.iter().filter_map(|value| value.as_object()).collect();
    if !objects.is_empty() {
        branches.push(object(&objects, level));
    }
    branches
}

fn numbers(numbers: &[&Json]) -> Vec<Json> {
    let integer = |values: &[&Json]| {
        let all = |format: Option<&str>| values.iter().all(|value| holds(format, value));
        match values {
            _ if all(None) => Some(json!({"type": "integer"})),
            _ if all(Some("uint64")) => Some(json!({"type": "integer", "format": "uint64"})),
            _ => None,
        }
    };
    if numbers.is_empty() {
        return Vec::new();
    }
    if let Some(integer) = integer(numbers) {
        return vec![integer];
    }
    let inexact: Vec<&Json> = numbers.iter().copied().filter(|value| !is_exact(value)).collect();
    let mut branches = vec![json!({"type": "number"})];
    if !inexact.is_empty() {
        branches.push(json!({"type": "integer"}));
        if integer(&inexact) != Some(json!({"type": "integer"})) {
            branches.push(json!({"type": "integer", "format": "uint64"}));
        }
    }
    branches
}

/// Whether a 64-bit float holds a number as it is: not every integer beyond 53 bits.
fn is_exact(value: &Json) -> bool {
    let Some(integer) = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from)) else { return true };
    integer as f64 as i128 == integer
}

/// Whether an integer of a format holds a value; without a format it has 64 bits.
pub(super) fn holds(format: Option<&str>, value: &Json) -> bool {
    fits(format.and_then(IntegerKind::of_format).unwrap_or(IntegerKind::I64), value)
}

/// Whether an integer of a width holds a value.
pub(super) fn fits(kind: IntegerKind, value: &Json) -> bool {
    integer(value).is_some_and(|integer| kind.range().contains(&integer))
}

/// The value of a number without a fraction; `None` for one beyond 100 bits, which no integer here holds.
fn integer(value: &Json) -> Option<i128> {
    if let Some(integer) = value.as_i64() {
        return Some(integer.into());
    }
    if let Some(integer) = value.as_u64() {
        return Some(integer.into());
    }
    value.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e30).map(|float| float as i128)
}

fn text(texts: &[&Json]) -> Json {
    let all = |is: fn(&str) -> bool| texts.iter().filter_map(|text| text.as_str()).all(is);
    if all(is_time) {
        json!({"type": "string", "format": "date-time"})
    } else if all(is_uuid) {
        json!({"type": "string", "format": "uuid"})
    } else {
        json!({"type": "string"})
    }
}

/// `2024-05-01T10:20:30`, with or without more.
fn is_time(text: &str) -> bool {
    text.is_ascii() && shape(text.get(..19).unwrap_or_default(), "dddd-dd-ddTdd:dd:dd")
}

fn is_uuid(text: &str) -> bool {
    shape(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
}

fn shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
            b'd' => byte.is_ascii_digit(),
            b'x' => byte.is_ascii_hexdigit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            shape => byte == shape,
        })
}

fn object(objects: &[&Map<String, Json>], level: usize) -> Json {
    let mut values: indexmap::IndexMap<&str, Vec<&Json>> = indexmap::IndexMap::new();
    for (name, value) in objects.iter().copied().flatten() {
        values.entry(name).or_default().push(value);
    }
    if values.is_empty() {
        return json!({"type": "object"});
    }
    if values.len() > MOST_PROPERTIES || values.keys().any(|name| is_data(name)) {
        let all: Vec<&Json> = values.into_values().flatten().collect();
        return json!({"type": "object", "additionalProperties": schema_at(&all, level + 1)});
    }
    let properties: Map<String, Json> =
        values.into_iter().map(|(name, values)| (name.to_owned(), schema_at(&values, level + 1))).collect();
    json!({"type": "object", "properties": properties})
}

/// Whether a key is no name of a field but a value itself: a number, an id, a date, an address.
pub(super) fn is_data(name: &str) -> bool {
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    is_number
        || is_uuid(name)
        || name.contains('@')
        || name.contains("://")
        || name.len() > 80
        || shape(name.get(..10).unwrap_or_default(), "dddd-dd-dd")
}
