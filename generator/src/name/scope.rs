//! Distinct identifiers for the items of one namespace.
//!
//! In go items, each with a wire identity, perhaps a name that somebody chose, and words of increasing precision; out
//! come identifiers that are valid and distinct. Chosen names come first. All others start with their most readable
//! words; those that collide move, together, to the first level that tells them apart:
//!
//! ```text
//! created, -created  →  created, created  →  created, minus_created
//! ```
//!
//! Only where no level does a number is added, with a warning. Knows nothing about what the items are.

use super::aliases::Former;
use super::identifier::{self, Case};
use super::words::Words;
use crate::diagnostic::Diagnostics;
use crate::source::Place;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Something that needs a name.
#[derive(Debug, Clone, Default)]
pub struct Item<'api> {
    /// What it is on the wire: what messages call it, and `names.json` remembers it by.
    pub key: String,
    /// A name that the document chose.
    pub given: Option<&'api str>,
    /// Where the name was chosen for Rust. A name without a place is a wish: it gives way to others.
    pub at: Option<Place>,
    /// The name that it had when the client was last written.
    pub recorded: Option<&'api str>,
    /// What it was called before a rename that was wanted: no new item gets such a name.
    pub former: &'api [Former],
}

/// The rules of a namespace.
pub struct Scope<'rules> {
    /// What an item is called in messages: `operation`.
    pub what: &'static str,
    /// The case of the identifiers.
    pub case: Case,
    /// How many levels there are, at least one.
    pub levels: usize,
    /// The words of an item at a level.
    pub words: &'rules dyn Fn(usize, usize) -> Words,
    /// Whether an item cannot have an identifier that something else needs.
    pub reserved: &'rules dyn Fn(usize, &str) -> bool,
    /// The word that an item with a reserved name gets.
    pub apart: &'rules dyn Fn(usize) -> &'static str,
    /// What must differ: the identifier itself, or something coarser.
    pub distinct: fn(&str) -> String,
}

/// The identifier itself.
pub fn exactly(identifier: &str) -> String {
    identifier.to_owned()
}

/// Identifiers for all items of a namespace of their own.
pub fn assign(dx: &mut Diagnostics, scope: &Scope, items: &[Item]) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut names = fix(dx, scope, items, &mut taken);
    let all: Vec<usize> = (0..items.len()).collect();
    fill(dx, scope, items, &all, &mut taken, &mut names);
    names.into_iter().map(Option::unwrap_or_default).collect()
}

/// The names that somebody chose, as far as they can be had.
pub fn fix(dx: &mut Diagnostics, scope: &Scope, items: &[Item], taken: &mut HashSet<String>) -> Vec<Option<String>> {
    let mut names: Vec<Option<String>> = vec![None; items.len()];
    let mut owners: HashMap<String, usize> = HashMap::new();
    for (index, (item, name)) in items.iter().zip(&mut names).enumerate() {
        let Some(given) = item.given else { continue };
        match choose(scope, index, identifier::adopt(scope.case, given), taken) {
            Ok(chosen) => {
                owners.insert((scope.distinct)(&chosen), index);
                *name = Some(chosen);
            }
            Err(Refusal::Taken(key)) if item.at.is_some() => {
                report_theft(dx, scope, item, owners.get(&key).and_then(|owner| items.get(*owner)));
            }
            Err(refusal) => {
                let message =
                    format!("the {} `{}` cannot be called `{given}`: {}", scope.what, item.key, refusal.reason());
                let at = item.at.unwrap_or(Place::NOWHERE);
                dx.warning("unusable-name", message + "; the name was ignored", at)
                    .help("change the `x-rust-name`, or remove it by an overlay");
            }
        }
    }
    let mut seen = HashSet::new();
    for (index, (item, name)) in items.iter().zip(&mut names).enumerate() {
        let Some(recorded) = item.recorded.filter(|_| seen.insert(item.key.as_str()) && name.is_none()) else {
            continue;
        };
        match choose(scope, index, identifier::keep(scope.case, recorded), taken) {
            Ok(chosen) => *name = Some(chosen),
            Err(refusal) => {
                let thief = match &refusal {
                    Refusal::Taken(key) => owners.get(key).and_then(|owner| items.get(*owner)),
                    Refusal::Invalid | Refusal::TooLong | Refusal::Reserved => None,
                };
                if let Some(thief) = thief.filter(|thief| thief.at.is_some()) {
                    report_theft(dx, scope, thief, Some(item));
                    continue;
                }
                let message = format!(
                    "the {} `{}` cannot keep the name `{recorded}`: {}",
                    scope.what,
                    item.key,
                    refusal.reason()
                );
                dx.warning("unusable-name", message + "; it got a new one", Place::NOWHERE)
                    .help("correct the name in `names.json`, or remove it there");
            }
        }
    }
    for (item, name) in items.iter().zip(&names) {
        let before = item.recorded.filter(|before| item.given.is_some() && name.as_deref() != Some(*before));
        let former = item.former.iter().map(|former| former.name.as_str());
        taken.extend(former.chain(before).map(scope.distinct));
    }
    names
}

