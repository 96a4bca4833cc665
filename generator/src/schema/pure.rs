//! Whether all keywords of a schema are about its one type.
//!
//! `{type: string, minLength: 1}` is purely a string; the same beside `allOf` is a mixture, and so is `{type: integer,
//! maximum: 1.5}`. What documentation and constraints say of a mixture is said more carefully.

use super::{JsonType, Limits, Schema};
use serde_json::Value as Json;

/// What a schema purely is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pure {
    /// All keywords are about this type.
    Kind(JsonType),
    /// An `allOf` and nothing else.
    AllOf,
    /// A `oneOf`, an `anyOf` or a `not`, and nothing else.
    Choice,
    /// Anything else.
    Mixture,
}

/// Which keywords there are.
struct Families {
    of_strings: bool,
    of_numbers: bool,
    of_arrays: bool,
    of_objects: bool,
    has_values: bool,
    all_of: bool,
    one_of: bool,
    any_of: bool,
    not: bool,
}

impl Families {
    fn of(schema: &Schema) -> Self {
        let none = Limits::default();
        let limits = schema.limits.as_deref().unwrap_or(&none);
        Self {
            of_strings: limits.are_of_texts(),
            of_numbers: limits.multiple_of.is_some()
                || limits.exclusive_minimum.is_some()
                || limits.exclusive_maximum.is_some()
                || limits.minimum.is_some()
                || limits.maximum.is_some(),
            of_arrays: schema.items.is_some()
                || limits.min_items.is_some()
                || limits.max_items.is_some()
                || limits.unique_items.is_some(),
            of_objects: !schema.properties.is_empty()
                || !schema.required.is_empty()
                || schema.additional.is_some()
                || limits.min_properties.is_some()
                || limits.max_properties.is_some(),
            has_values: !schema.enumeration.is_empty() || schema.format.is_some(),
            all_of: !schema.all_of.is_empty(),
            one_of: !schema.one_of.is_empty(),
            any_of: !schema.any_of.is_empty(),
            not: schema.not.is_some(),
        }
    }

    fn are_of_types(&self) -> bool {
        self.of_strings || self.of_numbers || self.of_arrays || self.of_objects || self.has_values
    }

    fn compositions(&self) -> usize {
        [self.all_of, self.one_of, self.any_of, self.not].into_iter().filter(|there| *there).count()
    }
}

impl Schema {
    /// What it purely is.
    pub fn pure(&self) -> Pure {
        let found = Families::of(self);
        match self.kind {
            None if found.compositions() == 1 && !found.are_of_types() => {
                if found.all_of {
                    Pure::AllOf
                } else {
                    Pure::Choice
                }
            }
            Some(kind) if found.compositions() == 0 && self.is_about(kind, &found) => Pure::Kind(kind),
            Some(_) | None => Pure::Mixture,
        }
    }

    fn is_about(&self, kind: JsonType, found: &Families) -> bool {
        let is = |strings, numbers, arrays, objects| {
            found.of_strings <= strings
                && found.of_numbers <= numbers
                && found.of_arrays <= arrays
                && found.of_objects <= objects
        };
        let lists = |fits: fn(&Json) -> bool| self.enumeration.iter().all(|value| value.is_null() || fits(value));
        match kind {
            JsonType::String => is(true, false, false, false) && lists(Json::is_string),
            JsonType::Integer => is(false, true, false, false) && lists(Json::is_i64) && self.has_whole_limits(),
            // A double has no way to tell 1 from 1.0.
            JsonType::Number => is(false, true, false, false) && self.enumeration.is_empty(),
            JsonType::Boolean => is(false, false, false, false) && lists(Json::is_boolean) && self.format.is_none(),
            JsonType::Array => is(false, false, true, false) && !found.has_values,
            JsonType::Object => is(false, false, false, true) && !found.has_values,
        }
    }

    fn has_whole_limits(&self) -> bool {
        let limits = self.limits.iter().flat_map(|limits| [limits.minimum, limits.maximum, limits.multiple_of]);
        limits.flatten().all(|limit| whole(limit).is_some())
    }
}

/// A whole number that a double holds exactly.
pub fn whole(float: f64) -> Option<i64> {
    (float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0).then_some(float as i64)
}
