//! `name` by cases: every folder in `tests/cases/name` with the names of what is in it, and what is said about them.
//!
//! To add a case, add a folder, run the tests and review the new snapshot (`cargo insta review`).
#![allow(clippy::disallowed_methods, reason = "tests read their cases from files")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

#[path = "support/record.rs"]
mod record;
mod support;

use generator::diagnostic::{Diagnostics, Severity};
use generator::ir::{Api, EnumValue, Field, Identity, ObjectShape, Shape, Tag, Type, TypeDef};
use generator::name::Versions;
use generator::names::{Names, OperationNames, TypeNames};
use generator::source::Page;
use generator::{Input, ir, name};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use std::fmt::Write as _;

fn lower(pages: Vec<Page>) -> Api {
    lower_after(pages, None)
}

/// What a client is that was named before.
fn lower_after(pages: Vec<Page>, recorded: Option<&str>) -> Api {
    let mut dx = Diagnostics::default();
    dx.sources.pages.clone_from(&pages);
    let input = Input { pages, ..Input::default() };
    let document = generator::document(&mut dx, &input).map_err(|dx| dx.list).unwrap();
    let openapi = generator::parse::openapi(&mut dx, &document);
    let mut api = generator::lower::api(&mut dx, &openapi, generator::document::Locations::of(&document));
    if name::share_enums(&mut api, recorded) {
        generator::lower::settle(&mut api);
    }
    api
}

fn names(api: &Api, recorded: Option<&str>) -> (Names, Diagnostics) {
    let mut dx = Diagnostics::default();
    let names = name::assign(&mut dx, api, recorded, Versions::default());
    (names, dx)
}

fn said(dx: &Diagnostics) -> Vec<String> {
    dx.list.iter().map(|said| format!("{:?} {}: {}", said.severity, said.code, said.message)).collect()
}

fn text(api: &Api, names: &Names, dx: &Diagnostics) -> String {
    let mut text = String::new();
    for (operation, named) in api.operations.iter().zip(&names.operations) {
        let _ = writeln!(text, "{:?} {}\n  {}", operation.method, operation.path, operation_text(operation, named));
    }
    for (definition, named) in api.types.iter().zip(&names.types) {
        let _ = writeln!(text, "{:?}\n  {}", definition.identity, type_text(definition, named));
    }
    for (scheme, named) in api.schemes.iter().zip(&names.schemes) {
        let _ = writeln!(text, "scheme {} → {} {}", scheme.name, named.item, named.variant);
    }
    for (tag, named) in api.tags.iter().zip(&names.tags) {
        let _ = writeln!(text, "tag {} → {} {}", tag.name, named.module, named.feature);
    }
    let _ = write!(text, "════\n{}", said(dx).join("\n"));
    text
}

fn operation_text(operation: &ir::Operation, named: &OperationNames) -> String {
    let mut text = format!("{} {} {}", named.method, named.ident, named.request);
    if operation.output().is_none() {
        let _ = write!(text, "\n  {} {}", named.output, named.output_variants.join(" "));
    }
    if named.header_accessors.iter().any(|accessors| !accessors.is_empty()) {
        let _ = write!(text, "\n  {} {:?}", named.headers, named.header_accessors);
    }
    for (parameter, name) in operation.parameters.iter().zip(&named.parameters) {
        let _ = write!(text, "\n  {:?} {} → {name}", parameter.location, parameter.name);
    }
    for ((body, parts), type_) in named.bodies.iter().zip(&named.parts).zip(&named.body_types) {
        let _ = write!(text, "\n  {body} {parts:?} {type_}");
    }
    text
}

fn type_text(definition: &TypeDef, named: &TypeNames) -> String {
    let mut text = named.ident.clone();
    match &definition.shape {
        Shape::Object(object) => {
            for (field, names) in object.fields.iter().zip(&named.fields) {
                let _ = write!(text, "\n  {:?} → {} {}", field.name, names.field, names.setter);
            }
            if object.additional.is_some() {
                let _ = write!(text, "\n  further → {}", named.additional);
            }
        }
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            for (value, name) in values.iter().zip(&named.variants) {
                let _ = write!(text, "\n  {} → {name}", value.value);
            }
        }
        Shape::Union(_) => {
            let _ = write!(text, "\n  {}", named.variants.join(" "));
        }
    }
    text
}

#[test]
fn cases() {
    let cases = support::cases("name");
    assert!(!cases.is_empty());
    for case in cases {
        let api = lower(case.pages.clone());
        let (chosen, dx) = names(&api, None);
        assert_sound(&api, &chosen);
        let (again, _) = names(&api, Some(&chosen.record));
        assert_eq!(again, chosen, "{}: names stay as they are", case.name);
        support::snapshot("name", &case, &text(&api, &chosen, &dx));
    }
}

#[test]
fn the_real_page_has_the_names_of_its_documentation() {
    let text = include_str!("../../specs/flow-callbacks.md").to_owned();
    let (names, dx) = names(&lower(vec![Page { path: "flow-callbacks.md".to_owned(), text }]), None);
    let methods: Vec<&str> = names.operations.iter().map(|named| named.method.as_str()).collect();
    let expected = ["list_flow_callbacks", "create_flow_callback", "update_flow_callback", "delete_flow_callback"];
    assert_eq!(methods, expected);
    let types: Vec<&str> = names.types.iter().map(|named| named.ident.as_str()).collect();
    assert!(types.contains(&"Status") && types.contains(&"Format"), "{types:?}");
    assert_eq!(said(&dx), Vec::<String>::new());
}

fn document(json: &Json) -> Api {
    lower(vec![Page { path: "api.json".to_owned(), text: json.to_string() }])
}

fn with_paths(paths: Json) -> Api {
    document(&json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}))
}

#[test]
fn a_new_item_takes_no_name_that_is_recorded() {
    let operation = |summary: &str| json!({"summary": summary, "responses": {"200": {"description": "ok"}}});
    let before = with_paths(json!({"/flows": {"get": operation("List flows")}}));
    let (first, _) = names(&before, None);
    let after = with_paths(json!({
        "/all-flows": {"get": operation("List flows")},
        "/flows": {"get": operation("List flows")},
        "/other": {"get": operation("List flows request")},
    }));
    let (second, _) = names(&after, Some(&first.record));
    let methods: Vec<&str> = second.operations.iter().map(|named| named.method.as_str()).collect();
    assert_eq!(methods, ["list_flows_all", "list_flows", "list_flows_request_other"]);
    assert_eq!(second.operations[1], first.operations[0]);
}

