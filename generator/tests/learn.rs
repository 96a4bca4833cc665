//! What is learned from responses: each row of the table of responses that are known to differ from their documentation,
//! and any other responses to any other schemas.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use generator::Input;
use generator::diagnostic::Diagnostics;
use generator::learn::{DeviationKind, Learned, Sample, Skip};
use generator::source::Page;
use proptest::prelude::*;
use serde_json::{Value, json};

const PAGE: &str = include_str!("../../specs/flow-callbacks.md");
const ANSWERS: &str = include_str!("../../generated/tests/flow_callbacks/answers.json");

fn page(path: &str, text: &str) -> Page {
    Page { path: path.to_owned(), text: text.to_owned() }
}

fn learn(pages: &[Page], samples: &[Sample]) -> Learned {
    let mut dx = Diagnostics::default();
    let input = Input { pages: pages.to_vec(), ..Input::default() };
    generator::learn(&mut dx, &input, samples).unwrap_or_else(|dx| panic!("{:#?}", dx.list))
}

/// The pages, and an overlay of what was learned.
fn corrected(pages: &[Page], learned: &Learned) -> Vec<Page> {
    let overlay = generator::learn::overlay(None, &learned.actions).unwrap();
    let mut pages = pages.to_vec();
    pages.push(page("learned.json", &overlay));
    pages
}

fn answer(operation: &str, status: u16, body: &Value) -> Sample {
    Sample {
        origin: "answer.json".to_owned(),
        operation: Some(operation.to_owned()),
        status: Some(status),
        body: body.to_string(),
        ..Sample::default()
    }
}

/// Every case as it is sent: one flow, created and updated, and in a list.
fn table() -> Vec<Sample> {
    let cases: Vec<Value> = serde_json::from_str(ANSWERS).unwrap();
    let mut samples = Vec::new();
    for case in &cases {
        let one = json!({"data": case["flow"]});
        let list =
            json!({"data": [{"id": 1}, case["flow"]], "meta": {"last_page": 1, "to": null}, "links": {"next": null}});
        samples.push(answer("createFlowCallback", 201, &one));
        samples.push(answer("update_flow_callback", 200, &one));
        samples.push(answer("List Flow Callbacks", 200, &list));
    }
    samples
}

/// Answers of several portions, each of which corrects something else, and the first once more.
#[test]
fn what_is_learned_in_portions_is_what_is_learned_at_once() {
    let schemas =
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}});
    let pages = [document(&json!({ "Answer": schemas }))];
    let bodies =
        [json!({"a": "x", "b": "one"}), json!({"b": 2}), json!({"a": null, "c": [1]}), json!({"a": 1.5, "c": ["d"]})];
    let small: Vec<Sample> = bodies.iter().map(|body| answer("get", 200, body)).collect();
    let padded =
        small.iter().map(|sample| Sample { body: format!("{}{}", sample.body, " ".repeat(5 << 20)), ..sample.clone() });
    let large: Vec<Sample> = padded.chain(small.iter().cloned()).collect();
    let (at_once, in_portions) = (learn(&pages, &small), learn(&pages, &large));
    assert_eq!(in_portions.compared, 2 * at_once.compared);
    let places = |learned: &Learned| -> Vec<(String, usize)> {
        learned.deviations.iter().map(|one| (format!("{} {:?}", one.pointer, one.kind), one.count())).collect()
    };
    let twice: Vec<(String, usize)> = places(&at_once).into_iter().map(|(place, count)| (place, 2 * count)).collect();
    assert_eq!(places(&in_portions), twice);
    assert!(twice.len() >= 4, "{twice:?}");
    assert_eq!(learn(&corrected(&pages, &in_portions), &large).deviations, []);
    assert_eq!(learn(&corrected(&pages, &at_once), &large).deviations, []);
}

#[test]
fn what_is_learned_from_the_table_settles_it() {
    let pages = [page("flow-callbacks.md", PAGE)];
    let learned = learn(&pages, &table());
    assert_eq!(learned.skipped, []);
    assert_eq!(learned.compared, table().len());
    assert!(!learned.deviations.is_empty());
    let pages = corrected(&pages, &learned);
    let again = learn(&pages, &table());
    assert_eq!(again.deviations, []);
    assert_eq!(again.actions, Vec::<Value>::new());
    // What is corrected is a document that a client is made of, and what the actions touch is settled.
    let input = Input { pages, package: "client".to_owned(), ..Input::default() };
    let output = generator::generate(&input).unwrap_or_else(|dx| panic!("{:#?}", dx.list));
    assert!(output.files.iter().any(|file| file.path == "src/models.rs"));
}

#[test]
fn the_overlay_of_the_table() {
    let learned = learn(&[page("flow-callbacks.md", PAGE)], &table());
    let seen: Vec<String> = learned
        .deviations
        .iter()
        .map(|one| format!("{} {:?} {} {:?}", one.pointer, one.kind, one.documented, one.seen))
        .collect();
    let overlay = generator::learn::overlay(None, &learned.actions).unwrap();
    insta::assert_snapshot!(format!("{}\n\n{overlay}", seen.join("\n")));
}

#[test]
fn an_overlay_is_extended_and_anything_else_refused() {
    let existing = r#"{"overlay": "1.0.0", "info": {"title": "Mine"}, "actions": [{"target": "$.a", "remove": true}]}"#;
    let action = json!({"target": "$.b", "remove": true});
    let text = generator::learn::overlay(Some(existing), std::slice::from_ref(&action)).unwrap();
    let overlay: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(overlay["info"]["title"], "Mine");
    assert_eq!(overlay["actions"], json!([{"target": "$.a", "remove": true}, action]));
    for text in ["", "{}", "[]", "{\"overlay\": \"1.0.0\"}", "{\"actions\": []}"] {
        assert!(generator::learn::overlay(Some(text), &[]).is_err(), "{text}");
    }
}

/// A document with schemas and one operation whose answer is `Answer`.
fn document(schemas: &Value) -> Page {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}});
    let operation = json!({"summary": "Get", "responses": {"200": {"description": "", "content": content}}});
    let document = json!({
        "openapi": "3.0.0",
        "info": {"title": "A", "version": "1"},
        "paths": {"/things/{id}": {"get": operation}},
        "components": {"schemas": schemas},
    });
    page("api.json", &document.to_string())
}

/// Learns from bodies, checks that this settles them, and gives the corrected schemas.
#[track_caller]
fn schemas_after(schemas: &Value, bodies: &[Value]) -> Value {
    let pages = [document(schemas)];
    let samples: Vec<Sample> = bodies.iter().map(|body| answer("get", 200, body)).collect();
    let learned = learn(&pages, &samples);
    let pages = corrected(&pages, &learned);
    assert_eq!(learn(&pages, &samples).deviations, [], "{}", Value::from(learned.actions));
    let mut dx = Diagnostics::default();
    let document = generator::document(&mut dx, &Input { pages, ..Input::default() }).unwrap();
    document.root.to_json()["components"]["schemas"].clone()
}

