//! The keyword `type`: one of the six names, or what its author meant by another word.
//!
//! `"int"` is `integer`, `"file"` a binary string, `["string", "null"]` a nullable string; each is reported. A word
//! with no meaning is reported and left out.

use crate::document::{Node, Object, Value};
use crate::keyword::type_of;
use crate::parse::reading::{self, Reading};
use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind};

/// Reads `type` into the keywords.
pub fn read(rx: &mut Reading, object: &Object, any: &mut AnySchema, data: &mut SchemaData) {
    let Some(node) = object.get("type") else { return };
    match &node.value {
        Value::String(name) => one(rx, node, name, any, data),
        Value::Array(names) => several(rx, node, names, any, data),
        Value::Null => null(any, data),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => reading::misplaced(rx, "type", "a string", node),
    }
}

fn one(rx: &mut Reading, node: &Node, name: &str, any: &mut AnySchema, data: &mut SchemaData) {
    if is_type(name) {
        any.typ = Some(name.to_owned());
        return;
    }
    if name == "null" {
        return null(any, data);
    }
    let Some((meant, format)) = type_of(name) else {
        rx.warn("unknown-type", format!("`{name}` is no type of OpenAPI; left out"), node.place);
        return;
    };
    let beside = format.map_or(String::new(), |format| format!(" with the format `{format}`"));
    rx.warn("unknown-type", format!("`{name}` is no type of OpenAPI; read as `{meant}`{beside}"), node.place);
    any.typ = Some(meant.to_owned());
    any.format = any.format.take().or(format.map(str::to_owned));
}

fn null(any: &mut AnySchema, data: &mut SchemaData) {
    data.nullable = true;
    any.enumeration = vec![serde_json::Value::Null];
}

fn is_type(name: &str) -> bool {
    matches!(name, "string" | "integer" | "number" | "boolean" | "array" | "object")
}

/// A list of types: `null` is nullability, one other is the type, several are alternatives.
fn several(rx: &mut Reading, node: &Node, names: &[Node], any: &mut AnySchema, data: &mut SchemaData) {
    rx.warn("type-list", "`type` is a list, which OpenAPI 3.0 does not have; read as alternatives", node.place);
    let mut others = Vec::new();
    for name in names.iter().filter_map(Node::as_str) {
        if name == "null" {
            data.nullable = true;
        } else if is_type(name) && !others.contains(&name) {
            others.push(name);
        }
    }
    match others.as_slice() {
        [] => {}
        [one] => any.typ = Some((*one).to_owned()),
        many => {
            let branches = many.iter().map(|name| branch(name, any)).collect();
            *any =
                AnySchema { any_of: branches, enumeration: std::mem::take(&mut any.enumeration), ..Default::default() };
        }
    }
}

/// One of several types, with the keywords that are about it.
fn branch(name: &str, all: &AnySchema) -> ReferenceOr<Schema> {
    let typ = Some(name.to_owned());
    let mut any = match name {
        "string" => AnySchema {
            pattern: all.pattern.clone(),
            format: all.format.clone(),
            min_length: all.min_length,
            max_length: all.max_length,
            ..AnySchema::default()
        },
        "array" => AnySchema { items: all.items.clone(), ..AnySchema::default() },
        "object" => AnySchema {
            properties: all.properties.clone(),
            required: all.required.clone(),
            additional_properties: all.additional_properties.clone(),
            ..AnySchema::default()
        },
        _ => AnySchema::default(),
    };
    any.typ = typ;
    ReferenceOr::Item(Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Any(any) })
}
