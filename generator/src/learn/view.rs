//! Looks at schemas and values, without judging them.
//!
//! In: nodes of a document. Out: what a reference leads to, which schemas a value has to fit at once, and the type of
//! a value in a word.

use crate::keyword;
use crate::source::{percent_decoded, unescape_pointer};
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

/// References and compositions that lead further than this say nothing.
pub(super) const MAX_DEPTH: usize = 32;

/// The keys that say what a value is, as against documentation.
pub(super) const STRUCTURE: &[&str] = &[
    "$ref",
    "type",
    "format",
    "enum",
    "items",
    keyword::PREFIX_ITEMS,
    "properties",
    "required",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "discriminator",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "const",
    "contentEncoding",
    "contentMediaType",
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-rust-name",
    "x-rust-type",
];

/// The type of a value, in a word.
pub(super) fn type_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) if is_integer(value) => "integer",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

/// A number without a fraction, as JSON Schema has it: `42.0` too.
pub(super) fn is_integer(value: &Json) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|float| float.is_finite() && float.fract() == 0.0)
}

/// What is documented, in a word or two.
pub(super) fn described(document: &Json, schema: &Json) -> String {
    let mut schema = schema;
    for _ in 0..MAX_DEPTH {
        match target(document, schema) {
            Some((_, next)) => schema = next,
            None => break,
        }
    }
    let format = text(schema, "format").map(|format| format!(" ({format})")).unwrap_or_default();
    match kind(schema) {
        _ if list(schema, "enum").is_some() => "enum".to_owned(),
        Some(kind) => [kind, &format].concat(),
        None if ["anyOf", "oneOf"].iter().any(|key| list(schema, key).is_some()) => "union".to_owned(),
        None => "object".to_owned(),
    }
}

/// The pointer that a reference names and what stands there, if this is a reference to something in the document.
pub(super) fn target<'doc>(document: &'doc Json, schema: &Json) -> Option<(String, &'doc Json)> {
    let pointer = text(schema, "$ref")?.strip_prefix('#')?;
    let pointer = percent_decoded(pointer);
    let found = document.pointer(&pointer)?;
    Some((pointer, found))
}

/// The last word of a reference: the component's name.
pub(super) fn name_of(reference: &str) -> String {
    unescape_pointer(reference.rsplit('/').next().unwrap_or_default())
}

pub(super) fn text<'doc>(schema: &'doc Json, key: &str) -> Option<&'doc str> {
    schema.get(key).and_then(Json::as_str)
}

pub(super) fn list<'doc>(schema: &'doc Json, key: &str) -> Option<&'doc [Json]> {
    schema.get(key).and_then(Json::as_array).map(Vec::as_slice).filter(|list| !list.is_empty())
}

pub(super) fn members<'doc>(schema: &'doc Json, key: &str) -> Option<&'doc Map<String, Json>> {
    schema.get(key).and_then(Json::as_object).filter(|members| !members.is_empty())
}

pub(super) fn is_true(schema: &Json, key: &str) -> bool {
    schema.get(key) == Some(&Json::Bool(true))
}

/// The type that one schema demands by itself: as written, or by what it has.
pub(super) fn kind(schema: &Json) -> Option<&'static str> {
    match text(schema, "type") {
        Some("string") => Some("string"),
        Some("integer") => Some("integer"),
        Some("number") => Some("number"),
        Some("boolean") => Some("boolean"),
        Some("array") => Some("array"),
        Some("object") => Some("object"),
        Some(_) => None,
        None if members(schema, "properties").is_some() => Some("object"),
        None if schema.get("additionalProperties").is_some_and(Json::is_object) => Some("object"),
        None if schema.get("items").is_some() => Some("array"),
        None => None,
    }
}

/// Whether a value is of a type.
pub(super) fn is_of(value: &Json, kind: &str) -> bool {
    match kind {
        "number" => value.is_number(),
        kind => type_of(value) == kind,
    }
}

/// A schema that a value has to fit, and where it stands.
#[derive(Clone)]
pub(super) struct Part<'doc> {
    pub pointer: String,
    pub schema: &'doc Json,
}

/// What stands at a pointer.
pub(super) fn part<'doc>(document: &'doc Json, pointer: &str) -> Option<Part<'doc>> {
    match document.pointer(pointer) {
        Some(schema) => Some(Part { pointer: pointer.to_owned(), schema }),
        None => under_other_status(document, pointer),
    }
}

