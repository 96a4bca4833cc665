//! Every code, each by a bad input and its rendered message.
//!
//! A case is a folder in `cases/diagnostics`, named after the code; the snapshot beside it holds its pages and what is
//! said about them. The phases after the merge run only where those before it do not report the code. To add a case,
//! add the folder, run, and review the snapshot.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

mod support;

use generator::diagnostic::Diagnostics;
use generator::report::{self, Options};
use generator::{Input, document, generate};

#[test]
fn every_case_says_what_its_snapshot_says() {
    for case in support::cases("diagnostics") {
        let input = case.input();
        let mut dx = Diagnostics::default();
        let mut dx = document(&mut dx, &input).map_or_else(|stopped| stopped, |_| dx);
        let is_said = |dx: &Diagnostics| dx.list.iter().any(|said| said.code == case.name);
        if case.name != "settled" && !is_said(&dx) {
            dx = generate(&input).map_or_else(|stopped| stopped, |output| output.diagnostics);
            assert!(is_said(&dx), "{} is not reported", case.name);
        }
        let said = report::render(&dx, Options { colour: false, verbose: true });
        support::snapshot("diagnostics", &case, &said);
    }
}

#[test]
fn the_marked_text_is_the_offending_text() {
    let text =
        "# Pets\n\n```json\n{\"openapi\":\"9\",\"info\":{\"title\":\"Pets\",\"version\":\"1\"},\"paths\":{}}\n```\n";
    let pages = vec![generator::source::Page { path: "pets.md".into(), text: text.into() }];
    let mut dx = Diagnostics::default();
    let dx = document(&mut dx, &Input { pages, ..Input::default() }).expect_err("the version is unknown");
    let origin = support::origin(&dx, "unknown-version");
    assert_eq!(&text[origin.range.clone()], "\"9\"");
    assert_eq!((origin.line, origin.column, origin.pointer.as_str()), (4, 12, "/openapi"));
}

#[test]
fn places_are_found_in_fences_inside_lists_and_quotes() {
    let text = "- Pets\n\n  ```yaml\n  openapi: 3.0.0\n  info: {title: Pets, version: '1'}\n  paths: nothing\n  ```\n";
    let pages = vec![generator::source::Page { path: "pets.md".into(), text: text.into() }];
    let mut dx = Diagnostics::default();
    document(&mut dx, &Input { pages, ..Input::default() }).expect("it is only a warning");
    let origin = support::origin(&dx, "not-an-object");
    assert_eq!(&text[origin.range.clone()], "nothing");
    assert_eq!((origin.line, origin.column, origin.pointer.as_str()), (6, 10, "/paths"));
}

#[test]
fn places_are_found_below_keys_of_every_style() {
    for key in ["/p\u{00e4}ts", "\"\\x2Fpets\"", "'/pet''s'", "? /pets\n  ", "&a /pets", "!!str /pets"] {
        let text = format!("openapi: 3.0.0\ninfo: {{title: Pets, version: '1'}}\npaths:\n  {key}: nothing\n");
        let pages = vec![generator::source::Page { path: "pets.yaml".into(), text: text.clone() }];
        let mut dx = Diagnostics::default();
        document(&mut dx, &Input { pages, ..Input::default() }).expect("it is only a warning");
        let origin = support::origin(&dx, "not-an-object");
        assert_eq!(&text[origin.range.clone()], "nothing", "{key}");
    }
}

