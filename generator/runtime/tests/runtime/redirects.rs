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
        .redirect_bodies(true)
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

#[tokio::test]
async fn a_body_goes_to_another_origin_only_if_the_caller_allows_it() {
    let other = server_with(200, json!("end")).await;
    for status in [301, 302, 307, 308] {
        let server = redirecting(status, &format!("{}/end", other.uri())).await;
        let error = put_thing(&client(&server.uri()), 1, &json!({"a": 1})).await.unwrap_err();
        let Error::Transport(failure) = &error else { panic!("{error:?}") };
        assert_eq!(failure.error().kind(), TransportErrorKind::UnsafeRedirect);
        assert_eq!((error.status().unwrap().as_u16(), failure.attempts(), error.is_retryable()), (status, 1, false));
        assert!(
            error.to_string().contains("takes the body to another origin (allow it by `redirect_bodies`)"),
            "{error}"
        );
        assert!(requests(&other).await.is_empty());
        // Nothing is sent there: another method, or no body.
        get_thing(&client(&server.uri()), 1).await.unwrap();
        delete_thing(&client(&server.uri()), 1).await.unwrap();
        other.reset().await;
        Mock::given(wiremock::matchers::any())
            .respond_with(ResponseTemplate::new(200).set_body_json("end"))
            .mount(&other)
            .await;
    }
    let server = redirecting(303, &format!("{}/end", other.uri())).await;
    assert_eq!(post_thing(&client(&server.uri()), &json!({"a": 1})).await.unwrap(), "end");
    let server = redirecting(308, &format!("{}/end", other.uri())).await;
    let allowed = builder(&server.uri()).auth(key()).redirect_bodies(true).build().unwrap();
    assert_eq!(put_thing(&allowed, 1, &json!({"a": 1})).await.unwrap(), "end");
    // A redirect that is not followed is a response like others.
    let none = builder(&server.uri()).auth(key()).max_redirects(0).build().unwrap();
    let error = put_thing(&none, 1, &json!({"a": 1})).await.unwrap_err();
    assert_eq!(error.as_api().map(ApiError::status), Some(StatusCode::PERMANENT_REDIRECT));
}

#[tokio::test]
async fn https_leads_to_http_only_if_the_caller_allows_it() {
    use super::fake::{Fake, ok, reply};
    for location in ["http://api.test/end", "http://other.test/end"] {
        let fake = Fake::at_once(move |sent, _| match sent.uri.path() {
            "/end" => ok(),
            _ => reply(302, &[("location", location)], &json!(null)),
        });
        let client = fake.builder().auth(key()).build().unwrap();
        let error = get_thing(&client, 1).await.unwrap_err();
        assert!(
            matches!(&error, Error::Transport(it) if it.error().kind() == TransportErrorKind::UnsafeRedirect),
            "{error:?}"
        );
        assert!(error.to_string().contains("from https to http (allow it by `redirect_to_http`)"), "{error}");
        assert_eq!((error.status(), fake.sent().len()), (Some(StatusCode::FOUND), 1));
        let client = fake.builder().auth(key()).redirect_to_http(true).build().unwrap();
        assert_eq!(get_thing(&client, 1).await.unwrap(), "done");
        assert_eq!(fake.sent().pop().unwrap().header("authorization"), None);
        // A body is another question.
        assert!(put_thing(&client, 1, &json!({"a": 1})).await.is_err());
    }
}
