//! The client in use: each line as a caller writes it.

use patchworks_client::models::{Flows, Status};
use patchworks_client::operations::ListFlowCallbacks;
use patchworks_client::runtime::{self, Build, MemoryTransport, Reply};
use patchworks_client::{Auth, Client, Error};
use serde_json::json;

/// A server of two pages with one flow each.
fn server() -> (MemoryTransport, Client) {
    let server = MemoryTransport::new();
    server.on::<ListFlowCallbacks>(|request| {
        let page = request.query_parameter("page").map_or(1, |page| page.parse().unwrap());
        let meta = json!({"current_page": page, "last_page": 2, "per_page": 1, "from": null});
        Reply::json(200, &json!({"data": [{"id": page}], "meta": meta}))
    });
    let client = Client::builder().auth(Auth::ApiKeyAuth("key".into())).transport(server.transport()).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn credentials() -> Result<(), Error> {
    let (server, _) = server();
    let builder = || Client::builder().transport(server.transport());

    let by_key = builder().api_key("key-1").build()?;
    let by_token = builder().bearer_token("token-1").build()?;

    by_key.list_flow_callbacks(42).await?;
    by_token.list_flow_callbacks(42).await?;
    let sent: Vec<_> = server.calls().iter().map(|call| call.header("authorization").map(str::to_owned)).collect();
    assert_eq!(sent, [Some("key-1".to_owned()), Some("Bearer token-1".to_owned())]);
    Ok(())
}

#[test]
fn models_of_responses_are_built_in_tests() {
    let flow = Flows::from_json(json!({"id": 1, "status": "Draft"}));
    assert_eq!((flow.id, flow.status), (Some(1), Some(Status::Draft)));

    let flow = runtime::example::<Flows>().with("name", "orders").with("id", "odd");
    assert_eq!((flow.name.as_deref(), flow.id), (Some("orders"), None));
    assert_eq!(flow.undocumented.get_raw("id"), Some(&json!("odd")));
}

#[tokio::test]
async fn lists() -> Result<(), Error> {
    let (server, client) = server();

    let page = client.list_flow_callbacks(42).page(2).per_page(1).await?;
    assert_eq!(page.items().first().and_then(|flow| flow.id), Some(2));
    assert_eq!(server.calls()[0].query(), "page=2&per_page=1");

    let all: Vec<Flows> = client.list_flow_callbacks(42).stream().all().await?;
    assert_eq!(all.len(), 2);

    let (mut flows, mut ids) = (client.list_flow_callbacks(42).page(2).stream(), Vec::new());
    while let Some(flow) = flows.try_next().await? {
        ids.extend(flow.id);
    }
    assert_eq!(ids, [2], "the pages after the one that was asked for first");

    let (mut pages, mut count) = (client.list_flow_callbacks(42).pages(), 0);
    while let Some(page) = pages.try_next().await? {
        count += page.items().len();
    }
    assert_eq!((count, client.list_flow_callbacks(42).pages().all().await?.len()), (2, 2));

    let task = tokio::spawn(client.list_flow_callbacks(42).into_future());
    assert_eq!(task.await.expect("the call does not panic")?.items().len(), 1);
    Ok(())
}
