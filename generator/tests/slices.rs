//! Slicing a document into pages and merging the pages gives the reachable part of the document back.
//!
//! Documents are generated. Each is cut as documentation sites cut theirs, one document for an operation with only
//! the components that it reaches, and written in the forms of pages that keep everything: GitBook's (a page for each tag,
//! JSON in fenced blocks), Mintlify's, Fern's and Apidog's (a page for each operation, in YAML) and ReadMe's (the same in
//! JSON). Whatever the pages are called, and so in whatever order
//! they are read, the document is the same, and nothing is said about it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use generator::diagnostic::{At, Diagnostics};
use generator::document::Node;
use generator::ir::{Identity, Type, TypeId, walk};
use generator::report::{self, Options};
use generator::source::{Page, Places};
use generator::{Input, Surface, document};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const NAMES: [&str; 4] = ["A", "B", "C", "D"];

fn reference(kind: &'static str) -> impl Strategy<Value = Value> {
    proptest::sample::select(NAMES.to_vec())
        .prop_map(move |name| json!({"$ref": format!("#/components/{kind}/{name}")}))
}

/// Every type that an operation or a reached type mentions.
fn mentioned(surface: &Surface) -> BTreeSet<TypeId> {
    let mut ids = BTreeSet::new();
    let mut api = surface.api.clone();
    let mut note = |type_: &mut Type, _: bool| ids.extend(type_.named());
    walk::operations(&mut api.operations, &mut note);
    walk::definitions(api.types.iter_mut().filter(|definition| definition.is_reached), &mut note);
    ids
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({"type": "string", "format": "date-time", "description": "When: it was `made`"})),
        Just(json!({"type": "string", "enum": ["b", "a"], "nullable": true})),
        Just(json!({"type": "integer", "minimum": 1, "example": 7})),
        Just(
            json!({"type": "object", "required": ["x"], "properties": {"x": {"type": "string"}}, "discriminator": {"propertyName": "x"}})
        ),
        reference("schemas"),
        reference("schemas"),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let properties = proptest::collection::btree_map("[x-z]", inner.clone(), 0..3);
        let branches = proptest::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            2 => properties.prop_map(|properties| json!({"type": "object", "required": ["z", "x"], "properties": properties})),
            1 => inner.prop_map(|items| json!({"type": "array", "items": items})),
            1 => branches.clone().prop_map(|branches| json!({"oneOf": branches})),
            1 => branches.prop_map(|branches| json!({"allOf": branches})),
        ]
    })
}

fn operation() -> impl Strategy<Value = Value> {
    let security = proptest::option::of(prop_oneof![
        Just(json!([])),
        Just(json!([{"key": []}])),
        Just(json!([{"token": []}, {}]))
    ]);
    let parts =
        (schema(), reference("parameters"), reference("responses"), proptest::sample::select(vec!["Cats", "Dogs"]));
    (parts, security, any::<bool>()).prop_map(|((body, parameter, answer, tag), security, has_body)| {
        let mut operation = json!({"tags": [tag], "parameters": [parameter], "responses": {"200": answer, "default": {"description": "Any"}}});
        if has_body {
            operation["requestBody"] = json!({"content": {"application/json": {"schema": body}}});
        }
        operation["description"] = json!("Does `it`.\n\n```text\nand so on\n```\n");
        if let Some(security) = security {
            operation["security"] = security;
        }
        operation
    })
}

/// A whole document, of which not every component is reached.
fn whole() -> impl Strategy<Value = Value> {
    let items = proptest::collection::btree_map("get|post", operation(), 1..3);
    let paths = proptest::collection::btree_map("/[a-d](/\\{id\\})?", items, 1..5);
    let schemas = proptest::collection::vec(schema(), NAMES.len());
    (paths, schemas, any::<bool>(), any::<bool>()).prop_map(|(paths, schemas, is_secured, has_servers)| {
        let named = |of: &dyn Fn(usize, &str) -> Value| -> Map<String, Value> {
            NAMES.iter().enumerate().map(|(index, name)| ((*name).to_owned(), of(index, name))).collect()
        };
        let schema = |index: usize, _: &str| schemas[index].clone();
        let parameter = |index: usize, name: &str| json!({"name": name, "in": "query", "schema": schemas[index]});
        let response = |index: usize, name: &str| {
            json!({"description": name, "content": {"application/json": {"schema": {"type": "array", "items": schemas[index]}}}})
        };
        let mut whole = json!({
            "openapi": "3.0.3",
            "info": {"title": "Any", "version": "1"},
            "tags": [{"name": "Cats"}, {"name": "Dogs", "description": "Not cats"}],
            "paths": paths,
            "components": {
                "schemas": named(&schema),
                "parameters": named(&parameter),
                "responses": named(&response),
                "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "token": {"type": "http", "scheme": "bearer"}},
            },
        });
        if is_secured {
            whole["security"] = json!([{"key": []}]);
        }
        if has_servers {
            whole["servers"] = json!([{"url": "https://api.example.com/v1"}]);
        }
        whole
    })
}

