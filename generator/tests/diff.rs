//! Every rule of `diff` by pairs of documents: the files in `tests/cases/diff` hold the pairs, each called as the rule
//! that it is for, and the snapshots beside them all that is found, with the verdicts.
//!
//! A state is what it has beyond [`BASE`]: `get` and `post` are operations of `/things`, `schemas` are components, all
//! else stands as in a document; `null` removes. The names of a state are kept by the next one. `release` says that a
//! version is made of it.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

#[path = "support/counterparts.rs"]
mod counterparts;
#[path = "support/merge_patch.rs"]
mod merge_patch;

use generator::changes::{ApiDiff, SubjectKind, Verdict};
use generator::source::Page;
use generator::{Input, Surface};
use merge_patch::patch;
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

const BASE: &str = r#"{"openapi": "3.0.3", "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "https://a.example"}],
    "paths": {"/things": {"get": {"summary": "List Things", "responses": {"200": {"description": "OK"}}}}}}"#;

fn document(state: &Json) -> String {
    let mut document: Json = serde_json::from_str(BASE).unwrap();
    for (key, value) in state.as_object().unwrap() {
        let pointer: &[&str] = match key.as_str() {
            "get" | "post" => &["paths", "/things", key],
            "schemas" => &["components", "schemas"],
            "release" => continue,
            other => &[other],
        };
        let change = pointer.iter().rev().fold(value.clone(), |inner, key| serde_json::json!({ *key: inner }));
        patch(&mut document, &change);
    }
    document.to_string()
}

fn surface(state: &Json, recorded: Option<String>) -> Surface {
    let pages = vec![Page { path: "api.json".to_owned(), text: document(state) }];
    let release = state["release"].as_bool().unwrap_or_default();
    let input = Input { pages, recorded, release, package: "case".to_owned(), ..Input::default() };
    generator::surface(&input).unwrap_or_else(|dx| panic!("{state}: {:#?}", dx.list))
}

/// What changed between the last two states.
fn diff(states: &[Json]) -> ApiDiff {
    let mut surfaces: Vec<Surface> = Vec::new();
    for state in states {
        let recorded = surfaces.last().map(|surface| surface.names.record.clone());
        surfaces.push(surface(state, recorded));
    }
    let [.., old, new] = surfaces.as_slice() else { panic!("two states make a pair") };
    assert_eq!(generator::compare(new, new), ApiDiff::default(), "nothing changed");
    generator::compare(old, new)
}

fn text(diff: &ApiDiff) -> String {
    let mut text = String::new();
    for change in &diff.changes {
        let subject = match change.subject.kind {
            SubjectKind::Api => "API".to_owned(),
            SubjectKind::Operation => format!("{} ({})", change.subject.name, change.subject.wire),
            SubjectKind::Model => format!("{} ({})", change.subject.name, change.subject.wire),
        };
        let _ = writeln!(
            text,
            "  {} [{}; wire {}] {subject}: {}; {}",
            change.rule,
            change.rust.text(),
            change.wire.text(),
            change.what,
            change.meaning
        );
    }
    text
}

fn files() -> Vec<(String, Map<String, Json>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diff");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let text = std::fs::read_to_string(file).unwrap();
        let cases = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        (file.file_stem().unwrap().to_string_lossy().into_owned(), cases)
    };
    files.iter().map(read).collect()
}

