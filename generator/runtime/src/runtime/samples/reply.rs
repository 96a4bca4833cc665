//! What a server in memory answers, failures too.

use crate::runtime::model::decode;
use crate::runtime::model::encode;
use crate::runtime::model::wire::Wire;
use crate::runtime::response::media_type::is_json;
use crate::runtime::transport::body::ResponseBody;
use crate::runtime::transport::headers::header;
use crate::runtime::transport::{TransportError, TransportErrorKind};
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::Value;
use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::Sleep;

/// What the server in memory answers.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(in crate::runtime) status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    pub(in crate::runtime) delay: Option<Duration>,
    piece: Option<usize>,
    pause: Option<Duration>,
    fault: Option<Fault>,
}

/// How a response fails.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// There is none.
    NoAnswer(TransportErrorKind),
    /// It never comes.
    Silence,
    /// The connection breaks behind what is sent of the body.
    Cut,
    /// Nothing comes behind what is sent of the body.
    Stall,
}

impl Reply {
    /// A status without a body.
    ///
    /// # Panics
    /// If it is no status.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).expect("a status has three digits");
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            delay: None,
            piece: None,
            pause: None,
            fault: None,
        }
    }

    /// A JSON body.
    ///
    /// # Panics
    /// If the value has no JSON form, or the status is none.
    pub fn json(status: u16, body: &(impl Serialize + ?Sized)) -> Self {
        let body = serde_json::to_vec(body).expect("a value of a test has a JSON form");
        Self { body: body.into(), ..Self::status(status) }.header("content-type", "application/json")
    }

    /// A body of text.
    ///
    /// # Panics
    /// If the status is none.
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self { body: body.into().into(), ..Self::status(status) }.header("content-type", "text/plain")
    }

    /// Any body.
    ///
    /// # Panics
    /// If the status is none.
    pub fn bytes(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::status(status) }.header("content-type", content_type)
    }

    /// A value in its documented media type: a text as it is, all else as JSON.
    pub(crate) fn documented(media_type: &str, value: &dyn Wire) -> Self {
        let json = encode::to_vec(value).expect("a value of a test has a JSON form");
        match decode::parse(&json) {
            Some(Value::String(text)) if !is_json(media_type) => Self::bytes(200, media_type, text),
            _ => Self::bytes(200, media_type, json),
        }
    }

    /// The same response with another status.
    ///
    /// # Panics
    /// If it is no status.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        Self { status: Self::status(status).status, ..self }
    }

    /// No response at all.
    pub fn failure(kind: TransportErrorKind) -> Self {
        Self { fault: Some(Fault::NoAnswer(kind)), ..Self::status(200) }
    }

    /// No connection to the server.
    pub fn connect_error() -> Self {
        Self::failure(TransportErrorKind::Connect)
    }

    /// The connection breaks before there is a response.
    pub fn reset() -> Self {
        Self::failure(TransportErrorKind::Interrupted)
    }

    /// The response never comes, so that the call ends by its time.
    pub fn silence() -> Self {
        Self { fault: Some(Fault::Silence), ..Self::status(200) }
    }

    /// The same response, but the connection breaks at the end of its body.
    #[must_use]
    pub fn cut_off(self) -> Self {
        Self { fault: Some(Fault::Cut), ..self }
    }

    /// The same response, but only so many bytes of its body come before the connection breaks.
    #[must_use]
    pub fn cut_after(self, bytes: usize) -> Self {
        Self { body: self.body.slice(..bytes.min(self.body.len())), ..self }.cut_off()
    }

    /// The same response, but its body never ends.
    #[must_use]
    pub fn stalled(self) -> Self {
        Self { fault: Some(Fault::Stall), ..self }
    }

    /// The same response, its body in pieces of so many bytes.
    #[must_use]
    pub fn in_pieces(self, bytes: usize) -> Self {
        Self { piece: Some(bytes), ..self }
    }

    /// The same response, with a pause behind every piece of its body.
    #[must_use]
    pub fn pause(self, pause: Duration) -> Self {
        Self { pause: Some(pause), ..self }
    }

    /// Adds a header; `content-type` replaces the one that the body has.
    ///
    /// # Panics
    /// If it is no header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match header(name, value) {
            Ok((http::header::CONTENT_TYPE, value)) => _ = self.headers.insert(http::header::CONTENT_TYPE, value),
            Ok((name, value)) => _ = self.headers.append(name, value),
            Err(reason) => panic!("{reason}"),
        }
        self
    }

    /// Answers only after some time.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay: Some(delay), ..self }
    }

    pub(in crate::runtime) async fn into_response(self) -> Result<http::Response<ResponseBody>, TransportError> {
        let fault = match self.fault {
            Some(Fault::NoAnswer(kind)) => return Err(TransportError::told(kind, TOLD)),
            Some(Fault::Silence) => std::future::pending().await,
            other => other,
        };
        let body = if fault.is_none() && self.piece.is_none() && self.pause.is_none() {
            self.body.into()
        } else {
            ResponseBody::stream(Pieces::new(self.body, self.piece, self.pause, fault))
        };
        let mut response = http::Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Ok(response)
    }
}

const TOLD: &str = "as the test wants it";

/// A body in pieces, and perhaps an error at its end.
struct Pieces {
    pieces: VecDeque<Bytes>,
    pause: Option<Duration>,
    sleep: Option<Pin<Box<Sleep>>>,
    fault: Option<Fault>,
}

impl Pieces {
    fn new(mut body: Bytes, piece: Option<usize>, pause: Option<Duration>, fault: Option<Fault>) -> Self {
        let mut pieces = VecDeque::new();
        while !body.is_empty() {
            pieces.push_back(body.split_to(piece.unwrap_or(body.len()).clamp(1, body.len())));
        }
        Self { pieces, pause, sleep: None, fault }
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(sleep) = &mut self.sleep {
            ready!(sleep.as_mut().poll(context));
            self.sleep = None;
        }
        if let Some(piece) = self.pieces.pop_front() {
            self.sleep = self.pause.map(|pause| Box::pin(tokio::time::sleep(pause)));
            return Poll::Ready(Some(Ok(piece)));
        }
        match self.fault.take() {
            Some(Fault::Stall) => {
                self.fault = Some(Fault::Stall);
                Poll::Pending
            }
            Some(_) => Poll::Ready(Some(Err(TransportError::told(TransportErrorKind::Interrupted, TOLD)))),
            None => Poll::Ready(None),
        }
    }
}