#[test]
fn each_way_to_be_wider() {
    for (schema, bodies, expected) in [
        (json!({"type": "integer", "format": "int32"}), json!([1.5]), json!({"type": "number"})),
        (
            json!({"type": "integer", "format": "int32"}),
            json!([1, 3_000_000_000_u32]),
            json!({"type": "integer", "format": "int64"}),
        ),
        (
            json!({"type": "string", "enum": ["a"]}),
            json!(["b", "a", "b"]),
            json!({"type": "string", "enum": ["a", "b"]}),
        ),
        (
            json!({"type": "string", "description": "D"}),
            json!(["a", null]),
            json!({"type": "string", "description": "D", "nullable": true}),
        ),
        (
            json!({"type": "string", "description": "D"}),
            json!([true, "a", [1]]),
            json!({"description": "D", "anyOf": [
                {"type": "string"}, {"type": "boolean"}, {"type": "array", "items": {"type": "integer"}},
            ]}),
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"type": "boolean"}]}),
            json!([1]),
            json!({"anyOf": [{"type": "string"}, {"type": "boolean"}, {"type": "integer"}]}),
        ),
        (
            json!({"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}),
            json!([{"a": "x"}, {"a": "x", "b": "y"}]),
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}),
        ),
        // What a field that becomes optional requires itself stays.
        (
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "object", "required": ["b"]}}}),
            json!([{}, {"a": {"b": 1}}]),
            json!({"type": "object", "properties": {"a": {"type": "object", "required": ["b"]}}}),
        ),
        (
            json!({"type": "object", "properties": {"a": {"type": "string"}}}),
            json!([{"new": {"at": "2024-05-01 10:20:30", "n": null}}, {"new": {"n": 1}}]),
            json!({"type": "object", "properties": {"a": {"type": "string"}, "new": {"type": "object", "properties": {
                "at": {"type": "string", "format": "date-time"}, "n": {"type": "integer", "nullable": true},
            }}}}),
        ),
        (
            json!({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false}),
            json!([{"17": 1, "18": 2.5}]),
            json!({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "number"}}),
        ),
        (
            json!({"minLength": 1, "type": "string"}),
            json!([true]),
            json!({"anyOf": [{"minLength": 1, "type": "string"}, {"type": "boolean"}]}),
        ),
        (
            json!({"type": "array", "items": {"type": "object"}}),
            json!([{"draft": 1}, [{"anything": 1}]]),
            json!({"anyOf": [
                {"type": "array", "items": {"type": "object", "properties": {"anything": {"type": "integer"}}}},
                {"type": "object", "properties": {"draft": {"type": "integer"}}},
            ]}),
        ),
        (
            json!({"type": "array", "x-prefix-items": [{"type": "integer"}, {"type": "string"}], "items": {}}),
            json!([[1, "a"], [1.5, null]]),
            json!({"type": "array", "x-prefix-items": [{"type": "number"}, {"type": "string", "nullable": true}], "items": {}}),
        ),
        (
            json!({"type": "array", "x-prefix-items": [{"type": "integer"}, {"type": "string"}], "items": {}}),
            json!([[1, "a"], [1], "none"]),
            json!({"anyOf": [
                {"type": "array", "x-prefix-items": [{"type": "integer"}, {"type": "string"}], "items": {}},
                {"type": "string"},
                {"type": "array", "items": {"type": "integer"}},
            ]}),
        ),
    ] {
        let after =
            schemas_after(&json!({"Answer": {"type": "array", "items": schema}}), std::slice::from_ref(&bodies));
        assert_eq!(after["Answer"], json!({"type": "array", "items": expected}), "{schema} and {bodies}");
    }
}

/// What a key that fits a pattern has is described by the pattern alone, as the client reads it.
#[test]
fn keys_by_pattern_are_documented() {
    let patterned = |extra: Value| {
        let mut schema = json!({"type": "object", "patternProperties": {"^x-": {"type": "string"}}});
        schema.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!({"Answer": schema})
    };
    for extra in [
        json!({"additionalProperties": {"type": "integer"}}),
        json!({"additionalProperties": false, "properties": {"a": {"type": "integer"}}}),
        json!({"properties": {"a": {"type": "integer"}}}),
    ] {
        let learned = learn(&[document(&patterned(extra))], &[answer("get", 200, &json!({"a": 1, "x-b": "two"}))]);
        assert_eq!(learned.deviations, []);
    }
}

/// A client leaves such tokens out of what it reads; they say what type a value has all the same.
#[test]
fn tokens_that_no_value_can_hold_are_of_their_type() {
    let schemas = json!({"Answer": {"type": "object", "required": ["n", "s"], "properties": {
        "n": {"type": "number"}, "s": {"type": "string"}, "b": {"type": "boolean"},
    }}});
    let sample = |body: &str| Sample { body: body.to_owned(), ..answer("get", 200, &Value::Null) };
    let body = "\u{feff}{\"n\": 1e400, \"s\": \"\\ud83d\", \"b\": -1e400}";
    let learned = learn(&[document(&schemas)], &[sample(body)]);
    let found: Vec<_> = learned.deviations.iter().map(|deviation| deviation.pointer.as_str()).collect();
    assert_eq!(found, ["/components/schemas/Answer/properties/b"]);
    assert_eq!(learn(&[document(&schemas)], &[sample("[1e400,]")]).skipped.len(), 1);
}

#[test]
fn what_is_shared_is_corrected_once_and_what_refers_to_it_keeps_doing_so() {
    let schemas = json!({
        "Answer": {"type": "object", "properties": {
            "one": {"$ref": "#/components/schemas/Thing"},
            "other": {"$ref": "#/components/schemas/Thing"},
            "id": {"$ref": "#/components/schemas/Id"},
        }},
        "Thing": {"type": "object", "properties": {"id": {"$ref": "#/components/schemas/Id"}}},
        "Id": {"type": "integer"},
    });
    let bodies = [json!({"one": {"id": "x", "new": true}, "other": null, "id": 1}), json!({"one": "gone"})];
    let after = schemas_after(&schemas, &bodies);
    let expected = json!({
        "Answer": {"type": "object", "properties": {
            "one": {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "string"}]},
            "other": {"allOf": [{"$ref": "#/components/schemas/Thing"}], "nullable": true},
            "id": {"$ref": "#/components/schemas/Id"},
        }},
        "Thing": {"type": "object", "properties": {
            "id": {"$ref": "#/components/schemas/Id"},
            "new": {"type": "boolean"},
        }},
        "Id": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    });
    assert_eq!(after, expected);
}

/// Inline objects that are one type stay one.
#[test]
fn all_places_of_one_type_are_corrected() {
    let owner = |doc: &str| json!({"type": "object", "description": doc, "required": ["id"], "properties": {"id": {"type": "integer"}, "home": {"type": "object", "properties": {"town": {"type": "string"}}}}});
    let schemas = json!({
        "Answer": {"type": "object", "properties": {"owner": owner("Whose it is"), "named": owner("Who is named")}},
        "Run": {"type": "object", "properties": {"owners": {"type": "array", "items": owner("Who runs it")}}},
    });
    let bodies = [json!({"owner": {"id": "x", "home": {"town": null, "street": "s"}}}), json!({"named": {}})];
    let after = schemas_after(&schemas, &bodies);
    let of = |pointer: &str| {
        let mut schema = after.pointer(pointer).unwrap().clone();
        schema.as_object_mut().unwrap().remove("description");
        schema
    };
    let expected = json!({"type": "object", "properties": {
        "id": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        "home": {"type": "object", "properties": {"town": {"type": "string", "nullable": true}, "street": {"type": "string"}}},
    }});
    for pointer in ["/Answer/properties/owner", "/Answer/properties/named", "/Run/properties/owners/items"] {
        assert_eq!(of(pointer), expected, "{pointer}");
    }
}

