//! Which branch the discriminator of a value names, by the same rules as the client.
//!
//! In: the schema with the discriminator, the branches, and a value. Out: a branch, or that the value names none. The
//! values that name a branch are those of the mapping, of an extension, or the constant of its property, and the name
//! of the component unless the mapping gives it to another one.

use super::walk::Walk;
use crate::learn::view::{self, Part};
use serde_json::Value as Json;
use std::borrow::Cow;

/// What the discriminator of a value says.
pub(super) enum Choice<'body> {
    /// A branch.
    Branch(usize),
    /// No branch has this value.
    Unknown(&'body Json),
    /// There is no discriminator, or the value has none.
    Nothing,
}

/// What the discriminator of a schema says about a value.
pub(super) fn choice<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    telling: &Json,
    branches: &[Part<'doc>],
    value: &'body Json,
) -> Choice<'body> {
    let Some(discriminator) = telling.get("discriminator") else { return Choice::Nothing };
    let (Some(property), Some(object)) = (view::text(discriminator, "propertyName"), value.as_object()) else {
        return Choice::Nothing;
    };
    let sent = object.get(property);
    let text = match sent {
        Some(Json::String(text)) => Some(Cow::Borrowed(text.as_str())),
        Some(scalar @ (Json::Number(_) | Json::Bool(_))) => Some(Cow::Owned(scalar.to_string())),
        Some(_) | None => None,
    };
    let mut is_listed_so = sent.is_some_and(Json::is_string);
    for (index, branch) in branches.iter().enumerate() {
        let tags = tags(walk, discriminator, property, branch);
        if text.as_deref().is_some_and(|text| tags.iter().any(|tag| tag == text)) {
            return Choice::Branch(index);
        }
        is_listed_so |= tags.iter().any(|tag| tag == "true" || tag == "false" || tag.parse::<u64>().is_ok());
    }
    if let Some(target) = view::text(discriminator, "x-defaultMapping")
        && let Some(index) = branches.iter().position(|branch| is_target(target, branch))
    {
        return Choice::Branch(index);
    }
    match sent {
        Some(tag) if text.is_some() && is_listed_so => Choice::Unknown(tag),
        Some(_) | None => Choice::Nothing,
    }
}

/// The default of a discriminator, where it is a component that is none of the branches.
pub(super) fn further_default<'doc>(
    document: &'doc Json,
    telling: &Json,
    branches: &[Part<'doc>],
) -> Option<Part<'doc>> {
    let target = view::text(telling.get("discriminator")?, "x-defaultMapping")?;
    let schemas = document.pointer("/components/schemas")?.as_object()?;
    let components = schemas.iter().map(|(name, schema)| {
        let pointer = format!("/components/schemas/{}", crate::source::escape_pointer(name));
        Part { pointer, schema }
    });
    let is_listed = branches.iter().any(|branch| is_target(target, branch));
    components.filter(|_| !is_listed).find(|component| is_target(target, component))
}

/// The values of the discriminator that name a branch.
pub(super) fn tags<'doc>(
    walk: &mut Walk<'doc, '_>,
    discriminator: &Json,
    property: &str,
    branch: &Part<'doc>,
) -> Vec<String> {
    let mapping = view::members(discriminator, "mapping");
    let mapped = mapping
        .into_iter()
        .flatten()
        .filter(|(_, target)| target.as_str().is_some_and(|target| is_target(target, branch)));
    let mut tags: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
    let is_mapped = |value: &str| mapping.is_some_and(|mapping| mapping.contains_key(value));
    let schema = view::referred(walk.document, branch).schema;
    let extensions = ["x-ms-discriminator-value", "x-discriminator-value"];
    let given = extensions.iter().find_map(|key| view::text(schema, key)).filter(|value| !is_mapped(value));
    tags.extend(given.map(str::to_owned));
    let listed = listed(walk, property, branch);
    if let (true, Some([only])) = (tags.is_empty(), listed.as_deref()) {
        tags.push(only.clone());
    }
    let Some(name) = name(branch).filter(|name| !is_mapped(name)) else { return tags };
    if listed.as_ref().is_none_or(|listed| listed.contains(&name)) {
        tags.push(name);
    } else if tags.is_empty() {
        let letters = |text: &str| {
            text.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        };
        let alike: Vec<&String> = listed.iter().flatten().filter(|value| letters(value) == letters(&name)).collect();
        tags.push(if let ([only], false) = (alike.as_slice(), alike.iter().any(|value| is_mapped(value))) {
            (*only).clone()
        } else {
            name
        });
    }
    tags
}

/// The name of the component that a branch is.
pub(super) fn name(branch: &Part) -> Option<String> {
    let component = branch.pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'));
    component.map(view::name_of).or_else(|| view::text(branch.schema, "$ref").map(view::name_of))
}

fn is_target(target: &str, branch: &Part) -> bool {
    let Some(name) = name(branch) else { return false };
    let last = view::name_of(target);
    let stem = [".yaml", ".yml", ".json"].iter().find_map(|ending| last.strip_suffix(ending)).unwrap_or(&last);
    target == name || last == name || stem == name || crate::source::percent_decoded(&last) == name
}

/// The texts that all enums of a property list, if it has one.
fn listed<'doc>(walk: &mut Walk<'doc, '_>, property: &str, branch: &Part<'doc>) -> Option<Vec<String>> {
    let mut common: Option<Vec<String>> = None;
    for part in walk.parts(branch).iter() {
        let Some(property) = view::child(part, &["properties", property]) else { continue };
        for part in walk.parts(&property).iter() {
            let Some(values) = view::list(part.schema, "enum") else { continue };
            let values: Vec<String> = values.iter().filter_map(Json::as_str).map(str::to_owned).collect();
            common = Some(match common {
                Some(known) => known.into_iter().filter(|value| values.contains(value)).collect(),
                None => values,
            });
        }
    }
    common
}

/// Whether a branch requires something.
pub(super) fn requires<'doc>(walk: &mut Walk<'doc, '_>, branch: &Part<'doc>) -> bool {
    walk.parts(branch).iter().any(|part| view::list(part.schema, "required").is_some())
}

/// The texts that choose a parent itself can be sent at all.
pub(super) fn can_occur<'doc>(
    walk: &mut Walk<'doc, '_>,
    discriminator: &Json,
    property: &str,
    parent: &Part<'doc>,
) -> bool {
    let is_default = view::text(discriminator, "x-defaultMapping").is_some_and(|target| is_target(target, parent));
    let tags = tags(walk, discriminator, property, parent);
    is_default || listed(walk, property, parent).is_none_or(|listed| tags.iter().any(|tag| listed.contains(tag)))
}
