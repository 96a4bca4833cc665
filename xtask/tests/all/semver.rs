//! The verdicts for Rust against `cargo semver-checks`, on the pairs that the rules of `diff` are tested by.
//!
//! The pairs of one verdict become one pair of crates, in which everything is named after its case, so that what the
//! tool says can be told apart. It knows some of what breaks code (what is gone, how many arguments a method takes) and
//! little of the rest (no types): so it must never ask for more than the verdict, and it must ask for as much wherever
//! it can see the reason. The tool has to be there, in the version that `.ci/run` installs: what is not compared is not
//! known to agree.

use crate::common::{contents, write, xtask};
use crate::merge_patch::patch;
use generator::changes::Verdict;
use generator::features::ALL_TYPES;
use generator::source::Page;
use generator::{Input, Surface};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of the tool, which is in `.ci/run` too: another one has other lints.
const VERSION: &str = "0.51.0";

/// The files of pairs. What is about the API as a whole (`whole.json`) has no item that could be named after a case.
const FILES: &[(&str, &str)] = &[
    ("bodies", include_str!("../../../generator/tests/cases/diff/bodies.json")),
    ("facts", include_str!("../../../generator/tests/cases/diff/facts.json")),
    ("fields", include_str!("../../../generator/tests/cases/diff/fields.json")),
    ("models", include_str!("../../../generator/tests/cases/diff/models.json")),
    ("operations", include_str!("../../../generator/tests/cases/diff/operations.json")),
    ("parameters", include_str!("../../../generator/tests/cases/diff/parameters.json")),
    ("responses", include_str!("../../../generator/tests/cases/diff/responses.json")),
    ("shapes", include_str!("../../../generator/tests/cases/diff/shapes.json")),
    ("structure", include_str!("../../../generator/tests/cases/diff/structure.json")),
];

/// Cases that the tool can see too, and its lint that sees them.
const SEEN: &[(&str, &str)] = &[
    ("operation-removed", "inherent_method_missing"),
    ("parameter-added-required", "method_parameter_count_changed"),
    ("parameter-removed-required", "method_parameter_count_changed"),
    ("parameter-became-required", "method_parameter_count_changed"),
    ("field-removed", "struct_pub_field_missing"),
    ("field-added-required, in a request", "method_parameter_count_changed"),
    ("model-removed", "struct_missing"),
    // An enum of one text is another name for a type of the runtime.
    ("enum-value-removed", "enum_missing"),
    ("enum-value-removed, of three", "enum_variant_missing"),
    ("model-removed, of a parameter in the path", "enum_missing"),
    ("model-removed, of an error", "struct_missing"),
    ("union-branch-removed", "enum_variant_missing"),
    ("operation-renamed", "type_method_marked_deprecated"),
];

/// Cases about a prefix that most operations of an API change alike: among the others they are few.
const OF_ALL: &[&str] = &["operation-moved", "operation-moved, to another prefix with most others"];

/// A pair of states, as documents in which everything is named after the case.
struct Case {
    name: String,
    /// In names, it is told from every other one by this.
    prefix: String,
    old: Json,
    new: Json,
    verdict: Verdict,
}

fn document(state: &Json) -> Json {
    let get = json!({"summary": "List Things", "responses": {"200": {"description": "OK"}}});
    let mut document = json!({"openapi": "3.0.3", "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://a.example"}], "paths": {"/things": {"get": get}}});
    for (key, value) in state.as_object().unwrap() {
        let pointer: &[&str] = match key.as_str() {
            "get" | "post" => &["paths", "/things", key],
            "schemas" => &["components", "schemas"],
            other => &[other],
        };
        let change = pointer.iter().rev().fold(value.clone(), |inner, key| json!({ *key: inner }));
        patch(&mut document, &change);
    }
    document
}

/// Renames what a reference leads to.
fn rename_last(reference: &mut String, named: impl Fn(&str) -> String) {
    let (before, name) = reference.rsplit_once('/').unwrap();
    *reference = format!("{before}/{}", named(name));
}

