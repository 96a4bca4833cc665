//! A response of which the headers are there, and whose body is yet to come (feature `events`).

use super::execute;
use super::parts::Parts;
use crate::runtime::response::error::Error;
use crate::runtime::response::info::StatusPattern;
use crate::runtime::response::{RawResponse, StreamResponse};
use crate::runtime::transport::BoxFuture;
use http::StatusCode;

/// How a response whose headers are there is read (feature `events`).
pub type Open<T> = fn(Opened) -> Result<T, Error>;

/// A response of which the headers are there, with what is needed to ask for it again (feature `events`). If it is
/// documented as no stream, its body is there too.
pub struct Opened {
    pub(in crate::runtime) parts: Parts,
    pub(in crate::runtime) response: StreamResponse,
}

impl Opened {
    /// The status.
    #[inline]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The response with its body, if that is no stream; emitted code calls this.
    #[doc(hidden)]
    #[inline]
    pub fn whole(self) -> RawResponse {
        let (call, watch) = (self.parts.call_name(), self.parts.inner.client.settings().watch.clone());
        let (head, body) = self.response.into_parts();
        RawResponse::new(call, self.parts.inner.info, head, body.into_bytes().unwrap_or_default(), watch)
    }
}

/// Sends a call and waits for the headers of its response, and for its body where that is documented as no stream.
pub(in crate::runtime) fn open(
    parts: Parts,
    streamed: &'static [(StatusPattern, bool)],
) -> BoxFuture<'static, Result<Opened, Error>> {
    Box::pin(async move {
        let response = execute::streamed(parts.clone(), streamed).await?;
        Ok(Opened { parts, response })
    })
}
