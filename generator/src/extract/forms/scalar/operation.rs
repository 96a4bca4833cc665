//! An operation of a page of Scalar.
//!
//! In: the lines of a page, and where the operation's method stands. Out: method, path and operation. The headings below
//! it say what follows: `Parameters` and a heading for each, `Request Body`, `Responses`, `Status: 200 OK`, `Content-Type: …`.

use super::super::super::prose::{self, Line};
use super::super::left_out;
use super::super::tree::{list, object, text, truth};
use super::schema::Names;
use super::{any_item, first, item, schema};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::ir::Method;
use crate::source::Place;

/// How the heading of a deprecated operation ends.
const DEPRECATED: &str = "⚠️ Deprecated";

/// What describes one operation.
pub(super) struct Section<'lines, 'page> {
    /// The words of its heading, if it has one.
    title: Option<&'page str>,
    /// The lines before the next heading.
    head: &'lines [Line<'page>],
    /// The parts below.
    parts: &'lines [Line<'page>],
}

/// The sections that say a method or a path.
pub(super) fn sections<'lines, 'page>(lines: &'lines [Line<'page>]) -> Vec<Section<'lines, 'page>> {
    let mut sections = Vec::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let heading = line.heading();
        let below = if heading.is_some() { after } else { rest };
        let (head, others) = below.split_at(next(below, usize::MAX));
        rest = others;
        if !head.iter().any(begins) {
            continue;
        }
        let end = heading.map_or(0, |(level, _)| end(others, level));
        // The parts of an operation have no methods and paths.
        let parts = others.get(..end).unwrap_or_default();
        sections.push(Section { title: heading.map(|(_, title)| title), head, parts });
    }
    sections
}

/// Where the parts of an operation end: at a heading of its level or above, unless that one stands in its description, so
/// that parts follow before the next operation.
fn end(lines: &[Line], level: usize) -> usize {
    let end = next(lines, level);
    let is_operation = |at: &usize| {
        let below = lines.get(at + 1..).unwrap_or_default();
        lines.get(*at).is_some_and(|line| line.heading().is_some())
            && below.get(..next(below, usize::MAX)).unwrap_or_default().iter().any(begins)
    };
    let limit = (end..lines.len()).find(is_operation).unwrap_or(lines.len());
    let is_part = |line: &Line| {
        line.heading().is_some_and(|(deeper, title)| {
            let is_known = ["Parameters", "Request Body", "Request Body required", "Responses"].contains(&title);
            deeper > level && (is_known || title.starts_with("Status: "))
        })
    };
    if lines.get(end..limit).unwrap_or_default().iter().any(is_part) { limit } else { end }
}

/// Whether a line says a method or a path, by whatever word.
fn begins(line: &Line) -> bool {
    !line.is_code
        && any_item(line.text).is_some_and(|(key, value)| {
            let is_method =
                value == value.to_ascii_uppercase() && Method::of_key(&value.to_ascii_lowercase()).is_some();
            is_method || ["Method", "Path"].contains(&key)
        })
}

/// Where the next heading of a level, or one above, stands.
fn next(lines: &[Line], level: usize) -> usize {
    lines.iter().position(|line| line.heading().is_some_and(|(other, _)| other <= level)).unwrap_or(lines.len())
}

pub(super) struct Read {
    pub path: String,
    pub method: String,
    pub operation: Node,
}

