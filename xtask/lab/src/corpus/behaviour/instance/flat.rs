//! A schema without its composition: what all of its parts say about one value.
//!
//! In: a schema with references, `allOf`, `oneOf` and `anyOf`. Out: its keywords, collected; of alternatives, one is taken
//! at random. Contradictions stay: a validator finds them.

use super::Source;
use crate::corpus::behaviour::kinds::{self, Kind};
use crate::corpus::behaviour::schema::reference;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Composition nested deeper than this has no end.
const NESTED: usize = 40;
const LEAST: &[&str] = &["minimum", "minLength", "minItems", "minProperties"];
const MOST: &[&str] = &["maximum", "maxLength", "maxItems", "maxProperties"];

/// The keywords of all parts of a schema.
#[derive(Debug, Default)]
pub struct Flat<'d> {
    type_: Option<&'d str>,
    /// `enum`
    pub values: Vec<&'d Value>,
    /// The schemas of each property, in the author's order.
    pub properties: indexmap::IndexMap<String, Vec<&'d Value>>,
    /// Whether properties are documented, perhaps none.
    pub has_properties: bool,
    /// The names in `required`.
    pub required: Vec<&'d str>,
    /// `additionalProperties`; `false` if one part has that.
    pub additional: Option<&'d Value>,
    /// `patternProperties`
    pub patterns: Vec<(&'d str, &'d Value)>,
    /// The schemas of the elements.
    pub items: Vec<&'d Value>,
    /// Of a tuple, the schema of each element.
    pub tuple: &'d [Value],
    /// `uniqueItems`
    pub unique: bool,
    /// The tightest limits, by keyword.
    pub limits: BTreeMap<&'static str, f64>,
    /// The keywords of the other rules for scalars.
    pub rules: BTreeMap<&'static str, &'d Value>,
    /// Discriminators, and the values that choose the branches that were taken.
    pub tags: Vec<(String, String)>,
}

impl Flat<'_> {
    /// The type, said or meant.
    pub fn kind(&self) -> Option<&str> {
        let has = |keys: &[&str]| keys.iter().any(|key| self.limits.contains_key(key) || self.rules.contains_key(key));
        let meant = || {
            if !self.properties.is_empty() || !self.required.is_empty() || self.additional.is_some() {
                Some("object")
            } else if !self.items.is_empty() || has(&["minItems", "maxItems"]) {
                Some("array")
            } else if has(&["minLength", "maxLength", "pattern", "format"]) {
                Some("string")
            } else {
                has(&["minimum", "maximum", "multipleOf"]).then_some("number")
            }
        };
        // A number with the format of an integer is one (the format registry of OpenAPI).
        let is_integer =
            |type_: &&str| *type_ == "number" && self.rule("format").is_some_and(|name| name.contains("int"));
        self.type_.map(|type_| if is_integer(&type_) { "integer" } else { type_ }).or_else(meant)
    }

    /// The text of a rule.
    pub fn rule(&self, name: &str) -> Option<&str> {
        self.rules.get(name)?.as_str()
    }
}

/// Adds what a schema says; `None` if it says it without an end.
pub fn flatten<'d>(source: &mut Source<'d>, schema: &'d Value, flat: &mut Flat<'d>, nested: usize) -> Option<()> {
    if nested > NESTED {
        return None;
    }
    if let Some(pointer) = reference(schema) {
        // What a reference leads to nowhere says nothing.
        let Some(behind) = source.document.pointer(&pointer) else { return Some(()) };
        return flatten(source, behind, flat, nested + 1);
    }
    let whole = schema;
    let Some(schema) = schema.as_object() else { return Some(()) };
    keywords(flat, schema);
    let list = |key: &str| schema.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for part in list("allOf") {
        flatten(source, part, flat, nested + 1)?;
    }
    for key in ["oneOf", "anyOf"] {
        let branches = list(key);
        if branches.is_empty() {
            continue;
        }
        let index = source.random.usize(..branches.len());
        let Some(branch) = branches.get(index) else { continue };
        let kinds = kinds::of_union(source.document, whole, branches);
        match kinds.as_ref().and_then(|kinds| Some((&kinds.property, kinds.list.get(index)?))) {
            Some((property, kind)) => {
                choose(source, flat, property, kind);
                if kind.is_model {
                    flatten(source, branch, flat, nested + 1)
                } else {
                    enter(source, branch, flat, nested + 1)
                }?;
            }
            None => enter(source, branch, flat, nested + 1)?,
        }
    }
    Some(())
}

/// Adds what a schema of a value says: of a component that others extend, one of its kinds.
pub fn enter<'d>(source: &mut Source<'d>, schema: &'d Value, flat: &mut Flat<'d>, nested: usize) -> Option<()> {
    if nested > NESTED {
        return None;
    }
    let Some(kinds) = kinds::of_parent(source.document, schema) else { return flatten(source, schema, flat, nested) };
    let kind = source.pick(&kinds.list)?;
    choose(source, flat, &kinds.property, kind);
    let pointer = reference(&kind.schema)?;
    let behind = source.document.pointer(&pointer)?;
    if kind.is_model { flatten(source, behind, flat, nested + 1) } else { enter(source, behind, flat, nested + 1) }
}

/// Remembers a value of the discriminator that chooses a branch.
fn choose(source: &mut Source, flat: &mut Flat, property: &str, kind: &Kind) {
    if let Some(tag) = source.pick(&kind.tags).cloned() {
        flat.tags.push((property.to_owned(), tag));
    }
}

fn keywords<'d>(flat: &mut Flat<'d>, schema: &'d Map<String, Value>) {
    for (key, value) in schema {
        match (key.as_str(), value) {
            // Of `number` and `integer`, the second is the narrower.
            ("type", Value::String(type_)) if flat.type_.is_none() || type_ == "integer" => flat.type_ = Some(type_),
            ("enum", Value::Array(values)) if flat.values.is_empty() => flat.values = values.iter().collect(),
            ("const", value) => flat.values = vec![value],
            ("enum", Value::Array(values)) => flat.values.retain(|value| values.contains(value)),
            ("properties", Value::Object(properties)) => {
                flat.has_properties = true;
                for (name, schema) in properties {
                    flat.properties.entry(name.clone()).or_default().push(schema);
                }
            }
            ("required", Value::Array(names)) => {
                flat.required.extend(names.iter().filter_map(Value::as_str));
            }
            ("patternProperties", Value::Object(patterns)) => {
                flat.patterns.extend(patterns.iter().map(|(pattern, schema)| (pattern.as_str(), schema)));
            }
            ("additionalProperties", schema) if flat.additional != Some(&Value::Bool(false)) => {
                flat.additional = Some(schema);
            }
            ("items", schema) => flat.items.push(schema),
            ("x-prefix-items", Value::Array(elements)) => flat.tuple = elements,
            ("uniqueItems", Value::Bool(unique)) => flat.unique |= unique,
            _ => rule(flat, key, value),
        }
    }
}

fn rule<'d>(flat: &mut Flat<'d>, key: &str, value: &'d Value) {
    let named = |list: &[&'static str]| list.iter().find(|name| **name == key).copied();
    if let (Some(name), Some(limit)) = (named(LEAST), value.as_f64()) {
        let tightest = flat.limits.entry(name).or_insert(limit);
        *tightest = tightest.max(limit);
    } else if let (Some(name), Some(limit)) = (named(MOST), value.as_f64()) {
        let tightest = flat.limits.entry(name).or_insert(limit);
        *tightest = tightest.min(limit);
    } else if let Some(name) = named(&["pattern", "format", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"]) {
        flat.rules.insert(name, value);
    }
}
