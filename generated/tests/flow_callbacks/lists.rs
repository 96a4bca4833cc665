//! Lists: their envelope, their pages, and lists that are none.

use super::support::*;

fn page(number: u64, ids: &[u64]) -> Value {
    let data: Vec<Value> = ids.iter().map(|id| json!({"id": id, "priority": number})).collect();
    json!({
        "data": data,
        "meta": {
            "current_page": number, "from": ids.first(), "last_page": 2, "path": "http://core/api", "per_page": 2,
            "to": ids.last(), "total": 3,
        },
        "links": {
            "first": "http://core/api?page=1", "last": "http://core/api?page=2", "prev": null,
            "next": "http://elsewhere.example/api?page=2",
        },
    })
}

async fn two_pages() -> MockServer {
    let server = MockServer::start().await;
    let second = ResponseTemplate::new(200).set_body_json(page(2, &[3]));
    Mock::given(query_param("page", "2")).respond_with(second).mount(&server).await;
    let first = ResponseTemplate::new(200).set_body_json(page(1, &[1, 2]));
    Mock::given(any()).respond_with(first).mount(&server).await;
    server
}

#[tokio::test]
async fn the_envelope_is_typed() {
    let server = two_pages().await;
    let list = client(&server.uri()).list_flow_callbacks(1).await.unwrap();
    let (meta, links) = (list.meta.as_ref().unwrap(), list.links.as_ref().unwrap());
    assert_eq!((meta.from, meta.to, meta.last_page), (Some(1), Some(2), Some(2)));
    assert!(links.prev.is_none() && links.is_null("prev") && links.undocumented.is_empty(), "a documented null");
    assert_eq!(links.next.as_ref().unwrap(), &"http://elsewhere.example/api?page=2");
    assert_writes(&list, &page(1, &[1, 2]));
}

#[tokio::test]
async fn items_of_all_pages() {
    let server = two_pages().await;
    let mut items = client(&server.uri()).list_flow_callbacks(1).query("per_page", 2).stream();
    let mut ids = Vec::new();
    while let Some(flow) = items.next().await {
        ids.push(flow.unwrap().id.unwrap());
    }
    assert_eq!(ids, [1, 2, 3]);
    let requests = requests(&server).await;
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert!(request.url.query_pairs().any(|pair| pair == ("per_page".into(), "2".into())));
        assert_eq!(headers(request, "authorization"), [KEY]);
    }
}

#[tokio::test]
async fn pages_one_by_one() {
    let server = two_pages().await;
    let mut pages = client(&server.uri()).list_flow_callbacks(1).pages();
    let mut counts = Vec::new();
    while let Some(page) = pages.next().await {
        counts.push(page.unwrap().data.unwrap().len());
    }
    assert_eq!(counts, [2, 1]);
}

#[tokio::test]
async fn a_list_keeps_its_length_and_its_good_elements_whatever_one_element_is() {
    let sent = json!({"data": [{"id": 1}, null, 7, "x", [], {}, {"id": 2}]});
    let server = server_with(&sent).await;
    let list = client(&server.uri()).list_flow_callbacks(1).await.unwrap();
    assert_writes(&list, &sent);
    let data = list.data.unwrap();
    assert_eq!(data.len(), 7);
    assert_eq!((data[0].id, data[6].id), (Some(1), Some(2)));
    let wholes: Vec<_> = data.iter().map(|flow| flow.undocumented.whole().cloned()).collect();
    assert_eq!(wholes[1..5], [Some(json!(null)), Some(json!(7)), Some(json!("x")), Some(json!([]))]);
    assert!(data[5].undocumented.is_empty());
}

#[tokio::test]
async fn a_list_that_is_no_list() {
    for data in [json!({"0": {"id": 1}}), json!({"id": 1}), json!("none"), json!(0), json!(null), json!(false)] {
        let sent = json!({"data": data, "meta": "none", "links": []});
        let server = server_with(&sent).await;
        let list = client(&server.uri()).list_flow_callbacks(1).await.unwrap();
        assert_eq!((&list.data, &list.meta, &list.links), (&None, &None, &None));
        assert_eq!(list.undocumented.get_raw("data"), Some(&data));
        assert_writes(&list, &sent);
    }
}

#[tokio::test]
async fn an_envelope_that_is_none() {
    for sent in [json!([{"id": 1}]), json!(null), json!("maintenance"), json!(3)] {
        let server = server_with(&sent).await;
        let list = client(&server.uri()).list_flow_callbacks(1).await.unwrap();
        assert_eq!(list.undocumented.whole(), Some(&sent));
        assert_writes(&list, &sent);
    }
}

#[tokio::test]
async fn absent_null_and_value_of_nullable_fields_stay_apart() {
    for (sent, from, is_null) in
        [(json!({}), None, false), (json!({"from": null}), None, true), (json!({"from": 1}), Some(1), false)]
    {
        let meta: PaginationMeta = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!((meta.from, meta.is_null("from")), (from, is_null));
        assert!(meta.undocumented.is_empty());
        assert_writes(&meta, &sent);
    }
    let meta: PaginationMeta = serde_json::from_value(json!({"from": "1", "total": null})).unwrap();
    assert_eq!((meta.from, meta.total), (None, None));
    assert_writes(&meta, &json!({"from": "1", "total": null}));
}
