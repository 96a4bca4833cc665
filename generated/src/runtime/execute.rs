//! Sending a call: once for all operations.
//!
//! In: the parts of a call. Out: the answer. On the way: tokens, attempts and pauses, redirects, hooks, the limits of
//! time and size, and those on the number of requests.

use super::api_error::ApiError;
use super::body::{RequestBody, ResponseBody};
use super::client::Settings;
use super::credential::Credential;
use super::error::{Error, TokenFailure, TransportFailure};
use super::hook::{Attempt, Watch};
use super::info::SchemeKind;
use super::limits;
use super::parts::Parts;
use super::prepare;
use super::redirect::{self, Hop};
use super::response::{RawResponse, StreamResponse};
use super::retry::{self, Retry};
use super::secret::Secret;
use super::token::{Held, TokenError};
use super::transport::{BoxFuture, TransportError, TransportErrorKind};
use bytes::Bytes;
use http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// Sends a call and reads its answer as a whole.
pub(super) fn whole(parts: Parts) -> BoxFuture<'static, Result<RawResponse, Error>> {
    Box::pin(async move {
        let (call, documented) = (parts.call_name(), parts.inner.info.errors);
        let watch = parts.inner.client.settings().watch.clone();
        let (head, body) = run(parts, Mode::Whole).await?.into_parts();
        let body = body.into_bytes().unwrap_or_default();
        Ok(RawResponse::new(call, documented, head, body).watched(watch.as_ref()))
    })
}

/// Sends a call; the body of a success is left to be read.
pub(super) fn streamed(parts: Parts) -> BoxFuture<'static, Result<StreamResponse, Error>> {
    Box::pin(async move {
        let idle = parts.inner.options.idle_timeout.unwrap_or(parts.inner.client.settings().idle_timeout);
        let (head, body) = run(parts, Mode::Stream).await?.into_parts();
        let body = if let Some(limit) = idle { body.with_idle_limit(limit) } else { body };
        Ok(StreamResponse::new(head, body))
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Whole,
    Stream,
}

type Answer = http::Response<ResponseBody>;

/// A failed attempt.
pub(super) enum Broken {
    Transport {
        error: TransportError,
        /// If the answer broke off behind it.
        status: Option<StatusCode>,
    },
    /// It was not sent: it needs a token.
    Token(Arc<TokenError>),
}

impl From<TransportError> for Broken {
    fn from(error: TransportError) -> Self {
        Broken::Transport { error, status: None }
    }
}

/// A call under way: what its attempts share.
struct Sending<'c> {
    parts: &'c Parts,
    settings: &'c Settings,
    mode: Mode,
    policy: Retry,
    deadline: Option<Instant>,
    credentials: Vec<&'c Credential>,
    renews: bool,
    body: RequestBody,
}

/// What an attempt is made of.
struct Ready {
    hop: Hop,
    /// The tokens in it.
    tokens: Vec<Held>,
}

async fn run(mut parts: Parts, mode: Mode) -> Result<Answer, Error> {
    if let Some(error) = parts.take_refusal() {
        return Err(error);
    }
    let body = prepare::take_body(&mut parts);
    prepare::add_idempotency_key(&mut parts);
    let sending = Sending::new(&parts, mode, body)?;
    let mut ready = if sending.renews { None } else { Some(sending.fixed()?) };
    let (mut made, mut renewals) = (0, 0);
    loop {
        made += 1;
        let outcome = match sending.renew(&mut ready).await? {
            Ok(ready) => sending.attempt(&ready.hop, made).await,
            Err(broken) => Err(broken),
        };
        if renewals == 0 && sending.is_refused(&outcome) {
            renewals = 1;
            sending.refuse_tokens(ready.as_ref());
            continue;
        }
        if let Some(pause) = sending.pause(made - renewals, &outcome) {
            drop(outcome);
            tokio::time::sleep(pause).await;
            continue;
        }
        return finish(&parts, ready.as_ref(), outcome, made);
    }
}

