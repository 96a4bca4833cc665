//! Enums.
//!
//! `{type: string, enum: [a, b, null]}` becomes a nullable string enum of two values; values of other types a value
//! enum; booleans stay booleans. Several enums that all apply leave the values they have in common.

use crate::ir::{EnumValue, Shape, Type};
use crate::lower::docs;
use crate::lower::gather::Gathered;
use crate::lower::schema::{claim, define, docs_of, nullable};
use crate::lower::state::{Lowering, SlotState, Spot};
use crate::schema::Schema;
use serde_json::Value as Json;
use std::collections::HashMap;

/// The type of an enum.
pub fn of<'a>(lowering: &mut Lowering<'_, 'a>, gathered: &Gathered<'a>, spot: Spot) -> Type {
    let Some((values, _)) = gathered.enumerations.first() else { return Type::Any };
    let all: Vec<Positions> =
        gathered.enumerations.iter().map(|(values, schema)| (positions(values), *schema)).collect();
    let mut common: Vec<EnumValue> = Vec::with_capacity(values.len());
    let mut null = false;
    for value in *values {
        let text = value.to_string();
        if !all.iter().all(|(positions, _)| positions.contains_key(&text)) {
            continue;
        }
        match value {
            Json::Null => null = true,
            value => common.push(described(&all, value, &text)),
        }
    }
    if common.is_empty() {
        if !null {
            let message = "enums that all apply have no value in common; read as any JSON value";
            lowering.warn_of("contradictory-schema", message, spot, gathered);
        }
        return Type::Any;
    }
    let null = null || gathered.nullable;
    if common.iter().all(|value| value.value.is_boolean()) {
        return if null { nullable(Type::Boolean) } else { Type::Boolean };
    }
    named(lowering, gathered, spot, Values { listed: common, any_text: false, null })
}

/// The values of an enum by their text, each with the first index that it has there; and the schema.
type Positions<'a> = (HashMap<String, usize>, &'a Schema);

fn positions(values: &[Json]) -> HashMap<String, usize> {
    // The first of equal ones is inserted last.
    values.iter().enumerate().rev().map(|(index, value)| (value.to_string(), index)).collect()
}

/// A value that all enums list, with the first name and description that one of them gives it.
fn described(all: &[Positions], value: &Json, text: &str) -> EnumValue {
    let mut found = EnumValue { value: value.clone(), rust_name: None, description: None, deprecated: false };
    for (positions, schema) in all {
        let Some(index) = positions.get(text) else { continue };
        let here = enum_value(schema, *index, value);
        found.rust_name = found.rust_name.or(here.rust_name);
        found.description = found.description.or(here.description);
    }
    found
}

/// The values of an enum.
pub struct Values {
    /// The listed ones but `null`.
    pub listed: Vec<EnumValue>,
    /// Any other text is one too.
    pub any_text: bool,
    /// `null` is one.
    pub null: bool,
}

/// An enum of these values.
pub fn named<'a>(lowering: &mut Lowering<'_, 'a>, gathered: &Gathered<'a>, spot: Spot, values: Values) -> Type {
    let Values { listed, any_text, null } = values;
    let (slot, type_) = claim(lowering, spot, null, None);
    let strings = listed.iter().all(|value| value.value.is_string());
    let shape = if strings { Shape::StringEnum(listed) } else { Shape::ValueEnum(listed) };
    define(lowering, slot, spot, shape, docs_of(gathered), gathered);
    if let Some(slot) = lowering.slots.get_mut(slot.0) {
        slot.nullable = null;
        if let SlotState::Defined(definition) = &mut slot.state {
            definition.any_text = any_text;
        }
    }
    type_
}

/// The value that a branch of one value is, with what the branch says about it: `{const: a, deprecated: true}`.
pub fn only_value(schema: &Schema, value: &Json) -> EnumValue {
    let value = enum_value(schema, 0, value);
    let description = value.description.clone().or_else(|| docs::present(schema.description.as_ref()));
    EnumValue { description, deprecated: schema.deprecated, ..value }
}

/// A value with what the extensions say about it.
pub fn enum_value(schema: &Schema, index: usize, value: &Json) -> EnumValue {
    let extension = |name: &str| schema.extension(name);
    let by_index_or_value = |name: &str| {
        let all = extension(name)?;
        let one = all.get(index).or_else(|| all.get(value.as_str()?))?;
        one.as_str().map(str::to_owned)
    };
    EnumValue {
        value: value.clone(),
        rust_name: by_index_or_value("x-enum-varnames").or_else(|| by_index_or_value("x-enumNames")),
        description: by_index_or_value("x-enum-descriptions").or_else(|| by_index_or_value("x-enumDescriptions")),
        deprecated: false,
    }
}
