//! Every kind of fault on its own.

use super::server::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Counts connections and does the same with each.
async fn always<F>(behave: impl Fn(TcpStream) -> F + Send + 'static) -> (String, Arc<AtomicUsize>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let address = serve(move |socket, _| {
        counted.fetch_add(1, Ordering::SeqCst);
        behave(socket)
    })
    .await;
    (address, count)
}

/// Reads a request, writes this, and waits until the client closes.
async fn writing(text: &'static [u8]) -> (String, Arc<AtomicUsize>) {
    always(move |mut socket| async move {
        if read_request(&mut socket).await.is_some() {
            let _ = socket.write_all(text).await;
            let _ = socket.read(&mut [0; 16]).await;
        }
    })
    .await
}

fn client(address: &str) -> Client {
    builder(address).build().unwrap()
}

fn kind(error: &Error) -> TransportErrorKind {
    let Error::Transport(failure) = error else { panic!("{error:?}") };
    let message = error.to_string();
    assert!(message.contains("get_thing (GET /things/{id}): ") || message.contains("post_thing (POST"), "{message}");
    assert!(!format!("{error:?} {message}").contains("5ecret"), "{error:?}");
    assert!(std::error::Error::source(error).is_some() || failure.error().kind() != TransportErrorKind::Connect);
    failure.error().kind()
}

#[tokio::test]
async fn refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for error in [
        get(&client(&address), 1).await.unwrap_err(),
        // The server saw nothing of it, so that it may be repeated too.
        post::<PostThing>(&client(&address), 1).await.unwrap_err(),
    ] {
        assert_eq!(kind(&error), TransportErrorKind::Connect);
        assert!(error.is_connect() && error.is_retryable() && !error.is_timeout());
        let Error::Transport(failure) = error else { unreachable!() };
        assert_eq!(failure.attempts(), 3);
    }
}

#[tokio::test]
async fn reset_before_the_request() {
    let (address, count) = always(|socket| async { reset(socket) }).await;
    let error = get(&client(&address), 1).await.unwrap_err();
    assert!(matches!(kind(&error), TransportErrorKind::Interrupted | TransportErrorKind::Connect), "{error:?}");
    assert!(error.is_retryable());
    assert!(count.load(Ordering::SeqCst) >= 3);
}

