// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

//! A client of the Patchworks Core API (version `1.0.0`).
//!
//! Every operation is a method of [`Client`], made by [`Client::builder`](runtime::Client::builder): required parameters are its arguments, optional ones are methods of the request that it gives. A request is sent when it is awaited.
//!
//! The documentation may lie, this client does not break and loses nothing: every field of a model is optional, and what a server sends beyond or against the documentation is in the model's field `undocumented` ([`runtime::Undocumented`]), from where it is written back too.
//!
//! Any status from 200 to 299 is a success. Every other answer is an [`Error::Api`] with its status, headers and body. Operations that the documentation does not have are called by [`Client::request`](runtime::Client::request), parameters that it does not have are sent by [`Request::query`](runtime::Request::query) and [`Request::header`](runtime::Request::header).
#![forbid(unsafe_code)]

mod api;
pub mod models;
pub mod operations;
pub mod runtime;
pub use api::Auth;
pub use http::{self, Method, StatusCode};
pub use runtime::{
    ApiError, Client, ClientBuilder, Error, Request, Response, Retry, Secret,
};
