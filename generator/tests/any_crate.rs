//! Text never becomes code, and no document is too odd: whatever stands in the places of a document that hold text, the
//! crate is made; whatever the document is, there is a crate or an error; each file of a crate parses, and nothing of
//! the text is outside of literals.
//!
//! `cases/any-text/template.yaml` has a text in every place; each run puts hostile ones there. `PROPTEST_CASES=20000`
//! makes a long run of it.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use generator::source::Page;
use generator::{Input, Output, generate};
use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use serde_json::{Map, Value};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// A word that no name is made of: `name` would write it `evil_canary`, `EvilCanary` or `EVIL_CANARY`.
const CANARY: &str = "EVIL__cAnArY";

static TEMPLATE: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/any-text/template.yaml");
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
});

/// The template with these texts in it.
fn filled(template: &Value, texts: &[String]) -> Value {
    match template {
        Value::String(text) => Value::String(fill(text, texts)),
        Value::Array(elements) => elements.iter().map(|element| filled(element, texts)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| (fill(key, texts), filled(value, texts)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

fn fill(text: &str, texts: &[String]) -> String {
    let mut filled = String::new();
    let mut parts = text.split('§');
    filled.push_str(parts.next().unwrap_or_default());
    let pointer = filled.strip_prefix("ref ").map(str::to_owned);
    if let Some(section) = &pointer {
        filled = format!("#/components/{}/", section.trim());
    }
    for part in parts {
        let digits = part.find(|character: char| !character.is_ascii_digit()).unwrap_or(part.len());
        let index: usize = part[..digits].parse().unwrap();
        let text = &texts[(index - 1) % texts.len()];
        match pointer {
            Some(_) => filled.push_str(&text.replace('~', "~0").replace('/', "~1").replace('%', "%25")),
            None => filled.push_str(text),
        }
        filled.push_str(&part[digits..]);
    }
    filled
}

/// Every file of the crate parses, and no text is code in it.
fn assert_only_literals(output: &Output) {
    for file in output.files.iter().filter(|file| file.path.ends_with(".rs") && !file.path.contains("/runtime/")) {
        let parsed: TokenStream =
            file.text.parse().unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
        syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
        assert!(!mentions(parsed, CANARY), "{}: a text is code\n{}", file.path, file.text);
        // rustc refuses the first kind, and what follows NUL is not seen in many editors.
        let hidden = |character: char| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\0');
        assert!(!file.text.contains(hidden), "{}: text that is not what it looks like\n{:?}", file.path, file.text);
        assert!(!file.text.replace("\r\n", "\n").contains('\r'), "{}: a bare carriage return", file.path);
    }
}

fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), word),
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Makes the crate of a document, within a time.
fn made(document: &str, path: &str) -> Result<Output, Vec<String>> {
    made_of(Input { pages: vec![Page { path: path.to_owned(), text: document.to_owned() }], ..Input::default() })
}

fn made_of(input: Input) -> Result<Output, Vec<String>> {
    let started = Instant::now();
    let output = generate(&Input { package: "any".to_owned(), ..input });
    // Far more than it takes, so that a busy machine is no failure; a loop is one.
    assert!(started.elapsed() < Duration::from_secs(60), "it took {:?}", started.elapsed());
    output.map_err(|dx| {
        assert!(dx.has_errors(), "it stopped without an error");
        dx.list.iter().map(|said| format!("{:?} {}: {}", said.severity, said.code, said.message)).collect()
    })
}

fn check(texts: &[String]) {
    let document = filled(&TEMPLATE, texts);
    match made(&document.to_string(), "api.json") {
        Ok(output) => assert_only_literals(&output),
        // A key of that name with a text beside it is a reference indeed.
        Err(_) if texts.iter().any(|text| text == "$ref") => {}
        // Two items cannot have one `x-rust-name`. Pages of others do not choose names, so they fail for nothing.
        Err(said) if said.iter().all(|said| !said.starts_with("Error") || said.starts_with("Error name-taken")) => {
            let pages = vec![Page { path: "api.json".to_owned(), text: document.to_string() }];
            let fetched = ["api.json".to_owned()].into();
            match made_of(Input { pages, fetched, ..Input::default() }) {
                Ok(output) => assert_only_literals(&output),
                Err(said) => panic!("no text of others is a reason to fail: {said:#?}\n{texts:?}"),
            }
        }
        Err(said) => panic!("no text is a reason to fail: {said:#?}\n{texts:?}"),
    }
}

fn hostile() -> Vec<String> {
    [
        "*/ fn EVIL__cAnArY() {} /*",
        "\"] fn EVIL__cAnArY() {} #[doc = \"",
        "\"#; EVIL__cAnArY(); r#\"",
        "'; EVIL__cAnArY(); '",
        "`EVIL__cAnArY",
        "```\nEVIL__cAnArY\n",
        "```rust\nfn EVIL__cAnArY() {}\n",
        "    let EVIL__cAnArY = 1;\n\n~~~",
        "<script>EVIL__cAnArY</script><!-- ",
        "[EVIL__cAnArY] [a](EVIL__cAnArY) <https://x> https://example.com/EVIL__cAnArY",
        "\u{202e}EVIL__cAnArY\u{2066}\u{200f}",
        "\0EVIL__cAnArY\0",
        "\r\nEVIL__cAnArY\r#![no_std]\n//! x",
        "#![EVIL__cAnArY]",
        "#[EVIL__cAnArY]",
        "../../EVIL__cAnArY",
        "..",
        ".",
        "/",
        "",
        " ",
        "_",
        "{{}}",
        "{EVIL__cAnArY}",
        "}{",
        "#",
        "%",
        "%2e%2e",
        "~1~0",
        "$ref",
        "self",
        "Self",
        "crate",
        "super",
        "type",
        "r#type",
        "_EVIL__cAnArY",
        "1st",
        "EVIL__cAnArY",
        "日本語",
        "😀😀",
        "مرحبا",
        "Ünïcödé",
        "e\u{301}\u{200d}",
        "\\",
        "\\u{202e}",
        "\u{feff}",
        "${EVIL__cAnArY}",
        "{0:?}",
        "Client",
        "Result",
        "Option",
        "String",
        "Vec",
        "Box",
        "Some",
        "None",
        "Ok",
        "Error",
        "models",
        "runtime",
        "std",
        "serde_json",
        "core",
        "application/json",
        "x-rust-name",
        "null",
        "true",
        "200",
        "get",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Each hostile text everywhere, and each beside its neighbours.
#[test]
fn hostile_texts_are_text() {
    let texts = hostile();
    check(&["long ".repeat(20_000)]);
    for (index, text) in texts.iter().enumerate() {
        check(std::slice::from_ref(text));
        let around: Vec<String> = texts.iter().cycle().skip(index).step_by(7).take(11).cloned().collect();
        check(&around);
    }
}

/// How many inputs each test tries: a few, or as many as `PROPTEST_CASES` says.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|number| number.parse().ok()).unwrap_or(40)
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(hostile()),
        1 => any::<String>(),
        1 => "[a-zA-Z0-9_ /.{}#\"'`*-]{0,12}",
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

/// The JSON pointers of all nodes but the root.
fn pointers(root: &Value) -> Vec<String> {
    fn add(node: &Value, pointer: &str, all: &mut Vec<String>) {
        let mut step = |token: String, node: &Value| {
            let pointer = format!("{pointer}/{token}");
            add(node, &pointer, all);
            all.push(pointer);
        };
        match node {
            Value::Array(elements) => {
                elements.iter().enumerate().for_each(|(index, node)| step(index.to_string(), node))
            }
            Value::Object(members) => {
                members.iter().for_each(|(key, node)| step(key.replace('~', "~0").replace('/', "~1"), node));
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    add(root, "", &mut all);
    all
}

/// The whole documents among the cases of the other tests.
static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut documents = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known))
                && let Ok(document) = serde_yaml::from_str::<Value>(&std::fs::read_to_string(&path).unwrap())
                && ["openapi", "swagger"].iter().any(|key| document.get(*key).is_some_and(Value::is_string))
            {
                documents.push(document);
            }
        }
    }
    documents
});

/// A change of a document that somebody wrote.
#[derive(Debug, Clone)]
enum Change {
    Remove,
    Rename,
    Replace(Value),
    Copy,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => Just(Change::Remove),
        1 => Just(Change::Rename),
        1 => tree().prop_map(Change::Replace),
        4 => Just(Change::Copy),
    ]
}

