//! Which warnings an overlay is made for.
//!
//! In: the messages of a run, and a [`Choice`]. Out: the open warnings that it means: those that no overlay settles. A code
//! or a place that means none is an error, which names what there is.

use generator::diagnostic::Diagnostics;
use generator::report::finding::{self, Location};
use generator::source::Place;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// Which warnings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Of one of these codes, if there are some.
    pub codes: Vec<String>,
    /// At one of these places, if there are some: a page, a folder of pages, or a JSON pointer and all below it.
    pub at: Vec<String>,
    /// Every warning.
    pub all: bool,
}

/// A warning that no overlay settles.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// Its code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub places: Vec<Location>,
    /// What corrects it.
    pub action: Option<Json>,
}

impl Open {
    /// Whether both say the same of one place.
    pub fn is_same(&self, other: &Open) -> bool {
        self.code == other.code && self.message == other.message && self.places == other.places
    }
}

/// What was chosen.
pub(super) struct Chosen<'a> {
    /// The warnings with an action.
    pub with: Vec<&'a Open>,
    /// The others, by code.
    pub without: BTreeMap<&'static str, usize>,
}

/// The open warnings, by page.
pub(super) fn open(dx: &Diagnostics) -> Vec<Open> {
    let findings = finding::findings(dx).into_iter().filter(|finding| finding.state == "warning");
    let of_finding = |finding: finding::Finding| {
        let (code, message) = (finding.code, finding.message);
        finding.spots.into_iter().map(move |spot| Open {
            code,
            message: message.clone(),
            places: spot.at.into_iter().chain(spot.copies).collect(),
            action: spot.actions.into_iter().next(),
        })
    };
    findings.flat_map(of_finding).collect()
}

/// The warnings that are meant.
pub(super) fn chosen<'a>(dx: &mut Diagnostics, choice: &Choice, open: &'a [Open]) -> Chosen<'a> {
    let counts = counts(open);
    if !choice.all && choice.codes.is_empty() && choice.at.is_empty() {
        dx.error("nothing-chosen", "no warning is chosen", Place::NOWHERE).help(format!(
            "choose by `--code CODE` or `--at PAGE|/POINTER`, or all by `--all`; open warnings: {counts}"
        ));
    }
    for code in choice.codes.iter().filter(|code| open.iter().all(|one| one.code != code.as_str())) {
        dx.error("nothing-chosen", format!("no open warning has the code `{code}`"), Place::NOWHERE)
            .help(format!("open warnings: {counts}"));
    }
    for at in choice.at.iter().filter(|at| open.iter().all(|one| !is_at(one, at))) {
        dx.error("nothing-chosen", format!("no open warning is at `{at}`"), Place::NOWHERE)
            .help(format!("a place is a page or a JSON pointer; there are warnings on {}", pages(open)));
    }
    let is_chosen = |one: &&Open| {
        let has_code = choice.codes.is_empty() || choice.codes.iter().any(|code| one.code == code);
        has_code && (choice.at.is_empty() || choice.at.iter().any(|at| is_at(one, at)))
    };
    let (with, others): (Vec<&Open>, Vec<&Open>) = open.iter().filter(is_chosen).partition(|one| one.action.is_some());
    let mut without = BTreeMap::new();
    others.iter().for_each(|one| *without.entry(one.code).or_default() += 1);
    Chosen { with, without }
}

fn is_at(open: &Open, at: &str) -> bool {
    let is_below = |whole: &str| whole.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_it = |place: &Location| match (at.starts_with('/'), &place.pointer) {
        (true, Some(pointer)) => is_below(pointer),
        (true, None) => false,
        (false, _) => is_below(&place.page),
    };
    open.places.iter().any(is_it)
}

/// How many there are of each code, most first.
fn counts(open: &[Open]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    open.iter().for_each(|one| *counts.entry(one.code).or_default() += 1);
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let named: Vec<String> = sorted.iter().map(|(code, number)| format!("{number} `{code}`")).collect();
    if named.is_empty() { "no open warnings".to_owned() } else { named.join(", ") }
}

fn pages(open: &[Open]) -> String {
    const NAMED: usize = 5;
    let pages: BTreeSet<&str> = open.iter().flat_map(|one| &one.places).map(|place| place.page.as_str()).collect();
    let named: Vec<String> = pages.iter().take(NAMED).map(|page| format!("`{page}`")).collect();
    let more = if pages.len() > NAMED { " and others" } else { "" };
    if named.is_empty() { "no page".to_owned() } else { format!("{}{more}", named.join(", ")) }
}