impl<'c> Sending<'c> {
    fn new(parts: &'c Parts, mode: Mode, body: RequestBody) -> Result<Self, Error> {
        let (settings, options) = (parts.inner.client.settings(), &parts.inner.options);
        let credentials = prepare::choose(parts)?;
        Ok(Self {
            parts,
            settings,
            mode,
            policy: options.retry.unwrap_or(settings.retry),
            deadline: options.timeout.unwrap_or(settings.timeout).and_then(|limit| Instant::now().checked_add(limit)),
            renews: credentials.iter().any(|credential| credential.renewed().is_some()),
            credentials,
            body,
        })
    }

    /// The request without a token.
    fn fixed(&self) -> Result<Ready, Error> {
        let hop = prepare::request(self.parts, &self.credentials, self.body.clone())?;
        Ok(Ready { hop, tokens: Vec::new() })
    }

    /// The request with tokens that are valid, which it may not have been before. If there are none in it, nothing
    /// changes.
    async fn renew<'r>(&self, ready: &'r mut Option<Ready>) -> Result<Result<&'r Ready, Broken>, Error> {
        if !self.renews
            && let Some(ready) = ready
        {
            return Ok(Ok(ready));
        }
        let until = self.deadline;
        let tokens = match until {
            None => self.tokens().await,
            Some(until) => tokio::time::timeout_at(until, self.tokens()).await.unwrap_or_else(|_| {
                Err(TransportError::told(TransportErrorKind::Timeout, "while it waited for a token").into())
            }),
        };
        let tokens = match tokens {
            Ok(tokens) => tokens,
            Err(broken) => return Ok(Err(broken)),
        };
        let mut unused = tokens.iter();
        let of_source = |credential: &&Credential| {
            credential.renewed().and_then(|_| unused.next()).map(|held| credential.with_token(held.secret.clone()))
        };
        let renewed: Vec<Option<Credential>> = self.credentials.iter().map(of_source).collect();
        let all = self.credentials.iter().zip(&renewed).map(|(given, renewed)| renewed.as_ref().unwrap_or(given));
        let hop = prepare::request(self.parts, &all.collect::<Vec<_>>(), self.body.clone())?;
        Ok(Ok(ready.insert(Ready { hop, tokens })))
    }

    async fn tokens(&self) -> Result<Vec<Held>, Broken> {
        let mut tokens = Vec::new();
        for renewed in self.credentials.iter().filter_map(|credential| credential.renewed()) {
            tokens.push(renewed.get(&*self.settings.transport).await.map_err(Broken::Token)?);
        }
        Ok(tokens)
    }

    /// True if the server refused a token, and the request can be sent once more.
    fn is_refused(&self, outcome: &Result<Answer, Broken>) -> bool {
        let is_refused = matches!(outcome, Ok(answer) if answer.status() == StatusCode::UNAUTHORIZED);
        is_refused && self.renews && self.body.is_repeatable()
    }

    fn refuse_tokens(&self, ready: Option<&Ready>) {
        let sources = self.credentials.iter().filter_map(|credential| credential.renewed());
        for (renewed, held) in sources.zip(ready.into_iter().flat_map(|ready| &ready.tokens)) {
            renewed.refuse(held);
        }
    }

    /// How long to wait before the next attempt; `None` if there is none.
    fn pause(&self, made: u32, outcome: &Result<Answer, Broken>) -> Option<Duration> {
        let is_idempotent = retry::is_idempotent(&self.parts.inner.method) || self.has_idempotency_key();
        let (repeats, asked) = match outcome {
            Ok(answer) => {
                let status = answer.status();
                (retry::repeats_status(is_idempotent, status), Some((status, answer.headers())))
            }
            Err(Broken::Transport { error, .. }) => {
                let unseen = error.kind() == TransportErrorKind::Connect;
                let is_own = error.kind() == TransportErrorKind::Limit;
                (error.is_temporary() && !is_own && (unseen || is_idempotent), None)
            }
            Err(Broken::Token(error)) => (error.is_temporary(), None),
        };
        if !repeats || !self.body.is_repeatable() || !self.policy.allows(made) {
            return None;
        }
        let asked = asked.and_then(|(status, headers)| retry::asked_wait(status, headers, SystemTime::now()));
        let pause = self.policy.pause(made, asked)?;
        let in_time = self.deadline.is_none_or(|deadline| Instant::now() + pause < deadline);
        // A server that says when to come back is not hammered by who does so.
        (in_time && (asked.is_some() || self.settings.budget.take())).then_some(pause)
    }

    fn has_idempotency_key(&self) -> bool {
        !self.parts.inner.info.idempotency_key.is_empty()
    }

    /// One attempt: when the limits let it go, and within what is left of the time.
    async fn attempt(&self, hop: &Hop, number: u32) -> Result<Answer, Broken> {
        let permit = self.settings.limits.enter(self.deadline, self.policy.longest()).await?;
        let outcome = if self.settings.hooks.is_empty() {
            self.traced(hop, number).await
        } else {
            let call = self.parts.call_name();
            let watch = Watch::begin(&self.settings.hooks, Attempt::new(&call, number));
            let outcome = match watch.change(hop) {
                Ok(hop) => self.traced(&hop, number).await,
                Err(error) => Err(error.into()),
            };
            watch.end(&outcome);
            outcome
        };
        if let Ok(answer) = &outcome
            && !answer.status().is_server_error()
            && !retry::is_temporary(answer.status())
        {
            self.settings.budget.put_back();
        }
        match outcome {
            Ok(answer) if self.is_streamed(answer.status()) => Ok(answer.map(|body| limits::keeping(body, permit))),
            other => other,
        }
    }

    fn is_streamed(&self, status: StatusCode) -> bool {
        self.mode == Mode::Stream && status.is_success()
    }

    #[cfg(feature = "tracing")]
    async fn traced(&self, hop: &Hop, number: u32) -> Result<Answer, Broken> {
        let span = super::trace::span(&self.parts.call_name(), number);
        let started = Instant::now();
        let outcome = tracing::Instrument::instrument(self.in_time(hop), span.clone()).await;
        super::trace::end(&span, started, &outcome);
        outcome
    }

    #[cfg(not(feature = "tracing"))]
    fn traced(&self, hop: &Hop, _: u32) -> impl Future<Output = Result<Answer, Broken>> {
        self.in_time(hop)
    }

    async fn in_time(&self, hop: &Hop) -> Result<Answer, Broken> {
        let seen = AtomicU16::new(0);
        let whole = self.send_and_read(hop, &seen);
        let limit = self.parts.inner.options.attempt_timeout.unwrap_or(self.settings.attempt_timeout);
        let of_attempt = limit.and_then(|limit| Instant::now().checked_add(limit));
        let Some(until) = self.deadline.into_iter().chain(of_attempt).min() else { return whole.await };
        tokio::time::timeout_at(until, whole).await.unwrap_or_else(|_| {
            let error = TransportError::told(TransportErrorKind::Timeout, "");
            Err(Broken::Transport { error, status: StatusCode::from_u16(seen.load(Ordering::Relaxed)).ok() })
        })
    }

    async fn send_and_read(&self, first: &Hop, seen: &AtomicU16) -> Result<Answer, Broken> {
        let answer = self.follow(first).await?;
        let status = answer.status();
        seen.store(status.as_u16(), Ordering::Relaxed);
        if self.is_streamed(status) {
            return Ok(answer);
        }
        let (mut head, body) = answer.into_parts();
        // What a server sets here is a secret of the session.
        head.headers.iter_mut().filter(|(name, _)| *name == http::header::SET_COOKIE).for_each(|(_, value)| {
            value.set_sensitive(true);
        });
        let mut read = Vec::new();
        match collect(self.with_idle_limit(body), &mut read, self.settings.max_body).await {
            // The status of a failure says more than the end of its body.
            Err(error) if status.is_success() => Err(Broken::Transport { error, status: Some(status) }),
            Ok(()) | Err(_) => Ok(http::Response::from_parts(head, join(read).into())),
        }
    }

    /// A limit that could not be met before the call's time is over is not set up.
    fn with_idle_limit(&self, body: ResponseBody) -> ResponseBody {
        let idle = self.parts.inner.options.idle_timeout.unwrap_or(self.settings.idle_timeout);
        match idle.filter(|idle| self.deadline.is_none_or(|deadline| Instant::now() + *idle < deadline)) {
            Some(idle) => body.with_idle_limit(idle),
            None => body,
        }
    }

    async fn follow(&self, first: &Hop) -> Result<Answer, TransportError> {
        let most = self.settings.max_redirects;
        let mut answer = self.send(first).await?;
        let Some(mut hop) = redirect::next(first, answer.status(), answer.headers()) else { return Ok(answer) };
        if most == 0 {
            return Ok(answer);
        }
        for _ in 0..most {
            self.settings.limits.turn(self.deadline, self.policy.longest()).await?;
            answer = self.send(&hop).await?;
            match redirect::next(&hop, answer.status(), answer.headers()) {
                Some(next) => hop = next,
                None => return Ok(answer),
            }
        }
        Err(TransportError::told(TransportErrorKind::Redirects, format!("more than {most}")))
    }

    /// One request, until its headers are there.
    async fn send(&self, hop: &Hop) -> Result<Answer, TransportError> {
        let answer = self.settings.transport.send(hop.to_request());
        let limit = self.parts.inner.options.response_timeout.unwrap_or(self.settings.response_timeout);
        let answer = match limit {
            None => answer.await?,
            Some(limit) => tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| {
                Err(TransportError::told(TransportErrorKind::Timeout, format!("no headers for {limit:?}")))
            })?,
        };
        self.settings.limits.heed(answer.status(), answer.headers());
        Ok(answer)
    }
}