/// The references to components in a value.
fn references(value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            let named = members.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix("#/components/"));
            found.extend(
                named.and_then(|text| text.split_once('/')).map(|(kind, name)| (kind.to_owned(), name.to_owned())),
            );
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(elements) => elements.iter().for_each(|element| references(element, found)),
        _ => {}
    }
}

/// The components that a value reaches, and those that its security names.
fn reached(whole: &Value, from: &Value, security: &Value) -> BTreeSet<(String, String)> {
    let mut open = Vec::new();
    references(from, &mut open);
    let requirements = security.as_array().into_iter().flatten().filter_map(Value::as_object);
    let mut reached: BTreeSet<(String, String)> =
        requirements.flat_map(Map::keys).map(|name| ("securitySchemes".to_owned(), name.clone())).collect();
    while let Some(next) = open.pop() {
        if reached.insert(next.clone()) {
            references(&whole["components"][&next.0][&next.1], &mut open);
            open.extend(children(whole, &next));
        }
    }
    reached
}

/// The components that extend one with a discriminator: a page has them, since a value can be any of them.
fn children<'doc>(
    whole: &'doc Value,
    (kind, parent): &'doc (String, String),
) -> impl Iterator<Item = (String, String)> + 'doc {
    let is_parent = kind == "schemas" && !whole["components"]["schemas"][parent]["discriminator"].is_null();
    let schemas = whole["components"]["schemas"].as_object().into_iter().flatten().filter(move |_| is_parent);
    let extends = move |schema: &Value| {
        let parts = schema["allOf"].as_array().into_iter().flatten();
        parts.into_iter().any(|part| part["$ref"] == format!("#/components/schemas/{parent}"))
    };
    schemas.filter(move |(_, schema)| extends(schema)).map(|(name, _)| ("schemas".to_owned(), name.clone()))
}

fn picked(whole: &Value, reached: &BTreeSet<(String, String)>) -> Value {
    let mut components = Map::new();
    for (kind, name) in reached {
        let group = components.entry(kind.clone()).or_insert_with(|| json!({}));
        group[name] = whole["components"][kind][name].clone();
    }
    Value::Object(components)
}

/// A document with parts of another's paths and components; empty groups are left out.
fn part(whole: &Value, paths: Value, components: Value) -> Value {
    let mut part = json!({"openapi": whole["openapi"], "info": whole["info"], "tags": whole["tags"], "paths": paths});
    if let Some(servers) = whole.get("servers") {
        part["servers"] = servers.clone();
    }
    if components.as_object().is_some_and(|groups| !groups.is_empty()) {
        part["components"] = components;
    }
    part
}

fn security<'doc>(whole: &'doc Value, operation: &'doc Value) -> &'doc Value {
    operation.get("security").unwrap_or(&whole["security"])
}

/// One document for each operation, with its tag.
fn slices(whole: &Value) -> Vec<(String, Value)> {
    let mut slices = Vec::new();
    for (path, item) in whole["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let security = security(whole, operation);
            let components = picked(whole, &reached(whole, operation, security));
            let mut slice = part(whole, json!({path: {method: operation}}), components);
            if security.as_array().is_some_and(|list| !list.is_empty()) {
                slice["security"] = security.clone();
            }
            slices.push((operation["tags"][0].as_str().unwrap().to_owned(), slice));
        }
    }
    slices
}

/// What the pages can say of a document: all of it but the components that no operation reaches.
fn reachable(whole: &Value) -> Value {
    let mut all = BTreeSet::new();
    for operation in whole["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values()) {
        all.extend(reached(whole, operation, security(whole, operation)));
    }
    part(whole, whole["paths"].clone(), picked(whole, &all))
}

fn gitbook(slices: &[(String, Value)]) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    for (tag, slice) in slices {
        let page = pages
            .entry(tag.clone())
            .or_insert_with(|| format!("> See [llms.txt](https://example.com/llms.txt).\n\n# {tag}\n\n"));
        page.push_str(&format!("## An operation\n\n> It does `it`.\n\n````json\n{slice}\n````\n\n"));
    }
    pages
}

