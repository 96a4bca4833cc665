//! The one error type of the client.
//!
//! `Debug` output is what `fn main() -> Result<(), Error>` prints, so it reads as the message with its causes; `{:#?}`
//! shows all that an error holds.
//!
//! No message and no `Debug` output has a secret, nor the query of an address, in it.

pub(in crate::runtime) use super::failure::BodyError;
pub use super::failure::{
    BuildError, DecodeFailure, InvalidCall, MissingCredential, TokenFailure, TransportFailure, UndocumentedBody,
};

use super::api_error::ApiError;
use super::deviation::Deviation;
use crate::runtime::model::builder::MissingFields;
use crate::runtime::model::undocumented::MissingField;
use crate::runtime::retry::rate_limit::RateLimit;
use crate::runtime::transport::{TransportError, TransportErrorKind};
use http::{HeaderMap, Method, StatusCode};
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

/// Why a call failed, or a client could not be built.
#[non_exhaustive]
pub enum Error {
    /// The server answered with a status that is no success.
    Api(ApiError),
    /// The server answered with success, but its body could not be read: it is not JSON, for instance.
    Decode(DecodeFailure),
    /// The server answered with success and valid JSON, but of another type than the documented list, map or scalar. The
    /// error carries the response.
    Undocumented(UndocumentedBody),
    /// No response, or no whole one: connection, time, size.
    Transport(TransportFailure),
    /// The source of the token that the operation needs gave none. The call was not sent.
    Token(TokenFailure),
    /// The response differs from the documentation, and the client is [strict](crate::runtime::ClientBuilder::strict).
    Deviation(Box<Deviation>),
    /// The call is not valid, and was not sent.
    Invalid(InvalidCall),
    /// The operation needs a credential that the client does not have. Nothing was sent.
    MissingCredential(MissingCredential),
    /// The client could not be built.
    Build(BuildError),
    /// A field that the documentation says is always there was not.
    Field(MissingField),
    /// A model was built without fields that the documentation requires.
    Incomplete(MissingFields),
}

