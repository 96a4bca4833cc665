//! The blocks by which GitBook's pages described operations before they held OpenAPI.
//!
//! In: the lines of a page such as
//!
//! ````text
//! {% swagger method="get" path="/pets/:id" baseUrl="https://api.example.com/v1" summary="A pet" %}
//! {% swagger-parameter in="path" name="id" type="integer" required="true" %}
//! Its number
//! {% endswagger-parameter %}
//! {% swagger-response status="200: OK" description="" %}
//! ```json
//! {"id": 7, "name": "Rex"}
//! ```
//! {% endswagger-response %}
//! {% endswagger %}
//! ````
//!
//! or the older `{% api-method method="get" host="https://api.example.com" path="/pets/:id" %}`. Out: OpenAPI 3.1. What a
//! response holds is what its sample shows: nothing in it is required. A header `Authorization` is a credential. A block
//! with a `src` describes nothing itself: it refers to a document (module `referring`).

mod address;
mod operation;
mod sample;
mod tags;

use super::super::prose::Line;
use super::tree::{list, object, text, untitled};
use super::{Form, credentials, left_out};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::Place;
use address::Address;
use operation::Draft;
use tags::Tag;

/// GitBook's blocks of operations.
pub(super) struct Methods;

impl Form for Methods {
    fn is_prose(&self, page: &str) -> bool {
        let lines: Vec<&str> = page.lines().collect();
        tags::whole(&lines, |line| line).iter().any(|(_, text)| Tag::of(text).as_ref().is_some_and(begins))
    }

    fn is_beside_blocks(&self) -> bool {
        true
    }

    fn prose(&self, dx: &mut Diagnostics, root: Place, lines: &[Line]) -> Node {
        let mut paths = Object::new();
        let mut server: Option<String> = None;
        for draft in drafts(lines) {
            draft.lost.iter().for_each(|(place, what)| left_out(dx, what, *place));
            let Some(address) = draft.address() else {
                left_out(dx, "the block says no method of HTTP, or no address", draft.place);
                continue;
            };
            let Address { server: own, path, .. } = &address;
            let place = draft.place;
            let mut operation = draft.operation(&address);
            let own = own.as_ref().map(|url| list(place, [object(place, [("url", text(place, url))])]));
            match (&server, &address.server) {
                (None, Some(first)) => server = Some(first.clone()),
                (Some(first), Some(other)) if first != other => {
                    operation.extend(own.map(|own| ("servers".to_owned(), own)));
                }
                _ => {}
            }
            let item = paths.entry(path.clone()).or_insert_with(|| object::<String>(place, []));
            match item.as_object_mut() {
                Some(item) if !item.contains_key(&draft.method) => {
                    item.insert(draft.method, Node::at(place, Value::object(operation)));
                }
                _ => left_out(dx, "the block describes an operation that the page describes above", draft.place),
            }
        }
        document(root, server, paths)
    }
}

fn document(root: Place, server: Option<String>, paths: Object) -> Node {
    let members = [("openapi", text(root, "3.1.0")), ("info", untitled())];
    let servers = server.map(|url| ("servers", list(root, [object(root, [("url", text(root, url))])])));
    let rest = [("paths", Node::at(root, Value::object(paths)))];
    let mut document = object(root, members.into_iter().chain(servers).chain(rest));
    credentials::find(&mut document);
    document
}

/// Whether a tag begins an operation that it describes itself.
fn begins(tag: &Tag) -> bool {
    let says = |key: &str| tag.attribute(key).is_some();
    matches!(tag.name, "swagger" | "api-method") && (says("method") || says("path")) && !says("src")
}

/// The operations that some lines describe.
fn drafts<'page>(lines: &[Line<'page>]) -> Vec<Draft<'page>> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut is_open = false;
    let mut fence = tags::Fences::default();
    for (line, text) in tags::whole(lines, |line| line.text) {
        let tag = if fence.enters(line.text) { None } else { Tag::of(&text) };
        match tag {
            Some(tag) if begins(&tag) => {
                drafts.push(Draft::new(line.place, &tag));
                is_open = true;
            }
            Some(tag) if matches!(tag.name, "endswagger" | "endapi-method") => {
                drafts.last_mut().into_iter().for_each(Draft::finish);
                is_open = false;
            }
            tag => {
                let draft = drafts.last_mut().filter(|_| is_open);
                draft.into_iter().for_each(|draft| draft.take(line, tag.as_ref()));
            }
        }
    }
    drafts.iter_mut().for_each(Draft::finish);
    drafts
}
