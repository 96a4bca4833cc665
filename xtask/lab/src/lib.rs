//! What the maintainers measure and try, as a library so that tests reach every step: crates of many documents
//! ([`corpus`]), the figures of the README ([`mod@bench`]), servers of several frameworks ([`servers`]), and the client with
//! each of its features ([`features`]). The commands that users run are in `xtask`.
//!
//! [`command::run`] is the way in: arguments in, an exit status out.

#![deny(clippy::cognitive_complexity, clippy::too_many_lines)]

pub mod bench;
pub mod command;
pub mod corpus;
pub mod features;
pub mod servers;
