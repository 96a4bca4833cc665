//! What OpenAPI 3.1 and 3.2 have and 3.0 has not, on the wire.

use later_words::models::{FilterBooksWhere, Rule, Search};
use later_words::runtime::{MemoryTransport, RecordedCall, Reply};
use later_words::{Auth, Client, Retry};
use serde_json::{Value, json};
use std::time::Duration;

fn setup() -> (Client, MemoryTransport) {
    let server = MemoryTransport::new();
    let retry = Retry::default().backoff(Duration::from_millis(1), Duration::from_millis(1));
    let client = Client::builder().transport(server.transport()).retry(retry).auth(Auth::Key("k-1".into()));
    (client.build().unwrap(), server)
}

fn only(server: &MemoryTransport) -> RecordedCall {
    let mut calls = server.calls();
    assert_eq!(calls.len(), 1);
    calls.remove(0)
}

#[tokio::test]
async fn the_whole_query_is_a_form() {
    let (client, server) = setup();
    server.reply(Reply::json(200, &json!([{"title": "A", "spine": {"width": 2}}])));
    let filter = FilterBooksWhere::new().with_title("a b&c").with_tags(["x", "y"]).with_years([1999, 2001]);
    let books = client.filter_books().where_(&filter).query("more", 1).await.unwrap();
    assert_eq!(only(&server).query(), "title=a%20b%26c&tags=x&tags=y&years=1999,2001&more=1");
    assert_eq!(books[0].spine.as_ref().unwrap().width, Some(2), "`$id` and `$anchor` give the spine a type");
}

#[tokio::test]
async fn the_whole_query_is_json_or_a_text() {
    let (client, server) = setup();
    server.reply(Reply::json(200, &json!({"items": [{"books": 3}]})));
    let page = client.find_shelves(&Rule::new().with_above(2)).await.unwrap();
    assert_eq!(only(&server).query(), "%7B%22above%22%3A2%7D");
    assert_eq!(page.items.unwrap()[0].books, Some(3), "a page of shelves is typed");

    let (client, server) = setup();
    server.reply(Reply::json(200, &json!({"name": "a", "twigs": [{"name": "b"}]})));
    let branch = client.find_text().text_querystring("a b=c").await.unwrap();
    let call = only(&server);
    assert_eq!(call.query(), "a%20b%3Dc");
    assert_eq!(call.header("x-key"), None, "a certificate is all that it needs");
    assert_eq!(branch.twigs.unwrap()[0].name.as_deref(), Some("b"), "`$dynamicRef` says recursion");
}

#[tokio::test]
async fn methods_of_3_2_are_sent_and_a_query_again() {
    let (client, server) = setup();
    server.reply(Reply::status(503)).reply(Reply::json(200, &json!([])));
    client.search_books(&Search::new("tree")).await.unwrap();
    let calls = server.calls();
    assert_eq!(calls.len(), 2);
    for call in calls {
        assert_eq!((call.method().as_str(), call.path()), ("QUERY", "/books"));
        assert_eq!(serde_json::from_slice::<Value>(call.body()).unwrap(), json!({"words": "tree"}));
        assert_eq!(call.header("x-key"), Some("k-1"));
    }
    let (client, server) = setup();
    server.reply(Reply::status(503));
    assert!(client.copy_books("attic").await.is_err());
    let call = only(&server);
    assert_eq!((call.method().as_str(), call.query()), ("COPY", "to=attic"));
}

#[tokio::test]
async fn a_certificate_is_an_alternative_to_a_key() {
    let server = MemoryTransport::new();
    let client = Client::builder().transport(server.transport()).build().unwrap();
    server.reply(Reply::json(200, &json!([])));
    client.filter_books().await.unwrap();
    assert_eq!(only(&server).header("x-key"), None);
}
