//! When a request is sent again, and after how long.

pub(super) mod budget;
pub(super) mod limits;
pub(super) mod rate_limit;

use self::rate_limit::RateLimit;
use crate::runtime::basics::split::{float, trim, unsigned};
use crate::runtime::transport::headers::header_text;
use http::{HeaderMap, Method, StatusCode};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime};

/// How often and after how long a failed request is sent again.
///
/// Requests that may be repeated (`GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT`, `DELETE`, and `QUERY`, `PROPFIND`, `REPORT`,
/// `SEARCH`) are sent again after connection errors and the statuses 408, 429, 502, 503 and 504; others only where the
/// server surely did not process them: after 429, and where there was no connection. A body that is a stream is not sent
/// again once it was begun. All attempts share the time of the call.
///
/// The pause doubles each time, with a random part; `Retry-After` decides instead where the server sends it, and with 429
/// the end of the server's rate limit. If it asks for more than [`Retry::longest_wait`] allows, or than the call's time,
/// the error is returned at once.
///
/// An operation that documents a header for an idempotency key gets one, made once for a call and the same in all its
/// attempts, unless the caller sets one; it may be repeated whatever its method is. How much is repeated over all calls
/// is bounded by a [`RetryBudget`](crate::runtime::RetryBudget).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    first: Duration,
    cap: Duration,
    longest: Duration,
}

impl Retry {
    /// A request is sent once.
    pub const fn none() -> Self {
        Self::attempts(1)
    }

    /// A request is sent at most so many times, the first included.
    pub const fn attempts(attempts: u32) -> Self {
        let longest = Duration::from_secs(60);
        Self { attempts, first: Duration::from_millis(250), cap: Duration::from_secs(20), longest }
    }

    /// The pause before the second attempt, and the longest that doubling leads to: 250 ms and 20 s by default.
    #[must_use]
    pub const fn backoff(self, first: Duration, cap: Duration) -> Self {
        Self { first, cap, ..self }
    }

    /// The longest `Retry-After`, and the longest end of a rate limit, that is waited for: 60 s by default.
    #[must_use]
    pub const fn longest_wait(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    pub(in crate::runtime) fn longest(&self) -> Duration {
        self.longest
    }

    /// True if another attempt may follow so many.
    pub(in crate::runtime) fn allows(&self, made: u32) -> bool {
        made < self.attempts
    }

    /// How long to wait after so many attempts; `None`: too long.
    pub(in crate::runtime) fn pause(&self, made: u32, asked: Option<Duration>) -> Option<Duration> {
        if let Some(asked) = asked {
            return (asked <= self.longest).then_some(asked);
        }
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(made.saturating_sub(1)));
        let longest = doubled.min(self.cap);
        // Half of it at least, so that a server in trouble has a pause; the rest at random, so that clients that
        // failed together do not come back together.
        // The longest of all durations is no float.
        Some(seconds(longest.as_secs_f64() * (0.5 + random() / 2.0)).unwrap_or(longest))
    }
}

impl Default for Retry {
    /// Three attempts.
    fn default() -> Self {
        Self::attempts(3)
    }
}

/// The standard library seeds every `RandomState` differently.
#[inline(never)]
fn random_bits() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// From 0 to 1.
fn random() -> f64 {
    f64::from((random_bits() >> 32) as u32) / f64::from(u32::MAX)
}

/// A key that no other call has, and no body by chance: a random UUID (RFC 9562, section 5.4).
pub(in crate::runtime) fn random_key() -> String {
    let (first, second) = (random_bits(), random_bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        first >> 32,
        first >> 16 & 0xffff,
        first & 0xfff,
        second >> 48 & 0x3fff | 0x8000,
        second & 0xffff_ffff_ffff
    )
}

/// RFC 9110, section 9.2.2, and the other safe methods of the registry of HTTP methods.
pub(in crate::runtime) fn is_idempotent(method: &Method) -> bool {
    matches!(method.as_str(), "QUERY" | "PROPFIND" | "REPORT" | "SEARCH")
        || matches!(
            *method,
            Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE | Method::PUT | Method::DELETE
        )
}

/// True for statuses that say that the same request may succeed later.
pub(in crate::runtime) fn is_temporary(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

/// True if a request that was answered so may be sent again.
pub(in crate::runtime) fn repeats_status(is_idempotent: bool, status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || (is_idempotent && is_temporary(status))
}

/// How long a response that is no success asks to wait.
pub(in crate::runtime) fn asked_wait(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    match retry_after(headers, now) {
        None if status == StatusCode::TOO_MANY_REQUESTS => RateLimit::read(headers, now)?.reset(),
        asked => asked,
    }
}

/// So many seconds; `None` if they are less than none, or no time at all.
#[inline(never)]
pub(in crate::runtime) fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}

/// `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3).
pub(in crate::runtime) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = trim(header_text(headers, "retry-after")?);
    if let Some(number) = unsigned(text) {
        return Some(Duration::from_secs(number));
    }
    if let Some(number) = float(text)
        && number.is_finite()
    {
        return seconds(number);
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}
