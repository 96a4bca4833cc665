//! The document as it is written: valid by the schema of OpenAPI 3.0, whatever its author wrote.
//!
//! In: a resolved document. Out: the same where every object has what 3.0 allows there and nothing else. What 3.0 has no
//! place for stands beside, in the object's `x-as-written`, and what had to be added is listed in its `x-not-written`, so that
//! [`restore`] gives the document back. So `{"type": "any", "nulable": true}` becomes
//! `{"x-as-written": {"type": "any", "nulable": true}}`. Of a list or map, only the entries move that it cannot have:
//! `{"tags": ["a", ["b"]]}` becomes `{"tags": ["a"], "x-partly-written": {"tags": {"1": ["b"]}}}`. Module `whole` has the rules
//! that no schema can say.

mod grammar;
mod whole;

use crate::document::{Document, Node, Object, Value, any_object};
use crate::source::Place;
use grammar::{Part, Rule};
use std::collections::BTreeMap;

/// Members that 3.0 does not allow, or not with these values.
const WRITTEN: &str = "x-as-written";
/// Entries of members that 3.0 does not allow, by their keys or indices.
const PARTLY: &str = "x-partly-written";
/// Members that 3.0 demands. In the element of a list: the list does not have it.
const ADDED: &str = "x-not-written";

/// What has to be done to objects, by their paths: an object comes before what is in it.
type Repairs = BTreeMap<Vec<String>, Repair>;

