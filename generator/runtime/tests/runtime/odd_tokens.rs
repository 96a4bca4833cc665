//! Tokens that are grammatical JSON and that no JSON value can hold (`1e400`, half of a surrogate pair): the rest of the
//! response is read. And JSON text behind a byte order mark.

use super::api::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use this_crate::fixture::Failure;

operation!(GetModel, GET "/model", &[], Failure, json);
operation!(GetModels, GET "/models", &[], Vec<Failure>, json);
operation!(GetMap, GET "/map", &[], BTreeMap<String, i64>, json);
operation!(GetRatio, GET "/ratio", &[], f64, json);
operation!(GetMaybe, GET "/maybe", &[], Option<f64>, json);
operation!(GetAny, GET "/any", &[], Value, json);

async fn server(status: u16, body: &str) -> MockServer {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(status).set_body_raw(body.as_bytes(), "application/json");
    Mock::given(method("GET")).respond_with(response).mount(&server).await;
    server
}

async fn answered<O: Operation>(body: &str) -> Result<O::Output, Error> {
    call::<O>(&client(&server(200, body).await.uri())).await
}

/// The result of a client that listens, and what it was told.
async fn watched<O: Operation>(status: u16, body: &str, strict: bool) -> (Result<O::Output, Error>, Vec<String>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    let listen = move |it: &Deviation| listener.lock().unwrap().push(format!("{:?} {}", it.kind(), it.pointer()));
    let server = server(status, body).await;
    let client = builder(&server.uri()).strict(strict).on_deviation(listen).build().unwrap();
    let result = call::<O>(&client).await;
    let told = told.lock().unwrap().clone();
    (result, told)
}

#[tokio::test]
async fn the_rest_of_a_model_is_read() {
    let body = r#"{"before":[1], "message": "\ud83d", "errors": {"a": ["\ud83d\ude00", "x"]},
        "more": {"n": 1e400, "m": -2, "\udc00": [1], "list": [1, -1e999, {"k": "\ud800"}]}, "behind": true}"#;
    let model = answered::<GetModel>(body).await.unwrap();
    assert_eq!(model.message, None);
    assert_eq!(model.errors.as_ref().unwrap()["a"], ["😀", "x"]);
    let expected = json!({
        "before": [1], "errors": {"a": ["😀", "x"]}, "more": {"m": -2, "list": [1, null, {}]}, "behind": true,
    });
    assert_eq!(serde_json::to_value(&model).unwrap(), expected);
    let raw = call::<GetModel>(&client(&server(200, body).await.uri())).raw().await.unwrap();
    assert_eq!(&raw.body()[..], body.as_bytes());
    assert_eq!(raw.json::<Value>().unwrap(), expected);
}

