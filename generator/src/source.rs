//! Where text comes from: pages, the fragments found in them, and places inside a fragment.
//!
//! A [`Page`] is the text of one file as it was published. A [`Fragment`] is a byte range of a page that holds one
//! OpenAPI document. A place is a node of that document, kept as a chain of steps in one arena ([`Places`]), so that
//! a tree of a million nodes carries four bytes a node; its JSON pointer, line and column are computed only when a
//! message is rendered ([`crate::locate`] finds the bytes).

mod pointer;

use indexmap::IndexSet;
pub use pointer::{
    Step, escape_pointer, json_path, json_path_literal, json_path_step, json_pointer, percent_decoded, pointer_tokens,
    unescape_pointer,
};
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

/// One input file, verbatim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Path relative to the specs folder, with `/` between folders.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// The syntax of a fragment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.2 (core schema).
    Yaml,
    /// Text for people. Its document was made from its lines; a pointer names the line that a node was made from.
    Prose,
}

/// A byte range of a page that holds one OpenAPI document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Index of the page in [`Sources::pages`].
    pub page: usize,
    /// Byte range in the page's text.
    pub range: Range<usize>,
    /// The byte ranges of the page's text that make up what was parsed, in order: one, unless the fence stands in a
    /// list or a quote, where every line begins with something that is not part of the document.
    pub pieces: Vec<Range<usize>>,
    /// JSON or YAML.
    pub syntax: Syntax,
}

impl Fragment {
    /// The text that was parsed.
    pub fn text<'page>(&self, page: &'page str) -> Cow<'page, str> {
        match self.pieces.as_slice() {
            [one] => Cow::Borrowed(page.get(one.clone()).unwrap_or_default()),
            several => Cow::Owned(several.iter().filter_map(|piece| page.get(piece.clone())).collect()),
        }
    }

    /// The byte offset in the page of a byte offset in the text that was parsed.
    pub fn page_offset(&self, offset: usize) -> usize {
        let mut left = offset;
        for piece in &self.pieces {
            if left < piece.len() {
                return piece.start + left;
            }
            left -= piece.len();
        }
        self.pieces.last().map_or(self.range.end, |piece| piece.end)
    }
}

/// A node of a fragment (or several nodes of several fragments, after a merge), by its index in [`Places`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(u32);

impl Place {
    /// No place at all: what the generator itself put into a document.
    pub const NOWHERE: Place = Place(0);
}

/// How a place is reached from the one that it stands in: twelve bytes, as there is one for every value of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    Nowhere,
    Root(u32),
    /// With the key's index in [`Tables::keys`].
    Key(u32, u32),
    Index(u32, u32),
    /// By its index in [`Tables::joins`].
    Joined(u32),
}

/// All places of a run. A place is never removed.
#[derive(Debug, Clone)]
pub struct Places {
    links: Vec<Link>,
    tables: Box<Tables>,
}

/// What links refer to by an index.
#[derive(Debug, Clone, Default)]
struct Tables {
    /// The keys of all objects, each once.
    keys: IndexSet<Box<str>>,
    /// The places that became one node.
    joins: Vec<Box<[Place]>>,
}

impl Default for Places {
    fn default() -> Self {
        Self { links: vec![Link::Nowhere], tables: Box::default() }
    }
}

