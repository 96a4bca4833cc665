//! What a run changes in the API, and what that means for the crate's changelog and version.
//!
//! In: the crate's `openapi.json` and `names.json` as the last run wrote them, those of the last version, and what this run
//! makes. Out: the changes since the last run, the changelog with those since the last version, and the version that they
//! ask for. As long as something is unreleased, `openapi.released.json` and `names.released.json` hold what the last
//! version was made of; so what one run adds and a later one takes back leaves the changelog again. The greatest verdict
//! in the section `## Unreleased` decides about the version; `--bump` makes that section the one of the version.

use super::Options;
use crate::{changelog, manifest, specs, version};
use generator::changes::{ApiDiff, Verdict};
use generator::diagnostic::Diagnostics;
use generator::source::Page;
use generator::{File, Input, Surface};

const CHANGELOG: &str = "CHANGELOG.md";
const DOCUMENT: &str = "openapi.json";
const NAMES: &str = "names.json";
/// The document and the names of the last version, as long as something is unreleased.
pub const RELEASED_DOCUMENT: &str = "openapi.released.json";
/// See [`RELEASED_DOCUMENT`].
pub const RELEASED_NAMES: &str = "names.released.json";
const MANIFEST: &str = "Cargo.toml";

/// What is new.
#[derive(Debug, Default)]
pub struct News {
    /// What changed since the last run.
    pub diff: ApiDiff,
    /// The version that all unreleased changes ask for; `None` if there are none.
    pub proposal: Option<Proposal>,
    /// What was unreleased is as in the last version again.
    pub is_taken_back: bool,
}

/// A version that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The version now.
    pub old: String,
    /// The next one.
    pub new: String,
    /// Why.
    pub verdict: Verdict,
}

/// What a crate was made of, and what everything in it was called.
#[derive(Debug, Clone)]
struct State {
    document: String,
    names: Option<String>,
}

/// Compares with the last run and the last version; adds the changelog to the files, and with `--bump` the version to
/// the manifest.
pub fn find(dx: &mut Diagnostics, options: &Options, input: &Input, surface: &Surface, files: &mut Vec<File>) -> News {
    let mut text = specs::text(dx, &options.out.join(CHANGELOG));
    let mut released = last_version(dx, options, text.as_deref());
    let mut news = News::default();
    if let Some(last) = last_run(dx, options, input, files) {
        let changes = differences(dx, options, &last, &mut released, surface);
        if !changes.run.is_empty() {
            text = Some(changelog::with_changes(text.as_deref(), &changes.before, &changes.now));
            released = (!changes.now.is_empty()).then(|| released.unwrap_or(last));
            news.is_taken_back = released.is_none();
        }
        news.diff = changes.run;
    }
    news.proposal = proposal(text.as_deref(), files);
    if let (true, Some(proposal)) = (options.bump, &news.proposal) {
        text = text.map(|text| changelog::released(&text, &proposal.new));
        released = None;
        bump(dx, options, &proposal.new, files);
    }
    let mut add =
        |path: &str, text: Option<String>| files.extend(text.map(|text| File { path: path.to_owned(), text }));
    add(CHANGELOG, text);
    add(RELEASED_DOCUMENT, released.as_ref().map(|state| state.document.clone()));
    add(RELEASED_NAMES, released.and_then(|state| state.names));
    news
}

/// What the last run made, if this one makes something else.
fn last_run(dx: &mut Diagnostics, options: &Options, input: &Input, files: &[File]) -> Option<State> {
    let document = specs::text(dx, &options.out.join(DOCUMENT))?;
    let is_now =
        |name: &str, text: Option<&str>| file(files, name).is_some_and(|file| Some(file.text.as_str()) == text);
    let is_same = is_now(DOCUMENT, Some(&document)) && is_now(NAMES, input.recorded.as_deref());
    (!is_same).then(|| State { document, names: input.recorded.clone() })
}

/// What the last version was made of, if something is unreleased. Where the changelog has no section of what is, a
/// version was made by hand.
fn last_version(dx: &mut Diagnostics, options: &Options, changelog: Option<&str>) -> Option<State> {
    if !changelog.is_some_and(changelog::has_unreleased) {
        return None;
    }
    let document = specs::text(dx, &options.out.join(RELEASED_DOCUMENT))?;
    Some(State { document, names: specs::text(dx, &options.out.join(RELEASED_NAMES)) })
}

/// What changed.
#[derive(Default)]
struct Differences {
    /// Since the last run.
    run: ApiDiff,
    /// From the last version to the last run.
    before: ApiDiff,
    /// From the last version to now.
    now: ApiDiff,
}

/// A last version that cannot be read is none: then the last run stands for it.
fn differences(
    dx: &mut Diagnostics,
    options: &Options,
    last: &State,
    released: &mut Option<State>,
    now: &Surface,
) -> Differences {
    let Some(last) = read(dx, options, last, DOCUMENT) else { return Differences::default() };
    let run = generator::compare(&last, now);
    if let Some(version) = released.as_ref().and_then(|state| read(dx, options, state, RELEASED_DOCUMENT)) {
        let before = generator::compare(&version, &last);
        return Differences { run, before, now: generator::compare(&version, now) };
    }
    *released = None;
    Differences { now: run.clone(), run, ..Differences::default() }
}

fn read(dx: &mut Diagnostics, options: &Options, state: &State, path: &str) -> Option<Surface> {
    let pages = vec![Page { path: DOCUMENT.to_owned(), text: state.document.clone() }];
    let surface = generator::surface(&Input { pages, recorded: state.names.clone(), ..Input::default() });
    if surface.is_err() {
        let message = "the document of an earlier state cannot be read, so nothing is said about what changed since";
        dx.warning("unreadable-baseline", message, specs::at(&options.out.join(path)))
            .help("restore the file from version control if the changes matter; this run writes it anew");
    }
    surface.ok()
}

fn file<'a>(files: &'a [File], path: &str) -> Option<&'a File> {
    files.iter().find(|file| file.path == path)
}

fn proposal(changelog: Option<&str>, files: &[File]) -> Option<Proposal> {
    let verdict = changelog::unreleased(changelog?)?;
    let old = manifest::version(&file(files, MANIFEST)?.text)?;
    let new = version::next(&old, verdict)?;
    Some(Proposal { old, new, verdict })
}

fn bump(dx: &mut Diagnostics, options: &Options, version: &str, files: &mut [File]) {
    let Some(file) = files.iter_mut().find(|file| file.path == MANIFEST) else { return };
    match manifest::with_version(&file.text, version) {
        Ok(text) => file.text = text,
        Err(problem) => {
            dx.error(
                "invalid-manifest",
                format!("the manifest cannot be edited: {problem}"),
                specs::at(&options.out.join(MANIFEST)),
            )
            .help("mend it, or remove it: regen creates a missing one");
        }
    }
}
