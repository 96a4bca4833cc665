//! Lists as common frameworks page them, over real sockets, by the rules that are recognised for them.

use super::api::*;

operation!(List, GET "/list", &[], Value, json);

/// Three pages of two items each from a server, and the queries that it was sent.
async fn walked(
    paging: &'static Paging,
    query: &[(&str, &str)],
    page: impl Fn(&wiremock::Request) -> Value + Send + Sync + 'static,
) -> (Vec<u64>, Vec<String>) {
    let server = MockServer::start().await;
    let answer = move |request: &wiremock::Request| ResponseTemplate::new(200).set_body_json(page(request));
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    let mut call = call::<List>(&client(&server.uri()));
    for (name, value) in query {
        call = call.query(name, value);
    }
    let items = call.into_items::<u64>(paging).all().await.unwrap();
    let sent = requests(&server).await;
    (items, sent.iter().map(|sent| sent.url.query().unwrap_or_default().to_owned()).collect())
}

fn sent(request: &wiremock::Request, name: &str) -> Option<String> {
    request.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn number(request: &wiremock::Request, name: &str, otherwise: u64) -> u64 {
    sent(request, name).map_or(otherwise, |text| text.parse().unwrap())
}

/// Of the page with an index from 0.
fn items(index: u64) -> Value {
    if index < 3 { json!([index * 2 + 1, index * 2 + 2]) } else { json!([]) }
}

const ALL: [u64; 6] = [1, 2, 3, 4, 5, 6];

#[tokio::test]
async fn fastapi_pagination() {
    static PAGE: Paging = Paging {
        items: &["items"],
        kind: PagingKind::PageNumber { parameter: "page", first: 1, last_page: &["pages"] },
    };
    let (found, queries) = walked(&PAGE, &[("size", "2")], |request| {
        let page = number(request, "page", 1);
        json!({"items": items(page - 1), "total": 6, "page": page, "size": 2, "pages": 3})
    })
    .await;
    assert_eq!(
        (&found[..], &queries[..]),
        (&ALL[..], &["size=2", "size=2&page=2", "size=2&page=3"].map(str::to_owned)[..])
    );
}

#[tokio::test]
async fn spring_pages_from_zero() {
    static PAGE: Paging = Paging {
        items: &["content"],
        kind: PagingKind::PageNumber { parameter: "page", first: 0, last_page: &["last"] },
    };
    let page = |request: &wiremock::Request| {
        let page = number(request, "page", 0);
        json!({"content": items(page), "totalPages": 3, "number": page, "last": page == 2})
    };
    let (found, queries) = walked(&PAGE, &[("size", "2")], page).await;
    assert_eq!(
        (&found[..], &queries[..]),
        (&ALL[..], &["size=2", "size=2&page=1", "size=2&page=2"].map(str::to_owned)[..])
    );
    // From the page that the caller asks for, also if it is one of an exploded object.
    let (found, queries) = walked(&PAGE, &[("page", "1"), ("size", "2")], page).await;
    assert_eq!((&found[..], &queries[..]), (&ALL[2..], &["page=1&size=2", "size=2&page=2"].map(str::to_owned)[..]));
}

#[tokio::test]
async fn springs_paged_model_ends_at_an_empty_page() {
    static PAGE: Paging = Paging {
        items: &["content"],
        kind: PagingKind::PageNumber { parameter: "page", first: 0, last_page: &["page", "totalPages"] },
    };
    let (found, queries) = walked(&PAGE, &[], |request| {
        let page = number(request, "page", 0);
        json!({"content": items(page), "page": {"size": 2, "number": page, "totalElements": 6, "totalPages": 3}})
    })
    .await;
    assert_eq!((&found[..], queries.len()), (&ALL[..], 4));
}

#[tokio::test]
async fn next_as_a_plain_text() {
    static NEXT: Paging = Paging { items: &["results"], kind: PagingKind::NextUrl { next: &["next"] } };
    let (found, queries) = walked(&NEXT, &[("page_size", "2")], |request| {
        let page = number(request, "page", 1);
        let host = request.headers["host"].to_str().unwrap();
        let next = (page < 3).then(|| format!("http://{host}/list?page={}&page_size=2", page + 1));
        json!({"count": 6, "next": next, "previous": null, "results": items(page - 1)})
    })
    .await;
    assert_eq!(
        (&found[..], &queries[..]),
        (&ALL[..], &["page_size=2", "page=2&page_size=2", "page=3&page_size=2"].map(str::to_owned)[..])
    );
}

#[tokio::test]
async fn litestar() {
    static CLASSIC: Paging = Paging {
        items: &["items"],
        kind: PagingKind::PageNumber { parameter: "current_page", first: 1, last_page: &["total_pages"] },
    };
    let (found, queries) = walked(&CLASSIC, &[("page_size", "2"), ("current_page", "1")], |request| {
        let page = number(request, "current_page", 1);
        json!({"items": items(page - 1), "page_size": 2, "current_page": page, "total_pages": 3})
    })
    .await;
    assert_eq!(
        (&found[..], queries.last().unwrap().as_str(), queries.len()),
        (&ALL[..], "page_size=2&current_page=3", 3)
    );
    static CURSOR: Paging =
        Paging { items: &["items"], kind: PagingKind::Cursor { parameter: "cursor", next: &["cursor"] } };
    let (found, queries) = walked(&CURSOR, &[("results_per_page", "2")], |request| {
        let after = number(request, "cursor", 0);
        let cursor = (after < 4).then_some(after + 2);
        json!({"items": items(after / 2), "results_per_page": 2, "cursor": cursor})
    })
    .await;
    assert_eq!(
        (&found[..], queries.last().unwrap().as_str(), queries.len()),
        (&ALL[..], "results_per_page=2&cursor=4", 3)
    );
}
