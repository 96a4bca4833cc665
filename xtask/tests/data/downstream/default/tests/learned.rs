//! A client of pages that were corrected by what real answers showed: those answers deviate nowhere any more.

use default_numbers::{Server, same_json};
use learned_flows::models::{FlowsStoreCallbacksRequest, FlowsUpdateCallbacksRequest};
use learned_flows::{Auth, Client};
use serde_json::{Value, json};

#[tokio::test]
async fn every_answer_is_as_documented_now() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("answers.json")).unwrap();
    assert!(cases.len() >= 24);
    for case in cases {
        let name = format!("{}: {}", case["row"], case["name"]);
        let sent = json!({"data": case["flow"]});
        let server = Server::json(200, &sent);
        let builder = Client::builder().base_url(&server.address).auth(Auth::ApiKeyAuth("k-1".into()));
        // A strict client fails where an answer is not as documented.
        let client = builder.strict(true).build().unwrap();
        let updated = client.update_flow_callback(1, 2, &FlowsUpdateCallbacksRequest::new()).await;
        let updated = updated.unwrap_or_else(|error| panic!("{name}: {error}"));
        let flow = updated.data.as_ref().unwrap();
        assert_eq!(flow.undocumented.iter().map(|(key, _)| key).collect::<Vec<_>>(), [""; 0], "{name}");
        assert!(same_json(&serde_json::to_value(&updated).unwrap(), &sent), "{name}");
        let created = client.create_flow_callback(1, &FlowsStoreCallbacksRequest::new()).await;
        assert_eq!(created.unwrap(), updated, "{name}");
    }
}
