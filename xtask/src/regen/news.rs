//! What a run changes in the API, and what that means for the crate's changelog and version.
//!
//! In: the crate's `openapi.json` and `names.json` as the last run wrote them, and what this run makes. Out: the
//! changes, the changelog with them, and the version that all that is unreleased asks for. The baseline is always the
//! last run, so changes of several runs add up in the changelog's section `## Unreleased`, and the greatest verdict there
//! decides about the version. `--bump` makes that section the one of the version.

use super::Options;
use crate::{changelog, manifest, specs, version};
use generator::changes::{ApiDiff, Verdict};
use generator::diagnostic::Diagnostics;
use generator::source::Page;
use generator::{File, Input, Surface};

const CHANGELOG: &str = "CHANGELOG.md";
const DOCUMENT: &str = "openapi.json";
const MANIFEST: &str = "Cargo.toml";

/// What is new.
#[derive(Debug, Default)]
pub struct News {
    /// What changed since the last run.
    pub diff: ApiDiff,
    /// The version that all unreleased changes ask for; `None` if there are none.
    pub proposal: Option<Proposal>,
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

/// Compares with the last run; adds the changelog to the files, and with `--bump` the version to the manifest.
pub fn find(dx: &mut Diagnostics, options: &Options, input: &Input, surface: &Surface, files: &mut Vec<File>) -> News {
    let diff = since_the_last_run(dx, options, input, surface, files);
    let existing = specs::text(dx, &options.out.join(CHANGELOG));
    let mut text = if diff.is_empty() { existing } else { Some(changelog::with_changes(existing.as_deref(), &diff)) };
    let proposal = proposal(text.as_deref(), files);
    if let (true, Some(proposal)) = (options.bump, &proposal) {
        text = text.map(|text| changelog::released(&text, &proposal.new));
        bump(dx, options, &proposal.new, files);
    }
    files.extend(text.map(|text| File { path: CHANGELOG.to_owned(), text }));
    News { diff, proposal }
}

fn since_the_last_run(
    dx: &mut Diagnostics,
    options: &Options,
    input: &Input,
    surface: &Surface,
    files: &[File],
) -> ApiDiff {
    let path = options.out.join(DOCUMENT);
    let Some(text) = specs::text(dx, &path) else { return ApiDiff::default() };
    let is_now =
        |name: &str, text: Option<&str>| file(files, name).is_some_and(|file| Some(file.text.as_str()) == text);
    if is_now(DOCUMENT, Some(&text)) && is_now("names.json", input.recorded.as_deref()) {
        return ApiDiff::default();
    }
    let pages = vec![Page { path: DOCUMENT.to_owned(), text }];
    let before = Input { pages, recorded: input.recorded.clone(), ..Input::default() };
    match generator::surface(&before) {
        Ok(before) => generator::compare(&before, surface),
        Err(_) => {
            let message = "the document of the last run cannot be read, so nothing is said about what changed";
            dx.warning("unreadable-baseline", message, specs::at(&path))
                .help("restore the file from version control if the changes matter; this run writes it anew");
            ApiDiff::default()
        }
    }
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
