//! Server-sent events: `text/event-stream`, read by the rules of the HTML standard, section 9.2 (feature `events`).
//!
//! A stream that breaks off is resumed after the last event, where the server gives its events an `id` and the
//! request may be repeated: with the header `Last-Event-ID`, after the pause that the server asks for. See
//! [`EventStream::max_reconnects`].

mod parse;
mod read;

use self::parse::{Parser, Step};
use super::lines::{Broken, End, Feed, Lines};
use crate::runtime::basics::reason::Reason;
use crate::runtime::basics::split::{split_before, trim};
use crate::runtime::call::opened::Opened;
use crate::runtime::call::operation::Answer;
use crate::runtime::call::request::Request;
use crate::runtime::model::wire::Typed;
use crate::runtime::response::RawResponse;
use crate::runtime::response::deviation::Part;
use crate::runtime::response::error::Error;
use crate::runtime::retry;
use futures_core::Stream;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::Sleep;

/// The pause before a stream is asked for again, if the server does not say.
const PAUSE: Duration = Duration::from_secs(1);
/// A server cannot ask for a longer one.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// An event of a stream of them (feature `events`).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its type: `message` where the server does not say.
    pub event: String,
    /// What the server calls the last event that it gave a name, this one or one before.
    pub id: Option<String>,
    /// What it says.
    pub data: T,
}

/// Events as they come in (feature `events`). A stream, and with [`EventStream::next`] usable without any trait.
///
/// The data of an event is read as JSON, or as it is where it is documented as a text. Data that cannot be read is an
/// error that names the event, and the others follow; after any other error there are no more. Data `[DONE]`, the sign
/// that some servers end a stream with, ends it.
#[must_use = "events are read only as they are taken"]
pub struct EventStream<T> {
    source: Source,
    item: PhantomData<fn() -> T>,
}

impl<T: Typed> EventStream<T> {
    fn new(feed: Feed) -> Self {
        Self { source: Source::new(feed), item: PhantomData }
    }

    /// The events of a response whose headers are there; emitted code calls this.
    #[doc(hidden)]
    pub fn open(opened: Opened) -> Self {
        Self::new(Feed::opened(opened))
    }

    /// The events of a response that is there as a whole.
    pub fn of(response: &RawResponse) -> Self {
        Self::new(Feed::of(response))
    }

    /// How often in a row the stream is asked for again without an event coming: 5 by default, 0 for never.
    ///
    /// It is asked for again when the connection breaks or the body ends, only if the request may be repeated (`GET`)
    /// and the server gave an event an `id`. A body that ends although nothing at all came in it is the end.
    pub fn max_reconnects(mut self, count: u32) -> Self {
        self.source.most = count;
        self
    }

    /// The longest line: 16 MiB by default, and as much for the data of an event. A longer one is an error, and the last
    /// item.
    pub fn max_line(mut self, bytes: usize) -> Self {
        self.source.lines.longest = bytes;
        self
    }

    /// Begins behind an event that was read before, by its `id`.
    pub fn after(mut self, id: &str) -> Self {
        self.source.parser.last_id = Some(id.to_owned());
        self.source.feed.again(Some((LAST_EVENT_ID, id)));
        self
    }

    /// The `id` of the last event that had one.
    pub fn last_id(&self) -> Option<&str> {
        self.source.parser.last_id.as_deref()
    }

    /// The next event; `None` at the end. If the future is dropped, nothing is lost.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// As `next`, with the error outside: `while let Some(event) = events.try_next().await? { … }`.
    ///
    /// # Errors
    /// That of the event.
    #[inline]
    pub async fn try_next(&mut self) -> Result<Option<Event<T>>, Error> {
        self.next().await.transpose()
    }

    /// The same events as an iterator, for callers without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> crate::runtime::call::blocking::Blocking<Self> {
        crate::runtime::call::blocking::Blocking::new(self)
    }

    fn read(&mut self, found: parse::Found) -> Option<Result<Event<T>, Error>> {
        let mut data = T::blank();
        if trim(&found.data) == "[DONE]" && !read::is_text(&mut data) {
            self.source.end();
            return None;
        }
        let feed = &self.source.feed;
        let piece = || feed.piece(found.data.clone().into_bytes().into());
        let lost = match read::data(&found, &mut data) {
            Ok(lost) => lost,
            Err(error) => {
                let place = format!("event {}", self.source.taken);
                return Some(Err(piece().refuse_json(place, error)));
            }
        };
        if feed.is_watched()
            && let Err(error) = piece().compare(Part::whole(data.view(), &lost), &mut T::blank())
        {
            return Some(Err(error));
        }
        Some(Ok(Event { event: found.event, id: self.source.parser.last_id.clone(), data }))
    }
}

impl<T: Typed> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.source.poll_next(context));
        Poll::Ready(match next {
            None => None,
            Some(Err(error)) => Some(Err(error)),
            Some(Ok(found)) => self.read(found),
        })
    }
}

