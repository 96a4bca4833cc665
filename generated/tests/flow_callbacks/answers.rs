//! Answers that differ from their documentation: each succeeds, everything in it can be read, and it is written back
//! as it was sent. The answers are in `answers.json`, in groups: the field (or the kind of value) that differs.

use super::support::*;
use std::collections::BTreeSet;

struct Case {
    name: String,
    row: String,
    flow: Value,
    undocumented: BTreeSet<String>,
}

fn cases() -> Vec<Case> {
    let all: Vec<Value> = serde_json::from_str(include_str!("answers.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    all.iter()
        .map(|case| Case {
            name: format!("{}: {}", text(&case["row"]), text(&case["name"])),
            row: text(&case["row"]),
            flow: case["flow"].clone(),
            undocumented: case["undocumented"].as_array().unwrap().iter().map(text).collect(),
        })
        .collect()
}

/// What is as documented is in its field, everything else in `undocumented`.
fn assert_read(flow: &Flows, Case { name, flow: sent, undocumented, .. }: &Case) {
    let raw: BTreeSet<String> = flow.undocumented.iter().map(|(key, _)| key.to_owned()).collect();
    assert_eq!(&raw, undocumented, "{name}");
    for (key, value) in flow.undocumented.iter() {
        assert!(same_json(value, &sent[key]), "{name}: {key}: {value}");
    }
    let set: BTreeSet<String> = fields_set(flow).into_iter().map(str::to_owned).collect();
    let keys: BTreeSet<String> = sent.as_object().unwrap().keys().cloned().collect();
    assert_eq!(set, &keys - undocumented, "{name}");
}

#[test]
fn every_known_difference_has_a_case() {
    let rows: BTreeSet<String> = cases().into_iter().map(|case| case.row).collect();
    for row in [
        "is_enabled",
        "priority",
        "labels",
        "callbacks",
        "webhooks",
        "notification_groups",
        "latest_deployed_version",
        "version_type_counts",
        "prod_flag",
        "remove_failed_payloads",
        "use_queued_time",
        "status",
        "id",
        "timestamps",
        "any field",
        "enum values",
        "unknown fields",
        "all fields",
    ] {
        assert!(rows.contains(row), "{row}");
    }
    assert!(cases().len() >= 24);
}

#[tokio::test]
async fn every_answer_succeeds_and_is_written_back_as_it_was_sent() {
    let server = MockServer::start().await;
    let client = client(&server.uri());
    for case in cases() {
        server.reset().await;
        let one = json!({"data": case.flow});
        let list = json!({"data": [{"id": 1}, case.flow, {"id": 2}], "meta": {"last_page": 1}});
        for (verb, status, body) in [("POST", 201, &one), ("PUT", 200, &one), ("GET", 200, &list)] {
            let answer = ResponseTemplate::new(status).set_body_json(body);
            Mock::given(method(verb)).respond_with(answer).mount(&server).await;
        }
        let created = client.create_flow_callback(1, &FlowsStoreCallbacksRequest::new()).await.unwrap();
        assert_writes(&created, &one);
        assert_read(created.data.as_ref().unwrap(), &case);
        let updated = client.update_flow_callback(1, 2, &FlowsUpdateCallbacksRequest::new()).await.unwrap();
        assert_eq!(updated, created, "{}", case.name);
        let listed = client.list_flow_callbacks(1).await.unwrap();
        assert_writes(&listed, &list);
        let data = listed.data.unwrap();
        assert_eq!((data.len(), data[0].id, data[2].id), (3, Some(1), Some(2)), "{}", case.name);
        assert_read(&data[1], &case);
        let streamed = client.list_flow_callbacks(1).stream().all().await.unwrap();
        assert_eq!(streamed, data, "{}", case.name);
    }
}

#[test]
fn a_copy_is_equal_and_what_is_read_again_too() {
    for case in cases() {
        let flow: Flows = serde_json::from_value(case.flow.clone()).unwrap();
        let copy = flow.clone();
        assert_eq!(copy, flow, "{}", case.name);
        assert_writes(&copy, &case.flow);
        let again: Flows = serde_json::from_str(&serde_json::to_string(&flow).unwrap()).unwrap();
        assert_eq!(again, flow, "{}", case.name);
        assert_eq!(flow == Flows::default(), case.flow == json!({}), "{}", case.name);
    }
}

/// Each of the 42 fields as `null`, alone and all at once.
#[tokio::test]
async fn null_in_every_field() {
    let names: Vec<&str> = Flows::default().info().fields.iter().map(|field| field.name()).collect();
    assert_eq!(names.len(), 42);
    let nulls = |names: &[&str]| -> Value {
        Value::Object(names.iter().map(|name| ((*name).to_owned(), Value::Null)).collect())
    };
    let mut flows: Vec<Value> = names.iter().map(|name| nulls(&[name])).collect();
    flows.push(nulls(&names));
    let sent = json!({"data": flows});
    let server = server_with(&sent).await;
    let list = client(&server.uri()).list_flow_callbacks(1).await.unwrap();
    assert_writes(&list, &sent);
    let data = list.data.unwrap();
    for (flow, name) in data.iter().zip(&names) {
        assert!(fields_set(flow).is_empty(), "{name}");
        assert_eq!(flow.undocumented.get_raw(name), Some(&Value::Null), "{name}");
    }
    assert_eq!(data[42].undocumented.iter().count(), 42);
}

/// Each of the 42 fields as every kind of JSON value.
#[test]
fn any_value_in_every_field() {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(""),
        json!("text"),
        json!([]),
        json!([1, "a"]),
        json!([{}, null]),
        json!({}),
        json!({"a": {"b": [null]}}),
    ];
    for documented in Flows::default().info().fields {
        for value in &values {
            let sent = json!({ documented.name(): value });
            let flow: Flows = serde_json::from_value(sent.clone()).unwrap();
            assert_writes(&flow, &sent);
            let in_field = fields_set(&flow) == [documented.name()];
            assert_ne!(in_field, flow.undocumented.get_raw(documented.name()).is_some(), "{sent}");
        }
    }
}

#[tokio::test]
async fn every_success_is_one_also_without_a_body() {
    let body = json!({"data": {"id": 1}, "message": "done"});
    for status in [200, 201, 202, 203, 206, 207, 226] {
        let server = server(ResponseTemplate::new(status).set_body_json(&body)).await;
        let client = client(&server.uri());
        let created = client.create_flow_callback(1, &FlowsStoreCallbacksRequest::new()).await.unwrap();
        assert_eq!(created.data.as_ref().unwrap().id, Some(1), "{status}");
        assert_writes(&created, &body);
    }
    for (status, text) in [(200, ""), (200, " \n"), (201, ""), (202, ""), (204, ""), (205, "")] {
        let server = server(ResponseTemplate::new(status).set_body_raw(text, "application/json")).await;
        let client = client(&server.uri());
        assert_eq!(client.list_flow_callbacks(1).await.unwrap(), FlowsListResponse::default(), "{status}");
        assert_eq!(client.delete_flow_callback(1, 2).await.unwrap(), MessageResponse::default(), "{status}");
        let sent = client.delete_flow_callback(1, 2).send().await.unwrap();
        assert_eq!(sent.status().as_u16(), status);
    }
}
