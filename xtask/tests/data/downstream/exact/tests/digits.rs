//! With serde_json's `arbitrary_precision` and `preserve_order`: not one digit is lost, and raw objects keep their order.

use kitchen_sink::models::Thing;
use patchworks_client::models::Flows;
use serde_json::{Value, json};

#[test]
fn the_features_are_on() {
    assert_eq!(serde_json::from_str::<Value>("1.10").unwrap().to_string(), "1.10");
    assert_eq!(serde_json::from_str::<Value>(r#"{"b":1,"a":2}"#).unwrap().to_string(), r#"{"b":1,"a":2}"#);
}

#[test]
fn numbers_that_no_type_holds_keep_their_digits() {
    for number in [
        "123456789012345678901234567890",
        "-123456789012345678901234567890",
        "0.1000000000000000055511151231257827021181583404541015625001",
        "1e+400",
        "18446744073709551616",
        "3.141592653589793238462643383279",
    ] {
        for key in ["id", "status", "name", "versions", "extra"] {
            let sent = format!("{{\"{key}\":{number}}}");
            let flow: Flows = serde_json::from_str(&sent).unwrap();
            assert_eq!(flow.undocumented.get_raw(key).unwrap().to_string(), number, "{key}");
            assert_eq!(serde_json::to_string(&flow).unwrap(), sent);
            let from_value: Flows = serde_json::from_value(serde_json::from_str(&sent).unwrap()).unwrap();
            assert_eq!(serde_json::to_string(&from_value).unwrap(), sent);
        }
        let sent = format!("{{\"ratio\":{number},\"owner\":{number},\"level\":{number},\"tags\":[{number}]}}");
        let thing: Thing = serde_json::from_str(&sent).unwrap();
        assert_eq!(thing.ratio, None, "{number}");
        let written: Value = serde_json::to_value(&thing).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(&sent).unwrap());
    }
}

#[test]
fn numbers_that_a_type_holds_are_in_their_field() {
    let sent = r#"{"id":7,"ratio":1.5,"short":-3,"single":0.1,"level":2,"mode":1,"owner":9,"counts":{"a":1}}"#;
    let thing: Thing = serde_json::from_str(sent).unwrap();
    assert!(thing.undocumented.is_empty(), "{thing:?}");
    assert_eq!((thing.id, thing.ratio, thing.short, thing.single), (Some(7), Some(1.5), Some(-3), Some(0.1)));
    assert_eq!(serde_json::to_value(&thing).unwrap(), serde_json::from_str::<Value>(sent).unwrap());
    let flow: Flows = serde_json::from_str(r#"{"id":9223372036854775807,"webhooks_count":1e2}"#).unwrap();
    assert_eq!((flow.id, flow.webhooks_count), (Some(i64::MAX), Some(100)));
}

#[test]
fn raw_objects_keep_their_order() {
    let sent = r#"{"latest_version":{"z":1,"a":{"y":1.0,"b":[{"d":1,"c":2}]}},"team":{"z":1,"a":2}}"#;
    let flow: Flows = serde_json::from_str(sent).unwrap();
    assert_eq!(serde_json::to_string(&flow).unwrap(), sent);
}

#[test]
fn a_whole_that_is_a_number() {
    let flows: Vec<Flows> = serde_json::from_str("[123456789012345678901234567890, {\"id\": 1}]").unwrap();
    assert_eq!(serde_json::to_string(&flows).unwrap(), r#"[123456789012345678901234567890,{"id":1}]"#);
    assert_eq!(flows[1].id, Some(1));
}

#[test]
fn the_key_of_numbers_inside_serde_json_is_no_number_to_a_model_that_was_sent_more() {
    let flow: Flows = serde_json::from_value(json!({"id": 1, "team": {"id": 1.5}})).unwrap();
    assert_eq!(flow.undocumented.get_raw("team"), Some(&json!({"id": 1.5})));
}
