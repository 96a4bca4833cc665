//! Compares answers with the schemas that document them.
//!
//! In: the document, and bodies with the pointers of their schemas. Out: everything that the schemas do not allow, each
//! at the schema that has to allow it: for `{"data": {"id": "x"}}` the schema of `id`, in the component that has it.
//! What the alternatives of a union do not allow is said of the one that fits best.

use super::view::{self, Part};
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

/// Deeper than this, values are not compared: JSON is not nested deeper where it is read.
const MAX_DEPTH: usize = 140;
/// How many schemas one body is compared with at most; only unions in unions can need many.
const MAX_STEPS: usize = 1_000_000;

/// How a value differs from its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It is of another type than documented.
    OtherType,
    /// It is an integer that the documented width does not hold.
    OutOfRange,
    /// It is `null`, which is not documented.
    Null,
    /// It is none of the documented values.
    Unlisted,
    /// A field that is documented as always there is not.
    Missing,
    /// A field is not documented.
    Undocumented,
}

/// One difference.
#[derive(Debug, Clone)]
pub(super) struct Found<'body> {
    /// Of the schema that has to allow it.
    pub pointer: String,
    pub kind: Kind,
    /// Of the field, where it is about one.
    pub name: Option<String>,
    pub value: &'body Json,
}

struct Walk<'doc, 'body> {
    document: &'doc Json,
    found: Vec<Found<'body>>,
    steps: usize,
}

/// Everything that the bodies have and their schemas do not allow.
pub(super) fn all<'body>(document: &Json, bodies: &'body [(String, Json)]) -> Vec<Found<'body>> {
    let mut found = Vec::new();
    for (pointer, body) in bodies {
        let mut walk = Walk { document, found: Vec::new(), steps: 0 };
        value(&mut walk, pointer, body, &BTreeSet::new(), 0);
        found.append(&mut walk.found);
    }
    found
}

/// Compares one value with the schema at a pointer. `outside` are the properties that are documented beside it.
fn value<'body>(
    walk: &mut Walk<'_, 'body>,
    pointer: &str,
    value: &'body Json,
    outside: &BTreeSet<String>,
    depth: usize,
) {
    let document = walk.document;
    let Some(schema) = document.pointer(pointer).filter(|schema| schema.is_object()) else { return };
    walk.steps += 1;
    if depth > MAX_DEPTH || walk.steps > MAX_STEPS {
        return;
    }
    if value.is_null() {
        if !view::allows_null(document, schema) {
            say(walk, pointer, Kind::Null, None, value);
        }
        return;
    }
    if let Some((target_pointer, target)) = view::target(document, schema)
        && view::list(schema, "allOf").is_none()
        && is_scalar(target)
    {
        // A scalar component is corrected where it is defined.
        return self::value(walk, &target_pointer, value, outside, depth + 1);
    }
    let parts = view::parts(document, pointer, schema);
    if parts.iter().any(|part| view::kind(part.schema).is_some_and(|kind| !view::is_of(value, kind))) {
        return say(walk, pointer, Kind::OtherType, None, value);
    }
    for part in &parts {
        listed(walk, part, value);
        in_range(walk, part, value);
    }
    match value {
        Json::Object(members) => object(walk, &parts, members, value, outside, depth),
        Json::Array(elements) => {
            for part in parts.iter().filter(|part| part.schema.get("items").is_some()) {
                let pointer = format!("{}/items", part.pointer);
                elements.iter().for_each(|element| self::value(walk, &pointer, element, &BTreeSet::new(), depth + 1));
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
    let mut names = outside.clone();
    if value.is_object() && parts.iter().any(|part| view::branches(part).is_some()) {
        names.extend(
            parts.iter().flat_map(|part| view::members(part.schema, "properties")).flat_map(Map::keys).cloned(),
        );
    }
    for part in &parts {
        if let Some((_, branches)) = view::branches(part) {
            union(walk, part, &branches, value, &names, depth);
        }
    }
}

fn say<'body>(walk: &mut Walk<'_, 'body>, pointer: &str, kind: Kind, name: Option<&str>, value: &'body Json) {
    let name = name.map(str::to_owned);
    walk.found.push(Found { pointer: pointer.to_owned(), kind, name, value });
}

fn is_scalar(schema: &Json) -> bool {
    let is_composed = ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|key| schema.get(*key).is_some());
    let is_scalar = matches!(view::kind(schema), Some("string" | "integer" | "number" | "boolean"));
    !is_composed && (is_scalar || (view::kind(schema).is_none() && view::list(schema, "enum").is_some()))
}

fn listed<'body>(walk: &mut Walk<'_, 'body>, part: &Part, value: &'body Json) {
    let Some(values) = view::list(part.schema, "enum") else { return };
    let is_same = |known: &Json| known == value || (known.is_number() && known.as_f64() == value.as_f64());
    if values.iter().any(is_same) {
        return;
    }
    let is_scalar = !value.is_object() && !value.is_array();
    let kind = if is_scalar && (view::kind(part.schema).is_some() || of_listed_type(values, value)) {
        Kind::Unlisted
    } else {
        Kind::OtherType
    };
    say(walk, &part.pointer, kind, None, value);
}

