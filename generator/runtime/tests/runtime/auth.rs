//! Credentials: where they are sent, which of them, and that they are never shown.

use super::api::*;

operation!(Both, GET "/both", &[&[&KEY, &APP]], Value, json);
operation!(Anonymous, GET "/anonymous", &[&[&KEY], &[]], Value, json);
operation!(Public, GET "/public", &[], Value, json);
operation!(ByQuery, GET "/query", &[&[&QUERY_KEY]], Value, json);
operation!(ByCookie, GET "/cookie", &[&[&COOKIE_KEY]], Value, json);
operation!(ByPassword, GET "/password", &[&[&PASSWORD]], Value, json);
operation!(ByOther, GET "/other", &[&[&DIGEST]], Value, json);
operation!(Clash, GET "/clash", &[&[&KEY, &TOKEN], &[&TOKEN]], Value, json);

operation!(ByCertificate, GET "/certificate", &[&[&CERTIFICATE]], Value, json);
operation!(Either, GET "/either", &[&[&CERTIFICATE], &[&KEY]], Value, json);
operation!(WithBoth, GET "/with-both", &[&[&CERTIFICATE, &KEY]], Value, json);

#[tokio::test]
async fn a_certificate_is_the_transports_and_a_key_beside_it_is_sent() {
    let server = server_with(200, json!({})).await;
    let plain = builder(&server.uri()).build().unwrap();
    call::<ByCertificate>(&plain).await.unwrap();
    call::<Either>(&plain).await.unwrap();
    let error = call::<WithBoth>(&plain).await.unwrap_err();
    let Error::MissingCredential(missing) = &error else { panic!("{error:?}") };
    assert_eq!(missing.alternatives(), [["KeyAuth"]]);
    call::<Either>(&client(&server.uri())).await.unwrap();
    call::<WithBoth>(&client(&server.uri())).await.unwrap();
    let requests = requests(&server).await;
    let sent: Vec<_> = requests.iter().map(|request| header_of(request, "authorization")).collect();
    assert_eq!(sent, [None, None, Some("key-1234567"), Some("key-1234567")]);
}

#[tokio::test]
async fn a_key_is_sent_as_it_is_and_a_token_as_bearer() {
    let server = server_with(200, json!({})).await;
    get_thing(&client(&server.uri()), 1).await.unwrap();
    get_thing(&builder(&server.uri()).auth(token()).build().unwrap(), 1).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(header_of(&requests[0], "authorization"), Some("key-1234567"));
    assert_eq!(header_of(&requests[1], "authorization"), Some("Bearer token-1234567"));
}

#[tokio::test]
async fn two_credentials_for_one_header_are_never_both_sent() {
    let server = server_with(200, json!({})).await;
    let client = builder(&server.uri()).auth(token()).auth(key()).build().unwrap();
    get_thing(&client, 1).await.unwrap();
    call::<Clash>(&client).await.unwrap();
    client.request(Method::GET, "/any").await.unwrap();
    let requests = requests(&server).await;
    let sent = |index: usize| requests[index].headers.get_all("authorization").iter().count();
    assert_eq!((sent(0), sent(1), sent(2)), (1, 1, 1));
    // The first documented alternative that is complete.
    assert_eq!(header_of(&requests[0], "authorization"), Some("key-1234567"));
    assert_eq!(header_of(&requests[1], "authorization"), Some("Bearer token-1234567"));
    // The first that was given.
    assert_eq!(header_of(&requests[2], "authorization"), Some("Bearer token-1234567"));
}

#[tokio::test]
async fn a_missing_credential_is_an_error_before_anything_is_sent() {
    let server = server_with(200, json!({})).await;
    let client = builder(&server.uri()).build().unwrap();
    let error = get_thing(&client, 1).await.unwrap_err();
    let Error::MissingCredential(missing) = &error else { panic!("{error:?}") };
    assert_eq!(missing.alternatives(), [["KeyAuth"], ["TokenAuth"]]);
    let needs =
        "KeyAuth or TokenAuth: call `.key_auth(…)` or `.token_auth(…)` of the builder, or `.without_credentials()`";
    assert!(error.to_string().ends_with(needs), "{error}");
    assert!(error.to_string().contains("GetThing (GET /things/{id})"), "{error}");
    assert!(requests(&server).await.is_empty());
}

#[tokio::test]
async fn all_credentials_of_an_alternative_are_needed() {
    let server = server_with(200, json!({})).await;
    let error = call::<Both>(&client(&server.uri())).await.unwrap_err();
    let needs = "KeyAuth with AppAuth: call `.key_auth(…)` with `.app_auth(…)` of the builder";
    assert!(error.to_string().contains(needs), "{error}");
    let client = builder(&server.uri()).auth(key()).auth(Credential::new(&APP, "app-1")).build().unwrap();
    call::<Both>(&client).await.unwrap();
    let request = only(&server).await;
    assert_eq!(header_of(&request, "authorization"), Some("key-1234567"));
    assert_eq!(header_of(&request, "x-app"), Some("app-1"));
}

