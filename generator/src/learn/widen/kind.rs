//! Kinds of values that a discriminator names and no branch describes.
//!
//! `{"kind": "fish", "fins": 2}` becomes the branch `{properties: {kind: {enum: [fish]}, fins: …}, required: [kind]}` of
//! a union, and the component `fish`, all of `Pet` and more, where others extend `Pet`. A value that fits a branch
//! becomes a value of the mapping.

use crate::learn::compare::Found;
use crate::learn::{infer, view};
use serde_json::{Map, Value as Json, json};

/// One branch for each value of the discriminator, and one for each other type.
pub(super) fn branches(property: &str, others: &[&Json]) -> Vec<Json> {
    let mut by_tag: indexmap::IndexMap<&str, Vec<&Json>> = indexmap::IndexMap::new();
    let mut rest = Vec::new();
    for value in others {
        match value.get(property).and_then(Json::as_str) {
            Some(tag) => by_tag.entry(tag).or_default().push(value),
            None => rest.push(*value),
        }
    }
    let tagged = by_tag.into_iter().map(|(tag, values)| {
        let mut schema = infer::schema(&values);
        if let Some(members) = schema.as_object_mut() {
            let properties = members.entry("properties").or_insert_with(|| json!({}));
            properties
                .as_object_mut()
                .map(|all| all.insert(property.to_owned(), json!({"type": "string", "enum": [tag]})));
            members.insert("required".to_owned(), json!([property]));
        }
        schema
    });
    let mut all: Vec<Json> = tagged.collect();
    all.extend(infer::branches(&rest));
    all
}

/// Adds a value to the mapping of a discriminator.
pub(super) fn map(discriminator: &mut Map<String, Json>, name: &str, value: &Json) {
    let mapping = discriminator.entry("mapping").or_insert_with(|| json!({}));
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let target = format!("#/components/schemas/{}", crate::source::escape_pointer(name));
    mapping.as_object_mut().map(|mapping| mapping.insert(value, Json::String(target)));
}

/// Adds a component for each value of a discriminator that names none.
pub(super) fn add(document: &mut Json, parent: &str, found: &[&Found]) {
    let mut by_tag: indexmap::IndexMap<&str, Vec<&Json>> = indexmap::IndexMap::new();
    for found in found {
        by_tag.entry(found.name.as_deref().unwrap_or_default()).or_default().push(found.value);
    }
    for (tag, values) in by_tag {
        let known = view::part(document, parent).map(|part| view::property_names(document, &part)).unwrap_or_default();
        let mut own = infer::schema(&values);
        if let Some(Json::Object(properties)) = own.get_mut("properties") {
            properties.retain(|name, _| !known.contains(name));
        }
        let is_name = !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if let Some(Json::Object(schemas)) = document.pointer_mut("/components/schemas")
            && is_name
            && !schemas.contains_key(tag)
        {
            let extended = json!({"allOf": [{"$ref": format!("#{parent}")}, own]});
            schemas.insert(tag.to_owned(), extended);
            list(document, parent, &values);
        }
    }
}

/// Adds the value of the discriminator to the enums of its property: an inherited enum of one value would name every
/// component that extends the parent.
fn list(document: &mut Json, parent: &str, values: &[&Json]) {
    for (enumeration, property) in enums(document, parent) {
        let Some(Json::Array(listed)) = document.pointer_mut(&enumeration) else { continue };
        for value in values.iter().filter_map(|value| value.get(&property)) {
            if !listed.contains(value) {
                listed.push(value.clone());
            }
        }
    }
}

/// The pointers of the enums of a parent's discriminator property, with its name.
fn enums(document: &Json, parent: &str) -> Vec<(String, String)> {
    let Some(parent) = view::part(document, parent) else { return Vec::new() };
    let parts = view::parts(document, &parent.pointer, parent.schema);
    let telling = parts.iter().find_map(|part| part.schema.get("discriminator"));
    let Some(name) = telling.and_then(|telling| view::text(telling, "propertyName")) else { return Vec::new() };
    let properties = parts.iter().filter_map(|part| view::child(part, &["properties", name]));
    let parts = properties.flat_map(|property| view::parts(document, &property.pointer, property.schema));
    let with_enum = parts.filter(|part| view::list(part.schema, "enum").is_some());
    with_enum.map(|part| (format!("{}/enum", part.pointer), name.to_owned())).collect()
}
