//! What the generated code says about an operation.

use super::error::Error;
use super::info::{OperationInfo, StatusPattern};
use super::lines::Opened;
use super::response::RawResponse;

/// How an answer whose headers are there is read.
pub type Open<T> = fn(Opened) -> Result<T, Error>;

/// An operation of the API. The type that implements it has no values; it names the operation.
pub trait Operation {
    /// What a successful call gives.
    type Output: Send + 'static;

    /// Method, path, credentials and documented errors.
    const INFO: &'static OperationInfo;

    /// Reads a successful answer whose headers are there, where one comes in piece by piece.
    const OPEN: Option<Open<Self::Output>> = None;

    /// Which successes come in piece by piece, where not all do: all that are documented.
    const STREAMED: &'static [(StatusPattern, bool)] = &[];

    /// Reads a successful answer.
    ///
    /// # Errors
    /// If the body cannot be read as documented.
    fn output(response: &RawResponse) -> Result<Self::Output, Error>;
}

/// A call by method and path, of an operation that the documentation does not have: JSON in, JSON out.
#[derive(Debug)]
pub enum Undescribed {}

impl Operation for Undescribed {
    type Output = serde_json::Value;

    const INFO: &'static OperationInfo = &OperationInfo {
        name: "",
        method: http::Method::GET,
        path: "",
        accept: "application/json",
        idempotency_key: "",
        security: &[],
        servers: &[],
        statuses: &[],
        headers: &[],
        errors: &[],
    };

    fn output(response: &RawResponse) -> Result<Self::Output, Error> {
        response.json()
    }
}
