//! One attempt of a call: from its place among all requests to the end of its response.
//!
//! In: the request, and what the call's attempts share. Out: the response, whatever its status, or why there is none. On
//! the way: limits, hooks, redirects, and the limits of time and size.

use super::execute::{Answer, Sending};
use super::hook::Watch;
use crate::runtime::basics::until::{after, first, timer, until};
use crate::runtime::request::address::Origin;
use crate::runtime::request::redirect::{self, Hop};
use crate::runtime::response::Redirected;
use crate::runtime::retry;
use crate::runtime::retry::limits::{self, Permit};
use crate::runtime::token::renewal::Broken;
use crate::runtime::transport::body::{RequestBody, ResponseBody};
use crate::runtime::transport::collect::{Collected, collect};
use crate::runtime::transport::{TransportError, TransportErrorKind};
use http::{HeaderMap, StatusCode};
use std::pin::pin;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;
use tokio::time::Instant;

impl Sending<'_> {
    /// One attempt: when the limits let it go, and within what is left of the time.
    pub(in crate::runtime) async fn attempt(&self, hop: &Hop, number: u32) -> Result<Answer, Broken> {
        let permit = match self.settings.limits.enter(self.deadline, self.policy.longest()) {
            Some(entry) => entry.await?,
            None => Permit::default(),
        };
        let (mut watch, mut changed) = (None, None);
        if !self.settings.given.hooks.is_empty() {
            let watch = watch.insert(Watch::begin(&self.settings.given.hooks, self.parts.call_name(), number));
            changed = Some(watch.change(hop)?);
        }
        let seen = AtomicU16::new(0);
        let sent = self.send_and_read(changed.as_ref().unwrap_or(hop), &seen);
        #[cfg(feature = "tracing")]
        let (span, started) = (super::trace::span(&self.parts.call_name(), number), Instant::now());
        #[cfg(feature = "tracing")]
        let sent = tracing::Instrument::instrument(sent, span.clone());
        let limit = self.parts.inner.options.attempt_timeout.unwrap_or(self.settings.given.attempt_timeout);
        let own = after(limit);
        let end = pin!(timer(first(self.deadline, own)));
        let outcome = match until(end, pin!(sent)).await {
            Some(outcome) => outcome,
            None => Err(self.too_late(limit.filter(|_| self.is_first(own)), &seen)),
        };
        #[cfg(feature = "tracing")]
        super::trace::end(&span, started, &outcome);
        if let Some(watch) = &mut watch {
            watch.end(&outcome);
        }
        Ok(self.keep(outcome?, permit))
    }

    /// True if a moment comes before the call's time is over.
    fn is_first(&self, moment: Option<Instant>) -> bool {
        moment.is_some_and(|moment| self.deadline.is_none_or(|deadline| moment < deadline))
    }

    /// The time is over: that of the attempt, if it is given, or else that of the call.
    fn too_late(&self, attempt: Option<Duration>, seen: &AtomicU16) -> Broken {
        let message = match attempt {
            Some(limit) => format!("the `attempt_timeout` of {limit:?} is over"),
            None => format!("the call's `timeout` of {:?} is over", self.timeout.unwrap_or_default()),
        };
        let error = TransportError::told(TransportErrorKind::Timeout, message);
        Broken::Transport { error, status: StatusCode::from_u16(seen.load(Ordering::Relaxed)).ok() }
    }

    /// The response, with its place among the requests under way if its body is yet to come.
    fn keep(&self, mut answer: Answer, permit: Permit) -> Answer {
        let status = answer.status();
        if !status.is_server_error() && !retry::is_temporary(status) {
            self.settings.given.budget.put_back();
        }
        if self.mode.is_streamed(status) {
            limits::keep(answer.body_mut(), permit);
        }
        answer
    }

    async fn send_and_read(&self, first: &Hop, seen: &AtomicU16) -> Result<Answer, Broken> {
        let mut answer = self.follow(first).await?;
        let status = answer.status();
        seen.store(status.as_u16(), Ordering::Relaxed);
        hide_cookies(answer.headers_mut());
        if self.mode.is_streamed(status) {
            return Ok(answer);
        }
        let body = std::mem::replace(answer.body_mut(), ResponseBody::empty());
        let mut read = Collected::default();
        let limit = if self.mode.is_bounded(status) { self.settings.given.max_body } else { u64::MAX };
        match collect(self.with_idle_limit(body), &mut read, limit, "that `max_body_size` allows").await {
            // The status of a failure says more than the end of its body.
            Err(error) if status.is_success() => return Err(Broken::Transport { error, status: Some(status) }),
            Ok(()) | Err(_) => *answer.body_mut() = read.join().into(),
        }
        Ok(answer)
    }

    /// A limit that could not be met before the call's time is over is not set up.
    fn with_idle_limit(&self, body: ResponseBody) -> ResponseBody {
        let idle = self.parts.inner.options.idle_timeout.unwrap_or(self.settings.given.idle_timeout);
        match idle {
            Some(limit) if self.is_first(after(idle)) => body.with_idle_limit(limit),
            _ => body,
        }
    }

    /// Sends the request, and those that redirects ask for, each until its headers are there.
    async fn follow(&self, first: &Hop) -> Result<Answer, Broken> {
        let limit = self.parts.inner.options.response_timeout.unwrap_or(self.settings.given.response_timeout);
        let (mut redirected, mut followed) = (None, 0);
        let mut status = None;
        loop {
            let hop = redirected.as_ref().unwrap_or(first);
            let request = self.named(hop.to_request(), followed);
            let timer = pin!(timer(after(limit)));
            let mut answer = match until(timer, self.settings.transport.send(request).as_mut()).await {
                Some(answer) => answer?,
                None => return Err(no_headers(limit).into()),
            };
            match self.look(first, hop, followed, &answer)? {
                Some(next) => redirected = Some(next),
                None => {
                    if let Some(status) = status {
                        answer.extensions_mut().insert(Redirected(status));
                    }
                    return Ok(answer);
                }
            }
            status = status.or(Some(answer.status()));
            followed += 1;
            if let Some(turn) = self.settings.limits.turn(self.deadline, self.policy.longest()) {
                turn.await?;
            }
        }
    }

    /// Looks at the head of a response: where it sends the request, if it does.
    fn look(&self, first: &Hop, hop: &Hop, followed: u32, answer: &Answer) -> Result<Option<Hop>, Broken> {
        // What another origin says about limits is not about the API.
        if followed == 0 || Origin::of(&hop.uri) == Origin::of(&first.uri) {
            self.settings.limits.heed(answer.status(), answer.headers());
        }
        let most = self.settings.given.max_redirects;
        let Some(next) = redirect::next(hop, answer.status(), answer.headers()).filter(|_| most > 0) else {
            return Ok(None);
        };
        let error = match self.settings.given.redirects.refusal(hop, &next) {
            Some(reason) => TransportError::told(TransportErrorKind::UnsafeRedirect, reason),
            None if followed < most => return Ok(Some(next)),
            None => TransportError::told(TransportErrorKind::Redirects, format!("more than {most}")),
        };
        Err(Broken::Transport { error, status: Some(answer.status()) })
    }

    /// For a transport in memory: which operation a request is of.
    #[cfg(feature = "test-util")]
    fn named(&self, mut request: http::Request<RequestBody>, followed: u32) -> http::Request<RequestBody> {
        if followed == 0 {
            request.extensions_mut().insert(self.parts.inner.info);
            request.extensions_mut().insert(self.parts.inner.operation_type);
        }
        request
    }

    #[cfg(not(feature = "test-util"))]
    fn named(&self, request: http::Request<RequestBody>, _: u32) -> http::Request<RequestBody> {
        request
    }
}

fn no_headers(limit: Option<Duration>) -> TransportError {
    let message = format!("no headers for {:?} (`response_timeout`)", limit.unwrap_or_default());
    TransportError::told(TransportErrorKind::Timeout, message)
}

/// What a server sets there is a secret of the session.
fn hide_cookies(headers: &mut HeaderMap) {
    for (name, value) in headers {
        if *name == http::header::SET_COOKIE {
            value.set_sensitive(true);
        }
    }
}
