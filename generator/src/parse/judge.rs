//! Schemas that say nothing or contradict themselves: found, reported, and decided.
//!
//! In goes a bag of keywords, out comes one that is consistent. `{type: string, items: …}` becomes any JSON value,
//! with a warning; `{type: object, enum: [a, b]}` becomes a string enum, since the values say what is meant. A schema
//! without `type` gets the one its keywords imply. Does not look behind references.

use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::parse::advice;
use crate::parse::reading::Reading;
use crate::schema::{JsonType, Limits, Schema};
use crate::source::{Step, json_path, json_path_step};
use openapiv3::ReferenceOr;
use serde_json::{Value as Json, json};
use std::sync::Arc;

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
pub fn schema(rx: &mut Reading, node: &Node, standing: Standing, schema: &mut Schema) {
    infer_kind(schema);
    match schema.kind {
        Some(JsonType::Object) => object(rx, node, standing, schema),
        Some(JsonType::Array) => array(rx, node, standing, schema),
        Some(kind @ (JsonType::String | JsonType::Integer | JsonType::Number | JsonType::Boolean)) => {
            scalar(rx, node, standing, kind, schema);
        }
        None => {}
    }
    default_value(rx, node, schema);
}

fn has_members(schema: &Schema) -> bool {
    !schema.properties.is_empty() || schema.additional.is_some()
}

/// `additionalProperties` beside anything but an object says nothing (JSON Schema, section 10.3.2.3): tools write it
/// everywhere.
fn drop_additional(schema: &mut Schema) {
    schema.additional = None;
}

