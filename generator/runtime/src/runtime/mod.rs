//! Everything that is not specific to one operation or one model. The same code is in every generated crate.
//!
//! **Calls.** A method of the [`Client`] puts `Parts` together, from statics that describe the API (`ApiInfo`,
//! [`OperationInfo`], `Param`, [`Scheme`]), and gives a [`Request`]. Awaiting that sends it: address and
//! [`Credential`]s, attempts ([`Retry`]), redirects, and limits of time and size are the same code for all operations.
//! A `TokenSource` renews a credential, a [`Hook`] sees every attempt. What carries the requests is a [`Transport`].
//! The response is read by [`Operation::output`] from a [`RawResponse`]; what fails is an [`Error`]. [`Pages`] and
//! [`Items`] read lists page by page.
//!
//! **Models.** `wire` has the traits behind them, [`decode`] and `encode` the code that reads and writes them all,
//! [`undocumented`] what the documentation does not have, [`text`] the strings with a format, `open_enum` and
//! `union` what their names say; an enum of one text is a [`Single`].
//!
//! **Compiled where it is needed.** Streams of events and of lines of JSON are behind the feature `events`, multipart
//! bodies behind `multipart`, the sources of tokens behind `tokens`. These are on where the documentation needs them: the
//! feature of a tag turns on what its operations need. Reading events that the server sends is behind `webhooks`, which is on
//! where a caller turns it on.
//!
//! **Compiled where it is used.** What only some programs need is marked `#[inline]` as a whole: event streams, lines of
//! JSON, sources of tokens, multipart bodies, and looking for deviations. It stands in the crate as the other code does,
//! but is compiled in the crates that use it; calls reach it through generics, a trait ([`Transport`] is such a one), or
//! a pointer to a function.

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
pub use call::operation::{Answer, Operation, Paged, Undescribed};
pub use call::request::{Call, Request};
#[doc(hidden)]
pub use emitted::*;
pub use http::{HeaderMap, Method};
pub use model::decode::DecodeError;
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model::implement::model;
pub use model::open_enum::OpenEnum;
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model::open_enum::{
    any_text_enum, enum_basics, enum_copy, enum_equality, enum_texts, string_enum, value_enum,
};
pub use model::single::Single;
pub use model::text::{
    Base64, Base64Url, Date, DateTime, Decimal, Duration, Formatted, Integer, Password, TextFormat, Time, Uri, Uuid,
    formats,
};
pub use model::undocumented::{MissingField, Undocumented};
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model::union::union;
pub use model::union::{Format, Union};
#[cfg(feature = "webhooks")]
pub use model::webhook::OtherEvent;
pub use model::wire::{Model, Typed, Wire};
pub use model::{decode, text, undocumented};
pub use paging::pages::{Items, Pages};
pub use response::api_error::ApiError;
pub use response::deviation::{Deviation, DeviationKind};
pub use response::error::{
    BuildError, CallName, DecodeFailure, Error, InvalidCall, MissingCredential, TokenFailure, TransportFailure,
    UndocumentedBody,
};
pub use response::info::{OperationInfo, Paging, PagingKind, Scheme, StatusPattern};
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
