//! `cargo xtask report`: the page that it writes, read as HTML.

use crate::common::xtask;
use crate::files::write;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What could break out of a text, an attribute, an element or the script.
const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</pre></code></script><b>",
    "' onmouseover='alert(1)",
    "{{ report.title }}{% raw %}&lt;&#34;",
];

/// A piece of HTML.
#[derive(Debug, PartialEq)]
enum Piece {
    Open(String, Vec<(String, String)>),
    Close(String),
    Text(String),
}

/// Takes HTML apart, as strictly as the page is written: every attribute is quoted, and `<` stands nowhere else.
fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        pieces.push(Piece::Text(unescaped(text)));
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        if tag == "!DOCTYPE html" {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            pieces.push(Piece::Close(name.to_owned()));
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        pieces.push(Piece::Open(name.to_owned(), of_tag(attributes)));
        if name == "script" || name == "style" {
            let (text, after) = rest.split_once(&format!("</{name}>")).expect("it ends");
            pieces.push(Piece::Text(text.to_owned()));
            pieces.push(Piece::Close(name.to_owned()));
            rest = after;
        }
    }
    pieces
}

fn of_tag(mut text: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    while !text.trim().is_empty() {
        text = text.trim_start();
        let end = text.find(['=', ' ']).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        assert!(name.chars().all(|one| one.is_ascii_lowercase() || one == '-'), "`{name}` in `{text}`");
        match rest.strip_prefix("=\"") {
            Some(rest) => {
                let (value, rest) = rest.split_once('"').expect("the value ends");
                attributes.push((name.to_owned(), unescaped(value)));
                text = rest;
            }
            None => {
                attributes.push((name.to_owned(), String::new()));
                text = rest;
            }
        }
    }
    attributes
}

fn unescaped(text: &str) -> String {
    let known = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    known.iter().fold(text.to_owned(), |text, (escape, character)| text.replace(escape, character))
}

/// Every element ends where it should, ids are there once, and links lead to them. Gives the text.
fn checked(html: &str) -> String {
    const EMPTY: [&str; 5] = ["meta", "br", "input", "link", "img"];
    let (mut open, mut ids, mut links, mut text) = (Vec::new(), BTreeSet::new(), Vec::new(), String::new());
    let mut scripts = 0;
    for piece in pieces(html) {
        match piece {
            Piece::Text(piece) => {
                if open.last().is_none_or(|last| last != "script" && last != "style") {
                    text.push_str(&piece);
                }
            }
            Piece::Close(name) => assert_eq!(open.pop(), Some(name), "in {text}"),
            Piece::Open(name, attributes) => {
                scripts += usize::from(name == "script");
                for (attribute, value) in attributes {
                    assert!(!attribute.starts_with("on") && attribute != "src" && attribute != "style", "{attribute}");
                    match attribute.as_str() {
                        "id" => assert!(ids.insert(value.clone()), "`{value}` is there twice"),
                        "href" => links.push(value),
                        _ => {}
                    }
                }
                if !EMPTY.contains(&name.as_str()) {
                    open.push(name);
                }
            }
        }
    }
    assert_eq!((open, scripts), (Vec::new(), 1));
    for link in links {
        let target = link.strip_prefix('#');
        let is_filter = |target: &str| target.starts_with("code=") || target.starts_with("text=");
        let is_fine = target.is_some_and(|target| is_filter(target) || ids.contains(target));
        assert!(is_fine || link.starts_with("https://"), "`{link}` leads nowhere");
    }
    text
}

fn document(fields: &Value, enums: &Value) -> Value {
    let schema = json!({"$ref": "#/components/schemas/Boat"});
    let responses = json!({"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}});
    let properties = json!({"name": {"type": "string"}, "length": {"type": "string"}, "sails": fields, "kind": enums});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Boats", "version": "1"},
        "paths": {"/boats/{boat}": {"get": {
            "operationId": "getBoat",
            "summary": "Get a boat",
            "parameters": [{"name": "boat", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": responses,
        }}},
        "components": {"schemas": {"Boat": {"type": "object", "properties": properties}}},
    })
}

fn boats() -> String {
    document(&json!({"type": "object"}), &json!({"type": "string", "enum": ["row", "sail"]})).to_string()
}

/// Runs the command, and gives what it said and the page.
fn report(folder: &Path, arguments: &[&str], status: i32) -> (String, String) {
    let output = xtask(folder, &[&["report", "--specs", "specs", "--out", "client"], arguments].concat());
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(status), "{said}");
    (said, fs::read_to_string(folder.join("report.html")).unwrap_or_default())
}

#[test]
fn a_finding_says_where_what_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/boats.json", &boats())]);
    let (said, html) = report(folder.path(), &[], 0);
    assert!(
        said.starts_with("1 finding on 1 page: 0 errors, 1 warning\nreport.html: open it in a browser\n"),
        "{said}"
    );
    let text = checked(&html);
    for part in [
        "Boats 1",
        "Schema without a type",
        "The object says nothing about its properties",
        "/components/schemas/Boat/properties/sails",
        "\"sails\": {\"type\": \"object\"}",
        "accepts any JSON value",
        "\"target\": \"$.components.schemas.Boat.properties.sails\"",
        "GET /boats/{boat}",
        "get_boat",
    ] {
        assert!(text.contains(part), "`{part}` is missing: {text}");
    }
    assert!(html.contains("<mark>{&quot;type&quot;: &quot;object&quot;}</mark>"), "{html}");
    let (_, again) = report(folder.path(), &[], 0);
    assert_eq!(html, again, "the same input gives the same page");
}

