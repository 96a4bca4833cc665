//! A part of an API has the names of the whole, and nothing of what is left out; the whole comes back as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use generator::names::{OperationNames, TypeNames};
use generator::select::{Kind, Selection, Selector};
use generator::source::Page;
use generator::{Input, Output, Surface};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const TAGS: [&str; 12] = [
    "Pets", "Owners", "Shops", "Visits", "Invoices", "Rooms", "Staff", "Tickets", "Animals", "Reports", "Files",
    "Users",
];

/// What only a real document has together: the same inline object and enum in many places, names that collide, a hierarchy,
/// references into operations, webhooks, callbacks, components of all kinds.
fn document() -> Value {
    let (mut paths, mut schemas) = (json!({}), json!({}));
    for (index, tag) in TAGS.iter().enumerate() {
        let lower = tag.to_lowercase();
        let reference = json!({"$ref": format!("#/components/schemas/{tag}")});
        schemas[*tag] = json!({"type": "object", "required": ["id"], "properties": {
            "id": {"type": "integer"},
            "status": {"type": "string", "enum": ["open", "closed"]},
            "link": {"type": "object", "properties": {"href": {"type": "string"}, "rel": {"type": "string"}}},
            "next": {"$ref": format!("#/components/schemas/{}", TAGS[(index + 1) % TAGS.len()])},
            "only": {"$ref": format!("#/components/schemas/{tag}Only")},
            "a-b": {"type": "string"}, "a_b": {"type": "string"},
        }});
        if index % 3 == 2 {
            schemas[*tag]["properties"].as_object_mut().unwrap().remove("next");
        }
        schemas[format!("{tag}Only")] =
            json!({"type": "object", "properties": {"kind": {"type": "string", "enum": [lower, "x"]}}});
        for version in 0..4 {
            let base = format!("/v{version}/{lower}");
            paths[&base] = json!({
                "parameters": [{"$ref": "#/components/parameters/Page"}],
                "get": {"tags": [tag], "summary": format!("List {tag}"), "responses": {
                    "200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object", "properties": {
                        "data": {"type": "array", "items": reference}, "meta": {"type": "object", "properties": {
                            "total": {"type": "integer"}, "state": {"type": "string", "enum": ["open", "closed"]}}}}}}}},
                    "404": {"$ref": "#/components/responses/Missing"}}},
                "post": {"tags": [tag], "operationId": format!("create{tag}{version}"), "requestBody": {"content": {
                    "application/json": {"schema": {"type": "object", "properties": {
                        "status": {"type": "string", "enum": ["open", "closed"]}, "link": {"type": "object", "properties": {
                            "href": {"type": "string"}, "rel": {"type": "string"}}}}}}}},
                    "responses": {"201": {"description": "ok", "content": {"application/json": {"schema": reference}}}}},
            });
            paths[format!("{base}/{{id}}")] = json!({"delete": {"tags": [tag], "summary": format!("Delete {tag}"),
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
                "responses": {"204": {"description": "gone"}}}});
        }
    }
    // Bundlers refer into the first place that had a schema.
    paths["/bundled"] = json!({"get": {"tags": ["Users"], "summary": "Bundled", "responses": {"200": {"description": "ok", "content": {
        "application/json": {"schema": {"$ref": "#/paths/~1v0~1pets/get/responses/200/content/application~1json/schema"}}}}}}});
    paths["/animals/any"] = json!({"get": {"tags": ["Animals"], "summary": "Any animal", "responses": {"200": {"description": "ok",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Base"}}}}}}});
    paths["/hooked"] = json!({"post": {"tags": ["Files"], "summary": "Hook", "responses": {"204": {"description": "ok"}}, "callbacks": {
        "done": {"{$request.body#/url}": {"post": {"requestBody": {"content": {"application/json": {"schema": {
            "$ref": "#/components/schemas/Done"}}}}, "responses": {"204": {"description": "ok"}}}}}}}});
    schemas["Base"] = json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
        "discriminator": {"propertyName": "kind"}});
    schemas["Lion"] = json!({"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object", "properties": {
        "mane": {"$ref": "#/components/schemas/Mane"}}}]});
    schemas["Mane"] = json!({"type": "object", "properties": {"length": {"type": "integer"}}});
    schemas["Done"] = json!({"type": "object", "properties": {"at": {"type": "string"}}});
    schemas["Sold"] = json!({"type": "object", "properties": {"pet": {"$ref": "#/components/schemas/PetsOnly"}}});
    schemas["Unused"] = json!({"type": "object", "properties": {"of": {"$ref": "#/components/schemas/Odd"}}});
    schemas["Odd"] = json!({"type": "object", "properties": {"x": {"type": "string"}}});
    let described: Vec<Value> = TAGS.iter().map(|tag| json!({"name": tag, "description": tag})).collect();
    json!({"openapi": "3.1.0", "info": {"title": "Zoo", "version": "1"}, "servers": [{"url": "https://zoo.example"}],
        "tags": described, "paths": paths,
        "webhooks": {"sold": {"post": {"tags": ["Shops"], "requestBody": {"content": {"application/json": {"schema": {
            "$ref": "#/components/schemas/Sold"}}}}, "responses": {"204": {"description": "ok"}}}}},
        "components": {"schemas": schemas,
            "parameters": {"Page": {"name": "page", "in": "query", "schema": {"type": "integer"}}},
            "responses": {"Missing": {"description": "no", "content": {"application/json": {"schema": {
                "type": "object", "properties": {"message": {"type": "string"}}}}}}}}})
}

