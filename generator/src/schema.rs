//! Schemas as the phases after `parse` see them: all keywords in one flat type, with the place.
//!
//! The types of `openapiv3` are the typed form of a document for all but these: there a schema is one of many shapes,
//! which says in several ways what is one fact, and none knows where it stands. `{type: string, enum: [a, null]}` is a
//! [`Schema`] with `kind: String` and two values. What a document is made of outside of schemas refers to them: see
//! [`Schemas`].

mod canonical;
mod pure;

pub use pure::{Pure, whole};

use crate::source::Place;
use indexmap::IndexMap;
use openapiv3::{Discriminator, ReferenceOr};
use serde_json::Value as Json;
use std::sync::Arc;

/// A type of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `array`
    Array,
    /// `object`
    Object,
}

impl JsonType {
    /// The type of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// As `type` says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// `additionalProperties`
#[derive(Debug, Clone, PartialEq)]
pub enum AdditionalProperties {
    /// Whether there may be any.
    Allowed(bool),
    /// What each of them is.
    Schema(Box<ReferenceOr<Schema>>),
}

/// Where a schema stands. Two schemas that say the same are equal wherever they do.
#[derive(Debug, Clone, Copy, Default)]
pub struct WrittenAt(pub Place);

impl PartialEq for WrittenAt {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A schema. Its keywords are consistent: `parse` has decided what a contradiction means.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// Where it stands.
    pub place: WrittenAt,
    /// `type`
    pub kind: Option<JsonType>,
    /// There is a `type`, whether or not it could be read.
    pub has_type: bool,
    /// It is a `$ref` with what stands beside it: `all_of` has that reference alone.
    pub is_reference: bool,
    /// `format`
    pub format: Option<String>,
    /// `properties`
    pub properties: IndexMap<String, ReferenceOr<Schema>>,
    /// `required`
    pub required: Vec<String>,
    /// `additionalProperties`
    pub additional: Option<AdditionalProperties>,
    /// There are `patternProperties`.
    pub has_patterns: bool,
    /// `items`
    pub items: Option<Box<ReferenceOr<Schema>>>,
    /// The elements of a tuple: [`PREFIX_ITEMS`](crate::keyword::PREFIX_ITEMS).
    pub prefix_items: Vec<ReferenceOr<Schema>>,
    /// `enum`
    pub enumeration: Vec<Json>,
    /// `allOf`
    pub all_of: Vec<ReferenceOr<Schema>>,
    /// `oneOf`
    pub one_of: Vec<ReferenceOr<Schema>>,
    /// `anyOf`
    pub any_of: Vec<ReferenceOr<Schema>>,
    /// `not`
    pub not: Option<Box<ReferenceOr<Schema>>>,
    /// What narrows values without changing their type.
    pub limits: Option<Box<Limits>>,
    /// `nullable`
    pub nullable: bool,
    /// `readOnly`
    pub read_only: bool,
    /// `writeOnly`
    pub write_only: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `example`, or the first of `examples`.
    pub example: Option<Arc<Json>>,
    /// `default`
    pub default: Option<Arc<Json>>,
    /// The URL of `externalDocs`.
    pub external_docs: Option<String>,
    /// `discriminator`
    pub discriminator: Option<Box<Discriminator>>,
    /// The extensions that a later phase reads.
    pub extensions: Vec<(String, Json)>,
}

/// The keywords that narrow the values of a type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// `pattern`
    pub pattern: Option<String>,
    /// `minLength`
    pub min_length: Option<usize>,
    /// `maxLength`
    pub max_length: Option<usize>,
    /// `minimum`
    pub minimum: Option<f64>,
    /// `maximum`
    pub maximum: Option<f64>,
    /// `exclusiveMinimum`
    pub exclusive_minimum: Option<bool>,
    /// `exclusiveMaximum`
    pub exclusive_maximum: Option<bool>,
    /// `multipleOf`
    pub multiple_of: Option<f64>,
    /// `minItems`
    pub min_items: Option<usize>,
    /// `maxItems`
    pub max_items: Option<usize>,
    /// `uniqueItems`
    pub unique_items: Option<bool>,
    /// `minProperties`
    pub min_properties: Option<usize>,
    /// `maxProperties`
    pub max_properties: Option<usize>,
}

impl Limits {
    /// Those that are about values of a scalar type.
    pub fn of_scalar(self, kind: JsonType) -> Self {
        if kind == JsonType::String {
            let Self { pattern, min_length, max_length, .. } = self;
            return Self { pattern, min_length, max_length, ..Self::default() };
        }
        let Self { minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of, .. } = self;
        Self { minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of, ..Self::default() }
    }

