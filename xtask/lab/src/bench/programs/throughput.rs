//! Decodes and encodes a list of 10,000 flows as they are documented, with the emitted model and with serde's derive on
//! the same fields, turn by turn in one process. Prints the best of each.

#![recursion_limit = "256"]

use patchworks_client::models::{Flows, FlowsListResponse};
use patchworks_client::runtime::{decode, encode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::time::Instant;

const FLOWS: usize = 10_000;
const ROUNDS: usize = 15;

#[derive(Debug, Serialize, Deserialize)]
enum Status {
    Draft,
    Inactive,
    Deployed,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Csv,
    Json,
    Txt,
    Xml,
}

#[derive(Debug, Serialize, Deserialize)]
struct Derived {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    enabled_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    format: Option<Format>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deployed_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    labels: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notification_groups: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layout_direction: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_enabled: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    latest_version: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current_version: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deployed_version: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    latest_deployed_version: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    versions: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version_type_counts: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message_brokers: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message_broker_queues: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notification_group_ids: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    webhooks: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    callbacks: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current_version_step_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current_version_connector_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current_version_script_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current_version_cache_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current_version_data_pool_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current_version_cross_ref_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    use_queued_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remove_failed_payloads: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    priority: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prod_flag: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deployments: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    webhooks_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    callbacks_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    marketplace_app_id: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    blueprint_id: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    blueprint_version_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    flow_folder_id: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DerivedList {
    data: Vec<Derived>,
}

fn flow(index: usize) -> Value {
    let related = json!([{"id": index, "name": "related"}]);
    let texts = ["Draft", "Inactive", "Deployed"];
    let formats = ["csv", "json", "txt", "xml"];
    json!({
        "id": index, "name": format!("Orders to warehouse {index}"), "enabled_at": "2026-01-02T03:04:05.000000Z",
        "status": texts[index % 3], "format": formats[index % 4], "body": "{\"order\": 1}",
        "deployed_at": "2026-01-02 03:04:05", "labels": related, "notification_groups": "all",
        "created_at": "2025-11-12T13:14:15.000000Z", "updated_at": "2026-01-02T03:04:05.000000Z",
        "description": "Takes each new order and books it in the warehouse", "layout_direction": "LR",
        "is_enabled": true, "latest_version": {"id": index, "number": 3}, "current_version": {"id": index},
        "deployed_version": {"id": index}, "latest_deployed_version": related, "versions": related,
        "version_type_counts": [], "message_brokers": [], "message_broker_queues": [], "notification_group_ids": [],
        "webhooks": "none", "callbacks": "none", "current_version_step_count": 12, "current_version_connector_count": 3,
        "current_version_script_count": 4, "current_version_cache_count": 0, "current_version_data_pool_count": 1,
        "current_version_cross_ref_count": 2, "use_queued_time": "no", "remove_failed_payloads": [], "priority": [],
        "prod_flag": [], "deployments": related, "webhooks_count": 0, "callbacks_count": 2, "marketplace_app_id": 77,
        "blueprint_id": 88, "blueprint_version_number": "1.2.3", "flow_folder_id": 99,
    })
}

fn decode<T: DeserializeOwned>(text: &[u8]) -> f64 {
    let started = Instant::now();
    let value: T = serde_json::from_slice(text).expect("the list is as documented");
    let seconds = started.elapsed().as_secs_f64();
    drop(value);
    seconds
}

fn encode<T: Serialize>(value: &T, length: usize) -> f64 {
    let started = Instant::now();
    assert_eq!(serde_json::to_vec(value).expect("it has a JSON form").len(), length);
    started.elapsed().as_secs_f64()
}

fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let started = Instant::now();
    let value = work();
    let seconds = started.elapsed().as_secs_f64();
    drop(value);
    seconds
}

fn main() {
    let text = serde_json::to_vec(&json!({"data": (0..FLOWS).map(flow).collect::<Vec<_>>()})).expect("it is JSON");
    let emitted: FlowsListResponse = serde_json::from_slice(&text).expect("a model reads everything");
    let derived: DerivedList = serde_json::from_slice(&text).expect("the list is as documented");
    assert!(emitted.data.as_ref().is_some_and(|list: &Vec<Flows>| list.iter().all(|flow| flow.undocumented.is_empty())));
    let length = serde_json::to_vec(&derived).expect("it has a JSON form").len();
    let mut best = [f64::INFINITY; 6];
    for _ in 0..ROUNDS {
        let round = [
            decode::<DerivedList>(&text),
            decode::<FlowsListResponse>(&text),
            encode(&derived, length),
            encode(&emitted, length),
            timed(|| decode::from_slice::<FlowsListResponse>(&text).expect("a model reads everything")),
            timed(|| encode::to_vec(&emitted).expect("it has a JSON form")),
        ];
        for (best, seconds) in best.iter_mut().zip(round) {
            *best = best.min(seconds);
        }
    }
    let rate = |seconds: f64| text.len() as f64 / 1e6 / seconds;
    let row = |title: &str, derived: f64, emitted: f64| {
        println!("{title:<42} {:>10.1} {:>10.1} {:>7.2}x", rate(derived), rate(emitted), derived / emitted);
    };
    row("decode 10,000 flows by serde_json, MB/s", best[0], best[1]);
    row("decode them as the client does, MB/s", best[0], best[4]);
    row("encode 10,000 flows by serde_json, MB/s", best[2], best[3]);
    row("encode them as the client does, MB/s", best[2], best[5]);
}
