//! Names over several versions: the files in `tests/cases/histories` hold histories, and the snapshots beside them what
//! everything is called after each step, and what changed.
//!
//! To add a history, add it to a file, run the tests and review the snapshot. `support/history.rs` says what a step is.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

#[path = "support/history.rs"]
mod history;
#[path = "support/record.rs"]
mod record;

use generator::Surface;
use history::Step;
use serde_json::{Map, Value as Json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What is recorded, but for what an operation is known by.
fn names(surface: &Surface) -> String {
    let record = record::whole(&surface.names.record);
    let mut text = String::new();
    for (section, names) in record.as_object().unwrap() {
        if matches!(section.as_str(), "version" | "fields" | "parameters" | "operation-ids") {
            continue;
        }
        for (key, name) in names.as_object().unwrap() {
            let _ = writeln!(text, "  {section} {key}: {}", name.as_str().unwrap());
        }
    }
    text
}

fn changes(old: &Surface, new: &Surface) -> String {
    let mut text = String::new();
    for change in &generator::compare(old, new).changes {
        let verdicts = format!("{}; wire {}", change.rust.text(), change.wire.text());
        let (rule, wire) = (change.rule, &change.subject.wire);
        let _ = writeln!(text, "  * {rule} [{verdicts}] {wire}: {}; {}", change.what, change.meaning);
    }
    text
}

fn shown(steps: &[Step]) -> String {
    let mut text = String::new();
    let mut before: Option<&Surface> = None;
    for Step { step, surface } in steps {
        let _ = writeln!(text, "{step}\n{}", names(surface).trim_end_matches('\n'));
        text.push_str(&before.map(|before| changes(before, surface)).unwrap_or_default());
        before = Some(surface);
    }
    text
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/histories");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

#[test]
fn every_history_has_the_names_and_changes_of_its_snapshot() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/histories");
    insta::with_settings!({ snapshot_path => &folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        for file in files() {
            let text = std::fs::read_to_string(&file).unwrap();
            let cases: Map<String, Json> =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let mut all = String::new();
            for (case, steps) in &cases {
                let steps = history::run(steps.as_array().unwrap());
                let _ = writeln!(all, "# {case}\n{}", shown(&steps));
            }
            insta::assert_snapshot!(file.file_stem().unwrap().to_str().unwrap(), all);
        }
    });
}
