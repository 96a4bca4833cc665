//! What the generated code says about an operation.

use super::error::Error;
use super::info::{OperationInfo, Paging};
#[cfg(feature = "test-util")]
use super::memory::Reply;
use super::response::RawResponse;
use super::wire::Typed;
#[cfg(feature = "events")]
use super::{info::StatusPattern, lines::Open};
use bytes::Bytes;

/// An operation of the API. The type that implements it has no values; it names the operation.
pub trait Operation {
    /// What a successful call gives.
    type Output: Answer;

    /// Method, path, credentials and documented errors.
    const INFO: &'static OperationInfo;

    /// Reads a successful answer whose headers are there, where one comes in piece by piece (feature `events`).
    #[cfg(feature = "events")]
    const OPEN: Option<Open<Self::Output>> = None;

    /// Which successes come in piece by piece, where not all do: all that are documented (feature `events`).
    #[cfg(feature = "events")]
    const STREAMED: &'static [(StatusPattern, bool)] = &[];

    /// Reads a successful answer.
    ///
    /// # Errors
    /// If the body cannot be read as documented.
    fn output(response: &RawResponse) -> Result<Self::Output, Error> {
        Answer::answer(response)
    }
}

/// An operation that answers with a list, page by page.
pub trait Paged: Operation {
    /// What is listed.
    type Item: Typed;

    /// How the next page is found.
    const PAGING: &'static Paging;
}

/// What a successful answer is read as.
pub trait Answer: Sized + Send + 'static {
    /// The body is decoded, so that its size has a limit ([`ClientBuilder::max_body_size`](super::ClientBuilder::max_body_size)).
    const IS_DECODED: bool = true;

    /// Reads an answer.
    ///
    /// # Errors
    /// If the body cannot be read as documented.
    fn answer(response: &RawResponse) -> Result<Self, Error>;

    /// A response for tests, in the documented media type.
    #[cfg(feature = "test-util")]
    fn example(media_type: &str) -> Reply {
        Reply::bytes(200, media_type, Bytes::new())
    }
}

/// From JSON.
impl<T: Typed> Answer for T {
    fn answer(response: &RawResponse) -> Result<Self, Error> {
        response.json()
    }

    #[cfg(feature = "test-util")]
    fn example(media_type: &str) -> Reply {
        Reply::documented(media_type, &super::example::example::<T>())
    }
}

/// Without a body.
impl Answer for () {
    fn answer(response: &RawResponse) -> Result<Self, Error> {
        response.empty()
    }

    #[cfg(feature = "test-util")]
    fn example(_: &str) -> Reply {
        Reply::status(204)
    }
}

/// As it is.
impl Answer for Bytes {
    const IS_DECODED: bool = false;

    fn answer(response: &RawResponse) -> Result<Self, Error> {
        Ok(response.body().clone())
    }

    #[cfg(feature = "test-util")]
    fn example(media_type: &str) -> Reply {
        Reply::bytes(200, media_type, "bytes")
    }
}

/// A call by method and path, of an operation that the documentation does not have: JSON in, JSON out.
#[derive(Debug)]
pub enum Undescribed {}

impl Operation for Undescribed {
    type Output = serde_json::Value;

    const INFO: &'static OperationInfo = &OperationInfo::new("", http::Method::GET, "", "application/json", &[], &[]);
}
