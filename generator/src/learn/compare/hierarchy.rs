//! Components that others extend: what a reference to them means, as the client reads it.
//!
//! In: a document. Out: for `Pet`, which has a `discriminator` and no union, the components that have it in their
//! `allOf`, directly or not. A value of `Pet` is compared with the one that it names.

use crate::learn::view::{self, Part};
use crate::source::escape_pointer;
use serde_json::Value as Json;
use std::collections::HashMap;

/// A component that others extend.
#[derive(Clone)]
pub(super) struct Parent<'doc> {
    /// The schema with the discriminator.
    pub telling: Part<'doc>,
    /// The property of the discriminator.
    pub property: &'doc str,
    /// Itself, then what extends it.
    pub branches: Vec<Part<'doc>>,
}

/// All parents, by their pointers.
pub(super) type Parents<'doc> = HashMap<String, Parent<'doc>>;

/// Keywords that leave a reference in an `allOf` what it is.
const SILENT: [&str; 9] =
    ["description", "title", "nullable", "example", "default", "deprecated", "readOnly", "writeOnly", "type"];

/// Finds all parents.
pub(super) fn parents(document: &Json) -> Parents<'_> {
    let schemas = document.pointer("/components/schemas").and_then(Json::as_object);
    let components: Vec<(Part, Vec<Part>)> = schemas
        .into_iter()
        .flatten()
        .filter(|(_, schema)| schema.get("$ref").is_none())
        .map(|(name, schema)| {
            let pointer = format!("/components/schemas/{}", escape_pointer(name));
            let parts = view::parts(document, &pointer, schema);
            (Part { pointer, schema }, parts)
        })
        .collect();
    let mut found = Parents::new();
    for (component, parts) in &components {
        let Some((telling, property)) = discriminator(parts) else { continue };
        let extends = |(child, parts): &&(Part, Vec<Part>)| {
            child.pointer != component.pointer
                && parts.iter().any(|part| part.pointer == component.pointer)
                && !(view::is_true(child.schema, "nullable") && other_name(child).is_some())
        };
        let children: Vec<Part> = components.iter().filter(extends).map(|(child, _)| child.clone()).collect();
        if !children.is_empty() {
            let branches = std::iter::once(component.clone()).chain(children).collect();
            found.insert(component.pointer.clone(), Parent { telling, property, branches });
        }
    }
    found
}

/// The discriminator of a schema of these parts, unless one of them is a union.
fn discriminator<'doc>(parts: &[Part<'doc>]) -> Option<(Part<'doc>, &'doc str)> {
    if parts.iter().any(|part| view::branches(part).is_some() || part.schema.get("x-rust-type").is_some()) {
        return None;
    }
    let telling = parts.iter().find(|part| part.schema.get("discriminator").is_some())?;
    Some((telling.clone(), view::text(telling.schema.get("discriminator")?, "propertyName")?))
}

/// The only reference in the `allOf` of a schema that says nothing more.
pub(super) fn other_name<'doc>(part: &Part<'doc>) -> Option<Part<'doc>> {
    let is_silent = |schema: &Json, more: &str| {
        let keys = schema.as_object().into_iter().flat_map(serde_json::Map::keys);
        keys.into_iter().all(|key| key == more || SILENT.contains(&key.as_str()) || key.starts_with("x-"))
    };
    let parts = view::all_of(part);
    let (references, others): (Vec<&Part>, Vec<&Part>) =
        parts.iter().partition(|part| part.schema.get("$ref").is_some());
    let says_nothing = is_silent(part.schema, "allOf") && others.iter().all(|part| is_silent(part.schema, ""));
    match references.as_slice() {
        [only] if says_nothing => Some((*only).clone()),
        _ => None,
    }
}
