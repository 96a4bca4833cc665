//! The operation of an older page of Mintlify.
//!
//! In: the members of the layout but path and method. Out: the operation as OpenAPI has it, and its security schemes.

use super::super::tree::{elements, list, members, object, text, truth};
use super::{documentation, schema, security};
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

pub(super) fn made(section: &Section, at: Place, mut layout: Object) -> Made {
    let mut operation: Object = documentation(section, at).into_iter().collect();
    for key in SAME {
        operation.extend(layout.shift_remove(key).map(|node| (key.to_owned(), node)));
    }
    if let Some(deprecated) = layout.shift_remove("deprecated").filter(|node| node.as_bool() == Some(true)) {
        operation.insert("deprecated".into(), deprecated);
    }
    let mut request = members(layout.shift_remove("request"));
    let responses = layout.shift_remove("response");
    let mut schemes = Object::new();
    if let Some(alternatives) = request.shift_remove("security") {
        operation.insert("security".into(), security::requirements(alternatives, &mut schemes));
    }
    if let Some(node) = request.shift_remove("parameters") {
        operation.insert("parameters".into(), parameters(node));
    }
    operation.extend(request.shift_remove("body").and_then(body).map(|body| ("requestBody".to_owned(), body)));
    let responses = responses.map_or_else(|| object::<String>(at, []), self::responses);
    operation.insert("responses".into(), responses);
    let samples = request.shift_remove("codeSamples");
    operation.extend(samples.map(|samples| ("x-codeSamples".to_owned(), samples)));
    // Whatever else the layout has.
    let rest = layout.into_iter().chain(request).map(|(key, node)| ([schema::PREFIX, &key].concat(), node));
    operation.extend(rest);
    Made { operation: Node::at(at, Value::Object(operation)), schemes }
}

/// `{query: {limit: {schema: [one]}}}` is a list of parameters.
fn parameters(node: Node) -> Node {
    let place = node.place;
    let places = members(Some(node));
    let named = places.into_iter().flat_map(|(location, group)| {
        members(Some(group)).into_iter().map(move |(name, node)| parameter(&location, name, node))
    });
    list(place, named)
}

fn parameter(location: &str, name: String, node: Node) -> Node {
    let place = node.place;
    let mut given = members(Some(node));
    let mut schemas = given.shift_remove("schema").map(elements).unwrap_or_default();
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
    Node::at(place, Value::Object(made))
}

/// The body of a request; `None` if there is none.
fn body(node: Node) -> Option<Node> {
    let place = node.place;
    let media = members(Some(node));
    let schemas = media.values().filter_map(|media| media.get("schemaArray")?.as_array()).flatten();
    let is_required = schemas.clone().any(schema::is_required);
    let (content, description) = content(place, media);
    let content = content?;
    let required = is_required.then(|| ("required".to_owned(), truth(place, true)));
    let description = description.map(|node| ("description".to_owned(), node));
    Some(object(place, description.into_iter().chain(required).chain([("content".to_owned(), content)])))
}

fn responses(node: Node) -> Node {
    let place = node.place;
    let codes = members(Some(node)).into_iter().map(|(code, node)| {
        let place = node.place;
        let (content, description) = content(place, members(Some(node)));
        let description = description.unwrap_or_else(|| text(place, ""));
        let content = content.map(|content| ("content".to_owned(), content));
        (code, object(place, [("description".to_owned(), description)].into_iter().chain(content)))
    });
    object(place, codes)
}

/// The content of a body, and the description that stands in its first media type.
fn content(place: Place, media: Object) -> (Option<Node>, Option<Node>) {
    let mut description = None;
    let mut content = Object::new();
    for (name, node) in media {
        let at = node.place;
        let mut given = members(Some(node));
        let said = given.shift_remove("description");
        description = description.or(said);
        if name == NO_CONTENT {
            continue;
        }
        let schemas = given.shift_remove("schemaArray").map(elements).unwrap_or_default();
        let mut made = Object::new();
        if !schemas.is_empty() {
            made.insert("schema".into(), schema::one(at, schemas));
        }
        given.retain(|key, node| key != "examples" || node.as_object().is_some_and(|examples| !examples.is_empty()));
        made.extend(given);
        content.insert(name, Node::at(at, Value::Object(made)));
    }
    let content = (!content.is_empty()).then(|| Node::at(place, Value::Object(content)));
    (content, description)
}
