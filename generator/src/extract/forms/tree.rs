//! Short ways to build nodes.

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value, is_method};
use crate::source::Place;

/// Members whose own members are named by an author.
const MAPS: [&str; 13] = [
    "callbacks",
    "content",
    "definitions",
    "encoding",
    "headers",
    "links",
    "parameters",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
];
/// Members that hold data.
const DATA: [&str; 4] = ["default", "enum", "example", "examples"];

/// Calls `change` with every object of a document whose members are keywords, from the outside in.
pub(super) fn keywords(node: &mut Node, change: &mut dyn FnMut(&mut Object)) {
    walk(node, false, change);
}

fn walk(node: &mut Node, is_map: bool, change: &mut dyn FnMut(&mut Object)) {
    match &mut node.value {
        Value::Object(members) => {
            if !is_map {
                change(members);
            }
            for (key, member) in members.iter_mut().filter(|(key, _)| is_map || !DATA.contains(&key.as_str())) {
                walk(member, !is_map && MAPS.contains(&key.as_str()), change);
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| walk(element, false, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether an object whose members are keywords is as asked. Nothing is copied for it, as [`keywords`] would.
pub(super) fn any_keywords(node: &Node, is: &dyn Fn(&Object) -> bool) -> bool {
    any(node, false, is)
}

fn any(node: &Node, is_map: bool, is: &dyn Fn(&Object) -> bool) -> bool {
    match &node.value {
        Value::Object(members) => {
            let mut inside = members.iter().filter(|(key, _)| is_map || !DATA.contains(&key.as_str()));
            (!is_map && is(members))
                || inside.any(|(key, member)| any(member, !is_map && MAPS.contains(&key.as_str()), is))
        }
        Value::Array(elements) => elements.iter().any(|element| any(element, false, is)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Calls `change` with every operation of a document.
pub(super) fn operations(root: &mut Node, change: &mut dyn FnMut(&mut Object)) {
    let items = root.get_mut("paths").and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut);
    for item in items.filter_map(Node::as_object_mut) {
        let own = item.iter_mut().filter(|(key, _)| is_method(key));
        own.filter_map(|(_, operation)| operation.as_object_mut()).for_each(&mut *change);
    }
}

pub(super) fn text(place: Place, text: impl Into<String>) -> Node {
    Node::at(place, Value::String(text.into()))
}

pub(super) fn truth(place: Place, truth: bool) -> Node {
    Node::at(place, Value::Bool(truth))
}

pub(super) fn list(place: Place, elements: impl IntoIterator<Item = Node>) -> Node {
    Node::at(place, Value::Array(elements.into_iter().collect()))
}

pub(super) fn object<K: Into<String>>(place: Place, members: impl IntoIterator<Item = (K, Node)>) -> Node {
    Node::at(place, Value::Object(members.into_iter().map(|(key, node)| (key.into(), node)).collect()))
}

/// The `info` of a page that has none: without a place, so that its title is nobody's.
pub(super) fn untitled() -> Node {
    let here = Place::NOWHERE;
    object(here, [("title", text(here, "API")), ("version", text(here, "0"))])
}

/// The members of an object; none of anything else.
pub(super) fn members(node: Option<Node>) -> Object {
    match node.map(|node| node.value) {
        Some(Value::Object(members)) => members.into_inner(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | None => {
            Object::new()
        }
    }
}

/// The members of what has to be an object; of anything else none, which is reported.
pub(super) fn members_of(dx: &mut Diagnostics, key: &str, node: Option<Node>) -> Object {
    if let Some(other) = node.as_ref().filter(|node| node.as_object().is_none()) {
        dx.warning("not-an-object", format!("`{key}` has to be an object and is none; it was left out"), other.place)
            .help("an overlay can put an object there");
    }
    members(node)
}

/// What is described twice may be either.
pub(super) fn either(known: &mut Node, other: Node) {
    if known.to_json() == other.to_json() {
        return;
    }
    match known.get_mut("anyOf").map(|node| &mut node.value) {
        Some(Value::Array(alternatives)) => {
            if alternatives.iter().all(|known| known.to_json() != other.to_json()) {
                alternatives.push(other);
            }
        }
        _ => {
            let place = known.place;
            let first = std::mem::replace(known, Node::at(place, Value::Null));
            *known = object(place, [("anyOf", list(place, [first, other]))]);
        }
    }
}

/// The elements of a list; of anything else the thing itself.
pub(super) fn elements(node: Node) -> Vec<Node> {
    match node.value {
        Value::Array(elements) => elements.into_inner(),
        Value::Null => Vec::new(),
        value @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            vec![Node::at(node.place, value)]
        }
    }
}

/// A member that is an object; made if it is not there.
pub(super) fn entry<'node>(node: &'node mut Node, key: &str) -> Option<&'node mut Node> {
    let place = node.place;
    Some(node.as_object_mut()?.entry(key.to_owned()).or_insert_with(|| object::<String>(place, [])))
}
