//! Where this program was installed from.
//!
//! In: the list that `cargo install` keeps beside the folder of its programs (`.crates.toml`), a line for each package:
//!
//! ```toml
//! [v1]
//! "pages-to-crate 0.1.0 (git+https://git.example/tool?branch=main#0123abcd)" = ["pages-to-crate"]
//! ```
//!
//! Out: its source, as far as CI can install from there too.

use std::fs;
use toml_edit::DocumentMut;

/// Where a package is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// crates.io.
    Registry,
    /// A git repository.
    Git {
        /// Its address.
        url: String,
        /// The commit.
        rev: String,
    },
}

/// The source of this program; nothing if it was not installed, or from where only this machine can read.
pub(super) fn source() -> Option<Source> {
    let program = std::env::current_exe().ok()?;
    let list = program.parent()?.parent()?.join(".crates.toml");
    let list = fs::read_to_string(list).ok()?.parse::<DocumentMut>().ok()?;
    let packages = list.get("v1")?.as_table_like()?;
    let prefix = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"), " (");
    let found = packages.iter().find_map(|(package, _)| package.strip_prefix(prefix)?.strip_suffix(')'))?;
    read(found)
}

/// The source that Cargo writes so. An address with a user or a password is nothing to write into a repository.
fn read(text: &str) -> Option<Source> {
    let is_registry = ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];
    if is_registry.contains(&text) {
        return Some(Source::Registry);
    }
    let (url, rev) = text.strip_prefix("git+")?.split_once('#')?;
    let url = url.split('?').next()?;
    let is_public = url.starts_with("https://") && !url.contains('@');
    let is_plain = super::is_plain(url, super::ADDRESS) && rev.chars().all(|one| one.is_ascii_hexdigit());
    (is_public && is_plain).then(|| Source::Git { url: url.to_owned(), rev: rev.to_owned() })
}
