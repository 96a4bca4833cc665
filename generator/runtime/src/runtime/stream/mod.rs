//! Bodies read piece by piece: events, lines of JSON, downloads.

pub(super) mod download;
#[cfg(feature = "events")]
pub(super) mod events;
#[cfg(feature = "events")]
pub(super) mod json_lines;
#[cfg(feature = "events")]
pub(super) mod lines;
