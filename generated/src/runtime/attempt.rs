//! One attempt of a call: from its place among all requests to the end of its answer.
//!
//! In: the request, and what the call's attempts share. Out: the answer, whatever its status, or why there is none. On
//! the way: limits, hooks, redirects, and the limits of time and size.

use super::address::Origin;
use super::body::{RequestBody, ResponseBody};
use super::execute::{Answer, Broken, Sending};
use super::hook::{Attempt, Watch};
use super::limits;
use super::redirect::{self, Hop};
use super::retry;
use super::transport::{TransportError, TransportErrorKind};
use super::until::{after, first, until};
use bytes::Bytes;
use http::StatusCode;
use std::pin::pin;
use std::sync::atomic::{AtomicU16, Ordering};
use tokio::time::Instant;

impl Sending<'_> {
    /// One attempt: when the limits let it go, and within what is left of the time.
    pub(super) async fn attempt(&self, hop: &Hop, number: u32) -> Result<Answer, Broken> {
        let permit = self.settings.limits.enter(self.deadline, self.policy.longest()).await?;
        let call = self.parts.call_name();
        let mut watch = Watch::begin(&self.settings.hooks, Attempt::new(&call, number));
        let changed = watch.as_mut().map_or(Ok(None), |watch| watch.change(hop).map(Some))?;
        let outcome = self.traced(changed.as_ref().unwrap_or(hop), number).await;
        if let Some(watch) = watch {
            watch.end(&outcome);
        }
        let answer = outcome?;
        let status = answer.status();
        if !status.is_server_error() && !retry::is_temporary(status) {
            self.settings.budget.put_back();
        }
        Ok(if self.mode.is_streamed(status) { answer.map(|body| limits::keeping(body, permit)) } else { answer })
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
        let limit = self.parts.inner.options.attempt_timeout.unwrap_or(self.settings.attempt_timeout);
        let end = first(self.deadline, after(limit));
        if let Some(outcome) = until(end, pin!(self.send_and_read(hop, &seen))).await {
            return outcome;
        }
        let error = TransportError::told(TransportErrorKind::Timeout, "");
        Err(Broken::Transport { error, status: StatusCode::from_u16(seen.load(Ordering::Relaxed)).ok() })
    }

    async fn send_and_read(&self, first: &Hop, seen: &AtomicU16) -> Result<Answer, Broken> {
        let answer = self.follow(first).await?;
        let status = answer.status();
        seen.store(status.as_u16(), Ordering::Relaxed);
        if self.mode.is_streamed(status) {
            return Ok(answer);
        }
        let (mut head, body) = answer.into_parts();
        // What a server sets here is a secret of the session.
        for (name, value) in &mut head.headers {
            if *name == http::header::SET_COOKIE {
                value.set_sensitive(true);
            }
        }
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

    /// Sends the request, and those that redirects ask for, each until its headers are there.
    async fn follow(&self, first: &Hop) -> Result<Answer, TransportError> {
        let most = self.settings.max_redirects;
        let limit = self.parts.inner.options.response_timeout.unwrap_or(self.settings.response_timeout);
        let (mut redirected, mut followed) = (None, 0);
        loop {
            let hop = redirected.as_ref().unwrap_or(first);
            let sent = self.settings.transport.send(self.named(hop.to_request(), followed));
            let Some(answer) = until(after(limit), pin!(sent)).await else {
                let message = format!("no headers for {:?}", limit.unwrap_or_default());
                return Err(TransportError::told(TransportErrorKind::Timeout, message));
            };
            let answer = answer?;
            // What another origin says about limits is not about the API.
            if followed == 0 || Origin::of(&hop.uri) == Origin::of(&first.uri) {
                self.settings.limits.heed(answer.status(), answer.headers());
            }
            match redirect::next(hop, answer.status(), answer.headers()) {
                Some(next) if followed < most => redirected = Some(next),
                Some(_) if most > 0 => {
                    return Err(TransportError::told(TransportErrorKind::Redirects, format!("more than {most}")));
                }
                Some(_) | None => return Ok(answer),
            }
            followed += 1;
            self.settings.limits.turn(self.deadline, self.policy.longest()).await?;
        }
    }

    /// For a transport in memory: of which operation a request is.
    #[cfg(feature = "test-util")]
    fn named(&self, mut request: http::Request<RequestBody>, followed: u32) -> http::Request<RequestBody> {
        if followed == 0 {
            request.extensions_mut().insert(self.parts.inner.info);
        }
        request
    }

    #[cfg(not(feature = "test-util"))]
    fn named(&self, request: http::Request<RequestBody>, _: u32) -> http::Request<RequestBody> {
        request
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
