//! `cargo xtask report`: writes what the documentation gets wrong or leaves open as one HTML page.
//!
//! In: the specs folder, the crate's `names.json`, and, if there are some, recorded responses (see [`crate::learn::read`]).
//! Out: an [`Outcome`], and a page that needs nothing else: no network, no other file. An error in the documentation is a
//! finding like any other; only what cannot be read or written stops the command.
//!
//! [`view`] decides what the page says, [`html`] how it looks.

pub mod html;
pub mod print;
pub mod view;

use crate::files;
use crate::hold::Access;
use crate::learn::{self, read};
use crate::source::Source;
use crate::specs::at;
use generator::diagnostic::{Diagnostics, Severity};
use generator::{Input, Survey};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The page's name.
pub const FILE: &str = "report.html";

/// What to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Files with recorded responses, or folders of such files.
    pub files: Vec<PathBuf>,
    /// The file to write.
    pub out_file: PathBuf,
    /// The API.
    pub source: Source,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What kept the page from being written, or responses from being compared; what the documentation gets wrong is on
    /// the page.
    pub diagnostics: Diagnostics,
    /// What the page says; `None` if it was not written.
    pub report: Option<view::Report>,
    /// How long it took.
    pub elapsed: Duration,
}

impl Outcome {
    /// The exit status: 0, 1 where an error in the documentation keeps the client from being generated; 2 if no page was
    /// written.
    pub fn status(&self) -> u8 {
        self.report.as_ref().map_or(2, |report| u8::from(report.totals.error > 0))
    }
}

/// Runs the command.
pub fn run(options: &Options) -> Outcome {
    let started = Instant::now();
    let mut dx = Diagnostics::default();
    match write(&mut dx, options) {
        Err(diagnostics) => Outcome { diagnostics, report: None, elapsed: started.elapsed() },
        Ok(report) => Outcome { diagnostics: dx, report: Some(report), elapsed: started.elapsed() },
    }
}

fn write(dx: &mut Diagnostics, options: &Options) -> Result<view::Report, Diagnostics> {
    read::missing(dx, &options.files);
    let (_held, input) = options.source.open(dx, Access::Read)?;
    let mut survey = survey(dx, &input, options)?;
    // What reading has to say, such as files that are no pages, belongs to the page too.
    survey.diagnostics.list.splice(0..0, dx.list.iter().filter(|said| said.severity != Severity::Error).cloned());
    let report = view::report(&survey, published(&survey, &input).as_ref(), &input.urls);
    let written = html::page(&report).and_then(|text| {
        files::put(&options.out_file, &text).map_err(|error| format!("the report cannot be written: {error}"))
    });
    if let Err(problem) = written {
        dx.error("write-failed", problem, at(&options.out_file)).help("fix the cause and run the command again");
    }
    dx.barrier()?;
    Ok(report)
}

/// What is wrong with the pages as they were published, if overlays correct something.
fn published(survey: &Survey, input: &Input) -> Option<Diagnostics> {
    let is_corrected = survey.diagnostics.list.iter().any(|said| said.code == "overlay-action");
    is_corrected.then(|| generator::survey(&Input { uncorrected: true, ..input.clone() }, None).diagnostics)
}

/// Without files no responses are compared, which is something else than none that could be.
fn survey(dx: &mut Diagnostics, input: &Input, options: &Options) -> Result<Survey, Diagnostics> {
    if options.files.is_empty() {
        return Ok(generator::survey(input, None));
    }
    let survey = generator::survey(input, Some(&mut |take| read::samples(dx, &options.files, take)));
    if let Some(learned) = &survey.learned {
        learn::report_skipped(dx, learned);
    }
    dx.barrier()?;
    Ok(survey)
}
