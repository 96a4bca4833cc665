//! Answers that are no success, or not what was documented: nothing of them is lost.

use super::api::*;
use std::collections::BTreeMap;
use std::error::Error as _;
use this_crate::fixture::Failure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

operation!(Download, GET "/download", &[], bytes::Bytes, bytes);

async fn failure(response: ResponseTemplate) -> ApiError {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(response).mount(&server).await;
    match get_thing(&client(&server.uri()), 1).retry(Retry::none()).await.unwrap_err() {
        Error::Api(error) => error,
        other => panic!("{other:?}"),
    }
}

/// A server that sends these bytes to every connection and closes it.
pub async fn raw_server(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(answer).await;
        }
    });
    address
}

#[tokio::test]
async fn a_documented_error_is_typed_and_kept_as_sent() {
    let body = json!({"field": "is missing"});
    let error = failure(ResponseTemplate::new(422).set_body_json(&body).insert_header("x-request-id", "r-1")).await;
    assert_eq!(error.status(), 422);
    assert_eq!(error.documented::<BTreeMap<String, String>>().unwrap()["field"], "is missing");
    assert!(error.documented::<Value>().is_none(), "another type than the documented one");
    assert_eq!(error.json(), Some(body));
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.headers()["content-type"], "application/json");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn the_status_chooses_the_documented_type() {
    let of_range = failure(ResponseTemplate::new(503).set_body_string("down")).await;
    assert_eq!(of_range.documented::<String>().unwrap(), "down");
    let of_default = failure(ResponseTemplate::new(418).set_body_string("[1]")).await;
    assert_eq!(of_default.documented::<Value>(), Some(&json!([1])));
    // A status that is documented without a body has none, whatever `default` has.
    let of_none = failure(ResponseTemplate::new(410).set_body_string("[1]")).await;
    assert_eq!((of_none.documented::<Value>(), of_none.text()), (None, "[1]".into()));
}

#[tokio::test]
async fn the_charset_is_the_whole_word() {
    for (charset, expected) in
        [("ISO-8859-1", Some("5 \u{a4}")), ("\"latin1\"", Some("5 \u{a4}")), ("iso-8859-15", None)]
    {
        let server = MockServer::start().await;
        let response =
            ResponseTemplate::new(200).set_body_raw(b"5 \xa4".to_vec(), &format!("text/plain; charset={charset}"));
        Mock::given(method("GET")).respond_with(response).mount(&server).await;
        let text = call::<GetText>(&client(&server.uri())).await.ok();
        assert_eq!(text.as_deref(), expected, "{charset}");
    }
}

#[tokio::test]
async fn a_streamed_response_shows_no_cookie() {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).insert_header("set-cookie", "session=s3cret").set_body_string("x");
    Mock::given(method("GET")).respond_with(response).mount(&server).await;
    let stream = call::<Download>(&client(&server.uri())).raw_stream().await.unwrap();
    assert_eq!(stream.headers()["set-cookie"], "session=s3cret");
    assert!(!format!("{stream:?}").contains("s3cret"), "{stream:?}");
}

#[tokio::test]
async fn an_error_body_that_is_not_as_documented_costs_nothing() {
    for body in [r#"{"a": 1}"#, "<html>", "", "[]", "\u{fffd}"] {
        let error = failure(ResponseTemplate::new(422).set_body_string(body)).await;
        assert_eq!(error.status(), 422);
        assert_eq!(error.text(), body);
        assert!(body == "[]" || error.documented::<BTreeMap<String, String>>().is_none());
    }
}

#[tokio::test]
async fn messages_name_operation_method_path_and_status() {
    let error =
        Error::Api(failure(ResponseTemplate::new(404).set_body_json(json!({"message": "no such thing"}))).await);
    assert_eq!(error.to_string(), "GetThing (GET /things/{id}): 404 Not Found: no such thing");
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert!(!error.is_retryable() && !error.is_timeout() && !error.is_connect());
    let long =
        failure(ResponseTemplate::new(400).set_body_json(json!({"errors": [{"detail": "x".repeat(9000)}]}))).await;
    assert!(long.to_string().len() < 500);
    let mut deep = Value::from("bottom");
    for _ in 0..100 {
        deep = json!([deep]);
    }
    assert!(failure(ResponseTemplate::new(400).set_body_json(deep)).await.message().is_none());
}

