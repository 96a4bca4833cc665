//! One finding as the page shows it.
//!
//! In: a [`Finding`]. Out: a [`Card`], whose first place is shown in full and whose others are folded.

use crate::digest;
use generator::report::finding::{self, Finding, Location, Marked};
use generator::report::meaning;
use generator::visible;
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap};

/// A finding.
#[derive(Debug, Serialize)]
pub struct Card {
    /// For links; the same from run to run.
    pub id: String,
    /// `error`, `warning`, `corrected` or `seen`.
    pub state: &'static str,
    /// The code.
    pub code: &'static str,
    /// What the code means, in pieces.
    pub title: Vec<String>,
    /// What is wrong, in pieces: every second one is code.
    pub message: Vec<String>,
    /// What the client does about findings of the code; nothing where an overlay corrects them.
    pub client: Option<&'static str>,
    /// What to do, in pieces.
    pub help: Option<Vec<String>>,
    /// How many places there are.
    pub count: usize,
    /// The first place.
    pub first: Spot,
    /// The others.
    pub rest: Vec<Spot>,
    /// Every page with one of the places.
    pub pages: Vec<String>,
}

/// A place.
#[derive(Debug, Serialize)]
pub struct Spot {
    /// Where.
    pub at: Option<Where>,
    /// The part of the page: before the mark, in it, after it.
    pub excerpt: Option<[String; 3]>,
    /// The overlay actions, indented.
    pub actions: Vec<String>,
    /// The action that corrects it.
    pub settled_by: Option<Where>,
    /// What recorded responses showed there, each in pieces.
    pub seen: Vec<Vec<String>>,
    /// Places that belong to it.
    pub related: Vec<Related>,
    /// The other places at which the same stands.
    pub copies: Vec<Where>,
}

/// Where something stands.
#[derive(Debug, Clone, Serialize)]
pub struct Where {
    /// The page.
    pub page: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// The pointer in the document; empty for its root.
    pub pointer: Option<String>,
}

/// A place that belongs to another one.
#[derive(Debug, Serialize)]
pub struct Related {
    /// What it is, in pieces.
    pub label: Vec<String>,
    /// Where.
    pub at: Vec<Where>,
    /// The part of the page.
    pub excerpt: Option<[String; 3]>,
}

/// The ids so far.
#[derive(Debug, Default)]
pub struct Ids(HashMap<String, usize>);

impl Ids {
    /// An id that depends on what is found and not on what else is.
    fn of(&mut self, finding: &Finding) -> String {
        let page = finding.page.as_deref().unwrap_or_default();
        let first = finding.spots.first().and_then(|spot| spot.at.as_ref()).and_then(|at| at.pointer.as_deref());
        let text = [finding.code, page, &finding.message, first.unwrap_or_default()].join("\n");
        let id = format!("f-{}", digest::short(text.as_bytes(), 5));
        let number = self.0.entry(id.clone()).and_modify(|number| *number += 1).or_insert(1);
        if *number == 1 { id } else { format!("{id}-{number}") }
    }
}

/// A finding as the page shows it.
pub fn card(ids: &mut Ids, finding: &Finding) -> Card {
    let meaning = meaning::of(finding.code);
    let mut spots = finding.spots.iter().map(spot);
    Card {
        id: ids.of(finding),
        state: finding.state,
        code: finding.code,
        title: title(finding.code),
        message: sentence(&finding.message),
        client: meaning.filter(|_| finding.state != "corrected").map(|meaning| meaning.client),
        help: finding.help.as_deref().map(sentence),
        count: finding.spots.len(),
        first: spots.next().unwrap_or_else(|| spot(&finding::Spot::default())),
        rest: spots.collect(),
        pages: pages(finding),
    }
}

/// A message as a sentence, in pieces of which every second one is code.
pub(super) fn sentence(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = text.split('`').map(str::to_owned).collect();
    if pieces.len().is_multiple_of(2) {
        // A code span that does not end: text of a page has a backtick.
        pieces = vec![text.to_owned()];
    }
    let mut characters = text.chars();
    let first = characters.next().filter(|first| *first != '`');
    if let (Some(first), Some(piece)) = (first, pieces.first_mut()) {
        piece.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    pieces
}

/// What a code means, in a few words; in pieces.
pub fn title(code: &str) -> Vec<String> {
    let known = meaning::of(code).map(|meaning| meaning.title).or_else(|| super::responses::title(code));
    known.map_or_else(|| sentence(&code.replace('-', " ")), sentence)
}

/// Every page with a place of the finding.
fn pages(finding: &Finding) -> Vec<String> {
    let of_spot = |spot: &finding::Spot| {
        let related = spot.related.iter().flat_map(|related| &related.at);
        let all = spot.at.iter().chain(&spot.copies).chain(related);
        all.map(|at| at.page.clone()).collect::<Vec<_>>()
    };
    let pages: BTreeSet<String> = finding.spots.iter().flat_map(of_spot).chain(finding.page.clone()).collect();
    pages.into_iter().collect()
}

fn spot(spot: &finding::Spot) -> Spot {
    let related = spot.related.iter().map(|related| Related {
        label: sentence(&related.label),
        at: related.at.iter().map(location).collect(),
        excerpt: related.excerpt.as_ref().map(pieces),
    });
    Spot {
        at: spot.at.as_ref().map(location),
        excerpt: spot.excerpt.as_ref().map(pieces),
        actions: spot.actions.iter().map(action).collect(),
        settled_by: spot.settled_by.as_ref().map(location),
        seen: spot.seen.iter().map(|seen| sentence(seen)).collect(),
        related: related.collect(),
        copies: spot.copies.iter().map(location).collect(),
    }
}

/// An action as it is pasted.
pub fn action(action: &Json) -> String {
    visible::json(&format!("{action:#}"))
}

fn pieces(marked: &Marked) -> [String; 3] {
    [marked.before.clone(), marked.marked.clone(), marked.after.clone()]
}

pub(super) fn location(at: &Location) -> Where {
    Where { page: at.page.clone(), line: at.line, column: at.column, pointer: at.pointer.clone() }
}
