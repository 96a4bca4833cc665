//! Spans of `tracing` (feature `tracing`): one for each attempt, named `request`.
//!
//! Its fields are `operation` (the name of the client's method), `method`, `path` (the template, without a query),
//! `attempt` (from 1), and, when the attempt is over, `duration_ms` with `status` or `error` (the kind of failure). There
//! is no header, no query and no body in it.

use crate::runtime::response::error::CallName;
use crate::runtime::token::renewal::Broken;
use crate::runtime::transport::body::ResponseBody;
use tokio::time::Instant;
use tracing::Span;
use tracing::field::{Empty, debug};

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
    span.record("duration_ms", started.elapsed().as_secs_f64() * 1000.0);
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
