//! Every overlay action that a warning suggests, pasted: the run has no error, the warning is gone or settled, and every
//! other warning is as it was.
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

mod support;

use generator::diagnostic::{Diagnostics, Severity};
use generator::locate::{self, Index};
use generator::source::Page;
use generator::{Input, generate};
use serde_json::{Value, json};

const KINDS: [&str; 5] = ["diagnostics", "emit", "merge", "normalize", "pages"];

/// A warning that no overlay settles: its code, what it says, and where.
type Open = (&'static str, String, Vec<String>);

fn open(dx: &Diagnostics) -> Vec<(Open, Option<Value>)> {
    let mut index = Index::default();
    let warnings = dx.list.iter().filter(|said| said.severity == Severity::Warning && !said.settled);
    let mut all: Vec<_> = warnings
        .map(|said| {
            let found = locate::origins(&mut index, &dx.sources, &said.at).into_iter();
            let places = found.map(|found| format!("{}{}", found.origin.page, found.origin.pointer)).collect();
            ((said.code, said.message.clone(), places), said.action.clone())
        })
        .collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

fn with(input: &Input, action: &Value) -> Input {
    let overlay = json!({"overlay": "1.0.0", "info": {"title": "Pasted", "version": "1"}, "actions": [action]});
    let mut pages = input.pages.clone();
    pages.push(Page { path: "zz.overlay.json".to_owned(), text: overlay.to_string() });
    Input { pages, ..input.clone() }
}

/// Pastes each action that the warnings of an input suggest; gives how many, and what went wrong.
fn paste_each(name: &str, input: &Input, wrong: &mut Vec<String>) -> usize {
    let Ok(output) = generate(input) else { return 0 };
    let before = open(&output.diagnostics);
    let actions: Vec<_> = before.iter().filter_map(|(warning, action)| Some((warning, action.as_ref()?))).collect();
    for (warning, action) in &actions {
        let place = format!("{name}: {warning:?} {action}");
        match generate(&with(input, action)) {
            Err(dx) => wrong.push(format!("{place} fails: {:?}", dx.list)),
            Ok(after) => {
                let after: Vec<Open> = open(&after.diagnostics).into_iter().map(|(open, _)| open).collect();
                let mut expected: Vec<Open> = before.iter().map(|(open, _)| open.clone()).collect();
                expected.retain(|open| open != *warning);
                if after != expected {
                    let more: Vec<&Open> = after.iter().filter(|open| !expected.contains(open)).collect();
                    let less: Vec<&Open> = expected.iter().filter(|open| !after.contains(open)).collect();
                    wrong.push(format!("{place}\n  more: {more:?}\n  less: {less:?}"));
                }
            }
        }
    }
    actions.len()
}

#[test]
fn each_suggested_action_settles_just_its_warning() {
    let mut wrong = Vec::new();
    let cases = KINDS.iter().flat_map(|kind| support::cases(kind).into_iter().map(move |case| (kind, case)));
    let pasted: usize =
        cases.map(|(kind, case)| paste_each(&format!("{kind}/{}", case.name), &case.input(), &mut wrong)).sum();
    assert!(wrong.is_empty(), "{} of {pasted} actions:\n{}", wrong.len(), wrong.join("\n"));
    assert!(pasted > 30, "{pasted} actions were pasted");
}

fn page(path: &str, text: &str) -> Page {
    Page { path: path.to_owned(), text: text.to_owned() }
}

fn input(pages: Vec<Page>) -> Input {
    Input { pages, package: "case".to_owned(), ..Input::default() }
}

#[test]
fn actions_of_real_pages_settle_just_their_warnings() {
    let pages = vec![page("flow-callbacks.md", include_str!("../../specs/flow-callbacks.md"))];
    let mut wrong = Vec::new();
    assert_eq!(paste_each("flow-callbacks", &input(pages), &mut wrong), 15);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a fragment calls otherwise than the merged document is found there all the same.
#[test]
fn actions_of_old_documents_settle_just_their_warnings() {
    let view = |path: &str, limit: &str, size: &str, thing: &str| {
        page(
            path,
            &format!(
                "swagger: '2.0'\ninfo: {{title: Pets, version: '1'}}\nhost: pets.example\nschemes: [https]\npaths:\n  /pets:\n    get:\n      parameters: [{{name: limit, in: query, type: {limit}}}{size}]\n      responses: {{200: {{description: fine, schema: {{$ref: '#/definitions/Pet'}}}}}}\ndefinitions: {{Pet: {{type: object, properties: {{id: {{type: integer}}{thing}}}}}}}\n"
            ),
        )
    };
    let pages = vec![
        view("a.yaml", "integer", "", ", tags: {type: array}, x: {type: object}"),
        view(
            "b.yaml",
            "string",
            ", {name: size, in: query, type: string}",
            ", tags: {type: array}, y: {type: string, items: {type: object}}",
        ),
    ];
    let mut wrong = Vec::new();
    assert_eq!(paste_each("old", &input(pages), &mut wrong), 6);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An action that matches nothing, one that is no JSONPath and a name that is taken are told by one run.
#[test]
fn all_errors_of_overlays_are_told_at_once() {
    let api = "openapi: 3.0.0\ninfo: {title: Pets, version: '1'}\npaths: {/pets: {get: {responses: {'200': {description: fine, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}\ncomponents: {schemas: {Pet: {type: object, properties: {toy: {$ref: '#/components/schemas/Toy'}}}, Toy: {type: object, properties: {id: {type: integer}}}}}\n";
    let overlay = "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n- target: $.components.schemas.Pets\n  update: {type: object}\n- target: '$.['\n  remove: true\n- target: $.components.schemas.Pet\n  update: {x-rust-name: Toy}\n";
    let dx = generate(&input(vec![page("api.yaml", api), page("names.yaml", overlay)])).expect_err("none can be done");
    let errors = dx.list.iter().filter(|said| said.severity == Severity::Error);
    let codes: Vec<&str> = errors.map(|said| said.code).collect();
    assert_eq!(codes, ["overlay-no-match", "invalid-json-path", "name-taken"]);
    let help = dx.list.iter().find(|said| said.code == "overlay-no-match").and_then(|said| said.help.as_deref());
    assert!(help.unwrap().starts_with("`$.components.schemas.Pet` is there"), "{help:?}");
}

/// What another action is about is not meant by a target that matches nothing, unless a letter or two are wrong.
#[test]
fn the_target_of_another_action_is_not_suggested() {
    let api = "openapi: 3.0.0\ninfo: {title: Jobs, version: '1'}\npaths: {/enqueue: {post: {responses: {'204': {description: ok}}}}}\n";
    let overlay = "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n- target: $.paths['/enqueue'].post\n  update: {x-rust-name: add}\n- target: $.paths['/change/enqueue'].post\n  update: {x-rust-name: change}\n- target: $.paths['/enqueeu'].post\n  update: {x-rust-name: slip}\n";
    let help = |overlay: &str| -> Vec<String> {
        let dx =
            generate(&input(vec![page("api.yaml", api), page("names.yaml", overlay)])).expect_err("it cannot be done");
        dx.list.iter().filter(|said| said.code == "overlay-no-match").filter_map(|said| said.help.clone()).collect()
    };
    let both = help(overlay);
    let [moved, slip] = both.as_slice() else { panic!("{both:?}") };
    assert!(moved.starts_with("`$.paths` is there and has `/enqueue`, but no `/change/enqueue`; look"), "{moved}");
    assert!(slip.starts_with("`$.paths['/enqueue'].post` is there: write that"), "{slip}");
    // Where no other action is about it, it may be meant.
    let alone = help(&overlay.replace("- target: $.paths['/enqueue'].post\n  update: {x-rust-name: add}\n", ""));
    assert!(alone.iter().all(|help| help.starts_with("`$.paths['/enqueue'].post` is there: write that")), "{alone:?}");
}

/// Texts, names and misspelled extensions say nothing about a type; neither does an action at one place about another.
#[test]
fn only_what_says_something_about_a_type_settles_its_warnings() {
    let api = "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {type: object, properties: {x: {type: object}, y: {type: string, items: {type: string}}}}}}\n";
    let left = |actions: &str| {
        let overlay = format!("overlay: 1.0.0\ninfo: {{title: O, version: '1'}}\nactions: {actions}\n");
        let pages = vec![page("api.yaml", api), page("o.yaml", &overlay)];
        let output = generate(&input(pages)).unwrap_or_else(|dx| panic!("{:?}", dx.list));
        open(&output.diagnostics).into_iter().map(|((code, ..), _)| code).collect::<Vec<_>>()
    };
    let both = ["contradictory-schema", "untyped-schema"];
    for update in ["{x-rust-name: Alpha}", "{description: D, title: A}", "{deprecated: true}", "{required: [x]}"] {
        assert_eq!(left(&format!("[{{target: $.components.schemas.A, update: {update}}}]")), both, "{update}");
    }
    let misspelled = left("[{target: $.components.schemas.A, update: {x-rust-nam: Alpha}}]");
    assert_eq!(misspelled, ["contradictory-schema", "unknown-extension", "untyped-schema"]);
    for update in ["{nullable: true}", "{description: D}", "{default: 1}"] {
        let described = format!("[{{target: $.components.schemas.A.properties.x, update: {update}}}]");
        assert_eq!(left(&described), both, "{update}");
    }
    let typed = "[{target: $.components.schemas.A.properties.x, update: {type: boolean}}]";
    assert_eq!(left(typed), ["contradictory-schema"]);
    assert_eq!(left("[{target: $.components.schemas.A, update: {x-rust-type: bool}}]"), [""; 0]);
}

/// `additionalProperties` counts for objects only.
#[test]
fn additional_properties_beside_another_type_are_no_contradiction() {
    for schema in [
        "type: boolean, additionalProperties: false",
        "type: string, additionalProperties: {type: string}",
        "type: integer, additionalProperties: true",
        "type: array, items: {type: string}, additionalProperties: false",
        "type: string, properties: {}",
    ] {
        let api = format!(
            "openapi: 3.0.0\ninfo: {{title: T, version: '1'}}\npaths: {{/a: {{get: {{responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{type: object, properties: {{on: {{{schema}}}}}}}}}}}}}}}}}}}}}\n"
        );
        let output = generate(&input(vec![page("api.yaml", &api)])).unwrap_or_else(|dx| panic!("{:?}", dx.list));
        assert_eq!(open(&output.diagnostics), [], "{schema}");
        let models = output.files.iter().find(|file| file.path == "src/models/default.rs").unwrap();
        assert!(!models.text.contains("serde_json::Value"), "{schema}");
    }
}