/// Method, path and operation of a section; `None` if it does not say both, which is reported.
pub(super) fn read(dx: &mut Diagnostics, names: &Names, section: &Section) -> Option<Read> {
    let (said, path) = (first(section.head, "Method"), first(section.head, "Path"));
    let place = section.head.iter().find(|line| begins(line))?.place;
    for key in ["Method", "Path"] {
        let further = section.head.iter().filter(|line| item(line.text, key).is_some()).skip(1);
        further.for_each(|line| left_out(dx, &format!("the section says another `{key}` above"), line.place));
    }
    let method = said.map(|(_, method)| method.to_ascii_lowercase()).filter(|method| Method::of_key(method).is_some());
    let path = path.map(|(_, path)| path).filter(|path| path.starts_with('/'));
    let (Some(method), Some(path)) = (method, path) else {
        left_out(dx, "the section says no method of HTTP, or no path", place);
        return None;
    };
    let mut made = Made { dx, names, path, operation: Object::new(), said: Vec::new() };
    if let Some(title) = section.title {
        let old_title = title.strip_suffix(DEPRECATED).map(str::trim_end);
        made.operation.insert("summary".into(), text(place, old_title.unwrap_or(title)));
        made.operation.extend(old_title.map(|_| ("deprecated".to_owned(), truth(place, true))));
    }
    made.head(section.head);
    made.parts(place, section.parts);
    let Made { mut operation, said, .. } = made;
    if !said.is_empty() {
        operation.insert("description".into(), text(place, said.join("\n\n")));
    }
    operation
        .entry("responses".into())
        .or_insert_with(|| object(place, [("default", object(place, [("description", text(place, "unspecified"))]))]));
    Some(Read { path: path.to_owned(), method, operation: Node::at(place, Value::object(operation)) })
}

/// What the lines below a heading belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Parameters,
    Body,
    Responses,
}

/// An operation while it is read.
struct Made<'run> {
    dx: &'run mut Diagnostics,
    names: &'run Names<'run>,
    path: &'run str,
    operation: Object,
    /// The paragraphs of its description.
    said: Vec<String>,
}

