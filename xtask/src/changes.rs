//! What changed in an API, as a maintainer reads it.
//!
//! In: an [`ApiDiff`]. Out: text for a terminal, Markdown for a pull request, or JSON for programs. Majors come first,
//! changes of one cause are one line ([`fold`]), and every line has its two verdicts and the rule that found it:
//!
//! ```text
//! 13 changes: minor for Rust, minor for the wire
//! minor:
//!   list_flow_callbacks (GET /api/v1/flows/{flow}/callbacks)
//!     minor, wire minor: the query parameter `page` was added; calls can set it by `page` [parameter-added-optional]
//! 12 changes of documentation only: 2 of operations, 10 of models
//! ```
//!
//! JSON has every change. Decides nothing: all verdicts are the generator's.

pub mod fold;

use crate::print::count;
use fold::{Folded, Line};
use generator::changes::{ApiDiff, Change, Fate, Subject, SubjectKind, Verdict, code};
use generator::visible;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Text for a terminal; empty if nothing changed. With `verbose`, every change has its line.
pub fn text(diff: &ApiDiff, verbose: bool) -> String {
    let Some(headline) = headline(diff) else { return String::new() };
    let folded = folded(diff, verbose);
    let mut text = format!("{headline}\n");
    for (verdict, lines) in by_verdict(&folded) {
        let _ = writeln!(text, "{}:", verdict.text());
        text.push_str(&listed(&lines, "  ", with_verdicts));
    }
    text.extend(folded.documentation().map(|documentation| documentation + "\n"));
    text
}

/// [`text`] for a crate that nobody depends on yet.
pub fn text_without_verdicts(diff: &ApiDiff, verbose: bool) -> String {
    if diff.is_empty() {
        return String::new();
    }
    let folded = folded(diff, verbose);
    let mut text = format!("{} since the last run\n", count(diff.changes.len(), "change", "changes"));
    text.push_str(&listed(&folded.lines.iter().collect::<Vec<_>>(), "", |line| {
        visible::line(&format!("{}; {} [{}]", line.text(), line.meaning, line.rule)).into_owned()
    }));
    text.extend(folded.documentation().map(|documentation| documentation + "\n"));
    text
}

fn folded(diff: &ApiDiff, verbose: bool) -> Folded<'_> {
    if verbose { fold::unfolded(&diff.changes) } else { fold::fold(&diff.changes) }
}

/// Lines by the greater of their verdicts, as they are sorted. (The changelog has them by the one for Rust.)
fn by_verdict<'a>(folded: &'a Folded<'a>) -> Vec<(Verdict, Vec<&'a Line<'a>>)> {
    let lines = |verdict| folded.lines.iter().filter(|line| line.verdict() == verdict).collect::<Vec<_>>();
    let all = [Verdict::Major, Verdict::Minor, Verdict::Patch].map(|verdict| (verdict, lines(verdict)));
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

/// Lines below the items that they are about; the API itself needs no name.
fn listed(lines: &[&Line<'_>], indentation: &str, text_of: impl Fn(&Line<'_>) -> String) -> String {
    let mut groups: Vec<(&[&Subject], Vec<&Line<'_>>)> = Vec::new();
    for line in lines {
        match groups.iter_mut().find(|(items, _)| *items == line.subjects) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((&line.subjects, vec![line])),
        }
    }
    let mut text = String::new();
    for (items, lines) in groups {
        let named = subjects(items, named);
        let deeper = if named.is_some() { "  " } else { "" };
        text.extend(named.map(|named| format!("{indentation}{named}\n")));
        for line in lines {
            let _ = writeln!(text, "{indentation}{deeper}{}", text_of(line));
        }
    }
    text
}

fn with_verdicts(line: &Line<'_>) -> String {
    let (rust, wire) = (line.rust.text(), line.wire.text());
    let text = format!("{rust}, wire {wire}: {}; {} [{}]", line.text(), line.meaning, line.rule);
    visible::line(&text).into_owned()
}

/// Markdown for a pull request; says so if nothing changed. With `verbose`, every change has its line.
pub fn markdown(diff: &ApiDiff, verbose: bool) -> String {
    let Some(headline) = headline(diff) else { return "Nothing changed in the API.\n".to_owned() };
    let folded = folded(diff, verbose);
    let mut text = format!("**{headline}**\n");
    for (verdict, lines) in by_verdict(&folded) {
        let _ = writeln!(text, "\n### {}\n", title(verdict));
        text.push_str("| | Rust | wire | change | for callers |\n| --- | --- | --- | --- | --- |\n");
        for line in lines {
            let subject = subjects(&line.subjects, in_markdown).unwrap_or_default();
            let cells = [&subject, line.rust.text(), line.wire.text(), &line.text(), &line.meaning];
            let cells = cells.map(|cell| visible::line(cell).replace('|', "\\|"));
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
    text.extend(folded.documentation().map(|documentation| format!("\n{documentation}\n")));
    text
}

/// The heading of what has a verdict.
pub fn title(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Major => "Major",
        Verdict::Minor => "Minor",
        Verdict::Patch => "Patch",
    }
}

/// One JSON object, with a line end.
pub fn machine(diff: &ApiDiff) -> String {
    visible::json(&format!("{:#}\n", value(diff)))
}

/// [`machine`], as a value.
pub fn value(diff: &ApiDiff) -> Value {
    let verdict = |verdict: Option<Verdict>| verdict.map(Verdict::text);
    let changes: Vec<Value> = diff.changes.iter().map(object).collect();
    json!({ "rust": verdict(diff.rust()), "wire": verdict(diff.wire()), "changes": changes })
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

/// "`a` (`GET /a`)", "3 operations (…, … and …)"; `None` for the API itself. `name` gives the name of one.
pub fn subjects(list: &[&Subject], name: fn(&Subject) -> String) -> Option<String> {
    let nouns = match list.first()?.kind {
        SubjectKind::Api => return None,
        SubjectKind::Operation => "operations",
        SubjectKind::Model => "models",
    };
    let names: Vec<String> = list.iter().map(|subject| name(subject)).collect();
    match names.as_slice() {
        [name] => Some(name.clone()),
        names => Some(format!("{} {nouns} ({})", names.len(), fold::first(names))),
    }
}

/// `list_flows (GET /flows)`, or `Flows`.
fn named(subject: &Subject) -> String {
    let Subject { name, wire, .. } = subject;
    let text = if name == wire { name.clone() } else { format!("{name} ({wire})") };
    visible::line(&text).into_owned()
}

/// The same in Markdown; types by their names alone.
pub fn in_markdown(subject: &Subject) -> String {
    match subject.kind {
        SubjectKind::Operation => format!("{} ({})", code(&subject.name), code(&subject.wire)),
        SubjectKind::Api | SubjectKind::Model => code(&subject.name),
    }
}
