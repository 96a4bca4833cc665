//! Compares an object with a model, or with a map.
//!
//! In: the fields of a model, and an object. Out: which required ones are absent, which keys no field has, and what is
//! found in the values. An undocumented field belongs to the schema that has properties.

use super::outcome::Outcome;
use super::walk::{Place, Walk};
use super::{Kind, null, say, value};
use crate::ir::{Field, ObjectShape, Type, TypeId};
use crate::learn::view::{self, Part};
use serde_json::Value as Json;

/// Compares the members of an object with the fields of a model.
pub(super) fn compare<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    (id, shape): (TypeId, &'doc ObjectShape),
    place: &Place<'doc>,
    whole: &'body Json,
    depth: usize,
) {
    let Json::Object(members) = whole else { return };
    for field in shape.fields.iter().filter(|field| field.required && !field.write_only) {
        if !members.contains_key(&field.name) {
            missing(out, place, &field.name, whole);
        }
    }
    for (name, member) in members {
        let at = walk.children(&place.schemas, &["properties", name]);
        // What is required and described nowhere is any value.
        let is_described = |field: &&Field| !at.is_empty() || field.type_ != Type::Any;
        let Some(field) = walk.field(id, shape, name).filter(is_described) else {
            further(walk, out, shape, place, (name, member), depth);
            continue;
        };
        if member.is_null() && field.type_ == Type::Any && !field.null {
            null(out, &at, member);
        } else {
            value(walk, out, &field.type_, &at, member, depth + 1);
        }
    }
}

/// A member that is no described field.
fn further<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    shape: &'doc ObjectShape,
    place: &Place<'doc>,
    (name, member): (&str, &'body Json),
    depth: usize,
) {
    match &shape.additional {
        Some(type_) => {
            let at = walk.children(&place.schemas, &["additionalProperties"]);
            value(walk, out, type_, &at, member, depth + 1);
        }
        None => say(out, owner(&place.schemas), Kind::Undocumented, Some(name), member),
    }
}

/// A required field that is absent: each schema that requires it has to stop doing so.
fn missing<'body>(out: &mut Outcome<'body>, place: &Place, name: &str, whole: &'body Json) {
    let requires = |part: &&Part| {
        let listed = view::list(part.schema, "required").unwrap_or_default();
        let property = part.schema.get("properties").and_then(|all| all.get(name));
        listed.iter().any(|other| other == name) || property.is_some_and(|it| view::is_true(it, "required"))
    };
    let requiring: Vec<&Part> = place.schemas.iter().filter(requires).collect();
    let chosen = if requiring.is_empty() { place.schemas.iter().take(1).collect() } else { requiring };
    chosen.into_iter().for_each(|part| say(out, &part.pointer, Kind::Missing, Some(name), whole));
}

/// Compares the members of an object with the type of the values of a map.
pub(super) fn map<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    inner: &'doc Type,
    at: &[Part<'doc>],
    whole: &'body Json,
    depth: usize,
) {
    let values = walk.children(at, &["additionalProperties"]);
    for member in whole.as_object().into_iter().flat_map(|members| members.values()) {
        value(walk, out, inner, &values, member, depth + 1);
    }
}

/// Where a property that is not documented belongs: to the first schema that has properties and is no shared base of
/// an `allOf`, or else to the whole.
fn owner<'p>(parts: &'p [Part]) -> &'p str {
    let Some(first) = parts.first() else { return "" };
    // What a reference alone leads to is the schema itself.
    let mut whole = first;
    for part in parts.iter().skip(1) {
        let of_one = view::list(whole.schema, "allOf").is_some_and(|all| all.len() == 1);
        if whole.schema.get("properties").is_none() && of_one {
            whole = part;
        }
    }
    let is_inside = |part: &&Part| {
        part.pointer.strip_prefix(&whole.pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let with_properties =
        parts.iter().filter(is_inside).find(|part| view::members(part.schema, "properties").is_some());
    &with_properties.unwrap_or(whole).pointer
}