impl Made<'_> {
    /// The tags and the description.
    fn head(&mut self, head: &[Line]) {
        if let Some((at, tags)) = first(head, "Tags") {
            let tags = tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(|tag| text(at, tag));
            self.operation.insert("tags".into(), list(at, tags.collect::<Vec<_>>()));
        }
        let words: Vec<Line> = head.iter().copied().filter(|line| any_item(line.text).is_none()).collect();
        self.said.extend(Some(prose::text(&words)).filter(|words| !words.is_empty()));
    }

    /// Reads the parts below the headings.
    fn parts(&mut self, place: Place, lines: &[Line]) {
        let mut part = None;
        let mut parameters = Vec::new();
        let mut content = Object::new();
        let mut responses = Object::new();
        let mut code = String::new();
        let mut is_required = false;
        let mut about_body = String::new();
        let mut rest = lines;
        while let Some((line, after)) = rest.split_first() {
            let Some((_, title)) = line.heading() else {
                rest = after;
                continue;
            };
            let (below, others) = after.split_at(next(after, usize::MAX));
            rest = others;
            if let Some(status) = title.strip_prefix("Status: ") {
                part = Some(Part::Responses);
                code = self.status(&mut responses, line.place, status, below);
                continue;
            }
            match (title, part) {
                ("Parameters", _) => part = Some(Part::Parameters),
                ("Request Body" | "Request Body required", _) => {
                    let says = |line: &Line| {
                        line.text.trim() == "**Required:** true" || item(line.text, "Required") == Some("true")
                    };
                    is_required = title.ends_with("required") || below.iter().any(says);
                    part = Some(Part::Body);
                    self.untyped(&mut content, line.place, below);
                    if content.is_empty() {
                        about_body = prose::text(&below.iter().copied().filter(|line| !says(line)).collect::<Vec<_>>());
                    }
                }
                ("Responses", _) => part = Some(Part::Responses),
                (name, Some(Part::Parameters)) => parameters.extend(self.parameter(line.place, name, below)),
                (name, Some(Part::Body)) => self.media_type(&mut content, line.place, name, below),
                (name, Some(Part::Responses)) => match responses.get_mut(&code).and_then(Node::as_object_mut) {
                    Some(response) => self.content(response, line.place, name, below),
                    None => self.unknown(line.place, name, below),
                },
                (_, None) => self.unknown(line.place, title, below),
            }
        }
        if !parameters.is_empty() {
            self.operation.insert("parameters".into(), list(place, parameters));
        }
        if !content.is_empty() {
            let required = is_required.then(|| ("required".to_owned(), truth(place, true)));
            let about = (!about_body.is_empty()).then(|| ("description".to_owned(), text(place, about_body)));
            let content = ("content".to_owned(), Node::at(place, Value::object(content)));
            self.operation
                .insert("requestBody".into(), object(place, required.into_iter().chain(about).chain([content])));
        }
        if !responses.is_empty() {
            self.operation.insert("responses".into(), Node::at(place, Value::object(responses)));
        }
    }

    /// Begins the response `200 OK`. Returns its code.
    fn status(&mut self, responses: &mut Object, place: Place, status: &str, below: &[Line]) -> String {
        let (code, words) = status.split_once(' ').unwrap_or((status, ""));
        let response =
            responses.entry(code.to_owned()).or_insert_with(|| object(place, [("description", text(place, words))]));
        let mut content = Object::new();
        self.untyped(&mut content, place, below);
        let Some(response) = response.as_object_mut() else { return code.to_owned() };
        if !content.is_empty() {
            response.entry("content".into()).or_insert(Node::at(place, Value::object(content)));
        } else if let said = prose::text(below)
            && !said.is_empty()
        {
            let words = if words.is_empty() { said } else { [words, "\n\n", &said].concat() };
            response.insert("description".into(), text(place, words));
        }
        code.to_owned()
    }

    /// Adds a media type to a response.
    fn content(&mut self, response: &mut Object, place: Place, title: &str, lines: &[Line]) {
        let content = response.entry("content".into()).or_insert_with(|| object::<String>(place, []));
        let content = content.as_object_mut().into_iter();
        content.for_each(|content| self.media_type(content, place, title, lines));
    }

    /// `` `limit` required`` and the lines below.
    fn parameter(&mut self, place: Place, title: &str, lines: &[Line]) -> Option<Node> {
        let marked = title.strip_prefix('`').and_then(|title| title.split_once('`'));
        let (name, flags) = marked.or_else(|| title.split_once(' ')).unwrap_or((title, ""));
        let is_in_path = self.path.contains(&["{", name, "}"].concat());
        let location = first(lines, "In").map_or(if is_in_path { "path" } else { "query" }, |(_, location)| location);
        let is_type = |line: &&Line| line.text.starts_with('`');
        let words: Vec<Line> =
            lines.iter().copied().filter(|line| !line.text.starts_with("- **In:") && !is_type(&line)).collect();
        let is_nested = words.iter().any(|line| line.text.starts_with("**") || line.text.starts_with("- **`"));
        let start = lines.iter().position(|line| is_type(&line)).unwrap_or(lines.len());
        let schema = schema::read(self.dx, self.names, place, lines.get(start..).unwrap_or_default());
        let is_required = location == "path" || flags.contains("required");
        let mut parameter = Object::from_iter([
            ("name".to_owned(), text(place, name)),
            ("in".to_owned(), text(place, location)),
            ("required".to_owned(), truth(place, is_required)),
        ]);
        let said = if is_nested { prose::text(lines.get(..start).unwrap_or_default()) } else { prose::text(&words) };
        if !said.is_empty() && !said.starts_with("- **In:") {
            parameter.insert("description".into(), text(place, said));
        }
        parameter.insert("schema".into(), schema);
        Some(Node::at(place, Value::object(parameter)))
    }

    fn media_type(&mut self, content: &mut Object, place: Place, title: &str, lines: &[Line]) {
        let Some(name) = title.strip_prefix("Content-Type:").map(|name| name.trim().trim_matches('`')) else {
            return self.unknown(place, title, lines);
        };
        if content.contains_key(name) {
            return left_out(self.dx, &format!("the page describes `{name}` of this body above, too"), place);
        }
        let schema = schema::body(self.dx, self.names, place, lines);
        content.insert(name.to_owned(), object(place, [("schema", schema)]));
    }

    /// A schema whose media type is not said is one of JSON.
    fn untyped(&mut self, content: &mut Object, place: Place, lines: &[Line]) {
        if schema::describes(lines) {
            let schema = schema::body(self.dx, self.names, place, lines);
            content.insert("application/json".to_owned(), object(place, [("schema", schema)]));
        }
    }

    /// A section of another kind is a part of the description, unless it describes something.
    fn unknown(&mut self, place: Place, title: &str, lines: &[Line]) {
        if schema::describes(lines) || title.starts_with('`') || title.starts_with("Content-Type:") {
            return left_out(self.dx, &format!("`{title}` is no section that pages of this form have"), place);
        }
        let words = prose::text(lines);
        if !words.is_empty() {
            self.said.extend([format!("**{title}**"), words]);
        }
    }
}
