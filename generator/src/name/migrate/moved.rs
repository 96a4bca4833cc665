//! Follows operations that stand elsewhere in the document now.
//!
//! In go the operations and the recorded names, out come the names under the keys that the operations have now, so that
//! the method and all types of an operation keep their names. Which operation is which is for [`crate::lineage`] to say.
//!
//! ```text
//! GET /pets/{petId} responses/200  →  GET /pets/{id} responses/200
//! ```
//!
//! The record has the names of removed operations until a version without them was made. Those come back here as
//! operations that the client had, so that nothing else takes the name, and they get it again if they come back.

use super::super::identifier;
use super::super::record::{FORMER, operation_key};
use super::super::words::{self, Spelling};
use crate::ir::{Api, ParameterLocation};
use crate::lineage::{self, Known};
use crate::names::key::{Key, Of, Place, Step, Word};
use crate::template;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Names by section and item.
pub type Sections = BTreeMap<String, BTreeMap<String, String>>;

/// The section of the methods.
pub const OPERATIONS: &str = "operations";
/// The section of each operation's `operationId`.
pub const IDS: &str = "operation-ids";
/// The section of the methods of removed operations, until a version without them was made.
pub const FREED: &str = "freed";

/// Gives the recorded items of such operations the keys that they have now.
pub fn follow(api: &Api, sections: &mut Sections) {
    let freed = restore(sections);
    let moves = moves(api, sections, &freed);
    if !moves.is_empty() {
        rekey(sections, |_, key| now(&moves, key));
    }
}

/// Puts removed operations beside the others, and lists them.
fn restore(sections: &mut Sections) -> HashSet<String> {
    let freed = sections.remove(FREED).unwrap_or_default();
    let methods = sections.entry(OPERATIONS.to_owned()).or_default();
    let taken: HashSet<&String> = methods.values().collect();
    let keys = freed.keys().cloned().collect();
    let is_free = |(key, name): &(String, String)| !methods.contains_key(key) && !taken.contains(name);
    let free: Vec<_> = freed.into_iter().filter(is_free).collect();
    methods.extend(free);
    keys
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
fn moves(api: &Api, sections: &Sections, freed: &HashSet<String>) -> HashMap<String, String> {
    let Some(recorded) = sections.get(OPERATIONS) else { return HashMap::new() };
    let ids = ids(api, sections);
    let known = |key: &'_ String| {
        let (method, path) = key.split_once(' ').unwrap_or((key, ""));
        (method.to_owned(), path.to_owned(), ids.get(key).cloned(), !freed.contains(key))
    };
    let old: Vec<_> = recorded.keys().map(known).collect();
    let old: Vec<Known> = old
        .iter()
        .map(|(method, path, id, is_current)| Known { method, path, id: id.as_deref(), is_current: *is_current })
        .collect();
    let new: Vec<Known> = api
        .operations
        .iter()
        .map(|it| Known { method: it.method.as_str(), path: &it.path, id: it.id.as_deref(), is_current: true })
        .collect();
    let now = lineage::follow(&old, &new);
    let pairs = recorded.keys().zip(now).filter_map(|(key, now)| Some((key, api.operations.get(now?)?)));
    pairs.map(|(key, now)| (key.clone(), operation_key(now))).filter(|(old, new)| old != new).collect()
}

/// The recorded `operationId`s. Where the record is from before they were recorded, a new operation whose
/// `operationId` says the name of a removed one has the one of that.
fn ids(api: &Api, sections: &Sections) -> BTreeMap<String, String> {
    if let Some(ids) = sections.get(IDS) {
        return ids.clone();
    }
    let recorded = sections.get(OPERATIONS);
    let present: HashSet<String> = api.operations.iter().map(operation_key).collect();
    let ids = api.operations.iter().filter_map(|operation| operation.id.as_deref());
    let by_name: HashMap<String, &str> =
        ids.map(|id| (identifier::snake(&words::of(id, Spelling::Plain)), id)).collect();
    let gone = recorded.into_iter().flatten().filter(|(key, _)| !present.contains(*key));
    gone.filter_map(|(key, name)| Some((key.clone(), (*by_name.get(name)?).to_owned()))).collect()
}

/// The key of an item today, if its operation has another one.
fn now(moves: &HashMap<String, String>, text: &str) -> Option<String> {
    let mut key: Key = text.parse().ok()?;
    let old = Key { of: key.of.clone(), place: Place::Way(Vec::new()) };
    let new: Key = moves.get(&old.to_string())?.parse().ok()?;
    if let (Of::Operation(_, before), Of::Operation(_, after), Place::Way(steps)) = (&old.of, &new.of, &mut key.place) {
        rename_in_path(before, after, steps);
    }
    Some(Key { of: new.of, ..key }.to_string())
}

/// An inline type of a path parameter stands in one of another name now.
fn rename_in_path(before: &str, after: &str, steps: &mut [Step]) {
    let Some(first) = steps.first_mut().filter(|step| step.word == Word::Parameter(ParameterLocation::Path)) else {
        return;
    };
    let parameters = |path| template::parameters(path).map(|parameter| parameter.name.to_owned());
    let (old, new): (Vec<_>, Vec<_>) = (parameters(before).collect(), parameters(after).collect());
    // What changed in front of the last ones has no say in which is which.
    let from_end = old.iter().rev().position(|parameter| *parameter == first.name);
    if let Some(name) = from_end.and_then(|from_end| new.iter().rev().nth(from_end)) {
        first.name.clone_from(name);
    }
}
