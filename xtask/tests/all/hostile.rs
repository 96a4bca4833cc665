//! What pages, responses and file names hold steers nobody who reads the output: no terminal, no log of a CI service, no
//! pull request.

use crate::common::{write, xtask};
use pulldown_cmark::{Event, Options, Parser};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// Line ends before commands of runners, escapes of terminals, marks of direction, Markdown and a number.
fn hostile(number: usize) -> String {
    format!(
        "x{number}`` ![t](https://t.example/p.png) @team <b>*x*</b> | a ` \u{1b}[2J\u{1b}]0;t\u{7}\u{202e}gnp\u{2066}\u{9b}31m\u{2028}\u{e0041}\
         \n::error::no\r\n  ::set-env name=A::b\n##[group]g\n##vso[task.complete]d\n##teamcity[x]\r\n### Title\n- item `"
    )
}

/// A document in which every text of others is hostile, each with the number added.
fn document(number: usize) -> Value {
    let text = |place: usize| hostile(place + number);
    let schema = json!({"type": "object", "title": text(1), "description": text(2), "required": [text(3)], "properties": {
        text(3): {"type": "string", "default": text(4), "pattern": text(5), "description": text(6)},
        text(7): {"type": "string", "enum": [text(8), text(9), "same"]},
        "same": {"type": "string", "pattern": text(10), "enum": [text(11), "a"], "default": text(12)},
        "odd": {"type": text(13)},
        "union": {"oneOf": [{"$ref": "#/components/schemas/Same"}, {"type": "array", "items": {"type": "string"}}],
            "discriminator": {"propertyName": text(14)}}}});
    let operation = json!({"summary": text(15), "description": text(16), "tags": [text(17)], "operationId": "same",
        "parameters": [
            {"name": text(18), "in": "query", "schema": {"type": "string"}},
            {"name": text(19), "in": "header", "required": true, "schema": {"type": "string"}},
            {"name": "same", "in": "query", "schema": {"type": "string", "enum": [text(20)], "default": text(21)}}],
        "servers": [{"url": format!("https://t.example/{}", text(22))}],
        "security": [{text(23): []}],
        "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {text(24): {"type": "string"}}}},
            text(25): {"schema": {"type": "string"}}}},
        "responses": {
            "200": {"description": text(26), "headers": {text(27): {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Same"}}}},
            text(28): {"description": text(29)}}});
    json!({"openapi": "3.0.0", "info": {"title": text(30), "version": text(31), "description": text(32)},
        "servers": [{"url": "https://t.example"}, {"url": text(33)}], "tags": [{"name": text(17), "description": text(34)}],
        "paths": {format!("/same/{}", text(35)): {"get": {"summary": text(36), "responses": {"204": {"description": "OK"}}}},
            "/same": {"post": operation}},
        text(37): 1,
        "components": {"securitySchemes": {text(23): {"type": "apiKey", "in": "header", "name": "K"}, text(38): {"type": text(39)}},
            "schemas": {"Same": schema, text(40): {"type": "object", "properties": {"a": {"type": "string"}}, text(41): 1}}}})
}

/// Runs a command; gives both outputs, which steer no terminal.
#[track_caller]
fn run(folder: &Path, arguments: &[&str]) -> (String, String) {
    let output = xtask(folder, arguments);
    let texts = [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("the output is a text"));
    assert!(output.status.code().is_some_and(|status| status < 2), "{texts:?}");
    for text in &texts {
        visible(text);
        assert!(["##[", "##vso[", "##teamcity["].iter().all(|command| !text.contains(command)), "{text}");
    }
    let [shown, errors] = texts;
    (shown, errors)
}

#[track_caller]
fn visible(text: &str) {
    let is_odd = |character: &char| {
        let steers = matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0041}');
        steers || (character.is_control() && *character != '\n')
    };
    let odd: Vec<String> = text.chars().filter(is_odd).map(|odd| odd.escape_unicode().to_string()).collect();
    assert!(odd.is_empty(), "{odd:?} in {text}");
}