#[tokio::test]
async fn every_status_that_is_no_success_is_an_error() {
    for status in [300, 304, 400, 401, 403, 404, 413, 429, 500, 599] {
        assert_eq!(failure(ResponseTemplate::new(status)).await.status(), status);
    }
    for status in [200, 201, 202, 204, 206, 299] {
        let server = MockServer::start().await;
        Mock::given(method("GET")).respond_with(ResponseTemplate::new(status)).mount(&server).await;
        let response = get_thing(&client(&server.uri()), 1).send().await.unwrap();
        assert_eq!((response.status().as_u16(), response.into_body()), (status, Value::Null));
    }
}

#[tokio::test]
async fn retry_after_is_read_in_both_forms() {
    let seconds = failure(ResponseTemplate::new(429).insert_header("retry-after", "120")).await;
    assert_eq!(seconds.retry_after(), Some(Duration::from_secs(120)));
    let at = std::time::SystemTime::now() + Duration::from_secs(90);
    let date = failure(ResponseTemplate::new(503).insert_header("retry-after", httpdate::fmt_http_date(at))).await;
    let wait = date.retry_after().unwrap();
    assert!((80..=90).contains(&wait.as_secs()), "{wait:?}");
    let past = "Fri, 31 Dec 1999 23:59:59 GMT";
    let past = failure(ResponseTemplate::new(503).insert_header("retry-after", past)).await;
    assert_eq!(past.retry_after(), Some(Duration::ZERO));
    for nonsense in ["soon", "-1", "1e400", ""] {
        let error = failure(ResponseTemplate::new(503).insert_header("retry-after", nonsense)).await;
        assert_eq!(error.retry_after(), None, "{nonsense}");
    }
}

#[tokio::test]
async fn a_success_that_is_no_json_keeps_status_and_body() {
    let server = MockServer::start().await;
    let html = ResponseTemplate::new(201).set_body_string("<html>").insert_header("x-request-id", "r-2");
    Mock::given(method("GET")).respond_with(html).mount(&server).await;
    let error = get_thing(&client(&server.uri()), 1).await.unwrap_err();
    let Error::Decode(decode) = &error else { panic!("{error:?}") };
    assert_eq!((decode.status().as_u16(), &decode.body()[..]), (201, &b"<html>"[..]));
    assert_eq!(error.request_id(), Some("r-2"));
    assert!(error.source().is_some());
    let message = error.to_string();
    assert!(message.starts_with("GetThing (GET /things/{id}): 201 Created") && message.contains("line 1"), "{message}");
}

#[tokio::test]
async fn an_html_page_is_named_with_its_type_and_its_beginning() {
    for (body, media_type, is_html) in [
        ("<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>", "text/html; charset=utf-8", true),
        ("\n<HTML>", "application/json", true),
        ("<h1>Bad gateway</h1>", "text/html", true),
        ("<?xml version=\"1.0\"?>", "application/xml", false),
        ("maintenance", "text/html", false),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200).set_body_raw(body, media_type);
        Mock::given(method("GET")).respond_with(answer).mount(&server).await;
        let error = get_thing(&client(&server.uri()), 1).await.unwrap_err();
        let Error::Decode(failure) = &error else { panic!("{error:?}") };
        assert_eq!(failure.is_html(), is_html, "{body}");
        let shown = body.trim().replace('\n', " ").chars().take(60).collect::<String>();
        let expected = format!("it is an HTML page ({media_type}) that begins with `{shown}`");
        assert_eq!(error.to_string().contains(&expected), is_html, "{error}");
    }
}

async fn server_sending(body: &'static [u8]) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(body, "application/json"))
        .mount(&server)
        .await;
    server
}

/// The messages of an error and of all its sources.
fn chain(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    let mut messages = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        messages.push(error.to_string());
        source = error.source();
    }
    messages
}

