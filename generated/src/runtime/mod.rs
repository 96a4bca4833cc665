//! Everything that is not specific to one operation or one model. The same code is in every generated crate.
//!
//! - **Calls.** A method of the [`Client`] gives a [`Request`]; awaiting it gives the body, [`Request::send`] the whole
//!   [`Response`]. What fails is an [`Error`]. [`Pages`] and [`Items`] read lists page by page.
//! - **Settings.** The [`ClientBuilder`] takes [`Credential`]s, limits, [`Retry`] and [`RetryBudget`], a [`Hook`] that sees
//!   every attempt, and a [`Transport`] that carries the requests.
//! - **Models.** What the documentation does not have is in [`Undocumented`]; a text with a format is [`Formatted`]; a
//!   [`Builder`] makes a model by the names of its fields.
//! - **Features.** Streams of events and of lines of JSON are behind the feature `events`, multipart bodies behind
//!   `multipart`, the sources of tokens behind `tokens`: the feature of a tag turns on what its operations need. Reading
//!   events that the server sends is behind `webhooks`, examples and a server in memory behind `test-util`.

// How it works: a method of the client puts `Parts` together, from statics that describe the API (`ApiInfo`,
// `OperationInfo`, `Param`, `Scheme`). The rest is the same code for all operations: address and credentials, attempts,
// redirects, limits of time and size. `Operation::output` reads the response from a `RawResponse`. `wire` has the traits
// behind models, `decode` and `encode` the code that reads and writes them all.
//
// What only some programs need is marked `#[inline]` as a whole: event streams, lines of JSON, sources of tokens,
// multipart bodies, and looking for deviations. It stands in the crate as the other code does, but is compiled in the
// crates that use it; calls reach it through generics, a trait (`Transport` is such a one), or a pointer to a function.

mod auth;
mod basics;
mod call;
#[doc(hidden)]
pub mod emitted;
mod model;
mod paging;
mod request;
mod response;
mod retry;
#[cfg(feature = "test-util")]
mod samples;
mod stream;
#[cfg(feature = "test-util")]
mod testing;
mod token;
mod transport;

pub use auth::credential::{AuthValue, Credential};
#[cfg(feature = "tokens")]
pub use auth::login::JsonLogin;
#[cfg(feature = "tokens")]
pub use auth::oauth::OAuth2;
pub use basics::secret::Secret;
pub use bytes::Bytes;
pub use call::any_body::Body;
#[cfg(feature = "blocking")]
pub use call::blocking::{Blocking, NoThread};
pub use call::builder::ClientBuilder;
pub use call::client::Client;
pub use call::hook::{Attempt, Hook, Outcome};
#[cfg(feature = "multipart")]
pub use call::multipart::{FilePart, Multipart, PartHeaders};
pub use call::operation::{Operation, Undescribed};
pub use call::request::{Call, Request};
#[doc(hidden)]
pub use emitted::*;
pub use http::{HeaderMap, Method};
pub use model::builder::{Builder, MissingFields};
pub use model::decode::DecodeError;
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model::implement::model;
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model::open_enum::{
    any_text_enum, enum_basics, enum_copy, enum_equality, enum_texts, string_enum, value_enum,
};
pub use model::single::Single;
pub use model::text::{
    Base64, Base64Url, Date, DateTime, Decimal, Duration, Formatted, Integer, Password, Time, Uri, Uuid,
};
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model::tuple::tuple;
pub use model::undocumented::{MissingField, Undocumented};
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model::union::union;
#[cfg(feature = "webhooks")]
pub use model::webhook::OtherEvent;
pub use paging::pages::{Items, Pages};
pub use response::api_error::ApiError;
pub use response::deviation::{Deviation, DeviationKind};
pub use response::error::{
    BuildError, CallName, DecodeFailure, Error, InvalidCall, MissingCredential, TokenFailure, TransportFailure,
    UndocumentedBody,
};
pub use response::info::{OperationInfo, Scheme, StatusPattern};
pub use response::{RawResponse, Response, StreamResponse};
pub use retry::Retry;
pub use retry::budget::RetryBudget;
pub use retry::rate_limit::RateLimit;
#[cfg(feature = "test-util")]
pub use samples::build::Build;
#[cfg(feature = "test-util")]
pub use samples::example::example;
#[cfg(feature = "test-util")]
pub use samples::reply::Reply;
#[cfg(feature = "events")]
pub use stream::events::{Event, EventStream};
#[cfg(feature = "events")]
pub use stream::json_lines::JsonLines;
#[cfg(feature = "test-util")]
pub use testing::memory::{MemoryTransport, Received, RecordedCall};
#[cfg(feature = "tokens")]
pub use token::token_source::TokenSource;
pub use token::{Token, TokenError};
pub use transport::body::{RequestBody, ResponseBody};
#[cfg(feature = "reqwest")]
pub use transport::reqwest_transport::ReqwestTransport;
pub use transport::{BoxError, BoxFuture, Transport, TransportError, TransportErrorKind};