#[test]
fn at_most_twenty_of_a_kind_are_shown_unless_asked() {
    let paths: Vec<String> = (0..30).map(|number| format!("\"/p{number}\":1")).collect();
    let text = format!(
        "{{\"openapi\":\"3.0.0\",\"info\":{{\"title\":\"Many\",\"version\":\"1\"}},\"paths\":{{{}}}}}",
        paths.join(",")
    );
    let pages = vec![generator::source::Page { path: "many.json".into(), text }];
    let mut dx = Diagnostics::default();
    document(&mut dx, &Input { pages, ..Input::default() }).expect("these are only warnings");
    let brief = report::render(&dx, Options::default());
    assert_eq!(brief.matches("warning[not-an-object]").count(), 20);
    assert!(brief.contains("warning: 10 more of `not-an-object`"), "{brief}");
    assert!(brief.ends_with("30 warnings\n"), "{brief}");
    let all = report::render(&dx, Options { verbose: true, ..Options::default() });
    assert_eq!(all.matches("warning[not-an-object]").count(), 30);
}

/// A page that gives an error, a warning with related places, and a note.
fn of_all_kinds() -> Diagnostics {
    let block = |schema: &str| {
        format!(
            "```json\n{{\"openapi\":\"3.0.0\",\"info\":{{\"title\":\"Pets\",\"version\":\"1\"}},\"paths\":{{}},\"components\":{{\"schemas\":{{\"Pet\":{schema}}}}}}}\n```\n"
        )
    };
    let text =
        ["# Pets: 100%, all\n\n```sh\nls\n```\n\n", &block("{\"type\":\"string\"}"), &block("{\"type\":\"integer\"}")];
    let pages = vec![
        generator::source::Page { path: "a,b/pets.md".into(), text: text.concat() },
        generator::source::Page { path: "lost.md".into(), text: "# Page not found\n".into() },
    ];
    let mut dx = Diagnostics::default();
    let extracted = generator::extract::fragments(&mut dx, pages);
    generator::merge::document(&mut dx, &[], extracted.fragments);
    dx
}

#[test]
fn programs_read_one_json_object_a_line() {
    let dx = of_all_kinds();
    let text = report::machine::json_lines(&dx, Options { verbose: true, ..Options::default() });
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let severities: Vec<&str> = lines.iter().map(|line| line["severity"].as_str().unwrap()).collect();
    assert_eq!(severities, ["error", "warning", "note"]);
    insta::assert_snapshot!(text);
    let brief = report::machine::json_lines(&dx, Options::default());
    assert_eq!(brief.lines().count(), 2, "notes are shown when asked for");
}

#[test]
fn runners_read_annotations() {
    let text = report::machine::github(&of_all_kinds(), Options { verbose: true, ..Options::default() }, "specs");
    insta::assert_snapshot!(text);
}

#[test]
fn titles_choose_among_apis() {
    let page = |name: &str| generator::source::Page {
        path: format!("{name}.json"),
        text: format!("{{\"openapi\":\"3.0.0\",\"info\":{{\"title\":\"{name}\",\"version\":\"1\"}},\"paths\":{{}}}}"),
    };
    let chosen = |titles: &[&str]| {
        let titles = titles.iter().map(|title| (*title).to_owned()).collect();
        let input = Input { pages: vec![page("Books"), page("Pets")], titles, ..Input::default() };
        let mut dx = Diagnostics::default();
        let dx = document(&mut dx, &input).map_or_else(|stopped| stopped, |_| dx);
        report::render(&dx, Options { verbose: true, ..Options::default() })
    };
    insta::assert_snapshot!("other-title", chosen(&["Pets"]));
    insta::assert_snapshot!("unknown-title", chosen(&["Cars"]));
}

