//! The command line: which command, and where its files are.
//!
//! In: the arguments, for example `regen --check`. Out: the exit status, 0 (fine), 1 (findings) or 2 (usage, by
//! clap). What a command does is in the module of its name.

mod diff;

use crate::corpus::documents::Document;
use crate::{bench, corpus, features, fetch, learn, print, regen, servers};
use clap::{Args, Parser, Subcommand};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate the client crate from the pages
    Regen(RegenArguments),
    /// Tell what changed between two states of an API: status 0 nothing, 1 something (see --fail-on), 2 failed
    Diff(diff::Arguments),
    /// Fetch the pages of a documentation site into the specs folder
    Fetch(FetchArguments),
    /// Compare real answers with the pages, and correct the pages by an overlay
    Learn(LearnArguments),
    /// Generate a crate from every document under a folder, and check every crate
    Corpus(CorpusArguments),
    /// Install, run and call small applications in several frameworks, and a mock server
    Servers(ServersArguments),
    /// Measure the figures of the README on this machine
    Bench {
        /// Measure what this OpenAPI document takes instead: to generate its crate, to check and to build it
        #[arg(long, value_name = "FILE")]
        document: Option<PathBuf>,
    },
    /// Check the client with each of its features alone, with none and with all
    Features,
    /// Generate the crate of one document of a corpus; gives its row as JSON
    #[command(hide = true)]
    GenerateOne {
        /// The document
        file: PathBuf,
        /// Its path in the corpus
        path: String,
        /// The crate's name
        package: String,
        /// The work folder
        work: PathBuf,
    },
}

/// What `corpus` can be told.
#[derive(Debug, Args)]
struct CorpusArguments {
    /// The folder with the documents, each an API of its own; or one document
    documents: PathBuf,
    /// The documents are versions of one API: generate each with the names of the one before, in place of all else, and
    /// tell which steps rename, repeat, contradict, or break what is the same on the wire
    #[arg(long, conflicts_with_all = ["generate_only", "behaviour", "mutate"])]
    history: bool,
    /// Do not check the crates
    #[arg(long)]
    generate_only: bool,
    /// Use every crate: read and write values of its types, call its operations, and compare with the document
    #[arg(long)]
    behaviour: bool,
    /// Call every operation on this running server instead, with values of the schemas, and tell what was refused, what
    /// came back beyond the documentation, what failed and what was not reached
    #[arg(long, value_name = "URL", requires = "behaviour")]
    server: Option<String>,
    /// The secret of a security scheme for that server (`NAME:PASSWORD` for HTTP Basic); may be given several times
    #[arg(long = "credential", value_name = "SCHEME=SECRET", requires = "server", value_parser = credential)]
    credentials: Vec<(String, String)>,
    /// Work on this many mutants of each document in place of the documents: members are removed, renamed, replaced, or
    /// copied from elsewhere; a mutant is generated or refused, and what is generated compiles
    #[arg(long, value_name = "NUMBER", conflicts_with = "behaviour")]
    mutate: Option<usize>,
    /// Another seed makes other mutants
    #[arg(long, value_name = "NUMBER", default_value_t = 0, requires = "mutate")]
    seed: u64,
    /// How many documents or crates to work on at once [default: one for each processor]
    #[arg(long, short, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
    /// Write the rows of the table to a file, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Give up on a document after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    timeout: u64,
    /// The folder for the crates and what is built; a second run with it goes on where the first was
    /// [default: target/corpus in the project]
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
}

/// What `servers` can be told.
#[derive(Debug, Args)]
struct ServersArguments {
    /// The applications, by their folders under xtask/servers [default: all]
    names: Vec<String>,
    /// Serve this document by the mock server in place of its own; may be given several times
    #[arg(long = "document", value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// How many crates to work on at once [default: one for each processor]
    #[arg(long, short, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
}

/// What `regen` can be told.
#[derive(Debug, Args)]
struct RegenArguments {
    /// Compare with the files that are there instead of writing
    #[arg(long)]
    check: bool,
    /// Make a version of what is unreleased: its number goes into the manifest and the changelog
    #[arg(long, conflicts_with = "check")]
    bump: bool,
    /// Fail, and write nothing, if there is a warning
    #[arg(long)]
    deny_warnings: bool,
    /// How messages are written
    #[arg(long, value_enum, default_value_t)]
    format: print::Format,
    /// List every message, also what was skipped
    #[arg(long, short)]
    verbose: bool,
    /// The folder with the pages, documents and overlays [default: the project's specs]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The crate to write [default: the project's generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the package, where regen creates it [default: the name of its folder]
    #[arg(long, value_name = "PACKAGE", value_parser = package_name)]
    name: Option<String>,
    /// Choose the API of this title, if the pages hold several; may be given several times
    #[arg(long = "title", value_name = "TITLE")]
    titles: Vec<String>,
    /// Apply `x-rust-…` and `x-paging` of fetched pages too, not only of overlays and documents of your own
    #[arg(long)]
    trust_extensions: bool,
}

