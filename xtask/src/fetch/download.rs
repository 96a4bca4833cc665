//! Fetches many pages, a few at once.
//!
//! In: where each page may be, and what is known of it. Out: in the order of the pages, what was answered. After many
//! failures the rest is not tried: the site is in no state to be read.

use super::client::{self, Answer, Client, Extent, Marks, Problem};
use super::judge::{self, Holds};
use crate::progress::Working;
use generator::visible;
use reqwest::Url;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How many requests run at once.
const AT_ONCE: usize = 4;
/// After so many failures no further page is tried, unless more pages were found than failed.
const FAILURES: usize = 20;

/// A page to fetch.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// Where it may be, best first, each with what is known of its text.
    pub candidates: Vec<(Url, Marks)>,
}

/// A page as it was answered.
#[derive(Debug)]
pub(super) struct Got {
    pub url: Url,
    /// `None`: as it was.
    pub fresh: Option<Fresh>,
}

/// A text that was transferred.
#[derive(Debug)]
pub(super) struct Fresh {
    pub text: String,
    pub marks: Marks,
    pub holds: Holds,
}

/// Fetches all pages; those that were not tried are missing at the end.
pub(super) async fn all(client: &Arc<Client>, jobs: Vec<Job>) -> Vec<(Url, Result<Got, Problem>)> {
    let (working, total) = (Working::start("fetching pages"), jobs.len());
    let mut waiting = jobs.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut done = Vec::new();
    let mut failures = 0;
    loop {
        while running.len() < AT_ONCE && (failures < FAILURES || failures * 2 < done.len()) {
            let Some((number, job)) = waiting.next() else { break };
            let client = Arc::clone(client);
            running.spawn(async move { (number, one(&client, job).await) });
        }
        let Some(joined) = running.join_next().await else { break };
        // A task neither panics nor is cancelled; what it would have brought is missed as not tried.
        let Ok((number, Some((url, result)))) = joined else { continue };
        failures += usize::from(result.is_err());
        working.part(&visible::line(url.path()), done.len() + 1, total);
        done.push((number, url, result));
    }
    drop(working);
    done.sort_by_key(|(number, _, _)| *number);
    done.into_iter().map(|(_, url, result)| (url, result)).collect()
}

/// Whether most of what was tried failed in passing: then it is the site that fails, not a page.
pub(super) fn is_down<'all>(results: impl Iterator<Item = &'all Result<Got, Problem>>) -> bool {
    let (mut all, mut passing) = (0, 0);
    for result in results {
        all += 1;
        passing += usize::from(result.as_ref().is_err_and(|problem| problem.extent == Extent::Passing));
    }
    passing * 2 > all
}

/// The first of a page's places that has a text, or the first that has none, and why.
async fn one(client: &Client, job: Job) -> Option<(Url, Result<Got, Problem>)> {
    let mut first = None;
    for (url, marks) in job.candidates {
        let problem = match client::get(client, &url, &marks).await {
            Ok(Answer::Same) => return Some((url.clone(), Ok(Got { url, fresh: None }))),
            Ok(Answer::Text(answer)) => match judge::page(&url, &answer.text) {
                Ok(holds) => {
                    let fresh = Some(Fresh { text: answer.text, marks: answer.marks, holds });
                    return Some((url.clone(), Ok(Got { url, fresh })));
                }
                Err(reason) => no_page(reason),
            },
            Err(problem) => problem,
        };
        // The page may be at the next place, unless it may be here later.
        if matches!(problem.extent, Extent::Passing | Extent::All) {
            return Some((url, Err(problem)));
        }
        first.get_or_insert((url, Err(problem)));
    }
    first
}

fn no_page(reason: &str) -> Problem {
    Problem {
        code: "not-a-page",
        message: format!("{reason}, so nothing was taken or removed"),
        help: "see what the address shows in a browser; if an index lists it in error, leave it out by `--exclude GLOB`",
        extent: Extent::Missing,
    }
}
