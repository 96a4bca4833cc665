//! Follows operations whose path parameters got other names.
//!
//! In go the operations and the recorded names, out come the names under the keys that the operations have now.
//! `/pets/{petId}` and `/pets/{id}` are the same on the wire, so the method and all types of the operation keep their
//! names. An operation of the record that is still there as it was is never taken for another one.
//!
//! ```text
//! GET /pets/{petId} responses/200  →  GET /pets/{id} responses/200
//! ```

use super::record::operation_key;
use crate::ir::Api;
use std::collections::{HashMap, HashSet};

/// Names by section and item.
pub type Sections = HashMap<String, HashMap<String, String>>;

/// Gives the recorded items of such operations the keys that they have now.
pub fn follow(api: &Api, sections: &mut Sections) {
    let moves = moves(api, sections);
    if moves.is_empty() {
        return;
    }
    for names in sections.values_mut() {
        *names = std::mem::take(names).into_iter().map(|(key, name)| (now(&moves, key), name)).collect();
    }
}

/// From the old keys of operations to the new ones.
fn moves(api: &Api, sections: &Sections) -> HashMap<String, String> {
    let Some(recorded) = sections.get("operations") else { return HashMap::new() };
    let present: HashSet<String> = api.operations.iter().map(operation_key).collect();
    let gone = recorded.keys().filter(|key| !present.contains(*key));
    let came = present.iter().filter(|key| !recorded.contains_key(*key));
    let (gone, came) = (by_wire(gone), by_wire(came));
    let pair = |(wire, old): (&String, &Vec<&String>)| match (old.as_slice(), came.get(wire).map(Vec::as_slice)) {
        ([old], Some([new])) => Some(((*old).clone(), (*new).clone())),
        _ => None,
    };
    gone.iter().filter_map(pair).collect()
}

fn by_wire<'a>(keys: impl Iterator<Item = &'a String>) -> HashMap<String, Vec<&'a String>> {
    let mut found: HashMap<String, Vec<&String>> = HashMap::new();
    for key in keys.filter(|key| key.contains('{')) {
        found.entry(wire(key)).or_default().push(key);
    }
    found
}

/// `GET /pets/{petId}` → `GET /pets/{}`
fn wire(key: &str) -> String {
    let mut text = String::with_capacity(key.len());
    let mut inside = false;
    for character in key.chars() {
        inside = inside && character != '}';
        if !inside {
            text.push(character);
        }
        inside = inside || character == '{';
    }
    text
}

/// The key of an item today. Keys of former names have the section in front and the name behind: `operations GET /a: b`.
fn now(moves: &HashMap<String, String>, key: String) -> String {
    let starts = [0, key.find(' ').map_or(0, |place| place + 1)];
    for start in starts {
        let rest = key.get(start..).unwrap_or_default();
        let Some(path) = rest.find(' ').map(|place| place + 1) else { continue };
        let after = rest.get(path..).unwrap_or_default();
        let end = path + after.find([' ', ':']).unwrap_or(after.len());
        if let Some(new) = rest.get(..end).and_then(|old| moves.get(old)) {
            let (before, behind) = (key.get(..start).unwrap_or_default(), rest.get(end..).unwrap_or_default());
            return format!("{before}{new}{behind}");
        }
    }
    key
}
