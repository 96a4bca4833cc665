//! Who chooses names: overlays and documents of the maintainer, at the cost of nobody; never a page that was fetched.

use crate::common::{contents, write, xtask};
use std::fs;
use std::path::Path;

const REGEN: &[&str] = &["regen", "--specs", "specs", "--out", "out", "--name", "shop", "--verbose"];

/// Runs a command and expects an exit status; gives both outputs.
#[track_caller]
fn run(folder: &Path, arguments: &[&str], status: i32) -> String {
    let output = xtask(folder, arguments);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{text}");
    text
}

/// A document in which one operation gives each of these schemas, with more in the operation.
fn document(schemas: &[&str], more: &str) -> String {
    let properties: Vec<String> =
        schemas.iter().map(|name| format!("{name}: {{$ref: '#/components/schemas/{name}'}}")).collect();
    let all: String = schemas
        .iter()
        .map(|name| {
            format!(
                "    {name}:\n      type: object\n      properties: {{{}: {{type: string}}}}\n",
                name.to_lowercase()
            )
        })
        .collect();
    format!(
        "openapi: 3.0.3\ninfo: {{title: Shop, version: '1'}}\nservers: [{{url: https://shop.example}}]\npaths:\n  /all:\n    get:\n      summary: Get all\n{more}      \
         responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              \
         schema: {{type: object, properties: {{{}}}}}\ncomponents:\n  schemas:\n{all}",
        properties.join(", ")
    )
}

/// An overlay that renames schemas.
fn overlay(names: &[(&str, &str)]) -> String {
    let action = |(schema, name): &(&str, &str)| {
        format!("- target: $.components.schemas.{schema}\n  update: {{x-rust-name: {name}}}\n")
    };
    let actions: String = names.iter().map(action).collect();
    format!("overlay: 1.0.0\ninfo: {{title: Names, version: '1'}}\nactions:\n{actions}")
}

#[test]
fn a_name_that_another_item_has_is_an_error_at_its_line() {
    for is_recorded in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        write(folder, &[("specs/api.yaml", &document(&["Offer", "Price"], ""))]);
        if is_recorded {
            run(folder, REGEN, 0);
        }
        write(folder, &[("specs/names.yaml", &overlay(&[("Offer", "Price")]))]);
        let before = contents(folder);
        let text = run(folder, REGEN, 1);
        assert!(text.contains("error[name-taken]: the type `Offer` cannot be called `Price`"), "{text}");
        assert!(text.contains("that is the name of the type `Price`") && text.contains("names.yaml:5:"), "{text}");
        assert_eq!(contents(folder), before);

        // Two that change their names together, and two that are given one.
        write(folder, &[("specs/names.yaml", &overlay(&[("Offer", "Price"), ("Price", "Offer")]))]);
        run(folder, REGEN, 0);
        write(folder, &[("specs/names.yaml", &overlay(&[("Offer", "Deal"), ("Price", "Deal")]))]);
        let text = run(folder, REGEN, 1);
        assert!(text.contains("error[name-taken]") && text.contains("names.yaml:7:"), "{text}");
    }
}

#[test]
fn a_name_that_was_chosen_before_stays_whoever_comes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(
        folder,
        &[("specs/api.yaml", &document(&["Offer"], "")), ("specs/names.yaml", &overlay(&[("Offer", "Deal")]))],
    );
    run(folder, REGEN, 0);
    write(folder, &[("specs/api.yaml", &document(&["Deal", "Offer"], ""))]);
    let text = run(folder, REGEN, 0);
    let names = fs::read_to_string(folder.join("out/names.json")).unwrap();
    assert!(names.contains("\"Offer\": \"Deal\"") && !names.contains("\"Deal\": \"Deal\""), "{names}");
    assert!(text.contains("name-collision"), "{text}");
}

#[test]
fn a_tag_that_is_too_long_for_a_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let tag = "all-that-can-be-bought-".repeat(20);
    write(folder, &[("specs/api.yaml", &document(&["Offer"], &format!("      tags: [{tag}]\n")))]);
    let text = run(folder, REGEN, 0);
    assert!(text.contains("warning[shortened-name]") && text.contains("api.yaml:8:14"), "{text}");
    let long = "a".repeat(300);
    let named = document(&["Offer"], &format!("      tags: [{tag}]\n"))
        + &format!("tags: [{{name: {tag}, x-rust-name: {long}}}]\n");
    write(folder, &[("specs/api.yaml", &named)]);
    let text = run(folder, REGEN, 0);
    assert!(text.contains("that is too long to name a file") && text.contains("api.yaml:20:"), "{text}");
}

#[test]
fn fetched_pages_choose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let page = document(&["Offer"], "      x-rust-name: remove_everything\n");
    let lock = "version = 1\n[[page]]\nfile = \"api.yaml\"\nurl = \"https://shop.example/api.yaml\"\nsha256 = \"\"\nsize = 1\n\
                time = \"2026-01-31T09:00:00Z\"\nfragments = 1\n";
    write(folder, &[("specs/api.yaml", &page), ("specs/sources.lock", lock), ("own/api.yaml", &page)]);
    let names = || fs::read_to_string(folder.join("out/names.json")).unwrap();
    let text = run(folder, REGEN, 0);
    assert!(text.contains("warning[fetched-extension]") && text.contains("api.yaml:8:"), "{text}");
    assert!(names().contains("get_all") && !names().contains("remove_everything"), "{}", names());

    // What somebody here says counts: by an overlay, in a document of one's own, and by the option.
    let action = "- target: $.paths['/all'].get\n  update: {x-rust-name: everything}\n";
    write(folder, &[("specs/names.yaml", &(overlay(&[]) + action))]);
    let text = run(folder, REGEN, 0);
    assert!(text.contains("1 page, 1 overlay, 1 fragment, 1 operation, "), "{text}");
    let text = run(folder, &[REGEN, &["--format", "json"]].concat(), 0);
    assert!(text.contains(r#""pages":1,"overlays":1,"fragments":1,"#), "{text}");
    assert!(names().contains("\"GET /all\": \"everything\""), "{}", names());
    fs::remove_file(folder.join("specs/names.yaml")).unwrap();
    run(folder, &[REGEN, &["--trust-extensions"]].concat(), 0);
    assert!(names().contains("remove_everything"), "{}", names());
    let text = run(folder, &["diff", "specs", "own"], 1);
    assert!(
        text.contains("`get_all` is called `remove_everything` now") || text.contains("remove_everything"),
        "{text}"
    );
    assert_eq!(run(folder, &["diff", "specs", "own", "--trust-extensions"], 0), "");
}
