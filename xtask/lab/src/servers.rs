//! `cargo lab servers`: small applications in several frameworks, and a mock server, are installed, run, and called.
//!
//! In: the folders under `xtask/lab/servers`. Out: for each, how many calls went as documented, and what did not, with whose
//! fault it is. An application's own document, as its framework publishes it, is what the client is made of, so that the
//! framework's documentation meets what the framework does. The calls are those of `cargo lab corpus --server`
//! ([`crate::corpus::server`]). What is not expected ([`verdict`]) fails the command.
//!
//! Everything is installed and built in a work folder. Servers listen on 127.0.0.1 only, on free ports, and end with the
//! command.

mod install;
mod process;
pub mod settings;
pub mod verdict;

use crate::corpus::server::Server;
use crate::corpus::{self, Row, documents::at};
use process::Running;
use settings::Application;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use verdict::Verdict;

/// How long a document may take to be generated.
const TIMEOUT: Duration = Duration::from_secs(120);

/// What to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// The project's folder.
    pub workspace: PathBuf,
    /// Where everything is installed and built.
    pub work: PathBuf,
    /// The applications, by their folders' names; all if there is none.
    pub names: Vec<String>,
    /// Documents for the mock servers, in place of their own.
    pub documents: Vec<PathBuf>,
    /// How many crates are worked on at once.
    pub jobs: usize,
}

/// Calls every application; gives what became of each document, and tells it as soon as it is known.
///
/// # Errors
/// If an application cannot be read or installed, or cargo cannot be run.
pub fn run(options: &Options) -> io::Result<Vec<Verdict>> {
    let folder = options.workspace.join("xtask/lab/servers");
    let mut verdicts = Vec::new();
    for application in settings::all(&folder, &options.names)? {
        let place = options.work.join(&application.name);
        install::into(&place, &application).map_err(|error| at(&application.folder, &error))?;
        for document in documents(options, &application) {
            let name = document.as_deref().map(|document| {
                let shown = document.strip_prefix(&options.workspace).unwrap_or(document);
                shown.to_string_lossy().into_owned()
            });
            let is_own = document.is_none() || options.documents.is_empty();
            let verdict = match one(options, &application, &place, document.as_deref()) {
                Ok(row) => Verdict::of(&application, name.as_deref(), &row, is_own),
                Err(error) => Verdict::failed(&application, name.as_deref(), &error),
            };
            print!("{}", verdict.text());
            verdicts.push(verdict);
        }
    }
    Ok(verdicts)
}

/// The documents that an application serves; `None` is the one that it publishes itself.
fn documents(options: &Options, application: &Application) -> Vec<Option<PathBuf>> {
    if application.settings.document.is_some() {
        return vec![None];
    }
    let own = application.settings.documents.iter().map(|path| options.workspace.join(path));
    let documents = if options.documents.is_empty() { own.collect() } else { options.documents.clone() };
    documents.into_iter().map(Some).collect()
}

fn one(options: &Options, application: &Application, place: &Path, document: Option<&Path>) -> io::Result<Row> {
    let document = document.map(std::path::absolute).transpose()?;
    let server = Running::start(place, application, document.as_deref())?;
    match document {
        Some(document) => called(options, application, &document, &server),
        None => {
            let document = options.work.join("documents").join(format!("{}.json", application.name));
            write(&document, &server.fetch(application.settings.document.as_deref().unwrap_or_default())?)?;
            called(options, application, &document, &server)
        }
    }
}

fn write(file: &Path, text: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
    fs::write(file, text).map_err(|error| at(file, &error))
}

/// Calls a server with the client of a document.
fn called(options: &Options, application: &Application, document: &Path, server: &Running) -> io::Result<Row> {
    let credentials = application.settings.credentials.clone().into_iter().collect();
    let corpus = corpus::Options {
        documents: document.to_path_buf(),
        work: options.work.join("crates"),
        generate_only: true,
        mutants: None,
        behaviour: true,
        server: Some(Server { url: server.url(), credentials }),
        jobs: options.jobs,
        timeout: TIMEOUT,
        workspace: Some(options.workspace.clone()),
    };
    fs::create_dir_all(&corpus.work).map_err(|error| at(&corpus.work, &error))?;
    Ok(corpus::run(&corpus)?.into_iter().next().unwrap_or_default())
}