/// From the events of a response that is there as a whole.
impl<T: Typed> Answer for EventStream<T> {
    fn answer(response: &RawResponse) -> Result<Self, Error> {
        Ok(EventStream::of(response))
    }
}

impl<O> Request<O> {
    /// The events of the response, in a media type that the documentation has besides another; emitted code calls this.
    #[doc(hidden)]
    pub fn into_events<T: Typed>(self, accept: &'static str) -> EventStream<T> {
        EventStream::new(Feed::new(self.accepting(accept).parts))
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventStream({} taken)", self.source.taken)
    }
}

const LAST_EVENT_ID: &str = "last-event-id";

/// The events of a body, and of those that are asked for when it breaks off.
struct Source {
    feed: Feed,
    lines: Lines,
    parser: Parser,
    /// The headers of this body were looked at.
    checked: bool,
    /// Something came in this body, a comment at least.
    heard: bool,
    /// How often it was asked for again since the last event.
    again: u32,
    most: u32,
    sleep: Option<Pin<Box<Sleep>>>,
    taken: u64,
    /// There are no more events, whatever the body has.
    ended: bool,
}

impl Source {
    #[inline]
    fn new(feed: Feed) -> Self {
        Self {
            feed,
            lines: Lines::new(End::Any),
            parser: Parser::default(),
            checked: false,
            heard: false,
            again: 0,
            most: 5,
            sleep: None,
            taken: 0,
            ended: false,
        }
    }

    #[inline]
    fn end(&mut self) {
        self.ended = true;
        self.feed.end();
        self.lines.clear();
    }

    #[inline]
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<parse::Found, Error>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(sleep) = &mut self.sleep {
                ready!(sleep.as_mut().poll(context));
                self.sleep = None;
                let last = self.parser.last_id.clone();
                self.feed.again(last.as_deref().map(|id| (LAST_EVENT_ID, id)));
            }
            while let Some(line) = self.lines.next() {
                self.heard = true;
                match self.parser.line(&line, self.lines.longest) {
                    Step::More => {}
                    Step::Event(found) => {
                        self.again = 0;
                        self.taken += 1;
                        return Poll::Ready(Some(Ok(found)));
                    }
                    Step::TooLong => return Poll::Ready(Some(Err(self.too_long("an event")))),
                }
            }
            if self.lines.is_too_long() {
                return Poll::Ready(Some(Err(self.too_long("a line"))));
            }
            match ready!(self.feed.poll_next(context)) {
                Some(Ok(piece)) => {
                    if let Some(error) = self.refusal() {
                        self.end();
                        return Poll::Ready(Some(Err(error)));
                    }
                    self.lines.push(&piece);
                }
                None => {
                    if !self.heard || !self.goes_on() {
                        self.end();
                    }
                }
                Some(Err(broken)) => {
                    let is_temporary = match &broken {
                        Broken::Refused(error) => self.again > 0 && error.is_retryable(),
                        Broken::Off(error) => error.is_temporary(),
                    };
                    if !is_temporary || !self.goes_on() {
                        self.end();
                        return Poll::Ready(Some(Err(self.failure(broken))));
                    }
                }
            }
        }
    }

    /// Begins to wait for another try, if there is one.
    #[inline]
    fn goes_on(&mut self) -> bool {
        let repeats = self.feed.parts().is_some_and(|parts| retry::is_idempotent(&parts.inner.method));
        let is_over = self.feed.status() == StatusCode::NO_CONTENT;
        if !repeats || is_over || self.parser.last_id.is_none() || self.again >= self.most {
            return false;
        }
        // What was begun is sent anew.
        self.lines.clear();
        self.parser.forget();
        (self.checked, self.heard) = (false, false);
        let pause = self.parser.retry.unwrap_or(PAUSE).saturating_mul(2_u32.saturating_pow(self.again));
        self.sleep = Some(Box::pin(tokio::time::sleep(pause.min(LONGEST_PAUSE))));
        self.again += 1;
        true
    }

    #[inline]
    fn failure(&self, broken: Broken) -> Error {
        match broken {
            Broken::Refused(error) => error,
            Broken::Off(error) => self.feed.failure(error),
        }
    }

    #[inline]
    fn too_long(&mut self, what: &str) -> Error {
        self.end();
        self.feed.too_long(what, self.lines.longest)
    }

    /// A response that is no event stream would look like one without events.
    #[inline]
    fn refusal(&mut self) -> Option<Error> {
        if std::mem::replace(&mut self.checked, true) {
            return None;
        }
        let media_type = self.feed.headers().get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = trim(split_before(media_type, ";").0).to_ascii_lowercase();
        if !essence.ends_with("json") && essence != "text/html" {
            return None;
        }
        let reason = Reason::told(format_args!("no event stream, but {essence}"));
        Some(self.feed.piece(bytes::Bytes::new()).refuse(reason))
    }
}
