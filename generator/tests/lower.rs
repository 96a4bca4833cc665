//! `parse` and `lower` together: every document in `tests/lower/cases` with what it becomes and what is said about it.
//!
//! To add a case, add a file, run the tests and review the new snapshot (`cargo insta review`).

#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]

#[path = "support/ir_text.rs"]
mod ir_text;
#[path = "support/read.rs"]
mod read;

use generator::diagnostic::{At, Diagnostic, Diagnostics, Severity};
use generator::ir::Api;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;
use std::path::Path;

fn lower(dx: &mut Diagnostics, text: &str, json: &Json) -> Api {
    let document = read::document(dx, "case", text, json);
    let openapi = generator::parse::openapi(dx, &document);
    let mut api = generator::lower::api(dx, &openapi, generator::document::Locations::of(&document));
    if generator::name::share_enums(&mut api, None) {
        generator::lower::settle(&mut api);
    }
    api
}

fn said(dx: &Diagnostics, diagnostic: &Diagnostic) -> String {
    let place = match &diagnostic.at {
        At::Place(place) | At::Key(place) => {
            dx.sources.places.resolve(*place).map_or("nowhere".to_owned(), |(_, pointer)| pointer)
        }
        other => format!("{other:?}"),
    };
    let mut text = format!("{:?} {} at {place}: {}", diagnostic.severity, diagnostic.code, diagnostic.message);
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\n  help: {help}");
    }
    text
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lower");
    let mut files: Vec<_> =
        std::fs::read_dir(folder.join("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder.join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let json: Json = serde_yaml::from_str(&text).unwrap();
            let mut dx = Diagnostics::default();
            let api = lower(&mut dx, &text, &json);
            let messages: Vec<String> = dx.list.iter().map(|diagnostic| said(&dx, diagnostic)).collect();
            let both =
                format!("{text}\n=== becomes ===\n{}\n=== says ===\n{}", ir_text::api(&api), messages.join("\n"));
            insta::assert_snapshot!(file.file_stem().unwrap().to_str().unwrap(), both);
        }
    });
}

/// The order of components, properties' keywords and branches says nothing, so it changes nothing.
#[test]
fn the_order_of_components_and_branches_changes_nothing() {
    let object = |required: Json| {
        json!({ "type": "object", "required": required, "properties": {
        "a": { "type": "string" }, "b": { "type": "integer" }, "c": { "type": "string", "enum": ["x", "y"] } } })
    };
    let document = |names: [&str; 3], branches: [&str; 3]| {
        let mut schemas = serde_json::Map::new();
        for name in names {
            let required = if name == "B" { json!(["a", "b"]) } else { json!(["a"]) };
            schemas.insert(name.to_owned(), object(required));
        }
        let branches: Vec<Json> =
            branches.iter().map(|name| json!({ "$ref": format!("#/components/schemas/{name}") })).collect();
        json!({ "paths": { "/x": { "get": { "responses": { "200": { "content": { "application/json": {
            "schema": { "oneOf": branches } } } } } } } }, "components": { "schemas": schemas } })
    };
    let text = |json: &Json| ir_text::api(&lower(&mut Diagnostics::default(), "", json));
    let expected = text(&document(["A", "B", "C"], ["A", "B", "C"]));
    assert!(expected.contains("  | B: B\n  | A: A\n  | C: C\n"), "{expected}");
    assert_eq!(text(&document(["C", "B", "A"], ["C", "A", "B"])), expected);
    assert_eq!(text(&document(["B", "A", "C"], ["B", "C", "A"])), expected);
}

/// A chain of compositions of quadratic size, unions of unions, and properties that are composed again and again.
#[test]
fn expansion_is_bounded() {
    let mut schemas = serde_json::Map::new();
    let reference = |name: String| json!({ "$ref": format!("#/components/schemas/{name}") });
    for index in 0..900 {
        let own = json!({ "properties": { format!("p{index}"): { "type": "string" } } });
        let parts = if index == 0 { json!([own]) } else { json!([reference(format!("C{}", index - 1)), own]) };
        schemas.insert(format!("C{index}"), json!({ "allOf": parts }));
    }
    for index in 0..12 {
        let next = [reference(format!("L{}", index + 1)), reference(format!("R{}", index + 1))];
        let both = json!({ "properties": { "x": { "allOf": next }, "y": { "oneOf": next } } });
        schemas.insert(format!("L{index}"), both.clone());
        schemas.insert(format!("R{index}"), both);
    }
    for name in ["L12", "R12"] {
        schemas.insert(name.to_owned(), json!({ "type": "string" }));
    }
    let mut dx = Diagnostics::default();
    let api = lower(&mut dx, "", &json!({ "components": { "schemas": schemas } }));
    let fields: usize = api.types.iter().map(ir_text::fields).sum();
    assert!(fields < 300_000, "{fields} fields of {} types", api.types.len());
    assert!(dx.list.iter().all(|diagnostic| diagnostic.severity != Severity::Error));
}