/// The most bytes of a name: files of that name can be made everywhere.
const LONGEST: usize = 200;

/// Why an item cannot have a name.
enum Refusal {
    Invalid,
    TooLong,
    Reserved,
    /// What is distinct in it is taken.
    Taken(String),
}

impl Refusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::Invalid => "that is no identifier that can be used",
            Self::TooLong => "that is too long to name a file",
            Self::Reserved => "the client needs that name itself",
            Self::Taken(_) => "something else has that name",
        }
    }
}

/// Takes a name, if it is valid and free.
fn choose(scope: &Scope, index: usize, name: Option<String>, taken: &mut HashSet<String>) -> Result<String, Refusal> {
    let chosen = name.ok_or(Refusal::Invalid)?;
    if chosen.len() > LONGEST {
        return Err(Refusal::TooLong);
    }
    if (scope.reserved)(index, &chosen) {
        return Err(Refusal::Reserved);
    }
    let key = (scope.distinct)(&chosen);
    if taken.insert(key.clone()) { Ok(chosen) } else { Err(Refusal::Taken(key)) }
}

/// Nothing is renamed because something else was.
fn report_theft(dx: &mut Diagnostics, scope: &Scope, thief: &Item, owner: Option<&Item>) {
    let given = thief.given.unwrap_or_default();
    let of = owner.map(|owner| format!("that is the name of the {} `{}`", scope.what, owner.key));
    let of = of.unwrap_or_else(|| "something else has that name".to_owned());
    let message = format!("the {} `{}` cannot be called `{given}`: {of}", scope.what, thief.key);
    dx.error("name-taken", message, thief.at.unwrap_or(Place::NOWHERE))
        .help("choose another `x-rust-name`, or give the other one a name of its own too");
}

/// Reports names that were chosen for the first time though another item alone would be called so.
fn refuse_thefts(dx: &mut Diagnostics, scope: &Scope, items: &[Item], names: &[Option<String>], entries: &[Entry]) {
    let chosen = items.iter().zip(names).enumerate().filter_map(|(index, (item, name))| {
        let name = name.as_deref().filter(|name| item.at.is_some() && item.recorded != Some(*name))?;
        Some((index, item, name))
    });
    let thieves: Vec<(usize, &Item, &str)> = chosen.collect();
    // Where both would have the name, one of them is free to take it.
    let own: HashSet<String> =
        thieves.iter().map(|(index, ..)| (scope.distinct)(&identifier_at(scope, *index, 0).0)).collect();
    for (_, thief, name) in &thieves {
        let key = (scope.distinct)(name);
        let is_owner = |entry: &&Entry| (scope.distinct)(&entry.identifier) == key && !own.contains(&key);
        if let Some(owner) = entries.iter().find(is_owner) {
            report_theft(dx, scope, thief, items.get(owner.item));
        }
    }
}

/// An item on its way to a name.
struct Entry {
    item: usize,
    level: usize,
    identifier: String,
    /// The first identifier that it could not have.
    collided: Option<String>,
}

/// The items with one identifier, by their entries' indices.
type Groups = HashMap<String, Vec<usize>>;

/// Names for some of the items, unless they have one.
pub fn fill(
    dx: &mut Diagnostics,
    scope: &Scope,
    items: &[Item],
    which: &[usize],
    taken: &mut HashSet<String>,
    names: &mut [Option<String>],
) {
    let open = which.iter().copied().filter(|index| names.get(*index).is_some_and(Option::is_none));
    let mut entries: Vec<Entry> = open.map(|item| entry(scope, item)).collect();
    refuse_thefts(dx, scope, items, names, &entries);
    let mut groups = Groups::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        groups.entry((scope.distinct)(&entry.identifier)).or_default().push(index);
    }
    tell_apart(scope, taken, &mut entries, &mut groups);
    number(dx, scope, items, taken, &mut entries, groups);
    report(dx, scope, items, &entries);
    for entry in entries {
        taken.insert((scope.distinct)(&entry.identifier));
        if let Some(name) = names.get_mut(entry.item) {
            *name = Some(entry.identifier);
        }
    }
}

fn entry(scope: &Scope, item: usize) -> Entry {
    let (identifier, reserved) = identifier_at(scope, item, 0);
    Entry { item, level: 0, identifier, collided: reserved }
}

/// The identifier of an item at a level, and the one that it would be if it were not reserved.
fn identifier_at(scope: &Scope, item: usize, level: usize) -> (String, Option<String>) {
    let mut words = (scope.words)(item, level);
    let identifier = identifier::join(scope.case, &words);
    if identifier != "Self" && !identifier.is_empty() && !(scope.reserved)(item, &identifier) {
        return (identifier, None);
    }
    words.push((scope.apart)(item).to_owned());
    (identifier::join(scope.case, &words), Some(identifier))
}