#[tokio::test]
async fn reset_after_the_request() {
    let served = |requests: Arc<AtomicUsize>| {
        always(move |mut socket| {
            let requests = requests.clone();
            async move {
                if read_request(&mut socket).await.is_some() {
                    requests.fetch_add(1, Ordering::SeqCst);
                }
                reset(socket);
            }
        })
    };
    let requests = Arc::new(AtomicUsize::new(0));
    let (address, _) = served(requests.clone()).await;
    let error = get(&client(&address), 1).await.unwrap_err();
    assert_eq!((kind(&error), requests.load(Ordering::SeqCst)), (TransportErrorKind::Interrupted, 3));
    // The server may have processed it.
    requests.store(0, Ordering::SeqCst);
    let error = post::<PostThing>(&client(&address), 1).await.unwrap_err();
    assert_eq!((kind(&error), requests.load(Ordering::SeqCst)), (TransportErrorKind::Interrupted, 1));
    // Unless there is a key that makes it harmless.
    requests.store(0, Ordering::SeqCst);
    assert!(post::<PostKeyed>(&client(&address), 1).await.is_err());
    assert_eq!(requests.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn headers_that_stall() {
    for started in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-le"] {
        let (address, count) = writing(started).await;
        let client = builder(&address).response_timeout(Duration::from_millis(100)).build().unwrap();
        let begin = Instant::now();
        let error = get(&client, 1).await.unwrap_err();
        assert_eq!((kind(&error), count.load(Ordering::SeqCst)), (TransportErrorKind::Timeout, 3));
        assert!(error.is_timeout() && error.to_string().contains("no headers for 100ms"), "{error}");
        assert!((0.3..5.0).contains(&begin.elapsed().as_secs_f64()), "{:?}", begin.elapsed());
        // For one call only, and for none.
        let error = get(&client, 1).retry(Retry::none()).response_timeout(Duration::from_millis(20)).await.unwrap_err();
        assert!(error.to_string().contains("no headers for 20ms"), "{error}");
        let unlimited = get(&client, 1).response_timeout(None).timeout(Duration::from_millis(300));
        let of_call = "get_thing (GET /things/{id}): no response in time: the call's `timeout` of 300ms is over";
        assert_eq!(unlimited.await.unwrap_err().to_string(), of_call);
        let attempt = get(&client, 1).response_timeout(None).retry(Retry::none());
        let of_attempt = "get_thing (GET /things/{id}): no response in time: the `attempt_timeout` of 30ms is over";
        assert_eq!(attempt.attempt_timeout(Duration::from_millis(30)).await.unwrap_err().to_string(), of_attempt);
    }
}

#[tokio::test]
async fn a_body_that_stalls() {
    let (address, count) = writing(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":").await;
    let client = builder(&address).idle_timeout(Duration::from_millis(100)).build().unwrap();
    let error = get(&client, 1).await.unwrap_err();
    assert_eq!((kind(&error), count.load(Ordering::SeqCst)), (TransportErrorKind::Timeout, 3));
    assert!(error.to_string().contains("no bytes for 100ms (`idle_timeout`), after the status 200 OK"), "{error}");
    let shorter = get(&client, 1).retry(Retry::none()).idle_timeout(Duration::from_millis(20)).await.unwrap_err();
    assert!(shorter.to_string().contains("no bytes for 20ms"), "{shorter}");
    // As a stream.
    let mut stream = get(&client, 1).idle_timeout(Duration::from_millis(30)).raw_stream().await.unwrap();
    assert_eq!(&stream.next().await.unwrap().unwrap()[..], b"{\"a\":");
    assert!(stream.next().await.unwrap().unwrap_err().is_timeout());
    // A failure whose body stalls is that failure.
    let (address, _) = writing(b"HTTP/1.1 404 Not Found\r\ncontent-length: 100\r\n\r\n{\"a\":").await;
    let client = builder(&address).idle_timeout(Duration::from_millis(50)).build().unwrap();
    assert_eq!(get(&client, 1).await.unwrap_err().status().map(|status| status.as_u16()), Some(404));
}

#[tokio::test]
async fn a_body_that_is_cut_off() {
    for head in ["content-length: 100\r\n", "transfer-encoding: chunked\r\n"] {
        for is_reset in [false, true] {
            let (address, count) = always(move |mut socket| async move {
                if read_request(&mut socket).await.is_some() {
                    let text = format!("HTTP/1.1 200 OK\r\n{head}\r\n5\r\n{{\"a\":");
                    let _ = socket.write_all(text.as_bytes()).await;
                    if is_reset {
                        reset(socket);
                    }
                }
            })
            .await;
            let error = get(&client(&address), 1).await.unwrap_err();
            assert_eq!((kind(&error), count.load(Ordering::SeqCst)), (TransportErrorKind::Interrupted, 3), "{head}");
            assert!(error.is_retryable());
        }
    }
}

#[tokio::test]
async fn a_wrong_length() {
    // Too long: the rest never comes. Too short: the body ends there, and the connection is not used again.
    let (address, count) = writing(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n123456").await;
    let client = client(&address);
    for _ in 0..3 {
        assert_eq!(get(&client, 1).await.unwrap(), 123);
    }
    assert_eq!(count.load(Ordering::SeqCst), 3);
    // No length at all is a length of its own.
    for head in [
        "content-length: -1\r\n",
        "content-length: 3\r\ncontent-length: 4\r\n",
        "content-length: 99999999999999999999\r\n",
    ] {
        let (address, _) = always(move |mut socket| async move {
            if read_request(&mut socket).await.is_some() {
                let _ = socket.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n123").as_bytes()).await;
            }
        })
        .await;
        let error = get(&super::server::builder(&address).build().unwrap(), 1).await.unwrap_err();
        assert_eq!(kind(&error), TransportErrorKind::Interrupted, "{head}");
    }
}

#[tokio::test]
async fn garbage() {
    for text in [
        &b"SSH-2.0-OpenSSH_9.6\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"HTTP/1.1 99999 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzzz\r\n",
        b"\0\0\0\0",
    ] {
        let (address, _) = always(move |mut socket| async move {
            if read_request(&mut socket).await.is_some() {
                let _ = socket.write_all(text).await;
            }
        })
        .await;
        let error = get(&client(&address), 1).await.unwrap_err();
        assert_eq!(kind(&error), TransportErrorKind::Interrupted, "{}", text.escape_ascii());
    }
}

#[tokio::test]
async fn an_endless_body() {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = sent.clone();
    let (address, count) = always(move |mut socket| {
        let sent = counted.clone();
        async move {
            read_request(&mut socket).await;
            let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
            let piece = [&b"2000\r\n"[..], &[b' '; 0x2000], b"\r\n"].concat();
            while socket.write_all(&piece).await.is_ok() {
                sent.fetch_add(0x2000, Ordering::SeqCst);
            }
        }
    })
    .await;
    let client = builder(&address).max_body_size(1 << 20).build().unwrap();
    let error = get(&client, 1).await.unwrap_err();
    assert_eq!((kind(&error), error.is_retryable()), (TransportErrorKind::TooLarge, false));
    assert_eq!(count.load(Ordering::SeqCst), 1);
    // The connection was closed: the server does not go on for ever.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(sent.load(Ordering::SeqCst) < 64 << 20);
}

#[tokio::test]
async fn endless_headers() {
    let (address, _) = always(|mut socket| async move {
        read_request(&mut socket).await;
        let _ = socket.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while socket.write_all(b"x-header: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n").await.is_ok() {}
    })
    .await;
    let error = get(&client(&address), 1).retry(Retry::none()).await.unwrap_err();
    assert_eq!(kind(&error), TransportErrorKind::Interrupted);
}

#[tokio::test]
async fn slow_bytes() {
    let (address, count) = always(|mut socket| async move {
        read_request(&mut socket).await;
        for byte in answer("200 OK", "connection: close\r\n", "[1, 2, 3]").bytes() {
            if socket.write_all(&[byte]).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let _ = socket.read(&mut [0; 16]).await;
    })
    .await;
    // Each byte is in time.
    let client = builder(&address).idle_timeout(Duration::from_secs(2)).build().unwrap();
    assert_eq!(get(&client, 1).await.unwrap(), serde_json::json!([1, 2, 3]));
    // The attempt is not.
    let limited = get(&client, 1).attempt_timeout(Duration::from_millis(60)).retry(Retry::attempts(2));
    assert_eq!(kind(&limited.await.unwrap_err()), TransportErrorKind::Timeout);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn redirects_in_a_circle() {
    let (address, count) = always(|mut socket| async move {
        while read_request(&mut socket).await.is_some() {
            let text = answer("302 Found", "location: /things/1\r\n", "");
            if socket.write_all(text.as_bytes()).await.is_err() {
                return;
            }
        }
    })
    .await;
    let client = builder(&address).max_redirects(5).build().unwrap();
    let error = get(&client, 1).await.unwrap_err();
    assert_eq!((kind(&error), error.is_retryable()), (TransportErrorKind::Redirects, false));
    assert!(error.to_string().ends_with("too many redirects: more than 5, after the status 302 Found"), "{error}");
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_redirect_to_another_origin_takes_no_credential_along() {
    let heads: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = heads.clone();
    let other = serve(move |mut socket, _| {
        let seen = seen.clone();
        async move {
            while let Some((head, _)) = read_request(&mut socket).await {
                seen.lock().unwrap().push(head);
                let _ = socket.write_all(answer("200 OK", "", "1").as_bytes()).await;
            }
        }
    })
    .await;
    let location = format!("location: {other}/end\r\n");
    let (address, _) = always(move |mut socket| {
        let text = answer("307 Temporary Redirect", &location, "");
        async move {
            read_request(&mut socket).await;
            let _ = socket.write_all(text.as_bytes()).await;
        }
    })
    .await;
    let client =
        builder(&address).auth(Credential::new(&QUERY_KEY, "query-5ecret")).redirect_bodies(true).build().unwrap();
    get(&client, 1).await.unwrap();
    post::<PostKeyed>(&client, 1).await.unwrap();
    // With every credential, that in the query too.
    client.request(Method::GET, "/any").await.unwrap();
    let heads = heads.lock().unwrap();
    assert_eq!(heads.len(), 3);
    for head in heads.iter() {
        assert!(!head.contains("5ecret") && !head.to_lowercase().contains("authorization"), "{head}");
        assert!(!head.to_lowercase().contains("idempotency"), "{head}");
    }
}

#[tokio::test]
async fn a_credential_in_the_query_is_in_no_message() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refused = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (echoing, _) = always(|mut socket| async move {
        while let Some((head, _)) = read_request(&mut socket).await {
            let line = head.lines().next().unwrap_or_default().replace('"', "");
            let body = format!(r#"{{"message": "no access: {line}"}}"#);
            let _ = socket.write_all(answer("403 Forbidden", "", &body).as_bytes()).await;
        }
    })
    .await;
    let (garbage, _) = writing(b"garbage\r\n\r\n").await;
    let (no_json, _) = writing(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{x").await;
    let (loops, _) = writing(b"HTTP/1.1 302 Found\r\nlocation: ?\r\ncontent-length: 0\r\n\r\n").await;
    for address in [refused, echoing, garbage, no_json, loops] {
        let credential = Credential::new(&QUERY_KEY, "5ecret/+&1");
        let client = builder(&address).auth(credential).retry(Retry::none()).max_redirects(1).build().unwrap();
        let limit = Duration::from_millis(500);
        let error = client.request(Method::GET, "/any?token=5ecret").timeout(limit).await.unwrap_err();
        let mut shown = format!("{error} {error:?} {error:#?}");
        let mut source = std::error::Error::source(&error);
        while let Some(error) = source {
            shown += &format!(" {error} {error:?}");
            source = error.source();
        }
        // What the caller wrote into the path is no credential that the client knows, if a server repeats it.
        let shown = shown.replace("any?token=5ecret", "any?token=…");
        assert!(!shown.contains("5ecret"), "{shown}");
        assert!(error.to_string().starts_with("GET /any: "), "{error}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_says_where() {
    for (body, line_and_column, place) in [
        ("{\n  \"a/b\": [1, {\"c\": x}]}", "line 2 column 20", "/a~1b/1/c"),
        (r#"{"a": {"b": 1}, "c": [[], [1, 2"#, "line 1 column 31", "/c/1/1"),
        (r#"{"data": [{"name": "a \"b\" {[,"}, {"name": "c"#, "line 1 column 46", "/data/1/name"),
        (r#"{"a": 1, "b" 2}"#, "line 1 column 14", "/b"),
        (r#"{"a": 1, 2}"#, "line 1 column 10", ""),
        ("grün", "line 1 column 1", ""),
        ("[1] 2", "line 1 column 5", ""),
    ] {
        let (address, _) = always(move |mut socket| async move {
            read_request(&mut socket).await;
            let _ = socket.write_all(answer("200 OK", "", body).as_bytes()).await;
        })
        .await;
        let error = get(&client(&address), 1).await.unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("get_thing (GET /things/{id}): 200 OK, but the body is not valid JSON"),
            "{message}"
        );
        assert!(message.contains(line_and_column), "{message}");
        let Error::Decode(failure) = &error else { panic!("{error:?}") };
        assert_eq!(failure.place(), place, "{message}");
        assert!(place.is_empty() || message.ends_with(&format!("(in `{place}`)")), "{message}");
    }
}
