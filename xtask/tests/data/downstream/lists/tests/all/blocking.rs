//! Calls without an async runtime, also where there is one.

use lists::client;
use lists_and_streams::models::Item;
use lists_and_streams::operations::*;
use lists_and_streams::runtime::{Reply, example};
use serde_json::json;
use std::time::Duration;

#[test]
fn a_call_and_its_failure() {
    let (client, server) = client();
    server.on::<GetItem>(|call| match call.path_parameter("id").as_deref() {
        Some("1") => call.ok(&example()).delay(Duration::from_millis(5)),
        _ => Reply::json(404, &json!({"message": "no such item"})),
    });
    assert_eq!(client.get_item(1).blocking().call().unwrap().id, Some(1));
    assert_eq!(client.get_item(1).blocking().send().unwrap().status().as_u16(), 200);
    assert!(!client.get_item(1).blocking().raw().unwrap().body().is_empty());
    let error = client.get_item(2).blocking().call().unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 404);
    server.next::<GetItem>(Reply::silence());
    let late = client.get_item(1).timeout(Duration::from_millis(20)).blocking().call().unwrap_err();
    assert!(late.is_timeout(), "{late}");
}

#[test]
fn lists_and_streams_are_iterators() {
    let (client, server) = client();
    server.on::<UntilEmpty>(|call| {
        let page = call.query_parameter("page").map_or(1, |page| page.parse().unwrap());
        Reply::json(200, &if page <= 2 { json!([{"id": page}]) } else { json!([]) })
    });
    let ids: Result<Vec<_>, _> =
        client.until_empty().stream().blocking().map(|item| item.map(|item| item.id)).collect();
    assert_eq!(ids.unwrap(), [Some(1), Some(2)]);
    assert_eq!(client.until_empty().pages().blocking().count(), 2);
    server.on::<WatchItems>(|_| Reply::bytes(200, "text/event-stream", "data: {\"id\":1}\n\n"));
    assert_eq!(client.watch_items().blocking().call().unwrap().blocking().count(), 1);
    server.on::<ExportItems>(|_| Reply::text(200, "{}\n{}\n").pause(Duration::from_millis(1)));
    assert_eq!(client.export_items().blocking().call().unwrap().blocking().count(), 2);
    let pieces = client.export_items().blocking().raw_stream().unwrap();
    assert_eq!(pieces.map(|piece| piece.unwrap().len()).sum::<usize>(), 6);
}

#[tokio::test]
async fn inside_a_runtime_it_waits_all_the_same() {
    let (client, server) = client();
    server.on::<GetItem>(|call| call.example().delay(Duration::from_millis(5)));
    assert_eq!(client.get_item(1).blocking().call().unwrap().id, Some(1));
    let inside = client.clone();
    let found = tokio::task::spawn_blocking(move || inside.get_item(1).blocking().call()).await.unwrap();
    assert_eq!(found.unwrap().id, Some(1));
    assert_eq!(client.get_item(1).await.unwrap().id, Some(1));
}

#[test]
fn many_threads_at_once() {
    let (client, server) = client();
    server.on::<GetItem>(|call| call.ok(&example::<Item>()).delay(Duration::from_millis(2)));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for id in 0..20 {
                    assert_eq!(client.get_item(id).blocking().call().unwrap().id, Some(1));
                }
            });
        }
    });
    assert_eq!(server.calls_of::<GetItem>().len(), 160);
}
