//! Follows branches of unions that the document calls something else now.
//!
//! A variant keeps its name as long as its branch is the same: where an inline branch became a component, where a component
//! got another name, and where a component became an inline branch. In go the types with their keys, and the recorded
//! names, out come the types that inline branches are now, and the names of variants under the keys that they have now:
//!
//! ```text
//! Pet/branches/dog  →  Pet/branches/Dog-Branch, a component with the same properties
//! Pet/branches/Dog  →  Pet/branches/Hound, since `Dog` is called so
//! ```

use super::migrate::branched::{Content, common, content, content_of};
use super::migrate::moved::{Sections, rekey};
use super::record::role_key;
use super::renamed::{Components, IsEnough, innermost};
use crate::ir::{Api, Branch, Role, Shape, UnionShape};
use crate::names::key::Word;
use crate::source::escape_pointer;
use std::collections::{BTreeMap, HashMap, HashSet};

/// From types to other types, by their keys.
pub type Moves = BTreeMap<String, String>;

/// From inline types in branches that are gone to those of some components that branches refer to now, and that have
/// enough and most of what they had, also deeper inside. Of several the most similar one.
pub fn extracted(
    api: &Api,
    keys: &[String],
    gone: &[&String],
    (came, is_enough): (&Components<'_>, IsEnough),
    sections: &Sections,
) -> Moves {
    let by_key = keys.iter().map(String::as_str).zip(&api.types).collect();
    let mut found = Moves::new();
    for (union, key) in unions(api, keys) {
        let olds = old_branches(key, gone, sections);
        if olds.is_empty() {
            continue;
        }
        let new = |branch: &Branch| {
            let mut steps = Vec::new();
            let component = came.get(&innermost(&branch.type_, &mut steps)?)?;
            Some((*component, role_key(&Role(steps)), content(component, &by_key)))
        };
        let news: Vec<(&String, String, Content)> = union.branches.iter().filter_map(new).collect();
        let mut pairs: Vec<((usize, usize), &String, &String)> = Vec::new();
        for (old, way, before) in &olds {
            let is_it = |after: &Content| is_enough(&before.own, &after.own);
            let candidates = news.iter().filter(|(_, other, after)| other == way && is_it(after));
            pairs.extend(candidates.filter_map(|(new, _, after)| Some((likeness(before, after)?, *old, *new))));
        }
        pairs.sort_by_key(|(likeness, ..)| std::cmp::Reverse(*likeness));
        let mut taken = HashSet::new();
        for (_, old, new) in pairs {
            if !found.contains_key(old) && taken.insert(new) {
                found.insert(old.clone(), new.clone());
            }
        }
    }
    found
}

/// The types of inline branches of a union that are gone, the way to each in its branch, and what they had.
fn old_branches<'k>(union: &str, gone: &[&'k String], sections: &Sections) -> Vec<(&'k String, &'k str, Content)> {
    let start = branches_of(union);
    let way = |key: &'k String| {
        let inside = key.strip_prefix(&start)?;
        inside.split_at_checked(inside.find('/').unwrap_or(inside.len())).map(|(_, way)| way)
    };
    gone.iter().filter_map(|key| Some((*key, way(key)?, content_of(sections, key)))).collect()
}

/// How much is the same, in thousandths; nothing if that is not most of it.
fn likeness(old: &Content, new: &Content) -> Option<(usize, usize)> {
    let (own, deeper) = (common(&old.own, &new.own), common(&old.deeper, &new.deeper));
    let (own, deeper) = (own.or(deeper)?, deeper.unwrap_or(1000));
    (own > 500 && deeper > 500).then_some((own, deeper))
}

/// Gives recorded variants the keys that they have now. `moves` says which types became which.
pub fn follow(api: &Api, keys: &[String], moves: &Moves, sections: &mut Sections) {
    let Some(recorded) = sections.get("variants").filter(|_| !moves.is_empty()) else { return };
    let mut before: HashMap<&str, Vec<&str>> = HashMap::new();
    for (old, new) in moves {
        before.entry(new).or_default().push(old);
    }
    let mut renamed: HashMap<String, String> = HashMap::new();
    for (union, key) in unions(api, keys) {
        let now: Vec<(String, &str)> =
            union.branches.iter().filter_map(|branch| variant_key(branch, key, keys)).collect();
        for (variant, type_) in now.iter().filter(|(variant, _)| !recorded.contains_key(variant)) {
            let earlier = before.get(type_).into_iter().flatten().map(|old| {
                let segment = old.rsplit_once(&Word::Branch.start()).map_or(*old, |(_, segment)| segment);
                format!("{}{segment}", branches_of(key))
            });
            let is_it = |old: &String| recorded.contains_key(old) && now.iter().all(|(other, _)| other != old);
            if let Some(old) = earlier.into_iter().find(is_it) {
                renamed.entry(old).or_insert_with(|| variant.clone());
            }
        }
    }
    rekey(sections, |section, key| renamed.get(key).filter(|_| section == "variants").cloned());
}

/// What a branch with a type of its own is remembered by, and its type.
fn variant_key<'k>(branch: &Branch, union: &str, keys: &'k [String]) -> Option<(String, &'k str)> {
    let type_ = keys.get(branch.type_.named()?.0)?;
    let start = branches_of(union);
    if type_.starts_with(&start) {
        return Some((type_.clone(), type_));
    }
    Some((format!("{start}{}", escape_pointer(branch.name.as_deref()?)), type_))
}

fn branches_of(union: &str) -> String {
    format!("{union}{}", Word::Branch.start())
}

fn unions<'a>(api: &'a Api, keys: &'a [String]) -> impl Iterator<Item = (&'a UnionShape, &'a String)> {
    api.types.iter().zip(keys).filter_map(|(definition, key)| match &definition.shape {
        Shape::Union(union) => Some((union, key)),
        Shape::Object(_) | Shape::StringEnum(_) | Shape::ValueEnum(_) => None,
    })
}
