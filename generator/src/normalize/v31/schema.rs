//! One schema of 3.1 (JSON Schema 2020-12) to 3.0.
//!
//! In: a schema. Out: a schema of 3.0 that says the same, as far as 3.0 can: `type: [string, "null"]` becomes
//! `nullable`, several types an `anyOf`, `const` an `enum` of one value, a `$ref` with siblings an `allOf`. What cannot
//! be said is left out and named. Every new node stands at the place of what it was made of.

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::keyword::PREFIX_ITEMS;
use crate::source::Place;

/// Keywords that 3.0 does not have and that constrain values.
const UNSUPPORTED: [&str; 14] = [
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "dependentSchemas",
    "dependentRequired",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "contentSchema",
    "additionalItems",
];
/// Keywords that 3.0 does not have and that say nothing about values. What definitions are for was moved by then.
const SILENT: [&str; 8] =
    ["$id", "$schema", "$comment", "$anchor", "$dynamicAnchor", "$vocabulary", "$defs", "definitions"];

/// A schema among the components. A `$ref` beside documentation is another name for what it refers to, not a schema that
/// extends it, so it does not become an `allOf`.
pub(super) fn rewrite_component(dx: &mut Diagnostics, node: &mut Node) {
    let is_documentation = |key: &String| {
        matches!(key.as_str(), "$ref" | "title" | "description" | "deprecated" | "externalDocs" | "$comment")
    };
    let members = node.as_object().filter(|members| members.contains_key("$ref"));
    if !members.is_some_and(|members| members.keys().all(is_documentation)) {
        rewrite(dx, node);
    }
}

pub(in super::super) fn rewrite(dx: &mut Diagnostics, node: &mut Node) {
    let place = node.place;
    if let Value::Bool(truth) = node.value {
        let never = || Object::from_iter([("not".to_owned(), Node::at(place, Value::object(Object::new())))]);
        node.value = Value::object(if truth { Object::new() } else { never() });
        return;
    }
    let Some(members) = node.as_object_mut() else { return };
    inside(dx, members);
    close(members);
    leave_out(dx, members);
    reference_siblings(members, place);
    default_mapping(members);
    constant(members);
    exclusive(members, "exclusiveMinimum", "minimum", |bound, limit| bound >= limit);
    exclusive(members, "exclusiveMaximum", "maximum", |bound, limit| bound <= limit);
    if let Some(examples) = members.shift_remove("examples")
        && let Value::Array(examples) = examples.value
        && let Some(first) = examples.into_iter().next()
    {
        members.entry("example".into()).or_insert(first);
    }
    tuple(dx, members, place);
    content(members);
    null_branches(members);
    types(members);
}

/// Rewrites the schemas inside.
fn inside(dx: &mut Diagnostics, members: &mut Object) {
    for (key, member) in members.iter_mut() {
        match (key.as_str(), &mut member.value) {
            ("properties" | "patternProperties", Value::Object(schemas)) => {
                schemas.values_mut().for_each(|schema| rewrite(dx, schema));
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(schemas)) => {
                schemas.iter_mut().for_each(|schema| rewrite(dx, schema));
            }
            ("additionalProperties", Value::Bool(_)) => {}
            ("items" | "not" | "additionalProperties", _) => rewrite(dx, member),
            _ => {}
        }
    }
}

/// `unevaluatedItems: false` beside `prefixItems` alone is `items: false`, in the form that it was rewritten to.
fn close(members: &mut Object) {
    let is_alone = members.contains_key("prefixItems") && !members.contains_key("items");
    if let Some(Node { value: Value::Bool(false), place }) = members.get("unevaluatedItems").filter(|_| is_alone) {
        let never = Object::from_iter([("not".to_owned(), Node::at(*place, Value::object(Object::new())))]);
        let never = Node::at(*place, Value::object(never));
        members.shift_remove("unevaluatedItems");
        members.insert("items".into(), never);
    }
}

fn leave_out(dx: &mut Diagnostics, members: &mut Object) {
    SILENT.iter().for_each(|key| drop(members.shift_remove(*key)));
    for key in UNSUPPORTED {
        if let Some(removed) = members.shift_remove(key) {
            dx.warning(
                "unsupported-keyword",
                format!("`{key}` cannot be said in OpenAPI 3.0; it was left out"),
                removed.place,
            )
            .help("the client reads any value here as it is sent; nothing is lost");
        }
    }
}

/// A `$ref` beside other keywords: in 3.0 the others would not count.
fn reference_siblings(members: &mut Object, place: Place) {
    if members.len() < 2 || members.get("$ref").and_then(Node::as_str).is_none() {
        return;
    }
    let Some(reference) = members.shift_remove("$ref") else { return };
    let part = Node::at(reference.place, Value::object(Object::from_iter([("$ref".to_owned(), reference)])));
    match members.get_mut("allOf").map(|node| &mut node.value) {
        Some(Value::Array(parts)) => parts.insert(0, part),
        _ => drop(members.insert("allOf".into(), Node::at(place, Value::array(vec![part])))),
    }
}

