//! What `regen` says and records of changes, over several runs and versions, and `cargo xtask diff` on every kind of
//! place.

use crate::common::{contents, write, xtask};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;

const REGEN: &[&str] = &["regen", "--specs", "specs", "--out", "out", "--name", "things"];

const BUMP: &[&str] = &["regen", "--specs", "specs", "--out", "out", "--name", "things", "--bump"];

/// Runs a command and expects an exit status; gives both outputs.
#[track_caller]
fn run(folder: &Path, arguments: &[&str], status: i32) -> String {
    let output = xtask(folder, arguments);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{text}");
    text
}

/// An API with these optional query parameters.
fn document(parameters: &[&str]) -> String {
    let parameter = |name: &&str| serde_json::json!({"name": name, "in": "query", "schema": {"type": "string"}});
    let parameters: Vec<_> = parameters.iter().map(parameter).collect();
    let get = serde_json::json!({"summary": "List things", "parameters": parameters,
        "responses": {"200": {"description": "OK"}}});
    serde_json::json!({"openapi": "3.0.0", "info": {"title": "Things", "version": "1"}, "paths": {"/things": {"get": get}}})
        .to_string()
}

fn version(folder: &Path) -> String {
    xtask::manifest::version(&fs::read_to_string(folder.join("out/Cargo.toml")).unwrap()).unwrap()
}

#[test]
fn changes_add_up_until_a_version_is_made_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    let text = run(folder, BUMP, 0);
    assert!(text.contains("this is the first version") && !text.contains(" for Rust"), "{text}");
    let text = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    assert!(text.ends_with("\n## 0.1.0\n\nThe first version: 1 operation and 0 types.\n"), "{text}");

    write(folder, &[("specs/api.json", &document(&["a", "b"]))]);
    let text = run(folder, REGEN, 0);
    assert!(text.contains("1 change: minor for Rust, minor for the wire"), "{text}");
    assert!(text.contains("version 0.1.0 -> 0.1.1 (minor: before 1.0.0, the last number)"), "{text}");
    assert!(!run(folder, REGEN, 0).contains(" for Rust"), "the second run has nothing to say");
    run(folder, &["regen", "--specs", "specs", "--out", "out", "--check"], 0);

    // A later run adds its changes, and the greatest verdict decides.
    write(folder, &[("specs/api.json", &document(&["b"]))]);
    assert!(run(folder, REGEN, 0).contains("version 0.1.0 -> 0.2.0 (major: before 1.0.0, the second number)"));
    write(folder, &[("specs/api.json", &document(&["b", "c"]))]);
    assert!(run(folder, REGEN, 0).contains("version 0.1.0 -> 0.2.0 (major: before 1.0.0, the second number)"));
    let text = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    let places = ["## Unreleased", "### Major", "`a` was removed", "### Minor", "`b` was added", "`c` was added"]
        .map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}")));
    assert!(places.is_sorted(), "{text}");
    assert_eq!(version(folder), "0.1.0");

    assert!(run(folder, BUMP, 0).contains("version 0.1.0 -> 0.2.0 (major: before 1.0.0, the second number)"));
    assert_eq!(version(folder), "0.2.0");
    let released = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    assert_eq!(released, text.replace("## Unreleased", "## 0.2.0"));
    let before = contents(&folder.join("out"));
    assert!(run(folder, BUMP, 0).contains("nothing is unreleased"));
    assert_eq!(contents(&folder.join("out")), before);

    // What comes next stands above.
    write(folder, &[("specs/api.json", &document(&["b", "c", "d"]))]);
    assert!(run(folder, BUMP, 0).contains("version 0.2.0 -> 0.2.1 (minor: before 1.0.0, the last number)"));
    let text = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    assert!(text.find("## 0.2.1") < text.find("## 0.2.0"), "{text}");
    assert!(text.ends_with(released.split_once("## 0.2.0").unwrap().1), "{text}");
}

