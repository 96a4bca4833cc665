//! Fern's pages: `METHOD URL`, `## OpenAPI Specification`, a document for one operation in YAML.
//!
//! In: such a document. Out: the same, in which
//!
//! - a server that is missing is what stands before the path in the line `GET https://api.example.com/v1/pets`, or its
//!   origin, with a warning, if the line has another path;
//! - a required header that carries a credential (`X-API-Key`, if a security scheme names it; `Authorization`; one that
//!   is described as `Header authentication`) is that credential, unless the document says its security itself;
//! - in the older form the summary of the operation is no title of the API, the tags `[[subpackage_a,
//!   subpackage_a/b]]` are one tag `a/b`, and the value of an enum `{value: x}` is `x`;
//! - `subpackage_pets` is the tag `pets`, `subpackage_a.subpackage_a/b` the tag `a/b`, and `type_:Pet` the component `Pet`.

mod names;
mod server;

use super::super::section::Section;
use super::Form;
use super::credentials;
use super::tree::{keywords, operations, untitled};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};

/// Fern's pages.
pub(super) struct Fern;

/// What stands before the name of a tag.
const PACKAGE: &str = "subpackage_";
/// How the version of an operation begins that stands in place of the API's.
const ENDPOINT: &str = "endpoint_";

impl Form for Fern {
    fn block(&self, dx: &mut Diagnostics, section: &Section, root: &mut Node) -> bool {
        // The heading is translated on some pages.
        if !section.heading.eq_ignore_ascii_case("OpenAPI Specification") && !is_endpoint(root) {
            return false;
        }
        let line = server::line(section);
        if line.is_none() && !is_endpoint(root) && !has_package(root) {
            return false;
        }
        rewrite(dx, root, line);
        true
    }
}

/// The older form, whose `info` is the operation's.
fn is_endpoint(root: &Node) -> bool {
    let version = root.get("info").and_then(|info| info.get("version")).and_then(Node::as_str);
    version.is_some_and(|version| version.starts_with(ENDPOINT))
}

fn has_package(root: &Node) -> bool {
    let is_package = |tag: &Node| {
        let first = tag.as_array().and_then(<[Node]>::first).unwrap_or(tag);
        first.as_str().is_some_and(|tag| tag.starts_with(PACKAGE))
    };
    let items = root.get("paths").and_then(Node::as_object).into_iter().flat_map(Object::values);
    let operations = items.filter_map(Node::as_object).flat_map(Object::values);
    let mut tags = operations.filter_map(|operation| operation.get("tags")?.as_array()).flatten();
    tags.any(is_package)
}

fn rewrite(dx: &mut Diagnostics, root: &mut Node, line: Option<server::Line>) {
    let is_endpoint = is_endpoint(root);
    if let Some(members) = root.as_object_mut().filter(|_| is_endpoint) {
        members.insert("info".into(), untitled());
    }
    if let Some(line) = line {
        server::add(dx, root, &line);
    }
    names::simplify(root);
    keywords(root, &mut enumeration);
    credentials::find(root);
    operations(root, &mut tags);
}

/// The innermost package of a tag: `inboxes/lists` of `subpackage_inboxes.subpackage_inboxes/lists`.
fn package(tag: &str) -> Option<&str> {
    let inside = tag.strip_prefix(PACKAGE)?;
    Some(inside.rsplit_once(".subpackage_").map_or(inside, |(_, last)| last))
}

/// The last of a list of packages is the one that has the operation.
fn tags(operation: &mut Object) {
    let Some(Value::Array(tags)) = operation.get_mut("tags").map(|tags| &mut tags.value) else { return };
    for tag in tags.iter_mut() {
        if let Some(last) = tag.as_array().and_then(<[Node]>::last) {
            *tag = last.clone();
        }
        if let Some(name) = tag.as_str().and_then(package) {
            tag.value = Value::String(name.to_owned());
        }
    }
}

/// `enum: [{value: a}]` is `enum: [a]`.
fn enumeration(schema: &mut Object) {
    if let Some(Value::Array(entries)) = schema.get_mut("enum").map(|entries| &mut entries.value) {
        entries.iter_mut().for_each(entry);
    }
}

fn entry(entry: &mut Node) {
    if let Some(value) = entry.get("value").cloned() {
        *entry = value;
    }
}
