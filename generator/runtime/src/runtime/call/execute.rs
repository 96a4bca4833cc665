//! Sending a call: once for all operations.
//!
//! In: the parts of a call. Out: the response. On the way: tokens, attempts (each in `attempt`) and pauses, and what
//! becomes of the last one.

use super::client::Settings;
use super::parts::Parts;
use super::prepare;
use crate::runtime::auth::credential::Credential;
use crate::runtime::basics::secret::Secret;
use crate::runtime::basics::until::after;
use crate::runtime::request::redirect::Hop;
use crate::runtime::response::api_error::ApiError;
use crate::runtime::response::error::{Error, TokenFailure, TransportFailure};
use crate::runtime::response::info::{SchemeKind, StatusPattern};
use crate::runtime::response::{RawResponse, StreamResponse};
use crate::runtime::retry::{self, Retry};
use crate::runtime::token::renewal::{Broken, Held};
use crate::runtime::transport::body::{RequestBody, ResponseBody};
use crate::runtime::transport::{BoxFuture, TransportErrorKind};
use bytes::Bytes;
use http::StatusCode;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// Sends a call and reads its response as a whole, to be decoded or to be given as bytes.
pub(in crate::runtime) fn whole(mut parts: Parts, is_decoded: bool) -> BoxFuture<'static, Result<RawResponse, Error>> {
    Box::pin(async move {
        let answer = run(&mut parts, if is_decoded { Mode::Decoded } else { Mode::Bytes }).await?;
        let response = read(&parts, answer);
        response.look_at_head(parts.inner.info)?;
        Ok(response)
    })
}

/// Sends a call; the body of a success is left to be read. If `only` is not empty, this is so for those of its patterns
/// that have `true`.
pub(in crate::runtime) fn streamed(
    mut parts: Parts,
    only: &'static [(StatusPattern, bool)],
) -> BoxFuture<'static, Result<StreamResponse, Error>> {
    Box::pin(async move {
        let answer = run(&mut parts, Mode::Stream(only)).await?;
        stream(&parts, answer)
    })
}

/// A response whose body is there.
fn read(parts: &Parts, answer: Answer) -> RawResponse {
    let (head, body) = answer.into_parts();
    let body = body.into_bytes().unwrap_or_default();
    let watch = parts.inner.client.settings().watch.clone();
    RawResponse::new(parts.call_name(), parts.inner.info, head, body, watch)
}

/// A response whose body is yet to come.
fn stream(parts: &Parts, answer: Answer) -> Result<StreamResponse, Error> {
    let settings = parts.inner.client.settings();
    let (head, body) = answer.into_parts();
    if settings.watch.is_some() {
        let (call, info, watch) = (parts.call_name(), parts.inner.info, settings.watch.clone());
        RawResponse::new(call, info, head.clone(), Bytes::new(), watch).look_at_head(info)?;
    }
    let body = match parts.inner.options.idle_timeout.unwrap_or(settings.given.idle_timeout) {
        Some(limit) => body.with_idle_limit(limit),
        None => body,
    };
    Ok(StreamResponse::new(head, body))
}

#[derive(Clone, Copy)]
pub(in crate::runtime) enum Mode {
    /// The body is decoded.
    Decoded,
    /// The body of a success is given as bytes.
    Bytes,
    Stream(&'static [(StatusPattern, bool)]),
}

impl Mode {
    /// True if the size of a body that is read as a whole has a limit.
    pub(in crate::runtime) fn is_bounded(self, status: StatusCode) -> bool {
        !(matches!(self, Mode::Bytes) && status.is_success())
    }

    /// True if the body of a response is left to be read.
    pub(in crate::runtime) fn is_streamed(self, status: StatusCode) -> bool {
        let Mode::Stream(only) = self else { return false };
        let mut best = (0, only.is_empty());
        for (pattern, streamed) in only {
            match pattern.fit(status) {
                Some(fit) if fit > best.0 => best = (fit, *streamed),
                Some(fit) if fit == best.0 => best.1 |= *streamed,
                _ => {}
            }
        }
        status.is_success() && best.1
    }
}

pub(in crate::runtime) type Answer = http::Response<ResponseBody>;

/// A call under way: what its attempts share.
pub(in crate::runtime) struct Sending<'c> {
    pub(in crate::runtime) parts: &'c Parts,
    pub(in crate::runtime) settings: &'c Settings,
    pub(in crate::runtime) mode: Mode,
    pub(in crate::runtime) policy: Retry,
    /// The time for the whole call, and when it is over.
    pub(in crate::runtime) timeout: Option<Duration>,
    pub(in crate::runtime) deadline: Option<Instant>,
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

async fn run(parts: &mut Parts, mode: Mode) -> Result<Answer, Error> {
    if let Some(error) = parts.take_refusal() {
        return Err(error);
    }
    let body = prepare::take_body(parts);
    prepare::add_idempotency_key(parts);
    let sending = Sending::new(parts, mode, body)?;
    let (mut ready, mut made, mut renewals) = (None, 0, 0);
    #[cfg(feature = "tracing")]
    let started = Instant::now();
    loop {
        made += 1;
        let outcome = match sending.tokens().await {
            Ok(tokens) => sending.attempt(&sending.renew(&mut ready, tokens)?.hop, made).await,
            Err(broken) => Err(broken),
        };
        if renewals == 0 && sending.is_refused(&outcome) {
            sending.refuse_tokens(ready.as_ref());
            if sending.body.is_repeatable() {
                renewals = 1;
                #[cfg(feature = "tracing")]
                super::trace::repeated(&sending.parts.call_name(), made, Duration::ZERO, &outcome);
                continue;
            }
        }
        if let Some(pause) = sending.pause(made - renewals, &outcome) {
            #[cfg(feature = "tracing")]
            super::trace::repeated(&sending.parts.call_name(), made, pause, &outcome);
            drop(outcome);
            tokio::time::sleep(pause).await;
            continue;
        }
        #[cfg(feature = "tracing")]
        super::trace::finished(&sending.parts.call_name(), made, started, &outcome);
        return finish(sending.parts, ready.as_ref(), outcome, made);
    }
}

impl<'c> Sending<'c> {
    fn new(parts: &'c Parts, mode: Mode, body: RequestBody) -> Result<Self, Error> {
        let (settings, options) = (parts.inner.client.settings(), &parts.inner.options);
        let credentials = prepare::choose(parts)?;
        let timeout = options.timeout.unwrap_or(settings.given.timeout);
        Ok(Self {
            parts,
            settings,
            mode,
            policy: options.retry.unwrap_or(settings.given.retry),
            timeout,
            deadline: after(timeout),
            renews: credentials.iter().any(|credential| credential.renewed().is_some()),
            credentials,
            body,
        })
    }

