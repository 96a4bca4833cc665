//! Makes values that fit a schema, the same ones in every run.
//!
//! In: a schema of a merged document, and a seed. Out: a value, such as `{"id": 7, "name": "ünï ☃"}` for
//! `{type: object, properties: {id: {type: integer}, name: {type: string}}}`. What is documented is filled in, at random;
//! nothing is added that the schema does not speak of. A value is a guess: whether it is valid is a validator's to say,
//! so that schemas that rule out most of what fits their types (`not`, odd patterns) may need many guesses.

mod flat;
mod scalar;
mod text;

use super::schema::{is_nullable, reference};
use flat::Flat;
use serde_json::{Map, Value, json};

/// Deeper than this, only what is required is filled in.
const SHALLOW: usize = 5;
/// Deeper than this, there is no value: the schema asks for itself without an end.
const DEEP: usize = 24;

/// What values are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be read and written: anything goes.
    Model,
    /// To be sent as a body: without what the server alone decides (`readOnly`).
    Body,
    /// To be sent in a path or a query: never empty.
    Url,
    /// To be sent as a header or a cookie: never empty, of visible ASCII.
    Header,
}

/// Where values come from.
pub struct Source<'d> {
    document: &'d Value,
    random: fastrand::Rng,
    purpose: Purpose,
}

impl<'d> Source<'d> {
    /// A source of values for schemas of a document.
    pub fn new(document: &'d Value, purpose: Purpose, seed: u64) -> Self {
        Self { document, random: fastrand::Rng::with_seed(seed), purpose }
    }

    /// True once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.random.usize(..times.max(1)) == 0
    }

    fn pick<'v, T>(&mut self, values: &'v [T]) -> Option<&'v T> {
        if values.is_empty() { None } else { values.get(self.random.usize(..values.len())) }
    }
}

/// A value for a schema; `None` if there seems to be none.
pub fn of<'d>(source: &mut Source<'d>, schema: &'d Value) -> Option<Value> {
    one_of_all(source, &[schema], 0)
}

/// A value that fits several schemas.
fn one_of_all<'d>(source: &mut Source<'d>, schemas: &[&'d Value], depth: usize) -> Option<Value> {
    if depth > DEEP {
        return None;
    }
    let can_be_null = schemas.iter().all(|schema| is_null_documented(source.document, schema));
    if can_be_null && matches!(source.purpose, Purpose::Model | Purpose::Body) && source.once_in(5) {
        return Some(Value::Null);
    }
    let mut flat = Flat::default();
    for schema in schemas {
        flat::enter(source, schema, &mut flat, 0)?;
    }
    if !flat.values.is_empty() {
        return source.pick(&flat.values).map(|value| (*value).clone());
    }
    match flat.kind() {
        Some("object") => object(source, &flat, depth),
        Some("array") => array(source, &flat, depth),
        Some("string") => text::of(source, &flat).map(Value::from),
        Some("integer") => scalar::integer(source, &flat),
        Some("number") => scalar::number(source, &flat),
        Some("boolean") => Some(Value::Bool(source.random.bool())),
        Some("null") => Some(Value::Null),
        Some(_) => None,
        None => Some(anything(source)),
    }
}

fn is_null_documented(document: &Value, schema: &Value) -> bool {
    let mut schema = schema;
    for _ in 0..DEEP {
        if is_nullable(schema) {
            return true;
        }
        let Some(next) = reference(schema).and_then(|pointer| document.pointer(&pointer)) else { return false };
        schema = next;
    }
    false
}

fn object<'d>(source: &mut Source<'d>, flat: &Flat<'d>, depth: usize) -> Option<Value> {
    let mut object = Map::new();
    for (name, schemas) in &flat.properties {
        let is_required = flat.required.contains(&name.as_str());
        let is_read_only = || schemas.iter().any(|schema| is_read_only(source.document, schema));
        if source.purpose == Purpose::Body && !is_required && is_read_only() {
            continue;
        }
        // A setter or an argument has to have something to send.
        let is_first_of_few = object.is_empty() && matches!(source.purpose, Purpose::Url | Purpose::Header);
        let is_wanted = depth < SHALLOW && !source.once_in(3);
        if is_required || is_first_of_few || is_wanted {
            match one_of_all(source, schemas, depth + 1) {
                Some(value) => {
                    object.insert(name.clone(), value);
                }
                None if is_required => return None,
                None => {}
            }
        }
    }
    for name in &flat.required {
        if !object.contains_key(*name) {
            object.insert((*name).to_owned(), further(source, flat, depth)?);
        }
    }
    for (property, value) in &flat.tags {
        let takes_text = flat.properties.get(property).is_none_or(|schemas| {
            schemas.iter().all(|schema| ["enum", "const", "$ref"].iter().all(|key| schema.get(key).is_none()))
        });
        // A wrong one has to come back too, whatever it is read as.
        if takes_text && object.contains_key(property) && !source.once_in(10) {
            object.insert(property.clone(), Value::from(value.as_str()));
        }
    }
    by_pattern(source, flat, depth, &mut object);
    let takes_more = match flat.additional {
        Some(additional) => *additional != Value::Bool(false),
        None => !flat.has_properties,
    };
    if takes_more {
        let wanted = flat.limits.get("minProperties").map_or(0, |least| *least as usize).max(source.random.usize(..3));
        for key in text::KEYS.iter().take(wanted) {
            if !object.contains_key(*key)
                && let Some(value) = further(source, flat, depth)
            {
                object.insert((*key).to_owned(), value);
            }
        }
    }
    Some(Value::Object(object))
}

