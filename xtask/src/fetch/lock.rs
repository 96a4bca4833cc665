//! `sources.lock`: where the pages of the specs folder come from.
//!
//! In and out: TOML, such as
//!
//! ```toml
//! version = 1
//!
//! [[source]]
//! url = "https://docs.example.com/llms.txt"
//!
//! [[page]]
//! file = "api/pets.md"
//! url = "https://docs.example.com/api/pets.md"
//! sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! size = 4021
//! time = "2026-01-31T09:00:00Z"
//! fragments = 2
//! etag = "\"5e-1\""
//! ```
//!
//! `time` is when the page was first fetched as it is, so that a run that finds nothing new changes nothing here.

use super::client::Marks;
use crate::journal::is_inside;
use crate::program;
use crate::specs::at;
use generator::diagnostic::Diagnostics;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// The file's name in the specs folder.
pub const NAME: &str = "sources.lock";
const VERSION: u32 = 1;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Of this file's layout.
    pub version: u32,
    /// What was asked for.
    #[serde(default, rename = "source", skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// The pages, sorted by their files.
    #[serde(default, rename = "page", skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// Pages that hold no OpenAPI, sorted by address: they are asked for again only if they changed.
    #[serde(default, rename = "other", skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Other>,
}

/// One address that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// An index, a page or a document.
    pub url: String,
    /// Which pages; empty: those that hold OpenAPI.
    #[serde(default, rename = "match", skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<String>,
    /// Which pages not.
    #[serde(default, rename = "exclude", skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Relative to the specs folder, with `/` between folders.
    pub file: String,
    /// Where it was fetched.
    pub url: String,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    /// In bytes.
    pub size: usize,
    /// When it was first fetched as it is (RFC 3339).
    pub time: String,
    /// How many OpenAPI documents it holds.
    pub fragments: usize,
    /// What the site called this state of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// When the site says that it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// A page without OpenAPI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// Where it is.
    pub url: String,
    /// As of a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// As of a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl Default for Lock {
    fn default() -> Self {
        Self { version: VERSION, sources: Vec::new(), pages: Vec::new(), others: Vec::new() }
    }
}

impl Page {
    pub(super) fn marks(&self) -> Marks {
        Marks { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }
}

impl Other {
    pub(super) fn marks(&self) -> Marks {
        Marks { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }
}

/// Reads the lock of a folder; an empty one if there is none. What is wrong with it is reported.
pub fn read(dx: &mut Diagnostics, specs: &Path) -> Lock {
    let path = specs.join(NAME);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Lock::default(),
        Err(error) => {
            dx.error("unreadable-file", format!("the lock cannot be read: {error}"), at(&path))
                .help("make it a readable file, or remove it and fetch again with the addresses");
            return Lock::default();
        }
    };
    match parse(&text) {
        Ok(lock) => lock,
        Err(problem) => {
            dx.error("invalid-lock", format!("the lock cannot be used: {problem}"), at(&path)).help(
                "take the last good state of it from version control, or remove it and fetch again with the addresses",
            );
            Lock::default()
        }
    }
}

/// Where the files of a folder were fetched, by the text of its lock.
///
/// # Errors
/// Why the text is no lock.
pub fn urls_of(text: &str) -> Result<BTreeMap<String, String>, String> {
    parse(text).map(urls)
}

/// Where the files that a lock names were fetched.
pub fn urls(lock: Lock) -> BTreeMap<String, String> {
    lock.pages.into_iter().map(|page| (page.file, page.url)).collect()
}

fn parse(text: &str) -> Result<Lock, String> {
    let lock: Lock = toml_edit::de::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
    if lock.version != VERSION {
        return Err(format!("it has version {}, and {VERSION} is understood", lock.version));
    }
    match lock.pages.iter().find(|page| !is_inside(&page.file)) {
        Some(page) => Err(format!("`{}` is no file of the specs folder", page.file)),
        None => Ok(lock),
    }
}

/// The text of a lock.
///
/// # Errors
/// If it cannot be written as TOML.
pub fn text(lock: &Lock) -> Result<String, String> {
    let body = toml_edit::ser::to_string_pretty(lock).map_err(|error| error.to_string())?;
    Ok(format!("# Where the pages of this folder come from. Written by {}.\n{body}", program::call("fetch")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock() -> Lock {
        let page = Page {
            file: "api/pets.md".to_owned(),
            url: "https://docs.example.com/api/pets.md".to_owned(),
            sha256: "ab".repeat(32),
            size: 12,
            time: "2026-01-31T09:00:00Z".to_owned(),
            fragments: 2,
            etag: Some("W/\"a\\b\"".to_owned()),
            last_modified: None,
        };
        let source = Source {
            url: "https://docs.example.com/llms.txt".to_owned(),
            matches: vec!["api/**".to_owned()],
            excludes: Vec::new(),
        };
        let other = Other {
            url: "https://docs.example.com/guide.md".to_owned(),
            etag: None,
            last_modified: Some("Sun, 06 Nov 1994 08:49:37 GMT".to_owned()),
        };
        Lock { sources: vec![source], pages: vec![page], others: vec![other], ..Lock::default() }
    }

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let text = text(&lock()).unwrap();
        assert!(text.contains("\n[[page]]\nfile = \"api/pets.md\"\n"), "{text}");
        assert!(text.contains("\n[[source]]\nurl = \"https://docs.example.com/llms.txt\"\n"), "{text}");
        assert_eq!(parse(&text).unwrap(), lock());
        assert_eq!(parse("version = 1\n").unwrap(), Lock::default());
    }

    #[test]
    fn a_lock_that_cannot_be_used_is_refused() {
        for file in ["../pets.md", "/etc/pets.md", "a/../../pets.md", "", ".git/config.md", "a\\..\\pets.md"] {
            let mut lock = lock();
            lock.pages[0].file = file.to_owned();
            assert!(parse(&text(&lock).unwrap()).is_err(), "{file}");
        }
        for text in ["version = 2\n", "", "<<<<<<< HEAD\nversion = 1\n", "version = 1\nsomething = 1\n"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
