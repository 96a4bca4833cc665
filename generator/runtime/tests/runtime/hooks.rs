//! Hooks around every attempt, and keys that make repeating harmless.

use super::api::*;
use super::fake::{Fake, all, ok, polled, reply};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Writes down what it sees.
#[derive(Clone, Default)]
struct Recorder {
    name: &'static str,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    fn push(&self, text: String) {
        self.seen.lock().unwrap().push(format!("{}{text}", self.name));
    }
}

impl Hook for Recorder {
    fn before(&self, attempt: &Attempt<'_>, request: &mut http::Request<RequestBody>) -> Result<(), BoxError> {
        let body = request.body().as_bytes().map_or(0, Bytes::len);
        self.push(format!("{} {} {} bytes", attempt.number(), request.uri(), body));
        if request.headers().contains_key("x-refused") {
            return Err("not today".into());
        }
        let signature = http::HeaderValue::from_str(&format!("{}signed-{}", self.name, attempt.number()))?;
        request.headers_mut().insert("x-signature", signature);
        Ok(())
    }

    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let result = match (outcome.status(), outcome.error()) {
            (Some(status), None) => status.to_string(),
            (None, Some(error)) => format!("{:?}", error.kind()),
            (None, None) if outcome.is_dropped() => "dropped".to_owned(),
            other => format!("{other:?}"),
        };
        let milliseconds = outcome.elapsed().as_millis();
        self.push(format!("{} {} {result} {milliseconds} ms", attempt.number(), attempt.call()));
        assert_eq!(outcome.headers().is_some(), outcome.status().is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_hook_sees_every_attempt_and_changes_the_request() {
    let fake = Fake::new(|_, number| async move {
        tokio::time::sleep(Duration::from_millis(30)).await;
        match number {
            0 => Ok(reply(503, &[], &json!(null))),
            1 => Err(TransportError::told(TransportErrorKind::Interrupted, "")),
            _ => Ok(ok()),
        }
    });
    let hook = Recorder::default();
    let client = fake.builder().auth(key()).hook(hook.clone()).build().unwrap();
    put_thing(&client, 1, &json!({"a": 1})).await.unwrap();
    assert_eq!(
        hook.seen(),
        [
            "1 https://api.test/things/1 7 bytes",
            "1 PutThing (PUT /things/{id}) 503 Service Unavailable 30 ms",
            "2 https://api.test/things/1 7 bytes",
            "2 PutThing (PUT /things/{id}) Interrupted 30 ms",
            "3 https://api.test/things/1 7 bytes",
            "3 PutThing (PUT /things/{id}) 200 OK 30 ms",
        ]
    );
    let signatures: Vec<_> = fake.sent().iter().map(|sent| sent.header("x-signature").unwrap().to_owned()).collect();
    assert_eq!(signatures, ["signed-1", "signed-2", "signed-3"]);
}

#[tokio::test]
async fn several_hooks_enclose_each_other() {
    let fake = Fake::at_once(|_, _| ok());
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let of = |name| Recorder { name, seen: seen.clone() };
    let client = fake.builder().auth(key()).hook(of("a ")).hook(Arc::new(of("b "))).build().unwrap();
    get_thing(&client, 1).await.unwrap();
    let order: Vec<_> = seen.lock().unwrap().iter().map(|text| text[..2].to_owned()).collect();
    assert_eq!(order, ["a ", "b ", "b ", "a "]);
    assert_eq!(fake.sent()[0].header("x-signature"), Some("b signed-1"));
}

#[tokio::test]
async fn a_hook_can_refuse() {
    let fake = Fake::at_once(|_, _| ok());
    let hook = Recorder::default();
    let client = fake.builder().auth(key()).hook(hook.clone()).build().unwrap();
    let error = get_thing(&client, 1).header("x-refused", "1").await.unwrap_err();
    assert_eq!(error.to_string(), "GetThing (GET /things/{id}): not sent: a hook refused it: not today");
    assert!(!error.is_retryable());
    assert!(fake.sent().is_empty());
    assert_eq!(hook.seen().last().unwrap(), "1 GetThing (GET /things/{id}) Hook 0 ms");
}

#[tokio::test(start_paused = true)]
async fn a_hook_is_told_of_calls_that_are_dropped_and_of_those_that_run_out_of_time() {
    let fake = Fake::new(|_, _| async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok(ok())
    });
    let hook = Recorder::default();
    let client = fake.builder().auth(key()).hook(hook.clone()).build().unwrap();
    assert!(polled(get_thing(&client, 1).into_future(), 1).await.is_none());
    assert_eq!(hook.seen().last().unwrap(), "1 GetThing (GET /things/{id}) dropped 0 ms");
    let limited = get_thing(&client, 1).retry(Retry::none()).attempt_timeout(Duration::from_secs(2));
    assert!(limited.await.unwrap_err().is_timeout());
    assert_eq!(hook.seen().last().unwrap(), "1 GetThing (GET /things/{id}) Timeout 2000 ms");
}

/// An operation that documents a key, as it is generated.
pub enum PostWithKey {}

impl Operation for PostWithKey {
    type Output = Value;

    const INFO: &'static OperationInfo =
        &OperationInfo::new("post_with_key", Method::POST, "/keyed", "application/json", &[], &[])
            .with_idempotency_key("Idempotency-Key")
            .with_security(const { &[&[&KEY]] });

    fn output(response: &RawResponse) -> Result<Self::Output, Error> {
        response.json()
    }
}

#[tokio::test(start_paused = true)]
async fn a_documented_key_is_made_once_for_a_call_which_may_then_be_repeated() {
    let seen: Mutex<HashMap<String, usize>> = Mutex::default();
    let fake = Fake::at_once(move |sent, _| {
        let mut seen = seen.lock().unwrap();
        let times = seen.entry(sent.header("idempotency-key").unwrap().to_owned()).or_default();
        *times += 1;
        if *times == 3 { ok() } else { reply(503, &[], &json!(null)) }
    });
    let client = fake.builder().auth(key()).build().unwrap();
    let results = all((0..20).map(|_| call::<PostWithKey>(&client).into_future())).await;
    assert!(results.iter().all(Result::is_ok));
    let mut keys: Vec<String> =
        fake.sent().iter().map(|sent| sent.header("idempotency-key").unwrap().to_owned()).collect();
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 20, "one for each call, of {count} requests");
    for key in keys {
        // A UUID of version 4.
        let parts: Vec<&str> = key.split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{key}");
        assert!(parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']), "{key}");
        assert!(key.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit()), "{key}");
    }
    // The caller's own.
    let before = fake.sent().len();
    let _ = call::<PostWithKey>(&client).header("Idempotency-Key", "mine").await;
    assert!(fake.sent()[before..].iter().all(|sent| sent.header("idempotency-key") == Some("mine")));
    // Operations without one get none, and are not repeated.
    let fake = Fake::at_once(|_, _| reply(503, &[], &json!(null)));
    let client = fake.builder().auth(key()).build().unwrap();
    assert!(post_thing(&client, &json!({})).await.is_err());
    assert_eq!((fake.sent().len(), fake.sent()[0].header("idempotency-key")), (1, None));
}
