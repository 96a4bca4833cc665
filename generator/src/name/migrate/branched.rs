//! Follows the inline branches of unions that are known by something else now.
//!
//! What tells a branch apart depends on the branches beside it, and a union that only one branch is left of is no
//! union. In go the types with their keys, and the recorded names, out come the names under the keys that the branches
//! have now. A branch is what it was if it has the same title or value of the discriminator, or else if most of its
//! properties or values are those of a recorded one; of several the most similar one, by what is nested deeper too:
//!
//! ```text
//! Pet/properties/shape/branches/with width  →  Pet/properties/shape/branches/with height
//! Pet/properties/shape/branches/box         →  Pet/properties/shape/branches/0, the only branch that is left
//! ```

use super::super::branches;
use super::super::members::value_texts;
use super::super::record::{FORMER, type_key};
use super::moved::Sections;
use crate::ir::{Api, Branch, Identity, Role, RoleStep, Section, Shape, TypeDef, TypeId};
use crate::names::key::{Step, Word};
use crate::source::escape_pointer;
use std::collections::{BTreeMap, BTreeSet};

/// Gives the recorded names in branches the keys that the branches have now. `keys` has the key of every type, `order`
/// lists parents before what they contain.
pub fn follow(api: &Api, keys: &[String], order: &[usize], sections: &mut Sections) {
    let mut groups: Vec<((String, String), Vec<Now>)> = Vec::new();
    let mut index = BTreeMap::new();
    let by_key: BTreeMap<&str, &TypeDef> = keys.iter().map(String::as_str).zip(&api.types).collect();
    for id in order {
        let Some((place, now)) = spot(api, keys, *id, &by_key) else { continue };
        let group = *index.entry(place.clone()).or_insert(groups.len());
        if group == groups.len() {
            groups.push((place, Vec::new()));
        }
        if let Some((_, members)) = groups.get_mut(group) {
            members.push(now);
        }
    }
    for ((before, behind), members) in groups {
        let olds = recorded(sections, &before, &behind);
        let moves = moves(&olds, &members);
        // All leave their places before one takes its new one.
        let taken: Vec<(&str, Option<&str>, Vec<Entry>)> = olds
            .iter()
            .zip(&moves)
            .filter(|(old, now)| **now != Some(old.key.as_str()))
            .map(|(old, now)| (old.key.as_str(), *now, take(sections, &old.key)))
            .collect();
        for (old, now, entries) in taken {
            // What is no inline branch any more may be a component now.
            let is_free = || members.iter().all(|member| member.key != old);
            if let Some(now) = now.or_else(|| is_free().then_some(old)) {
                put(sections, now, entries);
            }
        }
    }
}

/// A branch as it is now.
struct Now {
    /// The key of its type, or of its elements' type.
    key: String,
    /// What tells it apart.
    segment: String,
    /// That is a value of the discriminator.
    is_value: bool,
    content: Content,
}

/// A branch as it is recorded.
struct Old {
    key: String,
    segment: String,
    content: Content,
}

/// What a type has, as the ends of keys.
#[derive(Default)]
pub(in crate::name) struct Content {
    /// Properties and values.
    pub own: BTreeSet<String>,
    /// The same of the inline types in it.
    pub deeper: BTreeSet<String>,
}

impl Content {
    fn add(&mut self, end: &str) {
        // What a variant of a union is recorded by may hold a name in Rust.
        if end.rsplit('/').nth(1) == Some("branches") {
            return;
        }
        let is_own = end.matches('/').count() == 2;
        if is_own { &mut self.own } else { &mut self.deeper }.insert(end.to_owned());
    }
}

