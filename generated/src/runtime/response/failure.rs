//! What each kind of failure tells: which call it was, what came of it, and why.
//!
//! No message and no `Debug` output has a secret, nor the query of an address, in it.

use super::RawResponse;
use super::error::CallName;
use super::info::{Scheme, SchemeKind};
use super::media_type;
use crate::runtime::basics::reason::Reason;
use crate::runtime::model::decode::{DecodeError, kind_of};
use crate::runtime::token::TokenError;
use crate::runtime::transport::TransportError;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// A successful response whose body could not be read at all: text that is not JSON, for instance. It is kept whole.
pub struct DecodeFailure {
    inner: Box<DecodeInner>,
}

struct DecodeInner {
    response: RawResponse,
    place: String,
    error: BodyError,
}

impl DecodeFailure {
    pub(in crate::runtime) fn new(response: &RawResponse, place: String, error: BodyError) -> Self {
        Self { inner: Box::new(DecodeInner { response: response.clone(), place, error }) }
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

    /// Where in the body it went wrong, as a JSON pointer (RFC 6901); empty for the body as a whole.
    pub fn place(&self) -> &str {
        &self.inner.place
    }

    /// True if the body is an HTML page: that of a login or a proxy, most often.
    pub fn is_html(&self) -> bool {
        media_type::is_html(&self.inner.response)
    }

    pub(in crate::runtime) fn error(&self) -> &BodyError {
        &self.inner.error
    }
}

/// The first characters of a text, in one line.
fn beginning(body: &[u8]) -> String {
    const LONGEST: usize = 60;
    let text = String::from_utf8_lossy(body.get(..4 * LONGEST).unwrap_or(body));
    let mut shown = String::new();
    for c in text.trim().chars().take(LONGEST) {
        shown.push(if c.is_control() { ' ' } else { c });
    }
    shown
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DecodeInner { response, place, error } = &*self.inner;
        write!(f, "{}: {}, but the body is {error}", response.call(), response.status())?;
        if self.is_html() {
            let sent = media_type::content_type(response).unwrap_or("no content type");
            write!(f, ": it is an HTML page ({sent}) that begins with `{}`", beginning(response.body()))?;
        }
        if place.is_empty() { Ok(()) } else { write!(f, " (in `{place}`)") }
    }
}

impl fmt::Debug for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeFailure")
            .field("call", self.call())
            .field("status", &self.status())
            .field("place", &self.inner.place)
            .field("error", &self.inner.error)
            .field("body", &format_args!("{} bytes", self.body().len()))
            .finish()
    }
}

/// A successful response whose JSON is of another type than documented: an object where a list is documented, for instance.
///
/// Only a list, a map or a scalar can be refused. A model holds every JSON value, and so does a list of models.
pub struct UndocumentedBody {
    inner: Box<UndocumentedInner>,
}

struct UndocumentedInner {
    response: RawResponse,
    place: String,
    value: Value,
}

impl UndocumentedBody {
    pub(in crate::runtime) fn new(response: &RawResponse, place: String, value: Value) -> Self {
        Self { inner: Box::new(UndocumentedInner { response: response.clone(), place, value }) }
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

    /// Where the value stands, as a JSON pointer (RFC 6901) or the name of an event or a line; empty for the whole body.
    pub fn place(&self) -> &str {
        &self.inner.place
    }

    /// The value that is not of the documented type: the whole body, or the item of a list that is read item by item.
    pub fn value(&self) -> &Value {
        &self.inner.value
    }

    /// The value, decoded as another type: a model, a list of models, or any type that serde reads.
    ///
    /// # Errors
    /// If the value cannot be read as that type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.inner.value)
    }
}

impl fmt::Display for UndocumentedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UndocumentedInner { response, place, value } = &*self.inner;
        let (call, status, found) = (response.call(), response.status(), kind_of(value));
        write!(f, "{call}: {status}, but the body is not of the documented type: found {found}")?;
        if place.is_empty() { Ok(()) } else { write!(f, " (in `{place}`)") }
    }
}

impl fmt::Debug for UndocumentedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UndocumentedBody")
            .field("call", self.call())
            .field("status", &self.status())
            .field("place", &self.inner.place)
            .field("found", &kind_of(&self.inner.value))
            .field("body", &format_args!("{} bytes", self.body().len()))
            .finish()
    }
}

/// Why a body could not be read.
#[derive(Debug)]
pub(in crate::runtime) enum BodyError {
    Json(DecodeError),
    Other(Reason),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BodyError::Json(error) => error.fmt(f),
            BodyError::Other(reason) => reason.fmt(f),
        }
    }
}