#[test]
fn a_changed_summary_renames_nothing_and_what_is_gone_is_forgotten_in_the_next_version() {
    let operation = |summary: &str| json!({"summary": summary, "responses": {"200": {"description": "ok"}}});
    let before = with_paths(json!({"/flows": {"get": operation("List flows"), "post": operation("Make one")}}));
    let (first, _) = names(&before, None);
    let after = with_paths(json!({"/flows": {"get": operation("Shows every flow")}}));
    let (second, dx) = names(&after, Some(&first.record));
    assert_eq!(second.operations[0].method, "list_flows");
    assert!(first.record.contains("make_one") && second.record.contains("make_one"));
    let version = name::assign(
        &mut Diagnostics::default(),
        &after,
        Some(&second.record),
        Versions { release: true, ..Versions::default() },
    );
    assert!(!version.record.contains("make_one"), "{}", version.record);
    assert_eq!(said(&dx), Vec::<String>::new());
}

fn with_schemas(schemas: Json) -> Api {
    document(&json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": schemas}}))
}

fn ident<'a>(api: &Api, names: &'a Names, of: impl Fn(&TypeDef) -> bool) -> &'a str {
    let index = api.types.iter().position(of).expect("the type is there");
    &names.types[index].ident
}

fn is_enum(count: usize) -> impl Fn(&TypeDef) -> bool {
    move |definition| matches!(&definition.shape, Shape::StringEnum(values) if values.len() == count)
}

#[test]
fn new_schemas_parameters_fields_and_values_rename_no_old_ones() {
    let text = |values: &[&str]| json!({"type": "string", "enum": values});
    let before = with_schemas(json!({"flow": {"type": "object", "properties": {
        "name": {"type": "string"}, "labels": {"type": "array", "items": {"type": "object", "properties": {"a": {}}}},
        "sort": text(&["created"]),
    }}}));
    let (first, _) = names(&before, None);
    // Each of these would have been told apart from an old one, had they come together.
    let after = with_schemas(json!({
        "FlowLabelsItem": {"type": "object", "properties": {"b": {}}},
        "FLOW": {"type": "object", "properties": {"c": {}}},
        "flow": {"type": "object", "properties": {
            "Name": {"type": "string"}, "with_name": {"type": "string"},
            "name": {"type": "string"}, "labels": {"type": "array", "items": {"type": "object", "properties": {"a": {}}}},
            "sort": text(&["-created", "created"]),
        }},
    }));
    let (second, _) = names(&after, Some(&first.record));
    let old: std::collections::BTreeMap<&str, &TypeNames> =
        first.types.iter().map(|it| (it.key.as_str(), it)).collect();
    for named in second.types.iter().filter(|named| old.contains_key(named.key.as_str())) {
        let before = old[named.key.as_str()];
        assert_eq!(named.ident, before.ident);
        assert!(before.fields.iter().all(|field| named.fields.contains(field)), "{before:?} {named:?}");
        assert!(before.variants.iter().all(|variant| named.variants.contains(variant)), "{before:?} {named:?}");
    }
    assert_eq!(old.len(), 3);
    assert_sound(&after, &second);

    let with = |names: &[&str]| {
        let parameter = |name: &&str| json!({"name": name, "in": "query", "schema": {"type": "string"}});
        let parameters: Vec<Json> = names.iter().map(parameter).collect();
        with_paths(
            json!({"/a": {"get": {"summary": "A", "parameters": parameters, "responses": {"200": {"description": "ok"}}}}}),
        )
    };
    let (first, _) = names(&with(&["filter[]"]), None);
    let (second, _) = names(&with(&["filter", "filter[]"]), Some(&first.record));
    assert_eq!(first.operations[0].parameters, ["filter"]);
    assert_eq!(second.operations[0].parameters[1], "filter");
    assert_ne!(second.operations[0].parameters[0], "filter");
}

#[test]
fn an_inline_branch_keeps_its_name_wherever_it_stands() {
    let branch = |kind: &str, field: &str| {
        json!({"type": "object", "required": ["kind"],
            "properties": {"kind": {"type": "string", "const": kind}, field: {"type": "integer"}}})
    };
    let plain = |field: &str| json!({"type": "object", "properties": {field: {"type": "integer"}}});
    let with = |shapes: Json, parts: Json| {
        with_schemas(json!({"Pet": {"type": "object", "properties": {
            "shape": {"oneOf": shapes}, "part": {"oneOf": parts},
        }}}))
    };
    let text = json!({"type": "string"});
    let before = with(json!([branch("box", "w"), branch("ball", "r")]), json!([text, plain("code")]));
    let after = with(
        json!([branch("cone", "h"), branch("ball", "r"), branch("box", "w")]),
        json!([plain("zip"), text, plain("code")]),
    );
    let (first, _) = names(&before, None);
    let (second, dx) = names(&after, Some(&first.record));
    let has = |field: &'static str| move |definition: &TypeDef| matches!(&definition.shape, Shape::Object(object) if object.fields.iter().any(|it| it.name == field));
    for field in ["w", "r", "code"] {
        assert_eq!(ident(&before, &first, has(field)), ident(&after, &second, has(field)), "{field}");
    }
    assert_eq!(ident(&before, &first, has("code")), "PetPartObject");
    let kept = |record: &str, name: &str| record.contains(&format!("\"{name}\""));
    for variant in ["Box", "Ball", "Text", "Object"] {
        assert!(kept(&first.record, variant) && kept(&second.record, variant), "{variant}: {}", second.record);
    }
    // Only the new one had to be told apart.
    assert!(said(&dx).iter().all(|said| said.contains("`Pet/properties/part/branches/with zip` is called")), "{dx:?}");
    assert_sound(&after, &second);
}

