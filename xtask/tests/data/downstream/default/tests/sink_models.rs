//! "As documented, or else as sent", of models with everything that OpenAPI can say.

use default_numbers::same_json;
use kitchen_sink::models::*;
use serde_json::{Value, json};

#[track_caller]
fn thing(sent: Value) -> Thing {
    let read: Thing = serde_json::from_str(&sent.to_string()).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    assert!(same_json(&written, &sent), "sent    {sent}\nwritten {written}");
    let from_value: Thing = serde_json::from_value(sent).unwrap();
    assert_eq!(from_value, read);
    assert_eq!(read.clone(), read);
    read
}

#[test]
fn required_fields_have_accessors_that_name_them() {
    let read = thing(json!({"id": 1, "name": 5}));
    assert_eq!(read.id(), Ok(1));
    let wrong = read.name().unwrap_err();
    assert_eq!((wrong.model(), wrong.field()), ("Thing", "name"));
    assert_eq!(wrong.to_string(), "the field `name` of Thing is not of the documented type: found a number");
    let absent = read.parent().unwrap_err();
    assert_eq!(absent.to_string(), "the field `parent` of Thing is documented as required, but absent");
    let whole: Thing = serde_json::from_value(json!([1])).unwrap();
    assert!(whole.id().unwrap_err().to_string().contains("found an array"));
    fn asks(thing: &Thing) -> Result<i64, kitchen_sink::Error> {
        thing.id().map_err(Into::into)
    }
    assert_eq!(asks(&read).unwrap(), 1);
    assert!(asks(&whole).unwrap_err().to_string().contains("`id` of Thing"));
}

#[test]
fn required_fields_are_arguments_of_new() {
    let made = Thing::new(1, "a", None);
    assert_eq!(serde_json::to_value(&made).unwrap(), json!({"id": 1, "name": "a", "parent": null}));
}

#[test]
fn absent_null_and_value_stay_apart() {
    let (absent, null) = (thing(json!({})), thing(json!({"note": null})));
    assert_eq!((absent.note.as_deref(), null.note.as_deref()), (None, None));
    assert!(!absent.is_null("note") && null.is_null("note") && null.undocumented.is_null("note"));
    assert!(absent != null && null.undocumented.is_empty() && null.undocumented.iter().next().is_none());
    assert!(format!("{null:?}").contains("note: null"), "{null:?}");
    assert_eq!(thing(json!({"note": "a"})).note.as_deref(), Some("a"));
    let odd = thing(json!({"note": 1}));
    assert_eq!((&odd.note, odd.undocumented.get_raw("note")), (&None, Some(&json!(1))));
    assert!(!odd.is_null("note") && thing(json!({"id": null})).is_null("id"));
}

