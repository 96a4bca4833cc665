//! The command line of `cargo xtask overlay`.
//!
//! In: its arguments. Out: the exit status. The file is made in [`crate::overlay`].

use super::source::Source;
use crate::overlay;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The commands of `overlay`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the suggested actions of chosen warnings to an overlay in the specs folder, after those that are there
    New(NewArguments),
}

/// The options of `overlay new`.
#[derive(Debug, Args)]
struct NewArguments {
    /// The overlay, relative to the specs folder
    #[arg(value_name = "FILE", default_value = overlay::FILE, value_hint = clap::ValueHint::Other)]
    file: PathBuf,
    /// Choose the warnings of this code; may be given several times
    #[arg(long = "code", value_name = "CODE")]
    codes: Vec<String>,
    /// Choose the warnings of a page, a folder of pages, or a JSON pointer and all below it; may be given several times
    #[arg(long = "at", value_name = "PAGE|/POINTER")]
    at: Vec<String>,
    /// Choose all warnings
    #[arg(long)]
    all: bool,
    /// Print the file instead of writing it
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    source: Source,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments) -> u8 {
    let Command::New(arguments) = arguments.command;
    let Some(source) = arguments.source.source() else {
        return super::usage("--specs DIR");
    };
    let options = overlay::Options {
        file: arguments.file,
        choice: overlay::Choice { codes: arguments.codes, at: arguments.at, all: arguments.all },
        dry_run: arguments.dry_run,
        source,
    };
    let outcome = overlay::new(&options);
    overlay::print::outcome(&options, &outcome);
    outcome.status()
}
