//! The parts of one property of a multipart body, by the rules of the version that its author wrote
//! (`x-encoding-rules`; OpenAPI 3.0.4, 3.1.1 and 3.2.0, "Encoding Object").

use super::{Part, canonical, is_styled, styled};
use crate::corpus::behaviour::expect::style::{self, Encoding};
use crate::corpus::behaviour::operation::text;
use crate::corpus::behaviour::schema::{percent_decoded, resolved};
use serde_json::Value;

/// A property of a multipart body.
#[derive(Clone, Copy)]
pub struct Property<'d> {
    /// The merged document.
    pub document: &'d Value,
    /// Its name.
    pub name: &'d str,
    /// Its schema, behind references.
    pub schema: &'d Value,
    /// Its encoding object.
    pub encoding: Option<&'d Value>,
    /// The version whose rules apply; empty for 3.0.
    pub rules: &'d str,
}

impl<'d> Property<'d> {
    /// The same for the elements of a list.
    fn items(self) -> Self {
        let items = self.schema.get("items").unwrap_or(&Value::Null);
        Self { schema: resolved(self.document, items), ..self }
    }

    /// The media types that `contentType` lists.
    fn media_types(self) -> Vec<&'d str> {
        let listed = self.encoding.map(|encoding| text(encoding, "contentType")).unwrap_or_default();
        let mut is_quoted = false;
        // A comma in a quoted parameter is part of that.
        let is_end = |character: char| {
            is_quoted ^= character == '"';
            character == ',' && !is_quoted
        };
        listed.split(is_end).map(str::trim).filter(|media_type| !media_type.is_empty()).collect()
    }

    /// The one that is sent: the first that is no range.
    fn media_type(self) -> Option<&'d str> {
        self.media_types().into_iter().find(|media_type| !media_type.contains('*'))
    }

    /// What the schema says that the content is, which counts since 3.1.
    fn content_media_type(self) -> Option<&'d str> {
        let said = self.schema.get("x-content-media-type").and_then(Value::as_str);
        said.filter(|_| self.is_new() && self.media_types().is_empty())
    }

    fn is_new(self) -> bool {
        matches!(self.rules, "3.1" | "3.2")
    }

    /// Whether it is documented as a file; `None` where a composed schema says it.
    fn is_file(self) -> Option<bool> {
        let has = |key: &str| self.schema.get(key).is_some();
        if ["allOf", "anyOf", "oneOf"].into_iter().any(has) {
            return None;
        }
        let first = self.media_types().first().copied();
        match (text(self.schema, "type"), text(self.schema, "format")) {
            ("string", "binary") => Some(true),
            ("string", "") if self.content_media_type().is_some_and(|said| !said.contains("json")) => Some(true),
            ("string", "") if !has("enum") => {
                Some(first.is_some_and(|first| !first.starts_with("text/") && !is_json(first)))
            }
            ("", "" | "binary") if self.is_new() && !has("properties") && !has("enum") && !has("items") => {
                Some(!first.is_some_and(|first| first.starts_with("text/plain") || is_json(first)))
            }
            ("", _) => None,
            _ => Some(false),
        }
    }
}

fn is_json(media_type: &str) -> bool {
    media_type.contains("json")
}

/// The parts of a property of `multipart/form-data`: pairs, where an encoding has a style that counts.
pub fn of(property: Property<'_>, value: &Value) -> Vec<Part> {
    let encoding = property.encoding.filter(|encoding| !property.rules.is_empty() && is_styled(encoding));
    let is_file = |value: &Value| value.get("is_file").is_some();
    let has_files = is_file(value) || value.as_array().is_some_and(|items| items.iter().any(is_file));
    let Some(encoding) = encoding.filter(|_| !has_files) else { return unstyled(property, value) };
    let pairs = style::pairs(styled(property.name, encoding, Encoding::Plain), value);
    let part = |pair: &String| {
        let (name, text) = pair.split_once('=')?;
        let (name, content) = (percent_decoded(name).into_owned(), text.as_bytes().to_vec());
        Some(Part { name, content, ..Part::default() })
    };
    pairs.iter().filter_map(part).collect()
}

/// The parts of a property: of a list, each element is one.
pub fn unstyled(property: Property<'_>, value: &Value) -> Vec<Part> {
    let media_type = property.media_type();
    let is_json_list = media_type.is_some_and(is_json) && property.rules != "3.2";
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) if !is_json_list => items.iter().flat_map(|item| element(property.items(), item)).collect(),
        Value::Object(file) if file.contains_key("content") && file.contains_key("is_file") => {
            vec![self::file(property, value)]
        }
        value => vec![single(property, value)],
    }
}

/// The parts of an element of a list. A list in a list is JSON in 3.2; before, nothing is said, and its elements are parts.
fn element(property: Property<'_>, value: &Value) -> Vec<Part> {
    match value {
        Value::Array(_) if property.rules == "3.2" => vec![single(property, value)],
        _ => unstyled(property, value),
    }
}

/// A file has the documented media type, if it is one.
fn file(property: Property<'_>, value: &Value) -> Part {
    let name = value.get("name").and_then(Value::as_str).unwrap_or(property.name);
    let media_type = property.media_type().or(property.content_media_type()).unwrap_or("application/octet-stream");
    Part {
        name: property.name.to_owned(),
        file: (property.is_file() != Some(false)).then(|| name.to_owned()),
        media_type: Some(media_type.to_owned()),
        content: text(value, "content").as_bytes().to_vec(),
    }
}

fn single(property: Property<'_>, value: &Value) -> Part {
    let media_type = property.media_type();
    let part = |media_type: Option<&str>, content| Part {
        name: property.name.to_owned(),
        file: (property.is_file() == Some(true)).then(|| property.name.to_owned()),
        media_type: media_type.map(str::to_owned),
        content,
    };
    match value {
        Value::Object(_) | Value::Array(_) => part(Some(media_type.unwrap_or("application/json")), canonical(value)),
        scalar if media_type.is_some_and(is_json) => part(media_type, canonical(scalar)),
        scalar => {
            let media_type = media_type.or(property.content_media_type());
            let media_type = media_type.filter(|media_type| *media_type != "text/plain");
            part(media_type, style::text(scalar).unwrap_or_default().into_bytes())
        }
    }
}