/// `defaultMapping` of 3.2.
fn default_mapping(members: &mut Object) {
    let Some(discriminator) = members.get_mut("discriminator").and_then(Node::as_object_mut) else { return };
    if let Some(target) = discriminator.shift_remove("defaultMapping") {
        discriminator.insert("x-defaultMapping".to_owned(), target);
    }
}

fn constant(members: &mut Object) {
    let Some(value) = members.shift_remove("const") else { return };
    let place = value.place;
    let kind = match &value.value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) => Some(if number.is_f64() { "number" } else { "integer" }),
        Value::Object(_) => Some("object"),
        Value::Array(_) => Some("array"),
        Value::Null => None,
    };
    match kind {
        Some(kind) => drop(members.entry("type".into()).or_insert_with(|| text(place, kind))),
        None => drop(members.insert("nullable".into(), Node::at(place, Value::Bool(true)))),
    }
    members.insert("enum".into(), Node::at(place, Value::array(vec![value])));
}

fn text(place: Place, text: &str) -> Node {
    Node::at(place, Value::String(text.to_owned()))
}

/// A numeric exclusive bound: in 3.0 it is a flag beside the bound.
fn exclusive(members: &mut Object, exclusive: &str, limit: &str, is_tighter: fn(f64, f64) -> bool) {
    let number = |node: &Node| if let Value::Number(number) = &node.value { number.as_f64() } else { None };
    let Some(bound) = members.get(exclusive).and_then(number) else { return };
    let Some(node) = members.shift_remove(exclusive) else { return };
    if members.get(limit).and_then(number).is_none_or(|limit| is_tighter(bound, limit)) {
        members.insert(exclusive.into(), Node::at(node.place, Value::Bool(true)));
        members.insert(limit.into(), node);
    }
}

/// `prefixItems`: 3.0 knows lists of one schema only, so any of the schemas may stand anywhere. If it is a tuple, it is kept
/// under `x-prefix-items`.
fn tuple(dx: &mut Diagnostics, members: &mut Object, schema: Place) {
    let Some(prefix) = members.shift_remove("prefixItems") else { return };
    let place = prefix.place;
    let Value::Array(mut branches) = prefix.value else { return };
    let rest = members.shift_remove("items");
    if is_tuple(members, branches.len(), rest.as_ref()) {
        let most = Value::Number(branches.len().into());
        members.entry("maxItems".into()).or_insert_with(|| Node::at(place, most));
        members.insert(PREFIX_ITEMS.into(), Node::at(place, Value::array(branches.clone())));
    } else {
        branches.extend(rest.filter(|rest| rest.get("not").is_none()));
        let message = "the array has no fixed length; each element may be any of the documented ones";
        dx.warning("unsupported-tuple", message, schema)
            .help("if it has, an overlay can say so: by `x-prefix-items`, or by `x-rust-type` as `(i64, String)`");
    }
    let mut distinct: Vec<Node> = Vec::new();
    for branch in branches {
        if !distinct.iter().any(|other| other.to_json() == branch.to_json()) {
            distinct.push(branch);
        }
    }
    let items = match distinct.len() {
        1 => distinct.remove(0),
        _ => Node::at(
            place,
            Value::object(Object::from_iter([("anyOf".to_owned(), Node::at(place, Value::array(distinct)))])),
        ),
    };
    members.insert("items".into(), items);
}

/// Whether an array has a value for each of the schemas and no more (JSON Schema 2020-12, sections 10.3.1.1 and 6.4). Where
/// nothing is said of the least number, shorter arrays are valid, too, but not what the author means.
fn is_tuple(members: &Object, count: usize, rest: Option<&Node>) -> bool {
    let is_count = |key: &str| members.get(key).map(|node| node.to_json().as_u64() == u64::try_from(count).ok());
    let is_closed =
        rest.is_some_and(|rest| rest.get("not").is_some_and(|not| not.as_object().is_some_and(Object::is_empty)));
    let is_closed = match is_count("maxItems") {
        Some(is_count) => is_count,
        None => is_closed,
    };
    count > 0 && is_closed && is_count("minItems").is_none_or(|is_count| is_count)
}