    /// Whether one is about texts.
    pub fn are_of_texts(&self) -> bool {
        self.pattern.is_some() || self.min_length.is_some() || self.max_length.is_some()
    }
}

impl Schema {
    /// A schema that says nothing, at a place.
    pub fn at(place: Place) -> Self {
        Self { place: WrittenAt(place), ..Self::default() }
    }

    /// The limits, to change them.
    pub fn limits_mut(&mut self) -> &mut Limits {
        self.limits.get_or_insert_default()
    }

    /// Takes back all that is said of the type of values. What remains is documentation.
    pub fn forget_type(&mut self) {
        let all = std::mem::take(self);
        *self = Self {
            place: all.place,
            has_type: all.has_type,
            has_patterns: all.has_patterns,
            nullable: all.nullable,
            read_only: all.read_only,
            write_only: all.write_only,
            deprecated: all.deprecated,
            title: all.title,
            description: all.description,
            example: all.example,
            default: all.default,
            external_docs: all.external_docs,
            discriminator: all.discriminator,
            extensions: all.extensions,
            ..Self::default()
        };
    }

    /// True if it allows every value, or only says which of other schemas' properties are required.
    pub fn says_nothing(&self) -> bool {
        self.kind.is_none() && self.required.is_empty() && self.says_only_kind()
    }

    /// True if it says nothing beyond the type.
    pub fn says_only_kind(&self) -> bool {
        self.format.is_none() && !self.is_composed() && self.has_no_structure()
    }

    /// True if it says nothing beyond its type and what it is composed of.
    pub fn only_composes(&self) -> bool {
        self.format.is_none() && self.required.is_empty() && self.has_no_structure()
    }

    /// True if it describes no members, no elements and no listed values, and excludes none.
    pub fn has_no_structure(&self) -> bool {
        self.properties.is_empty()
            && self.additional.is_none()
            && self.items.is_none()
            && self.prefix_items.is_empty()
            && self.enumeration.is_empty()
            && self.not.is_none()
            && !self.has_patterns
    }

    /// True if the largest value is above 2^63 - 1.
    pub fn is_beyond_i64(&self) -> bool {
        self.limits.as_ref().and_then(|limits| limits.maximum).is_some_and(|maximum| maximum > i64::MAX as f64)
    }

    /// True if it has `allOf`, `oneOf` or `anyOf`.
    pub fn is_composed(&self) -> bool {
        !self.all_of.is_empty() || !self.one_of.is_empty() || !self.any_of.is_empty()
    }

    /// True if `null` is the only value that it lists.
    pub fn is_null_alone(&self) -> bool {
        !self.enumeration.is_empty() && self.enumeration.iter().all(Json::is_null)
    }

    /// An extension.
    pub fn extension(&self, name: &str) -> Option<&Json> {
        self.extensions.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A text among the extensions.
    pub fn extension_text(&self, name: &str) -> Option<&str> {
        self.extension(name)?.as_str()
    }

    /// The schemas of its properties and elements, and what it excludes.
    pub fn members(&self) -> impl Iterator<Item = &ReferenceOr<Schema>> {
        let additional = match &self.additional {
            Some(AdditionalProperties::Schema(schema)) => Some(schema.as_ref()),
            Some(AdditionalProperties::Allowed(_)) | None => None,
        };
        let others = [self.items.as_deref(), additional, self.not.as_deref()];
        self.properties.values().chain(others.into_iter().flatten()).chain(&self.prefix_items)
    }
}

/// What stands in the types of `openapiv3` where there is a schema: it leads to one of [`Schemas`].
pub type SchemaHandle = ReferenceOr<openapiv3::Schema>;

/// All schemas of a document: the components, and those outside of components and other schemas.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    /// `components.schemas`
    pub components: IndexMap<String, ReferenceOr<Schema>>,
    others: Vec<ReferenceOr<Schema>>,
}

impl Schemas {
    /// Takes a schema; what is given for it stands where `openapiv3` has a schema, and leads back to it.
    pub fn add(&mut self, schema: ReferenceOr<Schema>) -> SchemaHandle {
        self.others.push(schema);
        ReferenceOr::Reference { reference: (self.others.len() - 1).to_string() }
    }

    /// The schema that [`Schemas::add`] took.
    pub fn get(&self, handle: &SchemaHandle) -> Option<&ReferenceOr<Schema>> {
        let ReferenceOr::Reference { reference } = handle else { return None };
        self.others.get(reference.parse::<usize>().ok()?)
    }

    /// All of them but those that stand inside of others.
    pub fn outermost(&self) -> impl Iterator<Item = &ReferenceOr<Schema>> {
        self.components.values().chain(&self.others)
    }
}