/// A large schema that is a part of very many is written out only so often.
#[test]
fn composition_is_bounded() {
    let properties: serde_json::Map<String, Json> =
        (0..5000).map(|index| (format!("p{index}"), json!({ "type": "string" }))).collect();
    let parts = json!([{ "$ref": "#/components/schemas/Base" }, { "properties": { "own": { "type": "string" } } }]);
    let mut schemas: serde_json::Map<String, Json> =
        (0..50).map(|index| (format!("C{index}"), json!({ "allOf": parts }))).collect();
    schemas.insert("Base".to_owned(), json!({ "properties": properties }));
    let mut dx = Diagnostics::default();
    let api = lower(&mut dx, "", &json!({ "components": { "schemas": schemas } }));
    let fields: usize = api.types.iter().map(ir_text::fields).sum();
    assert!((50_000..100_000).contains(&fields), "{fields} fields");
    assert!(dx.list.iter().all(|diagnostic| diagnostic.code == "expansion-limit"));
    assert_eq!(dx.list.len(), 38);
}

/// Long chains of references and deep nesting end in a message, not in a crash.
#[test]
fn depth_is_bounded() {
    let mut schemas = serde_json::Map::new();
    for index in 0..5_000 {
        let next = json!({ "$ref": format!("#/components/schemas/S{}", (index + 1) % 5_000) });
        schemas.insert(format!("S{index}"), next.clone());
        schemas.insert(
            format!("A{index}"),
            json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/A{}", index + 1) } }),
        );
        schemas.insert(format!("D{index}"), json!({ "$ref": format!("#/components/schemas/D{}/items", index + 1) }));
        schemas.insert(
            format!("O{index}"),
            json!({ "allOf": [{ "$ref": format!("#/components/schemas/O{}", index + 1) }, { "required": ["x"] }] }),
        );
    }
    for name in ["A5000", "D5000", "O5000"] {
        schemas.insert(name.to_owned(), json!({ "type": "string" }));
    }
    let mut nested = json!({ "type": "string" });
    for _ in 0..300 {
        nested = json!({ "type": "object", "properties": { "x": nested } });
    }
    schemas.insert("Nested".to_owned(), nested);
    let mut dx = Diagnostics::default();
    lower(&mut dx, "", &json!({ "components": { "schemas": schemas } }));
    assert!(dx.list.iter().any(|diagnostic| diagnostic.code == "too-deep"));
}

/// A JSON value out of the words of OpenAPI, mostly in the wrong places.
fn anything() -> impl Strategy<Value = Json> {
    let word = prop::sample::select(vec![
        "object",
        "string",
        "array",
        "integer",
        "null",
        "date-time",
        "binary",
        "a",
        "b",
        "query",
        "path",
        "header",
        "200",
        "default",
        "application/json",
        "multipart/form-data",
        "#/components/schemas/A",
        "#/components/schemas/B",
        "#/components/schemas/A/properties/a",
        "#/components/schemas/B/items",
        "#/components/parameters/A",
        "#/",
        "/a/{b}",
    ]);
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        word.prop_map(Json::from),
        ".*".prop_map(Json::from),
    ];
    let key = prop::sample::select(vec![
        "type",
        "properties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "enum",
        "required",
        "nullable",
        "$ref",
        "a",
        "b",
        "additionalProperties",
        "format",
        "default",
        "discriminator",
        "propertyName",
        "mapping",
        "readOnly",
        "maximum",
        "minLength",
        "name",
        "in",
        "schema",
        "content",
        "application/json",
        "multipart/form-data",
        "parameters",
        "responses",
        "requestBody",
        "200",
        "2XX",
        "headers",
        "encoding",
        "style",
        "explode",
        "security",
        "servers",
        "url",
        "tags",
        "get",
        "post",
        "patternProperties",
        "x-rust-type",
        "x-enum-varnames",
        "description",
        "example",
    ]);
    leaf.prop_recursive(6, 120, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|members| members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a document holds, it becomes something, and every index in it is valid (the text form follows them).
    #[test]
    fn no_document_panics(a in anything(), b in anything(), item in anything(), shared in anything(), top in anything()) {
        let document = json!({
            "info": top, "servers": top, "security": shared, "tags": top,
            "paths": { "/a/{b}": item, "/c": { "get": item, "parameters": shared } },
            "components": { "schemas": { "A": a, "B": b, "C": { "allOf": [a, b] } }, "parameters": { "A": shared },
                "responses": { "A": item }, "requestBodies": { "A": item }, "securitySchemes": { "A": shared } },
        });
        let mut dx = Diagnostics::default();
        let api = lower(&mut dx, "", &document);
        prop_assert!(!ir_text::api(&api).contains("BINARY"));
        let root = lower(&mut Diagnostics::default(), "", &top);
        ir_text::api(&root);
    }
}
