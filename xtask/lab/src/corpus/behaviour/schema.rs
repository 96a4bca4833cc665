//! Schemas of a merged document (OpenAPI 3.0), and validators for them.
//!
//! In: `openapi.json` of a crate, and JSON pointers into it. Out: the schema there, behind its references, and a
//! [`Validator`] of it by JSON Schema (2020-12). What OpenAPI 3.0 says in its own way is said in JSON Schema's:
//!
//! ```text
//! {type: string, nullable: true}            →  {anyOf: [{type: "null"}, {type: string}]}
//! {minimum: 1, exclusiveMinimum: true}      →  {exclusiveMinimum: 1}
//! {$ref: …, description: …}                 →  {$ref: …}
//! ```
//!
//! A strict validator also refuses properties that the document does not have, which JSON Schema allows everywhere.
//! Keywords that say nothing about validity are left out, and formats are checked on demand only: the emitted types
//! keep any text.

use super::kinds::{self, Kind, Kinds};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// References that are followed one after the other at most.
const REFERENCES: usize = 32;
/// Keywords of JSON Schema that are the same in OpenAPI 3.0 and hold no schemas.
const PLAIN: &[&str] = &[
    "type",
    "enum",
    "multipleOf",
    "maximum",
    "minimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "format",
    // Not of OpenAPI 3.0, but what it means is no question.
    "const",
];

/// What stands at a JSON pointer behind its references, and the pointer of it. A property that is not where the pointer
/// has it is looked for in the parts of the schema: a type can be made of several.
pub fn at<'d>(document: &'d Value, pointer: &str) -> Option<(&'d Value, String)> {
    let mut place = behind(document, String::new())?;
    let mut tokens = pointer.split('/').skip(1);
    while let Some(token) = tokens.next() {
        let direct = format!("{}/{token}", place.1);
        place = match document.pointer(&direct) {
            Some(_) => behind(document, direct)?,
            None if token == "properties" => {
                let pointer = property(document, &place.1, tokens.next()?, 0)?;
                behind(document, pointer)?
            }
            None => return None,
        };
    }
    Some(place)
}

/// The pointer of a property in a schema or one of its parts; the name is escaped as in pointers.
fn property(document: &Value, schema: &str, name: &str, nested: usize) -> Option<String> {
    let direct = format!("{schema}/properties/{name}");
    if document.pointer(&direct).is_some() {
        return Some(direct);
    }
    let parts = ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|key| {
        let list = document.pointer(schema).and_then(|schema| schema.get(key)?.as_array()).map_or(0, Vec::len);
        (0..list).map(move |index| format!("{schema}/{key}/{index}"))
    });
    let parts: Vec<_> = parts.filter_map(|part| behind(document, part)).collect();
    // What is said last is mostly said more precisely.
    parts
        .into_iter()
        .rev()
        .find_map(|(_, part)| if nested < REFERENCES { property(document, &part, name, nested + 1) } else { None })
}

/// The pointers of all that the parts of a schema say about a property, for the pointer of that property.
pub fn property_in_all_parts(document: &Value, pointer: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some((owner, name)) = pointer.rsplit_once("/properties/")
        && !name.contains('/')
        && let Some((_, owner)) = at(document, owner)
    {
        collect_property(document, &owner, name, 0, &mut found);
    }
    found
}

fn collect_property(document: &Value, schema: &str, name: &str, nested: usize, found: &mut Vec<String>) {
    let direct = format!("{schema}/properties/{name}");
    if document.pointer(&direct).is_some() && !found.contains(&direct) {
        found.push(direct);
    }
    let parts = document.pointer(schema).and_then(|schema| schema.get("allOf")?.as_array()).map_or(0, Vec::len);
    for index in (0..parts).filter(|_| nested < REFERENCES) {
        if let Some((_, part)) = behind(document, format!("{schema}/allOf/{index}")) {
            collect_property(document, &part, name, nested + 1, found);
        }
    }
}

/// What stands at a pointer, or behind the references that stand there.
fn behind(document: &Value, mut pointer: String) -> Option<(&Value, String)> {
    for _ in 0..REFERENCES {
        let found = document.pointer(&pointer)?;
        match reference(found) {
            Some(next) => pointer = next,
            None => return Some((found, pointer)),
        }
    }
    None
}

