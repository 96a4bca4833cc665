//! What a run changes in the API, and what that means for the crate's changelog and version.
//!
//! In: the crate's `openapi.json` and `names.json` as the last run wrote them, those of the last version, and what this
//! run makes. Out: the changes since the last run, the changelog with those since the last version, and the version
//! that they ask for. As long as something is unreleased, `openapi.released.json` and `names.released.json` hold what
//! the last version was made of; so a change that is later reverted disappears from it. The
//! greatest verdict in the section `## Unreleased` decides about the version; `--bump` makes that section the one of
//! the version. Until the first `--bump` nobody depends on the crate: nothing is recorded and no version is due; that run
//! makes the version that the manifest has the first one.

use super::{Options, rewritten};
use crate::{changelog, manifest, specs, version};
use generator::changes::{ApiDiff, Change, Verdict};
use generator::diagnostic::Diagnostics;
use generator::source::Page;
use generator::{File, Input, Output, Surface};

const CHANGELOG: &str = "CHANGELOG.md";
/// The merged, corrected document.
pub const DOCUMENT: &str = "openapi.json";
/// The names of the crate; a file that every run writes and nobody else does.
pub const NAMES: &str = "names.json";
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
    /// No version was made before this run.
    pub is_first: bool,
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
    /// The deprecated names that it leaves out; with `--bump`, those that the version after it leaves out.
    pub loses: Vec<String>,
}

/// What a crate was made of, and what everything in it was called.
#[derive(Debug, Clone)]
struct State {
    document: String,
    names: Option<String>,
}

/// What there is from before.
#[derive(Debug, Default)]
pub struct Last {
    /// The text of the changelog.
    changelog: Option<String>,
    /// What the last run made.
    run: Option<State>,
    /// What the last version was made of, if something is unreleased.
    version: Option<State>,
    /// A version was made.
    is_released: bool,
}

/// Reads what there is from before, beside the names of the last run.
pub fn last(dx: &mut Diagnostics, options: &Options, names: Option<String>) -> Last {
    let mut read = |name: &str| specs::text(dx, &options.out.join(name));
    let changelog = read(CHANGELOG);
    // Where the changelog has no section of what is unreleased, a version was made by hand.
    let released = changelog.as_deref().filter(|text| changelog::has_unreleased(text));
    let version = released.and_then(|_| read(RELEASED_DOCUMENT));
    let version = version.map(|document| State { document, names: read(RELEASED_NAMES) });
    let run = match (read(DOCUMENT), names) {
        (None, None) => None,
        (document, names) => Some(State { document: document.unwrap_or_default(), names }),
    };
    let is_released = version.is_some() || changelog.as_deref().is_some_and(changelog::has_version);
    Last { changelog, run, version, is_released }
}

impl Last {
    /// The document of the last run.
    pub fn document(&self) -> Option<String> {
        self.run.as_ref().map(|run| run.document.clone())
    }

    /// The names of the last run, and those of the last version for what comes back.
    pub fn names_to_keep(&self) -> Option<String> {
        let names = self.run.as_ref()?.names.clone()?;
        let earlier = self.version.as_ref().and_then(|version| version.names.as_deref());
        Some(earlier.map_or_else(|| names.clone(), |earlier| generator::name::with_earlier(&names, earlier)))
    }

    /// No version was made yet.
    pub fn is_first(&self) -> bool {
        !self.is_released
    }

    /// Something is unreleased, or the API or the generator changed: only then a version can be made.
    pub fn is_due(&self, options: &Options, input: &Input) -> bool {
        if !self.is_released {
            return true;
        }
        if self.changelog.as_deref().and_then(changelog::unreleased).is_some() {
            return true;
        }
        // What cannot be generated is reported by the run itself.
        let Ok(Output { files, api, names, .. }) = generator::generate(input) else { return false };
        let before = self.run.as_ref().and_then(|run| run.surface().ok());
        before.is_some_and(|before| !generator::compare(&before, &Surface { api, names }).is_empty())
            || self.run.as_ref().is_some_and(|run| !run.rewritten(options, &files).is_empty())
    }
}

impl State {
    fn input(&self) -> Input {
        let pages = vec![Page { path: DOCUMENT.to_owned(), text: self.document.clone() }];
        Input { pages, recorded: self.names.clone(), ..Input::default() }
    }

    fn surface(&self) -> Result<Surface, Diagnostics> {
        generator::baseline(&self.input())
    }

    /// What another version of the generator makes otherwise in the client that was made of this state.
    fn rewritten(&self, options: &Options, files: &[File]) -> Vec<Change> {
        if !rewritten::is_other_generator(&options.out, files) {
            return Vec::new();
        }
        // What cannot be read is reported where the document is compared.
        let made = generator::generate(&self.input()).ok();
        made.map(|made| rewritten::changes(&options.out, &made.files, &made.names)).unwrap_or_default()
    }
}