/// Names of a model `Pet` whose property `shape` is one of these, by a property that only one of them has.
fn shapes(shapes: &Json, recorded: Option<&str>) -> (Names, Vec<String>) {
    let api = with_schemas(json!({"Pet": {"type": "object", "properties": {"shape": {"oneOf": shapes}}}}));
    let (names, dx) = names(&api, recorded);
    assert_sound(&api, &names);
    let unusable = dx.list.iter().filter(|said| said.code == "unusable-name").map(|said| said.message.clone());
    (names, unusable.collect())
}

/// A model with these fields.
fn plain(fields: &[(&str, &str)]) -> Json {
    let properties: serde_json::Map<String, Json> =
        fields.iter().map(|(name, kind)| ((*name).to_owned(), json!({"type": kind}))).collect();
    json!({"type": "object", "properties": properties})
}

/// The identifiers of the inline models, by their fields, each with its type.
fn by_fields(api_of: &Json, names: &Names) -> Vec<(String, String)> {
    let api = with_schemas(json!({"Pet": {"type": "object", "properties": {"shape": {"oneOf": api_of}}}}));
    let models = api.types.iter().zip(&names.types).filter_map(|(definition, named)| {
        let Shape::Object(object) = &definition.shape else { return None };
        let text = |type_: &Type| if type_.refers_to_types() { "other".to_owned() } else { format!("{type_:?}") };
        let fields: Vec<String> = object.fields.iter().map(|it| format!("{} {}", it.name, text(&it.type_))).collect();
        Some((fields.join(", "), named.ident.clone()))
    });
    let mut models: Vec<_> = models.filter(|(fields, _)| !fields.starts_with("shape")).collect();
    models.sort();
    models
}

/// Every model that is in both states is called the same.
#[track_caller]
fn same_names(before: &Json, after: &Json) {
    let (first, _) = shapes(before, None);
    let (second, unusable) = shapes(after, Some(&first.record));
    let (old, new) = (by_fields(before, &first), by_fields(after, &second));
    let kept: Vec<&(String, String)> = old.iter().filter(|(fields, _)| new.iter().any(|it| it.0 == *fields)).collect();
    assert!(!kept.is_empty(), "nothing is in both");
    for one in kept {
        assert!(new.contains(one), "{one:?} in {new:?}\n{}\n{}", first.record, second.record);
    }
    assert_eq!(unusable, Vec::<String>::new());
    // What it is in the client goes with it: a variant of the union that is still one.
    let variants = |names: &Names, ident: &str| {
        let union = names.types.iter().find(|it| it.ident == "PetShape" && !it.variants.is_empty())?;
        let record = record::whole(&names.record);
        let key = names.types.iter().find(|it| it.ident == ident)?.key.clone();
        let is_nested = key.matches("/branches/").count() > 1;
        let name = record["variants"][&key].as_str().filter(|_| !is_nested).map(str::to_owned);
        assert!(name.as_ref().is_none_or(|name| union.variants.contains(name)));
        name
    };
    for (_, ident) in &old {
        if let (Some(one), Some(other)) = (variants(&first, ident), variants(&second, ident)) {
            assert_eq!(one, other, "the variant of {ident}");
        }
    }
}

#[test]
fn branches_keep_their_names_when_others_come_and_go() {
    let of_kind = |kind: &str, field: &str| {
        json!({"type": "object", "required": ["kind"],
            "properties": {"kind": {"type": "string", "const": kind}, field: {"type": "integer"}}})
    };
    let (ball, cube, cone) = (of_kind("ball", "r"), of_kind("cube", "w"), of_kind("cone", "h"));
    let text = json!({"type": "string"});
    let cases = [
        // Down to one branch, which is no union then, and back.
        (json!([cube, ball]), json!([ball])),
        (json!([ball]), json!([cube, ball])),
        (json!([plain(&[("a", "integer")]), plain(&[("b", "integer")])]), json!([plain(&[("b", "integer")])])),
        (json!([plain(&[("b", "integer")])]), json!([plain(&[("a", "integer")]), plain(&[("b", "integer")])])),
        (json!([cube, ball, cone]), json!([cube, cone])),
        // Only the type of a property tells them apart.
        (
            json!([plain(&[("id", "integer")]), plain(&[("id", "string")])]),
            json!([plain(&[("id", "boolean")]), plain(&[("id", "integer")]), plain(&[("id", "string")])]),
        ),
        (
            json!([plain(&[("id", "boolean")]), plain(&[("id", "integer")]), plain(&[("id", "string")])]),
            json!([plain(&[("id", "boolean")]), plain(&[("id", "string")])]),
        ),
        // What only one had, another one has too.
        (
            json!([plain(&[("a", "integer"), ("b", "integer")]), plain(&[("a", "integer"), ("c", "integer")])]),
            json!([
                plain(&[("b", "integer"), ("d", "integer")]),
                plain(&[("a", "integer"), ("c", "integer")]),
                plain(&[("a", "integer"), ("b", "integer")])
            ]),
        ),
        (
            json!([text, plain(&[("a", "integer"), ("b", "integer")]), plain(&[("a", "integer"), ("c", "integer")])]),
            json!([plain(&[("a", "integer"), ("c", "integer")]), text]),
        ),
        // One has less than the other.
        (
            json!([plain(&[("a", "integer")]), plain(&[("a", "integer"), ("b", "integer")])]),
            json!([
                plain(&[("z", "integer")]),
                plain(&[("a", "integer"), ("b", "integer")]),
                plain(&[("a", "integer")])
            ]),
        ),
        // Unions in a union, which have nothing themselves.
        (
            json!([text, {"type": "object", "properties": {"p": {}}, "oneOf": [plain(&[("a", "integer")]), plain(&[("b", "integer")])]}]),
            json!([text, plain(&[("z", "integer")]), {"type": "object", "properties": {"p": {}}, "oneOf": [plain(&[("a", "integer")]), plain(&[("b", "integer")])]}]),
        ),
        // In lists.
        (
            json!([{"type": "array", "items": ball}, text]),
            json!([{"type": "array", "items": cube}, {"type": "array", "items": ball}, text]),
        ),
    ];
    for (before, after) in &cases {
        same_names(before, after);
        same_names(after, before);
    }
}