/// Bytes in strings: `format` says in 3.0 how they are written. What they are in a multipart body is kept under
/// `x-content-media-type`.
fn content(members: &mut Object) {
    let media_type = members.shift_remove("contentMediaType");
    let encoding = members.shift_remove("contentEncoding");
    let is_bytes = |node: &Node| node.as_str() == Some("application/octet-stream");
    let format = match (encoding.as_ref().and_then(Node::as_str), &media_type) {
        (Some("base64"), _) => Some("byte"),
        (Some("base64url"), _) => Some("base64url"),
        (Some("binary"), _) => Some("binary"),
        (None, Some(media_type)) if is_bytes(media_type) => Some("binary"),
        _ => None,
    };
    if let (Some(format), Some(node)) = (format, encoding.as_ref().or(media_type.as_ref())) {
        members.entry("format".into()).or_insert_with(|| text(node.place, format));
        members.entry("type".into()).or_insert_with(|| text(node.place, "string"));
    }
    if let Some(media_type) = media_type.filter(|media_type| format.is_none() || !is_bytes(media_type)) {
        members.insert("x-content-media-type".into(), media_type);
    }
}

/// `anyOf: [X, {type: null}]` is X, nullable. (The branches were rewritten already.)
fn null_branches(members: &mut Object) {
    for key in ["anyOf", "oneOf"] {
        let Some(list) = members.get_mut(key) else { continue };
        let place = list.place;
        let Value::Array(branches) = &mut list.value else { continue };
        let before = branches.len();
        branches.retain(|branch| !is_null(branch));
        if branches.len() == before {
            continue;
        }
        let left = branches.len();
        let only = if left == 1 { branches.pop() } else { None };
        if left < 2 {
            members.shift_remove(key);
        }
        members.insert("nullable".into(), Node::at(place, Value::Bool(true)));
        match only.map(|only| (only.place, only.value)) {
            Some((_, Value::Object(only)))
                if !only.contains_key("$ref") && only.keys().all(|key| !members.contains_key(key)) =>
            {
                members.extend(only)
            }
            Some((only_place, only)) => {
                let part = Node::at(only_place, only);
                match members.get_mut("allOf").map(|node| &mut node.value) {
                    Some(Value::Array(parts)) => parts.push(part),
                    _ => drop(members.insert("allOf".into(), Node::at(place, Value::array(vec![part])))),
                }
            }
            None if left == 0 => {
                drop(members.insert("enum".into(), Node::at(place, Value::array(vec![Node::at(place, Value::Null)]))))
            }
            None => {}
        }
    }
}

/// What `{type: null}` and `{const: null}` were rewritten to.
fn is_null(node: &Node) -> bool {
    let only_null = |values: &[Node]| matches!(values, [one] if one.value == Value::Null);
    node.get("enum").and_then(Node::as_array).is_some_and(only_null) && node.get("type").is_none()
}

/// `type` as a list, and the type `null`.
fn types(members: &mut Object) {
    let Some(node) = members.get("type") else { return };
    let place = node.place;
    let names: Vec<String> = match &node.value {
        Value::Array(names) => names.iter().filter_map(Node::as_str).map(str::to_owned).collect(),
        Value::String(name) if name == "null" => vec![name.clone()],
        _ => return,
    };
    let kinds: Vec<&String> = names.iter().filter(|name| *name != "null").collect();
    members.shift_remove("type");
    if kinds.len() < names.len() {
        members.insert("nullable".into(), Node::at(place, Value::Bool(true)));
        if kinds.is_empty() {
            members.insert("enum".into(), Node::at(place, Value::array(vec![Node::at(place, Value::Null)])));
        }
    }
    match kinds.as_slice() {
        [] => {}
        [one] => drop(members.insert("type".into(), text(place, one))),
        several => several_types(members, place, several),
    }
}

/// One branch for each type, with the keywords that are about it.
fn several_types(members: &mut Object, place: Place, kinds: &[&String]) {
    let branches = kinds.iter().map(|kind| {
        let mut branch = Object::from_iter([("type".to_owned(), text(place, kind))]);
        for key in about(kind) {
            branch.extend(members.get(*key).map(|node| ((*key).to_owned(), node.clone())));
        }
        Node::at(place, Value::object(branch))
    });
    let branches = Node::at(place, Value::Array(branches.collect()));
    kinds.iter().flat_map(|kind| about(kind)).for_each(|key| drop(members.shift_remove(*key)));
    if members.contains_key("anyOf") || members.contains_key("oneOf") {
        let part = Node::at(place, Value::object(Object::from_iter([("anyOf".to_owned(), branches)])));
        match members.get_mut("allOf").map(|node| &mut node.value) {
            Some(Value::Array(parts)) => parts.push(part),
            _ => drop(members.insert("allOf".into(), Node::at(place, Value::array(vec![part])))),
        }
    } else {
        members.insert("anyOf".into(), branches);
    }
}

/// The keywords that are about values of one type only.
fn about(kind: &str) -> &'static [&'static str] {
    match kind {
        "array" => &["items", PREFIX_ITEMS, "minItems", "maxItems", "uniqueItems"],
        "object" => {
            &["properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"]
        }
        "string" => &["format", "pattern", "minLength", "maxLength"],
        "number" | "integer" => &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
        _ => &[],
    }
}