#[test]
fn a_discriminator_says_which_branch_is_wrong() {
    let pet =
        |kind: &str| json!({"type": "object", "properties": {"kind": {"type": "string"}, kind: {"type": "integer"}}});
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let schemas = json!({
        "Answer": {
            "oneOf": [reference("Cat"), reference("Dog")],
            "discriminator": {"propertyName": "kind", "mapping": {"hound": "#/components/schemas/Dog"}},
        },
        "Cat": pet("lives"),
        "Dog": pet("tricks"),
    });
    let after = schemas_after(&schemas, &[json!({"kind": "hound", "lives": "none"})]);
    assert_eq!(after["Cat"], schemas["Cat"]);
    assert_eq!(after["Dog"]["properties"]["lives"], json!({"type": "string"}));
}

/// Schemas that `Answer` refers to, with what each value in a list is found to differ by.
fn told(schemas: &Value, bodies: &[Value]) -> Vec<(String, String)> {
    let samples: Vec<Sample> = bodies.iter().map(|body| answer("get", 200, body)).collect();
    let found = learn(&[document(schemas)], &samples).deviations.into_iter();
    let text = |pointer: String| pointer.trim_start_matches("/components/schemas").to_owned();
    found.map(|deviation| (text(deviation.pointer), format!("{:?} {}", deviation.kind, deviation.documented))).collect()
}

#[test]
fn a_discriminator_with_an_unknown_value_gets_a_branch_or_a_mapping() {
    let kind = json!({"type": "string"});
    let schemas = json!({
        "Answer": {"oneOf": [{"$ref": "#/components/schemas/Mail"}, {"$ref": "#/components/schemas/Call"}], "discriminator": {"propertyName": "kind"}},
        "Mail": {"type": "object", "required": ["kind", "to"], "properties": {"kind": kind, "to": {"type": "string"}}},
        "Call": {"type": "object", "required": ["kind", "number"], "properties": {"kind": kind, "number": {"type": "string"}}},
    });
    let sent = [json!({"kind": "fax", "number": "1"}), json!({"kind": "Mail", "to": "a"})];
    assert_eq!(told(&schemas, &sent), [("/Answer/discriminator".to_owned(), "Unlisted Call".to_owned())]);
    let after = schemas_after(&schemas, &sent);
    assert_eq!(after["Answer"]["discriminator"]["mapping"], json!({"fax": "#/components/schemas/Call"}));
    let sent = [json!({"kind": "pigeon", "wings": 2}), json!({"kind": "pigeon", "number": "1", "to": "b"})];
    assert_eq!(told(&schemas, &sent), [("/Answer".to_owned(), "NoBranch union".to_owned())]);
    let after = schemas_after(&schemas, &sent);
    assert_eq!(after["Answer"]["oneOf"][2]["properties"]["kind"], json!({"type": "string", "enum": ["pigeon"]}));
    let mut elsewhere = schemas.clone();
    elsewhere["Other"] =
        json!({"type": "object", "properties": {"kind": {"type": "string"}, "wings": {"type": "integer"}}});
    elsewhere["Answer"]["discriminator"]["x-defaultMapping"] = json!("#/components/schemas/Other");
    assert_eq!(told(&elsewhere, &[json!({"kind": "pigeon", "wings": 2})]), []);
    let mut with_default = schemas.clone();
    with_default["Answer"]["discriminator"]["x-defaultMapping"] = json!("Mail");
    assert_eq!(
        told(&with_default, &[json!({"kind": "pigeon", "to": "a"}), json!({"to": "a"})]),
        [("/Mail".to_owned(), "Missing kind".to_owned())]
    );
}

#[test]
fn a_parent_is_compared_with_the_child_that_its_discriminator_names() {
    let schemas = json!({
        "Answer": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
        "Pet": {
            "type": "object", "required": ["type"], "properties": {"type": {"type": "string"}, "name": {"type": "string"}},
            "discriminator": {"propertyName": "type", "mapping": {"dog": "Dog"}},
        },
        "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "object", "required": ["pack"], "properties": {"pack": {"type": "integer"}}}]},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "object", "required": ["skill"], "properties": {"skill": {"type": "string"}}}], "discriminator": {"propertyName": "skill"}},
        "Tiger": {"allOf": [{"$ref": "#/components/schemas/Cat"}, {"type": "object", "properties": {"stripes": {"type": "integer"}}}]},
    });
    let fine = json!([
        {"type": "dog", "pack": 1}, {"type": "Dog", "pack": 1, "name": "n"}, {"type": "Pet"},
        {"type": "Cat", "skill": "Tiger", "stripes": 9}, {"type": "Tiger", "skill": "Tiger", "stripes": 9},
    ]);
    assert_eq!(told(&schemas, &[fine]), []);
    let odd = [json!([{"type": "dog", "pack": "x"}, {"type": "Pet", "size": 1}])];
    assert_eq!(
        told(&schemas, &odd),
        [
            ("/Dog/allOf/1/properties/pack".to_owned(), "OtherType integer".to_owned()),
            ("/Pet".to_owned(), "Undocumented size".to_owned()),
        ]
    );
    // Only the parent itself fits, or nothing alone does.
    let unknown = [json!([{"type": "fish"}]), json!([{"type": "snake", "pack": 1, "length": 2}])];
    assert_eq!(
        told(&schemas, &unknown),
        [
            ("/Pet".to_owned(), "NoBranch object".to_owned()),
            ("/Pet/discriminator".to_owned(), "Unlisted Pet".to_owned()),
        ]
    );
    let after = schemas_after(&schemas, &unknown);
    assert_eq!(after["Pet"]["discriminator"]["mapping"]["fish"], "#/components/schemas/Pet");
    assert_eq!(
        after["snake"]["allOf"][1]["properties"],
        json!({"pack": {"type": "integer"}, "length": {"type": "integer"}})
    );
}

/// A component that is added for a discriminator value inherits the enum of the property.
#[test]
fn the_enum_of_a_discriminator_gets_the_value_of_a_new_component() {
    let kind = json!({"type": "string", "enum": ["cat"]});
    let pet = |kind: Value| {
        json!({
            "Answer": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
            "Pet": {"type": "object", "required": ["kind"], "properties": {"kind": kind}, "discriminator": {"propertyName": "kind"}},
            "cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "object", "properties": {"lives": {"type": "integer"}}}]},
            "Kind": {"type": "string", "enum": ["cat"]},
        })
    };
    let sent = [json!([{"kind": "fish", "fins": 2}])];
    let after = schemas_after(&pet(kind), &sent);
    assert_eq!(after["Pet"]["properties"]["kind"]["enum"], json!(["cat", "fish"]));
    assert_eq!(after["fish"]["allOf"][1]["properties"], json!({"fins": {"type": "integer"}}));
    let after = schemas_after(&pet(json!({"$ref": "#/components/schemas/Kind"})), &sent);
    assert_eq!(after["Kind"]["enum"], json!(["cat", "fish"]));
}

