//! Lines of a body that comes in pieces: what event streams and line-delimited JSON have in common (feature
//! `events`).
//!
//! In: pieces of bytes, cut anywhere. Out: whole lines, without their ends. A line longer than a bound is refused.
//! Since a line is given only when it is whole, a character that is cut in two by the network is whole again.

use crate::runtime::call::execute;
use crate::runtime::call::opened::Opened;
use crate::runtime::call::parts::Parts;
use crate::runtime::response::error::{CallName, Error, TransportFailure};
use crate::runtime::response::{RawResponse, StreamResponse};
use crate::runtime::transport::body::ResponseBody;
use crate::runtime::transport::{BoxFuture, TransportError, TransportErrorKind};
use bytes::{Buf, Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Lines are no longer than this, unless the caller wants it otherwise.
const LONGEST: usize = 16 << 20;

/// What ends a line.
#[derive(Clone, Copy)]
pub(in crate::runtime) enum End {
    /// A line feed.
    Feed,
    /// A line feed, a carriage return, or both.
    Any,
    /// A record separator before each text (RFC 7464).
    Record,
}

/// The lines of what came in so far.
pub(in crate::runtime) struct Lines {
    end: End,
    buffer: BytesMut,
    /// So many bytes have no end of a line in them.
    looked_at: usize,
    /// A line feed that follows belongs to the end of the line before.
    after_return: bool,
    pub(in crate::runtime) longest: usize,
}

impl Lines {
    #[inline]
    pub(in crate::runtime) fn new(end: End) -> Self {
        Self { end, buffer: BytesMut::new(), looked_at: 0, after_return: false, longest: LONGEST }
    }

    #[inline]
    pub(in crate::runtime) fn clear(&mut self) {
        *self = Self { longest: self.longest, ..Self::new(self.end) };
    }

    #[inline]
    pub(in crate::runtime) fn set_end(&mut self, end: End) {
        self.end = end;
    }

    #[inline]
    pub(in crate::runtime) fn push(&mut self, piece: &[u8]) {
        self.buffer.extend_from_slice(piece);
    }

    /// The next whole line; `None` if it is not whole yet.
    #[inline]
    pub(in crate::runtime) fn next(&mut self) -> Option<Bytes> {
        if self.after_return && !self.buffer.is_empty() {
            self.after_return = false;
            if self.buffer.first() == Some(&b'\n') {
                self.buffer.advance(1);
            }
        }
        let end = self.end;
        let is_end = |byte: &u8| match end {
            End::Feed => *byte == b'\n',
            End::Any => matches!(*byte, b'\n' | b'\r'),
            End::Record => *byte == 0x1e,
        };
        while self.buffer.get(self.looked_at).is_some_and(|byte| !is_end(byte)) {
            self.looked_at += 1;
        }
        if self.looked_at == self.buffer.len() {
            return None;
        }
        let line = self.buffer.split_to(self.looked_at).freeze();
        self.after_return = self.buffer.get_u8() == b'\r';
        self.looked_at = 0;
        Some(line)
    }

    /// What came behind the last end of a line.
    #[inline]
    pub(in crate::runtime) fn rest(&mut self) -> Option<Bytes> {
        let rest = self.buffer.split().freeze();
        self.looked_at = 0;
        (!rest.is_empty()).then_some(rest)
    }

    /// A line that is not whole yet is too long already.
    #[inline]
    pub(in crate::runtime) fn is_too_long(&self) -> bool {
        self.buffer.len() > self.longest
    }
}

/// A body piece by piece; the call is sent when the first piece is needed.
pub(in crate::runtime) struct Feed {
    parts: Option<Parts>,
    state: State,
    call: CallName,
    status: StatusCode,
    headers: HeaderMap,
}

enum State {
    Idle,
    Connecting(BoxFuture<'static, Result<StreamResponse, Error>>),
    Open(ResponseBody),
    Ended,
}

/// Why there are no more pieces.
pub(in crate::runtime) enum Broken {
    /// There was no response, or no success.
    Refused(Error),
    /// The body broke off.
    Off(TransportError),
}

impl Feed {
    #[inline]
    pub(in crate::runtime) fn new(parts: Parts) -> Self {
        let call = parts.call_name();
        let (status, headers) = (StatusCode::OK, HeaderMap::new());
        Self { parts: Some(parts), state: State::Idle, call, status, headers }
    }

    #[inline]
    pub(in crate::runtime) fn opened(opened: Opened) -> Self {
        let mut feed = Self::new(opened.parts);
        feed.open(opened.response);
        feed
    }

    #[inline]
    pub(in crate::runtime) fn of(response: &RawResponse) -> Self {
        let state = State::Open(response.body().clone().into());
        let (call, status, headers) = (response.call().clone(), response.status(), response.headers().clone());
        Self { parts: None, state, call, status, headers }
    }

    #[inline]
    fn open(&mut self, response: StreamResponse) {
        self.status = response.status();
        self.headers = response.headers().clone();
        self.state = State::Open(response.into_body());
    }

    #[inline]
    pub(in crate::runtime) fn parts(&self) -> Option<&Parts> {
        self.parts.as_ref()
    }

    #[inline]
    pub(in crate::runtime) fn status(&self) -> StatusCode {
        self.status
    }

    #[inline]
    pub(in crate::runtime) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Asks for the body anew, with a header in place of the one of its name.
    #[inline]
    pub(in crate::runtime) fn again(&mut self, header: Option<(&str, &str)>) {
        if let (Some(parts), Some((name, value))) = (&mut self.parts, header) {
            parts.header(name, value);
        }
        self.state = if self.parts.is_some() { State::Idle } else { State::Ended };
    }

    #[inline]
    pub(in crate::runtime) fn end(&mut self) {
        self.state = State::Ended;
    }

    /// The next piece.
    #[inline]
    pub(in crate::runtime) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Broken>>> {
        loop {
            match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Idle => match &self.parts {
                    Some(parts) => self.state = State::Connecting(execute::streamed(parts.clone(), &[])),
                    None => self.state = State::Ended,
                },
                State::Connecting(future) => match ready!(future.as_mut().poll(context)) {
                    Ok(response) => self.open(response),
                    Err(error) => {
                        self.state = State::Ended;
                        return Poll::Ready(Some(Err(Broken::Refused(error))));
                    }
                },
                State::Open(body) => {
                    let piece = ready!(Pin::new(body).poll_next(context));
                    if !matches!(piece, Some(Ok(_))) {
                        self.state = State::Ended;
                    }
                    return Poll::Ready(piece.map(|piece| piece.map_err(Broken::Off)));
                }
            }
        }
    }

    /// Deviations from the documentation are told.
    #[inline]
    pub(in crate::runtime) fn is_watched(&self) -> bool {
        self.parts.as_ref().is_some_and(|parts| parts.inner.client.settings().watch.is_some())
    }

    /// A part of the body as a response of its own, for messages.
    #[inline]
    pub(in crate::runtime) fn piece(&self, body: Bytes) -> RawResponse {
        let watch = self.parts.as_ref().and_then(|parts| parts.inner.client.settings().watch.clone());
        RawResponse::piece(self.call.clone(), self.status, self.headers.clone(), body, watch)
    }

    #[inline]
    pub(in crate::runtime) fn failure(&self, error: TransportError) -> Error {
        let status = Some(self.status);
        Error::Transport(TransportFailure { call: self.call.clone(), status, attempts: 1, error: Box::new(error) })
    }

    #[inline]
    pub(in crate::runtime) fn too_long(&self, what: &str, longest: usize) -> Error {
        let message = format!("{what} of more than {longest} bytes");
        self.failure(TransportError::told(TransportErrorKind::TooLarge, message))
    }
}
