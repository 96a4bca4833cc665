//! Constraints of schemas: of those that are no types of their own, with the constraints inside their lists and maps.
//!
//! ```text
//! {type: array, maxItems: 9, items: {type: string, maxLength: 5}}  →  maxItems 9; maxLength 5 of its items
//! ```
//!
//! A model, an enum or a union has its constraints at its own definition, so that they are not told at every place that
//! refers to it.

use crate::ir::{Constraint, Inside, IntegerKind, Limit};
use crate::lower::scalar;
use crate::lower::state::SchemaRef;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, IntegerType, NumberType, ObjectType, OpenAPI, ReferenceOr, Schema,
    SchemaKind, StringType, Type, VariantOrUnknownOrEmpty,
};
use serde_json::{Number, Value as Json};

/// References and lists are followed this deep.
const DEEPEST: usize = 8;

/// The constraints of a place that a schema describes.
pub fn of<'a>(openapi: &'a OpenAPI, schema: SchemaRef<'a>) -> Vec<Constraint> {
    let mut found = Found { openapi, inside: Vec::new(), list: Vec::new() };
    found.place(schema, 0);
    found.list
}

/// The constraints of a type of its own, where its schema stands.
pub fn own(openapi: &OpenAPI, schema: &Schema) -> Vec<Constraint> {
    let mut found = Found { openapi, inside: Vec::new(), list: Vec::new() };
    found.level(schema, 0);
    found.list
}

struct Found<'a> {
    openapi: &'a OpenAPI,
    inside: Vec<Inside>,
    list: Vec<Constraint>,
}

