//! Everything that is not specific to one operation or one model. The same code is in every generated crate.
//!
//! **Calls.** A method of the [`Client`] puts [`Parts`] together, from statics that describe the API ([`ApiInfo`],
//! [`OperationInfo`], [`Param`], [`Scheme`]), and gives a [`Request`]. Awaiting that sends it: address and
//! [`Credential`]s, attempts ([`Retry`]), redirects, and limits of time and size are the same code for all operations.
//! A `TokenSource` renews a credential, a [`Hook`] sees every attempt. What carries the requests is a [`Transport`].
//! The answer is read by [`Operation::output`] from a [`RawResponse`]; what fails is an [`Error`]. [`Pages`] and
//! [`Items`] read lists page by page.
//!
//! **Models.** [`wire`] has the traits behind them, [`decode`] and [`encode`] the code that reads and writes them all,
//! [`undocumented`] what the documentation does not have, [`text`] the strings with a format, [`open_enum`] and
//! [`union`] what their names say; an enum of one text is a [`Single`].
//!
//! **Compiled where it is needed.** Streams of events and of lines of JSON are behind the feature `events`, multipart
//! bodies behind `multipart`, the sources of tokens behind `tokens`. These are on where the documentation needs them: the
//! feature of a tag turns on what its operations need.
//!
//! **Compiled where it is used.** What only some programs need is marked `#[inline]` as a whole: event streams, lines of
//! JSON, sources of tokens, multipart bodies, and looking for deviations. It stands in the crate as the other code does,
//! but is compiled in the crates that use it; calls reach it through generics, a trait ([`Transport`] is such a one), or
//! a pointer to a function.

mod address;
mod any_body;
mod api_error;
mod attempt;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod bounds;
mod budget;
mod builder;
mod client;
mod credential;
pub mod decode;
mod deviation;
mod download;
pub mod encode;
mod error;
#[cfg(feature = "events")]
mod events;
#[cfg(feature = "test-util")]
mod example;
#[cfg(feature = "tokens")]
mod exchange;
mod execute;
mod failure;
#[cfg(feature = "tokens")]
mod flight;
mod form;
mod header_value;
mod hook;
mod info;
#[cfg(feature = "events")]
mod json_lines;
mod json_text;
mod kind;
mod limits;
#[cfg(feature = "events")]
mod lines;
#[cfg(feature = "tokens")]
mod login;
mod media_type;
#[cfg(feature = "test-util")]
mod memory;
mod model;
#[cfg(feature = "multipart")]
mod multipart;
mod number;
#[cfg(feature = "tokens")]
mod oauth;
mod odd_token;
pub mod open_enum;
mod operation;
mod pages;
mod paging;
mod parts;
mod path;
mod percent;
mod place;
mod prepare;
mod rate_limit;
mod redirect;
#[cfg(feature = "tokens")]
mod renew;
mod renewal;
mod request;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
mod retry;
mod secret;
mod single;
mod split;
mod style;
pub mod text;
mod token;
#[cfg(feature = "tokens")]
mod token_source;
#[cfg(feature = "tracing")]
mod trace;
mod transport;
pub mod undocumented;
pub mod union;
mod until;
mod values;
pub mod wire;

pub use any_body::Body;
pub use api_error::ApiError;
#[cfg(feature = "blocking")]
pub use blocking::{Blocking, NoThread};
pub use body::{RequestBody, ResponseBody};
pub use budget::RetryBudget;
pub use builder::ClientBuilder;
pub use bytes::Bytes;
pub use client::Client;
pub use credential::{AuthValue, Credential};
pub use decode::DecodeError;
pub use deviation::{Deviation, DeviationKind};
pub use error::{
    BuildError, CallName, DecodeFailure, Error, InvalidCall, MissingCredential, TokenFailure, TransportFailure,
    UndocumentedBody,
};
#[cfg(feature = "events")]
pub use events::{Event, EventStream};
#[cfg(feature = "test-util")]
pub use example::example;
pub use header_value::{json_header, list_header, typed_header};
pub use hook::{Attempt, Hook, Outcome};
pub use http::{HeaderMap, Method};
pub use info::{
    ApiInfo, Encoding, ErrorBody, HeaderInfo, HeaderStyle, Location, OperationInfo, Paging, PagingKind, Param, Scheme,
    SchemeKind, Server, StatusPattern, Style, Variable,
};
#[cfg(feature = "events")]
pub use json_lines::JsonLines;
pub use kind::{BoxKind, Described, Kind, ModelKind, TextKind, UnionKind, ValueKind};
#[cfg(feature = "events")]
pub use lines::{Open, Opened};
#[cfg(feature = "tokens")]
pub use login::JsonLogin;
#[cfg(feature = "test-util")]
pub use memory::{MemoryTransport, Received, RecordedCall, Reply};
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use model::model;
#[cfg(feature = "multipart")]
pub use multipart::{FilePart, Multipart, PartHeaders};
#[cfg(feature = "tokens")]
pub use oauth::OAuth2;
pub use open_enum::{Compound, Constant, OpenEnum, Unlisted};
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use open_enum::{enum_basics, enum_equality, enum_texts, string_enum, value_enum};
pub use operation::{Answer, Operation, Paged, Undescribed};
pub use pages::{Items, Pages};
pub use parts::Parts;
pub use rate_limit::RateLimit;
pub use request::{Call, Request};
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
pub use response::{RawResponse, Response, StreamResponse};
pub use retry::Retry;
pub use secret::Secret;
pub use single::{Single, SingleOf, SingleText};
pub use text::{
    Base64, Base64Url, Date, DateTime, Decimal, Duration, Formatted, Password, TextFormat, Time, Uri, Uuid, formats,
};
pub use token::{Token, TokenError};
#[cfg(feature = "tokens")]
pub use token_source::TokenSource;
pub use transport::{BoxError, BoxFuture, Transport, TransportError, TransportErrorKind};
pub use undocumented::{MissingField, Undocumented, required};
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use union::union;
pub use union::{Branches, Format, Union};
pub use wire::{
    Array, Documented, Field, Map, Model, ModelInfo, Scalar, ScalarTarget, Target, Typed, ValueTarget, View, Wire,
};
