//! What a server says about its limits on the number of requests.
//!
//! In: the headers of a response, in the three forms that are common: `RateLimit` with its parameters (the drafts of the
//! IETF from 7 on), `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (the drafts before), and the same names
//! with `X-` before them. Out: [`RateLimit`]. What cannot be read is left out. It decides nothing: see
//! [`ClientBuilder::heed_rate_limits`](crate::runtime::ClientBuilder::heed_rate_limits).

use super::seconds;
use crate::runtime::basics::split::{float, pieces, split_before, split_once, trim, unsigned};
use crate::runtime::transport::headers::header_text;
use http::HeaderMap;
use std::time::{Duration, SystemTime};

/// A limit on the number of requests, as a server states it with a response.
///
/// ```
/// # fn show(error: &this_crate::ApiError) {
/// if let Some(limit) = error.rate_limit() {
///     println!("{:?} of {:?} requests are left for {:?}", limit.remaining(), limit.limit(), limit.reset());
/// }
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    limit: Option<u64>,
    remaining: Option<u64>,
    reset: Option<Duration>,
}

impl RateLimit {
    /// How many requests are allowed in a window of time.
    pub fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// How many more are allowed in this window.
    pub fn remaining(&self) -> Option<u64> {
        self.remaining
    }

    /// How long after the response the window ends. Servers state it in seconds or as a moment; a moment that is over
    /// is zero.
    pub fn reset(&self) -> Option<Duration> {
        self.reset
    }

    /// Reads it from headers; `None` if they have nothing of it.
    pub(in crate::runtime) fn read(headers: &HeaderMap, now: SystemTime) -> Option<Self> {
        if let Some(mut found) = text(headers, "ratelimit").and_then(parameters) {
            if found.limit.is_none() {
                found.limit = text(headers, "ratelimit-policy").and_then(|policy| parameter(policy, &["q", "limit"]));
            }
            return Some(found);
        }
        const NAMES: [[&str; 3]; 3] = [
            ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
            ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
            ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"],
        ];
        for [limit, remaining, reset] in &NAMES {
            let limit = text(headers, limit).and_then(leading_number);
            let remaining = text(headers, remaining).and_then(leading_number);
            if limit.is_some() || remaining.is_some() {
                return Some(Self { limit, remaining, reset: text(headers, reset).and_then(|text| moment(text, now)) });
            }
        }
        None
    }

    /// How long nothing more is allowed, if headers say so. Most responses say nothing: that is found out first.
    pub(in crate::runtime) fn closed_for(headers: &HeaderMap) -> Option<Duration> {
        if !headers.keys().any(|name| name.as_str().as_bytes().windows(4).any(|four| four == b"rate")) {
            return None;
        }
        let found = Self::read(headers, SystemTime::now())?;
        if found.remaining == Some(0) { found.reset } else { None }
    }
}

#[inline(never)]
fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    header_text(headers, name).map(trim)
}

/// `limit=100, remaining=50, reset=5`, or `"default";r=50;t=5`: of several limits, the first.
fn parameters(text: &str) -> Option<RateLimit> {
    let limit = parameter(text, &["limit"]);
    let remaining = parameter(text, &["r", "remaining"]);
    let reset = parameter(text, &["t", "reset"]).map(Duration::from_secs);
    (limit.is_some() || remaining.is_some()).then_some(RateLimit { limit, remaining, reset })
}

#[inline(never)]
fn parameter(text: &str, names: &[&str]) -> Option<u64> {
    for limit in pieces(text, ",") {
        for part in pieces(limit, ";") {
            if let Some((name, value)) = split_once(part, "=")
                && names.contains(&trim(name))
                && let Some(number) = unsigned(trim(value))
            {
                return Some(number);
            }
        }
    }
    None
}

/// `100`, and `100, 100;w=60`.
#[inline(never)]
fn leading_number(text: &str) -> Option<u64> {
    let (first, _) = split_before(text, ",");
    let (number, _) = split_before(first, ";");
    unsigned(trim(number))
}

/// Seconds from now, seconds or milliseconds since 1970, or a date.
#[inline(never)]
fn moment(text: &str, now: SystemTime) -> Option<Duration> {
    // As a number of seconds from now, this would be 31 years.
    const FIRST_MOMENT: f64 = 1e9;
    const FIRST_IN_MILLISECONDS: f64 = 1e12;
    let until = |moment: SystemTime| moment.duration_since(now).unwrap_or_default();
    match float(text) {
        Some(number) if number >= FIRST_MOMENT => {
            let number = if number >= FIRST_IN_MILLISECONDS { number / 1000.0 } else { number };
            Some(until(SystemTime::UNIX_EPOCH.checked_add(seconds(number)?)?))
        }
        Some(number) => seconds(number),
        None => httpdate::parse_http_date(text).ok().map(until),
    }
}