impl<'a> Found<'a> {
    fn place(&mut self, schema: SchemaRef<'a>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match schema {
            SchemaRef::Reference(reference) => {
                if let Some(schema) = component(self.openapi, reference) {
                    self.place(schema.into(), depth + 1);
                }
            }
            SchemaRef::Item(schema) if is_plain(schema) => self.level(schema, depth),
            SchemaRef::Item(_) => {}
        }
    }

    fn level(&mut self, schema: &'a Schema, depth: usize) {
        match &schema.schema_kind {
            SchemaKind::Type(Type::String(string)) => self.of_string(string),
            SchemaKind::Type(Type::Integer(integer)) => self.of_integer(integer),
            SchemaKind::Type(Type::Number(number)) => self.of_number(number),
            SchemaKind::Type(Type::Array(array)) => self.of_array(array, depth),
            SchemaKind::Type(Type::Object(object)) => self.of_object(object, depth),
            SchemaKind::Type(Type::Boolean(boolean)) => {
                let values: Vec<Json> = boolean.enumeration.iter().flatten().map(|truth| Json::from(*truth)).collect();
                self.push((!values.is_empty()).then_some(Limit::Values(values)));
            }
            SchemaKind::AllOf { all_of } => all_of.iter().for_each(|part| self.place(part.into(), depth + 1)),
            SchemaKind::Any(any) => self.of_any(any, depth),
            SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::Not { .. } => {}
        }
    }

    fn push(&mut self, limit: Option<Limit>) {
        let inside = &self.inside;
        self.list.extend(limit.map(|limit| Constraint { inside: inside.clone(), limit }));
    }

    fn within(&mut self, step: Inside, schema: SchemaRef<'a>, depth: usize) {
        self.inside.push(step);
        self.place(schema, depth + 1);
        self.inside.pop();
    }

    fn of_string(&mut self, string: &StringType) {
        if let VariantOrUnknownOrEmpty::Unknown(format) = &string.format
            && scalar::text_format(format).is_none()
        {
            self.push(Some(Limit::Format(format.clone())));
        }
        self.push(least(string.min_length).map(Limit::MinLength));
        self.push(string.max_length.map(Limit::MaxLength));
        self.push(string.pattern.clone().map(Limit::Pattern));
    }

    fn of_integer(&mut self, integer: &IntegerType) {
        if let VariantOrUnknownOrEmpty::Unknown(format) = &integer.format
            && IntegerKind::of_format(format).is_none()
        {
            self.push(Some(Limit::Format(format.clone())));
        }
        self.push(integer.minimum.map(|least| Limit::Minimum(least.into(), integer.exclusive_minimum)));
        self.push(integer.maximum.map(|most| Limit::Maximum(most.into(), integer.exclusive_maximum)));
        self.push(integer.multiple_of.map(|divisor| Limit::MultipleOf(divisor.into())));
    }

    fn of_number(&mut self, number: &NumberType) {
        let limit = |value: Option<f64>| value.and_then(Number::from_f64);
        self.push(limit(number.minimum).map(|least| Limit::Minimum(least, number.exclusive_minimum)));
        self.push(limit(number.maximum).map(|most| Limit::Maximum(most, number.exclusive_maximum)));
        self.push(limit(number.multiple_of).map(Limit::MultipleOf));
    }

    fn of_array(&mut self, array: &'a ArrayType, depth: usize) {
        self.push(least(array.min_items).map(Limit::MinItems));
        self.push(array.max_items.map(Limit::MaxItems));
        self.push(array.unique_items.then_some(Limit::UniqueItems));
        if let Some(items) = &array.items {
            self.within(Inside::Items, items.into(), depth);
        }
    }

    fn of_object(&mut self, object: &'a ObjectType, depth: usize) {
        self.push(least(object.min_properties).map(Limit::MinProperties));
        self.push(object.max_properties.map(Limit::MaxProperties));
        self.of_further(object.additional_properties.as_ref(), depth);
    }

    fn of_further(&mut self, further: Option<&'a AdditionalProperties>, depth: usize) {
        if let Some(AdditionalProperties::Schema(schema)) = further {
            self.within(Inside::Values, (&**schema).into(), depth);
        }
    }

    fn of_any(&mut self, any: &'a AnySchema, depth: usize) {
        self.push(any.min_length.and_then(|length| least(Some(length))).map(Limit::MinLength));
        self.push(any.max_length.map(Limit::MaxLength));
        self.push(any.pattern.clone().map(Limit::Pattern));
        let limit = |value: Option<f64>| value.and_then(Number::from_f64);
        self.push(limit(any.minimum).map(|bound| Limit::Minimum(bound, any.exclusive_minimum == Some(true))));
        self.push(limit(any.maximum).map(|bound| Limit::Maximum(bound, any.exclusive_maximum == Some(true))));
        self.push(limit(any.multiple_of).map(Limit::MultipleOf));
        self.push(least(any.min_items).map(Limit::MinItems));
        self.push(any.max_items.map(Limit::MaxItems));
        self.push((any.unique_items == Some(true)).then_some(Limit::UniqueItems));
        self.push(least(any.min_properties).map(Limit::MinProperties));
        self.push(any.max_properties.map(Limit::MaxProperties));
        if let Some(items) = &any.items {
            self.within(Inside::Items, items.into(), depth);
        }
        self.of_further(any.additional_properties.as_ref(), depth);
        any.all_of.iter().for_each(|part| self.place(part.into(), depth + 1));
    }
}

/// Zero is no limit.
fn least(count: Option<usize>) -> Option<usize> {
    count.filter(|count| *count > 0)
}

/// A schema that is no type of its own: no model, no enum and no union.
fn is_plain(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => string.enumeration.is_empty(),
        SchemaKind::Type(Type::Integer(integer)) => integer.enumeration.is_empty(),
        SchemaKind::Type(Type::Number(number)) => number.enumeration.is_empty(),
        SchemaKind::Type(Type::Object(object)) => object.properties.is_empty(),
        SchemaKind::Type(Type::Array(_) | Type::Boolean(_)) | SchemaKind::AllOf { .. } => true,
        SchemaKind::Any(any) => {
            any.properties.is_empty() && any.enumeration.is_empty() && any.one_of.is_empty() && any.any_of.is_empty()
        }
        SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::Not { .. } => false,
    }
}

/// What `#/components/schemas/<name>` refers to.
fn component<'a>(openapi: &'a OpenAPI, reference: &str) -> Option<&'a ReferenceOr<Schema>> {
    match crate::lower::reference::tokens(reference)?.as_slice() {
        [components, schemas, name] if components == "components" && schemas == "schemas" => {
            openapi.components.as_ref()?.schemas.get(name)
        }
        _ => None,
    }
}
