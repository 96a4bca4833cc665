//! Brings a crate's folder to the state that regen wants: first a plan, then all of it or nothing.
//!
//! In: the folder and the files it should have. Out: a [`Plan`], and, by [`apply`], the folder as planned. A file whose
//! bytes are equal is not touched; everything else goes through the [`crate::journal`].
//!
//! Regen writes `openapi.json`, `names.json`, `CHANGELOG.md`, the first two of the last version, [`FILES`], and in `src/`
//! the files that [`FILES`] lists; `Cargo.toml` and `README.md` come as whole texts, of which [`crate::manifest`] and
//! [`crate::regen::readme`] changed only what regen owns. It removes only what it wrote: a file in `src/` that is not
//! listed stays, and where one stands in the place of a file to write, nothing is written. A crate without the list is of
//! an earlier version: there the files of regen are known by their first line, and those of the runtime by their folder.

use crate::journal::{self, Move, Watch};
use crate::program;
use crate::regen::{DOCUMENT, NAMES, RELEASED_DOCUMENT, RELEASED_NAMES};
use crate::specs::at;
use generator::File;
use generator::diagnostic::Diagnostics;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The list of the files in `src/` that regen wrote.
pub const FILES: &str = ".regen-files";
/// How the first line began that regen wrote into its files before it listed them.
const FIRST_LINE: &str = "// Generated from the API's documentation by";

/// What has to be done to a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files that are missing, relative to the folder as all paths here.
    pub missing: Vec<PathBuf>,
    /// Files whose text is another.
    pub different: Vec<PathBuf>,
    /// Files that regen wrote and nothing makes any more.
    pub stale: Vec<PathBuf>,
    /// Files in `src/` that regen did not write. They stay.
    pub foreign: Vec<PathBuf>,
    /// How many files are as they should be.
    pub unchanged: usize,
    /// What [`apply`] does.
    pub moves: Vec<Move>,
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
pub fn plan(dx: &mut Diagnostics, out: &Path, files: Vec<File>) -> Plan {
    let mut plan = Plan::default();
    let list = File { path: FILES.to_owned(), text: list(&files) };
    let wanted: BTreeMap<String, String> = files.into_iter().chain([list]).map(|file| (file.path, file.text)).collect();
    if !is_free(dx, out, &wanted) {
        return plan;
    }
    let there = match sources(out) {
        Ok(there) => there,
        Err((path, error)) => {
            dx.error("unreadable-output", format!("the output folder cannot be read: {error}"), at(&path));
            return plan;
        }
    };
    let written = Written::read(out);
    refuse_foreign(dx, out, &there, &written);
    plan_removals(&mut plan, out, &there, &wanted, &written);
    refuse_blocked(dx, out, &plan, &wanted);
    plan_writes(dx, &mut plan, out, wanted, &written);
    plan
}

/// Carries a plan out, or nothing of it. `watch` sees every change of the file system and can stop the run by an error.
///
/// # Errors
/// The path of what could not be changed, and why; see [`journal::Journal::carry_out`].
pub fn apply(out: &Path, plan: &Plan, watch: &mut Watch) -> Result<(), journal::Failure> {
    journal::REGEN.carry_out(out, &plan.moves, watch)
}

impl Plan {
    /// Nothing has to be done.
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty()
    }

    /// Files that [`apply`] writes.
    pub fn written(&self) -> usize {
        self.missing.len() + self.different.len()
    }
}

fn list(files: &[File]) -> String {
    let sources: BTreeSet<&str> =
        files.iter().map(|file| file.path.as_str()).filter(|path| path.starts_with("src/")).collect();
    let head =
        format!("# The files in `src/` that {} wrote. Regen removes no other file there.\n", program::call("regen"));
    sources.into_iter().fold(head, |text, path| text + path + "\n")
}

/// What regen wrote in earlier runs.
pub(crate) enum Written {
    /// It listed these files.
    Listed(BTreeSet<String>),
    /// It did not list them yet.
    Unlisted,
    /// Nothing.
    Nothing,
}

impl Written {
    /// Reads the list.
    pub(crate) fn read(out: &Path) -> Self {
        match fs::read_to_string(out.join(FILES)) {
            Ok(text) => Self::Listed(text.lines().filter(|line| line.starts_with("src/")).map(str::to_owned).collect()),
            Err(_) if is_there(&out.join(NAMES)) => Self::Unlisted,
            Err(_) => Self::Nothing,
        }
    }

    /// Whether regen wrote a file.
    pub(crate) fn has(&self, out: &Path, path: &str) -> bool {
        let text = || fs::read_to_string(out.join(path)).unwrap_or_default();
        match self {
            Self::Listed(_) | Self::Unlisted if !path.starts_with("src/") => true,
            Self::Listed(files) => files.contains(path),
            Self::Unlisted if path.starts_with("src/runtime/") => text().starts_with("//!"),
            Self::Unlisted => path == "src/examples.json" || text().starts_with(FIRST_LINE),
            Self::Nothing if path == "src/lib.rs" => is_template(&text()),
            Self::Nothing => path != DOCUMENT,
        }
    }
}