/// Changes a place of a document, where the change needs one by another place.
fn changed(document: &mut Value, place: &str, other: &str, change: Change) {
    let (parent, token) = place.rsplit_once('/').unwrap();
    let key = |token: &str| token.replace("~1", "/").replace("~0", "~");
    match change {
        Change::Replace(value) => *document.pointer_mut(place).unwrap() = value,
        Change::Copy => {
            let value = document.pointer(other).unwrap().clone();
            *document.pointer_mut(place).unwrap() = value;
        }
        Change::Remove => {
            if let Some(members) = document.pointer_mut(parent).unwrap().as_object_mut() {
                members.shift_remove(&key(token));
            }
        }
        Change::Rename => {
            let name = key(other.rsplit('/').next().unwrap());
            if let Some(members) = document.pointer_mut(parent).unwrap().as_object_mut()
                && let Some(value) = members.shift_remove(&key(token))
            {
                members.insert(name, value);
            }
        }
    }
}

/// Any JSON out of the words of OpenAPI, mostly in the wrong places.
fn tree() -> impl Strategy<Value = Value> {
    let key = prop::sample::select(vec![
        "type",
        "properties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "enum",
        "required",
        "nullable",
        "$ref",
        "a",
        "b",
        "additionalProperties",
        "format",
        "default",
        "discriminator",
        "propertyName",
        "mapping",
        "readOnly",
        "writeOnly",
        "maximum",
        "minLength",
        "name",
        "in",
        "schema",
        "content",
        "application/json",
        "multipart/form-data",
        "text/plain",
        "application/x-www-form-urlencoded",
        "text/event-stream",
        "application/jsonl",
        "parameters",
        "responses",
        "requestBody",
        "200",
        "2XX",
        "default",
        "headers",
        "encoding",
        "contentType",
        "style",
        "explode",
        "security",
        "servers",
        "url",
        "variables",
        "tags",
        "get",
        "post",
        "patternProperties",
        "x-rust-type",
        "x-rust-name",
        "x-enum-varnames",
        "description",
        "title",
        "example",
        "examples",
        "deprecated",
        "A",
        "callbacks",
        "links",
        "operationId",
        "summary",
        "minimum",
        "uniqueItems",
        "const",
    ]);
    let word = prop::sample::select(vec![
        "object",
        "string",
        "array",
        "integer",
        "number",
        "boolean",
        "null",
        "date-time",
        "binary",
        "uuid",
        "int32",
        "a",
        "b",
        "query",
        "path",
        "header",
        "cookie",
        "form",
        "deepObject",
        "pipeDelimited",
        "200",
        "default",
        "application/json",
        "#/components/schemas/A",
        "#/components/schemas/B",
        "#/components/schemas/A/properties/a",
        "#/components/schemas/B/items",
        "#/components/schemas/B/allOf/0",
        "#/components/parameters/A",
        "#/components/responses/A",
        "#/components/requestBodies/A",
        "#/paths/~1c/get/responses/200",
        "#/",
        "#",
        "/a/{b}",
        "String",
        "https://example.com/{a}",
        "A",
        "",
    ]);
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        6 => word.prop_map(Value::from),
        1 => text().prop_map(Value::from),
    ];
    leaf.prop_recursive(7, 120, 8, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|members| members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

/// A document whose parts are any JSON.
fn document_of_any() -> impl Strategy<Value = Value> {
    (tree(), tree(), tree(), tree(), tree()).prop_map(|(a, b, item, shared, top)| {
        serde_json::json!({
            "openapi": "3.0.3", "info": {"title": top, "version": "1", "description": shared}, "servers": top,
            "security": [shared], "tags": top,
            "paths": {
                "/a/{b}": item,
                "/c": {
                    "get": {"parameters": [shared, a], "responses": {"200": {"description": "", "content": {"application/json": {"schema": b}}}}},
                    "post": item,
                    "put": {"requestBody": {"content": {"application/json": {"schema": a}, "multipart/form-data": {"schema": b}}}, "responses": {"default": shared}},
                    "parameters": [shared],
                },
            },
            "components": {
                "schemas": {"A": a, "B": b, "C": {"allOf": [a, b]}, "D": {"oneOf": [a, b, {"$ref": "#/components/schemas/C"}], "properties": {"a": item}}},
                "parameters": {"A": shared}, "responses": {"A": item}, "requestBodies": {"A": item}, "securitySchemes": {"A": shared},
            },
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, max_shrink_iters: 500, rng_seed: proptest::test_runner::RngSeed::Fixed(3), ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_text(texts in prop::collection::vec(text(), 1..12)) {
        check(&texts);
    }

    #[test]
    fn any_document_is_a_crate_or_an_error(root in document_of_any()) {
        if let Ok(output) = made(&root.to_string(), "api.json") {
            assert_only_literals(&output);
        }
    }

    /// Documents as people write them, with members removed, renamed, replaced, or copied from elsewhere. That such
    /// crates compile is tested by `cargo lab corpus --mutate`.
    #[test]
    fn mutants_of_documents_are_a_crate_or_an_error(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), change()), 1..6),
    ) {
        let mut document = which.get(&DOCUMENTS).clone();
        for (place, other, change) in changes {
            let all = pointers(&document);
            if !all.is_empty() {
                changed(&mut document, &all[place.index(all.len())], &all[other.index(all.len())], change);
            }
        }
        if document.to_string().len() < 200_000
            && let Ok(output) = made(&document.to_string(), "api.json")
        {
            assert_only_literals(&output);
        }
    }

    /// The template, with any of its nodes in the place of any other.
    #[test]
    fn parts_in_the_wrong_places_are_a_crate_or_an_error(
        texts in prop::collection::vec(text(), 1..4),
        moves in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..6),
        odd in prop::collection::vec((any::<prop::sample::Index>(), tree()), 0..3),
    ) {
        let mut document = filled(&TEMPLATE, &texts);
        for (from, to) in moves {
            let all = pointers(&document);
            let part = document.pointer(&all[from.index(all.len())]).unwrap().clone();
            *document.pointer_mut(&all[to.index(all.len())]).unwrap() = part;
        }
        for (to, part) in odd {
            let all = pointers(&document);
            *document.pointer_mut(&all[to.index(all.len())]).unwrap() = part;
        }
        if document.to_string().len() < 200_000
            && let Ok(output) = made(&document.to_string(), "api.json")
        {
            assert_only_literals(&output);
        }
    }
}