/// The value behind the references of another.
pub fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match reference(value) {
        Some(pointer) => behind(document, pointer).map_or(&Value::Null, |(found, _)| found),
        None => value,
    }
}

/// The pointer that a reference inside the document has.
pub fn reference(value: &Value) -> Option<String> {
    let text = value.get("$ref")?.as_str()?.strip_prefix('#')?;
    Some(percent_decoded(text).into_owned())
}

/// A text without its percent-encoding.
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy()
}

/// True if `null` is documented.
pub fn is_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}

/// True if `null` is documented, here or where a reference leads.
pub fn is_null_documented(document: &Value, schema: &Value) -> bool {
    is_nullable(schema) || is_nullable(resolved(document, schema))
}

/// What a validator is strict about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Strictness {
    /// Properties that the document does not have are refused, and values that a discriminator does not name.
    pub properties: bool,
    /// Texts have to be of their formats.
    pub formats: bool,
}

/// A validator of a schema of the document.
///
/// # Errors
/// What the library says about a schema that is none.
pub fn validator(document: &Value, schema: &Value, strictness: Strictness) -> Result<Validator, String> {
    let mut definitions = Definitions { document, strictness, known: BTreeMap::new(), open: Vec::new() };
    let root = definitions.place(schema);
    let mut all = Map::new();
    while let Some((pointer, name)) = definitions.open.pop() {
        let schema = document.pointer(&pointer).unwrap_or(&Value::Null);
        let converted = definitions.convert(schema);
        all.insert(name, converted);
    }
    let whole = json!({ "allOf": [root], "$defs": all });
    let options = jsonschema::draft202012::options().should_validate_formats(strictness.formats);
    options.build(&whole).map_err(|error| error.to_string())
}

/// The schemas that are referred to.
struct Definitions<'d> {
    document: &'d Value,
    strictness: Strictness,
    /// Their names by their pointers.
    known: BTreeMap<String, String>,
    /// Pointers and names of those that are not converted yet.
    open: Vec<(String, String)>,
}

impl Definitions<'_> {
    /// The schema of a place where a value stands; others are parts of such schemas.
    fn place(&mut self, schema: &Value) -> Value {
        let converted = self.used(schema);
        match self.strictness.properties {
            true => json!({ "allOf": [converted], "unevaluatedProperties": false }),
            false => converted,
        }
    }

    /// The schema of a value: of a component that others extend, the kind that the discriminator names.
    fn used(&mut self, schema: &Value) -> Value {
        let kinds = if self.strictness.properties { kinds::of_parent(self.document, schema) } else { None };
        let Some(kinds) = kinds else { return self.convert(schema) };
        let any_of: Vec<Value> = kinds.list.iter().map(|kind| self.kind(&kinds, kind)).collect();
        match is_null_documented(self.document, schema) {
            true => json!({ "anyOf": [{ "type": "null" }, { "anyOf": any_of }] }),
            false => json!({ "anyOf": any_of }),
        }
    }

    fn kind(&mut self, kinds: &Kinds, kind: &Kind) -> Value {
        let converted = if kind.is_model { self.convert(&kind.schema) } else { self.used(&kind.schema) };
        json!({ "allOf": [converted, kinds.rule(kind)] })
    }

    /// The branches of a union, each with what the discriminator asks of it.
    fn branches(&mut self, given: &Map<String, Value>, list: &[Value]) -> Vec<Value> {
        let whole = Value::Object(given.clone());
        match kinds::of_union(self.document, &whole, list).filter(|_| self.strictness.properties) {
            Some(kinds) => kinds.list.iter().map(|kind| self.kind(&kinds, kind)).collect(),
            None => list.iter().map(|branch| self.used(branch)).collect(),
        }
    }

    fn convert(&mut self, schema: &Value) -> Value {
        let Some(given) = schema.as_object() else { return Value::Bool(schema != &Value::Bool(false)) };
        let converted = match reference(schema) {
            Some(pointer) => self.refer(pointer),
            None => self.keywords(given),
        };
        if is_nullable(schema) { json!({ "anyOf": [{ "type": "null" }, converted] }) } else { converted }
    }

    fn refer(&mut self, pointer: String) -> Value {
        if self.document.pointer(&pointer).is_none() {
            return Value::Bool(true);
        }
        let next = format!("schema{}", self.known.len());
        let open = &mut self.open;
        let name = self.known.entry(pointer).or_insert_with_key(|pointer| {
            open.push((pointer.clone(), next.clone()));
            next
        });
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn keywords(&mut self, given: &Map<String, Value>) -> Value {
        let mut schema = Map::new();
        for (key, value) in given {
            let converted = match key.as_str() {
                "pattern" if !is_pattern(value) => continue,
                "exclusiveMaximum" | "exclusiveMinimum" => continue,
                "enum" if given.get("nullable") == Some(&Value::Bool(true)) => value.clone(),
                plain if PLAIN.contains(&plain) => value.clone(),
                "not" => self.convert(value),
                "x-prefix-items" => {
                    let elements: Vec<Value> =
                        value.as_array().into_iter().flatten().map(|it| self.place(it)).collect();
                    schema.extend(["minItems", "maxItems"].map(|key| (key.to_owned(), json!(elements.len()))));
                    schema.insert("prefixItems".to_owned(), Value::Array(elements));
                    continue;
                }
                "items" | "additionalProperties" => self.place(value),
                "properties" => {
                    let properties = value.as_object().into_iter().flatten();
                    Value::Object(properties.map(|(name, schema)| (name.clone(), self.place(schema))).collect())
                }
                "allOf" | "anyOf" | "oneOf" => {
                    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
                    let parts: Vec<Value> = match key.as_str() {
                        "allOf" => list.iter().map(|part| self.convert(part)).collect(),
                        _ => self.branches(given, list),
                    };
                    if parts.is_empty() {
                        continue;
                    }
                    Value::Array(parts)
                }
                _ => continue,
            };
            schema.insert(key.clone(), converted);
        }
        for (limit, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            if given.get(exclusive) == Some(&Value::Bool(true))
                && let Some(number) = schema.remove(limit)
            {
                schema.insert(exclusive.to_owned(), number);
            }
        }
        // Where no property is documented, all are.
        let says = |keys: &[&str]| keys.iter().any(|key| given.contains_key(*key));
        if !says(&["properties", "additionalProperties", "allOf", "anyOf", "oneOf"]) {
            schema.insert("additionalProperties".to_owned(), Value::Bool(true));
        }
        Value::Object(schema)
    }
}

