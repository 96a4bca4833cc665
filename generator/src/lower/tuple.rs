//! Tuples: arrays of a fixed length, each element with a schema of its own (`x-prefix-items`).
//!
//! `[{type: integer}, {type: string}]` is a tuple of an integer and a text. Elements are what needs no type of its own:
//! scalars, lists, maps and tuples of them, each with or without `null`, also by reference. A tuple with any other
//! element, or with more elements than the traits of the standard library go to, is reported and is the list that
//! `items` says.

use crate::ir::Type;
use crate::lower::gather::{self, Gathered};
use crate::lower::schema::{MAX_NESTING, nullable};
use crate::lower::state::{Lowering, SchemaRef, Spot, SpotStep};
use crate::lower::{reference, rust_type, scalar};
use crate::schema::{AdditionalProperties, JsonType, Schema};

/// The standard library implements `Debug`, `Default` and `PartialEq` up to here.
pub const MOST_ELEMENTS: usize = 12;

/// Tuples in tuples have no more elements than this in all: references let a short text mean very many.
const MOST_IN_ALL: usize = 64;

/// The tuple that an array is, if it is one.
pub fn of<'a>(lowering: &mut Lowering<'_, 'a>, gathered: &Gathered<'a>) -> Option<Type> {
    let mut tuples = gathered.schemas.iter().filter(|(schema, _)| !schema.prefix_items.is_empty());
    let (schema, spot) = *tuples.next()?;
    let is_only_one = tuples.next().is_none();
    let mut left = MOST_IN_ALL;
    let made = if is_only_one { elements(lowering, schema, spot, &mut left) } else { None };
    let made = made.filter(|tuple| tuple.nesting() < MAX_NESTING);
    if made.is_none() {
        let pointer = lowering.pointer(spot);
        let message = "the client has no type for this tuple; each element may be any of the documented ones";
        if let Some(said) = lowering.warn("unsupported-tuple", message, &pointer) {
            said.help(
                "a tuple has 1 to 12 elements, as many as `minItems` and `maxItems` say, each a scalar, or a list, map or \
                 tuple of scalars",
            );
        }
    }
    made
}

fn elements<'a>(lowering: &mut Lowering<'_, 'a>, schema: &'a Schema, spot: Spot, left: &mut usize) -> Option<Type> {
    let count = schema.prefix_items.len();
    let limits = schema.limits.iter().flat_map(|limits| [limits.min_items, limits.max_items]);
    if count > MOST_ELEMENTS || limits.flatten().any(|limit| limit != count) {
        return None;
    }
    let of_element = |(index, schema): (usize, &'a _)| {
        let spot = lowering.child(spot, SpotStep::Prefix(index));
        element(lowering, SchemaRef::from(schema), spot, left)
    };
    schema.prefix_items.iter().enumerate().map(of_element).collect::<Option<_>>().map(Type::Tuple)
}

fn element<'a>(lowering: &mut Lowering<'_, 'a>, schema: SchemaRef<'a>, spot: Spot, left: &mut usize) -> Option<Type> {
    *left = left.checked_sub(1)?;
    let (schema, spot, _) = reference::behind(lowering, schema, spot)?;
    let (type_, null) = match (rust_type::of(lowering, schema, spot), gather::only_reference(schema)) {
        (Some(type_), _) => (type_, schema.nullable),
        (None, Some((text, null))) => (element(lowering, SchemaRef::Reference(text), spot, left)?, null),
        (None, None) => (plain(lowering, schema, spot, left)?, schema.nullable),
    };
    if type_.refers_to_types() {
        return None;
    }
    Some(if null { nullable(type_) } else { type_ })
}

fn plain<'a>(lowering: &mut Lowering<'_, 'a>, schema: &'a Schema, spot: Spot, left: &mut usize) -> Option<Type> {
    if !schema.enumeration.is_empty() || schema.is_composed() || schema.not.is_some() || schema.has_patterns {
        return None;
    }
    let mut inside = |schema: SchemaRef<'a>, step| {
        let spot = lowering.child(spot, step);
        element(lowering, schema, spot, left)
    };
    match schema.kind {
        None => schema.says_nothing().then_some(Type::Any),
        Some(JsonType::Array) if !schema.prefix_items.is_empty() => elements(lowering, schema, spot, left),
        Some(JsonType::Array) => {
            let item = match &schema.items {
                Some(items) => inside(items.as_ref().into(), SpotStep::Item)?,
                None => Type::Any,
            };
            Some(Type::Array(Box::new(item)))
        }
        Some(JsonType::Object) if schema.properties.is_empty() && schema.required.is_empty() => {
            let value = match schema.additional.as_ref()? {
                AdditionalProperties::Schema(value) => inside(value.as_ref().into(), SpotStep::Value)?,
                AdditionalProperties::Allowed(true) => Type::Any,
                AdditionalProperties::Allowed(false) => return None,
            };
            Some(Type::Map(Box::new(value)))
        }
        Some(JsonType::Object) => None,
        Some(kind @ (JsonType::String | JsonType::Integer | JsonType::Number | JsonType::Boolean)) => {
            let type_ = scalar::of(kind, schema.format.as_deref(), schema.is_beyond_i64())?;
            // No bytes stand in JSON.
            Some(if type_ == Type::Binary { Type::String } else { type_ })
        }
    }
}
