//! The tests of `cargo xtask`, in one program.

mod bad_input;
mod common;
mod manifest;
mod modules;
mod specs;
mod tree;