#[test]
fn every_rule_finds_its_pair() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diff");
    let mut missing: BTreeSet<&str> = generator::diff::rules().into_iter().collect();
    let mut wrong = Vec::new();
    assert!(missing.len() >= 40, "{} rules", missing.len());
    insta::with_settings!({ snapshot_path => &folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, cases) in files() {
            let mut shown = String::new();
            for (case, states) in &cases {
                let states = states.as_array().unwrap();
                let diff = diff(states);
                // `parameter-added-optional, in a header` is another pair for the rule.
                let rule = case.split(',').next().unwrap();
                missing.remove(rule);
                let found = diff.changes.iter().any(|change| change.rule == rule);
                if !found && (rule != "nothing" || !diff.is_empty()) {
                    wrong.push(format!("{case} of {name}:\n{}", text(&diff)));
                }
                let _ = writeln!(shown, "{case}");
                for state in states {
                    let _ = writeln!(shown, "  {state}");
                }
                let _ = writeln!(shown, "=>\n{}", text(&diff));
            }
            insta::assert_snapshot!(name, shown);
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(missing.is_empty(), "these rules have no pair: {missing:?}");
}

/// The texts on both sides of a change, where one has two: "`9` became `5`".
fn sides(clause: &str) -> Option<(&str, &str)> {
    let (before, after) = clause.split_once(" became ")?;
    let before = before.rsplit(": ").next().unwrap_or(before);
    Some((before.trim(), after.trim()))
}

/// No change has one text on both sides, no two lines of a step say the same, and what is gone is major.
fn assert_lines(step: &str, diff: &ApiDiff) {
    let mut seen = BTreeSet::new();
    for change in &diff.changes {
        let place = format!("{step}: {change:#?}");
        for clause in change.what.split([';', ',']) {
            if let Some((before, after)) = sides(clause) {
                assert_ne!(before, after, "{place}");
            }
        }
        assert_ne!(change.what, change.meaning, "{place}");
        assert!(seen.insert((&change.subject.wire, &change.what, &change.meaning)), "said twice: {place}");
        let is_gone = change.meaning.contains("` is gone");
        assert!(!is_gone || change.rust == Verdict::Major, "{place}");
    }
}

#[test]
fn no_line_contradicts_or_repeats_another() {
    for (name, cases) in files() {
        for (case, states) in &cases {
            assert_lines(&format!("{case} of {name}"), &diff(states.as_array().unwrap()));
        }
    }
}

#[test]
fn ids_are_distinct_and_kebab_case() {
    let rules = generator::diff::rules();
    assert_eq!(rules.iter().collect::<BTreeSet<_>>().len(), rules.len());
    let is_fine = |id: &str| id.chars().all(|character| character.is_ascii_lowercase() || character == '-');
    assert!(rules.iter().all(|id| is_fine(id)), "{rules:?}");
}

/// A client's own `openapi.json` gives the client: what `regen` compares with is what it wrote.
#[test]
fn the_written_document_is_the_state_that_it_was_written_from() {
    for text in
        [include_str!("../../specs/flow-callbacks.md"), include_str!("../../xtask/tests/data/kitchen-sink/api.yaml")]
    {
        let path = if text.starts_with("openapi") { "api.yaml" } else { "page.md" };
        let pages = vec![Page { path: path.to_owned(), text: text.to_owned() }];
        let input = Input { pages, package: "case".to_owned(), ..Input::default() };
        let output = generator::generate(&input).unwrap_or_else(|dx| panic!("{:#?}", dx.list));
        let file = |name: &str| output.files.iter().find(|file| file.path == name).unwrap().text.clone();
        let pages = vec![Page { path: "openapi.json".to_owned(), text: file("openapi.json") }];
        let recorded = Some(file("names.json"));
        let again = generator::surface(&Input { pages, recorded, ..Input::default() });
        let again = again.unwrap_or_else(|dx| panic!("{:#?}", dx.list));
        assert_eq!(again.names.record, output.names.record);
        let made = Surface { api: output.api, names: output.names };
        assert_eq!(generator::compare(&again, &made), ApiDiff::default());
    }
}

/// A client that an earlier generator wrote: what its record knows as a model was one.
#[test]
fn a_parent_that_was_released_as_a_model_became_a_union() {
    let own = serde_json::json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}});
    let extended = serde_json::json!({"allOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "object", "properties": {"size": {"type": "integer"}}}]});
    let content = serde_json::json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
    let state = serde_json::json!({
        "get": {"responses": {"200": {"description": "OK", "content": content}}},
        "schemas": {"Thing": own, "Box": extended},
    });
    let recorded = r#"{
        "types": {"Thing": "Thing", "Box": "Crate"},
        "fields": {"Thing/properties/kind": "sort", "Box/properties/kind": "kind", "Box/properties/size": "size"}
    }"#;
    let input = |recorded: &str| Input {
        pages: vec![Page { path: "api.json".to_owned(), text: document(&state) }],
        recorded: Some(recorded.to_owned()),
        ..Input::default()
    };
    let old = generator::baseline(&input(recorded)).unwrap();
    let new = generator::surface(&input(recorded)).unwrap();
    let told: Vec<String> = generator::compare(&old, &new).changes.iter().map(|change| change.what.clone()).collect();
    assert_eq!(told, ["the model became a union"]);
    let named: Vec<&str> = new.names.types.iter().map(|names| names.ident.as_str()).collect();
    assert_eq!(named, ["Crate", "Thing", "ThingBase"]);
    assert_eq!(new.names.types[2].fields[0].field, "sort");
    // The next run knows it as a union.
    let again = generator::baseline(&input(&new.names.record)).unwrap();
    assert!(generator::compare(&again, &new).is_empty());
}
