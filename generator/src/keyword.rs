//! The keywords of JSON Schema that hold schemas: those of 2020-12, and those of earlier drafts that documents still have; and
//! the words that authors write for types.

use crate::schema::JsonType;

/// The elements of a tuple, each a schema: `prefixItems` of JSON Schema, which OpenAPI 3.0 has no keyword for. The array has
/// as many elements as schemas are listed, no fewer and no more.
pub const PREFIX_ITEMS: &str = "x-prefix-items";

/// What a keyword holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A schema.
    One,
    /// A map or a list of schemas.
    Several,
}

/// What a keyword of a schema holds; `None` if there are no schemas in it.
pub fn holds(keyword: &str) -> Option<Holds> {
    match keyword {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "allOf" | "anyOf"
        | "oneOf" | "prefixItems" | PREFIX_ITEMS => Some(Holds::Several),
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "contentSchema"
        | "additionalItems"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Some(Holds::One),
        _ => None,
    }
}

/// What a word that an author wrote for a type stands for, with a format: `int`, `date-time`.
pub fn type_of(word: &str) -> Option<(JsonType, Option<&'static str>)> {
    Some(match word.to_ascii_lowercase().as_str() {
        "string" | "str" | "text" | "varchar" | "char" => (JsonType::String, None),
        "file" | "binary" | "blob" => (JsonType::String, Some("binary")),
        "byte" | "bytes" | "base64" => (JsonType::String, Some("byte")),
        "date" => (JsonType::String, Some("date")),
        "datetime" | "date-time" | "timestamp" => (JsonType::String, Some("date-time")),
        "time" => (JsonType::String, Some("time")),
        "uuid" | "guid" => (JsonType::String, Some("uuid")),
        "uri" | "url" => (JsonType::String, Some("uri")),
        "email" => (JsonType::String, Some("email")),
        "integer" | "int" | "bigint" => (JsonType::Integer, None),
        "int32" => (JsonType::Integer, Some("int32")),
        "int64" | "long" => (JsonType::Integer, Some("int64")),
        "number" | "decimal" | "numeric" => (JsonType::Number, None),
        "float" => (JsonType::Number, Some("float")),
        "double" => (JsonType::Number, Some("double")),
        "boolean" | "bool" => (JsonType::Boolean, None),
        "array" | "list" => (JsonType::Array, None),
        "object" | "map" | "dict" | "json" => (JsonType::Object, None),
        _ => return None,
    })
}
