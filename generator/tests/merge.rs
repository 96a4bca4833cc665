//! The join of pages: what it makes, and the laws that it keeps.
//!
//! A case is a folder in `cases/merge`; the snapshot beside it holds its pages, the merged document, and what is said.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

mod support;

use generator::diagnostic::{Diagnostics, Severity};
use generator::report::{self, Options};
use generator::source::Page;
use generator::{Input, document};
use proptest::prelude::*;
use serde_json::{Value, json};

fn merged(pages: Vec<Page>) -> (Value, Diagnostics) {
    merged_of(&Input { pages, ..Input::default() })
}

fn merged_of(input: &Input) -> (Value, Diagnostics) {
    let mut dx = Diagnostics::default();
    let document = document(&mut dx, input).map_err(|dx| report::render(&dx, Options::default()));
    (document.expect("the pages can be merged").root.to_json(), dx)
}

#[test]
fn every_case_is_merged_as_its_snapshot_says() {
    for case in support::cases("merge") {
        let (document, dx) = merged_of(&case.input());
        let said = report::render(&dx, Options::default());
        support::snapshot("merge", &case, &format!("{document:#}\n────\n{said}"));
    }
}

#[test]
fn every_version_becomes_what_its_snapshot_says() {
    for case in support::cases("normalize") {
        let (document, dx) = merged(case.pages.clone());
        let said = report::render(&dx, Options::default());
        support::snapshot("normalize", &case, &format!("{document:#}\n────\n{said}"));
    }
}

#[test]
fn every_form_of_pages_is_read_as_its_snapshot_says() {
    for case in support::cases("pages") {
        let (document, dx) = merged_of(&case.input());
        let said = report::render(&dx, Options { verbose: true, ..Options::default() });
        let turned = case.pages.iter().rev().enumerate();
        let turned =
            turned.map(|(index, page)| Page { path: format!("{index}-{}", page.path), text: page.text.clone() });
        let turned = merged_of(&Input { pages: turned.collect(), ..case.input() });
        assert_eq!(turned.0, document, "{} depends on the order of its pages", case.name);
        support::snapshot("pages", &case, &format!("{document:#}\n────\n{said}"));
    }
}

#[test]
fn the_real_page_is_one_document_without_a_difference() {
    let page = Page { path: "flow-callbacks.md".into(), text: include_str!("../../specs/flow-callbacks.md").into() };
    let (document, dx) = merged(vec![page]);
    assert_eq!(dx.sources.fragments.len(), 4);
    assert!(dx.list.iter().all(|said| said.severity == Severity::Note), "{}", report::render(&dx, Options::default()));
    insta::with_settings!({ snapshot_path => "cases/merge", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("flow-callbacks", format!("{document:#}"));
    });
}

/// A schema of any of the kinds that are joined, over the components `A`, `B` and `C`.
/// A key of digits is no index.
#[test]
fn the_target_of_a_suggested_action_is_in_the_document() {
    let view = |path: &str, value: &str| {
        json!({
            "openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://t.example"}],
            "paths": {path: {"get": {"responses": {"200": {"description": "ok", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/A"}}}}}}}},
            "components": {"schemas": {"A": {"type": "object", "properties": {"1": {"type": "string", "enum": [value]}}}}},
        })
    };
    let (document, dx) = merged(pages(&[view("/a", "a"), view("/b", "b")]));
    let said = dx.list.iter().find(|said| said.code == "differs-between-pages").unwrap();
    let target = said.action.as_ref().unwrap()["target"].as_str().unwrap();
    let path = serde_json_path::JsonPath::parse(target).unwrap();
    assert_eq!(path.query(&document).exactly_one().unwrap()["type"], "string", "{target}");
}

fn schema() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        Just(json!({"type": "string"})),
        Just(json!({"type": "string", "format": "date"})),
        Just(json!({}))
    ];
    let values = proptest::sample::subsequence(vec!["a", "b", "c"], 1..3)
        .prop_map(|values| json!({"type": "string", "enum": values}));
    let untyped = proptest::sample::subsequence(vec!["a", "d"], 1..3).prop_map(|values| json!({"enum": values}));
    let number = prop_oneof![
        Just(json!({"type": "integer"})),
        (0..3).prop_map(|least| json!({"type": "number", "minimum": least}))
    ];
    let name = prop_oneof![Just("A"), Just("B"), Just("C")];
    let reference = name.prop_map(|name| json!({"$ref": format!("#/components/schemas/{name}")}));
    prop_oneof![text, values, untyped, number, reference].prop_recursive(3, 12, 3, |inner| {
        let properties = proptest::collection::btree_map("[x-z]", inner.clone(), 0..3);
        let required = proptest::sample::subsequence(vec!["x", "y", "z"], 0..3);
        let described = proptest::option::of("[a-c]{0,3}");
        let object = (properties, required, described).prop_map(|(properties, required, text)| {
            let mut object = json!({"type": "object", "properties": properties, "required": required});
            if let Some(text) = text {
                object["description"] = json!(text);
            }
            object
        });
        let choice = proptest::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            3 => object,
            1 => inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            1 => choice.prop_map(|branches| json!({"anyOf": branches})),
            1 => inner.prop_map(|part| json!({"allOf": [part, {"type": "object"}]})),
        ]
    })
}