/// Moves colliding items to higher levels, until nothing collides or no level is left.
///
/// Only groups that got new members are looked at again, so an item is looked at no more often than it has levels.
fn tell_apart(scope: &Scope, taken: &HashSet<String>, entries: &mut [Entry], groups: &mut Groups) {
    let mut changed: Vec<String> = groups.keys().cloned().collect();
    loop {
        changed.sort_unstable();
        changed.dedup();
        let mut colliding = Vec::new();
        for key in changed.drain(..) {
            let Some(members) = groups.get(&key) else { continue };
            let movable =
                members.iter().filter_map(|member| entries.get(*member)).any(|it| it.level + 1 < scope.levels);
            if movable && (members.len() > 1 || taken.contains(&key)) {
                colliding.extend(groups.remove(&key));
            }
        }
        if colliding.is_empty() {
            return;
        }
        for members in &colliding {
            let target = best_level(scope, taken, entries, groups, members);
            raise(scope, entries, members, target);
        }
        for member in colliding.into_iter().flatten() {
            let Some(entry) = entries.get(member) else { continue };
            let key = (scope.distinct)(&entry.identifier);
            groups.entry(key.clone()).or_default().push(member);
            changed.push(key);
        }
    }
}

/// The first level at which all members have a name of their own, or else the one at which most have.
fn best_level(scope: &Scope, taken: &HashSet<String>, entries: &[Entry], groups: &Groups, members: &[usize]) -> usize {
    let members: Vec<&Entry> = members.iter().filter_map(|member| entries.get(*member)).collect();
    let first = members.iter().map(|entry| entry.level + 1).min().unwrap_or_default();
    let mut best = (0, first);
    for level in first..scope.levels {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for entry in &members {
            let identifier =
                if entry.level < level { identifier_at(scope, entry.item, level).0 } else { entry.identifier.clone() };
            *counts.entry((scope.distinct)(&identifier)).or_default() += 1;
        }
        let free = |key: &str| !taken.contains(key) && !groups.contains_key(key);
        let alone = counts.iter().filter(|(key, count)| **count == 1 && free(key)).count();
        if alone > best.0 {
            best = (alone, level);
        }
        if alone == members.len() {
            break;
        }
    }
    best.1
}

fn raise(scope: &Scope, entries: &mut [Entry], members: &[usize], level: usize) {
    for member in members {
        let Some(entry) = entries.get_mut(*member) else { continue };
        entry.collided.get_or_insert_with(|| entry.identifier.clone());
        if entry.level < level {
            entry.level = level;
            entry.identifier = identifier_at(scope, entry.item, level).0;
        }
    }
}

/// Numbers what no level told apart.
fn number(
    dx: &mut Diagnostics,
    scope: &Scope,
    items: &[Item],
    taken: &HashSet<String>,
    entries: &mut [Entry],
    groups: Groups,
) {
    let key_of = |entry: &Entry| items.get(entry.item).map_or("", |item| item.key.as_str()).to_owned();
    let mut used: HashSet<String> = groups.keys().cloned().collect();
    let mut left: Vec<(String, Vec<usize>)> =
        groups.into_iter().filter(|(key, members)| members.len() > 1 || taken.contains(key)).collect();
    left.sort_unstable();
    for (key, mut members) in left {
        members.sort_by_cached_key(|member| entries.get(*member).map(|entry| (key_of(entry), entry.item)));
        let kept = usize::from(!taken.contains(&key));
        let mut number = 1;
        for member in members.into_iter().skip(kept) {
            let Some(entry) = entries.get_mut(member) else { continue };
            entry.identifier = loop {
                number += 1;
                let numbered = with_number(scope.case, &entry.identifier, number);
                let key = (scope.distinct)(&numbered);
                if !taken.contains(&key) && used.insert(key) {
                    break numbered;
                }
            };
            let message = format!("no words tell the {} `{}` from another one", scope.what, key_of(entry));
            dx.warning("numbered-name", format!("{message}; it is called `{}`", entry.identifier), Place::NOWHERE)
                .help("give it a name by an overlay that sets `x-rust-name`");
        }
    }
}

fn with_number(case: Case, identifier: &str, number: usize) -> String {
    let stem = identifier.trim_end_matches('_');
    let apart = case == Case::Snake || stem.ends_with(|last: char| last.is_ascii_digit());
    format!("{stem}{}{number}", if apart { "_" } else { "" })
}

/// One note for every identifier that several items could not have, or that is reserved.
fn report(dx: &mut Diagnostics, scope: &Scope, items: &[Item], entries: &[Entry]) {
    let mut collided: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        if let Some(identifier) = &entry.collided {
            collided.entry(identifier).or_default().push(entry);
        }
    }
    for (identifier, members) in collided {
        let shown = members.iter().take(5).filter_map(|entry| {
            let key = &items.get(entry.item)?.key;
            Some(format!("`{key}` is called `{}`", entry.identifier))
        });
        let mut shown: Vec<String> = shown.collect();
        shown.sort_unstable();
        let more = members.len().saturating_sub(shown.len());
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        let message = format!("not every {} can be called `{identifier}`: {}{more}", scope.what, shown.join(", "));
        dx.note("name-collision", message, Place::NOWHERE);
    }
}
