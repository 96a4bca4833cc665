//! One action of an overlay.
//!
//! In: an action's node, and the document. Out: the document with the action done at every node that the target
//! matches. `remove` takes the nodes out; `update` is merged into objects and appended to arrays; `copy` does the same
//! with a node of the document. What was changed is recorded, so that warnings there are settled: at the node that a
//! keyword was set on, and at and below what was replaced or removed. Texts and names say nothing about a type, so they
//! settle nothing. An action that changes nothing confirms what was read where pages differ.

use super::nearest;
use crate::diagnostic::{At, Diagnostic, Diagnostics, Severity};
use crate::document::{Node, Value};
use crate::keyword::PREFIX_ITEMS;
use crate::source::{Place, unescape_pointer};
use serde_json_path::JsonPath;
use std::collections::BTreeSet;

/// What an action says.
pub(super) struct Action<'overlay> {
    node: &'overlay Node,
    target: JsonPath,
    target_text: &'overlay str,
    reason: Option<&'overlay str>,
    effect: Effect<'overlay>,
}

enum Effect<'overlay> {
    Remove,
    Update(&'overlay Node),
    Copy(JsonPath, &'overlay Node),
}

pub(super) fn read<'overlay>(dx: &mut Diagnostics, node: &'overlay Node) -> Option<Action<'overlay>> {
    let target = node.get("target");
    let Some(target_node) = target.filter(|target| target.as_str().is_some()) else {
        dx.error("invalid-overlay", "the action has no `target`", target.map_or(node.place, |target| target.place))
            .help("a `target` is a JSONPath such as `$.components.schemas.Pet`");
        return None;
    };
    let path = json_path(dx, target_node)?;
    let removes = node.get("remove").and_then(Node::as_bool) == Some(true);
    let effect = match (removes, node.get("update"), node.get("copy")) {
        (true, _, _) => Effect::Remove,
        (false, Some(update), _) => Effect::Update(update),
        (false, None, Some(copy)) => Effect::Copy(json_path(dx, copy)?, copy),
        (false, None, None) => {
            dx.error("invalid-overlay", "the action says neither `update` nor `remove` nor `copy`", node.place)
                .help("an `update` is merged into what the target matches; `remove: true` takes it out");
            return None;
        }
    };
    let reason = node.get("description").and_then(Node::as_str);
    Some(Action { node, target: path, target_text: target_node.as_str().unwrap_or_default(), reason, effect })
}

fn json_path(dx: &mut Diagnostics, node: &Node) -> Option<JsonPath> {
    match JsonPath::parse(node.as_str().unwrap_or_default()) {
        Ok(path) => Some(path),
        Err(error) => {
            dx.error("invalid-json-path", format!("this is no JSONPath: {}", error.message()), node.place)
                .help("RFC 9535 has the syntax; a key with odd characters is written `['key']`");
            None
        }
    }
}

/// Performs an action. `targets` are those of all actions of the overlay, which tell what a wrong target does not mean.
pub(super) fn perform(dx: &mut Diagnostics, root: &mut Node, action: &Action, targets: &[&str]) {
    let json = root.to_json();
    let mut pointers = matches(&action.target, &json);
    let target_place = action.node.get("target").map_or(action.node.place, |target| target.place);
    if pointers.is_empty() {
        let message = format!("the target `{}` matches nothing in the merged document", action.target_text);
        dx.error("overlay-no-match", message, target_place).help(no_match(action.target_text, &json, targets));
        return;
    }
    let place = action.node.place;
    if let Effect::Update(update) = action.effect {
        overridden(dx, update);
    }
    let (did, changed) = match &action.effect {
        Effect::Remove if pointers.iter().any(String::is_empty) => {
            dx.error("overlay-root", "the action would remove the whole document", target_place)
                .help("name what to remove, for example `$.paths['/pets'].get`");
            return;
        }
        Effect::Remove => {
            // From the last to the first, so that the indices of what is still to be removed stay right.
            pointers.reverse();
            pointers.iter().for_each(|pointer| remove(dx, place, root, pointer));
            ("removed", true)
        }
        Effect::Update(update) if update_all(dx, place, root, &pointers, update) => ("updated", true),
        Effect::Update(_) => ("confirmed", confirm(dx, place, root, &pointers)),
        Effect::Copy(from, copy) => {
            let Some(copied) = one(dx, root, &json, from, copy) else { return };
            ("copied to", update_all(dx, place, root, &pointers, &copied))
        }
    };
    if changed {
        report(dx, action, did, pointers.len());
    } else {
        let message = "the document says already what this action sets; it did nothing";
        dx.warning("overlay-needless", message, action.node.place).help("remove the action");
    }
}

