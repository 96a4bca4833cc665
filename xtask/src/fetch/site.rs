//! Which pages a site has.
//!
//! In: the addresses that were asked for. Out: the pages to fetch, each once, and what the indexes link to besides. An
//! index (`llms.txt`) can list further indexes of its site; links to other sites are counted and not followed.

use super::address::{self, Kind};
use super::client::{self, Answer, Client, Extent, Marks, Problem};
use super::lock::{Lock, Source};
use super::{index, judge};
use generator::diagnostic::{At, Diagnostics};
use glob::{MatchOptions, Pattern};
use reqwest::Url;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// How many indexes may lead to each other.
const INDEXES: usize = 100;

/// A page to fetch.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Where it may be, best first.
    pub candidates: Vec<Url>,
    /// It was asked for by its own address: that it holds no OpenAPI is an error.
    pub is_named: bool,
    /// A glob chose it: it is kept whatever it holds.
    pub is_matched: bool,
}

/// What the sources lead to.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub wanted: Vec<Wanted>,
    /// Where each stands in the list, by each place where it may be.
    numbers: HashMap<Url, usize>,
    pub indexes: Vec<Index>,
}

/// What one index says.
#[derive(Debug)]
pub struct Index {
    /// Where it is.
    pub url: String,
    /// Pages that it lists, as chosen by the globs.
    pub pages: usize,
    /// Links to other sites.
    pub elsewhere: usize,
    /// Links to what is no page, or was left out by a glob.
    pub skipped: usize,
}

/// The globs of a source.
struct Globs {
    matches: Vec<Pattern>,
    excludes: Vec<Pattern>,
}

/// Finds all pages. What is wrong with a source or an index is reported.
pub(super) async fn find(dx: &mut Diagnostics, client: &Client, sources: &[Source], lock: &Lock) -> Found {
    let mut found = Found::default();
    for source in sources {
        let url = address::parse(&source.url);
        let globs = Globs::of(source);
        let (url, globs) = match (url, globs) {
            (Ok(url), Ok(globs)) => (url, globs),
            (Err(reason), _) | (_, Err(reason)) => {
                dx.error(
                    "invalid-source",
                    format!("the source cannot be fetched: {reason}"),
                    At::File(source.url.clone()),
                )
                .help("give the address of an `llms.txt`, of a page, or of an OpenAPI document");
                continue;
            }
        };
        match address::kind(&url) {
            Kind::Index => indexes(dx, client, &mut found, address::index(&url), None, &globs).await,
            Kind::Page | Kind::Other => {
                let candidates = address::candidates(&url);
                let is_page = lock.pages.iter().any(|page| candidates.iter().any(|it| it.as_str() == page.url));
                match address::index_of_folder(&url).filter(|_| !is_page) {
                    Some(index) if folder(dx, client, &mut found, &index, &globs).await => {}
                    Some(_) | None => add(&mut found, &url, true, !globs.matches.is_empty()),
                }
            }
        }
    }
    found
}

impl Globs {
    fn of(source: &Source) -> Result<Self, String> {
        let read = |texts: &[String]| texts.iter().map(|text| glob(text)).collect::<Result<Vec<_>, _>>();
        Ok(Self { matches: read(&source.matches)?, excludes: read(&source.excludes)? })
    }

    fn choose(&self, url: &Url) -> bool {
        let path = address::shown_path(url);
        let stem = path.strip_suffix(".md").unwrap_or(&path);
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::default() };
        let any = |globs: &[Pattern]| {
            globs.iter().any(|glob| glob.matches_with(&path, options) || glob.matches_with(stem, options))
        };
        (self.matches.is_empty() || any(&self.matches)) && !any(&self.excludes)
    }
}

/// Reads a glob, for example `api-reference/**`.
///
/// # Errors
/// Why it is none.
pub(super) fn glob(text: &str) -> Result<Pattern, String> {
    Pattern::new(text.trim_start_matches('/')).map_err(|error| format!("`{text}` is no glob: {error}"))
}

/// The index of a folder, if there is one; an address may as well be that of a page.
async fn folder(dx: &mut Diagnostics, client: &Client, found: &mut Found, index: &Url, globs: &Globs) -> bool {
    match read(client, index).await {
        Ok((_, text)) if index::links(&text).is_empty() => false,
        Ok(read) => {
            indexes(dx, client, found, index.clone(), Some(read), globs).await;
            true
        }
        Err(problem) if matches!(problem.extent, Extent::Missing | Extent::Refused) => false,
        Err(problem) => {
            dx.error(problem.code, problem.message, At::File(index.to_string())).help(problem.help);
            true
        }
    }
}

/// Follows an index, whose text may be `known`, and those that it lists.
async fn indexes(
    dx: &mut Diagnostics,
    client: &Client,
    found: &mut Found,
    first: Url,
    mut known: Option<(Url, String)>,
    globs: &Globs,
) {
    let mut seen = BTreeSet::from([first.clone()]);
    let mut open = VecDeque::from([first]);
    while let Some(url) = open.pop_front() {
        let text = match known.take() {
            Some(known) => Ok(known),
            None => read(client, &url).await,
        };
        let (at, text) = match text {
            Ok(read) => read,
            Err(problem) => {
                dx.error(problem.code, problem.message, At::File(url.to_string())).help(problem.help);
                continue;
            }
        };
        let mut index = Index { url: url.to_string(), pages: 0, elsewhere: 0, skipped: 0 };
        let mut linked = BTreeSet::new();
        for link in index::links(&text) {
            let Ok(link) = address::join(&at, &link) else {
                index.skipped += 1;
                continue;
            };
            if !linked.insert(link.clone()) {
                continue;
            }
            match address::kind(&link) {
                _ if !address::is_same_site(&at, &link) => index.elsewhere += 1,
                Kind::Index if link.path() != "/" => {
                    if seen.insert(link.clone()) {
                        open.push_back(link);
                    }
                }
                Kind::Page if globs.choose(&link) => {
                    index.pages += 1;
                    add(found, &link, false, !globs.matches.is_empty());
                }
                Kind::Index | Kind::Page | Kind::Other => index.skipped += 1,
            }
        }
        found.indexes.push(index);
        if seen.len() > INDEXES {
            let message = format!("the index leads to more than {INDEXES} further indexes");
            dx.error("too-many-pages", message, At::File(url.to_string())).help("give the address of one of them");
            return;
        }
    }
}

/// The text of an index, and where it was in the end.
async fn read(client: &Client, url: &Url) -> Result<(Url, String), Problem> {
    let Answer::Text(text) = client::get(client, url, &Marks::default()).await? else {
        return Ok((url.clone(), String::new()));
    };
    match judge::page(&text.url, &text.text) {
        Ok(_) => Ok((text.url, text.text)),
        Err(reason) => Err(Problem {
            code: "not-an-index",
            message: format!("the index cannot be read: {reason}"),
            help: "look for the site's `llms.txt` in a browser, and give its address",
            extent: Extent::Refused,
        }),
    }
}

fn add(found: &mut Found, url: &Url, is_named: bool, is_matched: bool) {
    let candidates = address::candidates(url);
    let number = candidates.iter().find_map(|candidate| found.numbers.get(candidate).copied());
    match number.and_then(|number| found.wanted.get_mut(number)) {
        Some(wanted) => {
            wanted.is_named |= is_named;
            wanted.is_matched |= is_matched;
        }
        None => {
            let number = found.wanted.len();
            candidates.iter().for_each(|candidate| _ = found.numbers.entry(candidate.clone()).or_insert(number));
            found.wanted.push(Wanted { candidates, is_named, is_matched });
        }
    }
}
