//! Responses: with their bytes, with a typed body, or as a stream.

pub(super) mod api_error;
pub(super) mod deviation;
pub(super) mod error;
pub(super) mod failure;
pub(super) mod header_value;
pub(super) mod info;
pub(super) mod media_type;

use self::deviation::{Lookout, Part};
use self::error::{BodyError, CallName, DecodeFailure, Error, UndocumentedBody};
use self::header_value::typed_header;
use self::info::{ErrorBody, OperationInfo, StatusPattern};
use crate::runtime::basics::reason::Reason;
use crate::runtime::model::decode::{self, DecodeError, Lost};
use crate::runtime::model::wire::{Typed, Wire};
use crate::runtime::retry::rate_limit::RateLimit;
use crate::runtime::transport::TransportError;
use crate::runtime::transport::body::ResponseBody;
use crate::runtime::transport::headers::header_text;
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

/// A response as sent.
#[derive(Clone)]
pub struct RawResponse {
    // Errors and typed responses share it; and what dropping it takes is compiled once.
    inner: Arc<Inner>,
}

struct Inner {
    call: CallName,
    documented: &'static [(StatusPattern, ErrorBody)],
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    watch: Option<Arc<dyn Lookout>>,
    /// It came from where a documented redirect led to.
    is_redirected: bool,
}

/// The status of the first redirect that was followed.
#[derive(Clone, Copy)]
pub(in crate::runtime) struct Redirected(pub(in crate::runtime) StatusCode);

impl RawResponse {
    pub(in crate::runtime) fn new(
        call: CallName,
        info: &OperationInfo,
        head: http::response::Parts,
        body: Bytes,
        watch: Option<Arc<dyn Lookout>>,
    ) -> Self {
        let documents = |status| info.statuses.iter().any(|pattern| pattern.fit(status) > Some(0));
        let is_redirected = head.extensions.get().is_some_and(|Redirected(status)| documents(*status));
        let (documented, status, headers) = (info.errors, head.status, head.headers);
        let inner = Inner { call, documented, status, headers, body, watch, is_redirected };
        Self { inner: Arc::new(inner) }
    }

    /// A part of a response.
    #[cfg(feature = "events")]
    pub(in crate::runtime) fn piece(
        call: CallName,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        watch: Option<Arc<dyn Lookout>>,
    ) -> Self {
        let inner = Inner { call, documented: &[], status, headers, body, watch, is_redirected: false };
        Self { inner: Arc::new(inner) }
    }

    /// True if it came from where a documented redirect led to, so that its status need not be documented.
    pub(in crate::runtime) fn is_redirected(&self) -> bool {
        self.inner.is_redirected
    }

    pub(in crate::runtime) fn is_watched(&self) -> bool {
        self.inner.watch.is_some()
    }

    /// Which call it was.
    pub fn call(&self) -> &CallName {
        &self.inner.call
    }

    pub(in crate::runtime) fn documented_errors(&self) -> &'static [(StatusPattern, ErrorBody)] {
        self.inner.documented
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.inner.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    /// The body as sent.
    pub fn body(&self) -> &Bytes {
        &self.inner.body
    }

