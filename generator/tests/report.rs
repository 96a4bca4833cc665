//! The findings and the inventory of a report: what is grouped, what is marked, and where everything stands.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use generator::report::finding::{self, EXCERPTS, Finding, findings};
use generator::report::inventory::{self, Inventory};
use generator::source::Page;
use generator::{Input, Survey, survey};
use serde_json::{Value, json};

fn surveyed(pages: &[(&str, &str)]) -> Survey {
    let page = |(path, text): &(&str, &str)| Page { path: (*path).to_owned(), text: (*text).to_owned() };
    survey(&Input { pages: pages.iter().map(page).collect(), ..Input::default() }, None)
}

fn found(pages: &[(&str, &str)]) -> Vec<Finding> {
    findings(&surveyed(pages).diagnostics)
}

fn inventory_of(survey: &Survey) -> Inventory {
    let (document, surface) = (survey.document.as_ref().unwrap(), survey.surface.as_ref().unwrap());
    inventory::inventory(&survey.diagnostics.sources, document, &surface.api, &surface.names)
}

fn document(schemas: &Value) -> String {
    let schema = json!({"$ref": "#/components/schemas/Boat"});
    let responses = json!({"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Boats", "version": "1"},
        "paths": {"/boats": {"get": {"summary": "List boats", "tags": ["Boats"], "responses": responses}}},
        "components": {"schemas": schemas},
    })
    .to_string()
}

fn with_empty_objects(number: usize) -> String {
    let field = |index: usize| (format!("field_{index}"), json!({"type": "object"}));
    let properties: serde_json::Map<String, Value> = (0..number).map(field).collect();
    document(&json!({"Boat": {"type": "object", "properties": properties}}))
}

#[test]
fn equal_messages_of_a_page_are_one_finding_that_keeps_every_place() {
    let number = EXCERPTS + 3;
    let all = found(&[("boats.json", &with_empty_objects(number))]);
    let [one] = all.as_slice() else { panic!("{all:#?}") };
    assert_eq!((one.code, one.state, one.page.as_deref()), ("untyped-schema", "warning", Some("boats.json")));
    assert_eq!(one.spots.len(), number);
    assert_eq!(one.spots.iter().filter(|spot| spot.excerpt.is_some()).count(), EXCERPTS);
    for (index, spot) in one.spots.iter().enumerate() {
        let at = spot.at.as_ref().unwrap();
        assert_eq!(at.pointer.as_deref(), Some(format!("/components/schemas/Boat/properties/field_{index}").as_str()));
        let target = spot.actions[0]["target"].as_str().unwrap();
        assert_eq!(target, format!("$.components.schemas.Boat.properties.field_{index}"));
    }
    let marked = one.spots[0].excerpt.as_ref().unwrap();
    assert_eq!(marked.marked, r#"{"type": "object"}"#);
    assert!(marked.before.contains("field_0") && marked.after.contains("field_1"), "{marked:?}");
    assert!(one.help.as_ref().is_some_and(|help| !help.contains("target")), "the action is no part of it: {one:?}");
}

#[test]
fn pages_that_differ_are_named_with_what_each_says() {
    let one = document(&json!({"Boat": {"type": "object", "properties": {"length": {"type": "integer"}}}}));
    let other = document(&json!({"Boat": {"type": "object", "properties": {"length": {"type": "string"}}}}));
    let all = found(&[("one.json", &one), ("other.json", &other)]);
    let [differs] = all.as_slice() else { panic!("{all:#?}") };
    assert_eq!(differs.code, "differs-between-pages");
    let related = &differs.spots[0].related;
    assert!(related.len() == 2 && related.iter().all(|related| related.excerpt.is_some()), "{related:#?}");
    let pages: Vec<&str> = related.iter().map(|related| related.at[0].page.as_str()).collect();
    assert_eq!(pages, ["one.json", "other.json"]);
}

#[test]
fn the_same_in_several_pages_is_one_place_with_copies() {
    let text = with_empty_objects(1);
    let all = found(&[("a.json", &text), ("b.json", &text)]);
    let [one] = all.as_slice() else { panic!("{all:#?}") };
    assert_eq!(one.page.as_deref(), Some("a.json"));
    let copies: Vec<&str> = one.spots[0].copies.iter().map(|copy| copy.page.as_str()).collect();
    assert_eq!(copies, ["b.json"]);
}

#[test]
fn what_overlays_correct_is_still_wrong_in_the_documentation() {
    let overlay = r#"{"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions":
        [{"target": "$.components.schemas.Boat.properties.field_0", "update": {"additionalProperties": true}}]}"#;
    let text = with_empty_objects(2);
    let pages = [("boats.json", text.as_str()), ("own.json", overlay)];
    let now = found(&pages);
    let page = |(path, text): &(&str, &str)| Page { path: (*path).to_owned(), text: (*text).to_owned() };
    let input = Input { pages: pages.iter().map(page).collect(), uncorrected: true, ..Input::default() };
    let corrected = finding::corrected(findings(&survey(&input, None).diagnostics), &now);
    for (all, state, field) in [(&now, "warning", "field_1"), (&corrected, "corrected", "field_0")] {
        let [one] = all.as_slice() else { panic!("{all:#?}") };
        assert_eq!((one.state, one.spots.len()), (state, 1));
        assert!(one.spots[0].at.as_ref().unwrap().pointer.as_ref().unwrap().ends_with(field), "{one:#?}");
    }
    assert_eq!(finding::corrected(now.clone(), &now), []);
}