/// A library as `cargo new` makes it is no loss.
fn is_template(text: &str) -> bool {
    text.trim().is_empty() || (text.contains("fn it_works()") && text.lines().count() < 20)
}

/// Every file below `src/`; a symbolic link is a file, whatever it leads to.
fn sources(out: &Path) -> Result<BTreeSet<PathBuf>, (PathBuf, io::Error)> {
    let mut files = BTreeSet::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        let failed = |error| (out.join(&folder), error);
        let entries = match fs::read_dir(out.join(&folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(failed)?,
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let path = folder.join(entry.file_name());
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push(path);
            } else {
                files.insert(path);
            }
        }
    }
    Ok(files)
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Nothing stands where a file belongs outside `src/`, and no file leaves the crate.
fn is_free(dx: &mut Diagnostics, out: &Path, wanted: &BTreeMap<String, String>) -> bool {
    for path in wanted.keys() {
        let is_plain = Path::new(path).components().all(|component| matches!(component, Component::Normal(_)));
        if !is_plain {
            let message = "the file would be outside of the crate, so nothing was written";
            dx.error("output-outside", message, at(Path::new(path)));
            return false;
        }
        let place = out.join(path);
        if !path.starts_with("src/") && place.is_dir() {
            let message = "a folder stands where a file of the output belongs, so nothing was written";
            dx.error("output-not-a-file", message, at(&place)).help("move the folder away, or say `--out DIR`");
            return false;
        }
    }
    true
}

/// A crate that regen never wrote is left alone.
fn refuse_foreign(dx: &mut Diagnostics, out: &Path, there: &BTreeSet<PathBuf>, written: &Written) {
    if !matches!(written, Written::Nothing) {
        return;
    }
    if let Some(file) = there.iter().find(|path| *path != Path::new("src/lib.rs")) {
        let message = "the folder holds a crate that regen did not write, so it was left alone";
        dx.error("foreign-output", message, at(&out.join(file)))
            .help("say `--out DIR` for another folder; if `src/` may be lost, remove it first");
    }
}

/// The path as regen writes it; `None` for a name that regen never gives.
fn plain(path: &Path) -> Option<String> {
    path.to_str().map(|path| path.replace(std::path::MAIN_SEPARATOR, "/"))
}

fn plan_removals(
    plan: &mut Plan,
    out: &Path,
    there: &BTreeSet<PathBuf>,
    wanted: &BTreeMap<String, String>,
    written: &Written,
) {
    let released = [RELEASED_DOCUMENT, RELEASED_NAMES].map(PathBuf::from);
    let is_known = !matches!(written, Written::Nothing);
    for path in there.iter().chain(released.iter().filter(|path| is_known && is_there(&out.join(path)))) {
        match plain(path) {
            Some(plain) if wanted.contains_key(plain.as_str()) => {}
            Some(plain) if written.has(out, &plain) => {
                plan.stale.push(path.clone());
                plan.moves.push(Move::Take(plain));
            }
            Some(_) | None => plan.foreign.push(path.clone()),
        }
    }
}

/// No file of others stands where a folder belongs, or in a folder where a file belongs.
fn refuse_blocked(dx: &mut Diagnostics, out: &Path, plan: &Plan, wanted: &BTreeMap<String, String>) {
    for foreign in &plan.foreign {
        let is_in_the_way =
            |path: &String| Path::new(path).starts_with(foreign) || foreign.starts_with(Path::new(path));
        if wanted.keys().any(is_in_the_way) {
            foreign_file(dx, &out.join(foreign));
        }
    }
}

fn foreign_file(dx: &mut Diagnostics, path: &Path) {
    let message = "a file that regen did not write stands where the output belongs, so nothing was written";
    dx.error("foreign-file", message, at(path)).help("move the file away, or remove it if it may be lost");
}

fn plan_writes(dx: &mut Diagnostics, plan: &mut Plan, out: &Path, wanted: BTreeMap<String, String>, written: &Written) {
    for (path, text) in wanted {
        let place = out.join(&path);
        let is_file = place.symlink_metadata().is_ok_and(|found| !found.is_dir());
        if is_file && !place.is_symlink() && fs::read(&place).is_ok_and(|old| old == text.as_bytes()) {
            plan.unchanged += 1;
            continue;
        }
        if is_file && !written.has(out, &path) {
            foreign_file(dx, &place);
        }
        let list = if is_file { &mut plan.different } else { &mut plan.missing };
        list.push(PathBuf::from(&path));
        plan.moves.push(Move::Put(path, text));
    }
}
