//! `x-rust-type`: the type of a value, said in Rust.
//!
//! In goes the text of the extension, out comes the type of the client that it means: `bool`, `Vec<String>`,
//! `Option<i64>`, `(f64, f64)`, `BTreeMap<String, f64>`, `serde_json::Value`, `crate::runtime::DateTime`,
//! `crate::models::Pet` (a component schema by its name, or by its `x-rust-name`). A type that the client does not have
//! is reported, and the schema is read as it is documented: a foreign type would have to implement the runtime's traits,
//! which no other crate can do. Says nothing about an extension that is no text, which is another tool's.

use crate::ir::{FloatKind, IntegerKind, TextFormat, Type};
use crate::lower::schema::{MAX_NESTING, nullable};
use crate::lower::state::{Lowering, Spot};
use crate::lower::tuple::MOST_ELEMENTS;
use crate::schema::Schema;
use openapiv3::ReferenceOr;

/// The type that a schema's `x-rust-type` means, if it has one that means something.
pub fn of(lowering: &mut Lowering, schema: &Schema, spot: Spot) -> Option<Type> {
    let text = schema.extension_text("x-rust-type")?;
    let plain: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    let type_ = read(lowering, &plain, 0);
    if type_.is_none() {
        let pointer = lowering.pointer(spot) + "/x-rust-type";
        let message = format!("`x-rust-type` is `{text}`, which is no type that the client has; read as documented");
        let help = "say a type of the standard library or of the client: `bool`, `i64`, `f64`, `String`, `Vec<…>`, \
                    `Option<…>`, `(…, …)`, `BTreeMap<String, …>`, `serde_json::Value`, `crate::runtime::DateTime` and the like, \
                    `crate::models::…`";
        if let Some(said) = lowering.warn("unknown-rust-type", message, &pointer) {
            said.help(help);
        }
    }
    type_
}

fn read(lowering: &Lowering, text: &str, depth: usize) -> Option<Type> {
    if depth > MAX_NESTING {
        return None;
    }
    if let Some(elements) = text.strip_prefix('(') {
        return tuple(lowering, elements.strip_suffix(')')?, depth + 1);
    }
    match text.split_once('<') {
        Some((name, rest)) => generic(lowering, name, rest.strip_suffix('>')?, depth + 1),
        None => scalar(text).or_else(|| model(lowering, text)),
    }
}

/// The elements of a tuple, as [`crate::lower::tuple`] takes them.
fn tuple(lowering: &Lowering, elements: &str, depth: usize) -> Option<Type> {
    let (mut all, mut nesting, mut text) = (Vec::new(), 0_usize, String::new());
    for letter in elements.strip_suffix(',').unwrap_or(elements).chars().chain([',']) {
        match letter {
            ',' if nesting == 0 => {
                all.push(read(lowering, &std::mem::take(&mut text), depth)?);
                continue;
            }
            '<' | '(' => nesting += 1,
            '>' | ')' => nesting = nesting.checked_sub(1)?,
            _ => {}
        }
        text.push(letter);
    }
    if nesting > 0 {
        return None;
    }
    if all.len() == 1 && !elements.ends_with(',') {
        // Brackets around a type.
        return all.pop();
    }
    (all.len() <= MOST_ELEMENTS).then_some(Type::Tuple(all))
}

fn generic(lowering: &Lowering, name: &str, arguments: &str, depth: usize) -> Option<Type> {
    let inner = |text: &str| read(lowering, text, depth);
    match name.strip_prefix("std::").unwrap_or(name) {
        "Vec" | "vec::Vec" => Some(Type::Array(Box::new(inner(arguments)?))),
        "Option" | "option::Option" => Some(nullable(inner(arguments)?)),
        "Box" | "boxed::Box" => inner(arguments),
        "BTreeMap" | "HashMap" | "collections::BTreeMap" | "collections::HashMap" => {
            let (key, value) = arguments.split_once(',')?;
            let is_text = scalar(key) == Some(Type::String);
            Some(Type::Map(Box::new(is_text.then(|| inner(value)).flatten()?)))
        }
        _ => None,
    }
}

fn scalar(name: &str) -> Option<Type> {
    Some(match name {
        "bool" => Type::Boolean,
        "i8" => Type::Integer(IntegerKind::I8),
        "i16" => Type::Integer(IntegerKind::I16),
        "i32" => Type::Integer(IntegerKind::I32),
        "i64" => Type::Integer(IntegerKind::I64),
        "u8" => Type::Integer(IntegerKind::U8),
        "u16" => Type::Integer(IntegerKind::U16),
        "u32" => Type::Integer(IntegerKind::U32),
        "u64" => Type::Integer(IntegerKind::U64),
        "f32" => Type::Float(FloatKind::F32),
        "f64" => Type::Float(FloatKind::F64),
        "String" | "std::string::String" => Type::String,
        "Value" | "serde_json::Value" => Type::Any,
        _ => Type::Text(text_format(name.strip_prefix("crate::").unwrap_or(name).strip_prefix("runtime::")?)?),
    })
}

fn text_format(name: &str) -> Option<TextFormat> {
    Some(match name {
        "DateTime" => TextFormat::DateTime,
        "Date" => TextFormat::Date,
        "Time" => TextFormat::Time,
        "Duration" => TextFormat::Duration,
        "Uuid" => TextFormat::Uuid,
        "Uri" => TextFormat::Uri,
        "Decimal" => TextFormat::Decimal,
        "Integer" => TextFormat::Integer,
        "Base64" => TextFormat::Base64,
        "Base64Url" => TextFormat::Base64Url,
        "Password" => TextFormat::Password,
        _ => return None,
    })
}

/// A component schema: by its key, by its `x-rust-name`, or by its key in the letters of Rust, if that is only one.
fn model(lowering: &Lowering, text: &str) -> Option<Type> {
    let name = text.strip_prefix("crate::").unwrap_or(text).strip_prefix("models::")?;
    if let Some(slot) = lowering.components.get(name) {
        return Some(Type::Named(*slot));
    }
    let schemas = &lowering.schemas.components;
    let given = |schema: &ReferenceOr<Schema>| schema.as_item().and_then(crate::lower::schema::rust_name_of);
    let letters = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut named: Vec<&String> =
        schemas.iter().filter(|(_, schema)| given(schema).as_deref() == Some(name)).map(|(key, _)| key).collect();
    if named.is_empty() {
        named = schemas.keys().filter(|key| letters(key) == letters(name)).collect();
    }
    let [only] = named.as_slice() else { return None };
    lowering.components.get(only.as_str()).map(|slot| Type::Named(*slot))
}
