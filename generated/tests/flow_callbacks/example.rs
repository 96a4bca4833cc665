//! The example runs against a server.

use super::support::*;
use std::path::PathBuf;
use std::process::Command;

/// Cargo builds examples for `cargo test` and puts them beside the folder of the tests.
fn example() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let program = folder.join("examples").join(format!("flow_callbacks{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is not built: run `cargo build --examples`", program.display());
    program
}

async fn callbacks() -> MockServer {
    let server = MockServer::start().await;
    let (all, one) = ("/api/v1/flows/42/callbacks", "/api/v1/flows/42/callbacks/7");
    let answer = |status, body: Value| ResponseTemplate::new(status).set_body_json(body);
    let list =
        answer(200, json!({"data": [{"id": 3, "name": "Orders", "status": "Deployed"}], "meta": {"last_page": 1}}));
    Mock::given(method("GET")).and(path(all)).respond_with(list).mount(&server).await;
    let made = answer(201, json!({"data": {"id": 7, "status": "Draft", "priority": 3}}));
    Mock::given(method("POST")).and(path(all)).respond_with(made).mount(&server).await;
    let updated = answer(200, json!({"data": {"id": 7, "status": "Inactive"}}));
    Mock::given(method("PUT")).and(path(one)).respond_with(updated).mount(&server).await;
    Mock::given(method("DELETE")).and(path(one)).respond_with(answer(200, json!({}))).mount(&server).await;
    server
}

fn command(address: &str) -> Command {
    let mut command = Command::new(example());
    command.arg("42").env("PATCHWORKS_URL", address).env("PATCHWORKS_API_KEY", KEY);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn it_lists_creates_updates_and_deletes() {
    let server = callbacks().await;
    let output = command(&server.uri()).output().unwrap();
    let (shown, failed) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{shown}{failed}");
    assert!(shown.contains("Orders") && shown.contains("created 7") && shown.contains("deleted 7"), "{shown}");
    let requests = requests(&server).await;
    let calls: Vec<_> = requests.iter().map(|call| format!("{} {}", call.method, call.url.path())).collect();
    assert_eq!(
        calls,
        [
            "GET /api/v1/flows/42/callbacks",
            "POST /api/v1/flows/42/callbacks",
            "PUT /api/v1/flows/42/callbacks/7",
            "DELETE /api/v1/flows/42/callbacks/7",
        ]
    );
    assert!(requests.iter().all(|call| headers(call, "authorization") == [KEY]));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_fails_with_a_sentence() {
    let refused = ResponseTemplate::new(401).set_body_json(json!({"message": "Unauthenticated."}));
    let server = server(refused).await;
    let output = command(&server.uri()).output().unwrap();
    let failed = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(failed.contains("401") && failed.contains("Unauthenticated.") && !failed.contains(KEY), "{failed}");

    let output = command(&server.uri()).env_remove("PATCHWORKS_API_KEY").output().unwrap();
    let failed = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && failed.contains("PATCHWORKS_API_KEY"), "{failed}");
}
