//! Webhooks and callbacks: what the server sends by itself.

use super::{Docs, Type};

/// An event that the server sends to an address of the caller's.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    /// Its key among the webhooks, or among the callbacks of an operation.
    pub name: String,
    /// The operation that it is a callback of, by index.
    pub operation: Option<usize>,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Texts; the title is the summary.
    pub docs: Docs,
    /// The body; any JSON value, if none is documented.
    pub payload: Type,
    /// Where its operation stands in the document.
    pub pointer: String,
}
