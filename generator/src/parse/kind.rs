//! From a bag of keywords to the narrowest `openapiv3::SchemaKind` that holds all of them.
//!
//! `{type: string, minLength: 1}` is a `StringType`; the same beside `allOf` stays `SchemaKind::Any`. Nothing is
//! dropped and nothing is judged here.

use openapiv3::{
    AnySchema, ArrayType, BooleanType, IntegerType, NumberType, ObjectType, SchemaKind, StringType, Type,
    VariantOrUnknownOrEmpty,
};
use serde_json::Value as Json;

/// The kind.
pub fn typed(any: AnySchema) -> SchemaKind {
    match (families(&any), any.typ.as_deref()) {
        ([false, false, false, false, false, true, false, false, false], None) => {
            SchemaKind::AllOf { all_of: any.all_of }
        }
        ([false, false, false, false, false, false, true, false, false], None) => {
            SchemaKind::OneOf { one_of: any.one_of }
        }
        ([false, false, false, false, false, false, false, true, false], None) => {
            SchemaKind::AnyOf { any_of: any.any_of }
        }
        ([false, false, false, false, false, false, false, false, true], None) => match any.not {
            Some(not) => SchemaKind::Not { not },
            None => SchemaKind::Any(any),
        },
        ([_, false, false, false, _, false, false, false, false], Some("string")) => string(any),
        ([false, _, false, false, _, false, false, false, false], Some("integer")) => integer(any),
        ([false, _, false, false, _, false, false, false, false], Some("number")) => number(any),
        ([false, false, false, false, _, false, false, false, false], Some("boolean")) => boolean(any),
        ([false, false, _, false, false, false, false, false, false], Some("array")) => array(any),
        ([false, false, false, _, false, false, false, false, false], Some("object")) => object(any),
        _ => SchemaKind::Any(any),
    }
}

/// Which keywords there are: of strings, numbers, arrays, objects, `enum` or `format`, and the four compositions.
fn families(any: &AnySchema) -> [bool; 9] {
    [
        any.pattern.is_some() || any.min_length.is_some() || any.max_length.is_some(),
        any.multiple_of.is_some()
            || any.exclusive_minimum.is_some()
            || any.exclusive_maximum.is_some()
            || any.minimum.is_some()
            || any.maximum.is_some(),
        any.items.is_some() || any.min_items.is_some() || any.max_items.is_some() || any.unique_items.is_some(),
        !any.properties.is_empty()
            || !any.required.is_empty()
            || any.additional_properties.is_some()
            || any.min_properties.is_some()
            || any.max_properties.is_some(),
        !any.enumeration.is_empty() || any.format.is_some(),
        !any.all_of.is_empty(),
        !any.one_of.is_empty(),
        !any.any_of.is_empty(),
        any.not.is_some(),
    ]
}

/// All values by a reader that gives `None` for a value of another type; `null` is `Some(None)`.
fn values<T>(any: &AnySchema, read: impl Fn(&Json) -> Option<T>) -> Option<Vec<Option<T>>> {
    any.enumeration.iter().map(|value| if value.is_null() { Some(None) } else { read(value).map(Some) }).collect()
}

fn string(any: AnySchema) -> SchemaKind {
    let Some(enumeration) = values(&any, |value| value.as_str().map(str::to_owned)) else {
        return SchemaKind::Any(any);
    };
    SchemaKind::Type(Type::String(StringType {
        format: VariantOrUnknownOrEmpty::from(any.format),
        pattern: any.pattern,
        enumeration,
        min_length: any.min_length,
        max_length: any.max_length,
    }))
}

fn integer(any: AnySchema) -> SchemaKind {
    let bounds =
        [any.minimum, any.maximum, any.multiple_of].map(|bound| bound.map_or(Some(None), |b| whole(b).map(Some)));
    let (Some(enumeration), [Some(minimum), Some(maximum), Some(multiple_of)]) = (values(&any, Json::as_i64), bounds)
    else {
        return SchemaKind::Any(any);
    };
    SchemaKind::Type(Type::Integer(IntegerType {
        format: VariantOrUnknownOrEmpty::from(any.format),
        multiple_of,
        exclusive_minimum: any.exclusive_minimum.unwrap_or(false),
        exclusive_maximum: any.exclusive_maximum.unwrap_or(false),
        minimum,
        maximum,
        enumeration,
    }))
}

/// A whole number that a double holds exactly.
fn whole(float: f64) -> Option<i64> {
    (float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0).then_some(float as i64)
}

fn number(any: AnySchema) -> SchemaKind {
    // A double has no way to tell 1 from 1.0; such values stay JSON.
    if !any.enumeration.is_empty() {
        return SchemaKind::Any(any);
    }
    SchemaKind::Type(Type::Number(NumberType {
        format: VariantOrUnknownOrEmpty::from(any.format),
        multiple_of: any.multiple_of,
        exclusive_minimum: any.exclusive_minimum.unwrap_or(false),
        exclusive_maximum: any.exclusive_maximum.unwrap_or(false),
        minimum: any.minimum,
        maximum: any.maximum,
        enumeration: Vec::new(),
    }))
}

fn boolean(any: AnySchema) -> SchemaKind {
    match values(&any, Json::as_bool) {
        Some(enumeration) if any.format.is_none() => SchemaKind::Type(Type::Boolean(BooleanType { enumeration })),
        Some(_) | None => SchemaKind::Any(any),
    }
}

fn array(any: AnySchema) -> SchemaKind {
    SchemaKind::Type(Type::Array(ArrayType {
        items: any.items,
        min_items: any.min_items,
        max_items: any.max_items,
        unique_items: any.unique_items.unwrap_or(false),
    }))
}

fn object(any: AnySchema) -> SchemaKind {
    SchemaKind::Type(Type::Object(ObjectType {
        properties: any.properties,
        required: any.required,
        additional_properties: any.additional_properties,
        min_properties: any.min_properties,
        max_properties: any.max_properties,
    }))
}
