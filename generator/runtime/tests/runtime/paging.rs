//! Lists that come page by page, of every kind.

use super::api::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

operation!(List, GET "/list", &[&[&KEY]], Value, json);

fn list(client: &Client) -> Request<List> {
    call(client)
}

const fn paging(kind: PagingKind) -> Paging {
    Paging { items: &["data"], kind }
}

static BY_LAST_PAGE: Paging =
    paging(PagingKind::PageNumber { parameter: "page", first: 1, last_page: &["meta", "last_page"] });
static UNTIL_EMPTY: Paging = paging(PagingKind::PageNumber { parameter: "page", first: 1, last_page: &[] });
static BY_OFFSET: Paging = paging(PagingKind::Offset { parameter: "offset" });
static BY_CURSOR: Paging = paging(PagingKind::Cursor { parameter: "after", next: &["next"] });
static BY_URL: Paging = paging(PagingKind::NextUrl { next: &["links", "next"] });
static BY_HEADER: Paging = Paging { items: &[], kind: PagingKind::LinkHeader };

fn memory(answer: impl Fn(&RecordedCall) -> Reply + Send + Sync + 'static) -> (Client, MemoryTransport) {
    let server = MemoryTransport::new();
    server.answer(answer);
    let transport = Arc::new(server.clone());
    let client = ClientBuilder::new(&API).base_url("https://host/v1").auth(key()).transport(transport);
    (client.build().unwrap(), server)
}

fn value_of(call: &RecordedCall, name: &str) -> Option<u64> {
    let pair = |pair: &str| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned);
    call.query().split('&').find_map(pair).map(|text| text.parse().unwrap())
}

fn queries(server: &MemoryTransport) -> Vec<String> {
    server.calls().iter().map(|call| call.query().to_owned()).collect()
}

/// Pages of two items each: 1 and 2, 3 and 4, …
fn page_of(page: u64) -> Value {
    json!([page * 2 - 1, page * 2])
}

async fn all(items: Items<i64>) -> Vec<i64> {
    items.all().await.unwrap()
}

