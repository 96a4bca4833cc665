//! Inline objects that become one type say the same of the wire, and nothing else becomes one type.
//!
//! Documents are generated, with few properties and few kinds of schemas, so that many inline objects are the same and
//! many nearly so. What is one type is compared as JSON, by rules of its own: documentation does not count, a reference
//! is what it refers to.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use generator::ir::{Identity, Shape};
use generator::source::Page;
use generator::{Input, Surface};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const NAMES: [&str; 3] = ["A", "B", "C"];

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({"type": "string"})),
        Just(json!({"type": "string", "description": "A text"})),
        Just(json!({"type": "string", "minLength": 1})),
        Just(json!({"type": "integer", "default": 3})),
        Just(json!({"type": "integer", "readOnly": true})),
        Just(json!({"type": "string", "enum": ["a", "b"]})),
        Just(json!({"type": "string", "nullable": true})),
        Just(json!({"oneOf": [{"type": "string"}, {"type": "integer"}]})),
        proptest::sample::select(NAMES.to_vec())
            .prop_map(|name| json!({"$ref": format!("#/components/schemas/{name}")})),
    ];
    leaf.prop_recursive(3, 24, 3, |inner| {
        let properties = proptest::collection::btree_map("[xy]", inner.clone(), 1..3);
        prop_oneof![
            4 => (properties, any::<bool>(), any::<bool>()).prop_map(|(properties, required, described)| {
                let mut object = json!({"type": "object", "properties": properties});
                if required {
                    object["required"] = json!(["x"]);
                }
                if described {
                    object["description"] = json!("An object");
                }
                object
            }),
            1 => inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            1 => proptest::collection::vec(inner, 2).prop_map(|branches| json!({"anyOf": branches})),
        ]
    })
}

