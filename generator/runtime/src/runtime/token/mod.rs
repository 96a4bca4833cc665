//! Tokens that renew: what they are, and why there is none.
//!
//! In: what a login or a token server gives. Out: a [`Token`], or a [`TokenError`]. Where they come from is in
//! `token_source`.

pub(super) mod renewal;
#[cfg(feature = "tokens")]
pub(super) mod token_source;

use crate::runtime::basics::secret::Secret;
use crate::runtime::transport::{BoxError, TransportError};
use http::StatusCode;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// A token, and how long it is valid.
#[derive(Debug, Clone)]
pub struct Token {
    secret: Secret,
    expires_in: Option<Duration>,
}

impl Token {
    /// A token that is valid until a server refuses it.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self { secret: secret.into(), expires_in: None }
    }

    /// How long from now it is valid.
    #[must_use]
    pub fn expires_in(self, time: Duration) -> Self {
        Self { expires_in: Some(time), ..self }
    }

    /// The token itself.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// How long it is valid from when it was given; `None`: until a server refuses it.
    pub fn lifetime(&self) -> Option<Duration> {
        self.expires_in
    }
}

/// Why there is no token. Messages have no secret in them.
#[derive(Debug)]
pub struct TokenError {
    message: Cow<'static, str>,
    status: Option<StatusCode>,
    is_temporary: bool,
    source: Option<BoxError>,
}

impl TokenError {
    /// A failure that a sentence describes; do not put a secret into it.
    pub fn told(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), status: None, is_temporary: false, source: None }
    }

    /// A failure with what caused it.
    pub fn caused_by(source: impl Into<BoxError>) -> Self {
        Self { source: Some(source.into()), ..Self::told("") }
    }

    /// The same, of a server's response. Statuses such as 429 and 503 mean that it may succeed later.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status: Some(status), is_temporary: crate::runtime::retry::is_temporary(status), ..self }
    }

    /// The status of the token server's response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// True if asking again may help: the call is then tried again by the rules of [`Retry`](crate::runtime::Retry).
    pub fn is_temporary(&self) -> bool {
        self.is_temporary
    }

    /// The error that caused it.
    pub fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }

    pub(in crate::runtime) fn transport(&self) -> Option<&TransportError> {
        self.source.as_ref()?.downcast_ref()
    }
}

impl From<TransportError> for TokenError {
    fn from(error: TransportError) -> Self {
        Self { is_temporary: error.is_temporary(), ..Self::caused_by(error) }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) if self.message.is_empty() => source.fmt(f),
            Some(source) => write!(f, "{}: {source}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl StdError for TokenError {
    /// What is behind the cause, which the message shows.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause()?.source()
    }
}
