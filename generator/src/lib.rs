//! Pages in, crate out: turns documentation pages with OpenAPI fragments into the files of a Rust client crate.
//!
//! [`generate`] is the whole story; every phase it calls is a module of the same name. Text in, text out: nothing
//! here touches files, the environment, the network or the clock.

pub mod diagnostic;
pub mod document;
pub mod ir;
pub mod source;
