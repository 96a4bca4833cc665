//! OpenAPI 3.1 and 3.2 to 3.0: the outline of the document.
//!
//! In: the root of a 3.1 or 3.2 document. Out: the same in 3.0. Schemas are rewritten by [`schema`], media types with
//! schemas of their items by [`items`]; path items in `components` are written out where they are used.

mod definitions;
mod dynamic;
mod items;
pub(super) mod schema;

use super::once::Once;
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value, is_method};
use crate::source::{percent_decoded, unescape_pointer};

/// Members whose own members are named by the author.
const NAMED: [&str; 13] = [
    "paths",
    "x-webhooks",
    "responses",
    "content",
    "headers",
    "links",
    "callbacks",
    "encoding",
    "parameters",
    "requestBodies",
    "securitySchemes",
    "pathItems",
    "variables",
];

pub(super) fn rewrite(dx: &mut Diagnostics, once: &mut Once, root: &mut Node) {
    dynamic::rewrite(dx, root);
    definitions::hoist(root);
    items::rewrite(dx, root);
    inline_path_items(root);
    if let Some(members) = root.as_object_mut() {
        members.shift_remove("jsonSchemaDialect");
        members.shift_remove("$self");
        if let Some(node) = members.get_mut("openapi") {
            node.value = Value::String("3.0.3".into());
        }
    }
    members(dx, once, root);
}

/// The style `cookie` of 3.2, which 3.0 does not have, under a key of its own.
fn cookie_style(object: &mut Object) {
    let is_cookie = |key: &str| object.get(key).and_then(Node::as_str) == Some("cookie");
    if is_cookie("in")
        && is_cookie("style")
        && let Some(style) = object.shift_remove("style")
    {
        object.insert("x-style".into(), style);
    }
}

/// Walks what is not a schema, down to the schemas.
fn members(dx: &mut Diagnostics, once: &mut Once, node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| members(dx, once, element)),
        Value::Object(object) => {
            cookie_style(object);
            for (key, member) in object.iter_mut() {
                match (key.as_str(), &mut member.value) {
                    ("schema" | "itemSchema", _) => schema::rewrite(dx, member),
                    ("schemas", Value::Object(schemas)) => {
                        schemas.values_mut().for_each(|one| once.rewrite(dx, one, schema::rewrite_component))
                    }
                    ("example" | "examples" | "default", _) => {}
                    (named, Value::Object(things)) if NAMED.contains(&named) => {
                        things.values_mut().for_each(|thing| members(dx, once, thing));
                    }
                    (key, _) if key.starts_with("x-") && key != "x-webhooks" && !is_method(key) => {}
                    _ => members(dx, once, member),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// `$ref: #/components/pathItems/…` becomes what it names; the members beside it win.
fn inline_path_items(root: &mut Node) {
    let items =
        root.get_mut("components").and_then(Node::as_object_mut).and_then(|groups| groups.shift_remove("pathItems"));
    let Some(items) = items else { return };
    let members = root.as_object_mut().into_iter().flatten();
    let groups = members.filter(|(key, _)| matches!(key.as_str(), "paths" | "webhooks" | "x-webhooks"));
    let groups = groups.filter_map(|(_, group)| group.as_object_mut());
    for item in groups.flat_map(Object::values_mut) {
        let reference = item.get("$ref").and_then(Node::as_str);
        let name = reference.and_then(|text| text.strip_prefix("#/components/pathItems/"));
        let named = name
            .and_then(|name| items.get(&unescape_pointer(&percent_decoded(name))))
            .and_then(Node::as_object)
            .cloned();
        if let (Some(named), Some(members)) = (named, item.as_object_mut()) {
            members.shift_remove("$ref");
            for (key, member) in named {
                members.entry(key).or_insert(member);
            }
        }
    }
}