/// A discriminator value that can name no new component, or names another one.
#[test]
fn what_no_action_corrects_is_said() {
    let schemas = json!({
        "Answer": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
        "Pet": {"type": "object", "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "object", "required": ["lives"], "properties": {"lives": {"type": "integer"}}}]},
    });
    for tag in ["gold fish", "Answer"] {
        let samples = [answer("get", 200, &json!([{"kind": tag, "lives": "x", "name": 1}]))];
        let learned = learn(&[document(&schemas)], &samples);
        assert_eq!(learned.uncorrected, learned.deviations, "{tag}: {:?}", learned.actions);
        assert_eq!(learned.actions, [] as [Value; 0], "{tag}");
    }
    let samples = [answer("get", 200, &json!([{"kind": "fish", "lives": "x", "name": 1}]))];
    assert_eq!(learn(&[document(&schemas)], &samples).uncorrected, []);
}

/// What the client reads is no deviation, and what it does not read is one, also where a schema says it in another way.
#[test]
fn nulls_and_numbers_are_those_of_the_client() {
    let schemas = json!({
        "Part": {"type": "object", "properties": {"n": {"type": "integer"}}},
        "Width": {"type": "number", "format": "int32"},
        "Answer": {"type": "object", "properties": {
            "a": {"allOf": [{"$ref": "#/components/schemas/Part"}, {"nullable": true}]},
            "b": {"allOf": [{"$ref": "#/components/schemas/Part"}], "nullable": true},
            "c": {"$ref": "#/components/schemas/Part"},
            "d": {"type": "number", "format": "int32"},
            "e": {"type": "integer", "maximum": 18_446_744_073_709_551_615_u64},
            "f": {"type": "array", "items": {"$ref": "#/components/schemas/Width"}},
            "g": {"allOf": [{"type": "integer", "format": "int8"}, {"minimum": 0}]},
        }},
    });
    let sent = [json!({"a": null, "b": null, "d": 7, "e": 9_223_372_036_854_775_813_u64, "f": [1], "g": 1})];
    assert_eq!(told(&schemas, &sent), []);
    let sent = [json!({"c": null, "d": 3.5, "e": -1, "f": [3_000_000_000_u32, 1.5], "g": 300})];
    assert_eq!(
        told(&schemas, &sent),
        [
            ("/Answer/properties/c".to_owned(), "Null object".to_owned()),
            ("/Answer/properties/d".to_owned(), "OtherType number (int32)".to_owned()),
            ("/Answer/properties/e".to_owned(), "OutOfRange integer".to_owned()),
            ("/Answer/properties/g/allOf/0".to_owned(), "OutOfRange integer (int8)".to_owned()),
            ("/Width".to_owned(), "OtherType number (int32)".to_owned()),
            ("/Width".to_owned(), "OutOfRange number (int32)".to_owned()),
        ]
    );
    let after = schemas_after(&schemas, &sent);
    assert_eq!(after["Answer"]["properties"]["d"], json!({"type": "number"}));
    assert_eq!(after["Answer"]["properties"]["g"]["allOf"][0], json!({"type": "integer", "format": "int64"}));
    assert_eq!(after["Width"], json!({"type": "number"}));
}

/// Inline schemas that are alike are one type of the client, which stands at all of their places.
#[test]
fn each_place_of_a_shared_type_is_described() {
    let inline = json!({"type": "object", "properties": {"p": {"allOf": [{"$ref": "#/components/schemas/Part"}, {"nullable": true}]}}});
    let schemas = json!({
        "Part": {"type": "object", "properties": {"n": {"type": "integer"}}},
        "Answer": {"type": "object", "properties": {"a": inline, "b": inline, "c": {"oneOf": [inline, {"type": "string"}]}}},
    });
    let sent = [json!({"a": {"p": null}, "b": {"p": null}, "c": {"p": null}})];
    assert_eq!(told(&schemas, &sent), []);
}

/// The client reads by its name or by its schema what other media types have.
#[test]
fn every_media_type_that_the_client_reads_as_json_is_compared() {
    let object = json!({"schema": {"type": "object", "properties": {"a": {"type": "string"}}}});
    let content = json!({"application/x-thing": object, "text/plain": {"schema": {"type": "string"}}});
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {"/x": {"get": {"operationId": "get", "responses": {"200": {"description": "ok", "content": content}}}}},
    });
    let compared = |media_type: Option<&str>| {
        let sample = Sample { media_type: media_type.map(str::to_owned), ..answer("get", 200, &json!({"a": 1})) };
        let learned = learn(&[page("api.json", &document.to_string())], &[sample]);
        (learned.deviations.len(), learned.skipped.len())
    };
    assert_eq!(compared(Some("application/x-thing")), (1, 0));
    assert_eq!(compared(Some("text/plain; charset=utf-8")), (0, 1), "a text has no schema");
}

/// The client reads JSON where the media type is a range.
#[test]
fn a_range_of_media_types_documents_json() {
    let schema = json!({"schema": {"type": "object", "properties": {"one": {"type": "integer"}}}});
    let document = |range: &str| {
        json!({
            "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
            "paths": {"/x": {"get": {"operationId": "get", "responses": {"200": {"description": "ok", "content": {range: schema}}}}}},
        })
    };
    for range in ["*/*", "application/*", "Application/*; q=1"] {
        let pages = [page("api.json", &document(range).to_string())];
        for media_type in [None, Some("application/json")] {
            let body = json!({"one": "text"});
            let sample = Sample { media_type: media_type.map(str::to_owned), ..answer("get", 200, &body) };
            let learned = learn(&pages, &[sample]);
            assert_eq!(learned.deviations.len(), 1, "{range} {media_type:?}: {:?}", learned.skipped);
        }
    }
}

#[test]
fn an_answer_is_compared_with_the_schema_of_its_media_type() {
    let schema = |field: &str| json!({"schema": {"type": "object", "properties": {field: {"type": "integer"}}}});
    let content = json!({
        "*/*": schema("any"), "application/vnd.x+json; version=2": schema("two"), "application/json": schema("one"),
    });
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {"/x": {"get": {"operationId": "get", "responses": {"200": {"description": "ok", "content": content}}}}},
    });
    let pages = [page("api.json", &document.to_string())];
    for (media_type, field) in [
        (None, "one"),
        (Some("application/json; charset=utf-8"), "one"),
        (Some("application/vnd.x+json;version=\"2\""), "two"),
        (Some("application/vnd.x+json; version=3"), "one"),
        (Some("text/html"), "any"),
        (Some("application/xml"), "any"),
    ] {
        let body = json!({"one": 1, "two": 2, "any": 3, field: "text"});
        let sample = Sample { media_type: media_type.map(str::to_owned), ..answer("get", 200, &body) };
        let learned = learn(&pages, &[sample]);
        let pointers = learned.deviations.iter().map(|deviation| deviation.pointer.as_str());
        let wrong: Vec<&str> = pointers.filter(|pointer| pointer.contains("/properties/")).collect();
        assert_eq!(wrong.len(), 1, "{media_type:?}: {learned:?}");
        assert!(wrong[0].ends_with(&format!("/properties/{field}")), "{media_type:?}: {wrong:?}");
    }
}

