//! Renders messages for people, the way rustc does.
//!
//! In: all messages and the sources. Out: text, errors first: for each message its code, what is wrong, page, line,
//! column and JSON pointer, the part of the page that it is about with the offending part marked, related places the
//! same, and what to do:
//!
//! ```text
//! warning[untyped-schema]: the schema says nothing; it is read as any value
//!   --> flow-callbacks.md:9:2057
//!    |
//!    |   {
//!    |     …
//!    |     "is_enabled": {"type": "object"},
//!    |                   ^^^^^^^^^^^^^^^^^^
//!    |     …
//!    |   }
//!    = note: at `/components/schemas/Flows/properties/is_enabled`
//! ```
//!
//! A fragment is often one long line; its excerpt is re-indented. What pages hold is shown as [`crate::visible`] text, so
//! that it cannot steer whatever shows the messages. Nothing is printed here.

mod excerpt;
pub mod finding;
pub mod inventory;
pub mod machine;
pub mod meaning;
pub mod settled;
mod summary;

use crate::diagnostic::{At, Diagnostic, Diagnostics, Severity};
use crate::locate::{self, Found, Index};
use crate::visible;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use excerpt::Excerpt;
use std::collections::BTreeMap;

/// How messages are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// With terminal colours.
    pub colour: bool,
    /// All messages, notes too.
    pub verbose: bool,
}

/// How many messages of one code are shown.
const OF_A_CODE: usize = 20;
/// Half of the longest pointer that is shown in full, in characters.
const POINTER: usize = 120;
/// How many related places of one message are shown.
const RELATED: usize = 4;

/// Renders all messages, and counts them at the end. Empty if there are none to show or count.
pub fn render(dx: &Diagnostics, options: Options) -> String {
    let renderer = if options.colour { Renderer::styled() } else { Renderer::plain() };
    let mut index = Index::default();
    let mut text = String::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        if severity == Severity::Note && !options.verbose {
            continue;
        }
        for (code, diagnostics) in by_code(dx, severity) {
            let shown = if options.verbose { diagnostics.len() } else { OF_A_CODE.min(diagnostics.len()) };
            for diagnostic in diagnostics.iter().take(shown) {
                text.push_str(&one(&mut index, dx, diagnostic, &renderer));
                text.push_str("\n\n");
            }
            if shown < diagnostics.len() {
                let more = diagnostics.len() - shown;
                text.push_str(&format!("{}: {more} more of `{code}` (`--verbose` shows them)\n\n", name(severity)));
            }
            if let Some(summary) = summary::summary(dx, &diagnostics) {
                text.push_str(&format!("{}s of `{code}` {}\n\n", name(severity), visible::line(&summary)));
            }
        }
    }
    if let Some(count) = count(dx) {
        text.push_str(&count);
        text.push('\n');
    }
    text
}