#[tokio::test]
async fn a_call_that_may_be_anonymous_is_so_without_a_credential() {
    let server = server_with(200, json!({})).await;
    call::<Anonymous>(&builder(&server.uri()).build().unwrap()).await.unwrap();
    call::<Anonymous>(&client(&server.uri())).await.unwrap();
    call::<Public>(&client(&server.uri())).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(header_of(&requests[0], "authorization"), None);
    assert_eq!(header_of(&requests[1], "authorization"), Some("key-1234567"));
    assert_eq!(header_of(&requests[2], "authorization"), None, "no credential is documented for it");
}

#[tokio::test]
async fn every_kind_of_credential_has_its_place() {
    let server = server_with(200, json!({})).await;
    let client = builder(&server.uri())
        .auth(Credential::new(&QUERY_KEY, "a b&c"))
        .auth(Credential::new(&COOKIE_KEY, "s1"))
        .auth(Credential::basic(&PASSWORD, "Aladdin", &"open sesame".into()))
        .auth(Credential::new(&DIGEST, "xyz"))
        .build()
        .unwrap();
    call::<ByQuery>(&client).query("q", "1").await.unwrap();
    call::<ByCookie>(&client).await.unwrap();
    call::<ByPassword>(&client).await.unwrap();
    call::<ByOther>(&client).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(requests[0].url.query(), Some("q=1&api_key=a%20b%26c"));
    assert_eq!(header_of(&requests[1], "cookie"), Some("session=s1"));
    assert_eq!(header_of(&requests[2], "authorization"), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    assert_eq!(header_of(&requests[3], "authorization"), Some("Custom xyz"));
}

#[tokio::test]
async fn what_the_caller_sets_itself_counts_as_there_and_wins() {
    let server = server_with(200, json!({})).await;
    let plain = builder(&server.uri()).build().unwrap();
    get_thing(&plain, 1).header("Authorization", "mine").await.unwrap();
    get_thing(&client(&server.uri()), 1).header("Authorization", "mine").await.unwrap();
    get_thing(&client(&server.uri()), 1).auth(Credential::new(&KEY, "other")).await.unwrap();
    call::<ByQuery>(&plain).query("api_key", "mine").await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(header_of(&requests[0], "authorization"), Some("mine"));
    assert_eq!(header_of(&requests[1], "authorization"), Some("mine"));
    assert_eq!(header_of(&requests[2], "authorization"), Some("other"));
    assert_eq!(requests[3].url.query(), Some("api_key=mine"));
}

#[tokio::test]
async fn no_output_shows_a_secret() {
    let server = server_with(403, json!({"message": "the key key-1234567 has no access"})).await;
    let client = builder(&server.uri()).auth(key()).auth(Credential::new(&QUERY_KEY, "key-query")).build().unwrap();
    let mut shown = format!("{client:?} {:?} {:?}", key(), Secret::from("key-1234567"));
    shown += &format!("{} {:?}", Secret::from("key-1234567"), builder("http://x").auth(key()));
    let request = get_thing(&client, 1).header("x-api-key", "key-1234567");
    shown += &format!("{request:?}");
    for error in [request.await.unwrap_err(), call::<ByQuery>(&client).await.unwrap_err()] {
        shown += &format!("{error} {error:?} {error:#?}");
        let Error::Api(error) = error else { panic!("{error}") };
        assert!(error.text().contains("key-1234567"), "the body itself is kept as sent");
    }
    // Nothing listens there.
    let refused = builder("http://127.0.0.1:1").auth(Credential::new(&QUERY_KEY, "key-query")).build().unwrap();
    let error = call::<ByQuery>(&refused).retry(Retry::none()).await.unwrap_err();
    shown += &format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        shown += &format!("{error} {error:?}");
        source = error.source();
    }
    assert!(!shown.contains("key-"), "{shown}");
    assert!(shown.contains("[redacted]"), "{shown}");
}

#[test]
fn a_secret_that_cannot_be_sent_is_refused_at_once() {
    let error = builder("http://x").auth(Credential::new(&KEY, "line\nbreak")).build().unwrap_err();
    assert!(error.to_string().contains("KeyAuth"), "{error}");
    assert!(!error.to_string().contains("break\""), "{error}");
    static BEARER: Scheme = Scheme { name: "BearerAuth", kind: SchemeKind::Bearer, method: "bearer_auth" };
    for scheme in [&KEY, &BEARER] {
        assert!(builder("http://x").auth(Credential::new(scheme, "")).build().is_err());
    }
}

#[tokio::test]
async fn of_two_credentials_of_a_scheme_the_later_one_is_sent() {
    let server = server_with(200, json!(null)).await;
    let later = |text: &str| Credential::new(&KEY, text);
    get_thing(&client(&server.uri()), 1).auth(later("first")).auth(later("second")).await.unwrap();
    assert_eq!(header_of(&only(&server).await, "authorization"), Some("second"));
}
