//! Which values a type can hold, whatever is inside them.
//!
//! In: a type and a value. Out: whether it is a text for a text, a list for a list, and so on; for a union, whether one
//! of its branches can hold it. Each union is looked at once, however many ways lead to it.

use crate::ir::{Api, EnumValue, Shape, Type, TypeId};
use crate::learn::view;
use serde_json::Value as Json;
use std::collections::HashSet;

/// Whether a value is of a type.
pub(super) fn allows(api: &Api, type_: &Type, value: &Json) -> bool {
    is_of(api, type_, value, &mut HashSet::new())
}

fn is_of(api: &Api, type_: &Type, value: &Json, seen: &mut HashSet<TypeId>) -> bool {
    match type_ {
        Type::Any => true,
        Type::Boolean => value.is_boolean(),
        Type::Integer(_) => view::is_integer(value),
        Type::Float(_) => value.is_number(),
        Type::String | Type::Text(_) | Type::Binary => value.is_string(),
        Type::Array(_) => value.is_array(),
        Type::Tuple(elements) => value.as_array().is_some_and(|items| items.len() == elements.len()),
        Type::Map(_) => value.is_object(),
        Type::Nullable(inner) => value.is_null() || is_of(api, inner, value, seen),
        Type::Named(id) | Type::Boxed(id) => is_of_own(api, *id, value, seen),
    }
}

fn is_of_own(api: &Api, id: TypeId, value: &Json, seen: &mut HashSet<TypeId>) -> bool {
    let Some(definition) = api.types.get(id.0).filter(|_| seen.insert(id)) else { return false };
    match &definition.shape {
        Shape::Object(_) => value.is_object(),
        Shape::StringEnum(values) | Shape::ValueEnum(values) => is_of_listed(values, value),
        Shape::Union(shape) => shape.branches.iter().any(|branch| is_of(api, &branch.type_, value, seen)),
    }
}

/// Whether a value is of the type of a listed one: then it can be listed too.
pub(super) fn is_of_listed(values: &[EnumValue], value: &Json) -> bool {
    let is_alike = |known: &Json| match known {
        Json::Array(_) | Json::Object(_) => false,
        known if known.is_number() && !view::is_integer(known) => value.is_number(),
        known => view::type_of(known) == view::type_of(value),
    };
    values.iter().any(|known| is_alike(&known.value))
}
