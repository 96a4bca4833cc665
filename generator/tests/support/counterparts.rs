//! What oasdiff calls the changes that `diff` finds: for each of its rules ours, or why there is none.
//!
//! `tests/data/counterparts.json` is the table. A rule has either a reason, or our kind of change and a pair of documents:
//! two states as in the cases of `diff`, or a place and a change of the schema that stands there. So a maintainer who
//! knows the one tool finds the other's word, and a rule that finds its pair no longer fails the test.

use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

const TABLE: &str = include_str!("../data/counterparts.json");

/// Everywhere in a place where its schema belongs.
const SCHEMA: &str = "SCHEMA";

fn with_schema(place: &Json, schema: &Json) -> Json {
    match place {
        Json::String(text) if text == SCHEMA => schema.clone(),
        Json::Object(members) => members.iter().map(|(key, value)| (key.clone(), with_schema(value, schema))).collect(),
        Json::Array(items) => items.iter().map(|item| with_schema(item, schema)).collect(),
        other => other.clone(),
    }
}

/// The two states of a row.
fn pair(table: &Json, old: &Json, new: &Json) -> [Json; 2] {
    match (old, new) {
        (Json::String(place), Json::String(change)) => {
            let (place, change) = (&table["places"][place], &table["changes"][change]);
            [&change[0], &change[1]].map(|schema| with_schema(place, schema))
        }
        _ => [old.clone(), new.clone()],
    }
}

fn rows(table: &Json) -> &Map<String, Json> {
    table["rules"].as_object().unwrap()
}

#[test]
fn every_rule_of_oasdiff_has_a_counterpart_or_a_reason() {
    let table: Json = serde_json::from_str(TABLE).unwrap();
    let ours: BTreeSet<&str> = generator::diff::rules().into_iter().collect();
    let mut wrong = Vec::new();
    assert!(rows(&table).len() >= 508, "{} rules", rows(&table).len());
    for (rule, row) in rows(&table) {
        match row.as_array().unwrap().as_slice() {
            [reason] => {
                let text = table["reasons"][reason.as_str().unwrap()].as_str();
                assert!(text.is_some_and(|text| text.len() > 20), "{rule} has neither a counterpart nor a reason");
            }
            [kind, old, new] => {
                let kind = kind.as_str().unwrap();
                assert!(ours.contains(kind), "{rule}: there is no `{kind}`");
                let diff = super::diff(&pair(&table, old, new));
                super::assert_lines(rule, &diff);
                if !diff.changes.iter().any(|change| change.rule == kind) {
                    wrong.push(format!("{rule} is not `{kind}` but:\n{}", super::text(&diff)));
                }
            }
            _ => panic!("{rule} is neither mapped nor explained: {row}"),
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

/// What nothing refers to is no part of the table.
#[test]
fn the_table_has_nothing_unused() {
    let table: Json = serde_json::from_str(TABLE).unwrap();
    let used: BTreeSet<&str> =
        rows(&table).values().flat_map(|row| row.as_array().unwrap()).filter_map(Json::as_str).collect();
    for section in ["reasons", "places", "changes"] {
        let unused: Vec<&String> =
            table[section].as_object().unwrap().keys().filter(|key| !used.contains(key.as_str())).collect();
        assert!(unused.is_empty(), "{section}: {unused:?}");
    }
}
