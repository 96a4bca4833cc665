//! `cargo xtask overlay new`: the actions of chosen warnings settle just these, and a file keeps all that it has.

use crate::common::xtask;
use crate::files::{contents, write};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const SHARED: [&str; 4] = ["--specs", "specs", "--out", "client"];
const NEW: &str = "specs/corrections.overlay.yaml";

fn pages() -> Vec<(String, String)> {
    let page = |name: &str| {
        let schema = json!({"$ref": format!("#/components/schemas/{name}")});
        let responses = json!({"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}});
        let properties = json!({"sails": {"type": "object"}, "ropes": {"type": "array"}, "anchor": {"type": "object"}});
        let document = json!({
            "openapi": "3.0.3",
            "info": {"title": "Harbour", "version": "1"},
            "paths": {format!("/{name}"): {"get": {"summary": format!("Get {name}"), "responses": responses}}},
            "components": {"schemas": {name: {"type": "object", "properties": properties}}},
        });
        (format!("specs/{name}.json"), document.to_string())
    };
    vec![page("boat"), page("ship")]
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in pages() {
        write(folder.path(), &[(path.as_str(), text.as_str())]);
    }
    folder
}

#[track_caller]
fn new(folder: &Path, arguments: &[&str], status: i32) -> String {
    let output = xtask(folder, &[&["overlay", "new"], arguments, &SHARED].concat());
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(status), "{said}");
    said
}

#[test]
fn the_pages_alone_are_enough() {
    let folder = folder();
    let output = xtask(folder.path(), &["overlay", "new", "--all"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let settled = open(folder.path());
    assert!(settled.is_empty() && folder.path().join(NEW).is_file(), "{settled:?}");
}

/// The open warnings of a run: code, page and pointer.
fn open(folder: &Path) -> BTreeSet<[String; 3]> {
    let output = xtask(folder, &[&["regen", "--format", "json"][..], &SHARED].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let warnings = lines.filter(|line| line["severity"] == "warning");
    warnings
        .map(|line| ["code", "page", "pointer"].map(|key| line[key].as_str().unwrap_or_default().to_owned()))
        .collect()
}

#[test]
fn the_chosen_warnings_are_settled_and_no_others() {
    for (arguments, is_chosen) in [
        (
            &["--code", "untyped-schema"][..],
            &(|one: &[String; 3]| one[0] == "untyped-schema") as &dyn Fn(&[String; 3]) -> bool,
        ),
        (&["--at", "boat.json"], &|one| one[1] == "boat.json"),
        (&["--at", "/components/schemas/ship/properties/ropes"], &|one| one[2].ends_with("ship/properties/ropes")),
        (&["--code", "missing-items", "--at", "ship.json"], &|one| one[0] == "missing-items" && one[1] == "ship.json"),
        (&["own.json", "--code", "missing-items"], &|one| one[0] == "missing-items"),
        (&["deep/own.yml", "--all"], &|_| true),
    ] {
        let folder = folder();
        let before = open(folder.path());
        assert!(before.len() == 6, "{before:?}");
        new(folder.path(), arguments, 0);
        let left: BTreeSet<_> = before.iter().filter(|one| !is_chosen(one)).cloned().collect();
        assert!(left.len() < before.len(), "{arguments:?}");
        assert_eq!(open(folder.path()), left, "{arguments:?}");
    }
}

#[test]
fn a_file_is_only_added_to() {
    let own = "# Ours.\noverlay: 1.0.0 # the version\ninfo: {title: Ours, version: '1'}\nactions:\n\n  # Sails are names.\n  \
               - target: $.components.schemas.boat.properties.sails\n    update:\n      type: array # a list\n      items: {type: string}\n  \
               # What follows is the end.\nx-note: kept\n";
    let one =
        "overlay: 1.0.0\nactions:\n- {target: $.components.schemas.boat.properties.sails, update: {type: string}}";
    let empty = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: []\n";
    let flow = "overlay: 1.0.0\nactions: [{target: $.components.schemas.boat.properties.sails, update: {type: string}}] # all\n";
    let json = "{\"overlay\": \"1.0.0\",\n  \"actions\": [\n    {\"target\": \"$.info\", \"update\": {\"version\": \"2\"}}\n  ]}\n";
    for (name, text) in
        [("own.yaml", own), ("own.yaml", one), ("own.yaml", empty), ("own.yaml", flow), ("own.json", json)]
    {
        let folder = folder();
        let path = format!("specs/{name}");
        write(folder.path(), &[(path.as_str(), text)]);
        let before = open(folder.path());
        let said = new(folder.path(), &[name, "--at", "ship.json"], 0);
        assert!(said.contains("3 actions added for 3 warnings"), "{said}");
        let after = fs::read_to_string(folder.path().join(&path)).unwrap();
        let mut rest = after.as_str();
        for line in text.lines() {
            let line = line.trim_end_matches("] # all").trim_end_matches("]").trim_end_matches("  ]}");
            let (_, after) = rest.split_once(line).unwrap_or_else(|| panic!("`{line}` is gone: {after}"));
            rest = after;
        }
        let left: BTreeSet<_> = before.iter().filter(|one| one[1] != "ship.json").cloned().collect();
        assert_eq!(open(folder.path()), left, "{after}");
        // Again: what is settled is chosen no more.
        let said = new(folder.path(), &[name, "--at", "ship.json"], 2);
        assert!(said.contains("no open warning is at `ship.json`"), "{said}");
    }
}

#[test]
fn a_new_file_names_the_warnings_and_a_dry_run_writes_nothing() {
    let folder = folder();
    let before = contents(folder.path());
    let shown = new(folder.path(), &["--code", "missing-items", "--dry-run"], 0);
    assert_eq!(contents(folder.path()), before);
    new(folder.path(), &["--code", "missing-items"], 0);
    let text = fs::read_to_string(folder.path().join(NEW)).unwrap();
    assert_eq!(text, shown);
    let start = "overlay: 1.0.0\ninfo:\n  title: Corrections of the documentation\n  version: 1.0.0\nactions:\n  # missing-items, boat.json:1:";
    assert!(text.starts_with(start), "{text}");
    assert!(text.contains("\n  - target: $.components.schemas.boat.properties.ropes\n    description: \""), "{text}");
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let folder = folder();
    for (arguments, words) in [
        (&[][..], &["no warning is chosen", "4 `untyped-schema`, 2 `missing-items`"][..]),
        (&["--code", "untyped"], &["no open warning has the code `untyped`", "4 `untyped-schema`"]),
        (&["--at", "raft.json"], &["no open warning is at `raft.json`", "`boat.json`, `ship.json`"]),
        (&["boat.json", "--all"], &["it is no overlay with a list of `actions`"]),
    ] {
        let before = contents(folder.path());
        let said = new(folder.path(), arguments, 2);
        words.iter().for_each(|word| assert!(said.contains(word), "`{word}` in {said}"));
        assert_eq!(contents(folder.path()), before, "{arguments:?}");
    }
    // A later overlay takes the correction away again.
    let later = json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": [
        {"target": "$.components.schemas.boat.properties.sails", "remove": true},
        {"target": "$.components.schemas.boat.properties", "update": {"sails": {"type": "object"}}},
    ]});
    write(folder.path(), &[("specs/zz.json", &later.to_string())]);
    let said = new(folder.path(), &["--at", "/actions/1/update/sails"], 2);
    assert!(said.contains("overlay-not-enough"), "{said}");
    assert!(!folder.path().join(NEW).exists());
    new(folder.path(), &["zzz.yaml", "--at", "/actions/1/update/sails"], 0);
}
