//! `cargo lab corpus --history DIR`: the documents of a folder are versions of one API, and each is a release.
//!
//! In: a folder whose documents are in natural order (`9.0.0.json` before `10.0.0.json`). Out: a [`Step`] for every
//! document after the first, made as `regen --bump` makes it: the recorded names are carried along, and the baseline is
//! the merged document of the last version. A step lists what no release may do: rename an item at an unchanged place,
//! repeat or contradict a line, call a change major for the wire where the wire is the same.
//!
//! ```text
//! step             changes  lines  rust   wire   renamed  moved  repeated  contradicting  false majors  time
//! 1.yaml → 2.yaml       12      3  minor  minor        0      0         0              0             0  0.11 s
//! ```
//!
//! [`places`], [`wire`] and [`lines`] are oracles: they share no code with `diff`.

pub mod lines;
pub mod places;
pub mod print;
pub mod wire;

use super::documents::{self, Document};
use generator::changes::ApiDiff;
use generator::diagnostic::Diagnostics;
use generator::source::Page;
use generator::{Input, Surface};
use serde::Serialize;
use std::io;
use std::path::Path;
use std::time::Instant;
use xtask::progress::Progress;
use xtask::{changes, print::rendered, specs};

/// One release: what changed from a document to the next one.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Step {
    /// The document of the version before.
    pub old: String,
    /// The document of this version.
    pub new: String,
    /// The verdict for Rust; `None` if nothing changed.
    pub rust: Option<&'static str>,
    /// The verdict for the wire.
    pub wire: Option<&'static str>,
    /// How many changes the comparison found.
    pub changes: usize,
    /// How many lines `regen` prints of them.
    pub lines: usize,
    /// What no release may do.
    pub faults: Faults,
    /// Why there is no client of this document, and so no step.
    pub errors: Option<String>,
    /// Wall time of the whole step, in seconds.
    pub seconds: f64,
}

/// What no release may do, a line each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Faults {
    /// Items at unchanged places that have another name.
    pub renamed: Vec<String>,
    /// Types that have another name and stand elsewhere in the document, but are the same on the wire; no fault of the
    /// generator if the document itself names them otherwise.
    pub moved: Vec<String>,
    /// Lines that say what another one says.
    pub repeated: Vec<String>,
    /// Lines that contradict themselves or another one.
    pub contradicting: Vec<String>,
    /// Changes that are major for the wire, of items that are the same on the wire.
    pub false_majors: Vec<String>,
}

impl Faults {
    /// Finds the faults of a step between two states.
    pub fn find(old: &Surface, new: &Surface, diff: &ApiDiff) -> Self {
        let walk = places::walk(old, new);
        Self {
            renamed: [places::renamed(old, new), places::renamed_inside(old, new, &walk)].concat(),
            moved: places::moved(old, new, &walk),
            repeated: lines::repeated(diff),
            contradicting: lines::contradicting(diff),
            false_majors: wire::false_majors(old, new, &walk, diff),
        }
    }

    /// Nothing was found that is a fault of the generator.
    pub fn is_empty(&self) -> bool {
        let Self { renamed, moved: _, repeated, contradicting, false_majors } = self;
        [renamed, repeated, contradicting, false_majors].iter().all(|list| list.is_empty())
    }
}

impl Step {
    /// The step was made, and has no fault.
    pub fn is_ok(&self) -> bool {
        self.errors.is_none() && self.faults.is_empty()
    }
}

/// What a version leaves to the next one: the text of its document, that of its names, and what they make.
struct Version {
    document: String,
    record: String,
    surface: Surface,
}

/// Goes through all versions.
///
/// # Errors
/// If the documents cannot be read.
pub fn run(folder: &Path) -> io::Result<Vec<Step>> {
    let mut documents = documents::find(folder)?;
    documents.sort_by_key(|document| natural(&document.path));
    let progress = Progress::new("step", documents.len());
    let mut last: Option<(String, Version)> = None;
    let mut steps = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        progress.step(number + 1, &document.path);
        let started = Instant::now();
        let before = last.as_ref().map(|(_, version)| version);
        let (version, diff) = match version(document, before) {
            Ok(made) => made,
            Err(dx) => {
                let errors = Some(rendered(&dx, false, false).trim_end().to_owned());
                steps.push(Step { new: document.path.clone(), errors, ..Step::default() });
                continue;
            }
        };
        let seconds = started.elapsed().as_secs_f64();
        if let Some((old, before)) = &last {
            let names = (old.as_str(), document.path.as_str());
            steps.push(step(names, &before.surface, &version.surface, &diff, seconds));
        }
        last = Some((document.path.clone(), version));
    }
    progress.finish();
    Ok(steps)
}

fn step((old, new): (&str, &str), before: &Surface, after: &Surface, diff: &ApiDiff, seconds: f64) -> Step {
    Step {
        old: old.to_owned(),
        new: new.to_owned(),
        rust: diff.rust().map(|verdict| verdict.text()),
        wire: diff.wire().map(|verdict| verdict.text()),
        changes: diff.changes.len(),
        lines: changes::text(diff, false).lines().count(),
        faults: Faults::find(before, after, diff),
        errors: None,
        seconds,
    }
}

/// What `regen --bump` does but for the files: generates with the names of the last version, and compares with it.
fn version(document: &Document, last: Option<&Version>) -> Result<(Version, ApiDiff), Diagnostics> {
    let mut dx = Diagnostics::default();
    let Some(text) = specs::text(&mut dx, &document.file) else { return Err(dx) };
    let pages = vec![Page { path: document.path.clone(), text }];
    let recorded = last.map(|last| last.record.clone());
    let release = last.is_some();
    let input = Input { pages, recorded, release, package: document.package.clone(), ..Input::default() };
    let output = generator::generate(&input)?;
    let written = output.files.into_iter().find(|file| file.path == "openapi.json").map(|file| file.text);
    let record = output.names.record.clone();
    let surface = Surface { api: output.api, names: output.names };
    let diff = last.map(|last| Ok(generator::compare(&baseline(last)?, &surface))).transpose()?;
    Ok((Version { document: written.unwrap_or_default(), record, surface }, diff.unwrap_or_default()))
}

/// A version as the next run reads it.
fn baseline(version: &Version) -> Result<Surface, Diagnostics> {
    let pages = vec![Page { path: "openapi.json".to_owned(), text: version.document.clone() }];
    generator::baseline(&Input { pages, recorded: Some(version.record.clone()), ..Input::default() })
}

/// A key that orders runs of digits by their number.
fn natural(text: &str) -> Vec<(u64, String)> {
    let mut parts: Vec<(u64, String)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|one: char| !one.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(digits).unwrap_or((rest, ""));
        let letters = after.find(|one: char| one.is_ascii_digit()).unwrap_or(after.len());
        let (word, after) = after.split_at_checked(letters).unwrap_or((after, ""));
        parts.push((number.parse().unwrap_or(u64::MAX), word.to_owned()));
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_in_the_order_of_numbers() {
        let mut names = ["10.0.0.json", "9.10.0.json", "2024-01-02.json", "v9.json", "9.2.0.json", "v10.json"];
        names.sort_by_key(|name| super::natural(name));
        assert_eq!(names, ["9.2.0.json", "9.10.0.json", "10.0.0.json", "2024-01-02.json", "v9.json", "v10.json"]);
    }
}
