//! Compares a value with the alternatives of a union, and with those that extend a component.
//!
//! The branch that a discriminator names is the one; a value that it does not name is for the only branch that its
//! structure fits, if that requires something, or else for none. Without a discriminator the branch that fits best
//! counts.

use super::discriminator::{self, Choice};
use super::hierarchy::Parent;
use super::outcome::Outcome;
use super::walk::{Outside, Walk};
use super::{Found, Kind, model, say, types, value};
use crate::learn::view::{self, Part};
use serde_json::Value as Json;
use std::rc::Rc;

/// A union: where it says what tells its branches apart, and the branches.
struct Union<'u, 'doc> {
    telling: &'u Part<'doc>,
    branches: Vec<Branch<'doc>>,
    /// Of the schema that has to allow more, and the component that a new branch extends.
    pointer: &'u str,
    is_parent: bool,
}

/// A branch, and whether it is read as a model although others extend it.
struct Branch<'doc> {
    part: Part<'doc>,
    is_model: bool,
}

/// `oneOf` and `anyOf`.
pub(super) fn branches<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    part: &Part<'doc>,
    branches: &[Part<'doc>],
    whole: &'body Json,
    outside: &Rc<Outside>,
    depth: usize,
) {
    let mut branches = branches.to_vec();
    branches.extend(discriminator::further_default(walk.document, part.schema, &branches));
    let pointers: Vec<String> = branches.iter().map(|branch| view::referred(walk.document, branch).pointer).collect();
    // Beside those that extend it, a component is a model.
    let is_model = |pointer: &String| {
        let parent = walk.parents.get(pointer);
        parent.is_some_and(|parent| parent.branches.iter().skip(1).any(|child| pointers.contains(&child.pointer)))
    };
    let branches = branches.iter().zip(&pointers);
    let branches = branches.map(|(part, pointer)| Branch { part: part.clone(), is_model: is_model(pointer) }).collect();
    let union = Union { telling: part, branches, pointer: &part.pointer, is_parent: false };
    compare(walk, out, &union, whole, outside, depth);
}

/// A component that others extend: itself, if its name can occur, and the others.
pub(super) fn parent<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    parent: &Parent<'doc>,
    whole: &'body Json,
    outside: &Rc<Outside>,
    depth: usize,
) {
    let Some((own, children)) = parent.branches.split_first() else { return };
    let discriminator = parent.telling.schema.get("discriminator").unwrap_or(&Json::Null);
    let mut branches = Vec::with_capacity(parent.branches.len());
    if discriminator::can_occur(walk, discriminator, parent.property, own) {
        branches.push(Branch { part: own.clone(), is_model: true });
    }
    for child in children {
        let is_model = walk.parents.get(&child.pointer).is_some_and(|other| other.property == parent.property);
        branches.push(Branch { part: child.clone(), is_model });
    }
    let union = Union { telling: &parent.telling, branches, pointer: &own.pointer, is_parent: true };
    compare(walk, out, &union, whole, outside, depth);
}

fn compare<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    union: &Union<'_, 'doc>,
    whole: &'body Json,
    outside: &Rc<Outside>,
    depth: usize,
) {
    let parts: Vec<Part> = union.branches.iter().map(|branch| branch.part.clone()).collect();
    let candidates: Vec<&Branch> = match discriminator::choice(walk, union.telling.schema, &parts, whole) {
        Choice::Branch(index) => union.branches.get(index).into_iter().collect(),
        Choice::Unknown(tag) => return unknown(walk, out, union, (whole, tag), outside, depth),
        Choice::Nothing => {
            let (types, document) = (&mut walk.types, walk.document);
            union.branches.iter().filter(|branch| types::allows(types, document, &branch.part, whole)).collect()
        }
    };
    let mut best: Option<Outcome<'body>> = None;
    for branch in &candidates {
        let outcome = one(walk, branch, whole, outside, depth);
        if outcome.count() == 0 {
            return out.add(&Rc::new(outcome));
        }
        if best.as_ref().is_none_or(|best| outcome.count() < best.count()) {
            best = Some(outcome);
        }
    }
    match best {
        Some(best) => out.add(&Rc::new(best)),
        None => say(out, union.pointer, Kind::OtherType, None, whole),
    }
}

fn one<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    branch: &Branch<'doc>,
    whole: &'body Json,
    outside: &Rc<Outside>,
    depth: usize,
) -> Outcome<'body> {
    let mut outcome = Outcome::default();
    if branch.is_model && walk.step(depth + 1) {
        let part = view::referred(walk.document, &branch.part);
        model(walk, &mut outcome, &part, whole, outside, depth + 1);
    } else {
        value(walk, &mut outcome, &branch.part, whole, outside, depth + 1);
    }
    outcome
}

/// A value whose discriminator names no branch.
fn unknown<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    union: &Union<'_, 'doc>,
    (whole, tag): (&'body Json, &'body Json),
    outside: &Rc<Outside>,
    depth: usize,
) {
    let mut fits = Vec::new();
    for branch in &union.branches {
        let outcome = one(walk, branch, whole, outside, depth);
        if is_fit(&outcome) {
            fits.push((branch, outcome));
        }
    }
    let only = if fits.len() == 1 { fits.pop() } else { None };
    match only {
        Some((branch, outcome)) if discriminator::requires(walk, &branch.part) => {
            out.add(&Rc::new(outcome));
            // A branch without a name cannot be named.
            if let Some(name) = discriminator::name(&branch.part) {
                let pointer = format!("{}/discriminator", union.telling.pointer);
                say(out, &pointer, Kind::Unlisted, Some(&name), tag);
            }
        }
        Some(_) | None => {
            let name = union.is_parent.then(|| tag.as_str().map_or_else(|| tag.to_string(), str::to_owned));
            say(out, union.pointer, Kind::NoBranch, name.as_deref(), whole);
        }
    }
}

/// Undocumented fields and nulls tell nothing about a branch.
fn is_fit(outcome: &Outcome) -> bool {
    let mut found: Vec<Found> = Vec::new();
    outcome.flatten(&mut found);
    found.iter().all(|found| matches!(found.kind, Kind::Undocumented | Kind::Null))
}
