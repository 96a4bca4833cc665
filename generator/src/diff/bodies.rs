//! Rules about the request body of an operation. Those about the parts of a multipart body are in [`super::parts`].
//!
//! The first alternative of a required body is the last argument of the method; other alternatives, and an optional
//! body, are setters. A multipart body is a type of its own whose `new` takes the required parts.

use super::matching::{OperationItem, Sides};
use super::parts;
use super::rule::{Finding, Found, finding, found};
use super::types::{self, Relation};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Body, Content, ContentKind, PartEncoding, Type};

/// What a rule about bodies looks at.
pub struct Bodies<'a> {
    sides: &'a Sides<'a>,
    old: Option<&'a Body>,
    new: Option<&'a Body>,
}

type Rule = fn(&Bodies<'_>) -> Option<Finding>;

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
    ("body-encoding-changed", encoding_changed),
    ("body-documentation-changed", documentation_changed),
];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).chain(parts::ids()).collect()
}

/// What changed in the body of an operation.
pub fn check(sides: &Sides<'_>, old: OperationItem<'_>, new: OperationItem<'_>) -> Vec<Found> {
    let bodies = Bodies { sides, old: old.operation.body.as_ref(), new: new.operation.body.as_ref() };
    let mut list = found(RULES.iter().map(|(id, rule)| (*id, rule(&bodies))));
    for (old, new) in contents(&bodies) {
        let (ContentKind::Multipart(old), ContentKind::Multipart(new)) = (&old.kind, &new.kind) else { continue };
        list.extend(parts::check(sides, old, new));
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

fn encoding_changed(bodies: &Bodies<'_>) -> Option<Finding> {
    let forms = contents(bodies).into_iter().filter_map(|(old, new)| match (&old.kind, &new.kind) {
        (ContentKind::Form(_, old), ContentKind::Form(_, new)) => Some((old, new)),
        _ => None,
    });
    let by_name = |list: &[PartEncoding]| {
        let mut sorted = list.to_vec();
        sorted.sort_by(|one, other| one.name.cmp(&other.name));
        sorted
    };
    let mut changed = forms.filter(|(old, new)| by_name(old) != by_name(new));
    changed.next()?;
    let what = "properties of the form are written in another style";
    finding(what, "old clients write them in a way that the server may not read", Patch, Major)
}

fn documentation_changed(bodies: &Bodies<'_>) -> Option<Finding> {
    bodies.old.zip(bodies.new).filter(|(old, new)| types::texts_differ(&old.docs, &new.docs))?;
    finding("the body is described in other words", "nothing to do", Patch, Patch)
}