#[tokio::test]
async fn lists_and_maps_keep_their_good_entries() {
    let models =
        answered::<GetModels>(r#"[{"message":"a"},1e400,{"message":"\udfff"},{"message":"b"}]"#).await.unwrap();
    let texts: Vec<_> = models.iter().map(|model| model.message.as_deref()).collect();
    assert_eq!(texts, [Some("a"), None, None, Some("b")]);
    assert_eq!(
        answered::<GetMap>(r#"{"a": 1, "b": 1E+400, "c": 3}"#).await.unwrap(),
        BTreeMap::from([("a".into(), 1), ("c".into(), 3)])
    );
    // A list of scalars is kept as a whole: it is of another type than documented.
    let error = answered::<GetNumbers>("[1, 1e400, 3]").await.unwrap_err();
    assert_eq!(error.as_undocumented().unwrap().value(), &json!([1, null, 3]));
    assert_eq!(&error.as_undocumented().unwrap().body()[..], b"[1, 1e400, 3]");
}

#[tokio::test]
async fn nothing_but_an_odd_token_is_a_value_of_no_documented_type() {
    for body in ["1e400", " -1e400 ", r#""\ud800""#] {
        assert!(answered::<GetRatio>(body).await.unwrap_err().as_undocumented().is_some(), "{body}");
        assert!(answered::<GetMaybe>(body).await.unwrap_err().as_undocumented().is_some(), "{body}");
        assert!(answered::<GetAny>(body).await.unwrap_err().as_undocumented().is_some(), "{body}");
        assert_eq!(answered::<GetModel>(body).await.unwrap().undocumented.whole(), Some(&Value::Null), "{body}");
    }
    // These are small and exact enough.
    assert_eq!(answered::<GetRatio>("1e-400").await.unwrap(), 0.0);
    assert_eq!(answered::<GetRatio>("1e308").await.unwrap(), 1e308);
}

#[tokio::test]
async fn text_that_is_no_json_stays_an_error() {
    for body in [r#"{"a": 1e400"#, "[1e400,]", r#"{"a": "\ud8"}"#, "1e400 1", r#"["\ud800" 1]"#, "[01e400]"] {
        let error = answered::<GetAny>(body).await.unwrap_err();
        assert!(matches!(&error, Error::Decode(it) if it.body() == body), "{body}: {error:?}");
    }
}

#[tokio::test]
async fn what_is_nested_too_deeply_is_left_out() {
    let body = format!(r#"{{"message": "a", "deep": {}{}, "b": 1}}"#, "[".repeat(3000), "]".repeat(3000));
    let (model, told) = watched::<GetModel>(200, &body, false).await;
    let model = model.unwrap();
    assert_eq!((model.message.as_deref(), model.undocumented.get_raw("b")), (Some("a"), Some(&json!(1))));
    assert!(told[0].starts_with("Unrepresentable /deep/0/0/"), "{told:?}");
}

#[tokio::test]
async fn what_is_left_out_is_a_deviation() {
    let body = r#"{"message": "\ud800", "errors": {"a~/b": ["x", 1e400]}, "list": [{"n": 1e400}, {"n": 1e401}]}"#;
    let expected = [
        "Unrepresentable /message",
        "Unrepresentable /errors/a~0~1b/1",
        "Unrepresentable /list/0/n",
        "Undocumented /list",
    ];
    let (model, told) = watched::<GetModel>(200, body, false).await;
    assert_eq!(told, expected);
    assert!(model.unwrap().errors.is_none());
    let (error, told) = watched::<GetModel>(200, body, true).await;
    assert!(
        matches!(error, Err(Error::Deviation(it)) if it.kind() == DeviationKind::Unrepresentable && it.body() == body)
    );
    assert_eq!(told, expected);
    let (error, told) = watched::<GetNumbers>(200, "[1, 1e400]", false).await;
    assert!(error.unwrap_err().as_undocumented().is_some());
    assert_eq!(told, ["Unrepresentable /1"]);
}

#[tokio::test]
async fn corrections_are_learned_from_values_of_the_same_type() {
    let answers = Arc::new(Mutex::new(Vec::new()));
    let listener = answers.clone();
    let server = server(200, "\u{feff}{\"n\": [-1e400, 1e400], \"s\": \"a\\ud83dz\\ud83d\\ude00\\\\ud800\"}").await;
    let listen = move |it: &Deviation| listener.lock().unwrap().push(it.answer());
    let client = builder(&server.uri()).on_deviation(listen).build().unwrap();
    call::<GetModel>(&client).await.unwrap();
    let expected = json!({"n": [-1e308, 1e308], "s": "a\u{fffd}z😀\\ud800"});
    assert_eq!(answers.lock().unwrap()[0]["body"], expected);
}

#[tokio::test]
async fn errors_are_read_too() {
    let (error, told) = watched::<GetModel>(422, r#"{"name": "bad", "n": 1e400}"#, true).await;
    let error = error.unwrap_err();
    let api = error.as_api().unwrap();
    assert_eq!(api.documented::<BTreeMap<String, String>>().unwrap()["name"], "bad");
    assert_eq!(api.json().unwrap(), json!({"name": "bad"}));
    assert_eq!(told, ["Unrepresentable /n"]);
    let error =
        call::<GetModel>(&client(&server(400, r#"{"message": "no", "n": 1e400}"#).await.uri())).await.unwrap_err();
    assert_eq!(error.as_api().unwrap().message(), Some("no"));
}

static PAGING: Paging = Paging { items: &["data"], kind: PagingKind::Cursor { parameter: "after", next: &["next"] } };

#[tokio::test]
async fn items_events_and_lines_are_read_too() {
    let server =
        server(200, "\u{feff}{\"data\": [{\"message\": \"a\", \"n\": 1e400}, 5, {\"message\": \"\\ud800\"}]}").await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    let listen = move |it: &Deviation| listener.lock().unwrap().push(format!("{:?} {}", it.kind(), it.pointer()));
    let client = builder(&server.uri()).on_deviation(listen).build().unwrap();
    let items: Vec<Failure> = call::<GetAny>(&client).into_items(&PAGING).all().await.unwrap();
    assert_eq!((items.len(), items[0].message.as_deref(), &items[2].message), (3, Some("a"), &None));
    assert_eq!(
        *told.lock().unwrap(),
        ["Unrepresentable /data/0/n", "OtherType /data/1", "Unrepresentable /data/2/message"]
    );

    let of = |content_type: &'static str, body: &'static str| async move {
        let server = MemoryTransport::new();
        server.answer(move |_| Reply::bytes(200, content_type, body));
        builder("https://api.test").transport(server.transport()).strict(false).build().unwrap()
    };
    let lines =
        of("application/x-ndjson", "\u{feff}{\"message\": \"a\", \"n\": 1e400}\n{\"message\": \"b\"}\n1e400\n").await;
    let mut lines = call::<GetAny>(&lines).into_json_lines::<Failure>("application/x-ndjson");
    assert_eq!(lines.next().await.unwrap().unwrap().message.as_deref(), Some("a"));
    assert_eq!(lines.next().await.unwrap().unwrap().message.as_deref(), Some("b"));
    assert_eq!(lines.next().await.unwrap().unwrap().undocumented.whole(), Some(&Value::Null));
    assert!(lines.next().await.is_none());
    let events =
        of("text/event-stream", "data: {\"message\": \"a\", \"n\": [\"\\ud800\"]}\n\ndata: [1, 1e400]\n\n").await;
    let mut events = call::<GetAny>(&events).into_events::<Failure>("text/event-stream");
    let first = events.next().await.unwrap().unwrap().data;
    assert_eq!((first.message.as_deref(), first.undocumented.get_raw("n")), (Some("a"), Some(&json!([null]))));
    assert_eq!(events.next().await.unwrap().unwrap().data.undocumented.whole(), Some(&json!([1, null])));
}

#[tokio::test]
async fn json_behind_a_byte_order_mark_is_read() {
    assert_eq!(answered::<GetNumbers>("\u{feff}[1, 2]").await.unwrap(), [1, 2]);
    assert_eq!(answered::<GetModel>("\u{feff} {\"message\": \"a\"}").await.unwrap().message.as_deref(), Some("a"));
    let error = answered::<GetAny>("\u{feff}{\"a\": x}").await.unwrap_err();
    assert!(matches!(&error, Error::Decode(it) if it.place() == "/a"), "{error}");
    let (error, told) = watched::<GetModel>(422, "\u{feff}{\"name\": \"bad\"}", true).await;
    let error = error.unwrap_err();
    assert_eq!(error.as_api().unwrap().documented::<BTreeMap<String, String>>().unwrap()["name"], "bad");
    assert_eq!((error.as_api().unwrap().json(), told.len()), (Some(json!({"name": "bad"})), 0));
}
