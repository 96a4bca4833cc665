//! Spans and events of `tracing` (feature `tracing`): a span for each attempt, named `request`, a warning for each
//! attempt that is repeated, and a debug line for each call that is finished.
//!
//! The fields of a span are `operation` (the name of the client's method), `method`, `path` (the template, without a query),
//! `attempt` (from 1), and, when the attempt is over, `duration_ms` with `status` or `error` (the kind of failure). An
//! event has the same; the warning of a repeated attempt has `pause_ms` besides, and the line at the end counts the
//! `attempts`. A success whose body cannot be read is one more warning, from `RawResponse`. There is no header, no query
//! and no body in any of them.

use crate::runtime::response::error::CallName;
use crate::runtime::token::renewal::Broken;
use crate::runtime::transport::body::ResponseBody;
use std::time::Duration;
use tokio::time::Instant;
use tracing::Span;
use tracing::field::{Empty, debug};

/// Tells that a request is sent again, and why.
pub(in crate::runtime) fn repeated(
    call: &CallName,
    attempt: u32,
    pause: Duration,
    outcome: &Result<http::Response<ResponseBody>, Broken>,
) {
    let (status, error) = told(outcome);
    tracing::warn!(
        operation = call.operation(),
        method = call.method().as_str(),
        path = call.path(),
        attempt,
        status,
        error = error.as_deref(),
        pause_ms = milliseconds(pause),
        "the request is sent again",
    );
}

/// Tells that a call is over. Who called gets its failure, and knows whether it was expected.
pub(in crate::runtime) fn finished(
    call: &CallName,
    attempts: u32,
    started: Instant,
    outcome: &Result<http::Response<ResponseBody>, Broken>,
) {
    let (status, error) = told(outcome);
    tracing::debug!(
        operation = call.operation(),
        method = call.method().as_str(),
        path = call.path(),
        attempts,
        status,
        error = error.as_deref(),
        duration_ms = milliseconds(started.elapsed()),
        "the call is finished",
    );
}

/// Milliseconds with three digits behind the point.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

/// The status, or the kind of failure.
fn told(outcome: &Result<http::Response<ResponseBody>, Broken>) -> (Option<u16>, Option<String>) {
    match outcome {
        Ok(answer) => (Some(answer.status().as_u16()), None),
        Err(Broken::Transport { error, .. }) => (None, Some(format!("{:?}", error.kind()))),
        Err(Broken::Token(_)) => (None, Some("Token".to_owned())),
    }
}

pub(in crate::runtime) fn span(call: &CallName, attempt: u32) -> Span {
    tracing::info_span!(
        "request",
        operation = call.operation(),
        method = call.method().as_str(),
        path = call.path(),
        attempt,
        status = Empty,
        error = Empty,
        duration_ms = Empty,
    )
}

pub(in crate::runtime) fn end(span: &Span, started: Instant, outcome: &Result<http::Response<ResponseBody>, Broken>) {
    span.record("duration_ms", milliseconds(started.elapsed()));
    match outcome {
        Ok(answer) => {
            span.record("status", answer.status().as_u16());
        }
        Err(Broken::Transport { error, .. }) => {
            span.record("error", debug(error.kind()));
        }
        Err(Broken::Token(_)) => {}
    }
}
