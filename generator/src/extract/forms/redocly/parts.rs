//! The parts of an operation of Redocly's pages: `## Query parameters:`, and the fields below it.
//!
//! In: the lines below the endpoint. Out: each part that is known by its heading, up to the heading of another page. Of
//! another section nothing is known; a warning says so if it lists fields, or is about a response.

use super::super::super::prose::{self, Line};
use super::super::left_out;
use super::super::listed::Field;
use super::fields;
use crate::diagnostic::Diagnostics;
use crate::ir::StatusPattern;

/// A part of an operation.
pub(super) struct Part<'page> {
    pub heading: Line<'page>,
    pub kind: Kind<'page>,
    /// The text before the fields.
    pub lead: String,
    pub fields: Vec<Field<'page>>,
}

/// What a heading says that a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'page> {
    /// `Query parameters`, by where they are sent.
    Parameters(&'static str),
    /// `Request fields (application/json)`
    Body(Option<&'page str>),
    /// `Response 200 fields (application/json)`, `Response 204`
    Response(&'page str, Option<&'page str>),
}

const LOCATIONS: [&str; 4] = ["path", "query", "header", "cookie"];

impl<'page> Kind<'page> {
    /// `None` if a heading is of no known kind.
    pub fn of(title: &'page str) -> Option<Self> {
        let lower = title.to_ascii_lowercase();
        if let Some(word) = lower.strip_suffix(" parameters") {
            return LOCATIONS.into_iter().find(|location| *location == word).map(Kind::Parameters);
        }
        let mut words = title.split_whitespace();
        match words.next()?.to_ascii_lowercase().as_str() {
            "request" if lower.starts_with("request fields") => Some(Kind::Body(media_type(title))),
            "response" => {
                let code = words.next().filter(|code| StatusPattern::of_key(code).is_some())?;
                Some(Kind::Response(code, media_type(title)))
            }
            _ => None,
        }
    }
}

/// The media type in `Request fields (application/json)`.
fn media_type(title: &str) -> Option<&str> {
    let (_, media_type) = title.strip_suffix(')')?.rsplit_once('(')?;
    Some(media_type.trim()).filter(|media_type| media_type.contains('/'))
}

/// Reads the parts up to the heading of another page.
pub(super) fn read<'page>(dx: &mut Diagnostics, lines: &[Line<'page>]) -> Vec<Part<'page>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = lines;
    while let Some((heading, after)) = rest.split_first() {
        let Some((level, title)) = heading.heading() else {
            rest = after;
            continue;
        };
        if level == 1 {
            break;
        }
        let is_next =
            |line: &Line| line.heading().is_some_and(|(other, title)| other <= level || kind(title).is_some());
        let end = after.iter().position(is_next);
        let (own, others) = after.split_at(end.unwrap_or(after.len()));
        rest = others;
        match kind(title) {
            Some(kind) => parts.push(part(dx, *heading, kind, own)),
            None => unknown(dx, heading, title, own),
        }
    }
    parts
}

/// What a heading says with or without its colon.
fn kind(title: &str) -> Option<Kind<'_>> {
    Kind::of(title.trim_end_matches(':').trim_end())
}

fn part<'page>(dx: &mut Diagnostics, heading: Line<'page>, kind: Kind<'page>, own: &[Line<'page>]) -> Part<'page> {
    // Descriptions have headings, too; one below the last field begins something else.
    let last = own.iter().rposition(fields::begins).unwrap_or(0);
    let behind = own.iter().skip(last).position(|line| line.heading().is_some());
    let own = own.get(..behind.map_or(own.len(), |behind| last + behind)).unwrap_or_default();
    let start = own.iter().position(fields::begins).unwrap_or(own.len());
    let (lead, listed) = own.split_at(start);
    let is_list = |line: &&Line| {
        let text = line.text.trim_start();
        text.starts_with("- `") || (listed.is_empty() && text.starts_with(['-', '*', '|']))
    };
    if let Some(line) = lead.iter().find(is_list) {
        left_out(dx, "the items of this list are no fields with types, `name` (type)", line.place);
    }
    Part { heading, kind, lead: prose::text(lead), fields: fields::read(dx, listed) }
}

/// A section of another kind: prose, unless it lists fields or is that of a status.
fn unknown(dx: &mut Diagnostics, heading: &Line, title: &str, own: &[Line]) {
    let status = title.strip_prefix("Response ").and_then(|rest| rest.chars().next());
    if status.is_some_and(|first| first.is_ascii_digit()) || own.iter().any(fields::begins) {
        left_out(dx, &format!("`{title}` is no section that pages of this form have"), heading.place);
    }
}
