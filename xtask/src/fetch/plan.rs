//! What a fetch changes in the specs folder.
//!
//! In: the pages as the site has them now, the lock and the folder. Out: a [`Plan`]: what is new, changed or gone, and
//! the moves that bring the folder and the lock to that state. Files that the lock does not name are never touched,
//! and neither is a page that was edited by hand: both are reported, as errors, or, where the site is only compared
//! with the lock, as warnings: the folder has no say in that.

use super::Options;
use super::address;
use super::client::Marks;
use super::lock::{self, Lock};
use crate::digest;
use crate::journal::Move;
use crate::specs::at;
use generator::diagnostic::Diagnostics;
use reqwest::Url;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A page of the site that belongs into the folder.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub url: Url,
    pub text: String,
    pub fragments: usize,
    pub marks: Marks,
}

/// What has to be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// What differs from the lock, sorted by file.
    pub changes: Vec<Change>,
    /// Pages that are as the lock says.
    pub unchanged: usize,
    /// Pages that the site has and the folder is to have.
    pub pages: usize,
    /// OpenAPI documents in them.
    pub fragments: usize,
    /// What brings the folder there.
    pub moves: Vec<Move>,
}

/// One page that differs from the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// How it differs.
    pub kind: Kind,
    /// Relative to the specs folder.
    pub file: String,
    /// OpenAPI documents in it now.
    pub fragments: usize,
    /// Bytes now.
    pub size: usize,
}

/// How a page differs from the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The lock does not have it.
    New,
    /// Its text is another.
    Changed,
    /// The lock has it and the folder does not.
    Restored,
    /// The lock has it and the site lists it no more; it stays in the folder.
    Gone,
    /// As `Gone`, and it is removed.
    Pruned,
}

/// Compares the site with the lock and the folder.
pub(super) fn plan(dx: &mut Diagnostics, options: &Options, old: &Lock, next: Lock, kept: &[Kept], now: &str) -> Plan {
    let known: BTreeMap<String, String> = old.pages.iter().map(|page| (page.url.clone(), page.file.clone())).collect();
    let texts: Vec<(&Url, &str)> = kept.iter().map(|page| (&page.url, page.text.as_str())).collect();
    let files = address::files(&known, &texts);
    let mut plan = Plan::default();
    let mut pages = Vec::new();
    for page in kept {
        let Some(file) = files.get(page.url.as_str()) else { continue };
        let before = old.pages.iter().find(|old| old.url == page.url.as_str());
        let entry = entry(page, file, before, now);
        compare(dx, options, &mut plan, page, &entry, before);
        plan.fragments += entry.fragments;
        pages.push(entry);
    }
    plan.pages = pages.len();
    let still: BTreeSet<&str> = kept.iter().map(|page| page.url.as_str()).collect();
    for page in old.pages.iter().filter(|page| !still.contains(page.url.as_str())) {
        if gone(dx, options, &mut plan, page) {
            pages.push(page.clone());
        }
    }
    pages.sort_by(|one, other| one.file.cmp(&other.file));
    plan.changes.sort_by(|one, other| one.file.cmp(&other.file));
    write_lock(dx, &options.specs, &mut plan, &Lock { pages, ..next });
    plan
}

fn entry(page: &Kept, file: &str, before: Option<&lock::Page>, now: &str) -> lock::Page {
    let sha256 = digest::sha256(page.text.as_bytes());
    let time = before.filter(|before| before.sha256 == sha256).map_or(now, |before| before.time.as_str()).to_owned();
    lock::Page {
        file: file.to_owned(),
        url: page.url.to_string(),
        sha256,
        size: page.text.len(),
        time,
        fragments: page.fragments,
        etag: page.marks.etag.clone(),
        last_modified: page.marks.last_modified.clone(),
    }
}