impl Error {
    /// The status that the server answered with, if it did.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::Api(error) => Some(error.status()),
            Error::Decode(error) => Some(error.status()),
            Error::Undocumented(error) => Some(error.status()),
            Error::Transport(error) => error.status(),
            Error::Deviation(error) => Some(error.status()),
            Error::Token(_)
            | Error::Invalid(_)
            | Error::MissingCredential(_)
            | Error::Build(_)
            | Error::Field(_)
            | Error::Incomplete(_) => None,
        }
    }

    /// Which call it was; `None` if it was none.
    pub fn call(&self) -> Option<&CallName> {
        match self {
            Error::Api(error) => Some(error.call()),
            Error::Decode(error) => Some(error.call()),
            Error::Undocumented(error) => Some(error.call()),
            Error::Transport(error) => Some(error.call()),
            Error::Token(error) => Some(error.call()),
            Error::Deviation(error) => Some(error.call()),
            Error::Invalid(error) => Some(error.call()),
            Error::MissingCredential(error) => Some(error.call()),
            Error::Build(_) | Error::Field(_) | Error::Incomplete(_) => None,
        }
    }

    /// The headers of the response, if it was read.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Error::Api(error) => Some(error.headers()),
            Error::Decode(error) => Some(error.headers()),
            Error::Undocumented(error) => Some(error.headers()),
            _ => None,
        }
    }

    /// True if the time for the call, or for connecting, was over, or the server says that (408, 504).
    pub fn is_timeout(&self) -> bool {
        match self {
            Error::Api(error) => matches!(error.status().as_u16(), 408 | 504),
            Error::Transport(error) => error.error.is_timeout(),
            Error::Token(error) => error.error.transport().is_some_and(TransportError::is_timeout),
            _ => false,
        }
    }

    /// True if there was no connection, so that the server saw nothing of the request.
    pub fn is_connect(&self) -> bool {
        let error = match self {
            Error::Transport(error) => Some(&*error.error),
            Error::Token(error) => error.error.transport(),
            _ => None,
        };
        error.is_some_and(|error| error.kind() == TransportErrorKind::Connect)
    }

    /// True if the same call may succeed later. Whether it is safe to repeat is another question: see
    /// [`Retry`](crate::runtime::Retry).
    pub fn is_retryable(&self) -> bool {
        match self {
            Error::Api(error) => crate::runtime::retry::is_temporary(error.status()),
            Error::Transport(error) => error.error.is_temporary(),
            Error::Token(error) => error.error.is_temporary(),
            _ => false,
        }
    }

    /// How long the server asks to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Api(error) => error.retry_after(),
            _ => None,
        }
    }

    /// What the server says about its limit on the number of requests, if it does.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::read(self.headers()?, SystemTime::now())
    }

    /// What the server calls this request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Error::Api(error) => error.request_id(),
            Error::Decode(error) => super::request_id(error.headers()),
            Error::Undocumented(error) => super::request_id(error.headers()),
            _ => None,
        }
    }

    /// The response of the server, if that is what failed.
    pub fn as_api(&self) -> Option<&ApiError> {
        match self {
            Error::Api(error) => Some(error),
            _ => None,
        }
    }

    /// What the variant holds.
    fn kind(&self) -> &dyn fmt::Debug {
        match self {
            Error::Api(error) => error,
            Error::Decode(error) => error,
            Error::Undocumented(error) => error,
            Error::Transport(error) => error,
            Error::Token(error) => error,
            Error::Deviation(error) => error,
            Error::Invalid(error) => error,
            Error::MissingCredential(error) => error,
            Error::Build(error) => error,
            Error::Field(error) => error,
            Error::Incomplete(error) => error,
        }
    }

    /// The successful response whose JSON is of another type than documented, if that is what failed.
    pub fn as_undocumented(&self) -> Option<&UndocumentedBody> {
        match self {
            Error::Undocumented(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Api(error) => error.fmt(f),
            Error::Decode(error) => error.fmt(f),
            Error::Undocumented(error) => error.fmt(f),
            Error::Transport(error) => error.fmt(f),
            Error::Token(error) => error.fmt(f),
            Error::Deviation(error) => error.fmt(f),
            Error::Invalid(error) => error.fmt(f),
            Error::MissingCredential(error) => error.fmt(f),
            Error::Build(error) => error.fmt(f),
            Error::Field(error) => error.fmt(f),
            Error::Incomplete(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return self.kind().fmt(f);
        }
        fmt::Display::fmt(self, f)?;
        let mut cause = self.source();
        if cause.is_some() {
            f.write_str("\n\nCaused by:")?;
        }
        while let Some(error) = cause {
            write!(f, "\n    {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

/// A message has its cause in it, so that the sources are what stands behind that: no text comes twice.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Decode(error) => error.error().source(),
            Error::Transport(error) => error.error.source(),
            Error::Token(error) => error.error.source(),
            Error::Field(_)
            | Error::Incomplete(_)
            | Error::Deviation(_)
            | Error::Api(_)
            | Error::Undocumented(_)
            | Error::Invalid(_)
            | Error::MissingCredential(_)
            | Error::Build(_) => None,
        }
    }
}

impl From<MissingField> for Error {
    fn from(error: MissingField) -> Self {
        Error::Field(error)
    }
}

impl From<MissingFields> for Error {
    fn from(error: MissingFields) -> Self {
        Error::Incomplete(error)
    }
}

/// Which call it was: for messages.
#[derive(Debug, Clone)]
pub struct CallName {
    /// The method of the client, empty for a call by path.
    pub(in crate::runtime) name: &'static str,
    /// The HTTP method.
    pub(in crate::runtime) method: Method,
    /// The path template, without a query.
    pub(in crate::runtime) path: Cow<'static, str>,
}

impl CallName {
    /// The name of the client's method, empty for a call by path.
    pub fn operation(&self) -> &'static str {
        self.name
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path template.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for CallName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, method, path } = self;
        if name.is_empty() { write!(f, "{method} {path}") } else { write!(f, "{name} ({method} {path})") }
    }
}
