//! Sending a call: once for all operations.
//!
//! In: the parts of a call. Out: the answer. On the way: address and credentials, attempts and pauses, redirects, the
//! limits of time and size.

use super::address::{Base, Origin};
use super::api_error::ApiError;
use super::body::{RequestBody, ResponseBody};
use super::client::Settings;
use super::credential::{self, Credential, Target};
use super::error::{Error, MissingCredential, Reason, TransportFailure};
use super::form;
use super::parts::{Body, Parts, PathSource};
use super::path;
use super::percent::Escape;
use super::redirect::{self, Hop};
use super::response::{RawResponse, StreamResponse};
use super::retry::{self, Retry};
use super::secret::Secret;
use super::style::{self, Pair};
use super::transport::{BoxFuture, TransportError, TransportErrorKind};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderValue};
use http::{StatusCode, Uri};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// Sends a call and reads its answer as a whole.
pub(super) fn whole(parts: Parts) -> BoxFuture<'static, Result<RawResponse, Error>> {
    Box::pin(async move {
        let (call, documented) = (parts.call_name(), parts.inner.info.errors);
        let (head, body) = run(parts, Mode::Whole).await?.into_parts();
        let body = body.into_bytes().unwrap_or_default();
        Ok(RawResponse::new(call, documented, head, body))
    })
}

