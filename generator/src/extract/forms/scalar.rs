//! Scalar's pages, which describe all operations of an API in prose.
//!
//! In: the lines of a page such as
//!
//! ```text
//! # Shop API
//!
//! - **OpenAPI Version:** `3.1.1`
//! - **API Version:** `1.1.0`
//!
//! ## Servers
//!
//! - **URL:** `https://api.example.com`
//!
//! ## Operations
//!
//! ### List things
//!
//! - **Method:** `GET`
//! - **Path:** `/things`
//!
//! #### Responses
//!
//! ##### Status: 200 OK
//!
//! ###### Content-Type: application/json
//!
//! - **`id` (required)**
//!
//!   `integer` — Its number
//! ```
//!
//! Out: OpenAPI 3.1. Scalar writes `object` for what it does not know too, so an object without properties is any value.
//! What the text does not say is not said: the names of schemas, credentials.

mod operation;
mod schema;

use super::super::prose::Line;
use super::Form;
use super::tree::{list, object, text};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::Place;

/// Scalar's pages.
pub(super) struct Scalar;

impl Form for Scalar {
    fn is_prose(&self, page: &str) -> bool {
        let has = |is: &dyn Fn(&str) -> bool| page.lines().any(is);
        // Guides list method and path so, too, and describe the rest in ways of their own.
        let is_mark = |line: &str| {
            item(line, "OpenAPI Version").is_some() || ["## Operations", "#### Responses"].contains(&line.trim())
        };
        has(&is_mark) && ["Method", "Path"].iter().all(|key| has(&|line| item(line, key).is_some()))
    }

    fn prose(&self, _: &mut Diagnostics, root: Place, lines: &[Line]) -> Node {
        let mut document =
            Object::from_iter([("openapi".to_owned(), text(root, "3.1.0")), ("info".to_owned(), info(root, lines))]);
        document.extend(servers(root, lines).map(|servers| ("servers".to_owned(), servers)));
        let starts: Vec<usize> = (0..lines.len())
            .filter(|at| lines.get(*at).is_some_and(|line| item(line.text, "Method").is_some()))
            .collect();
        let mut paths = Object::new();
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(lines.len());
            let before = index.checked_sub(1).and_then(|index| starts.get(index)).copied().unwrap_or(0);
            let Some(read) = operation::read(lines, before..end, *start) else { continue };
            let item = paths.entry(read.path).or_insert_with(|| object::<String>(root, []));
            if let Some(item) = item.as_object_mut() {
                item.entry(read.method).or_insert(read.operation);
            }
        }
        document.insert("paths".into(), Node::at(root, Value::Object(paths)));
        Node::at(root, Value::Object(document))
    }
}

/// The value of `- **Key:** `value``, with or without marks of code.
fn item<'page>(line: &'page str, key: &str) -> Option<&'page str> {
    let value = line.strip_prefix("- **")?.strip_prefix(key)?.strip_prefix(":**")?.trim();
    Some(value.strip_prefix('`').and_then(|value| value.strip_suffix('`')).unwrap_or(value))
}

/// The first value of a key in the page.
fn first<'page>(lines: &[Line<'page>], key: &str) -> Option<(Place, &'page str)> {
    lines.iter().find_map(|line| Some((line.place, item(line.text, key)?)))
}

/// The title is the page's, if the page says that it is about an API.
fn info(root: Place, lines: &[Line]) -> Node {
    let version = first(lines, "API Version").map(|(place, version)| text(place, version));
    let title = lines.iter().find_map(|line| match line.heading()? {
        (1, title) => Some((line.place, title)),
        _ => None,
    });
    let title = title.filter(|_| version.is_some()).map(|(place, title)| text(place, title));
    let title = title.unwrap_or_else(|| text(Place::NOWHERE, "API"));
    object(root, [("title", title), ("version", version.unwrap_or_else(|| text(Place::NOWHERE, "0")))])
}

fn servers(root: Place, lines: &[Line]) -> Option<Node> {
    let urls = lines.iter().enumerate().filter_map(|(at, line)| Some((at, line.place, item(line.text, "URL")?)));
    let servers: Vec<Node> = urls
        .map(|(at, place, url)| {
            let below = lines.get(at + 1..).unwrap_or_default();
            let variables: Vec<_> =
                below.iter().take_while(|line| line.indentation() > 0).filter_map(variable).collect();
            let variables = (!variables.is_empty()).then(|| ("variables", object(place, variables)));
            object(place, [("url", text(place, url))].into_iter().chain(variables))
        })
        .collect();
    (!servers.is_empty()).then(|| list(root, servers))
}

/// A variable of a server: `- `region` (default: `eu`): The region`.
fn variable(line: &Line) -> Option<(String, Node)> {
    let (name, rest) = line.text.trim_start().strip_prefix("- `")?.split_once("` (default: `")?;
    let (default, rest) = rest.split_once("`)")?;
    let place = line.place;
    let said = rest.strip_prefix(':').map(str::trim).filter(|said| !said.is_empty());
    let said = said.map(|said| ("description", text(place, said)));
    Some((name.to_owned(), object(place, [("default", text(place, default))].into_iter().chain(said))))
}