#[track_caller]
fn no_line_is_a_command(text: &str) {
    let found = text.lines().find(|line| line.trim_start().starts_with("::"));
    assert_eq!(found, None, "{text}");
}

/// Markdown in which what others wrote is in code spans only, and makes no line, list or cell of its own.
#[track_caller]
fn held_in_code(text: &str, lines: usize) {
    visible(text);
    no_line_is_a_command(text);
    let mut items = 0;
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                assert!(!text.contains("t.example") && !text.contains("team") && !text.contains('<'), "{text}");
            }
            Event::Start(pulldown_cmark::Tag::Image { .. } | pulldown_cmark::Tag::Link { .. }) => panic!("{text}"),
            Event::Start(pulldown_cmark::Tag::Item | pulldown_cmark::Tag::TableRow) => items += 1,
            _ => {}
        }
    }
    assert_eq!(items, lines, "{text}");
    assert!(!text.contains("\n### Title") && !text.contains("\n- item"), "{text}");
}

#[test]
fn no_text_of_others_steers_who_reads_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, &[("old/api.json", &document(0).to_string()), ("new/api.json", &document(100).to_string())]);
    let regen = |specs: &'static str| ["regen", "--specs", specs, "--out", "out", "--name", "things", "--verbose"];
    run(folder, &[&regen("old")[..], &["--bump"]].concat());
    let (shown, errors) = run(folder, &regen("new"));
    assert!(
        shown.contains("\\u{1b}[2J") && shown.contains("\\n::error::no") && errors.contains("\\u{202e}"),
        "{shown}{errors}"
    );
    no_line_is_a_command(&shown);
    no_line_is_a_command(&errors);
    let changelog = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    held_in_code(&changelog, changelog.lines().filter(|line| line.starts_with("- ")).count());

    let (annotations, _) = run(folder, &[&regen("old")[..], &["--check", "--format", "github"]].concat());
    assert!(annotations.lines().count() > 4, "{annotations}");
    for line in annotations.lines() {
        assert!(["::warning ", "::error ", "::notice "].iter().any(|start| line.starts_with(start)), "{line}");
    }
    let (lines, _) = run(folder, &[&regen("old")[..], &["--check", "--format", "json"]].concat());
    for line in lines.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }

    let (text, _) = run(folder, &["diff", "old", "new"]);
    no_line_is_a_command(&text);
    let (text, _) = run(folder, &["diff", "old", "new", "--format", "json"]);
    let changes = serde_json::from_str::<Value>(&text).unwrap()["changes"].as_array().unwrap().len();
    assert!(changes > 20, "{text}");
    let (text, _) = run(folder, &["diff", "old", "new", "--format", "markdown", "--verbose"]);
    held_in_code(&text, changes);
    // Changes of one cause are one row.
    let (text, _) = run(folder, &["diff", "old", "new", "--format", "markdown"]);
    let rows =
        text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |") && !line.starts_with("| ---"));
    let rows = rows.count();
    assert!(rows > 20 && rows < changes, "{text}");
    held_in_code(&text, rows);
}

#[test]
fn no_text_of_a_response_steers_who_reads_what_was_learned() {
    let folder = tempfile::tempdir().unwrap();
    let body = json!({hostile(1): hostile(2), hostile(503): 1, "same": 1});
    write(folder.path(), &[("specs/api.json", &document(0).to_string()), ("same.200.json", &body.to_string())]);
    let learn = ["learn", "same.200.json", "--specs", "specs", "--out", "out"];
    let (shown, errors) = run(folder.path(), &learn);
    assert!(shown.contains("undocumented") && shown.contains("\\u{1b}[2J"), "{shown}{errors}");
    no_line_is_a_command(&shown);
    no_line_is_a_command(&errors);
    run(folder.path(), &[&learn[..], &["--write"]].concat());
}
