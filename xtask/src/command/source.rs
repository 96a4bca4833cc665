//! The options that several commands share: which API, and what of a site is fetched.

use crate::specs::Reading;
use crate::{fetch, print, source};
use clap::Args;
use std::path::PathBuf;

/// What is taken of the pages.
#[derive(Debug, Args)]
pub(super) struct Taken {
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

impl Taken {
    /// The same, as the commands have it.
    pub(super) fn reading(self) -> Reading {
        let Self { titles, trust_extensions, referred_only } = self;
        Reading { titles, trust_extensions, referred_only }
    }
}

/// The API that a command reads.
#[derive(Debug, Args)]
pub(super) struct Source {
    /// The folder with the pages, documents and overlays [default: that of the configuration file, or `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// The crate, whose `names.json` has the names of its methods [default: that of the configuration file, or none]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    taken: Taken,
}

impl Source {
    /// The same, as the commands have it; `None` if it is said nowhere where the pages are.
    pub(super) fn source(self) -> Option<source::Source> {
        let specs = super::specs_or_here(self.specs)?;
        Some(source::Source { specs, out: self.out, reading: self.taken.reading() })
    }
}

/// What is fetched of a site, and how.
#[derive(Debug, Args)]
pub(super) struct Site {
    /// Take this document too, which pages refer to, from another site; may be given several times
    #[arg(long = "also", value_name = "URL")]
    also: Vec<String>,
    /// Take the pages of an index whose paths match, whatever they hold [default: those that hold OpenAPI]
    #[arg(long = "match", value_name = "GLOB", value_parser = fetch::glob)]
    matches: Vec<String>,
    /// Leave out pages of an index whose paths match
    #[arg(long = "exclude", value_name = "GLOB", value_parser = fetch::glob)]
    excludes: Vec<String>,
    /// Send a header whose value an environment variable has, to the origin of the addresses only; may be given several times
    #[arg(long = "header", value_name = "NAME=VARIABLE")]
    pub(super) headers: Vec<String>,
}

impl Site {
    /// Whether pages of an index are chosen.
    pub(super) fn chooses(&self) -> bool {
        !(self.matches.is_empty() && self.excludes.is_empty())
    }

    /// The same, as `fetch` has it; `None` if a header is wrong, which is said.
    pub(super) fn options(self) -> Option<fetch::Options> {
        let headers = headers(&self.headers)?;
        let Self { also, matches, excludes, .. } = self;
        Some(fetch::Options { also, matches, excludes, headers, ..fetch::Options::default() })
    }
}

/// Reads headers. Not by clap, which shows what it refuses: that may be the secret itself.
fn headers(texts: &[String]) -> Option<Vec<fetch::login::Header>> {
    let read = texts.iter().map(|text| fetch::login::header(text)).collect::<Result<_, _>>();
    read.inspect_err(|problem| print::errors(&format!("error: `--header` is wrong: {problem}\n"))).ok()
}
