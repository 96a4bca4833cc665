//! Schemas that are only there to be referred to, and others that references of 3.0 cannot lead to: components.
//!
//! In: a document whose references are JSON pointers, with `$defs` anywhere. Out: the same, in which each definition of a
//! component, and whatever else a reference leads to in a keyword that 3.0 does not have, is a component, and the
//! references name it. So `{"$ref": "#/components/schemas/Pet/$defs/Kind"}` becomes
//! `{"$ref": "#/components/schemas/PetKind"}`.

use crate::document::{Node, Object, Value};
use crate::source::{escape_pointer, percent_decoded, unescape_pointer};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// The names of components by where they stood.
type Moved = HashMap<String, String>;

pub(super) fn hoist(root: &mut Node) {
    let mut moved = Moved::new();
    of_components(root, &mut moved);
    rename(root, &moved);
    let mut references = BTreeSet::new();
    collect(root, &mut references);
    let mut lost: Vec<String> = references.into_iter().filter(|pointer| is_lost(root, pointer)).collect();
    // What is inside another one moves with it.
    lost.sort_by_key(|pointer| std::cmp::Reverse(pointer.len()));
    moved.clear();
    for pointer in lost {
        move_out(root, &pointer, &mut moved);
    }
    rename(root, &moved);
}

fn schemas(root: &mut Node) -> Option<&mut Object> {
    root.get_mut("components")?.get_mut("schemas")?.as_object_mut()
}

/// Makes a component; its name is taken by no other.
fn insert(schemas: &mut Object, mut name: String, node: Node) -> String {
    while schemas.contains_key(&name) {
        name.push_str("Definition");
    }
    schemas.insert(name.clone(), node);
    name
}

/// Moves the `$defs` of components, and those of the components that they become.
fn of_components(root: &mut Node, moved: &mut Moved) {
    let Some(schemas) = schemas(root) else { return };
    let place = |name: &String| (name.clone(), ["/components/schemas/", &escape_pointer(name)].concat());
    let mut owners: VecDeque<(String, String)> = schemas.keys().map(place).collect();
    while let Some((owner, at)) = owners.pop_front() {
        let with_definitions = schemas.get_mut(&owner).filter(|node| node.get("$defs").is_some());
        let definitions = with_definitions.and_then(Node::as_object_mut);
        let definitions = definitions.and_then(|members| members.shift_remove("$defs"));
        let Some(Value::Object(definitions)) = definitions.map(|node| node.value) else { continue };
        for (name, definition) in definitions {
            let at = [&at, "/$defs/", &escape_pointer(&name)].concat();
            let new = insert(schemas, [owner.as_str(), &name].concat(), definition);
            moved.entry(["/$defs/", &escape_pointer(&name)].concat()).or_insert_with(|| new.clone());
            moved.insert(at.clone(), new.clone());
            owners.push_back((new, at));
        }
    }
}

fn pointer(text: &str) -> Option<String> {
    text.strip_prefix('#').map(percent_decoded).filter(|pointer| pointer.starts_with('/'))
}