/// Keywords that say what type a schema has.
const TYPES: [&str; 8] = ["type", "items", "properties", "enum", "$ref", "allOf", "anyOf", "oneOf"];

/// Reports each part of an update that says any JSON value and a type too: the author means one of them.
fn overridden(dx: &mut Diagnostics, update: &Node) {
    match &update.value {
        Value::Object(members) => {
            if let Some(any) = members.get("x-rust-type").filter(|any| is_any(any))
                && let Some(keyword) = TYPES.iter().find(|keyword| members.contains_key(**keyword))
            {
                let message = format!("`x-rust-type` says any JSON value, and wins over the `{keyword}` beside it");
                let help =
                    format!("remove `x-rust-type` if the server sends what `{keyword}` says, or else `{keyword}`");
                dx.warning("overridden-type", message, any.place).help(help);
            }
            members.values().for_each(|member| overridden(dx, member));
        }
        Value::Array(elements) => elements.iter().for_each(|element| overridden(dx, element)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether an `x-rust-type` is any JSON value.
fn is_any(value: &Node) -> bool {
    matches!(value.as_str(), Some("serde_json::Value" | "Value"))
}

fn report(dx: &mut Diagnostics, action: &Action, did: &str, count: usize) {
    let because = action.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let nodes = if count == 1 { "1 node".to_owned() } else { format!("{count} nodes") };
    dx.note("overlay-action", format!("`{}` {did} {nodes}{because}", action.target_text), action.node.place);
}

fn no_match(target: &str, json: &serde_json::Value, targets: &[&str]) -> String {
    let found = nearest::target(target, json);
    let found = found
        .filter(|found| !nearest::is_taken(target, found, targets))
        .map(|found| format!("`{found}` is there: write that if it is meant; or "));
    let meant = found.or_else(|| nearest::above(target, json)).unwrap_or_default();
    format!(
        "{meant}look the place up in the merged document (`openapi.json`); if the pages have changed, remove the action"
    )
}

/// The one node that `copy` names.
fn one(dx: &mut Diagnostics, root: &Node, json: &serde_json::Value, from: &JsonPath, copy: &Node) -> Option<Node> {
    let sources = matches(from, json);
    if let [one] = sources.as_slice() {
        return root.pointer(one).cloned();
    }
    let message = format!("`copy` has to match one node and matches {}", sources.len());
    let meant = nearest::target(copy.as_str().unwrap_or_default(), json).filter(|_| sources.is_empty());
    let meant = meant.map(|found| format!("; `{found}` is there")).unwrap_or_default();
    dx.error("overlay-no-match", message, copy.place).help(format!("name the one node to copy from{meant}"));
    None
}

/// Settles the warnings so far at exactly these nodes: pages differ there, and the author says that what was read is right.
fn confirm(dx: &mut Diagnostics, action: Place, root: &Node, pointers: &[String]) -> bool {
    let nodes = pointers.iter().filter_map(|pointer| root.pointer(pointer));
    let targets: BTreeSet<_> = nodes.flat_map(|node| dx.sources.places.resolve_all(node.place)).collect();
    let is_open = |said: &Diagnostic| said.severity == Severity::Warning && !dx.is_settled(&said.at);
    let places = dx.list.iter().filter(|said| is_open(said)).filter_map(|said| match said.at {
        At::Place(place) => Some(dx.sources.places.resolve_all(place)),
        At::Key(_) | At::Page(..) | At::File(_) => None,
    });
    let confirmed: Vec<_> = places.flatten().filter(|place| targets.contains(place)).collect();
    let any = !confirmed.is_empty();
    dx.corrected.described.extend(confirmed.into_iter().map(|place| (place, action)));
    any
}

/// The JSON pointers of all nodes that a path matches, each once, in the order of the document.
fn matches(path: &JsonPath, json: &serde_json::Value) -> Vec<String> {
    path.query_located(json).dedup().locations().map(|location| location.to_json_pointer()).collect()
}

fn update_all(dx: &mut Diagnostics, action: Place, root: &mut Node, pointers: &[String], update: &Node) -> bool {
    let mut changed = false;
    for pointer in pointers {
        if let Some(node) = find(root, pointer) {
            changed |= merge(dx, action, node, update);
        }
    }
    changed
}

/// Merges an update into a node: objects member by member, arrays are appended to, anything else is replaced.
fn merge(dx: &mut Diagnostics, action: Place, node: &mut Node, update: &Node) -> bool {
    match (&mut node.value, &update.value) {
        (Value::Object(members), Value::Object(updates)) => {
            let (mut changed, mut says) = (false, Says::Nothing);
            for (key, update) in updates {
                let (is_new, is_changed) = match members.get_mut(key) {
                    Some(member) => (false, merge(dx, action, member, update)),
                    None => {
                        members.insert(key.clone(), update.clone());
                        (true, true)
                    }
                };
                changed |= is_changed;
                if is_changed && (is_new || update.as_object().is_none()) {
                    says = says.max(said_by(key, update));
                }
            }
            record(dx, action, says, node.place);
            changed
        }
        (Value::Array(elements), Value::Array(more)) => {
            elements.extend(more.iter().cloned());
            record(dx, action, if more.is_empty() { Says::Nothing } else { Says::Something }, node.place);
            !more.is_empty()
        }
        (Value::Array(elements), _) => {
            elements.push(update.clone());
            record(dx, action, Says::Something, node.place);
            true
        }
        _ => {
            let changed = node.to_json() != update.to_json();
            record(dx, action, if changed { Says::All } else { Says::Nothing }, node.place);
            *node = update.clone();
            changed
        }
    }
}

/// How much setting a keyword says about the object that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    /// It describes or names the object, or says when it is there.
    Nothing,
    /// It says something about the type: warnings at the object are settled.
    Something,
    /// What else stands in the object does not count any more: warnings in it are settled too.
    All,
}

fn said_by(key: &str, value: &Node) -> Says {
    match key {
        // Whatever else is said of any JSON value is as wrong as before.
        "x-rust-type" if is_any(value) => Says::Something,
        "x-rust-type" | "$ref" => Says::All,
        "x-paging" => Says::Something,
        "description" | "summary" | "title" | "example" | "examples" | "externalDocs" | "deprecated"
        | "operationId" | "tags" | "default" | "nullable" | "readOnly" | "writeOnly" => Says::Nothing,
        _ if key.starts_with("x-") && key != PREFIX_ITEMS => Says::Nothing,
        _ => Says::Something,
    }
}

fn remove(dx: &mut Diagnostics, action: Place, root: &mut Node, pointer: &str) {
    let Some((above, token)) = pointer.rsplit_once('/') else { return };
    let Some(parent) = find(root, above) else { return };
    let removed = match &mut parent.value {
        Value::Object(members) => members.shift_remove(&unescape_pointer(token)),
        Value::Array(elements) => {
            let index = token.parse::<usize>().ok().filter(|index| *index < elements.len());
            index.map(|index| elements.remove(index))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    let Some(removed) = removed else { return };
    record(dx, action, Says::All, removed.place);
    let (place, is_element) = (parent.place, matches!(parent.value, Value::Array(_)));
    // A value of an enum is an element of a keyword: its removal says something about the schema.
    let (place, keyword) = match above.rsplit_once('/').filter(|_| is_element) {
        Some((owner, keyword)) => (find(root, owner).map_or(place, |owner| owner.place), keyword),
        None => (place, token),
    };
    record(dx, action, said_by(keyword, &removed).min(Says::Something), place);
}

fn find<'tree>(root: &'tree mut Node, pointer: &str) -> Option<&'tree mut Node> {
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

fn record(dx: &mut Diagnostics, action: Place, says: Says, place: Place) {
    let found = dx.sources.places.resolve_all(place).into_iter().map(|found| (found, action));
    match says {
        Says::Nothing => {}
        Says::Something => dx.corrected.described.extend(found),
        Says::All => dx.corrected.replaced.extend(found),
    }
}
