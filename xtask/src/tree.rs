//! Brings a crate's folder to the state that regen wants: first a plan, then its steps one by one.
//!
//! In: the folder and the files it should have. Out: a [`Plan`], and, by [`apply`], the folder as planned. Regen owns
//! `src/` (everything in it), `openapi.json` and `names.json`, and both of the last version; `Cargo.toml` comes as a
//! whole text, of which [`crate::manifest`] changed only what regen owns. Nothing else in the folder is looked at or
//! touched.
//!
//! A file whose bytes are equal is not touched. Every other is written beside its place and renamed. The first step
//! of a plan puts a marker into the folder and the last one removes it, so a run that was stopped in between is
//! noticed by [`Plan::is_unfinished`] and completed by the next. A plan without changes has no steps at all.

use crate::regen::{RELEASED_DOCUMENT, RELEASED_NAMES};
use crate::specs::at;
use generator::File;
use generator::diagnostic::Diagnostics;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The marker's name in the crate's folder.
pub const MARKER: &str = ".regen-unfinished";
const MARKER_TEXT: &str = "`cargo xtask regen` was stopped before it was done. Run it again.\n";
/// A file that every run writes and nobody else does.
const NAMES: &str = "names.json";
const BESIDE: &str = ".regen-new";

/// What has to be done to a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files that are missing, relative to the folder as all paths here.
    pub missing: Vec<PathBuf>,
    /// Files whose text is another.
    pub different: Vec<PathBuf>,
    /// Files and folders that regen owns and nothing makes any more.
    pub stale: Vec<PathBuf>,
    /// How many files are as they should be.
    pub unchanged: usize,
    /// An earlier run was stopped before it was done.
    pub is_unfinished: bool,
    /// What [`apply`] does, in this order.
    pub steps: Vec<Step>,
}

/// One change of the file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Makes the folder, and those above it.
    CreateFolder(PathBuf),
    /// Writes the marker.
    Mark,
    /// Writes a text into a new file beside the place of the file named.
    WriteBeside(PathBuf, String),
    /// Puts the new file into its place.
    Rename(PathBuf),
    /// Removes a file, or a symbolic link.
    RemoveFile(PathBuf),
    /// Removes an empty folder.
    RemoveFolder(PathBuf),
    /// Removes the marker.
    Unmark,
}

/// Reports what stands where a folder of the crate belongs.
pub fn check_folders(dx: &mut Diagnostics, out: &Path) {
    let source = out.join("src");
    let folders = out.ancestors().chain([source.as_path()]);
    if let Some(file) = folders.into_iter().find(|path| is_there(path) && !path.is_dir()) {
        let message = "a file stands where a folder of the output belongs, so nothing was written";
        dx.error("output-not-a-folder", message, at(file)).help("move the file away, or say `--out DIR`");
    } else if source.is_symlink() {
        let message = "a symbolic link stands where the folder `src` belongs, so nothing was written";
        dx.error("output-not-a-folder", message, at(&source)).help("remove the link; regen makes the folder");
    }
}

/// Compares a folder with the files it should have. What is in the way is reported.
pub fn plan(dx: &mut Diagnostics, out: &Path, wanted: &[File]) -> Plan {
    let mut plan = Plan { is_unfinished: out.join(MARKER).symlink_metadata().is_ok(), ..Plan::default() };
    let wanted: BTreeMap<PathBuf, &str> =
        wanted.iter().map(|file| (PathBuf::from(&file.path), file.text.as_str())).collect();
    if !is_free(dx, out, &wanted) {
        return plan;
    }
    let there = match Listing::of(out, &wanted) {
        Ok(there) => there,
        Err((path, error)) => {
            dx.error("unreadable-output", format!("the output folder cannot be read: {error}"), at(&path));
            return plan;
        }
    };
    refuse_foreign(dx, out, &there, plan.is_unfinished);
    plan_removals(&mut plan, &there, &wanted);
    plan_writes(&mut plan, out, &there, &wanted);
    if !plan.steps.is_empty() || plan.is_unfinished {
        plan.steps.splice(0..0, [Step::CreateFolder(PathBuf::new()), Step::Mark]);
        plan.steps.push(Step::Unmark);
    }
    plan
}

/// Carries a plan out. `before` sees every step before it is taken and can stop the run by an error.
///
/// # Errors
/// The path of the file that a step failed on, and why.
pub fn apply(
    out: &Path,
    plan: &Plan,
    before: &mut dyn FnMut(&Step) -> io::Result<()>,
) -> Result<(), (PathBuf, io::Error)> {
    for step in &plan.steps {
        before(step).and_then(|()| take(out, step)).map_err(|error| (out.join(step.path()), error))?;
    }
    Ok(())
}

/// The file that is written first, for the file at a path.
pub fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(BESIDE);
    path.with_file_name(name)
}

impl Step {
    /// What the step changes, relative to the crate's folder.
    pub fn path(&self) -> &Path {
        match self {
            Step::CreateFolder(path)
            | Step::WriteBeside(path, _)
            | Step::Rename(path)
            | Step::RemoveFile(path)
            | Step::RemoveFolder(path) => path,
            Step::Mark | Step::Unmark => Path::new(MARKER),
        }
    }
}

impl Plan {
    /// Nothing has to be done.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Files that [`apply`] writes.
    pub fn written(&self) -> usize {
        self.missing.len() + self.different.len()
    }
}

