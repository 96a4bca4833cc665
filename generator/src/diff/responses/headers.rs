//! Rules about documented response headers.
//!
//! A header of a success has an accessor, of a type that the first success with such a header documents. What else
//! documents headers, further successes and errors, is compared too: callers read those headers by their names.

use super::{received, status};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::diff::constraints;
use crate::diff::matching::Sides;
use crate::diff::rule::{Case, Finding, Found, finding, found, pair};
use crate::diff::types::{self, Relation};
use crate::ir::{Operation, Response, ResponseHeader};

/// What a rule about headers looks at.
struct Headers<'a> {
    sides: &'a Sides<'a>,
    case: Case<&'a ResponseHeader>,
    /// It is the one that types the accessor.
    has_accessor: bool,
}

type Rule = fn(&Headers<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("response-header-added", added),
    ("response-header-removed", removed),
    ("response-header-type-changed", type_changed),
    ("response-header-became-required", became_required),
    ("response-header-became-optional", became_optional),
    ("response-header-deprecated", deprecated),
    ("response-header-undeprecated", undeprecated),
    ("response-header-documentation-changed", documentation_changed),
];

const CONSTRAINTS: constraints::Ids = [
    "response-header-constraint-tightened",
    "response-header-constraint-loosened",
    "response-header-constraint-changed",
];

/// The ids of the rules.
pub fn ids() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(id, _)| *id).chain(CONSTRAINTS)
}

/// What changed in the headers of the responses of an operation. A change that several responses have is told once.
pub fn check(sides: &Sides<'_>, old: &Operation, new: &Operation) -> Vec<Found> {
    let accessors = cases(sides, &accessors(old), &accessors(new), true);
    let is_known = |(_, one): &Named| {
        accessors.iter().any(|(_, other)| one.rule == other.rule && one.finding.what == other.finding.what)
    };
    let mut looked_up: Vec<(Named, Vec<String>)> = Vec::new();
    for after in new.successes.iter().chain(&new.errors) {
        let mut responses = old.successes.iter().chain(&old.errors);
        let Some(before) = responses.find(|before| before.status == after.status) else { continue };
        let is_error = new.errors.contains(after);
        for named in cases(sides, &headers(before), &headers(after), false) {
            match looked_up.iter_mut().find(|(known, _)| known.1.finding == named.1.finding) {
                Some((_, answers)) => answers.push(status(after)),
                None if is_error || !is_known(&named) => looked_up.push((named, vec![status(after)])),
                None => {}
            }
        }
    }
    let answers = looked_up.into_iter().map(|(named, answers)| of_answers(named, &answers));
    accessors.into_iter().map(|(_, found)| found).chain(answers).collect()
}

/// What was found, behind what the header is called in it.
type Named = (String, Found);

/// Names the responses that have the header: "the response header `X-Total` of `201`, `404`"
fn of_answers((called, mut found): Named, answers: &[String]) -> Found {
    let rest = found.finding.what.strip_prefix(&called).unwrap_or_default();
    found.finding.what = format!("{called} of {}{rest}", answers.join(", "));
    found
}

fn cases(sides: &Sides<'_>, old: &[&ResponseHeader], new: &[&ResponseHeader], has_accessor: bool) -> Vec<Named> {
    let mut list = Vec::new();
    for case in pair(old, new, |header| header.name.to_ascii_lowercase()) {
        let headers = Headers { sides, case, has_accessor };
        let mut all = found(RULES.iter().map(|(id, rule)| (*id, rule(&headers))));
        if let Some((old, new)) = case.kept() {
            let place = received(called(&headers), &old.docs.constraints, &new.docs.constraints);
            all.extend(constraints::check(CONSTRAINTS, &place));
        }
        list.extend(all.into_iter().map(|found| (called(&headers), found)));
    }
    list
}

fn headers(response: &Response) -> Vec<&ResponseHeader> {
    response.headers.iter().collect()
}

/// The documented headers of all successes, each once.
fn accessors(operation: &Operation) -> Vec<&ResponseHeader> {
    let mut seen: Vec<&ResponseHeader> = Vec::new();
    for header in operation.successes.iter().flat_map(|response| &response.headers) {
        if !seen.iter().any(|other| other.name.eq_ignore_ascii_case(&header.name)) {
            seen.push(header);
        }
    }
    seen
}

/// "the response header `X-Total`"
fn called(headers: &Headers<'_>) -> String {
    format!("the response header {}", code(&headers.case.latest().name))
}

/// The meaning and the Rust verdict where the header has an accessor, or else those where callers look it up by its name.
fn judged(
    headers: &Headers<'_>,
    accessor: (&'static str, Verdict),
    looked_up: &'static str,
) -> (&'static str, Verdict) {
    if headers.has_accessor { accessor } else { (looked_up, Patch) }
}

fn added(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.added()?;
    let (meaning, rust) = judged(headers, ("it has an accessor", Minor), "callers can look it up");
    finding(format!("{} was added", called(headers)), meaning, rust, Minor)
}

fn removed(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.removed()?;
    let (meaning, rust) = judged(headers, ("its accessor is gone", Major), "callers may not find it any more");
    finding(format!("{} was removed", called(headers)), meaning, rust, Major)
}

fn type_changed(headers: &Headers<'_>) -> Option<Finding> {
    let (old, new) = headers.case.kept()?;
    let relation = types::relation(headers.sides, &old.type_, &new.type_);
    if relation == Relation::Same && (old.style, old.explode) != (new.style, new.explode) {
        let what = format!("{} is written in another style", called(headers));
        return finding(what, "old clients read it otherwise", Patch, Major);
    }
    if relation == Relation::Same {
        return None;
    }
    let what = format!("{}: {}", called(headers), types::became(headers.sides, &old.type_, &new.type_));
    let looked_up = "callers that look it up find another type";
    let (meaning, rust) = judged(headers, ("its accessor gives another type", Major), looked_up);
    finding(what, meaning, rust, relation.wire(false, true))
}

/// An accessor gives an `Option` in any case; a client that looks for deviations reports an absent required header.
fn became_required(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.kept().filter(|(old, new)| !old.required && new.required)?;
    finding(format!("{} is always there", called(headers)), "nothing to do", Patch, Minor)
}

fn became_optional(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.kept().filter(|(old, new)| old.required && !new.required)?;
    finding(format!("{} may be absent", called(headers)), "old clients may wait for it", Patch, Major)
}

fn deprecated(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.kept().filter(|(old, new)| !old.docs.deprecated && new.docs.deprecated)?;
    let rust = if headers.has_accessor { Minor } else { Patch };
    finding(format!("{} is deprecated", called(headers)), "it may go in a later version", rust, Minor)
}

fn undeprecated(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.kept().filter(|(old, new)| old.docs.deprecated && !new.docs.deprecated)?;
    finding(format!("{} is no longer deprecated", called(headers)), "nothing to do", Patch, Patch)
}

fn documentation_changed(headers: &Headers<'_>) -> Option<Finding> {
    headers.case.kept().filter(|(old, new)| types::texts_differ(&old.docs, &new.docs))?;
    finding(format!("{} is described in other words", called(headers)), "nothing to do", Patch, Patch)
}
