//! Servers, clients, and what "the same JSON" means.

pub use patchworks_client::models::*;
pub use patchworks_client::runtime::Model;
pub use patchworks_client::{Auth, Client, Error, Method, Retry, StatusCode};
pub use serde_json::{Value, json};
pub use wiremock::matchers::{any, method, path, query_param};
pub use wiremock::{Mock, MockServer, ResponseTemplate};

use std::time::Duration;

pub const KEY: &str = "key-5up3r-s3cr3t";

/// A client that sends each request once.
pub fn client(address: &str) -> Client {
    Client::builder()
        .base_url(address)
        .auth(Auth::ApiKeyAuth(KEY.into()))
        .retry(Retry::none())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

/// A server that gives every request the same answer.
pub async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// A server that answers 200 with a JSON body.
pub async fn server_with(body: &Value) -> MockServer {
    server(ResponseTemplate::new(200).set_body_json(body)).await
}

pub async fn requests(server: &MockServer) -> Vec<wiremock::Request> {
    server.received_requests().await.unwrap()
}

/// The only request that a server got.
pub async fn only(server: &MockServer) -> wiremock::Request {
    let mut all = requests(server).await;
    assert_eq!(all.len(), 1, "one request is expected");
    all.remove(0)
}

/// The values of a header.
pub fn headers<'r>(request: &'r wiremock::Request, name: &str) -> Vec<&'r str> {
    request.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

/// The same JSON: key order aside, numbers compared as numbers.
pub fn same_json(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_json(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same_json(one, other)))
        }
        (one, other) => one == other,
    }
}

/// Asserts that a model writes what was read.
#[track_caller]
pub fn assert_writes(model: &impl serde::Serialize, sent: &Value) {
    let written = serde_json::to_value(model).unwrap();
    assert!(same_json(&written, sent), "sent    {sent}\nwritten {written}");
    let text = serde_json::to_string(model).unwrap();
    assert!(same_json(&serde_json::from_str(&text).unwrap(), sent), "sent    {sent}\nwritten {text}");
}

/// The keys of the documented fields that are set.
pub fn fields_set(model: &dyn Model) -> Vec<&'static str> {
    let is_set = |index: usize| model.value(index).is_some();
    let set = model.info().fields.iter().enumerate().filter(|(index, _)| is_set(*index));
    set.map(|(_, field)| field.name()).collect()
}
