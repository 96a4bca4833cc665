//! `cargo xtask fetch`: brings the pages of a documentation site into the specs folder.
//!
//! In: addresses (an `llms.txt`, pages, OpenAPI documents), or those that `sources.lock` names. Out: an [`Outcome`];
//! the pages, verbatim, in folders as the site has them, and the lock that says where each comes from. If there is an
//! error, the folder is as it was. This is the only command that needs a network.

mod address;
mod client;
mod download;
mod encoding;
mod index;
mod judge;
pub mod lock;
pub mod login;
pub mod plan;
pub mod print;
mod referred;
mod site;
pub mod transaction;

use crate::digest;
use crate::program;
use crate::progress::Working;
use crate::specs::at;
pub use client::Limits;
use client::{Client, Extent, Marks};
use download::{Got, Job};
use generator::diagnostic::{At, Diagnostics};
use lock::{Lock, Source};
use plan::{Kept, Plan};
use reqwest::Url;
use site::Wanted;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// What to do.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The folder to write.
    pub specs: PathBuf,
    /// Addresses; none: those of the lock.
    pub urls: Vec<String>,
    /// The addresses are all there are: the lock forgets others.
    pub are_all: bool,
    /// Documents of other sites that pages refer to.
    pub also: Vec<String>,
    /// Which pages of an index; none: those that hold OpenAPI.
    pub matches: Vec<String>,
    /// Which pages not.
    pub excludes: Vec<String>,
    /// Remove pages that the site has no more.
    pub prune: bool,
    /// Compare with the lock and write nothing.
    pub check: bool,
    /// Headers for a site behind a login.
    pub headers: Vec<login::Header>,
    /// How much, and how patiently.
    pub limits: Limits,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Outcome {
    /// All messages.
    pub diagnostics: Diagnostics,
    /// What changed; `None` if something was an error.
    pub done: Option<Done>,
    /// How long it took.
    pub elapsed: Duration,
}

/// What a run without an error gives.
#[derive(Debug)]
pub struct Done {
    /// What the indexes link to.
    pub indexes: Vec<site::Index>,
    /// What differs, and what was or would be done.
    pub plan: Plan,
    /// Pages that hold no OpenAPI.
    pub others: usize,
}

impl Done {
    /// The site is not as the lock says.
    pub fn differs(&self) -> bool {
        self.plan.changes.iter().any(|change| change.kind != plan::Kind::Restored)
    }
}

impl Outcome {
    /// The exit status: 0, or with `check` 1 where the site differs; 2 after an error.
    pub fn status(&self, options: &Options) -> u8 {
        match &self.done {
            None => 2,
            Some(done) => u8::from(options.check && done.differs()),
        }
    }
}

/// Takes a glob as it is, if it is one.
///
/// # Errors
/// Why it is none.
pub fn glob(text: &str) -> Result<String, String> {
    site::glob(text).map(|_| text.to_owned())
}

/// Runs the command.
pub fn run(options: &Options) -> Outcome {
    let started = Instant::now();
    let mut dx = Diagnostics::default();
    match fetch(&mut dx, options) {
        Err(diagnostics) => Outcome { diagnostics, done: None, elapsed: started.elapsed() },
        Ok(done) => Outcome { diagnostics: dx, done: Some(done), elapsed: started.elapsed() },
    }
}

