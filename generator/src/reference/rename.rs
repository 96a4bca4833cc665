//! Other names for the components of a document.
//!
//! In: a document, and the new names by section and old name. Out: the document where each component has its new name,
//! and every reference, mapping and security requirement names it so. So with `Pet` of `schemas` as `Dog`,
//! `#/components/schemas/Pet/properties/id` becomes `#/components/schemas/Dog/properties/id`.

use super::{collect, replace};
use crate::document::{Node, Object, Value};
use crate::kind::Kind;
use crate::source::{escape_pointer, percent_decoded, unescape_pointer};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The new name of each component, by its section and its name.
pub type NewNames = BTreeMap<(String, String), String>;

/// Renames components.
pub fn components(root: &mut Node, names: &NewNames) {
    if names.is_empty() {
        return;
    }
    write_implied(root, names);
    let mut texts = HashMap::new();
    collect(root, Kind::Other, &mut |text| {
        if let Some(new) = renamed(text, names) {
            texts.insert(text.to_owned(), new);
        }
    });
    replace(root, Kind::Other, &texts);
    mappings(root, Kind::Other, names);
    requirements(root, names);
    let sections = root.get_mut("components").and_then(Node::as_object_mut).into_iter().flatten();
    for (section, group) in sections {
        let Some(group) = group.as_object_mut() else { continue };
        keys(group, |name| names.get(&(section.clone(), name.to_owned())));
    }
}

/// The components of a document that mean some of these components: by a reference, or as the parent of what a
/// discriminator tells apart.
pub fn meaning(root: &Node, names: &BTreeSet<(String, String)>) -> Vec<(String, String)> {
    let parents = parents(root);
    let mut found = Vec::new();
    for (section, group) in root.get("components").and_then(Node::as_object).into_iter().flatten() {
        let kind = Kind::Other.of_member(section).inside();
        for (name, node) in group.as_object().into_iter().flatten() {
            let mut means = false;
            collect(node, kind, &mut |text| means |= named(text).is_some_and(|(named, _)| names.contains(&named)));
            let mut clashing = names.iter().filter(|(section, _)| section == "schemas").map(|(_, child)| child);
            means |= node.get("discriminator").is_some() && clashing.any(|child| descends(&parents, child, name));
            found.extend(means.then(|| (section.clone(), name.clone())));
        }
    }
    found
}

/// The component that a reference names, by its section and name, and what follows the name.
fn named(text: &str) -> Option<((String, String), &str)> {
    let (section, rest) = text.strip_prefix("#/components/")?.split_once('/')?;
    let (name, inside) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    Some(((section.to_owned(), unescape_pointer(&percent_decoded(name))), inside))
}

/// A reference to a component under its new name.
fn renamed(text: &str, names: &NewNames) -> Option<String> {
    let (component, inside) = named(text)?;
    let new = names.get(&component)?;
    Some(["#/components/", &component.0, "/", &escape_pointer(new), inside].concat())
}