fn of_listed_type(values: &[Json], value: &Json) -> bool {
    values.iter().any(|known| view::type_of(known) == view::type_of(value))
}

/// Whether the client's integer holds the value.
fn in_range<'body>(walk: &mut Walk<'_, 'body>, part: &Part, value: &'body Json) {
    if !value.is_number() || view::kind(part.schema) != Some("integer") {
        return;
    }
    if !super::infer::holds(view::text(part.schema, "format"), value) {
        say(walk, &part.pointer, Kind::OutOfRange, None, value);
    }
}

fn object<'body>(
    walk: &mut Walk<'_, 'body>,
    parts: &[Part],
    members: &'body Map<String, Json>,
    whole: &'body Json,
    outside: &BTreeSet<String>,
    depth: usize,
) {
    for part in parts {
        for name in view::list(part.schema, "required").unwrap_or_default().iter().filter_map(Json::as_str) {
            let is_sent = |schema: &Json| !view::is_true(schema, "writeOnly");
            let is_expected = part.schema.get("properties").and_then(|all| all.get(name)).is_none_or(is_sent);
            if is_expected && !members.contains_key(name) {
                say(walk, &part.pointer, Kind::Missing, Some(name), whole);
            }
        }
    }
    let names = |part: &Part| view::property_names(walk.document, part);
    let documented: BTreeSet<String> = parts.first().map(names).unwrap_or_default();
    let says = |part: &Part| view::members(part.schema, "properties").is_some() || is_closed(part.schema);
    // What is beside a union says itself what it does not know.
    let is_described = outside.is_empty() && parts.iter().any(says);
    for (name, member) in members {
        let mut is_known = false;
        for part in parts {
            let has = part.schema.get("properties").is_some_and(|all| all.get(name).is_some());
            if has {
                is_known = true;
                let pointer = format!("{}/properties/{}", part.pointer, crate::source::escape_pointer(name));
                value(walk, &pointer, member, &BTreeSet::new(), depth + 1);
            }
        }
        if is_known || documented.contains(name) || outside.contains(name) {
            continue;
        }
        let open =
            parts.iter().find(|part| part.schema.get("additionalProperties").is_some() && !is_closed(part.schema));
        if let Some(part) = open {
            value(walk, &format!("{}/additionalProperties", part.pointer), member, &BTreeSet::new(), depth + 1);
        } else if is_described && !parts.iter().any(|part| part.schema.get("patternProperties").is_some()) {
            let owner = owner(parts).unwrap_or_default();
            say(walk, &owner, Kind::Undocumented, Some(name), member);
        }
    }
}

fn is_closed(schema: &Json) -> bool {
    schema.get("additionalProperties") == Some(&Json::Bool(false))
}

/// Where a property that is not documented belongs: to the first schema that has properties and is no shared base of
/// an `allOf`, or else to the whole.
fn owner(parts: &[Part]) -> Option<String> {
    let first = parts.first()?;
    // What a reference alone leads to is the schema itself.
    let mut whole = first;
    for part in parts.iter().skip(1) {
        let has = |key: &str| whole.schema.get(key).is_some();
        let of_one = view::list(whole.schema, "allOf").is_some_and(|all| all.len() == 1) && !has("$ref");
        if !has("properties") && (of_one || (has("$ref") && !has("allOf"))) {
            whole = part;
        }
    }
    let is_inside = |part: &&Part| {
        part.pointer.strip_prefix(&whole.pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let with_properties =
        parts.iter().filter(is_inside).find(|part| view::members(part.schema, "properties").is_some());
    Some(with_properties.unwrap_or(whole).pointer.clone())
}

fn union<'body>(
    walk: &mut Walk<'_, 'body>,
    part: &Part,
    branches: &[Part],
    whole: &'body Json,
    outside: &BTreeSet<String>,
    depth: usize,
) {
    let named = discriminated(part.schema, branches, whole);
    let of_type = |branch: &&Part| view::allows_type(walk.document, branch, whole);
    let candidates: Vec<&Part> = match named {
        Some(branch) => vec![branch],
        None => branches.iter().filter(of_type).collect(),
    };
    if candidates.is_empty() {
        return say(walk, &part.pointer, Kind::OtherType, None, whole);
    }
    let before = walk.found.len();
    let mut best: Option<Vec<Found<'body>>> = None;
    for branch in candidates {
        value(walk, &branch.pointer, whole, outside, depth + 1);
        let found = walk.found.split_off(before);
        if found.is_empty() {
            return;
        }
        if best.as_ref().is_none_or(|best| found.len() < best.len()) {
            best = Some(found);
        }
    }
    walk.found.extend(best.unwrap_or_default());
}

/// The branch that a discriminator names.
fn discriminated<'part, 'doc>(schema: &Json, branches: &'part [Part<'doc>], value: &Json) -> Option<&'part Part<'doc>> {
    let discriminator = schema.get("discriminator")?;
    let named = value.get(view::text(discriminator, "propertyName")?)?.as_str()?;
    let mapped = discriminator.get("mapping").and_then(|mapping| mapping.get(named)).and_then(Json::as_str);
    let name = view::name_of(mapped.unwrap_or(named));
    branches
        .iter()
        .find(|branch| view::text(branch.schema, "$ref").is_some_and(|reference| view::name_of(reference) == name))
}
