//! What changed in an API, as a maintainer reads it.
//!
//! In: an [`ApiDiff`]. Out: text for a terminal, Markdown for a pull request, or JSON for programs. Items are grouped
//! by what became of them, and every change has its two verdicts and the rule that found it:
//!
//! ```text
//! 1 change: minor for Rust, minor for the wire
//! operations changed:
//!   list_flow_callbacks (GET /api/v1/flows/{flow}/callbacks)
//!     minor, wire minor: the query parameter `page` was added; calls can set it by `page` [parameter-added-optional]
//! ```
//!
//! Decides nothing: all verdicts are the generator's.

use crate::print::count;
use generator::changes::{ApiDiff, Change, Fate, Subject, SubjectKind, Verdict, code};
use generator::visible;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Text for a terminal; empty if nothing changed.
pub fn text(diff: &ApiDiff) -> String {
    let Some(headline) = headline(diff) else { return String::new() };
    listed(diff, &headline, line)
}

/// [`text`] for a crate that nobody depends on yet.
pub fn text_without_verdicts(diff: &ApiDiff) -> String {
    if diff.is_empty() {
        return String::new();
    }
    let headline = format!("{} since the last run", count(diff.changes.len(), "change", "changes"));
    listed(diff, &headline, |change| {
        visible::line(&format!("{}; {} [{}]", change.what, change.meaning, change.rule)).into_owned()
    })
}

fn listed(diff: &ApiDiff, headline: &str, line: impl Fn(&Change) -> String) -> String {
    let mut text = format!("{headline}\n");
    for (title, changes) in groups(diff) {
        let _ = writeln!(text, "{title}:");
        for (subject, changes) in subjects(&changes) {
            let indentation = if let Some(subject) = named(subject) {
                let _ = writeln!(text, "  {subject}");
                "    "
            } else {
                "  "
            };
            for change in changes {
                let _ = writeln!(text, "{indentation}{}", line(change));
            }
        }
    }
    text
}

/// Markdown for a pull request; says so if nothing changed.
pub fn markdown(diff: &ApiDiff) -> String {
    let Some(headline) = headline(diff) else { return "Nothing changed in the API.\n".to_owned() };
    let mut text = format!("**{headline}**\n");
    for (title, changes) in groups(diff) {
        let mut letters = title.chars();
        let first = letters.next().map(char::to_uppercase).into_iter().flatten();
        let _ = writeln!(text, "\n### {}\n", first.chain(letters).collect::<String>());
        text.push_str("| | Rust | wire | change | for callers |\n| --- | --- | --- | --- | --- |\n");
        for change in changes {
            let subject = match change.subject.kind {
                SubjectKind::Api => String::new(),
                SubjectKind::Operation | SubjectKind::Model => code(&change.subject.name),
            };
            let cells = [&subject, change.rust.text(), change.wire.text(), &change.what, &change.meaning];
            let cells = cells.map(|cell| visible::line(cell).replace('|', "\\|"));
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
    text
}

/// One JSON object, with a line end.
pub fn machine(diff: &ApiDiff) -> String {
    let verdict = |verdict: Option<Verdict>| verdict.map(Verdict::text);
    let changes: Vec<Value> = diff.changes.iter().map(object).collect();
    let all = json!({ "rust": verdict(diff.rust()), "wire": verdict(diff.wire()), "changes": changes });
    visible::json(&format!("{all:#}\n"))
}

fn object(change: &Change) -> Value {
    let kind = match change.subject.kind {
        SubjectKind::Api => "api",
        SubjectKind::Operation => "operation",
        SubjectKind::Model => "model",
    };
    json!({
        "rule": change.rule,
        "kind": kind,
        "fate": fate(change.subject.fate),
        "name": change.subject.name,
        "item": change.subject.wire,
        "change": change.what,
        "meaning": change.meaning,
        "rust": change.rust.text(),
        "wire": change.wire.text(),
    })
}

/// "2 changes: major for Rust, minor for the wire". `None` if nothing changed.
fn headline(diff: &ApiDiff) -> Option<String> {
    let (rust, wire) = (diff.rust()?, diff.wire()?);
    let changes = count(diff.changes.len(), "change", "changes");
    Some(format!("{changes}: {} for Rust, {} for the wire", rust.text(), wire.text()))
}

/// A change on a line of its own.
pub fn line(change: &Change) -> String {
    let (rust, wire) = (change.rust.text(), change.wire.text());
    visible::line(&format!("{rust}, wire {wire}: {}; {} [{}]", change.what, change.meaning, change.rule)).into_owned()
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Added => "added",
        Fate::Removed => "removed",
        Fate::Changed => "changed",
    }
}

/// Changes by kind of item and what became of it: what is gone first.
fn groups(diff: &ApiDiff) -> Vec<(String, Vec<&Change>)> {
    let mut groups = Vec::new();
    for (kind, title) in
        [(SubjectKind::Api, "API"), (SubjectKind::Operation, "operations"), (SubjectKind::Model, "models")]
    {
        for wanted in [Fate::Removed, Fate::Changed, Fate::Added] {
            let is_in = |change: &&Change| change.subject.kind == kind && change.subject.fate == wanted;
            let changes: Vec<&Change> = diff.changes.iter().filter(is_in).collect();
            if !changes.is_empty() {
                groups.push((format!("{title} {}", fate(wanted)), changes));
            }
        }
    }
    groups
}

/// Changes by item, in their order.
fn subjects<'a>(changes: &[&'a Change]) -> Vec<(&'a Subject, Vec<&'a Change>)> {
    let mut subjects: Vec<(&Subject, Vec<&Change>)> = Vec::new();
    for change in changes {
        match subjects.last_mut() {
            Some((subject, list)) if **subject == change.subject => list.push(change),
            _ => subjects.push((&change.subject, vec![change])),
        }
    }
    subjects
}

/// `list_flows (GET /flows)`, or `Flows`; the API itself needs no name.
fn named(subject: &Subject) -> Option<String> {
    let Subject { name, wire, .. } = subject;
    match subject.kind {
        SubjectKind::Api => None,
        SubjectKind::Operation | SubjectKind::Model if name == wire => Some(visible::line(name).into_owned()),
        SubjectKind::Operation | SubjectKind::Model => Some(visible::line(&format!("{name} ({wire})")).into_owned()),
    }
}