#[test]
fn branches_that_only_what_is_nested_tells_apart_keep_their_names() {
    let holding = |field: &str| json!({"type": "object", "properties": {"data": plain(&[(field, "integer")])}});
    let before = json!([holding("x"), holding("y")]);
    let (first, _) = shapes(&before, None);
    let after =
        json!([plain(&[("other", "string")]), holding("y"), plain(&[("more", "string")]), holding("z"), holding("x")]);
    let (second, _) = shapes(&after, Some(&first.record));
    let inner = |of: &Json, names: &Names| -> Vec<_> {
        by_fields(of, names)
            .into_iter()
            .filter(|(fields, _)| ["x Int", "y Int"].iter().any(|it| fields.starts_with(it)))
            .collect()
    };
    assert_eq!(inner(&before, &first), inner(&after, &second));
    // What told them apart, a constant in each, tells them apart no more, and then again.
    let of = |kind: &str| json!({"type": "object", "properties": {"kind": {"type": "string", "enum": [kind]}, "datum": {"type": "string"}}});
    let tagged = json!([of("b"), of("c"), of("a")]);
    let (first, _) = shapes(&tagged, None);
    let (second, _) = shapes(&json!([plain(&[("new", "string")]), of("c"), of("b"), of("a")]), Some(&first.record));
    for name in ["PetShapeA", "PetShapeB", "PetShapeC"] {
        let values = |names: &Names| {
            let key = &names.types.iter().find(|it| it.ident == format!("{name}Kind")).unwrap().variants;
            key.clone()
        };
        assert_eq!(values(&first), values(&second), "{}", second.record);
    }
    assert_eq!(shapes(&tagged, Some(&second.record)).0, first);
}

#[test]
fn a_branch_is_what_it_has_not_what_it_is_called() {
    // Another title is another text, and nothing more.
    let other = plain(&[("x", "integer")]);
    let named =
        |title: &str| json!({"type": "object", "title": title, "properties": {"a": {"type": "integer"}, "b": {}}});
    let (first, _) = shapes(&json!([named("Box"), other]), None);
    let (second, _) = shapes(&json!([other, named("Cardboard box")]), Some(&first.record));
    let has = |names: &Names, ident: &str| names.types.iter().any(|named| named.ident == ident);
    assert!(has(&first, "PetShapeBox") && has(&second, "PetShapeBox"), "{}", second.record);
    let union = |names: &Names| names.types.iter().find(|it| it.ident == "PetShape").unwrap().variants.clone();
    assert_eq!((union(&first).contains(&"Box".to_owned()), union(&second).contains(&"Box".to_owned())), (true, true));
    // Another value of what tells branches apart is another branch.
    let cat = json!({"type": "object", "properties": {"kind": {"type": "string", "enum": ["cat"]}, "a": {"type": "integer"}, "b": {}}});
    let cow = json!({"type": "object", "properties": {"kind": {"type": "string", "enum": ["cow"]}, "a": {"type": "integer"}, "b": {}}});
    let dog = json!({"type": "object", "properties": {"kind": {"type": "string", "enum": ["dog"]}, "z": {"type": "integer"}}});
    let (first, _) = shapes(&json!([cat, dog]), None);
    let (second, _) = shapes(&json!([cow, dog]), Some(&first.record));
    assert!(
        has(&first, "PetShapeCat") && !has(&second, "PetShapeCat") && has(&second, "PetShapeCow"),
        "{}",
        second.record
    );
}

#[test]
fn a_component_that_is_one_branch_keeps_the_names_in_it() {
    let (a, b) = (plain(&[("a", "integer"), ("with_b", "string")]), plain(&[("b", "integer")]));
    let of = |shapes: Json, recorded: Option<&str>| {
        let pet = json!({"type": "object", "properties": {"shape": {"$ref": "#/components/schemas/Shape"}}});
        names(&with_schemas(json!({"Pet": pet, "Shape": {"oneOf": shapes}})), recorded).0
    };
    let ident = |names: &Names| names.types.iter().find(|it| it.fields.len() == 2).unwrap().ident.clone();
    let both = of(json!([b, a]), None);
    let one = of(json!([a]), Some(&both.record));
    assert_eq!(ident(&both), ident(&one));
    assert_eq!(ident(&of(json!([b, a]), Some(&one.record))), ident(&one));
}

#[test]
fn a_renamed_union_renames_no_branch_of_it() {
    let with = |name: Option<&str>| {
        let shapes = json!([plain(&[("a", "integer")]), plain(&[("b", "integer")]), {"type": "string"}]);
        let api = with_schemas(json!({"Shape": {"oneOf": shapes, "x-rust-name": name}}));
        move |recorded: Option<&str>| names(&api, recorded).0
    };
    let first = with(None)(None);
    let second = with(Some("Form"))(Some(&first.record));
    assert_eq!((first.types[0].ident.as_str(), second.types[0].ident.as_str()), ("Shape", "Form"));
    assert_eq!(first.types[0].variants, second.types[0].variants);
    // Names that were recorded by what their types are called are kept.
    let mut old = record::whole(&first.record);
    let variants = json!({"Shape/branches/shape branch1": "Alpha", "Shape/branches/shape branch2": "Beta", "Shape/branches/text": "Text"});
    old["variants"] = variants;
    old["types"]["Shape/branches/with a"] = json!("ShapeBranch1");
    old["types"]["Shape/branches/with b"] = json!("ShapeBranch2");
    let mut variants = with(None)(Some(&old.to_string())).types[0].variants.clone();
    variants.sort();
    assert_eq!(variants, ["Alpha", "Beta", "Text"]);
}

/// An operation with parameters that are inline enums.
fn with_enums(places: &[(&str, &str, &[&str])]) -> Api {
    let parameter = |(place, name, values): &(&str, &str, &[&str])| json!({"name": name, "in": place, "required": true, "schema": {"type": "string", "enum": values}});
    let parameters: Vec<Json> = places.iter().map(parameter).collect();
    let operation =
        json!({"summary": "List things", "parameters": parameters, "responses": {"200": {"description": "ok"}}});
    let path = if places.iter().any(|(place, ..)| *place == "path") { "/things/{sort}" } else { "/things" };
    with_paths(json!({path: {"get": operation}}))
}

