//! Tuples: an array of the documented length and types is read, any other is kept as sent.

use super::api::*;
use std::sync::{Arc, Mutex};
use this_crate::fixture::Sighting;

operation!(GetSighting, GET "/sighting", &[], Sighting, json);
operation!(GetPairs, GET "/pairs", &[], Vec<(i64, String)>, json);

fn read(value: &Value) -> Sighting {
    let of_text: Sighting = serde_json::from_slice(value.to_string().as_bytes()).unwrap();
    let of_value: Sighting = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(of_text, of_value);
    assert_eq!(serde_json::to_value(&of_text).unwrap(), *value, "written as read");
    assert_eq!(of_text.clone(), of_text);
    of_text
}

#[test]
fn what_fits_is_read_and_written_back() {
    let sighting = read(&json!({
        "at": [52.5, 13.5], "count": [7, "geese"], "path": [[1.5, null, ["a"]], [2.5, 3, []]], "by": {"eva": ["x"]},
    }));
    assert_eq!(sighting.at, Some((52.5, 13.5)));
    assert_eq!(sighting.count, Some((7, "geese".to_owned())));
    assert_eq!(sighting.path, Some(vec![(1.5, None, vec!["a".to_owned()]), (2.5, Some(3), Vec::new())]));
    assert_eq!(sighting.by.as_ref().unwrap()["eva"], ("x".to_owned(),));
    assert!(sighting.undocumented.is_empty());
    assert_eq!(
        format!("{sighting:?}"),
        r#"Sighting { at: [52.5, 13.5], count: [7, "geese"], path: [[1.5, null, ["a"]], [2.5, 3, []]], by: {"eva": ["x"]} }"#
    );
}

#[test]
fn what_does_not_fit_is_kept_as_sent() {
    let odd = [
        json!([]),
        json!([7]),
        json!([7, "geese", 1]),
        json!([7, "geese", [1, {"a": null}], "more"]),
        json!(["7", "geese"]),
        json!([7, null]),
        json!([null, "geese"]),
        json!([7.5, "geese"]),
        json!({"0": 7, "1": "geese"}),
        json!("7,geese"),
        json!(null),
    ];
    for value in odd {
        let sighting = read(&json!({ "count": value, "at": [1.5, 2.5] }));
        assert_eq!((sighting.count, sighting.at), (None, Some((1.5, 2.5))), "{value}");
        assert_eq!(sighting.undocumented.get::<Value>("count").unwrap(), Some(value));
    }
    // A list with one odd tuple is kept as a whole.
    let path = json!([[1.5, 1, ["a"]], [2.5, 3], [3.5, 2, []]]);
    let sighting = read(&json!({ "path": path, "by": {"eva": ["x"], "tom": ["y", "z"]} }));
    assert_eq!((sighting.path, sighting.by), (None, None));
    assert_eq!(sighting.undocumented.get::<Value>("path").unwrap(), Some(path));
}

#[test]
fn what_no_json_holds_is_copied_all_the_same() {
    let mut sighting = Sighting::default();
    sighting.at = Some((f64::NAN, f64::INFINITY));
    let (latitude, longitude) = sighting.clone().at.unwrap();
    assert!(latitude.is_nan() && longitude.is_infinite());
}

#[tokio::test]
async fn deviations_say_which_element_or_which_length() {
    let sent = json!({
        "at": [1.5, "east"], "count": [7, "geese", 1], "path": [[1.5, 1, ["a"]], [2.5, "3", []], [1.5]], "by": {"eva": []},
    });
    let server = server_with(200, sent).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let listen = {
        let told = Arc::clone(&told);
        move |deviation: &Deviation| {
            let text = format!("{}: {} → {}", deviation.pointer(), deviation.expected(), deviation.got());
            told.lock().unwrap().push(text);
        }
    };
    let client = builder(&server.uri()).on_deviation(listen).build().unwrap();
    call::<GetSighting>(&client).await.unwrap();
    let expected = [
        "/at/1: a number → a string",
        "/count: an array of length 2 → an array of length 3",
        "/path/1/1: an integer → a string",
        "/path/2: an array of length 3 → an array of length 1",
        "/by/eva: an array of length 1 → an array of length 0",
    ];
    assert_eq!(*told.lock().unwrap(), expected);
}

#[tokio::test]
async fn at_the_top_of_a_response_another_length_is_an_error_that_is_the_response() {
    let server = server_with(200, json!([[1, "a"], [2, "b"]])).await;
    let pairs = call::<GetPairs>(&client(&server.uri())).await.unwrap();
    assert_eq!(pairs, [(1, "a".to_owned()), (2, "b".to_owned())]);
    let server = server_with(200, json!([[1, "a"], [2]])).await;
    let error = call::<GetPairs>(&client(&server.uri())).await.unwrap_err();
    assert_eq!(error.as_undocumented().unwrap().value(), &json!([[1, "a"], [2]]));
}

#[cfg(feature = "test-util")]
#[test]
fn an_example_has_all_elements() {
    let example = example::<Sighting>();
    assert_eq!(example.at, Some((1.5, 1.5)));
    assert_eq!(example.count, Some((1, "text".to_owned())));
    assert_eq!(example.path, Some(vec![(1.5, Some(1), vec!["text".to_owned()])]));
}
