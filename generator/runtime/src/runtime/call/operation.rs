//! What emitted code says about an operation.

#[cfg(feature = "events")]
use super::opened::Open;
use crate::runtime::model::wire::Typed;
use crate::runtime::response::RawResponse;
use crate::runtime::response::error::Error;
#[cfg(feature = "events")]
use crate::runtime::response::info::StatusPattern;
use crate::runtime::response::info::{OperationInfo, Paging};
#[cfg(feature = "test-util")]
use crate::runtime::samples::reply::Reply;
use bytes::Bytes;

/// An operation of the API. The type that implements it has no values; it names the operation.
pub trait Operation {
    /// What a successful call gives.
    type Output: Answer;

    /// Method, path, credentials and documented errors.
    const INFO: &'static OperationInfo;

    /// Reads a successful response whose headers are there, where one comes in piece by piece (feature `events`).
    #[cfg(feature = "events")]
    const OPEN: Option<Open<Self::Output>> = None;

    /// Which successes come in piece by piece, where not all do: all that are documented (feature `events`).
    #[cfg(feature = "events")]
    const STREAMED: &'static [(StatusPattern, bool)] = &[];

    /// Reads a successful response.
    ///
    /// # Errors
    /// If the body cannot be read as documented.
    fn output(response: &RawResponse) -> Result<Self::Output, Error> {
        Answer::answer(response)
    }
}

/// For a transport in memory: the path of the type that stands for the operation of a request.
#[cfg(feature = "test-util")]
#[derive(Clone, Copy, Default)]
pub(in crate::runtime) struct OperationType(pub(in crate::runtime) &'static str);

/// An operation that answers with a list, page by page.
#[doc(hidden)]
pub trait Paged: Operation {
    /// What is listed.
    type Item: Typed;

    /// How the next page is found.
    const PAGING: &'static Paging;
}

/// What a successful response is read as.
#[doc(hidden)]
pub trait Answer: Sized + Send + 'static {
    /// The body is decoded, so that its size has a limit ([`ClientBuilder::max_body_size`](crate::runtime::ClientBuilder::max_body_size)).
    const IS_DECODED: bool = true;

    /// Reads a response.
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
        Reply::documented(media_type, &crate::runtime::samples::example::example::<T>())
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
