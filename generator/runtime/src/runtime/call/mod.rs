//! A call from its first setter to its response: the client, the parts of a call, attempts, hooks.

pub(super) mod any_body;
pub(super) mod attempt;
#[cfg(feature = "blocking")]
pub(super) mod blocking;
pub(super) mod bounds;
pub(super) mod builder;
pub(super) mod client;
pub(super) mod execute;
pub(super) mod hook;
#[cfg(feature = "multipart")]
pub(super) mod multipart;
#[cfg(feature = "events")]
pub(super) mod opened;
pub(super) mod operation;
pub(super) mod parts;
pub(super) mod prepare;
pub(super) mod request;
#[cfg(feature = "tracing")]
pub(super) mod trace;
