//! What is sent: method, path, headers and body of the four operations, and of calls that the pages do not have.

use super::support::*;

fn assert_common(request: &wiremock::Request, verb: &str, path: &str) {
    assert_eq!((request.method.as_str(), request.url.path()), (verb, path));
    assert_eq!(request.url.query(), None);
    assert_eq!(headers(request, "accept"), ["application/json"]);
    assert_eq!(headers(request, "authorization"), [KEY]);
    assert_eq!(headers(request, "user-agent"), [concat!("patchworks-client/", env!("CARGO_PKG_VERSION"))]);
}

fn assert_no_body(request: &wiremock::Request) {
    assert!(request.body.is_empty());
    assert!(headers(request, "content-type").is_empty());
}

fn assert_body(request: &wiremock::Request, body: Value) {
    assert_eq!(headers(request, "content-type"), ["application/json"]);
    assert_eq!(headers(request, "content-length"), [request.body.len().to_string()]);
    assert_eq!(serde_json::from_slice::<Value>(&request.body).unwrap(), body);
}

#[tokio::test]
async fn list() {
    let server = server_with(&json!({"data": [{"id": 7}], "meta": {"total": 1}})).await;
    let answer = client(&server.uri()).list_flow_callbacks(42).await.unwrap();
    assert_eq!(answer.data.unwrap()[0].id, Some(7));
    assert_eq!(answer.meta.unwrap().total, Some(1));
    let request = only(&server).await;
    assert_common(&request, "GET", "/api/v1/flows/42/callbacks");
    assert_no_body(&request);
}

