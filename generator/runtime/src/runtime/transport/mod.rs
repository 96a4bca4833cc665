//! What carries a request to a server: one object-safe trait, so that a client can be given another.

pub(super) mod body;
pub(super) mod collect;
pub(super) mod headers;
#[cfg(feature = "reqwest")]
pub(super) mod reqwest_transport;

use self::body::{RequestBody, ResponseBody};
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;

/// A future in a box.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Any error in a box.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Sends one request and gives the response, whatever its status. It follows no redirects, repeats nothing and needs no
/// limit of time: the client does all that.
pub trait Transport: Send + Sync {
    /// Sends a request. Its address is absolute; the response is due as soon as its headers are there.
    ///
    /// # Errors
    /// If there is no response.
    fn send(
        &self,
        request: http::Request<RequestBody>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>>;
}

/// What kind of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection: the server saw nothing of the request.
    Connect,
    /// The time was over. The server may have processed the request.
    Timeout,
    /// The connection broke, or what came is no HTTP. The server may have processed the request.
    Interrupted,
    /// The body of the response is larger than the client allows.
    TooLarge,
    /// Too many redirects.
    Redirects,
    /// A redirect takes a body to another origin, or leads from `https` to `http`, and the client does not allow that.
    UnsafeRedirect,
    /// The stream that is the body of the request failed.
    RequestBody,
    /// The client's own limits let the request go only after its time; nothing was sent.
    Limit,
    /// A hook of the client refused the request; nothing was sent.
    Hook,
}

/// Why there is no response, or no whole one.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    is_timeout: bool,
    message: Cow<'static, str>,
    cause: Option<BoxError>,
    above: Option<Box<Above>>,
}

/// The text of a cause, and those behind it but for the last one, which the error's own message shows.
#[derive(Debug)]
struct Above {
    text: String,
    next: Option<Box<Above>>,
}

impl Above {
    fn of(cause: &(dyn StdError + 'static)) -> Option<Box<Self>> {
        let next = cause.source()?;
        Some(Box::new(Self { text: cause.to_string(), next: Self::of(next) }))
    }
}

impl fmt::Display for Above {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Above {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.next.as_deref().map(|next| next as &(dyn StdError + 'static))
    }
}

impl TransportError {
    /// A failure with what caused it.
    pub fn new(kind: TransportErrorKind, cause: impl Into<BoxError>) -> Self {
        let cause = cause.into();
        Self { above: Above::of(&*cause), cause: Some(cause), ..Self::told(kind, "") }
    }

    /// A failure that a sentence describes.
    pub fn told(kind: TransportErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            is_timeout: kind == TransportErrorKind::Timeout,
            message: message.into(),
            cause: None,
            above: None,
        }
    }

    /// The same, because the time was over: for connecting, for instance.
    #[must_use]
    pub fn timed_out(self) -> Self {
        Self { is_timeout: true, ..self }
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The error that caused it, whose own sources lead to the last cause. The message shows that one, so that
    /// [`source`](StdError::source) gives only what stands between.
    pub fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn StdError + 'static))
    }

    /// True if the time was over.
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
    }

    /// True if the same request may succeed later. A certificate does not become valid by asking again.
    pub(in crate::runtime) fn is_temporary(&self) -> bool {
        match self.kind {
            TransportErrorKind::Connect => !has_refused_certificate(self),
            TransportErrorKind::Timeout | TransportErrorKind::Interrupted | TransportErrorKind::Limit => true,
            TransportErrorKind::TooLarge
            | TransportErrorKind::Redirects
            | TransportErrorKind::UnsafeRedirect
            | TransportErrorKind::RequestBody
            | TransportErrorKind::Hook => false,
        }
    }

    /// What is behind all others.
    fn root(&self) -> Option<&(dyn StdError + 'static)> {
        let mut root = self.cause()?;
        while let Some(cause) = root.source() {
            root = cause;
        }
        Some(root)
    }
}

fn has_refused_certificate(error: &TransportError) -> bool {
    let mut cause = error.cause();
    while let Some(error) = cause {
        if is_refused_certificate(error) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// TLS errors arrive as this kind of error of the standard library.
fn is_refused_certificate(error: &(dyn StdError + 'static)) -> bool {
    let Some(error) = error.downcast_ref::<std::io::Error>() else { return false };
    // One inside another is no cause of it.
    let inner = || error.get_ref().is_some_and(|inner| is_refused_certificate(inner));
    error.kind() == std::io::ErrorKind::InvalidData || inner()
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.kind, self.is_timeout) {
            (TransportErrorKind::Connect, false) => "no connection to the server",
            (TransportErrorKind::Connect, true) => "no connection to the server in time",
            (TransportErrorKind::Timeout, _) => "no response in time",
            (TransportErrorKind::Interrupted, _) => "the connection broke",
            (TransportErrorKind::TooLarge, _) => "the response is too large",
            (TransportErrorKind::Redirects, _) => "too many redirects",
            (TransportErrorKind::UnsafeRedirect, _) => "the redirect is not followed",
            (TransportErrorKind::RequestBody, _) => "the body of the request could not be read",
            (TransportErrorKind::Limit, _) => "not sent",
            (TransportErrorKind::Hook, _) => "not sent: a hook refused it",
        })?;
        if !self.message.is_empty() {
            return write!(f, ": {}", self.message);
        }
        match self.root() {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.above.as_deref().map(|above| above as &(dyn StdError + 'static))
    }
}
