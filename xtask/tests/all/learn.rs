//! `cargo xtask learn` from end to end, on files of every kind that answers come in.

use crate::common::{contents, write, xtask};
use serde_json::{Value, json};
use std::path::Path;

const PAGE: &str = include_str!("../../../specs/flow-callbacks.md");
const NAMES: &str = include_str!("../../../generated/names.json");

#[track_caller]
fn run(folder: &Path, arguments: &[&str], status: i32) -> String {
    let fixed = ["learn", "--specs", "specs", "--out", "out"];
    let output = xtask(folder, &fixed.iter().chain(arguments).copied().collect::<Vec<_>>());
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{text}");
    text
}

fn project(answers: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE), ("out/names.json", NAMES)]);
    write(folder.path(), answers);
    folder
}

fn flow(flow: &Value) -> String {
    json!({"data": flow}).to_string()
}

/// What every file below says.
const SEEN: &str = "/components/schemas/Flows/properties/priority: array, seen integer";

#[test]
fn files_of_every_kind() {
    let body = flow(&json!({"priority": 3}));
    let value: Value = serde_json::from_str(&body).unwrap();
    let wrapped = |path: &str| json!({"operation": "", "method": "PUT", "path": path, "status": 200, "body": value});
    let lines = format!(
        "{}\n{}\n",
        wrapped("/api/v1/flows/{flow}/callbacks/{callback}"),
        wrapped("/api/v1/flows/1/callbacks/2")
    );
    let list = json!([{"operation": "update_flow_callback", "body": value}]).to_string();
    let entry = |url: &str, content: Value| json!({"request": {"method": "PUT", "url": url}, "response": {"status": 200, "content": content}});
    let url = "https://core.wearepatchworks.com/api/v1/flows/42/callbacks/7?include=flow";
    let har = json!({"log": {"entries": [
        entry(url, json!({"mimeType": "application/json; charset=utf-8", "text": body})),
        entry(url, json!({"mimeType": "application/json", "encoding": "base64", "text": base64(&body)})),
        entry(url, json!({"mimeType": "text/html", "text": "<html>"})),
        entry("https://other.example/metrics", json!({"mimeType": "application/json", "text": "{}"})),
    ]}});
    for (name, text, count) in [
        ("updateFlowCallback.json", body.as_str(), 1),
        ("update_flow_callback.200.json", &body, 1),
        ("Update Flow Callback.7.json", &body, 1),
        ("PUT %2Fapi%2Fv1%2Fflows%2F{flow}%2Fcallbacks%2F{callback}.json", &body, 1),
        ("put_%2Fapi%2Fv1%2Fflows%2F42%2Fcallbacks%2F7.200.3.json", &body, 1),
        ("answers.jsonl", &lines, 2),
        ("answers.json", &list, 1),
        ("browser.har", &har.to_string(), 2),
    ] {
        let folder = project(&[(&format!("answers/{name}"), text)]);
        let text = run(folder.path(), &[&format!("answers/{name}")], 1);
        assert!(text.contains(&format!("{SEEN} ×{count}\n")), "{name}: {text}");
        assert!(text.contains("of 1 operation"), "{name}: {text}");
        let of_folder = run(folder.path(), &["answers"], 1);
        assert_eq!(text.lines().next(), of_folder.lines().next(), "the folder is read as its files");
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn the_overlay_is_written_extended_and_enough() {
    let secret = "Hunter2";
    let first = flow(&json!({"priority": 3, "name": null, "company": {"id": 7, "key": secret}}));
    let folder = project(&[("a/updateFlowCallback.json", &first)]);
    let text = run(folder.path(), &["a"], 1);
    assert!(!text.contains(secret), "no value is shown: {text}");
    assert!(text.contains("undocumented  /components/schemas/Flows: `company`, seen object ×1"), "{text}");
    let before = contents(folder.path());
    assert!(!before.keys().any(|path| path.contains("overlay")), "nothing is written without being told");

    let text = run(folder.path(), &["a", "--write"], 0);
    assert!(text.contains("written to specs/learned.overlay.json"), "{text}");
    let overlay = String::from_utf8(contents(folder.path())["specs/learned.overlay.json"].clone()).unwrap();
    assert!(overlay.contains("\"$.components.schemas.Flows.properties.priority\""), "{overlay}");
    assert!(!overlay.contains(secret), "{overlay}");
    assert!(run(folder.path(), &["a"], 0).contains("no deviation"));
    let after = contents(folder.path());
    run(folder.path(), &["a", "--write"], 0);
    assert_eq!(contents(folder.path()), after, "nothing more is learned");

    write(folder.path(), &[("b/createFlowCallback.201.json", &flow(&json!({"priority": "high"})))]);
    run(folder.path(), &["b", "--write"], 0);
    let longer = String::from_utf8(contents(folder.path())["specs/learned.overlay.json"].clone()).unwrap();
    let actions = |text: &str| serde_json::from_str::<Value>(text).unwrap()["actions"].as_array().unwrap().clone();
    assert_eq!(actions(&longer)[..actions(&overlay).len()], actions(&overlay), "what was learned stays");
    assert!(actions(&longer).len() > actions(&overlay).len());
    assert!(run(folder.path(), &["a", "b"], 0).contains("2 answers of 2 operations"));

    let output = xtask(folder.path(), &["regen", "--specs", "specs", "--out", "crate", "--name", "flows"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let api = String::from_utf8(contents(folder.path())["crate/openapi.json"].clone()).unwrap();
    let api: Value = serde_json::from_str(&api).unwrap();
    let priority = &api["components"]["schemas"]["Flows"]["properties"]["priority"]["anyOf"];
    let types: Vec<&str> = priority.as_array().unwrap().iter().map(|one| one["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["array", "integer", "string"]);
}

#[test]
fn what_cannot_be_learned_from() {
    let body = flow(&json!({"priority": 3}));
    for (name, text, code) in [
        ("nothing.json", body.as_str(), "unknown-operation"),
        ("GET %2Fapi%2Fv1%2Fflows.json", &body, "unknown-operation"),
        ("updateFlowCallback.json", "{\"data\": ", "not-json"),
        ("updateFlowCallback.json", "", "no-answers"),
        ("browser.har", "{\"log\": {\"entries\": []}}", "no-answers"),
    ] {
        let folder = project(&[(&format!("a/{name}"), text)]);
        let before = contents(folder.path());
        let text = run(folder.path(), &["--write", &format!("a/{name}")], 2);
        assert!(text.contains(&format!("error[{code}]")) && text.contains("help"), "{name}: {text}");
        assert_eq!(contents(folder.path()), before);
    }
    let folder = project(&[("a/updateFlowCallback.json", &body), ("specs/learned.overlay.json", "overlay: 1.0.0\n")]);
    assert!(run(folder.path(), &["missing.json"], 2).contains("error[unreadable-file]"));
    let text = run(folder.path(), &["--write", "a"], 2);
    assert!(text.contains("error["), "{text}");
    let folder = project(&[
        ("a/updateFlowCallback.json", &body),
        (
            "specs/z.yaml",
            "overlay: 1.0.0\ninfo: {title: Z, version: '1'}\nactions:\n  - target: $.components.schemas.Flows.properties.priority.*\n    remove: true\n  - target: $.components.schemas.Flows.properties.priority\n    update: {type: array}\n",
        ),
    ]);
    let text = run(folder.path(), &["--write", "a"], 2);
    assert!(text.contains("error[overlay-not-enough]") && text.contains("--overlay FILE"), "{text}");
    assert!(run(folder.path(), &["--write", "--overlay", "zz.json", "a"], 0).contains("written to specs/zz.json"));
}

/// What the client tells of a body that is not JSON has no body.
#[test]
fn a_response_without_json_writes_no_correction() {
    let line = json!({"operation": "update_flow_callback", "method": "PUT",
        "path": "/api/v1/flows/{flow}/callbacks/{callback}", "status": 200});
    let folder = project(&[("a/told.jsonl", &format!("{line}\n"))]);
    let before = contents(folder.path());
    for arguments in [&["a"][..], &["a", "--write"]] {
        let text = run(folder.path(), arguments, 2);
        assert!(text.contains("error[not-json]"), "{text}");
        assert_eq!(contents(folder.path()), before);
    }
}

/// A status that is documented without content is not compared with what is documented for others.
#[test]
fn a_status_without_content_is_compared_with_no_other() {
    let content = |kind: &str| json!({"application/json": {"schema": {"type": kind}}});
    let responses = json!({
        "200": {"description": "Done", "content": content("integer")},
        "202": {"description": "Accepted"},
        "204": {"description": "Nothing"},
        "default": {"description": "Failed", "content": content("array")},
    });
    let document = json!({"openapi": "3.0.3", "info": {"title": "Jobs", "version": "1"},
        "paths": {"/jobs": {"post": {"operationId": "addJob", "responses": responses}}}});
    for (status, body, code, said) in [
        ("202", "\"later\"", 1, "responses/202: no body, seen string"),
        ("204", "\"later\"", 0, "warning[no-schema]"),
        ("201", "\"later\"", 1, "responses/200/content"),
        ("400", "\"later\"", 1, "responses/default/content"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("a/addJob.{status}.json");
        write(folder.path(), &[("specs/api.json", &document.to_string()), (&name, body)]);
        let text = run(folder.path(), &["a"], code);
        assert!(text.contains(said) || text.contains(&said.replace('/', "~1")), "{status}: {text}");
        run(folder.path(), &["a", "--write"], 0);
        let is_written = contents(folder.path()).contains_key("specs/learned.overlay.json");
        assert_eq!(is_written, code == 1, "{status}");
    }
}

/// No action gives a component a name that is none.
#[test]
fn what_cannot_be_corrected_is_not_written() {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}});
    let document = json!({"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"},
    "paths": {"/pet": {"get": {"operationId": "getPet", "responses": {"200": {"description": "It", "content": content}}}}},
    "components": {"schemas": {
        "Pet": {"type": "object", "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "object", "required": ["lives"], "properties": {"lives": {"type": "integer"}}}]},
    }}});
    for tag in ["gold fish", "Cat food", "Other"] {
        let body = json!({"kind": tag, "lives": "many"}).to_string();
        let mut document = document.clone();
        document["components"]["schemas"]["Other"] = json!({"type": "string"});
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &[("specs/api.json", &document.to_string()), ("a/getPet.json", &body)]);
        let before = contents(folder.path());
        let text = run(folder.path(), &["a"], 1);
        let line = "1 no branch     /components/schemas/Pet: a discriminator value that names no branch";
        assert!(text.contains(line) && text.contains("`--write` cannot correct 1"), "{text}");
        let text = run(folder.path(), &["a", "--write"], 2);
        assert!(text.contains("error[not-correctable]") && text.contains("help"), "{text}");
        assert!(!text.contains(tag), "no value is shown: {text}");
        assert_eq!(contents(folder.path()), before);
    }
}

/// Nested deeper, and in more unions, than anything is compared.
#[test]
fn an_answer_that_is_compared_in_part() {
    let reference = |level: usize| json!({"$ref": format!("#/components/schemas/L{level}")});
    let list = json!({"type": "array", "items": {"type": "string"}});
    let mut schemas: serde_json::Map<String, Value> =
        (0..10).map(|level| (format!("L{level}"), json!({"anyOf": [reference(level + 1), list]}))).collect();
    schemas.insert("L10".to_owned(), json!({"type": "object", "properties": {"next": reference(0)}}));
    let priority = "$.components.schemas.Flows.properties.priority";
    let overlay = json!({"overlay": "1.0.0", "info": {"title": "Deep", "version": "1"}, "actions": [
        {"target": "$.components.schemas", "update": schemas},
        {"target": format!("{priority}.*"), "remove": true},
        {"target": priority, "update": reference(0)},
    ]});
    let deep = (0..100).fold(json!({}), |inner, _| json!({"next": inner}));
    let body = flow(&json!({"priority": deep}));
    let folder = project(&[("a/updateFlowCallback.json", &body), ("specs/deep.json", &overlay.to_string())]);
    let text = run(folder.path(), &["a"], 0);
    assert!(text.contains("warning[answer-compared-in-part]") && text.contains("1 compared only in part"), "{text}");
}

#[test]
fn a_deprecated_name_means_its_operation_and_a_misspelled_one_names_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let document = json!({"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "paths": {"/pets": {"get": {
        "operationId": "listPets", "responses": {"200": {"description": "ok", "content": {"application/json":
        {"schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}}}}}}});
    let call = |arguments: &[&str], status: i32| {
        let output = xtask(folder, &[arguments, &["--specs", "specs", "--out", "client"]].concat());
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(status), "{said}");
        said
    };
    write(folder, &[("specs/api.json", &document.to_string()), ("seen/list_pets.json", r#"{"name": "a"}"#)]);
    call(&["regen", "--bump"], 0);
    let renamed = "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n  - {target: '$.paths.*.get', update: {x-rust-name: all_animals}}\n";
    // The document's own name is gone, so that only the client's former one is left.
    let mut other = document;
    other["paths"]["/pets"]["get"]["operationId"] = json!("animals");
    write(folder, &[("specs/api.json", &other.to_string()), ("specs/names.yaml", renamed)]);
    call(&["regen"], 0);
    assert!(call(&["learn", "seen"], 0).contains("no deviation"));
    write(folder, &[("wrong/all_anmals.json", "{}")]);
    let said = call(&["learn", "wrong"], 2);
    assert!(said.contains("`all_animals` is the nearest name"), "{said}");
}