#[test]
fn a_parameter_of_another_place_takes_no_name_of_an_inline_type() {
    let query = ("query", "sort", ["a", "b"].as_slice());
    let path = ("path", "sort", ["x", "y", "z"].as_slice());
    let header = ("header", "sort", ["1", "2", "3", "4"].as_slice());
    for old in [query, header, path] {
        let before = with_enums(&[old]);
        let (first, _) = names(&before, None);
        let after = if old == path { with_enums(&[header, path, query]) } else { with_enums(&[header, query]) };
        let (second, dx) = names(&after, Some(&first.record));
        let count = old.2.len();
        assert_eq!(ident(&before, &first, is_enum(count)), "ListThingsSort");
        assert_eq!(ident(&after, &second, is_enum(count)), "ListThingsSort", "{old:?}");
        assert!(dx.list.iter().all(|said| said.code != "numbered-name" && said.code != "unusable-name"), "{dx:?}");
        assert_sound(&after, &second);
    }
    // All at once are told apart by their places.
    let all = with_enums(&[header, path, query]);
    let (fresh, _) = names(&all, None);
    assert_eq!(ident(&all, &fresh, is_enum(3)), "ListThingsSortPath");
    assert_eq!(ident(&all, &fresh, is_enum(4)), "ListThingsSortHeader");
}

#[test]
fn names_of_inline_types_of_parameters_are_kept_from_before_their_keys_had_places() {
    let query = ("query", "sort", ["a", "b"].as_slice());
    let header = ("header", "sort", ["1", "2", "3", "4"].as_slice());
    let old = |places: &[&str]| {
        let key = "GET /things parameters/sort";
        let parameters: serde_json::Map<String, Json> =
            places.iter().map(|place| (format!("GET /things {place} sort"), "sort".into())).collect();
        json!({"types": {key: "Order"}, "variants": {format!("{key}/enum/1"): "First", format!("{key}/enum/a"): "Alpha"},
            "parameters": parameters, "renamed": {format!("types {key}: OldOrder"): "OldOrder"}})
        .to_string()
    };
    let one = with_enums(&[header]);
    let (kept, dx) = names(&one, Some(&old(&["header"])));
    assert_eq!((kept.types[0].ident.as_str(), kept.types[0].key.as_str()), ("Order", "GET /things header/sort"));
    assert_eq!((kept.types[0].variants[0].as_str(), &kept.types[0].former), ("First", &vec!["OldOrder".to_owned()]));
    assert_eq!(said(&dx), Vec::<String>::new());
    // One in the query that came since has a name of its own; of two, the old key is that of the one in the query.
    let both = with_enums(&[header, query]);
    let (kept, _) = names(&both, Some(&old(&["header"])));
    assert_eq!(ident(&both, &kept, is_enum(4)), "Order");
    assert_ne!(ident(&both, &kept, is_enum(2)), "Order");
    let (kept, _) = names(&both, Some(&old(&["header", "query"])));
    assert_eq!(ident(&both, &kept, is_enum(2)), "Order");
}

#[test]
fn a_header_in_other_capitals_keeps_its_names() {
    let values = ["1", "2", "3", "4"].as_slice();
    let (first, _) = names(&with_enums(&[("header", "X-Sort", values), ("query", "x-sort", &["a", "b"])]), None);
    let mut record = record::whole(&first.record);
    record["types"]["GET /things header/X-Sort"] = json!("Order");
    record["parameters"]["GET /things header X-Sort"] = json!("order");
    let other = with_enums(&[("header", "x-sort", values), ("query", "x-sort", &["a", "b"])]);
    let (second, _) = names(&other, Some(&record.to_string()));
    assert_eq!(ident(&other, &second, is_enum(4)), "Order");
    assert_eq!(second.operations[0].parameters[0], "order");
}

/// A response or a request body among the components has types for its body, its headers and its further media types.
#[test]
fn types_in_one_component_are_remembered_apart() {
    let object = |property: &str| json!({"type": "object", "properties": {property: {"type": "string"}}});
    let with = |components: Json| {
        let operation = json!({
            "requestBody": {"$ref": "#/components/requestBodies/Cup"},
            "responses": {"200": {"$ref": "#/components/responses/Cup"}},
        });
        document(&json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"},
            "paths": {"/cups": {"post": operation}}, "components": components}))
    };
    let bodies = json!({"Cup": {"content": {
        "application/json": {"schema": object("a")}, "application/x-www-form-urlencoded": {"schema": object("b")}}}});
    let headers = json!({"X-Size": {"schema": {"type": "string", "enum": ["s", "m"]}}});
    let content = json!({"application/json": {"schema": object("c")}});
    let all = with(json!({"requestBodies": bodies, "responses":
        {"Cup": {"description": "ok", "headers": headers, "content": content}}}));
    let (first, _) = names(&all, None);
    let (second, _) = names(&all, Some(&first.record));
    assert_eq!(second, first);
    distinct("types", first.types.iter().map(|named| named.ident.clone()).collect());

    // Before, a header had the key of its response.
    let alone = with(json!({"responses": {"Cup": {"description": "ok", "headers": headers}}}));
    let mut record = record::whole(&names(&alone, None).0.record);
    let types = record["types"].as_object_mut().unwrap();
    types.clear();
    types.insert("components/responses/Cup".to_owned(), json!("CupSize"));
    let (kept, _) = names(&alone, Some(&record.to_string()));
    assert_eq!(ident(&alone, &kept, is_enum(2)), "CupSize");
}