#[test]
fn operations_are_found_by_what_is_known_of_an_answer() {
    let pages = [page("flow-callbacks.md", PAGE)];
    let wrong = json!({"data": {"id": true}}).to_string();
    let learned_of = |operation: Option<&str>, method: Option<&str>, path: Option<&str>, status: Option<u16>| {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let sample = Sample {
            origin: "a".to_owned(),
            operation: text(operation),
            method: text(method),
            path: text(path),
            status,
            media_type: None,
            body: wrong.clone(),
        };
        learn(&pages, &[sample])
    };
    let update = "PUT /api/v1/flows/{flow}/callbacks/{callback}";
    for (method, path) in [
        ("PUT", "/api/v1/flows/{flow}/callbacks/{callback}"),
        ("put", "/api/v1/flows/42/callbacks/7?include=flow#x"),
        ("PUT", "https://core.wearepatchworks.com/api/v1/flows/42/callbacks/7"),
        ("PUT", "https://self.hosted.example:8443/api/v1/flows/4%2F2/callbacks/7"),
    ] {
        let learned = learned_of(None, Some(method), Some(path), None);
        assert_eq!(learned.operations.iter().collect::<Vec<_>>(), [update], "{path}");
        assert_eq!(learned.deviations.len(), 1, "{path}");
    }
    for status in [Some(200), Some(201), Some(299), None] {
        assert_eq!(learned_of(Some("updateFlowCallback"), None, None, status).deviations.len(), 1, "{status:?}");
    }
    for (operation, method, path) in [
        (Some("nothing"), None, None),
        (None, Some("GET"), Some("/api/v1/flows")),
        (None, Some("PATCH"), Some("/api/v1/flows/1/callbacks/2")),
        (None, None, None),
        (Some(""), None, None),
    ] {
        let learned = learned_of(operation, method, path, None);
        assert!(matches!(learned.skipped.as_slice(), [(_, Skip::UnknownOperation { .. })]), "{learned:?}");
    }
    let learned = learned_of(Some("updateFlowCallback"), None, None, Some(404));
    assert!(matches!(learned.skipped.as_slice(), [(_, Skip::NoSchema(_))]), "{learned:?}");
    let learned =
        learn(&pages, &[Sample { body: "<html>".to_owned(), ..answer("updateFlowCallback", 200, &json!(1)) }]);
    assert!(matches!(learned.skipped.as_slice(), [(_, Skip::NotJson)]), "{learned:?}");
}

/// Schemas that go round in circles say nothing, and take no time to say it.
#[test]
fn circles_end() {
    let reference = json!({"$ref": "#/components/schemas/Answer"});
    let twice = [reference.clone(), reference.clone(), json!({"$ref": "#/components/schemas/Other"})];
    for other in [json!({"oneOf": twice}), json!({"allOf": twice}), json!({"$ref": "#/components/schemas/Other"})] {
        for schema in [json!({"anyOf": twice}), json!({"allOf": twice}), reference.clone()] {
            let pages = [document(&json!({"Answer": schema, "Other": other}))];
            for body in [json!(null), json!(1), json!({"a": {"b": null}}), json!([[1]])] {
                learn(&pages, &[answer("get", 200, &body)]);
            }
        }
    }
}

/// What has more ways through its unions than anybody can walk is compared to its end all the same, since the same value
/// is compared with the same schema once. Each of these takes hours if every way is walked.
#[test]
fn many_ways_lead_to_few_comparisons() {
    let reference = |name: String| json!({"$ref": format!("#/components/schemas/{name}")});
    let nested = |levels: usize| (0..levels).fold(json!("end"), |inner, _| json!({"next": inner}));
    let object = |next: Value| json!({"type": "object", "properties": {"next": next}});
    // Two kinds of nodes, each with a next one of either kind.
    let either = json!({"anyOf": [reference("One".into()), reference("Two".into())]});
    let deep = json!({"Answer": either, "One": object(either.clone()), "Two": object(either.clone())});
    // The same for a value that has to fit both.
    let both = json!({"allOf": [reference("One".into()), reference("Two".into())]});
    let twice = json!({"Answer": both, "One": object(both.clone()), "Two": object(both.clone())});
    // Twenty unions, each one of all of them.
    let all: Vec<Value> = (0..20).map(|index| reference(format!("U{index}"))).collect();
    let mut circle: serde_json::Map<String, Value> =
        (0..20).map(|index| (format!("U{index}"), json!({"oneOf": all, "properties": {"next": all[0]}}))).collect();
    circle.insert("Answer".to_owned(), all[0].clone());
    // Thirty levels of unions around one schema.
    let mut levels: serde_json::Map<String, Value> = (0..30)
        .map(|level| {
            let next = reference(format!("L{}", level + 1));
            (format!("L{level}"), json!({"anyOf": [{"allOf": [next]}, {"allOf": [next], "title": "Other"}]}))
        })
        .collect();
    levels.insert("L30".to_owned(), object(json!({"type": "integer"})));
    levels.insert("Answer".to_owned(), reference("L0".to_owned()));
    for schemas in [deep, twice, Value::Object(circle), Value::Object(levels)] {
        for body in [nested(100), json!([nested(20), nested(20)]), json!("end"), json!(null)] {
            let pages = [document(&schemas)];
            let samples = [answer("get", 200, &body)];
            let learned = learn(&pages, &samples);
            assert_eq!(learned.skipped, [], "{schemas}");
            let again = learn(&corrected(&pages, &learned), &samples);
            assert_eq!((again.deviations, again.skipped), (vec![], vec![]), "{schemas}");
            assert_eq!(learn(&pages, &samples), learned);
        }
    }
}

/// A difference is counted once for each value, and said of the branch that has the fewest.
#[test]
fn a_value_in_two_parts_is_counted_once() {
    let part = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let object = |properties: Value| json!({"type": "object", "properties": properties});
    let schemas = json!({
        "Answer": {"allOf": [part("One"), part("Two")]},
        "One": object(json!({"thing": part("Thing")})),
        "Two": object(json!({"thing": part("Thing")})),
        "Thing": object(json!({"id": {"type": "integer"}, "of": {"anyOf": [
            object(json!({"a": {"type": "integer"}, "b": {"type": "integer"}})),
            object(json!({"a": {"type": "string"}, "b": {"type": "integer"}})),
        ]}})),
    });
    let body = json!({"thing": {"id": "x", "of": {"a": "x", "b": "x"}}});
    let learned = learn(&[document(&schemas)], &[answer("get", 200, &body)]);
    let seen: Vec<(&str, usize)> = learned.deviations.iter().map(|one| (one.pointer.as_str(), one.count())).collect();
    let thing = "/components/schemas/Thing/properties";
    assert_eq!(seen, [(format!("{thing}/id").as_str(), 1), (format!("{thing}/of/anyOf/1/properties/b").as_str(), 1)]);
}

/// What composition makes too large is any value to the client, from some level on, and is compared as that.
#[test]
fn what_the_client_reads_as_any_value_is_compared_to_its_end() {
    let levels = 40;
    let mut schemas = serde_json::Map::new();
    for level in 0..levels {
        let next = json!({"$ref": format!("#/components/schemas/L{}", level + 1)});
        let branch = |name: &str| {
            let properties = json!({format!("{name}{level}"): {"type": "string"}});
            json!({"type": "object", "properties": properties, "anyOf": [next]})
        };
        schemas.insert(format!("L{level}"), json!({"anyOf": [branch("a"), branch("b")]}));
    }
    let last = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    schemas.insert(format!("L{levels}"), last);
    schemas.insert("Answer".to_owned(), json!({"$ref": "#/components/schemas/L0"}));
    let names = (0..levels).flat_map(|level| [format!("a{level}"), format!("b{level}")]);
    let body = Value::Object(names.map(|name| (name, json!("text"))).collect());
    let learned = learn(&[document(&Value::Object(schemas))], &[answer("get", 200, &body)]);
    assert_eq!((learned.skipped, learned.compared), (vec![], 1));
}

