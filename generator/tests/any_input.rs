//! Whatever the pages hold, extraction, normalisation and merging end, without a panic, and say something of an error
//! if they give nothing.
//!
//! Each phase has a test of its own with random input: text that is cut, spliced and mangled, and trees that are
//! shaped like OpenAPI but wrong anywhere. Inputs that once were findings, and a start for each phase, are in
//! `cases/any-input`; they are tried too. `FUZZ_SECONDS=600` makes a run of that many seconds of each.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

mod support;

use generator::diagnostic::Diagnostics;
use generator::report::{self, Options};
use generator::source::Page;
use generator::{Input, document, extract, normalize};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The whole way to one document, and every way to write the messages.
fn whole_way(pages: Vec<Page>) {
    let mut dx = Diagnostics::default();
    let dx = match document(&mut dx, &Input { pages, ..Input::default() }) {
        Ok(merged) => {
            let _ = merged.to_text();
            dx
        }
        Err(stopped) => {
            assert!(stopped.has_errors());
            stopped
        }
    };
    let options = Options { verbose: true, ..Options::default() };
    let _ = (report::render(&dx, options), report::machine::json_lines(&dx, options));
}

#[test]
fn the_seeds_are_no_findings() {
    let cases = support::cases("any-input");
    assert!(!cases.is_empty());
    cases.into_iter().for_each(|case| whole_way(case.pages));
}

/// A page of the kinds that are published, to be mangled.
fn seed_text() -> impl Strategy<Value = String> {
    let texts: Vec<String> =
        support::cases("any-input").into_iter().flat_map(|case| case.pages).map(|page| page.text).collect();
    proptest::sample::select(texts)
}

/// Pieces that stand at the edges of the syntaxes.
fn edge() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "```",
        "````yaml",
        "~~~",
        "> ",
        "- ",
        "\n",
        "\r\n",
        "\u{feff}",
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "&a ",
        "*a",
        "<<: *a\n",
        "!!binary ",
        "\\u0000",
        "\u{202e}",
        "é",
        "\"$ref\":\"#\"",
        "$ref: api.json\n",
        "null",
        "1e999",
        "---\n",
        "\t",
    ])
}

/// A text with some of its characters cut out and edges put in.
fn mangled() -> impl Strategy<Value = String> {
    (seed_text(), proptest::collection::vec((any::<proptest::sample::Index>(), 0_usize..40, edge()), 0..6)).prop_map(
        |(text, changes)| {
            let mut characters: Vec<char> = text.chars().collect();
            for (at, cut, put) in changes {
                let start = at.index(characters.len() + 1);
                let end = (start + cut).min(characters.len());
                characters.splice(start..end, put.chars());
            }
            characters.into_iter().collect()
        },
    )
}

/// Any JSON, with keys that mean something to OpenAPI.
fn tree() -> impl Strategy<Value = Value> {
    let key = proptest::sample::select(vec![
        "openapi",
        "swagger",
        "info",
        "title",
        "paths",
        "/a",
        "/a/{b}",
        "get",
        "post",
        "parameters",
        "name",
        "in",
        "schema",
        "requestBody",
        "content",
        "application/json",
        "responses",
        "200",
        "components",
        "schemas",
        "definitions",
        "A",
        "B",
        "$ref",
        "type",
        "properties",
        "items",
        "allOf",
        "anyOf",
        "oneOf",
        "enum",
        "const",
        "required",
        "nullable",
        "$defs",
        "prefixItems",
        "exclusiveMinimum",
        "minimum",
        "examples",
        "example",
        "discriminator",
        "mapping",
        "security",
        "securityDefinitions",
        "servers",
        "url",
        "consumes",
        "produces",
        "collectionFormat",
        "headers",
        "tags",
        "host",
        "basePath",
        "schemes",
        "flow",
        "scopes",
        "overlay",
        "actions",
        "target",
        "update",
        "pathItems",
        "webhooks",
    ]);
    let text = proptest::sample::select(vec![
        "",
        "3.0.0",
        "3.1.0",
        "2.0",
        "string",
        "null",
        "object",
        "array",
        "file",
        "query",
        "path",
        "body",
        "formData",
        "#/components/schemas/A",
        "#/components/schemas/B",
        "#/definitions/A",
        "#/",
        "#",
        "api.json#/paths",
        "other.json",
        "multi",
        "oauth2",
        "A",
        "/",
        "//",
        "https://example.com",
    ]);
    let leaf = prop_oneof![
        4 => text.prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(7, 96, 6, move |inner| {
        let members = proptest::collection::vec((key.clone(), inner.clone()), 0..6);
        prop_oneof![
            4 => members.prop_map(|members| Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())),
            1 => proptest::collection::vec(inner, 0..4).prop_map(Value::Array),
        ]
    })
}

