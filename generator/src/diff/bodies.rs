//! Rules about the request body of an operation, and the parts of a multipart body.
//!
//! The first alternative of a required body is the last argument of the method; other alternatives, and an optional
//! body, are setters. A multipart body is a type of its own whose `new` takes the required parts.

use super::matching::{OperationItem, Sides};
use super::rule::{Case, Finding, Found, finding, found, pair};
use super::types::{self, Relation};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Body, Content, ContentKind, Part, PartKind, Type};

/// What a rule about bodies looks at.
pub struct Bodies<'a> {
    sides: &'a Sides<'a>,
    old: Option<&'a Body>,
    new: Option<&'a Body>,
}

/// What a rule about parts looks at.
pub struct Parts<'a> {
    sides: &'a Sides<'a>,
    case: Case<&'a Part>,
}

type Rule = fn(&Bodies<'_>) -> Option<Finding>;
type PartRule = fn(&Parts<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("body-added-required", added_required),
    ("body-added-optional", added_optional),
    ("body-removed", removed),
    ("body-became-required", became_required),
    ("body-became-optional", became_optional),
    ("body-media-type-added", media_type_added),
    ("body-media-type-removed", media_type_removed),
    ("body-preference-changed", preference_changed),
    ("body-type-changed", type_changed),
    ("body-documentation-changed", documentation_changed),
];

const PART_RULES: &[(&str, PartRule)] = &[
    ("part-added-required", part_added_required),
    ("part-added-optional", part_added_optional),
    ("part-removed", part_removed),
    ("part-became-required", part_became_required),
    ("part-became-optional", part_became_optional),
    ("part-type-changed", part_type_changed),
];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).chain(PART_RULES.iter().map(|(id, _)| *id)).collect()
}

/// What changed in the body of an operation.
pub fn check(sides: &Sides<'_>, old: OperationItem<'_>, new: OperationItem<'_>) -> Vec<Found> {
    let bodies = Bodies { sides, old: old.operation.body.as_ref(), new: new.operation.body.as_ref() };
    let mut list = found(RULES.iter().map(|(id, rule)| (*id, rule(&bodies))));
    for (old, new) in contents(&bodies) {
        let (ContentKind::Multipart(old), ContentKind::Multipart(new)) = (&old.kind, &new.kind) else { continue };
        let (old, new): (Vec<&Part>, Vec<&Part>) = (old.iter().collect(), new.iter().collect());
        for case in pair(&old, &new, |part| part.name.as_str()) {
            let parts = Parts { sides, case };
            list.extend(found(PART_RULES.iter().map(|(id, rule)| (*id, rule(&parts)))));
        }
    }
    list
}

/// The contents that both states have.
fn contents<'a>(bodies: &Bodies<'a>) -> Vec<(&'a Content, &'a Content)> {
    let (Some(old), Some(new)) = (bodies.old, bodies.new) else { return Vec::new() };
    let before = |new: &Content| old.contents.iter().find(|old| old.media_type == new.media_type);
    new.contents.iter().filter_map(|new| Some((before(new)?, new))).collect()
}

fn added_required(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.new.filter(|new| bodies.old.is_none() && new.required)?;
    finding("a body was added and is required", "every call has to pass it", Major, Major)
}

fn added_optional(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.new.filter(|new| bodies.old.is_none() && !new.required)?;
    finding("an optional body was added", "calls can set it", Minor, Minor)
}

fn removed(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.old.filter(|_| bodies.new.is_none())?;
    finding("the body was removed", "calls must not pass it any more", Major, Major)
}

fn became_required(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.old.zip(bodies.new).filter(|(old, new)| !old.required && new.required)?;
    finding("the body became required", "the setter became an argument: every call has to pass it", Major, Major)
}

fn became_optional(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.old.zip(bodies.new).filter(|(old, new)| old.required && !new.required)?;
    finding("the body became optional", "the argument became a setter", Major, Minor)
}

/// The media types that the first body has and the second one has not.
fn missing(one: &Body, other: &Body) -> Option<String> {
    let has = |media_type: &str| other.contents.iter().any(|content| content.media_type == media_type);
    let list: Vec<String> = one
        .contents
        .iter()
        .filter(|content| !has(&content.media_type))
        .map(|content| code(&content.media_type))
        .collect();
    (!list.is_empty()).then(|| list.join(", "))
}

