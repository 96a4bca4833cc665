//! Bodies of requests and responses of 2.0 to 3.0.
//!
//! In: the body or form fields of an operation, or a response, and the media types. Out: a `requestBody`, or the response
//! with `content`. Form fields become the properties of one object, in `multipart/form-data` where there is a file.

use super::super::media;
use super::parameter::{self, Bodies};
use super::schema;
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::Place;

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";
const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The request body, if there is one.
pub(super) fn request_body(dx: &mut Diagnostics, parts: Bodies, consumes: &[Node]) -> Option<Node> {
    let Bodies { bodies, fields } = parts;
    let mut bodies = bodies.into_iter();
    let Some(body) = bodies.next() else { return form(dx, fields, consumes) };
    if let Some(other) = bodies.next().or_else(|| fields.into_iter().next()) {
        dx.warning(
            "several-bodies",
            "an operation has one body, or form fields; only the first body was kept",
            other.place,
        )
        .related("kept", body.place)
        .help("an overlay can remove the parameter that is too many");
    }
    let place = body.place;
    let Value::Object(mut members) = body.value else { return None };
    let mut schema = members.shift_remove("schema").unwrap_or_else(|| Node::at(place, Value::object(Object::new())));
    schema::rewrite(&mut schema);
    members.shift_remove("name");
    members.shift_remove("in");
    let types = media_types(consumes, JSON);
    let content = types.into_iter().map(|name| (name, media_type(schema.clone(), None)));
    members.insert("content".into(), Node::at(place, Value::object(Object::from_iter(content))));
    Some(Node::at(place, Value::object(members)))
}

fn media_types(named: &[Node], otherwise: &str) -> Vec<String> {
    let named: Vec<String> = named.iter().filter_map(Node::as_str).map(str::to_owned).collect();
    if named.is_empty() { vec![otherwise.to_owned()] } else { named }
}

fn media_type(schema: Node, example: Option<Node>) -> Node {
    let place = schema.place;
    let mut members = Object::from_iter([("schema".to_owned(), schema)]);
    members.extend(example.map(|example| ("example".to_owned(), example)));
    Node::at(place, Value::object(members))
}

/// A body of form fields.
fn form(dx: &mut Diagnostics, fields: Vec<Node>, consumes: &[Node]) -> Option<Node> {
    let place = fields.first()?.place;
    let is_file = |field: &Node| field.get("type").and_then(Node::as_str) == Some("file");
    let has_file = fields.iter().any(is_file);
    let forms = consumes.iter().filter_map(Node::as_str).filter(|name| {
        let name = name.split(';').next().unwrap_or_default().trim();
        name == MULTIPART || (name == URL_ENCODED && !has_file)
    });
    let mut forms: Vec<String> = forms.map(str::to_owned).collect();
    if forms.is_empty() {
        forms.push(if has_file { MULTIPART } else { URL_ENCODED }.to_owned());
    }
    let (mut properties, mut required, mut encoding) = (Object::new(), Vec::new(), Object::new());
    for field in fields {
        let place = field.place;
        let Value::Object(mut members) = field.value else { continue };
        let Some(name) = members.get("name").cloned() else { continue };
        let Some(key) = name.as_str().map(str::to_owned) else { continue };
        if members.get("required").and_then(Node::as_bool) == Some(true) {
            required.push(name);
        }
        encoding.extend(written(dx, &mut members, place).map(|one| (key.clone(), one)));
        properties.insert(key, property(members.into_inner(), place));
    }
    let is_required = !required.is_empty();
    let mut schema = Object::from_iter([
        ("type".to_owned(), Node::at(place, Value::String("object".into()))),
        ("properties".to_owned(), Node::at(place, Value::object(properties))),
    ]);
    if is_required {
        schema.insert("required".into(), Node::at(place, Value::array(required)));
    }
    let content = forms.into_iter().map(|name| {
        let mut one = media_type(Node::at(place, Value::object(schema.clone())), None);
        if let (false, Some(members)) = (encoding.is_empty(), one.as_object_mut()) {
            members.insert("encoding".into(), Node::at(place, Value::object(encoding.clone())));
        }
        if name.starts_with(MULTIPART) {
            media::mark_one(&mut one, "2.0");
        }
        (name, one)
    });
    let mut body =
        Object::from_iter([("content".to_owned(), Node::at(place, Value::object(Object::from_iter(content))))]);
    if is_required {
        body.insert("required".into(), Node::at(place, Value::Bool(true)));
    }
    Some(Node::at(place, Value::object(body)))
}

/// The schema of a form field, with its documentation.
fn property(mut members: Object, place: Place) -> Node {
    parameter::value(&mut members, place);
    let Some(mut schema) = members.shift_remove("schema") else {
        return Node::at(place, Value::object(Object::new()));
    };
    if let Some(object) = schema.as_object_mut() {
        for (from, to) in [("description", "description"), ("x-example", "example")] {
            object.extend(members.shift_remove(from).map(|node| (to.to_owned(), node)));
        }
    }
    schema
}

/// How a form field that is a list is written.
fn written(dx: &mut Diagnostics, members: &mut Object, place: Place) -> Option<Node> {
    let formats = parameter::formats(members, place);
    members.shift_remove("collectionFormat");
    let at = formats.first()?.1;
    let mut encoding = Object::new();
    parameter::style(dx, &mut encoding, "formData", &formats);
    Some(Node::at(at, Value::object(encoding)))
}

/// A response: its schema and examples under its media types, its headers with schemas.
pub(super) fn response(dx: &mut Diagnostics, node: &mut Node, produces: &[Node]) {
    let Some(members) = node.as_object_mut() else { return };
    if members.contains_key("$ref") {
        return;
    }
    let (mut schema, examples) = (members.shift_remove("schema"), members.shift_remove("examples"));
    let mut examples = match examples {
        Some(Node { value: Value::Object(examples), .. }) => examples.into_inner(),
        _ => Object::new(),
    };
    for header in members.get_mut("headers").and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut) {
        self::header(dx, header);
    }
    let mut content = Object::new();
    let place = schema.as_ref().or(examples.values().next()).map(|node| node.place);
    let is_file = schema.as_ref().and_then(|schema| schema.get("type")).and_then(Node::as_str) == Some("file");
    if let Some(schema) = &mut schema {
        schema::rewrite(schema);
        for name in media_types(produces, if is_file { BYTES } else { JSON }) {
            let example = examples.shift_remove(&name);
            content.insert(name, media_type(schema.clone(), example));
        }
    }
    // An example in a media type that is not listed, or without a schema, shows what is sent all the same.
    for (name, example) in examples.into_iter().filter(|(name, _)| name.contains('/')) {
        let unknown = || Node::at(example.place, Value::object(Object::new()));
        content.insert(name, media_type(schema.clone().unwrap_or_else(unknown), Some(example)));
    }
    if let (Some(place), false) = (place, content.is_empty()) {
        members.insert("content".into(), Node::at(place, Value::object(content)));
    }
}

fn header(dx: &mut Diagnostics, node: &mut Node) {
    let place = node.place;
    let Some(members) = node.as_object_mut() else { return };
    let format = members.shift_remove("collectionFormat");
    if let Some(format) = format.as_ref().filter(|format| format.as_str() != Some("csv")) {
        let written = format.as_str().unwrap_or("this");
        let message =
            format!("a list that is written with `{written}` cannot be read in a header; it is split at commas");
        dx.warning("unsupported-collection-format", message, format.place)
            .help("an overlay can make the header a plain string, which callers then split themselves");
    }
    parameter::value(members, place);
}