    /// What the server calls this request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.inner.headers)
    }

    /// What the server says about its limit on the number of requests, if it does.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::read(&self.inner.headers, SystemTime::now())
    }

    /// The body as a JSON value of a type. An empty body is the type's empty value.
    ///
    /// # Errors
    /// [`Error::Decode`] if the body is not JSON, [`Error::Undocumented`] if the type cannot hold the value. A model holds
    /// every JSON value.
    pub fn json<T: Typed>(&self) -> Result<T, Error> {
        let mut value = T::blank();
        let read = self.read_json(&mut value);
        if self.inner.watch.is_some() {
            self.look(read.as_deref().ok(), &value, &mut T::blank())?;
        }
        read.map(|_| value)
    }

    /// Reads the body of a documented error, and tells where it differs; true if it could be read. The error stays what
    /// it is, also of a strict client.
    pub(in crate::runtime) fn read_error(&self, value: &mut dyn Wire, blank: &mut dyn Wire) -> bool {
        let read = match decode::read_body(&self.inner.body, value.target()) {
            Err(_) if media_type::read_text(self, value) => Ok(Vec::new()),
            read => read,
        };
        let _ = self.look(read.as_deref().ok(), value, blank);
        read.is_ok()
    }

    /// Tells a status and headers that are not as documented.
    pub(in crate::runtime) fn look_at_head(&self, info: &OperationInfo) -> Result<(), Error> {
        self.inner.watch.as_ref().map_or(Ok(()), |watch| watch.head(self, info))
    }

    /// Tells where a value differs from the documentation, if it could be read, and what was left out of it.
    fn look(&self, read: Option<&[Lost]>, value: &dyn Wire, blank: &mut dyn Wire) -> Result<(), Error> {
        match (&self.inner.watch, read) {
            (Some(_), _) if self.is_blank() && self.may_be_blank() => Ok(()),
            (Some(watch), _) if self.is_blank() => watch.absent(self, blank),
            (Some(watch), Some(lost)) => watch.compare(self, Part::whole(value.view(), lost), blank),
            (Some(watch), None) => {
                watch.refused(self, blank);
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }

    /// These have no body, whatever is documented for others.
    fn may_be_blank(&self) -> bool {
        let has_none = self.inner.status == StatusCode::NO_CONTENT || self.inner.status == StatusCode::RESET_CONTENT;
        has_none || !self.inner.status.is_success() || self.inner.call.method() == http::Method::HEAD
    }

    fn is_blank(&self) -> bool {
        self.inner.body.iter().all(u8::is_ascii_whitespace)
    }

    /// Tells where a value that stands somewhere in the body differs from the documentation.
    pub(in crate::runtime) fn compare(&self, part: Part<'_>, blank: &mut dyn Wire) -> Result<(), Error> {
        self.inner.watch.as_ref().map_or(Ok(()), |watch| watch.compare(self, part, blank))
    }

    fn read_json(&self, value: &mut dyn Wire) -> Result<Vec<Lost>, Error> {
        if self.is_blank() {
            return Ok(Vec::new());
        }
        match decode::read_body(&self.inner.body, value.target()) {
            Ok(lost) => Ok(lost),
            Err(_) if media_type::read_text(self, value) => {
                self.look_at_media_type("application/json").map(|()| Vec::new())
            }
            Err(error) => Err(self.refuse_json(error.place(&self.inner.body), error)),
        }
    }

    /// The body as any JSON value; nothing is compared.
    pub(in crate::runtime) fn plain_json(&self) -> Result<Value, Error> {
        let mut value = Value::Null;
        self.read_json(&mut value).map(|_| value)
    }

    /// Tells a media type that is not documented.
    pub(in crate::runtime) fn look_at_media_type(&self, documented: &str) -> Result<(), Error> {
        self.inner.watch.as_ref().map_or(Ok(()), |watch| watch.media_type(self, documented))
    }

    /// Tells a body where none is documented.
    pub(in crate::runtime) fn look_at_undocumented_body(&self) -> Result<(), Error> {
        match &self.inner.watch {
            Some(watch) if !self.is_blank() && !self.is_redirected() => watch.undocumented_body(self),
            Some(_) | None => Ok(()),
        }
    }

    /// The body as text.
    ///
    /// # Errors
    /// If it is neither UTF-8 nor, by its content type, Latin-1.
    pub fn text(&self) -> Result<String, Error> {
        if let Ok(text) = std::str::from_utf8(&self.inner.body) {
            return Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned());
        }
        if media_type::is_latin1(self) {
            let mut text = String::with_capacity(self.inner.body.len());
            for byte in &self.inner.body {
                text.push(char::from(*byte));
            }
            return Ok(text);
        }
        Err(self.refuse(Reason::new("not UTF-8")))
    }

    /// The body as bytes.
    ///
    /// # Errors
    /// Never; it is a result so that all ways to read a body look the same.
    pub fn bytes(&self) -> Result<Bytes, Error> {
        Ok(self.inner.body.clone())
    }

    /// Nothing, whatever the body is.
    ///
    /// # Errors
    /// If there is a body and the client is strict.
    pub fn empty(&self) -> Result<(), Error> {
        self.look_at_undocumented_body()
    }

    pub(in crate::runtime) fn refuse(&self, reason: Reason) -> Error {
        #[cfg(feature = "tracing")]
        self.trace("Decode");
        Error::Decode(DecodeFailure::new(self, String::new(), BodyError::Other(reason)))
    }

    /// The error for JSON text that could not be read, which stands at a place in the body.
    pub(in crate::runtime) fn refuse_json(&self, place: String, error: DecodeError) -> Error {
        match error.into_value() {
            Ok(value) => self.refuse_value(place, value),
            Err(error) => {
                #[cfg(feature = "tracing")]
                self.trace("Decode");
                Error::Decode(DecodeFailure::new(self, place, BodyError::Json(error)))
            }
        }
    }

    /// The error for a value of another type than documented, which stands at a place in the body.
    pub(in crate::runtime) fn refuse_value(&self, place: String, value: Value) -> Error {
        #[cfg(feature = "tracing")]
        self.trace("Undocumented");
        Error::Undocumented(UndocumentedBody::new(self, place, value))
    }

    /// Tells that the body of a success cannot be read.
    #[cfg(feature = "tracing")]
    fn trace(&self, error: &str) {
        tracing::warn!(
            operation = self.call().operation(),
            method = self.call().method().as_str(),
            path = self.call().path(),
            status = self.status().as_u16(),
            error,
            "the response cannot be read",
        );
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { call, documented, status, headers, body, watch, is_redirected: _ } = &*self.inner;
        f.debug_struct("RawResponse")
            .field("call", call)
            .field("documented", documented)
            .field("status", status)
            .field("headers", headers)
            .field("body", body)
            .field("watch", watch)
            .finish()
    }
}

