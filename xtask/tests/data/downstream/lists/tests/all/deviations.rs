//! Answers that differ from the documentation: told, or errors.

use lists::{client, setup};
use lists_and_streams::Error;
use lists_and_streams::operations::*;
use lists_and_streams::runtime::{DeviationKind, Method, Reply};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

type Told = Arc<Mutex<Vec<(DeviationKind, String, String, String)>>>;

fn odd() -> Value {
    json!({
        "id": "1", "name": null, "kind": "huge", "sizes": [1, "two", 3], "either": {"kind": "x", "c": 1},
        "parent": {"kind": "small"}, "more": {},
    })
}

#[tokio::test]
async fn each_place_is_told_once_per_kind() {
    let told = Told::default();
    let (client, server) = setup();
    let listener = told.clone();
    let client = client.on_deviation(move |deviation| {
        let texts = [deviation.pointer(), deviation.expected(), deviation.got()].map(str::to_owned);
        let [pointer, expected, got] = texts;
        listener.lock().unwrap().push((deviation.kind(), pointer, expected, got));
    });
    let client = client.build().unwrap();
    server.on::<GetItem>(|_| Reply::json(200, &odd()));
    client.get_item(1).await.unwrap();
    let mut first = std::mem::take(&mut *told.lock().unwrap());
    first.sort_by(|one, other| one.1.cmp(&other.1));
    let expected = [
        (DeviationKind::NoBranch, "/either", "one of 2 types", "an object"),
        (DeviationKind::OtherType, "/id", "an integer", "a string"),
        (DeviationKind::Unlisted, "/kind", "one of `small`, `large`", "`huge`"),
        (DeviationKind::Undocumented, "/more", "no such field", "an object"),
        (DeviationKind::Null, "/name", "a string", "null"),
        (DeviationKind::Missing, "/parent/id", "an integer", "nothing"),
        (DeviationKind::OtherType, "/sizes/1", "an integer", "a string"),
    ];
    let expected = expected.map(|(kind, pointer, one, two)| (kind, pointer.to_owned(), one.to_owned(), two.to_owned()));
    assert_eq!(first, expected);

    client.get_item(2).await.unwrap();
    assert!(told.lock().unwrap().is_empty(), "all of it was told before");
    // In lists, the place in the list makes no kind of its own; for another operation it is another kind.
    server.on::<UntilEmpty>(|call| match call.query_parameter("page") {
        None => Reply::json(200, &json!([{"id": 1}, {"id": "2"}, {"id": "3"}])),
        Some(_) => Reply::json(200, &json!([])),
    });
    client.until_empty().stream().all().await.unwrap();
    assert_eq!(told.lock().unwrap().len(), 1);
    assert_eq!(told.lock().unwrap()[0].1, "/1/id");
    server.on::<ExportItems>(|_| Reply::text(200, "{\"id\":1}\n{\"id\":true}\n"));
    let mut lines = client.export_items().await.unwrap();
    while let Some(line) = lines.next().await {
        line.unwrap();
    }
    server.on::<WatchItems>(|_| Reply::bytes(200, "text/event-stream", "data: {\"id\":1.5}\n\n"));
    client.watch_items().await.unwrap().next().await.unwrap().unwrap();
    assert_eq!(told.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_deviation_has_the_whole_answer() {
    let answers = Arc::new(Mutex::new(Vec::new()));
    let (client, server) = setup();
    let listener = answers.clone();
    let client = client.on_deviation(move |deviation| listener.lock().unwrap().push(deviation.answer()));
    server.on::<GetItem>(|_| Reply::json(200, &json!({"id": "1"})));
    client.build().unwrap().get_item(7).await.unwrap();
    let expected = json!({
        "operation": "get_item", "method": "GET", "path": "/items/{id}", "status": 200,
        "media_type": "application/json", "body": {"id": "1"},
    });
    assert_eq!(*answers.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn a_strict_client_makes_it_an_error() {
    let (builder, server) = setup();
    let client = builder.strict(true).build().unwrap();
    server.on::<GetItem>(|_| Reply::json(200, &json!({"id": "secret-1"})));
    for _ in 0..2 {
        let error = client.get_item(1).await.unwrap_err();
        let Error::Deviation(deviation) = &error else { panic!("{error}") };
        assert_eq!((deviation.pointer(), error.status().unwrap().as_u16()), ("/id", 200));
        let text = format!("{error} {error:?}");
        assert!(text.contains("get_item (GET /items/{id})") && !text.contains("secret-1"), "{text}");
    }
    server.on::<GetItem>(|call| call.example());
    assert!(
        client.get_item(1).await.is_ok() || client.get_item(1).await.unwrap_err().to_string().contains("/parent/id")
    );
    server.on::<UntilEmpty>(|_| Reply::json(200, &json!([{"id": 1}, {"id": null}])));
    let mut items = client.until_empty().stream();
    assert!(items.next().await.unwrap().is_ok());
    assert!(matches!(items.next().await.unwrap(), Err(Error::Deviation(_))));
}

#[tokio::test]
async fn a_status_that_is_not_documented_is_told_and_of_a_success_an_error_of_a_strict_client() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let (builder, server) = setup();
    let listener = told.clone();
    let builder = builder.on_deviation(move |deviation| listener.lock().unwrap().push(deviation.to_string()));
    let take = || std::mem::take(&mut *told.lock().unwrap());
    let client = builder.build().unwrap();
    let answers = |status| server.on::<GetItem>(move |_| Reply::json(status, &json!({"message": "x", "id": 1})));
    for (status, expected) in [
        (200, None),
        (404, None),
        (201, Some("get_item (GET /items/{id}): the status is documented as 200 or 404, but 201 was sent")),
        (410, Some("get_item (GET /items/{id}): the status is documented as 200 or 404, but 410 was sent")),
    ] {
        answers(status);
        for expected in [expected, None] {
            assert_eq!(client.get_item(1).await.is_ok(), status < 300, "{status}");
            let found: Vec<_> = take().into_iter().filter(|text| text.contains("status")).collect();
            assert_eq!(found.first().map(String::as_str), expected, "{status}");
        }
    }
    // A stream, and a range of statuses.
    server.on::<WatchItems>(|_| Reply::bytes(201, "text/event-stream", "data: {}\n\n"));
    client.watch_items().await.unwrap();
    server.on::<WatchJob>(|_| Reply::bytes(299, "text/event-stream", "data: {}\n\n"));
    client.watch_job().await.unwrap();
    assert_eq!(take(), ["watch_items (GET /events): the status is documented as 200, but 201 was sent"]);
    // Nothing is documented of a call by path.
    client.request(Method::GET, "/items/1").await.unwrap_err();
    assert!(take().is_empty());

    let (builder, server) = setup();
    let client = builder.strict(true).build().unwrap();
    server.on::<GetItem>(|_| Reply::json(201, &json!({"id": 1})));
    for _ in 0..2 {
        let error = client.get_item(1).await.unwrap_err();
        let Error::Deviation(deviation) = &error else { panic!("{error}") };
        assert_eq!((deviation.kind(), deviation.got(), deviation.pointer()), (DeviationKind::Status, "201", ""));
    }
    server.on::<GetItem>(|_| Reply::json(410, &json!({"message": "x"})));
    assert!(matches!(client.get_item(1).await.unwrap_err(), Error::Api(error) if error.status().as_u16() == 410));
}

#[tokio::test]
async fn headers_that_are_not_as_documented_are_told_and_an_error_of_a_strict_client() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let (builder, server) = setup();
    let listener = told.clone();
    let client = builder.on_deviation(move |deviation| listener.lock().unwrap().push(deviation.to_string()));
    let client = client.build().unwrap();
    let ok = || Reply::json(200, &json!({"id": 1, "parent": {"id": 2}}));
    let as_documented = move || ok().header("x-total", "3").header("x-name", "3").header("x-fresh", "false");
    for reply in [as_documented(), ok().header("x-total", "3").header("x-name", ""), Reply::status(204)] {
        server.next::<GetCounted>(reply);
        client.get_counted().await.unwrap();
    }
    // Of an error nobody expects them.
    server.next::<GetCounted>(Reply::status(404));
    client.get_counted().await.unwrap_err();
    let take = || std::mem::take(&mut *told.lock().unwrap());
    assert!(take().is_empty());
    for _ in 0..2 {
        server.next::<GetCounted>(ok().header("x-total", "many").header("x-fresh", "perhaps"));
        client.get_counted().await.unwrap();
    }
    let expected = ["`X-Total` is documented as an integer, but other text was sent", "`X-Name` is documented as a string, but nothing was sent", "`X-Fresh` is documented as a boolean, but other text was sent"];
    assert_eq!(take(), expected.map(|text| format!("get_counted (GET /counted): the header {text}")));

    let (builder, server) = setup();
    let client = builder.strict(true).build().unwrap();
    server.on::<GetCounted>(move |_| ok().header("x-total", "secret-1").header("x-name", "a"));
    let error = client.get_counted().await.unwrap_err();
    let Error::Deviation(deviation) = &error else { panic!("{error}") };
    assert_eq!((deviation.kind(), deviation.header(), deviation.pointer()), (DeviationKind::Header, Some("X-Total"), ""));
    assert!(!format!("{error} {error:?}").contains("secret-1"), "{error}");
    server.on::<GetCounted>(move |_| as_documented());
    client.get_counted().await.unwrap();
}

#[tokio::test]
async fn nobody_looks_if_nobody_asks() {
    let (client, server) = client();
    server.on::<GetItem>(|_| Reply::json(200, &odd()));
    let item = client.get_item(1).await.unwrap();
    // What differs can be read as types, and is sent as it came.
    assert_eq!(item.undocumented.get::<String>("id").unwrap().as_deref(), Some("1"));
    assert_eq!(serde_json::to_value(&item).unwrap(), odd());
}