/// Names everything in a document after its case.
fn name_after(prefix: &str, value: &mut Json) {
    let named = |text: &str| match text.chars().next() {
        Some(first) if first.is_ascii_lowercase() => format!("{prefix}_{text}"),
        _ => format!("{}{text}", prefix.replacen('c', "C", 1)),
    };
    if let Json::Array(items) = value {
        items.iter_mut().for_each(|item| name_after(prefix, item));
    }
    let Json::Object(object) = value else { return };
    for (key, value) in object.iter_mut() {
        name_after(prefix, value);
        match (key.as_str(), value) {
            ("$ref", Json::String(text)) => rename_last(text, named),
            ("defaultMapping", Json::String(text)) => rename_last(text, named),
            ("mapping", Json::Object(values)) => {
                for value in values.values_mut() {
                    if let Json::String(text) = value {
                        rename_last(text, named);
                    }
                }
            }
            ("summary" | "operationId" | "x-rust-name", Json::String(text)) => *text = named(text),
            ("paths", Json::Object(paths)) => rename_keys(paths, |path| format!("/{prefix}{path}")),
            ("schemas" | "securitySchemes", Json::Object(items)) => rename_keys(items, named),
            // Inline enums of one property would be one type with those of other cases, and so would objects that are
            // the same.
            ("properties", Json::Object(fields)) => {
                rename_keys(fields, |name| if name == "k" { named(name) } else { name.to_owned() });
                fields.insert(format!("{prefix}_case"), json!({"type": "boolean"}));
            }
            ("security", Json::Array(alternatives)) => {
                alternatives.iter_mut().filter_map(Json::as_object_mut).for_each(|item| rename_keys(item, named));
            }
            ("tags", Json::Array(tags)) => {
                for tag in tags {
                    if let Json::String(tag) = tag {
                        *tag = named(tag);
                    }
                }
            }
            _ => {}
        }
    }
}

fn rename_keys(object: &mut Map<String, Json>, name: impl Fn(&str) -> String) {
    *object = std::mem::take(object).into_iter().map(|(key, value)| (name(&key), value)).collect();
}

fn surface(document: &Json, recorded: Option<String>) -> Surface {
    let pages = vec![Page { path: "api.json".to_owned(), text: document.to_string() }];
    let input = Input { pages, recorded, package: "case".to_owned(), ..Input::default() };
    generator::surface(&input).unwrap_or_else(|dx| panic!("{document}: {:#?}", dx.list))
}

/// All pairs of two states; a pair that needs a third one is about versions, not about verdicts.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (file, text) in FILES {
        let pairs: Map<String, Json> = serde_json::from_str(text).unwrap();
        for (name, states) in pairs {
            let [old, new] = states.as_array().unwrap().as_slice() else { continue };
            if OF_ALL.contains(&name.as_str()) {
                continue;
            }
            let prefix = format!("case{:03}", cases.len());
            let [old, new] = [old, new].map(|state| {
                let mut document = document(state);
                name_after(&prefix, &mut document);
                document
            });
            let before = surface(&old, None);
            let after = surface(&new, Some(before.names.record.clone()));
            let verdict = generator::compare(&before, &after).rust().unwrap_or(Verdict::Patch);
            cases.push(Case { name: format!("{file}: {name}"), prefix, old, new, verdict });
        }
    }
    cases
}

/// One document of many.
fn combined<'a>(documents: impl Iterator<Item = &'a Json>) -> String {
    let mut all = document(&json!({"paths": {"/things": null}}));
    for document in documents {
        for place in ["paths", "components"] {
            if let Some(part) = document.get(place) {
                patch(&mut all, &json!({ place: part }));
            }
        }
    }
    all.to_string()
}

/// Two crates, of the old states and of the new ones.
struct Pair {
    folder: PathBuf,
    verdict: Verdict,
}