#[tokio::test]
async fn no_message_repeats_a_cause() {
    let no_json = server_sending(b"{\"a\": x}").await;
    let no_utf8 = server_sending(b"[\"\xff\"]").await;
    let strict = builder(&no_json.uri()).auth(key()).strict(true).build().unwrap();
    let field: Error = required(&None::<i64>, &Failure::default(), 0).unwrap_err().into();
    let errors = [
        get_thing(&client("http://127.0.0.1:1"), 1).retry(Retry::none()).await.unwrap_err(),
        get_thing(&client("http://no-such-host.invalid"), 1).retry(Retry::none()).await.unwrap_err(),
        get_thing(&client(&raw_server(b"garbage\r\n\r\n").await), 1).retry(Retry::none()).await.unwrap_err(),
        get_thing(&client(&no_json.uri()), 1).await.unwrap_err(),
        get_thing(&client(&no_utf8.uri()), 1).await.unwrap_err(),
        get_thing(&strict, 1).await.unwrap_err(),
        field,
    ];
    let told = TransportError::new(TransportErrorKind::Interrupted, "the cable was cut");
    let source = TokenError::from(told);
    assert_eq!(chain(&source), ["the connection broke: the cable was cut"]);
    for error in errors {
        let messages = chain(&error);
        for (index, message) in messages.iter().enumerate() {
            for other in messages.iter().take(index) {
                assert!(!other.contains(message.as_str()), "{messages:#?}");
            }
        }
    }
}

/// What `fn main() -> Result<(), Error>` prints.
#[tokio::test]
async fn debug_output_is_the_message_with_its_causes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = get_thing(&client(&address), 1).retry(Retry::none()).await.unwrap_err();
    let shown = format!("{error:?}");
    let (message, causes) = shown.split_once("\n\nCaused by:\n").unwrap();
    assert_eq!(message, error.to_string());
    let causes: Vec<&str> = causes.lines().map(|line| line.strip_prefix("    ").unwrap()).collect();
    assert!(!causes.is_empty() && causes == chain(&error)[1..], "{shown}");
    // All that the error holds, on demand.
    assert!(format!("{error:#?}").starts_with("TransportFailure {\n    call: CallName {\n"), "{error:#?}");

    let error = Error::Api(failure(ResponseTemplate::new(404)).await);
    assert_eq!(format!("{error:?}"), error.to_string(), "without a cause");
}

#[tokio::test]
async fn the_body_of_an_error_is_read_as_any_type() {
    let error = failure(ResponseTemplate::new(409).set_body_string("\u{feff}{\"code\": 7}")).await;
    assert_eq!(error.decode::<BTreeMap<String, u8>>().unwrap()["code"], 7);
    assert!(error.decode::<Vec<u8>>().is_err());
    assert!(failure(ResponseTemplate::new(409).set_body_string("<html>")).await.decode::<Value>().is_err());
}

#[tokio::test]
async fn text_is_read_by_its_charset() {
    for (body, charset, expected) in [
        (&b"gr\xc3\xbcn"[..], "text/plain", Some("grün")),
        (b"\xef\xbb\xbfx", "text/plain", Some("x")),
        (b"gr\xfcn", "text/plain; charset=ISO-8859-1", Some("grün")),
        (b"gr\xfcn", "text/plain", None),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200).set_body_raw(body, charset);
        Mock::given(method("GET")).respond_with(answer).mount(&server).await;
        let text = call::<GetText>(&client(&server.uri())).await;
        assert_eq!(text.as_deref().ok(), expected);
        if let Err(error) = text {
            assert!(matches!(&error, Error::Decode(decode) if decode.body() == body), "{error:?}");
        }
    }
}

#[tokio::test]
async fn bytes_are_given_as_sent() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(&b"\x00\xff"[..], "application/octet-stream");
    Mock::given(method("GET")).respond_with(answer).mount(&server).await;
    assert_eq!(&call::<Download>(&client(&server.uri())).await.unwrap()[..], b"\x00\xff");
}

#[tokio::test]
async fn a_body_that_is_cut_off_is_no_success_and_keeps_its_status() {
    let address = raw_server(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":").await;
    let error = get_thing(&client(&address), 1).await.unwrap_err();
    let Error::Transport(transport) = &error else { panic!("{error:?}") };
    assert_eq!(transport.error().kind(), TransportErrorKind::Interrupted);
    assert_eq!((error.status(), transport.attempts()), (Some(StatusCode::OK), 3));
    assert!(error.is_retryable() && !error.is_timeout());
    assert!(error.to_string().contains("GetThing (GET /things/{id})"), "{error}");
}