/// A value of many levels, each in many unions, is given up, and that is said.
#[test]
fn what_cannot_be_compared_to_its_end_is_said() {
    let mut chain: serde_json::Map<String, Value> = (0..10)
        .map(|level| {
            let next = json!({"$ref": format!("#/components/schemas/L{}", level + 1)});
            (format!("L{level}"), json!({"anyOf": [next, {"type": "array", "items": {"type": "string"}}]}))
        })
        .collect();
    let start = json!({"$ref": "#/components/schemas/L0"});
    chain.insert("L10".to_owned(), json!({"type": "object", "properties": {"next": start}}));
    chain.insert("Answer".to_owned(), start);
    let deep = (0..110).fold(json!({}), |inner, _| json!({"next": inner}));
    let learned = learn(&[document(&Value::Object(chain))], &[answer("get", 200, &deep)]);
    assert_eq!(learned.skipped, [("answer.json".to_owned(), Skip::Unfinished)]);
    assert_eq!(learned.compared, 1);
}

/// Steps of a path with many values and the same literal between them have many ways to be cut.
#[test]
fn steps_of_many_values_are_cut_quickly() {
    let steps: String = (0..30).map(|index| format!("{{p{index}}}-")).collect();
    let content = json!({"application/json": {"schema": {"type": "object"}}});
    let operation = json!({"summary": "Get", "responses": {"200": {"description": "", "content": content}}});
    let document = json!({
        "openapi": "3.0.0",
        "info": {"title": "A", "version": "1"},
        "paths": {format!("/{steps}end"): {"get": operation}},
    });
    let pages = [page("api.json", &document.to_string())];
    for (end, is_known) in [("end", true), ("ends", false)] {
        let path = format!("/{}{end}", "--".repeat(60));
        let sample =
            Sample { method: Some("GET".to_owned()), path: Some(path), body: "{}".to_owned(), ..Sample::default() };
        assert_eq!(learn(&pages, &[sample]).compared == 1, is_known, "{end}");
    }
}

/// Any JSON, of the few names and values that schemas have too.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-3_i8..3).prop_map(Value::from),
        (-2.0..2.0_f64).prop_map(Value::from),
        prop_oneof![Just("a"), Just("b"), Just("2024-05-01T10:20:30Z"), Just("")].prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..4).prop_map(|members| Value::Object(
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

fn name() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("a"), Just("b"), Just("c"), Just("200"), Just("it's \\ odd"), Just("x/y~z"), Just("")]
}

/// Any schema.
fn any_schema() -> impl Strategy<Value = Value> {
    let reference = |name: &str| Just(json!({"$ref": format!("#/components/schemas/{name}")}));
    let leaf = prop_oneof![
        Just(json!({})),
        prop_oneof![Just("string"), Just("integer"), Just("number"), Just("boolean"), Just("object")]
            .prop_map(|kind| json!({"type": kind})),
        Just(json!({"type": "integer", "format": "int32"})),
        Just(json!({"type": "integer", "format": "uint64"})),
        Just(json!({"type": "string", "format": "date-time", "nullable": true})),
        Just(json!({"type": "string", "enum": ["a"], "description": "A"})),
        Just(json!({"type": "string", "items": {"type": "object"}})),
        reference("Answer"),
        reference("Other"),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let object = (
            prop::collection::vec((name(), inner.clone()), 0..4),
            prop::collection::vec(name(), 0..3),
            prop::option::of(prop_oneof![Just(json!(false)), Just(json!(true))]),
        );
        prop_oneof![
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            object.prop_map(|(properties, required, additional)| {
                let properties: serde_json::Map<String, Value> =
                    properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
                let mut required: Vec<&str> = required;
                required.dedup();
                let mut schema = json!({"type": "object", "properties": properties});
                if !required.is_empty() {
                    schema["required"] = json!(required);
                }
                if let Some(additional) = additional {
                    schema["additionalProperties"] = additional;
                }
                schema
            }),
            inner.clone().prop_map(|values| json!({"type": "object", "additionalProperties": values})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|branches| json!({"anyOf": branches})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|branches| json!({"oneOf": branches})),
            prop::collection::vec(inner, 1..3).prop_map(|mut parts| {
                parts.iter_mut().for_each(without_null);
                json!({"allOf": parts, "description": "All"})
            }),
        ]
    })
}

/// A union of one integer is that integer for the client.
#[test]
fn an_integer_beyond_the_only_branch_of_a_union_is_allowed() {
    for key in ["anyOf", "oneOf"] {
        for value in [json!(3_000_000_000_u64), json!(u64::MAX), json!(-3_000_000_000_i64), json!(1e25)] {
            let mut answer_schema = json!({});
            answer_schema[key] = json!([{"type": "integer", "format": "int32"}]);
            let pages = [document(&json!({ "Answer": answer_schema }))];
            let samples = [answer("get", 200, &value)];
            let learned = learn(&pages, &samples);
            assert_eq!((learned.deviations.len(), learned.uncorrected.len()), (1, 0), "{key} {value}");
            let pages = corrected(&pages, &learned);
            assert_eq!(learn(&pages, &samples).deviations, [], "{key} {value}");
            assert_eq!(learn(&pages, &[answer("get", 200, &json!(7))]).deviations, [], "{key} {value}");
        }
    }
}

/// Whether the schemas contradict themselves: then it is open what they document.
fn is_contradictory(pages: &[Page]) -> bool {
    let input = Input { pages: pages.to_vec(), package: "client".to_owned(), ..Input::default() };
    let made = generator::generate(&input).unwrap_or_else(|dx| panic!("{:#?}", dx.list));
    made.diagnostics.list.iter().any(|one| one.code == "contradictory-schema")
}