/// A pattern that the validator can read; others are left out.
fn is_pattern(value: &Value) -> bool {
    jsonschema::draft202012::new(&json!({ "pattern": value })).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Strictness, at, validator};
    use serde_json::json;

    #[test]
    fn what_openapi_says_in_its_own_way_is_validated() {
        let document = json!({ "components": { "schemas": {
            "A": { "type": "object", "required": ["n"], "properties": {
                "n": { "type": "integer", "minimum": 1, "exclusiveMinimum": true },
                "s": { "type": "string", "nullable": true, "pattern": "^a+$" },
                "odd": { "type": "string", "pattern": "(" },
                "a": { "$ref": "#/components/schemas/A%42", "nullable": true },
            } },
            "AB": { "allOf": [{ "$ref": "#/components/schemas/A" }], "discriminator": { "propertyName": "s" } },
        } } });
        let validator =
            validator(&document, &json!({ "$ref": "#/components/schemas/AB" }), Strictness::default()).unwrap();
        for good in [
            json!({ "n": 2, "s": null, "odd": "x", "more": [] }),
            json!({ "n": 2, "s": "aa", "a": { "n": 3, "a": null } }),
        ] {
            assert!(validator.is_valid(&good), "{good}");
        }
        for bad in [json!({}), json!({ "n": 1 }), json!({ "n": 2, "s": "b" }), json!({ "n": 2, "a": {} })] {
            assert!(!validator.is_valid(&bad), "{bad}");
        }
        let schema = json!({ "$ref": "#/components/schemas/AB" });
        let strict = super::validator(&document, &schema, Strictness { properties: true, formats: false }).unwrap();
        assert!(strict.is_valid(&json!({ "n": 2, "a": { "n": 2 } })));
        for more in [json!({ "n": 2, "more": 1 }), json!({ "n": 2, "a": { "n": 2, "more": 1 } })] {
            assert!(!strict.is_valid(&more) && validator.is_valid(&more), "{more}");
        }
        let behind = at(&document, "/components/schemas/A/properties/a").unwrap();
        assert_eq!(behind.1, "/components/schemas/AB");
    }
}
