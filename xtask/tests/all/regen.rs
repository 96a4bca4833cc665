//! `cargo xtask regen` from end to end, on the page that is checked in.

use crate::common::{contents, write, xtask};
use generator::Input;
use generator::source::Page;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

const PAGE: &str = include_str!("../../../specs/flow-callbacks.md");
const REGEN: &[&str] = &["regen", "--specs", "specs", "--out", "out", "--name", "flows"];
const CHECK: &[&str] = &["regen", "--specs", "specs", "--out", "out", "--check"];

/// Runs a command and expects an exit status; gives both outputs.
#[track_caller]
fn run(folder: &Path, arguments: &[&str], status: i32) -> String {
    let output = xtask(folder, arguments);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{text}");
    text
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE)]);
    folder
}

/// What is checked in is what the pages give: the drift check of the project itself.
#[test]
fn the_checked_in_client_is_what_the_pages_give() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = run(root, &["regen", "--check"], 0);
    assert!(text.contains("up to date"), "{text}");
    // From any folder inside the project.
    run(&root.join("generator/src"), &["regen", "--check"], 0);
}

#[test]
fn a_new_crate_is_made_and_a_second_run_touches_nothing() {
    let folder = project();
    let text = run(folder.path(), REGEN, 0);
    assert!(text.contains("1 page, 4 fragments, 4 operations, "), "{text}");
    assert!(text.contains(" files written, 0 unchanged, 0 removed"), "{text}");
    let out = folder.path().join("out");
    let made = contents(&out);
    for file in ["Cargo.toml", "rustfmt.toml", "names.json", "openapi.json", "src/lib.rs"] {
        assert!(made.contains_key(file), "{file} is missing");
    }
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    assert_eq!(xtask::manifest::package(&manifest).as_deref(), Some("flows"));
    assert!(made.keys().all(|path| !path.starts_with(".regen/")), "{:?}", made.keys());
    let listed = String::from_utf8_lossy(&made[".regen-files"]).into_owned();
    assert!(listed.contains("\nsrc/lib.rs\n") && !listed.contains("openapi.json"), "{listed}");

    let times = age(&out);
    let text = run(folder.path(), REGEN, 0);
    assert!(text.contains(&format!("0 files written, {} unchanged, 0 removed", made.len() - 1)), "{text}");
    assert_eq!(contents(&out), made);
    for (path, time) in times {
        assert_eq!(fs::metadata(out.join(&path)).unwrap().modified().unwrap(), time, "{path} was touched");
    }
    assert!(run(folder.path(), CHECK, 0).contains("up to date"));
}

/// Makes every file old, and gives the times.
fn age(out: &Path) -> BTreeMap<String, SystemTime> {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let touch = |path: &String| {
        fs::File::options().write(true).open(out.join(path)).unwrap().set_modified(long_ago).unwrap();
    };
    contents(out).into_keys().inspect(touch).map(|path| (path, long_ago)).collect()
}

/// Cargo refuses a package that is inside a workspace and no member; a workspace nearer than the project's decides.
#[test]
fn a_crate_inside_the_project_is_a_workspace_of_its_own_unless_another_workspace_is_nearer() {
    let folder = project();
    let root = "[workspace]\nmembers = []\n";
    let package = |name: &str| format!("[package]\nname = \"{name}\"\n");
    write(
        folder.path(),
        &[
            ("Cargo.toml", root),
            ("xtask/Cargo.toml", &package("xtask")),
            ("generator/Cargo.toml", &package("generator")),
            ("inner/Cargo.toml", root),
            ("inner/package/Cargo.toml", &package("package")),
        ],
    );
    for (out, is_root) in [("out", true), ("some/where/out", true), ("inner/out", false), ("inner/package/out", false)]
    {
        run(folder.path(), &["regen", "--specs", "specs", "--out", out, "--name", "flows"], 0);
        let manifest = fs::read_to_string(folder.path().join(out).join("Cargo.toml")).unwrap();
        assert_eq!(xtask::manifest::is_workspace(&manifest), is_root, "{out}");
    }
}