#[tokio::test]
async fn create() {
    let server = server(ResponseTemplate::new(201).set_body_json(json!({"data": {"id": 7}}))).await;
    let body = FlowsStoreCallbacksRequest::new().with_status(Status::Draft).with_format(Format::Json);
    let answer = client(&server.uri()).create_flow_callback(42, &body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(answer.into_body().data.unwrap().id, Some(7));
    let request = only(&server).await;
    assert_common(&request, "POST", "/api/v1/flows/42/callbacks");
    assert_body(&request, json!({"status": "Draft", "format": "json"}));
}

#[tokio::test]
async fn update() {
    let server = server_with(&json!({"data": {"id": 7, "status": "Inactive"}})).await;
    let body = FlowsUpdateCallbacksRequest::new().with_status(Status::Inactive);
    let answer = client(&server.uri()).update_flow_callback(42, 7, &body).await.unwrap();
    assert_eq!(answer.data.unwrap().status, Some(Status::Inactive));
    let request = only(&server).await;
    assert_common(&request, "PUT", "/api/v1/flows/42/callbacks/7");
    assert_body(&request, json!({"status": "Inactive"}));
}

#[tokio::test]
async fn delete() {
    let server = server_with(&json!({"message": "gone"})).await;
    let answer = client(&server.uri()).delete_flow_callback("42", String::from("7")).await.unwrap();
    assert_eq!(answer.message.as_deref(), Some("gone"));
    let request = only(&server).await;
    assert_common(&request, "DELETE", "/api/v1/flows/42/callbacks/7");
    assert_no_body(&request);
}

#[tokio::test]
async fn a_body_has_what_is_undocumented_too_and_a_set_field_wins() {
    let server = server_with(&json!({})).await;
    let mut body = FlowsStoreCallbacksRequest::new().with_format(Format::Xml);
    body.undocumented.insert("name", "Orders");
    body.undocumented.insert("status", 1);
    body.undocumented.insert("format", "never sent");
    body.undocumented.insert("note", Value::Null);
    client(&server.uri()).create_flow_callback(42, &body).await.unwrap();
    let sent = json!({"name": "Orders", "status": 1, "format": "xml", "note": null});
    assert_body(&only(&server).await, sent);
}

#[tokio::test]
async fn an_empty_body_is_an_empty_object() {
    let server = server_with(&json!({})).await;
    client(&server.uri()).update_flow_callback(1, 2, &FlowsUpdateCallbacksRequest::new()).await.unwrap();
    assert_body(&only(&server).await, json!({}));
}

#[tokio::test]
async fn path_arguments_stay_in_their_segments() {
    for (argument, segment) in [
        ("my flow", "my%20flow"),
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("Zürich", "Z%C3%BCrich"),
        ("流れ", "%E6%B5%81%E3%82%8C"),
        ("50%", "50%25"),
        ("a?b#c", "a%3Fb%23c"),
        ("%2e%2e", "%252e%252e"),
        ("a\\b", "a%5Cb"),
    ] {
        let server = server_with(&json!({})).await;
        let client = client(&server.uri());
        client.list_flow_callbacks(argument).await.unwrap();
        client.delete_flow_callback(argument, argument).await.unwrap();
        let requests = requests(&server).await;
        assert_eq!(requests[0].url.path(), format!("/api/v1/flows/{segment}/callbacks"));
        assert_eq!(requests[1].url.path(), format!("/api/v1/flows/{segment}/callbacks/{segment}"));
    }
}

#[tokio::test]
async fn arguments_that_mean_another_resource_are_errors_before_anything_is_sent() {
    let server = server_with(&json!({})).await;
    let client = client(&server.uri());
    let body = FlowsStoreCallbacksRequest::new();
    let update = FlowsUpdateCallbacksRequest::new();
    for argument in ["", ".", ".."] {
        for (error, name) in [
            (client.list_flow_callbacks(argument).await.unwrap_err(), "list_flow_callbacks"),
            (client.create_flow_callback(argument, &body).await.unwrap_err(), "create_flow_callback"),
            (client.update_flow_callback(1, argument, &update).await.unwrap_err(), "update_flow_callback"),
            (client.delete_flow_callback(argument, 1).await.unwrap_err(), "delete_flow_callback"),
        ] {
            let Error::Invalid(invalid) = &error else { panic!("{argument:?}: {error:?}") };
            assert_eq!(invalid.call().operation(), name);
            assert!(error.to_string().starts_with(name), "{error}");
        }
    }
    assert!(requests(&server).await.is_empty());
}

#[tokio::test]
async fn undocumented_parameters_and_headers() {
    let server = server_with(&json!({})).await;
    let request = client(&server.uri())
        .list_flow_callbacks(42)
        .query("include", "flow,labels")
        .query("filter[status]", "a b")
        .query("fields[flow]", "id")
        .header("X-Trace", "t-1");
    request.await.unwrap();
    let request = only(&server).await;
    let pairs: Vec<_> = request.url.query_pairs().into_owned().collect();
    let expected = [("include", "flow,labels"), ("filter[status]", "a b"), ("fields[flow]", "id")];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(headers(&request, "x-trace"), ["t-1"]);
}

#[tokio::test]
async fn operations_that_the_pages_do_not_have() {
    let server = server_with(&json!({"data": [{"id": "9f1c", "status": 3}]})).await;
    let client = client(&server.uri());
    let runs = client.request(Method::GET, "/api/v1/flow-runs").query("sort", "-started_at").await.unwrap();
    assert_eq!(runs["data"][0]["status"], 3);
    client.request(Method::POST, "/api/v1/flows/7/run").json(&json!({"payload": [1]})).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(requests[0].url.path(), "/api/v1/flow-runs");
    assert_eq!(requests[0].url.query(), Some("sort=-started_at"));
    assert_eq!(headers(&requests[0], "authorization"), [KEY]);
    assert_eq!(requests[1].method.as_str(), "POST");
    assert_body(&requests[1], json!({"payload": [1]}));
}

#[tokio::test]
async fn a_call_can_be_spawned_and_outlives_its_client() {
    let server = server_with(&json!({"message": "gone"})).await;
    let call = client(&server.uri()).delete_flow_callback(1, 2);
    let answer = tokio::spawn(call.into_future()).await.unwrap().unwrap();
    assert_eq!(answer.message.as_deref(), Some("gone"));
}

#[tokio::test]
async fn a_base_address_may_have_a_path_and_the_documented_one_is_the_default() {
    let server = server_with(&json!({})).await;
    client(&format!("{}/self/hosted/", server.uri())).list_flow_callbacks(1).await.unwrap();
    assert_eq!(only(&server).await.url.path(), "/self/hosted/api/v1/flows/1/callbacks");
    let client = Client::builder().build().unwrap();
    assert!(client.base_url().starts_with("https://core.wearepatchworks.com"), "{}", client.base_url());
}