/// What `fetch` can be told.
#[derive(Debug, Args)]
struct FetchArguments {
    /// Addresses of an `llms.txt`, of pages, or of OpenAPI documents [default: those of `sources.lock`]
    #[arg(value_name = "URL")]
    urls: Vec<String>,
    /// Take the pages of an index whose paths match, whatever they hold [default: those that hold OpenAPI]
    #[arg(long = "match", value_name = "GLOB", requires = "urls", value_parser = fetch::glob)]
    matches: Vec<String>,
    /// Leave out pages of an index whose paths match
    #[arg(long = "exclude", value_name = "GLOB", requires = "urls", value_parser = fetch::glob)]
    excludes: Vec<String>,
    /// Remove pages that the site has no more
    #[arg(long)]
    prune: bool,
    /// Tell whether the site differs from the lock and write nothing: status 0 same, 1 different, 2 failed
    #[arg(long)]
    check: bool,
    /// The folder to write [default: the project's specs]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// Refuse to fetch more pages than this
    #[arg(long, value_name = "NUMBER", default_value_t = 5_000)]
    max_pages: usize,
    /// Refuse a page that is larger than this
    #[arg(long, value_name = "NUMBER", default_value_t = 64)]
    max_megabytes: usize,
    /// Wait so long before the second attempt, and twice as long before every further one
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 500)]
    retry_delay: u64,
}

/// What `learn` can be told.
#[derive(Debug, Args)]
struct LearnArguments {
    /// Files with answers, named by operation, or recordings (HAR); or folders of such files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Add what corrects the pages to an overlay in the specs folder
    #[arg(long)]
    write: bool,
    /// The overlay, relative to the specs folder
    #[arg(long, value_name = "FILE", default_value = learn::OVERLAY)]
    overlay: PathBuf,
    /// The folder with the pages, documents and overlays [default: the project's specs]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The crate, whose `names.json` has the names of its methods [default: the project's generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Choose the API of this title, if the pages hold several; may be given several times
    #[arg(long = "title", value_name = "TITLE")]
    titles: Vec<String>,
    /// Apply `x-rust-…` and `x-paging` of fetched pages too, not only of overlays and documents of your own
    #[arg(long)]
    trust_extensions: bool,
}

