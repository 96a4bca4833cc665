//! The tests of `cargo xtask`, in one program.

mod bad_input;
mod behaviour;
mod changes;
mod common;
mod corpus;
mod downstream;
mod features;
mod fetch;
mod learn;
mod lengths;
mod manifest;
mod modules;
mod regen;
mod semver;
mod served;
mod site;
mod specs;
mod story;
mod tree;
