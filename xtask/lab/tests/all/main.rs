//! The tests of `cargo lab`, in one program.

mod behaviour;
mod common;
mod corpus;
mod dependencies;
#[path = "../../../tests/all/files.rs"]
mod files;
mod history;
mod pairs;
mod served;
