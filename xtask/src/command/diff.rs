//! The command line of `cargo xtask diff`.
//!
//! In: its arguments. Out: the exit status, which `--fail-on` decides. What changed is found in [`crate::diff`].

use super::configured::Called;
use super::selectors::Selectors;
use super::source::Taken;
use crate::{changes, diff, print};
use clap::Args;
use generator::changes::{ApiDiff, Verdict};
use generator::select::Selection;
use std::path::PathBuf;

/// What `diff` can be told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The old state: a specs folder, a document, or a git revision (`main`, or `main:specs` with the folder) [default: HEAD]
    #[arg(value_hint = clap::ValueHint::FilePath)]
    old: Option<String>,
    /// The new state [default: the specs folder]
    #[arg(value_hint = clap::ValueHint::FilePath)]
    new: Option<String>,
    /// The specs folder, also in a revision [default: that of the configuration file]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The crate, whose `names.json` in a revision has the names [default: that of the configuration file]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How changes are written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Give every change a line of its own, also what has one cause with others, and what is documentation only
    #[arg(long, short)]
    verbose: bool,
    /// Give status 1 only if a change has this verdict or a greater one, for Rust or for the wire
    #[arg(long, value_enum, default_value_t)]
    fail_on: FailOn,
    #[command(flatten)]
    taken: Taken,
    #[command(flatten)]
    selectors: Selectors,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub(super) enum FailOn {
    /// What worked stops working
    Major,
    /// There is something new
    Minor,
    /// Anything changed
    #[default]
    Any,
}

impl FailOn {
    fn fails(self, changes: &ApiDiff) -> bool {
        let least = match self {
            Self::Major => Verdict::Major,
            Self::Minor => Verdict::Minor,
            Self::Any => Verdict::Patch,
        };
        changes.rust().max(changes.wire()) >= Some(least)
    }
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub(super) enum Format {
    /// For a terminal
    #[default]
    Text,
    /// For a pull request
    Markdown,
    /// One object
    Json,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments, called: &Called) -> u8 {
    let Arguments { old, new, specs, out, format, verbose, fail_on, taken, selectors } = arguments;
    let reading = taken.reading();
    // One of the states may lack what is selected in the other one.
    let selection = Selection { is_lenient: true, ..selectors.selection(called) };
    let here = specs.as_ref().map(|specs| specs.to_string_lossy().into_owned());
    let Some(new) = new.or(here) else { return super::usage("OLD and NEW") };
    let old = old.unwrap_or_else(|| "HEAD".to_owned());
    match diff::run(&diff::Options { old, new, specs, out, reading, selection }) {
        Ok(changes) => {
            let text = match format {
                Format::Text => changes::text(&changes, verbose),
                Format::Markdown => changes::markdown(&changes, verbose),
                Format::Json => changes::machine(&changes),
            };
            print::all(&text);
            u8::from(fail_on.fails(&changes))
        }
        Err(failures) => {
            for diff::Failure { state, place, diagnostics } in failures {
                print::errors(&print::rendered(&diagnostics, false, print::wants_colour()));
                print::errors(&format!("error: the {state} state, `{place}`, cannot be compared\n"));
            }
            2
        }
    }
}
