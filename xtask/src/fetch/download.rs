//! Fetches many pages, a few at once.
//!
//! In: where each page may be, and what is known of it. Out: in the order of the pages, what was answered. After many
//! failures the rest is not tried: the site is in no state to be read.

use super::client::{self, Answer, Client, Marks, Problem};
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
            running.spawn(async move {
                let named = job.candidates.first().map(|(url, _)| url.clone());
                (number, named, one(&client, job).await)
            });
        }
        let Some(joined) = running.join_next().await else { break };
        // A task neither panics nor is cancelled; what it would have brought is missed as not tried.
        let Ok((number, Some(url), result)) = joined else { continue };
        failures += usize::from(result.is_err());
        working.part(&visible::line(url.path()), done.len() + 1, total);
        done.push((number, url, result));
    }
    drop(working);
    done.sort_by_key(|(number, _, _)| *number);
    done.into_iter().map(|(_, url, result)| (url, result)).collect()
}

/// The first of a page's places that has a text.
async fn one(client: &Client, job: Job) -> Result<Got, Problem> {
    let mut first_problem: Option<Problem> = None;
    for (url, marks) in job.candidates {
        let problem = match client::get(client, &url, &marks).await {
            Ok(Answer::Same) => return Ok(Got { url, fresh: None }),
            Ok(Answer::Text(answer)) => match judge::page(&url, &answer.text) {
                Ok(holds) => {
                    let fresh = Fresh { text: answer.text, marks: answer.marks, holds };
                    return Ok(Got { url, fresh: Some(fresh) });
                }
                Err(reason) => Problem {
                    code: "not-a-page",
                    message: format!("{reason}, so nothing was taken or removed"),
                    help: "see what the address shows in a browser; if an index lists it in error, leave it out by `--exclude GLOB`",
                    is_missing: true,
                    is_of_page: true,
                },
            },
            Err(problem) => problem,
        };
        let is_elsewhere = problem.is_missing;
        let problem = first_problem.get_or_insert(problem);
        if !is_elsewhere {
            return Err(problem.clone());
        }
    }
    Err(first_problem.unwrap_or(Problem {
        code: "page-not-found",
        message: "the page has no address".to_owned(),
        help: "give its address",
        is_missing: true,
        is_of_page: true,
    }))
}
