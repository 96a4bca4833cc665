//! `cargo lab corpus --behaviour` on a document of our own, with much of what goes wrong elsewhere: the crate that is
//! generated does what the document says, and if the document said something else, it would be told.

use crate::common::{lab, project, write};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const DOCUMENT: &str = include_str!("../data/behaviour/nasty.yaml");

fn corpus(root: &Path, place: &Path) -> (i32, String, Value) {
    let (documents, work, report) = (place.join("documents"), place.join("work"), place.join("report.json"));
    let [documents, work, report] = [&documents, &work, &report].map(|path| path.to_str().unwrap());
    let arguments = ["corpus", documents, "--work", work, "--generate-only", "--behaviour", "--report", report];
    let output = lab(root, &arguments);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let rows: Value = serde_json::from_slice(&fs::read(report).unwrap()).unwrap();
    (output.status.code().unwrap(), text, rows[0].clone())
}

/// One test, so that the crate is built once.
#[test]
fn a_crate_does_what_its_document_says_and_a_difference_is_told() {
    let root = project();
    // What is built here is built once for all runs.
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("behaviour");
    write(&place, &[("documents/nasty.yaml", DOCUMENT)]);
    // The document of an earlier run may be the changed one.
    let _ = fs::remove_dir_all(place.join("work/crates"));
    let (status, text, row) = corpus(root, &place);
    assert_eq!((status, row["result"].as_str()), (0, Some("ok")), "{text}");
    let (round_trips, calls) = (&row["behaviour"]["round_trips"], &row["behaviour"]["calls"]);
    assert_eq!(round_trips["without_values"], json!([]), "{text}");
    assert!(round_trips["schemas"].as_u64() >= Some(15), "{round_trips}");
    assert!(round_trips["values"].as_u64() >= Some(15 * 20), "{round_trips}");
    assert_eq!((&round_trips["examples"], &round_trips["invalid_examples"]), (&json!(2), &json!(1)));
    assert_eq!((&calls["operations"], &calls["called"]), (&json!(15), &json!(15)));
    assert!(calls["calls"].as_u64() >= Some(25), "{calls}");
    assert!(row["behaviour"]["responses"]["responses"].as_u64() >= Some(5), "{text}");

    // The same crate, held against a document that says something else.
    let file = place.join("work/crates/api-nasty/openapi.json");
    let mut document: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let schemas = &mut document["components"]["schemas"];
    schemas["Range"]["properties"]["from"] = json!({ "type": "boolean" });
    schemas["Everything"]["properties"]["id"] = json!({ "type": "string" });
    schemas["Patch"]["properties"]["renamed"] = schemas["Patch"]["properties"]["name"].take();
    document["components"]["securitySchemes"]["CookieKey"]["name"] = json!("other");
    let mut paths = document["paths"].as_object_mut().unwrap().iter_mut();
    let styles = paths.find(|(path, _)| path.starts_with("/styles")).unwrap().1;
    for parameter in styles["get"]["parameters"].as_array_mut().unwrap() {
        match parameter["name"].as_str().unwrap() {
            "comma" => parameter["explode"] = json!(true),
            "seen" => parameter["name"] = json!("unseen"),
            _ => {}
        }
    }
    fs::write(&file, document.to_string()).unwrap();
    let (status, text, row) = corpus(root, &place);
    assert_eq!((status, row["result"].as_str()), (1, Some("calls, responses, round trips")), "{text}");
    let told = |part: &str| row["behaviour"][part]["mismatches"].to_string();
    for words in ["Range: undocumented at `/from`", "Patch: undocumented at `/renamed`"] {
        assert!(told("round_trips").contains(words), "{words}: {text}");
    }
    assert!(told("responses").contains("OtherType"), "{text}");
    for words in ["cookies: expected `other=", "query: expected", "only the document has `unseen`"] {
        assert!(told("calls").contains(words), "{words}: {text}");
    }
}
