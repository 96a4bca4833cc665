//! The tests of `cargo xtask`, in one program.

mod bad_input;
mod behaviour;
mod changes;
mod common;
mod corpus;
mod downstream;
mod features;
mod fetch;
mod history;
mod hostile;
mod interrupted;
mod learn;
mod lengths;
mod manifest;
mod modules;
mod regen;
mod semver;
mod served;
mod site;
mod specs;
mod steering;
mod story;
mod tree;
