//! What the documentation gives as examples of fields, as the file `src/examples.json` for the test kit.
//!
//! `{"Flow": {"name": "Orders to ERP"}}`: by the Rust name of the model and the name of the field as sent. In the order
//! of preference: the field's example, its part of the model's, the field's default. The file is read only where the
//! feature `test-util` is on, so that examples cost nobody else anything; whether one is as documented is looked at
//! there. A text with a format that is no such text (`"string"` for a date) is left out here.

use super::types::Scope;
use crate::ir::{Field, Shape, TextFormat, Type, TypeDef};
use serde_json::{Map, Value as Json};

/// Larger ones help nobody.
const LARGEST: usize = 4_096;
/// Nested deeper than this, none is taken.
const DEEPEST: usize = 16;

/// The text of the file.
pub(super) fn text(scope: Scope<'_>) -> String {
    let types = scope.api.types.iter().zip(&scope.names.types);
    let examples = types.map(|(definition, names)| (names.ident.clone(), of_model(definition)));
    let all: Map<String, Json> =
        examples.filter(|(_, fields)| !fields.is_empty()).map(|(name, fields)| (name, Json::Object(fields))).collect();
    format!("{:#}\n", Json::Object(all))
}

fn of_model(definition: &TypeDef) -> Map<String, Json> {
    let Shape::Object(shape) = &definition.shape else { return Map::new() };
    let of_field = |field: &Field| {
        let of_model = || definition.docs.example.as_ref()?.get(&field.name);
        let example =
            (field.docs.example.as_deref().into_iter().chain(of_model()).chain(field.docs.default.as_deref()))
                .find(|example| is_sample(example, &field.type_))?;
        Some((field.name.clone(), example.clone()))
    };
    shape.fields.iter().filter_map(of_field).collect()
}

fn is_sample(example: &Json, type_: &Type) -> bool {
    if !is_shallow(example, DEEPEST) || example.is_null() || example.to_string().len() > LARGEST {
        return false;
    }
    match (example, type_) {
        (example, Type::Nullable(inner)) => is_sample(example, inner),
        (Json::Array(items), Type::Array(inner)) => items.iter().all(|item| is_sample(item, inner)),
        (Json::Array(items), Type::Tuple(elements)) => {
            items.len() == elements.len() && items.iter().zip(elements).all(|(item, inner)| is_sample(item, inner))
        }
        (Json::String(text), Type::Text(format)) => has_format(text, *format),
        _ => true,
    }
}

fn is_shallow(example: &Json, left: usize) -> bool {
    match example {
        Json::Array(items) => left > 0 && items.iter().all(|item| is_shallow(item, left - 1)),
        Json::Object(entries) => left > 0 && entries.values().all(|entry| is_shallow(entry, left - 1)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => true,
    }
}

/// Whether a text looks like one of a format.
fn has_format(text: &str, format: TextFormat) -> bool {
    // `d` is a digit.
    let begins = |pattern: &str| {
        let fits = |(found, wanted): (u8, u8)| if wanted == b'd' { found.is_ascii_digit() } else { found == wanted };
        text.len() >= pattern.len() && text.bytes().zip(pattern.bytes()).all(fits)
    };
    match format {
        TextFormat::DateTime => begins("dddd-dd-dd") && text.len() > 15 && text.contains(':'),
        TextFormat::Date => begins("dddd-dd-dd") && text.len() == 10,
        TextFormat::Time => begins("dd:dd"),
        TextFormat::Duration => text.starts_with(['P', '-']),
        TextFormat::Uuid => text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'),
        TextFormat::Uri => text.contains([':', '/']),
        TextFormat::Integer => text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit()),
        TextFormat::Decimal => text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains(' '),
        TextFormat::Base64Url => text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"=-_".contains(&byte)),
        TextFormat::Base64 => text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte)),
        TextFormat::Password => true,
    }
}