fn fetch(dx: &mut Diagnostics, options: &Options) -> Result<Done, Diagnostics> {
    let _held = transaction::begin(dx, &options.specs, options.check);
    dx.barrier()?;
    let lock = lock::read(dx, &options.specs);
    dx.barrier()?;
    let sources = sources(dx, options, &lock);
    dx.barrier()?;
    let asked = if options.urls.is_empty() {
        sources.iter().map(|source| &source.url).collect()
    } else {
        options.urls.iter().collect::<Vec<_>>()
    };
    let asked: Vec<Url> = asked.into_iter().filter_map(|url| address::parse(url).ok()).collect();
    let login = login::read(dx, &options.specs, &options.headers, &asked);
    dx.barrier()?;
    let (runtime, client) = network(dx, options, login)?;
    let working = Working::start("looking for pages");
    let found = runtime.block_on(site::find(dx, &client, &sources, &lock));
    drop(working);
    check_count(dx, options, &found.wanted);
    dx.barrier()?;
    let mut pages = runtime.block_on(pages(dx, &client, options, &lock, &found.wanted));
    dx.barrier()?;
    runtime.block_on(add_referred(dx, &client, options, &lock, &found.wanted, &mut pages));
    dx.barrier()?;
    let others = pages.others.len();
    let next = Lock { sources, others: pages.others, ..Lock::default() };
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let plan = plan::plan(dx, options, &lock, next, &pages.kept, &now);
    dx.barrier()?;
    if !options.check {
        write(dx, options, &plan);
    }
    dx.barrier()?;
    Ok(Done { indexes: found.indexes, plan, others })
}

/// The sources of the lock, and those that were given; only these, if they are all.
fn sources(dx: &mut Diagnostics, options: &Options, lock: &Lock) -> Vec<Source> {
    let mut sources = if options.are_all { Vec::new() } else { lock.sources.clone() };
    for url in &options.urls {
        let url = address::parse(url).map_or_else(|_| url.clone(), |url| url.to_string());
        sources.retain(|source| source.url != url);
        sources.push(Source { url, matches: options.matches.clone(), excludes: options.excludes.clone() });
    }
    for url in &options.also {
        let url = address::parse(url).map_or_else(|_| url.clone(), |url| url.to_string());
        if !sources.iter().any(|source| source.url == url) {
            sources.push(Source { url, matches: Vec::new(), excludes: Vec::new() });
        }
    }
    if sources.is_empty() {
        dx.error(
            "no-sources",
            "there is nothing to fetch: no address was given, and no lock names one",
            at(&options.specs.join(lock::NAME)),
        )
        .help(format!(
            "say {}, with the address of a site's `llms.txt`, of a page or of an OpenAPI document",
            program::call("fetch URL")
        ));
    }
    sources
}

fn network(
    dx: &mut Diagnostics,
    options: &Options,
    login: login::Login,
) -> Result<(tokio::runtime::Runtime, Arc<Client>), Diagnostics> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let failed = match (runtime, Client::new(options.limits.clone(), login)) {
        (Ok(runtime), Ok(client)) => return Ok((runtime, Arc::new(client))),
        (Err(error), _) => error.to_string(),
        (_, Err(error)) => error.to_string(),
    };
    dx.error("no-network", format!("the network cannot be used: {failed}"), at(&options.specs))
        .help("see whether proxy settings or certificates of this machine are broken");
    Err(std::mem::take(dx))
}

fn check_count(dx: &mut Diagnostics, options: &Options, wanted: &[Wanted]) {
    if wanted.len() > options.limits.pages {
        let message = format!("the site lists {} pages, more than the {} allowed", wanted.len(), options.limits.pages);
        dx.error("too-many-pages", message, at(&options.specs))
            .help("choose pages by `--match GLOB`, or allow more by `--max-pages NUMBER`");
    }
}

/// The pages as they are now.
#[derive(Default)]
struct Pages {
    kept: Vec<Kept>,
    others: Vec<lock::Other>,
}

async fn pages(dx: &mut Diagnostics, client: &Arc<Client>, options: &Options, lock: &Lock, wanted: &[Wanted]) -> Pages {
    let mut pages = Pages::default();
    let jobs = wanted.iter().map(|wanted| job(options, lock, wanted)).collect();
    let mut fresh = BTreeSet::new();
    let answers = download::all(client, jobs).await;
    let tried = answers.len();
    let is_down = download::is_down(answers.iter().map(|(_, result)| result));
    for ((url, result), wanted) in answers.into_iter().zip(wanted) {
        match result {
            Ok(got) => take(dx, options, lock, wanted, got, &mut pages, &mut fresh),
            Err(problem) => failed(dx, lock, wanted, &url, problem, is_down),
        }
    }
    if tried < wanted.len() {
        let message = format!(
            "after so many failures {} more were not tried",
            crate::print::count(wanted.len() - tried, "page", "pages")
        );
        dx.error("gave-up", message, at(&options.specs)).help("run the command again when the site is well");
    } else if pages.kept.is_empty() && !dx.has_errors() {
        dx.error("no-fragments", "no page of the site holds OpenAPI", at(&options.specs))
            .help("choose pages by `--match GLOB`, or give the address of the pages with operations");
    }
    if !dx.has_errors() {
        once_more(dx, client, &mut pages.kept, &fresh).await;
    }
    pages.others.sort_by(|one, other| one.url.cmp(&other.url));
    pages
}

