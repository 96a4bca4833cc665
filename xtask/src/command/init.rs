//! The command line of `init`.

use super::source::Site;
use crate::{init, print};
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
    /// The git repository that CI installs this command from [default: where it was installed from, or the registry]
    #[arg(long, value_name = "URL")]
    install_from: Option<String>,
    /// The revision of that repository: a commit, a tag or a branch [default: its default branch]
    #[arg(long, value_name = "REVISION", requires = "install_from")]
    rev: Option<String>,
    #[command(flatten)]
    site: Site,
    /// Choose the API of this title, if the pages hold several; may be given several times
    #[arg(long = "title", value_name = "TITLE")]
    titles: Vec<String>,
}

/// Runs the command.
pub(super) fn run(arguments: Arguments) -> u8 {
    let Arguments { urls, name, license, ci, install_from, rev, site, titles } = arguments;
    let headers = site.headers.clone();
    let Some(fetch) = site.options() else { return 2 };
    let Ok(folder) = std::env::current_dir() else {
        print::errors("error: the current folder cannot be read\n");
        return 2;
    };
    init::run(&init::Options { folder, urls, name, license, ci, install_from, rev, fetch, headers, titles })
}
