//! "As documented, or else as sent": one test for each rule that a model of these pages shows. `xtask/tests` has those
//! that need another document.

use super::support::*;
use std::collections::{BTreeMap, HashSet};

fn flow(sent: Value) -> Flows {
    serde_json::from_value(sent).unwrap()
}

#[test]
fn a_value_of_the_documented_type_is_in_its_field() {
    let read = flow(json!({"id": 1, "name": "a", "versions": [{}], "status": "Draft"}));
    assert_eq!((read.id, read.name.as_deref(), read.status.as_ref()), (Some(1), Some("a"), Some(&Status::Draft)));
    assert_eq!(read.versions, Some(vec![json!({})]));
    assert!(read.undocumented.is_empty());
}

#[test]
fn a_value_of_another_type_and_an_undocumented_null_are_raw() {
    let read = flow(json!({"id": "a", "name": null, "versions": {}}));
    assert_eq!((&read.id, &read.name, &read.versions), (&None, &None, &None));
    assert_eq!(read.undocumented.get_raw("id"), Some(&json!("a")));
    assert_eq!(read.undocumented.get_raw("name"), Some(&json!(null)));
    assert_eq!(read.undocumented.get_raw("versions"), Some(&json!({})));
}

#[test]
fn a_model_that_is_no_object_belongs_to_the_model_around_it() {
    let sent = json!({"data": [1, 2]});
    let answer: FlowsResponse = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!((&answer.data, answer.undocumented.get_raw("data")), (&None, Some(&json!([1, 2]))));
    assert_writes(&answer, &sent);
}

#[test]
fn a_map_of_scalars_with_one_odd_element_is_raw_as_a_whole() {
    let sent = json!({"errors": {"a": ["x"], "b": ["y", 1]}});
    let error: ErrorResponse = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(error.errors, None);
    assert_eq!(error.undocumented.get_raw("errors"), Some(&sent["errors"]));
    assert_writes(&error, &sent);
    type Errors = BTreeMap<String, Vec<String>>;
    assert!(error.undocumented.get::<Errors>("errors").is_err());
}

#[test]
fn enums_are_open() {
    let read = flow(json!({"status": "Archived"}));
    let status = read.status.unwrap();
    assert_eq!((status.as_str(), status.to_string().as_str()), ("Archived", "Archived"));
    assert!(matches!(status, Status::Undocumented(_)));
    assert_eq!(status, "Archived".parse().unwrap());
    assert_eq!("Draft".parse::<Status>().unwrap(), Status::Draft);
    assert_eq!(Status::from("Deployed"), Status::Deployed);
    assert_ne!(status, Status::Draft);
    assert_eq!(format!("{:>9}|{:<6}|", status, Format::Csv), " Archived|csv   |");
    let set: HashSet<Status> = [Status::Draft, Status::from("Draft"), status, "Archived".into()].into();
    assert_eq!(set.len(), 2);
    assert_writes(&read, &json!({"status": "Archived"}));
}

#[test]
fn the_same_enum_is_one_type() {
    let read = flow(json!({"status": "Draft", "format": "csv"}));
    let body = FlowsStoreCallbacksRequest::new().with_status(read.status.unwrap()).with_format(read.format.unwrap());
    assert_writes(&body, &json!({"status": "Draft", "format": "csv"}));
}

#[test]
fn a_schema_that_says_nothing_or_contradicts_itself_is_any_value() {
    for value in [json!(1), json!("a"), json!([{}]), json!({"a": 1}), json!(false)] {
        let read = flow(json!({"is_enabled": value, "labels": value, "latest_version": value}));
        for field in [&read.is_enabled, &read.labels, &read.latest_version] {
            assert_eq!(field.as_ref(), Some(&value));
        }
    }
}

