//! Every document that is made is valid OpenAPI 3.0 by the official JSON schema of the OpenAPI Initiative.
//!
//! The judge is the `jsonschema` crate with the schema of 2021-09-28 (in `data/openapi-3.0`), neither of which shares
//! code with the generator. Judged are the document that is checked in, and what becomes of the documents of all
//! versions and of the pages in `cases`.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

mod support;

use generator::diagnostic::Diagnostics;
use generator::report::{self, Options};
use generator::{Input, document};
use jsonschema::Validator;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("data/openapi-3.0/schema-2021-09-28.json");

fn official() -> Validator {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is one")
}

/// What the schema says against a document.
fn complaints(official: &Validator, document: &Value) -> Vec<String> {
    official.iter_errors(document).map(|error| format!("{} at {}", error, error.instance_path())).collect()
}

#[test]
fn the_document_that_is_checked_in_is_valid() {
    let document: Value = serde_json::from_str(include_str!("../../generated/openapi.json")).unwrap();
    assert_eq!(complaints(&official(), &document), Vec::<String>::new());
}

#[test]
fn what_becomes_of_every_case_is_valid() {
    let official = official();
    let mut invalid = Vec::new();
    for case in ["merge", "normalize", "pages"].into_iter().flat_map(support::cases) {
        let mut dx = Diagnostics::default();
        let merged = document(&mut dx, &Input { pages: case.pages, ..Input::default() })
            .unwrap_or_else(|dx| panic!("{}: {}", case.name, report::render(&dx, Options::default())));
        let found = complaints(&official, &merged.root.to_json());
        invalid.extend(found.into_iter().map(|complaint| format!("{}: {complaint}", case.name)));
    }
    assert!(invalid.is_empty(), "{}", invalid.join("\n"));
}

#[test]
fn the_judge_finds_what_is_wrong() {
    let document = json!({"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "paths": {"pets": {}}});
    assert!(!complaints(&official(), &document).is_empty());
}