fn document() -> impl Strategy<Value = Value> {
    let bodies = proptest::collection::vec(schema(), 3);
    let schemas = proptest::collection::vec(schema(), NAMES.len());
    (bodies, schemas).prop_map(|(bodies, schemas)| {
        let paths: Map<String, Value> = bodies
            .iter()
            .enumerate()
            .map(|(index, body)| {
                let content = json!({"application/json": {"schema": body}});
                (format!("/{index}"), json!({"put": {"requestBody": {"content": content.clone()}, "responses": {"200": {"description": "OK", "content": content}}}}))
            })
            .collect();
        let schemas: Map<String, Value> = NAMES.iter().map(|name| (*name).to_owned()).zip(schemas).collect();
        json!({"openapi": "3.0.3", "info": {"title": "Sharing", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
    })
}

fn surface(document: &Value, recorded: Option<&str>) -> Surface {
    let pages = vec![Page { path: "api.json".to_owned(), text: document.to_string() }];
    let recorded = recorded.map(str::to_owned);
    generator::surface(&Input { pages, recorded, ..Input::default() }).expect("the document is valid")
}

/// How deep schemas are compared.
const DEPTH: usize = 7;

/// How many references lead to a schema at most.
const HOPS: usize = 4;

/// What a schema says of values, to a depth. Whether one or any of several schemas has to
/// fit, and in which order, makes no difference to a client; that a value is read only, and its default, are said of
/// properties.
fn meaning(document: &Value, schema: &Value) -> Value {
    meaning_at(document, schema, (DEPTH, HOPS), false)
}

fn meaning_at(document: &Value, schema: &Value, (depth, hops): (usize, usize), is_property: bool) -> Value {
    let Some(deeper) = depth.checked_sub(1) else { return json!("deeper") };
    if let Some(name) = schema["$ref"].as_str().and_then(|text| text.strip_prefix("#/components/schemas/")) {
        return match hops {
            0 => json!(name),
            _ => meaning_at(document, &document["components"]["schemas"][name], (depth, hops - 1), is_property),
        };
    }
    let mut is_nullable = false;
    let of_member = |(key, value): (&String, &Value)| match key.as_str() {
        "description" => None,
        "readOnly" | "default" if !is_property => None,
        "properties" => {
            let properties = value.as_object().unwrap().iter();
            let all: Map<String, Value> = properties
                .map(|(name, value)| (name.clone(), meaning_at(document, value, (deeper, HOPS), true)))
                .collect();
            Some((key.clone(), Value::Object(all)))
        }
        "anyOf" | "oneOf" => {
            let branches = value.as_array().unwrap().iter();
            // A choice in a choice is one with the branches of both.
            let inside = |branch: Value| match branch["choice"].as_array() {
                Some(inner) if branch.as_object().unwrap().len() == 1 => inner.clone(),
                _ => vec![branch],
            };
            // A choice takes `null` wherever a branch does.
            let mut not_null = |mut branch: Value| {
                is_nullable |= branch.as_object_mut().is_some_and(|branch| branch.remove("nullable").is_some());
                branch
            };
            let branches = branches.map(|branch| not_null(meaning_at(document, branch, (depth, hops), false)));
            let mut all: Vec<Value> = branches.flat_map(inside).collect();
            // Of several branches of one type the client has the first, with its limits.
            for limited in all.iter_mut().filter_map(Value::as_object_mut) {
                limited.remove("minLength");
            }
            all.sort_by_key(Value::to_string);
            all.dedup();
            Some(("choice".to_owned(), Value::Array(all)))
        }
        "items" => Some((key.clone(), meaning_at(document, value, (deeper, HOPS), false))),
        _ => Some((key.clone(), value.clone())),
    };
    let mut members: Map<String, Value> = schema.as_object().unwrap().iter().filter_map(of_member).collect();
    // A choice of one is that one.
    if let (1, Some([only])) = (members.len(), members.get("choice").and_then(Value::as_array).map(Vec::as_slice)) {
        let Some(only) = only.as_object() else { return only.clone() };
        members = only.clone();
    }
    if is_nullable {
        members.insert("nullable".to_owned(), json!(true));
    }
    Value::Object(members)
}

/// Whether two schemas have one type for every value that both document.
fn agree(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_object(), other.as_object()) else { return one == other };
    let keys: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    keys.into_iter().all(|key| match (key.as_str(), one.get(key), other.get(key)) {
        ("required" | "default" | "minLength", ..) => true,
        ("properties", Some(one), Some(other)) => {
            let (one, other) = (one.as_object().unwrap(), other.as_object().unwrap());
            one.iter().all(|(name, schema)| other.get(name).is_none_or(|other| agree(schema, other)))
        }
        (_, Some(one), Some(other)) => agree(one, other),
        (_, one, other) => one == other,
    })
}

/// What a type says of values: that a place takes `null` is said where the type is mentioned.
fn meaning_of_type(document: &Value, pointer: &str) -> Value {
    let mut meaning = meaning(document, at(document, pointer));
    meaning.as_object_mut().map(|meaning| meaning.remove("nullable"));
    meaning
}

fn at<'doc>(document: &'doc Value, pointer: &str) -> &'doc Value {
    document.pointer(pointer.trim_start_matches('#')).unwrap_or_else(|| panic!("nothing is at {pointer}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_one_type_is_the_same_on_the_wire(document in document()) {
        let surface = surface(&document, None);
        for definition in &surface.api.types {
            let own = meaning_of_type(&document, &definition.pointer);
            for joined in &definition.joined {
                let other = meaning_of_type(&document, &joined.pointer);
                prop_assert_eq!(&own, &other, "{} and {}", &definition.pointer, &joined.pointer);
            }
        }
    }

    /// Every component is a type still, and no inline object is left that is another one.
    #[test]
    fn components_stay_and_inline_objects_join(document in document()) {
        let surface = surface(&document, None);
        let objects: Vec<_> = surface.api.types.iter().filter(|it| matches!(it.shape, Shape::Object(_))).collect();
        let components = objects.iter().filter(|it| matches!(it.identity, Identity::Component(_))).count();
        let schemas = document["components"]["schemas"].as_object().unwrap().values();
        prop_assert_eq!(components, schemas.filter(|schema| schema["type"] == "object").count());
        prop_assert!(surface.api.types.iter().all(|it| !matches!(&it.identity, Identity::Component(name) if it.joined.iter().any(|joined| joined.key == *name))));
    }

    /// Whatever the places of a type became, none of its properties has two types.
    #[test]
    fn what_goes_on_sharing_is_of_one_type(before in document(), after in document()) {
        let before = surface(&before, None);
        let surface = surface(&after, Some(&before.names.record));
        for definition in &surface.api.types {
            let own = meaning_of_type(&after, &definition.pointer);
            for joined in &definition.joined {
                let other = meaning_of_type(&after, &joined.pointer);
                prop_assert!(agree(&own, &other), "{} and {}", &definition.pointer, &joined.pointer);
            }
        }
    }

    /// Names and sharing stay from run to run.
    #[test]
    fn a_second_run_changes_nothing(document in document()) {
        let first = surface(&document, None);
        let second = surface(&document, Some(&first.names.record));
        prop_assert_eq!(&second.names.record, &first.names.record);
        prop_assert!(generator::compare(&first, &second).is_empty());
    }
}

/// The names that types had before they were one stay as aliases; the type goes on being called as its first place was.
#[test]
fn old_names_stay_as_aliases() {
    let owner = json!({"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}});
    let of = |name: &str| json!({"type": "object", "properties": {name: owner}});
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "Sharing", "version": "1"}, "paths": {},
        "components": {"schemas": {"Order": of("owner"), "Run": of("owner"), "Team": of("lead")}},
    });
    let names = |surface: &Surface| -> Vec<(String, Vec<String>)> {
        let types = surface.names.types.iter().filter(|it| it.key.contains('/'));
        types.map(|names| (names.ident.clone(), names.former.clone())).collect()
    };
    assert_eq!(names(&surface(&document, None)), [("OrderOwner".to_owned(), Vec::new())]);
    let recorded = json!({"types": {
        "Order": "Order", "Order/properties/owner": "OrderOwner", "Run": "Run", "Run/properties/owner": "RunOwner",
        "Team": "Team", "Team/properties/lead": "TeamLead",
    }});
    let first = surface(&document, Some(&recorded.to_string()));
    let former = vec!["RunOwner".to_owned(), "TeamLead".to_owned()];
    assert_eq!(names(&first), [("OrderOwner".to_owned(), former)]);
    let again = surface(&document, Some(&first.names.record));
    assert_eq!(names(&again), names(&first));
}

