//! Schemas of 2.0, and references, to 3.0.
//!
//! In: a schema. Out: the same in 3.0: `discriminator: kind` becomes `discriminator: {propertyName: kind}`, `type:
//! file` a binary string, the widely used `x-nullable: true` becomes `nullable`. The rest is the same in both.

use crate::document::{Node, Object, Value};

/// Where 2.0 keeps what can be referred to, and where 3.0 does.
const MOVED: [(&str, &str); 4] = [
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
    ("#/securityDefinitions/", "#/components/securitySchemes/"),
];

/// Rewrites every reference in a tree.
pub(super) fn references(node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(references),
        Value::Object(members) => {
            for (key, member) in members {
                match &mut member.value {
                    Value::String(text) if key == "$ref" => {
                        let moved = MOVED.iter().find_map(|(from, to)| Some([to, text.strip_prefix(from)?].concat()));
                        *text = moved.unwrap_or_else(|| std::mem::take(text));
                    }
                    _ => references(member),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

pub(super) fn rewrite(node: &mut Node) {
    let Some(members) = node.as_object_mut() else { return };
    for (key, member) in members.iter_mut() {
        match (key.as_str(), &mut member.value) {
            ("properties", Value::Object(schemas)) => schemas.values_mut().for_each(rewrite),
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => schemas.iter_mut().for_each(rewrite),
            ("items" | "additionalProperties" | "not", Value::Object(_)) => rewrite(member),
            ("discriminator", Value::String(name)) => {
                let name = Node::at(member.place, Value::String(std::mem::take(name)));
                member.value = Value::object(Object::from_iter([("propertyName".to_owned(), name)]));
            }
            _ => {}
        }
    }
    members.shift_remove("collectionFormat");
    file(members);
    if let Some(nullable) = members.shift_remove("x-nullable") {
        members.entry("nullable".into()).or_insert(nullable);
    }
}

/// `type: file` is bytes.
fn file(members: &mut Object) {
    let Some(type_) = members.get_mut("type").filter(|node| node.as_str() == Some("file")) else { return };
    let place = type_.place;
    type_.value = Value::String("string".into());
    members.insert("format".into(), Node::at(place, Value::String("binary".into())));
}
