//! The operation of an older page of Mintlify.
//!
//! In: the members of the layout but path and method. Out: the operation as OpenAPI has it, and its security schemes.

use super::super::tree::{list, members_of, object, text, truth};
use super::{documentation, schema, security};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::extract::section::Section;
use crate::source::Place;

/// A media type that stands for no content.
const NO_CONTENT: &str = "_mintlify/placeholder";
/// What the layout and OpenAPI call the same.
const SAME: [&str; 5] = ["operationId", "tags", "summary", "description", "externalDocs"];

pub(super) struct Made {
    pub operation: Node,
    pub schemes: Object,
}

pub(super) fn made(dx: &mut Diagnostics, section: &Section, at: Place, mut layout: Object) -> Made {
    let mut operation: Object = documentation(section, at).into_iter().collect();
    for key in SAME {
        operation.extend(layout.shift_remove(key).map(|node| (key.to_owned(), node)));
    }
    if let Some(deprecated) = layout.shift_remove("deprecated").filter(|node| node.as_bool() != Some(false)) {
        operation.insert("deprecated".into(), deprecated);
    }
    let mut request = members_of(dx, "request", layout.shift_remove("request"));
    let responses = layout.shift_remove("response");
    let mut schemes = Object::new();
    if let Some(alternatives) = request.shift_remove("security") {
        let requirements = security::requirements(dx, alternatives, &mut schemes);
        operation.extend(requirements.map(|requirements| ("security".to_owned(), requirements)));
    }
    if let Some(node) = request.shift_remove("parameters") {
        operation.insert("parameters".into(), parameters(dx, node));
    }
    let body = request.shift_remove("body").and_then(|node| body(dx, node));
    operation.extend(body.map(|body| ("requestBody".to_owned(), body)));
    let responses = responses.map_or_else(|| object::<String>(at, []), |node| self::responses(dx, node));
    operation.insert("responses".into(), responses);
    let samples = request.shift_remove("codeSamples");
    operation.extend(samples.map(|samples| ("x-codeSamples".to_owned(), samples)));
    // Whatever else the layout has.
    let rest = layout.into_iter().chain(request).map(|(key, node)| ([schema::PREFIX, &key].concat(), node));
    operation.extend(rest);
    Made { operation: Node::at(at, Value::object(operation)), schemes }
}

/// `{query: {limit: {schema: [one]}}}` is a list of parameters.
fn parameters(dx: &mut Diagnostics, node: Node) -> Node {
    let place = node.place;
    let mut named = Vec::new();
    for (location, group) in members_of(dx, "parameters", Some(node)) {
        for (name, node) in members_of(dx, &location, Some(group)) {
            named.push(parameter(dx, &location, name, node));
        }
    }
    list(place, named)
}

fn parameter(dx: &mut Diagnostics, location: &str, name: String, node: Node) -> Node {
    let place = node.place;
    let mut given = members_of(dx, &name, Some(node));
    let mut schemas = schema::list(dx, "schema", given.shift_remove("schema"));
    let is_required = location == "path" || schemas.iter().any(schema::is_required);
    let mut made = Object::from_iter([
        ("name".to_owned(), text(place, name)),
        ("in".to_owned(), text(place, location)),
        ("required".to_owned(), truth(place, is_required)),
    ]);
    if let [only] = schemas.as_mut_slice()
        && let Some(only) = only.as_object_mut()
    {
        for key in ["description", "deprecated"] {
            made.extend(only.shift_remove(key).map(|node| (key.to_owned(), node)));
        }
    }
    made.insert("schema".into(), schema::one(place, schemas));
    made.extend(given);
    Node::at(place, Value::object(made))
}

/// The body of a request; `None` if there is none.
fn body(dx: &mut Diagnostics, node: Node) -> Option<Node> {
    let place = node.place;
    let content = content(dx, "body", node);
    let required = content.is_required.then(|| ("required".to_owned(), truth(place, true)));
    let description = content.description.map(|node| ("description".to_owned(), node));
    let content = ("content".to_owned(), content.content?);
    Some(object(place, description.into_iter().chain(required).chain([content])))
}

fn responses(dx: &mut Diagnostics, node: Node) -> Node {
    let place = node.place;
    let mut codes = Vec::new();
    for (code, node) in members_of(dx, "response", Some(node)) {
        let place = node.place;
        let Content { content, description, .. } = content(dx, &code, node);
        let description = description.unwrap_or_else(|| text(place, ""));
        let content = content.map(|content| ("content".to_owned(), content));
        codes.push((code, object(place, [("description".to_owned(), description)].into_iter().chain(content))));
    }
    object(place, codes)
}

/// The content of a body.
struct Content {
    content: Option<Node>,
    /// What stands in its media types.
    description: Option<Node>,
    /// A schema says that the body is required.
    is_required: bool,
}

fn content(dx: &mut Diagnostics, key: &str, node: Node) -> Content {
    let place = node.place;
    let mut said: Vec<Node> = Vec::new();
    let mut content = Object::new();
    let mut is_required = false;
    for (name, node) in members_of(dx, key, Some(node)) {
        let at = node.place;
        let mut given = members_of(dx, &name, Some(node));
        let description = given.shift_remove("description");
        said.extend(description.filter(|new| said.iter().all(|known| known.value != new.value)));
        if name == NO_CONTENT {
            continue;
        }
        let schemas = schema::list(dx, "schemaArray", given.shift_remove("schemaArray"));
        is_required |= schemas.iter().any(schema::is_required);
        let mut made = Object::new();
        if !schemas.is_empty() {
            made.insert("schema".into(), schema::one(at, schemas));
        }
        given.retain(|key, node| key != "examples" || node.as_object().is_none_or(|examples| !examples.is_empty()));
        made.extend(given);
        content.insert(name, Node::at(at, Value::object(made)));
    }
    let content = (!content.is_empty()).then(|| Node::at(place, Value::object(content)));
    Content { content, description: joined(said), is_required }
}

/// Several texts as one.
fn joined(said: Vec<Node>) -> Option<Node> {
    match <[Node; 1]>::try_from(said) {
        Ok([only]) => Some(only),
        Err(said) => {
            let place = said.first()?.place;
            let texts: Vec<&str> = said.iter().filter_map(Node::as_str).collect();
            Some(text(place, texts.join("\n\n")))
        }
    }
}
