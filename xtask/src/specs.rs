//! Reads the specs folder.
//!
//! In: a folder. Out: its pages, documents and overlays (`*.md`, `*.mdx`, `*.json`, `*.yaml`, `*.yml`, and `llms-full.txt`, in
//! which sites publish all their pages as one), verbatim, sorted by path, whatever order the file system lists them in.
//! `specs/a/b.md` is the page `a/b.md`. Names that start with a dot (but `.gitbook`) and the lock of what was fetched are
//! ignored, other files are noted, and no symbolic link leads out of the folder. What a file holds is not looked at here, except that
//! it is text.

use crate::fetch::lock;
use crate::program;
use generator::diagnostic::{At, Diagnostics};
use generator::source::Page;
use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Reads every page of a folder; what cannot be read is reported.
pub fn pages(dx: &mut Diagnostics, specs: &Path) -> Vec<Page> {
    let Some(root) = root(dx, specs) else { return Vec::new() };
    if crate::fetch::transaction::is_unfinished(specs) {
        dx.error(
            "unfinished-fetch",
            "a fetch was stopped while it moved pages into place, so they may be of two states",
            at(specs),
        )
        .help(format!("run {}, which undoes that and fetches again", program::call("fetch")));
    }
    let mut pages = Vec::new();
    let mut unreadable = false;
    let mut not_text = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(specs.join(&folder)).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => {
                unreadable_file(dx, &specs.join(&folder), &error.to_string());
                unreadable = true;
                continue;
            }
        };
        let mut names: Vec<_> = entries.iter().map(fs::DirEntry::file_name).collect();
        names.sort();
        // Repositories that GitBook writes have their documents in a hidden folder.
        let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".") && name != ".gitbook";
        for name in names.into_iter().filter(|name| !is_hidden(name)) {
            match entry(dx, specs, &root, &folder.join(name)) {
                Entry::Page(page) => pages.push(page),
                Entry::Folder(folder) => folders.push(folder),
                Entry::Skipped => {}
                Entry::NotText(message) => not_text.push(message),
                Entry::Unreadable => unreadable = true,
            }
        }
    }
    if !pages.is_empty() {
        not_text.iter().for_each(|message| leave_out(dx, *message));
    }
    if pages.is_empty() && not_text.is_empty() && !unreadable {
        dx.error("empty-specs", "the specs folder holds no page, so there is nothing to generate from", at(specs))
            .help("put the published pages (`*.md`) or documents (`*.json`, `*.yaml`) into it, or say `--specs DIR`");
    }
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    pages
}

/// Makes a warning of an error about a file: the other pages are there without it.
fn leave_out(dx: &mut Diagnostics, message: usize) {
    if let Some(said) = dx.list.get_mut(message) {
        said.leave_out("it");
    }
}

/// Where the pages of a folder were fetched, by their paths, as its lock says: what is relative in a page is relative to
/// its address.
pub fn fetched(dx: &mut Diagnostics, specs: &Path) -> BTreeMap<String, String> {
    lock::urls(lock::read(dx, specs))
}

/// What is taken of pages.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The APIs of these titles; empty: the only one.
    pub titles: Vec<String>,
    /// Apply extensions that steer the generator in fetched pages too.
    pub trust_extensions: bool,
    /// Take only the operations that pages refer to, where they refer to a document.
    pub referred_only: bool,
}

/// The pages whose extensions are not applied: those that were fetched, or none if these are to be trusted.
pub fn untrusted(urls: &BTreeMap<String, String>, trusts_fetched: bool) -> HashSet<String> {
    if trusts_fetched { HashSet::new() } else { urls.keys().cloned().collect() }
}

/// The path of a file or folder as a message shows it.
pub fn at(path: &Path) -> At {
    At::File(shown(path))
}

/// A path as a person here would write it: relative to the current folder if it is inside.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let short = path.strip_prefix(&here).ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path);
    short.display().to_string().replace('\\', "/")
}