#[test]
fn what_a_later_run_takes_back_leaves_the_changelog() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let changelog = || fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    run(folder, BUMP, 0);
    let released = contents(&folder.join("out"));

    // Added, made required, and taken back: the last version had nothing of that.
    write(folder, &[("specs/api.json", &document(&["a", "b"]))]);
    run(folder, REGEN, 0);
    let kept = contents(&folder.join("out"));
    assert_eq!(kept["openapi.released.json"], released["openapi.json"]);
    assert_eq!(kept["names.released.json"], released["names.json"]);
    run(folder, &["regen", "--specs", "specs", "--out", "out", "--check"], 0);
    write(
        folder,
        &[("specs/api.json", &document(&["a", "b"]).replace(r#""name":"b""#, r#""name":"b","required":true"#))],
    );
    assert!(run(folder, REGEN, 0).contains("version 0.1.0 -> 0.2.0 (major: before 1.0.0, the second number)"));
    assert!(changelog().contains("the query parameter `b` was added and is required"), "{}", changelog());
    assert!(!changelog().contains("became required") && !changelog().contains("### Minor"), "{}", changelog());
    write(folder, &[("specs/api.json", &document(&["a", "b", "c"]))]);
    assert!(run(folder, REGEN, 0).contains("version 0.1.0 -> 0.1.1 (minor: before 1.0.0, the last number)"));
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    let text = run(folder, REGEN, 0);
    assert!(text.contains("2 changes: major for Rust") && text.contains("so no new one is due"), "{text}");
    assert_eq!(contents(&folder.join("out")), released, "all is as it was");
    assert!(run(folder, BUMP, 0).contains("nothing is unreleased"));

    // Something else stays, and so does a line that somebody wrote more about, or took out.
    write(folder, &[("specs/api.json", &document(&["a", "b", "c", "d"]))]);
    run(folder, REGEN, 0);
    let line = |name: &str| {
        let all = changelog();
        all.lines().find(|line| line.contains(&format!("`{name}` was added"))).unwrap().to_owned()
    };
    let (b, d) = (line("b"), line("d"));
    let by_hand = changelog().replace(&b, &format!("{b}\n  which is new")).replace(&format!("{d}\n"), "");
    write(folder, &[("out/CHANGELOG.md", &by_hand), ("specs/api.json", &document(&["a", "d", "e"]))]);
    run(folder, REGEN, 0);
    let text = changelog();
    assert!(
        text.contains("`b` was added") && text.contains("which is new") && text.contains("`e` was added"),
        "{text}"
    );
    assert!(!text.contains("`c` was added") && !text.contains("`d` was added") && !text.contains("removed"), "{text}");

    // A version that was made by hand is the next baseline.
    write(
        folder,
        &[("out/CHANGELOG.md", &text.replace("## Unreleased", "## 0.1.7")), ("specs/api.json", &document(&["a", "d"]))],
    );
    run(folder, REGEN, 0);
    let text = changelog();
    let (unreleased, version) = text.split_once("## 0.1.7").unwrap();
    assert!(unreleased.contains("`e` was removed") && version.contains("`e` was added"), "{text}");
    assert!(run(folder, BUMP, 0).contains("(major: "));
    assert!(!folder.join("out/openapi.released.json").exists() && !folder.join("out/names.released.json").exists());
}

#[test]
fn the_version_that_is_due_counts_the_names_that_it_loses() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    run(folder, BUMP, 0);
    let renamed = "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n  - {target: '$.paths.*.get', update: {x-rust-name: another}}\n";
    write(folder, &[("specs/names.yaml", renamed)]);
    assert!(run(folder, REGEN, 0).contains("version 0.1.0 -> 0.1.1 (minor: before 1.0.0, the last number) is due"));
    assert!(run(folder, BUMP, 0).contains(
        "version 0.1.0 -> 0.1.1 (minor: before 1.0.0, the last number)\n  \
         the version after it leaves out what is deprecated since 0.1.1, which is major: `list_things`\n"
    ));
    // The deprecated name is in the last version, and goes with the next one, whatever else that has.
    write(folder, &[("specs/api.json", &document(&["a", "b"]))]);
    let text = run(folder, REGEN, 0);
    assert!(text.contains("version 0.1.1 -> 0.2.0 (major: before 1.0.0, the second number) is due"), "{text}");
    assert!(
        text.contains("\n  it leaves out what is deprecated since 0.1.1, which is major: `list_things`\n"),
        "{text}"
    );
    let text = run(folder, BUMP, 0);
    assert!(text.contains("version 0.1.1 -> 0.2.0 (major: before 1.0.0, the second number)\n"), "{text}");
    assert!(!text.contains("leaves out"), "{text}");
}

#[test]
fn changes_stand_below_their_greater_verdict_and_once_below_each_item() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let api = |more: &str| {
        let parameter = json!({"name": "kind", "in": "query", "required": false, "schema": {"type": "string"}});
        let schema = json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string", "maxLength": 5}, more: {"type": "string"}}});
        let body = json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}});
        let operation = json!({"operationId": "setThing", "parameters": [parameter], "requestBody": body,
            "responses": {"204": {"description": "ok"}}});
        let mut document = json!({"openapi": "3.0.3", "info": {"title": "Things", "version": "1"},
            "paths": {"/things": {"post": operation}}, "components": {"schemas": {"Thing": schema}}});
        if more == "d" {
            document["components"]["schemas"]["Thing"]["properties"]["b"]["maxLength"] = json!(2);
        }
        document.to_string()
    };
    write(folder, &[("specs/api.json", &api("c"))]);
    run(folder, BUMP, 0);
    write(folder, &[("specs/api.json", &api("d"))]);
    let text = run(folder, REGEN, 0);
    let changelog = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    let (console, _) = text.split_once("\nversion ").unwrap();
    // The tighter constraint is a major of the wire and nothing to Rust, whose verdict decides about the version.
    let (before, _) = console.split_once("patch, wire major").unwrap_or_else(|| panic!("{console}"));
    assert!(before.contains("\nmajor:") && !before.contains("\npatch:"), "{console}");
    let (before, _) = changelog.rsplit_once("(wire: major)").unwrap_or_else(|| panic!("{changelog}"));
    assert!(before.contains("\n### Patch"), "{changelog}");
    for part in ["\nmajor:", "\nminor:", "\npatch:"].iter().filter_map(|heading| console.split_once(heading)) {
        let part = part.1.split("\nminor:").next().unwrap_or_default().split("\npatch:").next().unwrap_or_default();
        assert!(part.matches("\n  Thing").count() <= 1, "{console}");
    }
}