/// A document of any version whose parts are any JSON.
fn document_of_any() -> impl Strategy<Value = Value> {
    let version = proptest::sample::select(vec![
        ("swagger", "2.0"),
        ("openapi", "3.0.3"),
        ("openapi", "3.1.0"),
        ("openapi", "3.2.0"),
    ]);
    (version, tree(), tree(), tree(), tree(), tree()).prop_map(|((key, version), operation, parameter, a, b, rest)| {
        let mut root = json!({
            "info": {"title": "Any", "version": "1"},
            "paths": {"/a/{b}": {"get": operation, "parameters": [parameter], "post": {"parameters": [parameter], "responses": {"200": rest}}}},
            "components": {"schemas": {"A": a, "B": b}, "responses": {"A": rest}},
            "definitions": {"A": a, "B": b},
            "parameters": {"A": parameter},
            "responses": {"A": rest},
            "securityDefinitions": {"A": rest},
        });
        root[key] = json!(version);
        root
    })
}

/// Tries a few inputs, or as many as it can in the seconds that `FUZZ_SECONDS` says.
fn try_inputs<S: Strategy>(inputs: &S, check: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let seconds = std::env::var("FUZZ_SECONDS").ok().map(|text| text.parse().expect("FUZZ_SECONDS is a number"));
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(0));
    let mut tried = 0;
    loop {
        let config = Config { cases: 160, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
        tried += config.cases;
        if let Err(finding) = TestRunner::new(config).run(inputs, &check) {
            panic!("{finding}");
        }
        if Instant::now() >= end {
            break;
        }
    }
    println!("{tried} inputs without a finding");
}

#[test]
fn extraction_ends() {
    try_inputs(&(mangled(), mangled(), tree()), |(one, other, tree)| {
        let pages = vec![
            Page { path: "one.md".into(), text: one },
            Page { path: "other.yaml".into(), text: other },
            Page { path: "other.json".into(), text: tree.to_string() },
        ];
        let mut dx = Diagnostics::default();
        let extracted = extract::fragments(&mut dx, pages);
        prop_assert!(dx.has_errors() || !extracted.fragments.is_empty());
        let _ = report::render(&dx, Options { verbose: true, ..Options::default() });
        Ok(())
    });
}

#[test]
fn normalisation_ends() {
    try_inputs(&document_of_any(), |root| {
        let mut dx = Diagnostics::default();
        let pages = vec![Page { path: "api.json".into(), text: root.to_string() }];
        let extracted = extract::fragments(&mut dx, pages);
        let fragments = normalize::to_v30(&mut dx, extracted.fragments);
        for fragment in &fragments {
            prop_assert!(fragment.root.get("paths").is_some_and(|paths| paths.as_object().is_some()));
            let version = fragment.root.get("openapi").and_then(|version| version.as_str());
            prop_assert!(version.is_some_and(|version| version.starts_with("3.0")));
        }
        Ok(())
    });
}

#[test]
fn merging_ends() {
    try_inputs(&(proptest::collection::vec(document_of_any(), 1..4), tree()), |(roots, tree)| {
        let page = |(index, root): (usize, &Value)| Page { path: format!("{index}.json"), text: root.to_string() };
        let mut pages: Vec<Page> = roots.iter().enumerate().map(page).collect();
        pages.push(Page { path: "page.md".into(), text: format!("```json\n{tree}\n```\n") });
        whole_way(pages);
        Ok(())
    });
}
