//! `cargo xtask learn FILES…`: compares real responses with the pages, and writes what corrects the pages.
//!
//! In: files with responses (see [`read`]), the specs folder and the crate's `names.json`. Out: an [`Outcome`]: every
//! place where a response differs from what is documented, and, with `write`, an overlay in the specs folder that was
//! checked to settle all of them. What is compared with what, and how a schema is widened, is in `generator::learn`.

pub mod print;
pub mod read;

use crate::hold::Access;
use crate::source::{self, Source};
use crate::specs::{self, at};
use generator::Input;
use generator::diagnostic::Diagnostics;
use generator::learn::{DeviationKind, Learned, Skip};
use generator::source::Place;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The overlay's name in the specs folder.
pub const OVERLAY: &str = "learned.overlay.json";

/// What to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Files with responses, or folders of such files.
    pub files: Vec<PathBuf>,
    /// The API.
    pub source: Source,
    /// Write the overlay.
    pub write: bool,
    /// The overlay, relative to the specs folder.
    pub overlay: PathBuf,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Outcome {
    /// All messages.
    pub diagnostics: Diagnostics,
    /// What was learned; `None` if something was an error.
    pub done: Option<Learned>,
    /// How long it took.
    pub elapsed: Duration,
}

impl Outcome {
    /// The exit status: 0, or 1 where answers deviate and no overlay was written; 2 after an error.
    pub fn status(&self, options: &Options) -> u8 {
        match &self.done {
            None => 2,
            Some(learned) => u8::from(!options.write && learned.contradictions() > 0),
        }
    }
}

/// Runs the command.
pub fn run(options: &Options) -> Outcome {
    let started = Instant::now();
    let mut dx = Diagnostics::default();
    match learn(&mut dx, options) {
        Err(diagnostics) => Outcome { diagnostics, done: None, elapsed: started.elapsed() },
        Ok(learned) => Outcome { diagnostics: dx, done: Some(learned), elapsed: started.elapsed() },
    }
}

fn learn(dx: &mut Diagnostics, options: &Options) -> Result<Learned, Diagnostics> {
    let access = if options.write { Access::Write } else { Access::Read };
    read::missing(dx, &options.files);
    let (_held, input) = options.source.open(dx, access)?;
    let mut said = Diagnostics::default();
    let learned = learn_from(dx, &mut said, &input, options)?;
    report_skipped(dx, &learned);
    dx.barrier()?;
    if options.write {
        refuse_uncorrected(dx, &learned);
        dx.barrier()?;
    }
    if options.write && !learned.actions.is_empty() {
        write(dx, options, &input, &learned)?;
    }
    Ok(learned)
}

/// Reads the files, and compares what they hold. What is wrong with the pages goes to `said`.
fn learn_from(
    dx: &mut Diagnostics,
    said: &mut Diagnostics,
    input: &Input,
    options: &Options,
) -> Result<Learned, Diagnostics> {
    generator::learn_from(said, input, &mut |take| read::samples(dx, &options.files, take))
}

/// In a recording most calls may be of other sites; a file that was made for this has to be of an operation.
pub(crate) fn report_skipped(dx: &mut Diagnostics, learned: &Learned) {
    for (origin, skip) in &learned.skipped {
        let is_recording = origin.contains(read::ENTRY);
        if is_recording && learned.compared > 0 && *skip != Skip::Unfinished {
            continue;
        }
        let place = at(Path::new(origin));
        match skip {
            Skip::UnknownOperation { asked, nearest } => {
                let meant = nearest.as_ref().map(|name| format!("`{name}` is the nearest name; ")).unwrap_or_default();
                let help =
                    "name the file by an operation, `listPets.json`, or by method and path, `GET %2Fpets%2F{id}.json`";
                dx.error("unknown-operation", format!("no operation of the pages is meant by `{asked}`"), place)
                    .help(meant + help)
            }
            Skip::NotJson => dx
                .error("not-json", "the response is no JSON", place)
                .help("leave the file out: only JSON is documented by schemas"),
            Skip::NoSchema(asked) => dx.warning(
                "no-schema",
                format!("the pages document no JSON for {asked}, so the response was not compared"),
                place,
            ),
            Skip::Unfinished => dx
                .warning(
                    "answer-compared-in-part",
                    "what documents the response has too many unions in unions, so it was compared only in part",
                    place,
                )
                .help("give a shorter answer, or a part of it"),
        };
    }
    if learned.compared == 0 && learned.skipped.is_empty() && !dx.has_errors() {
        dx.error("no-answers", "the files hold no responses", Place::NOWHERE)
            .help("give files with JSON bodies, lines of JSON, or recordings (HAR)");
    }
}

/// Nothing is written if the overlay would leave some deviations.
fn refuse_uncorrected(dx: &mut Diagnostics, learned: &Learned) {
    for deviation in &learned.uncorrected {
        let message =
            format!("no overlay action corrects this deviation, so nothing was written: {}", print::line(deviation));
        let help = match deviation.kind {
            DeviationKind::NoBranch => {
                "document the discriminator value by an overlay of your own (a `mapping`), or leave the response out"
            }
            _ => "document the value by an overlay of your own, or leave the response out",
        };
        dx.error("not-correctable", message, Place::NOWHERE).help(help);
    }
}

/// Writes the overlay, if it settles what it was made for.
fn write(dx: &mut Diagnostics, options: &Options, input: &Input, learned: &Learned) -> Result<(), Diagnostics> {
    let path = options.source.specs.join(&options.overlay);
    let existing = specs::text(dx, &path);
    dx.barrier()?;
    let text = match generator::learn::overlay(existing.as_deref(), &learned.actions) {
        Ok(text) => text,
        Err(problem) => {
            dx.error("invalid-overlay", format!("the overlay cannot be extended: {problem}"), at(&path))
                .help("name another file by `--overlay FILE`");
            return dx.barrier();
        }
    };
    let corrected = source::with(input, &options.overlay, &text);
    let again = learn_from(dx, &mut Diagnostics::default(), &corrected, options)?;
    if again.contradictions() > 0 {
        dx.error(
            "overlay-not-enough",
            "another overlay undoes what this one corrects, so nothing was written",
            at(&path),
        )
        .help("overlays are applied in the order of their paths: name this one last, by `--overlay FILE`");
    } else if let Err(error) = crate::files::put(&path, &text) {
        dx.error("write-failed", format!("the overlay cannot be written: {error}"), at(&path))
            .help("fix the cause and run the command again");
    }
    dx.barrier()
}
