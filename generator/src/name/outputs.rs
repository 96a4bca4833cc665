//! The variants of an operation's output.
//!
//! In go an operation's outcomes, out come their variants. The preferred body of a status is called by the status alone,
//! so that a media type that the documentation adds renames nothing:
//!
//! ```text
//! 200 in application/json and application/pdf, 204  →  Status200, Status200Pdf, Status204
//! ```

use super::identifier;
use super::record::{Record, Recorded};
use super::words::{self, Spelling};
use crate::ir::{Operation, Outcome, StatusPattern};
use std::collections::HashSet;

/// The section of `names.json`.
const SECTION: &str = "outputs";

/// Names the variants, for every outcome.
pub fn variants(operation: &Operation, key: &str, recorded: &Recorded, record: &mut Record) -> Vec<String> {
    let outcomes = operation.outcomes();
    let mut names: Vec<Option<String>> = outcomes
        .iter()
        .map(|outcome| keys(key, outcome).find_map(|key| recorded.get(SECTION, &key)).map(str::to_owned))
        .collect();
    let mut taken: HashSet<String> = HashSet::new();
    for name in &mut names {
        *name = name.take().filter(|name| taken.insert(name.clone()));
    }
    let mut chosen: Vec<String> = Vec::with_capacity(names.len());
    for (outcome, name) in outcomes.iter().zip(names) {
        let name = name.unwrap_or_else(|| {
            let mut free = candidates(outcome).into_iter().filter(|name| taken.insert(name.clone()));
            free.next().unwrap_or_default()
        });
        chosen.push(name);
    }
    if operation.output().is_none() {
        for (outcome, name) in outcomes.iter().zip(&chosen) {
            keys(key, outcome).for_each(|key| record.add(SECTION, key, name));
        }
    }
    chosen
}

/// `GET /reports/{id} responses/200/content/application/pdf`
fn keys<'a>(operation: &'a str, outcome: &'a Outcome<'_>) -> impl Iterator<Item = String> + 'a {
    let status = status(outcome.response.status).to_ascii_lowercase();
    outcome.contents.iter().map(move |content| format!("{operation} {status} {}", content.media_type))
}

/// The names that a variant may have, the most readable first; the last one has no other variant.
fn candidates(outcome: &Outcome<'_>) -> Vec<String> {
    let status = status(outcome.response.status);
    let Some(first) = outcome.contents.first() else { return vec![status] };
    let media_type = first.media_type.as_str();
    let sub = media_type.split_once('/').map_or(media_type, |(_, sub)| sub);
    let essence = sub.split(';').next().unwrap_or_default();
    let texts = [
        (essence, Spelling::Plain),
        (sub, Spelling::Plain),
        (media_type, Spelling::Plain),
        (media_type, Spelling::Exact),
    ];
    let longer = texts.map(|(text, spelling)| format!("{status}{}", identifier::camel(&words::of(text, spelling))));
    std::iter::once(status).chain(longer).collect()
}

/// The variant for the body of a status.
fn status(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => format!("Status{code}"),
        StatusPattern::Range(digit) => format!("Status{digit}xx"),
        StatusPattern::Default => "Default".to_owned(),
    }
}
