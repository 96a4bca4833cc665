//! The project's own commands, as a library so that tests reach every step: the only place that touches disk and
//! network. What the commands do with text is in `generator`.
//!
//! [`command::run`] is the way in: arguments in, an exit status out.

#![deny(
    clippy::cognitive_complexity,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used
)]

pub mod changelog;
pub mod changes;
pub mod command;
pub mod config;
pub mod diff;
pub mod digest;
pub mod fetch;
pub mod files;
pub mod hold;
pub mod init;
pub mod journal;
pub mod learn;
pub mod license;
pub mod manifest;
pub mod overlay;
pub mod print;
pub mod program;
pub mod progress;
pub mod project;
pub mod regen;
pub mod report;
pub mod source;
pub mod specs;
mod template;
pub mod tree;
pub mod version;
