//! Rules about the media types of a success.
//!
//! Bodies of one media type are compared with each other. If the preferred media type is another one, the preferred
//! bodies are compared.

use super::{body_relation, output_verdict, reader, shown, status};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::diff::matching::Sides;
use crate::diff::rule::{Case, Finding, Found, finding, found, pair};
use crate::diff::types::Relation;
use crate::ir::{Content, Operation, Reader, Response};

/// What a rule about a media type looks at.
struct MediaTypes<'a> {
    sides: &'a Sides<'a>,
    old: &'a Operation,
    new: &'a Operation,
    response: &'a Response,
    case: Case<Option<&'a Content>>,
}

type Rule = fn(&MediaTypes<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("success-type-changed", type_changed),
    ("success-media-type-added", added),
    ("success-media-type-removed", removed),
    ("success-media-type-changed", changed),
];

/// The ids of the rules.
pub fn ids() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(id, _)| *id)
}

/// What changed in the media types of the successes that stay.
pub fn check(sides: &Sides<'_>, old: &Operation, new: &Operation) -> Vec<Found> {
    let mut list = Vec::new();
    for after in &new.successes {
        let Some(before) = old.successes.iter().find(|before| before.status == after.status) else { continue };
        for case in cases(before, after) {
            let media_types = MediaTypes { sides, old, new, response: after, case };
            list.extend(found(RULES.iter().map(|(id, rule)| (*id, rule(&media_types)))));
        }
    }
    list
}

fn cases<'a>(before: &'a Response, after: &'a Response) -> Vec<Case<Option<&'a Content>>> {
    let (first, now) = (before.content(), after.content());
    let mut before: Vec<Option<&Content>> = before.contents.iter().map(Some).collect();
    let mut after: Vec<Option<&Content>> = after.contents.iter().map(Some).collect();
    let is_in = |contents: &[Option<&Content>], one: Option<&Content>| {
        contents.iter().flatten().any(|other| one.is_some_and(|one| other.media_type == one.media_type))
    };
    let mut cases = Vec::new();
    if !is_in(&after, first) && !is_in(&before, now) {
        cases.push(Case::Kept(first, now));
        before.retain(|content| *content != first);
        after.retain(|content| *content != now);
    }
    cases.extend(pair(&before, &after, |content| content.map(|content| &content.media_type)));
    cases
}

fn type_changed(media_types: &MediaTypes<'_>) -> Option<Finding> {
    let (old, new) = media_types.case.kept()?;
    let relation = body_relation(media_types.sides, reader(*old), reader(*new));
    if relation == Relation::Same {
        return None;
    }
    let (before, after) = (shown(media_types.sides.old, *old), shown(media_types.sides.new, *new));
    let what = format!("the answer of {}: {before} became {after}", status(media_types.response));
    finding(what, "the output has another type", Major, relation.wire(false, true))
}

fn changed(media_types: &MediaTypes<'_>) -> Option<Finding> {
    let (old, new) = media_types.case.kept()?;
    let (old, new) = (old.as_ref()?, new.as_ref()?);
    let is_read_alike = body_relation(media_types.sides, Reader::of(old), Reader::of(new)) == Relation::Same;
    if old.media_type == new.media_type || !is_read_alike {
        return None;
    }
    let what = format!(
        "the answer of {}: {} became {}",
        status(media_types.response),
        code(&old.media_type),
        code(&new.media_type)
    );
    finding(what, "old clients ask for the other media type", Patch, Major)
}

fn added(media_types: &MediaTypes<'_>) -> Option<Finding> {
    let new = media_types.case.added()?.as_ref()?;
    let rust = output_verdict(media_types.sides, media_types.old, media_types.new, Minor);
    let shown = shown(media_types.sides.new, Some(new));
    let what =
        format!("the answer of {}: {} was added, with {shown}", status(media_types.response), code(&new.media_type));
    let meaning = match rust {
        Major => "the output has another type",
        Minor => "there is another way to succeed",
        Patch => "the output's type stays",
    };
    finding(what, meaning, rust, Minor)
}

fn removed(media_types: &MediaTypes<'_>) -> Option<Finding> {
    let old = media_types.case.removed()?.as_ref()?;
    let rust = output_verdict(media_types.sides, media_types.old, media_types.new, Major);
    let what = format!("the answer of {}: {} was removed", status(media_types.response), code(&old.media_type));
    let meaning = if rust == Major { "the output has another type" } else { "the output's type stays" };
    finding(what, meaning, rust, Major)
}