/// Adds the documents of the site that its pages refer to.
async fn add_referred(
    dx: &mut Diagnostics,
    client: &Arc<Client>,
    options: &Options,
    lock: &Lock,
    asked: &[Wanted],
    pages: &mut Pages,
) {
    let wanted = referred::wanted(&pages.kept, asked);
    check_count(dx, options, &wanted);
    if wanted.is_empty() || dx.has_errors() {
        return;
    }
    let jobs = wanted.iter().map(|wanted| job(options, lock, wanted)).collect();
    for ((url, result), wanted) in download::all(client, jobs).await.into_iter().zip(&wanted) {
        match result {
            Ok(got) => take(dx, options, lock, wanted, got, pages, &mut BTreeSet::new()),
            Err(problem) => failed(dx, lock, wanted, &url, problem, false),
        }
    }
    pages.others.sort_by(|one, other| one.url.cmp(&other.url));
}

/// Reports a page that there is no text of. One that was never there costs nothing else, unless the site is down.
fn failed(dx: &mut Diagnostics, lock: &Lock, wanted: &Wanted, url: &Url, problem: client::Problem, is_down: bool) {
    let is_kept =
        lock.pages.iter().any(|page| wanted.candidates.iter().any(|candidate| candidate.as_str() == page.url));
    let at = At::File(url.to_string());
    let is_of_page = match problem.extent {
        Extent::Missing | Extent::Refused => true,
        Extent::Passing => !is_down,
        Extent::All => false,
    };
    let message = match is_of_page && !wanted.is_named && !is_kept {
        true => dx.warning(problem.code, format!("{}; the page was left out", problem.message), at),
        false => dx.error(problem.code, problem.message, at),
    };
    message.help(problem.help);
}

/// Where a page may be; that a text is unchanged is asked only where the folder has it as it was fetched.
fn job(options: &Options, lock: &Lock, wanted: &Wanted) -> Job {
    let is_known = |url: &Url| lock.pages.iter().any(|page| page.url == url.as_str());
    let mut candidates: Vec<(Url, Marks)> = Vec::new();
    for url in &wanted.candidates {
        let page = lock.pages.iter().find(|page| page.url == url.as_str());
        let other = lock.others.iter().find(|other| other.url == url.as_str());
        let marks = match (page, other) {
            (Some(page), _) if saved(options, page).is_some() => page.marks(),
            (None, Some(other)) if !wanted.is_matched && !wanted.is_named => other.marks(),
            (Some(_) | None, _) => Marks::default(),
        };
        candidates.push((url.clone(), marks));
    }
    candidates.sort_by_key(|(url, _)| !is_known(url));
    Job { candidates }
}

/// The text of a page in the folder, if it is as it was fetched.
fn saved(options: &Options, page: &lock::Page) -> Option<String> {
    let bytes = std::fs::read(options.specs.join(&page.file)).ok()?;
    (digest::sha256(&bytes) == page.sha256).then(|| String::from_utf8(bytes).ok()).flatten()
}