/// Adds entries whose keys fit `patternProperties`.
fn by_pattern<'d>(source: &mut Source<'d>, flat: &Flat<'d>, depth: usize, object: &mut Map<String, Value>) {
    for (pattern, schema) in &flat.patterns {
        if depth < SHALLOW
            && source.random.bool()
            && let Some(key) = text::of_pattern(source, pattern)
            && !object.contains_key(&key)
            && let Some(value) = one_of_all(source, &[*schema], depth + 1)
        {
            object.insert(key, value);
        }
    }
}

fn is_read_only(document: &Value, schema: &Value) -> bool {
    super::schema::resolved(document, schema).get("readOnly") == Some(&Value::Bool(true))
}

/// The value of a key that has no schema of its own.
fn further<'d>(source: &mut Source<'d>, flat: &Flat<'d>, depth: usize) -> Option<Value> {
    match flat.additional {
        Some(schema) if schema.is_object() => one_of_all(source, &[schema], depth + 1),
        _ => Some(anything(source)),
    }
}

fn array<'d>(source: &mut Source<'d>, flat: &Flat<'d>, depth: usize) -> Option<Value> {
    if !flat.tuple.is_empty() {
        return flat.tuple.iter().map(|schema| one_of_all(source, &[schema], depth + 1)).collect();
    }
    let limit = |name: &str| flat.limits.get(name).map(|limit| *limit as usize);
    let has_to_be_sent = matches!(source.purpose, Purpose::Url | Purpose::Header);
    // How a list is written shows from two elements on.
    let shown = if has_to_be_sent { 2.min(limit("maxItems").unwrap_or(2)) } else { 0 };
    let least = limit("minItems").unwrap_or(0).max(shown).min(1000);
    let most = limit("maxItems").unwrap_or(least + 3).max(least);
    let wanted = if depth >= SHALLOW { least } else { (least + source.random.usize(..3)).min(most) };
    let mut items: Vec<Value> = Vec::new();
    let mut guesses = 0;
    while items.len() < wanted && guesses < 4 * wanted {
        guesses += 1;
        let item = match flat.items.as_slice() {
            [] => Some(anything(source)),
            schemas => one_of_all(source, schemas, depth + 1),
        };
        match item {
            Some(item) if flat.unique && items.contains(&item) => {}
            Some(item) => items.push(item),
            None if least > 0 => return None,
            None => break,
        }
    }
    Some(Value::Array(items))
}

/// Any value, where the schema says nothing.
fn anything(source: &mut Source<'_>) -> Value {
    let values = match source.purpose {
        Purpose::Model | Purpose::Body => vec![
            json!("text"),
            json!(7),
            json!(-2.5),
            json!(true),
            json!(null),
            json!([1, "two", null]),
            json!({ "key": { "inner": [] }, "other": null }),
        ],
        Purpose::Url | Purpose::Header => vec![json!("text"), json!("more")],
    };
    source.pick(&values).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::schema::{Strictness, validator};
    use super::{Purpose, Source, of};
    use serde_json::json;

    #[test]
    fn most_guesses_are_valid() {
        let document = json!({ "components": { "schemas": {
            "Pet": {
                "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
                "discriminator": { "propertyName": "kind" },
            },
            "Cat": { "allOf": [{ "$ref": "#/components/schemas/Named" }, {
                "type": "object", "required": ["kind", "lives"],
                "properties": {
                    "kind": { "type": "string" }, "lives": { "type": "integer", "minimum": 1, "maximum": 9 },
                    "ages": { "type": "object", "additionalProperties": { "type": "integer" } },
                    "kittens": { "type": "array", "items": { "$ref": "#/components/schemas/Cat" }, "minItems": 1 },
                },
            }] },
            "Dog": { "type": "object", "required": ["kind", "breed"], "properties": {
                "kind": { "type": "string" }, "breed": { "type": "string", "pattern": "^[A-Z][a-z]{2,5}(-x|y)?$" },
                "weight": { "type": "number", "exclusiveMinimum": true, "minimum": 0, "multipleOf": 0.5 },
                "born": { "type": "string", "format": "date-time", "nullable": true },
            } },
            "Named": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string", "minLength": 3, "maxLength": 4 }, "size": { "enum": ["S", 1, true] },
            } },
        } } });
        let schema = json!({ "$ref": "#/components/schemas/Pet" });
        let validator = validator(&document, &schema, Strictness { properties: true, formats: false }).unwrap();
        let mut source = Source::new(&document, Purpose::Model, 1);
        let values: Vec<_> = (0..200).filter_map(|_| of(&mut source, &schema)).collect();
        let valid = values.iter().filter(|value| validator.is_valid(value)).count();
        assert!(valid > 150, "{valid} of {}", values.len());
        let has = |key: &str| values.iter().any(|value| value.pointer(key).is_some());
        assert!(
            ["/name", "/size", "/lives", "/kittens/0", "/breed", "/weight", "/born", "/ages/two words"]
                .iter()
                .all(|key| has(key))
        );
        let again: Vec<_> = {
            let mut source = Source::new(&document, Purpose::Model, 1);
            (0..200).filter_map(|_| of(&mut source, &schema)).collect()
        };
        assert_eq!(values, again);
    }

    #[test]
    fn a_schema_without_an_end_has_no_value() {
        let endless = json!({ "type": "object", "required": ["a"], "properties": { "a": { "$ref": "#/A" } } });
        let document = json!({ "A": endless });
        let schema = json!({ "$ref": "#/A" });
        assert_eq!(of(&mut Source::new(&document, Purpose::Model, 1), &schema), None);
        let round = json!({ "A": { "$ref": "#/A" } });
        assert_eq!(of(&mut Source::new(&round, Purpose::Model, 1), &schema), None);
    }
}
