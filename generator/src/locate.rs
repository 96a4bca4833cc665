//! Finds the bytes of a place: from a node's place to page, line and column.
//!
//! In: the sources, and what a message points at. Out: one [`Found`] for each place that it stands for. Trees carry
//! no byte offsets; a fragment is scanned again, once, when the first message about it is shown ([`Index`] keeps
//! the scan). So `/info/title` in a page whose fourth line is `{"openapi":"3.0.0","info":{"title":"Pets"}}` is line
//! 4, column 37. A text that is cut off or broken is scanned as far as that goes; what is not found is the nearest
//! thing around it that is.

mod json;
mod prose;
mod yaml;

use crate::diagnostic::At;
use crate::source::{Origin, Sources, Syntax, unescape_pointer};
use std::collections::HashMap;
use std::ops::Range;

/// What was scanned so far.
#[derive(Debug, Default)]
pub struct Index {
    trees: HashMap<usize, Spanned>,
    /// For each page the offsets at which its lines begin.
    lines: HashMap<usize, Vec<usize>>,
}

/// A value and where it stands in the text of its fragment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spanned {
    /// The key, with its quotes.
    pub key: Range<usize>,
    /// The value.
    pub value: Range<usize>,
    /// What is inside.
    pub members: Members,
}

/// What is inside a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Members {
    /// Nothing: a scalar.
    #[default]
    None,
    /// The members of an object, keys that stand twice too.
    Object(Vec<(String, Spanned)>),
    /// The elements of an array.
    Array(Vec<Spanned>),
}

/// One place that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// For people.
    pub origin: Origin,
    /// The page's index.
    pub page: usize,
    /// The fragment's index, unless the message is about the page as such.
    pub fragment: Option<usize>,
}

/// Finds everything that a message points at; nothing if it is about no page.
pub fn origins(index: &mut Index, sources: &Sources, at: &At) -> Vec<Found> {
    match at {
        At::Place(place) => {
            let all = sources.places.resolve_all(*place);
            all.into_iter()
                .filter_map(|(fragment, pointer)| in_fragment(index, sources, fragment, pointer, false))
                .collect()
        }
        At::Key(place) => {
            let all = sources.places.resolve_all(*place);
            all.into_iter()
                .filter_map(|(fragment, pointer)| in_fragment(index, sources, fragment, pointer, true))
                .collect()
        }
        At::Page(page, range) => in_page(index, sources, *page, 0..0, range.clone()).into_iter().collect(),
        At::File(_) => Vec::new(),
    }
}

/// The scan of a fragment, made if it is not there yet.
pub fn tree<'index>(index: &'index mut Index, sources: &Sources, fragment: usize) -> &'index Spanned {
    index.trees.entry(fragment).or_insert_with(|| {
        let Some(found) = sources.fragments.get(fragment) else { return Spanned::default() };
        let text = found.text(sources.pages.get(found.page).map_or("", |page| page.text.as_str()));
        match found.syntax {
            Syntax::Json => json::scan(&text),
            Syntax::Yaml => yaml::scan(&text),
            Syntax::Prose => prose::scan(&text),
        }
    })
}

/// The values on the way from the root to a pointer, as far as they are there. `last` takes the last of several
/// members with the final key, otherwise the first is taken.
pub fn way<'tree>(tree: &'tree Spanned, pointer: &str, last: bool) -> Vec<&'tree Spanned> {
    let mut way = vec![tree];
    let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
    for (depth, token) in tokens.iter().enumerate() {
        let take_last = last && depth + 1 == tokens.len();
        let next = way.last().and_then(|at| match &at.members {
            Members::Object(members) => {
                let key = unescape_pointer(token);
                let mut matching = members.iter().filter(|(name, _)| *name == key).map(|(_, member)| member);
                if take_last { matching.next_back() } else { matching.next() }
            }
            Members::Array(elements) => token.parse::<usize>().ok().and_then(|index| elements.get(index)),
            Members::None => None,
        });
        match next {
            Some(next) => way.push(next),
            None => break,
        }
    }
    way
}

fn in_fragment(index: &mut Index, sources: &Sources, fragment: usize, pointer: String, key: bool) -> Option<Found> {
    let range = {
        let way = way(tree(index, sources, fragment), &pointer, key);
        let at = *way.last()?;
        if key && !at.key.is_empty() { at.key.clone() } else { at.value.clone() }
    };
    let found = sources.fragments.get(fragment)?;
    let start = found.page_offset(range.start);
    let end = if range.is_empty() { start } else { found.page_offset(range.end - 1) + 1 };
    let mut in_page = in_page(index, sources, found.page, found.range.clone(), start..end)?;
    if found.syntax == Syntax::Prose {
        // A line is a place in the page; its number is no pointer.
        return Some(in_page);
    }
    in_page.fragment = Some(fragment);
    in_page.origin.pointer = pointer;
    Some(in_page)
}

fn in_page(
    index: &mut Index,
    sources: &Sources,
    page: usize,
    fragment: Range<usize>,
    range: Range<usize>,
) -> Option<Found> {
    let text = &sources.pages.get(page)?.text;
    let range = floor(text, range.start)..floor(text, range.end).max(floor(text, range.start));
    let starts = index.lines.entry(page).or_insert_with(|| {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(offset, _)| offset + 1);
        std::iter::once(0).chain(after).collect()
    });
    let line = starts.partition_point(|start| *start <= range.start).max(1);
    let start = starts.get(line - 1).copied().unwrap_or(0);
    let column = text.get(start..range.start).unwrap_or("").chars().count() + 1;
    let path = sources.pages.get(page)?.path.clone();
    let origin = Origin { page: path, fragment, pointer: String::new(), range, line, column };
    Some(Found { origin, page, fragment: None })
}

/// The nearest offset at or before this one that does not lie inside a character.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
