//! The schemas of Mintlify's older pages.
//!
//! | in the layout | in OpenAPI |
//! |---|---|
//! | `requiredProperties` | `required` |
//! | `required: true` | marks the parameter or the body |
//! | `properties: {x: {allOf: [one]}}`, `items: {allOf: [one]}` | the one |
//! | `type: enum<string>` | `type: string` |
//! | `type: file` | `type: string, format: binary` |
//! | `type: any` | no type |

use super::super::tree::{self, object, text};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::Place;

/// What stands before the name of a member that OpenAPI does not have.
pub(super) const PREFIX: &str = "x-mintlify-";
/// The component that a schema is.
pub(super) const COMPONENT: &str = "refIdentifier";

/// Whether a schema marks its parameter or body as required.
pub(super) fn is_required(schema: &Node) -> bool {
    schema.get("required").and_then(Node::as_bool) == Some(true)
}

/// The schemas of a list of alternatives. A schema alone is one of one; anything else is none, which is reported.
pub(super) fn list(dx: &mut Diagnostics, key: &str, node: Option<Node>) -> Vec<Node> {
    let Some(node) = node else { return Vec::new() };
    let place = node.place;
    match node.value {
        Value::Array(mut schemas) => {
            for schema in schemas.iter().filter(|schema| !is_schema(schema)) {
                let message = "a schema has to be an object and is none; it was left out";
                dx.warning("not-an-object", message, schema.place).help("an overlay can put an object there");
            }
            schemas.retain(is_schema);
            schemas.into_inner()
        }
        value @ Value::Object(_) => {
            let message = format!("`{key}` has to be a list of schemas; the one schema is read as its only one");
            dx.warning("repaired-value", message, place);
            vec![Node::at(place, value)]
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let message = format!("`{key}` has to be a list of schemas and is none; any value fits");
            dx.warning("wrong-value", message, place).help("an overlay can put a schema there");
            Vec::new()
        }
    }
}

fn is_schema(node: &Node) -> bool {
    node.as_object().is_some() || node.as_bool().is_some()
}

/// One schema of a list of alternatives.
pub(super) fn one(place: Place, mut schemas: Vec<Node>) -> Node {
    schemas.iter_mut().for_each(rewrite);
    match <[Node; 1]>::try_from(schemas) {
        Ok([only]) => only,
        Err(none) if none.is_empty() => object::<String>(place, []),
        Err(several) => object(place, [("anyOf", tree::list(place, several))]),
    }
}

/// A schema of the layout becomes one of OpenAPI.
pub(super) fn rewrite(node: &mut Node) {
    let place = node.place;
    let Some(members) = node.as_object_mut() else { return };
    if members.get("required").is_some_and(|node| node.as_bool().is_some()) {
        members.shift_remove("required");
    }
    if let Some(required) = members.shift_remove("requiredProperties") {
        members.entry("required".into()).or_insert(required);
    }
    kind(place, members);
    for (key, member) in members.iter_mut() {
        match key.as_str() {
            "properties" | "patternProperties" => {
                let inner = member.as_object_mut().into_iter().flat_map(Object::values_mut);
                inner.for_each(inside);
            }
            "items" | "additionalProperties" | "not" => inside(member),
            "allOf" | "anyOf" | "oneOf" => {
                if let Value::Array(parts) = &mut member.value {
                    parts.iter_mut().for_each(rewrite);
                }
            }
            _ => {}
        }
    }
}

fn inside(node: &mut Node) {
    unwrap(node);
    rewrite(node);
}

/// `{allOf: [one]}` is the one.
pub(super) fn unwrap(node: &mut Node) {
    while let Some(only) = wrapped(node) {
        *node = only.clone();
    }
}

fn wrapped(node: &Node) -> Option<&Node> {
    let members = node.as_object().filter(|members| members.len() == 1)?;
    match members.get("allOf")?.as_array()? {
        [only] => Some(only),
        _ => None,
    }
}

fn kind(place: Place, members: &mut Object) {
    let Some(node) = members.get_mut("type") else { return };
    match &mut node.value {
        Value::Array(types) => types.iter_mut().for_each(|one| {
            if let Some(inner) = one.as_str().and_then(enumerated) {
                one.value = Value::String(inner);
            }
        }),
        Value::String(name) => match name.as_str() {
            "any" => drop(members.shift_remove("type")),
            "file" => {
                *name = "string".into();
                members.entry("format".into()).or_insert_with(|| text(place, "binary"));
            }
            enumeration => {
                if let Some(inner) = enumerated(enumeration) {
                    *name = inner;
                }
            }
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
}

/// `enum<string>` is a string.
fn enumerated(name: &str) -> Option<String> {
    Some(name.strip_prefix("enum<")?.strip_suffix('>')?.to_owned())
}
