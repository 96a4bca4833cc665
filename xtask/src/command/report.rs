//! The command line of `cargo xtask report`.
//!
//! In: its arguments. Out: the exit status. The page is made in [`crate::report`].

use super::source::Source;
use crate::report;
use clap::Args;
use std::path::PathBuf;

/// The options of `report`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Recorded responses to compare with the documentation, as for `learn`: files, or folders of files
    files: Vec<PathBuf>,
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = report::FILE)]
    out_file: PathBuf,
    #[command(flatten)]
    source: Source,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments) -> u8 {
    let Some(source) = arguments.source.source() else {
        return super::usage("--specs DIR");
    };
    let options = report::Options { files: arguments.files, out_file: arguments.out_file, source };
    let outcome = report::run(&options);
    report::print::outcome(&options, &outcome);
    outcome.status()
}