/// Compares with the last run and the last version; adds the changelog to the files, and with `--bump` the version to
/// the manifest.
pub fn find(dx: &mut Diagnostics, options: &Options, last: Last, surface: &Surface, files: &mut Vec<File>) -> News {
    if !last.is_released {
        return before_the_first_version(dx, options, last, surface, files);
    }
    let Last { changelog: mut text, run, version: mut released, .. } = last;
    let mut news = News::default();
    if let Some(last) = run {
        let changes = differences(dx, options, (&last, files), &mut released, surface);
        if !changes.run.is_empty() {
            text = Some(changelog::with_changes(text.as_deref(), &changes.before, &changes.now));
            released = (!changes.now.is_empty()).then(|| released.unwrap_or(last));
            news.is_taken_back = released.is_none();
        }
        news.diff = changes.run;
    }
    news.proposal = proposal(dx, options, text.as_deref(), files);
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

/// What changed since the last run; with `--bump` the entry of the first version, which has the manifest's number.
fn before_the_first_version(
    dx: &mut Diagnostics,
    options: &Options,
    last: Last,
    surface: &Surface,
    files: &mut Vec<File>,
) -> News {
    let mut news = News { is_first: true, ..News::default() };
    if let Some(last) = last.run {
        let read = last.is_another(files).then(|| read(dx, options, &last, DOCUMENT)).flatten();
        let diff = read.map(|last| generator::compare(&last, surface)).unwrap_or_default();
        let rewritten = last.rewritten(options, files);
        news.diff = with(diff, &rewritten);
    }
    let mut text = last.changelog;
    if options.bump {
        let version = file(files, MANIFEST).and_then(|file| manifest::version(&file.text));
        match version.filter(|version| version::next(version, Verdict::Patch).is_some()) {
            Some(version) => text = Some(changelog::first(text.as_deref(), &version, &surface.api)),
            None => no_version(dx, options),
        }
    }
    files.extend(text.map(|text| File { path: CHANGELOG.to_owned(), text }));
    news
}

impl State {
    /// There is a document, and this run makes another one or other names.
    fn is_another(&self, files: &[File]) -> bool {
        let is_now = |name: &str, text: Option<&str>| file(files, name).map(|file| file.text.as_str()) == text;
        let is_same = is_now(DOCUMENT, Some(&self.document)) && is_now(NAMES, self.names.as_deref());
        !self.document.is_empty() && !is_same
    }
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

impl Differences {
    /// With what another version of the generator changes, which no document says.
    fn with(self, rewritten: Vec<Change>) -> Self {
        let Self { run, before, now } = self;
        Self { run: with(run, &rewritten), before, now: with(now, &rewritten) }
    }
}

/// A change of the whole type is said once.
fn with(mut diff: ApiDiff, rewritten: &[Change]) -> ApiDiff {
    let is_told = |change: &&Change| {
        diff.changes.iter().any(|known| known.rule == "model-kind-changed" && known.subject.name == change.subject.name)
    };
    let more: Vec<Change> = rewritten.iter().filter(|change| !is_told(change)).cloned().collect();
    diff.changes.extend(more);
    diff
}

/// A last version that cannot be read is none: then the last run stands for it. Nothing is read if nothing changed.
fn differences(
    dx: &mut Diagnostics,
    options: &Options,
    (last, files): (&State, &[File]),
    released: &mut Option<State>,
    now: &Surface,
) -> Differences {
    let rewritten = last.rewritten(options, files);
    if rewritten.is_empty() && !last.is_another(files) {
        return Differences::default();
    }
    let Some(last) = read(dx, options, last, DOCUMENT) else { return Differences::default() };
    let run = generator::compare(&last, now);
    if let Some(version) = released.as_ref().and_then(|state| read(dx, options, state, RELEASED_DOCUMENT)) {
        let before = generator::compare(&version, &last);
        return Differences { run, before, now: generator::compare(&version, now) }.with(rewritten);
    }
    *released = None;
    Differences { now: run.clone(), run, ..Differences::default() }.with(rewritten)
}

fn read(dx: &mut Diagnostics, options: &Options, state: &State, path: &str) -> Option<Surface> {
    let surface = state.surface();
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

fn proposal(dx: &mut Diagnostics, options: &Options, changelog: Option<&str>, files: &[File]) -> Option<Proposal> {
    let found = changelog::unreleased(changelog?)?;
    // With `--bump`, the names in the file are those of the version after this one.
    let loses = file(files, NAMES).map(|file| generator::name::names_to_lose(&file.text)).unwrap_or_default();
    let verdict = if loses.is_empty() || options.bump { found } else { Verdict::Major };
    let old = manifest::version(&file(files, MANIFEST)?.text);
    let next = old.and_then(|old| Some(Proposal { new: version::next(&old, verdict)?, old, verdict, loses }));
    if next.is_none() && options.bump {
        no_version(dx, options);
    }
    next
}

fn no_version(dx: &mut Diagnostics, options: &Options) {
    let message = "the manifest has no version of its own of three numbers, so none can be written";
    dx.error("no-version", message, specs::at(&options.out.join(MANIFEST)))
        .help("write `version = \"0.1.0\"` into its `[package]`, or run without `--bump` and make versions by hand");
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
            .help("fix it, or remove it: regen creates a missing one");
        }
    }
}
