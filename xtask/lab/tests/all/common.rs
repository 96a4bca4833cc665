//! Folders to run `cargo lab` in.

pub use crate::files::{contents, write};
use std::path::Path;
use std::process::{Command, Output};

/// Runs `cargo lab` with arguments, in a folder.
pub fn lab(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lab"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("the command starts")
}

/// The project's folder.
pub fn project() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