#[test]
fn a_documented_null_is_written_back_unless_the_field_is_set() {
    let written = |thing: &Thing| serde_json::to_value(thing).unwrap();
    let mut read = thing(json!({"note": null}));
    read.note = Some("a".to_owned());
    assert!(!read.is_null("note"));
    assert_eq!((written(&read), &read), (json!({"note": "a"}), &thing(json!({"note": "a"}))));
    read.note = None;
    assert_eq!(written(&read), json!({"note": null}));
    read.undocumented.insert("note", 7);
    assert_eq!(written(&read), json!({"note": 7}));
    // What is sent twice counts once, with its last value.
    for (text, last) in [
        (r#"{"note": null, "note": "a"}"#, json!("a")),
        (r#"{"note": "a", "note": null}"#, json!(null)),
        (r#"{"note": 1, "note": null}"#, json!(null)),
        (r#"{"note": null, "note": 1}"#, json!(1)),
    ] {
        let read: Thing = serde_json::from_str(text).unwrap();
        assert_eq!(written(&read), json!({ "note": last }), "{text}");
        assert_eq!(read.undocumented.is_null("note"), last.is_null(), "{text}");
    }
}

#[test]
fn a_request_says_null_by_a_setter() {
    let written = |patch: &Patch| serde_json::to_value(patch).unwrap();
    assert_eq!(written(&Patch::new().with_note_null().with_parent(5)), json!({"note": null, "parent": 5}));
    assert_eq!(written(&Patch::new().with_note_null().with_note("a")), json!({"note": "a"}));
    assert_eq!(written(&Patch::new().with_note("a").with_note_null()), json!({"note": null}));
    assert_eq!(written(&Patch::new().with_parent_null().clone()), json!({"parent": null}));
}

#[test]
fn accessors_give_small_values_and_texts() {
    let read = thing(json!({"id": 1, "name": "a", "parent": null}));
    assert_eq!((read.id(), read.name(), read.parent()), (Ok(1), Ok("a"), Ok(None)));
    assert_eq!(thing(json!({"parent": 2})).parent(), Ok(Some(2)));
    assert!(thing(json!({"parent": "2"})).parent().is_err() && thing(json!({})).parent().is_err());
}

#[test]
fn setters_take_literals() {
    let made = Thing::new(1, "a", Some(2)).with_ratio(5).with_single(0.5).with_note("b").with_price("1.50");
    let made = made.with_made_at("2024-05-06T07:08:09Z").with_level(Level::N1).with_anything(7);
    assert_eq!((made.ratio, made.single, made.note.as_deref()), (Some(5.0), Some(0.5), Some("b")));
}

#[test]
fn enums_and_texts_are_ordered_by_what_is_sent() {
    use kitchen_sink::runtime::{DateTime, Uuid};
    use std::collections::{BTreeSet, HashSet};
    let values = ["manual", "auto"].map(|text| Mode::try_from(json!(text)).unwrap());
    assert_eq!(values.iter().min(), Some(&Mode::Auto));
    let formats = ["json", "csv", "new"].map(patchworks_client::models::Format::from);
    let ordered: Vec<_> = BTreeSet::from(formats.clone()).into_iter().map(|it| it.to_string()).collect();
    assert_eq!((ordered, HashSet::from(formats).len()), (vec!["csv".into(), "json".into(), "new".to_owned()], 3));
    let times = BTreeSet::from([DateTime::from("2024"), DateTime::from("2023")]);
    assert_eq!(times.first().map(DateTime::as_str), Some("2023"));
    assert_eq!(HashSet::from([Uuid::from("a"), Uuid::from("a")]).len(), 1);
}

#[test]
fn numbers_are_read_where_they_are_exact() {
    for (key, good, bad) in [
        ("short", vec![json!(2147483647), json!(-2147483648_i64), json!(1.0)], vec![json!(2147483648_i64), json!(0.5)]),
        ("single", vec![json!(0.1), json!(1.5), json!(3), json!(0.123456789), json!(1e300)], vec![json!("1")]),
        (
            "ratio",
            vec![json!(0.1), json!(-2), json!(1e300)],
            vec![json!(9007199254740993_i64), json!("0.1"), json!(true)],
        ),
    ] {
        for value in good {
            assert!(thing(json!({ key: value })).undocumented.is_empty(), "{key} {value}");
        }
        for value in bad {
            assert!(thing(json!({ key: value })).undocumented.get_raw(key).is_some(), "{key} {value}");
        }
    }
}

#[test]
fn enums_of_integers_and_of_mixed_values_are_open() {
    assert_eq!(thing(json!({"level": 2})).level, Some(Level::N2));
    let new = thing(json!({"level": 9})).level.unwrap();
    assert!(matches!(new, Level::Undocumented(_)));
    assert_eq!((new.to_value(), new.to_string().as_str()), (json!(9), "9"));
    assert_eq!("3".parse::<Level>(), Ok(Level::N3));
    assert!(thing(json!({"level": "2"})).undocumented.get_raw("level").is_some());
    assert_eq!(thing(json!({"mode": "auto"})).mode, Some(Mode::Auto));
    assert_eq!(thing(json!({"mode": 1})).mode, Some(Mode::N1));
    assert_eq!(thing(json!({"mode": true})).mode, Some(Mode::True));
    for new in [json!("manual"), json!(2), json!(false)] {
        assert_eq!(thing(json!({"mode": new})).mode.unwrap().to_value(), new);
    }
    assert!(thing(json!({"mode": ["auto"]})).mode.is_none());
}

#[test]
fn unions_with_a_discriminator() {
    let Some(Shape::Circle(circle)) = thing(json!({"shape": {"kind": "round", "radius": 2}})).shape else { panic!() };
    assert_eq!((circle.kind().unwrap(), circle.radius), ("round", Some(2.0)));
    let shape = thing(json!({"shape": {"kind": "Square", "radius": 1, "side": "odd"}})).shape;
    let Some(Shape::Square(square)) = shape else { panic!("{shape:?}") };
    assert_eq!(square.undocumented.get_raw("side"), Some(&json!("odd")));
    for odd in [json!("round"), json!(7), json!([1]), json!({}), json!({"kind": 1})] {
        let shape = thing(json!({"shape": odd})).shape.unwrap();
        assert_eq!(shape, Shape::Undocumented(odd));
    }
    // A kind that is new is in the branch that it fits, with nothing lost.
    thing(json!({"shape": {"kind": "Oval", "radius": 1, "b": 2}}));
}

#[test]
fn unions_without_a_discriminator() {
    assert_eq!(thing(json!({"owner": "ann"})).owner, Some(Owner::Text("ann".to_owned())));
    assert_eq!(thing(json!({"owner": 7})).owner, Some(Owner::Integer(7)));
    let owner = thing(json!({"owner": {"first_name": "Ann", "age": 7}})).owner;
    assert!(matches!(&owner, Some(Owner::Person(person)) if person.first_name.as_deref() == Some("Ann")), "{owner:?}");
    let owner = thing(json!({"owner": {"company": "Ltd"}})).owner;
    assert!(matches!(&owner, Some(Owner::Company(_))), "{owner:?}");
    for odd in [json!(1.5), json!(true), json!([]), json!({"name": "x"})] {
        assert_eq!(thing(json!({"owner": odd})).owner, Some(Owner::Undocumented(odd)));
    }
    assert!(thing(json!({"owner": null})).owner.is_none());
}

#[test]
fn maps_beside_properties() {
    let labels = thing(json!({"labels": {"title": "t", "a": 1, "b": "odd", "c": null}})).labels.unwrap();
    assert_eq!((labels.title.as_deref(), labels.additional_properties.len()), (Some("t"), 1));
    assert_eq!(labels.additional_properties["a"], 1);
    let raw: Vec<_> = labels.undocumented.iter().map(|(key, _)| key).collect();
    assert_eq!(raw, ["b", "c"]);
    let odd_title = thing(json!({"labels": {"title": 5}})).labels.unwrap();
    assert_eq!(odd_title.undocumented.get_raw("title"), Some(&json!(5)));
    assert!(odd_title.additional_properties.is_empty());
}

#[test]
fn lists_and_maps_of_scalars_with_one_odd_element_are_raw_as_a_whole() {
    let read = thing(json!({"tags": ["a", 1, "b"], "counts": {"a": 1, "b": "2"}}));
    assert_eq!((&read.tags, &read.counts), (&None, &None));
    assert_eq!(read.undocumented.get_raw("tags"), Some(&json!(["a", 1, "b"])));
    assert_eq!(read.undocumented.get_raw("counts"), Some(&json!({"a": 1, "b": "2"})));
    let good = thing(json!({"tags": ["a"], "counts": {"b": 2, "a": 1}}));
    assert_eq!((good.tags.unwrap().len(), good.counts.unwrap()["b"]), (1, 2));
}

#[test]
fn recursion() {
    let read = thing(json!({
        "id": 1,
        "best": {"id": 2, "best": {"id": "odd"}},
        "children": [{"id": 3, "children": []}, 4, null, {"children": [[]]}],
    }));
    let best = read.best.unwrap();
    assert_eq!((best.id, best.best.unwrap().undocumented.get_raw("id")), (Some(2), Some(&json!("odd"))));
    let children = read.children.unwrap();
    assert_eq!((children.len(), children[0].id), (4, Some(3)));
    assert_eq!(children[1].undocumented.whole(), Some(&json!(4)));
}

#[test]
fn keys_that_are_no_identifiers_and_any_value() {
    let read = thing(json!({"self": "s", "payload.id": "p", "anything": {"a": [null]}}));
    assert_eq!((read.self_.as_deref(), read.payload_id.as_deref()), (Some("s"), Some("p")));
    assert_eq!(read.anything, Some(json!({"a": [null]})));
    let made = Thing::default().with_self("s").with_payload_id("p");
    assert_eq!(serde_json::to_value(&made).unwrap(), json!({"self": "s", "payload.id": "p"}));
}

fn converts<'t, T: TryFrom<&'t kitchen_sink::runtime::DateTime> + PartialEq>(
    text: &'t kitchen_sink::runtime::DateTime,
    expected: T,
) -> bool {
    T::try_from(text).is_ok_and(|found| found == expected)
}

#[test]
fn formats_keep_the_text_and_convert() {
    let read = thing(json!({
        "made_at": "2024-05-01T10:20:30.5+02:00", "day": "2024-05-01", "home": "https://example.com/a?b",
        "uid": "67E55044-10B1-426F-9247-BB680E5FE0C8", "price": "12.340", "data": "aGk=", "secret": "pass-word",
    }));
    assert!(read.undocumented.is_empty());
    let made_at = read.made_at.as_ref().unwrap();
    assert_eq!(made_at.to_jiff().unwrap().to_string(), "2024-05-01T08:20:30.5Z");
    assert_eq!(made_at.to_chrono().unwrap().timestamp_millis(), 1_714_551_630_500);
    assert!(converts(made_at, made_at.to_jiff().unwrap()) && converts(made_at, made_at.to_chrono().unwrap()));
    assert!(converts(made_at, made_at.to_chrono().unwrap().to_utc()) && converts(made_at, made_at.to_time().unwrap()));
    assert_eq!(made_at.to_time().unwrap().unix_timestamp(), 1_714_551_630);
    assert_eq!(read.day.as_ref().unwrap().to_jiff().unwrap().to_string(), "2024-05-01");
    assert_eq!(read.home.as_ref().unwrap().to_url().unwrap().host_str(), Some("example.com"));
    assert_eq!(read.uid.as_ref().unwrap().to_uuid().unwrap().to_string(), "67e55044-10b1-426f-9247-bb680e5fe0c8");
    assert_eq!(read.price.as_ref().unwrap().to_decimal().unwrap().to_string(), "12.340");
    assert_eq!(read.data.as_ref().unwrap().to_bytes().unwrap(), b"hi");
    assert!(!format!("{read:?}").contains("pass-word"));
    let odd = thing(json!({"made_at": "soon", "uid": "x", "price": "free", "home": "no url", "data": "!"}));
    assert!(odd.undocumented.is_empty());
    assert!(odd.made_at.unwrap().to_jiff().is_err() && odd.uid.unwrap().to_uuid().is_err());
    assert!(odd.price.unwrap().to_decimal().is_err() && odd.home.unwrap().to_url().is_err());
    assert!(odd.data.unwrap().to_bytes().is_err());
}

#[test]
fn any_value_in_every_field() {
    use kitchen_sink::runtime::Model;
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!("text"),
        json!([]),
        json!(["a"]),
        json!([null]),
        json!([{}, 1]),
        json!({}),
        json!({"a": 1}),
        json!({"kind": "round"}),
        json!({"a": {"b": null}}),
    ];
    for documented in Thing::default().info().fields {
        for value in &values {
            thing(json!({ documented.name(): value }));
        }
    }
    for value in values {
        thing(value);
    }
}