    /// A token for each credential that needs one, valid now: that of the attempt before may be over.
    async fn tokens(&self) -> Result<Vec<Held>, Broken> {
        let mut tokens = Vec::new();
        for credential in &self.credentials {
            if let Some(renewed) = credential.renewed() {
                tokens.push(renewed.get(&self.settings.transport, self.deadline).await?);
            }
        }
        Ok(tokens)
    }

    /// The request with these tokens. Without a token in it, it stays as it is.
    fn renew<'r>(&self, ready: &'r mut Option<Ready>, tokens: Vec<Held>) -> Result<&'r Ready, Error> {
        if !self.renews
            && let Some(ready) = ready
        {
            return Ok(ready);
        }
        let hop = prepare::request(self.parts, &self.credentials, &tokens, self.body.clone())?;
        Ok(ready.insert(Ready { hop, tokens }))
    }

    /// True if the server refused a token.
    fn is_refused(&self, outcome: &Result<Answer, Broken>) -> bool {
        self.renews && matches!(outcome, Ok(answer) if answer.status() == StatusCode::UNAUTHORIZED)
    }

    fn refuse_tokens(&self, ready: Option<&Ready>) {
        let Some(ready) = ready else { return };
        let mut tokens = ready.tokens.iter();
        for credential in &self.credentials {
            if let Some(renewed) = credential.renewed()
                && let Some(held) = tokens.next()
            {
                renewed.refuse(held);
            }
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
        let in_time = self.deadline.is_none_or(|deadline| after(Some(pause)).is_some_and(|end| end < deadline));
        // A server that says when to come back is not hammered by who does so.
        (in_time && (asked.is_some() || self.settings.given.budget.take())).then_some(pause)
    }

    fn has_idempotency_key(&self) -> bool {
        !self.parts.inner.info.idempotency_key.is_empty()
    }
}

fn finish(
    parts: &Parts,
    ready: Option<&Ready>,
    outcome: Result<Answer, Broken>,
    attempts: u32,
) -> Result<Answer, Error> {
    match outcome {
        Ok(answer) if answer.status().is_success() => Ok(answer),
        Ok(answer) => {
            let response = read(parts, answer);
            // It is an error as it is, also of a strict client.
            let _ = response.look_at_head(parts.inner.info);
            Err(Error::Api(ApiError::new(response, &secrets(parts, ready), attempts)))
        }
        Err(Broken::Transport { error, status }) => {
            let (call, error) = (parts.call_name(), Box::new(error));
            Err(Error::Transport(TransportFailure { call, status, attempts, error }))
        }
        Err(Broken::Token(error)) => Err(Error::Token(TokenFailure { call: parts.call_name(), attempts, error })),
    }
}

/// What a message of the server may not show: a server may repeat what it was sent.
fn secrets(parts: &Parts, ready: Option<&Ready>) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for credential in &prepare::given(parts) {
        if let Some([given, sent]) = credential.secrets() {
            secrets.push(given.clone());
            secrets.push(sent.clone());
        }
    }
    if let Some(ready) = ready {
        for held in &ready.tokens {
            secrets.push(held.secret.clone());
        }
        for value in ready.hop.headers.values() {
            if value.is_sensitive()
                && let Ok(text) = value.to_str()
            {
                secrets.push(Secret::from(text));
            }
        }
    }
    for alternative in parts.inner.info.security {
        for scheme in *alternative {
            if let SchemeKind::Query(name) = scheme.kind
                && let Some(text) = parts.query_value(name)
            {
                secrets.push(Secret::from(text));
            }
        }
    }
    secrets
}