/// What has to be done to one object.
#[derive(Default)]
struct Repair {
    /// The members to move, each with what stands there instead.
    moved: Vec<(String, Option<serde_json::Value>)>,
    /// The entries to move: of which member, and their keys or indices.
    entries: Vec<(String, Vec<String>)>,
    added: Vec<(String, serde_json::Value)>,
    /// Elements to put at the end of a list, each with the list's key.
    appended: Vec<(&'static str, serde_json::Value)>,
}

/// The document as text.
pub fn text(document: &Document) -> String {
    let mut repairs = Repairs::new();
    find(&document.root, Part::Root, &mut Vec::new(), &mut repairs);
    whole::find(&document.root, &mut repairs);
    if repairs.is_empty() {
        return document.to_text();
    }
    let mut valid = document.clone();
    // From the inside out: a member that moves takes what is repaired in it along.
    for (path, repair) in repairs.into_iter().rev() {
        if let Some(members) = valid.root.at_mut(&path).and_then(Node::as_object_mut) {
            apply(members, repair);
        }
    }
    valid.to_text()
}

/// Undoes what was done to write documents.
pub fn restore_all(documents: &mut [Document]) {
    let roots = documents.iter().map(|document| &document.root);
    if any_object(roots, &|members| members.keys().any(|key| is_own(key))) {
        documents.iter_mut().for_each(|document| restore(&mut document.root));
    }
}

/// Whether a key says what was done to write a document.
fn is_own(key: &str) -> bool {
    [ADDED, PARTLY, WRITTEN].contains(&key)
}

/// Undoes what was done to write a document.
pub fn restore(node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => {
            elements.retain(|element| element.get(ADDED).and_then(Node::as_bool) != Some(true));
            elements.iter_mut().for_each(restore);
        }
        Value::Object(members) => {
            if members.keys().any(|key| is_own(key)) {
                restore_members(members);
            }
            members.values_mut().for_each(restore);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn restore_members(members: &mut Object) {
    if let Some(Value::Array(added)) = members.shift_remove(ADDED).map(|node| node.value) {
        for key in added.iter().filter_map(Node::as_str) {
            members.shift_remove(key);
        }
    }
    if let Some(Value::Object(partly)) = members.shift_remove(PARTLY).map(|node| node.value) {
        partly.into_iter().for_each(|(key, entries)| restore_entries(members.get_mut(&key), entries));
    }
    if let Some(Value::Object(written)) = members.shift_remove(WRITTEN).map(|node| node.value) {
        members.extend(written);
    }
}

fn restore_entries(member: Option<&mut Node>, entries: Node) {
    let Value::Object(entries) = entries.value else { return };
    match member.map(|node| &mut node.value) {
        Some(Value::Object(members)) => members.extend(entries),
        Some(Value::Array(elements)) => {
            elements.retain(|element| element.get(ADDED).and_then(Node::as_bool) != Some(true));
            for (index, entry) in entries {
                let index = index.parse().unwrap_or(elements.len()).min(elements.len());
                elements.insert(index, entry);
            }
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {}
    }
}

/// Notes what is wrong in an object and in what it holds.
fn find(node: &Node, part: Part, path: &mut Vec<String>, repairs: &mut Repairs) {
    let Some(members) = node.as_object() else { return };
    if members.get("$ref").is_some_and(|reference| reference.as_str().is_some()) && part.is_referable() {
        return;
    }
    let (mut moved, mut entries, mut inside) = (Vec::new(), Vec::new(), Vec::new());
    for (key, member) in members {
        let rule = grammar::rule(part, key, members);
        if grammar::is_valid(&rule, member) {
            inside.push((key, member, rule));
        } else if let Some(bad) = grammar::bad_entries(&rule, member) {
            entries.push((key.clone(), bad));
            inside.push((key, member, rule));
        } else {
            moved.push((key.clone(), grammar::instead(&rule, member)));
        }
    }
    let mut added = Vec::new();
    for (key, value) in grammar::required(part, members) {
        match moved.iter_mut().find(|(moved, _)| moved == key) {
            Some((_, instead)) => _ = instead.get_or_insert(value),
            None if !members.contains_key(key) => added.push((key.to_owned(), value)),
            None => {}
        }
    }
    if !moved.is_empty() || !entries.is_empty() || !added.is_empty() {
        repairs.insert(path.clone(), Repair { moved, entries, added, appended: Vec::new() });
    }
    for (key, member, rule) in inside {
        path.push(key.clone());
        descend(member, &rule, path, repairs);
        path.pop();
    }
}

fn descend(node: &Node, rule: &Rule, path: &mut Vec<String>, repairs: &mut Repairs) {
    match (rule, &node.value) {
        (Rule::One(part) | Rule::BoolOr(part), _) => find(node, *part, path, repairs),
        (Rule::Map(part) | Rule::Single(part), Value::Object(members)) => {
            for (key, member) in members {
                path.push(key.clone());
                find(member, *part, path, repairs);
                path.pop();
            }
        }
        (Rule::List(part), Value::Array(elements)) => {
            for (index, element) in elements.iter().enumerate() {
                path.push(index.to_string());
                find(element, *part, path, repairs);
                path.pop();
            }
        }
        _ => {}
    }
}

fn apply(members: &mut Object, repair: Repair) {
    let mut written = Object::new();
    for (key, instead) in repair.moved {
        let old = match instead {
            Some(instead) => members.insert(key.clone(), Node::of_json(instead, Place::NOWHERE)),
            None => members.shift_remove(&key),
        };
        written.extend(old.map(|old| (key, old)));
    }
    // What is read back has these at its end, in this order.
    written.sort_keys();
    let mut partly: Object = repair
        .entries
        .into_iter()
        .filter_map(|(key, entries)| {
            let taken = take(members.get_mut(&key)?, &entries);
            Some((key, Node::new(Value::object(taken))))
        })
        .collect();
    partly.sort_keys();
    if !partly.is_empty() {
        members.insert(PARTLY.to_owned(), Node::new(Value::object(partly)));
    }
    let mut added = Vec::new();
    for (key, element) in repair.appended {
        let list = members.entry(key.to_owned()).or_insert_with(|| {
            added.push(Node::new(Value::String(key.to_owned())));
            Node::new(Value::array(Vec::new()))
        });
        if let Value::Array(list) = &mut list.value {
            list.push(Node::of_json(element, Place::NOWHERE));
        }
    }
    for (key, value) in repair.added.into_iter().collect::<BTreeMap<_, _>>() {
        added.push(Node::new(Value::String(key.clone())));
        members.insert(key, Node::of_json(value, Place::NOWHERE));
    }
    if !written.is_empty() {
        members.insert(WRITTEN.to_owned(), Node::new(Value::object(written)));
    }
    if !added.is_empty() {
        members.insert(ADDED.to_owned(), Node::new(Value::array(added)));
    }
}

/// Takes entries out of a list or map.
fn take(node: &mut Node, entries: &[String]) -> Object {
    match &mut node.value {
        Value::Object(members) => {
            entries.iter().filter_map(|key| Some((key.clone(), members.shift_remove(key)?))).collect()
        }
        Value::Array(elements) => {
            let all = std::mem::take(&mut **elements).into_iter().enumerate();
            let (mut taken, mut rest) = (Object::new(), Vec::new());
            for (index, element) in all {
                let index = index.to_string();
                if entries.contains(&index) {
                    taken.insert(index, element);
                } else {
                    rest.push(element);
                }
            }
            **elements = rest;
            taken
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Object::new(),
    }
}