#[tokio::test]
async fn by_page_number_up_to_the_last_page() {
    let (client, server) = memory(|call| {
        let page = value_of(call, "page").unwrap_or(1);
        Reply::json(200, &json!({"data": page_of(page), "meta": {"last_page": 3, "current_page": page}}))
    });
    assert_eq!(all(list(&client).query("sort", "-id").into_items(&BY_LAST_PAGE)).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(queries(&server), ["sort=-id", "sort=-id&page=2", "sort=-id&page=3"]);
    assert!(server.calls().iter().all(|call| call.header("authorization") == Some("key-1234567")));
    // The caller's first page, and the caller's bound.
    assert_eq!(all(list(&client).query("page", 2).into_items(&BY_LAST_PAGE)).await, [3, 4, 5, 6]);
    assert_eq!(all(list(&client).into_items(&BY_LAST_PAGE).max_pages(2)).await, [1, 2, 3, 4]);
    // Whole pages.
    let mut pages = list(&client).into_pages(&BY_LAST_PAGE);
    let mut seen = Vec::new();
    while let Some(page) = pages.next().await {
        seen.push(page.unwrap()["meta"]["current_page"].clone());
    }
    assert_eq!(seen, [1, 2, 3]);
}

#[tokio::test]
async fn pages_are_asked_for_as_they_are_needed() {
    let (client, server) = memory(|call| {
        Reply::json(200, &json!({"data": page_of(value_of(call, "page").unwrap_or(1)), "meta": {"last_page": 99}}))
    });
    let mut items = list(&client).into_items::<i64>(&BY_LAST_PAGE);
    assert_eq!(server.calls().len(), 0);
    items.next().await;
    items.next().await;
    assert_eq!(server.calls().len(), 1);
    items.next().await;
    assert_eq!(server.calls().len(), 2);
}

#[tokio::test]
async fn a_last_page_that_is_missing_odd_or_moves() {
    // Not there at all: until a page is empty.
    let (client, server) = memory(|call| match value_of(call, "page").unwrap_or(1) {
        page @ 1..=2 => Reply::json(200, &json!({"data": page_of(page)})),
        _ => Reply::json(200, &json!({"data": []})),
    });
    assert_eq!(all(list(&client).into_items(&BY_LAST_PAGE)).await, [1, 2, 3, 4]);
    assert_eq!(server.calls().len(), 3);
    // A number in quotes.
    let (client, _) = memory(|call| {
        Reply::json(200, &json!({"data": page_of(value_of(call, "page").unwrap_or(1)), "meta": {"last_page": "2"}}))
    });
    assert_eq!(all(list(&client).into_items(&BY_LAST_PAGE)).await, [1, 2, 3, 4]);
    // It shrinks while it is read.
    let (client, _) = memory(|call| {
        let page = value_of(call, "page").unwrap_or(1);
        Reply::json(200, &json!({"data": page_of(page), "meta": {"last_page": 4 - page}}))
    });
    assert_eq!(all(list(&client).into_items(&BY_LAST_PAGE)).await, [1, 2, 3, 4]);
    // It moves away for ever, with nothing in the pages.
    let (client, server) = memory(|call| {
        let page = value_of(call, "page").unwrap_or(1);
        let data = if page < 3 { page_of(page) } else { json!([]) };
        Reply::json(200, &json!({"data": data, "meta": {"last_page": page + 1}}))
    });
    assert_eq!(all(list(&client).into_items(&BY_LAST_PAGE)).await, [1, 2, 3, 4]);
    assert_eq!(server.calls().len(), 3);
}

operation!(Numbers, GET "/list", &[&[&KEY]], std::collections::BTreeMap<String, Vec<i64>>, json);

#[tokio::test]
async fn nothing_is_asked_for_behind_a_page_that_cannot_be_read() {
    let (client, server) = memory(|call| match value_of(call, "page").unwrap_or(1) {
        2 => Reply::json(200, &json!({"data": ["no number"]})),
        page => Reply::json(200, &json!({"data": page_of(page)})),
    });
    let mut pages = call::<Numbers>(&client).into_pages(&UNTIL_EMPTY);
    assert!(pages.next().await.unwrap().is_ok());
    assert!(matches!(pages.next().await, Some(Err(Error::Undocumented(_)))));
    assert!(pages.next().await.is_none());
    assert_eq!(server.calls().len(), 2);
    let (client, server) = memory(|call| match value_of(call, "after") {
        None => Reply::json(200, &json!({"data": [1], "next": 2})),
        Some(after) => Reply::json(200, &json!({"data": "nothing", "next": after + 1})),
    });
    let mut items = list(&client).into_items::<i64>(&BY_CURSOR);
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert!(matches!(items.next().await, Some(Err(Error::Undocumented(it))) if it.value() == "nothing"));
    assert!(items.next().await.is_none());
    assert_eq!(server.calls().len(), 2);
}

#[tokio::test]
async fn a_server_that_does_not_know_the_parameter_is_asked_twice() {
    for paging in [&BY_LAST_PAGE, &UNTIL_EMPTY, &BY_OFFSET] {
        let (client, server) = memory(|_| Reply::json(200, &json!({"data": [1, 2], "meta": {"last_page": 9}})));
        assert_eq!(all(list(&client).into_items(paging)).await, [1, 2]);
        assert_eq!(server.calls().len(), 2);
    }
}

#[tokio::test]
async fn pages_without_end_end() {
    let count = AtomicU32::new(0);
    let (client, server) = memory(move |call| {
        let page = value_of(call, "page").unwrap_or(1);
        let salt = count.fetch_add(1, Ordering::Relaxed);
        Reply::json(200, &json!({"data": [page], "meta": {"last_page": page + 1}, "salt": salt}))
    });
    let mut pages = list(&client).into_pages(&BY_LAST_PAGE);
    let mut last = None;
    while let Some(page) = pages.next().await {
        last = Some(page);
    }
    let error = last.unwrap().unwrap_err();
    assert!(error.to_string().contains("max_pages"), "{error}");
    assert_eq!(server.calls().len(), 10_000);
}

#[tokio::test]
async fn by_page_number_until_a_page_is_empty() {
    let (client, server) = memory(|call| match value_of(call, "page").unwrap_or(1) {
        page @ 1..=3 => Reply::json(200, &json!({"data": page_of(page)})),
        _ => Reply::json(200, &json!({"data": []})),
    });
    assert_eq!(all(list(&client).into_items(&UNTIL_EMPTY)).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(server.calls().len(), 4);
    let mut pages = list(&client).into_pages(&UNTIL_EMPTY);
    let mut count = 0;
    while let Some(page) = pages.next().await {
        page.unwrap();
        count += 1;
    }
    assert_eq!(count, 3, "the empty page behind the last one is none");
}

#[tokio::test]
async fn by_offset() {
    let (client, server) = memory(|call| {
        let from = value_of(call, "offset").unwrap_or(0);
        let data: Vec<u64> = (from..5).take(2).collect();
        Reply::json(200, &json!({ "data": data }))
    });
    assert_eq!(all(list(&client).query("limit", 2).into_items(&BY_OFFSET)).await, [0, 1, 2, 3, 4]);
    assert_eq!(queries(&server), ["limit=2", "limit=2&offset=2", "limit=2&offset=4", "limit=2&offset=5"]);
    assert_eq!(all(list(&client).query("offset", 3).into_items(&BY_OFFSET)).await, [3, 4]);
}

#[tokio::test]
async fn by_cursor() {
    for end in [json!(null), json!(""), json!(false)] {
        let (client, server) = memory(move |call| match call.query() {
            "" => Reply::json(200, &json!({"data": [1], "next": "a b&c"})),
            "after=a%20b%26c" => Reply::json(200, &json!({"data": [], "next": 7})),
            "after=7" => Reply::json(200, &json!({"data": [2], "next": end})),
            other => panic!("{other}"),
        });
        assert_eq!(all(list(&client).into_items(&BY_CURSOR)).await, [1, 2], "an empty page is not the last one");
        assert_eq!(server.calls().len(), 3);
    }
    let (client, server) = memory(|call| {
        let at = value_of(call, "after").unwrap_or(0);
        Reply::json(200, &json!({"data": [at], "next": (at + 1) % 3}))
    });
    assert_eq!(all(list(&client).into_items(&BY_CURSOR)).await, [0, 1, 2, 0], "a token is followed once");
    assert_eq!(server.calls().len(), 4);
}

#[tokio::test]
async fn by_url() {
    let (client, server) = memory(|call| match (call.path(), value_of(call, "page")) {
        (_, None) => Reply::json(200, &json!({"data": [1], "links": {"next": "https://host/v1/list?page=2"}})),
        (_, Some(2)) => Reply::json(200, &json!({"data": [2], "links": {"next": "/v1/other?page=3"}})),
        (_, Some(3)) => Reply::json(200, &json!({"data": [3], "links": {"next": "?page=4"}})),
        _ => Reply::json(200, &json!({"data": [4], "links": {"next": null}})),
    });
    assert_eq!(all(list(&client).query("per_page", 1).into_items(&BY_URL)).await, [1, 2, 3, 4]);
    let calls = server.calls();
    assert_eq!(calls[1].uri(), "https://host/v1/list?per_page=1&page=2");
    assert_eq!(calls[2].uri(), "https://host/v1/other?per_page=1&page=3");
    assert_eq!(calls[3].uri(), "https://host/v1/other?per_page=1&page=4");
}

#[tokio::test]
async fn a_url_of_another_origin_lends_its_query_only() {
    for next in [
        "http://host/v1/list?page=2",
        "https://evil.org/list?page=2",
        "https://host:444/x?page=2",
        "//evil.org/?page=2",
    ] {
        let (client, server) = memory(move |call| match value_of(call, "page") {
            None => Reply::json(200, &json!({"data": [1], "links": {"next": next}})),
            Some(_) => Reply::json(200, &json!({"data": [2], "links": {}})),
        });
        assert_eq!(all(list(&client).into_items(&BY_URL)).await, [1, 2]);
        assert_eq!(server.calls()[1].uri(), "https://host/v1/list?page=2", "{next}");
    }
    let (client, server) = memory(|_| Reply::json(200, &json!({"data": [1], "links": {"next": "https://evil.org/x"}})));
    assert_eq!(all(list(&client).into_items(&BY_URL)).await, [1]);
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn by_link_header() {
    let (client, server) = memory(|call| {
        match value_of(call, "page").unwrap_or(1) {
        1 => Reply::json(200, &json!([1])).header(
            "link",
            "<https://host/v1/list?page=9>; title=\"a, <b>\"; rel=\"last\", <https://host/v1/list?page=2>; rel=\"next\"",
        ),
        2 => Reply::json(200, &json!([2])).header("link", "</v1/list?page=3>; rel=next"),
        _ => Reply::json(200, &json!([3])).header("link", "</v1/list?page=1>; rel=\"first prev\""),
    }
    });
    assert_eq!(all(list(&client).into_items(&BY_HEADER)).await, [1, 2, 3]);
    assert_eq!(server.calls().len(), 3);
}

#[tokio::test]
async fn an_item_that_cannot_be_read_is_an_error_and_the_others_follow() {
    let (client, _) =
        memory(|_| Reply::bytes(200, "application/json", r#"{"data":[1, "x", 3],"meta":{"last_page":1}}"#));
    let mut items = list(&client).into_items::<i64>(&BY_LAST_PAGE);
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    let error = items.next().await.unwrap().unwrap_err();
    assert!(matches!(&error, Error::Undocumented(it) if it.value() == "x" && it.place() == "/data/1"), "{error:?}");
    assert!(error.to_string().contains("`/data/1`"), "{error}");
    assert_eq!(items.next().await.unwrap().unwrap(), 3);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn items_are_read_without_loss() {
    let text = r#"{"data":[123456789012345678901234567890, 1.10, {"b":1,"a":2}],"meta":{"last_page":1}}"#;
    let (client, _) = memory(move |_| Reply::bytes(200, "application/json", text));
    let items: Vec<Value> = list(&client).into_items(&BY_LAST_PAGE).all().await.unwrap();
    let whole: Value = serde_json::from_str(text).unwrap();
    assert_eq!(Value::from(items), whole["data"]);
}

#[tokio::test]
async fn items_are_found_by_what_keys_mean_and_not_by_what_texts_have_in_them() {
    let text = r#" { "a" : "\"data\":[9],}]" , "data":[9], "d\u0061ta" : [ "]},\\\"" , [] , {"data" : [1, {}]},7 ] ,"e":{},"f":[ ]} "#;
    let (client, _) = memory(move |_| Reply::bytes(200, "application/json", text));
    let items: Vec<Value> = list(&client).into_items(&UNTIL_EMPTY).all().await.unwrap();
    assert_eq!(items[..4], [json!("]},\\\""), json!([]), json!({"data": [1, {}]}), json!(7)]);
    // Text that is not JSON as a whole has no items, whatever stands in it.
    let (client, _) = memory(move |_| Reply::bytes(200, "application/json", r#"{"data":[1],}"#));
    assert!(list(&client).into_items::<Value>(&UNTIL_EMPTY).all().await.is_err());
}

#[tokio::test]
async fn a_list_that_is_no_list() {
    let item = |body: &'static str| async move {
        let (client, _) = memory(move |_| Reply::bytes(200, "application/json", body));
        list(&client).into_items::<Value>(&BY_LAST_PAGE).all().await
    };
    for nothing in ["", "null", "{}", r#"{"data":null}"#, r#"{"data":[]}"#] {
        assert_eq!(item(nothing).await.unwrap().len(), 0, "{nothing}");
    }
    for (odd, place, value) in [
        (r#"{"data":{"1":1}}"#, "/data", json!({"1": 1})),
        (r#"{"data":"x"}"#, "/data", json!("x")),
        ("[1]", "", json!([1])),
    ] {
        let error = item(odd).await.unwrap_err();
        let Error::Undocumented(it) = &error else { panic!("{odd}: {error:?}") };
        assert_eq!((it.place(), it.value(), &it.body()[..]), (place, &value, odd.as_bytes()));
    }
    let error = item("<html>").await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}

#[tokio::test]
async fn after_an_error_there_are_no_more_pages() {
    let (client, server) = memory(|call| match value_of(call, "page") {
        None => Reply::json(200, &json!({"data": [1], "meta": {"last_page": 9}})),
        Some(_) => Reply::status(500),
    });
    let mut items = list(&client).into_items::<i64>(&BY_LAST_PAGE);
    assert!(items.next().await.unwrap().is_ok());
    assert_eq!(items.next().await.unwrap().unwrap_err().status().unwrap(), 500);
    assert!(items.next().await.is_none());
    assert_eq!(server.calls().len(), 2);
}

#[tokio::test]
async fn waiting_for_an_item_can_be_given_up_and_taken_up_again() {
    let (client, server) = memory(|call| {
        let page = value_of(call, "page").unwrap_or(1);
        Reply::json(200, &json!({"data": page_of(page), "meta": {"last_page": 2}})).delay(Duration::from_millis(50))
    });
    let mut items = list(&client).into_items::<i64>(&BY_LAST_PAGE);
    let mut seen = Vec::new();
    loop {
        match tokio::time::timeout(Duration::from_millis(5), items.next()).await {
            Err(_) => {}
            Ok(Some(item)) => seen.push(item.unwrap()),
            Ok(None) => break,
        }
    }
    assert_eq!(seen, [1, 2, 3, 4]);
    assert_eq!(server.calls().len(), 2, "nothing is asked for twice");
}

#[tokio::test]
async fn lists_of_undocumented_operations() {
    let (client, server) = memory(|call| {
        let page = value_of(call, "page").unwrap_or(1);
        Reply::json(200, &json!({"data": page_of(page), "meta": {"last_page": 2}}))
    });
    let items = client.request(Method::GET, "/runs?page=1&x=y").into_items::<i64>(&BY_LAST_PAGE);
    assert_eq!(items.all().await.unwrap(), [1, 2, 3, 4]);
    assert_eq!(queries(&server), ["page=1&x=y", "x=y&page=2"]);
}
