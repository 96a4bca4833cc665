//! Media types: how a body of each is written and read.
//!
//! `application/json; charset=utf-8` is JSON, `application/vnd.api+json` too, `text/html` and XML are text, an image
//! is bytes. Where the name does not tell (`*/*`, `application/x-whatever`) the schema does.

use crate::schema::{JsonType, Schema};

/// How a body is written and read, in the order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Media {
    /// `application/json`
    Json,
    /// JSON by another name.
    OtherJson,
    /// A JSON value on every line.
    JsonLines,
    /// `text/event-stream`
    EventStream,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/*`
    Multipart,
    /// `text/*` and XML.
    Text,
    /// Anything else.
    Binary,
}

/// The kind of a media type with a schema.
pub fn media(name: &str, schema: Option<&Schema>, request: bool) -> Media {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (top, sub) = essence.split_once('/').unwrap_or(("application", essence.as_str()));
    let bytes = schema.is_some_and(is_bytes);
    match (top, sub) {
        (_, "json" | "*") if bytes => Media::Binary,
        ("application" | "text", "json") => Media::Json,
        (_, sub) if is_lines(sub) => Media::JsonLines,
        (_, sub) if sub.ends_with("+json") => Media::OtherJson,
        ("text", "event-stream") => Media::EventStream,
        ("application", "x-www-form-urlencoded") if request => Media::Form,
        ("application", "x-www-form-urlencoded") => Media::Text,
        ("multipart", _) if request => Media::Multipart,
        ("multipart", _) => Media::Binary,
        ("text", _) if bytes => Media::Binary,
        ("text", _) => Media::Text,
        (_, "xml" | "yaml" | "x-yaml" | "graphql" | "javascript" | "jwt" | "toml") if !bytes => Media::Text,
        (_, sub) if sub.ends_with("+xml") || sub.ends_with("+yaml") => Media::Text,
        ("image" | "audio" | "video" | "font" | "model", _) => Media::Binary,
        (_, "octet-stream" | "pdf" | "zip" | "gzip" | "x-gzip" | "x-tar" | "zlib") => Media::Binary,
        _ => by_schema(schema, sub),
    }
}

fn is_bytes(schema: &Schema) -> bool {
    schema.kind == Some(JsonType::String) && schema.format.as_deref() == Some("binary")
}

/// The names under which JSON texts follow each other; those of `-seq` have separators before them (RFC 7464).
fn is_lines(sub: &str) -> bool {
    let name = sub.strip_prefix("x-").unwrap_or(sub);
    let is_known = matches!(
        name,
        "ndjson" | "jsonl" | "jsonlines" | "json-lines" | "json-stream" | "json-seq" | "jsonlines+json" | "stream+json"
    );
    is_known || name.ends_with("+json-seq")
}

fn by_schema(schema: Option<&Schema>, sub: &str) -> Media {
    let Some(schema) = schema else { return if sub == "*" { Media::Json } else { Media::Binary } };
    match schema.kind {
        Some(JsonType::String) if is_bytes(schema) => Media::Binary,
        Some(JsonType::String) if sub != "*" => Media::Text,
        Some(
            JsonType::String
            | JsonType::Integer
            | JsonType::Number
            | JsonType::Boolean
            | JsonType::Array
            | JsonType::Object,
        ) => Media::OtherJson,
        None if schema.says_nothing() && sub != "*" => Media::Binary,
        None => Media::OtherJson,
    }
}
