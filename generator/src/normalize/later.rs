//! Words of OpenAPI 3.1 and 3.2 that 3.0 has no place for.
//!
//! In: the root of a fragment of 3.0, 3.1 or 3.2. Out: the same, in which these words stand under `x-` keys, which the
//! later phases read, so that the merged document is valid and still describes the same client:
//!
//! | word | in 3.0 |
//! |---|---|
//! | `query`, `additionalOperations` of a path item | `x-additional-operation-QUERY`, `x-additional-operation-COPY` |
//! | a parameter `in: querystring` | `in: query`, `x-in: querystring` |
//! | a security scheme of type `mutualTLS` | `type: http`, `scheme: mutualTLS`, `x-type: mutualTLS` |
//! | `webhooks` | `x-webhooks` |
//! | `$ref` in place of a media type | what it leads to |
//! | what only people read (`summary` of `info`, `kind` of a tag, …) | the same with `x-` before it |
//!
//! Schemas are not looked into.

mod media_types;

use crate::diagnostic::{At, Diagnostics};
use crate::document::{ADDITIONAL_OPERATION, Node, Object, Value, is_method};
use crate::ir::Method;

/// Keys that only people read, by what they are keys of.
const FOR_PEOPLE: [(&str, &[&str]); 5] = [
    ("info", &["summary"]),
    ("license", &["identifier"]),
    ("tags", &["summary", "parent", "kind"]),
    ("servers", &["name"]),
    ("responses", &["summary"]),
];

pub(super) fn rewrite(dx: &mut Diagnostics, root: &mut Node) {
    media_types::write_out(dx, root);
    let components = root.get_mut("components").and_then(Node::as_object_mut);
    for (group, nodes) in components.into_iter().flatten() {
        for node in nodes.as_object_mut().into_iter().flat_map(Object::values_mut) {
            match group.as_str() {
                "securitySchemes" => security_scheme(node),
                "parameters" => parameter(node),
                "pathItems" => path_item(dx, node),
                _ => {}
            }
        }
    }
    let Some(members) = root.as_object_mut() else { return };
    for key in ["paths", "webhooks"] {
        let items = members.get_mut(key).and_then(Node::as_object_mut);
        items.into_iter().flat_map(Object::values_mut).for_each(|item| path_item(dx, item));
    }
    rename(members, "webhooks", "x-webhooks");
    for_people(root);
}

/// Gives a member another name, in its place.
fn rename(members: &mut Object, from: &str, to: &str) {
    if let Some(index) = members.get_index_of(from)
        && !members.contains_key(to)
        && let Some((_, node)) = members.shift_remove_index(index)
    {
        members.shift_insert(index, to.to_owned(), node);
    }
}

fn path_item(dx: &mut Diagnostics, item: &mut Node) {
    let Some(members) = item.as_object_mut() else { return };
    let is_object = |members: &Object, key: &str| members.get(key).is_some_and(|node| node.as_object().is_some());
    if is_object(members, "query") {
        rename(members, "query", &[ADDITIONAL_OPERATION, "QUERY"].concat());
    }
    if is_object(members, "additionalOperations")
        && let Some(Value::Object(operations)) = members.shift_remove("additionalOperations").map(|node| node.value)
    {
        operations.into_iter().for_each(|(method, operation)| additional(dx, members, &method, operation));
    }
    parameters(members);
    for (_, operation) in members.iter_mut().filter(|(key, _)| is_method(key)) {
        let Some(members) = operation.as_object_mut() else { continue };
        parameters(members);
        let callbacks = members.get_mut("callbacks").and_then(Node::as_object_mut);
        for callback in callbacks.into_iter().flat_map(Object::values_mut) {
            callback.as_object_mut().into_iter().flat_map(Object::values_mut).for_each(|item| path_item(dx, item));
        }
    }
}

/// An operation of `additionalOperations`. A method that path items of 3.0 have belongs beside that key.
fn additional(dx: &mut Diagnostics, members: &mut Object, method: &str, operation: Node) {
    let lower = method.to_ascii_lowercase();
    let key = if Method::of_key(&lower).is_some() { lower } else { [ADDITIONAL_OPERATION, method].concat() };
    // RFC 9110, section 5.6.2.
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if method.is_empty() || !method.bytes().all(is_token) || members.contains_key(&key) {
        let message = format!("`{method}` is no further HTTP method of this path; the operation was left out");
        dx.warning("unsupported-method", message, At::Key(operation.place))
            .help("a method is a token such as `COPY`, and stands in one place only");
        return;
    }
    members.insert(key, operation);
}

fn parameters(members: &mut Object) {
    if let Some(Value::Array(parameters)) = members.get_mut("parameters").map(|node| &mut node.value) {
        parameters.iter_mut().for_each(parameter);
    }
}

/// A parameter that is the whole query.
fn parameter(node: &mut Node) {
    let Some(members) = node.as_object_mut() else { return };
    if let Some(location) = members.get_mut("in").filter(|location| location.as_str() == Some("querystring")) {
        let original = location.clone();
        location.value = Value::String("query".to_owned());
        members.insert("x-in".to_owned(), original);
    }
}

fn security_scheme(node: &mut Node) {
    let Some(members) = node.as_object_mut() else { return };
    if let Some(typ) = members.get_mut("type").filter(|typ| typ.as_str() == Some("mutualTLS")) {
        let original = typ.clone();
        typ.value = Value::String("http".to_owned());
        members.insert("scheme".to_owned(), original.clone());
        members.insert("x-type".to_owned(), original);
    }
    for key in ["deprecated", "oauth2MetadataUrl"] {
        rename(members, key, &["x-", key].concat());
    }
    let flows = members.get_mut("flows").and_then(Node::as_object_mut);
    if let Some(flows) = flows {
        rename(flows, "deviceAuthorization", "x-deviceAuthorization");
    }
}

/// Walks what is not a schema.
fn for_people(node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(for_people),
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                let is_opaque =
                    matches!(key.as_str(), "schema" | "itemSchema" | "schemas" | "example" | "examples" | "default");
                if is_opaque || (key.starts_with("x-") && !is_method(key)) {
                    continue;
                }
                if let Some((_, keys)) = FOR_PEOPLE.iter().find(|(kind, _)| kind == key) {
                    hide(key, member, keys);
                }
                for_people(member);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts `x-` before keys of an object, of the elements of a list, or of the responses in a map.
fn hide(kind: &str, node: &mut Node, keys: &[&str]) {
    let hide_in = |node: &mut Node| {
        let Some(members) = node.as_object_mut() else { return };
        keys.iter().for_each(|key| rename(members, key, &["x-", key].concat()));
    };
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(hide_in),
        Value::Object(responses) if kind == "responses" => {
            for response in responses.values_mut() {
                hide_in(response);
                described(response);
            }
        }
        _ => hide_in(node),
    }
}

/// A response of 3.0 has a description.
fn described(response: &mut Node) {
    let place = response.place;
    let Some(members) = response.as_object_mut().filter(|members| !members.contains_key("$ref")) else { return };
    members.entry("description".to_owned()).or_insert_with(|| Node::at(place, Value::String(String::new())));
}
