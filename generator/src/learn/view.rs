//! Looks at schemas and values, without judging them.
//!
//! In: nodes of a document. Out: what a reference leads to, which schemas a value has to fit at once, and the type of
//! a value in a word.

use crate::source::unescape_pointer;
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

/// References and compositions that lead further than this say nothing.
const MAX_DEPTH: usize = 32;

/// The keys that say what a value is, as against documentation.
pub(super) const STRUCTURE: &[&str] = &[
    "$ref",
    "type",
    "format",
    "enum",
    "items",
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

fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok()).filter(|_| *first == b'%');
        let byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
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

/// A schema and everything that its `allOf` and references add: a value has to fit all of them.
pub(super) fn parts<'doc>(document: &'doc Json, pointer: &str, schema: &'doc Json) -> Vec<Part<'doc>> {
    let mut parts = Vec::new();
    let mut open = vec![(Part { pointer: pointer.to_owned(), schema }, 0)];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some((part, depth)) = open.pop() {
        if depth > MAX_DEPTH || !seen.insert(part.pointer.clone()) {
            continue;
        }
        if let Some((pointer, schema)) = target(document, part.schema) {
            open.push((Part { pointer, schema }, depth + 1));
        }
        for (index, schema) in list(part.schema, "allOf").unwrap_or_default().iter().enumerate().rev() {
            open.push((Part { pointer: format!("{}/allOf/{index}", part.pointer), schema }, depth + 1));
        }
        parts.push(part);
    }
    parts
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

/// How many schemas are looked at before a question about a type is given up: unions of unions of themselves have no
/// answer.
const MAX_LOOKS: usize = 10_000;

/// Whether `null` fits.
pub(super) fn allows_null(document: &Json, schema: &Json) -> bool {
    null_fits(document, schema, &mut { MAX_LOOKS }, 0)
}

fn null_fits(document: &Json, schema: &Json, looks: &mut usize, depth: usize) -> bool {
    if is_given_up(looks, depth) || !schema.is_object() || is_true(schema, "nullable") {
        return true;
    }
    if text(schema, "type") == Some("null") {
        return true;
    }
    if let Some((_, target)) = target(document, schema) {
        return null_fits(document, target, looks, depth + 1);
    }
    if let Some(values) = list(schema, "enum") {
        return values.contains(&Json::Null);
    }
    if kind(schema).is_some() {
        return false;
    }
    let union = ["oneOf", "anyOf"].into_iter().find_map(|key| list(schema, key));
    match union {
        Some(branches) => branches.iter().any(|branch| null_fits(document, branch, looks, depth + 1)),
        None => {
            let all = list(schema, "allOf").unwrap_or_default();
            all.iter().all(|part| null_fits(document, part, looks, depth + 1))
        }
    }
}

/// Whether a value is of a type that a schema allows, whatever is inside it.
pub(super) fn allows_type(document: &Json, part: &Part, value: &Json) -> bool {
    type_fits(document, part, value, &mut { MAX_LOOKS }, 0)
}

fn type_fits(document: &Json, part: &Part, value: &Json, looks: &mut usize, depth: usize) -> bool {
    if value.is_null() {
        return null_fits(document, part.schema, looks, depth);
    }
    if is_given_up(looks, depth) {
        return true;
    }
    parts(document, &part.pointer, part.schema).iter().all(|part| {
        let own = match (kind(part.schema), list(part.schema, "enum")) {
            (Some(kind), _) => is_of(value, kind),
            (None, Some(values)) => values.iter().any(|known| type_of(known) == type_of(value)),
            (None, None) => true,
        };
        let mut is_in = |branch: &Part| type_fits(document, branch, value, looks, depth + 1);
        own && branches(part).is_none_or(|(_, branches)| branches.iter().any(&mut is_in))
    })
}

fn is_given_up(looks: &mut usize, depth: usize) -> bool {
    *looks = looks.saturating_sub(1);
    *looks == 0 || depth > MAX_DEPTH
}