#[test]
fn only_what_pages_refer_to() {
    let page = |path: &str, text: &str| generator::source::Page { path: path.into(), text: text.into() };
    let document = r#"{"openapi": "3.0.3", "info": {"title": "Locks", "version": "1"}, "paths": {
        "/locks": {"get": {"responses": {"200": {"description": "All"}}}}}}"#;
    let read = |more: &[(&str, &str)]| {
        let others = more.iter().map(|(path, text)| page(path, text));
        let pages = [page("locks.json", document)].into_iter().chain(others).collect();
        let input = Input { pages, referred_only: true, ..Input::default() };
        let mut dx = Diagnostics::default();
        let made = document_of(&mut dx, &input).map_err(|dx| dx.list.iter().map(|said| said.code).collect::<Vec<_>>());
        made.map(|made| made["paths"].as_object().unwrap().keys().cloned().collect::<Vec<_>>())
    };
    let keys = document.replace("locks", "keys");
    let whole = ("all.md", "{% openapi src=\"./locks.json\" %}\n");
    assert_eq!(read(&[]), Err(vec!["nothing-referred"]));
    assert_eq!(read(&[("model.md", "---\nopenapi-schema: Lock\n---\n")]), Ok(vec![]));
    assert_eq!(read(&[whole, ("keys.json", &keys)]), Ok(vec!["/locks".to_owned()]));
    let unnamed = ("all.md", "{% openapi src=\"https://a.example/openapi\" %}\n");
    assert_eq!(read(&[unnamed, ("keys.json", &keys)]), Ok(vec!["/keys".to_owned(), "/locks".to_owned()]));
}

/// The merged document as JSON.
fn document_of(dx: &mut Diagnostics, input: &Input) -> Result<serde_json::Value, Diagnostics> {
    document(dx, input).map(|document| document.root.to_json())
}

#[test]
fn circles_between_files_end() {
    let page = |path: &str, text: &str| generator::source::Page { path: path.into(), text: text.into() };
    let pages = vec![
        page("api.yaml", "openapi: 3.0.0\ninfo: {title: A, version: '1'}\npaths: {/a: {$ref: one.yaml}}\n"),
        page("one.yaml", "$ref: two.yaml\n"),
        page("two.yaml", "get: {callbacks: {again: {$ref: one.yaml}}}\n"),
    ];
    let mut dx = Diagnostics::default();
    let stopped = document(&mut dx, &Input { pages, ..Input::default() }).expect_err("a circle cannot be written out");
    let codes: Vec<&str> = stopped.list.iter().map(|said| said.code).collect();
    assert_eq!(codes, ["too-large-expansion"]);
}

#[test]
fn a_media_type_that_contains_itself_ends() {
    let text = "openapi: 3.2.0\ninfo: {title: A, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: ok, \
                content: {application/json: {$ref: '#/paths/~1a/get/responses/200'}}}}}}}\n";
    let pages = vec![generator::source::Page { path: "api.yaml".into(), text: text.into() }];
    let mut dx = Diagnostics::default();
    let dx = document(&mut dx, &Input { pages, ..Input::default() }).map_or_else(|stopped| stopped, |_| dx);
    let codes: Vec<&str> = dx.list.iter().map(|said| said.code).collect();
    assert_eq!(codes, ["unresolved-reference"]);
}

#[test]
fn hundreds_of_a_kind_are_summed_up() {
    let item = |number: usize| format!("\"/p{number}\":1");
    let schemas: Vec<String> = (0..120).map(|number| format!("\"P{number}\":{{\"if\":{{}},\"then\":{{}}}}")).collect();
    let text = format!(
        "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"Many\",\"version\":\"1\"}},\"paths\":{{{}}},\"components\":{{\"schemas\":{{{}}}}}}}",
        item(1),
        schemas.join(",")
    );
    let pages = vec![generator::source::Page { path: "many.json".into(), text }];
    let mut dx = Diagnostics::default();
    document(&mut dx, &Input { pages, ..Input::default() }).expect("these are only warnings");
    let brief = report::render(&dx, Options::default());
    let summary = brief.lines().find(|line| line.contains("by component and operation")).expect("there is a summary");
    assert!(
        summary
            .starts_with("warnings of `unsupported-keyword` by component and operation: 2 in /components/schemas/P0, "),
        "{summary}"
    );
    assert!(summary.ends_with(", the others in 110 more"), "{summary}");
    assert_eq!(brief.matches("by component and operation").count(), 1, "few are not summed up");
}
