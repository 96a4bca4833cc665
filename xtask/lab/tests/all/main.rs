//! The tests of `cargo lab`, in one program.

mod behaviour;
mod common;
mod corpus;
#[path = "../../../tests/all/files.rs"]
mod files;
mod history;
mod pairs;
mod served;
