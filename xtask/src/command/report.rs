//! The command line of `cargo xtask report`.
//!
//! In: its arguments. Out: the exit status. The page is made in [`crate::report`].

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
    /// The folder with the pages, documents and overlays [default: that of the configuration file]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The crate, whose `names.json` has the names of its methods [default: that of the configuration file]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Choose the API of this title, if the pages hold several; may be given several times
    #[arg(long = "title", value_name = "TITLE")]
    titles: Vec<String>,
    /// Apply `x-rust-…` and `x-paging` of fetched pages too, not only of overlays and documents of your own
    #[arg(long)]
    trust_extensions: bool,
    /// Take only the operations that pages refer to, where pages refer to a document
    #[arg(long)]
    referred_only: bool,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments) -> u8 {
    let (Some(specs), Some(out)) = (arguments.specs, arguments.out) else {
        return super::usage("--specs DIR and --out DIR");
    };
    let options = report::Options {
        files: arguments.files,
        out_file: arguments.out_file,
        specs,
        out,
        titles: arguments.titles,
        trust_extensions: arguments.trust_extensions,
        referred_only: arguments.referred_only,
    };
    let outcome = report::run(&options);
    report::print::outcome(&options, &outcome);
    outcome.status()
}
