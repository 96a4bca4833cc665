//! Line-delimited JSON: `application/x-ndjson`, `application/jsonl`, and `application/json-seq` (RFC 7464). Behind the
//! feature `events`.

use super::lines::{Broken, End, Feed, Lines};
use crate::runtime::call::opened::Opened;
use crate::runtime::call::operation::Answer;
use crate::runtime::call::request::Request;
use crate::runtime::model::decode;
use crate::runtime::model::wire::Typed;
use crate::runtime::response::RawResponse;
use crate::runtime::response::deviation::Part;
use crate::runtime::response::error::Error;
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// JSON values, one a line, as they come in (feature `events`). A stream, and with [`JsonLines::next`] usable without any
/// trait.
///
/// A line that cannot be read is an error that names it, and the others follow; after any other error there are no more.
/// Nothing is read from the network before it is asked for, so that a slow reader slows the server down.
#[must_use = "lines are read only as they are taken"]
pub struct JsonLines<T> {
    feed: Feed,
    lines: Lines,
    /// How many lines were taken.
    taken: u64,
    started: bool,
    ended: bool,
    item: PhantomData<fn() -> T>,
}

impl<T: Typed> JsonLines<T> {
    fn new(feed: Feed) -> Self {
        Self { feed, lines: Lines::new(End::Feed), taken: 0, started: false, ended: false, item: PhantomData }
    }

    /// The lines of a response whose headers are there; emitted code calls this.
    #[doc(hidden)]
    pub fn open(opened: Opened) -> Self {
        Self::new(Feed::opened(opened))
    }

    /// The lines of a response that is there as a whole.
    pub fn of(response: &RawResponse) -> Self {
        Self::new(Feed::of(response))
    }

    /// The longest line: 16 MiB by default. A longer one is an error, and the last item.
    pub fn max_line(mut self, bytes: usize) -> Self {
        self.lines.longest = bytes;
        self
    }

    /// The next value; `None` at the end. If the future is dropped, nothing is lost.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// As `next`, with the error outside: `while let Some(line) = lines.try_next().await? { … }`.
    ///
    /// # Errors
    /// That of the line.
    #[inline]
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    /// The same lines as an iterator, for callers without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> crate::runtime::call::blocking::Blocking<Self> {
        crate::runtime::call::blocking::Blocking::new(self)
    }

    fn read(&mut self, line: Bytes) -> Result<T, Error> {
        let mut value = T::blank();
        let (raw, lost) = match decode::read_body(&line, value.target()) {
            Ok(_) if !self.feed.is_watched() => return Ok(value),
            Ok(lost) => (self.feed.piece(line), lost),
            Err(error) => {
                let place = format!("line {}", self.taken);
                return Err(self.feed.piece(line).refuse_json(place, error));
            }
        };
        raw.compare(Part::whole(value.view(), &lost), &mut T::blank())?;
        Ok(value)
    }
}

impl<T: Typed> Stream for JsonLines<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let next = self.lines.next();
            let line = if next.is_none() && self.ended { self.lines.rest() } else { next };
            if let Some(line) = line {
                self.taken += 1;
                let text = line.trim_ascii();
                if text.is_empty() {
                    continue;
                }
                let text = line.slice_ref(text);
                return Poll::Ready(Some(self.read(text)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            if self.lines.is_too_long() {
                self.ended = true;
                self.lines.clear();
                return Poll::Ready(Some(Err(self.feed.too_long("a line", self.lines.longest))));
            }
            match ready!(self.feed.poll_next(context)) {
                None => self.ended = true,
                Some(Ok(piece)) => {
                    // A separator before the first text says that separators, not lines, tell texts apart.
                    if !std::mem::replace(&mut self.started, !piece.is_empty()) && piece.first() == Some(&0x1e) {
                        self.lines.set_end(End::Record);
                    }
                    self.lines.push(&piece);
                }
                Some(Err(broken)) => {
                    self.ended = true;
                    // Half a line is no line.
                    self.lines.clear();
                    return Poll::Ready(Some(Err(match broken {
                        Broken::Refused(error) => error,
                        Broken::Off(error) => self.feed.failure(error),
                    })));
                }
            }
        }
    }
}

/// From the lines of a response that is there as a whole.
impl<T: Typed> Answer for JsonLines<T> {
    fn answer(response: &RawResponse) -> Result<Self, Error> {
        Ok(JsonLines::of(response))
    }
}

impl<O> Request<O> {
    /// The lines of the response, in a media type that the documentation has besides another; emitted code calls this.
    #[doc(hidden)]
    pub fn into_json_lines<T: Typed>(self, accept: &'static str) -> JsonLines<T> {
        JsonLines::new(Feed::new(self.accepting(accept).parts))
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonLines({} taken)", self.taken)
    }
}