/// The first clients asked `serde_json` for less than the runtime needs today.
#[test]
fn an_older_manifest_is_reported_and_completed() {
    let folder = project();
    run(folder.path(), REGEN, 0);
    let path = folder.path().join("out/Cargo.toml");
    let made = fs::read_to_string(&path).unwrap();
    let older =
        made.replace("\"float_roundtrip\", ", "").replace("[package.metadata.pages-to-crate]", "[package.metadata.x]");
    fs::write(&path, &older).unwrap();
    let text = run(folder.path(), CHECK, 1);
    assert!(text.contains("differs: out/Cargo.toml"), "{text}");
    assert!(text.contains("`serde_json`: the feature `float_roundtrip` was added"), "{text}");
    assert_eq!(fs::read_to_string(&path).unwrap(), older);
    run(folder.path(), REGEN, 0);
    let completed = fs::read_to_string(&path).unwrap();
    assert!(completed.contains("features = [\"raw_value\", \"float_roundtrip\"]"), "{completed}");
    assert!(completed.contains("[package.metadata.pages-to-crate]\ngenerator = "), "{completed}");
    assert!(run(folder.path(), CHECK, 0).contains("up to date"));
}

#[test]
fn check_names_every_difference_and_writes_nothing() {
    let folder = project();
    run(folder.path(), REGEN, 0);
    let out = folder.path().join("out");
    let made = contents(&out);
    fs::remove_file(out.join("openapi.json")).unwrap();
    let listed = fs::read_to_string(out.join(".regen-files")).unwrap() + "src/old/gone.rs\n";
    let files = [(".regen-files", listed.as_str()), ("src/lib.rs", "edited"), ("src/old/gone.rs", "old")];
    write(&out, &files);
    write(&out, &[("src/old/mine.rs", "mine"), ("tests/mine.rs", "mine")]);
    let before = contents(&out);
    let text = run(folder.path(), CHECK, 1);
    for line in [
        "missing: out/openapi.json",
        "differs: out/src/lib.rs",
        "stale: out/src/old/gone.rs",
        "left alone: out/src/old/mine.rs, which regen did not write",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    assert!(text.contains("run `cargo xtask regen`"), "{text}");
    assert!(!text.contains("tests/mine.rs"), "{text}");
    assert_eq!(contents(&out), before);

    let text = run(folder.path(), REGEN, 0);
    assert!(text.contains("3 files written, ") && text.contains("removed: out/src/old/gone.rs\n"), "{text}");
    assert!(text.contains("left alone: out/src/old/mine.rs"), "{text}");
    assert!(run(folder.path(), CHECK, 0).contains("left alone: out/src/old/mine.rs"));
    for folder in ["tests", "src/old"] {
        fs::remove_dir_all(out.join(folder)).unwrap();
    }
    assert_eq!(contents(&out), made);
}

#[test]
fn a_file_of_others_in_the_place_of_a_new_one_stops_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let document = |tags: &[&str]| {
        let get = |tag: &&str| {
            format!(
                r#""/{tag}": {{"get": {{"summary": "Get {tag}", "tags": ["{tag}"], "responses": {{"204": {{"description": "OK"}}}}}}}}"#
            )
        };
        let paths: Vec<String> = tags.iter().map(get).collect();
        format!(
            r#"{{"openapi": "3.0.0", "info": {{"title": "T", "version": "1"}}, "paths": {{{}}}}}"#,
            paths.join(", ")
        )
    };
    write(folder.path(), &[("specs/api.json", &document(&["cats"]))]);
    run(folder.path(), REGEN, 0);
    write(folder.path(), &[("specs/api.json", &document(&["cats", "dogs"])), ("out/src/operations/dogs.rs", "mine")]);
    let before = contents(folder.path());
    let text = run(folder.path(), REGEN, 1);
    assert!(text.contains("error[foreign-file]") && text.contains("out/src/operations/dogs.rs"), "{text}");
    assert_eq!(contents(folder.path()), before);
    write(folder.path(), &[("specs/api.json", &document(&["cats"]))]);
    let text = run(folder.path(), REGEN, 0);
    assert!(text.contains("left alone: out/src/operations/dogs.rs, which regen did not write"), "{text}");
}

