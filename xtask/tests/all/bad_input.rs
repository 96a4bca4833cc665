//! `cargo xtask regen` on what it cannot use: a message with code, place and help, exit status 1, nothing written.

use crate::common::{contents, write, xtask};
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../../specs/flow-callbacks.md");
const REGEN: &[&str] = &["regen", "--specs", "specs", "--out", "out", "--name", "client"];

/// Runs regen on a folder and expects it to fail with a code at a place, and to change nothing.
#[track_caller]
fn expect(folder: &Path, arguments: &[&str], code: &str, place: &str) {
    let before = contents(folder);
    let output = xtask(folder, arguments);
    let (shown, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{shown}\n{errors}");
    assert!(errors.contains(&format!("error[{code}]")), "{errors}");
    assert!(errors.contains(place), "the place is missing: {errors}");
    assert!(errors.contains("help"), "the help is missing: {errors}");
    assert_eq!(contents(folder), before, "something was written");
}

#[test]
fn no_specs_folder() {
    let folder = tempfile::tempdir().unwrap();
    expect(folder.path(), REGEN, "no-specs-folder", "specs");
}

#[test]
fn a_file_where_the_specs_folder_belongs() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs", PAGE)]);
    expect(folder.path(), REGEN, "no-specs-folder", "specs");
}

#[test]
fn an_empty_specs_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("specs")).unwrap();
    expect(folder.path(), REGEN, "empty-specs", "specs");
    write(folder.path(), &[("specs/.hidden.md", PAGE), ("specs/page.txt", PAGE)]);
    expect(folder.path(), REGEN, "empty-specs", "specs");
}

#[test]
fn an_unreadable_file() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE), ("specs/inner/folder.json/page.md", PAGE)]);
    expect(folder.path(), REGEN, "unreadable-file", "specs/inner/folder.json");
}

#[test]
fn a_file_that_is_not_utf8() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("specs")).unwrap();
    fs::write(folder.path().join("specs/wide.md"), b"\xff\xfe#\0").unwrap();
    expect(folder.path(), REGEN, "not-utf8", "specs/wide.md");
    write(folder.path(), &[("specs/page.md", PAGE)]);
    let before = contents(folder.path());
    let denied: Vec<&str> = REGEN.iter().copied().chain(["--deny-warnings"]).collect();
    assert_eq!(xtask(folder.path(), &denied).status.code(), Some(1));
    assert_eq!(contents(folder.path()), before);
    let verbose: Vec<&str> = REGEN.iter().copied().chain(["--verbose"]).collect();
    let output = xtask(folder.path(), &verbose);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.contains("warning[not-utf8]"), "{errors}");
    assert!(errors.contains("specs/wide.md"), "{errors}");
}

#[test]
fn a_file_where_a_folder_of_the_output_belongs() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE), ("out", "mine")]);
    expect(folder.path(), REGEN, "output-not-a-folder", "out");
    let inner = ["regen", "--specs", "specs", "--out", "out/inner/crate"];
    expect(folder.path(), &inner, "output-not-a-folder", "out");
    write(folder.path(), &[("crate/src", "mine")]);
    let source = ["regen", "--specs", "specs", "--out", "crate"];
    expect(folder.path(), &source, "output-not-a-folder", "crate/src");
}

#[test]
fn a_folder_whose_name_cannot_name_a_package() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE)]);
    expect(folder.path(), &["regen", "--specs", "specs", "--out", "1 2"], "no-package-name", "1 2");
}

#[test]
fn names_that_are_not_utf8() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE), ("out/src/lib.rs", "")]);
    fs::write(folder.path().join("out/names.json"), b"\xff").unwrap();
    expect(folder.path(), REGEN, "not-utf8", "out/names.json");
}

