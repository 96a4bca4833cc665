//! Schemas that say nothing or contradict themselves: found, reported, and decided.
//!
//! In goes a bag of keywords, out comes one that is consistent. `{type: string, items: …}` becomes any JSON value,
//! with a warning; `{type: object, enum: [a, b]}` becomes a string enum, since the values say what is meant. A schema
//! without `type` gets the one its keywords imply. Does not look behind references.

use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::parse::advice;
use crate::parse::reading::Reading;
use crate::source::{Step, json_path, json_path_step};
use openapiv3::{AnySchema, SchemaData};
use serde_json::{Value as Json, json};

/// Where a schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// It has to say everything itself.
    Alone,
    /// It is a part of an `allOf`: the others say the rest.
    Part,
}

/// How a schema stands in the document.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Whether it is on its own.
    pub setting: Setting,
    /// How many messages there were before its members were read: what is thrown away is not worth a message.
    pub said_before: usize,
}

/// Makes the keywords consistent.
pub fn schema(rx: &mut Reading, node: &Node, standing: Standing, any: &mut AnySchema, data: &mut SchemaData) {
    infer_type(any);
    match any.typ.as_deref() {
        Some("object") => object(rx, node, standing, any, data),
        Some("array") => array(rx, node, standing, any),
        Some("string" | "integer" | "number" | "boolean") => scalar(rx, node, standing, any),
        Some(_) | None => {}
    }
    default_value(rx, node, any, data);
}

fn is_composed(any: &AnySchema) -> bool {
    !any.all_of.is_empty() || !any.one_of.is_empty() || !any.any_of.is_empty()
}

fn has_members(any: &AnySchema) -> bool {
    !any.properties.is_empty() || any.additional_properties.is_some()
}

/// `additionalProperties` beside anything but an object says nothing (JSON Schema, section 10.3.2.3): tools write it
/// everywhere.
fn drop_additional(any: &mut AnySchema) {
    any.additional_properties = None;
}

/// The type that the keywords imply where none is given.
fn infer_type(any: &mut AnySchema) {
    if any.typ.is_some() || is_composed(any) || !any.enumeration.is_empty() {
        return;
    }
    let object = has_members(any);
    let array = any.items.is_some();
    let string = any.min_length.is_some() || any.max_length.is_some() || any.pattern.is_some();
    let number = any.minimum.is_some() || any.maximum.is_some() || any.multiple_of.is_some();
    let format = any.format.as_deref();
    any.typ = match (object, array, string, number) {
        (true, false, false, false) => Some("object".to_owned()),
        (false, true, false, false) => Some("array".to_owned()),
        (false, false, true, false) => Some("string".to_owned()),
        (false, false, false, true) => Some("number".to_owned()),
        (false, false, false, false) if format.is_some_and(is_string_format) => Some("string".to_owned()),
        (false, false, false, false) if format.is_some_and(|format| format.starts_with("int")) => {
            Some("integer".to_owned())
        }
        _ => None,
    };
}

fn is_string_format(format: &str) -> bool {
    matches!(
        format,
        "date-time"
            | "date"
            | "time"
            | "duration"
            | "uuid"
            | "uri"
            | "url"
            | "email"
            | "byte"
            | "binary"
            | "password"
            | "hostname"
            | "ipv4"
            | "ipv6"
            | "uri-reference"
    )
}

fn contradiction(rx: &mut Reading, node: &Node, standing: Standing, any: &mut AnySchema, what: &str, update: Json) {
    let inner = rx.dx.list.split_off(standing.said_before);
    let update = with_inner(&json_path(rx.path.iter().copied()), update, &inner);
    let action = advice::update(&rx.path, "What the server really sends", update);
    rx.warn("contradictory-schema", format!("{what}; read as any JSON value"), node.place)
        .suggest(advice::SAY_WHAT, action);
    *any = AnySchema::default();
}

