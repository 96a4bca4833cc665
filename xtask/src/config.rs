//! The configuration file, `.pages-to-crate.toml`: options of the command line that need not be said any more.
//!
//! In: the file in the current folder, or in the nearest folder above it that has one. Out: its clients, each with the
//! values that its options have by default, for example:
//!
//! ```toml
//! urls = ["https://docs.example.com/llms.txt"]
//! out = "client"
//! deny-warnings = true
//!
//! [package]
//! license = "MIT"
//!
//! [diff]
//! fail-on = "major"
//! ```
//!
//! Every option has a key of its name. A key counts for all commands that have the option; in a table with a command's
//! name it counts for that command. `[client.NAME]` has the same keys for one of several clients. The more special key
//! wins, and the command line wins over all of them. Paths are relative to the file. `[package]` has what the client's
//! manifest says.

pub mod keys;
mod read;

use crate::manifest::Field;
use crate::specs::at;
use clap::Command;
use generator::diagnostic::Diagnostics;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file's name.
pub const NAME: &str = ".pages-to-crate.toml";

/// A configuration file.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// Where it is.
    pub file: PathBuf,
    /// At least one.
    pub clients: Vec<Client>,
}

/// What a file says about one client.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// `None` if the file names no clients: then there is one.
    pub name: Option<String>,
    /// The values of a command's option.
    values: BTreeMap<(String, String), Vec<String>>,
    /// Where the file says them.
    places: BTreeMap<(String, String), String>,
    /// What the manifest says.
    pub package: Vec<(String, Field)>,
}

impl Client {
    /// The values that an option of a command has.
    pub fn values(&self, command: &str, key: &str) -> Option<&[String]> {
        self.values.get(&(command.to_owned(), key.to_owned())).map(Vec::as_slice)
    }

    /// Where the file says the value of an option.
    pub fn place(&self, command: &str, key: &str) -> Option<&str> {
        self.places.get(&(command.to_owned(), key.to_owned())).map(String::as_str)
    }

    fn set(&mut self, command: &str, key: &str, values: Vec<String>) {
        self.values.insert((command.to_owned(), key.to_owned()), values);
    }
}

/// The file that counts for a folder.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file())
}

/// Reads a file. `command` is the command line, whose options it can have.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn load(file: &Path, command: &Command) -> Result<Configuration, Diagnostics> {
    let mut dx = Diagnostics::default();
    let text = crate::specs::text(&mut dx, file);
    if text.is_none() && !dx.has_errors() {
        dx.error("no-configuration", "the configuration file does not exist", at(file))
            .help("create the file, or name another one by `--config FILE`");
    }
    dx.barrier()?;
    let clients = read::clients(&mut dx, file, &text.unwrap_or_default(), command);
    dx.barrier()?;
    Ok(Configuration { file: file.to_owned(), clients })
}

impl Configuration {
    /// The clients of these names, or all.
    ///
    /// # Errors
    /// The names that no client has.
    pub fn choose(&self, names: &[String]) -> Result<Vec<&Client>, Diagnostics> {
        let mut dx = Diagnostics::default();
        let known: Vec<&str> = self.clients.iter().filter_map(|client| client.name.as_deref()).collect();
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            let error = dx.error("unknown-client", format!("there is no client `{name}`"), at(&self.file));
            error.help(match (nearest(name, &known), known.is_empty()) {
                (Some(near), _) => format!("did you mean `--client {near}`?"),
                (None, true) => "the file names no clients (`[client.NAME]`), so leave `--client` out".to_owned(),
                (None, false) => format!("the clients are {}", listed(&known)),
            });
        }
        dx.barrier()?;
        let is_chosen =
            |client: &&Client| names.is_empty() || client.name.as_ref().is_some_and(|it| names.contains(it));
        Ok(self.clients.iter().filter(is_chosen).collect())
    }
}

/// The most similar of the words, if one is similar.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let similarity = |other: &str| strsim::normalized_damerau_levenshtein(&word, &other.to_lowercase());
    let best = known.iter().map(|other| (similarity(other), *other)).max_by(|one, other| one.0.total_cmp(&other.0));
    best.filter(|(similarity, _)| *similarity > 0.6).map(|(_, other)| other)
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
