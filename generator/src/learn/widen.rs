//! Makes schemas wider, until they allow what was seen.
//!
//! In: the document, and what it does not allow. Out: the same document, where `{type: array}` that an integer was seen
//! for is `{anyOf: [{type: array}, {type: integer}]}`. Nothing that was documented is refused afterwards, and documentation
//! stays where it was. What says nothing becomes what was seen.

mod kind;

use super::compare::{Found, Kind};
use super::{infer, view};
use crate::ir::IntegerKind;
use crate::keyword::PREFIX_ITEMS;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// Makes every schema allow what was found at it.
pub(super) fn apply(document: &mut Json, found: &[Found]) {
    let mut by_pointer: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
    for one in found {
        by_pointer.entry(&one.pointer).or_default().push(one);
    }
    // What is inside a schema first, since widening it can move its inside.
    let mut pointers: Vec<_> = by_pointer.into_iter().collect();
    pointers.sort_by_key(|(pointer, _)| std::cmp::Reverse(pointer.len()));
    for (pointer, found) in pointers {
        let (kinds, found): (Vec<&Found>, Vec<&Found>) = found.into_iter().partition(|found| is_new_kind(found));
        kind::add(document, pointer, &kinds);
        if let Some(Json::Object(schema)) = document.pointer_mut(pointer) {
            one(schema, &found);
        }
    }
}

/// Whether a value is for a new component that extends another one.
fn is_new_kind(found: &Found) -> bool {
    found.kind == Kind::NoBranch && found.name.is_some()
}

fn one(schema: &mut Map<String, Json>, found: &[&Found]) {
    let of = |kind: Kind| found.iter().filter(move |found| found.kind == kind);
    let values = |kind: Kind| of(kind).map(|found| found.value).collect::<Vec<&Json>>();
    let bodies = values(Kind::UndocumentedBody);
    if !bodies.is_empty() {
        schema.insert("content".to_owned(), json!({"application/json": {"schema": infer::schema(&bodies)}}));
    }
    let untyped = values(Kind::Untyped);
    if !untyped.is_empty() {
        make_typed(schema, &untyped);
    }
    for name in of(Kind::Missing).filter_map(|found| found.name.as_deref()) {
        make_optional(schema, name);
    }
    let undocumented: Vec<(&str, &Json)> =
        of(Kind::Undocumented).filter_map(|found| Some((found.name.as_deref()?, found.value))).collect();
    if !undocumented.is_empty() {
        add_fields(schema, &undocumented);
    }
    for (found, value) in of(Kind::Unlisted).map(|found| (found, found.value)) {
        if let Some(name) = &found.name {
            kind::map(schema, name, value);
        } else if let Some(Json::Array(values)) = schema.get_mut("enum")
            && !values.contains(value)
        {
            values.push(value.clone());
        }
    }
    let beyond = values(Kind::OutOfRange);
    if !beyond.is_empty() {
        widen_integer(schema, &beyond);
    }
    let others = found.iter().filter(|found| matches!(found.kind, Kind::OtherType | Kind::NoBranch));
    let others: Vec<&Json> = others.map(|found| found.value).collect();
    if !others.is_empty() {
        add_types(schema, &others);
    }
    // What becomes a branch of a union may have documented `null` further inside.
    let is_kept = |found: &&Found| found.takes_null && found.kind == Kind::OtherType && schema.contains_key("anyOf");
    let is_nullable = found.iter().copied().any(|found| is_kept(&found));
    if is_nullable || of(Kind::Null).next().is_some() {
        make_nullable(schema);
    }
}

/// Makes what was seen of a schema that says nothing, or contradicts itself. Where no type is said, `null` was allowed.
fn make_typed(schema: &mut Map<String, Json>, seen: &[&Json]) {
    let Json::Object(seen) = infer::schema(seen) else { return };
    let is_typed = schema.contains_key("type");
    schema.retain(|key, _| !view::STRUCTURE.contains(&key.as_str()));
    if !is_typed {
        schema.insert("nullable".to_owned(), Json::Bool(true));
    }
    schema.extend(seen);
}

fn make_optional(schema: &mut Map<String, Json>, name: &str) {
    // `required: true` of a property, as its author means it.
    let property = schema.get_mut("properties").and_then(|all| all.get_mut(name)).and_then(Json::as_object_mut);
    if let Some(property) = property.filter(|property| property.get("required").is_some_and(Json::is_boolean)) {
        property.shift_remove("required");
    }
    let Some(Json::Array(required)) = schema.get_mut("required") else { return };
    required.retain(|other| other.as_str() != Some(name));
    if required.is_empty() {
        schema.shift_remove("required");
    }
}

