//! A response of the server that is no success.

use super::error::CallName;
use super::{RawResponse, request_id};
use crate::runtime::basics::percent::Escape;
use crate::runtime::basics::secret::Secret;
use crate::runtime::basics::split::replace;
use crate::runtime::retry;
use crate::runtime::retry::rate_limit::RateLimit;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

/// A response with a status that is no success. Status, headers and body are kept as sent, whatever they are.
pub struct ApiError {
    inner: Box<Inner>,
}

struct Inner {
    response: RawResponse,
    documented: Option<Box<dyn Any + Send + Sync>>,
    summary: String,
    attempts: u32,
}

impl ApiError {
    pub(in crate::runtime) fn new(response: RawResponse, secrets: &[Secret], attempts: u32) -> Self {
        let documented = super::info::ErrorBody::read(&response);
        let summary = summary(response.body(), secrets);
        Self { inner: Box::new(Inner { response, documented, summary, attempts }) }
    }

    /// Which call it was.
    pub fn call(&self) -> &CallName {
        self.inner.response.call()
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.inner.response.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.inner.response.headers()
    }

    /// The body as sent.
    pub fn body(&self) -> &Bytes {
        self.inner.response.body()
    }

    /// The body as text; what is no UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.body())
    }

    /// The body as JSON, if it is that.
    pub fn json(&self) -> Option<Value> {
        crate::runtime::model::decode::parse(self.body())
    }

    /// The body as JSON, decoded as any type that serde reads, documented or not.
    ///
    /// # Errors
    /// If it is no JSON, or cannot be read as that type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(crate::runtime::model::decode::without_mark(self.body()))
    }

    /// The body as the type documented for this status, if it can be read as that.
    pub fn documented<T: 'static>(&self) -> Option<&T> {
        self.inner.documented.as_ref()?.downcast_ref()
    }

    /// What the body says in a sentence, if it has one in a usual place. Secrets of the client are left out.
    pub fn message(&self) -> Option<&str> {
        Some(self.inner.summary.as_str()).filter(|summary| !summary.is_empty())
    }

    /// What the server calls this request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers())
    }

    /// How long the server asks to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(self.headers(), SystemTime::now())
    }

    /// What the server says about its limit on the number of requests, if it does.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::read(self.headers(), SystemTime::now())
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.call(), self.status())?;
        if let Some(message) = self.message() {
            write!(f, ": {message}")?;
        }
        match (self.request_id(), self.attempts()) {
            (None, ..=1) => Ok(()),
            (Some(id), ..=1) => write!(f, " (request {id})"),
            (None, attempts) => write!(f, " ({attempts} attempts)"),
            (Some(id), attempts) => write!(f, " (request {id}, {attempts} attempts)"),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("call", self.call())
            .field("status", &self.status())
            .field("message", &self.message())
            .field("body", &format_args!("{} bytes", self.body().len()))
            .field("attempts", &self.attempts())
            .finish_non_exhaustive()
    }
}

/// How much of a message is shown.
const LONGEST: usize = 300;

pub(in crate::runtime) fn summary(body: &[u8], secrets: &[Secret]) -> String {
    let Some(value) = crate::runtime::model::decode::parse(body) else { return String::new() };
    let Some(mut text) = sentence(&value, 3) else { return String::new() };
    for secret in secrets {
        let secret = secret.expose();
        if !secret.is_empty() {
            text = replace(&text, secret, "[redacted]");
            // As it stands in an address.
            text = replace(&text, &Escape::Strict.apply(secret), "[redacted]");
        }
    }
    let mut shown = String::new();
    for c in text.chars().take(LONGEST) {
        shown.push(if c.is_control() { ' ' } else { c });
    }
    shown
}

fn sentence(value: &Value, depth: u8) -> Option<String> {
    const KEYS: [&str; 6] = ["message", "error_description", "detail", "error", "title", "errors"];
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if depth > 0 => sentence(items.first()?, depth - 1),
        Value::Object(entries) if depth > 0 => {
            for key in &KEYS {
                if let Some(found) = entries.get(*key).and_then(|value| sentence(value, depth - 1)) {
                    return Some(found);
                }
            }
            None
        }
        _ => None,
    }
}
