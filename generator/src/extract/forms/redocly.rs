//! Redocly's pages, which describe an operation in prose.
//!
//! In: the lines of a page such as
//!
//! ```text
//! # List invoices
//!
//! Endpoint: GET /invoices/{id}
//! Version: 2.0.0
//! Security: basicAuth
//!
//! ## Path parameters:
//!
//!   - `id` (string, required)
//!     The number
//!
//! ## Response 200 fields (application/json):
//!
//!   - `lines` (array)
//!
//!   - `lines.price` (number,null, required)
//! ```
//!
//! Out: OpenAPI 3.1. What the text does not say is not said: the elements of a list without fields, formats, the title and
//! the servers of the API, how a credential is sent whose name does not tell (`basic…`, `bearer…`), whether an operation
//! without `Security` needs one. The text of a list at
//! the top of a body is that of an object; it is read as one.

mod fields;
mod security;

use super::super::prose::{self, Line};
use super::Form;
use super::listed::Field;
use super::tree::{object, text, truth};
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Value};
use crate::ir::Method;
use crate::source::Place;
use std::ops::Range;

/// Redocly's pages.
pub(super) struct Redocly;

impl Form for Redocly {
    fn is_prose(&self, page: &str) -> bool {
        let is_head = |line: &str| line.starts_with("Version: ") || line.starts_with("Security: ");
        let is_part = |line: &str| {
            let title = line.strip_prefix("## ").map(|title| title.trim_end().trim_end_matches(':'));
            title.is_some_and(|title| fields::location(title).is_some() || is_body(title))
        };
        // Others write `Endpoint: GET /pets` too.
        page.lines().any(|line| endpoint(line).is_some())
            && (page.lines().zip(page.lines().skip(1)).any(|(line, next)| endpoint(line).is_some() && is_head(next))
                || page.lines().any(is_part))
    }

    fn prose(&self, _: &mut Diagnostics, root: Place, lines: &[Line]) -> Node {
        let mut made = Made { version: None, paths: Object::new(), schemes: Object::new() };
        let starts: Vec<usize> = (0..lines.len()).filter(|at| line(lines, *at).and_then(endpoint).is_some()).collect();
        for (index, start) in starts.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|index| starts.get(index)).map_or(0, |start| start + 1);
            let end = starts.get(index + 1).copied().unwrap_or(lines.len());
            operation(&mut made, lines, before..end, *start);
        }
        let place = Place::NOWHERE;
        let version = made.version.unwrap_or_else(|| text(place, "0"));
        let info = object(place, [("title", text(place, "API")), ("version", version)]);
        let schemes = object(root, [("securitySchemes", Node::at(root, Value::Object(made.schemes)))]);
        object(
            root,
            [
                ("openapi", text(root, "3.1.0")),
                ("info", info),
                ("paths", Node::at(root, Value::Object(made.paths))),
                ("components", schemes),
            ],
        )
    }

    fn settle(&self, _: &mut Diagnostics, documents: &mut [&mut Document]) {
        security::settle(documents);
    }
}

/// What the operations of a page add up to.
struct Made {
    version: Option<Node>,
    paths: Object,
    schemes: Object,
}

fn line<'page>(lines: &[Line<'page>], at: usize) -> Option<&'page str> {
    lines.get(at).map(|line| line.text)
}

/// Method and path of the line `Endpoint: GET /pets`.
fn endpoint(line: &str) -> Option<(String, &str)> {
    let (method, path) = line.strip_prefix("Endpoint: ")?.trim().split_once(' ')?;
    let method = method.to_ascii_lowercase();
    let is_path = path.starts_with('/') && !path.contains(' ');
    (Method::of_key(&method).is_some() && is_path).then_some((method, path))
}

/// Reads the operation whose endpoint stands at a line, within the lines that can be its own.
fn operation(made: &mut Made, lines: &[Line], own: Range<usize>, start: usize) {
    let Some((method, path)) = line(lines, start).and_then(endpoint) else { return };
    let Some(place) = lines.get(start).map(|line| line.place) else { return };
    let title = (own.start..start).rev().find_map(|at| match lines.get(at)?.heading()? {
        (1, title) => Some((at, title)),
        _ => None,
    });
    let mut operation = Object::new();
    if let Some((at, title)) = title {
        let lead = prose::text(lines.get(at + 1..start).unwrap_or_default());
        operation.insert("summary".into(), text(lines.get(at).map_or(place, |line| line.place), title));
        if !lead.is_empty() {
            operation.insert("description".into(), text(place, lead));
        }
    }
    let mut rest = lines.get(start + 1..own.end).unwrap_or_default();
    while let Some((line, after)) = rest.split_first().filter(|(line, _)| !line.text.is_empty()) {
        head(made, &mut operation, line);
        rest = after;
    }
    let parts = parts(rest);
    operation.extend(fields::parameters(place, &parts).map(|node| ("parameters".to_owned(), node)));
    operation.extend(fields::body(place, &parts).map(|node| ("requestBody".to_owned(), node)));
    operation.insert("responses".into(), fields::responses(place, &parts));
    let item = made.paths.entry(path.to_owned()).or_insert_with(|| object::<String>(place, []));
    if let Some(item) = item.as_object_mut() {
        item.entry(method).or_insert(Node::at(place, Value::Object(operation)));
    }
}

/// A line below the endpoint: `Version: 1`, `Security: basicAuth`.
fn head(made: &mut Made, operation: &mut Object, line: &Line) {
    let Some((key, value)) = line.text.split_once(':') else { return };
    let value = value.trim();
    match key {
        "Version" => made.version = made.version.take().or_else(|| Some(text(line.place, value))),
        "Security" => {
            let requirements = security::requirements(line.place, value, &mut made.schemes);
            operation.extend(requirements.map(|requirements| ("security".to_owned(), requirements)));
        }
        _ => {}
    }
}

/// A part of an operation: `## Query parameters:` and its fields.
struct Part<'page> {
    heading: Line<'page>,
    /// `Query parameters`, `Request fields (application/json)`, …
    title: &'page str,
    fields: Vec<Field<'page>>,
}

/// `Request fields (application/json)`, `Response 200 fields`
fn is_body(title: &str) -> bool {
    let mut words = title.split(' ');
    match words.next() {
        Some("Request") => words.next() == Some("fields"),
        Some("Response") => words.nth(1) == Some("fields"),
        _ => false,
    }
}

/// The parts, up to a heading that begins something else.
fn parts<'page>(lines: &[Line<'page>]) -> Vec<Part<'page>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut own: Vec<Line> = Vec::new();
    for line in lines {
        let Some((level, title)) = line.heading() else {
            own.push(*line);
            continue;
        };
        if let Some(last) = parts.last_mut() {
            last.fields = fields::read(&own);
        }
        own.clear();
        let title = title.trim_end_matches(':');
        if level != 2 || !(fields::location(title).is_some() || is_body(title)) {
            return parts;
        }
        parts.push(Part { heading: *line, title, fields: Vec::new() });
    }
    if let Some(last) = parts.last_mut() {
        last.fields = fields::read(&own);
    }
    parts
}

fn flag(place: Place, key: &str, is_set: bool) -> Option<(String, Node)> {
    is_set.then(|| (key.to_owned(), truth(place, true)))
}