#[test]
fn wrong_usage_is_status_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["regen", "--unknown"][..],
        &["regen", "--name", "not a name"],
        &["regen", "--specs"],
        &["unknown"],
        &[],
        // Neither inside the project nor told where to read and write.
        &["regen"],
    ] {
        let output = xtask(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
    assert!(contents(folder.path()).values().all(Vec::is_empty));
}

/// A page with one operation, in a fenced block.
fn page(title: &str, host: &str, path: &str, schema: &str) -> String {
    let document = format!(
        "{{\"openapi\":\"3.0.0\",\"info\":{{\"title\":\"{title}\",\"version\":\"1\"}},\
         \"servers\":[{{\"url\":\"https://{host}\"}}],\"paths\":{{\"{path}\":{{\"get\":{{\"summary\":\"Get it\",\
         \"responses\":{{\"200\":{{\"description\":\"fine\",\"content\":{{\"application/json\":\
         {{\"schema\":{{\"$ref\":\"#/components/schemas/Item\"}}}}}}}}}}}}}}}},\
         \"components\":{{\"schemas\":{{{schema}}}}}}}"
    );
    format!("# A page\n\n```json\n{document}\n```\n")
}

const ITEM: &str = r#""Item":{"type":"object","properties":{"id":{"type":"integer"}}}"#;
const OTHER_ITEM: &str = r#""Item":{"type":"object","properties":{"id":{"type":"string"}}}"#;

/// The page alone is fine, so that what fails is what a test adds to it.
#[test]
fn the_example_itself_is_fine() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/good.md", &page("Shop", "a.example", "/items", ITEM))]);
    let output = xtask(folder.path(), &[REGEN, &["--deny-warnings"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Adds a file to a good page and expects a failure because of it.
#[track_caller]
fn expect_of(path: &str, text: &str, code: &str) {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[("specs/good.md", &page("Shop", "a.example", "/items", ITEM)), (&format!("specs/{path}"), text)],
    );
    expect(folder.path(), REGEN, code, path);
}

const PROSE: &str = "# About\n\nWords.\n\n```json\n{\"id\": 1}\n```\n";

#[test]
fn pages_without_a_fragment_alone() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/prose.md", PROSE), ("specs/more.md", PROSE)]);
    expect(folder.path(), REGEN, "no-fragment", "prose.md");
}

#[test]
fn pages_without_a_fragment_are_counted_beside_others() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE), ("specs/prose.md", PROSE), ("specs/more.md", PROSE)]);
    let output = xtask(folder.path(), REGEN);
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(shown.contains("2 pages hold no OpenAPI (--verbose names them)"), "{shown}");
    let output = xtask(folder.path(), &[REGEN, &["--verbose"]].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("note[no-fragment]: `more.md`") && errors.contains("`prose.md`"), "{errors}");
}

#[test]
fn a_page_that_was_not_found() {
    expect_of("gone.md", "# Page Not Found\n\nThe URL does not exist.\n", "page-not-found");
}

#[test]
fn broken_json_in_a_fence() {
    let cut = "```json\n{\"openapi\":\"3.0.0\",\"paths\":{\n```\n";
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/cut.md", cut)]);
    expect(folder.path(), REGEN, "invalid-json", "cut.md");
    // Beside a good page it costs nothing else.
    write(folder.path(), &[("specs/good.md", &page("Shop", "a.example", "/items", ITEM))]);
    let before = contents(folder.path());
    let denied = xtask(folder.path(), &[REGEN, &["--deny-warnings"]].concat());
    assert_eq!(denied.status.code(), Some(1));
    assert_eq!(contents(folder.path()), before, "something was written");
    let output = xtask(folder.path(), &[REGEN, &["--verbose"]].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && errors.contains("warning[invalid-json]") && errors.contains("cut.md"),
        "{errors}"
    );
}

#[test]
fn broken_yaml() {
    expect_of("cut.yaml", "openapi: 3.0.0\npaths: [\n", "invalid-yaml");
}

#[test]
fn a_key_that_stands_twice() {
    let twice = page("Shop", "a.example", "/twice", &format!("{ITEM},{OTHER_ITEM}"));
    expect_of("twice.md", &twice, "duplicate-key");
    expect_of(
        "twice.yaml",
        "openapi: 3.0.0\ninfo: {title: Shop, version: '1'}\npaths: {}\npaths: {}\n",
        "duplicate-key",
    );
}

/// A page whose schema refers to `Gone`, which is nowhere.
fn dangling() -> String {
    let more = r##""More":{"properties":{"a":{"$ref":"#/components/schemas/Gone"}}}"##;
    page("Shop", "a.example", "/dangling", more).replace("schemas/Item", "schemas/More")
}

#[test]
fn a_repository_of_pages_has_files_of_its_platform() {
    let folder = tempfile::tempdir().unwrap();
    let document = "openapi: 3.0.0\ninfo: {title: Shop, version: '1'}\nservers: [{url: 'https://a.example'}]\npaths: {/kept: {get: {responses: {'204': {description: kept}}}}}\n";
    let page = "# Keep\n\n{% openapi src=\".gitbook/assets/shop.yaml\" path=\"/kept\" method=\"get\" %}\n[shop](.gitbook/assets/shop.yaml)\n{% endopenapi %}\n";
    write(
        folder.path(),
        &[
            ("specs/.gitbook/assets/shop.yaml", document),
            ("specs/keep.md", page),
            ("specs/reference/_order.yaml", "- keep\n"),
            ("specs/docs.json", "{\"navigation\": []}"),
            ("specs/.other/notes.yaml", "nobody: reads this"),
        ],
    );
    let output = xtask(folder.path(), REGEN);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 operation"));
}

#[test]
fn a_reference_to_nothing_costs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", &dangling())]);
    let before = contents(folder.path());
    let denied = xtask(folder.path(), &[REGEN, &["--deny-warnings"]].concat());
    assert_eq!(denied.status.code(), Some(1));
    assert_eq!(contents(folder.path()), before, "something was written");
    for _ in 0..2 {
        let output = xtask(folder.path(), REGEN);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).contains("unresolved-reference"));
    }
    let document = fs::read_to_string(folder.path().join("out/openapi.json")).unwrap();
    assert!(document.contains("\"x-unresolved-ref\": \"#/components/schemas/Gone\""), "{document}");
}

