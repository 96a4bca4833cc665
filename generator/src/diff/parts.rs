//! Rules about the parts of a multipart body, and about their headers.
//!
//! A multipart body is a type of its own whose `new` takes the required parts. Its other parts, the headers of parts, and
//! the media type of a part that has several, are setters.

use super::constraints;
use super::matching::Sides;
use super::rule::{Case, Finding, Found, deprecation, finding, found, pair};
use super::types::{self, Relation};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Docs, Parameter, Part, PartKind};

/// What a rule about parts looks at.
pub struct Parts<'a> {
    sides: &'a Sides<'a>,
    case: Case<&'a Part>,
}

/// What a rule about headers of parts looks at.
pub struct Headers<'a> {
    sides: &'a Sides<'a>,
    part: &'a Part,
    case: Case<&'a Parameter>,
}

type Rule = fn(&Parts<'_>) -> Option<Finding>;
type HeaderRule = fn(&Headers<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("part-added-required", part_added_required),
    ("part-added-optional", part_added_optional),
    ("part-removed", part_removed),
    ("part-became-required", part_became_required),
    ("part-became-optional", part_became_optional),
    ("part-type-changed", part_type_changed),
    ("part-encoding-changed", encoding_changed),
    ("part-media-types-changed", media_types_changed),
    ("part-deprecation-changed", deprecation_changed),
    ("part-documentation-changed", documentation_changed),
    ("part-choice-added", choice_added),
    ("part-choice-removed", choice_removed),
];

const HEADER_RULES: &[(&str, HeaderRule)] = &[
    ("part-header-added", header_added),
    ("part-header-removed", header_removed),
    ("part-header-changed", header_changed),
    ("part-header-became-required", header_became_required),
    ("part-header-became-optional", header_became_optional),
    ("part-header-deprecation-changed", header_deprecation_changed),
];

const CONSTRAINTS: constraints::Ids =
    ["part-constraint-tightened", "part-constraint-loosened", "part-constraint-changed"];

const HEADER_CONSTRAINTS: constraints::Ids =
    ["part-header-constraint-tightened", "part-header-constraint-loosened", "part-header-constraint-changed"];

/// The ids of the rules.
pub fn ids() -> impl Iterator<Item = &'static str> {
    RULES
        .iter()
        .map(|(id, _)| *id)
        .chain(CONSTRAINTS)
        .chain(HEADER_CONSTRAINTS)
        .chain(HEADER_RULES.iter().map(|(id, _)| *id))
}

/// What changed in the parts of a body.
pub fn check<'a>(sides: &'a Sides<'a>, old: &'a [Part], new: &'a [Part]) -> Vec<Found> {
    let (old, new): (Vec<&Part>, Vec<&Part>) = (old.iter().collect(), new.iter().collect());
    let mut list = Vec::new();
    for case in pair(&old, &new, |part| part.name.as_str()) {
        let parts = Parts { sides, case };
        list.extend(found(RULES.iter().map(|(id, rule)| (*id, rule(&parts)))));
        let Some((old, new)) = case.kept() else { continue };
        let place = sent(format!("the part {}", code(&new.name)), &old.docs, &new.docs);
        list.extend(constraints::check(CONSTRAINTS, &place));
        let (before, after): (Vec<_>, Vec<_>) = (old.headers.iter().collect(), new.headers.iter().collect());
        for case in pair(&before, &after, |header| header.name.to_ascii_lowercase()) {
            let headers = Headers { sides, part: new, case };
            list.extend(found(HEADER_RULES.iter().map(|(id, rule)| (*id, rule(&headers)))));
            if let Some((old, new)) = case.kept() {
                list.extend(constraints::check(HEADER_CONSTRAINTS, &sent(called(&headers), &old.docs, &new.docs)));
            }
        }
    }
    list
}

/// What is constrained in a request.
fn sent<'a>(called: String, old: &'a Docs, new: &'a Docs) -> constraints::Place<'a> {
    constraints::Place { called, old: &old.constraints, new: &new.constraints, is_sent: true, is_received: false }
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
        | (PartKind::Json(old) | PartKind::JsonItems(old), PartKind::Json(new) | PartKind::JsonItems(new)) => {
            types::relation(parts.sides, old, new)
        }
        _ => Relation::Other,
    };
    if relation == Relation::Same {
        return None;
    }
    let what = format!("the part {} holds something else", code(&part.name));
    finding(what, "calls have to pass a value of another type", Major, relation.wire(true, false))
}

