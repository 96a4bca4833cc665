//! The merged document that is checked in is an OpenAPI 3.0 document.
//!
//! Two independent readers judge it. The `openapiv3` crate reads it by types of its own; what it writes again has to
//! be the same, so it knows every member. Beside that, the rules that types cannot say are checked here: references
//! lead somewhere, path parameters are those of the path, operations have distinct ids, every operation has a response.
//! (This is no check against the official JSON schema of OpenAPI 3.0.)
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use serde_json::Value;
use std::collections::BTreeSet;

const DOCUMENT: &str = include_str!("../../generated/openapi.json");
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

#[test]
fn an_independent_reader_reads_it_and_loses_nothing() {
    let written: Value = serde_json::from_str(DOCUMENT).expect("it is JSON");
    let read: openapiv3::OpenAPI = serde_json::from_str(DOCUMENT).expect("it is OpenAPI 3.0");
    let again = serde_json::to_value(&read).expect("it can be written");
    assert_eq!(without_defaults(written), without_defaults(again));
}

/// Without what the reader writes although it is the default.
fn without_defaults(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(key, member)| {
                let is_default = match key.as_str() {
                    "style" => ["form", "simple"].iter().any(|style| member == style),
                    "required" | "deprecated" | "nullable" | "explode" => *member == Value::Bool(false),
                    _ => member.as_array().is_some_and(Vec::is_empty),
                };
                !is_default
            });
            Value::Object(kept.map(|(key, member)| (key, without_defaults(member))).collect())
        }
        Value::Array(elements) => elements.into_iter().map(without_defaults).collect(),
        scalar => scalar,
    }
}

#[test]
fn its_references_lead_somewhere() {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("it is a reference inside the document");
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect(member, references));
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, references)),
        _ => {}
    }
}

#[test]
fn its_operations_keep_the_rules() {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.0.")));
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    let mut ids = BTreeSet::new();
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(path.starts_with('/'), "{path}");
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            operations += 1;
            let answers = operation["responses"].as_object().expect("there are responses");
            assert!(!answers.is_empty(), "{method} {path} has no response");
            assert!(answers.values().all(|answer| answer.get("$ref").is_some() || answer["description"].is_string()));
            if let Some(id) = operation["operationId"].as_str() {
                assert!(ids.insert(id.to_owned()), "{id} stands twice");
            }
            assert_eq!(in_template(path), documented(&document, item, operation), "{method} {path}");
        }
    }
    assert!(operations > 0);
}

fn in_template(path: &str) -> BTreeSet<String> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

/// The names of the path parameters; each has to be required.
fn documented(document: &Value, item: &Value, operation: &Value) -> BTreeSet<String> {
    let lists = [item, operation].into_iter().filter_map(|place| place["parameters"].as_array()).flatten();
    let followed = lists.map(|parameter| match parameter["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).expect("it leads somewhere"),
        None => parameter,
    });
    let in_path = followed.filter(|parameter| parameter["in"] == "path");
    in_path
        .map(|parameter| {
            assert_eq!(parameter["required"], true);
            parameter["name"].as_str().expect("it has a name").to_owned()
        })
        .collect()
}
