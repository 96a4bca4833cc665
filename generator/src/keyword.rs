//! The keywords of JSON Schema that hold schemas: those of 2020-12, and those of earlier drafts that documents still have; and
//! the words that authors write for types.

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
        | "oneOf" | "prefixItems" => Some(Holds::Several),
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
pub fn type_of(word: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match word.to_ascii_lowercase().as_str() {
        "string" | "str" | "text" | "varchar" | "char" => ("string", None),
        "file" | "binary" | "blob" => ("string", Some("binary")),
        "byte" | "bytes" | "base64" => ("string", Some("byte")),
        "date" => ("string", Some("date")),
        "datetime" | "date-time" | "timestamp" => ("string", Some("date-time")),
        "time" => ("string", Some("time")),
        "uuid" | "guid" => ("string", Some("uuid")),
        "uri" | "url" => ("string", Some("uri")),
        "email" => ("string", Some("email")),
        "integer" | "int" | "bigint" => ("integer", None),
        "int32" => ("integer", Some("int32")),
        "int64" | "long" => ("integer", Some("int64")),
        "number" | "decimal" | "numeric" => ("number", None),
        "float" => ("number", Some("float")),
        "double" => ("number", Some("double")),
        "boolean" | "bool" => ("boolean", None),
        "array" | "list" => ("array", None),
        "object" | "map" | "dict" | "json" => ("object", None),
        _ => return None,
    })
}