#[test]
fn errors_are_findings_and_leave_no_client() {
    let survey =
        surveyed(&[("boats.json", &with_empty_objects(1)), ("broken.yaml", "openapi: 3.0.3\nopenapi: 3.0.3\n")]);
    assert!(survey.surface.is_none());
    let all = findings(&survey.diagnostics);
    assert!(all.iter().any(|one| one.state == "error" && one.page.as_deref() == Some("broken.yaml")), "{all:#?}");
}

#[test]
fn hidden_characters_are_shown_as_escapes() {
    let text = with_empty_objects(1).replace("field_0", "field\\u202e_0");
    let all = found(&[("boats.json", &text)]);
    let at = all[0].spots[0].at.as_ref().unwrap();
    assert_eq!(at.pointer.as_deref(), Some("/components/schemas/Boat/properties/field\\u{202e}_0"));
}

#[test]
fn the_inventory_has_operations_and_models_with_their_pages() {
    let text = with_empty_objects(1);
    let kind = document(&json!({"Boat": {"type": "object", "properties": {"kind": {"enum": ["sail", "row"]}}}}));
    let inventory = inventory_of(&surveyed(&[("a.json", &text), ("b.json", &kind)]));
    let [operation] = inventory.operations.as_slice() else { panic!("{inventory:#?}") };
    assert_eq!((operation.method.as_str(), operation.path.as_str()), ("GET", "/boats"));
    assert_eq!((operation.name.as_str(), operation.tag.as_deref()), ("list_boats", Some("Boats")));
    assert_eq!(operation.pages, ["a.json", "b.json"]);
    let models: Vec<_> = inventory.models.iter().map(|one| (one.name.as_str(), one.kind, one.parts)).collect();
    assert_eq!(models, [("Boat", "model", 2), ("BoatKind", "enum", 2)]);
    assert_eq!(inventory.models[0].pages, ["a.json", "b.json"]);
    assert_eq!(inventory.models[1].pages, ["b.json"]);
}

#[test]
fn a_pointer_has_a_place_and_a_path() {
    let survey = surveyed(&[("boats.json", &with_empty_objects(1))]);
    let document = survey.document.as_ref().unwrap();
    let pointer = "/paths/~1boats/get/tags/0";
    assert_eq!(inventory::path(document, pointer).as_deref(), Some("$.paths['/boats'].get.tags[0]"));
    assert_eq!(
        inventory::path(document, "/paths/~1boats/get/responses/200").as_deref(),
        Some("$.paths['/boats'].get.responses['200']")
    );
    assert_eq!(inventory::path(document, "/paths/nothing"), None);
    let at = inventory::place(document, pointer).unwrap();
    let mut index = generator::locate::Index::default();
    let spot = finding::spot_at(&mut index, &survey.diagnostics.sources, &at);
    assert_eq!(spot.excerpt.unwrap().marked, "\"Boats\"");
}
