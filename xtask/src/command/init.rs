//! The command line of `init`.

use crate::{fetch, init, print};
use clap::Args;

/// What `init` can be told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Addresses of an `llms.txt`, of pages, or of OpenAPI documents [default: what the folder `specs` has]
    #[arg(value_name = "URL")]
    urls: Vec<String>,
    /// The name of the package [default: the name of the folder]
    #[arg(long, value_name = "PACKAGE", value_parser = super::package_name)]
    name: Option<String>,
    /// The licence of the client, an SPDX expression; the texts of MIT and Apache-2.0 are written
    #[arg(long, value_name = "EXPRESSION")]
    license: Option<String>,
    /// What checks the client on a push, and updates it every night
    #[arg(long, value_enum, default_value_t)]
    ci: init::Ci,
    /// The git repository that CI installs this command from [default: the registry]
    #[arg(long, value_name = "URL")]
    install_from: Option<String>,
    /// Take this document too, which pages refer to, from another site; may be given several times
    #[arg(long = "also", value_name = "URL")]
    also: Vec<String>,
    /// Take the pages of an index whose paths match, whatever they hold [default: those that hold OpenAPI]
    #[arg(long = "match", value_name = "GLOB", value_parser = fetch::glob)]
    matches: Vec<String>,
    /// Leave out pages of an index whose paths match
    #[arg(long = "exclude", value_name = "GLOB", value_parser = fetch::glob)]
    excludes: Vec<String>,
    /// Send a header whose value an environment variable has; may be given several times
    #[arg(long = "header", value_name = "NAME=VARIABLE")]
    headers: Vec<String>,
    /// Choose the API of this title, if the pages hold several; may be given several times
    #[arg(long = "title", value_name = "TITLE")]
    titles: Vec<String>,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments) -> u8 {
    let Arguments { urls, name, license, ci, install_from, also, matches, excludes, headers, titles } = arguments;
    let Some(read) = super::headers(&headers) else { return 2 };
    let Ok(folder) = std::env::current_dir() else {
        print::errors("error: the current folder cannot be read\n");
        return 2;
    };
    let fetch = fetch::Options { also, matches, excludes, headers: read, ..fetch::Options::default() };
    init::run(&init::Options { folder, urls, name, license, ci, install_from, fetch, headers, titles })
}
