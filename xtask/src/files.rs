//! Writes a file as a whole.
//!
//! In: a path and its text. Out: the file, with the new text or the old one, whatever happens meanwhile.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// Writes a file beside its place and renames it.
///
/// # Errors
/// If the folder cannot be created, or the file written or renamed.
pub fn put(path: &Path, text: &str) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    let beside = path.with_file_name(name);
    fs::write(&beside, text)?;
    fs::rename(beside, path)
}
