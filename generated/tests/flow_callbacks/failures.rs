//! Answers that are no success, or no answers: what each is, and that nothing of it is lost.

use super::support::*;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

async fn create(answer: ResponseTemplate) -> Error {
    let server = server(answer).await;
    client(&server.uri()).create_flow_callback(1, &FlowsStoreCallbacksRequest::new()).await.unwrap_err()
}

/// A server that sends these bytes to every connection and closes it, or keeps it open.
async fn raw_server(answer: &'static [u8], stays: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.read(&mut [0; 4096]).await;
            let _ = socket.write_all(answer).await;
            if stays {
                open.push(socket);
            }
        }
    });
    address
}

#[tokio::test]
async fn a_422_with_errors_is_typed() {
    let body = json!({"message": "The given data was invalid.", "errors": {"status": ["is required", "is odd"]}});
    let error = create(ResponseTemplate::new(422).set_body_json(&body)).await;
    let Error::Api(api) = &error else { panic!("{error:?}") };
    let documented = api.documented::<ErrorResponse>().unwrap();
    assert_eq!(documented.message.as_deref(), Some("The given data was invalid."));
    assert_eq!(documented.errors.as_ref().unwrap()["status"], ["is required", "is odd"]);
    assert_eq!(api.message(), Some("The given data was invalid."));
    assert_eq!(api.json(), Some(body));
    assert_eq!((error.status(), error.is_retryable()), (Some(StatusCode::UNPROCESSABLE_ENTITY), false));
}

#[tokio::test]
async fn a_422_without_errors_or_with_odd_ones_is_typed_as_far_as_it_goes() {
    let error = create(ResponseTemplate::new(422).set_body_json(json!({"message": "no"}))).await;
    let documented = error.as_api().unwrap().documented::<ErrorResponse>().unwrap();
    assert_eq!((documented.message.as_deref(), &documented.errors), (Some("no"), &None));
    for body in [json!({"message": "no", "errors": ["a"]}), json!({"errors": {"status": "odd"}}), json!(["a"])] {
        let error = create(ResponseTemplate::new(422).set_body_json(&body)).await;
        assert_writes(error.as_api().unwrap().documented::<ErrorResponse>().unwrap(), &body);
    }
}

#[tokio::test]
async fn statuses_without_a_documented_body_keep_what_was_sent() {
    let html = "<!DOCTYPE html><html><body>Server Error</body></html>";
    for (status, body, media_type) in [
        (401, r#"{"message":"Unauthenticated."}"#, "application/json"),
        (403, "", "application/json"),
        (404, r#"{"message":"No query results for model."}"#, "application/json"),
        (404, "not found", "text/plain"),
        (413, "<html>", "text/html"),
        (422, html, "text/html"),
        (500, html, "text/html; charset=utf-8"),
        (500, "{\"cut\": ", "application/json"),
    ] {
        let answer = ResponseTemplate::new(status).set_body_raw(body, media_type).insert_header("x-request-id", "r-1");
        let error = create(answer).await;
        let Error::Api(api) = &error else { panic!("{status}: {error:?}") };
        assert_eq!((api.status().as_u16(), api.text().as_ref()), (status, body));
        assert_eq!(api.headers()["content-type"], media_type);
        assert_eq!(api.request_id(), Some("r-1"));
        assert!(api.documented::<ErrorResponse>().is_none(), "{status} {body}");
        let message = error.to_string();
        assert!(message.starts_with("create_flow_callback (POST /api/v1/flows/{flow}/callbacks): "), "{message}");
        assert!(message.contains(&status.to_string()) && !message.contains('<'), "{message}");
    }
}

#[tokio::test]
async fn a_success_that_is_no_json_is_an_error_that_keeps_it() {
    for body in ["<html>login</html>", "{\"data\": ", "{\"data\": {}} more", "\u{feff}", "nul"] {
        let error = create(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
        let Error::Decode(decode) = &error else { panic!("{body}: {error:?}") };
        assert_eq!((decode.status().as_u16(), &decode.body()[..]), (200, body.as_bytes()));
        assert!(error.to_string().contains("not valid JSON"), "{error}");
    }
}

#[tokio::test]
async fn a_body_that_is_cut_off_is_no_answer() {
    let address = raw_server(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"data\":[{\"id\":1}", false).await;
    let error = client(&address).list_flow_callbacks(1).await.unwrap_err();
    let Error::Transport(transport) = &error else { panic!("{error:?}") };
    assert_eq!(transport.status(), Some(StatusCode::OK));
    assert!(error.is_retryable() && !error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn a_server_that_stalls_is_given_up() {
    for answer in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"data\":"] {
        let address = raw_server(answer, true).await;
        let call = client(&address).list_flow_callbacks(1).timeout(Duration::from_millis(200));
        let error = call.await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
    }
}

#[tokio::test]
async fn a_429_says_how_long_to_wait_and_is_sent_again() {
    let limited = ResponseTemplate::new(429)
        .insert_header("retry-after", "7")
        .insert_header("x-ratelimit-remaining", "0")
        .set_body_json(json!({"message": "Too Many Attempts."}));
    let error = create(limited).await;
    let api = error.as_api().unwrap();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(api.headers()["x-ratelimit-remaining"], "0");
    assert!(error.is_retryable());

    let server = MockServer::start().await;
    let limited = ResponseTemplate::new(429).insert_header("retry-after", "0");
    Mock::given(method("POST")).respond_with(limited).up_to_n_times(1).mount(&server).await;
    let made = ResponseTemplate::new(201).set_body_json(json!({"data": {"id": 1}}));
    Mock::given(method("POST")).respond_with(made).mount(&server).await;
    let call =
        client(&server.uri()).create_flow_callback(1, &FlowsStoreCallbacksRequest::new()).retry(Retry::default());
    assert_eq!(call.await.unwrap().data.unwrap().id, Some(1));
    assert_eq!(requests(&server).await.len(), 2);
}

#[tokio::test]
async fn a_redirect_to_another_host_has_no_credential() {
    let other = server_with(&json!({"data": []})).await;
    let elsewhere = format!("{}/api/v1/elsewhere", other.uri());
    let first = server(ResponseTemplate::new(307).insert_header("location", elsewhere.as_str())).await;
    client(&first.uri()).list_flow_callbacks(1).await.unwrap();
    assert_eq!(headers(&only(&first).await, "authorization"), [KEY]);
    let request = only(&other).await;
    assert_eq!(request.url.path(), "/api/v1/elsewhere");
    assert!(headers(&request, "authorization").is_empty());
    assert!(!format!("{request:?}").contains(KEY));
}
