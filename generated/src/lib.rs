// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.
// Written by generator 0.1.0 with runtime 0.1.0.

//! A client of the Patchworks Core API (version `1.0.0`).
//!
//! ```toml
//! [dependencies]
#![doc = concat!(env!("CARGO_PKG_NAME"), " = \"", env!("CARGO_PKG_VERSION"), "\"")]
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! # A first call
//!
//! Every operation is a method of [`Client`]: required parameters are its arguments, optional ones are methods of the request that it gives. A request is sent when it is awaited; [`Request::send`] gives status and headers too.
//!
//! ```no_run
//! # async fn example(flow: impl std::fmt::Display) -> Result<(), patchworks_client::Error> {
//! use patchworks_client::Client;
//!
//! let client = Client::builder().api_key("…").build()?;
//! // flow: impl std::fmt::Display
//! let response = client.list_flow_callbacks(flow).await?;
//! println!("{response:?}");
//! # Ok(())
//! # }
//! ```
//!
//! # Models
//!
//! Every field of a model is an `Option`, so a response that differs from the documentation does not fail the call. A required field also has a method of the same name: `thing.id()?` returns the value, or an error that names the field if it is absent. `with_…` sets a field of a request. A documented `null` is `None`; `is_null` distinguishes it from an absent field. Enums keep values that are not listed.
//!
//! # Operations
//!
//! Each operation is a method of [`Client`]. The type of an operation, in [`operations`], lists what it returns.
#![cfg_attr(
    feature = "tag-flow-callbacks",
    doc = "\n## Flow Callbacks\n\n| method | operation |\n| --- | --- |\n| [`list_flow_callbacks`](Client::list_flow_callbacks) | List Flow Callbacks |\n| [`create_flow_callback`](Client::create_flow_callback) | Create Flow Callback |\n| [`update_flow_callback`](Client::update_flow_callback) | Update Flow Callback |\n| [`delete_flow_callback`](Client::delete_flow_callback) | Delete Flow Callback |\n"
)]
#![cfg_attr(
    not(feature = "tag-flow-callbacks"),
    doc = "\n## Flow Callbacks\n\nThese operations need the feature `tag-flow-callbacks`.\n"
)]
//! # Credentials
//!
//! The builder has a method for each documented credential, and [`Auth`] lists all of them. Several can be given to the builder; a call is sent with the first documented alternative that is complete, and [`Request::auth`] gives one call another. Where the documentation asks for credentials that are not needed, [`Request::without_credentials`] sends a call without them, and [`ClientBuilder::without_credentials`] all calls. In place of a fixed secret stands a `runtime::TokenSource`, which is asked again before its token expires and after a 401: `runtime::OAuth2` and `runtime::JsonLogin` are such sources (feature `tokens`). Secrets are never shown, and never sent to another origin.
//!
//! # Lists
//!
//! Where a list comes page by page, `stream` gives the items of all pages and `pages` the pages, each asked for when it is needed. Both are streams, and have a method `next` that needs no other crate.
//!
//! ```no_run
//! # async fn example(client: patchworks_client::Client, flow: impl std::fmt::Display) -> Result<(), patchworks_client::Error> {
//! let mut items = client.list_flow_callbacks(flow).stream();
//! while let Some(item) = items.next().await {
//!     println!("{:?}", item?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Errors
//!
//! Any status from 200 to 299 is a success. Every other response is an [`Error::Api`] with its status, headers and body; if no response came, it is an [`Error::Transport`]. Messages name the operation and the path, and no secret.
//!
//! ```no_run
//! # fn example(error: patchworks_client::Error) {
//! if let Some(response) = error.as_api() {
//!     println!("{} {:?}", response.status(), response.body());
//! } else if error.is_timeout() || error.is_connect() {
//!     println!("{error}");
//! }
//! # }
//! ```
//!
//! # Retries and limits
//!
//! Requests that may be repeated are sent again after failures that pass, with growing pauses, or after as long as the server asks for ([`Retry`]). A call has 60 seconds for all of it ([`ClientBuilder::timeout`], [`Request::timeout`]). [`ClientBuilder::max_requests`] and [`ClientBuilder::max_in_flight`] hold back what a server would refuse. A redirect never carries credentials to another origin; one that would carry a body there, or that leads from https to http, is an error unless the caller allows it ([`ClientBuilder::redirect_bodies`], [`ClientBuilder::redirect_to_http`]). [`ClientBuilder::hook`] sees every attempt.
//!
//! # Streams
//!
//! [`Request::raw_stream`] gives a body as it comes in, and a request's body may be a stream too ([`runtime::RequestBody`]): neither is ever held as a whole, and a slow reader slows the server down. [`runtime::StreamResponse`] writes a download to a file, and has its length and file name. What is decoded has a bound, 64 MiB by default ([`ClientBuilder::max_body_size`]).
//!
//! # What the documentation does not have
//!
//! The documentation may lie, this client does not break and loses nothing: every field of a model is optional, and what a server sends beyond or against the documentation is in the model's field `undocumented` ([`runtime::Undocumented`]), from where it is written back too. A list, a map or a scalar at the top of a response that is of another type than documented is [`Error::Undocumented`], which carries the response: status, headers, JSON value, and `decode` for any other type. [`ClientBuilder::on_deviation`] is told of every such place, and [`ClientBuilder::strict`] makes it an error. A success that is documented without a body gives a [`runtime::Body`], which is read as bytes, text or JSON. Other operations are called by [`Client::request`](runtime::Client::request), other parameters are sent by [`Request::query`] and [`Request::header`].
//!
//! # Without an async runtime
//!
//! With the feature `blocking`, requests and streams have a method `blocking`.
//!
//! ```no_run
//! # #[cfg(feature = "blocking")]
//! # async fn example(client: patchworks_client::Client, flow: impl std::fmt::Display) -> Result<(), patchworks_client::Error> {
//! for item in client.list_flow_callbacks(flow).stream().blocking() {
//!     println!("{:?}", item?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Testing
//!
//! With the feature `test-util` there is a server in memory, `runtime::MemoryTransport`, with expectations by the type of an operation, example values of every model (`runtime::example`), recorded calls, and failures on demand.
//!
//! ```no_run
//! # #[cfg(feature = "test-util")]
//! # async fn example(flow: impl std::fmt::Display) -> Result<(), patchworks_client::Error> {
//! use patchworks_client::operations::ListFlowCallbacks;
//! use patchworks_client::runtime::{MemoryTransport, Reply};
//! use patchworks_client::Client;
//!
//! let server = MemoryTransport::new();
//! // Or your own data: `Reply::json(200, &value)`, and `request.ok(&value)` of the documented type.
//! server.on::<ListFlowCallbacks>(|request| request.example());
//! // One reply before that: a failure, or a status such as `Reply::status(404)`.
//! server.next::<ListFlowCallbacks>(Reply::connect_error());
//! let client = Client::builder().api_key("…").transport(server.transport()).build()?;
//! let response = client.list_flow_callbacks(flow).await;
//! assert!(response.is_ok());
//! assert_eq!(server.calls().len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `reqwest` and `rustls` (on by default): requests by the crate of that name, TLS by `rustls`.
//! - `events`, `multipart`, `tokens` (on by default where the documentation needs them): `runtime::EventStream` and `runtime::JsonLines`, `runtime::Multipart` and `runtime::FilePart`, `runtime::OAuth2`, `runtime::JsonLogin` and `runtime::TokenSource`.
//! - `blocking` adds `Request::blocking`, `Pages::blocking` and `Items::blocking`; `test-util` adds `runtime::MemoryTransport`, `runtime::Reply`, `runtime::example` and `runtime::Build`. `tracing`: a span for every attempt, and events.
//! - `brotli`, `gzip`, `zstd`: compressed responses.
//! - `chrono`, `jiff`, `time`, `uuid`, `url`, `rust_decimal`: conversions of strings with a format, as `DateTime::to_jiff`.
//! - `tag-…` (on by default): the operations of each tag.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod api;
pub mod models;
pub mod operations;
pub mod runtime;
pub use api::Auth;
pub use http::{self, Method, StatusCode};
#[doc(inline)]
pub use runtime::{
    ApiError, Client, ClientBuilder, Error, Request, Response, Retry, Secret,
};
