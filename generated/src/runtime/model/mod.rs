//! Models: how values are decoded, encoded and compared, and what a value keeps beyond its documentation.

pub(super) mod builder;
pub mod decode;
pub mod encode;
pub(super) mod implement;
pub(super) mod json_text;
pub(super) mod kind;
pub(super) mod number;
pub(super) mod odd_token;
pub mod open_enum;
pub(super) mod place;
pub(super) mod single;
pub mod text;
pub(super) mod tuple;
pub mod undocumented;
pub mod union;
pub(super) mod unlisted;
pub(super) mod values;
#[cfg(feature = "webhooks")]
pub(super) mod webhook;
pub mod wire;
