//! Bodies as the document says.
//!
//! In: a media type object, and the value that is sent. Out: what has to arrive: a JSON value, the pairs of a form, the
//! parts of a multipart body, or bytes. What the specification leaves open is as the client documents it: a property of a
//! form that is an object is JSON, and `null` is left out.

mod parts;

use super::style::{self, Encoding, Style};
use crate::corpus::behaviour::items::{ContentItem, ContentKind};
use crate::corpus::behaviour::operation::text;
use crate::corpus::behaviour::schema::resolved;
use parts::Property;
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
            let is_form = content.media_type.starts_with("multipart/form-data");
            let mut parts: Vec<Part> = entries
                .flat_map(|(name, value)| {
                    let property = schema.get("properties").and_then(|properties| properties.get(name));
                    let property = resolved(document, property.unwrap_or(&Value::Null));
                    let rules = text(said, "x-encoding-rules");
                    let property = Property { document, name, schema: property, encoding: encoding(said, name), rules };
                    if is_form { parts::of(property, value) } else { parts::unstyled(property, value) }
                })
                .collect();
            parts.sort();
            Body::Parts(parts)
        }
    }
}

/// A text as it is, anything else as JSON.
pub fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn encoding<'d>(said: &'d Value, name: &str) -> Option<&'d Value> {
    said.get("encoding")?.get(name)
}

/// Whether an encoding has a style: its content type does not count then.
fn is_styled(encoding: &Value) -> bool {
    ["style", "explode", "allowReserved"].iter().any(|key| encoding.get(key).is_some())
}

fn styled<'d>(name: &'d str, encoding: &'d Value, text_encoding: Encoding) -> Style<'d> {
    let style = encoding.get("style").and_then(Value::as_str).unwrap_or("form");
    let explode = encoding.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    Style { name, style, explode, encoding: text_encoding, lists: encoding.get("x-collection-format") }
}

/// The pairs of a form.
pub fn form(said: &Value, value: &Value) -> Vec<String> {
    let entries = value.as_object().into_iter().flatten();
    let pairs = entries.flat_map(|(name, value)| {
        let encoding = encoding(said, name).unwrap_or(&Value::Null);
        let reserved = encoding.get("allowReserved") == Some(&Value::Bool(true));
        let text_encoding = if reserved { Encoding::ReservedInForm } else { Encoding::Strict };
        let is_json = text(encoding, "contentType").contains("json") || value.is_object();
        let style = match is_styled(encoding) {
            false if is_json => Style { style: "json", ..styled(name, encoding, text_encoding) },
            _ => styled(name, encoding, text_encoding),
        };
        style::pairs(style, value)
    });
    pairs.collect()
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
