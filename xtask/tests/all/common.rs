//! Folders to run `cargo xtask` in.

pub use crate::files::{contents, write};
use std::path::Path;
use std::process::{Command, Output};

/// Runs `cargo xtask` with arguments, in a folder.
pub fn xtask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pages-to-crate"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("the command starts")
}