impl StdError for BodyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            BodyError::Json(error) => error.source(),
            BodyError::Other(_) => None,
        }
    }
}

/// No response, or no whole one.
#[derive(Debug)]
pub struct TransportFailure {
    pub(in crate::runtime) call: CallName,
    pub(in crate::runtime) status: Option<StatusCode>,
    pub(in crate::runtime) attempts: u32,
    pub(in crate::runtime) error: Box<TransportError>,
}

impl TransportFailure {
    /// Which call it was.
    pub fn call(&self) -> &CallName {
        &self.call
    }

    /// The status, if the response broke off behind it.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// How often the request was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What went wrong.
    pub fn error(&self) -> &TransportError {
        &self.error
    }
}

impl fmt::Display for TransportFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, status, attempts, error } = self;
        write!(f, "{call}: {error}")?;
        if let Some(status) = status {
            write!(f, ", after the status {status}")?;
        }
        if *attempts > 1 { write!(f, " ({attempts} attempts)") } else { Ok(()) }
    }
}

/// A call that needs a token, which its source did not give; it was not sent.
#[derive(Debug)]
pub struct TokenFailure {
    pub(in crate::runtime) call: CallName,
    pub(in crate::runtime) attempts: u32,
    pub(in crate::runtime) error: Arc<TokenError>,
}

impl TokenFailure {
    /// Which call it was.
    pub fn call(&self) -> &CallName {
        &self.call
    }

    /// Why there is no token.
    pub fn error(&self) -> &TokenError {
        &self.error
    }
}

impl fmt::Display for TokenFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: not sent: no token: {}", self.call, self.error)?;
        if self.attempts > 1 { write!(f, " ({} attempts)", self.attempts) } else { Ok(()) }
    }
}

/// A call that is not valid; nothing was sent.
#[derive(Debug)]
pub struct InvalidCall {
    pub(in crate::runtime) call: CallName,
    pub(in crate::runtime) reason: Reason,
}

impl InvalidCall {
    /// Which call it was.
    pub fn call(&self) -> &CallName {
        &self.call
    }
}

impl fmt::Display for InvalidCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: not sent: {}", self.call, self.reason)
    }
}

/// An operation needs a credential that the client does not have; nothing was sent.
#[derive(Debug)]
pub struct MissingCredential {
    pub(in crate::runtime) call: CallName,
    pub(in crate::runtime) alternatives: &'static [&'static [&'static Scheme]],
}

impl MissingCredential {
    /// Which call it was.
    pub fn call(&self) -> &CallName {
        &self.call
    }

    /// The documented names of the credentials that would do: one of the outer list, all of the inner one. The
    /// certificate of a connection is none of them.
    pub fn alternatives(&self) -> Vec<Vec<&'static str>> {
        let mut alternatives = Vec::new();
        for all in self.alternatives {
            alternatives.push(with_secret(all).map(|scheme| scheme.name).collect());
        }
        alternatives
    }

    /// Writes something about each credential: "a or b with c".
    fn write_each(
        &self,
        f: &mut fmt::Formatter<'_>,
        write: fn(&mut fmt::Formatter<'_>, &Scheme) -> fmt::Result,
    ) -> fmt::Result {
        for (index, all) in self.alternatives.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { " or " })?;
            for (index, scheme) in with_secret(all).enumerate() {
                f.write_str(if index == 0 { "" } else { " with " })?;
                write(f, scheme)?;
            }
        }
        Ok(())
    }
}

/// The credentials that the caller gives: not the certificate of the connection.
fn with_secret(all: &'static [&'static Scheme]) -> impl Iterator<Item = &'static Scheme> {
    all.iter().copied().filter(|scheme| scheme.kind != SchemeKind::MutualTls)
}

impl fmt::Display for MissingCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: not sent: it needs the credential ", self.call)?;
        self.write_each(f, |f, scheme| f.write_str(scheme.name))?;
        f.write_str(": call ")?;
        self.write_each(f, |f, scheme| {
            let method = if scheme.method.is_empty() { "auth" } else { scheme.method };
            write!(f, "`.{method}(…)`")
        })?;
        f.write_str(" of the builder, or `.without_credentials()`")
    }
}

/// A client that could not be built.
#[derive(Debug)]
pub struct BuildError {
    pub(in crate::runtime) reason: Reason,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client cannot be built: {}", self.reason)
    }
}
