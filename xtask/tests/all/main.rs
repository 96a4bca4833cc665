//! The tests of `cargo xtask`, in one program.

mod bad_input;
mod changes;
mod common;
mod config;
mod downstream;
mod entries;
mod fallbacks;
mod features;
mod fetch;
mod files;
mod folds;
mod hostile;
mod init;
mod installed;
mod interrupted;
mod learn;
mod lengths;
mod manifest;
#[path = "../../../generator/tests/support/merge_patch.rs"]
mod merge_patch;
mod modules;
mod odd_sites;
mod overlay;
mod package;
mod platforms;
mod readme;
mod regen;
mod report;
mod semver;
mod site;
mod specs;
mod steering;
mod story;
mod tree;
mod written_earlier;