#[test]
fn integers_are_read_only_where_they_are_exact() {
    for (text, id) in [
        ("1", Some(1)),
        ("1.0", Some(1)),
        ("1e2", Some(100)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775807", Some(i64::MAX)),
        ("9223372036854775808", None),
        ("1.5", None),
        ("1e300", None),
        ("\"1\"", None),
        ("true", None),
    ] {
        let sent = format!("{{\"id\":{text}}}");
        let read: Flows = serde_json::from_str(&sent).unwrap();
        assert_eq!(read.id, id, "{text}");
        assert_eq!(read.undocumented.get_raw("id").is_some(), id.is_none(), "{text}");
        assert_writes(&read, &serde_json::from_str(&sent).unwrap());
    }
}

#[test]
fn undocumented_is_readable_as_a_type_and_writable() {
    let mut read = flow(json!({"priority": 3, "callbacks": [{"id": 1}]}));
    assert_eq!(read.undocumented.get::<u8>("priority").unwrap(), Some(3));
    assert_eq!(read.undocumented.get::<Vec<Flows>>("callbacks").unwrap().unwrap()[0].id, Some(1));
    assert_eq!(read.undocumented.get::<u8>("nothing").unwrap(), None);
    assert!(read.undocumented.get::<String>("priority").is_err());
    read.undocumented.insert("priority", 4);
    read.undocumented.set("extra", &[1, 2]).unwrap();
    assert_eq!(read.undocumented.remove("callbacks"), Some(json!([{"id": 1}])));
    assert_writes(&read, &json!({"priority": 4, "extra": [1, 2]}));
}

#[test]
fn a_field_that_is_set_wins_over_a_raw_value() {
    let mut read = flow(json!({"id": "a", "name": null}));
    read.id = Some(7);
    assert_writes(&read, &json!({"id": 7, "name": null}));
    read.id = None;
    assert_writes(&read, &json!({"id": "a", "name": null}));
}

#[test]
fn a_value_that_is_no_object_is_written_only_while_nothing_is_set() {
    let mut read = flow(json!(7));
    assert_eq!(read.undocumented.whole(), Some(&json!(7)));
    assert_writes(&read, &json!(7));
    read.id = Some(1);
    assert_writes(&read, &json!({"id": 1}));
}

#[test]
fn the_last_of_equal_keys_counts() {
    for (text, id) in
        [(r#"{"id":1,"id":2}"#, Some(2)), (r#"{"id":1,"id":"a"}"#, None), (r#"{"id":"a","id":2}"#, Some(2))]
    {
        let read: Flows = serde_json::from_str(text).unwrap();
        assert_eq!(read.id, id, "{text}");
        assert_writes(&read, &serde_json::from_str(text).unwrap());
    }
}

#[test]
fn what_was_kept_of_a_field_is_forgotten_if_a_later_value_fits() {
    let read = |sent: &str| -> Flows { serde_json::from_str(sent).unwrap() };
    let flow = read(r#"{"id":"x","z":1,"name":5,"id":2,"a":null}"#);
    assert_eq!((flow.id, flow.name.as_deref()), (Some(2), None));
    let raw: Vec<_> = flow.undocumented.iter().map(|(key, value)| (key, value.clone())).collect();
    assert_eq!(raw, [("a", json!(null)), ("name", json!(5)), ("z", json!(1))]);
    let flow = read(r#"{"id":"x","id":2,"id":"y"}"#);
    assert_eq!((flow.id, flow.undocumented.get_raw("id")), (None, Some(&json!("y"))));
}

#[test]
fn undocumented_is_taken_away_one_by_one() {
    let mut read = flow(json!({"x": 1, "y": [2], "z": null}));
    assert_eq!(read.undocumented.remove("y"), Some(json!([2])));
    assert_eq!(read.undocumented.remove("y"), None);
    assert_eq!(read.undocumented.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["x", "z"]);
    assert_eq!((read.undocumented.remove("x"), read.undocumented.remove("z")), (Some(json!(1)), Some(json!(null))));
    assert!(read.undocumented.is_empty());
}

#[test]
fn text_with_a_format_is_kept_as_sent() {
    let sent = json!({"created_at": "yesterday", "updated_at": "2024-05-01 10:20:30"});
    let read = flow(sent.clone());
    assert_eq!(read.created_at.as_ref().unwrap().as_str(), "yesterday");
    assert_eq!(read.updated_at.as_ref().unwrap().to_string(), "2024-05-01 10:20:30");
    assert_writes(&read, &sent);
}

#[test]
fn keys_in_any_order_and_escaped() {
    let read: Flows =
        serde_json::from_str(r#" { "flow_folder_id" : 5 , "n\u0061me" : "a" , "\u0069d" : 1 } "#).unwrap();
    assert_eq!((read.id, read.name.as_deref(), read.flow_folder_id), (Some(1), Some("a"), Some(5)));
}

#[test]
fn debug_shows_what_is_there() {
    let shown = format!("{:?}", flow(json!({"id": 1, "team": "a", "status": "New"})));
    for part in ["Flows", "id: ", "1", "team", "New"] {
        assert!(shown.contains(part), "{shown}");
    }
    assert!(!shown.contains("blueprint_id"), "{shown}");
}

#[test]
fn models_can_be_shared_between_threads() {
    fn check<T: Send + Sync + Clone + Default + PartialEq + std::fmt::Debug + 'static>() {}
    check::<Flows>();
    check::<FlowsListResponse>();
    check::<ErrorResponse>();
}
