//! Tokens that renew: asked for once, in time, and again when they are refused; OAuth 2 and logins.

use super::api::*;
use super::fake::{Fake, Sent, all, ok, polled, reply};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::time::Instant;

/// Gives `token-1`, `token-2`, … after a while, or fails.
#[derive(Clone, Default)]
struct Counting {
    asked: Arc<AtomicUsize>,
    lifetime: Option<Duration>,
    takes: Duration,
    /// Which answers are failures, counted from 1.
    failing: &'static [usize],
}

impl Counting {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl TokenSource for Counting {
    fn token<'a>(&'a self, _: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(async {
            tokio::time::sleep(self.takes).await;
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            if self.failing.contains(&number) {
                return Err(TokenError::told("the door is closed"));
            }
            let token = Token::new(format!("token-{number}"));
            Ok(self.lifetime.map_or(token.clone(), |lifetime| token.expires_in(lifetime)))
        })
    }
}

fn client_of(fake: &Fake, source: &Counting) -> Client {
    fake.builder().auth(Credential::new(&TOKEN, source.clone())).build().unwrap()
}

fn tokens(fake: &Fake) -> Vec<String> {
    fake.sent().iter().map(|sent| sent.header("authorization").unwrap_or_default().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_ask_once() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Counting { takes: Duration::from_secs(1), ..Counting::default() };
    let client = client_of(&fake, &source);
    assert_eq!(source.asked(), 0, "not before it is needed");
    let results = all((0..1000).map(|id| get_thing(&client.clone(), id).into_future())).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(source.asked(), 1);
    assert!(tokens(&fake).iter().all(|token| token == "Bearer token-1"));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_ends_while_others_go_on_with_it() {
    let fake = Fake::at_once(|_, _| ok());
    let source =
        Counting { lifetime: Some(Duration::from_secs(100)), takes: Duration::from_secs(2), ..Counting::default() };
    let client = client_of(&fake, &source);
    get_thing(&client, 1).await.unwrap();
    tokio::time::sleep(Duration::from_secs(85)).await;
    get_thing(&client, 1).await.unwrap();
    assert_eq!(source.asked(), 1);
    // From 90 s on.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let renewing = tokio::spawn(get_thing(&client, 1).into_future());
    tokio::task::yield_now().await;
    let started = Instant::now();
    all((0..10).map(|_| get_thing(&client, 1).into_future())).await;
    assert_eq!(started.elapsed(), Duration::ZERO);
    renewing.await.unwrap().unwrap();
    assert_eq!(source.asked(), 2);
    let tokens = tokens(&fake);
    assert_eq!(tokens.iter().filter(|token| *token == "Bearer token-1").count(), 12);
    assert_eq!(tokens.last().unwrap(), "Bearer token-2");
    // Long after its end there is nothing to go on with.
    tokio::time::sleep(Duration::from_secs(1000)).await;
    get_thing(&client, 1).await.unwrap();
    assert_eq!(source.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_fails_harms_nobody_while_the_old_token_is_valid() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Counting { lifetime: Some(Duration::from_secs(100)), failing: &[2, 3, 4, 5], ..Counting::default() };
    let client = client_of(&fake, &source);
    get_thing(&client, 1).await.unwrap();
    tokio::time::sleep(Duration::from_secs(91)).await;
    for _ in 0..20 {
        get_thing(&client, 1).await.unwrap();
    }
    assert_eq!(source.asked(), 2, "it is not asked for each call");
    tokio::time::sleep(Duration::from_secs(10)).await;
    let error = get_thing(&client, 1).await.unwrap_err();
    assert!(matches!(error, Error::Token(_)), "{error:?}");
}

/// Gives one token at once, and never another.
struct Stalling(AtomicUsize);

impl TokenSource for Stalling {
    fn token<'a>(&'a self, _: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(async {
            if self.0.fetch_add(1, Ordering::SeqCst) > 0 {
                std::future::pending::<()>().await;
            }
            Ok(Token::new("token-1").expires_in(Duration::from_secs(600)))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_stalls_harms_nobody_while_the_old_token_is_valid() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Arc::new(Stalling(AtomicUsize::new(0)));
    let client = fake.builder().auth(Credential::new(&TOKEN, source.clone())).build().unwrap();
    get_thing(&client, 1).await.unwrap();
    tokio::time::sleep(Duration::from_secs(541)).await;
    let started = Instant::now();
    for _ in 0..10 {
        get_thing(&client, 1).timeout(Duration::from_secs(50)).await.unwrap();
    }
    assert!(started.elapsed() <= Duration::from_secs(30), "only one call waits for it, {:?}", started.elapsed());
    assert_eq!(source.0.load(Ordering::SeqCst), 2);
    // A call with less time is lost, and no other at once.
    tokio::time::sleep(Duration::from_secs(6)).await;
    let all = all((0..10).map(|_| get_thing(&client, 1).timeout(Duration::from_secs(1)).into_future())).await;
    assert_eq!(all.iter().filter(|answer| answer.is_err()).count(), 1);
    get_thing(&client, 1).timeout(Duration::from_secs(1)).await.unwrap();
    // When it is over, there is nothing to go on with.
    tokio::time::sleep(Duration::from_secs(60)).await;
    let error = get_thing(&client, 1).timeout(Duration::from_secs(20)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

/// Accepts one token only.
fn accepting(token: &'static str) -> Fake {
    Fake::at_once(move |sent, _| match sent.header("authorization") {
        Some(sent) if sent == token => ok(),
        _ => reply(401, &[], &json!({"message": "token expired"})),
    })
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once_and_the_call_sent_again() {
    let (fake, source) = (accepting("Bearer token-2"), Counting::default());
    let client = client_of(&fake, &source);
    post_thing(&client, &json!({"a": 1})).retry(Retry::none()).await.unwrap();
    assert_eq!(tokens(&fake), ["Bearer token-1", "Bearer token-2"]);
    let bodies: Vec<_> = fake.sent().into_iter().map(|sent| sent.body).collect();
    assert_eq!(bodies, [r#"{"a":1}"#, r#"{"a":1}"#]);
    // A token that is refused again is the server's last word.
    let (fake, source) = (accepting("none"), Counting::default());
    let error = get_thing(&client_of(&fake, &source), 1).await.unwrap_err();
    let Error::Api(api) = &error else { panic!("{error:?}") };
    assert_eq!((api.status().as_u16(), api.attempts(), source.asked()), (401, 2, 2));
    // Without a source there is nothing to renew.
    let fake = accepting("none");
    let client = fake.builder().auth(token()).build().unwrap();
    assert!(get_thing(&client, 1).await.is_err());
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test]
async fn calls_that_are_refused_together_renew_once() {
    let (fake, source) = (accepting("Bearer token-2"), Counting::default());
    let client = client_of(&fake, &source);
    let results = all((0..50).map(|id| get_thing(&client, id).into_future())).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(source.asked(), 2);
}

#[tokio::test]
async fn a_stream_that_was_begun_is_not_sent_again_with_another_token() {
    let fake = Fake::new(|_, _| async { Ok(reply(401, &[], &json!(null))) });
    // The transport here does not read streams, so this one reads it.
    struct Reading(Fake);
    impl Transport for Reading {
        fn send(
            &self,
            request: http::Request<RequestBody>,
        ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
            Box::pin(async move {
                let (head, mut body) = request.into_parts();
                let mut body = std::pin::pin!(&mut body);
                while std::future::poll_fn(|context| futures_core::Stream::poll_next(body.as_mut(), context))
                    .await
                    .is_some()
                {}
                self.0.send(http::Request::from_parts(head, RequestBody::empty())).await
            })
        }
    }
    let source = Counting::default();
    let client = builder("https://api.test")
        .transport(Arc::new(Reading(fake.clone())))
        .auth(Credential::new(&TOKEN, source.clone()))
        .build()
        .unwrap();
    let body = RequestBody::stream(super::requests::Pieces::of(&["a"]));
    let error = client.request(Method::PUT, "/x").body(body, "x/y").await.unwrap_err();
    assert_eq!((error.status(), fake.sent().len()), (Some(StatusCode::UNAUTHORIZED), 1));
    // The next call has a new one.
    let body = RequestBody::stream(super::requests::Pieces::of(&["a"]));
    assert!(client.request(Method::PUT, "/x").body(body, "x/y").await.is_err());
    assert_eq!(tokens(&fake), ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_share_a_failure_and_later_ones_ask_again() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Counting { failing: &[1], takes: Duration::from_secs(1), ..Counting::default() };
    let client = client_of(&fake, &source);
    let results = all((0..50).map(|id| get_thing(&client, id).into_future())).await;
    assert_eq!(source.asked(), 1);
    for result in results {
        let error = result.unwrap_err();
        assert_eq!(error.to_string(), "GetThing (GET /things/{id}): not sent: no token: the door is closed");
        assert!(!error.is_retryable() && error.status().is_none());
        assert_eq!(error.call().unwrap().operation(), "GetThing");
        // The message has the cause in it, so that it is no source besides.
        assert!(std::error::Error::source(&error).is_none());
        assert!(matches!(&error, Error::Token(failure) if failure.error().to_string() == "the door is closed"));
    }
    assert!(fake.sent().is_empty());
    get_thing(&client, 1).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_token_takes_the_calls_time() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Counting { takes: Duration::from_secs(20), ..Counting::default() };
    let client = client_of(&fake, &source);
    let started = Instant::now();
    let patient = tokio::spawn(get_thing(&client, 1).into_future());
    tokio::task::yield_now().await;
    let error = get_thing(&client, 1).timeout(Duration::from_secs(3)).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("token"), "{error}");
    assert_eq!(started.elapsed().as_secs(), 3);
    patient.await.unwrap().unwrap();
    assert_eq!(source.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_asks_leaves_the_next_one_to_wait() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Counting { takes: Duration::from_secs(1), ..Counting::default() };
    let client = client_of(&fake, &source);
    for polls in 0..2 {
        assert!(polled(get_thing(&client, 1).into_future(), polls).await.is_none());
    }
    get_thing(&client, 1).await.unwrap();
    assert_eq!(source.asked(), 1);
}

#[tokio::test]
async fn a_source_serves_every_kind_of_credential() {
    operation!(ByKey, GET "/key", &[&[&QUERY_KEY]], Value, json);
    operation!(ByCookie, GET "/cookie", &[&[&COOKIE_KEY]], Value, json);
    let fake = Fake::at_once(|_, _| ok());
    let source = Counting::default();
    let client = fake
        .builder()
        .auth(Credential::new(&KEY, source.clone()))
        .auth(Credential::new(&QUERY_KEY, Arc::new(source.clone())))
        .auth(Credential::new(&COOKIE_KEY, source.clone()))
        .build()
        .unwrap();
    get_thing(&client, 1).await.unwrap();
    call::<ByKey>(&client).await.unwrap();
    call::<ByCookie>(&client).await.unwrap();
    let sent = fake.sent();
    assert_eq!(sent[0].header("authorization"), Some("token-1"));
    assert_eq!(sent[1].uri.query(), Some("api_key=token-2"));
    assert_eq!(sent[2].header("cookie"), Some("session=token-3"));
    assert!(!format!("{client:?}").contains("token-"), "{client:?}");
}

/// Answers for the token server at `login.test`, and accepts every call of the API.
fn with_login(answer: impl Fn(&Sent, usize) -> http::Response<ResponseBody> + Send + Sync + 'static) -> Fake {
    Fake::at_once(move |sent, number| match sent.uri.host() {
        Some("login.test") => answer(sent, number),
        _ => ok(),
    })
}

const TOKEN_URL: &str = "https://login.test/oauth/token?tenant=1";

#[tokio::test]
async fn oauth_by_the_credentials_of_a_client() {
    let fake = with_login(|_, _| reply(200, &[], &json!({"access_token": "at-1", "expires_in": "3600"})));
    let source = OAuth2::client_credentials(TOKEN_URL, "my client", "s&cret:x").unwrap();
    let source = source.scope("a b").parameter("audience", "https://api");
    let client = fake.builder().auth(Credential::new(&TOKEN, source)).build().unwrap();
    get_thing(&client, 1).await.unwrap();
    get_thing(&client, 2).await.unwrap();
    let login = &fake.sent_to("login.test")[..];
    let [login] = login else { panic!("{login:?}") };
    assert_eq!((login.method.as_str(), login.uri.to_string().as_str()), ("POST", TOKEN_URL));
    assert_eq!(login.body, "grant_type=client_credentials&scope=a%20b&audience=https%3A%2F%2Fapi");
    assert_eq!(login.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(login.header("accept"), Some("application/json"));
    // `my%20client:s%26cret%3Ax`
    assert_eq!(login.header("authorization"), Some("Basic bXklMjBjbGllbnQ6cyUyNmNyZXQlM0F4"));
    assert!(fake.sent_to("api.test").iter().all(|sent| sent.header("authorization") == Some("Bearer at-1")));
}

#[tokio::test]
async fn oauth_with_the_secret_in_the_body() {
    let fake = with_login(|_, _| reply(200, &[], &json!({"access_token": "at-1"})));
    let source = OAuth2::client_credentials(TOKEN_URL, "me", "s&cret").unwrap().secret_in_body();
    let client = fake.builder().auth(Credential::new(&TOKEN, source)).build().unwrap();
    get_thing(&client, 1).await.unwrap();
    let login = fake.sent_to("login.test").remove(0);
    assert_eq!(login.body, "grant_type=client_credentials&client_id=me&client_secret=s%26cret");
    assert_eq!(login.header("authorization"), None);
}

#[tokio::test(start_paused = true)]
async fn oauth_by_a_token_to_renew_with_which_rotates() {
    let fake = with_login(|_, number| {
        let next = if number == 0 { "rt-2" } else { "rt-3" };
        reply(200, &[], &json!({"access_token": "at", "expires_in": 50, "refresh_token": next}))
    });
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let rotations = told.clone();
    let source = OAuth2::refresh_token(TOKEN_URL, "me", "rt-1")
        .unwrap()
        .on_rotation(move |secret| rotations.lock().unwrap().push(secret.expose().to_owned()));
    let client = fake.builder().auth(Credential::new(&TOKEN, source)).build().unwrap();
    for _ in 0..3 {
        get_thing(&client, 1).await.unwrap();
        tokio::time::sleep(Duration::from_secs(51)).await;
    }
    let bodies: Vec<_> = fake.sent_to("login.test").into_iter().map(|sent| sent.body).collect();
    let body = |token: &str| format!("grant_type=refresh_token&refresh_token={token}&client_id=me");
    assert_eq!(bodies, [body("rt-1"), body("rt-2"), body("rt-3")]);
    assert_eq!(*told.lock().unwrap(), ["rt-2", "rt-3"]);
}

#[tokio::test]
async fn a_login_by_json_at_its_own_host() {
    let fake = with_login(|_, _| reply(201, &[], &json!({"data": {"token": "jwt-1", "ttl": 86400}})));
    let login = JsonLogin::new("https://login.test/fabric/api/login", &[("email", "me@x"), ("password", "pa\"ss")])
        .unwrap()
        .token_at("/data/token")
        .expires_in_at("/data/ttl")
        .header("X-Tenant", "t1")
        .unwrap();
    let client = fake
        .builder()
        .auth(Credential::new(&TOKEN, login))
        .auth(Credential::new(&APP, "app-1"))
        .default_header("X-Api-Secret", "only for the API")
        .build()
        .unwrap();
    get_thing(&client, 1).await.unwrap();
    let login = fake.sent_to("login.test").remove(0);
    assert_eq!(
        (login.uri.path(), login.body.as_str()),
        ("/fabric/api/login", r#"{"email":"me@x","password":"pa\"ss"}"#)
    );
    assert_eq!(login.header("x-tenant"), Some("t1"));
    // Nothing of the API goes there, and nothing of the login goes to the API.
    for name in ["authorization", "x-app", "x-api-secret"] {
        assert_eq!(login.header(name), None, "{name}");
    }
    let sent = fake.sent_to("api.test").remove(0);
    assert_eq!(sent.header("authorization"), Some("Bearer jwt-1"));
    assert!(sent.body.is_empty() && sent.header("x-tenant").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_login_finds_its_token_under_the_usual_names() {
    for answer in [
        json!({"message": "Welcome", "token": "jwt-1", "expires_in": 60}),
        json!({"access_token": "jwt-1", "token": "other", "expires_in": "60"}),
        json!({"accessToken": "jwt-1", "expires_in": 60}),
        json!({"token": null, "data": {"token": "jwt-1", "expires_in": 60}}),
        json!({"data": {"access_token": "jwt-1"}, "expires_in": 60}),
    ] {
        let fake = with_login(move |_, _| reply(200, &[], &answer));
        let login = JsonLogin::new("https://login.test/fabric/api/login", &[("username", "me"), ("password", "pw")]);
        let client = fake.builder().auth(Credential::new(&TOKEN, login.unwrap())).build().unwrap();
        get_thing(&client, 1).await.unwrap();
        let body: serde_json::Value = serde_json::from_str(&fake.sent_to("login.test")[0].body).unwrap();
        assert_eq!(body, json!({"username": "me", "password": "pw"}));
        assert_eq!(fake.sent_to("api.test")[0].header("authorization"), Some("Bearer jwt-1"));
        // The token is over after 60 s.
        tokio::time::sleep(Duration::from_secs(61)).await;
        get_thing(&client, 1).await.unwrap();
        assert_eq!(fake.sent_to("login.test").len(), 2);
    }
    let fake = with_login(|_, _| reply(200, &[], &json!({"message": "Welcome", "jwt": "s3cr3t"})));
    let login = JsonLogin::new("https://login.test/fabric/api/login", &[("username", "me")]).unwrap();
    let client = fake.builder().auth(Credential::new(&TOKEN, login)).build().unwrap();
    let error = get_thing(&client, 1).await.unwrap_err().to_string();
    let places = "at `/access_token`, `/token`, `/accessToken`, `/data/access_token`, `/data/token`";
    assert!(error.contains(places) && !error.contains("s3cr3t"), "{error}");
}

#[tokio::test]
async fn a_token_never_goes_to_another_origin() {
    let fake = Fake::at_once(|sent, _| match sent.uri.host() {
        Some("api.test") => reply(307, &[("location", "https://evil.test/x")], &json!(null)),
        _ => reply(401, &[], &json!(null)),
    });
    let source = Counting::default();
    let error = get_thing(&client_of(&fake, &source), 1).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    let evil = fake.sent_to("evil.test");
    assert!(!evil.is_empty());
    for sent in evil {
        assert!(!format!("{sent:?}").contains("token-"), "{sent:?}");
    }
}

#[tokio::test]
async fn a_token_server_redirects_nobody() {
    let fake = Fake::at_once(|_, _| reply(307, &[("location", "https://evil.test/x")], &json!(null)));
    let source = OAuth2::client_credentials(TOKEN_URL, "me", "s3cr3t").unwrap();
    let client = fake.builder().auth(Credential::new(&TOKEN, source)).build().unwrap();
    assert!(matches!(get_thing(&client, 1).await, Err(Error::Token(_))));
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_server_in_trouble_is_asked_again_by_the_rules_of_the_call() {
    let fake = with_login(|_, number| match number {
        0 | 1 => reply(503, &[], &json!(null)),
        _ => reply(200, &[], &json!({"access_token": "at-1"})),
    });
    let source = || OAuth2::client_credentials(TOKEN_URL, "me", "s3cr3t").unwrap();
    let client = fake.builder().auth(Credential::new(&TOKEN, source())).build().unwrap();
    get_thing(&client, 1).await.unwrap();
    assert_eq!((fake.sent_to("login.test").len(), fake.sent_to("api.test").len()), (3, 1));
    // No connection.
    let fake = Fake::new(|_, _| async { Err(TransportError::told(TransportErrorKind::Connect, "")) });
    let client = fake.builder().auth(Credential::new(&TOKEN, source())).build().unwrap();
    let error = get_thing(&client, 1).await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable() && matches!(error, Error::Token(_)), "{error:?}");
    assert!(error.to_string().ends_with("no token: no connection to the server (3 attempts)"), "{error}");
}

#[tokio::test]
async fn failures_of_a_login_say_what_was_wrong_and_nothing_secret() {
    let echo = json!({"error": "invalid_client", "error_description": "s3cr3t of me is wrong"});
    for (status, body, expected) in [
        (
            401,
            echo,
            "the token server https://login.test/oauth/token answered 401 Unauthorized: [redacted] of me is wrong",
        ),
        (200, json!({"token": "s3cr3t"}), "answered without a token at `/access_token`"),
        (200, json!({"access_token": ""}), "answered without a token at `/access_token`"),
        (200, json!("s3cr3t"), "answered without a token at `/access_token`"),
    ] {
        let fake = with_login(move |_, _| reply(status, &[], &body));
        let source = OAuth2::client_credentials(TOKEN_URL, "me", "s3cr3t").unwrap();
        let shown = format!("{source:?}");
        let client = fake.builder().auth(Credential::new(&TOKEN, source)).build().unwrap();
        let error = get_thing(&client, 1).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        let Error::Token(failure) = &error else { panic!("{error:?}") };
        assert_eq!(failure.error().status().is_some(), status == 401);
        let shown = format!("{shown} {error} {error:?} {:?}", std::error::Error::source(&error));
        assert!(!shown.contains("s3cr3t") && !shown.contains("tenant"), "{shown}");
    }
    let fake = Fake::at_once(|_, _| {
        let mut response = ok();
        *response.body_mut() = ResponseBody::from(Bytes::from_static(b"<html>s3cr3t"));
        response
    });
    let login = JsonLogin::new(TOKEN_URL, &[("password", "s3cr3t")]).unwrap();
    let client = fake.builder().auth(Credential::new(&TOKEN, login)).build().unwrap();
    let error = get_thing(&client, 1).await.unwrap_err();
    assert!(error.to_string().ends_with("answered with no JSON"), "{error}");
}

#[test]
fn addresses_of_token_servers_are_checked() {
    for url in ["", "login.test/x", "ftp://login.test/", "https://me:pw-secret@login.test/x"] {
        let error = OAuth2::client_credentials(url, "me", "s").unwrap_err();
        assert!(matches!(error, Error::Build(_)) && !error.to_string().contains("pw-secret"), "{error}");
        assert!(JsonLogin::new(url, &[]).is_err());
    }
}
