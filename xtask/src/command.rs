//! The command line: which command, for which clients, and where their files are.
//!
//! In: the arguments, for example `regen --check`, and the configuration file ([`crate::config`]), whose values are the
//! defaults of the arguments. Out: the exit status, 0 (fine), 1 (findings) or 2 (usage). What a command does is in the
//! module of its name.

mod configured;
mod diff;
mod init;
mod overlay;
mod report;
mod selectors;
mod source;

use crate::{fetch, learn, print, program, project, regen};
use clap::{Args, Parser, Subcommand};
use configured::Called;
pub use configured::run;
use selectors::Selectors;
use source::{Site, Source, Taken};
use std::path::PathBuf;
use std::time::Duration;

/// Turns the pages that document an API into a Rust client crate.
#[derive(Debug, Parser)]
#[command(name = program::name(), bin_name = program::name(), about, version, disable_help_subcommand = true)]
pub struct Arguments {
    /// The client of the configuration file that is meant; may be given several times [default: all]
    #[arg(long = "client", value_name = "NAME", global = true, help_heading = "Configuration")]
    clients: Vec<String>,
    /// The configuration file [default: `.pages-to-crate.toml` in this folder or the nearest one above]
    #[arg(long, value_name = "FILE", global = true, help_heading = "Configuration")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a repository for a client: configuration, pages, crate, and CI files
    Init(init::Arguments),
    /// Generate the client crate from the pages
    Regen(RegenArguments),
    /// Tell what changed between two states of an API: status 0 nothing, 1 something (see --fail-on), 2 failed
    Diff(diff::Arguments),
    /// Fetch the pages of a documentation site into the specs folder
    Fetch(FetchArguments),
    /// Compare real responses with the pages, and correct the pages by an overlay
    Learn(LearnArguments),
    /// Write what the documentation gets wrong or leaves open as one HTML page
    Report(report::Arguments),
    /// Make overlays, which correct the pages
    Overlay(overlay::Arguments),
}

/// What `regen` can be told.
#[derive(Debug, Args)]
struct RegenArguments {
    /// Compare with the files that are there instead of writing
    #[arg(long)]
    check: bool,
    /// Release the unreleased changes as a new version; its number goes into the manifest and the changelog
    #[arg(long, conflicts_with = "check")]
    bump: bool,
    /// Fail, and write nothing, if there is a warning
    #[arg(long)]
    deny_warnings: bool,
    /// How messages are written
    #[arg(long, value_enum, default_value_t)]
    format: print::Format,
    /// List every message, also what was skipped, and every change on a line of its own
    #[arg(long, short)]
    verbose: bool,
    /// The folder with the pages, documents and overlays [default: that of the configuration file, or `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The crate to write [default: that of the configuration file]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the package, where regen creates it [default: the name of its folder]
    #[arg(long, value_name = "PACKAGE", value_parser = package_name)]
    name: Option<String>,
    #[command(flatten)]
    taken: Taken,
    #[command(flatten)]
    selectors: Selectors,
}

/// What `fetch` can be told.
#[derive(Debug, Args)]
struct FetchArguments {
    /// Addresses of an `llms.txt`, of pages, or of OpenAPI documents [default: those of `sources.lock`]
    #[arg(value_name = "URL")]
    urls: Vec<String>,
    #[command(flatten)]
    site: Site,
    /// Remove pages that the site has no more
    #[arg(long)]
    prune: bool,
    /// Tell whether the site differs from the lock and write nothing: status 0 same, 1 different, 2 failed
    #[arg(long)]
    check: bool,
    /// The folder to write [default: that of the configuration file, or `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// Refuse to fetch more pages than this
    #[arg(long, value_name = "NUMBER", default_value_t = 5_000)]
    max_pages: usize,
    /// Refuse a page that is larger than this
    #[arg(long, value_name = "NUMBER", default_value_t = 64)]
    max_megabytes: usize,
    /// Give up on a page that takes longer than this
    #[arg(long, value_name = "NUMBER", default_value_t = 120)]
    max_seconds: u64,
    /// Wait so long before the second attempt, and twice as long before every further one
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 500)]
    retry_delay: u64,
}

