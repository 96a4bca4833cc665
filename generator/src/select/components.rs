//! The components that a part of a document needs.
//!
//! In: the document, before and after operations are left out of it. Out: the document without the components that nothing
//! leads to any more. What leads to a component is a reference, a `mapping`, an `x-rust-type`, and `allOf` from a component
//! to those that extend it: a value of them can be sent in its place.

use super::members;
use crate::document::{Node, Object, Value};
use crate::source::unescape_pointer;
use std::collections::{BTreeMap, BTreeSet};

/// A component: its kind, and its name.
type Component = (String, String);

/// The components of a kind that no reference leads to.
const KEPT: &str = "securitySchemes";

/// The path of an item and the key of its operation.
pub(super) type Place = (Vec<String>, String);

/// How often copies may lead to further ones.
const ROUNDS: usize = 16;

/// The components that can go: all, or only those that something outside of the components leads to now.
pub(super) fn droppable(root: &Node, all: bool) -> BTreeSet<Component> {
    if all { components(root).map(|(component, _)| component).collect() } else { reached(root, &BTreeMap::new()) }
}

fn components(root: &Node) -> impl Iterator<Item = (Component, &Node)> {
    let kinds = members(root.get("components")).filter(|(kind, _)| *kind != KEPT);
    kinds.flat_map(|(kind, all)| members(Some(all)).map(move |(name, node)| ((kind.clone(), name.clone()), node)))
}

/// What everything but the components leads to.
fn reached(root: &Node, idents: &BTreeMap<String, String>) -> BTreeSet<Component> {
    let outside = members(Some(root)).filter(|(key, _)| *key != "components");
    let mut open = Vec::new();
    outside.for_each(|(_, member)| mentioned(member, idents, &mut open));
    let mut found = BTreeSet::new();
    spread(root, idents, open, &mut found);
    loop {
        let extending: Vec<Component> = components(root)
            .filter(|(component, node)| !found.contains(component) && extends(node, &found))
            .map(|(component, _)| component)
            .collect();
        if extending.is_empty() {
            return found;
        }
        spread(root, idents, extending, &mut found);
    }
}

fn spread(root: &Node, idents: &BTreeMap<String, String>, mut open: Vec<Component>, found: &mut BTreeSet<Component>) {
    while let Some(component) = open.pop() {
        let (kind, name) = &component;
        let node = root.get("components").and_then(|all| all.get(kind)?.get(name));
        if let Some(node) = node.filter(|_| !found.contains(&component)) {
            mentioned(node, idents, &mut open);
            found.insert(component);
        }
    }
}

/// The components that a node mentions.
fn mentioned(node: &Node, idents: &BTreeMap<String, String>, found: &mut Vec<Component>) {
    match &node.value {
        Value::Object(object) => {
            for (key, member) in object {
                match (key.as_str(), member.as_str()) {
                    ("x-rust-type", Some(text)) => found.extend(rust_types(text, idents)),
                    ("mapping", None) => found.extend(mapped(member)),
                    _ => mentioned(member, idents, found),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| mentioned(element, idents, found)),
        Value::String(text) => found.extend(referred(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The component that a reference leads to, or into.
fn referred(text: &str) -> Option<Component> {
    let (kind, rest) = text.strip_prefix("#/components/")?.split_once('/')?;
    Some((kind.to_owned(), unescape_pointer(rest.split('/').next()?)))
}

/// A discriminator's values lead to references, or to names.
fn mapped(mapping: &Node) -> Vec<Component> {
    let texts = members(Some(mapping)).filter_map(|(_, target)| target.as_str());
    texts.map(|text| referred(text).unwrap_or_else(|| ("schemas".to_owned(), text.to_owned()))).collect()
}

fn rust_types<'a>(text: &'a str, idents: &'a BTreeMap<String, String>) -> impl Iterator<Item = Component> + use<'a> {
    let words = text.split(|character: char| !character.is_alphanumeric() && character != '_');
    words.filter_map(|word| Some(("schemas".to_owned(), idents.get(word)?.clone())))
}

fn extends(node: &Node, found: &BTreeSet<Component>) -> bool {
    let parts = node.get("allOf").and_then(Node::as_array).into_iter().flatten();
    let mut bases = parts.filter_map(|part| referred(part.get("$ref")?.as_str()?));
    bases.any(|base| found.contains(&base))
}

/// Removes the components that can go, and that nothing leads to.
pub(super) fn drop_unused(root: &mut Node, droppable: &BTreeSet<Component>, idents: &BTreeMap<String, String>) {
    let mut kept = reached(root, idents);
    // What stays although nothing leads to it leads to others.
    let staying = components(root).map(|(component, _)| component).filter(|component| !droppable.contains(component));
    let staying: Vec<Component> = staying.collect();
    spread(root, idents, staying, &mut kept);
    let Some(components) = root.get_mut("components").and_then(Node::as_object_mut) else { return };
    for (kind, all) in components.iter_mut().filter(|(kind, _)| *kind != KEPT) {
        if let Value::Object(members) = &mut all.value {
            members.retain(|name, _| kept.contains(&(kind.clone(), name.clone())));
        }
    }
    components.retain(|_, all| all.as_object().is_none_or(|members: &Object| !members.is_empty()));
}

/// Puts a copy in place of each reference into an operation that is left out.
pub(super) fn copy_referred(root: &mut Node, left_out: &BTreeMap<Place, Node>) {
    for _ in 0..ROUNDS {
        if !copy(root, left_out) {
            return;
        }
    }
}

fn copy(node: &mut Node, left_out: &BTreeMap<Place, Node>) -> bool {
    if let Some(target) = node.get("$ref").and_then(Node::as_str).and_then(|text| target(text, left_out)) {
        *node = target.clone();
        return true;
    }
    match &mut node.value {
        Value::Object(object) => object.values_mut().fold(false, |any, member| copy(member, left_out) | any),
        Value::Array(elements) => elements.iter_mut().fold(false, |any, element| copy(element, left_out) | any),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// What a reference into an operation that is left out leads to.
fn target<'a>(text: &str, left_out: &'a BTreeMap<Place, Node>) -> Option<&'a Node> {
    let mut steps = text.strip_prefix("#/")?.split('/');
    let mut step = || steps.next().map(unescape_pointer);
    let place = (vec![step()?, step()?], step()?);
    let rest: String = steps.map(|step| format!("/{step}")).collect();
    left_out.get(&place)?.pointer(&rest)
}