/// A typed body with status and headers.
#[derive(Debug, Clone)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
}

impl<T> Response<T> {
    pub(in crate::runtime) fn new(raw: &RawResponse, body: T) -> Self {
        Self { status: raw.status(), headers: raw.headers().clone(), body }
    }

    #[cfg(feature = "events")]
    pub(in crate::runtime) fn with_head(status: StatusCode, headers: HeaderMap, body: T) -> Self {
        Self { status, headers, body }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What the server calls this request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// What the server says about its limit on the number of requests, if it does.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::read(&self.headers, SystemTime::now())
    }

    /// A header as a type, `None` if it is not there or the type cannot hold it: [`Response::headers`] has it as sent.
    pub fn header<H: Typed>(&self, name: &str) -> Option<H> {
        typed_header(&self.headers, name)
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body alone.
    pub fn into_body(self) -> T {
        self.body
    }
}

/// A response whose body comes in as it is read, so that it is never held as a whole.
#[derive(Debug)]
pub struct StreamResponse {
    head: http::response::Parts,
    body: ResponseBody,
}

impl StreamResponse {
    pub(in crate::runtime) fn new(head: http::response::Parts, body: ResponseBody) -> Self {
        Self { head, body }
    }

    #[cfg(feature = "events")]
    pub(in crate::runtime) fn into_parts(self) -> (http::response::Parts, ResponseBody) {
        (self.head, self.body)
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// What the server calls this request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.head.headers)
    }

    /// What the server says about its limit on the number of requests, if it does.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::read(&self.head.headers, SystemTime::now())
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        self.body.next().await
    }

    /// The body alone, which is a stream of bytes.
    pub fn into_body(self) -> ResponseBody {
        self.body
    }
}

impl Stream for StreamResponse {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// The headers that servers put it in.
pub(in crate::runtime) fn request_id(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [&str; 6] =
        ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-trace-id", "cf-ray"];
    NAMES.iter().find_map(|name| header_text(headers, name))
}