/// What `learn` can be told.
#[derive(Debug, Args)]
struct LearnArguments {
    /// Files with responses, named by operation, or recordings (HAR); or folders of such files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Add what corrects the pages to an overlay in the specs folder
    #[arg(long)]
    write: bool,
    /// The overlay, relative to the specs folder
    #[arg(long, value_name = "FILE", default_value = learn::OVERLAY, value_hint = clap::ValueHint::Other)]
    overlay: PathBuf,
    #[command(flatten)]
    source: Source,
}

/// Runs a command for one client.
fn run_for(command: Command, called: &Called) -> u8 {
    match command {
        Command::Init(arguments) => init::run(arguments),
        Command::Regen(arguments) => run_regen(arguments, called),
        Command::Fetch(arguments) => run_fetch(arguments, called),
        Command::Learn(arguments) => run_learn(arguments),
        Command::Diff(arguments) => diff::run(arguments, called),
        Command::Report(arguments) => report::run(arguments),
        Command::Overlay(arguments) => overlay::run(arguments),
    }
}

/// Says what is missing where neither the command line nor a configuration file has it.
fn usage(missing: &str) -> u8 {
    let (file, init) = (crate::config::NAME, program::call("init URL"));
    print::errors(&format!("error: say {missing}, or run this where there is a `{file}`; {init} makes one\n"));
    2
}

/// The folder of the pages where nothing names another one.
const SPECS: &str = "specs";

/// The folder that was named, or else that of the current folder, if it is there.
fn specs_or_here(named: Option<PathBuf>) -> Option<PathBuf> {
    named.or_else(|| Some(PathBuf::from(SPECS)).filter(|specs| specs.is_dir()))
}

fn run_regen(arguments: RegenArguments, called: &Called) -> u8 {
    let (Some(specs), Some(out)) = (specs_or_here(arguments.specs), arguments.out) else {
        return usage("--specs DIR and --out DIR");
    };
    let options = regen::Options {
        specs,
        out,
        name: arguments.name,
        package: called.client.package.clone(),
        selection: arguments.selectors.selection(called),
        reading: arguments.taken.reading(),
        check: arguments.check,
        deny_warnings: arguments.deny_warnings,
        bump: arguments.bump,
        workspace: project::root(),
    };
    let outcome = regen::run(&options);
    print::outcome(&options, &outcome, arguments.format, arguments.verbose);
    u8::from(!outcome.is_success(&options))
}

fn run_fetch(arguments: FetchArguments, called: &Called) -> u8 {
    // With addresses there is something to make the folder of.
    let default = (!arguments.urls.is_empty()).then(|| SPECS.into());
    let Some(specs) = specs_or_here(arguments.specs).or(default) else {
        return usage("the addresses of pages");
    };
    if arguments.urls.is_empty() && arguments.site.chooses() {
        print::errors(
            "error: `--match` and `--exclude` choose among the pages of addresses, so say the addresses too\n",
        );
        return 2;
    }
    let Some(site) = arguments.site.options() else { return 2 };
    let limits = fetch::Limits {
        pages: arguments.max_pages,
        page_bytes: arguments.max_megabytes.saturating_mul(1 << 20),
        total_bytes: arguments.max_megabytes.saturating_mul(1 << 24),
        delay: Duration::from_millis(arguments.retry_delay),
        page_time: Duration::from_secs(arguments.max_seconds),
        ..fetch::Limits::default()
    };
    let options = fetch::Options {
        specs,
        are_all: !arguments.urls.is_empty() && !called.is_given("urls"),
        urls: arguments.urls,
        prune: arguments.prune,
        check: arguments.check,
        limits,
        ..site
    };
    let outcome = fetch::run(&options);
    fetch::print::outcome(&options, &outcome);
    outcome.status(&options)
}

fn run_learn(arguments: LearnArguments) -> u8 {
    let LearnArguments { files, write, overlay, source } = arguments;
    let Some(source) = source.source() else {
        return usage("--specs DIR");
    };
    let options = learn::Options { files, source, write, overlay };
    let outcome = learn::run(&options);
    learn::print::outcome(&options, &outcome);
    outcome.status(&options)
}

/// Cargo's rule for the name of a package, as far as it is the same for every use of one.
fn package_name(text: &str) -> Result<String, String> {
    regen::is_package_name(text)
        .then(|| text.to_owned())
        .ok_or_else(|| "a package is named by ASCII letters, digits, `-` and `_`, a letter first".to_owned())
}
