//! `cargo lab corpus`, as far as it goes without building crates.

use crate::common::{contents, lab, project, write};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const GOOD: &str = r##"{
    "openapi": "3.0.0", "info": {"title": "Shop", "version": "1"},
    "paths": {"/items": {"get": {"operationId": "listItems", "responses": {"200": {
        "description": "fine", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}}}}}},
    "components": {"schemas": {"Item": {"type": "object", "properties": {"id": {"type": "integer"}}}}}
}"##;

fn corpus(folder: &Path) -> (i32, String, Vec<Value>) {
    let arguments =
        ["corpus", "documents", "--work", "work", "--generate-only", "--jobs", "2", "--report", "report.json"];
    let output = lab(folder, &arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    let rows = fs::read(folder.join("report.json")).map(|text| serde_json::from_slice(&text).unwrap());
    (output.status.code().unwrap(), text, rows.unwrap_or_default())
}

#[test]
fn every_document_has_a_row_and_a_crate_and_what_fails_does_not_end_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let list = [("documents/a/shop.json", GOOD), ("documents/b/shop.json", GOOD), ("documents/broken.json", "{")];
    write(folder.path(), &list);
    let (status, text, rows) = corpus(folder.path());
    assert_eq!(status, 1, "{text}");
    let results: Vec<_> = rows.iter().map(|row| (&row["document"], &row["package"], &row["result"])).collect();
    let expected = [
        (&json!("a/shop.json"), &json!("api-a-shop-json"), &json!("ok")),
        (&json!("b/shop.json"), &json!("api-b-shop-json"), &json!("ok")),
        (&json!("broken.json"), &json!("api-broken"), &json!("not generated")),
    ];
    assert_eq!(results, expected, "{text}");
    assert_eq!(rows[0]["generated"]["operations"], 1);
    assert!(rows[0]["generated"]["models"].as_u64() >= Some(1));
    assert!(rows[0]["generated"]["lines"].as_u64() > Some(10));
    assert!(rows[2]["errors"][0].as_str().unwrap().contains("error["));
    assert!(text.contains("3 documents") && text.contains("2 ok, 1 failed"), "{text}");
    let manifest = fs::read_to_string(folder.path().join("work/crates/api-a-shop-json/Cargo.toml")).unwrap();
    assert_eq!(xtask::manifest::package(&manifest).as_deref(), Some("api-a-shop-json"));
    assert!(!folder.path().join("work/crates/api-broken").exists());
}

#[test]
fn a_second_run_takes_what_is_there_and_redoes_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("documents/one.json", GOOD), ("documents/two.json", GOOD)]);
    let (status, text, first) = corpus(folder.path());
    assert_eq!(status, 0, "{text}");
    let made = contents(&folder.path().join("work/crates"));

    write(folder.path(), &[("documents/two.json", &GOOD.replace("listItems", "allItems"))]);
    fs::remove_file(folder.path().join("work/crates/api-one/src/lib.rs")).unwrap();
    let (_, _, second) = corpus(folder.path());
    // The figures of a crate that was not made again are the same to the microsecond.
    assert_eq!(second[0], first[0]);
    assert!(!folder.path().join("work/crates/api-one/src/lib.rs").exists());
    assert_ne!(second[1]["generated"]["seconds"], first[1]["generated"]["seconds"]);
    let emitted = contents(&folder.path().join("work/crates"));
    assert_ne!(emitted["api-two/openapi.json"], made["api-two/openapi.json"]);
}

/// Few of them: `cargo lab corpus DIR --mutate 100` looks longer.
#[test]
fn mutants_of_our_documents_are_refused_or_compile() {
    let root = project();
    // What is built here is built once for all runs.
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants");
    write(&place, &[("documents/nasty.yaml", include_str!("../data/behaviour/nasty.yaml"))]);
    write(&place, &[("documents/sink.yaml", include_str!("../../../tests/data/kitchen-sink/api.yaml"))]);
    let [documents, work, report] =
        ["documents", "work", "report.json"].map(|name| place.join(name).to_str().unwrap().to_owned());
    let arguments = ["corpus", &documents, "--work", &work, "--mutate", "2", "--seed", "5", "--report", &report];
    let output = lab(root, &arguments);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{text}");
    let rows: Vec<Value> = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    let count = |result: &str| rows.iter().filter(|row| row["result"] == result).count();
    assert_eq!(rows.len(), 4, "{text}");
    assert_eq!(count("ok") + count("refused"), 4, "{text}");
    assert!(count("ok") >= 1, "{text}");
}

#[test]
fn a_folder_without_documents_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("documents/README.md", "no API"), ("documents/notes.txt", "")]);
    let output = lab(folder.path(), &["corpus", "documents", "--work", "work"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("holds no document"));
    assert!(!folder.path().join("work").exists());
}