#[test]
fn a_name_that_no_version_had_leaves_no_alias() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let named = |name: &str| {
        let overlay = format!(
            "overlay: 1.0.0\ninfo: {{title: Names, version: '1'}}\nactions:\n  \
             - {{target: '$.paths.*.get', update: {{x-rust-name: {name}}}}}\n"
        );
        write(folder, &[("specs/names.yaml", &overlay)]);
    };
    let has = |name: &str| {
        let operations = fs::read_to_string(folder.join("out/src/operations/default.rs")).unwrap();
        let names = fs::read_to_string(folder.join("out/names.json")).unwrap();
        let is_recorded = names.contains(&format!("\"{name}\""));
        let is_there = operations.contains(&format!("fn {name}("));
        assert_eq!(is_there, is_recorded, "{name}: {names}");
        is_there
    };
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    run(folder, REGEN, 0);
    assert!(has("list_things"));
    named("first");
    run(folder, REGEN, 0);
    assert!(has("first") && !has("list_things"));
    // Nor does the run that makes the first version.
    named("second");
    run(folder, BUMP, 0);
    assert!(has("second") && !has("first"));
    named("third");
    run(folder, REGEN, 0);
    assert!(has("third") && has("second") && !has("first"));
    run(folder, &["regen", "--specs", "specs", "--out", "out", "--check"], 0);
}

