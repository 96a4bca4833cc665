//! Scalars: `type` and `format` to a type of the client.
//!
//! `string` with `date-time` is a text with a format, `integer` without one is 64 bits wide. A format that is not
//! known changes nothing.

use crate::ir::{FloatKind, IntegerKind, TextFormat, Type};
use crate::schema::{JsonType, Pure, Schema};

/// The type of a scalar; `None` for arrays and objects.
pub fn of(kind: JsonType, format: Option<&str>, beyond_i64: bool) -> Option<Type> {
    Some(match kind {
        JsonType::String if format == Some("binary") => Type::Binary,
        JsonType::String => format.and_then(text_format).map_or(Type::String, Type::Text),
        JsonType::Integer => {
            let default = if beyond_i64 { IntegerKind::U64 } else { IntegerKind::I64 };
            Type::Integer(format.and_then(IntegerKind::of_format).unwrap_or(default))
        }
        JsonType::Number => match format {
            // `float` is a hint: servers send single-precision numbers widened to 17 digits, which an `f32` does not hold.
            Some(format) => IntegerKind::of_format(format).map_or(Type::Float(FloatKind::F64), Type::Integer),
            None => Type::Float(FloatKind::F64),
        },
        JsonType::Boolean => Type::Boolean,
        JsonType::Array | JsonType::Object => return None,
    })
}

/// A format of strings that has a type.
pub fn text_format(format: &str) -> Option<TextFormat> {
    Some(match format {
        "date-time" => TextFormat::DateTime,
        "date" => TextFormat::Date,
        "time" => TextFormat::Time,
        "duration" => TextFormat::Duration,
        "uuid" => TextFormat::Uuid,
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => TextFormat::Uri,
        "decimal" => TextFormat::Decimal,
        "int64" | "uint64" | "int32" | "uint32" => TextFormat::Integer,
        "byte" | "base64" => TextFormat::Base64,
        "base64url" => TextFormat::Base64Url,
        "password" => TextFormat::Password,
        _ => return None,
    })
}

/// The format of a text or an integer that has no type: it is told.
pub fn told_format(schema: &Schema) -> Option<&str> {
    let format = schema.format.as_deref()?;
    let is_told = match schema.pure() {
        Pure::Kind(JsonType::String) => format != "binary" && text_format(format).is_none(),
        Pure::Kind(JsonType::Integer) => IntegerKind::of_format(format).is_none(),
        Pure::Kind(_) | Pure::AllOf | Pure::Choice | Pure::Mixture => false,
    };
    is_told.then_some(format)
}