/// The type that the keywords imply where none is given.
fn infer_kind(schema: &mut Schema) {
    if schema.kind.is_some() || schema.is_composed() || !schema.enumeration.is_empty() {
        return;
    }
    let object = has_members(schema);
    let array = schema.items.is_some();
    let limits = schema.limits.as_deref();
    let number = |limits: &Limits| limits.minimum.is_some() || limits.maximum.is_some() || limits.multiple_of.is_some();
    let (string, number) = (limits.is_some_and(Limits::are_of_texts), limits.is_some_and(number));
    let format = schema.format.as_deref();
    schema.kind = match (object, array, string, number) {
        (true, false, false, false) => Some(JsonType::Object),
        (false, true, false, false) => Some(JsonType::Array),
        (false, false, true, false) => Some(JsonType::String),
        (false, false, false, true) => Some(JsonType::Number),
        (false, false, false, false) if format.is_some_and(is_string_format) => Some(JsonType::String),
        (false, false, false, false) if format.is_some_and(|format| format.starts_with("int")) => {
            Some(JsonType::Integer)
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

fn contradiction(rx: &mut Reading, node: &Node, standing: Standing, schema: &mut Schema, what: &str, update: Json) {
    let inner = rx.dx.list.split_off(standing.said_before);
    let update = with_inner(&json_path(rx.path.iter().copied()), update, &inner);
    let action = advice::update(&rx.path, "What the server really sends", update);
    rx.warn("contradictory-schema", format!("{what}; read as any JSON value"), node.place)
        .suggest(advice::SAY_WHAT, action);
    schema.forget_type();
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

const ANY: &str = "Any JSON value; if it has a real type, say that as `type` in place of `x-rust-type`";

fn object(rx: &mut Reading, node: &Node, standing: Standing, schema: &mut Schema) {
    if !schema.enumeration.is_empty() && !has_members(schema) && schema.enumeration.iter().all(is_scalar) {
        let action = advice::update(&rx.path, "The type of the values", json!({ "type": type_of_values(schema) }));
        let message = "`type: object` with an `enum` of scalars; read as an enum of these values";
        rx.warn("contradictory-schema", message, node.place).suggest(advice::SAY_WHAT, action);
        schema.kind = None;
        return;
    }
    if schema.items.is_some() && !has_members(schema) {
        let what = "`type: object` beside `items`, which belongs to an array";
        return contradiction(rx, node, standing, schema, what, json!({ "type": "array" }));
    }
    if schema.items.is_some() {
        let action = advice::remove(&rx.path, "items", "An object has no items");
        let message = "`items` beside `properties` of an object; `items` is ignored";
        rx.warn("contradictory-schema", message, node.place).suggest(advice::SAY_SO, action);
        schema.items = None;
    }
    schema.format = None;
    if standing.setting == Setting::Alone && says_nothing(schema) {
        let update = json!({ "x-rust-type": "serde_json::Value" });
        let action = advice::update(&rx.path, ANY, update);
        let message = "the object says nothing about its properties; read as any JSON value";
        rx.warn("untyped-schema", message, node.place).suggest(advice::SAY_WHAT, action);
        schema.forget_type();
    }
}

/// The type that all values of an enum have.
fn type_of_values(schema: &Schema) -> &'static str {
    let types = [JsonType::String, JsonType::Integer, JsonType::Number, JsonType::Boolean];
    let is_of = |kind: &JsonType| schema.enumeration.iter().all(|value| value.is_null() || fits(*kind, value));
    types.into_iter().find(is_of).unwrap_or(JsonType::String).name()
}

fn says_nothing(schema: &Schema) -> bool {
    !has_members(schema)
        && !schema.is_composed()
        && schema.enumeration.is_empty()
        && schema.not.is_none()
        && schema.extension("x-rust-type").is_none()
        && !schema.has_patterns
}

fn is_scalar(value: &Json) -> bool {
    !value.is_array() && !value.is_object()
}

fn array(rx: &mut Reading, node: &Node, standing: Standing, schema: &mut Schema) {
    drop_additional(schema);
    if has_members(schema) {
        let what = "`type: array` beside `properties`, which belong to an object";
        return contradiction(rx, node, standing, schema, what, json!({ "type": "object" }));
    }
    if let Some(format) = schema.format.take_if(|format| is_string_format(format) || format.starts_with("int")) {
        let what = format!("`type: array` with the format `{format}`, which belongs to a scalar");
        return contradiction(rx, node, standing, schema, &what, json!({ "type": "string" }));
    }
    schema.format = None;
    if !schema.enumeration.is_empty() && schema.enumeration.iter().all(is_scalar) {
        enum_of_items(rx, node, schema);
    }
    if schema.items.is_none() && !schema.is_composed() && schema.enumeration.is_empty() {
        let action = advice::update(&rx.path, "What the list holds", json!({ "items": { "type": "string" } }));
        rx.warn("missing-items", "an array without `items`; its elements are read as any JSON value", node.place)
            .suggest(advice::SAY_WHAT, action);
    }
}

/// `{type: array, enum: [a, b]}`: the values are those of the elements.
fn enum_of_items(rx: &mut Reading, node: &Node, schema: &mut Schema) {
    let message = "`type: array` with an `enum` of scalars; read as a list of these values";
    let values = json!({ "items": { "enum": schema.enumeration } });
    let action = advice::update(&rx.path, "The values of an element", values);
    rx.warn("contradictory-schema", message, node.place).suggest(advice::SAY_WHAT, action);
    let enumeration = std::mem::take(&mut schema.enumeration);
    let element = Schema { enumeration, has_type: true, ..Schema::at(node.place) };
    schema.items = Some(Box::new(ReferenceOr::Item(element)));
}

fn scalar(rx: &mut Reading, node: &Node, standing: Standing, kind: JsonType, schema: &mut Schema) {
    drop_additional(schema);
    let typ = kind.name();
    if schema.items.is_some() {
        let what = format!("`type: {typ}` beside `items`, which belongs to an array");
        return contradiction(rx, node, standing, schema, &what, json!({ "type": "array" }));
    }
    if has_members(schema) {
        let what = format!("`type: {typ}` beside `properties`, which belong to an object");
        return contradiction(rx, node, standing, schema, &what, json!({ "type": "object" }));
    }
    schema.required.clear();
    schema.limits = schema.limits.take().map(|limits| Box::new(limits.of_scalar(kind)));
    if !schema.enumeration.is_empty() {
        enum_values(rx, node, kind, schema);
    }
}

/// Values of an enum that are not of its `type`: read as that type if every one of them can be, else the values win.
fn enum_values(rx: &mut Reading, node: &Node, kind: JsonType, schema: &mut Schema) {
    if schema.enumeration.iter().all(|value| value.is_null() || fits(kind, value)) {
        return;
    }
    let place = node.get("enum").map_or(node.place, |values| values.place);
    let converted: Option<Vec<Json>> = schema.enumeration.iter().map(|value| convert(kind, value)).collect();
    let typ = kind.name();
    if let Some(values) = converted {
        let message = format!("values of the enum are not of the type `{typ}`; read as if they were");
        rx.warn("enum-value-type", message, place);
        schema.enumeration = values;
    } else {
        let message =
            format!("values of the enum are not of the type `{typ}`; read as an enum of the values as they are");
        rx.warn("enum-value-type", message, place);
        schema.kind = None;
    }
}

fn fits(kind: JsonType, value: &Json) -> bool {
    match kind {
        JsonType::String => value.is_string(),
        JsonType::Integer => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|float| float.fract() == 0.0)
        }
        JsonType::Number => value.is_number(),
        JsonType::Boolean => value.is_boolean(),
        JsonType::Array => value.is_array(),
        JsonType::Object => value.is_object(),
    }
}

fn convert(kind: JsonType, value: &Json) -> Option<Json> {
    if value.is_null() || fits(kind, value) {
        return Some(value.clone());
    }
    match (kind, value) {
        (JsonType::String, Json::Number(number)) => Some(Json::String(number.to_string())),
        (JsonType::String, Json::Bool(truth)) => Some(Json::String(truth.to_string())),
        (JsonType::Integer | JsonType::Number, Json::String(text)) => {
            text.trim().parse::<serde_json::Number>().ok().map(Json::Number).filter(|value| fits(kind, value))
        }
        (JsonType::Boolean, Json::String(text)) => text.parse::<bool>().ok().map(Json::Bool),
        _ => None,
    }
}

/// A default that is not of the type is no help to anyone.
fn default_value(rx: &mut Reading, node: &Node, schema: &mut Schema) {
    let (Some(kind), Some(value)) = (schema.kind, &schema.default) else { return };
    if fits(kind, value) || (value.is_null() && schema.nullable) {
        return;
    }
    let place = node.get("default").map_or(node.place, |default| default.place);
    schema.default = convert(kind, value).filter(|value| !value.is_null()).map(Arc::new);
    let done = if schema.default.is_some() { "read as one" } else { "left out" };
    let message = format!("the default is not of the type `{}`; {done}", kind.name());
    rx.warn("wrong-default", message, place);
}