fn take(out: &Path, step: &Step) -> io::Result<()> {
    match step {
        Step::CreateFolder(path) => fs::create_dir_all(out.join(path)),
        Step::Mark => fs::write(out.join(MARKER), MARKER_TEXT),
        Step::WriteBeside(path, text) => fs::write(out.join(beside(path)), text),
        Step::Rename(path) => fs::rename(out.join(beside(path)), out.join(path)),
        Step::RemoveFile(path) => fs::remove_file(out.join(path)),
        Step::RemoveFolder(path) => fs::remove_dir(out.join(path)),
        Step::Unmark => fs::remove_file(out.join(MARKER)),
    }
}

/// What the folder holds of what regen owns.
#[derive(Default)]
struct Listing {
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

impl Listing {
    fn of(out: &Path, wanted: &BTreeMap<PathBuf, &str>) -> Result<Self, (PathBuf, io::Error)> {
        let mut listing = Listing::default();
        let mut folders = vec![PathBuf::from("src")];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(out.join(&folder)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err((out.join(folder), error)),
                Ok(entries) => entries,
            };
            listing.folders.insert(folder.clone());
            for entry in entries {
                let entry = entry.map_err(|error| (out.join(&folder), error))?;
                let path = folder.join(entry.file_name());
                // A symbolic link is a file here: it is removed, never what it leads to.
                let is_folder = entry.file_type().map_err(|error| (out.join(&path), error))?.is_dir();
                if is_folder {
                    folders.push(path);
                } else {
                    listing.files.insert(path);
                }
            }
        }
        let others = wanted.keys().filter(|path| !path.starts_with("src")).cloned();
        for path in others.chain([NAMES, RELEASED_DOCUMENT, RELEASED_NAMES].map(PathBuf::from)) {
            let new = beside(&path);
            listing.files.extend([path, new].into_iter().filter(|path| is_there(&out.join(path))));
        }
        Ok(listing)
    }
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Nothing stands where a file belongs outside `src/`, and no file leaves the crate.
fn is_free(dx: &mut Diagnostics, out: &Path, wanted: &BTreeMap<PathBuf, &str>) -> bool {
    for path in wanted.keys() {
        let is_plain = path.components().all(|component| matches!(component, Component::Normal(_)));
        if !is_plain {
            dx.error("output-outside", "the file would be outside of the crate, so nothing was written", at(path));
            return false;
        }
        let place = out.join(path);
        if !path.starts_with("src") && place.is_dir() {
            let message = "a folder stands where a file of the output belongs, so nothing was written";
            dx.error("output-not-a-file", message, at(&place)).help("move the folder away, or say `--out DIR`");
            return false;
        }
    }
    true
}

/// A crate that regen never wrote is not overwritten: all of its `src/` would be lost. A lone `lib.rs`, as `cargo new`
/// makes it, is no loss.
fn refuse_foreign(dx: &mut Diagnostics, out: &Path, there: &Listing, is_unfinished: bool) {
    let is_ours = is_unfinished || there.files.contains(Path::new(NAMES));
    let mut sources = there.files.iter().filter(|path| path.starts_with("src"));
    if let Some(file) = sources.find(|path| *path != Path::new("src/lib.rs"))
        && !is_ours
    {
        dx.error(
            "foreign-output",
            "the folder holds a crate that regen did not write, so it was left alone",
            at(&out.join(file)),
        )
        .help("say `--out DIR` for another folder; if `src/` may be lost, remove it first");
    }
}

fn plan_removals(plan: &mut Plan, there: &Listing, wanted: &BTreeMap<PathBuf, &str>) {
    for path in there.files.iter().filter(|path| !wanted.contains_key(*path)) {
        let is_owned = path.starts_with("src")
            || [RELEASED_DOCUMENT, RELEASED_NAMES].iter().any(|name| path == Path::new(name))
            || path.to_string_lossy().ends_with(BESIDE);
        if is_owned {
            plan.stale.push(path.clone());
            plan.steps.push(Step::RemoveFile(path.clone()));
        }
    }
    // Inner folders come after the outer ones in the set, and have to go before them.
    for folder in there.folders.iter().rev() {
        if !wanted.keys().any(|path| path != folder && path.starts_with(folder)) {
            plan.stale.push(folder.clone());
            plan.steps.push(Step::RemoveFolder(folder.clone()));
        }
    }
}

fn plan_writes(plan: &mut Plan, out: &Path, there: &Listing, wanted: &BTreeMap<PathBuf, &str>) {
    let mut folders = there.folders.clone();
    folders.insert(PathBuf::new());
    for (path, text) in wanted {
        let is_file = there.files.contains(path);
        let is_equal =
            is_file && !out.join(path).is_symlink() && fs::read(out.join(path)).is_ok_and(|old| old == text.as_bytes());
        if is_equal {
            plan.unchanged += 1;
            continue;
        }
        let list = if is_file { &mut plan.different } else { &mut plan.missing };
        list.push(path.clone());
        if let Some(folder) = path.parent().filter(|folder| folders.insert(folder.to_path_buf())) {
            plan.steps.push(Step::CreateFolder(folder.to_path_buf()));
        }
        plan.steps.push(Step::WriteBeside(path.clone(), (*text).to_owned()));
        plan.steps.push(Step::Rename(path.clone()));
    }
}