#[tokio::test]
async fn an_error_whose_body_is_cut_off_is_still_that_error() {
    let address = raw_server(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\n{\"a\":").await;
    let error = get_thing(&client(&address), 1).await.unwrap_err();
    let Error::Api(api) = &error else { panic!("{error:?}") };
    assert_eq!((api.status().as_u16(), &api.body()[..]), (403, &b"{\"a\":"[..]));
}

#[tokio::test]
async fn garbage_is_no_answer() {
    let address = raw_server(b"SSH-2.0-OpenSSH_9.6\r\n").await;
    let error = get_thing(&client(&address), 1).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(failure) if failure.error().kind() == TransportErrorKind::Interrupted));
    assert_eq!(error.status(), None);
    let address = raw_server(b"").await;
    assert!(matches!(get_thing(&client(&address), 1).await.unwrap_err(), Error::Transport(_)));
}

#[tokio::test]
async fn a_body_has_a_bound() {
    let server = server_with(200, json!("x".repeat(2000))).await;
    let small = builder(&server.uri()).auth(key()).max_body_size(1000).build().unwrap();
    let error = get_thing(&small, 1).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(failure) if failure.error().kind() == TransportErrorKind::TooLarge));
    assert_eq!((error.status(), error.is_retryable()), (Some(StatusCode::OK), false));
    assert_eq!(requests(&server).await.len(), 1);
    let server = server_with(500, json!("x".repeat(2000))).await;
    let small = builder(&server.uri()).auth(key()).max_body_size(1000).build().unwrap();
    assert_eq!(get_thing(&small, 1).await.unwrap_err().status(), Some(StatusCode::INTERNAL_SERVER_ERROR));
}

#[tokio::test]
async fn no_connection() {
    let error = get_thing(&client("http://127.0.0.1:1"), 1).await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable() && error.status().is_none());
    let Error::Transport(failure) = &error else { panic!("{error:?}") };
    assert_eq!(failure.attempts(), 3);
    assert!(error.source().is_some());
    let error = get_thing(&client("http://no-such-host.invalid"), 1).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn headers_that_are_not_valid_are_errors_before_anything_is_sent() {
    let server = server_with(200, json!({})).await;
    let client = client(&server.uri());
    assert!(matches!(get_thing(&client, 1).header("bad name", "x").await, Err(Error::Invalid(_))));
    assert!(matches!(get_thing(&client, 1).header("x", "line\r\nbreak: y").await, Err(Error::Invalid(_))));
    assert!(requests(&server).await.is_empty());
    assert!(builder("http://x").default_header("x", "a\nb").build().is_err());
}

#[test]
fn errors_can_be_sent_between_threads_and_are_small() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Error>();
    check::<Client>();
    assert!(size_of::<Error>() <= 96, "{}", size_of::<Error>());
}

#[tokio::test]
async fn deviations_of_documented_errors_are_told_and_leave_the_error_as_it_is() {
    let server = server_with(422, json!({"name": 5})).await;
    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let listener = told.clone();
    let listen = move |it: &Deviation| listener.lock().unwrap().push((it.status().as_u16(), it.pointer().to_owned()));
    let client = builder(&server.uri()).auth(key()).strict(true).on_deviation(listen).build().unwrap();
    for _ in 0..2 {
        let error = get_thing(&client, 1).await.unwrap_err();
        assert_eq!(error.as_api().map(ApiError::status), Some(StatusCode::UNPROCESSABLE_ENTITY), "{error}");
    }
    assert_eq!(*told.lock().unwrap(), [(422, "/name".to_owned())]);
}

#[tokio::test]
async fn a_documented_body_that_is_not_there_is_a_deviation() {
    let of = |status, method| async move {
        let server = server_with_text(status, "").await;
        let client = builder(&server.uri()).auth(key()).strict(true).build().unwrap();
        match method {
            "GET" => get_thing(&client, 1).await.map(drop),
            _ => delete_thing(&client, 1).await,
        }
    };
    let error = of(200, "GET").await.unwrap_err();
    assert!(matches!(&error, Error::Deviation(it) if it.kind() == DeviationKind::Missing), "{error:?}");
    assert!(error.to_string().ends_with(": the body is documented as any value, but nothing was sent"), "{error}");
    of(204, "GET").await.unwrap();
    of(200, "DELETE").await.unwrap();
}

async fn server_with_text(status: u16, body: &str) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_string(body);
    Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&server).await;
    server
}
