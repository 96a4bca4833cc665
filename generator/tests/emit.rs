//! `generate` on small documents: every file in `tests/cases/emit` with the files that are emitted for it. The runtime,
//! `names.json` and `openapi.json` are left out.
//!
//! To add a case, add a file, run the tests and review the new snapshot (`cargo insta review`).
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]

use generator::features::{ALL_TYPES, Features, RuntimePart};
use generator::source::Page;
use generator::{Input, Output};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

fn generate(path: &str, text: &str) -> Output {
    let pages = vec![Page { path: format!("{path}.yaml"), text: text.to_owned() }];
    let input = Input { pages, package: "case".to_owned(), ..Input::default() };
    generator::generate(&input).unwrap_or_else(|dx| panic!("{path}: {:#?}", dx.list))
}

/// What each tag turns on, and what is on whatever the tags.
fn features(features: &Features) -> String {
    let tags = features.tags.iter().map(|tag| (tag.name.as_str(), &tag.parts));
    let all = tags.chain((!features.parts.is_empty()).then_some(("always", &features.parts)));
    let line = |(name, parts): (&str, &BTreeSet<RuntimePart>)| match parts.is_empty() {
        true => name.to_owned(),
        false => format!("{name}: {}", parts.iter().map(|part| part.feature()).collect::<Vec<_>>().join(", ")),
    };
    all.map(line).chain(features.all_types.then(|| ALL_TYPES.to_owned())).collect::<Vec<_>>().join("\n")
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/emit");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    assert!(!files.is_empty());
    insta::with_settings!({ snapshot_path => &folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let name = file.file_stem().unwrap().to_str().unwrap();
            let output = generate(name, &text);
            let mut shown = format!("{text}=== features ===\n{}\n", features(&output.features));
            let emitted = output.files.iter().filter(|file| {
                file.path.ends_with(".rs") && !file.path.starts_with("src/runtime/") && file.path != "src/lib.rs"
            });
            for file in emitted {
                let _ = write!(shown, "=== {} ===\n{}", file.path, file.text);
            }
            insta::assert_snapshot!(name, shown);
        }
    });
}

/// The headers of a response borrow from it, also under the name that their type had; other types do not.
#[test]
fn former_names_of_types_have_the_parameters_of_the_types() {
    let document = |method: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /flows:\n    post:\n      summary: Put flow\n      \
             x-rust-name: {method}\n      responses:\n        '200': {{description: ok, headers: {{X-Count: {{schema: \
             {{type: integer}}}}}}, content: {{application/json: {{schema: {{type: string}}}}}}}}\n        '202': {{description: \
             later}}\n"
        )
    };
    let recorded = r#"{"operations": {"POST /flows": "put_flow"}}"#.to_owned();
    let pages = vec![Page { path: "api.yaml".to_owned(), text: document("store_flow") }];
    let input = Input { pages, package: "case".to_owned(), recorded: Some(recorded), ..Input::default() };
    let output = generator::generate(&input).unwrap_or_else(|dx| panic!("{:#?}", dx.list));
    let file = output.files.iter().find(|file| file.path.starts_with("src/operations/")).unwrap();
    for alias in ["pub type PutFlowHeaders<'a> = StoreFlowHeaders<'a>;", "pub type PutFlowOutput = StoreFlowOutput;"] {
        assert!(file.text.contains(alias), "{alias} in {}", file.text);
    }
}

/// The types of a client that was made without operations stay on by default when there is one.
#[test]
fn a_default_feature_is_on_until_it_is_turned_off() {
    let text = include_str!("cases/emit/models_only.yaml");
    let pages = |text: &str| vec![Page { path: "api.yaml".to_owned(), text: text.to_owned() }];
    let run = |text: &str, recorded: Option<&str>| {
        let recorded = recorded.map(str::to_owned);
        let input = Input { pages: pages(text), recorded, package: "case".to_owned(), ..Input::default() };
        generator::generate(&input).unwrap_or_else(|dx| panic!("{:#?}", dx.list))
    };
    let with_operation = text.replace("paths: {}", "paths: {/a: {get: {responses: {'204': {description: OK}}}}}");
    assert_ne!(text, with_operation);
    let first = run(text, None);
    let second = run(&with_operation, Some(&first.names.record));
    assert!(first.features.all_types && second.features.all_types);
    assert!(!run(&with_operation, None).features.all_types);
    let off = second.names.record.replace("\"all-types\": \"default\"", "\"all-types\": \"optional\"");
    assert!(!run(&with_operation, Some(&off)).features.all_types);
}