impl Pair {
    fn generate(verdict: Verdict, cases: &[&Case]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("semver").join(verdict.text());
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let regen = |specs: String, out: &str, more: &[&str]| {
            write(&folder, &[("specs/api.json", &specs)]);
            let arguments = ["regen", "--name", "things", "--specs", "specs", "--out", out];
            let output = xtask(&folder, &[&arguments[..], more].concat());
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
            text
        };
        let old = combined(cases.iter().map(|case| &case.old));
        regen(old.clone(), "old", &[]);
        // Verdicts are about what was released.
        regen(old, "old", &["--bump"]);
        for (path, bytes) in contents(&folder.join("old")) {
            write(&folder, &[(&format!("new/{path}"), std::str::from_utf8(&bytes).unwrap())]);
        }
        let text = regen(combined(cases.iter().map(|case| &case.new)), "new", &[]);
        // What `regen` says of all of them is what the cases say, so the crates are what the verdict is about.
        assert!(text.contains(&format!(": {} for Rust", verdict.text())), "{text}");
        Self { folder, verdict }
    }

    /// What the tool says if the new crate were released as this, and whether it agrees.
    fn check(&self, release: Verdict) -> (bool, String) {
        let manifest = |name: &str| self.folder.join(name).join("Cargo.toml");
        let mut command = Command::new(env!("CARGO"));
        command.args(["semver-checks", "check-release", "--color", "never", "--release-type", release.text()]);
        command.arg("--manifest-path").arg(manifest("new")).arg("--baseline-root").arg(self.folder.join("old"));
        command.arg("--only-explicit-features");
        for (option, name) in [("--current-features", "new"), ("--baseline-features", "old")] {
            let features = xtask::manifest::features(&fs::read_to_string(manifest(name)).unwrap());
            let is_of_document = |feature: &String| feature.starts_with("tag-") || feature == ALL_TYPES;
            let of_document: Vec<String> = features.into_iter().filter(is_of_document).collect();
            command.args([option, &of_document.join(",")]);
        }
        // Dependencies are built once for all crates. The tool's own workspaces have no lock file, so it asks the registry
        // for those that no other build needs: dependencies of other platforms.
        command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("semver-target"));
        command.env_remove("CARGO_MANIFEST_DIR").current_dir(&self.folder);
        let output = command.output().unwrap();
        let (shown, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let text = format!("{shown}\n{said}");
        assert!(text.contains("Summary"), "the tool did not finish its work on {}: {text}", self.folder.display());
        (output.status.success(), text)
    }
}

/// The items that each lint of the tool names.
fn named(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut lints: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut lint = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("--- failure ") {
            lint = rest.split(':').next().unwrap_or_default().to_owned();
        } else if line.starts_with("  ") && !line.trim().is_empty() && !lint.is_empty() {
            lints.entry(lint.clone()).or_default().push(line.trim().to_lowercase());
        }
    }
    lints
}

#[test]
fn the_verdicts_agree_with_cargo_semver_checks() {
    let version = Command::new(env!("CARGO")).args(["semver-checks", "--version"]).output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let install = format!("cargo install cargo-semver-checks --version {VERSION} --locked");
    assert_eq!(version, format!("cargo-semver-checks {VERSION}"), "the tool is missing: {install}");
    let cases = cases();
    let mut seen = BTreeSet::new();
    for verdict in [Verdict::Patch, Verdict::Minor, Verdict::Major] {
        let of_this: Vec<&Case> = cases.iter().filter(|case| case.verdict == verdict).collect();
        let pair = Pair::generate(verdict, &of_this);
        let (agrees, text) = pair.check(pair.verdict);
        assert!(agrees, "the tool asks for more than {}: {text}", verdict.text());
        let less = match verdict {
            Verdict::Patch => continue,
            Verdict::Minor => Verdict::Patch,
            Verdict::Major => Verdict::Minor,
        };
        let (agrees, text) = pair.check(less);
        assert!(!agrees, "the tool finds {} enough: {text}", less.text());
        let lints = named(&text);
        for case in of_this {
            let (_, name) = case.name.split_once(": ").unwrap();
            for (_, lint) in SEEN.iter().filter(|(seen, _)| *seen == name) {
                let items = lints.get(*lint).map(Vec::as_slice).unwrap_or_default();
                let is_named = items.iter().any(|item| item.contains(&case.prefix));
                assert!(is_named, "`{lint}` says nothing of {} ({}): {text}", case.name, case.prefix);
                seen.insert(name);
            }
        }
    }
    assert_eq!(seen.len(), SEEN.len(), "of the cases that the tool can see, only these were compared: {seen:?}");
}
