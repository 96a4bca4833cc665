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
mod parts;
mod security;

use super::super::prose::{self, Line};
use super::tree::{object, text};
use super::{Form, left_out};
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Value};
use crate::ir::Method;
use crate::source::Place;
use parts::Kind;
use std::ops::Range;

/// Redocly's pages.
pub(super) struct Redocly;

impl Form for Redocly {
    fn is_prose(&self, page: &str) -> bool {
        let is_head = |line: &str| line.starts_with("Version: ") || line.starts_with("Security: ");
        let is_part = |line: &str| {
            let title = line.strip_prefix("## ").map(|title| title.trim_end().trim_end_matches(':'));
            title.is_some_and(|title| Kind::of(title).is_some())
        };
        // Others write `Endpoint: GET /pets` too.
        page.lines().any(|line| Endpoint::of(line).is_some())
            && (page
                .lines()
                .zip(page.lines().skip(1))
                .any(|(line, next)| Endpoint::of(line).is_some() && is_head(next))
                || page.lines().any(is_part))
    }

    fn prose(&self, dx: &mut Diagnostics, root: Place, lines: &[Line]) -> Node {
        let mut made = Made { version: None, paths: Object::new(), webhooks: Object::new(), schemes: Object::new() };
        let is_start =
            |at: &usize| lines.get(*at).is_some_and(|line| !line.is_code && Endpoint::of(line.text).is_some());
        let starts: Vec<usize> = (0..lines.len()).filter(is_start).collect();
        for (index, start) in starts.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|index| starts.get(index)).map_or(0, |start| start + 1);
            let end = starts.get(index + 1).copied().unwrap_or(lines.len());
            // A page of one operation begins with its title; its description can have headings, too.
            let titles = if starts.len() == 1 { Titles::First } else { Titles::Last };
            operation(dx, &mut made, lines, (before..end, titles), *start);
        }
        let place = Place::NOWHERE;
        let version = made.version.unwrap_or_else(|| text(place, "0"));
        let info = object(place, [("title", text(place, "API")), ("version", version)]);
        let schemes = object(root, [("securitySchemes", Node::at(root, Value::object(made.schemes)))]);
        let webhooks = (!made.webhooks.is_empty()).then(|| ("webhooks", Node::at(root, Value::object(made.webhooks))));
        let rest = [
            ("openapi", text(root, "3.1.0")),
            ("info", info),
            ("paths", Node::at(root, Value::object(made.paths))),
            ("components", schemes),
        ];
        object(root, rest.into_iter().chain(webhooks))
    }

    fn settle(&self, _: &mut Diagnostics, documents: &mut [&mut Document]) {
        security::settle(documents);
    }
}

/// What the operations of a page add up to.
struct Made {
    version: Option<Node>,
    paths: Object,
    webhooks: Object,
    schemes: Object,
}

/// The line `Endpoint: GET /pets`.
struct Endpoint<'page> {
    method: &'page str,
    path: &'page str,
}

impl<'page> Endpoint<'page> {
    fn of(line: &'page str) -> Option<Self> {
        let line = line.trim();
        let said = line.strip_prefix("Endpoint:").or_else(|| line.strip_prefix("**Endpoint:**"))?;
        let (method, path) = said.trim().split_once(' ')?;
        let path = path.trim();
        let is_word = method.chars().all(|one| one.is_ascii_uppercase() || one == '-');
        let is_known = Method::of_key(&method.to_ascii_lowercase()).is_some() && path.starts_with('/');
        let endpoint = Self { method, path };
        ((is_word || is_known) && !path.contains(' ') || endpoint.is_event()).then_some(endpoint)
    }

    /// An event that the server sends has a name in place of a path.
    fn is_event(&self) -> bool {
        self.method == "POST" && !self.path.contains(['/', ':'])
    }
}

/// Which of the headings before an endpoint is the title of its operation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Titles {
    First,
    Last,
}

/// Reads the operation whose endpoint stands at a line, within the lines that can be its own.
fn operation(
    dx: &mut Diagnostics,
    made: &mut Made,
    lines: &[Line],
    (own, titles): (Range<usize>, Titles),
    start: usize,
) {
    let Some(first) = lines.get(start) else { return };
    let (place, Some(Endpoint { method, path })) = (first.place, Endpoint::of(first.text)) else { return };
    let key = method.to_ascii_lowercase();
    if Method::of_key(&key).is_none() {
        return left_out(dx, &format!("`{method}` is no method of HTTP that pages of this form have"), place);
    }
    let is_event = Endpoint { method, path }.is_event();
    if !path.starts_with('/') && !is_event {
        return left_out(dx, &format!("`{path}` is no path"), place);
    }
    let mut headings = (own.start..start).filter_map(|at| match lines.get(at)?.heading()? {
        (1, title) => Some((at, title)),
        _ => None,
    });
    let title = if titles == Titles::First { headings.next() } else { headings.next_back() };
    let mut operation = Object::new();
    let mut said = Vec::new();
    if let Some((at, title)) = title {
        operation.insert("summary".into(), text(lines.get(at).map_or(place, |line| line.place), title));
        said.push(prose::text(lines.get(at + 1..start).unwrap_or_default()));
    }
    let below = lines.get(start + 1..own.end).unwrap_or_default();
    let (head, rest) = below.split_at(below.iter().position(|line| line.heading().is_some()).unwrap_or(below.len()));
    let others: Vec<Line> = head.iter().filter(|line| !is_head(made, &mut operation, line)).copied().collect();
    said.push(prose::text(&others));
    said.retain(|said| !said.is_empty());
    if !said.is_empty() {
        operation.insert("description".into(), text(place, said.join("\n\n")));
    }
    let parts = parts::read(dx, rest);
    operation.extend(fields::parameters(place, &parts).map(|node| ("parameters".to_owned(), node)));
    operation.extend(fields::body(dx, place, &parts).map(|node| ("requestBody".to_owned(), node)));
    operation.insert("responses".into(), fields::responses(dx, place, &parts));
    let group = if is_event { &mut made.webhooks } else { &mut made.paths };
    let item = group.entry(path.to_owned()).or_insert_with(|| object::<String>(place, []));
    match item.as_object_mut() {
        Some(item) if !item.contains_key(&key) => drop(item.insert(key, Node::at(place, Value::object(operation)))),
        _ => left_out(dx, "the page describes this operation above, too", place),
    }
}

/// Takes a line below the endpoint: `Version: 1`, `Security: basicAuth`. Returns whether it is one.
fn is_head(made: &mut Made, operation: &mut Object, line: &Line) -> bool {
    let Some((key, value)) = line.text.trim_start().split_once(':') else { return false };
    let value = value.trim();
    match key {
        "Version" => made.version = made.version.take().or_else(|| Some(text(line.place, value))),
        "Security" => {
            let requirements = security::requirements(line.place, value, &mut made.schemes);
            operation.extend(requirements.map(|requirements| ("security".to_owned(), requirements)));
        }
        _ => return false,
    }
    true
}
