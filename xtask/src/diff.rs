//! `cargo xtask diff OLD NEW`: what changed between two states of an API.
//!
//! In: two places, each a specs folder, one document or page, or a git revision (`main`, `v1.2.0`, or `main:specs` with
//! the path in it; without one it is that of the specs folder). Out: the changes, with their verdicts. Names are those of
//! the old state's `names.json` where a revision has one, and kept by the new state as `regen` would keep them.
//!
//! Revisions are read by the `git` command; nothing is checked out, and no file is written.

use crate::fetch::lock;
use crate::specs;
use generator::changes::ApiDiff;
use generator::diagnostic::Diagnostics;
use generator::select::Selection;
use generator::source::{Page, Place};
use generator::{Input, Surface};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to compare.
#[derive(Debug, Clone)]
pub struct Options {
    /// The old state.
    pub old: String,
    /// The new state.
    pub new: String,
    /// The specs folder; none: `specs` at the top of the repository.
    pub specs: Option<PathBuf>,
    /// The crate's folder; none: `generated` at the top of the repository.
    pub out: Option<PathBuf>,
    /// What is taken of the pages.
    pub reading: specs::Reading,
    /// Which operations to take.
    pub selection: Selection,
}

/// A state that cannot be compared.
#[derive(Debug)]
pub struct Failure {
    /// `old` or `new`.
    pub state: &'static str,
    /// Its place, as it was given.
    pub place: String,
    /// Why.
    pub diagnostics: Diagnostics,
}

/// Compares two places.
///
/// # Errors
/// All messages of each place that cannot be read, or has an error in what is there.
pub fn run(options: &Options) -> Result<ApiDiff, Vec<Failure>> {
    let failure = |state, place: &str, diagnostics| Failure { state, place: place.to_owned(), diagnostics };
    let old = surface(&options.old, None, options).map_err(|dx| failure("old", &options.old, dx));
    let kept = old.as_ref().ok().map(|old| old.names.record.clone());
    let new = surface(&options.new, kept, options).map_err(|dx| failure("new", &options.new, dx));
    match (old, new) {
        (Ok(old), Ok(new)) => Ok(generator::compare(&old, &new)),
        (old, new) => Err([old.err(), new.err()].into_iter().flatten().collect()),
    }
}

/// The state at a place. The names are those of the other state, or else those that go with the place.
fn surface(place: &str, kept: Option<String>, options: &Options) -> Result<Surface, Diagnostics> {
    let State { pages, names, urls } = state(place, options)?;
    let fetched = specs::untrusted(&urls, options.reading.trust_extensions);
    let make = if kept.is_none() { generator::baseline } else { generator::surface };
    let (recorded, titles) = (kept.or(names), options.reading.titles.clone());
    let (referred_only, selection) = (options.reading.referred_only, options.selection.clone());
    make(&Input { pages, urls, fetched, recorded, titles, referred_only, selection, ..Input::default() })
}

/// What there is at a place.
#[derive(Default)]
struct State {
    pages: Vec<Page>,
    /// The names that go with the pages.
    names: Option<String>,
    /// Where pages were fetched.
    urls: BTreeMap<String, String>,
}

fn state(place: &str, options: &Options) -> Result<State, Diagnostics> {
    let mut dx = Diagnostics::default();
    let path = Path::new(place);
    let state = if path.is_dir() {
        let urls = specs::fetched(&mut dx, path);
        State { pages: specs::pages(&mut dx, path), urls, ..State::default() }
    } else if path.is_file() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let page = specs::text(&mut dx, path).map(|text| Page { path: name, text });
        State { pages: page.into_iter().collect(), ..State::default() }
    } else {
        revision(&mut dx, place, options)
    };
    dx.barrier()?;
    Ok(state)
}

fn revision(dx: &mut Diagnostics, place: &str, options: &Options) -> State {
    let own = in_repository(options.specs.as_deref(), "specs");
    let (revision, folder) = place.split_once(':').unwrap_or((place, &own));
    let commit = format!("{revision}^{{commit}}");
    if let Err(problem) = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]) {
        let reason = if problem.is_empty() { "git knows no such revision".to_owned() } else { problem };
        let message = format!("`{place}` is no folder, no file and no revision: {reason}");
        dx.error("unknown-place", message, Place::NOWHERE)
            .help("name a specs folder, a document, or a git revision such as `main` or `main:specs`; before the first commit there is none");
        return State::default();
    }
    let crate_ = in_repository(options.out.as_deref(), "generated");
    let names = git(&["show", &format!("{revision}:{crate_}/names.json")]).ok();
    let listed = git(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", revision, "--", folder]);
    let paths = listed.unwrap_or_default();
    let mut pages = Vec::new();
    for path in paths.split('\0').filter(|path| is_page(path)) {
        match git(&["show", &format!("{revision}:{path}")]) {
            Ok(text) => {
                let inside = path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/');
                let inside = if inside.is_empty() { path } else { inside };
                pages.push(Page { path: inside.to_owned(), text });
            }
            Err(problem) => {
                dx.error(
                    "unreadable-revision",
                    format!("`{path}` at `{revision}` cannot be read: {problem}"),
                    Place::NOWHERE,
                );
            }
        }
    }
    if pages.is_empty() {
        let message = format!("`{revision}` has no page in `{folder}`");
        dx.error("empty-revision", message, Place::NOWHERE)
            .help("name the folder too, from the top of the repository: `REVISION:PATH`");
    }
    let lock = git(&["show", &format!("{revision}:{folder}/{}", lock::NAME)]);
    // A lock that cannot be read says nothing about the pages.
    let urls = lock.ok().and_then(|text| lock::urls_of(&text).ok()).unwrap_or_default();
    State { pages, names, urls }
}

/// A folder from the top of the repository, also one that is there in a revision only.
fn in_repository(folder: Option<&Path>, default: &str) -> String {
    let top = git(&["rev-parse", "--show-toplevel"]).ok().and_then(|top| fs::canonicalize(top.trim_end()).ok());
    let inside = top.zip(folder).and_then(|(top, folder)| {
        let folder = std::path::absolute(folder).ok()?;
        let real = folder.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
        let (above, real) = real?;
        let path = real.join(folder.strip_prefix(above).ok()?);
        Some(path.strip_prefix(top).ok()?.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
    });
    inside.unwrap_or_else(|| default.to_owned())
}

/// Pages, documents and overlays; what starts with a dot is none.
fn is_page(path: &str) -> bool {
    specs::is_page(Path::new(path)) && !path.split('/').any(|step| step.starts_with('.'))
}

/// What git says on standard output, or why it failed.
fn git(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git").args(arguments).output().map_err(|error| format!("git cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    String::from_utf8(output.stdout).map_err(|_| "it is not UTF-8".to_owned())
}