fn selectors(list: &[(Kind, &str)]) -> Vec<Selector> {
    let selector =
        |(kind, text): &(Kind, &str)| Selector { kind: *kind, text: (*text).to_owned(), said_at: "here".to_owned() };
    list.iter().map(selector).collect()
}

fn selections() -> Vec<Selection> {
    let of = |include: &[(Kind, &str)], exclude: &[(Kind, &str)]| Selection {
        include: selectors(include),
        exclude: selectors(exclude),
        is_lenient: false,
    };
    vec![
        of(&[(Kind::Tag, "Pets")], &[]),
        of(&[(Kind::Tag, "Users"), (Kind::Tag, "R*")], &[]),
        of(&[(Kind::Tag, "Animals")], &[(Kind::Path, "/v?/**")]),
        of(&[(Kind::Path, "/v1/*"), (Kind::Operation, "POST /hooked")], &[(Kind::Operation, "createPets1")]),
        of(&[], &[(Kind::Tag, "Pets"), (Kind::Tag, "Shops"), (Kind::Operation, "bundled")]),
        of(&[], &[(Kind::Path, "/v0/**"), (Kind::Operation, "delete /v1/pets/{id}")]),
        of(&[(Kind::Operation, "bundled")], &[]),
    ]
}

fn input(selection: &Selection, recorded: Option<&str>) -> Input {
    let pages = vec![Page { path: "api.json".to_owned(), text: document().to_string() }];
    Input {
        pages,
        recorded: recorded.map(str::to_owned),
        selection: selection.clone(),
        package: "zoo".to_owned(),
        ..Input::default()
    }
}

fn made(input: &Input) -> Output {
    generator::generate(input).unwrap_or_else(|dx| panic!("{:#?}", dx.list))
}

fn file<'a>(output: &'a Output, path: &str) -> &'a str {
    &output.files.iter().find(|file| file.path == path).unwrap().text
}

fn by_key<T>(names: &[T], key: fn(&T) -> &str) -> BTreeMap<&str, &T> {
    names.iter().map(|names| (key(names), names)).collect()
}