fn media_type_added(bodies: &Bodies<'_>) -> Option<Finding> {
    let added = missing(bodies.new?, bodies.old?)?;
    finding(format!("the body can be sent as {added}"), "calls have another choice", Minor, Minor)
}

fn media_type_removed(bodies: &Bodies<'_>) -> Option<Finding> {
    let removed = missing(bodies.old?, bodies.new?)?;
    finding(format!("the body cannot be sent as {removed} any more"), "calls have to send it otherwise", Major, Major)
}

/// The alternative that has the plain name is another one, though it was there before or the old one still is.
fn preference_changed(bodies: &Bodies<'_>) -> Option<Finding> {
    let (old, new) = (bodies.old?, bodies.new?);
    let (first, preferred) = (old.contents.first()?, new.contents.first()?);
    let is_kept = new.contents.iter().any(|content| content.media_type == first.media_type);
    if first.media_type == preferred.media_type || !is_kept {
        return None;
    }
    let what = format!("the body is sent as {} before {}", code(&preferred.media_type), code(&first.media_type));
    finding(what, "what was called `body` has another name", Major, Patch)
}

/// The type that is sent, where one is.
fn sent(content: &Content) -> Option<&Type> {
    match &content.kind {
        ContentKind::Json(type_) | ContentKind::Form(type_, _) => Some(type_),
        ContentKind::Multipart(_)
        | ContentKind::Text
        | ContentKind::Binary
        | ContentKind::EventStream(_)
        | ContentKind::JsonLines(_) => None,
    }
}

fn type_changed(bodies: &Bodies<'_>) -> Option<Finding> {
    let types = contents(bodies).into_iter().filter_map(|(old, new)| Some((sent(old)?, sent(new)?)));
    let mut changed = types.map(|(old, new)| (old, new, types::relation(bodies.sides, old, new)));
    let (old, new, relation) = changed.find(|(_, _, relation)| *relation != Relation::Same)?;
    let what = format!("the body: {}", types::became(bodies.sides, old, new));
    finding(what, "calls have to pass a value of another type", Major, relation.wire(true, false))
}

fn documentation_changed(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.old.zip(bodies.new).filter(|(old, new)| types::texts_differ(&old.docs, &new.docs))?;
    finding("the body is described in other words", "nothing to do", Patch, Patch)
}

fn part_added_required(parts: &Parts<'_>) -> Option<Finding> {
    let part = parts.case.added().filter(|part| part.required)?;
    let what = format!("the part {} was added and is required", code(&part.name));
    finding(what, "the body's `new` takes another argument", Major, Major)
}

fn part_added_optional(parts: &Parts<'_>) -> Option<Finding> {
    let part = parts.case.added().filter(|part| !part.required)?;
    finding(format!("the part {} was added", code(&part.name)), "calls can set it", Minor, Minor)
}

fn part_removed(parts: &Parts<'_>) -> Option<Finding> {
    let part = parts.case.removed()?;
    finding(format!("the part {} was removed", code(&part.name)), "calls must not pass it any more", Major, Major)
}

fn part_became_required(parts: &Parts<'_>) -> Option<Finding> {
    let (_, part) = parts.case.kept().filter(|(old, new)| !old.required && new.required)?;
    let what = format!("the part {} became required", code(&part.name));
    finding(what, "the body's `new` takes another argument", Major, Major)
}

fn part_became_optional(parts: &Parts<'_>) -> Option<Finding> {
    let (_, part) = parts.case.kept().filter(|(old, new)| old.required && !new.required)?;
    let what = format!("the part {} became optional", code(&part.name));
    finding(what, "the body's `new` does not take it any more", Major, Minor)
}

fn part_type_changed(parts: &Parts<'_>) -> Option<Finding> {
    let (old, part) = parts.case.kept()?;
    let relation = match (&old.kind, &part.kind) {
        (PartKind::File, PartKind::File) | (PartKind::Files, PartKind::Files) => Relation::Same,
        (PartKind::Text(old), PartKind::Text(new))
        | (PartKind::Texts(old), PartKind::Texts(new))
        | (PartKind::Json(old), PartKind::Json(new)) => types::relation(parts.sides, old, new),
        _ => Relation::Other,
    };
    if relation == Relation::Same {
        return None;
    }
    let what = format!("the part {} holds something else", code(&part.name));
    finding(what, "calls have to pass a value of another type", Major, relation.wire(true, false))
}
