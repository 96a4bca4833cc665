//! Every kind of paging, by the methods that were generated for it.

use lists::client;
use lists_and_streams::models::{Item, SearchByCursorBody, SearchGivenBody, SearchGivenBodyRange, SearchPagesBody};
use lists_and_streams::operations::*;
use lists_and_streams::runtime::{Items, MemoryTransport, Operation, RecordedCall, Reply};
use serde_json::{Value, json};

fn items(ids: impl IntoIterator<Item = u64>) -> Value {
    ids.into_iter().map(|id| json!({ "id": id })).collect()
}

async fn ids(items: Items<Item>) -> Vec<i64> {
    items.all().await.unwrap().into_iter().map(|item| item.id.unwrap()).collect()
}

fn queries<O: Operation>(server: &MemoryTransport) -> Vec<String> {
    server.calls_of::<O>().iter().map(|call| call.query().to_owned()).collect()
}

fn number(call: &RecordedCall, name: &str) -> Option<u64> {
    call.query_parameter(name).map(|text| text.parse().unwrap())
}

#[tokio::test]
async fn up_to_the_last_page() {
    let (client, server) = client();
    server.on::<ByLastPage>(|call| {
        let page = number(call, "page").unwrap_or(1);
        let links = json!({"next": "http://elsewhere.example.com/steal?page=9"});
        let meta = json!({"current_page": page, "last_page": 3});
        Reply::json(200, &json!({"data": items([page * 2 - 1, page * 2]), "meta": meta, "links": links}))
    });
    assert_eq!(ids(client.by_last_page().sort("-id").stream()).await, [1, 2, 3, 4, 5, 6]);
    // The parameters of the first call are kept, and nothing was sent elsewhere.
    assert_eq!(queries::<ByLastPage>(&server), ["sort=-id", "sort=-id&page=2", "sort=-id&page=3"]);
    assert!(server.calls().iter().all(|call| call.uri().host() == Some("lists.example.com")));
    assert_eq!(ids(client.by_last_page().stream().max_pages(2)).await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_last_page_that_moves_ends_and_goes_on() {
    let (client, server) = client();
    server.on::<ByLastPage>(|call| {
        let page = number(call, "page").unwrap_or(1);
        // It moves away with every page, until the pages are empty.
        let ids = if page <= 4 { items([page]) } else { items([]) };
        Reply::json(200, &json!({"data": ids, "meta": {"current_page": page, "last_page": page + 1}}))
    });
    assert_eq!(ids(client.by_last_page().stream()).await, [1, 2, 3, 4]);
    server.on::<ByLastPage>(|call| {
        // The list became shorter on the way.
        let page = number(call, "page").unwrap_or(1);
        let last = if page == 1 { 9 } else { 1 };
        Reply::json(200, &json!({"data": items([page]), "meta": {"current_page": page, "last_page": last}}))
    });
    assert_eq!(ids(client.by_last_page().stream()).await, [1, 2]);
    // The same page for ever.
    server.on::<ByLastPage>(|_| {
        Reply::json(200, &json!({"data": items([7]), "meta": {"current_page": 1, "last_page": 1_000_000}}))
    });
    assert_eq!(ids(client.by_last_page().stream()).await, [7]);
}

#[tokio::test]
async fn until_a_page_is_empty() {
    let (client, server) = client();
    server.on::<UntilEmpty>(|call| {
        let page = number(call, "page").unwrap_or(1);
        Reply::json(200, &if page <= 2 { items([page]) } else { items([]) })
    });
    assert_eq!(ids(client.until_empty().per_page(1).stream()).await, [1, 2]);
    assert_eq!(queries::<UntilEmpty>(&server), ["per_page=1", "per_page=1&page=2", "per_page=1&page=3"]);
}

#[tokio::test]
async fn pages_from_zero() {
    let (client, server) = client();
    server.on::<FromZero>(|call| {
        let page = number(call, "page").unwrap_or(0);
        Reply::json(200, &if page <= 2 { items([page]) } else { items([]) })
    });
    assert_eq!(ids(client.from_zero().stream()).await, [0, 1, 2]);
    assert_eq!(queries::<FromZero>(&server), ["", "page=1", "page=2", "page=3"]);
}

#[tokio::test]
async fn by_offset() {
    let (client, server) = client();
    server.on::<ByOffset>(|call| {
        let offset = number(call, "offset").unwrap_or(0);
        Reply::json(200, &items((offset..5).take(2)))
    });
    assert_eq!(ids(client.by_offset().limit(2).stream()).await, [0, 1, 2, 3, 4]);
    assert_eq!(queries::<ByOffset>(&server), ["limit=2", "limit=2&offset=2", "limit=2&offset=4", "limit=2&offset=5"]);
}

#[tokio::test]
async fn by_a_cursor_in_the_body() {
    let (client, server) = client();
    server.on::<ByCursor>(|call| {
        let (id, next) = match call.query_parameter("cursor").as_deref() {
            None => (1, json!("a&b")),
            Some("a&b") => (2, json!("last")),
            Some("last") => (3, json!(null)),
            other => panic!("{other:?}"),
        };
        Reply::json(200, &json!({"items": items([id]), "next_cursor": next}))
    });
    assert_eq!(ids(client.by_cursor().stream()).await, [1, 2, 3]);
    // A token that was there before is followed no more.
    server.on::<ByCursor>(|call| {
        let id = if call.query().is_empty() { 1 } else { 2 };
        Reply::json(200, &json!({"items": items([id]), "next_cursor": "round"}))
    });
    assert_eq!(ids(client.by_cursor().stream()).await, [1, 2]);
}

#[tokio::test]
async fn by_a_link_header() {
    let (client, server) = client();
    server.on::<ByLinkHeader>(|call| match number(call, "after") {
        None => Reply::json(200, &items([1])).header("link", r#"</v1/link-header?after=1&x=1>; rel="next""#),
        Some(1) => Reply::json(200, &items([2])).header("link", r#"</v1/link-header>; rel="first""#),
        other => panic!("{other:?}"),
    });
    assert_eq!(ids(client.by_link_header().query("sort", "id").stream()).await, [1, 2]);
    assert_eq!(queries::<ByLinkHeader>(&server), ["sort=id", "sort=id&after=1&x=1"]);
}

#[tokio::test]
async fn by_a_url_in_the_body_and_only_on_this_origin() {
    let (client, server) = client();
    server.on::<ByNextUrl>(|call| {
        let (id, next) = match number(call, "after") {
            None => (1, json!("https://lists.example.com/v1/next-url?after=1")),
            // Another scheme, another host, another port: only their queries count.
            Some(1) => (2, json!("http://lists.example.com/v1/next-url?after=2")),
            Some(2) => (3, json!("https://other.example.com/elsewhere?after=3")),
            Some(3) => (4, json!("https://lists.example.com:444/v1/next-url?after=4")),
            Some(4) => (5, json!(null)),
            other => panic!("{other:?}"),
        };
        Reply::json(200, &json!({"results": items([id]), "next": next}))
    });
    assert_eq!(ids(client.by_next_url().stream()).await, [1, 2, 3, 4, 5]);
    assert_eq!(server.calls().len(), 5);
    for call in server.calls() {
        let authority = call.uri().authority().map(|authority| authority.as_str());
        assert_eq!((call.uri().scheme_str(), authority), (Some("https"), Some("lists.example.com")));
    }
}

#[tokio::test]
async fn as_an_overlay_says() {
    let (client, server) = client();
    server.on::<AsGiven>(|call| match call.query_parameter("from").as_deref() {
        None => Reply::json(200, &json!({"batch": {"rows": items([1, 2]), "more": "t"}})),
        Some("t") => Reply::json(200, &json!({"batch": {"rows": items([3])}})),
        other => panic!("{other:?}"),
    });
    assert_eq!(ids(client.as_given().stream()).await, [1, 2, 3]);
    // What an overlay turned off has no `stream`: this is one call.
    server.on::<NoPages>(|_| Reply::json(200, &items([1])));
    assert_eq!(client.no_pages().await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn pages_are_lazy_and_survive_being_given_up() {
    let (client, server) = client();
    server.on::<UntilEmpty>(|call| {
        let page = number(call, "page").unwrap_or(1);
        let reply = Reply::json(200, &if page <= 3 { items([page]) } else { items([]) });
        reply.delay(std::time::Duration::from_millis(20))
    });
    let mut pages = client.until_empty().pages();
    assert_eq!(server.calls().len(), 0);
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 1);
    assert_eq!(server.calls().len(), 1);
    // Given up while the second page is on its way, it is not asked for twice.
    let given_up = tokio::time::timeout(std::time::Duration::from_millis(1), pages.next()).await;
    assert!(given_up.is_err());
    assert_eq!(pages.next().await.unwrap().unwrap()[0].id, Some(2));
    assert_eq!(queries::<UntilEmpty>(&server), ["", "page=2"]);
}

fn bodies<O: Operation>(server: &MemoryTransport) -> Vec<String> {
    server.calls_of::<O>().iter().map(|call| String::from_utf8(call.body().to_vec()).unwrap()).collect()
}

#[tokio::test]
async fn pages_that_are_asked_for_in_the_body() {
    let (client, server) = client();
    server.on::<SearchPages>(|call| {
        let page = call.json::<Value>().ok().and_then(|body| body["page"].as_u64()).unwrap_or(1);
        Reply::json(200, &json!({"data": items([page]), "meta": {"page": page, "total_pages": 3}}))
    });
    // What else is sent stays, as it is written.
    let mut body = SearchPagesBody::new().with_q("é/\"");
    body.undocumented.insert("exact", u64::MAX);
    assert_eq!(ids(client.search_pages().body(&body).stream()).await, [1, 2, 3]);
    let sent = bodies::<SearchPages>(&server);
    assert_eq!(sent[0], "{\"q\":\"é/\\\"\",\"exact\":18446744073709551615}");
    assert_eq!(sent[2], "{\"q\":\"é/\\\"\",\"exact\":18446744073709551615,\"page\":3}");
    // It goes on from the page that was asked for first; without a body, one is made.
    assert_eq!(ids(client.search_pages().body(&SearchPagesBody::new().with_page(2)).stream()).await, [2, 3]);
    assert_eq!(ids(client.search_pages().stream()).await, [1, 2, 3]);
    let last = server.calls_of::<SearchPages>().pop().unwrap();
    assert_eq!((&last.body()[..], last.header("content-type")), (&b"{\"page\":3}"[..], Some("application/json")));
}

#[tokio::test]
async fn cursors_and_offsets_in_the_body() {
    let (client, server) = client();
    server.on::<SearchByCursor>(|call| match call.json::<Value>().unwrap()["pagination"]["cursor"].as_str() {
        None => Reply::json(200, &json!({"items": items([1]), "next_cursor": "c/2"})),
        Some("c/2") => Reply::json(200, &json!({"items": items([2]), "next_cursor": "3"})),
        Some("3") => Reply::json(200, &json!({"items": items([3]), "next_cursor": null})),
        other => panic!("{other:?}"),
    });
    assert_eq!(ids(client.search_by_cursor(&SearchByCursorBody::new("x")).stream()).await, [1, 2, 3]);
    assert_eq!(bodies::<SearchByCursor>(&server)[1], r#"{"q":"x","pagination":{"cursor":"c/2"}}"#);
    server.on::<SearchGiven>(|call| {
        let from = call.json::<Value>().unwrap()["range"]["from"].as_str().map_or(0, |from| from.parse().unwrap());
        Reply::json(200, &items((from..5).take(2)))
    });
    let range = SearchGivenBodyRange::new().with_from("1");
    let search = client.search_given().body(&SearchGivenBody::new().with_range(range));
    assert_eq!(ids(search.stream()).await, [1, 2, 3, 4]);
    assert_eq!(bodies::<SearchGiven>(&server), [r#"{"range":{"from":"1"}}"#, r#"{"range":{"from":"3"}}"#, r#"{"range":{"from":"5"}}"#]);
}
