//! Scalars: `type` and `format` to a type of the client.
//!
//! `string` with `date-time` is a text with a format, `integer` without one is 64 bits wide. A format that is not
//! known changes nothing.

use crate::ir::{FloatKind, IntegerKind, TextFormat, Type};
use crate::lower::flat::Kind;

/// The type of a scalar; `None` for arrays and objects.
pub fn of(kind: Kind, format: Option<&str>, beyond_i64: bool) -> Option<Type> {
    Some(match kind {
        Kind::String if format == Some("binary") => Type::Binary,
        Kind::String => format.and_then(text_format).map_or(Type::String, Type::Text),
        Kind::Integer => {
            let default = if beyond_i64 { IntegerKind::U64 } else { IntegerKind::I64 };
            Type::Integer(format.and_then(IntegerKind::of_format).unwrap_or(default))
        }
        Kind::Number => match format {
            // `float` is a hint: servers send single-precision numbers widened to 17 digits, which an `f32` does not hold.
            Some(format) => IntegerKind::of_format(format).map_or(Type::Float(FloatKind::F64), Type::Integer),
            None => Type::Float(FloatKind::F64),
        },
        Kind::Boolean => Type::Boolean,
        Kind::Array | Kind::Object => return None,
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