#[test]
fn a_renamed_path_parameter_renames_nothing_else() {
    let operation = |summary: &str, name: &str| {
        json!({"summary": summary, "parameters": [
            {"name": name, "in": "path", "required": true, "schema": {"type": "string", "enum": ["cat", "dog", "owl"]}}],
            "responses": {"200": {"description": "ok", "content": {"application/json": {"schema":
                {"type": "object", "properties": {"a": {"type": "string", "enum": ["x", "y"]}}}}}}}})
    };
    let before = with_paths(json!({"/pets/{petId}:show": {"get": operation("Show a pet", "petId")}}));
    let (first, _) = names(&before, None);
    let after = with_paths(json!({"/pets/{id}:show": {"get": operation("Retrieve one", "id")}}));
    let (second, dx) = names(&after, Some(&first.record));
    assert_eq!(second.operations[0].method, "show_pet");
    let idents = |names: &Names| names.types.iter().map(|named| named.ident.clone()).collect::<Vec<_>>();
    assert_eq!(idents(&second), idents(&first));
    assert_eq!(said(&dx), Vec::<String>::new());
    // What is there as it was keeps its name, whatever else has its form.
    let both = with_paths(json!({"/pets/{id}:show": {"get": operation("Show a pet", "id")},
        "/pets/{petId}:show": {"get": operation("Show a pet", "petId")}}));
    let (third, _) = names(&both, Some(&first.record));
    for (operation, named) in both.operations.iter().zip(&third.operations) {
        assert_eq!(named.method == "show_pet", operation.path == "/pets/{petId}:show", "{}", operation.path);
    }
}

#[test]
fn an_inline_enum_keeps_its_name_whoever_shares_it() {
    let with = |pairs: &[(&str, &[&str])], recorded: Option<&str>| {
        let schema =
            |values: &[&str]| json!({"type": "object", "properties": {"status": {"type": "string", "enum": values}}});
        let schemas: serde_json::Map<String, Json> =
            pairs.iter().map(|(name, values)| ((*name).to_owned(), schema(values))).collect();
        let text = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {},
            "components": {"schemas": schemas}});
        let api = lower_after(vec![Page { path: "api.json".to_owned(), text: text.to_string() }], recorded);
        let (names, dx) = names(&api, recorded);
        assert_sound(&api, &names);
        (api, names, said(&dx))
    };
    let nothing = Vec::<String>::new();
    let (alone, first, _) = with(&[("Flow", &["a", "b"])], None);
    assert_eq!(ident(&alone, &first, is_enum(2)), "FlowStatus");
    // Another model has the same enum: it is one type now, called as it was.
    let pair: &[(&str, &[&str])] = &[("Flow", &["a", "b"]), ("Run", &["a", "b"])];
    let (fresh, old, _) = with(pair, None);
    assert_eq!(ident(&fresh, &old, is_enum(2)), "Status");
    let (shared, second, said) = with(pair, Some(&first.record));
    assert_eq!((ident(&shared, &second, is_enum(2)), said), ("FlowStatus", nothing.clone()));
    // It differs in one place: the type stays, with the values of all places.
    let (_, three, _) = with(&[("Flow", &["a", "b"]), ("Run", &["a", "b"]), ("Step", &["a", "b"])], None);
    let apart = [("Flow", ["a", "b", "c"].as_slice()), ("Run", &["a", "b"]), ("Step", &["a", "b"])];
    let (apart, third, said) = with(&apart, Some(&three.record));
    assert_eq!((ident(&apart, &third, is_enum(3)), said), ("Status", nothing));
    assert_eq!(apart.types.len(), 4);
    // A more frequent enum of that name comes: the name stays with the old one.
    let values = ["a", "b", "c"].as_slice();
    let more = [pair[0], pair[1], ("X", values), ("Y", values), ("Z", values)];
    let (more, fourth, said) = with(&more, Some(&old.record));
    assert_eq!(ident(&more, &fourth, is_enum(2)), "Status");
    assert_ne!(ident(&more, &fourth, is_enum(3)), "Status");
    assert_eq!(said.iter().filter(|said| said.contains("unusable")).count(), 0);
}

/// Two successes of one type are no output of the operation's own, so there is none to give a former name to.
#[test]
fn only_types_that_there_are_get_former_names() {
    let with = |method: Option<&str>| {
        let content = json!({"application/json": {"schema": {"type": "array", "items": {"type": "string"}}}});
        let response = json!({"description": "ok", "content": content});
        let operation =
            json!({"summary": "Make", "x-rust-name": method, "responses": {"200": response, "201": response}});
        with_paths(json!({"/a": {"post": operation}}))
    };
    let (first, _) = names(&with(None), None);
    let second =
        name::assign(&mut Diagnostics::default(), &with(Some("build")), Some(&first.record), Versions::default());
    let former = &second.operations[0].former;
    assert_eq!((former.len(), former[0].companions.len()), (1, 0), "{former:?}");
}

#[test]
fn a_wanted_rename_leaves_an_alias_for_one_version() {
    let with = |method: Option<&str>| {
        let operation =
            json!({"summary": "List flows", "x-rust-name": method, "responses": {"200": {"description": "ok"}}});
        with_paths(json!({"/flows": {"get": operation}}))
    };
    let assign = |api: &Api, recorded: &str, release: bool| {
        name::assign(&mut Diagnostics::default(), api, Some(recorded), Versions { release, ..Versions::default() })
    };
    let former = |names: &Names| names.operations[0].former.iter().map(|it| it.method.clone()).collect::<Vec<_>>();
    let (first, _) = names(&with(None), None);
    let renamed = with(Some("all_flows"));
    let second = assign(&renamed, &first.record, false);
    assert_eq!((second.operations[0].method.as_str(), former(&second)), ("all_flows", vec!["list_flows".to_owned()]));
    // Runs later, before a version is made and in it, the alias is still there.
    let third = assign(&renamed, &second.record, false);
    assert_eq!(third, second);
    let version = assign(&renamed, &third.record, true);
    assert_eq!(former(&version), ["list_flows"]);
    let after = assign(&renamed, &version.record, false);
    assert_eq!((former(&after), &after.record), (vec!["list_flows".to_owned()], &version.record));
    // The next version has it no more.
    let next = assign(&renamed, &after.record, true);
    assert_eq!(former(&next), Vec::<String>::new());
    assert!(!next.record.contains("list_flows"), "{}", next.record);
    // Without the overlay the name stays: it is recorded.
    assert_eq!(assign(&with(None), &next.record, false).operations[0].method, "all_flows");
    // A new operation does not take the former name.
    let operation = |method: Option<&str>| json!({"summary": "List flows", "x-rust-name": method, "responses": {"200": {"description": "ok"}}});
    let both = with_paths(json!({"/flows": {"get": operation(Some("all_flows"))}, "/new": {"get": operation(None)}}));
    let third = assign(&both, &second.record, false);
    assert_eq!(former(&third), ["list_flows"]);
    assert_ne!(third.operations[1].method, "list_flows");
    assert_sound(&both, &third);
}