/// `cargo xtask regen | head -1` ends quietly.
#[test]
fn nobody_has_to_read_all_that_is_printed() {
    for more in [&["--verbose"][..], &["--format", "json"], &["--format", "github"]] {
        let folder = project();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_pages-to-crate"));
        command.args(REGEN).args(more).current_dir(folder.path());
        let output = command.stdout(writer).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && !said.contains("panicked") && !said.contains("standard output"), "{said}");
        assert!(folder.path().join("out/src/lib.rs").exists());
    }
}

#[test]
fn denied_warnings_fail_and_nothing_is_written() {
    let folder = project();
    let before = contents(folder.path());
    let text = run(folder.path(), &[REGEN, &["--deny-warnings"]].concat(), 1);
    assert!(text.contains("error[warnings-denied]"), "{text}");
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn warnings_are_grouped_and_listed_in_full_when_asked_for() {
    let folder = project();
    let brief = run(folder.path(), REGEN, 0);
    assert!(brief.contains("--verbose"), "{brief}");
    let long = run(folder.path(), &[REGEN, &["--verbose"]].concat(), 0);
    assert!(long.matches("warning[").count() >= 15, "{long}");
    assert!(long.len() > brief.len() * 2);
}

#[test]
fn the_rest_of_a_manifest_is_kept() {
    let folder = project();
    let manifest = "[package] # mine\nname = \"mine\"\nversion = \"7.1.0\"\nedition = \"2024\"\n";
    write(folder.path(), &[("out/Cargo.toml", manifest), ("out/README.md", "mine")]);
    let text = run(folder.path(), REGEN, 0);
    assert!(text.contains("name-not-used"), "{text}");
    let made = fs::read_to_string(folder.path().join("out/Cargo.toml")).unwrap();
    assert!(made.starts_with(manifest), "{made}");
    assert_eq!(fs::read_to_string(folder.path().join("out/README.md")).unwrap(), "mine");
}

#[test]
fn the_order_of_pages_makes_no_difference() {
    let pages = pages_by_operation();
    assert_eq!(pages.len(), 4);
    let first = generated(pages.clone());
    assert!(first.len() > 3);
    let mut order = pages;
    for _ in 0..order.len() {
        order.rotate_left(1);
        assert_eq!(generated(order.clone()), first);
        let mut reversed = order.clone();
        reversed.reverse();
        assert_eq!(generated(reversed), first);
    }
}

#[test]
fn reading_a_page_twice_makes_no_difference() {
    let once = pages_by_operation();
    let mut twice = once.clone();
    twice.extend(once.iter().map(|page| Page { path: format!("again/{}", page.path), text: page.text.clone() }));
    // The documentation of an operation names the pages that it is on, and nothing else may differ.
    let rest = |pages| {
        let without =
            |text: &str| text.lines().filter(|line| !line.contains("Documented in `")).collect::<Vec<_>>().join("\n");
        generated(pages).into_iter().map(|file| (file.path, without(&file.text))).collect::<Vec<_>>()
    };
    assert_eq!(rest(twice), rest(once));
}

/// The page, cut into one page an operation.
fn pages_by_operation() -> Vec<Page> {
    let parts = PAGE.split("\n## ").filter(|part| part.contains("{\"openapi\""));
    let page = |(index, text): (usize, &str)| Page { path: format!("{index}.md"), text: format!("## {text}") };
    parts.enumerate().map(page).collect()
}

fn generated(pages: Vec<Page>) -> Vec<generator::File> {
    let input = Input { pages, package: "flows".to_owned(), ..Input::default() };
    generator::generate(&input).map_err(|dx| dx.list).unwrap().files
}

/// A server such as `/v1` is found where the document came from, which only the lock knows.
#[test]
fn a_relative_server_is_found_where_the_document_came_from() {
    let folder = tempfile::tempdir().unwrap();
    let document = "openapi: 3.0.3\ninfo: {title: Relative, version: '1'}\nservers: [{url: /v1}]\n\
                    paths: {/x: {get: {responses: {'204': {description: Done}}}}}\n";
    let lock = format!(
        "version = 1\n\n[[page]]\nfile = \"api.yaml\"\nurl = \"https://docs.example/api/openapi.yaml?raw=1\"\n\
         sha256 = \"{}\"\nsize = {}\ntime = \"2026-01-31T09:00:00Z\"\nfragments = 1\n",
        "0".repeat(64),
        document.len()
    );
    write(folder.path(), &[("specs/api.yaml", document), ("specs/sources.lock", &lock)]);
    run(folder.path(), &[REGEN, &["--bump"]].concat(), 0);
    let read = |file: &str| fs::read_to_string(folder.path().join("out").join(file)).unwrap();
    assert!(
        read("src/api.rs").contains(".published_at(\"https://docs.example/api/openapi.yaml\")"),
        "{}",
        read("src/api.rs")
    );
    assert!(read("openapi.json").contains("\"x-document-url\": \"https://docs.example/api/openapi.yaml\""));
    run(folder.path(), CHECK, 0);
    // A lock that cannot be used says neither that nor which pages are of others.
    write(folder.path(), &[("specs/sources.lock", "version = 9\n")]);
    assert!(run(folder.path(), REGEN, 1).contains("error[invalid-lock]"));
    // Where the lock says nothing, nothing is known.
    write(folder.path(), &[("specs/sources.lock", "version = 1\n")]);
    run(folder.path(), REGEN, 0);
    assert!(!read("src/api.rs").contains("published_at"));
    // The last run is compared with this one: the address is another.
    assert!(read("CHANGELOG.md").contains("https://docs.example"), "{}", read("CHANGELOG.md"));
}

/// What `--check` finds is said in every format: each file, and all lines of the summary.
#[test]
fn every_format_of_check_says_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE)]);
    let regen = ["regen", "--specs", "specs", "--out", "out", "--name", "client"];
    assert!(xtask(folder.path(), &regen).status.success());
    let check = |format: &str| {
        let output = xtask(folder.path(), &[&regen[..], &["--check", "--format", format]].concat());
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    for (format, status) in [("text", Some(0)), ("github", Some(0)), ("json", Some(0))] {
        assert_eq!(check(format).0, status, "{format}");
    }
    write(folder.path(), &[("out/src/lib.rs", "x"), ("out/src/more.rs", "mine")]);
    std::fs::remove_file(folder.path().join("out/src/models.rs")).unwrap();
    let (status, text) = check("text");
    assert_eq!(status, Some(1));
    let (status, github) = check("github");
    assert_eq!(status, Some(1));
    for annotation in [
        "::error file=out/src/lib.rs,title=different-file::the file is not what the pages give%0Ahelp: run `cargo xtask regen`\n",
        "::error file=out/src/models.rs,title=missing-file::",
    ] {
        assert!(github.contains(annotation), "{github}");
    }
    let (status, json) = check("json");
    assert_eq!(status, Some(1));
    let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let named = |code: &str| lines.iter().filter(|line| line["code"] == code).collect::<Vec<_>>();
    assert_eq!(named("different-file")[0]["page"], "out/src/lib.rs");
    assert_eq!(named("missing-file")[0]["page"], "out/src/models.rs");
    let summary = lines.last().unwrap();
    assert_eq!(summary["code"], "summary");
    assert_eq!(summary["up_to_date"], false);
    assert_eq!(summary["left_alone"], serde_json::json!(["out/src/more.rs"]));
    for line in text.lines().filter(|line| !line.ends_with(" s")) {
        assert!(github.contains(line), "{line} is not in {github}");
        assert!(summary["message"].as_str().unwrap().contains(line), "{line} is not in {summary}");
    }
}