/// The text of a file; `None` if there is none, or if it was reported.
pub fn text(dx: &mut Diagnostics, path: &Path) -> Option<String> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            unreadable_file(dx, path, &error.to_string());
            None
        }
        Ok(_) => readable(dx, path),
    }
}

enum Entry {
    Page(Page),
    Folder(PathBuf),
    Skipped,
    /// Not UTF-8, which the message of this number says.
    NotText(usize),
    Unreadable,
}

fn root(dx: &mut Diagnostics, specs: &Path) -> Option<PathBuf> {
    let found = fs::canonicalize(specs).ok();
    if let Some(root) = found.as_ref().filter(|root| root.is_dir()) {
        return Some(root.clone());
    }
    let problem = if found.is_some() { "is not a folder" } else { "does not exist" };
    dx.error("no-specs-folder", format!("the specs folder {problem}, so there is nothing to read"), at(specs))
        .help("create the folder and put the published pages into it, or say `--specs DIR`");
    None
}

fn entry(dx: &mut Diagnostics, specs: &Path, root: &Path, relative: &Path) -> Entry {
    let path = specs.join(relative);
    let real = match fs::canonicalize(&path) {
        Ok(real) => real,
        Err(error) => return unreadable_file(dx, &path, &error.to_string()),
    };
    if !real.starts_with(root) {
        dx.error(
            "link-out-of-specs",
            "the symbolic link leads out of the specs folder, so it was not followed",
            at(&path),
        )
        .help("put a copy of the file into the specs folder");
        return Entry::Unreadable;
    }
    let is_link = path.is_symlink();
    if real.is_dir() {
        return match (is_page(relative), is_link) {
            (true, _) => unreadable_file(dx, &path, "it is a folder"),
            (false, true) => {
                dx.note(
                    "link-to-folder",
                    "the symbolic link was not followed, its folder is read in its own place",
                    at(&path),
                );
                Entry::Skipped
            }
            (false, false) => Entry::Folder(relative.to_path_buf()),
        };
    }
    if relative == Path::new(lock::NAME) {
        return Entry::Skipped;
    }
    if !is_page(relative) {
        dx.note("not-a-page", "the file was skipped: neither Markdown nor JSON nor YAML by its name", at(&path));
        return Entry::Skipped;
    }
    let Some(name) = relative.to_str() else {
        dx.error("not-utf8", "the name of the file is not UTF-8", at(&path)).help("rename the file");
        return Entry::Unreadable;
    };
    let name = name.replace(std::path::MAIN_SEPARATOR, "/");
    let before = dx.list.len();
    match readable(dx, &path) {
        Some(text) => Entry::Page(Page { path: name, text }),
        None if dx.list.iter().skip(before).all(|said| said.code == "not-utf8") => Entry::NotText(before),
        None => Entry::Unreadable,
    }
}

/// Whether a file is a page, a document or an overlay by its name.
pub(crate) fn is_page(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let is_all_pages = path.file_name().is_some_and(|name| name == "llms-full.txt");
    is_all_pages || matches!(extension.as_deref(), Some("md" | "mdx" | "json" | "yaml" | "yml"))
}

fn readable(dx: &mut Diagnostics, path: &Path) -> Option<String> {
    // What is no regular file (a pipe, say) could block for ever.
    if !path.is_file() {
        unreadable_file(dx, path, "it is not a regular file");
        return None;
    }
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            unreadable_file(dx, path, &error.to_string());
            return None;
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let message = format!("the file is not UTF-8 from byte {offset} on");
            dx.error("not-utf8", message, at(path)).help("save the file as UTF-8, or remove it from the folder");
            None
        }
    }
}

fn unreadable_file(dx: &mut Diagnostics, path: &Path, reason: &str) -> Entry {
    dx.error("unreadable-file", format!("the file cannot be read: {reason}"), at(path))
        .help("make it a readable file, or remove it from the folder");
    Entry::Unreadable
}
