//! Every document that is made is valid OpenAPI 3.0 by the official JSON schema of the OpenAPI Initiative.
//!
//! The judge is the `jsonschema` crate with the schema of 2021-09-28 (in `data/openapi-3.0`), neither of which shares
//! code with the generator. Judged are the document that is checked in, and what becomes of all documents and pages of the
//! tests, also of those that are wrong on purpose. What 3.0 has no place for is read back.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

mod support;

use generator::diagnostic::Diagnostics;
use generator::document::{Document, Node};
use generator::report::{self, Options};
use generator::source::{Page, Place};
use generator::{Input, document, publish};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::path::Path;

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

/// The complaints about what becomes of an input; none if it is refused, which it may be unless it is fine.
fn invalid(official: &Validator, name: &str, input: &Input, is_fine: bool) -> Vec<String> {
    let mut dx = Diagnostics::default();
    let merged = match document(&mut dx, input) {
        Ok(merged) => merged,
        Err(refused) if is_fine => panic!("{name}: {}", report::render(&refused, Options::default())),
        Err(_) => return Vec::new(),
    };
    let written = publish::text(&merged);
    let json: Value = serde_json::from_str(&written).unwrap();
    let found = complaints(official, &json);
    // What is read back is the document, and writes the same text.
    let mut root = Node::of_json(json, Place::NOWHERE);
    publish::restore(&mut root);
    assert_eq!(root.to_json(), merged.root.to_json(), "{name}");
    assert_eq!(publish::text(&Document { root }), written, "{name}");
    // So does a run whose only page it is.
    let pages = vec![Page { path: "openapi.json".to_owned(), text: written.clone() }];
    match document(&mut Diagnostics::default(), &Input { pages, ..Input::default() }) {
        Ok(again) => assert_eq!(publish::text(&again), written, "{name}"),
        Err(refused) => panic!("{name}: {}", report::render(&refused, Options::default())),
    }
    found.into_iter().map(|complaint| format!("{name}: {complaint}")).collect()
}

/// The files below a folder that may be documents, as pages of one file each.
fn files(folder: &Path) -> Vec<Page> {
    let mut pages = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            pages.extend(files(&path));
        } else if path.extension().is_some_and(|end| ["json", "md", "yaml"].iter().any(|known| end == *known)) {
            let text = std::fs::read_to_string(&path).unwrap();
            pages.push(Page { path: path.file_name().unwrap().to_string_lossy().into_owned(), text });
        }
    }
    pages
}