/// The messages of a severity that are to be shown, by code, in the order in which the codes first came up; of a code
/// the most telling ones first.
fn by_code(dx: &Diagnostics, severity: Severity) -> Vec<(&'static str, Vec<&Diagnostic>)> {
    let mut groups: indexmap::IndexMap<&'static str, Vec<&Diagnostic>> = indexmap::IndexMap::new();
    for diagnostic in dx.list.iter().filter(|diagnostic| diagnostic.severity == severity && !diagnostic.settled) {
        groups.entry(diagnostic.code).or_default().push(diagnostic);
    }
    for group in groups.values_mut() {
        group.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.weight));
    }
    groups.into_iter().collect()
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// How many messages of each severity there are: `1 error, 3 warnings (2 more settled by overlays), 5 notes`.
fn count(dx: &Diagnostics) -> Option<String> {
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    let mut settled = 0;
    for diagnostic in &dx.list {
        if diagnostic.settled {
            settled += 1;
        } else {
            *counts.entry(diagnostic.severity).or_default() += 1;
        }
    }
    let mut parts = Vec::new();
    for (severity, count) in counts {
        let plural = if count == 1 { "" } else { "s" };
        parts.push(format!("{count} {}{plural}", name(severity)));
    }
    if settled > 0 {
        parts.push(format!("{settled} settled by overlays"));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A place to show: where it is, the excerpt, and what it says.
struct Shown {
    found: Found,
    excerpt: Excerpt,
    label: Option<String>,
    is_primary: bool,
}

fn one(index: &mut Index, dx: &Diagnostics, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let places = places(index, dx, diagnostic);
    let message = visible::line(&diagnostic.message);
    let mut group = level.primary_title(message.as_ref()).id(diagnostic.code).elements(Vec::<Origin>::new());
    if let (At::File(path), true) = (&diagnostic.at, places.is_empty()) {
        group = group.element(Origin::path(visible::line(path)));
    }
    for shown in &places {
        group = place(group, shown);
    }
    let elsewhere = elsewhere(dx, diagnostic, &places);
    let notes = pointers(&places).into_iter().chain(elsewhere);
    for note in notes {
        group = group.element(Level::NOTE.message(visible::line(&note).into_owned()));
    }
    if let Some(help) = diagnostic.help.as_deref() {
        group = group.element(Level::HELP.message(visible::lines(help)));
    }
    let rendered = renderer.render(&[group]);
    let lines: Vec<&str> = rendered.lines().filter(|line| !is_separator(line)).collect();
    lines.join("\n")
}

/// The primary place, then a few of the related ones. A related place that is the primary one only adds its label.
fn places(index: &mut Index, dx: &Diagnostics, diagnostic: &Diagnostic) -> Vec<Shown> {
    let mut places: Vec<Shown> = Vec::new();
    if let Some(found) = locate::origins(index, &dx.sources, &diagnostic.at).into_iter().next() {
        let excerpt = excerpt::excerpt(index, &dx.sources, &found, matches!(diagnostic.at, At::Key(_)));
        places.push(Shown { found, excerpt, label: None, is_primary: true });
    }
    for (label, at) in &diagnostic.related {
        let all = locate::origins(index, &dx.sources, at);
        let more = if all.len() > 1 { format!(" (and in {} more)", all.len() - 1) } else { String::new() };
        let label = Some(visible::line(&format!("{label}{more}")).into_owned());
        let Some(found) = all.into_iter().next() else { continue };
        if let Some(same) =
            places.iter_mut().find(|shown| shown.is_primary && shown.label.is_none() && shown.found == found)
        {
            same.label = label;
        } else if places.len() <= RELATED {
            let excerpt = excerpt::excerpt(index, &dx.sources, &found, matches!(at, At::Key(_)));
            places.push(Shown { found, excerpt, label, is_primary: false });
        }
    }
    places
}

/// Adds page, line and column, and the excerpt.
fn place<'text>(group: Group<'text>, shown: &'text Shown) -> Group<'text> {
    let origin = &shown.found.origin;
    let group = group.element(Origin::path(visible::line(&origin.page)).line(origin.line).char_column(origin.column));
    let excerpt = &shown.excerpt;
    if excerpt.text.is_empty() {
        return match &shown.label {
            Some(label) => group.element(Level::NOTE.message(label.as_str())),
            None => group,
        };
    }
    let kind = if shown.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
    let snippet = Snippet::source(excerpt.text.as_str())
        .line_start(excerpt.line.unwrap_or(1))
        .line_numbering(excerpt.line.is_some())
        .fold(false)
        .annotation(kind.span(excerpt.mark.clone()).label(shown.label.as_deref()));
    group.element(snippet)
}

/// The JSON pointers of the places, each once.
fn pointers(places: &[Shown]) -> Vec<String> {
    let mut pointers: Vec<String> = Vec::new();
    for shown in places.iter().filter(|shown| shown.found.fragment.is_some()) {
        let pointer = &shown.found.origin.pointer;
        let pointer = shortened(pointer);
        let note =
            if pointer.is_empty() { "at the root of the document".to_owned() } else { format!("at `{pointer}`") };
        if !pointers.contains(&note) {
            pointers.push(note);
        }
    }
    pointers
}

/// A pointer without its middle, if it is very long.
fn shortened(pointer: &str) -> String {
    let count = pointer.chars().count();
    if count <= 2 * POINTER {
        return pointer.to_owned();
    }
    let head: String = pointer.chars().take(POINTER).collect();
    let tail: String = pointer.chars().skip(count - POINTER).collect();
    format!("{head}…{tail}")
}

/// How many places are not shown.
fn elsewhere(dx: &Diagnostics, diagnostic: &Diagnostic, places: &[Shown]) -> Option<String> {
    let labelled = places.iter().filter(|shown| shown.label.is_some()).count();
    let hidden = diagnostic.related.len().saturating_sub(labelled);
    if hidden > 0 && labelled > 0 {
        return Some(format!("{hidden} more say something else again"));
    }
    let (At::Place(place) | At::Key(place)) = diagnostic.at else { return None };
    let others = dx.sources.places.resolve_all(place).len().saturating_sub(1);
    let plural = if others == 1 { "" } else { "s" };
    (others > 0 && labelled == 0).then(|| format!("the same stands in {others} other place{plural}"))
}

/// Whether a line only separates an excerpt that has no path of its own from what is above it.
fn is_separator(line: &str) -> bool {
    let mut plain = String::new();
    let mut in_escape = false;
    for character in line.chars() {
        match character {
            '\u{1b}' => in_escape = true,
            'm' if in_escape => in_escape = false,
            _ if in_escape => {}
            _ => plain.push(character),
        }
    }
    plain.trim() == ":::"
}