/// Adds what was answered for one page.
fn take(
    dx: &mut Diagnostics,
    options: &Options,
    lock: &Lock,
    wanted: &Wanted,
    got: Got,
    pages: &mut Pages,
    fresh: &mut BTreeSet<Url>,
) {
    let before = lock.pages.iter().find(|page| page.url == got.url.as_str());
    let Some(answer) = got.fresh else {
        let saved = before.and_then(|page| Some((page, saved(options, page)?)));
        match saved {
            Some((page, text)) => {
                pages.kept.push(Kept { url: got.url, text, fragments: page.fragments, marks: page.marks() });
            }
            None => pages.others.extend(lock.others.iter().find(|other| other.url == got.url.as_str()).cloned()),
        }
        return;
    };
    if before.is_none_or(|before| before.sha256 != digest::sha256(answer.text.as_bytes())) {
        fresh.insert(got.url.clone());
    }
    if answer.holds.steering > 0 {
        let seen = crate::print::count(answer.holds.steering, "overlay or extension", "overlays and extensions");
        let message =
            format!("the site has {seen} here that would steer the generator; {} ignores them", program::call("regen"));
        dx.warning("fetched-extension", message, At::File(got.url.to_string())).help(
            "write an overlay of your own that says the same; `--trust-extensions` applies what fetched pages say",
        );
    }
    if answer.holds.is_api || wanted.is_matched {
        let fragments = answer.holds.fragments;
        pages.kept.push(Kept { url: got.url, text: answer.text, fragments, marks: answer.marks });
    } else if wanted.is_named {
        dx.error("no-fragment", "the page holds no OpenAPI", At::File(got.url.to_string()))
            .help("give the address of a page with operations; `--match '**'` keeps a page whatever it holds");
    } else {
        let Marks { etag, last_modified } = answer.marks;
        pages.others.push(lock::Other { url: got.url.to_string(), etag, last_modified });
    }
}

/// Where pages differ in what they share, one of them may have changed since another was fetched: all that differ are
/// fetched once more before it is said.
async fn once_more(dx: &mut Diagnostics, client: &Arc<Client>, kept: &mut [Kept], fresh: &BTreeSet<Url>) {
    let torn = torn(kept);
    let is_fresh = |index: &usize| kept.get(*index).is_some_and(|page| fresh.contains(&page.url));
    if torn.is_empty() || !torn.iter().any(is_fresh) {
        return;
    }
    let again: Vec<&mut Kept> =
        kept.iter_mut().enumerate().filter(|(index, _)| torn.contains(index)).map(|(_, page)| page).collect();
    let jobs = again.iter().map(|page| Job { candidates: vec![(page.url.clone(), Marks::default())] }).collect();
    for ((url, result), page) in download::all(client, jobs).await.into_iter().zip(again) {
        match result {
            Ok(Got { fresh: Some(answer), .. }) if answer.holds.is_api => {
                page.text = answer.text;
                page.marks = answer.marks;
                page.fragments = answer.holds.fragments;
            }
            Ok(_) => {}
            Err(problem) => {
                dx.error(problem.code, problem.message, At::File(url.to_string())).help(problem.help);
            }
        }
    }
    let still = self::torn(kept);
    let pages: Vec<&str> = still.iter().filter_map(|index| kept.get(*index)).map(|page| page.url.as_str()).collect();
    let Some((first, rest)) = pages.split_first() else { return };
    let message = format!(
        "{} do not say the same about what they share, also when fetched once more; they are kept as they are",
        crate::print::count(pages.len(), "page", "pages")
    );
    let warning = dx.warning("differs-between-pages", message, At::File((*first).to_owned()));
    for url in rest {
        warning.related("another", At::File((*url).to_owned()));
    }
    warning.help(format!("{} shows where, and what was made of it", program::call("regen --verbose")));
}

fn torn(kept: &[Kept]) -> BTreeSet<usize> {
    let names: Vec<String> = kept
        .iter()
        .enumerate()
        .map(|(index, page)| {
            let end = if judge::is_document(&page.url, &page.text) { "yaml" } else { "md" };
            format!("{index}.{end}")
        })
        .collect();
    let texts: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(kept.iter().map(|page| page.text.as_str())).collect();
    judge::torn(&texts)
}

fn write(dx: &mut Diagnostics, options: &Options, plan: &Plan) {
    if let Err((path, error)) = crate::journal::FETCH.carry_out(&options.specs, &plan.moves, &mut |_| Ok(())) {
        let (now, undone) = crate::journal::FETCH.state_after_failure(&options.specs);
        dx.error("write-failed", format!("writing failed, {now}: {error}"), at(&path))
            .help(format!("fix the cause and run the command again{undone}"));
    }
}
