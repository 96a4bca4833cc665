//! Compares a value with the alternatives of a union, and with those that extend a component.
//!
//! The branch that a discriminator names is the one; a value that it does not name is for the only branch that its
//! structure fits, if that requires something, or else for none. Without a discriminator the branch that fits best
//! counts, the first of several.

use super::outcome::Outcome;
use super::walk::{Place, Walk};
use super::{Found, Kind, fits, other_type, say, value};
use crate::ir::{Api, Branch, Shape, UnionShape};
use crate::learn::view::{self, Part};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::rc::Rc;

/// What the discriminator of a value says.
enum Choice<'doc, 'body> {
    /// A branch.
    Branch(&'doc Branch),
    /// No branch has this value.
    Unknown(&'body Json),
    /// There is no discriminator, or the value has none.
    Nothing,
}

/// Compares a value with the branches of a union. `at` are the schemas that refer to it.
pub(super) fn compare<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    shape: &'doc UnionShape,
    (place, at): (&Place<'doc>, &[Part<'doc>]),
    whole: &'body Json,
    depth: usize,
) {
    let candidates: Vec<&Branch> = match choice(shape, whole) {
        Choice::Branch(branch) => vec![branch],
        Choice::Unknown(tag) => return unknown(walk, out, shape, place, (whole, tag), depth),
        Choice::Nothing => {
            shape.branches.iter().filter(|branch| fits::allows(walk.api, &branch.type_, whole)).collect()
        }
    };
    let mut best: Option<Outcome<'body>> = None;
    for branch in candidates {
        let outcome = one(walk, place, branch, whole, depth);
        if outcome.count() == 0 {
            return out.add(&Rc::new(outcome));
        }
        if best.as_ref().is_none_or(|best| outcome.count() < best.count()) {
            best = Some(outcome);
        }
    }
    match best {
        Some(best) => out.add(&Rc::new(best)),
        None if is_refused(place, whole) => other_type(walk, out, at, whole),
        None => {
            let refusing = refusing(walk, place, whole);
            let others = if refusing.is_empty() { not_taking(walk, place, whole) } else { refusing };
            let chosen = if others.is_empty() { vec![union(place)] } else { others };
            chosen.into_iter().for_each(|part| say(out, &part.pointer, Kind::OtherType, None, whole));
        }
    }
}

/// Of several unions that apply together those that have to allow the value: no branch of theirs is of its type.
fn refusing<'p, 'doc>(walk: &mut Walk<'doc, '_>, place: &'p Place<'doc>, value: &Json) -> Vec<&'p Part<'doc>> {
    let mut is_refused = |branch: &Part<'doc>| {
        let parts = walk.parts(branch);
        parts.iter().any(|part| view::kind(part.schema).is_some_and(|kind| !view::is_of(value, kind)))
    };
    let mut refuses = |part: &&Part<'doc>| {
        let branches = view::branches(part).map(|(_, branches)| branches);
        branches.is_some_and(|branches| branches.iter().all(&mut is_refused))
    };
    place.schemas.iter().filter(|part| refuses(part)).collect()
}

/// Of several unions that apply together, those without a branch of the value's type. A branch that leads back to the
/// unions has no type of its own, so it refuses nothing.
fn not_taking<'p, 'doc>(walk: &mut Walk<'doc, '_>, place: &'p Place<'doc>, value: &Json) -> Vec<&'p Part<'doc>> {
    let mut takes = |branch: &Part<'doc>| {
        let parts = walk.parts(branch);
        parts.iter().any(|part| view::kind(part.schema).is_some_and(|kind| view::is_of(value, kind)))
    };
    let mut lacks = |part: &&Part<'doc>| {
        let branches = view::branches(part).map(|(_, branches)| branches);
        branches.is_some_and(|branches| !branches.iter().any(&mut takes))
    };
    place.schemas.iter().filter(|part| lacks(part)).collect()
}

/// A type beside the alternatives refuses the value.
fn is_refused(place: &Place, value: &Json) -> bool {
    place.schemas.iter().any(|part| view::kind(part.schema).is_some_and(|kind| !view::is_of(value, kind)))
}

/// The schema that has the alternatives, or the component that others extend.
fn union<'p, 'doc>(place: &'p Place<'doc>) -> &'p Part<'doc> {
    let with_branches = place.schemas.iter().find(|part| view::branches(part).is_some());
    with_branches.or(place.schemas.first()).unwrap_or(&place.whole)
}

