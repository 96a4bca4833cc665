//! Rules about the media types of a success, and about the types of all bodies.
//!
//! Bodies of one media type are compared with each other. If the preferred media type is another one, the preferred
//! bodies are compared.

use super::{body_relation, error, output_verdict, reader, shown, status};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::diff::matching::{OperationItem, Sides};
use crate::diff::media::{self, InMediaType};
use crate::diff::rule::{Case, Finding, Found, finding, found, pair};
use crate::diff::types::Relation;
use crate::ir::{Content, Reader, Response};
use crate::surface::Signature;

/// What a rule about a media type looks at.
struct MediaTypes<'a> {
    sides: &'a Sides<'a>,
    old: &'a Signature<'a>,
    new: &'a Signature<'a>,
    response: &'a Response,
    case: Case<Option<&'a Content>>,
}

type Rule = fn(&MediaTypes<'_>) -> Option<Finding>;

const SUCCESS_TYPE: &str = "success-type-changed";
const ERROR_TYPE: &str = "error-type-changed";

const RULES: &[(&str, Rule)] = &[
    ("success-media-type-added", added),
    ("success-media-type-removed", removed),
    ("success-media-type-changed", changed),
];

/// The ids of the rules.
pub fn ids() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(id, _)| *id).chain([SUCCESS_TYPE, ERROR_TYPE])
}

/// What changed in the media types of the successes that stay, and in the types of the bodies of errors.
pub fn check(sides: &Sides<'_>, old: OperationItem<'_>, new: OperationItem<'_>) -> Vec<Found> {
    let signatures = (old.signature, new.signature);
    let (old, new) = (old.operation, new.operation);
    let mut list = Vec::new();
    for after in &new.successes {
        let Some(before) = old.successes.iter().find(|before| before.status == after.status) else { continue };
        let called = format!("the response of {}", status(after));
        list.extend(types(sides, SUCCESS_TYPE, &called, before, after));
        for case in cases(before, after) {
            let media_types = MediaTypes { sides, old: signatures.0, new: signatures.1, response: after, case };
            list.extend(found(RULES.iter().map(|(id, rule)| (*id, rule(&media_types)))));
        }
    }
    for after in &new.errors {
        let Some(before) = old.errors.iter().find(|before| before.status == after.status) else { continue };
        list.extend(types(sides, ERROR_TYPE, &error(after), before, after));
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

/// The types of the bodies in all media types.
fn types(sides: &Sides<'_>, rule: &'static str, called: &str, before: &Response, after: &Response) -> Vec<Found> {
    let (meaning, rust) = match rule {
        SUCCESS_TYPE => ("the output has another type", Major),
        _ => ("`documented` has to be asked for the other type", Minor),
    };
    let cases = cases(before, after);
    let kept = cases.iter().filter_map(Case::kept);
    let changed = kept.map(|(old, new)| InMediaType {
        media_type: new.map_or("", |new| &new.media_type),
        finding: type_changed(sides, (*old, *new), meaning, rust),
    });
    let all: Vec<InMediaType<'_>> = changed.collect();
    media::joined(called, &all).into_iter().map(|finding| Found { rule, finding }).collect()
}

type Contents<'a> = (Option<&'a Content>, Option<&'a Content>);

fn type_changed(sides: &Sides<'_>, (old, new): Contents<'_>, meaning: &str, rust: Verdict) -> Option<Finding> {
    let relation = body_relation(sides, reader(old), reader(new));
    if relation == Relation::Same {
        return None;
    }
    let what = format!("{} became {}", shown(sides.old, old), shown(sides.new, new));
    finding(what, meaning, rust, relation.wire(false, true))
}

fn changed(media_types: &MediaTypes<'_>) -> Option<Finding> {
    let (old, new) = media_types.case.kept()?;
    let (old, new) = (old.as_ref()?, new.as_ref()?);
    let is_read_alike = body_relation(media_types.sides, Reader::of(old), Reader::of(new)) == Relation::Same;
    if old.media_type == new.media_type || !is_read_alike {
        return None;
    }
    let what = format!(
        "the response of {}: {} became {}",
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
        format!("the response of {}: {} was added, with {shown}", status(media_types.response), code(&new.media_type));
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
    let what = format!("the response of {}: {} was removed", status(media_types.response), code(&old.media_type));
    let meaning = if rust == Major { "the output has another type" } else { "the output's type stays" };
    finding(what, meaning, rust, Major)
}
