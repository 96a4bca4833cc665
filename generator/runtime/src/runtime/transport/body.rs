//! Bodies of requests and responses: bytes, or streams of bytes that are never held as a whole.

use super::{BoxError, TransportError};
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

type RequestStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The body of a request: bytes (from `Bytes`, `Vec<u8>`, `String`, `&'static str`) or a stream.
///
/// A clone of a stream is the same stream.
#[derive(Clone)]
pub struct RequestBody {
    kind: RequestKind,
}

#[derive(Clone)]
enum RequestKind {
    Bytes(Bytes),
    Stream(Arc<Shared>),
}

struct Shared {
    started: AtomicBool,
    length: Option<u64>,
    // Only one clone reads at a time; the lock is for `Sync`.
    stream: Mutex<RequestStream>,
}

impl RequestBody {
    /// Nothing.
    pub const fn empty() -> Self {
        Self { kind: RequestKind::Bytes(Bytes::new()) }
    }

    /// A stream of bytes. A request with it is sent again only if nothing of it was read.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::boxed(Box::pin(BoxedErrors(Box::pin(stream))), None)
    }

    /// A stream of so many bytes, for servers that want the length beforehand.
    pub fn stream_with_length<S, E>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::boxed(Box::pin(BoxedErrors(Box::pin(stream))), Some(length))
    }

    pub(in crate::runtime) fn boxed(stream: RequestStream, length: Option<u64>) -> Self {
        let shared = Shared { started: AtomicBool::new(false), length, stream: Mutex::new(stream) };
        Self { kind: RequestKind::Stream(Arc::new(shared)) }
    }

    /// The bytes, if it is no stream.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.kind {
            RequestKind::Bytes(bytes) => Some(bytes),
            RequestKind::Stream(_) => None,
        }
    }

    /// How long it is, if that is known.
    pub fn length(&self) -> Option<u64> {
        match &self.kind {
            RequestKind::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            RequestKind::Stream(shared) => shared.length,
        }
    }

    /// True if it can be sent from its beginning.
    pub(in crate::runtime) fn is_repeatable(&self) -> bool {
        match &self.kind {
            RequestKind::Bytes(_) => true,
            RequestKind::Stream(shared) => !shared.started.load(Ordering::Acquire),
        }
    }
}

impl Stream for RequestBody {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.kind {
            RequestKind::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            RequestKind::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            RequestKind::Stream(shared) => {
                shared.started.store(true, Ordering::Release);
                shared.stream.lock().unwrap_or_else(PoisonError::into_inner).as_mut().poll_next(context)
            }
        }
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "RequestBody({length} bytes)"),
            None => f.write_str("RequestBody(stream)"),
        }
    }
}

impl From<Bytes> for RequestBody {
    fn from(bytes: Bytes) -> Self {
        Self { kind: RequestKind::Bytes(bytes) }
    }
}

impl From<Vec<u8>> for RequestBody {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for RequestBody {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for RequestBody {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<&'static [u8]> for RequestBody {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

/// A caller's stream, its errors in boxes.
struct BoxedErrors<S>(Pin<Box<S>>);

impl<S: Stream<Item = Result<Bytes, E>>, E: Into<BoxError>> Stream for BoxedErrors<S> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|item| item.map(|chunk| chunk.map_err(Into::into)))
    }
}

type ResponseStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// The body of a response, as it comes in.
pub struct ResponseBody {
    kind: ResponseKind,
}

enum ResponseKind {
    Bytes(Bytes),
    Stream(ResponseStream),
}

impl ResponseBody {
    /// Nothing.
    pub const fn empty() -> Self {
        Self { kind: ResponseKind::Bytes(Bytes::new()) }
    }

    /// A stream of bytes.
    pub fn stream(stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self { kind: ResponseKind::Stream(Box::pin(stream)) }
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The bytes, if they are there as a whole.
    pub(in crate::runtime) fn into_bytes(self) -> Option<Bytes> {
        match self.kind {
            ResponseKind::Bytes(bytes) => Some(bytes),
            ResponseKind::Stream(_) => None,
        }
    }

    /// The same, with a limit on the time between two pieces.
    pub(in crate::runtime) fn with_idle_limit(self, limit: Duration) -> Self {
        match self.kind {
            ResponseKind::Bytes(_) => self,
            ResponseKind::Stream(inner) => {
                let sleep = Box::pin(tokio::time::sleep(limit));
                Self::stream(IdleLimit { inner, limit, sleep, waits: false, ended: false })
            }
        }
    }
}

impl Stream for ResponseBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.kind {
            ResponseKind::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            ResponseKind::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            ResponseKind::Stream(stream) => stream.as_mut().poll_next(context),
        }
    }
}

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self { kind: ResponseKind::Bytes(bytes) }
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ResponseKind::Bytes(bytes) => write!(f, "ResponseBody({} bytes)", bytes.len()),
            ResponseKind::Stream(_) => f.write_str("ResponseBody(stream)"),
        }
    }
}

struct IdleLimit {
    inner: ResponseStream,
    limit: Duration,
    sleep: Pin<Box<tokio::time::Sleep>>,
    /// Somebody waits for the next piece: the time that a reader takes between two is not the server's.
    waits: bool,
    ended: bool,
}

impl Stream for IdleLimit {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if let Poll::Ready(item) = self.inner.as_mut().poll_next(context) {
            self.waits = false;
            self.ended = !matches!(item, Some(Ok(_)));
            return Poll::Ready(item);
        }
        if !std::mem::replace(&mut self.waits, true)
            && let Some(end) = crate::runtime::basics::until::after(Some(self.limit))
        {
            self.sleep.as_mut().reset(end);
        }
        ready!(self.sleep.as_mut().poll(context));
        self.ended = true;
        let message = format!("no bytes for {:?} (`idle_timeout`)", self.limit);
        Poll::Ready(Some(Err(TransportError::told(super::TransportErrorKind::Timeout, message))))
    }
}