fn add_fields(schema: &mut Map<String, Json>, fields: &[(&str, &Json)]) {
    let mut by_name: indexmap::IndexMap<&str, Vec<&Json>> = indexmap::IndexMap::new();
    for (name, value) in fields {
        by_name.entry(name).or_default().push(value);
    }
    if by_name.keys().any(|name| infer::is_data(name)) {
        let all: Vec<&Json> = by_name.into_values().flatten().collect();
        schema.insert("additionalProperties".to_owned(), infer::schema(&all));
        return;
    }
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    let Json::Object(properties) = properties else { return };
    for (name, values) in by_name {
        properties.entry(name).or_insert_with(|| infer::schema(&values));
    }
}

/// A wider integer, a second one for what none of 64 bits with a sign holds, or a number.
fn widen_integer(schema: &mut Map<String, Json>, beyond: &[&Json]) {
    let holds = |format: Option<&str>| beyond.iter().all(|value| infer::holds(format, value));
    if holds(Some("int64")) && !unsigned_64(schema) {
        schema.insert("format".to_owned(), json!("int64"));
    } else if holds(Some("int64")) || holds(Some("uint64")) {
        let format = if holds(Some("int64")) { "int64" } else { "uint64" };
        let mut branches = vec![json!({"type": "integer", "format": format})];
        wrap(schema, &mut branches);
    } else {
        make_number(schema);
    }
}

fn unsigned_64(schema: &Map<String, Json>) -> bool {
    matches!(schema.get("format").and_then(Json::as_str), Some("uint" | "uint64"))
}

fn make_number(schema: &mut Map<String, Json>) {
    schema.insert("type".to_owned(), json!("number"));
    schema.shift_remove("format");
}

fn add_types(schema: &mut Map<String, Json>, others: &[&Json]) {
    let is_number = |branch: &Json| view::text(branch, "type") == Some("number");
    let mut branches = match schema.get("discriminator").and_then(|it| view::text(it, "propertyName")) {
        Some(property) => kind::branches(property, others),
        None => infer::branches(others),
    };
    // The format of an integer makes one of `number` too.
    let is_integer = match schema.get("type").and_then(Json::as_str) {
        Some("integer") => true,
        Some("number") => schema.get("format").and_then(Json::as_str).and_then(IntegerKind::of_format).is_some(),
        Some(_) | None => false,
    };
    if is_integer && !schema.contains_key("enum") && branches.iter().any(is_number) {
        branches.retain(|branch| !is_number(branch));
        make_number(schema);
    }
    if !branches.is_empty() {
        wrap(schema, &mut branches);
    }
}

/// Makes a schema one of several: it and the branches. What is one of several gets more.
fn wrap(schema: &mut Map<String, Json>, branches: &mut Vec<Json>) {
    let is_structure = |key: &str| view::STRUCTURE.contains(&key);
    let structure: Vec<String> = schema.keys().filter(|key| is_structure(key)).cloned().collect();
    let mut telling = structure.iter().filter(|key| *key != "discriminator");
    if let (Some(only), None) = (telling.next(), telling.next())
        && (only == "anyOf" || only == "oneOf")
        && let Some(Json::Array(known)) = schema.get_mut(only)
    {
        known.append(branches);
        return;
    }
    let kind = schema.get("type").and_then(Json::as_str).map(str::to_owned);
    let mut own = Map::new();
    for key in structure {
        if let Some(value) = schema.shift_remove(&key)
            && fits(kind.as_deref(), &key)
        {
            own.insert(key, value);
        }
    }
    let mut all = vec![Json::Object(own)];
    all.append(branches);
    schema.insert("anyOf".to_owned(), Json::Array(all));
}

/// Whether a keyword says something about values of the type: `items` beside `type: string` says nothing, and would
/// only make the branch contradict itself.
fn fits(kind: Option<&str>, key: &str) -> bool {
    match kind {
        Some("array") => !matches!(key, "properties" | "additionalProperties" | "required"),
        Some("object") => !matches!(key, "items" | PREFIX_ITEMS),
        Some("string" | "integer" | "number" | "boolean") => {
            !matches!(key, "items" | PREFIX_ITEMS | "properties" | "additionalProperties" | "required")
        }
        Some(_) | None => true,
    }
}

fn make_nullable(schema: &mut Map<String, Json>) {
    if let Some(reference) = schema.shift_remove("$ref") {
        let mut all = vec![json!({"$ref": reference})];
        if let Some(Json::Array(more)) = schema.shift_remove("allOf") {
            all.extend(more);
        }
        schema.insert("allOf".to_owned(), Json::Array(all));
    }
    schema.insert("nullable".to_owned(), Json::Bool(true));
}
