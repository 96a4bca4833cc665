//! Documentation: titles, descriptions, examples, and constraints as short facts.
//!
//! `{type: string, minLength: 1, maxLength: 9, default: "x"}` gives the facts "Default: `\"x\"`" and "Between 1 and 9
//! characters". Constraints are told, never enforced: the server may know better.

use crate::ir::Docs;
use crate::lower::scalar;
use crate::schema::{JsonType, Limits, Pure, Schema, whole};
use serde_json::Value as Json;

/// Texts longer than this are cut in facts.
const MAX_SHOWN: usize = 200;

/// What a schema says about itself.
pub fn of_schema(schema: &Schema) -> Docs {
    let mut facts = Vec::new();
    if let Some(default) = &schema.default {
        facts.push(format!("Default: {}", shown(&default.to_string())));
    }
    constraints(schema, &mut facts);
    Docs {
        title: present(schema.title.as_ref()),
        description: present(schema.description.as_ref()),
        facts,
        constraints: Vec::new(),
        example: schema.example.clone(),
        default: schema.default.clone(),
        link: schema.external_docs.clone(),
        deprecated: schema.deprecated,
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

fn constraints(schema: &Schema, facts: &mut Vec<String>) {
    let pure = schema.pure();
    if let Pure::Kind(JsonType::Boolean) = pure
        && let [Json::Bool(truth)] = schema.enumeration.as_slice()
    {
        facts.push(format!("Always `{truth}`"));
    }
    facts.extend(scalar::told_format(schema).map(|format| format!("Format: {}", shown(format))));
    let Some(limits) = schema.limits.as_deref() else { return };
    match pure {
        Pure::Kind(JsonType::String) => of_string(limits, facts),
        Pure::Kind(JsonType::Integer) => of_number(limits, &|limit| whole(limit).map(Json::from), facts),
        Pure::Kind(JsonType::Number) => of_number(limits, &|limit| Some(Json::from(limit)), facts),
        Pure::Kind(JsonType::Array) => {
            between(limits.min_items, limits.max_items, "items", facts);
            facts.extend((limits.unique_items == Some(true)).then(|| "No item twice".to_owned()));
        }
        Pure::Kind(JsonType::Object) => between(limits.min_properties, limits.max_properties, "properties", facts),
        Pure::Mixture => {
            between(limits.min_length, limits.max_length, "characters", facts);
            between(limits.min_items, limits.max_items, "items", facts);
            pattern(limits.pattern.as_deref(), facts);
            range(limits, &|limit| Some(Json::from(limit)), facts);
        }
        Pure::Kind(JsonType::Boolean) | Pure::AllOf | Pure::Choice => {}
    }
}

fn of_string(limits: &Limits, facts: &mut Vec<String>) {
    between(limits.min_length, limits.max_length, "characters", facts);
    pattern(limits.pattern.as_deref(), facts);
}

fn pattern(pattern: Option<&str>, facts: &mut Vec<String>) {
    facts.extend(pattern.map(|pattern| format!("Pattern: {}", shown(pattern))));
}

/// How a bound of a number is written.
type Written<'a> = &'a dyn Fn(f64) -> Option<Json>;

fn of_number(limits: &Limits, written: Written, facts: &mut Vec<String>) {
    range(limits, written, facts);
    let divisor = limits.multiple_of.and_then(written);
    facts.extend(divisor.map(|divisor| format!("A multiple of {divisor}")));
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

fn range(limits: &Limits, written: Written, facts: &mut Vec<String>) {
    let (least, most) = (limits.minimum.and_then(written), limits.maximum.and_then(written));
    let is_above = limits.exclusive_minimum == Some(true);
    let is_below = limits.exclusive_maximum == Some(true);
    let least = least.map(|least| format!("{} {least}", if is_above { "Greater than" } else { "At least" }));
    let most = most.map(|most| format!("{} {most}", if is_below { "less than" } else { "at most" }));
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