#[test]
fn what_becomes_of_every_case_is_valid() {
    let official = official();
    let mut found = Vec::new();
    for kind in ["merge", "normalize", "pages", "publish", "diagnostics", "name"] {
        for case in support::cases(kind) {
            let is_fine = ["merge", "normalize", "pages", "publish"].contains(&kind);
            found.extend(invalid(&official, &format!("{kind}/{}", case.name), &case.input(), is_fine));
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [
        "tests/cases/emit",
        "tests/cases/any-input",
        "tests/cases/diff",
        "tests/cases/histories",
        "tests/lower/cases",
        "../xtask/tests/data",
    ];
    let mut read = 0;
    for folder in folders {
        for page in files(&root.join(folder)) {
            read += 1;
            let name = format!("{folder}/{}", page.path);
            found.extend(invalid(&official, &name, &Input { pages: vec![page], ..Input::default() }, false));
        }
    }
    assert!(read > 30, "only {read} documents were found");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_judge_finds_what_is_wrong() {
    let document = json!({"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "paths": {"pets": {}}});
    assert!(!complaints(&official(), &document).is_empty());
}

#[test]
fn what_has_no_place_stands_beside() {
    let document = "openapi: 3.0.3\ninfo: {title: Pets, version: 1}\npaths:\n  /pets:\n    get:\n      tags: [[x]]\n      \
                    responses: {'200': {description: ok, headers: {X-Kind: {schema: {type: any, nulable: true}}}}}\n      extra: 7\n\
                    components: {securitySchemes: {key: {type: jwt}}}\n";
    let pages = vec![Page { path: "pets.yaml".to_owned(), text: document.to_owned() }];
    let mut dx = Diagnostics::default();
    let merged = generator::document(&mut dx, &Input { pages, ..Input::default() }).unwrap();
    let written: Value = serde_json::from_str(&publish::text(&merged)).unwrap();
    assert_eq!(complaints(&official(), &written), Vec::<String>::new());
    assert_eq!(written["info"], json!({"title": "Pets", "version": "1", "x-as-written": {"version": 1}}));
    let operation = &written["paths"]["/pets"]["get"];
    assert_eq!(operation["x-as-written"], json!({"tags": [["x"]], "extra": 7}));
    let schema = &operation["responses"]["200"]["headers"]["X-Kind"]["schema"];
    assert_eq!(*schema, json!({"x-as-written": {"type": "any", "nulable": true}}));
    let scheme = &written["components"]["securitySchemes"]["key"];
    assert_eq!(scheme["x-as-written"], json!({"type": "jwt"}));
    assert_eq!(scheme["x-not-written"], json!(["in", "name"]));
}

#[test]
fn only_the_entries_move_that_a_list_or_map_cannot_have() {
    let document = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\ntags: [{name: a}, b, {name: c}]\npaths:\n  /pets:\n    \
                    get:\n      tags: [a, [b], c, 7]\n      responses: {'204': {description: ok, links: {good: {}, bad: 1}}}\n";
    let pages = vec![Page { path: "pets.yaml".to_owned(), text: document.to_owned() }];
    let mut dx = Diagnostics::default();
    let merged = generator::document(&mut dx, &Input { pages, ..Input::default() }).unwrap();
    let text = publish::text(&merged);
    let written: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(complaints(&official(), &written), Vec::<String>::new());
    assert_eq!(written["tags"], json!([{"name": "a"}, {"name": "c"}]));
    let operation = &written["paths"]["/pets"]["get"];
    assert_eq!(operation["tags"], json!(["a", "c"]));
    assert_eq!(operation["x-partly-written"], json!({"tags": {"1": ["b"], "3": 7}}));
    assert_eq!(operation["responses"]["204"]["x-partly-written"], json!({"links": {"bad": 1}}));
    let mut restored = generator::document::Node::of_json(written, generator::source::Place::NOWHERE);
    publish::restore(&mut restored);
    assert_eq!(restored.to_json(), merged.root.to_json());
}

#[test]
fn alternatives_of_credentials_keep_their_names() {
    let case = support::cases("publish").into_iter().find(|case| case.name == "security").unwrap();
    let merged = document(&mut Diagnostics::default(), &case.input()).unwrap();
    let written: Value = serde_json::from_str(&publish::text(&merged)).unwrap();
    assert_eq!(written["security"], json!([{"key": []}, {"oauth": ["read"]}, {"x-key": []}]));
    assert_eq!(written["x-as-written"]["security"], json!([{"key": null}, {"oauth": "read"}, {"x-key": null}, 7]));
    let flows = &written["components"]["securitySchemes"]["oauth"]["flows"];
    assert_eq!(
        flows["clientCredentials"],
        json!({
            "tokenUrl": "https://%7Btenant%7D.boats.example/token", "scopes": {}, "x-not-written": ["scopes"],
            "x-as-written": {"tokenUrl": "https://{tenant}.boats.example/token"},
        })
    );
    let implicit = json!({
        "authorizationUrl": "", "scopes": {}, "x-not-written": ["authorizationUrl", "scopes"],
        "x-as-written": {"tokenUrl": "https://boats.example/token"},
    });
    assert_eq!(flows["implicit"], implicit);
}

#[test]
fn what_an_operation_has_to_say_of_itself_and_of_its_path_is_added() {
    let case = support::cases("publish").into_iter().find(|case| case.name == "operations").unwrap();
    let merged = document(&mut Diagnostics::default(), &case.input()).unwrap();
    let written: Value = serde_json::from_str(&publish::text(&merged)).unwrap();
    let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}, "x-not-written": true});
    let boat = &written["paths"]["/boats/{id}"];
    assert_eq!(boat["get"]["parameters"], json!([id]));
    assert_eq!(boat["get"]["x-not-written"], json!(["parameters"]));
    assert_eq!(boat["put"]["parameters"][1], id);
    assert_eq!(boat["put"]["x-as-written"], json!({"operationId": "show"}));
    assert_eq!(boat["delete"]["parameters"], json!([id]));
    assert_eq!(boat["delete"]["x-as-written"], json!({"parameters": 7}));
    let parts = &written["paths"]["/boats/{id}/parts/{part}"];
    assert_eq!(parts["parameters"], json!([{"$ref": "#/components/parameters/Id"}]));
    let names: Vec<&Value> = parts["get"]["parameters"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["limit", "part"]);
    let gone: Vec<&String> = parts["get"]["x-partly-written"]["parameters"].as_object().unwrap().keys().collect();
    assert_eq!(gone, ["0", "2"]);
}