#[test]
fn a_wanted_rename_leaves_aliases_for_all_types_of_an_operation_and_for_variants() {
    let with = |method: Option<&str>, variants: Option<[&str; 2]>| {
        let answer = json!({"description": "ok", "headers": {"X-Count": {"schema": {"type": "integer"}}},
            "content": {"application/json": {"schema": {"type": "string", "enum": ["a", "b"], "x-enum-varnames": variants}}}});
        let body = json!({"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}}}});
        with_paths(json!({"/flows": {"post": {"summary": "Put flow", "x-rust-name": method, "requestBody": body,
            "responses": {"200": answer, "202": {"description": "later"}}}}}))
    };
    let (first, _) = names(&with(None, None), None);
    let renamed = with(Some("store_flow"), Some(["B", "Second"]));
    let second = name::assign(&mut Diagnostics::default(), &renamed, Some(&first.record), Versions::default());
    let former = &second.operations[0].former;
    assert_eq!(former.len(), 1);
    let pair = |word: &str| (format!("PutFlow{word}"), format!("StoreFlow{word}"));
    assert_eq!(former[0].companions, ["Output", "Headers", "Body"].map(pair));
    // The former name of one value that another one has now is no alias.
    assert_eq!(second.types[0].variants, ["B", "Second"]);
    assert_eq!(second.types[0].former_variants, [vec!["A".to_owned()], vec![]]);
    let third = name::assign(&mut Diagnostics::default(), &renamed, Some(&second.record), Versions::default());
    assert_eq!(third, second);
}

#[test]
fn values_keep_their_names_when_the_others_are_no_texts_any_more() {
    let with = |values: Json| with_schemas(json!({"Kind": {"enum": values}}));
    let (first, _) = names(&with(json!(["cat", "3"])), None);
    let record = first.record.replace("\"Cat\"", "\"Feline\"").replace("\"N3\"", "\"Three\"");
    let (mixed, dx) = names(&with(json!(["cat", "3", 4, true])), Some(&record));
    assert_eq!(mixed.types[0].variants[..2], ["Feline", "Three"]);
    assert_eq!(said(&dx), Vec::<String>::new());
    let (back, _) = names(&with(json!(["cat", "3"])), Some(&mixed.record));
    assert_eq!(back.types[0].variants, ["Feline", "Three"]);
    // A number is not the text of it.
    let (both, dx) = names(&with(json!(["cat", "3", 3])), Some(&record));
    assert_eq!(both.types[0].variants[0], "Feline");
    assert!(dx.list.iter().all(|said| said.code != "unusable-name"), "{dx:?}");
}

#[test]
fn without_a_record_names_are_always_the_same() {
    let text = include_str!("../../specs/flow-callbacks.md").to_owned();
    let api = || lower(vec![Page { path: "flow-callbacks.md".to_owned(), text: text.clone() }]);
    assert_eq!(names(&api(), None).0, names(&api(), None).0);
}

#[test]
fn a_broken_record_is_an_error_with_its_place() {
    let (_, dx) = names(&Api::default(), Some("{\n<<<<<<< ours\n}"));
    assert_eq!(dx.list.len(), 1);
    assert_eq!((dx.list[0].severity, dx.list[0].code), (Severity::Error, "invalid-names"));
    assert!(dx.list[0].message.contains("line 2 column 1"), "{}", dx.list[0].message);
    assert!(dx.list[0].help.is_some());
}

#[test]
fn a_record_has_a_version() {
    let (made, _) = names(&Api::default(), None);
    assert!(made.record.starts_with("{\n  \"version\": 3"), "{}", made.record);
    // A record from before there were versions is read, a later one is not.
    let api = with_paths(json!({"/a": {"get": {"summary": "A", "responses": {"200": {"description": "ok"}}}}}));
    let record = |version: &str| format!(r#"{{{version}"operations": {{"GET /a": "alpha"}}}}"#);
    for version in ["", r#""version": 1, "#, r#""version": 2, "#, r#""version": 3, "#] {
        assert_eq!(names(&api, Some(&record(version))).0.operations[0].method, "alpha");
    }
    let (_, dx) = names(&api, Some(&record(r#""version": 4, "#)));
    assert_eq!((dx.list[0].severity, dx.list[0].code), (Severity::Error, "invalid-names"));
    assert!(dx.list[0].message.contains("`version` is 4"), "{}", dx.list[0].message);
}

#[test]
fn a_recorded_name_that_cannot_be_had_is_reported() {
    let api = with_paths(json!({"/a": {"get": {"summary": "A", "responses": {"200": {"description": "ok"}}}}}));
    for taken in ["type", "request", "no name", "Camel", ""] {
        let record = json!({"operations": {"GET /a": taken}}).to_string();
        let (names, dx) = names(&api, Some(&record));
        assert_eq!(names.operations[0].method, "a");
        assert_eq!(dx.list.iter().map(|said| said.code).collect::<Vec<_>>(), ["unusable-name"], "{taken}");
    }
}

/// Every identifier is one, and no two in a namespace are equal.
fn assert_sound(api: &Api, names: &Names) {
    distinct("types", names.types.iter().map(|named| named.ident.clone()).collect());
    let lower: HashSet<String> = names.types.iter().map(|named| named.ident.to_ascii_lowercase()).collect();
    assert_eq!(lower.len(), names.types.len(), "types differ in more than case");
    distinct("tags", names.tags.iter().map(|named| named.module.clone()).collect());
    distinct("features", names.tags.iter().map(|named| named.feature.clone()).collect());
    distinct("schemes", names.schemes.iter().map(|named| named.item.clone()).collect());
    distinct("variants of schemes", names.schemes.iter().map(|named| named.variant.clone()).collect());
    distinct("methods", names.operations.iter().map(|named| named.method.clone()).collect());
    let mut types = Vec::new();
    for (operation, named) in api.operations.iter().zip(&names.operations) {
        types.extend([named.ident.clone(), named.request.clone()]);
        if operation.output().is_none() {
            distinct("outcomes", named.output_variants.clone());
            types.push(named.output.clone());
        }
        let parts = named.parts.iter().flatten();
        distinct("arguments", named.parameters.iter().chain(&named.bodies).chain(parts).cloned().collect());
    }
    distinct("operations", types);
    for (definition, named) in api.types.iter().zip(&names.types) {
        distinct("variants", named.variants.clone());
        let mut members: Vec<String> = named.fields.iter().map(|field| field.field.clone()).collect();
        members.extend(named.fields.iter().map(|field| field.setter.clone()));
        if matches!(&definition.shape, Shape::Object(object) if object.additional.is_some()) {
            members.push(named.additional.clone());
        }
        distinct("members", members);
    }
}

/// Branches with the same properties, of which only the types differ, are told apart by numbers in their keys.
#[test]
fn branches_that_only_types_tell_apart_keep_their_names() {
    let types = ["string", "integer", "boolean", "number", "array", "object"];
    let branch = |number: usize| json!({"type": "object", "properties": {"y": {"type": types[number % 6]}, "z": {"type": types[number / 6]}}});
    for count in [2, 3, 12, 30] {
        for is_turned in [false, true] {
            let number = |index: usize| if is_turned { count - 1 - index } else { index };
            let branches: Vec<Json> = (0..count).map(|index| branch(number(index))).collect();
            let api = with_schemas(json!({"C": {"anyOf": branches}}));
            let (first, _) = names(&api, None);
            let (second, _) = names(&api, Some(&first.record));
            assert_eq!(second.record, first.record, "{count}");
        }
    }
}

fn distinct(what: &str, names: Vec<String>) {
    let mut seen = HashSet::new();
    for name in names {
        if what != "features" {
            assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{what}: {name:?} is no identifier");
        }
        assert!(name.len() < 250, "{what}: {name} is long");
        assert!(seen.insert(name.clone()), "{what}: {name} is there twice");
    }
}

fn model(name: &str, shape: Shape) -> TypeDef {
    TypeDef {
        identity: Identity::Component(name.to_owned()),
        places: Vec::new(),
        joined: Vec::new(),
        own: Vec::new(),
        named_after: None,
        rust_name: None,
        docs: ir::Docs::default(),
        shape,
        any_text: false,
        in_request: true,
        in_response: true,
        is_reached: true,
        in_webhook: false,
        tags: Vec::new(),
        pointer: String::new(),
        parts: Vec::new(),
    }
}

/// An API in which everything has one of these names.
fn api_of(texts: &[String], chosen: &Option<String>) -> Api {
    let field = |name: &String| Field {
        name: name.clone(),
        rust_name: chosen.clone(),
        type_: Type::String,
        required: true,
        read_only: false,
        write_only: false,
        null: false,
        docs: ir::Docs::default(),
    };
    let value = |text: &String| EnumValue {
        value: json!(text),
        rust_name: chosen.clone(),
        description: None,
        deprecated: false,
    };
    let object = ObjectShape { fields: texts.iter().map(field).collect(), additional: Some(Type::Any) };
    let mut types = vec![
        model("Object", Shape::Object(object)),
        model("Enum", Shape::StringEnum(texts.iter().map(value).collect())),
    ];
    types.extend(texts.iter().map(|name| model(name, Shape::StringEnum(Vec::new()))));
    let tag = |name: &String| Tag { name: name.clone(), description: None, rust_name: chosen.clone() };
    let parameter = |name: &String| ir::Parameter {
        name: name.clone(),
        rust_name: None,
        location: ir::ParameterLocation::Query,
        required: false,
        type_: Type::String,
        style: ir::Style::Form,
        explode: true,
        allow_reserved: false,
        delimiters: String::new(),
        encodings: Vec::new(),
        default: None,
        docs: ir::Docs::default(),
    };
    let operation = |(index, id): (usize, &String)| ir::Operation {
        id: Some(id.clone()),
        rust_name: None,
        docs: ir::Docs::default(),
        method: ir::Method::Get,
        path: format!("/{index}/{id}"),
        segments: Vec::new(),
        tag: ir::TagId(0),
        parameters: texts.iter().map(parameter).collect(),
        body: None,
        successes: Vec::new(),
        errors: Vec::new(),
        security: Vec::new(),
        scopes: Default::default(),
        security_optional: false,
        servers: Vec::new(),
        paging: None,
        pages: Vec::new(),
    };
    Api {
        types,
        tags: texts.iter().map(tag).collect(),
        operations: texts.iter().enumerate().map(operation).collect(),
        ..Api::default()
    }
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let one = prop_oneof![
        any::<String>(),
        "[aAbB12_. +-]{0,4}",
        prop::sample::select(vec![
            "self", "Self", "type", "new", "option", "Option", "con", "api", "mod", "_", "with_a"
        ])
        .prop_map(str::to_owned),
        "[a-c ]{50,200}",
    ];
    prop::collection::hash_set(one, 1..12).prop_map(|set| {
        let mut list: Vec<String> = set.into_iter().collect();
        list.sort();
        list
    })
}

proptest! {
    #[test]
    fn any_names_become_valid_and_distinct_ones_that_stay(
        texts in texts(),
        chosen in prop::option::of(prop_oneof![any::<String>(), "[a-zA-Z_]{1,6}"]),
    ) {
        let api = api_of(&texts, &chosen);
        let (first, _) = names(&api, None);
        assert_sound(&api, &first);
        let (second, _) = names(&api, Some(&first.record));
        prop_assert_eq!(&second, &first);
    }

    /// The order in which items come decides nothing.
    #[test]
    fn the_order_of_items_changes_no_name(texts in texts()) {
        let reversed: Vec<String> = texts.iter().rev().cloned().collect();
        let (forth, _) = names(&api_of(&texts, &None), None);
        let (back, _) = names(&api_of(&reversed, &None), None);
        let variants = |names: &Names| names.types[1].variants.clone();
        let mut turned = variants(&back);
        turned.reverse();
        prop_assert_eq!(variants(&forth), turned);
    }
}