/// What stands before `/branches/…` in the key of a type in a branch, and what behind; and the branch.
fn spot(api: &Api, keys: &[String], id: usize, by_key: &BTreeMap<&str, &TypeDef>) -> Option<((String, String), Now)> {
    let (definition, key) = (api.types.get(id)?, keys.get(id)?);
    let (Identity::Inline { role, .. } | Identity::Operation { role, .. } | Identity::Part { role, .. }) =
        &definition.identity
    else {
        return None;
    };
    let is_branch = |step: &RoleStep| matches!(step, RoleStep::Branch(_));
    let first = role.0.iter().position(is_branch)?;
    let steps = Role(role.0.iter().take(first).cloned().collect());
    let before = match definition.identity.clone() {
        Identity::Inline { parent, .. } => Identity::Inline { parent, role: steps },
        Identity::Operation { operation, .. } => Identity::Operation { operation, role: steps },
        Identity::Part { section, component, .. } => Identity::Part { section, component, role: steps },
        other @ (Identity::Component(_) | Identity::Shared { .. }) => other,
    };
    let before = type_key(api, &before, keys);
    let inside = key.strip_prefix(&before)?.strip_prefix(&Word::Branch.start())?;
    let (segment, behind) = inside.split_at_checked(inside.find('/').unwrap_or(inside.len()))?;
    // A component of one branch is that branch, and what stands in it is a part of the component.
    let before = match &definition.identity {
        Identity::Part { section: Section::Schema, component, .. } if first == 0 => escape_pointer(component),
        _ => before,
    };
    let union = match &definition.identity {
        Identity::Inline { parent, .. } => api.types.get(parent.0),
        _ => None,
    };
    let now = Now {
        key: key.clone(),
        segment: segment.to_owned(),
        is_value: union.is_some_and(|union| is_value(union, TypeId(id), segment)),
        content: content(key, by_key),
    };
    Some(((before, behind.to_owned()), now))
}

fn is_value(union: &TypeDef, id: TypeId, segment: &str) -> bool {
    let Shape::Union(union) = &union.shape else { return false };
    let is_it = |branch: &&Branch| branch.type_.named() == Some(id);
    let tags = union.branches.iter().find(is_it).into_iter().flat_map(|branch| &branch.tags);
    tags.into_iter().any(|tag| escape_pointer(tag) == segment)
}

/// What a type and the inline types in it have.
pub(in crate::name) fn content(key: &str, by_key: &BTreeMap<&str, &TypeDef>) -> Content {
    let mut found = Content::default();
    for (inner, definition) in by_key.range(key..).take_while(|(inner, _)| inner.starts_with(key)) {
        let way = inner.get(key.len()..).unwrap_or_default();
        if way.is_empty() || way.starts_with('/') {
            ends(definition).iter().for_each(|end| found.add(&format!("{way}{end}")));
        }
    }
    found
}

/// What a type has itself.
fn ends(definition: &TypeDef) -> Vec<String> {
    match &definition.shape {
        Shape::Object(object) => {
            object.fields.iter().map(|field| Step::new(Word::Property, &field.name).to_string()).collect()
        }
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            value_texts(values).iter().map(|text| Step::new(Word::Enum, text).to_string()).collect()
        }
        Shape::Union(_) => Vec::new(),
    }
}

/// The recorded branches at a place, also where it was a component with one branch.
fn recorded(sections: &Sections, before: &str, behind: &str) -> Vec<Old> {
    let Some(types) = sections.get("types") else { return Vec::new() };
    let mut found = Vec::new();
    for before in [before.to_owned(), format!("components/schemas/{before}")] {
        let start = format!("{before}{}", Word::Branch.start());
        for key in below(types, &start) {
            let inside = key.get(start.len()..).unwrap_or_default();
            let (segment, rest) = inside.split_at_checked(inside.find('/').unwrap_or(inside.len())).unwrap_or_default();
            if rest == behind {
                let content = content_of(sections, key);
                found.push(Old { key: key.clone(), segment: segment.to_owned(), content });
            }
        }
    }
    found.sort_by(|one, other| (number(&one.segment), &one.key).cmp(&(number(&other.segment), &other.key)));
    found
}

fn number(segment: &str) -> Option<usize> {
    segment.parse().ok()
}

/// The keys that begin so.
fn below<'a>(names: &'a BTreeMap<String, String>, start: &'a str) -> impl Iterator<Item = &'a String> {
    let all = names.range(start.to_owned()..).map(|(key, _)| key);
    all.take_while(move |key| key.starts_with(start))
}

/// What a recorded type has, as [`content`].
pub(in crate::name) fn content_of(sections: &Sections, key: &str) -> Content {
    let mut found = Content::default();
    let start = format!("{key}/");
    for names in ["fields", "variants"].iter().filter_map(|section| sections.get(*section)) {
        below(names, &start).filter_map(|name| name.get(key.len()..)).for_each(|end| found.add(end));
    }
    found
}

