//! Tuples: arrays of a fixed length, each element with a schema of its own (`x-prefix-items`).
//!
//! `[{type: integer}, {type: string}]` is a tuple of an integer and a text. Elements are components, scalars, and lists,
//! maps and tuples of such, each with or without `null`. Models, enums and unions that stand in an element itself would be
//! named after their place: then the array is reported, and is the list that `items` says, as is one with more elements
//! than the traits of the standard library go to.

use crate::ir::Type;
use crate::lower::gather::{self, Gathered};
use crate::lower::schema::nullable;
use crate::lower::state::{Lowering, SchemaRef, Spot, SpotStep, Target};
use crate::lower::{reference, rust_type, scalar};
use crate::schema::{AdditionalProperties, JsonType, Schema};

/// The standard library implements `Debug`, `Default` and `PartialEq` up to here.
pub const MOST_ELEMENTS: usize = 12;

/// Tuples in tuples have no more elements than this in all: references let a short text mean very many.
pub const MOST_IN_ALL: usize = 64;

/// How many elements the tuples in a type have.
pub fn elements_in_all(type_: &Type) -> usize {
    let own = if let Type::Tuple(elements) = type_ { elements.len() } else { 0 };
    own + type_.inner().iter().map(elements_in_all).sum::<usize>()
}

/// The tuple that an array is, if it is one.
pub fn of<'a>(lowering: &mut Lowering<'_, 'a>, gathered: &Gathered<'a>) -> Option<Type> {
    let mut tuples = gathered.schemas.iter().filter(|(schema, _)| !schema.prefix_items.is_empty());
    let (schema, spot) = *tuples.next()?;
    let made = if tuples.next().is_none() { elements(lowering, schema, spot) } else { None };
    if made.is_none() {
        let pointer = lowering.pointer(spot);
        let message = "the client has no type for this tuple; each element may be any of the documented ones";
        if let Some(said) = lowering.warn("unsupported-tuple", message, &pointer) {
            said.help(
                "a tuple has 1 to 12 elements, as many as `minItems` and `maxItems` say; what is no scalar can be a \
                 component, or a list, map or tuple",
            );
        }
    }
    made
}

fn elements<'a>(lowering: &mut Lowering<'_, 'a>, schema: &'a Schema, spot: Spot) -> Option<Type> {
    let count = schema.prefix_items.len();
    let limits = schema.limits.iter().flat_map(|limits| [limits.min_items, limits.max_items]);
    if count > MOST_ELEMENTS || limits.flatten().any(|limit| limit != count) {
        return None;
    }
    let of_element = |(index, schema): (usize, &'a _)| {
        let spot = lowering.child(spot, SpotStep::Prefix(index));
        element(lowering, SchemaRef::from(schema), spot)
    };
    schema.prefix_items.iter().enumerate().map(of_element).collect::<Option<_>>().map(Type::Tuple)
}

fn element<'a>(lowering: &mut Lowering<'_, 'a>, schema: SchemaRef<'a>, spot: Spot) -> Option<Type> {
    let schema = match schema {
        SchemaRef::Item(schema) => schema,
        SchemaRef::Reference(text) => {
            return match reference::schema(lowering, text, spot) {
                Target::Component(slot, ..) => Some(Type::Named(slot)),
                Target::Inside(..) | Target::Nothing => None,
            };
        }
    };
    let (type_, null) = match (rust_type::of(lowering, schema, spot), gather::only_reference(schema)) {
        (Some(type_), _) => (type_, schema.nullable),
        (None, Some((text, null))) => (element(lowering, SchemaRef::Reference(text), spot)?, null),
        (None, None) => (plain(lowering, schema, spot)?, schema.nullable),
    };
    Some(if null { nullable(type_) } else { type_ })
}

/// What needs no name.
fn plain<'a>(lowering: &mut Lowering<'_, 'a>, schema: &'a Schema, spot: Spot) -> Option<Type> {
    if !schema.enumeration.is_empty() || schema.is_composed() || schema.not.is_some() || schema.has_patterns {
        return None;
    }
    match schema.kind {
        None => schema.says_nothing().then_some(Type::Any),
        Some(JsonType::Array) if !schema.prefix_items.is_empty() => elements(lowering, schema, spot),
        Some(JsonType::Array) => {
            let items = schema.items.as_deref().map(SchemaRef::from);
            Some(Type::Array(Box::new(inside(lowering, items, spot, SpotStep::Item)?)))
        }
        Some(JsonType::Object) if schema.properties.is_empty() && schema.required.is_empty() => {
            let values = match schema.additional.as_ref()? {
                AdditionalProperties::Schema(values) => Some(SchemaRef::from(values.as_ref())),
                AdditionalProperties::Allowed(true) => None,
                AdditionalProperties::Allowed(false) => return None,
            };
            Some(Type::Map(Box::new(inside(lowering, values, spot, SpotStep::Value)?)))
        }
        Some(JsonType::Object) => None,
        Some(kind @ (JsonType::String | JsonType::Integer | JsonType::Number | JsonType::Boolean)) => {
            scalar::of(kind, schema.format.as_deref(), schema.is_beyond_i64())
        }
    }
}

/// What is in a list or a map: any value, if nothing is said.
fn inside<'a>(
    lowering: &mut Lowering<'_, 'a>,
    schema: Option<SchemaRef<'a>>,
    spot: Spot,
    step: SpotStep<'a>,
) -> Option<Type> {
    let Some(schema) = schema else { return Some(Type::Any) };
    let spot = lowering.child(spot, step);
    element(lowering, schema, spot)
}