/// What stands at a pointer whose response has another key than the client's word for its status: `2xx`.
fn under_other_status<'doc>(document: &'doc Json, pointer: &str) -> Option<Part<'doc>> {
    const RESPONSES: &str = "/responses/";
    let start = pointer.find(RESPONSES)? + RESPONSES.len();
    let (before, rest) = pointer.split_at_checked(start)?;
    let end = rest.find('/').unwrap_or(rest.len());
    let (status, rest) = rest.split_at_checked(end)?;
    let responses = document.pointer(before.strip_suffix('/')?)?.as_object()?;
    let key = responses.keys().find(|key| key.trim().eq_ignore_ascii_case(status))?;
    let pointer = [before, &crate::source::escape_pointer(key), rest].concat();
    document.pointer(&pointer).map(|schema| Part { pointer, schema })
}

/// A schema and everything that its `allOf`, its references and a union's only branch add: a value has to fit all of them.
pub(super) fn parts<'doc>(document: &'doc Json, pointer: &str, schema: &'doc Json) -> Vec<Part<'doc>> {
    let mut parts = Vec::new();
    let mut open = vec![(Part { pointer: pointer.to_owned(), schema }, 0)];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some((part, depth)) = open.pop() {
        if depth > MAX_DEPTH || !seen.insert(part.pointer.clone()) {
            continue;
        }
        // What stands beside a reference does not narrow it.
        if let Some((pointer, schema)) = target(document, part.schema) {
            open.push((Part { pointer, schema }, depth + 1));
            continue;
        }
        let only = branches(&part).map(|(_, branches)| branches).filter(|branches| branches.len() == 1);
        let inside = all_of(&part).into_iter().chain(only.into_iter().flatten());
        open.extend(inside.rev().map(|part| (part, depth + 1)));
        parts.push(part);
    }
    parts
}

/// What the `allOf` of one schema lists.
pub(super) fn all_of<'doc>(part: &Part<'doc>) -> Vec<Part<'doc>> {
    let all = list(part.schema, "allOf").unwrap_or_default().iter().enumerate();
    all.map(|(index, schema)| Part { pointer: format!("{}/allOf/{index}", part.pointer), schema }).collect()
}

/// The schema at keys below a schema.
pub(super) fn child<'doc>(part: &Part<'doc>, keys: &[&str]) -> Option<Part<'doc>> {
    let element = |list: &'doc Json, key: &str| list.as_array()?.get(key.parse::<usize>().ok()?);
    let member = |schema: &'doc Json, key: &&str| schema.get(*key).or_else(|| element(schema, key));
    let schema = keys.iter().try_fold(part.schema, member)?;
    let steps = keys.iter().flat_map(|key| ["/".to_owned(), crate::source::escape_pointer(key)]);
    Some(Part { pointer: std::iter::once(part.pointer.clone()).chain(steps).collect(), schema })
}

/// What a reference leads to; any other schema itself.
pub(super) fn referred<'doc>(document: &'doc Json, part: &Part<'doc>) -> Part<'doc> {
    let mut part = part.clone();
    for _ in 0..MAX_DEPTH {
        match target(document, part.schema) {
            Some((pointer, schema)) => part = Part { pointer, schema },
            None => break,
        }
    }
    part
}

/// The alternatives of one schema, by the keyword and their places.
pub(super) fn branches<'doc>(part: &Part<'doc>) -> Option<(&'static str, Vec<Part<'doc>>)> {
    let key = ["oneOf", "anyOf"].into_iter().find(|key| list(part.schema, key).is_some())?;
    let all = list(part.schema, key).unwrap_or_default().iter().enumerate();
    let branches = all.map(|(index, schema)| Part { pointer: format!("{}/{key}/{index}", part.pointer), schema });
    Some((key, branches.collect()))
}

/// The names of all properties that a schema documents, those of its alternatives too.
pub(super) fn property_names(document: &Json, part: &Part) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![part.clone()];
    while let Some(part) = open.pop() {
        for part in parts(document, &part.pointer, part.schema) {
            if seen.insert(part.pointer.clone()) {
                names.extend(members(part.schema, "properties").into_iter().flat_map(Map::keys).cloned());
                open.extend(branches(&part).map(|(_, branches)| branches).unwrap_or_default());
            }
        }
    }
    names
}

/// What one schema is known by while its document stands still: cheaper than its pointer.
pub(super) fn address(node: &Json) -> usize {
    std::ptr::from_ref(node).addr()
}