#[test]
fn what_comes_back_before_a_version_is_made_has_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let names = || fs::read_to_string(folder.join("out/names.json")).unwrap();
    write(folder, &[("specs/api.json", &document(&["a", "b"]))]);
    run(folder, REGEN, 0);
    // A name that nobody would choose now.
    write(folder, &[("out/names.json", &names().replace(": \"b\"", ": \"bee\""))]);
    run(folder, BUMP, 0);
    let released = contents(&folder.join("out"));
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    run(folder, REGEN, 0);
    assert!(!names().contains("bee"), "what is gone is forgotten");
    write(folder, &[("specs/api.json", &document(&["a", "b"]))]);
    assert!(run(folder, REGEN, 0).contains("so no new one is due"));
    let now = contents(&folder.join("out"));
    assert_eq!(
        (&now["names.json"], &now["src/operations/default.rs"]),
        (&released["names.json"], &released["src/operations/default.rs"])
    );
    // Another item that has that name by now keeps it.
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    run(folder, REGEN, 0);
    write(folder, &[("specs/api.json", &document(&["a", "bee"]))]);
    run(folder, REGEN, 0);
    write(folder, &[("specs/api.json", &document(&["a", "b", "bee"]))]);
    let text = run(folder, &[REGEN, &["--verbose"]].concat(), 0);
    assert!(!text.contains("unusable-name") && names().contains("\"bee\": \"bee\""), "{text}{}", names());
}

#[test]
fn a_version_is_made_of_something_and_has_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let bump = [REGEN, &["--bump"]].concat();
    let overlay = "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n- target: $.paths['/things'].get\n  update: {x-rust-name: all_things}\n";
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    run(folder, BUMP, 0);
    write(folder, &[("specs/names.yaml", overlay)]);
    assert!(run(folder, &bump, 0).contains("version 0.1.0 -> 0.1.1 (minor: before 1.0.0, the last number)"));
    // That an alias would go is no reason to make a version.
    let before = contents(&folder.join("out"));
    assert!(run(folder, &bump, 0).contains("nothing is unreleased"));
    assert_eq!(contents(&folder.join("out")), before);
    write(folder, &[("specs/api.json", &document(&["a", "b"]))]);
    let text = run(folder, &bump, 0);
    assert!(
        text.contains("the deprecated method `list_things` was removed") && text.contains("0.1.1 -> 0.2.0"),
        "{text}"
    );

    let manifest = fs::read_to_string(folder.join("out/Cargo.toml")).unwrap();
    let shared = manifest.replace("version = \"0.2.0\"", "version.workspace = true");
    write(folder, &[("out/Cargo.toml", &shared), ("specs/api.json", &document(&["a", "b", "c"]))]);
    let before = contents(&folder.join("out"));
    let text = run(folder, &bump, 1);
    assert!(text.contains("error[no-version]") && text.contains("out/Cargo.toml"), "{text}");
    assert_eq!(contents(&folder.join("out")), before);
    run(folder, REGEN, 0);
}

#[test]
fn a_released_document_that_cannot_be_read_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (names, command) in [(["a"].as_slice(), BUMP), (&["a", "b"], REGEN)] {
        write(folder, &[("specs/api.json", &document(names))]);
        run(folder, command, 0);
    }
    write(folder, &[("out/openapi.released.json", "{"), ("specs/api.json", &document(&["a", "c"]))]);
    let text = run(folder, &[REGEN, &["--verbose"]].concat(), 0);
    assert!(text.contains("warning[unreadable-baseline]") && text.contains("out/openapi.released.json"), "{text}");
    let text = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    assert!(["`b` was added", "`b` was removed", "`c` was added"].iter().all(|part| text.contains(part)), "{text}");
    // The last run is the baseline from now on.
    write(folder, &[("specs/api.json", &document(&["a", "d"]))]);
    assert!(!run(folder, REGEN, 0).contains("unreadable-baseline"));
    let text = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    assert!(!text.contains("`c` was added") && text.contains("`b` was removed"), "{text}");
}

