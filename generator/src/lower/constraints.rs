//! Constraints of schemas: of those that are no types of their own, with the constraints inside their lists and maps.
//!
//! ```text
//! {type: array, maxItems: 9, items: {type: string, maxLength: 5}}  →  maxItems 9; maxLength 5 of its items
//! ```
//!
//! A model, an enum or a union has its constraints at its own definition, so that they are not told at every place that
//! refers to it.

use crate::ir::{Constraint, Inside, Limit};
use crate::lower::scalar;
use crate::lower::state::SchemaRef;
use crate::schema::{AdditionalProperties, JsonType, Limits, Pure, Schema, Schemas, whole};
use openapiv3::ReferenceOr;
use serde_json::{Number, Value as Json};

/// References and lists are followed this deep.
const DEEPEST: usize = 8;

/// The constraints of a place that a schema describes.
pub fn of<'a>(schemas: &'a Schemas, schema: SchemaRef<'a>) -> Vec<Constraint> {
    let mut found = Found { schemas, inside: Vec::new(), list: Vec::new() };
    found.place(schema, 0);
    found.list
}

/// The constraints of a type of its own, where its schema stands.
pub fn own(schemas: &Schemas, schema: &Schema) -> Vec<Constraint> {
    let mut found = Found { schemas, inside: Vec::new(), list: Vec::new() };
    found.level(schema, 0);
    found.list
}

struct Found<'a> {
    schemas: &'a Schemas,
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
                if let Some(schema) = component(self.schemas, reference) {
                    self.place(schema.into(), depth + 1);
                }
            }
            SchemaRef::Item(schema) if is_plain(schema) => self.level(schema, depth),
            SchemaRef::Item(_) => {}
        }
    }

    fn level(&mut self, schema: &'a Schema, depth: usize) {
        let none = Limits::default();
        let limits = schema.limits.as_deref().unwrap_or(&none);
        self.push(scalar::told_format(schema).map(|format| Limit::Format(format.to_owned())));
        match schema.pure() {
            Pure::Kind(JsonType::String) => self.of_string(limits),
            Pure::Kind(JsonType::Integer) => self.of_number(limits, &|limit| whole(limit).map(Number::from)),
            Pure::Kind(JsonType::Number) => self.of_number(limits, &Number::from_f64),
            Pure::Kind(JsonType::Array) => self.of_array(limits),
            Pure::Kind(JsonType::Object) => self.of_object(limits),
            Pure::Kind(JsonType::Boolean) => {
                let values: Vec<Json> = schema.enumeration.iter().filter(|value| !value.is_null()).cloned().collect();
                self.push((!values.is_empty()).then_some(Limit::Values(values)));
            }
            Pure::Mixture => {
                self.of_string(limits);
                self.of_number(limits, &Number::from_f64);
                self.of_array(limits);
                self.of_object(limits);
            }
            Pure::AllOf => {}
            Pure::Choice => return,
        }
        if let Some(items) = &schema.items {
            self.within(Inside::Items, items.as_ref().into(), depth);
        }
        if let Some(AdditionalProperties::Schema(further)) = &schema.additional {
            self.within(Inside::Values, further.as_ref().into(), depth);
        }
        schema.all_of.iter().for_each(|part| self.place(part.into(), depth + 1));
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

    fn of_string(&mut self, limits: &Limits) {
        self.push(least(limits.min_length).map(Limit::MinLength));
        self.push(limits.max_length.map(Limit::MaxLength));
        self.push(limits.pattern.clone().map(Limit::Pattern));
    }

    fn of_number(&mut self, limits: &Limits, number: &dyn Fn(f64) -> Option<Number>) {
        let number = |limit: Option<f64>| limit.and_then(number);
        let is_above = limits.exclusive_minimum == Some(true);
        let is_below = limits.exclusive_maximum == Some(true);
        self.push(number(limits.minimum).map(|least| Limit::Minimum(least, is_above)));
        self.push(number(limits.maximum).map(|most| Limit::Maximum(most, is_below)));
        self.push(number(limits.multiple_of).map(Limit::MultipleOf));
    }

    fn of_array(&mut self, limits: &Limits) {
        self.push(least(limits.min_items).map(Limit::MinItems));
        self.push(limits.max_items.map(Limit::MaxItems));
        self.push((limits.unique_items == Some(true)).then_some(Limit::UniqueItems));
    }

    fn of_object(&mut self, limits: &Limits) {
        self.push(least(limits.min_properties).map(Limit::MinProperties));
        self.push(limits.max_properties.map(Limit::MaxProperties));
    }
}

/// Zero is no limit.
fn least(count: Option<usize>) -> Option<usize> {
    count.filter(|count| *count > 0)
}

/// A schema that is no type of its own: no model, no enum and no union.
fn is_plain(schema: &Schema) -> bool {
    match schema.pure() {
        Pure::Kind(JsonType::String | JsonType::Integer | JsonType::Number) => schema.enumeration.is_empty(),
        Pure::Kind(JsonType::Object) => schema.properties.is_empty(),
        Pure::Kind(JsonType::Array | JsonType::Boolean) | Pure::AllOf => true,
        Pure::Mixture => {
            let has_branches = !schema.one_of.is_empty() || !schema.any_of.is_empty();
            schema.properties.is_empty() && schema.enumeration.is_empty() && !has_branches
        }
        Pure::Choice => false,
    }
}

/// What `#/components/schemas/<name>` refers to.
fn component<'a>(schemas: &'a Schemas, reference: &str) -> Option<&'a ReferenceOr<Schema>> {
    match crate::lower::reference::tokens(reference)?.as_slice() {
        [components, section, name] if components == "components" && section == "schemas" => {
            schemas.components.get(name)
        }
        _ => None,
    }
}
