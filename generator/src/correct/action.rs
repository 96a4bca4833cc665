//! One action of an overlay.
//!
//! In: an action's node, and the document. Out: the document with the action done at every node that the target
//! matches. `remove` takes the nodes out; `update` is merged into objects and appended to arrays; `copy` does the same
//! with a node of the document. What was touched is recorded, so that warnings there are settled.

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Value};
use crate::source::{Place, unescape_pointer};
use serde_json_path::JsonPath;

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

pub(super) fn perform(dx: &mut Diagnostics, root: &mut Node, action: &Action) {
    let json = root.to_json();
    let mut pointers = matches(&action.target, &json);
    let target_place = action.node.get("target").map_or(action.node.place, |target| target.place);
    if pointers.is_empty() {
        dx.error(
            "overlay-no-match",
            format!("the target `{}` matches nothing in the merged document", action.target_text),
            target_place,
        )
        .help(
            "look the place up in the merged document (`openapi.json`); if the pages have changed, remove the action",
        );
        return;
    }
    let count = pointers.len();
    let (did, changed) = match &action.effect {
        Effect::Remove if pointers.iter().any(String::is_empty) => {
            dx.error("overlay-root", "the action would remove the whole document", target_place)
                .help("name what to remove, for example `$.paths['/pets'].get`");
            return;
        }
        Effect::Remove => {
            // From the last to the first, so that the indices of what is still to be removed stay right.
            pointers.reverse();
            pointers.iter().for_each(|pointer| remove(dx, root, pointer));
            ("removed", true)
        }
        Effect::Update(update) => ("updated", update_all(dx, root, &pointers, update)),
        Effect::Copy(from, place) => {
            let sources = matches(from, &json);
            let [one] = sources.as_slice() else {
                dx.error(
                    "overlay-no-match",
                    format!("`copy` has to match one node and matches {}", sources.len()),
                    place.place,
                )
                .help("name the one node to copy from");
                return;
            };
            let Some(copied) = root.pointer(one).cloned() else { return };
            ("copied to", update_all(dx, root, &pointers, &copied))
        }
    };
    if !changed {
        dx.warning(
            "overlay-needless",
            "the document says already what this action sets; it did nothing",
            action.node.place,
        )
        .help("remove the action");
        return;
    }
    let because = action.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let nodes = if count == 1 { "1 node".to_owned() } else { format!("{count} nodes") };
    dx.note("overlay-action", format!("`{}` {did} {nodes}{because}", action.target_text), action.node.place);
}

/// The JSON pointers of all nodes that a path matches, each once, in the order of the document.
fn matches(path: &JsonPath, json: &serde_json::Value) -> Vec<String> {
    path.query_located(json).dedup().locations().map(|location| location.to_json_pointer()).collect()
}

fn update_all(dx: &mut Diagnostics, root: &mut Node, pointers: &[String], update: &Node) -> bool {
    let mut changed = false;
    for pointer in pointers {
        if let Some(node) = find(root, pointer) {
            changed |= merge(dx, node, update);
        }
    }
    changed
}

/// Merges an update into a node: objects member by member, arrays are appended to, anything else is replaced.
fn merge(dx: &mut Diagnostics, node: &mut Node, update: &Node) -> bool {
    match (&mut node.value, &update.value) {
        (Value::Object(members), Value::Object(updates)) => {
            let (mut changed, mut settles) = (false, false);
            for (key, update) in updates {
                settles |= update.as_object().is_none() && settles_below(key);
                match members.get_mut(key) {
                    Some(member) => changed |= merge(dx, member, update),
                    None => {
                        members.insert(key.clone(), update.clone());
                        changed = true;
                    }
                }
            }
            if settles {
                touch(dx, node.place);
            }
            changed
        }
        (Value::Array(elements), Value::Array(more)) => {
            elements.extend(more.iter().cloned());
            touch(dx, node.place);
            !more.is_empty()
        }
        (Value::Array(elements), _) => {
            elements.push(update.clone());
            touch(dx, node.place);
            true
        }
        _ => {
            touch(dx, node.place);
            let changed = node.to_json() != update.to_json();
            *node = update.clone();
            changed
        }
    }
}

/// Whether setting a member says what the object means. Documentation does not, so that describing a schema does not
/// silence the warnings about all its properties.
fn settles_below(key: &str) -> bool {
    !matches!(key, "description" | "summary" | "title" | "example" | "examples" | "x-rust-name")
}

fn remove(dx: &mut Diagnostics, root: &mut Node, pointer: &str) {
    let Some((parent, token)) = pointer.rsplit_once('/') else { return };
    let Some(parent) = find(root, parent) else { return };
    let removed = match &mut parent.value {
        Value::Object(members) => members.shift_remove(&unescape_pointer(token)),
        Value::Array(elements) => {
            let index = token.parse::<usize>().ok().filter(|index| *index < elements.len());
            index.map(|index| elements.remove(index))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    if let Some(removed) = removed {
        touch(dx, removed.place);
    }
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

fn touch(dx: &mut Diagnostics, place: Place) {
    let found = dx.sources.places.resolve_all(place);
    dx.touched.extend(found);
}