/// An update that also says what the messages about the elements ask for: they come up once the list is read as one.
fn with_inner(target: &str, mut update: Json, inner: &[Diagnostic]) -> Json {
    let text = |action: &Json, key: &str| action.get(key).and_then(Json::as_str).map(str::to_owned);
    let items = Some(json_path_step(target, Step::Key("items")));
    let mut actions = inner.iter().filter_map(|said| said.action.as_ref());
    let of_items = actions.find(|action| text(action, "target") == items);
    let of_items = of_items.filter(|_| text(&update, "type").as_deref() == Some("array"));
    if let (Some(action), Some(members)) = (of_items, update.as_object_mut()) {
        members.extend(action.get("update").map(|update| ("items".to_owned(), update.clone())));
    }
    update
}

fn object(rx: &mut Reading, node: &Node, standing: Standing, any: &mut AnySchema, data: &SchemaData) {
    if !any.enumeration.is_empty() && !has_members(any) && any.enumeration.iter().all(is_scalar) {
        let action = advice::update(&rx.path, "The type of the values", json!({ "type": type_of_values(any) }));
        let message = "`type: object` with an `enum` of scalars; read as an enum of these values";
        rx.warn("contradictory-schema", message, node.place).suggest(advice::SAY_WHAT, action);
        any.typ = None;
        return;
    }
    if any.items.is_some() && !has_members(any) {
        let what = "`type: object` beside `items`, which belongs to an array";
        return contradiction(rx, node, standing, any, what, json!({ "type": "array" }));
    }
    if any.items.is_some() {
        let action = advice::remove(&rx.path, "items", "An object has no items");
        let message = "`items` beside `properties` of an object; `items` is ignored";
        rx.warn("contradictory-schema", message, node.place).suggest(advice::SAY_SO, action);
        any.items = None;
    }
    any.format = None;
    if standing.setting == Setting::Alone && says_nothing(any, data) {
        let update = json!({ "x-rust-type": "serde_json::Value" });
        let action = advice::update(&rx.path, "Any JSON value; or say its real type here, as `type`", update);
        let message = "the object says nothing about its properties; read as any JSON value";
        rx.warn("untyped-schema", message, node.place).suggest(advice::SAY_WHAT, action);
        *any = AnySchema::default();
    }
}

/// The type that all values of an enum have.
fn type_of_values(any: &AnySchema) -> &'static str {
    let types = ["string", "integer", "number", "boolean"];
    let is_of = |typ: &&&str| any.enumeration.iter().all(|value| value.is_null() || fits(typ, value));
    types.iter().find(is_of).copied().unwrap_or("string")
}

fn says_nothing(any: &AnySchema, data: &SchemaData) -> bool {
    !has_members(any)
        && !is_composed(any)
        && any.enumeration.is_empty()
        && any.not.is_none()
        && !data.extensions.contains_key("x-rust-type")
        && !data.extensions.contains_key("patternProperties")
}

fn is_scalar(value: &Json) -> bool {
    !value.is_array() && !value.is_object()
}

fn array(rx: &mut Reading, node: &Node, standing: Standing, any: &mut AnySchema) {
    drop_additional(any);
    if has_members(any) {
        let what = "`type: array` beside `properties`, which belong to an object";
        return contradiction(rx, node, standing, any, what, json!({ "type": "object" }));
    }
    if let Some(format) = any.format.take_if(|format| is_string_format(format) || format.starts_with("int")) {
        let what = format!("`type: array` with the format `{format}`, which belongs to a scalar");
        return contradiction(rx, node, standing, any, &what, json!({ "type": "string" }));
    }
    any.format = None;
    if !any.enumeration.is_empty() && any.enumeration.iter().all(is_scalar) {
        enum_of_items(rx, node, any);
    }
    if any.items.is_none() && !is_composed(any) && any.enumeration.is_empty() {
        let action = advice::update(&rx.path, "What the list holds", json!({ "items": { "type": "string" } }));
        rx.warn("missing-items", "an array without `items`; its elements are read as any JSON value", node.place)
            .suggest(advice::SAY_WHAT, action);
    }
}