fn compare(
    dx: &mut Diagnostics,
    options: &Options,
    plan: &mut Plan,
    page: &Kept,
    entry: &lock::Page,
    before: Option<&lock::Page>,
) {
    let path = options.specs.join(&entry.file);
    let kind = before.map_or(Some(Kind::New), |before| (before.sha256 != entry.sha256).then_some(Kind::Changed));
    let there = standing(dx, options, &entry.file);
    let is_there = there.is(&entry.sha256);
    if !is_there && let Standing::File(there) = &there {
        if before.is_none() {
            let problem = "a file that fetch did not write stands where the page belongs";
            let help = "move the file away, or leave the page out by `--exclude GLOB`";
            in_the_way(dx, options, "foreign-page", problem, &path, help);
        } else if before.is_some_and(|before| before.sha256 != *there) {
            let help = "put corrections into an overlay; remove the file, and the page is fetched anew";
            in_the_way(dx, options, "edited-page", "the file was changed since it was fetched", &path, help);
        }
    }
    let is_missing = kind.is_none() && matches!(there, Standing::Nothing);
    let kind = if is_missing { Some(Kind::Restored) } else { kind };
    match kind {
        Some(kind) => {
            let (fragments, size) = (entry.fragments, entry.size);
            plan.changes.push(Change { kind, file: entry.file.clone(), fragments, size });
        }
        None => plan.unchanged += 1,
    }
    if !is_there {
        plan.moves.push(Move::Put(entry.file.clone(), page.text.clone()));
    }
}

/// A page that the site has no more. Whether it stays in the lock.
fn gone(dx: &mut Diagnostics, options: &Options, plan: &mut Plan, page: &lock::Page) -> bool {
    let kind = if options.prune { Kind::Pruned } else { Kind::Gone };
    plan.changes.push(Change { kind, file: page.file.clone(), fragments: page.fragments, size: page.size });
    if !options.prune {
        return true;
    }
    match standing(dx, options, &page.file) {
        there if there.is(&page.sha256) => plan.moves.push(Move::Take(page.file.clone())),
        Standing::File(_) => {
            let problem = "the page is gone, but its file was changed since it was fetched";
            let help = "remove the file by hand, or take its entry out of `sources.lock` to keep it";
            in_the_way(dx, options, "edited-page", problem, &options.specs.join(&page.file), help);
        }
        Standing::Nothing | Standing::Blocked => {}
    }
    false
}

/// What stands at a page's place.
#[derive(Debug)]
enum Standing {
    /// A file with this hash.
    File(String),
    Nothing,
    /// Something that can be no page; it was reported.
    Blocked,
}

impl Standing {
    fn is(&self, sha256: &str) -> bool {
        matches!(self, Standing::File(there) if there == sha256)
    }
}

/// Reports something in the folder that a fetch cannot write over: it stops a fetch, and says nothing about the site.
fn in_the_way(dx: &mut Diagnostics, options: &Options, code: &'static str, problem: &str, path: &Path, help: &str) {
    let message = match options.check {
        true => dx.warning(code, format!("{problem}, so a fetch would write nothing"), at(path)),
        false => dx.error(code, format!("{problem}, so nothing was written"), at(path)),
    };
    message.help(help);
}

/// What stands at a place. What can be no page's place is reported.
fn standing(dx: &mut Diagnostics, options: &Options, file: &str) -> Standing {
    let path = options.specs.join(file);
    let mut above = path.ancestors().skip(1).take_while(|folder| *folder != options.specs);
    let blocked = above.find(|folder| folder.symlink_metadata().is_ok_and(|found| !found.is_dir()));
    let is_odd = path.symlink_metadata().is_ok_and(|found| !found.is_file());
    if let Some(blocked) = blocked.or(is_odd.then_some(path.as_path())) {
        let help = "move it away: a page is a plain file in plain folders, no symbolic link";
        in_the_way(dx, options, "page-blocked", "what stands here is in the way of a page", blocked, help);
        return Standing::Blocked;
    }
    match fs::read(&path) {
        Ok(bytes) => Standing::File(digest::sha256(&bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Standing::Nothing,
        Err(error) => {
            let help = "make it a readable file, or remove it from the folder";
            in_the_way(dx, options, "unreadable-file", &format!("the file cannot be read ({error})"), &path, help);
            Standing::Blocked
        }
    }
}

fn write_lock(dx: &mut Diagnostics, specs: &Path, plan: &mut Plan, lock: &Lock) {
    let path = specs.join(lock::NAME);
    match lock::text(lock) {
        Ok(text) if fs::read_to_string(&path).is_ok_and(|old| old == text) => {}
        Ok(text) => plan.moves.push(Move::Put(lock::NAME.to_owned(), text)),
        Err(problem) => {
            dx.error("invalid-lock", format!("the lock cannot be written: {problem}"), at(&path))
                .help("report this as a defect of the command");
        }
    }
}