/// The pointers that references lead to.
fn collect(node: &Node, references: &mut BTreeSet<String>) {
    match &node.value {
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, references)),
        Value::Object(members) => {
            for (key, member) in members {
                match &member.value {
                    Value::String(text) if key == "$ref" => references.extend(pointer(text)),
                    _ => collect(member, references),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Rewrites the references to what was moved, and into it.
fn rename(node: &mut Node, moved: &Moved) {
    if moved.is_empty() {
        return;
    }
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| rename(element, moved)),
        Value::Object(members) => {
            for (key, member) in members {
                if let (Value::String(text), "$ref") = (&mut member.value, key.as_str()) {
                    if let Some(new) = renamed(text, moved) {
                        *text = new;
                    }
                    continue;
                }
                let targets = if key == "discriminator" { member.discriminator_targets() } else { Vec::new() };
                for value in targets {
                    if let Some(new) = value.as_str().and_then(|text| renamed(text, moved)) {
                        value.value = Value::String(new);
                    }
                }
                rename(member, moved);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn renamed(text: &str, moved: &Moved) -> Option<String> {
    let pointer = pointer(text)?;
    let mut start = pointer.as_str();
    loop {
        if let Some(name) = moved.get(start) {
            let rest = pointer.get(start.len()..).unwrap_or_default();
            return Some(["#/components/schemas/", &escape_pointer(name), rest].concat().replace('%', "%25"));
        }
        (start, _) = start.rsplit_once('/')?;
    }
}

/// Whether a reference leads through a keyword of a schema that 3.0 does not have.
fn is_lost(root: &Node, pointer: &str) -> bool {
    let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
    let start = match tokens.as_slice() {
        ["components", "schemas", _, ..] => 3,
        _ => {
            tokens.iter().position(|token| matches!(*token, "schema" | "itemSchema")).map_or(tokens.len(), |at| at + 1)
        }
    };
    let mut at = start;
    while let Some(token) = tokens.get(at) {
        let before = || ["/", &tokens.get(..=at).unwrap_or_default().join("/")].concat();
        let step = match *token {
            "properties" => 2,
            "allOf" => 2,
            "anyOf" | "oneOf" if !has_null(root.pointer(&before())) => 2,
            "items" | "additionalProperties" => 1,
            _ => return true,
        };
        at += step;
    }
    false
}

/// Whether a list of branches gets shorter, since `null` is none in 3.0.
fn has_null(branches: Option<&Node>) -> bool {
    let is_null = |branch: &Node| branch.get("type").and_then(Node::as_str) == Some("null");
    branches.and_then(Node::as_array).is_some_and(|branches| branches.iter().any(is_null))
}

/// Makes a component of the schema at a pointer, and refers to it there.
fn move_out(root: &mut Node, pointer: &str, moved: &mut Moved) {
    let Some(node) = find(root, pointer).filter(|node| node.as_object().is_some()) else { return };
    let place = node.place;
    let schema = std::mem::replace(node, Node::at(place, Value::Null));
    let empty = || Node::at(place, Value::object(Object::new()));
    let components = root.as_object_mut().map(|root| root.entry("components".to_owned()).or_insert_with(empty));
    let components = components.and_then(Node::as_object_mut);
    let schemas = components.and_then(|all| all.entry("schemas".to_owned()).or_insert_with(empty).as_object_mut());
    let Some(schemas) = schemas else { return };
    let name = insert(schemas, name(pointer), schema);
    let reference = Value::String(["#/components/schemas/", &escape_pointer(&name)].concat());
    if let Some(node) = find(root, pointer) {
        node.value = Value::object(Object::from_iter([("$ref".to_owned(), Node::at(place, reference))]));
    }
    moved.insert(pointer.to_owned(), name);
}

fn find<'doc>(root: &'doc mut Node, pointer: &str) -> Option<&'doc mut Node> {
    let mut node = root;
    for token in pointer.split('/').skip(1) {
        node = match &mut node.value {
            Value::Object(members) => members.get_mut(&unescape_pointer(token))?,
            Value::Array(elements) => elements.get_mut(token.parse::<usize>().ok()?)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        };
    }
    Some(node)
}

/// The component and the last word of a pointer, or its last two if the last one is a number.
fn name(pointer: &str) -> String {
    let tokens: Vec<String> = pointer.split('/').skip(1).map(unescape_pointer).collect();
    let owner = match tokens.as_slice() {
        [components, schemas, owner, _, ..] if components == "components" && schemas == "schemas" => owner.as_str(),
        _ => "",
    };
    let is_number = tokens.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    let words = tokens.iter().skip(tokens.len().saturating_sub(if is_number { 2 } else { 1 }));
    let text = [owner.to_owned(), words.cloned().collect()].concat();
    text.chars().map(|one| if one.is_ascii_alphanumeric() || "._-".contains(one) { one } else { '_' }).collect()
}
