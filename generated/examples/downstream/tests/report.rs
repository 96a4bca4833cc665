//! The crate against a server in memory: no network, no fixtures.

use flow_report::{Refusal, Report, create, report, report_blocking};
use patchworks_client::models::{Flows, FlowsListResponse, FlowsResponse, FlowsStoreCallbacksRequest};
use patchworks_client::operations::{CreateFlowCallback, ListFlowCallbacks};
use patchworks_client::runtime::{MemoryTransport, Reply, example};
use patchworks_client::{Auth, Client, Retry};
use serde_json::json;
use std::time::Duration;

fn client(server: &MemoryTransport) -> Client {
    let quick = Retry::attempts(3).backoff(Duration::from_millis(1), Duration::from_millis(2));
    let builder = Client::builder().auth(Auth::ApiKeyAuth("key".into())).retry(quick);
    builder.transport(server.transport()).build().expect("the settings are valid")
}

/// Three pages; a status of each, one of them not documented, one absent.
fn three_pages() -> MemoryTransport {
    let server = MemoryTransport::new();
    server.on::<ListFlowCallbacks>(|request| {
        assert_eq!(request.path_parameter("flow").as_deref(), Some("42"));
        let page = request.query_parameter("page").map_or(1, |page| page.parse().expect("a number"));
        let status = ["Draft", "Paused", "Draft"].get(page - 1);
        let mut callback: Flows = example();
        callback.status = status.map(|status| (*status).into());
        let mut answer = json!(example::<FlowsListResponse>());
        answer["data"] = json!([callback]);
        answer["meta"] = json!({"current_page": page, "last_page": 4});
        Reply::json(200, &answer)
    });
    server
}

fn expected() -> Report {
    let by_status = [("Draft".to_owned(), 2), ("Paused".to_owned(), 1)].into();
    Report { by_status, unknown: 1 }
}

#[tokio::test]
async fn all_pages_are_counted_although_one_fails_at_first() {
    let server = three_pages();
    server.next::<ListFlowCallbacks>(Reply::status(503)).next::<ListFlowCallbacks>(Reply::connect_error());
    assert_eq!(report(&client(&server), 42).await.expect("the third attempt succeeds"), expected());
    assert_eq!((server.calls_of::<ListFlowCallbacks>().len(), server.unused()), (6, 0));
}

#[test]
fn without_a_runtime_it_is_the_same() {
    let server = three_pages();
    assert_eq!(report_blocking(&client(&server), 42).expect("it succeeds"), expected());
    assert!(server.calls().iter().all(|call| call.header("authorization") == Some("key")));
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let server = MemoryTransport::new();
    let client = client(&server);
    server.next::<CreateFlowCallback>(Reply::json(422, &json!({"errors": {"format": ["is unknown"]}})));
    let fields = create(&client, 1).await;
    assert!(matches!(fields, Err(Refusal::Fields(fields)) if fields["format"] == ["is unknown"]));
    server.next::<CreateFlowCallback>(Reply::text(404, "gone"));
    assert!(matches!(create(&client, 1).await, Err(Refusal::NoFlow)));
    // A POST whose fate is unknown is not sent again, so that this is told at once.
    server.next::<CreateFlowCallback>(Reply::reset());
    assert!(matches!(create(&client, 1).await, Err(Refusal::Later(_))));
    server.next::<CreateFlowCallback>(Reply::status(403));
    assert!(matches!(create(&client, 1).await, Err(Refusal::Other(_))));
    assert_eq!(server.calls().len(), 4);
}

#[tokio::test]
async fn a_callback_is_made() {
    let server = MemoryTransport::new();
    server.on::<CreateFlowCallback>(|request| {
        let sent: FlowsStoreCallbacksRequest = request.json().expect("it is as documented");
        assert!(sent.status.is_some() && sent.undocumented.is_empty());
        request.ok(&example::<FlowsResponse>())
    });
    assert_eq!(create(&client(&server), 42).await.expect("it is made"), 1);
}
