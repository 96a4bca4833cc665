//! Constraints: what documentation says about values beside their type. The client never enforces them.

use serde_json::{Number, Value as Json};

/// A constraint on the values of a place, or on what is inside them.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// From the place to the constrained values, outermost step first; empty for the values of the place.
    pub inside: Vec<Inside>,
    /// What holds for them.
    pub limit: Limit,
}

/// A step into a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Inside {
    /// The elements of a list.
    Items,
    /// The values of a map.
    Values,
}

/// What holds for a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// `minimum`, and whether the number itself is excluded.
    Minimum(Number, bool),
    /// `maximum`, and whether the number itself is excluded.
    Maximum(Number, bool),
    /// `multipleOf`
    MultipleOf(Number),
    /// `minLength`
    MinLength(usize),
    /// `maxLength`
    MaxLength(usize),
    /// `minItems`
    MinItems(usize),
    /// `maxItems`
    MaxItems(usize),
    /// `minProperties`
    MinProperties(usize),
    /// `maxProperties`
    MaxProperties(usize),
    /// `uniqueItems: true`
    UniqueItems,
    /// `pattern`
    Pattern(String),
    /// A `format` that is no type of the client.
    Format(String),
    /// `enum` of one or several values where that is no type of the client: booleans.
    Values(Vec<Json>),
}

impl Limit {
    /// The keyword of JSON Schema.
    pub fn keyword(&self) -> &'static str {
        match self {
            Limit::Minimum(..) => "minimum",
            Limit::Maximum(..) => "maximum",
            Limit::MultipleOf(_) => "multipleOf",
            Limit::MinLength(_) => "minLength",
            Limit::MaxLength(_) => "maxLength",
            Limit::MinItems(_) => "minItems",
            Limit::MaxItems(_) => "maxItems",
            Limit::MinProperties(_) => "minProperties",
            Limit::MaxProperties(_) => "maxProperties",
            Limit::UniqueItems => "uniqueItems",
            Limit::Pattern(_) => "pattern",
            Limit::Format(_) => "format",
            Limit::Values(_) => "enum",
        }
    }
}