/// Runs a command.
pub fn run(arguments: Arguments) -> ExitCode {
    match arguments.command {
        Command::Regen(arguments) => run_regen(arguments),
        Command::Fetch(arguments) => run_fetch(arguments),
        Command::Learn(arguments) => run_learn(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Corpus(arguments) => run_corpus(arguments),
        Command::Servers(arguments) => run_servers(arguments),
        Command::Bench { document } => run_bench(document.as_deref()),
        Command::Features => run_features(),
        Command::GenerateOne { file, path, package, work } => generate_one(&Document { path, file, package }, &work),
    }
}

fn run_regen(arguments: RegenArguments) -> ExitCode {
    let root = workspace_root();
    let (Some(specs), Some(out)) =
        (place(arguments.specs, root.as_deref(), "specs"), place(arguments.out, root.as_deref(), "generated"))
    else {
        eprintln!("error: run this inside the project, or say --specs DIR and --out DIR");
        return ExitCode::from(2);
    };
    let options = regen::Options {
        specs,
        out,
        name: arguments.name,
        titles: arguments.titles,
        trust_extensions: arguments.trust_extensions,
        check: arguments.check,
        deny_warnings: arguments.deny_warnings,
        bump: arguments.bump,
        workspace: root,
    };
    let outcome = regen::run(&options);
    print::outcome(&options, &outcome, arguments.format, arguments.verbose);
    if outcome.is_success(&options) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run_fetch(arguments: FetchArguments) -> ExitCode {
    let Some(specs) = place(arguments.specs, workspace_root().as_deref(), "specs") else {
        eprintln!("error: run this inside the project, or say --specs DIR");
        return ExitCode::from(2);
    };
    let limits = fetch::Limits {
        pages: arguments.max_pages,
        page_bytes: arguments.max_megabytes.saturating_mul(1 << 20),
        total_bytes: arguments.max_megabytes.saturating_mul(1 << 24),
        delay: Duration::from_millis(arguments.retry_delay),
        ..fetch::Limits::default()
    };
    let options = fetch::Options {
        specs,
        urls: arguments.urls,
        matches: arguments.matches,
        excludes: arguments.excludes,
        prune: arguments.prune,
        check: arguments.check,
        limits,
    };
    let outcome = fetch::run(&options);
    fetch::print::outcome(&options, &outcome);
    ExitCode::from(outcome.status(&options))
}

fn run_features() -> ExitCode {
    let Some(workspace) = workspace_root() else {
        eprintln!("error: run this inside the project");
        return ExitCode::from(2);
    };
    match features::run(&workspace) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_learn(arguments: LearnArguments) -> ExitCode {
    let root = workspace_root();
    let (Some(specs), Some(out)) =
        (place(arguments.specs, root.as_deref(), "specs"), place(arguments.out, root.as_deref(), "generated"))
    else {
        eprintln!("error: run this inside the project, or say --specs DIR and --out DIR");
        return ExitCode::from(2);
    };
    let options = learn::Options {
        files: arguments.files,
        specs,
        out,
        titles: arguments.titles,
        trust_extensions: arguments.trust_extensions,
        write: arguments.write,
        overlay: arguments.overlay,
    };
    let outcome = learn::run(&options);
    learn::print::outcome(&options, &outcome);
    ExitCode::from(outcome.status(&options))
}

fn run_bench(document: Option<&Path>) -> ExitCode {
    let Some(workspace) = workspace_root() else {
        eprintln!("error: run this inside the project");
        return ExitCode::from(2);
    };
    let work = workspace.join("target/bench");
    let options = bench::Options { workspace, work };
    let measured = match document {
        Some(file) => bench::document::run(&options, file),
        None => bench::run(&options),
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_servers(arguments: ServersArguments) -> ExitCode {
    let Some(workspace) = workspace_root() else {
        eprintln!("error: run this inside the project");
        return ExitCode::from(2);
    };
    let options = servers::Options {
        work: workspace.join("target/servers"),
        workspace,
        names: arguments.names,
        documents: arguments.documents,
        jobs: arguments.jobs.map_or_else(processors, NonZeroUsize::get),
    };
    match servers::run(&options) {
        Ok(verdicts) if verdicts.iter().all(servers::verdict::Verdict::is_ok) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One for each processor.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

fn run_history(arguments: &CorpusArguments) -> ExitCode {
    let steps = corpus::history::run(&arguments.documents).and_then(|steps| {
        if let Some(report) = &arguments.report {
            std::fs::write(report, corpus::history::print::json(&steps)?)?;
        }
        Ok(steps)
    });
    match steps {
        Ok(steps) => {
            print!("{}", corpus::history::print::text(&steps));
            if steps.iter().all(corpus::history::Step::is_ok) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_corpus(arguments: CorpusArguments) -> ExitCode {
    if arguments.history {
        return run_history(&arguments);
    }
    let root = workspace_root();
    let Some(work) = place(arguments.work, root.as_deref(), "target/corpus") else {
        eprintln!("error: run this inside the project, or say --work DIR");
        return ExitCode::from(2);
    };
    let options = corpus::Options {
        documents: arguments.documents,
        work,
        generate_only: arguments.generate_only,
        behaviour: arguments.behaviour,
        mutants: arguments.mutate.map(|number| corpus::Mutants { number, seed: arguments.seed }),
        server: arguments.server.map(|url| corpus::server::Server { url, credentials: arguments.credentials }),
        jobs: arguments.jobs.map_or_else(processors, NonZeroUsize::get),
        timeout: Duration::from_secs(arguments.timeout),
        workspace: root,
    };
    let rows = corpus::run(&options).and_then(|rows| {
        if let Some(report) = &arguments.report {
            std::fs::write(report, corpus::table::json(&rows)?)?;
        }
        Ok(rows)
    });
    match rows {
        Ok(rows) => {
            print!("{}", corpus::table::text(&rows));
            if cfg!(debug_assertions) {
                eprintln!(
                    "note: generated by a debug build; `cargo run --release --package xtask -- corpus …` is faster"
                );
            }
            if rows.iter().all(corpus::Row::is_ok) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn generate_one(document: &Document, work: &Path) -> ExitCode {
    match serde_json::to_string(&corpus::generate::one(document, work)) {
        Ok(row) => {
            println!("{row}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn place(given: Option<PathBuf>, root: Option<&Path>, default: &str) -> Option<PathBuf> {
    given.or_else(|| root.map(|root| root.join(default)))
}

/// The folder of the project that this command belongs to: the parent of the package that `cargo run` names, or else
/// the first folder upwards that looks like the project. Looked up at run time, since a checkout can be moved.
fn workspace_root() -> Option<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let by_cargo = package.as_deref().and_then(Path::parent).filter(|folder| is_workspace(folder));
    by_cargo.map(Path::to_path_buf).or_else(|| {
        let here = std::env::current_dir().ok()?;
        here.ancestors().find(|folder| is_workspace(folder)).map(Path::to_path_buf)
    })
}

fn is_workspace(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file()
        && folder.join("xtask/Cargo.toml").is_file()
        && folder.join("generator/Cargo.toml").is_file()
}

/// A security scheme and its secret.
fn credential(text: &str) -> Result<(String, String), String> {
    let (scheme, secret) = text.split_once('=').ok_or("a credential is written `SCHEME=SECRET`")?;
    Ok((scheme.to_owned(), secret.to_owned()))
}

/// Cargo's rule for the name of a package, as far as it is the same for every use of one.
fn package_name(text: &str) -> Result<String, String> {
    regen::is_package_name(text)
        .then(|| text.to_owned())
        .ok_or_else(|| "a package is named by ASCII letters, digits, `-` and `_`, a letter first".to_owned())
}