fn mintlify(slices: &[(String, Value)]) -> BTreeMap<String, String> {
    let page = |(index, (tag, slice)): (usize, &(String, Value))| {
        let yaml = serde_yaml::to_string(slice).unwrap();
        (
            format!("{tag}-{index}"),
            format!("# An operation\n\n## OpenAPI\n\n````yaml openapi.json get /\n{yaml}\n````\n"),
        )
    };
    slices.iter().enumerate().map(page).collect()
}

fn of_each(slices: &[(String, Value)], page: impl Fn(&str, &str, &Value) -> String) -> BTreeMap<String, String> {
    let written = |(index, (tag, slice)): (usize, &(String, Value))| {
        let (path, item) = slice["paths"].as_object().unwrap().iter().next().unwrap();
        let (method, _) = item.as_object().unwrap().iter().next().unwrap();
        (format!("{tag}-{index}"), page(method, path, slice))
    };
    slices.iter().enumerate().map(written).collect()
}

fn fern(slices: &[(String, Value)]) -> BTreeMap<String, String> {
    of_each(slices, |method, path, slice| {
        let server = slice.pointer("/servers/0/url").and_then(Value::as_str).unwrap_or_default();
        let line = format!("{} {server}{path}", method.to_uppercase());
        let yaml = serde_yaml::to_string(slice).unwrap();
        format!("# An operation\n\n{line}\n\n## OpenAPI Specification\n\n```yaml\n{yaml}\n```\n\n## Examples\n")
    })
}

fn apidog(slices: &[(String, Value)]) -> BTreeMap<String, String> {
    of_each(slices, |method, path, slice| {
        let mut slice = slice.clone();
        let operation = &mut slice["paths"][path][method];
        operation["x-apidog-folder"] = json!("All");
        operation["x-run-in-apidog"] = json!("https://app.apidog.example/run");
        operation["responses"]["default"]["x-apidog-name"] = json!("Any");
        let schemas = slice.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
        for schema in schemas.into_iter().flat_map(Map::values_mut) {
            schema["x-apidog-refs"] = json!({"01A": {"$ref": "#/components/schemas/NotThere"}});
        }
        if slice.get("servers").is_none() {
            slice["servers"] = json!([{"url": ""}]);
        }
        let yaml = serde_yaml::to_string(&slice).unwrap();
        format!("# An operation\n\n## OpenAPI Specification\n\n```yaml\n{yaml}\n```\n")
    })
}

fn readme(slices: &[(String, Value)]) -> BTreeMap<String, String> {
    of_each(slices, |_, _, slice| format!("# An operation\n\n# OpenAPI definition\n\n```json\n{slice:#}\n```\n"))
}

/// The document of some pages, which are read in an order that depends on `turn`.
fn merged(pages: &BTreeMap<String, String>, turn: usize) -> (Value, String) {
    let count = pages.len();
    let named = pages.iter().enumerate().map(|(index, (name, text))| Page {
        path: format!("{:03}-{name}.md", (index + turn) % count),
        text: text.clone(),
    });
    let mut dx = Diagnostics::default();
    let input = Input { pages: named.collect(), ..Input::default() };
    let merged =
        document(&mut dx, &input).map_err(|dx| report::render(&dx, Options::default())).expect("pages can be merged");
    assert!(dx.list.is_empty(), "{}", report::render(&dx, Options { verbose: true, ..Options::default() }));
    (merged.root.to_json(), merged.to_text())
}

/// A document in which each operation says its security itself, and the order in sets does not count.
fn canonical(mut document: Value) -> Value {
    let shared = document.as_object_mut().unwrap().shift_remove("security").unwrap_or_else(|| json!([]));
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        for operation in item.as_object_mut().unwrap().values_mut() {
            let operation = operation.as_object_mut().unwrap();
            operation.entry("security").or_insert_with(|| shared.clone());
        }
    }
    document
}

/// The component behind one that is nothing but a reference.
fn meant(document: &Value, name: &str) -> String {
    let schemas = &document["components"]["schemas"];
    let mut name = name.to_owned();
    for _ in 0..schemas.as_object().map_or(0, serde_json::Map::len) {
        match schemas[&name]["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/schemas/")) {
            Some(target) => name = target.to_owned(),
            None => break,
        }
    }
    name
}

/// A page for each operation, whose JSON is written in the same way on all pages, or in another on each.
fn written(slices: &[(String, Value)], is_same: bool) -> Vec<Page> {
    let page = |(index, (_, slice)): (usize, &(String, Value))| {
        let space = if is_same { String::from("\n") } else { format!("\n{}", " ".repeat(index + 1)) };
        Page { path: format!("{index:03}.json"), text: format!("{slice:#}").replace('\n', &space) }
    };
    slices.iter().enumerate().map(page).collect()
}

