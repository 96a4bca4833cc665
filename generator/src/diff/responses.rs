//! Rules about what an operation answers.
//!
//! One type of success is the operation's output; several are an enum, which is `#[non_exhaustive]`. Documented headers
//! are accessors of a type of their own. The body of an error is asked for by its type, so it is no part of a
//! signature.

mod media_types;

use super::constraints;
use super::matching::{OperationItem, Sides};
use super::rule::{Case, Finding, Found, finding, found, pair};
use super::types::{self, Relation};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Constraint, Content, Operation, Reader, Response, ResponseHeader, StatusPattern};

/// What a rule about successes and errors looks at.
pub struct Responses<'a> {
    sides: &'a Sides<'a>,
    old: &'a Operation,
    new: &'a Operation,
    case: Case<&'a Response>,
}

/// What a rule about headers looks at.
pub struct Headers<'a> {
    sides: &'a Sides<'a>,
    case: Case<&'a ResponseHeader>,
}

type Rule = fn(&Responses<'_>) -> Option<Finding>;
type HeaderRule = fn(&Headers<'_>) -> Option<Finding>;

const SUCCESS_RULES: &[(&str, Rule)] =
    &[("success-status-added", success_added), ("success-status-removed", success_removed)];

const ERROR_RULES: &[(&str, Rule)] = &[
    ("error-status-added", error_added),
    ("error-status-removed", error_removed),
    ("error-type-changed", error_type_changed),
    ("error-media-type-added", error_media_type_added),
    ("error-media-type-removed", error_media_type_removed),
];

const HEADER_RULES: &[(&str, HeaderRule)] = &[
    ("response-header-added", header_added),
    ("response-header-removed", header_removed),
    ("response-header-type-changed", header_type_changed),
    ("response-header-became-required", header_became_required),
    ("response-header-became-optional", header_became_optional),
    ("response-header-deprecated", header_deprecated),
    ("response-header-undeprecated", header_undeprecated),
    ("response-header-documentation-changed", header_documentation_changed),
];

const HEADER_CONSTRAINTS: constraints::Ids = [
    "response-header-constraint-tightened",
    "response-header-constraint-loosened",
    "response-header-constraint-changed",
];

const SUCCESS_CONSTRAINTS: constraints::Ids =
    ["success-constraint-tightened", "success-constraint-loosened", "success-constraint-changed"];

const ERROR_CONSTRAINTS: constraints::Ids =
    ["error-constraint-tightened", "error-constraint-loosened", "error-constraint-changed"];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    let responses = SUCCESS_RULES.iter().chain(ERROR_RULES).map(|(id, _)| *id);
    let constraints = HEADER_CONSTRAINTS.into_iter().chain(SUCCESS_CONSTRAINTS).chain(ERROR_CONSTRAINTS);
    let responses = responses.chain(media_types::ids()).chain(constraints);
    responses.chain(HEADER_RULES.iter().map(|(id, _)| *id)).collect()
}

/// What changed in the answers of an operation.
pub fn check(sides: &Sides<'_>, old: OperationItem<'_>, new: OperationItem<'_>) -> Vec<Found> {
    let (old, new) = (old.operation, new.operation);
    let mut list = Vec::new();
    for (rules, before, after) in
        [(SUCCESS_RULES, &old.successes, &new.successes), (ERROR_RULES, &old.errors, &new.errors)]
    {
        let (before, after): (Vec<&Response>, Vec<&Response>) = (before.iter().collect(), after.iter().collect());
        for case in pair(&before, &after, |response| response.status) {
            let responses = Responses { sides, old, new, case };
            list.extend(found(rules.iter().map(|(id, rule)| (*id, rule(&responses)))));
        }
    }
    list.extend(media_types::check(sides, old, new));
    list.extend(of_constraints(SUCCESS_CONSTRAINTS, "the answer of", &old.successes, &new.successes));
    list.extend(of_constraints(ERROR_CONSTRAINTS, "the error", &old.errors, &new.errors));
    for case in pair(&headers(old), &headers(new), |header| header.name.to_ascii_lowercase()) {
        let headers = Headers { sides, case };
        list.extend(found(HEADER_RULES.iter().map(|(id, rule)| (*id, rule(&headers)))));
        if let Some((old, new)) = case.kept() {
            let place = received(called(new), &old.docs.constraints, &new.docs.constraints);
            list.extend(constraints::check(HEADER_CONSTRAINTS, &place));
        }
    }
    list
}

fn received<'a>(called: String, old: &'a [Constraint], new: &'a [Constraint]) -> constraints::Place<'a> {
    constraints::Place { called, old, new, is_sent: false, is_received: true }
}

/// The constraints of bodies that are no types of their own. One that several media types share is told once.
fn of_constraints(ids: constraints::Ids, called: &str, old: &[Response], new: &[Response]) -> Vec<Found> {
    let mut list: Vec<Found> = Vec::new();
    for after in new {
        let Some(before) = old.iter().find(|before| before.status == after.status) else { continue };
        for content in &after.contents {
            let known = before.contents.iter().find(|known| known.media_type == content.media_type);
            let Some(known) = known else { continue };
            let called = format!("{called} {}", status(after));
            for found in constraints::check(ids, &received(called, &known.constraints, &content.constraints)) {
                if !list.iter().any(|other| other.finding.what == found.finding.what) {
                    list.push(found);
                }
            }
        }
    }
    list
}

/// The documented headers of all successes, each once.
fn headers(operation: &Operation) -> Vec<&ResponseHeader> {
    let mut seen: Vec<&ResponseHeader> = Vec::new();
    for header in operation.successes.iter().flat_map(|response| &response.headers) {
        if !seen.iter().any(|other| other.name.eq_ignore_ascii_case(&header.name)) {
            seen.push(header);
        }
    }
    seen
}

fn status(response: &Response) -> String {
    match response.status {
        StatusPattern::Code(code) => format!("`{code}`"),
        StatusPattern::Range(digit) => format!("`{digit}XX`"),
        StatusPattern::Default => "any other status".to_owned(),
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
pub(super) fn shown(side: super::Side<'_>, content: Option<&Content>) -> String {
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
fn output_verdict(sides: &Sides<'_>, old: &Operation, new: &Operation, in_enum: Verdict) -> Verdict {
    let has_stream = |operation: &Operation| operation.outcomes().iter().any(|outcome| outcome.reader.is_stream());
    match (old.output(), new.output()) {
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

fn type_changed(responses: &Responses<'_>, called: &str, meaning: &str, rust: Verdict) -> Option<Finding> {
    let (old, new) = responses.case.kept()?;
    let relation = body_relation(responses.sides, reader(old.content()), reader(new.content()));
    if relation == Relation::Same {
        return None;
    }
    let (before, after) = (shown(responses.sides.old, old.content()), shown(responses.sides.new, new.content()));
    let what = format!("{called} {}: {before} became {after}", status(new));
    finding(what, meaning, rust, relation.wire(false, true))
}

fn error_added(responses: &Responses<'_>) -> Option<Finding> {
    let new = responses.case.added()?;
    let what = format!("the error {} was added, with {}", status(new), shown(responses.sides.new, new.content()));
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
    finding(format!("the error {} was removed", status(old)), meaning, rust, Minor)
}

fn error_type_changed(responses: &Responses<'_>) -> Option<Finding> {
    type_changed(responses, "the error", "`documented` has to be asked for the other type", Minor)
}

/// The media types of an error that the first state has and the second one has not.
fn missing(one: &Response, other: &Response) -> Option<String> {
    let has = |media_type: &str| other.contents.iter().any(|content| content.media_type == media_type);
    let is_gone = |content: &&Content| !has(&content.media_type);
    let list: Vec<String> = one.contents.iter().filter(is_gone).map(|content| code(&content.media_type)).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

fn error_media_type_added(responses: &Responses<'_>) -> Option<Finding> {
    let (old, new) = responses.case.kept()?;
    let added = missing(new, old)?;
    finding(format!("the error {}: {added} was added", status(new)), "`documented` reads it too", Patch, Minor)
}

fn error_media_type_removed(responses: &Responses<'_>) -> Option<Finding> {
    let (old, new) = responses.case.kept()?;
    let removed = missing(old, new)?;
    let what = format!("the error {}: {removed} was removed", status(new));
    finding(what, "nothing to do: the body is kept whatever it is", Patch, Minor)
}

fn header_added(headers: &Headers<'_>) -> Option<Finding> {
    let header = headers.case.added()?;
    finding(format!("the response header {} was added", code(&header.name)), "it has an accessor", Minor, Minor)
}

fn header_removed(headers: &Headers<'_>) -> Option<Finding> {
    let header = headers.case.removed()?;
    finding(format!("the response header {} was removed", code(&header.name)), "its accessor is gone", Major, Major)
}

fn header_type_changed(headers: &Headers<'_>) -> Option<Finding> {
    let (old, new) = headers.case.kept()?;
    let relation = types::relation(headers.sides, &old.type_, &new.type_);
    if relation == Relation::Same && (old.style, old.explode) != (new.style, new.explode) {
        let what = format!("the response header {} is written in another style", code(&new.name));
        return finding(what, "old clients read it otherwise", Patch, Major);
    }
    if relation == Relation::Same {
        return None;
    }
    let what =
        format!("the response header {}: {}", code(&new.name), types::became(headers.sides, &old.type_, &new.type_));
    finding(what, "its accessor gives another type", Major, relation.wire(false, true))
}

/// "the response header `X-Total`"
fn called(header: &ResponseHeader) -> String {
    format!("the response header {}", code(&header.name))
}

/// An accessor gives an `Option` in any case; a client that looks for deviations reports an absent required header.
fn header_became_required(headers: &Headers<'_>) -> Option<Finding> {
    let (_, new) = headers.case.kept().filter(|(old, new)| !old.required && new.required)?;
    finding(format!("{} is always there", called(new)), "nothing to do", Patch, Minor)
}

fn header_became_optional(headers: &Headers<'_>) -> Option<Finding> {
    let (_, new) = headers.case.kept().filter(|(old, new)| old.required && !new.required)?;
    finding(format!("{} may be absent", called(new)), "old clients may wait for it", Patch, Major)
}

fn header_deprecated(headers: &Headers<'_>) -> Option<Finding> {
    let (_, new) = headers.case.kept().filter(|(old, new)| !old.docs.deprecated && new.docs.deprecated)?;
    finding(format!("{} is deprecated", called(new)), "it may go in a later version", Minor, Minor)
}

fn header_undeprecated(headers: &Headers<'_>) -> Option<Finding> {
    let (_, new) = headers.case.kept().filter(|(old, new)| old.docs.deprecated && !new.docs.deprecated)?;
    finding(format!("{} is no longer deprecated", called(new)), "nothing to do", Patch, Patch)
}

fn header_documentation_changed(headers: &Headers<'_>) -> Option<Finding> {
    let (_, new) = headers.case.kept().filter(|(old, new)| types::texts_differ(&old.docs, &new.docs))?;
    finding(format!("{} is described in other words", called(new)), "nothing to do", Patch, Patch)
}
