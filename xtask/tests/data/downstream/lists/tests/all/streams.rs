//! Server-sent events and lines of JSON.

use lists::client;
use lists_and_streams::models::AnswerBody;
use lists_and_streams::operations::*;
use lists_and_streams::runtime::{Event, Reply, Retry};
use lists_and_streams::{Client, Error};
use std::time::Duration;

const EVENTS: &str = "text/event-stream";

fn events(text: &str) -> Reply {
    Reply::bytes(200, EVENTS, text.to_owned())
}

async fn watch(client: &Client) -> Vec<Result<(String, Option<i64>, Option<String>), String>> {
    let mut stream = client.watch_items().await.unwrap();
    let mut all = Vec::new();
    while let Some(event) = stream.next().await {
        let shown = |event: Event<lists_and_streams::models::Item>| (event.event, event.data.id, event.data.name);
        all.push(event.map(shown).map_err(|error| error.to_string()));
    }
    all
}

fn named(event: &str, id: i64, name: &str) -> Result<(String, Option<i64>, Option<String>), String> {
    Ok((event.to_owned(), Some(id), Some(name.to_owned())))
}

#[tokio::test]
async fn events_are_read_by_the_rules_of_the_standard() {
    let text = "\u{feff}: a comment\r\ndata: {\"id\": 1,\r\ndata: \"name\": \"ü\"}\r\n\r\nevent:made\rdata:{\"id\":2,\"name\":\"é€😀\"}\r\r\
                data\nother: x\nevent: nothing\n\nevent: kept\n\ndata: {\"id\":3,\"name\":\"c\"}\n\ndata: {\"id\": 4}\n";
    // However the network cuts them, in the middle of characters and of line ends too.
    for bytes in [1, 2, 3, 5, 7, 10_000] {
        let (client, server) = client();
        server.on::<WatchItems>(move |call| {
            assert_eq!(call.header("accept").unwrap().split(',').next(), Some(EVENTS));
            events(text).in_pieces(bytes)
        });
        let read = watch(&client).await;
        assert_eq!(read.len(), 4, "{read:?}");
        assert_eq!(read[0], named("message", 1, "ü"));
        assert_eq!(read[1], named("made", 2, "é€😀"));
        // `data` alone is an event with an empty text, which is no JSON.
        assert!(read[2].as_ref().unwrap_err().contains("event 3"), "{read:?}");
        // The event at the end is not whole, so it is none.
        assert_eq!(read[3], named("message", 3, "c"));
    }
}

#[tokio::test]
async fn data_that_cannot_be_read_is_an_error_and_the_others_follow() {
    let (client, server) = client();
    server.on::<WatchItems>(|_| events("data: {\"id\":1,\"name\":\"a\"}\n\ndata: oops\n\ndata: {\"id\":2,\"name\":\"b\"}\n\ndata: [DONE]\n\ndata: {}\n\n"));
    let read = watch(&client).await;
    assert_eq!(read[0], named("message", 1, "a"));
    let error = read[1].as_ref().unwrap_err();
    assert!(error.contains("watch_items") && error.contains("event 2"), "{error}");
    assert_eq!(read[2], named("message", 2, "b"));
    assert_eq!(read.len(), 3, "`[DONE]` ends a stream");
    // For good, although there are ids to go on from.
    server.next::<WatchItems>(events("id: 1\ndata: {\"id\":1}\n\ndata: [DONE]\n\n"));
    let mut stream = client.watch_items().await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    assert!(stream.next().await.is_none() && stream.next().await.is_none());
    assert_eq!((server.calls().len(), stream.last_id()), (2, Some("1")));
}

