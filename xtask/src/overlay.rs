//! `cargo xtask overlay new`: writes the suggested actions of chosen warnings to an overlay in the specs folder.
//!
//! In: the specs folder, and which warnings. Out: an [`Outcome`], and a file that holds their actions, after those that it
//! had: an existing file is only ever added to, so its actions and comments stay as they are. The file is written only if
//! with it the chosen warnings are gone, and everything that overlays did before is still done.

mod choose;
pub mod print;
mod text;

use crate::hold::Access;
use crate::source::{self, Source};
use crate::specs::{self, at};
use crate::{files, program};
use choose::Chosen;
pub use choose::{Choice, Open};
use generator::diagnostic::{Diagnostics, Severity};
use generator::source::Place;
use generator::{Input, Survey};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The overlay's name in the specs folder.
pub const FILE: &str = "corrections.overlay.yaml";

/// What to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The overlay, relative to the specs folder.
    pub file: PathBuf,
    /// Which warnings.
    pub choice: Choice,
    /// Give the text instead of writing it.
    pub dry_run: bool,
    /// The API.
    pub source: Source,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Outcome {
    /// All messages.
    pub diagnostics: Diagnostics,
    /// What was written; `None` if something was an error.
    pub done: Option<Done>,
}

/// The actions of a run.
#[derive(Debug, Default)]
pub struct Done {
    /// How many warnings were chosen and have an action.
    pub warnings: usize,
    /// How many actions were added.
    pub actions: usize,
    /// The chosen warnings without a suggested action, by code.
    pub without: BTreeMap<&'static str, usize>,
    /// The file, as it is now, or would be.
    pub text: String,
}

impl Outcome {
    /// The exit status: 0, or 2 after an error.
    pub fn status(&self) -> u8 {
        if self.done.is_some() { 0 } else { 2 }
    }
}

/// Runs the command.
pub fn new(options: &Options) -> Outcome {
    let mut dx = Diagnostics::default();
    match add(&mut dx, options) {
        Err(diagnostics) => Outcome { diagnostics, done: None },
        Ok(done) => Outcome { diagnostics: dx, done: Some(done) },
    }
}

fn add(dx: &mut Diagnostics, options: &Options) -> Result<Done, Diagnostics> {
    let access = if options.dry_run { Access::Read } else { Access::Write };
    let (_held, input) = options.source.open(dx, access)?;
    let before = survey(&input)?;
    let open = choose::open(&before.diagnostics);
    let Chosen { with, without } = choose::chosen(dx, &options.choice, &open);
    dx.barrier()?;
    let path = options.source.specs.join(&options.file);
    let existing = specs::text(dx, &path);
    dx.barrier()?;
    let items = text::items(&with);
    let done = Done { warnings: with.len(), actions: items.len(), without, text: String::new() };
    if items.is_empty() {
        return Ok(Done { text: existing.unwrap_or_default(), ..done });
    }
    let text = text::with(existing.as_deref(), text::Syntax::of(&path), &items).map_err(|problem| {
        dx.error("invalid-overlay", format!("the overlay cannot be extended: {problem}"), at(&path))
            .help("correct the file, or name another one");
        std::mem::take(dx)
    })?;
    check(dx, options, &input, &before, &with, &text)?;
    if !options.dry_run
        && let Err(error) = files::put(&path, &text)
    {
        dx.error("write-failed", format!("the overlay cannot be written: {error}"), at(&path))
            .help("fix the cause and run the command again");
    }
    dx.barrier()?;
    Ok(Done { text, ..done })
}

/// What the pages say; an error among them is one here.
fn survey(input: &Input) -> Result<Survey, Diagnostics> {
    let mut survey = generator::survey(input, None);
    survey.diagnostics.barrier()?;
    Ok(survey)
}

/// Refuses a file with which a chosen warning stays, or something that overlays did is not done any more.
fn check(
    dx: &mut Diagnostics,
    options: &Options,
    input: &Input,
    before: &Survey,
    chosen: &[&Open],
    text: &str,
) -> Result<(), Diagnostics> {
    let corrected = source::with(input, &options.file, text);
    let after = survey(&corrected)?.diagnostics;
    let left = choose::open(&after);
    let stays = |one: &&&Open| left.iter().any(|other| other.is_same(one));
    let did = |dx: &Diagnostics| {
        let notes = dx.list.iter().filter(|said| said.severity == Severity::Note && said.code == "overlay-action");
        notes.map(|said| said.message.clone()).collect::<Vec<_>>()
    };
    let done = did(&after);
    if let Some(stays) = chosen.iter().find(stays) {
        let message = format!("another overlay undoes an action, so nothing was written: `{}` stays", stays.message);
        dx.error("overlay-not-enough", message, Place::NOWHERE)
            .help("overlays are applied in the order of their paths: name a file that is the last one");
    } else if let Some(lost) = did(&before.diagnostics).into_iter().find(|message| !done.contains(message)) {
        let message = format!("an action would not do any more what it does now, so nothing was written: {lost}");
        dx.error("overlay-not-enough", message, Place::NOWHERE)
            .help(format!("choose fewer warnings, see {}", program::call("regen --verbose")));
    }
    dx.barrier()
}
