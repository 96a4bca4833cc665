//! `cargo lab corpus --history`: versions of one document, and what no step between them may do.

use crate::common::{lab, write};
use generator::changes::{ApiDiff, Change, Fate, Subject, SubjectKind, Verdict};
use generator::source::Page;
use generator::{Input, Surface};
use lab::corpus::history::Faults;
use serde_json::{Value, json};
use std::fs;

/// An API with one operation that answers with things, which have these properties.
fn document(properties: &Value) -> String {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
    let get = json!({"operationId": "listThings", "responses": {"200": {"description": "OK", "content": content}}});
    let status = json!({"type": "string", "enum": ["on", "off"]});
    json!({
        "openapi": "3.0.3", "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"get": get}},
        "components": {"schemas": {"Thing": {"type": "object", "properties": properties}, "Status": status}},
    })
    .to_string()
}

fn surface(text: String, recorded: Option<String>) -> Surface {
    let pages = vec![Page { path: "api.json".to_owned(), text }];
    generator::surface(&Input { pages, recorded, package: "case".to_owned(), ..Input::default() }).unwrap()
}

#[test]
fn documents_are_versions_in_natural_order_and_one_that_is_broken_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let id = json!({"type": "integer"});
    write(
        folder.path(),
        &[
            ("versions/9.0.json", &document(&json!({"id": id}))),
            ("versions/10.0.json", "{"),
            ("versions/11.0.json", &document(&json!({"id": id, "size": id}))),
            ("versions/12.0.json", &document(&json!({"size": id}))),
        ],
    );
    let output = lab(folder.path(), &["corpus", "--history", "versions", "--report", "steps.json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    let steps: Value = serde_json::from_slice(&fs::read(folder.path().join("steps.json")).unwrap()).unwrap();
    let told: Vec<_> = (0..3).map(|step| [&steps[step]["old"], &steps[step]["new"], &steps[step]["rust"]]).collect();
    let expected = [
        [&json!(""), &json!("10.0.json"), &json!(null)],
        [&json!("9.0.json"), &json!("11.0.json"), &json!("minor")],
        [&json!("11.0.json"), &json!("12.0.json"), &json!("major")],
    ];
    assert_eq!(told, expected, "{text}");
    assert!(text.contains("[not generated] error[") && text.contains("2 ok"), "{text}");

    fs::remove_file(folder.path().join("versions/10.0.json")).unwrap();
    let output = lab(folder.path(), &["corpus", "--history", "versions"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn names_that_change_at_unchanged_places_are_found() {
    let text = document(&json!({"id": {"type": "integer"}, "status": {"type": "string", "enum": ["a", "b"]}}));
    let old = surface(text.clone(), None);
    let record = old.names.record.replace("\"ThingStatus\"", "\"State\"").replace("\"B\"", "\"Bee\"");
    let record = record.replace(": \"id\"", ": \"number\"").replace("\"list_things\"", "\"things\"");
    let new = surface(text, Some(record));
    let faults = Faults::find(&old, &new, &ApiDiff::default());
    let renamed = faults.renamed.join("\n");
    for name in ["list_things", "number", "State", "Bee"] {
        assert!(renamed.contains(name), "`{name}` in {renamed}");
    }
    assert_eq!(Faults::find(&old, &old, &ApiDiff::default()), Faults::default());
}

/// A type that moves in the document is the same on the wire, whatever is said of it.
#[test]
fn majors_about_what_is_the_same_on_the_wire_are_found() {
    let inline = json!({"state": {"type": "string", "enum": ["off", "on"]}, "size": {"type": "integer"}});
    let mut component = inline.clone();
    component["state"] = json!({"$ref": "#/components/schemas/Status"});
    let old = surface(document(&inline), None);
    let new = surface(document(&component), Some(old.names.record.clone()));
    let major = |what: &str| Change {
        rule: "planted",
        subject: Subject {
            kind: SubjectKind::Model,
            fate: Fate::Changed,
            name: "Thing".to_owned(),
            wire: "Thing".to_owned(),
        },
        what: what.to_owned(),
        meaning: "it has another type".to_owned(),
        rust: Verdict::Major,
        wire: Verdict::Major,
    };
    let planted = ApiDiff { changes: vec![major("the field `state`: `A` became `B`")] };
    assert_eq!(Faults::find(&old, &new, &planted).false_majors.len(), 1);

    // The values are others: then a major change may be one.
    component["state"] = json!({"type": "string", "enum": ["off", "up"]});
    let new = surface(document(&component), Some(old.names.record.clone()));
    assert_eq!(Faults::find(&old, &new, &planted), Faults::default());
}