/// The nodes of a tree: the pages and pointers that each stands for, and its value where it holds no others.
fn nodes(node: &Node, places: &Places, found: &mut Vec<(Vec<(usize, String)>, Value)>) {
    let inside: Vec<&Node> = match &node.value {
        generator::document::Value::Object(members) => members.values().collect(),
        generator::document::Value::Array(elements) => elements.iter().collect(),
        _ => Vec::new(),
    };
    let value = if inside.is_empty() { node.to_json() } else { Value::Null };
    found.push((places.resolve_all(node.place), value));
    inside.into_iter().for_each(|node| nodes(node, places, found));
}

/// The nodes of the document of some pages, and what was said: code, message and place.
#[expect(clippy::type_complexity, reason = "two lists of what is compared")]
fn read(pages: Vec<Page>) -> (Vec<(Vec<(usize, String)>, Value)>, BTreeSet<(&'static str, String, String)>) {
    let mut dx = Diagnostics::default();
    let read = document(&mut dx, &Input { pages, ..Input::default() });
    let read = read.map_err(|dx| report::render(&dx, Options::default())).expect("pages can be read");
    let mut found = Vec::new();
    nodes(&read.root, &dx.sources.places, &mut found);
    let place = |at: &At| match at {
        At::Place(place) | At::Key(place) => format!("{:?}", dx.sources.places.resolve_all(*place)),
        other => format!("{other:?}"),
    };
    (found, dx.list.iter().map(|said| (said.code, said.message.clone(), place(&said.at))).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// What pages say in the same words is read once, and stands for all of them as if each had been read.
    #[test]
    fn pages_that_are_written_alike_are_read_as_others_are(mut whole in whole(), version in "3\\.[01]\\.0") {
        whole["openapi"] = json!(version);
        let is_new = version == "3.1.0";
        if is_new {
            whole["components"]["schemas"]["A"] = json!({"type": ["string", "null"], "if": {"const": "x"}});
            whole["components"]["schemas"]["B"] = json!({"type": "object", "properties": {"c": {"const": 1}}, "$defs": {"D": {"type": "string"}}});
        }
        let slices = slices(&whole);
        let (alike, others) = (read(written(&slices, true)), read(written(&slices, false)));
        let differ = alike.0.iter().zip(&others.0).find(|(one, other)| one != other);
        prop_assert!(differ.is_none(), "{:?}", differ);
        prop_assert_eq!(alike.0.len(), others.0.len());
        prop_assert_eq!(alike.1, others.1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_slices_of_a_document_are_its_reachable_part(whole in whole(), turn in 0_usize..8) {
        let mut expected = reachable(&whole);
        if let Some(security) = whole.get("security") {
            expected["security"] = security.clone();
        }
        let slices = slices(&whole);
        for pages in [gitbook(&slices), mintlify(&slices), fern(&slices), apidog(&slices), readme(&slices)] {
            let (document, text) = merged(&pages, 0);
            prop_assert_eq!(merged(&pages, turn).1, text);
            prop_assert_eq!(canonical(document), canonical(expected.clone()));
        }
    }

    /// Such types can be left out, and what is there without them is the same.
    #[test]
    fn nothing_that_is_reached_mentions_a_type_that_is_not(whole in whole()) {
        let surface = |document: &Value| {
            let pages = vec![Page { path: "api.json".to_owned(), text: document.to_string() }];
            generator::surface(&Input { pages, ..Input::default() }).expect("the document is valid")
        };
        let (all, part) = (surface(&whole), surface(&reachable(&whole)));
        let is_reached = |id: TypeId| all.api.types.get(id.0).is_some_and(|definition| definition.is_reached);
        prop_assert!(mentioned(&all).into_iter().all(is_reached));
        let reached = |surface: &Surface| -> BTreeSet<String> {
            // What inline objects are one type with is another component if the first equal one was left out.
            let own = surface.api.types.iter().filter(|it| it.is_reached && it.joined.is_empty());
            let names = own.filter_map(|it| match &it.identity {
                // Components that are nothing but references to another are that one, whichever gives its name.
                Identity::Component(name) => Some(meant(&whole, name)),
                _ => None,
            });
            names.collect()
        };
        prop_assert!(reached(&part).is_subset(&reached(&all)), "{:?} {:?}\n{}", reached(&part), reached(&all), serde_json::to_string(&whole["components"]["schemas"]).unwrap());
    }
}
