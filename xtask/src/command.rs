//! The command line: which command, and where its files are.
//!
//! In: the arguments, for example `regen --check`. Out: the exit status, 0 (fine), 1 (findings) or 2 (usage, by
//! clap). What a command does is in the module of its name.

use crate::{print, regen};
use clap::{Args, Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
}

/// What `regen` can be told.
#[derive(Debug, Args)]
struct RegenArguments {
    /// Compare with the files that are there instead of writing
    #[arg(long)]
    check: bool,
    /// Fail, and write nothing, if there is a warning
    #[arg(long)]
    deny_warnings: bool,
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
}

/// Runs a command.
pub fn run(arguments: Arguments) -> ExitCode {
    match arguments.command {
        Command::Regen(arguments) => run_regen(arguments),
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
        check: arguments.check,
        deny_warnings: arguments.deny_warnings,
        workspace: root,
    };
    let outcome = regen::run(&options);
    print::outcome(&options, &outcome, arguments.verbose);
    if outcome.is_success(&options) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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

/// Cargo's rule for the name of a package, as far as it is the same for every use of one.
fn package_name(text: &str) -> Result<String, String> {
    regen::is_package_name(text)
        .then(|| text.to_owned())
        .ok_or_else(|| "a package is named by ASCII letters, digits, `-` and `_`, a letter first".to_owned())
}
