//! Documentation: titles, descriptions, examples, and constraints as short facts.
//!
//! `{type: string, minLength: 1, maxLength: 9, default: "x"}` gives the facts "Default: `\"x\"`" and "Between 1 and 9
//! characters". Constraints are told, never enforced: the server may know better.

use crate::ir::Docs;
use openapiv3::{IntegerType, NumberType, Schema, SchemaKind, StringType, Type, VariantOrUnknownOrEmpty};
use serde_json::Value as Json;

/// Texts longer than this are cut in facts.
const MAX_SHOWN: usize = 200;

/// What a schema says about itself.
pub fn of_schema(schema: &Schema) -> Docs {
    let data = &schema.schema_data;
    let mut facts = Vec::new();
    if let Some(default) = &data.default {
        facts.push(format!("Default: {}", shown(&default.to_string())));
    }
    constraints(&schema.schema_kind, &mut facts);
    Docs {
        title: present(data.title.as_ref()),
        description: present(data.description.as_ref()),
        facts,
        constraints: Vec::new(),
        example: data.example.clone(),
        default: data.default.clone(),
        link: data.external_docs.as_ref().map(|docs| docs.url.clone()),
        deprecated: data.deprecated,
    }
}

/// A text that is more than white space.
pub fn present(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

/// Several docs of one thing, the first one first.
pub fn merged(all: impl IntoIterator<Item = Docs>) -> Docs {
    let mut merged = Docs::default();
    for docs in all {
        merged.title = merged.title.or(docs.title);
        merged.description = merged.description.or(docs.description);
        merged.example = merged.example.or(docs.example);
        merged.default = merged.default.or(docs.default);
        merged.link = merged.link.or(docs.link);
        merged.deprecated |= docs.deprecated;
        merged.constraints.extend(docs.constraints);
        for fact in docs.facts {
            if !merged.facts.contains(&fact) {
                merged.facts.push(fact);
            }
        }
    }
    merged
}

/// Code in CommonMark: with a fence of more back-ticks than the text has in a row.
pub fn shown(text: &str) -> String {
    let mut text = text.replace(['\n', '\r'], " ");
    if text.chars().count() > MAX_SHOWN {
        text = text.chars().take(MAX_SHOWN).chain(['…']).collect();
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn constraints(kind: &SchemaKind, facts: &mut Vec<String>) {
    match kind {
        SchemaKind::Type(Type::String(string)) => of_string(string, facts),
        SchemaKind::Type(Type::Integer(integer)) => of_integer(integer, facts),
        SchemaKind::Type(Type::Number(number)) => of_number(number, facts),
        SchemaKind::Type(Type::Array(array)) => {
            between(array.min_items, array.max_items, "items", facts);
            facts.extend(array.unique_items.then(|| "No item twice".to_owned()));
        }
        SchemaKind::Type(Type::Object(object)) => {
            between(object.min_properties, object.max_properties, "properties", facts);
        }
        SchemaKind::Type(Type::Boolean(boolean)) => {
            if let [Some(truth)] = boolean.enumeration.as_slice() {
                facts.push(format!("Always `{truth}`"));
            }
        }
        SchemaKind::Any(any) => {
            between(any.min_length, any.max_length, "characters", facts);
            between(any.min_items, any.max_items, "items", facts);
            pattern(any.pattern.as_deref(), facts);
            let exclusive = (any.exclusive_minimum.unwrap_or(false), any.exclusive_maximum.unwrap_or(false));
            range(any.minimum.map(Json::from), any.maximum.map(Json::from), exclusive, facts);
        }
        SchemaKind::OneOf { .. } | SchemaKind::AllOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::Not { .. } => {}
    }
}

fn of_string(string: &StringType, facts: &mut Vec<String>) {
    if let VariantOrUnknownOrEmpty::Unknown(format) = &string.format
        && crate::lower::scalar::text_format(format).is_none()
    {
        facts.push(format!("Format: {}", shown(format)));
    }
    between(string.min_length, string.max_length, "characters", facts);
    pattern(string.pattern.as_deref(), facts);
}

fn pattern(pattern: Option<&str>, facts: &mut Vec<String>) {
    facts.extend(pattern.map(|pattern| format!("Pattern: {}", shown(pattern))));
}

fn of_integer(integer: &IntegerType, facts: &mut Vec<String>) {
    if let VariantOrUnknownOrEmpty::Unknown(format) = &integer.format
        && crate::ir::IntegerKind::of_format(format).is_none()
    {
        facts.push(format!("Format: {}", shown(format)));
    }
    let exclusive = (integer.exclusive_minimum, integer.exclusive_maximum);
    range(integer.minimum.map(Json::from), integer.maximum.map(Json::from), exclusive, facts);
    facts.extend(integer.multiple_of.map(|divisor| format!("A multiple of {divisor}")));
}

fn of_number(number: &NumberType, facts: &mut Vec<String>) {
    let exclusive = (number.exclusive_minimum, number.exclusive_maximum);
    range(number.minimum.map(Json::from), number.maximum.map(Json::from), exclusive, facts);
    facts.extend(number.multiple_of.map(|divisor| format!("A multiple of {divisor}")));
}

fn between(least: Option<usize>, most: Option<usize>, what: &str, facts: &mut Vec<String>) {
    let one = |count: usize| {
        let singular = if what == "properties" { "property" } else { what.trim_end_matches('s') };
        format!("{count} {}", if count == 1 { singular } else { what })
    };
    let fact = match (least.filter(|least| *least > 0), most) {
        (Some(least), Some(most)) if least == most => format!("Exactly {}", one(least)),
        (Some(least), Some(most)) => format!("Between {least} and {}", one(most)),
        (Some(least), None) => format!("At least {}", one(least)),
        (None, Some(most)) => format!("At most {}", one(most)),
        (None, None) => return,
    };
    facts.push(fact);
}

fn range(least: Option<Json>, most: Option<Json>, exclusive: (bool, bool), facts: &mut Vec<String>) {
    let least = least.map(|least| format!("{} {least}", if exclusive.0 { "Greater than" } else { "At least" }));
    let most = most.map(|most| format!("{} {most}", if exclusive.1 { "less than" } else { "at most" }));
    match (least, most) {
        (Some(least), Some(most)) => facts.push(format!("{least} and {most}")),
        (Some(least), None) => facts.push(least),
        (None, Some(most)) => facts.push(capitalized(&most)),
        (None, None) => {}
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
