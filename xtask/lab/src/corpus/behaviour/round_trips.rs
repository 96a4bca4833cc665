//! Reading and writing: every schema of a crate with its examples and with values that were made for it.
//!
//! In: the merged document, and what the crate's program can use. Out: tasks for the program, such as
//! `{"type": 3, "value": {"id": 7}}`, and, from its responses, what became of them. The same value has to come back, key
//! order aside and numbers compared as numbers; of a value that is valid and has no properties beyond the document's,
//! nothing may be kept as undocumented. Examples often are neither: those only have to come back.

use super::instance::{self, Purpose, Source};
use super::items::Items;
use super::schema::{self, Strictness};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many values are made for a schema.
const VALUES: usize = 20;
/// How many guesses that takes at most.
const GUESSES: usize = 400;

/// What became of the schemas of a crate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoundTrips {
    /// Schemas with a type of their own.
    pub schemas: usize,
    /// Those that no valid value was found for, or that no validator understands.
    pub without_values: Vec<String>,
    /// Valid values that were made.
    pub values: usize,
    /// Examples in the document.
    pub examples: usize,
    /// Those that are not valid, or have properties that the document does not have.
    pub invalid_examples: usize,
    /// What did not come back, or was kept as undocumented.
    pub mismatches: Vec<String>,
}

/// A value for the program to read and write.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Index into the types.
    pub type_: usize,
    /// The value.
    pub value: Value,
    /// Whether it is valid.
    pub is_valid: bool,
    /// Whether it has also no property that the document does not have.
    pub is_documented: bool,
    /// Whether the document has it.
    pub is_example: bool,
}

impl Task {
    /// The line for the program.
    pub fn line(&self) -> Value {
        json!({ "type": self.type_, "value": self.value })
    }
}

/// The tasks, and the figures that are known before they are done.
pub fn tasks(document: &Value, items: &Items) -> (Vec<Task>, RoundTrips) {
    let examples = examples(document);
    let mut tasks = Vec::new();
    let mut figures = RoundTrips { schemas: items.types.len(), ..RoundTrips::default() };
    for (index, item) in items.types.iter().enumerate() {
        let Some((schema, pointer)) = schema::at(document, &item.pointer) else {
            figures.without_values.push(format!("{}: there is nothing at `{}`", item.name, item.pointer));
            continue;
        };
        let composed = if item.is_base { Some(as_a_part(&item.pointer)) } else { composed(document, &item.pointer) };
        let schema = composed.as_ref().unwrap_or(schema);
        let examples = examples.get(&pointer).map(Vec::as_slice).unwrap_or_default();
        let made = of_schema(document, index, schema, examples, false).and_then(|made| {
            // What is one of several by its format is ambiguous where formats are not checked.
            if made.iter().any(|task| !task.is_example) {
                Ok(made)
            } else {
                of_schema(document, index, schema, examples, true)
            }
        });
        match made {
            Ok(made) if made.iter().all(|task| task.is_example) => {
                figures.without_values.push(format!("{}: no guess is valid", item.name));
                tasks.extend(made);
            }
            Ok(made) => tasks.extend(made),
            Err(problem) => figures.without_values.push(format!("{}: {problem}", item.name)),
        }
    }
    let count = |wanted: &dyn Fn(&Task) -> bool| tasks.iter().filter(|task| wanted(task)).count();
    figures.values = count(&|task| !task.is_example);
    figures.examples = count(&|task| task.is_example);
    figures.invalid_examples = count(&|task| task.is_example && !task.is_documented);
    (tasks, figures)
}

/// What is said beside a union belongs to each of its branches that stands there itself; the other branches do not.
fn branch_with_its_union(document: &Value, pointer: &str) -> Option<Value> {
    let (rest, index) = pointer.rsplit_once('/')?;
    index.parse::<usize>().ok()?;
    let (union, keyword) = rest.rsplit_once('/').filter(|(_, keyword)| matches!(*keyword, "oneOf" | "anyOf"))?;
    let mut beside = document.pointer(union)?.as_object()?.clone();
    beside.remove(keyword);
    let branch = json!({ "$ref": format!("#{}", pointer.replace('%', "%25")) });
    Some(json!({ "allOf": [branch, beside] }))
}

/// What several places say together about the value at a pointer, if more than one does.
fn composed(document: &Value, pointer: &str) -> Option<Value> {
    branch_with_its_union(document, pointer).or_else(|| {
        let places = schema::property_in_all_parts(document, pointer);
        let refer = |place: &String| json!({ "$ref": format!("#{}", place.replace('%', "%25")) });
        (places.len() > 1).then(|| json!({ "allOf": places.iter().map(refer).collect::<Vec<_>>() }))
    })
}

/// A schema as a part of others, whoever extends it.
fn as_a_part(pointer: &str) -> Value {
    json!({ "allOf": [{ "$ref": format!("#{}", pointer.replace('%', "%25")) }, { "properties": {} }] })
}

