//! When a request is sent again, and the limits of time.

use super::api::*;
use super::fake::Fake;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that answers so often with a status, then with success.
async fn failing(times: u64, response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any()).respond_with(response).up_to_n_times(times).mount(&server).await;
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(200).set_body_json("done"))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn requests_that_may_be_repeated_are() {
    for status in [408, 429, 502, 503, 504] {
        let server = failing(2, ResponseTemplate::new(status)).await;
        let client = client(&server.uri());
        assert_eq!(get_thing(&client, 1).await.unwrap(), "done", "{status}");
        assert_eq!(requests(&server).await.len(), 3);
        let server = failing(1, ResponseTemplate::new(status)).await;
        let client = self::client(&server.uri());
        put_thing(&client, 1, &json!({"a": 1})).await.unwrap();
        let bodies: Vec<_> = requests(&server).await.into_iter().map(|request| request.body).collect();
        assert_eq!(bodies, [br#"{"a":1}"#, br#"{"a":1}"#]);
        let server = failing(1, ResponseTemplate::new(status)).await;
        delete_thing(&self::client(&server.uri()), 1).await.unwrap();
    }
}

/// An operation with a method that `http` has no constant for, or that a path item of OpenAPI 3.0 has not.
macro_rules! with_method {
    ($type:ident, $method:literal) => {
        enum $type {}

        impl Operation for $type {
            type Output = Value;

            const INFO: &'static OperationInfo =
                &OperationInfo::new(stringify!($type), Method::GET, "/things", "application/json", &[], &[])
                    .with_method($method);
        }
    };
}

with_method!(Query, "QUERY");
with_method!(Copy, "COPY");

#[tokio::test]
async fn a_query_is_sent_again_with_its_body_and_another_method_is_not() {
    let server = failing(1, ResponseTemplate::new(503)).await;
    let mut parts = Parts::new(&client(&server.uri()), Query::INFO);
    parts.json("application/json", &json!({"a": 1}));
    assert_eq!(Request::<Query>::of(parts).await.unwrap(), "done");
    let sent: Vec<_> =
        requests(&server).await.into_iter().map(|request| (request.method.to_string(), request.body)).collect();
    let expected = ("QUERY".to_owned(), br#"{"a":1}"#.to_vec());
    assert_eq!(sent, [expected.clone(), expected]);

    let server = failing(1, ResponseTemplate::new(503)).await;
    let error = call::<Copy>(&client(&server.uri())).await.unwrap_err();
    assert!(error.to_string().contains("COPY /things"), "{error}");
    assert_eq!(only(&server).await.method.as_str(), "COPY");
}

#[tokio::test]
async fn others_only_if_they_were_surely_not_processed() {
    for (status, sent) in [(408, 1), (429, 2), (500, 1), (502, 1), (503, 1), (504, 1)] {
        let server = failing(1, ResponseTemplate::new(status)).await;
        let answer = post_thing(&client(&server.uri()), &json!({})).await;
        assert_eq!((answer.is_ok(), requests(&server).await.len()), (sent == 2, sent), "{status}");
    }
    // A connection that breaks after the request: a GET is sent again, a POST is not.
    let connections = |listener: TcpListener| {
        tokio::spawn(async move {
            let mut count = 0;
            while let Ok(Ok((mut socket, _))) =
                tokio::time::timeout(Duration::from_millis(500), listener.accept()).await
            {
                count += 1;
                let mut buffer = [0; 1024];
                let _ = socket.read(&mut buffer).await;
            }
            count
        })
    };
    for (is_get, expected) in [(true, 3), (false, 1)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = client(&format!("http://{}", listener.local_addr().unwrap()));
        let count = connections(listener);
        let answer = if is_get { get_thing(&client, 1).await } else { post_thing(&client, &json!({})).await };
        assert!(matches!(answer, Err(Error::Transport(_))));
        assert_eq!(count.await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_for_every_method() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = builder(&format!("http://{address}"))
        .auth(key())
        .retry(Retry::attempts(20).backoff(Duration::from_millis(50), Duration::from_millis(100)))
        .build()
        .unwrap();
    let call = tokio::spawn(post_thing(&client, &json!({})).into_future());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let listener = std::net::TcpListener::bind(address).unwrap();
    let server = MockServer::builder().listener(listener).start().await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(201)).mount(&server).await;
    call.await.unwrap().unwrap();
    assert_eq!(requests(&server).await.len(), 1);
}

#[tokio::test]
async fn retries_end_and_can_be_turned_off() {
    let server = failing(100, ResponseTemplate::new(503)).await;
    let client = client(&server.uri());
    let Error::Api(error) = get_thing(&client, 1).await.unwrap_err() else { panic!() };
    assert_eq!((error.status().as_u16(), error.attempts()), (503, 3));
    assert!(error.to_string().ends_with("503 Service Unavailable (3 attempts)"), "{error}");
    assert_eq!(requests(&server).await.len(), 3);
    let _ = get_thing(&client, 1).retry(Retry::none()).await;
    assert_eq!(requests(&server).await.len(), 4);
    let none = builder(&server.uri()).auth(key()).retry(Retry::none()).build().unwrap();
    let _ = get_thing(&none, 1).await;
    assert_eq!(requests(&server).await.len(), 5);
}

#[tokio::test]
async fn other_statuses_are_not_tried_again() {
    for status in [400, 401, 404, 500, 501] {
        let server = failing(1, ResponseTemplate::new(status)).await;
        assert!(get_thing(&client(&server.uri()), 1).await.is_err());
        assert_eq!(requests(&server).await.len(), 1, "{status}");
    }
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let server = failing(1, ResponseTemplate::new(429).insert_header("retry-after", "1")).await;
    let started = Instant::now();
    post_thing(&client(&server.uri()), &json!({})).await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
    let at = std::time::SystemTime::now() + Duration::from_secs(2);
    let server = failing(1, ResponseTemplate::new(503).insert_header("retry-after", httpdate::fmt_http_date(at))).await;
    let started = Instant::now();
    get_thing(&client(&server.uri()), 1).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(900), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_the_error_at_once() {
    let server = failing(1, ResponseTemplate::new(429).insert_header("retry-after", "30")).await;
    let started = Instant::now();
    // Longer than the call's time.
    let error = get_thing(&client(&server.uri()), 1).timeout(Duration::from_secs(20)).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    // Longer than the caller wants to wait.
    let server = failing(1, ResponseTemplate::new(429).insert_header("retry-after", "30")).await;
    let patient = Retry::default().longest_wait(Duration::from_secs(1));
    assert!(get_thing(&client(&server.uri()), 1).retry(patient).await.is_err());
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn pauses_double_up_to_a_cap() {
    let server = MemoryTransport::new();
    server.answer(|_| Reply::status(503));
    let retry = Retry::attempts(6).backoff(Duration::from_secs(1), Duration::from_secs(4));
    let client =
        ClientBuilder::new(&API).transport(Arc::new(server.clone())).retry(retry).timeout(None).build().unwrap();
    let started = tokio::time::Instant::now();
    assert!(client.request(Method::GET, "/x").await.is_err());
    // 1, 2, 4, 4 and 4 seconds, each with a random part of up to a half taken off.
    let waited = started.elapsed().as_secs_f64();
    assert!((7.5..=15.1).contains(&waited), "{waited}");
    assert_eq!(server.calls().len(), 6);
}

/// A server that sends this much of a response, and then nothing more.
async fn stalling(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut sockets = Vec::new();
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(answer).await;
            sockets.push(socket);
        }
    });
    address
}

#[tokio::test]
async fn a_server_that_stalls_ends_the_call_in_time() {
    for (answer, status) in [
        (&b""[..], None),
        (b"HTTP/1.1 200 OK\r\ncontent-le", None),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", Some(200)),
        (b"HTTP/1.1 500 Oops\r\ncontent-length: 100\r\n\r\n{", Some(500)),
    ] {
        let client = client(&stalling(answer).await);
        let started = Instant::now();
        let error = get_thing(&client, 1).timeout(Duration::from_millis(300)).await.unwrap_err();
        assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
        assert_eq!(error.status().map(|status| status.as_u16()), status, "{error}");
        assert!((0.25..2.0).contains(&started.elapsed().as_secs_f64()), "{:?}", started.elapsed());
    }
}

#[tokio::test]
async fn the_time_is_for_all_attempts_and_pauses() {
    let server = failing(100, ResponseTemplate::new(503).set_delay(Duration::from_millis(100))).await;
    let client = builder(&server.uri()).auth(key()).timeout(Duration::from_millis(450)).build().unwrap();
    let started = Instant::now();
    assert!(get_thing(&client, 1).retry(Retry::attempts(100)).await.is_err());
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert!(requests(&server).await.len() < 6);
}

#[tokio::test]
async fn an_attempt_can_have_a_limit_of_its_own() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(30));
    let server = failing(1, slow).await;
    let client = builder(&server.uri()).auth(key()).attempt_timeout(Duration::from_millis(200)).build().unwrap();
    assert_eq!(get_thing(&client, 1).await.unwrap(), "done");
    assert_eq!(requests(&server).await.len(), 2);
}

#[tokio::test]
async fn connecting_has_a_limit() {
    // Nothing answers there (RFC 5737); some networks refuse at once.
    let client = builder("http://192.0.2.1").auth(key()).connect_timeout(Duration::from_millis(200)).build().unwrap();
    let started = Instant::now();
    let error = get_thing(&client, 1).retry(Retry::none()).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_stream_that_pauses_too_long_ends() {
    let address = stalling(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc").await;
    let client = builder(&address).auth(key()).idle_timeout(Duration::from_millis(200)).build().unwrap();
    let mut response = get_thing(&client, 1).raw_stream().await.unwrap();
    assert_eq!(&response.next().await.unwrap().unwrap()[..], b"abc");
    assert!(response.next().await.unwrap().unwrap_err().is_timeout());
    assert!(response.next().await.is_none());
}

/// A body that never pauses, and uses up all that the runtime lets a task do at a time.
struct Endless;

impl futures_core::Stream for Endless {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: std::pin::Pin<&mut Self>, context: &mut std::task::Context<'_>) -> Poll<Option<Self::Item>> {
        std::task::ready!(std::pin::pin!(tokio::task::consume_budget()).poll(context));
        std::thread::sleep(Duration::from_micros(10));
        Poll::Ready(Some(Ok(Bytes::from_static(b"a"))))
    }
}

#[tokio::test]
async fn a_body_that_never_pauses_ends_with_the_time_of_the_call() {
    let fake = Fake::at_once(|_, _| http::Response::new(ResponseBody::stream(Endless)));
    let client = fake.builder().auth(key()).timeout(Duration::from_millis(200)).retry(Retry::none()).build().unwrap();
    let started = Instant::now();
    let error = get_thing(&client, 1).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_stream_that_was_begun_is_not_sent_again() {
    let server = failing(1, ResponseTemplate::new(503)).await;
    let body = RequestBody::stream(super::requests::Pieces::of(&["a"]));
    let sent = client(&server.uri()).request(Method::PUT, "/things").body(body, "x/y").await;
    assert_eq!(sent.unwrap_err().status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(requests(&server).await.len(), 1);
    // Nobody read anything of it where there was no connection.
    let body = RequestBody::stream(super::requests::Pieces::of(&["a"]));
    let refused = client("http://127.0.0.1:1").request(Method::PUT, "/things").body(body, "x/y").await.unwrap_err();
    let Error::Transport(failure) = refused else { panic!("{refused:?}") };
    assert_eq!(failure.attempts(), 3);
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_the_client_usable() {
    let server = server_with(200, json!({"a": 1})).await;
    let client = client(&server.uri());
    for polls in 0..30 {
        let mut call = Box::pin(get_thing(&client, polls).into_future());
        let mut count = 0;
        std::future::poll_fn(|context| {
            count += 1;
            if count > polls || call.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        drop(call);
        tokio::task::yield_now().await;
    }
    assert_eq!(get_thing(&client, 1).await.unwrap(), json!({"a": 1}));
}
