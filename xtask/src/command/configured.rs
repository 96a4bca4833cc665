//! Runs a command for each client that is meant.
//!
//! In: the arguments. They are read twice: first for which clients of which file are meant, then for each client with
//! what the file says as defaults. Out: the greatest exit status.

use super::{Arguments, run_for};
use crate::config::{self, Client, Configuration, keys};
use crate::{print, program, say};
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};
use generator::diagnostic::Diagnostics;
use serde_json::json;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// What is for one client only: it is said in the file where there are several.
const OF_ONE_CLIENT: [&str; 7] = ["specs", "out", "out_file", "name", "urls", "also", "new"];

/// How a command was called.
#[derive(Debug)]
pub(super) struct Called<'a> {
    given: &'a ArgMatches,
    command: String,
    /// The client that is meant.
    pub(super) client: &'a Client,
}

impl Called<'_> {
    /// The command line says it.
    pub(super) fn is_given(&self, id: &str) -> bool {
        keys::is_given(self.given, id)
    }

    /// Where an option is said.
    pub(super) fn place(&self, key: &str, id: &str) -> String {
        let said = self.client.place(&self.command, key).filter(|_| !self.is_given(id));
        said.map_or_else(|| format!("--{key}"), str::to_owned)
    }
}

/// Runs a command. The first of the arguments is the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = arguments.into_iter().collect();
    let command = keys::with_negations(Arguments::command());
    let matches = match keys::with_nothing_required(command.clone()).try_get_matches_from(&words) {
        Ok(matches) => matches,
        Err(error) => return refused(&error),
    };
    let status = configuration(&matches).and_then(|configuration| {
        let named: Vec<String> = matches.get_many("clients").unwrap_or_default().cloned().collect();
        let clients = configuration.choose(&named)?;
        check_several(&matches, &configuration, &clients)?;
        let statuses = clients.iter().map(|client| one(&words, &command, &matches, client, clients.len() > 1));
        Ok(statuses.max().unwrap_or_default())
    });
    ExitCode::from(status.unwrap_or_else(|dx| {
        print::errors(&print::rendered(&dx, false, print::wants_colour()));
        2
    }))
}

/// What clap says: help, the version, or what is wrong.
fn refused(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell that nobody reads.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// The file that was named, or else that of the folder; without one there is one client that the file says nothing about.
fn configuration(matches: &ArgMatches) -> Result<Configuration, Diagnostics> {
    let command = Arguments::command();
    // What makes a configuration asks for none.
    let is_configured = !keys::WITHOUT_KEYS.contains(&matches.subcommand_name().unwrap_or_default());
    match matches.get_one::<PathBuf>("config").cloned().or_else(|| found().filter(|_| is_configured)) {
        Some(file) => config::load(&file, &command),
        None => Ok(Configuration { file: config::NAME.into(), clients: vec![Client::default()] }),
    }
}

/// From where the command runs, or else from the package that `cargo run` names.
fn found() -> Option<PathBuf> {
    let here = std::env::current_dir().ok();
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    here.as_deref().and_then(config::find).or_else(|| config::find(package.as_deref()?))
}

fn check_several(matches: &ArgMatches, configuration: &Configuration, clients: &[&Client]) -> Result<(), Diagnostics> {
    let mut dx = Diagnostics::default();
    let (_, given) = keys::given(matches);
    if clients.len() > 1 {
        for id in OF_ONE_CLIENT.into_iter().filter(|id| keys::is_given(given, id)) {
            let message = format!("`{id}` is for one client, and the file has {}", clients.len());
            dx.error("several-clients", message, crate::specs::at(&configuration.file)).help("say `--client NAME` too");
        }
    }
    dx.barrier()
}

fn one(words: &[OsString], command: &clap::Command, matches: &ArgMatches, client: &Client, is_headed: bool) -> u8 {
    let (path, given) = keys::given(matches);
    let command = keys::with_defaults(command.clone(), client, &path, given);
    let read = command.try_get_matches_from(words);
    let read = read.and_then(|matches| Ok((Arguments::from_arg_matches(&matches)?, matches)));
    match read {
        Ok((arguments, matches)) => {
            if let Some(name) = client.name.as_ref().filter(|_| is_headed) {
                head(name, keys::given(&matches).1);
            }
            run_for(arguments.command, &Called { given, command: path, client })
        }
        Err(error) => {
            let _ = error.print();
            2
        }
    }
}

/// Says whose output follows.
fn head(name: &str, matches: &ArgMatches) {
    let format = matches.try_get_raw("format").ok().flatten().and_then(|mut values| values.next());
    match format.and_then(std::ffi::OsStr::to_str) {
        Some("json") => print::output(&format!(
            "{}\n",
            json!({"severity": "note", "code": "client", "message": format!("the client `{name}`"), "client": name})
        )),
        Some("markdown") => say!("## {name}\n"),
        Some("github") => {}
        _ => say!("{name} ({})", program::name()),
    }
}