/// Unions are one type with all their branches, and what stands in these; what limits a branch otherwise stays apart.
#[test]
fn unions_join_with_their_branches() {
    let owner = |least: u32| {
        let team = json!({"type": "object", "properties": {"members": {"type": "integer"}}});
        let user = json!({"type": "object", "properties": {"login": {"type": "string", "minLength": least}}});
        json!({"oneOf": [user, team, {"type": "string"}]})
    };
    let text = |least: u32| json!({"oneOf": [{"type": "integer"}, {"type": "string", "minLength": least}]});
    let of = |owner: Value, at: Value| json!({"type": "object", "properties": {"owner": owner, "at": at}});
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "Sharing", "version": "1"}, "paths": {},
        "components": {"schemas": {
            "Order": of(owner(1), text(1)), "Run": of(owner(1), text(1)), "Team": of(owner(2), text(2)),
        }},
    });
    let surface = surface(&document, None);
    let inline = surface.api.types.iter().zip(&surface.names.types);
    let inline = inline.filter(|(it, _)| !matches!(it.identity, Identity::Component(_)));
    let found: Vec<(&str, usize)> = inline.map(|(it, names)| (names.ident.as_str(), it.joined.len())).collect();
    assert_eq!(
        found,
        [
            ("Owner", 1),
            ("OwnerWithLogin", 1),
            ("OwnerWithMembers", 1),
            ("At", 1),
            ("TeamOwner", 0),
            ("TeamOwnerWithLogin", 0),
            ("TeamOwnerWithMembers", 0),
            ("TeamAt", 0),
        ]
    );
}

/// A branch that grows in one place grows in all: the unions go on being one type, of which only one place has the property.
#[test]
fn a_union_whose_branch_grows_in_one_place_stays_one_type() {
    let label = |more: bool| {
        let mut label = json!({"type": "object", "properties": {"id": {"type": "integer"}}});
        if more {
            label["properties"]["rationale"] = json!({"type": "string"});
        }
        json!({"type": "object", "properties": {"label": {"oneOf": [{"type": "string"}, label]}}})
    };
    let document = |more: bool| {
        json!({
            "openapi": "3.0.3", "info": {"title": "Sharing", "version": "1"}, "paths": {},
            "components": {"schemas": {"Issue": label(false), "Pull": label(more)}},
        })
    };
    let names = |surface: &Surface| -> Vec<String> { surface.names.types.iter().map(|it| it.ident.clone()).collect() };
    let before = surface(&document(false), None);
    let after = surface(&document(true), Some(&before.names.record));
    assert_eq!(names(&before), ["Issue", "Pull", "Label", "LabelObject"]);
    assert_eq!(names(&after), names(&before));
    let changes = generator::compare(&before, &after);
    assert_eq!(changes.rust(), Some(generator::changes::Verdict::Minor), "{changes:#?}");
}
