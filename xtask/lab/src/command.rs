//! The command line: which command, and where its files are.
//!
//! In: the arguments, for example `corpus documents --behaviour`. Out: the exit status, 0 (fine), 1 (findings) or 2
//! (usage, by clap). What a command does is in the module of its name.

use crate::bench::sites::Made;
use crate::bench::turns::{self, Input, Turns};
use crate::corpus::documents::Document;
use crate::{bench, corpus, features, servers};
use clap::{Args, Parser, Subcommand};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use xtask::project::{self, place};

/// What the maintainers measure and try.
#[derive(Debug, Parser)]
#[command(name = "cargo lab", bin_name = "cargo lab", about, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate a crate from every document under a folder, and check every crate
    Corpus(CorpusArguments),
    /// Install, run and call small applications in several frameworks, and a mock server
    Servers(ServersArguments),
    /// Measure the figures of the README on this machine
    Bench {
        /// Measure what this OpenAPI document takes instead: to generate its crate, to check and to build it
        #[arg(long, value_name = "FILE")]
        document: Option<PathBuf>,
        #[command(flatten)]
        turns: TurnsArguments,
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
    /// Run `cargo xtask` in this program, to measure it
    #[command(hide = true, disable_help_flag = true)]
    Xtask {
        /// Its arguments
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<std::ffi::OsString>,
    },
}

/// What `bench` can be told of another command.
#[derive(Debug, Args)]
struct TurnsArguments {
    /// Generate by turns with this command instead, which is given `{document}`, `{specs}` (its folder) and `{out}`
    #[arg(long, value_name = "COMMAND")]
    against: Option<String>,
    /// Generate from pages that are made from a seed
    #[arg(long, value_name = "WHAT", requires = "against", conflicts_with = "document")]
    made: Option<Made>,
    /// How often each command runs
    #[arg(long, value_name = "COUNT", default_value = "9", requires = "against")]
    rounds: usize,
    /// Check the crates that both wrote, too
    #[arg(long, requires = "against")]
    check: bool,
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
    /// The applications, by their folders under xtask/lab/servers [default: all]
    names: Vec<String>,
    /// Serve this document by the mock server in place of its own; may be given several times
    #[arg(long = "document", value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// How many crates to work on at once [default: one for each processor]
    #[arg(long, short, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
}

/// Runs a command.
pub fn run(arguments: Arguments) -> ExitCode {
    match arguments.command {
        Command::Corpus(arguments) => run_corpus(arguments),
        Command::Servers(arguments) => run_servers(arguments),
        Command::Bench { document, turns } => run_bench(document, turns),
        Command::Features => run_features(),
        Command::GenerateOne { file, path, package, work } => generate_one(&Document { path, file, package }, &work),
        Command::Xtask { arguments } => xtask::command::run(std::iter::once("xtask".into()).chain(arguments)),
    }
}

fn run_features() -> ExitCode {
    let Some(workspace) = project::root() else {
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

fn run_bench(document: Option<PathBuf>, turns: TurnsArguments) -> ExitCode {
    let Some(workspace) = project::root() else {
        eprintln!("error: run this inside the project");
        return ExitCode::from(2);
    };
    let work = workspace.join("target/bench");
    let options = bench::Options { workspace, work };
    let TurnsArguments { against, made, rounds, check } = turns;
    let measured = match (against, document.clone().map(Input::Document).or(made.map(Input::Made)), document) {
        (Some(against), Some(input), _) => turns::run(&options, &Turns { input, against, rounds, check }),
        (Some(_), None, _) => {
            eprintln!("error: say what to generate from: --document FILE or --made site");
            return ExitCode::from(2);
        }
        (None, _, Some(file)) => bench::document::run(&options, &file),
        (None, _, None) => bench::run(&options),
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
    let Some(workspace) = project::root() else {
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
    let root = project::root();
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
                    "note: generated by a debug build; `cargo run --release --package lab -- corpus …` is faster"
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

/// A security scheme and its secret.
fn credential(text: &str) -> Result<(String, String), String> {
    let (scheme, secret) = text.split_once('=').ok_or("a credential is written `SCHEME=SECRET`")?;
    Ok((scheme.to_owned(), secret.to_owned()))
}
