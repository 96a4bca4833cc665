//! The server in memory and the example values.

use lists::client;
use lists_and_streams::Retry;
use lists_and_streams::models::*;
use lists_and_streams::operations::*;
use lists_and_streams::runtime::{Operation, Reply, example};
use serde_json::json;
use std::time::Duration;

#[test]
fn examples_have_every_field_and_are_as_documented() {
    let item: Item = example();
    let expected = json!({
        "id": 1, "name": "text", "kind": "small", "made_at": "2024-05-06T07:08:09Z", "parent": {}, "sizes": [1],
        "either": {"kind": "text", "a": 1},
    });
    assert_eq!(serde_json::to_value(&item).unwrap(), expected);
    assert!(item.undocumented.is_empty());
    let list: <ByLastPage as Operation>::Output = example();
    assert_eq!(list.data.unwrap().len(), 1);
    assert_eq!(list.links.unwrap().next.unwrap(), "https://example.com/");
}

#[tokio::test]
async fn examples_are_those_of_the_documentation_where_they_are_as_documented() {
    let shop: Shop = example();
    let expected = json!({
        "name": "The shop", "open": true, "kind": "large", "state": "new", "floors": 3, "rooms": 1,
        "since": "2024-05-06", "until": "2030-01-02", "tags": ["a", "b"], "owner": {"id": 7, "note": "text"},
        "other": {"id": 1, "note": "without id"}, "a/b": "slash", "nothing": "text",
    });
    assert_eq!(serde_json::to_value(&shop).unwrap(), expected);
    // So does a strict client take it.
    let (builder, server) = lists::setup();
    server.on::<GetShop>(|call| call.example());
    assert_eq!(builder.strict(true).build().unwrap().get_shop().await.unwrap(), shop);
}

#[tokio::test]
async fn a_handler_is_typed_by_its_operation() {
    let (client, server) = client();
    server.on::<GetItem>(|call| {
        let mut item: Item = example();
        item.id = call.path_parameter("id").map(|id| id.parse().unwrap());
        call.ok(&item)
    });
    assert_eq!(client.get_item(12).await.unwrap().id, Some(12));
    server.on::<Answer>(|call| {
        let question = call.json::<AnswerBody>().unwrap().question;
        Reply::json(200, &json!({ "text": question }))
    });
    assert_eq!(client.answer(&AnswerBody::new("why?")).await.unwrap().text.as_deref(), Some("why?"));
    let calls = server.calls_of::<Answer>();
    assert_eq!((calls.len(), calls[0].is::<Answer>(), calls[0].is::<GetItem>()), (1, true, false));
    assert_eq!(calls[0].header("x-key"), Some("k-1"));
}

#[tokio::test(start_paused = true)]
async fn faults_on_demand() {
    let (client, server) = client();
    server.on::<GetItem>(|call| call.example());
    server.next::<GetItem>(Reply::connect_error()).next::<GetItem>(Reply::status(503)).next::<GetItem>(Reply::reset());
    assert_eq!(client.get_item(1).retry(Retry::attempts(4)).await.unwrap().id, Some(1));
    assert_eq!((server.calls().len(), server.unused()), (4, 0));

    server.next::<GetItem>(Reply::silence());
    assert!(client.get_item(1).timeout(Duration::from_secs(5)).await.unwrap_err().is_timeout());
    server.next::<GetItem>(Reply::json(200, &json!({"id": 1})).stalled());
    assert!(client.get_item(1).timeout(Duration::from_secs(5)).await.unwrap_err().is_timeout());
    server.next::<GetItem>(Reply::json(200, &json!({"id": 1})).cut_after(3));
    let cut = client.get_item(1).await.unwrap_err();
    assert!(cut.to_string().contains("the connection broke"), "{cut}");
    server.next::<GetItem>(Reply::json(200, &json!({"id": 1})).delay(Duration::from_secs(3)));
    let started = tokio::time::Instant::now();
    assert!(client.get_item(1).await.is_ok());
    assert_eq!(started.elapsed().as_secs(), 3);
}
