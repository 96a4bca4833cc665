//! Follows operations whose path parameters got other names.
//!
//! In go the operations and the recorded names, out come the names under the keys that the operations have now.
//! `/pets/{petId}` and `/pets/{id}` are the same on the wire, so the method and all types of the operation keep their
//! names. An operation of the record that is still there as it was is never taken for another one.
//!
//! ```text
//! GET /pets/{petId} responses/200  →  GET /pets/{id} responses/200
//! ```

use super::record::{FORMER, operation_key};
use crate::ir::Api;
use crate::source::escape_pointer;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Names by section and item.
pub type Sections = BTreeMap<String, BTreeMap<String, String>>;

/// Gives the recorded items of such operations the keys that they have now.
pub fn follow(api: &Api, sections: &mut Sections) {
    let moves = moves(api, sections);
    if !moves.is_empty() {
        rekey(sections, |_, key| now(&moves, key));
    }
}

/// Gives recorded items the keys that a function of their section and their key gives them, also where their former
/// names stand.
pub fn rekey(sections: &mut Sections, new: impl Fn(&str, &str) -> Option<String>) {
    for (section, names) in sections {
        let former = |key: &str, name: &str| {
            let (section, item) = key.strip_suffix(&format!(": {name}"))?.split_once(' ')?;
            Some(format!("{section} {}: {name}", new(section, item)?))
        };
        let is_former = FORMER.contains(&section.as_str());
        let now = |(key, name): (String, String)| {
            let now = if is_former { former(&key, &name) } else { new(section, &key) };
            (now.unwrap_or(key), name)
        };
        *names = std::mem::take(names).into_iter().map(now).collect();
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

/// The key of an item today, if its operation has another one.
fn now(moves: &HashMap<String, String>, key: &str) -> Option<String> {
    let path = key.find(' ')? + 1;
    let end = key.get(path..)?.find(' ').map_or(key.len(), |length| path + length);
    let (old, behind) = key.split_at_checked(end)?;
    let new = moves.get(old)?;
    Some(match in_path(old, new, behind) {
        Some(behind) => format!("{new} path/{behind}"),
        None => format!("{new}{behind}"),
    })
}

/// What stands behind ` path/` for an inline type of a path parameter, which has another name now.
fn in_path(old: &str, new: &str, behind: &str) -> Option<String> {
    let rest = behind.strip_prefix(" path/")?;
    let (name, rest) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len()))?;
    let index = parameters(old).position(|parameter| escape_pointer(parameter) == name)?;
    Some(format!("{}{rest}", escape_pointer(parameters(new).nth(index)?)))
}

/// The names in braces.
fn parameters(key: &str) -> impl Iterator<Item = &str> {
    key.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}