/// `{type: array, enum: [a, b]}`: the values are those of the elements.
fn enum_of_items(rx: &mut Reading, node: &Node, any: &mut AnySchema) {
    let message = "`type: array` with an `enum` of scalars; read as a list of these values";
    let values = json!({ "items": { "enum": any.enumeration } });
    let action = advice::update(&rx.path, "The values of an element", values);
    rx.warn("contradictory-schema", message, node.place).suggest(advice::SAY_WHAT, action);
    let element = AnySchema { enumeration: std::mem::take(&mut any.enumeration), ..AnySchema::default() };
    any.items = Some(openapiv3::ReferenceOr::Item(Box::new(openapiv3::Schema {
        schema_data: SchemaData::default(),
        schema_kind: openapiv3::SchemaKind::Any(element),
    })));
}

fn scalar(rx: &mut Reading, node: &Node, standing: Standing, any: &mut AnySchema) {
    drop_additional(any);
    let typ = any.typ.clone().unwrap_or_default();
    if any.items.is_some() {
        let what = format!("`type: {typ}` beside `items`, which belongs to an array");
        return contradiction(rx, node, standing, any, &what, json!({ "type": "array" }));
    }
    if has_members(any) {
        let what = format!("`type: {typ}` beside `properties`, which belong to an object");
        return contradiction(rx, node, standing, any, &what, json!({ "type": "object" }));
    }
    any.required.clear();
    (any.min_items, any.max_items, any.unique_items) = (None, None, None);
    (any.min_properties, any.max_properties) = (None, None);
    if typ == "string" {
        (any.minimum, any.maximum, any.multiple_of) = (None, None, None);
        (any.exclusive_minimum, any.exclusive_maximum) = (None, None);
    } else {
        (any.min_length, any.max_length, any.pattern) = (None, None, None);
    }
    if !any.enumeration.is_empty() {
        enum_values(rx, node, &typ, any);
    }
}

/// Values of an enum that are not of its `type`: read as that type if every one of them can be, else the values win.
fn enum_values(rx: &mut Reading, node: &Node, typ: &str, any: &mut AnySchema) {
    if any.enumeration.iter().all(|value| value.is_null() || fits(typ, value)) {
        return;
    }
    let place = node.get("enum").map_or(node.place, |values| values.place);
    let converted: Option<Vec<Json>> = any.enumeration.iter().map(|value| convert(typ, value)).collect();
    if let Some(values) = converted {
        let message = format!("values of the enum are not of the type `{typ}`; read as if they were");
        rx.warn("enum-value-type", message, place);
        any.enumeration = values;
    } else {
        let message =
            format!("values of the enum are not of the type `{typ}`; read as an enum of the values as they are");
        rx.warn("enum-value-type", message, place);
        any.typ = None;
    }
}

fn fits(typ: &str, value: &Json) -> bool {
    match typ {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|float| float.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

fn convert(typ: &str, value: &Json) -> Option<Json> {
    if value.is_null() || fits(typ, value) {
        return Some(value.clone());
    }
    match (typ, value) {
        ("string", Json::Number(number)) => Some(Json::String(number.to_string())),
        ("string", Json::Bool(truth)) => Some(Json::String(truth.to_string())),
        ("integer" | "number", Json::String(text)) => {
            text.trim().parse::<serde_json::Number>().ok().map(Json::Number).filter(|value| fits(typ, value))
        }
        ("boolean", Json::String(text)) => text.parse::<bool>().ok().map(Json::Bool),
        _ => None,
    }
}

/// A default that is not of the type is no help to anyone.
fn default_value(rx: &mut Reading, node: &Node, any: &AnySchema, data: &mut SchemaData) {
    let (Some(typ), Some(value)) = (any.typ.as_deref(), &data.default) else { return };
    if fits(typ, value) || (value.is_null() && data.nullable) {
        return;
    }
    let place = node.get("default").map_or(node.place, |default| default.place);
    data.default = convert(typ, value).filter(|value| !value.is_null());
    let done = if data.default.is_some() { "read as one" } else { "left out" };
    rx.warn("wrong-default", format!("the default is not of the type `{typ}`; {done}"), place);
}