/// For every recorded branch the key that it has now.
fn moves<'n>(olds: &[Old], news: &'n [Now]) -> Vec<Option<&'n str>> {
    let mut pairs: Vec<(Likeness, bool, usize, usize)> = Vec::new();
    for (place, old) in olds.iter().enumerate() {
        for (number, new) in news.iter().enumerate() {
            // Of branches that are equally alike, each stays where it is.
            let is_elsewhere = old.key != new.key;
            pairs.extend(likeness(old, new).map(|likeness| (likeness, is_elsewhere, place, number)));
        }
    }
    pairs.sort_by_key(|(likeness, is_elsewhere, place, number)| {
        (std::cmp::Reverse(*likeness), *is_elsewhere, *place, *number)
    });
    let mut moves = vec![None; olds.len()];
    let mut taken = vec![false; news.len()];
    for (_, _, place, number) in pairs {
        let (Some(slot), Some(taken), Some(new)) = (moves.get_mut(place), taken.get_mut(number), news.get(number))
        else {
            continue;
        };
        if slot.is_none() && !*taken {
            (*slot, *taken) = (Some(new.key.as_str()), true);
        }
    }
    moves
}

/// How much of two branches is the same: of what they have themselves, in thousandths, and more where they are called
/// the same; then of what is nested deeper.
type Likeness = (usize, usize);

/// Nothing if they are not the same branch.
fn likeness(old: &Old, new: &Now) -> Option<Likeness> {
    let (old_mark, new_mark) = (branches::is_mark(&old.segment), branches::is_mark(&new.segment));
    let (old_number, new_number) = (number(&old.segment).is_some(), number(&new.segment).is_some());
    let is_called_same = old.segment == new.segment && !new_number;
    let deeper = common(&old.content.deeper, &new.content.deeper);
    let own = common(&old.content.own, &new.content.own).or(deeper);
    let deeper = deeper.unwrap_or(1000);
    if is_called_same {
        let more = if new_mark { 1000 } else { 3000 };
        return Some((more + own.unwrap_or(1000), deeper));
    }
    // Another value of the discriminator is another branch, whatever else it has.
    let had_a_name = !old_mark && !old_number;
    if new.is_value && had_a_name {
        return None;
    }
    match own {
        None => (old.segment == new.segment).then_some((1000, deeper)),
        Some(own) => (own > 500).then_some((own, deeper)),
    }
}

/// How much is in both, in thousandths; nothing if there is nothing.
pub(in crate::name) fn common(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Option<usize> {
    (1000 * one.intersection(other).count()).checked_div(one.union(other).count())
}

/// A recorded name of a branch, or of something in it.
pub(super) struct Entry {
    section: String,
    /// What its key has before that of the branch: of former names, the section of the item.
    before: String,
    /// What its key has behind that of the branch.
    behind: String,
    name: String,
}

/// Takes all names of a branch out of the record.
pub(super) fn take(sections: &mut Sections, key: &str) -> Vec<Entry> {
    let mut taken = Vec::new();
    for inner in ["types", "fields", "variants"] {
        let of_former = FORMER.map(|section| (section, format!("{inner} ")));
        for (section, before) in of_former.into_iter().chain([(inner, String::new())]) {
            let Some(names) = sections.get_mut(section) else { continue };
            let start = format!("{before}{key}");
            let behind = |found: &str| found.get(start.len()..).unwrap_or_default().to_owned();
            let is_in = |found: &&String| matches!(behind(found).chars().next(), None | Some('/' | ':'));
            let found: Vec<String> = below(names, &start).filter(is_in).cloned().collect();
            for found in found {
                let Some(name) = names.remove(&found) else { continue };
                let (section, before) = (section.to_owned(), before.clone());
                taken.push(Entry { section, before, behind: behind(&found), name });
            }
        }
    }
    taken
}

/// Puts names of a branch back under its new key.
pub(super) fn put(sections: &mut Sections, key: &str, entries: Vec<Entry>) {
    for Entry { section, before, behind, name } in entries {
        if let Some(names) = sections.get_mut(&section) {
            names.insert(format!("{before}{key}{behind}"), name);
        }
    }
}