fn choice<'doc, 'body>(shape: &'doc UnionShape, value: &'body Json) -> Choice<'doc, 'body> {
    let (Some(property), Some(object)) = (&shape.discriminator, value.as_object()) else { return Choice::Nothing };
    let sent = object.get(property);
    let text = match sent {
        Some(Json::String(text)) => Some(Cow::Borrowed(text.as_str())),
        Some(scalar @ (Json::Number(_) | Json::Bool(_))) => Some(Cow::Owned(scalar.to_string())),
        Some(_) | None => None,
    };
    let is_named = |branch: &&Branch| text.as_deref().is_some_and(|text| branch.tags.iter().any(|tag| tag == text));
    let named = shape.branches.iter().find(is_named);
    if let Some(branch) = named.or_else(|| shape.branches.iter().find(|branch| branch.is_default)) {
        return Choice::Branch(branch);
    }
    // A number is a value of a discriminator only where one of its values is a number.
    let is_scalar = |tag: &String| tag == "true" || tag == "false" || tag.parse::<u64>().is_ok();
    let is_listed_so =
        sent.is_some_and(Json::is_string) || shape.branches.iter().flat_map(|it| &it.tags).any(is_scalar);
    match sent {
        Some(tag) if text.is_some() && is_listed_so => Choice::Unknown(tag),
        Some(_) | None => Choice::Nothing,
    }
}

fn one<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    place: &Place<'doc>,
    branch: &'doc Branch,
    whole: &'body Json,
    depth: usize,
) -> Outcome<'body> {
    let mut outcome = Outcome::default();
    let own = place.inside(walk.document, &branch.pointer);
    // What applies beside the union applies to each branch.
    let is_beside = |part: &&Part| !own.pointer.starts_with(&part.pointer) && view::branches(part).is_none();
    let beside = place.schemas.iter().filter(is_beside).filter(|part| view::kind(part.schema).is_some());
    let at: Vec<Part> = std::iter::once(own.clone()).chain(beside.cloned()).collect();
    value(walk, &mut outcome, &branch.type_, &at, whole, depth + 1);
    outcome
}

/// A value whose discriminator names no branch.
fn unknown<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    shape: &'doc UnionShape,
    place: &Place<'doc>,
    (whole, tag): (&'body Json, &'body Json),
    depth: usize,
) {
    let mut fitting = Vec::new();
    for branch in &shape.branches {
        let outcome = one(walk, place, branch, whole, depth);
        if is_fit(&outcome) {
            fitting.push((branch, outcome));
        }
    }
    let only = if fitting.len() == 1 { fitting.pop() } else { None };
    match only {
        Some((branch, outcome)) if requires(walk.api, branch) => {
            out.add(&Rc::new(outcome));
            // A branch without a name cannot be named.
            if let Some(name) = name(&place.inside(walk.document, &branch.pointer)) {
                let telling = place.schemas.iter().find(|part| part.schema.get("discriminator").is_some());
                let pointer = format!("{}/discriminator", telling.unwrap_or(&place.whole).pointer);
                say(out, &pointer, Kind::Unlisted, Some(&name), tag);
            }
        }
        Some(_) | None => {
            let union = union(place);
            let is_parent = place.schemas.iter().all(|part| view::branches(part).is_none());
            let name = is_parent.then(|| tag.as_str().map_or_else(|| tag.to_string(), str::to_owned));
            say(out, &union.pointer, Kind::NoBranch, name.as_deref(), whole);
        }
    }
}

/// Undocumented fields and nulls tell nothing about a branch.
fn is_fit(outcome: &Outcome) -> bool {
    let mut found: Vec<Found> = Vec::new();
    outcome.flatten(&mut found);
    found.iter().all(|found| matches!(found.kind, Kind::Undocumented | Kind::Null | Kind::Untyped))
}

/// Whether a branch requires something.
fn requires(api: &Api, branch: &Branch) -> bool {
    let definition = branch.type_.named().and_then(|id| api.types.get(id.0));
    let Some(Shape::Object(shape)) = definition.map(|definition| &definition.shape) else { return false };
    shape.fields.iter().any(|field| field.required)
}

/// The name of the component that a branch is.
fn name(branch: &Part) -> Option<String> {
    let component = branch.pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'));
    component.map(view::name_of).or_else(|| view::text(branch.schema, "$ref").map(view::name_of))
}
