//! One view of all kinds of `openapiv3::Schema`: its keywords, borrowed, in one flat struct.
//!
//! `{type: string, enum: [a, null]}` is a [`Flat`] with `kind: String` and two values, whichever variant of
//! `SchemaKind` holds it. Constraints are not here: they are only documentation, see [`crate::lower::docs`].

use crate::lower::state::SchemaRef;
use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaKind, StringFormat, Type,
    VariantOrUnknownOrEmpty,
};
use serde_json::Value as Json;

/// A type of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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

/// The keywords of a schema.
#[derive(Debug, Default)]
pub struct Flat<'a> {
    /// `type`
    pub kind: Option<Kind>,
    /// `format`
    pub format: Option<&'a str>,
    /// `properties`
    pub properties: Option<&'a IndexMap<String, ReferenceOr<Box<Schema>>>>,
    /// `required`
    pub required: &'a [String],
    /// `additionalProperties`
    pub additional: Option<&'a AdditionalProperties>,
    /// `items`
    pub items: Option<SchemaRef<'a>>,
    /// `enum`
    pub enumeration: Vec<Json>,
    /// `allOf`
    pub all_of: &'a [ReferenceOr<Schema>],
    /// `oneOf`
    pub one_of: &'a [ReferenceOr<Schema>],
    /// `anyOf`
    pub any_of: &'a [ReferenceOr<Schema>],
    /// There is a `not`.
    pub not: bool,
    /// There are `patternProperties`.
    pub patterns: bool,
    /// The largest value is above 2^63 - 1.
    pub beyond_i64: bool,
}

impl Flat<'_> {
    /// True if it allows every value, or only says which of other schemas' properties are required.
    pub fn says_nothing(&self) -> bool {
        self.kind.is_none() && self.required.is_empty() && self.says_only_kind()
    }

    /// True if it says nothing beyond the type.
    pub fn says_only_kind(&self) -> bool {
        self.format.is_none()
            && self.properties.is_none_or(IndexMap::is_empty)
            && self.additional.is_none()
            && self.items.is_none()
            && self.enumeration.is_empty()
            && self.all_of.is_empty()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && !self.not
            && !self.patterns
    }
}

/// The view of a schema.
pub fn of(schema: &Schema) -> Flat<'_> {
    let mut flat = match &schema.schema_kind {
        SchemaKind::Type(kind) => of_type(kind),
        SchemaKind::OneOf { one_of } => Flat { one_of, ..Flat::default() },
        SchemaKind::AllOf { all_of } => Flat { all_of, ..Flat::default() },
        SchemaKind::AnyOf { any_of } => Flat { any_of, ..Flat::default() },
        SchemaKind::Not { .. } => Flat { not: true, ..Flat::default() },
        SchemaKind::Any(any) => of_any(any),
    };
    flat.patterns = schema.schema_data.extensions.contains_key("patternProperties");
    flat
}

fn of_type(kind: &Type) -> Flat<'_> {
    match kind {
        Type::String(string) => Flat {
            kind: Some(Kind::String),
            format: match &string.format {
                VariantOrUnknownOrEmpty::Item(format) => Some(string_format(*format)),
                VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
                VariantOrUnknownOrEmpty::Empty => None,
            },
            enumeration: values(&string.enumeration),
            ..Flat::default()
        },
        Type::Number(number) => Flat {
            kind: Some(Kind::Number),
            format: match &number.format {
                VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => Some("float"),
                VariantOrUnknownOrEmpty::Item(NumberFormat::Double) => Some("double"),
                VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
                VariantOrUnknownOrEmpty::Empty => None,
            },
            enumeration: values(&number.enumeration),
            ..Flat::default()
        },
        Type::Integer(integer) => Flat {
            kind: Some(Kind::Integer),
            format: match &integer.format {
                VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Some("int32"),
                VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => Some("int64"),
                VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
                VariantOrUnknownOrEmpty::Empty => None,
            },
            enumeration: values(&integer.enumeration),
            ..Flat::default()
        },
        Type::Object(object) => Flat {
            kind: Some(Kind::Object),
            properties: Some(&object.properties),
            required: &object.required,
            additional: object.additional_properties.as_ref(),
            ..Flat::default()
        },
        Type::Array(array) => {
            Flat { kind: Some(Kind::Array), items: array.items.as_ref().map(SchemaRef::from), ..Flat::default() }
        }
        Type::Boolean(boolean) => {
            Flat { kind: Some(Kind::Boolean), enumeration: values(&boolean.enumeration), ..Flat::default() }
        }
    }
}

fn of_any(any: &AnySchema) -> Flat<'_> {
    Flat {
        kind: any.typ.as_deref().and_then(kind),
        format: any.format.as_deref(),
        properties: Some(&any.properties),
        required: &any.required,
        additional: any.additional_properties.as_ref(),
        items: any.items.as_ref().map(SchemaRef::from),
        enumeration: any.enumeration.clone(),
        all_of: &any.all_of,
        one_of: &any.one_of,
        any_of: &any.any_of,
        not: any.not.is_some(),
        patterns: false,
        beyond_i64: any.maximum.is_some_and(|maximum| maximum > i64::MAX as f64),
    }
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "string" => Kind::String,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "array" => Kind::Array,
        "object" => Kind::Object,
        _ => return None,
    })
}

fn string_format(format: StringFormat) -> &'static str {
    match format {
        StringFormat::Date => "date",
        StringFormat::DateTime => "date-time",
        StringFormat::Password => "password",
        StringFormat::Byte => "byte",
        StringFormat::Binary => "binary",
    }
}

fn values<T: Clone + Into<Json>>(values: &[Option<T>]) -> Vec<Json> {
    values.iter().map(|value| value.clone().map_or(Json::Null, Into::into)).collect()
}
