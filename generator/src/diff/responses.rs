//! Rules about what an operation answers.
//!
//! One type of success is the operation's output; several are an enum, which is `#[non_exhaustive]`. Documented headers
//! are accessors of a type of their own. The body of an error is asked for by its type, so it is no part of a
//! signature.

mod headers;
mod media_types;

use super::constraints;
use super::matching::{OperationItem, Sides};
use super::rule::{Case, Finding, Found, add_new, finding, found, pair};
use super::types::{self, Relation};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Constraint, Content, Reader, Response, StatusPattern};
use crate::surface::Signature;

/// What a rule about successes and errors looks at.
pub struct Responses<'a> {
    sides: &'a Sides<'a>,
    old: &'a Signature<'a>,
    new: &'a Signature<'a>,
    case: Case<&'a Response>,
}

type Rule = fn(&Responses<'_>) -> Option<Finding>;

const SUCCESS_RULES: &[(&str, Rule)] =
    &[("success-status-added", success_added), ("success-status-removed", success_removed)];

const ERROR_RULES: &[(&str, Rule)] = &[
    ("error-status-added", error_added),
    ("error-status-removed", error_removed),
    ("error-media-type-added", error_media_type_added),
    ("error-media-type-removed", error_media_type_removed),
];

const SUCCESS_CONSTRAINTS: constraints::Ids =
    ["success-constraint-tightened", "success-constraint-loosened", "success-constraint-changed"];

const ERROR_CONSTRAINTS: constraints::Ids =
    ["error-constraint-tightened", "error-constraint-loosened", "error-constraint-changed"];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    let responses = SUCCESS_RULES.iter().chain(ERROR_RULES).map(|(id, _)| *id);
    let constraints = SUCCESS_CONSTRAINTS.into_iter().chain(ERROR_CONSTRAINTS);
    responses.chain(media_types::ids()).chain(constraints).chain(headers::ids()).collect()
}

/// What changed in the responses of an operation.
pub fn check(sides: &Sides<'_>, old: OperationItem<'_>, new: OperationItem<'_>) -> Vec<Found> {
    let (old_item, new_item) = (old, new);
    let (old, new) = (old.operation, new.operation);
    let mut list = Vec::new();
    for (rules, before, after) in
        [(SUCCESS_RULES, &old.successes, &new.successes), (ERROR_RULES, &old.errors, &new.errors)]
    {
        let (before, after): (Vec<&Response>, Vec<&Response>) = (before.iter().collect(), after.iter().collect());
        for case in pair(&before, &after, |response| response.status) {
            let responses = Responses { sides, old: old_item.signature, new: new_item.signature, case };
            list.extend(found(rules.iter().map(|(id, rule)| (*id, rule(&responses)))));
        }
    }
    list.extend(media_types::check(sides, old_item, new_item));
    let success = |response: &Response| format!("the response of {}", status(response));
    list.extend(of_constraints(SUCCESS_CONSTRAINTS, success, &old.successes, &new.successes));
    list.extend(of_constraints(ERROR_CONSTRAINTS, error, &old.errors, &new.errors));
    list.extend(headers::check(sides, old, new));
    list
}

fn received<'a>(called: String, old: &'a [Constraint], new: &'a [Constraint]) -> constraints::Place<'a> {
    constraints::Place { called, old, new, is_sent: false, is_received: true }
}

/// The constraints of bodies that are no types of their own. One that several media types share is told once.
fn of_constraints(
    ids: constraints::Ids,
    called: impl Fn(&Response) -> String,
    old: &[Response],
    new: &[Response],
) -> Vec<Found> {
    let mut list: Vec<Found> = Vec::new();
    for after in new {
        let Some(before) = old.iter().find(|before| before.status == after.status) else { continue };
        for content in &after.contents {
            let known = before.contents.iter().find(|known| known.media_type == content.media_type);
            let Some(known) = known else { continue };
            let place = received(called(after), &known.constraints, &content.constraints);
            add_new(&mut list, constraints::check(ids, &place));
        }
    }
    list
}

fn status(response: &Response) -> String {
    match response.status {
        StatusPattern::Code(code) => format!("`{code}`"),
        StatusPattern::Range(digit) => format!("`{digit}XX`"),
        StatusPattern::Default => "any other status".to_owned(),
    }
}

/// "the error `404`"
fn error(response: &Response) -> String {
    match response.status {
        StatusPattern::Default => "the error for any other status".to_owned(),
        StatusPattern::Code(_) | StatusPattern::Range(_) => format!("the error {}", status(response)),
    }
}