/// References of a document that lead nowhere.
fn dangling(root: &Value, node: &Value, found: &mut Vec<String>) {
    match node {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            let target = reference.and_then(|text| root.pointer(text.strip_prefix('#')?));
            found.extend(reference.filter(|_| target.is_none()).map(str::to_owned));
            members.values().for_each(|member| dangling(root, member, found));
        }
        Value::Array(elements) => elements.iter().for_each(|element| dangling(root, element, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_part_has_the_names_of_the_whole() {
    let all = Selection::default();
    let whole = made(&input(&all, None));
    let again = made(&input(&all, Some(&whole.names.record)));
    assert!(whole.api.operations.len() > 140 && whole.api.types.len() > 60, "{}", whole.api.types.len());
    let types = by_key(&whole.names.types, |names: &TypeNames| &names.ident);
    let operations = by_key(&whole.names.operations, |names: &OperationNames| &names.key);
    for selection in selections() {
        // Whether the client was whole before, or is a part from the beginning.
        for recorded in [None, Some(whole.names.record.as_str())] {
            let part = made(&input(&selection, recorded));
            assert!(part.names.operations.len() < whole.names.operations.len(), "{selection:?}");
            // A copy of what stands in an operation that is left out is named by its place.
            let is_copy = |names: &&TypeNames| names.key.starts_with("GET /bundled ");
            for names in part.names.types.iter().filter(|names| !is_copy(names)) {
                // What several places share is remembered by the first of those that are left.
                let known =
                    types.get(names.ident.as_str()).unwrap_or_else(|| panic!("{selection:?}: {names:?} is new"));
                assert_eq!(TypeNames { key: known.key.clone(), ..names.clone() }, **known, "{selection:?}");
            }
            for names in &part.names.operations {
                assert_eq!(operations.get(names.key.as_str()), Some(&names), "{selection:?}");
            }
            assert_eq!(file(&part, "names.json"), whole.names.record, "{selection:?}");
            assert_eq!(part.names.record, whole.names.record);

            // Its document is all that it is made of.
            let text = file(&part, "openapi.json");
            let published: Value = serde_json::from_str(text).unwrap();
            let mut lost = Vec::new();
            dangling(&published, &published, &mut lost);
            assert!(lost.is_empty(), "{selection:?}: {lost:?}");
            let pages = vec![Page { path: "openapi.json".to_owned(), text: text.to_owned() }];
            let recorded = Some(part.names.record.clone());
            let read = generator::baseline(&Input { pages, recorded, ..Input::default() }).unwrap();
            let surface = Surface { api: part.api.clone(), names: part.names.clone() };
            let changes = generator::compare(&read, &surface).changes;
            assert!(changes.is_empty(), "{selection:?}: {changes:#?}");

            // All of it comes back as it was.
            let back = made(&input(&all, Some(&part.names.record)));
            assert_eq!(back.files, again.files, "{selection:?}");
        }
    }
}

#[test]
fn what_nothing_left_leads_to_goes() {
    let part = |index: usize| {
        let part = made(&input(&selections()[index], None));
        let names: BTreeSet<String> = part.names.types.iter().map(|names| names.ident.clone()).collect();
        (part, names)
    };
    let has = |names: &BTreeSet<String>, list: &[&str]| list.iter().all(|name| names.contains(*name));
    let lacks = |names: &BTreeSet<String>, list: &[&str]| !list.iter().any(|name| names.contains(*name));

    // Included: what it leads to, and nothing else.
    let (pets, names) = part(0);
    assert!(has(&names, &["Pets", "PetsOnly", "Owners", "Shops", "ShopsOnly"]), "{names:?}");
    assert!(lacks(&names, &["Visits", "Lion", "Unused", "Odd", "Sold", "Done"]), "{names:?}");
    assert!(pets.api.types.iter().all(|definition| definition.is_reached));
    assert!(pets.api.webhooks.is_empty());
    let document: Value = serde_json::from_str(file(&pets, "openapi.json")).unwrap();
    assert_eq!(document["tags"], json!([{"name": "Pets", "description": "Pets"}]));
    assert!(document["components"]["parameters"]["Page"].is_object());

    // A hierarchy stays whole.
    let (_, names) = part(2);
    assert!(has(&names, &["Base", "Lion", "Mane"]), "{names:?}");
    assert!(lacks(&names, &["Animals"]), "{names:?}");

    // With an operation, its callbacks.
    let (hooked, names) = part(3);
    assert!(has(&names, &["Done"]) && hooked.api.webhooks.len() == 1, "{names:?}");

    // Excluded: what only that led to; what nothing led to before is as optional as before.
    let (rest, names) = part(4);
    assert!(has(&names, &["Owners", "Shops", "Unused", "Odd", "Lion"]), "{names:?}");
    assert!(lacks(&names, &["Pets", "PetsOnly", "Sold"]), "{names:?}");
    assert!(rest.api.webhooks.iter().all(|webhook| webhook.operation.is_some()));

    // A copy stands where a reference led into an operation that is left out.
    let (_, names) = part(6);
    assert!(has(&names, &["Pets", "PetsOnly"]), "{names:?}");
}

#[test]
fn a_selector_that_matches_nothing_names_the_nearest() {
    let selection = Selection {
        include: selectors(&[(Kind::Tag, "Pet"), (Kind::Operation, "GET /v1/pet"), (Kind::Path, "/nothing/**/alike")]),
        exclude: selectors(&[(Kind::Path, "/v1/owner")]),
        is_lenient: false,
    };
    let dx = generator::generate(&input(&selection, None)).unwrap_err();
    let said: Vec<String> = dx
        .list
        .iter()
        .filter(|said| said.code == "unmatched-selector")
        .map(|said| format!("{} {}", said.message, said.help.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        said,
        [
            "no tag of the pages is `Pet` did you mean `Pets`?",
            "no operation of the pages is `GET /v1/pet` did you mean `GET /v1/pets`?",
            "no path of the pages is `/nothing/**/alike` correct the path, or remove it",
            "no path of the pages is `/v1/owner` did you mean `/v1/owners`?",
        ]
    );
    let lenient = Selection {
        is_lenient: true,
        include: selectors(&[(Kind::Tag, "Pets"), (Kind::Tag, "Gone")]),
        ..Selection::default()
    };
    assert_eq!(made(&input(&lenient, None)).api.operations.len(), 12);
}
