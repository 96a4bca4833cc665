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
//! What stands below `## Schemas` are components; a type that is called like one is that component. What the text does not
//! say is not said: which schema is which component otherwise, credentials.

mod components;
mod operation;
mod schema;

use super::super::prose::Line;
use super::tree::{list, object, text};
use super::{Form, left_out};
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

    fn prose(&self, dx: &mut Diagnostics, root: Place, lines: &[Line]) -> Node {
        let mut document =
            Object::from_iter([("openapi".to_owned(), text(root, "3.1.0")), ("info".to_owned(), info(root, lines))]);
        document.extend(servers(root, lines).map(|servers| ("servers".to_owned(), servers)));
        let components = components::section(lines);
        let names = components.names();
        let mut paths = Object::new();
        for section in operation::sections(lines) {
            let Some(read) = operation::read(dx, &names, &section) else { continue };
            let item = paths.entry(read.path).or_insert_with(|| object::<String>(root, []));
            match item.as_object_mut() {
                Some(item) if !item.contains_key(&read.method) => drop(item.insert(read.method, read.operation)),
                _ => left_out(dx, "the page describes this operation above, too", read.operation.place),
            }
        }
        let paths = Node::at(root, Value::object(paths));
        let components = components.read(dx, &names, &paths);
        document.insert("paths".into(), paths);
        document.extend(components.map(|components| ("components".to_owned(), components)));
        Node::at(root, Value::object(document))
    }
}

/// The value of `- **Key:** `value``, with or without marks of code.
fn item<'page>(line: &'page str, key: &str) -> Option<&'page str> {
    any_item(line).filter(|(own, _)| *own == key).map(|(_, value)| value)
}

/// Key and value of an item.
fn any_item(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let (key, value) = line.strip_prefix("- **").or_else(|| line.strip_prefix("* **"))?.split_once(":**")?;
    let value = value.trim();
    Some((key, value.strip_prefix('`').and_then(|value| value.strip_suffix('`')).unwrap_or(value)))
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
        .filter(|(_, _, url)| !url.is_empty())
        .map(|(at, place, url)| {
            let below = lines.get(at + 1..).unwrap_or_default().iter().take_while(|line| line.indentation() > 0);
            let said = below.clone().find_map(|line| item(line.text.trim_start(), "Description"));
            let said = said.filter(|said| !said.is_empty()).map(|said| ("description", text(place, said)));
            let variables: Vec<_> = below.filter_map(variable).collect();
            let variables = (!variables.is_empty()).then(|| ("variables", object(place, variables)));
            object(place, [("url", text(place, url))].into_iter().chain(said).chain(variables))
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