/// Whether a value has a `null` or an empty object in it, which tell nothing about its type.
fn says_little(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.iter().any(says_little),
        Value::Object(members) => members.is_empty() || members.values().any(says_little),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Takes away what makes parts of a composition nullable: whether `null` fits some of them only is read in several ways.
fn without_null(schema: &mut Value) {
    let Value::Object(members) = schema else { return };
    members.remove("nullable");
    for key in ["allOf", "anyOf", "oneOf"] {
        members.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().for_each(without_null);
    }
}

/// Inputs of the test below that failed: parts of a composition that contradict themselves or each other.
#[test]
fn compositions_of_unions_settle() {
    let other = json!({"$ref": "#/components/schemas/Other"});
    let this = json!({"$ref": "#/components/schemas/Answer"});
    let any_list = json!({"type": "array", "items": {}});
    let listed = json!({"type": "string", "enum": ["a"]});
    let cases = [
        // A union beside an object, in a component: its branches have no place of their own.
        (
            json!({"allOf": [other, {"type": "object", "properties": {"a": {}}}]}),
            json!({"anyOf": [{"type": "object", "properties": {}, "additionalProperties": false}]}),
            json!({"b": null}),
        ),
        // Items that both a list and the only branch of a union describe.
        (json!({"allOf": [{"anyOf": [{"type": "array", "items": other}]}, any_list]}), any_list.clone(), json!([null])),
        // Items that say nothing show only when those of another branch say something.
        (
            json!({"anyOf": [other, any_list]}),
            json!({"type": "array", "items": {"type": "string", "items": {"type": "object"}}}),
            json!([0]),
        ),
        // Unions that apply together, with branches that lead back to them.
        (
            json!({"allOf": [{"anyOf": [{}]}, {"oneOf": [{"type": "string"}, other]}]}),
            json!({"anyOf": [this]}),
            json!(false),
        ),
        (json!({"allOf": [{"anyOf": [{}, {}]}, other]}), json!({"anyOf": [any_list, {"allOf": [this]}]}), json!(false)),
        (
            json!({"allOf": [{"anyOf": [{"type": "string"}]}, {"anyOf": [other]}]}),
            json!({"anyOf": [this, {"type": "string"}]}),
            json!(false),
        ),
        // A map beside a union that gets a branch for it.
        (
            json!({"allOf": [{"anyOf": [listed, {}]}, {"type": "object", "additionalProperties": listed}]}),
            json!({}),
            json!({"200": false}),
        ),
    ];
    for (answer_schema, other, body) in cases {
        let pages = [document(&json!({"Answer": answer_schema, "Other": other}))];
        let samples = [answer("get", 200, &body)];
        let learned = learn(&pages, &samples);
        assert!(!learned.deviations.is_empty() && learned.uncorrected.is_empty(), "{answer_schema}: {learned:#?}");
        let again = learn(&corrected(&pages, &learned), &samples);
        assert_eq!(again.deviations, [], "{answer_schema}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever is documented and whatever is sent: what was learned settles it.
    #[test]
    fn what_the_overlay_describes_deviates_nowhere(
        answer_schema in any_schema(),
        other in any_schema(),
        bodies in prop::collection::vec(any_json(), 1..6),
    ) {
        let pages = [document(&json!({"Answer": answer_schema, "Other": other}))];
        let samples: Vec<Sample> = bodies.iter().map(|body| answer("get", 200, body)).collect();
        let learned = learn(&pages, &samples);
        prop_assert_eq!(learned.deviations.is_empty(), learned.actions.is_empty());
        if !learned.actions.is_empty() {
            let pages = corrected(&pages, &learned);
            let again = learn(&pages, &samples);
            prop_assert!(again.deviations.is_empty(), "{:#?}\nafter {}", again.deviations, Value::from(learned.actions));
        }
    }

    /// What fitted before fits still.
    #[test]
    fn nothing_becomes_narrower(
        answer_schema in any_schema(),
        learned_from in prop::collection::vec(any_json(), 1..4),
        others in prop::collection::vec(any_json(), 1..12),
    ) {
        let pages = [document(&json!({"Answer": answer_schema, "Other": {"type": "string"}}))];
        let sample = |body: &Value| answer("get", 200, body);
        prop_assume!(!is_contradictory(&pages));
        let learned = learn(&pages, &learned_from.iter().map(sample).collect::<Vec<_>>());
        if !learned.actions.is_empty() {
            let after = corrected(&pages, &learned);
            // What says nothing becomes what was seen, though `null` and an empty object are as documented there too.
            let has_untyped = learned.deviations.iter().any(|one| one.kind == DeviationKind::Untyped);
            for other in others.iter().filter(|other| !has_untyped || !says_little(other)) {
                if learn(&pages, &[sample(other)]).deviations.is_empty() {
                    let now = learn(&after, &[sample(other)]).deviations;
                    prop_assert!(now.is_empty(), "{other}: {now:#?}\nafter {}", Value::from(learned.actions.clone()));
                }
            }
        }
    }
}

/// A recorded call is told by its path as the client sends it, whatever marks the template has.
#[test]
fn paths_with_marks_are_found() {
    let document = json!({
        "openapi": "3.0.0", "info": {"title": "A", "version": "1"},
        "servers": [{"url": "https://a.example/{version}/", "variables": {"version": {"default": "v1"}}}],
        "paths": {
            "/files/{path+}": operation("File"),
            "/files/{path+}/raw": operation("Raw"),
            "/users/{id:[0-9]{1,3}}": operation("User"),
            "/users/{id}-{name}.json": operation("Named"),
            "/v1/{name=things/*}:run": operation("Run"),
        },
        "components": {"schemas": {
            "File": {"type": "object"}, "Raw": {"type": "object"}, "User": {"type": "object"},
            "Named": {"type": "object"}, "Run": {"type": "object"},
        }},
    });
    let pages = [page("api.json", &document.to_string())];
    for (path, found) in [
        ("https://a.example/v1/files/a/b%20c?x=1", Some("File")),
        ("/files/a/raw", Some("Raw")),
        ("/files/a/b/raw", Some("Raw")),
        ("/v7/users/12", Some("User")),
        ("/users/1-b.json", Some("Named")),
        ("/v1/v1/things/7:run", Some("Run")),
        ("/v1/{name=things/*}:run", Some("Run")),
        ("/users/1/2", None),
        ("/files/", None),
    ] {
        let sample = Sample {
            origin: "calls.har".to_owned(),
            method: Some("GET".to_owned()),
            path: Some(path.to_owned()),
            status: Some(200),
            body: json!({"odd": 1}).to_string(),
            ..Sample::default()
        };
        let learned = learn(&pages, &[sample]);
        let pointers: Vec<&str> = learned.deviations.iter().map(|one| one.pointer.as_str()).collect();
        match found {
            Some(name) => assert!(
                pointers.iter().all(|one| one.contains(name)) && learned.compared == 1,
                "{path}: {pointers:?} {:?}",
                learned.skipped
            ),
            None => assert_eq!(learned.compared, 0, "{path}: {pointers:?}"),
        }
    }
}

fn operation(schema: &str) -> Value {
    let content = json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}});
    json!({"get": {"summary": schema, "responses": {"200": {"description": "", "content": content}}}})
}