/// The mappings of discriminators, by references or by bare names.
fn mappings(node: &mut Node, kind: Kind, names: &NewNames) {
    match &mut node.value {
        _ if kind == Kind::Skipped => {}
        Value::Array(elements) => elements.iter_mut().for_each(|element| mappings(element, kind.inside(), names)),
        Value::Object(members) => {
            for (key, member) in members {
                if kind == Kind::Schema && key == "discriminator" {
                    member.discriminator_targets().into_iter().for_each(|target| mapped(target, names));
                } else {
                    mappings(member, kind.of_member(key), names);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The name of the schema that a reference names.
fn schema_name(text: &str) -> Option<String> {
    let ((section, name), inside) = named(text)?;
    (section == "schemas" && inside.is_empty()).then_some(name)
}

/// The schemas that a member of a schema lists.
fn listed(schema: &Node, key: &str) -> Vec<String> {
    let list = schema.get(key).and_then(Node::as_array).unwrap_or_default();
    list.iter().filter_map(super::text).filter_map(schema_name).collect()
}

/// What each schema is composed of.
fn parents(root: &Node) -> HashMap<String, Vec<String>> {
    let schemas = root.get("components").and_then(|components| components.get("schemas")).and_then(Node::as_object);
    schemas.into_iter().flatten().map(|(name, schema)| (name.clone(), listed(schema, "allOf"))).collect()
}

/// A discriminator's value is the name of a schema where no mapping says another: names that change are written down.
fn write_implied(root: &mut Node, names: &NewNames) {
    let parents = parents(root);
    implied(root, Kind::Other, names);
    let schemas = root.get_mut("components").and_then(|components| components.get_mut("schemas"));
    for (name, schema) in schemas.and_then(Node::as_object_mut).into_iter().flatten() {
        if schema.get("discriminator").is_some() {
            let children = parents.keys().filter(|child| *child != name && descends(&parents, child, name));
            let mut children: Vec<String> = children.cloned().collect();
            children.sort();
            write_mapping(schema, &children, names);
        }
    }
}

/// Whether a schema is composed of another, directly or through others.
fn descends(parents: &HashMap<String, Vec<String>>, child: &str, name: &str) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![child];
    while let Some(next) = open.pop() {
        for parent in parents.get(next).into_iter().flatten() {
            if parent == name {
                return true;
            }
            if seen.insert(parent) {
                open.push(parent);
            }
        }
    }
    false
}

fn implied(node: &mut Node, kind: Kind, names: &NewNames) {
    if kind == Kind::Schema && node.get("discriminator").is_some() {
        let branches = [listed(node, "oneOf"), listed(node, "anyOf")].concat();
        write_mapping(node, &branches, names);
    }
    match &mut node.value {
        _ if kind == Kind::Skipped => {}
        Value::Array(elements) => elements.iter_mut().for_each(|element| implied(element, kind.inside(), names)),
        Value::Object(members) => {
            members.iter_mut().for_each(|(key, member)| implied(member, kind.of_member(key), names));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Adds the schemas that get other names to the mapping of a schema's discriminator, unless it has them.
fn write_mapping(schema: &mut Node, branches: &[String], names: &NewNames) {
    let Some(discriminator) = schema.get_mut("discriminator").filter(|node| node.as_object().is_some()) else { return };
    let targets = discriminator.discriminator_targets();
    let known: Vec<String> = targets.into_iter().filter_map(|target| target.as_str().map(str::to_owned)).collect();
    let is_known = |name: &String| known.iter().any(|text| text == name || schema_name(text).as_ref() == Some(name));
    let new = branches.iter().filter(|name| names.contains_key(&("schemas".to_owned(), (*name).clone())));
    for name in new.filter(|name| !is_known(name)) {
        let place = discriminator.place;
        let text = ["#/components/schemas/", &escape_pointer(name)].concat();
        let empty = || Node::at(place, Value::object(Object::new()));
        let Some(members) = discriminator.as_object_mut() else { return };
        if let Some(mapping) = members.entry("mapping".to_owned()).or_insert_with(empty).as_object_mut() {
            mapping.entry(name.clone()).or_insert_with(|| Node::at(place, Value::String(text)));
        }
    }
}

fn mapped(target: &mut Node, names: &NewNames) {
    let Value::String(text) = &mut target.value else { return };
    let bare = names.get(&("schemas".to_owned(), text.clone())).cloned();
    if let Some(new) = renamed(text, names).or(bare) {
        *text = new;
    }
}

/// The security schemes that requirements name, at the root and in operations.
fn requirements(root: &mut Node, names: &NewNames) {
    let Some(members) = root.as_object_mut() else { return };
    if let Some(security) = members.get_mut("security") {
        required(security, names);
    }
    let items = members.get_mut("paths").and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut);
    let operations = items.filter_map(Node::as_object_mut).flat_map(Object::values_mut);
    operations.filter_map(|operation| operation.get_mut("security")).for_each(|security| required(security, names));
}

fn required(security: &mut Node, names: &NewNames) {
    let Value::Array(alternatives) = &mut security.value else { return };
    for alternative in alternatives.iter_mut().filter_map(Node::as_object_mut) {
        keys(alternative, |name| names.get(&("securitySchemes".to_owned(), name.to_owned())));
    }
}

/// Gives members other keys, in their places.
fn keys<'names>(members: &mut Object, new: impl Fn(&str) -> Option<&'names String>) {
    if members.keys().any(|key| new(key).is_some()) {
        let old = std::mem::take(members).into_iter();
        members.extend(old.map(|(key, node)| (new(&key).cloned().unwrap_or(key), node)));
    }
}
