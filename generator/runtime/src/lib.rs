//! The runtime of the clients that the generator emits.
//!
//! All of it is the module `runtime`, so that `crate::runtime` means the same here and in a client. `fixture` stands in
//! for emitted code. With the feature `sources` and without `client`, the package is its own sources as text, which the
//! generator copies into each client.

#![deny(clippy::cognitive_complexity, clippy::too_many_lines)]
#![forbid(unsafe_code)]

#[cfg(feature = "client")]
#[doc(hidden)]
pub mod fixture;
// Without the rest of the runtime, for the generator.
#[cfg(feature = "sources")]
#[allow(clippy::duplicate_mod, reason = "the generator needs this file alone")]
#[path = "runtime/model/odd_token.rs"]
pub mod odd_token;
#[cfg(feature = "client")]
pub mod runtime;
#[cfg(feature = "sources")]
pub mod sources;

// As in a client, for the examples in the documentation.
#[cfg(feature = "client")]
#[doc(hidden)]
pub use runtime::{ApiError, Client, Error};
