//! The keyword `type`: one of the six names, or what its author meant by another word.
//!
//! `"int"` is `integer`, `"file"` a binary string, `["string", "null"]` a nullable string; each is reported. A word
//! with no meaning is reported and left out.

use crate::document::{Node, Object, Value};
use crate::keyword::type_of;
use crate::parse::reading::{self, Reading};
use crate::schema::{JsonType, Schema};
use openapiv3::ReferenceOr;

/// Reads `type` into the keywords.
pub fn read(rx: &mut Reading, object: &Object, schema: &mut Schema) {
    let Some(node) = object.get("type") else { return };
    schema.has_type = true;
    match &node.value {
        Value::String(name) => one(rx, node, name, schema),
        Value::Array(names) => several(rx, node, names, schema),
        Value::Null => null(schema),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => reading::misplaced(rx, "type", "a string", node),
    }
}

fn one(rx: &mut Reading, node: &Node, name: &str, schema: &mut Schema) {
    if let Some(kind) = JsonType::of_name(name) {
        schema.kind = Some(kind);
        return;
    }
    if name == "null" {
        return null(schema);
    }
    let Some((meant, format)) = type_of(name) else {
        rx.warn("unknown-type", format!("`{name}` is no type of OpenAPI; left out"), node.place);
        return;
    };
    let beside = format.map_or(String::new(), |format| format!(" with the format `{format}`"));
    let message = format!("`{name}` is no type of OpenAPI; read as `{}`{beside}", meant.name());
    rx.warn("unknown-type", message, node.place);
    schema.kind = Some(meant);
    schema.format = schema.format.take().or(format.map(str::to_owned));
}

fn null(schema: &mut Schema) {
    schema.nullable = true;
    schema.enumeration = vec![serde_json::Value::Null];
}

/// A list of types: `null` is nullability, one other is the type, several are alternatives.
fn several(rx: &mut Reading, node: &Node, names: &[Node], schema: &mut Schema) {
    rx.warn("type-list", "`type` is a list, which OpenAPI 3.0 does not have; read as alternatives", node.place);
    let mut others = Vec::new();
    for name in names.iter().filter_map(Node::as_str) {
        match JsonType::of_name(name) {
            Some(kind) if !others.contains(&kind) => others.push(kind),
            None if name == "null" => schema.nullable = true,
            Some(_) | None => {}
        }
    }
    match others.as_slice() {
        [] => {}
        [one] => schema.kind = Some(*one),
        many => {
            let any_of = many.iter().map(|kind| branch(*kind, schema)).collect();
            let enumeration = std::mem::take(&mut schema.enumeration);
            schema.forget_type();
            (schema.any_of, schema.enumeration) = (any_of, enumeration);
        }
    }
}

/// One of several types, with the keywords that are about it.
fn branch(kind: JsonType, all: &Schema) -> ReferenceOr<Schema> {
    let own = Schema { place: all.place, kind: Some(kind), has_type: true, ..Schema::default() };
    let limits = all.limits.clone().map(|limits| Box::new(limits.of_scalar(kind)));
    ReferenceOr::Item(match kind {
        JsonType::String => Schema { limits, format: all.format.clone(), ..own },
        JsonType::Array => Schema { items: all.items.clone(), prefix_items: all.prefix_items.clone(), ..own },
        JsonType::Object => Schema {
            properties: all.properties.clone(),
            required: all.required.clone(),
            additional: all.additional.clone(),
            ..own
        },
        JsonType::Integer | JsonType::Number | JsonType::Boolean => own,
    })
}
