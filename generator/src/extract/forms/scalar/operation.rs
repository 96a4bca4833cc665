//! An operation of a page of Scalar.
//!
//! In: the lines of a page, and where the operation's method stands. Out: method, path and operation. The headings below
//! it say what follows: `Parameters` and a heading for each, `Request Body`, `Responses`, `Status: 200 OK`, `Content-Type: …`.

use super::super::super::prose::{self, Line};
use super::super::tree::{list, object, text, truth};
use super::{item, schema};
use crate::document::{Node, Object, Value};
use crate::ir::Method;
use crate::source::Place;
use std::ops::Range;

/// How the heading of a deprecated operation ends.
const DEPRECATED: &str = "⚠️ Deprecated";

pub(super) struct Read {
    pub path: String,
    pub method: String,
    pub operation: Node,
}

/// What the lines below a heading belong to.
enum Part {
    Parameters,
    Body,
    Responses,
}

pub(super) fn read(lines: &[Line], own: Range<usize>, start: usize) -> Option<Read> {
    let method = item(lines.get(start)?.text, "Method")?.to_ascii_lowercase();
    let place = lines.get(start)?.place;
    let mut body = lines.get(start..own.end).unwrap_or_default();
    let path = body.iter().find_map(|line| item(line.text, "Path"))?;
    if Method::of_key(&method).is_none() || !path.starts_with('/') {
        return None;
    }
    let (level, title) = (own.start..start).rev().find_map(|at| lines.get(at)?.heading())?;
    // The heading of the next operation, or of what follows the last one.
    let next = body.iter().position(|line| line.heading().is_some_and(|(other, _)| other <= level));
    body = body.get(..next.unwrap_or(body.len())).unwrap_or_default();
    let old_title = title.strip_suffix(DEPRECATED).map(str::trim_end);
    let mut operation = Object::from_iter([("summary".to_owned(), text(place, old_title.unwrap_or(title)))]);
    operation.extend(old_title.map(|_| ("deprecated".to_owned(), truth(place, true))));
    let (head, parts) = body.split_at(body.iter().position(|line| line.heading().is_some()).unwrap_or(body.len()));
    described(&mut operation, place, head);
    sections(&mut operation, place, parts);
    operation
        .entry("responses".into())
        .or_insert_with(|| object(place, [("default", object(place, [("description", text(place, "unspecified"))]))]));
    Some(Read { path: path.to_owned(), method, operation: Node::at(place, Value::Object(operation)) })
}

/// The tags and the description.
fn described(operation: &mut Object, place: Place, head: &[Line]) {
    if let Some((at, tags)) = super::first(head, "Tags") {
        let tags = tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(|tag| text(at, tag));
        operation.insert("tags".into(), list(at, tags.collect::<Vec<_>>()));
    }
    let words: Vec<Line> = head.iter().copied().filter(|line| !line.text.starts_with("- **")).collect();
    let words = prose::text(&words);
    if !words.is_empty() {
        operation.insert("description".into(), text(place, words));
    }
}

/// Reads the parts below the headings.
fn sections(operation: &mut Object, place: Place, lines: &[Line]) {
    let mut part = None;
    let mut parameters = Vec::new();
    let mut content = Object::new();
    let mut responses = Object::new();
    let mut code = String::new();
    let mut is_required = false;
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let Some((_, title)) = line.heading() else {
            rest = after;
            continue;
        };
        let (below, others) =
            after.split_at(after.iter().position(|line| line.heading().is_some()).unwrap_or(after.len()));
        rest = others;
        if let Some(status) = title.strip_prefix("Status: ") {
            part = Some(Part::Responses);
            let (status, words) = status.split_once(' ').unwrap_or((status, ""));
            code = status.to_owned();
            responses
                .entry(code.clone())
                .or_insert_with(|| object(line.place, [("description", text(line.place, words))]));
            continue;
        }
        match (title, &part) {
            ("Parameters", _) => part = Some(Part::Parameters),
            ("Request Body" | "Request Body required", _) => {
                is_required = title.ends_with("required");
                part = Some(Part::Body);
            }
            ("Responses", _) => part = Some(Part::Responses),
            (name, Some(Part::Parameters)) => parameters.extend(parameter(line.place, name, below)),
            (name, Some(Part::Body)) => media_type(&mut content, line.place, name, below),
            (name, Some(Part::Responses)) => {
                if let Some(response) = responses.get_mut(&code).and_then(Node::as_object_mut) {
                    let content = response.entry("content".into()).or_insert_with(|| object::<String>(line.place, []));
                    content
                        .as_object_mut()
                        .into_iter()
                        .for_each(|content| media_type(content, line.place, name, below));
                }
            }
            (_, None) => {}
        }
    }
    if !parameters.is_empty() {
        operation.insert("parameters".into(), list(place, parameters));
    }
    if !content.is_empty() {
        let required = is_required.then(|| ("required".to_owned(), truth(place, true)));
        let content = ("content".to_owned(), Node::at(place, Value::Object(content)));
        operation.insert("requestBody".into(), object(place, required.into_iter().chain([content])));
    }
    if !responses.is_empty() {
        operation.insert("responses".into(), Node::at(place, Value::Object(responses)));
    }
}

/// `` `limit` required`` and the lines below.
fn parameter(place: Place, title: &str, lines: &[Line]) -> Option<Node> {
    let (name, flags) = title.strip_prefix('`')?.split_once('`')?;
    let location = super::first(lines, "In").map_or("query", |(_, location)| location);
    let is_type = |line: &&Line| line.text.starts_with('`');
    let words: Vec<Line> =
        lines.iter().copied().filter(|line| !line.text.starts_with("- **In:") && !is_type(&line)).collect();
    let is_nested = words.iter().any(|line| line.text.starts_with("**") || line.text.starts_with("- **`"));
    let first = lines.iter().position(|line| is_type(&line)).unwrap_or(lines.len());
    let schema = schema::read(place, lines.get(first..).unwrap_or_default());
    let is_required = location == "path" || flags.contains("required");
    let mut parameter = Object::from_iter([
        ("name".to_owned(), text(place, name)),
        ("in".to_owned(), text(place, location)),
        ("required".to_owned(), truth(place, is_required)),
    ]);
    let said = if is_nested { prose::text(lines.get(..first).unwrap_or_default()) } else { prose::text(&words) };
    if !said.is_empty() && !said.starts_with("- **In:") {
        parameter.insert("description".into(), text(place, said));
    }
    parameter.insert("schema".into(), schema);
    Some(Node::at(place, Value::Object(parameter)))
}

fn media_type(content: &mut Object, place: Place, title: &str, lines: &[Line]) {
    let Some(name) = title.strip_prefix("Content-Type: ") else { return };
    let end = lines.iter().position(|line| line.text.starts_with("**Example")).unwrap_or(lines.len());
    let schema = schema::read(place, lines.get(..end).unwrap_or_default());
    content.entry(name.to_owned()).or_insert_with(|| object(place, [("schema", schema)]));
}