/// Reads a body to its end. If that fails, what came until then is in `read`.
pub(super) async fn collect(mut body: ResponseBody, read: &mut Vec<Bytes>, limit: u64) -> Result<(), TransportError> {
    let mut length = 0_u64;
    while let Some(chunk) = body.next().await {
        let chunk = chunk?;
        length = length.saturating_add(chunk.len() as u64);
        if length > limit {
            let message = format!("more than {limit} bytes");
            return Err(TransportError::told(TransportErrorKind::TooLarge, message));
        }
        read.push(chunk);
    }
    Ok(())
}

/// A body of one piece is not copied.
pub(super) fn join(mut pieces: Vec<Bytes>) -> Bytes {
    match pieces.as_slice() {
        [_] => pieces.swap_remove(0),
        _ => pieces.concat().into(),
    }
}

fn finish(
    parts: &Parts,
    ready: Option<&Ready>,
    outcome: Result<Answer, Broken>,
    attempts: u32,
) -> Result<Answer, Error> {
    let call = parts.call_name();
    match outcome {
        Ok(answer) if answer.status().is_success() => Ok(answer),
        Ok(answer) => {
            let (head, body) = answer.into_parts();
            let body = body.into_bytes().unwrap_or_default();
            let response = RawResponse::new(call, parts.inner.info.errors, head, body);
            let secrets = secrets(parts, ready);
            Err(Error::Api(ApiError::new(response, &secrets.iter().collect::<Vec<_>>(), attempts)))
        }
        Err(Broken::Transport { error, status }) => {
            Err(Error::Transport(TransportFailure { call, status, attempts, error: Box::new(error) }))
        }
        Err(Broken::Token(error)) => Err(Error::Token(TokenFailure { call, attempts, error })),
    }
}

/// What a message of the server may not show: a server may repeat what it was sent.
fn secrets(parts: &Parts, ready: Option<&Ready>) -> Vec<Secret> {
    let credentials = prepare::given(parts).filter_map(Credential::secrets).flatten().cloned();
    let tokens = ready.into_iter().flat_map(|ready| &ready.tokens).map(|held| held.secret.clone());
    let headers = ready.into_iter().flat_map(|ready| ready.hop.headers.values());
    let sensitive = headers.filter(|value| value.is_sensitive()).filter_map(|value| value.to_str().ok());
    let schemes = parts.inner.info.security.iter().flat_map(|alternative| alternative.iter());
    let in_query = schemes.filter_map(|scheme| match scheme.kind {
        SchemeKind::Query(name) => parts.query_value(name).map(Secret::from),
        _ => None,
    });
    credentials.chain(tokens).chain(sensitive.map(Secret::from)).chain(in_query).collect()
}