#[tokio::test(start_paused = true)]
async fn a_stream_with_ids_that_breaks_off_is_taken_up_again() {
    let (client, server) = client();
    server.on::<WatchItems>(|call| match call.header("last-event-id") {
        None => events("retry: 250\nid: 7\ndata: {\"id\":1}\n\ndata: {\"id\":2}\n\ndata: {\"id\":99}").cut_off(),
        Some("7") => events("id: 8\ndata: {\"id\":3}\n\n"),
        Some("8") => Reply::status(204),
        other => panic!("{other:?}"),
    });
    let started = tokio::time::Instant::now();
    let mut stream = client.watch_items().await.unwrap();
    let mut ids = Vec::new();
    while let Some(event) = stream.next().await {
        ids.push(event.unwrap().data.id.unwrap());
    }
    assert_eq!((ids, stream.last_id()), (vec![1, 2, 3], Some("8")));
    assert_eq!(server.calls().len(), 3);
    assert_eq!(started.elapsed().as_millis() / 10, 50, "it waits as long as the server asks, twice");
}

#[tokio::test(start_paused = true)]
async fn reconnecting_has_an_end() {
    let (client, server) = client();
    server.next::<WatchItems>(events("id: 1\ndata: {\"id\":1}\n\n").cut_off());
    server.on::<WatchItems>(|_| Reply::connect_error());
    let mut stream = client.watch_items().await.unwrap().max_reconnects(3);
    assert!(stream.next().await.unwrap().is_ok());
    assert!(stream.next().await.unwrap().unwrap_err().is_connect());
    assert!(stream.next().await.is_none());
    assert_eq!(server.calls().len(), 4);
    // Without ids nothing can be taken up again.
    server.next::<WatchItems>(events("data: {\"id\":1}\n\n").cut_off());
    let mut stream = client.watch_items().await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    assert!(stream.next().await.unwrap().unwrap_err().to_string().contains("the connection broke"));
    assert!(stream.next().await.is_none());
    // A body that ends with nothing in it is the end.
    server.next::<WatchItems>(events("id: 1\ndata: {\"id\":1}\n\n"));
    server.next::<WatchItems>(events(""));
    let mut stream = client.watch_items().await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    assert!(stream.next().await.is_none());
    assert_eq!(server.unused(), 0);
}

#[tokio::test]
async fn what_is_no_event_stream_is_an_error() {
    let (client, server) = client();
    server.on::<WatchItems>(|_| Reply::json(200, &"busy"));
    let mut stream = client.watch_items().await.unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("no event stream, but application/json"), "{error}");
    assert!(stream.next().await.is_none());
    server.on::<WatchItems>(|_| Reply::json(503, &"busy"));
    assert_eq!(client.watch_items().await.unwrap_err().status().unwrap().as_u16(), 503);
}

#[tokio::test]
async fn lines_have_a_bound() {
    let (client, server) = client();
    server.on::<WatchItems>(|_| events(&format!("data: {}\n\n", "x".repeat(5_000))).in_pieces(100));
    let mut stream = client.watch_items().await.unwrap().max_line(1_000);
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("a line of more than 1000 bytes"), "{error}");
    assert!(stream.next().await.is_none());
    server.on::<WatchItems>(|_| events(&"data: 0123456789\n".repeat(200)));
    let mut stream = client.watch_items().await.unwrap().max_line(1_000);
    assert!(stream.next().await.unwrap().unwrap_err().to_string().contains("an event of more than 1000 bytes"));
    server.on::<ExportItems>(|_| Reply::text(200, "1".repeat(5_000)).in_pieces(100));
    let mut lines = client.export_items().await.unwrap().max_line(1_000);
    assert!(lines.next().await.unwrap().unwrap_err().to_string().contains("a line of more than 1000 bytes"));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_stream_beside_another_media_type() {
    let (client, server) = client();
    server.on::<Answer>(|call| match call.header("accept") {
        Some(EVENTS) => events("data: {\"delta\":\"a\"}\n\ndata: {\"delta\":\"b\"}\n\n"),
        _ => Reply::json(200, &serde_json::json!({"text": "ab"})),
    });
    let body = AnswerBody::new("?");
    assert_eq!(client.answer(&body).await.unwrap().text.as_deref(), Some("ab"));
    let mut stream = client.answer(&body.with_stream(true)).events();
    assert_eq!(server.calls().len(), 1, "it is sent when it is read");
    let mut text = String::new();
    while let Some(event) = stream.next().await {
        text += &event.unwrap().data.delta.unwrap();
    }
    assert_eq!(text, "ab");
}