#[test]
fn what_somebody_wrote_into_the_changelog_stays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    run(folder, REGEN, 0);
    let by_hand = "# Changelog\n\n## Unreleased\n\nA note\nof two lines.\n\n### Thanks\n\n- to all\n\n### Minor\n\n\
                   * a star\n- an entry\n  with more\n\n  and more\n\n## 0.0.9\n\n- old\n";
    write(folder, &[("out/CHANGELOG.md", by_hand), ("specs/api.json", &document(&["a", "b"]))]);
    run(folder, REGEN, 0);
    let text = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    let (before, after) = by_hand.split_once("\n## 0.0.9").unwrap();
    let added = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or_else(|| panic!("{text}"));
    assert!(added.starts_with("- `list_things` (`GET /things`): ") && added.ends_with("\n\n## 0.0.9"), "{text}");
}

#[test]
fn a_baseline_that_cannot_be_read_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/api.json", &document(&["a"]))]);
    run(folder.path(), BUMP, 0);
    write(folder.path(), &[("out/openapi.json", "{\"openapi\": \"3.0.0\", \"paths\": {")]);
    let text = run(folder.path(), &[REGEN, &["--verbose"]].concat(), 0);
    assert!(text.contains("warning[unreadable-baseline]") && text.contains("out/openapi.json"), "{text}");
    assert!(!run(folder.path(), REGEN, 0).contains("unreadable-baseline"));
}

#[test]
fn an_error_says_which_of_two_states_it_is_in() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, &[("good/api.json", &document(&["a"])), ("bad/api.json", "{\"openapi\": \"3.0.0\", \"paths\": {")]);
    let (old, new) =
        ("error: the old state, `bad`, cannot be compared", "error: the new state, `bad`, cannot be compared");
    let text = run(folder, &["diff", "bad", "good"], 2);
    assert!(text.contains(old) && !text.contains("the new state"), "{text}");
    let text = run(folder, &["diff", "good", "bad"], 2);
    assert!(text.contains(new) && !text.contains("the old state"), "{text}");
    let text = run(folder, &["diff", "bad", "bad"], 2);
    assert!(text.contains(old) && text.contains(new), "{text}");
}

/// Nobody depends on what was in no version yet.
#[test]
fn until_the_first_version_nothing_is_due_and_nothing_breaks() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, &[("specs/api.json", &document(&["a", "b"]))]);
    run(folder, REGEN, 0);
    write(folder, &[("specs/api.json", &document(&["a", "c"]))]);
    let text = run(folder, REGEN, 0);
    assert!(text.contains("2 changes since the last run\n") && text.contains("`b` was removed"), "{text}");
    assert!(text.contains("no version was made yet") && !text.contains("major"), "{text}");
    let made = contents(&folder.join("out"));
    assert!(!made.keys().any(|path| path.contains("released") || path == "CHANGELOG.md"), "{:?}", made.keys());

    // What somebody wrote before is kept, and so is the number that somebody chose.
    let manifest = fs::read_to_string(folder.join("out/Cargo.toml")).unwrap();
    let notes = "# Changelog\n\nOf things.\n\n## Unreleased\n\nA note.\n";
    let manifest = manifest.replace("version = \"0.1.0\"", "version = \"1.0.0\"");
    write(folder, &[("out/Cargo.toml", &manifest), ("out/CHANGELOG.md", notes)]);
    assert!(run(folder, BUMP, 0).contains("this is the first version"));
    let text = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    let first = "\n## 1.0.0\n\nThe first version: 1 operation and 0 types.\n\nA note.\n";
    assert_eq!(text, ["# Changelog\n\nOf things.\n", first].concat());
    assert_eq!(version(folder), "1.0.0");
    let before = contents(&folder.join("out"));
    assert!(run(folder, BUMP, 0).contains("nothing is unreleased"));
    assert_eq!(contents(&folder.join("out")), before);

    // From here on changes count.
    write(folder, &[("specs/api.json", &document(&["a"]))]);
    assert!(run(folder, BUMP, 0).contains("version 1.0.0 -> 2.0.0 (major)"));
    let text = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    assert!(text.contains("\n## 2.0.0\n") && text.ends_with(first), "{text}");
}