fn reader(content: Option<&Content>) -> Reader<'_> {
    content.map_or(Reader::Empty, Reader::of)
}

fn body_relation(sides: &Sides<'_>, old: Reader<'_>, new: Reader<'_>) -> Relation {
    match (old, new) {
        (Reader::Json(old), Reader::Json(new))
        | (Reader::Events(old), Reader::Events(new))
        | (Reader::Lines(old), Reader::Lines(new)) => types::relation(sides, old, new),
        (old, new) if old.is_alike(new) => Relation::Same,
        _ => Relation::Other,
    }
}

/// A body as a message shows it.
pub(super) fn shown(side: super::Revision<'_>, content: Option<&Content>) -> String {
    match reader(content) {
        Reader::Empty | Reader::Body => "no body".to_owned(),
        Reader::Json(type_) => format!("`{}`", types::text(side, type_)),
        Reader::Text => "a text".to_owned(),
        Reader::Bytes => "bytes".to_owned(),
        Reader::Events(type_) => format!("events of `{}`", types::text(side, type_)),
        Reader::Lines(type_) => format!("lines of `{}`", types::text(side, type_)),
    }
}

/// Whether the output's type is another one: an enum where there was none, or the other way round.
fn output_verdict(sides: &Sides<'_>, old: &Signature<'_>, new: &Signature<'_>, in_enum: Verdict) -> Verdict {
    let has_stream = |signature: &Signature<'_>| signature.outcomes.iter().any(|outcome| outcome.reader.is_stream());
    match (old.output, new.output) {
        // An enum with a stream in it is no `Clone`.
        (None, None) if has_stream(old) == has_stream(new) => in_enum,
        (Some(before), Some(after)) if body_relation(sides, before, after) == Relation::Same => Patch,
        _ => Major,
    }
}

fn success_added(responses: &Responses<'_>) -> Option<Finding> {
    let new = responses.case.added()?;
    let rust = output_verdict(responses.sides, responses.old, responses.new, Minor);
    let what = format!("the success {} was added, with {}", status(new), shown(responses.sides.new, new.content()));
    let meaning = if rust == Major { "the output has another type" } else { "there is another way to succeed" };
    finding(what, meaning, rust, Minor)
}

fn success_removed(responses: &Responses<'_>) -> Option<Finding> {
    let old = responses.case.removed()?;
    let rust = output_verdict(responses.sides, responses.old, responses.new, Major);
    let meaning = if rust == Major { "the output has another type" } else { "the output's type stays" };
    finding(format!("the success {} was removed", status(old)), meaning, rust, Minor)
}

fn error_added(responses: &Responses<'_>) -> Option<Finding> {
    let new = responses.case.added()?;
    let what = format!("{} was added, with {}", error(new), shown(responses.sides.new, new.content()));
    finding(what, "nothing to do: every status but a success was an error before", Patch, Minor)
}

fn error_removed(responses: &Responses<'_>) -> Option<Finding> {
    let old = responses.case.removed()?;
    let had_body = !matches!(reader(old.content()), Reader::Empty);
    let (meaning, rust) = if had_body {
        ("`documented` has no body of that error any more", Minor)
    } else {
        ("nothing to do: it is an error if it comes", Patch)
    };
    finding(format!("{} was removed", error(old)), meaning, rust, Minor)
}

/// The media types of an error that the first state has and the second one has not. A first or last body is told by its
/// type.
fn missing(one: &Response, other: &Response) -> Option<String> {
    let has = |media_type: &str| other.contents.iter().any(|content| content.media_type == media_type);
    let is_gone = |content: &&Content| !other.contents.is_empty() && !has(&content.media_type);
    let list: Vec<String> = one.contents.iter().filter(is_gone).map(|content| code(&content.media_type)).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

fn error_media_type_added(responses: &Responses<'_>) -> Option<Finding> {
    let (old, new) = responses.case.kept()?;
    let added = missing(new, old)?;
    finding(format!("{}: {added} was added", error(new)), "`documented` reads it too", Patch, Minor)
}

fn error_media_type_removed(responses: &Responses<'_>) -> Option<Finding> {
    let (old, new) = responses.case.kept()?;
    let removed = missing(old, new)?;
    let what = format!("{}: {removed} was removed", error(new));
    finding(what, "nothing to do: the body is kept whatever it is", Patch, Minor)
}