#[tokio::test]
async fn lines_of_json() {
    for bytes in [1, 4, 9, 1_000] {
        let (client, server) = client();
        let text = "{\"id\":1,\"name\":\"ü\"}\n\r\n  \nnot json\n{\"id\":2,\r\"name\":\"b\"}\r\n{\"id\":3}";
        server.on::<ExportItems>(move |_| Reply::bytes(200, "application/x-ndjson", text).in_pieces(bytes));
        let mut lines = client.export_items().await.unwrap();
        assert_eq!(lines.next().await.unwrap().unwrap().name.as_deref(), Some("ü"));
        let error = lines.next().await.unwrap().unwrap_err().to_string();
        assert!(error.contains("export_items") && error.contains("line 4"), "{error}");
        assert_eq!(lines.next().await.unwrap().unwrap().id, Some(2));
        // The last line needs no end.
        assert_eq!(lines.next().await.unwrap().unwrap().id, Some(3));
        assert!(lines.next().await.is_none());
    }
}

#[tokio::test]
async fn half_a_line_is_no_line() {
    let (client, server) = client();
    server.on::<ExportItems>(|_| Reply::text(200, "{\"id\":1}\n12").cut_off());
    let mut lines = client.export_items().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().id, Some(1));
    assert!(matches!(lines.next().await, Some(Err(Error::Transport(_)))));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn texts_behind_separators() {
    let (client, server) = client();
    server.on::<ExportItems>(|_| Reply::text(200, "\u{1e}{\"id\":\n1}\n\u{1e}{\"id\":2}\n").in_pieces(3));
    let mut lines = client.export_items().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().id, Some(1));
    assert_eq!(lines.next().await.unwrap().unwrap().id, Some(2));
    assert!(lines.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_stream_can_be_given_up_and_taken_up_again() {
    let (client, server) = client();
    server
        .on::<ExportItems>(|_| Reply::text(200, "{\"id\":1}\n{\"id\":2}\n").in_pieces(4).pause(Duration::from_secs(1)));
    let mut lines = client.export_items().await.unwrap();
    let mut given_up = 0;
    let mut ids = Vec::new();
    loop {
        match tokio::time::timeout(Duration::from_millis(300), lines.next()).await {
            Err(_) => given_up += 1,
            Ok(Some(item)) => ids.push(item.unwrap().id.unwrap()),
            Ok(None) => break,
        }
    }
    assert_eq!((ids, given_up > 5), (vec![1, 2], true));
}

#[tokio::test(start_paused = true)]
async fn a_stream_for_some_statuses() {
    let (client, server) = client();
    let events_of = |text: &'static str| Reply::bytes(202, EVENTS, text).in_pieces(3).pause(Duration::from_secs(1));
    server.next::<RunJob>(Reply::json(200, &serde_json::json!({"id": 1})).in_pieces(3));
    server.next::<RunJob>(events_of("data: {\"id\":2}\n\ndata: {\"id\":3}\n\n"));
    server.next::<RunJob>(Reply::bytes(206, "application/jsonl", "{\"id\":4}\n{\"id\":5}"));
    server.next::<RunJob>(Reply::text(203, "?"));
    match client.run_job().await.unwrap() {
        RunJobOutput::Status200(item) => assert_eq!(item.id, Some(1)),
        other => panic!("{other:?}"),
    }
    let started = tokio::time::Instant::now();
    // Longer than a call may take: what comes in piece by piece has no such limit.
    match client.run_job().timeout(Duration::from_secs(2)).await.unwrap() {
        RunJobOutput::Status202(mut stream) => {
            let mut ids = Vec::new();
            while let Some(event) = stream.next().await {
                ids.push(event.unwrap().data.id.unwrap());
            }
            assert_eq!(ids, [2, 3]);
        }
        other => panic!("{other:?}"),
    }
    assert!(started.elapsed() > Duration::from_secs(5));
    let response = client.run_job().send().await.unwrap();
    assert_eq!(response.status().as_u16(), 206);
    match response.into_body() {
        RunJobOutput::Status206(mut lines) => {
            assert_eq!(lines.next().await.unwrap().unwrap().id, Some(4));
            assert_eq!(lines.next().await.unwrap().unwrap().id, Some(5));
            assert!(lines.next().await.is_none());
        }
        other => panic!("{other:?}"),
    }
    match client.run_job().await.unwrap() {
        RunJobOutput::Undocumented(raw) => assert_eq!(&raw.body()[..], b"?"),
        other => panic!("{other:?}"),
    }
    let accept = server.calls()[0].header("accept").unwrap().to_owned();
    assert!(accept.contains("application/json") && accept.contains(EVENTS) && accept.contains("application/jsonl"), "{accept}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_no_stream_is_read_in_the_time_of_the_call_and_asked_for_again() {
    let (client, server) = client();
    server.next::<WatchJob>(Reply::text(200, "half of it").cut_off());
    server.next::<WatchJob>(Reply::text(200, "all"));
    server.next::<WatchJob>(Reply::bytes(201, EVENTS, "data: {\"id\":1}\n\n"));
    server.on::<WatchJob>(|_| Reply::text(200, "slow").in_pieces(1).pause(Duration::from_secs(10)));
    match client.watch_job().retry(Retry::default()).await.unwrap() {
        WatchJobOutput::Status200(text) => assert_eq!(text, "all"),
        other => panic!("{other:?}"),
    }
    match client.watch_job().await.unwrap() {
        WatchJobOutput::Status2xx(mut stream) => assert_eq!(stream.next().await.unwrap().unwrap().data.id, Some(1)),
        other => panic!("{other:?}"),
    }
    assert!(client.watch_job().timeout(Duration::from_secs(5)).await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn items_that_are_described_one_by_one() {
    let (client, server) = client();
    server.on::<WatchDescribed>(|_| events("event: made\ndata: {\"text\":\"a\"}\n\n"));
    let event = client.watch_described().await.unwrap().next().await.unwrap().unwrap();
    assert_eq!((event.event.as_str(), event.data.text.as_deref()), ("made", Some("a")));
    server.on::<WatchTexts>(|_| events("data: {\"text\":\"a\"}\n\n"));
    let data: String = client.watch_texts().await.unwrap().next().await.unwrap().unwrap().data;
    assert_eq!(data, "{\"text\":\"a\"}");
    server.on::<ExportDescribed>(|_| Reply::bytes(200, "application/json-seq", "\u{1e}{\"text\":\n\"a\"}\n\u{1e}{\"text\":\"b\"}\n"));
    let mut lines = client.export_described().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().text.as_deref(), Some("a"));
    assert_eq!(lines.next().await.unwrap().unwrap().text.as_deref(), Some("b"));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn data_that_is_described_inside_of_its_event() {
    let (client, server) = client();
    // The second one is the event as it is described, in the data.
    server.on::<WatchWrapped>(|_| events("data: {\"text\":\"a\"}\n\ndata: {\"data\":{\"text\":\"b\"}}\n\n"));
    let mut stream = client.watch_wrapped().await.unwrap();
    for expected in ["a", "b"] {
        let event = stream.next().await.unwrap().unwrap();
        assert_eq!(event.data.data.unwrap().text.as_deref(), Some(expected));
    }
}
