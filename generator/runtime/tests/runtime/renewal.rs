//! The request for a token outlives the call that sent it, and has a limit of its own.

use super::api::*;
use super::fake::{Fake, all, ok, polled, reply};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use tokio::time::Instant;

const TOKEN_URL: &str = "https://login.test/token";

/// A body in pieces with pauses between them.
struct Slow(Vec<u8>, Option<Pin<Box<tokio::time::Sleep>>>);

impl futures_core::Stream for Slow {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.0.is_empty() {
            return Poll::Ready(None);
        }
        let pause = self.1.get_or_insert_with(|| Box::pin(tokio::time::sleep(Duration::from_millis(1))));
        std::task::ready!(pause.as_mut().poll(context));
        self.1 = None;
        let rest = self.0.len() / 2;
        let piece = self.0.split_off(rest);
        let piece = std::mem::replace(&mut self.0, piece);
        let piece = if piece.is_empty() { std::mem::take(&mut self.0) } else { piece };
        Poll::Ready(Some(Ok(Bytes::from(piece))))
    }
}

/// A token server that replaces the token to renew with as soon as a request is there, and takes its time to say so. No
/// token works twice. The API accepts the newest.
fn rotating() -> Fake {
    let (renewed, given) = (Arc::new(AtomicUsize::new(1)), Arc::new(AtomicUsize::new(0)));
    Fake::new(move |sent, _| {
        let (status, body) = if sent.uri.host() == Some("login.test") {
            let number = renewed.load(Ordering::SeqCst);
            if sent.body.contains(&format!("refresh_token=rt-{number}&")) {
                renewed.fetch_add(1, Ordering::SeqCst);
                let token = format!("at-{}", given.fetch_add(1, Ordering::SeqCst) + 1);
                let next = format!("rt-{}", number + 1);
                (200, json!({"access_token": token, "refresh_token": next, "expires_in": 60}))
            } else {
                (400, json!({"error": "invalid_grant"}))
            }
        } else if sent.header("authorization") == Some(&format!("Bearer at-{}", given.load(Ordering::SeqCst))) {
            (200, json!("done"))
        } else {
            (401, json!(null))
        };
        async move {
            for _ in 0..3 {
                tokio::task::yield_now().await;
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let answer = reply(status, &[], &json!(null));
            Ok(answer.map(|_| ResponseBody::stream(Slow(body.to_string().into_bytes(), None))))
        }
    })
}

fn rotating_client(fake: &Fake) -> Client {
    let source = OAuth2::refresh_token(TOKEN_URL, "me", "rt-1").unwrap();
    fake.builder().auth(Credential::new(&TOKEN, source)).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_token_to_renew_with_is_not_lost_wherever_the_call_is_dropped() {
    let mut dropped = 0;
    for polls in 1.. {
        let fake = rotating();
        let client = rotating_client(&fake);
        let over = polled(get_thing(&client, 1).into_future(), polls).await;
        dropped += usize::from(over.is_none());
        let is_over = over.map(Result::unwrap).is_some();
        get_thing(&client, 2).await.unwrap_or_else(|error| panic!("dropped after {polls} polls: {error}"));
        assert_eq!(fake.sent_to("login.test").len(), 1, "dropped after {polls} polls");
        // It is renewed as if nothing had been.
        tokio::time::sleep(Duration::from_secs(61)).await;
        get_thing(&client, 3).await.unwrap();
        assert_eq!(fake.sent_to("login.test").len(), 2);
        if is_over {
            break;
        }
    }
    assert!(dropped > 10, "it was dropped only {dropped} times");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_is_not_lost_wherever_the_call_is_dropped() {
    for polls in 1.. {
        let fake = rotating();
        let client = rotating_client(&fake);
        get_thing(&client, 1).await.unwrap();
        tokio::time::sleep(Duration::from_millis(55_000)).await;
        let is_over = polled(get_thing(&client, 1).into_future(), polls).await.map(Result::unwrap).is_some();
        // The server may take the old one for over as soon as it has given another.
        for id in 0..3 {
            get_thing(&client, id).await.unwrap_or_else(|error| panic!("dropped after {polls} polls: {error}"));
        }
        let bodies: Vec<_> = fake.sent_to("login.test").into_iter().map(|sent| sent.body).collect();
        assert!(
            bodies.len() >= 2
                && bodies
                    .iter()
                    .enumerate()
                    .all(|(index, body)| { body.contains(&format!("refresh_token=rt-{}&", index + 1)) }),
            "dropped after {polls} polls: {bodies:?}"
        );
        if is_over {
            break;
        }
    }
}

/// Gives `token-1`, `token-2`, … after a while.
#[derive(Clone)]
struct Taking {
    begun: Arc<AtomicUsize>,
    ended: Arc<AtomicUsize>,
    takes: Duration,
    timeout: Option<Duration>,
}

impl Taking {
    fn new(takes: Duration) -> Self {
        Self { begun: Arc::default(), ended: Arc::default(), takes, timeout: Some(Duration::from_secs(30)) }
    }

    fn counts(&self) -> (usize, usize) {
        (self.begun.load(Ordering::SeqCst), self.ended.load(Ordering::SeqCst))
    }

    fn client(&self, fake: &Fake) -> Client {
        fake.builder().auth(Credential::new(&TOKEN, self.clone())).build().unwrap()
    }
}

impl TokenSource for Taking {
    fn token<'a>(&'a self, _: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(async {
            self.begun.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(self.takes).await;
            Ok(Token::new(format!("token-{}", self.ended.fetch_add(1, Ordering::SeqCst) + 1)))
        })
    }

    fn timeout(&self) -> Option<Duration> {
        self.timeout
    }
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_go_on_when_the_first_is_dropped() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Taking::new(Duration::from_secs(10));
    let client = source.client(&fake);
    let first = tokio::spawn(get_thing(&client, 0).into_future());
    tokio::time::sleep(Duration::from_secs(1)).await;
    let started = Instant::now();
    let others: Vec<_> = (1..20).map(|id| tokio::spawn(get_thing(&client, id).into_future())).collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    first.abort();
    // Some of the others are dropped too.
    for other in &others[..10] {
        other.abort();
    }
    for other in others.into_iter().skip(10) {
        other.await.unwrap().unwrap();
    }
    assert_eq!((started.elapsed().as_secs(), source.counts()), (9, (1, 1)));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_rests_holds_nobody_up() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Taking::new(Duration::from_secs(1));
    let client = source.client(&fake);
    // It asks for the token, and is then polled no more, as the others are not in a `select!` that was left.
    let mut resting = pin!(get_thing(&client, 1).into_future());
    assert!(resting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let started = Instant::now();
    get_thing(&client, 2).await.unwrap();
    assert_eq!((started.elapsed().as_secs(), source.counts()), (1, (1, 1)));
    resting.await.unwrap();
    assert_eq!(source.counts(), (1, 1));
}

#[test]
fn a_request_of_a_runtime_that_is_gone_is_made_again() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Taking::new(Duration::from_millis(50));
    let client = source.client(&fake);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert!(runtime().block_on(polled(get_thing(&client, 1).into_future(), 1)).is_none());
    runtime().block_on(get_thing(&client, 2).into_future()).unwrap();
    assert_eq!(source.counts(), (2, 1));
}

#[test]
fn calls_on_many_threads_share_a_request_that_some_of_them_leave() {
    let fake = Fake::at_once(|_, _| ok());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    for round in 0..50 {
        let source = Taking::new(Duration::from_millis(2));
        let client = source.client(&fake);
        let calls: Vec<_> = (0..40)
            .map(|id| {
                let call = get_thing(&client, id).timeout(Duration::from_secs(20)).into_future();
                runtime
                    .spawn(async move { if id % 2 == 0 { polled(call, 1 + id % 3).await } else { Some(call.await) } })
            })
            .collect();
        for (id, call) in calls.into_iter().enumerate() {
            let result = runtime.block_on(call).unwrap();
            assert!(id % 2 == 0 || result.is_some(), "round {round}");
            result.into_iter().for_each(|result| assert!(result.is_ok(), "round {round}: {result:?}"));
        }
        assert_eq!(source.counts(), (1, 1), "round {round}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_for_a_token_has_a_limit_also_where_the_call_has_none() {
    let fake = Fake::at_once(|_, _| ok());
    let mut source = Taking::new(Duration::from_secs(45));
    let client = fake.builder().retry(Retry::none()).auth(Credential::new(&TOKEN, source.clone())).build().unwrap();
    let started = Instant::now();
    let results = all((0..10).map(|id| get_thing(&client, id).into_future())).await;
    assert_eq!(started.elapsed().as_secs(), 30);
    for result in results {
        let error = result.unwrap_err();
        assert!(error.is_timeout() && error.is_retryable() && matches!(error, Error::Token(_)), "{error:?}");
        assert!(
            error.to_string().ends_with("no token: no response in time: the request for a token took too long"),
            "{error}"
        );
    }
    assert_eq!(source.counts(), (1, 0));
    // A source says what it needs.
    for timeout in [Some(Duration::from_secs(60)), None] {
        source.timeout = timeout;
        get_thing(&source.client(&fake), 1).await.unwrap();
    }
    assert_eq!(source.counts(), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_left_for_long_is_given_some_time_and_then_made_again() {
    let fake = Fake::at_once(|_, _| ok());
    for (takes, expected) in [(Duration::from_secs(3), (0, 1)), (Duration::from_secs(3600), (5, 2))] {
        let source = Taking::new(takes);
        let client = source.client(&fake);
        assert!(polled(get_thing(&client, 1).into_future(), 1).await.is_none());
        tokio::time::sleep(Duration::from_secs(600)).await;
        let started = Instant::now();
        let result = get_thing(&client, 2).retry(Retry::none()).await;
        let waited = started.elapsed().as_secs();
        assert_eq!(source.counts().0, expected.1);
        match expected.0 {
            0 => assert!(result.is_ok() && waited == 0, "{waited}"),
            // A new one has all its time.
            grace => assert!(result.is_err() && waited == grace + 30, "{waited}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_over_when_it_is_read_is_asked_for_again() {
    let fake = rotating();
    let client = rotating_client(&fake);
    assert!(polled(get_thing(&client, 1).into_future(), 2).await.is_none());
    // The token that was given then is over, the one to renew with is not.
    tokio::time::sleep(Duration::from_secs(600)).await;
    get_thing(&client, 2).await.unwrap();
    assert_eq!(fake.sent_to("api.test").len(), 1, "nothing is sent with a token that is over");
    assert!(fake.sent_to("login.test")[1].body.contains("refresh_token=rt-2&"));
}

/// Panics at its first call.
struct Panicking(AtomicUsize);

impl TokenSource for Panicking {
    fn token<'a>(&'a self, _: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert!(self.0.fetch_add(1, Ordering::SeqCst) > 0, "as expected");
            Ok(Token::new("token-1"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_panics_leaves_nobody_waiting() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Panicking(AtomicUsize::new(0));
    let client = fake.builder().auth(Credential::new(&TOKEN, source)).build().unwrap();
    let calls: Vec<_> = (0..5).map(|id| tokio::spawn(get_thing(&client, id).into_future())).collect();
    let mut panics = 0;
    for call in calls {
        match call.await {
            Ok(result) => assert!(result.unwrap_err().to_string().ends_with("the source of tokens panicked")),
            Err(error) => panics += usize::from(error.is_panic()),
        }
    }
    assert_eq!(panics, 1);
    get_thing(&client, 1).await.unwrap();
}

/// Asks by the client that it is for.
#[derive(Clone, Default)]
struct Circular(Arc<Mutex<Option<Client>>>);

impl TokenSource for Circular {
    fn token<'a>(&'a self, _: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(async {
            let client = self.0.lock().unwrap().clone().unwrap();
            get_thing(&client, 1).await.map_err(TokenError::caused_by)?;
            Ok(Token::new("token-1"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_waits_for_itself_is_told_so() {
    let fake = Fake::at_once(|_, _| ok());
    let source = Circular::default();
    let client = fake.builder().auth(Credential::new(&TOKEN, source.clone())).build().unwrap();
    *source.0.lock().unwrap() = Some(client.clone());
    let error = get_thing(&client, 1).await.unwrap_err();
    assert!(error.to_string().ends_with("the source of tokens waits for its own token"), "{error}");
    source.0.lock().unwrap().take();
}