/// A fragment with one or two operations of a few, and views of the three components.
fn fragment() -> impl Strategy<Value = Value> {
    let operation = (schema(), proptest::collection::btree_map("[pq]", any::<bool>(), 0..3), any::<bool>());
    let operation = operation.prop_map(|(body, parameters, secured)| {
        let parameters: Vec<Value> = parameters
            .into_iter()
            .map(|(name, required)| json!({"name": name, "in": "query", "required": required, "schema": {"type": "string"}}))
            .collect();
        let mut operation = json!({
            "parameters": parameters,
            "requestBody": {"required": true, "content": {"application/json": {"schema": body}}},
            "responses": {"200": {"description": "ok"}},
        });
        if secured {
            operation["security"] = json!([{"key": []}]);
        }
        operation
    });
    let paths =
        proptest::collection::btree_map("/[ab]", proptest::collection::btree_map("get|put", operation, 1..2), 1..3);
    (paths, schema(), schema(), schema()).prop_map(|(paths, a, b, c)| {
        json!({
            "openapi": "3.0.0",
            "info": {"title": "Any", "version": "1"},
            "paths": paths,
            "components": {"schemas": {"A": a, "B": b, "C": c}},
        })
    })
}

/// One page for each fragment, in the order given.
fn pages<'fragment>(fragments: impl IntoIterator<Item = &'fragment Value>) -> Vec<Page> {
    let page =
        |(index, fragment): (usize, &Value)| Page { path: format!("{index:03}.json"), text: fragment.to_string() };
    fragments.into_iter().enumerate().map(page).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_the_order_nor_reading_one_twice_matters(fragments in proptest::collection::vec(fragment(), 1..4), seed in any::<u64>()) {
        let (first, _) = merged(pages(&fragments));
        let mut turned: Vec<&Value> = fragments.iter().chain(fragments.iter().take(2)).collect();
        let by = usize::try_from(seed % 7).unwrap() % turned.len();
        turned.rotate_left(by);
        turned.reverse();
        let (second, _) = merged(pages(turned));
        prop_assert_eq!(first.to_string(), second.to_string());
    }

    #[test]
    fn merging_what_was_merged_changes_nothing(fragments in proptest::collection::vec(fragment(), 1..4)) {
        let (once, _) = merged(pages(&fragments));
        let (twice, dx) = merged(pages([&once]));
        prop_assert_eq!(once.to_string(), twice.to_string());
        prop_assert!(dx.list.is_empty());
    }
}

/// A page of a service without a title, whose operation says something of its own.
fn of_host(host: &str, property: &str) -> Page {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: '', version: '1'}}\nservers: [{{url: 'https://{host}'}}]\npaths:\n  /boats:\n    get:\n      \
         tags: [Boats]\n      responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/Boat'}}}}}}}}}}\ncomponents: {{schemas: {{Boat: {{type: object, properties: {{{property}: {{type: \
         string}}}}}}}}}}\n"
    );
    Page { path: format!("{host}.yaml"), text }
}

#[test]
fn an_operation_that_two_hosts_mean_otherwise_is_of_two_apis() {
    let merged = |pages: Vec<Page>, titles: &[&str]| {
        let titles = titles.iter().map(|title| (*title).to_owned()).collect();
        generator::document(&mut Diagnostics::default(), &Input { pages, titles, ..Input::default() })
    };
    let pages = vec![of_host("lake.example", "sail"), of_host("sea.example", "engine")];
    let refused = merged(pages.clone(), &[]).unwrap_err();
    let error = refused.list.iter().find(|said| said.code == "unrelated-fragments").unwrap();
    let help = error.help.as_deref().unwrap();
    assert!(help.contains("`--title \"lake.example\"` or `--title \"sea.example\"`"), "{help}");
    for (title, property) in [("lake.example", "sail"), ("sea.example", "engine")] {
        let document = merged(pages.clone(), &[title]).unwrap().root.to_json();
        let properties = document["components"]["schemas"]["Boat"]["properties"].as_object().unwrap();
        assert_eq!(properties.keys().collect::<Vec<_>>(), [property]);
        assert_eq!(document["servers"], serde_json::json!([{"url": format!("https://{title}")}]));
    }
    // The same operation on two hosts is one.
    let document = merged(vec![of_host("lake.example", "sail"), of_host("sea.example", "sail")], &[]).unwrap();
    assert_eq!(document.root.to_json()["servers"].as_array().unwrap().len(), 2);
}
