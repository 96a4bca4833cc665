//! `cargo lab corpus --behaviour --server`: every operation is called on a running server, and what does not go as
//! documented is told by its kind.

use crate::common::{lab, project, write};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: { title: Served, version: "1" }
security: [{ Key: [] }]
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
      responses: { "200": { description: It, content: { application/json: { schema: { $ref: "#/components/schemas/Echo" } } } } }
  /mistaken:
    get:
      operationId: getMistaken
      parameters: [{ name: tags, in: query, required: true, schema: { type: array, minItems: 2, items: { type: string } } }]
      responses: { "200": { description: It, content: { application/json: { schema: { $ref: "#/components/schemas/Echo" } } } } }
  /refused:
    post:
      operationId: postRefused
      responses: { "204": { description: Done }, "422": { description: No } }
  /beyond:
    get:
      operationId: getBeyond
      responses: { "200": { description: It, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } } }
  /other-type:
    get:
      operationId: getOtherType
      responses: { "200": { description: All, content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Thing" } } } } } }
  /broken:
    get:
      operationId: getBroken
      responses: { "200": { description: It, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } } }
  /moved:
    get:
      operationId: getMoved
      responses: { "204": { description: Done } }
components:
  securitySchemes: { Key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Thing: { type: object, required: [id], properties: { id: { type: integer } } }
    Echo: { type: object, properties: { echo: { type: object, properties: { id: { type: string }, tags: { type: array, items: { type: string } } } } } }
"##;

/// What the server answers: the status and the body, or where it redirects to.
fn respond(method: &str, path: &str, query: &str, key: &str) -> (u16, String) {
    if key != "the key" {
        return (401, json!({ "message": "who are you?" }).to_string());
    }
    let tags: Vec<String> =
        query.split('&').filter_map(|pair| pair.strip_prefix("tags=")).map(percent_decoded).collect();
    let echo = |echo: Value| (200, json!({ "echo": echo }).to_string());
    match (method, path) {
        ("GET", "/api/mistaken") => echo(json!({ "tags": [tags.join(",")] })),
        ("POST", "/api/refused") => (422, json!({ "message": "no" }).to_string()),
        ("GET", "/api/beyond") => (200, json!({ "id": "seven", "name": "more" }).to_string()),
        ("GET", "/api/other-type") => (200, json!({ "things": [] }).to_string()),
        ("GET", "/api/broken") => (200, "{\"id\": 7".to_owned()),
        ("GET", "/api/moved") => (302, String::new()),
        ("GET", path) => {
            let id = path.strip_prefix("/api/things/").map(percent_decoded);
            echo(if tags.is_empty() { json!({ "id": id }) } else { json!({ "id": id, "tags": tags }) })
        }
        _ => (404, String::new()),
    }
}

fn percent_decoded(text: &str) -> String {
    lab::corpus::behaviour::schema::percent_decoded(text).into_owned()
}

/// A server that ends with the test program; gives its address.
fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || serve(stream));
        }
    });
    format!("http://{address}/api")
}

fn serve(stream: TcpStream) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut out = stream;
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
        };
        let length = header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        reader.read_exact(&mut vec![0; length]).unwrap();
        let mut words = head.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (status, body) = respond(method, path, query, &header("x-key").unwrap_or_default());
        let location = if status == 302 { "location: http://127.0.0.1:9/elsewhere\r\n" } else { "" };
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Told\r\ncontent-type: application/json\r\n{location}content-length: {length}\r\n\r\n"
        );
        out.write_all(head.as_bytes()).and_then(|()| out.write_all(body.as_bytes())).unwrap();
    }
}

fn corpus(place: &Path, url: &str, credential: &str) -> (i32, String, Value) {
    let root = project();
    let [document, work, report] =
        ["served.yaml", "work", "report.json"].map(|name| place.join(name).to_str().unwrap().to_owned());
    let arguments = ["corpus", &document, "--work", &work, "--generate-only", "--behaviour", "--report", &report];
    let more = ["--server", url, "--credential", credential];
    let output = lab(root, &[&arguments[..], &more[..]].concat());
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let rows: Value = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    (output.status.code().unwrap(), text, rows[0]["served"].clone())
}

/// One test, so that the crate is built once.
#[test]
fn what_a_server_does_otherwise_is_told_by_its_kind() {
    // What is built here is built once for all runs.
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("served");
    write(&place, &[("served.yaml", DOCUMENT)]);
    let url = start();
    let (status, text, served) = corpus(&place, &url, "Key=the key");
    assert_eq!(status, 1, "{text}");
    let of = |operation: &str| -> Vec<(String, String)> {
        let findings = served["findings"].as_array().unwrap().iter();
        let of_it = findings.filter(|finding| finding["operation"] == operation);
        let mut all: Vec<_> = of_it
            .map(|finding| ["kind", "detail"].map(|key| finding[key].as_str().unwrap().to_owned()))
            .map(|[kind, detail]| (kind, detail))
            .collect();
        all.dedup();
        all
    };
    assert_eq!(of("GET /things/{id}"), [], "{text}");
    let mistaken = of("GET /mistaken");
    assert!(mistaken.iter().all(|(kind, detail)| kind == "misunderstood" && detail.starts_with("`tags`: meant [")));
    assert!(!mistaken.is_empty(), "{text}");
    assert_eq!(of("POST /refused"), [("refused".to_owned(), r#"422: {"message":"no"}"#.to_owned())]);
    let beyond = of("GET /beyond");
    assert!(beyond.iter().all(|(kind, _)| kind == "beyond"), "{beyond:?}");
    for words in ["at `/id`: expected", "at `/name`"] {
        assert!(beyond.iter().any(|(_, detail)| detail.contains(words)), "{words}: {beyond:?}");
    }
    let other_type = of("GET /other-type");
    assert!(!other_type.is_empty() && other_type.iter().all(|(kind, _)| kind == "beyond"), "{other_type:?}");
    assert!(of("GET /broken").iter().all(|(kind, _)| kind == "failed"), "{text}");
    assert!(of("GET /moved").iter().any(|(kind, detail)| kind == "not-reached" && detail.contains("another server")));
    assert_eq!((&served["operations"], &served["reached"]), (&json!(7), &json!(6)), "{text}");
    for words in ["served.yaml: refused 6\n  6 × POST /refused: 422: ", "\n      POST http://127.0.0.1:"] {
        assert!(text.contains(words), "{words}: {text}");
    }

    let (_, text, served) = corpus(&place, &url, "Key=another");
    let kinds = served["findings"].as_array().unwrap().iter().map(|finding| &finding["kind"]);
    assert!(kinds.clone().any(|kind| kind == "refused"), "{text}");
    assert_eq!(served["as_documented"], json!(0), "{text}");
}