/// An index as links keep it. The tables never have 2^32 entries.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Places {
    fn push(&mut self, link: Link) -> Place {
        let index = u32::try_from(self.links.len()).unwrap_or(0);
        self.links.push(link);
        Place(index)
    }

    fn link(&self, place: Place) -> Option<Link> {
        self.links.get(place.0 as usize).copied()
    }

    fn name(&self, key: u32) -> Option<&str> {
        self.tables.keys.get_index(key as usize).map(|key| &**key)
    }

    fn parts(&self, join: u32) -> &[Place] {
        self.tables.joins.get(join as usize).map_or(&[], |parts| parts)
    }

    /// The root of a fragment.
    pub fn root(&mut self, fragment: usize) -> Place {
        self.push(Link::Root(small(fragment)))
    }

    /// The value under a key of an object.
    pub fn key(&mut self, parent: Place, key: &str) -> Place {
        let index = match self.tables.keys.get_index_of(key) {
            Some(known) => known,
            None => self.tables.keys.insert_full(key.into()).0,
        };
        self.push(Link::Key(parent.0, small(index)))
    }

    /// An element of an array.
    pub fn index(&mut self, parent: Place, index: usize) -> Place {
        self.push(Link::Index(parent.0, small(index)))
    }

    /// Several places that became one node. One place stays itself; no place at all is [`Place::NOWHERE`].
    ///
    /// A step down from a joined place stands for that step down from each of its places, so that a subtree that is
    /// the same in all of them needs no join of its own.
    pub fn joined(&mut self, places: impl IntoIterator<Item = Place>) -> Place {
        let mut seen = HashSet::new();
        let mut all: Vec<Place> = Vec::new();
        for place in places {
            let parts = if let Some(Link::Joined(join)) = self.link(place) { self.parts(join) } else { &[place][..] };
            all.extend(parts.iter().filter(|part| **part != Place::NOWHERE && seen.insert(**part)));
        }
        match all.as_slice() {
            [] => Place::NOWHERE,
            [one] => *one,
            _ => {
                self.tables.joins.push(all.into());
                self.push(Link::Joined(small(self.tables.joins.len() - 1)))
            }
        }
    }

    /// The fragment of a place and its JSON pointer there (RFC 6901; empty for the root). Of a joined place the
    /// first; `None` for [`Place::NOWHERE`].
    pub fn resolve(&self, place: Place) -> Option<(usize, String)> {
        self.steps(place).map(|(fragment, steps)| (fragment, json_pointer(steps)))
    }

    /// The fragment of a place and the steps to it there, as [`Places::resolve`].
    pub fn steps(&self, place: Place) -> Option<(usize, Vec<Step<'_>>)> {
        let mut steps = Vec::new();
        let mut at = place;
        loop {
            match self.link(at)? {
                Link::Nowhere => return None,
                Link::Root(fragment) => {
                    steps.reverse();
                    return Some((fragment as usize, steps));
                }
                Link::Key(parent, key) => {
                    steps.push(Step::Key(self.name(key)?));
                    at = Place(parent);
                }
                Link::Index(parent, index) => {
                    steps.push(Step::Index(index as usize));
                    at = Place(parent);
                }
                Link::Joined(join) => at = *self.parts(join).first()?,
            }
        }
    }

    /// The fragment of a place, as [`Places::resolve`].
    pub fn fragment(&self, place: Place) -> Option<usize> {
        let mut at = place;
        loop {
            at = match self.link(at)? {
                Link::Nowhere => return None,
                Link::Root(fragment) => return Some(fragment as usize),
                Link::Key(parent, _) | Link::Index(parent, _) => Place(parent),
                Link::Joined(join) => *self.parts(join).first()?,
            }
        }
    }

    /// The place in a component that is reached as another is reached in its own: `place` stands in a component of its
    /// document, which the three outermost steps lead to.
    pub fn in_component(&mut self, place: Place, component: Place) -> Place {
        let (mut steps, mut at) = (Vec::new(), place);
        while let Some(link @ (Link::Key(parent, _) | Link::Index(parent, _))) = self.link(at) {
            steps.push(link);
            at = Place(parent);
        }
        let inside = steps.into_iter().rev().skip(3);
        inside.fold(component, |at, link| match link {
            Link::Key(_, key) => self.push(Link::Key(at.0, key)),
            Link::Index(_, index) => self.push(Link::Index(at.0, index)),
            Link::Nowhere | Link::Root(_) | Link::Joined(_) => at,
        })
    }

    /// All that a place stands for: as [`Places::resolve`], for each place of a join, in the order of the join.
    pub fn resolve_all(&self, place: Place) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut open = vec![(place, Vec::new())];
        while let Some((at, mut steps)) = open.pop() {
            match self.link(at) {
                None | Some(Link::Nowhere) => {}
                Some(Link::Root(fragment)) => {
                    let one = (fragment as usize, json_pointer(steps.into_iter().rev()));
                    if seen.insert(one.clone()) {
                        found.push(one);
                    }
                }
                Some(Link::Key(parent, key)) => {
                    steps.extend(self.name(key).map(Step::Key));
                    open.push((Place(parent), steps));
                }
                Some(Link::Index(parent, index)) => {
                    steps.push(Step::Index(index as usize));
                    open.push((Place(parent), steps));
                }
                Some(Link::Joined(join)) => {
                    open.extend(self.parts(join).iter().rev().map(|one| (*one, steps.clone())));
                }
            }
        }
        found
    }
}

/// Everything that was read, in one value: what a message needs to show its place.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The pages, in the order of their paths.
    pub pages: Vec<Page>,
    /// Which of them are overlays.
    pub overlays: Box<Overlays>,
    /// The fragments, in the order of their pages, then of their places in the page; an overlay is one.
    pub fragments: Vec<Fragment>,
    /// All places.
    pub places: Places,
}

/// The pages that are overlays, by their indices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlays(pub Vec<usize>);

/// Where something stands, for people: what a [`Place`] resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The page's path.
    pub page: String,
    /// The fragment's byte range in the page (empty where a message is about the page as a whole).
    pub fragment: Range<usize>,
    /// The JSON pointer inside the fragment (RFC 6901), empty for its root.
    pub pointer: String,
    /// The bytes in the page of the value that the pointer names.
    pub range: Range<usize>,
    /// Line in the page, from 1.
    pub line: usize,
    /// Column in the line, from 1, in characters.
    pub column: usize,
}

/// Line and column of a byte offset, both from 1, the column in characters.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
    (line, column)
}
