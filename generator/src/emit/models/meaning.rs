//! What a field is that the documentation does not describe, by its type: "A list of [`Flow`](crate::models::Flow)".

use crate::emit::docs;
use crate::emit::types::Scope;
use crate::ir::{Shape, TextFormat, Type, TypeId};

/// The sentence, without a full stop.
pub(super) fn of(scope: Scope<'_>, type_: &Type) -> String {
    match type_ {
        Type::Any => "Any JSON value".to_owned(),
        Type::Boolean => "True or false".to_owned(),
        Type::Integer(_) => "An integer".to_owned(),
        Type::Float(_) => "A number".to_owned(),
        Type::String | Type::Binary => "A text".to_owned(),
        Type::Text(format) => text(*format).to_owned(),
        Type::Array(item) => format!("A list of {}", several(scope, item)),
        Type::Map(value) => format!("A map of {}", several(scope, value)),
        Type::Tuple(elements) => format!("A tuple of {}", listed(scope, elements)),
        Type::Nullable(inner) => of(scope, inner),
        Type::Named(id) | Type::Boxed(id) => named(scope, *id),
    }
}

/// The same of several values.
fn several(scope: Scope<'_>, type_: &Type) -> String {
    match type_ {
        Type::Any => "JSON values".to_owned(),
        Type::Boolean => "booleans".to_owned(),
        Type::Integer(_) => "integers".to_owned(),
        Type::Float(_) => "numbers".to_owned(),
        Type::String | Type::Binary => "texts".to_owned(),
        Type::Text(format) => format!("texts, each {}", lower(text(*format))),
        Type::Array(item) => format!("lists of {}", several(scope, item)),
        Type::Map(value) => format!("maps of {}", several(scope, value)),
        Type::Tuple(elements) => format!("tuples of {}", listed(scope, elements)),
        Type::Nullable(inner) => several(scope, inner),
        Type::Named(id) | Type::Boxed(id) => docs::inline(&scope.type_(*id).1.ident),
    }
}

/// The elements of a tuple: `an integer, a text and a day`.
fn listed(scope: Scope<'_>, elements: &[Type]) -> String {
    let of_element = |element: &Type| {
        let or_null = if matches!(element, Type::Nullable(_)) { " or `null`" } else { "" };
        lower(&of(scope, element)) + or_null
    };
    let texts: Vec<String> = elements.iter().map(of_element).collect();
    match texts.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        texts => texts.concat(),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// What its own documentation says first, or what kind of type it is.
fn named(scope: Scope<'_>, id: TypeId) -> String {
    let (definition, names) = scope.type_(id);
    let kind = match definition.shape {
        Shape::Object(_) => "A",
        Shape::StringEnum(_) | Shape::ValueEnum(_) => "One of the values of",
        Shape::Union(_) => "One of the types of",
    };
    let about = definition.docs.title.as_deref().map(docs::summary).filter(|title| !title.is_empty());
    match about {
        Some(title) => format!("{title} ({})", docs::inline(&names.ident)),
        None => format!("{kind} {}", docs::inline(&names.ident)),
    }
}

fn text(format: TextFormat) -> &'static str {
    match format {
        TextFormat::DateTime => "A point in time",
        TextFormat::Date => "A day",
        TextFormat::Time => "A time of day",
        TextFormat::Duration => "A duration",
        TextFormat::Uuid => "A UUID",
        TextFormat::Uri => "A URI",
        TextFormat::Decimal => "A decimal number in a text",
        TextFormat::Integer => "An integer in a text",
        TextFormat::Base64 | TextFormat::Base64Url => "Bytes in base64",
        TextFormat::Password => "A secret",
    }
}
