//! Redirects: followed by the rules, never with credentials to another origin.

use super::api::*;

async fn redirecting(status: u16, location: &str) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path("/end")).respond_with(ResponseTemplate::new(200).set_body_json("end")).mount(&server).await;
    Mock::given(wiremock::matchers::path_regex("^/things"))
        .respond_with(ResponseTemplate::new(status).insert_header("location", location))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn methods_and_bodies_follow_the_rules() {
    for (status, method, body) in
        [(301, "GET", ""), (302, "GET", ""), (303, "GET", ""), (307, "POST", r#"{"a":1}"#), (308, "POST", r#"{"a":1}"#)]
    {
        let server = redirecting(status, "/end").await;
        assert_eq!(post_thing(&client(&server.uri()), &json!({"a": 1})).await.unwrap(), "end");
        let end = requests(&server).await.pop().unwrap();
        assert_eq!((end.method.as_str(), std::str::from_utf8(&end.body).unwrap()), (method, body), "{status}");
        assert_eq!(header_of(&end, "content-type").is_some(), !body.is_empty());
        // The same origin.
        assert_eq!(header_of(&end, "authorization"), Some("key-1234567"));
    }
    for (status, method) in [(301, "PUT"), (302, "PUT"), (303, "GET"), (307, "PUT")] {
        let server = redirecting(status, "/end").await;
        put_thing(&client(&server.uri()), 1, &json!({})).await.unwrap();
        assert_eq!(requests(&server).await.pop().unwrap().method.as_str(), method, "{status}");
    }
}

#[tokio::test]
async fn another_origin_sees_no_credential_and_nothing_of_the_caller() {
    let other = server_with(200, json!("end")).await;
    let server = redirecting(307, &format!("{}/end?x=1", other.uri())).await;
    let client = builder(&server.uri())
        .auth(key())
        .default_header("X-Api-Key", "secret")
        .default_header("X-Tenant", "secret")
        .build()
        .unwrap();
    let answer = post_thing(&client, &json!({"a": 1}))
        .header("Cookie", "session=secret")
        .header("X-Mine", "secret")
        .header("Proxy-Authorization", "secret")
        .await
        .unwrap();
    assert_eq!(answer, "end");
    let first = only(&server).await;
    assert_eq!(header_of(&first, "x-tenant"), Some("secret"));
    assert_eq!(header_of(&first, "cookie"), Some("session=secret"));
    let end = only(&other).await;
    assert_eq!((end.method.as_str(), &end.body[..], end.url.query()), ("POST", &b"{\"a\":1}"[..], Some("x=1")));
    assert_eq!(header_of(&end, "accept"), Some("application/json"));
    assert_eq!(header_of(&end, "user-agent"), Some("test-client/1.2.3"));
    let shown = format!("{:?}", end.headers);
    assert!(!shown.contains("secret") && !shown.contains("key-"), "{shown}");
}

#[tokio::test]
async fn the_way_back_has_no_credential_either() {
    let server = MockServer::start().await;
    let other = redirecting(302, &format!("{}/end", server.uri())).await;
    Mock::given(path("/end")).respond_with(ResponseTemplate::new(200).set_body_json("end")).mount(&server).await;
    let to_other = ResponseTemplate::new(302).insert_header("location", format!("{}/things/2", other.uri()));
    Mock::given(path("/things/1")).respond_with(to_other).mount(&server).await;
    get_thing(&client(&server.uri()), 1).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(header_of(&requests[0], "authorization"), Some("key-1234567"));
    assert_eq!(header_of(&requests[1], "authorization"), None);
    assert_eq!(header_of(&only(&other).await, "authorization"), None);
}

#[tokio::test]
async fn user_names_in_a_location_are_not_used() {
    let other = server_with(200, json!("end")).await;
    let server = redirecting(302, &other.uri().replace("http://", "http://user:pass@")).await;
    get_thing(&client(&server.uri()), 1).await.unwrap();
    assert_eq!(header_of(&only(&other).await, "authorization"), None);
}

#[tokio::test]
async fn relative_locations() {
    for (location, expected) in [
        ("../end", "/end"),
        ("/end#part", "/end"),
        ("./../end?", "/end"),
        ("?page=2", "/things/2"),
        ("sub/../../end", "/end"),
    ] {
        let server = MockServer::start().await;
        let to = ResponseTemplate::new(302).insert_header("location", location);
        Mock::given(path("/things/2")).respond_with(to).up_to_n_times(1).mount(&server).await;
        Mock::given(path(expected)).respond_with(ResponseTemplate::new(200)).mount(&server).await;
        let answer = get_thing(&client(&server.uri()), 2).await;
        assert!(answer.is_ok(), "{location}: {answer:?}");
    }
}

#[tokio::test]
async fn loops_end() {
    let server = redirecting(302, "/things/1").await;
    let error = get_thing(&client(&server.uri()), 1).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(failure) if failure.error().kind() == TransportErrorKind::Redirects));
    assert_eq!(requests(&server).await.len(), 11, "the first request and ten redirects; no retries");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn what_cannot_be_followed_is_the_answer() {
    for location in ["ftp://x/y", "javascript:alert(1)", "http://", "https:/x"] {
        let server = redirecting(302, location).await;
        let error = get_thing(&client(&server.uri()), 1).await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::FOUND), "{location}");
    }
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(302)).mount(&server).await;
    assert_eq!(get_thing(&client(&server.uri()), 1).await.unwrap_err().status(), Some(StatusCode::FOUND));
    let server = redirecting(302, "/end").await;
    let none = builder(&server.uri()).auth(key()).max_redirects(0).build().unwrap();
    assert_eq!(get_thing(&none, 1).await.unwrap_err().status(), Some(StatusCode::FOUND));
}

#[tokio::test]
async fn a_stream_is_not_sent_twice() {
    let server = redirecting(307, "/end").await;
    let body = RequestBody::stream(super::requests::Pieces::of(&["a"]));
    let sent = client(&server.uri()).request(Method::POST, "/things").body(body, "x/y").await;
    assert_eq!(sent.unwrap_err().status(), Some(StatusCode::TEMPORARY_REDIRECT));
    assert_eq!(requests(&server).await.len(), 1);
}