#[test]
fn an_overlay_says_what_a_reference_to_nothing_is() {
    let folder = tempfile::tempdir().unwrap();
    let target = "$.components.schemas.More.properties.a";
    let overlay = format!(
        "overlay: 1.0.0\ninfo: {{title: Mend, version: '1'}}\nactions:\n  - target: {target}\n    update: {{type: integer}}\n"
    );
    write(folder.path(), &[("specs/page.md", &dangling()), ("specs/mend.yaml", &overlay)]);
    let output = xtask(folder.path(), &[REGEN, &["--deny-warnings"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let models = fs::read_to_string(folder.path().join("out/src/models/default.rs")).unwrap();
    assert!(models.contains("pub a: Option<i64>"), "{models}");
}

#[test]
fn a_reference_that_led_somewhere_in_the_last_run_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let gone =
        page("Shop", "a.example", "/gone", &ITEM.replace("Item", "Gone")).replace("schemas/Item", "schemas/Gone");
    write(folder.path(), &[("specs/page.md", &dangling()), ("specs/gone.md", &gone)]);
    let output = xtask(folder.path(), REGEN);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    fs::remove_file(folder.path().join("specs/gone.md")).unwrap();
    expect(folder.path(), REGEN, "lost-reference", "page.md");
}

#[test]
fn an_overlay_that_matches_nothing() {
    let overlay =
        "overlay: 1.0.0\ninfo: {title: Mend, version: '1'}\nactions:\n  - target: $.paths['/gone']\n    remove: true\n";
    expect_of("mend.yaml", overlay, "overlay-no-match");
}

#[test]
fn pages_of_two_apis_that_share_nothing() {
    let other = page("Zoo", "b.example", "/animals", ITEM);
    expect_of("zoo.md", &other, "unrelated-fragments");

    let folder = tempfile::tempdir().unwrap();
    let shop = page("Shop", "a.example", "/items", ITEM);
    write(folder.path(), &[("specs/shop.md", &shop), ("specs/zoo.md", &other)]);
    let output = xtask(folder.path(), &[REGEN, &["--title", "Zoo"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let merged = fs::read_to_string(folder.path().join("out/openapi.json")).unwrap();
    assert!(merged.contains("/animals") && !merged.contains("/items"), "{merged}");
}

#[test]
fn a_component_that_differs_between_two_pages_is_a_warning_that_can_be_denied() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (page("Shop", "a.example", "/items", ITEM), page("Shop", "a.example", "/more", OTHER_ITEM));
    write(folder.path(), &[("specs/one.md", &one), ("specs/other.md", &other)]);
    let before = contents(folder.path());
    let denied = xtask(folder.path(), &[REGEN, &["--deny-warnings"]].concat());
    assert_eq!(denied.status.code(), Some(1));
    assert_eq!(contents(folder.path()), before, "something was written");
    let output = xtask(folder.path(), REGEN);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("differs-between-pages"));
}

#[test]
fn messages_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let old = page("Shop", "a.example", "/items", ITEM).replace("\"openapi\":\"3.0", "\"openapi\":\"9.0");
    write(folder.path(), &[("specs/page.md", &old)]);
    let run = |format: &str| xtask(folder.path(), &[REGEN, &["--format", format]].concat());
    let json = run("json");
    assert_eq!(json.status.code(), Some(1));
    assert!(json.stderr.is_empty());
    let text = String::from_utf8(json.stdout).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    let message: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(message["severity"], "error");
    assert_eq!(message["code"], "unknown-version");
    assert_eq!(message["page"], "page.md");
    assert_eq!(message["pointer"], "/openapi");
    assert!(message["line"].as_u64().is_some_and(|line| line > 1), "{message}");
    let github = run("github");
    assert_eq!(github.status.code(), Some(1));
    let text = String::from_utf8(github.stdout).unwrap();
    assert!(text.starts_with("::error file=specs/page.md,line="), "{text}");
    assert!(text.contains("title=unknown-version::"), "{text}");
}

#[test]
fn no_colours_where_nobody_looks() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", "Nothing")]);
    let output = xtask(folder.path(), REGEN);
    assert!(!output.stderr.contains(&0x1b), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn colours_are_for_terminals_whose_owners_want_them() {
    use xtask::print::suits_colour;
    assert!(suits_colour(true, None));
    assert!(suits_colour(true, Some("".into())), "by its convention, an empty NO_COLOR says nothing");
    assert!(!suits_colour(true, Some("1".into())));
    assert!(!suits_colour(false, None));
    let folder = tempfile::tempdir().unwrap();
    let output = xtask(folder.path(), &["regen", "--specs", "missing", "--out", "out"]);
    assert!(!output.stderr.is_empty() && !output.stderr.contains(&0x1b), "no colours into a pipe");
}
