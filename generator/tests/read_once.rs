//! What several pages say in the same words is read once: what that must not change.
//!
//! That the document is the same, with all places, is a property in `slices`. Here is what errors point at, whose extensions
//! are trusted, and where a component stands whose first page belongs to another API.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use generator::diagnostic::{At, Diagnostics};
use generator::report::{self, Options};
use generator::source::Page;
use generator::{Input, document};
use serde_json::{Value, json};

fn page(path: &str, title: &str, schema: &Value) -> Page {
    let text = json!({
        "openapi": "3.0.3", "info": {"title": title, "version": "1"}, "servers": [{"url": format!("https://{title}.example")}],
        "paths": {format!("/{}", path.replace('.', "-")): {"get": {"responses": {"200": {"description": "ok", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/A"}}}}}}}},
        "components": {"schemas": {"A": schema}},
    });
    Page { path: path.to_owned(), text: text.to_string() }
}

fn said(input: &Input) -> String {
    let mut dx = Diagnostics::default();
    match document(&mut dx, input) {
        Ok(_) => report::render(&dx, Options::default()),
        Err(dx) => report::render(&dx, Options::default()),
    }
}

#[test]
fn an_error_in_a_component_points_at_it_on_each_page() {
    let broken = |path: &str| {
        let Page { path, text } = page(path, "t", &json!({"type": "string", "description": "HERE"}));
        // Half of a surrogate pair, which is seen only where the text is read.
        Page { path, text: text.replace("HERE", "\\ud800") }
    };
    let pages = vec![page("a.json", "t", &json!({"type": "string"})), broken("b.json"), broken("c.json")];
    let column = pages[1].text.find("\\ud800").unwrap();
    let mut dx = Diagnostics::default();
    let found = document(&mut dx, &Input { pages, ..Input::default() }).expect_err("two pages cannot be read");
    let places: Vec<(usize, usize)> = found
        .list
        .iter()
        .filter_map(|said| match &said.at {
            At::Page(page, range) if said.code == "invalid-json" => Some((*page, range.start)),
            _ => None,
        })
        .collect();
    assert_eq!(places.iter().map(|(page, _)| *page).collect::<Vec<_>>(), [1, 2]);
    assert!(places.iter().all(|(_, start)| (column..column + 8).contains(start)), "{column} {places:?}");
}

#[test]
fn a_key_that_stands_twice_is_told_of_every_page() {
    let twice = |path: &str| {
        let Page { path, text } = page(path, "t", &json!({"type": "string", "title": "HERE"}));
        Page { path, text: text.replace("\"title\":\"HERE\"", "\"type\":\"integer\"") }
    };
    let text = said(&Input { pages: vec![twice("a.json"), twice("b.json")], ..Input::default() });
    assert_eq!(text.matches("error[duplicate-key]").count(), 2, "{text}");
    assert!(text.contains("a.json") && text.contains("b.json"), "{text}");
}

/// An extension in a fetched page is ignored, and the same one in a page of one's own is not.
#[test]
fn what_is_trusted_does_not_become_so_by_its_words() {
    let schema = json!({"type": "object", "x-rust-name": "Mine", "properties": {"a": {"type": "string"}}});
    for (fetched, own) in [("a.json", "b.json"), ("b.json", "a.json")] {
        let pages = vec![page("a.json", "t", &schema), page("b.json", "t", &schema)];
        let input = Input {
            pages,
            urls: [(fetched.to_owned(), "https://t.example/a".to_owned())].into(),
            fetched: [fetched.to_owned()].into(),
            ..Input::default()
        };
        let mut dx = Diagnostics::default();
        let read = document(&mut dx, &input).expect("the pages can be read");
        let name = read.root.pointer("/components/schemas/A/x-rust-name").expect("one of the two counts");
        let (fragment, _) = dx.sources.places.resolve(name.place).unwrap();
        assert_eq!(dx.sources.pages[dx.sources.fragments[fragment].page].path, own);
        assert_eq!(dx.list.iter().filter(|said| said.code == "fetched-extension").count(), 1);
    }
}

#[test]
fn a_component_stands_on_the_pages_of_its_own_api() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "strng"}}});
    let pages = vec![page("a.json", "first", &schema), page("b.json", "second", &schema)];
    let input = Input { pages, titles: vec!["second".to_owned()], ..Input::default() };
    let mut dx = Diagnostics::default();
    let read = document(&mut dx, &input).expect("the pages can be read");
    let node = read.root.pointer("/components/schemas/A/properties/a/type").unwrap();
    assert_eq!(dx.sources.places.resolve_all(node.place), [(1, "/components/schemas/A/properties/a/type".to_owned())]);
}
