//! The messages as data, for a report: equal ones together, each place with its excerpt.
//!
//! In: the messages of a run. Out: [`Finding`]s, by the page that each is about. Messages of one page that say the same are
//! one finding with several spots; the excerpts of the first [`EXCERPTS`] are made, since a document can have thousands. No
//! spot is left out. All text is [`crate::visible`]. Notes are no findings: they report nothing that is wrong.

use super::excerpt::{self, Excerpt};
use super::name;
use crate::diagnostic::{At, Diagnostic, Diagnostics, Severity};
use crate::locate::{self, Found, Index};
use crate::source::Sources;
use crate::visible;
use indexmap::IndexMap;
use serde_json::Value as Json;
use std::collections::HashSet;

/// How many spots of one finding have excerpts.
pub const EXCERPTS: usize = 8;

/// What is wrong on a page, or left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The code.
    pub code: &'static str,
    /// `error`, `warning`, or `corrected` where an overlay settled it.
    pub state: &'static str,
    /// What is wrong, and what was done about it.
    pub message: String,
    /// What to do; nothing where an overlay settled it.
    pub help: Option<String>,
    /// The page, or the file; nothing for what is about no page.
    pub page: Option<String>,
    /// How telling it is beside others.
    pub weight: u8,
    /// Where: at least one.
    pub spots: Vec<Spot>,
}

/// One place that a finding is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spot {
    /// Where it stands; nothing for what is about no page.
    pub at: Option<Location>,
    /// The part of the page, marked.
    pub excerpt: Option<Marked>,
    /// The overlay actions that correct it, in order; none where an overlay settled it.
    pub actions: Vec<Json>,
    /// The overlay action that settled it, if it is known.
    pub settled_by: Option<Location>,
    /// What recorded responses showed there.
    pub seen: Vec<String>,
    /// Other places that belong to it, with what each is.
    pub related: Vec<Related>,
    /// The other places at which the same stands.
    pub copies: Vec<Location>,
}

/// A place that belongs to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What it is.
    pub label: String,
    /// Where it stands, all places of it.
    pub at: Vec<Location>,
    /// The part of the first page, marked.
    pub excerpt: Option<Marked>,
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    /// The page's path.
    pub page: String,
    /// Line in the page, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// The JSON pointer in the page's document; nothing where the page as such is meant.
    pub pointer: Option<String>,
}

/// A part of a page in three pieces, of which the middle one is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// What stands before it.
    pub before: String,
    /// What is marked.
    pub marked: String,
    /// What stands after it.
    pub after: String,
}

/// What messages have in common that are one finding: page, state, code, message and help.
type Same = (Option<String>, &'static str, &'static str, String, Option<String>);

/// All errors and warnings of a run, also what overlays settled: sorted by page, there errors first, then the most telling.
pub fn findings(dx: &Diagnostics) -> Vec<Finding> {
    let mut index = Index::default();
    let mut groups: IndexMap<Same, Finding> = IndexMap::new();
    for said in dx.list.iter().filter(|said| said.severity != Severity::Note) {
        let found = locate::origins(&mut index, &dx.sources, &said.at);
        let state = if said.settled { "corrected" } else { name(said.severity) };
        let (page, message) = (page(said, &found), visible::line(&said.message).into_owned());
        let help = said.advice().filter(|_| !said.settled).map(|help| visible::lines(help).into_owned());
        let group = groups
            .entry((page.clone(), state, said.code, message.clone(), help.clone()))
            .or_insert_with(|| Finding { code: said.code, state, message, help, page, weight: 0, spots: Vec::new() });
        let has_excerpt = group.spots.len() < EXCERPTS;
        group.weight = group.weight.max(said.weight);
        group.spots.push(spot(&mut index, &dx.sources, said, found, has_excerpt));
    }
    let mut all: Vec<Finding> = groups.into_values().collect();
    all.sort_by_key(|one| (one.page.clone(), order(one.state), std::cmp::Reverse(one.weight)));
    all
}

/// What overlays corrected: what is wrong with the pages as they were published and not any more.
pub fn corrected(published: Vec<Finding>, now: &[Finding]) -> Vec<Finding> {
    let key = |finding: &Finding, spot: &Spot| (finding.code, finding.message.clone(), spot.at.clone());
    let left: HashSet<_> = now.iter().flat_map(|one| one.spots.iter().map(move |spot| key(one, spot))).collect();
    let corrected = published.into_iter().map(|mut finding| {
        let spots = std::mem::take(&mut finding.spots);
        finding.spots = spots.into_iter().filter(|spot| !left.contains(&key(&finding, spot))).collect();
        for spot in &mut finding.spots {
            spot.actions.clear();
        }
        Finding { state: "corrected", help: None, ..finding }
    });
    corrected.filter(|finding| !finding.spots.is_empty()).collect()
}

/// Where an item stands, with the part of the page, for what is found by other means than messages.
pub fn spot_at(index: &mut Index, sources: &Sources, at: &At) -> Spot {
    let mut found = locate::origins(index, sources, at).into_iter();
    let first = found.next();
    let excerpt = first.as_ref().and_then(|first| marked(index, sources, first, matches!(at, At::Key(_))));
    let copies = found.map(|found| location(&found)).collect();
    Spot { at: first.as_ref().map(location), excerpt, copies, ..Spot::default() }
}

fn order(state: &str) -> usize {
    ["error", "warning", "corrected"].iter().take_while(|known| **known != state).count()
}

fn page(said: &Diagnostic, found: &[Found]) -> Option<String> {
    match (&said.at, found.first()) {
        (At::File(path), _) => Some(visible::line(path).into_owned()),
        (_, Some(found)) => Some(visible::line(&found.origin.page).into_owned()),
        (_, None) => None,
    }
}

fn spot(index: &mut Index, sources: &Sources, said: &Diagnostic, found: Vec<Found>, has_excerpt: bool) -> Spot {
    let mut found = found.into_iter();
    let first = found.next();
    let is_key = matches!(said.at, At::Key(_));
    let excerpt = first.as_ref().filter(|_| has_excerpt).and_then(|first| marked(index, sources, first, is_key));
    let related = said.related.iter().map(|(label, at)| {
        let found = locate::origins(index, sources, at);
        let shown = found.first().filter(|_| has_excerpt);
        let excerpt = shown.and_then(|shown| marked(index, sources, shown, matches!(at, At::Key(_))));
        Related { label: visible::line(label).into_owned(), at: found.iter().map(location).collect(), excerpt }
    });
    let related = related.collect();
    let copies = found.map(|found| location(&found)).collect();
    let actions = said.action.iter().filter(|_| !said.settled).cloned().collect();
    Spot { at: first.as_ref().map(location), excerpt, actions, related, copies, ..Spot::default() }
}

pub(super) fn location(found: &Found) -> Location {
    let origin = &found.origin;
    Location {
        page: visible::line(&origin.page).into_owned(),
        line: origin.line,
        column: origin.column,
        pointer: found.fragment.map(|_| visible::line(&origin.pointer).into_owned()),
    }
}

fn marked(index: &mut Index, sources: &Sources, found: &Found, is_key: bool) -> Option<Marked> {
    let Excerpt { text, mark, .. } = excerpt::excerpt(index, sources, found, is_key);
    let (before, rest) = text.split_at_checked(mark.start)?;
    let (marked, after) = rest.split_at_checked(mark.len())?;
    let marked = Marked { before: before.to_owned(), marked: marked.to_owned(), after: after.to_owned() };
    (!text.is_empty()).then_some(marked)
}