#[test]
fn text_from_pages_stays_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = document(&json!({"type": "object"}), &json!({"type": "string"}));
    let hostile = HOSTILE.join(" ");
    text["info"]["title"] = json!(hostile);
    text["info"]["version"] = json!(hostile);
    let operation = text["paths"]["/boats/{boat}"]["get"].take();
    text["paths"] = json!({});
    for (index, hostile) in HOSTILE.iter().enumerate() {
        let mut operation = operation.clone();
        operation["operationId"] = json!(format!("getBoat{index}"));
        operation["summary"] = json!(hostile);
        operation["description"] = json!(hostile);
        operation["tags"] = json!([hostile]);
        operation["parameters"][0]["in"] = json!(hostile);
        text["paths"][format!("/boats/{hostile}/{{boat}}")] = json!({"get": operation});
        text["components"]["schemas"]["Boat"]["properties"][hostile] = json!({"type": "object", "title": hostile});
        text["components"]["schemas"][hostile] = json!({"type": "object", "properties": {hostile.to_owned(): {}}});
    }
    write(folder.path(), &[("specs/boats & <b>.json", &text.to_string())]);
    let (_, html) = report(folder.path(), &[], 0);
    let shown = checked(&html);
    for hostile in HOSTILE {
        assert!(shown.contains(hostile), "`{hostile}` is not shown: {shown}");
    }
    assert!(!html.contains("<img") && !html.contains("alert(1)>"), "{html}");
}

#[test]
fn responses_add_what_was_seen() {
    let folder = tempfile::tempdir().unwrap();
    let body = json!({"name": null, "length": 7, "sails": {"main": 1}, "kind": "motor", "flag": "nl"});
    write(folder.path(), &[("specs/boats.json", &boats()), ("seen/getBoat.json", &body.to_string())]);
    let (said, html) = report(folder.path(), &["seen"], 0);
    assert!(said.contains("1 warning, ") && said.contains("deviations in 1 response"), "{said}");
    let text = checked(&html);
    for part in [
        "Documented as string; seen: integer ×1",
        "Documented as string, never null; seen: null ×1",
        "The enum lacks a value",
        "flag is not documented; seen: string ×1",
        "Nothing is documented; seen: object ×1",
        "1 response of 1 operation was compared",
        "GET /boats/{boat}",
        "What to do: Say so in an overlay, as learn --write does:",
    ] {
        assert!(text.contains(part), "`{part}` is missing: {text}");
    }
    assert!(!text.contains("\"nl\""), "no value of a response is shown: {text}");
    let (said, _) = report(folder.path(), &["missing"], 2);
    assert!(said.contains("unreadable-file"), "{said}");
}

#[test]
fn an_error_in_the_documentation_is_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/boats.json", &boats()), ("specs/broken.yaml", "openapi: 3.0.3\npaths: [\n")]);
    let (said, html) = report(folder.path(), &[], 1);
    assert!(said.contains("1 error"), "{said}");
    let text = checked(&html);
    assert!(text.contains("No client can be generated") && text.contains("Invalid YAML"), "{text}");

    fs::remove_dir_all(folder.path().join("specs")).unwrap();
    fs::remove_file(folder.path().join("report.html")).unwrap();
    let (said, html) = report(folder.path(), &[], 2);
    assert!(said.contains("no-specs-folder") && html.is_empty(), "{said}");
}

#[test]
fn what_overlays_correct_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let overlay = json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": [{
        "target": "$.components.schemas.Boat.properties.sails",
        "description": "A list of sails",
        "update": {"type": "array", "items": {"type": "string"}},
    }]});
    write(folder.path(), &[("specs/boats.json", &boats()), ("specs/own.json", &overlay.to_string())]);
    let (said, html) = report(folder.path(), &["--out-file", "report.html"], 0);
    assert!(said.contains("0 warnings, 1 corrected by overlays"), "{said}");
    let text = checked(&html);
    assert!(text.contains("Corrections in use") && text.contains("A list of sails"), "{text}");
    // The finding names its correction; it offers nothing that would undo it.
    for part in ["an overlay corrects it", "Corrected by the action at own.json, line 1."] {
        assert!(text.contains(part), "`{part}` is missing: {text}");
    }
    for part in ["accepts any JSON value", "What to do:", "x-rust-type"] {
        assert!(!text.contains(part), "`{part}` is there: {text}");
    }
    assert!(!html.contains("class=\"action"), "{html}");
    // What was corrected is shown; an overlay is no page of the documentation.
    let (_, corrections) = text.split_once("Corrections in use").unwrap();
    assert!(corrections.contains("\"items\": {\"type\": \"string\"}"), "{corrections}");
    assert!(said.starts_with("1 finding on 1 page:"), "{said}");

    // Pages are counted that were read, whether something is wrong with them or not.
    let sails = json!({"type": "array", "items": {"type": "string"}});
    let fine = document(&sails, &json!({"type": "string", "enum": ["row", "sail"]}));
    write(folder.path(), &[("specs/boats.json", &fine.to_string())]);
    fs::remove_file(folder.path().join("specs/own.json")).unwrap();
    let (said, _) = report(folder.path(), &[], 0);
    assert!(said.starts_with("0 findings on 1 page: 0 errors, 0 warnings"), "{said}");
    let needless = overlay
        .to_string()
        .replace("\"type\":\"array\",", "")
        .replace("\"items\":{\"type\":\"string\"}", "\"type\":\"array\"");
    write(folder.path(), &[("specs/own.json", &needless)]);
    let (said, html) = report(folder.path(), &[], 0);
    assert!(said.starts_with("1 finding on 1 page:"), "{said}");
    let (_, pages) = html.split_once("<section id=\"pages\">").unwrap();
    assert!(pages.contains("boats.json") && !pages.contains("own.json"), "{pages}");
    assert!(html.contains("<option>own.json</option>") && html.contains("and 2 models on 1 page"), "{html}");
}