/// How a part is written, whatever it holds: its style, its media type, and whether each element of a list is JSON.
fn encoding_changed(parts: &Parts<'_>) -> Option<Finding> {
    let (old, part) = parts.case.kept()?;
    let written = |part: &Part| {
        let is_by_item = matches!(part.kind, PartKind::JsonItems(_));
        (part.encoding.clone(), part.media_type().map(str::to_owned), is_by_item)
    };
    if written(old) == written(part) {
        return None;
    }
    let what = format!("the part {} is written in another way", code(&part.name));
    finding(what, "old clients write it in a way that the server may not read", Patch, Major)
}

/// What a file or a part without a choice can be, where what is sent by default stays.
fn media_types_changed(parts: &Parts<'_>) -> Option<Finding> {
    let (old, part) = parts.case.kept()?;
    let has_choice = !old.choices().is_empty() || !part.choices().is_empty();
    if has_choice || old.media_types == part.media_types || old.media_type() != part.media_type() {
        return None;
    }
    let list = |part: &Part| match part.media_types.as_slice() {
        [] => "any".to_owned(),
        all => all.iter().map(|media_type| code(media_type)).collect::<Vec<_>>().join(", "),
    };
    let what = format!("the media types of the part {}: {} became {}", code(&part.name), list(old), list(part));
    let is_kept = part.media_types.is_empty() || old.media_types.iter().all(|known| part.media_types.contains(known));
    let is_narrower = !is_kept || old.media_types.is_empty();
    finding(what, "the server may accept other files than before", Patch, if is_narrower { Major } else { Minor })
}

fn deprecation_changed(parts: &Parts<'_>) -> Option<Finding> {
    let (old, new) = parts.case.kept()?;
    deprecation(&format!("the part {}", code(&new.name)), old.docs.deprecated, new.docs.deprecated)
}

fn header_deprecation_changed(headers: &Headers<'_>) -> Option<Finding> {
    let (old, new) = headers.case.kept()?;
    deprecation(&called(headers), old.docs.deprecated, new.docs.deprecated)
}

fn documentation_changed(parts: &Parts<'_>) -> Option<Finding> {
    let (_, part) = parts.case.kept().filter(|(old, new)| types::texts_differ(&old.docs, &new.docs))?;
    finding(format!("the part {} is described in other words", code(&part.name)), "nothing to do", Patch, Patch)
}

fn choice_added(parts: &Parts<'_>) -> Option<Finding> {
    let (old, part) = parts.case.kept()?;
    let is_new = |choice: &&str| !old.media_types.iter().any(|before| before == choice);
    let added = part.choices().into_iter().find(is_new)?;
    finding(
        format!("the part {} can be sent as {}", code(&part.name), code(added)),
        "calls have another choice",
        Minor,
        Minor,
    )
}

fn choice_removed(parts: &Parts<'_>) -> Option<Finding> {
    let (old, part) = parts.case.kept()?;
    let is_gone = |choice: &&str| !part.media_types.iter().any(|after| after == choice);
    let removed = old.choices().into_iter().find(is_gone)?;
    let rust = if part.choices().is_empty() { Major } else { Patch };
    let what = format!("the part {} cannot be sent as {} any more", code(&part.name), code(removed));
    finding(what, "calls have to send it otherwise", rust, Major)
}

/// "the header `X-Sum` of the part `table`"
fn called(headers: &Headers<'_>) -> String {
    format!("the header {} of the part {}", code(&headers.case.latest().name), code(&headers.part.name))
}

fn header_added(headers: &Headers<'_>) -> Option<Finding> {
    let wire = if headers.case.added()?.required { Major } else { Minor };
    finding(format!("{} was added", called(headers)), "calls can set it", Minor, wire)
}

fn header_removed(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.removed()?;
    finding(format!("{} was removed", called(headers)), "calls must not set it any more", Major, Major)
}

fn header_changed(headers: &Headers<'_>) -> Option<Finding> {
    let (old, new) = headers.case.kept()?;
    let relation = types::relation(headers.sides, &old.type_, &new.type_);
    if relation != Relation::Same {
        let what = format!("{}: {}", called(headers), types::became(headers.sides, &old.type_, &new.type_));
        return finding(what, "calls have to pass a value of another type", Major, relation.wire(true, false));
    }
    let is_same = (old.style, old.explode) == (new.style, new.explode);
    let what = format!("{} is written in another way", called(headers));
    (!is_same).then(|| finding(what, "old clients may not send what the server reads", Patch, Major))?
}

/// A header of a part is a setter whether or not it is required.
fn header_became_required(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.kept().filter(|(old, new)| !old.required && new.required)?;
    finding(format!("{} became required", called(headers)), "every call has to set it", Patch, Major)
}

fn header_became_optional(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.kept().filter(|(old, new)| old.required && !new.required)?;
    finding(format!("{} became optional", called(headers)), "nothing to do", Patch, Minor)
}
