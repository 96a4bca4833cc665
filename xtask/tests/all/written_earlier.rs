//! A crate that an earlier generator wrote and released, which types numbers, outputs and hierarchies otherwise than
//! this one. `tests/data/written-earlier` has the document, and of the crate what the first run with this generator
//! looks at; the snapshot beside them is what that run says and records.

use crate::common::{contents, write, xtask};
use std::fs;
use std::path::Path;

fn run(folder: &Path, more: &[&str]) -> String {
    let output = xtask(folder, &[&["regen", "--specs", "specs", "--out", "crate"], more].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn what_another_generator_makes_otherwise_is_a_change_of_the_crate() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/written-earlier");
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (path, bytes) in contents(&data).iter().filter(|(path, _)| !path.ends_with(".snap")) {
        write(folder, &[(path, std::str::from_utf8(bytes).unwrap())]);
    }
    let changelog = || fs::read_to_string(folder.join("crate/CHANGELOG.md")).unwrap();
    let text = run(folder, &[]);
    let (said, _) = text.split_once("\nversion ").unwrap_or_else(|| panic!("a version is due: {text}"));
    let said = said.split_once(" changes: ").map_or(said, |(_, said)| said);
    insta::with_settings!({
        snapshot_path => &data, prepend_module_to_snapshot => false, omit_expression => true
    }, {
        insta::assert_snapshot!("first-run", format!("{said}\n\n{}", changelog()));
    });
    assert!(text.contains("version 0.1.1 -> 0.2.0 (major: before 1.0.0, the second number)"), "{text}");

    // It is said once, and stays until a version has it.
    let first = changelog();
    assert!(!run(folder, &[]).contains("generator"));
    let document = fs::read_to_string(folder.join("specs/api.yaml")).unwrap();
    write(folder, &[("specs/api.yaml", &document.replace("note:", "memo:"))]);
    assert!(!run(folder, &[]).contains("generator"));
    write(folder, &[("specs/api.yaml", &document)]);
    run(folder, &[]);
    assert_eq!(changelog(), first);
    assert!(run(folder, &["--bump"]).contains("version 0.1.1 -> 0.2.0 (major: before 1.0.0, the second number)"));
    assert!(run(folder, &["--bump"]).contains("nothing is unreleased"));
}

/// A crate of this generator's runtime, as one would have written it that types a field otherwise.
fn typed_otherwise(folder: &Path) {
    let model = folder.join("crate/src/models/entries.rs");
    let text = fs::read_to_string(&model).unwrap();
    assert!(text.contains("pub amount: Option<f64>"), "{text}");
    let text = text.replace("pub amount: Option<f64>", "pub amount: Option<f32>");
    fs::write(&model, text).unwrap();
}

const API: &str = r##"{"openapi": "3.0.3", "info": {"title": "Entries", "version": "1"}, "servers": [{"url": "https://a.example"}],
    "paths": {"/entries": {"get": {"summary": "List Entries", "tags": ["Entries"], "responses": {"200": {"description": "OK",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Entry"}}}}}}}},
    "components": {"schemas": {"Entry": {"type": "object", "properties": {"amount": {"type": "number"}}}}}}"##;

/// A released crate that a generator wrote which makes other items, as its manifest says, or one that somebody edited.
fn released(folder: &Path, is_other_generator: bool) {
    write(folder, &[("specs/api.json", API)]);
    run(folder, &["--name", "entries", "--bump"]);
    typed_otherwise(folder);
    if is_other_generator {
        let manifest = folder.join("crate/Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        fs::write(&manifest, xtask::manifest::with_items(&text, "0123").unwrap()).unwrap();
    }
}

const SAID: &str =
    "the field `amount`: `Option<f32>` became `Option<f64>`; this version of the generator makes it otherwise";

#[test]
fn another_type_is_noticed_though_the_runtime_is_the_same() {
    for document in [API.to_owned(), API.replace(r#""amount": {"#, r#""note": {"type": "string"}, "amount": {"#)] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        released(folder, true);
        write(folder, &[("specs/api.json", &document)]);
        let text = run(folder, &[]);
        assert!(
            text.contains(SAID) && text.contains("version 0.1.0 -> 0.2.0 (major: before 1.0.0, the second number)"),
            "{text}"
        );
        assert_eq!(text.contains("the field `note` was added"), document != API, "{text}");
        assert!(!run(folder, &[]).contains(SAID), "it is said once");
    }
}

#[test]
fn sources_that_somebody_edited_are_no_other_generator() {
    let folder = tempfile::tempdir().unwrap();
    released(folder.path(), false);
    let text = run(folder.path(), &[]);
    assert!(!text.contains("generator makes"), "{text}");
    assert!(fs::read_to_string(folder.path().join("crate/src/models/entries.rs")).unwrap().contains("Option<f64>"));
}

/// The document that shows which items the generator makes is one that it understands.
#[test]
fn the_probe_has_items_of_every_kind() {
    let text = include_str!("../../src/regen/probe.yaml").to_owned();
    let pages = vec![generator::source::Page { path: "probe.yaml".to_owned(), text }];
    let input = generator::Input { pages, package: "probe".to_owned(), ..generator::Input::default() };
    let output = generator::generate(&input).unwrap_or_else(|dx| panic!("{:#?}", dx.list));
    assert!(
        output.diagnostics.list.iter().all(|said| said.code != "contradictory-schema"),
        "{:#?}",
        output.diagnostics.list
    );
    let all: String = output.files.iter().map(|file| file.text.as_str()).collect();
    for item in [
        "Option<f64>",
        "Option<i8>",
        "runtime::EventStream",
        "runtime::JsonLines",
        "pub enum Shape",
        "fn write_thing_as_form",
    ] {
        assert!(all.contains(item), "{item}");
    }
}

/// What callers see of the runtime is part of the crate; what emitted code alone calls, and what is private, is not.
#[test]
fn another_runtime_is_a_change_of_the_crate() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let document = "{openapi: 3.0.3, info: {title: T, version: '1'}, paths: {/a: {get: {operationId: getA, responses: {'200': {description: ok}}}}}}";
    write(folder, &[("specs/api.yaml", document)]);
    run(folder, &["--bump"]);
    let edit = |path: &str, from: &str, to: &str| {
        let path = folder.join("crate/src/runtime").join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{}", path.display());
        fs::write(path, text.replace(from, to)).unwrap();
    };
    edit("response/api_error.rs", "pub fn request_id(", "pub fn former(");
    edit("response/api_error.rs", "pub fn status(&self) -> StatusCode", "pub fn status(&self) -> u32");
    edit("mod.rs", "pub use retry::Retry;", "pub use retry::Retry;\npub use retry::Former;");
    edit("call/parts.rs", "pub struct Parts", "pub struct Parts2");
    // A file of somebody else.
    write(folder, &[("crate/src/models/own.rs", "pub struct Own;\n")]);
    let text = run(folder, &[]);
    for line in [
        "major, wire patch: the method `former` was removed; this version",
        "major, wire patch: the method `status`: `(&self) -> u32` became `(&self) -> StatusCode`; this version",
        "major, wire patch: the type `Former` was removed; this version",
        "minor, wire patch: the method `request_id` was added; this version",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert_eq!(text.matches("this version of the generator").count(), 4, "{text}");
    let changelog = fs::read_to_string(folder.join("crate/CHANGELOG.md")).unwrap();
    assert!(changelog.contains("`former` was removed"), "{changelog}");
    assert!(run(folder, &["--bump"]).contains("(major: "));
}

/// Only the generator changed: that is reason enough for a version.
#[test]
fn a_change_of_the_generator_alone_makes_a_version() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let document = "{openapi: 3.0.3, info: {title: T, version: '1'}, paths: {/a: {get: {operationId: getA, responses: {'200': {description: ok}}}}}}";
    write(folder, &[("specs/api.yaml", document)]);
    run(folder, &["--bump"]);
    let path = folder.join("crate/src/runtime/response/api_error.rs");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replace("pub fn request_id(", "pub fn former(")).unwrap();
    assert!(run(folder, &["--bump"]).contains("version 0.1.0 -> 0.2.0 (major: before 1.0.0, the second number)"));
    assert!(run(folder, &["--bump"]).contains("nothing is unreleased"));
}