/// What says nothing becomes what was seen, which is no deviation; what an overlay types as any value stays that, and
/// `null` stays allowed where no type was said.
#[test]
fn where_nothing_is_documented_what_was_seen_counts() {
    for (schema, bodies, expected) in [
        (
            json!({"type": "object", "description": "D"}),
            json!([{"a": 1}]),
            json!({"type": "object", "description": "D", "properties": {"a": {"type": "integer"}}}),
        ),
        (json!({}), json!(["x", null]), json!({"type": "string", "nullable": true})),
        (json!({"type": "array"}), json!([[1], []]), json!({"type": "array", "items": {"type": "integer"}})),
        (
            json!({"type": "array", "items": {}}),
            json!([["a"]]),
            json!({"type": "array", "items": {"type": "string", "nullable": true}}),
        ),
        (json!({}), json!([1, "a"]), json!({"nullable": true, "anyOf": [{"type": "integer"}, {"type": "string"}]})),
        (json!({"type": "object"}), json!([{}]), json!({"type": "object"})),
        (json!({"type": "object", "properties": {}}), json!([true]), json!({"type": "boolean"})),
        (
            json!({"type": "object"}),
            json!([{"a": 1}, true]),
            json!({"anyOf": [{"type": "boolean"}, {"type": "object", "properties": {"a": {"type": "integer"}}}]}),
        ),
        (
            json!({"type": "string", "description": "D", "items": {"type": "object"}}),
            json!([["a"]]),
            json!({"type": "array", "description": "D", "items": {"type": "string"}}),
        ),
        (
            json!({"type": "object", "additionalProperties": true}),
            json!([{"a": 1}]),
            json!({"type": "object", "additionalProperties": true}),
        ),
        (json!({"x-rust-type": "serde_json::Value"}), json!([1]), json!({"x-rust-type": "serde_json::Value"})),
        (
            json!({"anyOf": [{"type": "object"}, {"type": "string"}]}),
            json!([{"a": 1}]),
            json!({"anyOf": [{"type": "object"}, {"type": "string"}]}),
        ),
    ] {
        let schemas = json!({"Answer": {"type": "array", "items": schema}});
        let learned = learn(&[document(&schemas)], &[answer("get", 200, &bodies)]);
        assert_eq!(learned.contradictions(), 0, "{schema}");
        let after = schemas_after(&schemas, std::slice::from_ref(&bodies));
        assert_eq!(after["Answer"]["items"], expected, "{schema} and {bodies}");
    }
}

/// A response that is documented without content gets that of the responses; what has no body gets none.
#[test]
fn a_response_without_content_is_what_was_seen() {
    let content = json!({"application/json": {"schema": {"type": "object"}}});
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {"/x": {"get": {"operationId": "get", "responses": {
            "200": {"description": "ok"},
            "204": {"description": "nothing"},
            "404": {"$ref": "#/components/responses/Gone"},
            "5xx": {"description": "broken", "content": content},
        }}}},
        "components": {"responses": {"Gone": {"description": "gone"}}},
    });
    let pages = [page("api.json", &document.to_string())];
    let samples = [
        answer("get", 200, &json!({"id": 1})),
        answer("get", 200, &json!({"id": 2, "name": null})),
        answer("get", 204, &json!({"id": 1})),
        answer("get", 404, &json!({"message": "gone"})),
        answer("get", 503, &json!({"message": "broken"})),
    ];
    let learned = learn(&pages, &samples);
    let found: Vec<_> = learned.deviations.iter().map(|one| (one.pointer.clone(), one.kind)).collect();
    let responses = "/paths/~1x/get/responses";
    assert_eq!(
        found,
        [
            ("/components/responses/Gone".to_owned(), DeviationKind::UndocumentedBody),
            (format!("{responses}/200"), DeviationKind::UndocumentedBody),
            (format!("{responses}/5xx/content/application~1json/schema"), DeviationKind::Untyped),
        ]
    );
    assert_eq!((learned.contradictions(), learned.skipped.len()), (2, 1));
    let pages = corrected(&pages, &learned);
    assert_eq!(learn(&pages, &samples).deviations, []);
    let mut dx = Diagnostics::default();
    let after = generator::document(&mut dx, &Input { pages, ..Input::default() }).unwrap().root.to_json();
    let schema = after.pointer(&format!("{responses}/200/content/application~1json/schema"));
    let expected = json!({"type": "object", "properties": {"id": {"type": "integer"}, "name": {"nullable": true}}});
    assert_eq!(schema, Some(&expected));
}

/// Each alternative of a union has what stands beside the union, as the client reads it.
#[test]
fn what_stands_beside_a_union_belongs_to_its_branches() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let schemas = json!({
        "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
        "Mail": {"type": "object", "required": ["to"], "properties": {"to": {"type": "string"}}},
        "Call": {"type": "object", "required": ["number"], "properties": {"number": {"type": "integer"}}},
        "Answer": {"allOf": [reference("Base"), {"oneOf": [reference("Mail"), reference("Call")]}]},
    });
    assert_eq!(told(&schemas, &[json!({"id": 1, "to": "a"}), json!({"id": 1, "number": 2})]), []);
    let odd = [json!({"id": "x", "number": 2}), json!({"to": null})];
    assert_eq!(
        told(&schemas, &odd),
        [
            ("/Base".to_owned(), "Missing id".to_owned()),
            ("/Base/properties/id".to_owned(), "OtherType integer".to_owned()),
            ("/Mail/properties/to".to_owned(), "Null string".to_owned()),
        ]
    );
    schemas_after(&schemas, &odd);
    schemas_after(&schemas, &[json!({"id": 1, "number": 2, "more": 1})]);
}

/// Schemas that the client reads through are corrected where the type is said.
#[test]
fn what_the_client_reads_through_is_corrected_inside() {
    let schemas = json!({
        "Answer": {"type": "object", "properties": {
            "list": {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"nullable": true, "enum": [null]}]},
            "state": {"anyOf": [{"type": "string", "enum": ["on"]}, {"type": "string", "enum": ["off"]}]},
            "map": {"allOf": [{"$ref": "#/components/schemas/Map"}], "description": "D"},
            "must": {"type": "string", "required": true},
        }},
        "Map": {"type": "object", "additionalProperties": {"type": "integer"}},
    });
    let sent = [json!({"list": ["x"], "state": "idle", "map": {"a": "x"}}), json!({"list": null, "must": "a"})];
    assert_eq!(
        told(&schemas, &sent),
        [
            ("/Answer".to_owned(), "Missing must".to_owned()),
            ("/Answer/properties/list/anyOf/0/items".to_owned(), "OtherType integer".to_owned()),
            ("/Answer/properties/state/anyOf/0".to_owned(), "Unlisted enum".to_owned()),
            ("/Answer/properties/state/anyOf/1".to_owned(), "Unlisted enum".to_owned()),
            ("/Map/additionalProperties".to_owned(), "OtherType integer".to_owned()),
        ]
    );
    schemas_after(&schemas, &sent);
}

/// An inline enum that several places share gets a further value in all of them, so that they stay one type.
#[test]
fn shared_enums_stay_shared() {
    let status = json!({"type": "string", "enum": ["draft", "live"]});
    let schemas = json!({
        "Answer": {"type": "object", "properties": {"status": status, "run": {"$ref": "#/components/schemas/Run"}}},
        "Run": {"type": "object", "properties": {"status": status, "other": status}},
    });
    let learned = learn(&[document(&schemas)], &[answer("get", 200, &json!({"status": "paused"}))]);
    assert_eq!(learned.deviations.len(), 1);
    let pages = corrected(&[document(&schemas)], &learned);
    let output = generator::generate(&Input { pages, package: "client".to_owned(), ..Input::default() }).unwrap();
    let enums = |name: &str| {
        output.files.iter().map(|file| file.text.matches(&format!("pub enum {name} {{")).count()).sum::<usize>()
    };
    let after = schemas_after(&schemas, &[json!({"status": "paused"})]);
    let values = json!(["draft", "live", "paused"]);
    assert_eq!(
        (&after["Answer"]["properties"]["status"]["enum"], &after["Run"]["properties"]["status"]["enum"]),
        (&values, &values)
    );
    assert_eq!(after["Run"]["properties"]["other"]["enum"], json!(["draft", "live"]));
    assert_eq!(enums("Status"), 1);
    assert!(!output.names.record.contains("AnswerStatus") && !output.names.record.contains("RunStatus"));
}
