//! The client of the flow callbacks, as another crate uses it.

use default_numbers::{Server, same_json};
use patchworks_client::models::{Flows, FlowsStoreCallbacksRequest, FlowsUpdateCallbacksRequest, Format, Status};
use patchworks_client::{Auth, Client, Error};
use serde_json::{Value, json};

#[tokio::test]
async fn the_four_operations() {
    let server = Server::start(|call| {
        let (status, body) = match call.line.split(' ').next().unwrap() {
            "GET" => (200, json!({"data": [{"id": 1, "priority": 3}], "meta": {"last_page": 1, "from": null}})),
            "POST" => (201, json!({"data": {"id": 7, "ratio": 1.5, "status": "Draft"}})),
            "PUT" => (200, json!({"data": {"id": 7, "status": "Paused"}})),
            _ => return (204, "application/json", Vec::new()),
        };
        (status, "application/json", body.to_string().into_bytes())
    });
    let client = Client::builder().base_url(&server.address).auth(Auth::BearerAuth("t-1".into())).build().unwrap();

    let list = client.list_flow_callbacks("a b").await.unwrap();
    let meta = list.meta.as_ref().unwrap();
    assert!(meta.from.is_none() && meta.is_null("from"));
    assert_eq!(list.data.unwrap()[0].undocumented.get::<u8>("priority").unwrap(), Some(3));
    let body = FlowsStoreCallbacksRequest::new().with_status(Status::Draft).with_format(Format::Csv);
    let made = client.create_flow_callback(42, &body).await.unwrap().data.unwrap();
    assert_eq!(made.undocumented.get::<f64>("ratio").unwrap(), Some(1.5));
    let mut body = FlowsUpdateCallbacksRequest::new();
    body.undocumented.insert("priority", 5);
    let changed = client.update_flow_callback(42, made.id.unwrap(), &body).await.unwrap().data.unwrap();
    assert_eq!(changed.status.unwrap().as_str(), "Paused");
    let gone = client.delete_flow_callback(42, 7).await.unwrap();
    assert_eq!(gone.message, None);
    let all = client.list_flow_callbacks(42).stream().all().await.unwrap();
    assert_eq!((all.len(), all[0].id), (1, Some(1)));

    let calls = server.calls();
    let lines: Vec<_> = calls.iter().map(|call| call.line.as_str()).take(4).collect();
    assert_eq!(
        lines,
        [
            "GET /api/v1/flows/a%20b/callbacks",
            "POST /api/v1/flows/42/callbacks",
            "PUT /api/v1/flows/42/callbacks/7",
            "DELETE /api/v1/flows/42/callbacks/7",
        ]
    );
    assert_eq!(calls[1].json(), json!({"status": "Draft", "format": "csv"}));
    assert_eq!(calls[2].json(), json!({"priority": 5}));
    assert!(calls.iter().all(|call| call.header("authorization") == Some("Bearer t-1")));
}

#[tokio::test]
async fn errors_are_typed() {
    let server = Server::json(422, &json!({"message": "no", "errors": {"status": ["odd"]}}));
    let client = Client::builder().base_url(&server.address).auth(Auth::ApiKeyAuth("k-1".into())).build().unwrap();
    let error = client.create_flow_callback(1, &FlowsStoreCallbacksRequest::new()).await.unwrap_err();
    let Error::Api(error) = error else { panic!("{error:?}") };
    let documented = error.documented::<patchworks_client::models::ErrorResponse>().unwrap();
    assert_eq!(documented.errors.as_ref().unwrap()["status"], ["odd"]);
}

#[test]
fn answers_are_written_back_as_they_were_sent() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("answers.json")).unwrap();
    assert!(cases.len() >= 24);
    for case in &cases {
        let sent = &case["flow"];
        let from_text: Flows = serde_json::from_str(&sent.to_string()).unwrap();
        let from_value: Flows = serde_json::from_value(sent.clone()).unwrap();
        for flow in [from_text, from_value] {
            let raw: Vec<_> = flow.undocumented.iter().map(|(key, _)| key).collect();
            let mut expected: Vec<_> =
                case["undocumented"].as_array().unwrap().iter().flat_map(Value::as_str).collect();
            expected.sort();
            assert_eq!(raw, expected, "{sent}");
            let written = serde_json::to_value(&flow).unwrap();
            assert!(same_json(&written, sent), "{sent}\n{written}");
            let written = serde_json::from_str(&serde_json::to_string(&flow.clone()).unwrap()).unwrap();
            assert!(same_json(&written, sent), "{sent}\n{written}");
        }
    }
}