/// Sends a call; the body of a success is left to be read.
pub(super) fn streamed(parts: Parts) -> BoxFuture<'static, Result<StreamResponse, Error>> {
    Box::pin(async move {
        let idle = parts.inner.client.settings().idle_timeout;
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
struct Broken {
    error: TransportError,
    status: Option<StatusCode>,
}

async fn run(mut parts: Parts, mode: Mode) -> Result<Answer, Error> {
    if let Some(error) = parts.take_refusal() {
        return Err(error);
    }
    let hop = prepare(&mut parts)?;
    let settings = parts.inner.client.settings();
    let policy = parts.inner.retry.unwrap_or(settings.retry);
    let deadline = parts.inner.timeout.unwrap_or(settings.timeout).map(|limit| Instant::now() + limit);
    let mut made = 0;
    loop {
        made += 1;
        let outcome = limited(settings, deadline, &hop, mode).await;
        if let Some(pause) = pause(policy, made, &hop, &outcome)
            && deadline.is_none_or(|deadline| Instant::now() + pause < deadline)
        {
            drop(outcome);
            tokio::time::sleep(pause).await;
            continue;
        }
        return finish(&parts, outcome, made);
    }
}

/// How long to wait before the next attempt; `None` if there is none.
fn pause(policy: Retry, made: u32, hop: &Hop, outcome: &Result<Answer, Broken>) -> Option<Duration> {
    let (repeats, asked) = match outcome {
        Ok(answer) => {
            let asked = retry::retry_after(answer.headers(), SystemTime::now());
            (retry::repeats_status(&hop.method, answer.status()), asked)
        }
        Err(Broken { error, .. }) => {
            let unseen = error.kind() == TransportErrorKind::Connect;
            (error.is_temporary() && (unseen || retry::is_idempotent(&hop.method)), None)
        }
    };
    if repeats && hop.body.is_repeatable() && policy.allows(made) { policy.pause(made, asked) } else { None }
}

/// One attempt, within what is left of the time.
async fn limited(settings: &Settings, deadline: Option<Instant>, hop: &Hop, mode: Mode) -> Result<Answer, Broken> {
    let seen = AtomicU16::new(0);
    let attempt = attempt(settings, hop, mode, &seen);
    let of_attempt = settings.attempt_timeout.map(|limit| Instant::now() + limit);
    let Some(until) = deadline.into_iter().chain(of_attempt).min() else { return attempt.await };
    tokio::time::timeout_at(until, attempt).await.unwrap_or_else(|_| {
        let error = TransportError::told(TransportErrorKind::Timeout, "");
        Err(Broken { error, status: StatusCode::from_u16(seen.load(Ordering::Relaxed)).ok() })
    })
}

async fn attempt(settings: &Settings, first: &Hop, mode: Mode, seen: &AtomicU16) -> Result<Answer, Broken> {
    let answer = follow(settings, first).await.map_err(|error| Broken { error, status: None })?;
    let status = answer.status();
    seen.store(status.as_u16(), Ordering::Relaxed);
    if mode == Mode::Stream && status.is_success() {
        return Ok(answer);
    }
    let (mut head, body) = answer.into_parts();
    // What a server sets here is a secret of the session.
    head.headers.iter_mut().filter(|(name, _)| *name == http::header::SET_COOKIE).for_each(|(_, value)| {
        value.set_sensitive(true);
    });
    let mut read = Vec::new();
    match collect(body, &mut read, settings.max_body).await {
        // The status of a failure says more than the end of its body.
        Err(error) if status.is_success() => Err(Broken { error, status: Some(status) }),
        Ok(()) | Err(_) => Ok(http::Response::from_parts(head, join(read).into())),
    }
}

async fn follow(settings: &Settings, first: &Hop) -> Result<Answer, TransportError> {
    let mut answer = settings.transport.send(first.to_request()).await?;
    let Some(mut hop) = redirect::next(first, answer.status(), answer.headers()) else { return Ok(answer) };
    if settings.max_redirects == 0 {
        return Ok(answer);
    }
    for _ in 0..settings.max_redirects {
        answer = settings.transport.send(hop.to_request()).await?;
        match redirect::next(&hop, answer.status(), answer.headers()) {
            Some(next) => hop = next,
            None => return Ok(answer),
        }
    }
    let message = format!("more than {}", settings.max_redirects);
    Err(TransportError::told(TransportErrorKind::Redirects, message))
}

/// Reads a body to its end. If that fails, what came until then is in `read`.
async fn collect(mut body: ResponseBody, read: &mut Vec<Bytes>, limit: u64) -> Result<(), TransportError> {
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
fn join(mut pieces: Vec<Bytes>) -> Bytes {
    match pieces.as_slice() {
        [_] => pieces.swap_remove(0),
        _ => pieces.concat().into(),
    }
}

fn finish(parts: &Parts, outcome: Result<Answer, Broken>, attempts: u32) -> Result<Answer, Error> {
    let call = parts.call_name();
    match outcome {
        Ok(answer) if answer.status().is_success() => Ok(answer),
        Ok(answer) => {
            let (head, body) = answer.into_parts();
            let body = body.into_bytes().unwrap_or_default();
            let response = RawResponse::new(call, parts.inner.info.errors, head, body);
            let secrets: Vec<&Secret> = given(parts).into_iter().map(Credential::secret).collect();
            Err(Error::Api(ApiError::new(response, &secrets, attempts)))
        }
        Err(Broken { error, status }) => {
            Err(Error::Transport(TransportFailure { call, status, attempts, error: Box::new(error) }))
        }
    }
}

/// The credentials of the call, then those of the client.
fn given(parts: &Parts) -> Vec<&Credential> {
    parts.inner.credentials.iter().chain(&parts.inner.client.settings().credentials).collect()
}

/// The request as it is sent first.
fn prepare(parts: &mut Parts) -> Result<Hop, Error> {
    let body = take_body(parts);
    let chosen: Vec<Credential> = choose(parts)?.into_iter().cloned().collect();
    let mut headers = parts.inner.client.settings().headers.clone();
    if !headers.contains_key(ACCEPT) && !parts.inner.info.accept.is_empty() {
        headers.insert(ACCEPT, HeaderValue::from_static(parts.inner.info.accept));
    }
    let mut query = parts.inner.query.clone();
    let mut cookies: Vec<String> = parts.inner.cookies.iter().map(|pair| pair.text.clone()).collect();
    for credential in &chosen {
        let target = credential.target().map_err(|reason| parts.invalid(reason))?;
        match target {
            Target::Header(name) => {
                headers.insert(name, credential.header().map_err(|reason| parts.invalid(reason))?);
            }
            Target::Query(name) => {
                query.retain(|pair| style::name_of(&pair.text) != name);
                query.push(Pair::new(name, credential.text(), Escape::Strict));
            }
            Target::Cookie(name) => cookies.push(Pair::new(name, credential.text(), Escape::Strict).text),
        }
    }
    for (name, value) in &parts.inner.headers {
        headers.insert(name.clone(), value.clone());
    }
    if !cookies.is_empty() {
        let before = headers.get(COOKIE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let all = before.into_iter().chain(cookies).collect::<Vec<_>>().join("; ");
        let mut value = HeaderValue::from_str(&all).map_err(|_| parts.invalid(Reason::new("a cookie is not valid")))?;
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
    let uri = address(parts, &form::join(&query)).map_err(|reason| parts.invalid(reason))?;
    Ok(Hop { method: parts.inner.method.clone(), uri, headers, body })
}

fn take_body(parts: &mut Parts) -> RequestBody {
    match std::mem::replace(&mut parts.inner.body, Body::None) {
        Body::None => RequestBody::empty(),
        Body::Ready(body) => body,
        Body::Multipart(multipart) => {
            let (content_type, body) = multipart.encode();
            parts.header(CONTENT_TYPE.as_str(), &content_type);
            body
        }
    }
}

fn choose(parts: &Parts) -> Result<Vec<&Credential>, Error> {
    let (info, settings) = (parts.inner.info, parts.inner.client.settings());
    let is_set = |scheme: &super::info::Scheme| match credential::target(scheme) {
        Ok(Target::Header(name)) => parts.inner.headers.contains_key(&name) || settings.headers.contains_key(&name),
        Ok(Target::Query(name)) => parts.query_value(name).is_some(),
        Ok(Target::Cookie(name)) => parts.inner.cookies.iter().any(|pair| style::name_of(&pair.text) == name),
        Err(_) => false,
    };
    let given = given(parts);
    if info.path.is_empty() {
        return Ok(credential::choose_all(&given, &is_set));
    }
    credential::choose(info.security, &given, &is_set).ok_or_else(|| {
        Error::MissingCredential(MissingCredential { call: parts.call_name(), alternatives: info.security })
    })
}

fn address(parts: &Parts, query: &str) -> Result<Uri, Reason> {
    let base = base(parts)?;
    match &parts.inner.path {
        PathSource::Template(values) => base.join(&path::fill(parts.inner.info.path, values)?, query),
        PathSource::Whole(path) => base.join(path, query),
        PathSource::FromOrigin(path) => base.root().join(path, query),
    }
}

fn base(parts: &Parts) -> Result<Base, Reason> {
    let settings = parts.inner.client.settings();
    match (&settings.chosen, parts.inner.info.servers.first()) {
        (Some(base), _) => Ok(base.clone()),
        (None, Some(server)) => Base::of_server(server, &settings.variables),
        (None, None) => settings.base.clone(),
    }
}

/// The base address of a call, for links that the server gives.
pub(super) fn origin(parts: &Parts) -> Option<(Uri, Origin)> {
    let base = base(parts).ok()?;
    let uri = address(parts, "").ok()?;
    Some((uri, base.origin()))
}