/// The tasks for one schema: its examples, and valid values.
fn of_schema(
    document: &Value,
    type_: usize,
    schema: &Value,
    examples: &[&Value],
    formats: bool,
) -> Result<Vec<Task>, String> {
    let validator = schema::validator(document, schema, Strictness { properties: false, formats })?;
    let strict = schema::validator(document, schema, Strictness { properties: true, formats })?;
    let task = |value: Value, is_example| {
        let is_valid = validator.is_valid(&value);
        Task { type_, is_valid, is_documented: is_valid && strict.is_valid(&value), is_example, value }
    };
    let mut tasks: Vec<Task> = examples.iter().map(|value| task((*value).clone(), true)).collect();
    let mut source = Source::new(document, Purpose::Model, type_ as u64);
    let guesses = (0..GUESSES).map_while(|_| instance::of(&mut source, schema));
    // Where a type can be null, the places that have it say so, not the type.
    let guesses = guesses.filter(|value| !value.is_null());
    tasks.extend(guesses.map(|value| task(value, false)).filter(|task| task.is_valid).take(VALUES));
    Ok(tasks)
}

/// The examples of a document, by the pointer of the schema that they are of: beside the schema, or beside a reference
/// to it in a body.
fn examples(document: &Value) -> BTreeMap<String, Vec<&Value>> {
    let mut examples: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    let mut open = vec![(String::new(), document)];
    while let Some((pointer, value)) = open.pop() {
        let entries: Vec<(String, &Value)> = match value {
            Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
            _ => continue,
        };
        let own = value.get("example");
        let named = value.get("examples").and_then(Value::as_object).into_iter().flatten();
        let named = named.filter_map(|(_, example)| schema::resolved(document, example).get("value"));
        let is_body = value.get("schema").is_some();
        let of = if is_body { format!("{pointer}/schema") } else { pointer.clone() };
        if let Some((_, of)) = schema::at(document, &of) {
            let list: Vec<&Value> = own.into_iter().chain(named).collect();
            if !list.is_empty() {
                examples.entry(of).or_default().extend(list);
            }
        }
        let inner = entries.into_iter().filter(|(key, _)| !matches!(key.as_str(), "example" | "examples"));
        open.extend(inner.map(|(key, value)| {
            let key = key.replace('~', "~0").replace('/', "~1");
            (format!("{pointer}/{key}"), value)
        }));
    }
    examples
}

/// What is wrong with the response to a task.
pub fn judge(items: &Items, task: &Task, answer: &Value) -> Option<String> {
    let name = items.types.get(task.type_).map_or("", |item| item.name.as_str());
    let told = |problem: &str| Some(format!("{name}: {problem}: {}", task.value));
    if let Some(problem) = answer.get("problem").and_then(Value::as_str) {
        return told(problem);
    }
    for (key, what) in [("written", "the client"), ("by_serde", "serde")] {
        let written = answer.get(key).unwrap_or(&Value::Null);
        if !is_same(written, &task.value) {
            return told(&format!("{what} wrote {written}"));
        }
    }
    let found =
        answer.get("found").and_then(Value::as_array).filter(|found| !found.is_empty() && task.is_documented)?;
    let found: Vec<String> =
        found.iter().map(|found| format!("{} at `{}`", text(&found[1]), text(&found[0]))).collect();
    told(&found.join(", "))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Equal values: key order aside, numbers compared as numbers.
pub fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| is_same(value, other)))
        }
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::items::{Items, TypeItem};
    use super::{is_same, judge, tasks};
    use serde_json::json;

    #[test]
    fn numbers_are_compared_as_numbers_and_keys_in_any_order() {
        assert!(is_same(&json!({ "a": 1.0, "b": [2] }), &json!({ "b": [2.0], "a": 1 })));
        for other in [json!({ "a": 1 }), json!({ "a": 1, "b": null }), json!({ "a": "1", "b": [2] }), json!([1])] {
            assert!(!is_same(&json!({ "a": 1, "b": [2] }), &other), "{other}");
        }
        assert!(!is_same(&json!(u64::MAX), &json!(-1)));
    }

    #[test]
    fn examples_are_found_and_answers_are_judged() {
        let document = json!({
            "components": { "schemas": {
                "A": { "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" } }, "example": { "n": 1 } },
            } },
            "paths": { "/a": { "get": { "responses": { "200": { "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/A" }, "examples": { "odd": { "value": { "n": "one" } } },
            } } } } } } },
        });
        let item = TypeItem { name: "A".to_owned(), pointer: "/components/schemas/A".to_owned(), is_base: false };
        let items = Items { types: vec![item], ..Items::default() };
        let (tasks, figures) = tasks(&document, &items);
        assert_eq!((figures.schemas, figures.values, figures.examples, figures.invalid_examples), (1, 20, 2, 1));
        let odd = tasks.iter().find(|task| !task.is_documented).unwrap();
        let fine = tasks.iter().find(|task| task.is_documented).unwrap();
        let answer = |value: &serde_json::Value, found: serde_json::Value| json!({ "written": value, "by_serde": value, "found": found });
        let found = json!([["/n", "undocumented"]]);
        assert_eq!(judge(&items, odd, &answer(&odd.value, found.clone())), None);
        assert_eq!(judge(&items, fine, &answer(&fine.value, json!([]))), None);
        let problem = judge(&items, fine, &answer(&fine.value, found)).unwrap();
        assert!(problem.starts_with("A: undocumented at `/n`: "), "{problem}");
        let problem = judge(&items, odd, &answer(&json!({}), json!([]))).unwrap();
        assert_eq!(problem, r#"A: the client wrote {}: {"n":"one"}"#);
    }
}