/// `openapi.json` holds all that the client is made of, whatever version its author wrote.
#[test]
fn a_client_is_made_of_its_own_document_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/emit");
    for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let name = file.file_stem().unwrap().to_str().unwrap();
        let output = generate(name, &std::fs::read_to_string(&file).unwrap());
        let text = |path: &str| output.files.iter().find(|file| file.path == path).unwrap().text.clone();
        let pages = vec![Page { path: format!("{name}.yaml"), text: text("openapi.json") }];
        let (recorded, package) = (Some(text("names.json")), "case".to_owned());
        let again = generator::generate(&Input { pages, recorded, package, ..Input::default() }).unwrap();
        for (before, after) in output.files.iter().zip(&again.files) {
            assert!(before == after, "{name}: {}\n{}\n{}", before.path, before.text, after.text);
        }
    }
}

/// A media type that the documentation adds renames no variant, even if it becomes the preferred one.
#[test]
fn variants_keep_their_names() {
    let document = |content: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /report:\n    get:\n      summary: Get report\n      \
             responses:\n        '200': {{description: ok, content: {{{content}}}}}\n        '204': {{description: gone}}\n"
        )
    };
    let output = |content: &str, recorded: Option<String>| {
        let pages = vec![Page { path: "api.yaml".to_owned(), text: document(content) }];
        let input = Input { pages, package: "case".to_owned(), recorded, ..Input::default() };
        generator::generate(&input).unwrap_or_else(|dx| panic!("{:#?}", dx.list))
    };
    let before = output("application/pdf: {}", None);
    let names = before.names.record.clone();
    let after = output("application/pdf: {}, application/json: {schema: {type: array, items: {}}}", Some(names));
    let file = after.files.iter().find(|file| file.path.starts_with("src/operations/")).unwrap();
    for variant in ["Status200(runtime::Bytes)", "Status200Json(Vec<", "Status204,"] {
        assert!(file.text.contains(variant), "{variant} in {}", file.text);
    }
}

/// What is emitted is Rust, and no file is there twice.
#[test]
fn every_emitted_file_parses_and_is_there_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/emit");
    for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let output = generate("case", &std::fs::read_to_string(&file).unwrap());
        let mut paths: Vec<&str> = output.files.iter().map(|file| file.path.as_str()).collect();
        let count = paths.len();
        paths.dedup();
        assert_eq!(paths.len(), count, "{paths:?}");
        for emitted in output.files.iter().filter(|file| file.path.ends_with(".rs")) {
            if let Err(error) = syn::parse_file(&emitted.text) {
                panic!("{} of {}: {error}\n{}", emitted.path, file.display(), emitted.text);
            }
        }
    }
}

/// The runtime in a client is the one that its package tests; only the name of the crate in examples is another.
#[test]
fn the_runtime_is_copied_byte_for_byte() {
    let document =
        "{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'204': {description: ok}}}}}}";
    let output = generate("case", document);
    let emitted: Vec<_> = output.files.iter().filter(|file| file.path.starts_with("src/runtime/")).collect();
    assert_eq!(emitted.len(), runtime::sources::FILES.len());
    for (path, text) in runtime::sources::FILES {
        let file = emitted.iter().find(|file| file.path == format!("src/runtime/{path}")).unwrap();
        assert!(file.text == text.replace("this_crate", "case"), "{path}");
    }
    let root = output.files.iter().find(|file| file.path == "src/lib.rs").unwrap();
    let versions =
        format!("\n// Written by generator {} with runtime {}.\n", generator::VERSION, generator::RUNTIME_VERSION);
    assert!(root.text.contains(&versions), "{}", root.text);
}