#[test]
fn the_first_version_needs_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = "[package]\nname = \"things\"\nversion.workspace = true\nedition = \"2024\"\n";
    write(folder.path(), &[("specs/api.json", &document(&["a"])), ("out/Cargo.toml", manifest)]);
    let before = contents(folder.path());
    let text = run(folder.path(), BUMP, 1);
    assert!(text.contains("error[no-version]"), "{text}");
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_verdict_decides_about_the_status_of_diff() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let required = document(&["a"]).replace(r#""name":"a""#, r#""name":"a","required":true"#);
    let patch =
        document(&["a"]).replace(r#""summary":"List things""#, r#""summary":"List things","description":"All.""#);
    // The path is nothing that code sees.
    let wire = document(&["a"]).replace("/things", "/v2/things");
    let versions = [
        ("old", document(&["a"])),
        ("same", document(&["a"])),
        ("patch", patch),
        ("minor", document(&["a", "b"])),
        ("major", required),
        ("wire", wire),
    ];
    for (name, text) in &versions {
        write(folder, &[(&format!("{name}/api.json"), text)]);
    }
    for (new, expected) in
        [("same", [0, 0, 0]), ("patch", [0, 0, 1]), ("minor", [0, 1, 1]), ("major", [1, 1, 1]), ("wire", [1, 1, 1])]
    {
        for (least, status) in ["major", "minor", "any"].into_iter().zip(expected) {
            run(folder, &["diff", "old", new, "--fail-on", least], status);
        }
        run(folder, &["diff", "old", new], expected[2]);
    }
    run(folder, &["diff", "old", "nowhere", "--fail-on", "major"], 2);
    run(folder, &["diff", "old", "same", "--fail-on", "patch"], 2);
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]).args(arguments).current_dir(folder);
    let output = command.output().expect("git is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn folders_documents_and_revisions_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(
        folder,
        &[
            ("specs/api.json", &document(&["a"])),
            ("specs/.hidden.json", "{"),
            ("other/api.json", &document(&["a", "b"])),
            ("all/llms-full.txt", &format!("# Things\n\n```json\n{}\n```\n", document(&["a"]))),
        ],
    );
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "One"]);
    assert_eq!(run(folder, &["diff", "specs", "specs/api.json"], 0), "");
    assert_eq!(run(folder, &["diff", "HEAD", "specs"], 0), "");
    for (old, new) in
        [("specs", "other"), ("specs/api.json", "other/api.json"), ("HEAD", "other"), ("HEAD:specs", "HEAD:other")]
    {
        let text = run(folder, &["diff", old, new], 1);
        assert!(text.contains("minor, wire minor: the query parameter `b` was added"), "{old} {new}: {text}");
    }
    let text = run(folder, &["diff", "HEAD:all", "other"], 1);
    assert!(text.contains("`b` was added"), "all pages as one are read from a revision too: {text}");
    let text = run(folder, &["diff", "specs", "other", "--format", "markdown"], 1);
    assert!(
        text.contains("| `list_things` (`GET /things`) | minor | minor | the query parameter `b` was added |"),
        "{text}"
    );
    let text = run(folder, &["diff", "specs", "other", "--format", "json"], 1);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["rust"], &json["changes"][0]["rule"]), (&"minor".into(), &"parameter-added-optional".into()));
    for (place, code) in [("nowhere", "unknown-place"), ("HEAD:nothing", "empty-revision"), ("--help-me:specs", "")] {
        let text = run(folder, &["diff", "specs", place], 2);
        assert!(text.contains(code), "{place}: {text}");
        let is_named = text.ends_with(&format!("error: the new state, `{place}`, cannot be compared\n"));
        assert!(is_named || code.is_empty(), "{text}");
    }
}
