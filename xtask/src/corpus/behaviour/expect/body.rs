//! Bodies as the document says.
//!
//! In: a media type object, and the value that is sent. Out: what has to arrive: a JSON value, the pairs of a form, the
//! parts of a multipart body, or bytes. What the specification leaves open is as the client documents it: a property of a
//! form that is an object is JSON, and `null` is left out.

use super::style::{self, Encoding, Style};
use crate::corpus::behaviour::items::{ContentItem, ContentKind};
use crate::corpus::behaviour::operation::text;
use crate::corpus::behaviour::schema::resolved;
use serde_json::Value;

/// What has to arrive.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// A JSON value.
    Json(Value),
    /// The pairs of a form, encoded.
    Form(Vec<String>),
    /// The parts of a multipart body.
    Parts(Vec<Part>),
    /// These bytes.
    Bytes(Vec<u8>),
}

/// A part of a multipart body.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// The name of the field.
    pub name: String,
    /// The name of the file.
    pub file: Option<String>,
    /// The media type, in lower case; `None` for plain text.
    pub media_type: Option<String>,
    /// The content; JSON as [`canonical`] writes it.
    pub content: Vec<u8>,
}

/// The body that a value is.
pub fn of(document: &Value, said: &Value, content: &ContentItem, value: &Value) -> Body {
    match &content.kind {
        ContentKind::Json => Body::Json(value.clone()),
        ContentKind::Form => Body::Form(form(said, value)),
        ContentKind::Text | ContentKind::Bytes => Body::Bytes(text_of(value).into_bytes()),
        ContentKind::Multipart(_) => {
            let entries = value.as_object().into_iter().flatten();
            let schema = resolved(document, said.get("schema").unwrap_or(&Value::Null));
            let mut parts: Vec<Part> = entries
                .flat_map(|(name, value)| {
                    let property = schema.get("properties").and_then(|properties| properties.get(name));
                    let property = resolved(document, property.unwrap_or(&Value::Null));
                    parts(name, property, encoding(said, name), value)
                })
                .collect();
            parts.sort();
            Body::Parts(parts)
        }
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn encoding<'d>(said: &'d Value, name: &str) -> Option<&'d Value> {
    said.get("encoding")?.get(name)
}

fn form(said: &Value, value: &Value) -> Vec<String> {
    let entries = value.as_object().into_iter().flatten();
    let pairs = entries.flat_map(|(name, value)| {
        let encoding = encoding(said, name).unwrap_or(&Value::Null);
        let is_styled = ["style", "explode", "allowReserved"].iter().any(|key| encoding.get(key).is_some());
        let kind = match encoding.get("style").and_then(Value::as_str) {
            Some(style) => style,
            None if !is_styled && value.is_object() => "json",
            None => "form",
        };
        let explode = encoding.get("explode").and_then(Value::as_bool).unwrap_or(kind == "form");
        let reserved = encoding.get("allowReserved") == Some(&Value::Bool(true));
        let encoding = if reserved { Encoding::Reserved } else { Encoding::Strict };
        style::pairs(Style { name, style: kind, explode, encoding }, value)
    });
    pairs.collect()
}

/// The parts of one property: of a list, each element is one.
fn parts(name: &str, property: &Value, encoding: Option<&Value>, value: &Value) -> Vec<Part> {
    let media_type = encoding.map(|encoding| text(encoding, "contentType")).filter(|text| !text.is_empty());
    let is_json = media_type.is_some_and(|media_type| media_type.contains("json"));
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) if !is_json => items
            .iter()
            .flat_map(|item| parts(name, property.get("items").unwrap_or(property), encoding, item))
            .collect(),
        Value::Object(file) if file.contains_key("content") && file.contains_key("is_file") => vec![Part {
            name: name.to_owned(),
            file: Some(file.get("name").and_then(Value::as_str).unwrap_or(name).to_owned()),
            media_type: Some(file_type(media_type)),
            content: text(value, "content").as_bytes().to_vec(),
        }],
        Value::Object(_) | Value::Array(_) => vec![Part {
            name: name.to_owned(),
            media_type: Some(media_type.unwrap_or("application/json").to_owned()),
            content: canonical(value),
            ..Part::default()
        }],
        scalar if is_json => vec![Part {
            name: name.to_owned(),
            media_type: Some("application/json".to_owned()),
            content: canonical(scalar),
            ..Part::default()
        }],
        scalar => vec![Part {
            name: name.to_owned(),
            media_type: media_type.filter(|media_type| !media_type.starts_with("text/plain")).map(str::to_owned),
            content: style::text(scalar).unwrap_or_default().into_bytes(),
            ..Part::default()
        }],
    }
}

/// JSON in which equal values are equal texts: sorted keys, and whole numbers without a fraction.
pub fn canonical(value: &Value) -> Vec<u8> {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(entries) => {
                let mut entries: Vec<_> = entries.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
                entries.sort_by(|one, other| one.0.cmp(&other.0));
                Value::Object(entries.into_iter().collect())
            }
            Value::Array(items) => items.iter().map(sorted).collect(),
            Value::Number(number) => match number.as_f64() {
                Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                    Value::from(float as i64)
                }
                _ => value.clone(),
            },
            Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
        }
    }
    sorted(value).to_string().into_bytes()
}

/// A file has the documented type, if it is one.
fn file_type(documented: Option<&str>) -> String {
    documented.filter(|text| !text.contains(['*', ','])).unwrap_or("application/octet-stream").to_owned()
}
