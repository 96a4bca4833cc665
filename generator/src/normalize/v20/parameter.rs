//! Parameters of 2.0 to 3.0.
//!
//! In: a list of parameters. Out: the list in 3.0 without bodies and form fields, and these apart ([`Bodies`]), for
//! [`super::content`] to make a request body of. So `{"name": "ids", "in": "query", "type": "array", "items": I,
//! "collectionFormat": "pipes"}` becomes `{"name": "ids", "in": "query", "schema": {"type": "array", "items": I},
//! "style": "pipeDelimited", "explode": false}`.

use super::{Shared, schema};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::{Place, unescape_pointer};

/// Keywords that describe the value; in 3.0 they are in a schema.
const OF_THE_VALUE: [&str; 17] = [
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
];
/// How many references in a row are followed.
const FOLLOWED: usize = 8;

/// The parameters that are no parameters in 3.0.
#[derive(Default, Clone)]
pub(super) struct Bodies {
    pub bodies: Vec<Node>,
    pub fields: Vec<Node>,
}

/// Takes bodies and form fields out of a list, and rewrites the rest.
pub(super) fn split(dx: &mut Diagnostics, shared: &Shared, list: &mut Node) -> Bodies {
    let mut apart = Bodies::default();
    let Value::Array(parameters) = &mut list.value else { return apart };
    for parameter in std::mem::take(&mut **parameters) {
        let meant = followed(shared, &parameter);
        match meant.get("in").and_then(Node::as_str) {
            Some("body") => apart.bodies.push(meant.clone()),
            Some("formData") => apart.fields.push(meant.clone()),
            _ => parameters.push(parameter),
        }
    }
    parameters.iter_mut().for_each(|parameter| rewrite(dx, parameter));
    apart
}

/// What a reference to a shared parameter names, or the parameter itself.
fn followed<'doc>(shared: &'doc Shared, parameter: &'doc Node) -> &'doc Node {
    let mut at = parameter;
    for _ in 0..FOLLOWED {
        let reference = at.get("$ref").and_then(Node::as_str);
        let name = reference.and_then(|text| text.strip_prefix("#/components/parameters/")).map(unescape_pointer);
        match name.and_then(|name| shared.parameters.get(&name)) {
            Some(named) => at = named,
            None => break,
        }
    }
    at
}

/// Whether a parameter goes into the request's body.
pub(super) fn is_body(node: &Node) -> bool {
    matches!(node.get("in").and_then(Node::as_str), Some("body" | "formData"))
}

/// An operation's own bodies and fields, and those of its path that it does not replace.
pub(super) fn inherit(own: Bodies, inherited: &Bodies) -> Bodies {
    let mut all = own;
    if all.bodies.is_empty() && all.fields.is_empty() {
        all.bodies.clone_from(&inherited.bodies);
    }
    if all.bodies.is_empty() {
        let name = |node: &Node| node.get("name").and_then(Node::as_str).map(str::to_owned);
        let named: Vec<Option<String>> = all.fields.iter().map(name).collect();
        all.fields.extend(inherited.fields.iter().filter(|field| !named.contains(&name(field))).cloned());
    }
    all
}

/// A parameter in query, path or header, to 3.0.
pub(super) fn rewrite(dx: &mut Diagnostics, node: &mut Node) {
    let place = node.place;
    let Some(members) = node.as_object_mut() else { return };
    if members.contains_key("$ref") {
        return;
    }
    let formats = formats(members, place);
    members.shift_remove("collectionFormat");
    let inside = members.get("in").and_then(Node::as_str).unwrap_or("query").to_owned();
    value(members, place);
    if let Some(example) = members.shift_remove("x-example") {
        members.entry("example".into()).or_insert(example);
    }
    if !formats.is_empty() {
        style(dx, members, &inside, &formats);
    }
}

/// Moves what describes the value into a schema.
pub(super) fn value(members: &mut Object, place: Place) {
    let mut of_value = Object::new();
    for key in OF_THE_VALUE {
        of_value.extend(members.shift_remove(key).map(|node| (key.to_owned(), node)));
    }
    if !members.contains_key("schema") {
        members.insert("schema".into(), Node::at(place, Value::object(of_value)));
    }
    if let Some(schema) = members.get_mut("schema") {
        schema::rewrite(schema);
    }
}

/// How a list is written, and the lists in it, each with its place; empty if the value is no list.
pub(super) fn formats(members: &Object, place: Place) -> Vec<(String, Place)> {
    let (mut found, mut members) = (Vec::new(), Some(members));
    while let Some(list) = members.filter(|members| members.get("type").and_then(Node::as_str) == Some("array")) {
        let format = list.get("collectionFormat");
        let written = format.and_then(Node::as_str).unwrap_or("csv").to_owned();
        found.push((written, format.map_or(place, |format| format.place)));
        members = list.get("items").and_then(Node::as_object);
    }
    found
}

/// Says how a list is written. What styles of 3.0 cannot say stands under `x-collection-format`, from the outermost list
/// to the innermost one: lists in lists, tabs, and anything but commas in paths and headers.
pub(super) fn style(dx: &mut Diagnostics, members: &mut Object, inside: &str, formats: &[(String, Place)]) {
    let has_styles = matches!(inside, "query" | "formData");
    let mut known: Vec<(&str, Place)> = Vec::with_capacity(formats.len());
    for (level, (written, at)) in formats.iter().enumerate() {
        let is_known = match written.as_str() {
            "csv" | "ssv" | "tsv" | "pipes" => true,
            "multi" => has_styles && level == 0,
            _ => false,
        };
        if !is_known {
            unsupported(dx, written, *at);
        }
        known.push((if is_known { written } else { "csv" }, *at));
    }
    let Some((outer, at)) = known.first().copied() else { return };
    let (style, explode) = match outer {
        "multi" => ("form", true),
        "ssv" => ("spaceDelimited", false),
        "pipes" => ("pipeDelimited", false),
        _ => ("form", false),
    };
    if has_styles {
        members.insert("style".into(), Node::at(at, Value::String(style.into())));
        members.insert("explode".into(), Node::at(at, Value::Bool(explode)));
    }
    if known.len() > 1 || outer == "tsv" || (!has_styles && outer != "csv") {
        let words: Vec<Node> = known.into_iter().map(|(word, at)| Node::at(at, Value::String(word.into()))).collect();
        members.insert("x-collection-format".into(), Node::at(at, Value::array(words)));
    }
}

/// Names a way to write lists that 3.0 does not have.
pub(super) fn unsupported(dx: &mut Diagnostics, written: &str, at: Place) {
    dx.warning(
        "unsupported-collection-format",
        format!("`{written}` is no way to write a list here; the list is written with commas"),
        at,
    )
    .help("an overlay can make the parameter a plain string, which callers then join themselves");
}
