//! Where text comes from: pages, the fragments found in them, and places inside a fragment.
//!
//! A [`Page`] is the text of one file as it was published. A [`Fragment`] is a byte range of a page that holds one
//! OpenAPI document. A place is a node of that document, kept as a chain of steps in one arena ([`Places`]), so that
//! a tree of a million nodes carries four bytes a node; its JSON pointer, line and column are computed only when a
//! message is rendered ([`crate::locate`] finds the bytes).

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

/// One step down a document.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Nowhere,
    Root(u32),
    Key(u32, Box<str>),
    Index(u32, u32),
    Joined(Box<[Place]>),
}

/// All places of a run. A place is never removed.
#[derive(Debug, Clone)]
pub struct Places(Vec<Step>);

impl Default for Places {
    fn default() -> Self {
        Self(vec![Step::Nowhere])
    }
}

impl Places {
    fn push(&mut self, step: Step) -> Place {
        let index = u32::try_from(self.0.len()).unwrap_or(0);
        self.0.push(step);
        Place(index)
    }

    /// The root of a fragment.
    pub fn root(&mut self, fragment: usize) -> Place {
        self.push(Step::Root(u32::try_from(fragment).unwrap_or(u32::MAX)))
    }

    /// The value under a key of an object.
    pub fn key(&mut self, parent: Place, key: &str) -> Place {
        self.push(Step::Key(parent.0, key.into()))
    }

    /// An element of an array.
    pub fn index(&mut self, parent: Place, index: usize) -> Place {
        self.push(Step::Index(parent.0, u32::try_from(index).unwrap_or(u32::MAX)))
    }

    /// Several places that became one node. One place stays itself; no place at all is [`Place::NOWHERE`].
    ///
    /// A step down from a joined place stands for that step down from each of its places, so that a subtree that is
    /// the same in all of them needs no join of its own.
    pub fn joined(&mut self, places: impl IntoIterator<Item = Place>) -> Place {
        let mut seen = HashSet::new();
        let mut all: Vec<Place> = Vec::new();
        for place in places {
            let parts = if let Some(Step::Joined(parts)) = self.0.get(place.0 as usize) { parts } else { &[place][..] };
            all.extend(parts.iter().filter(|part| **part != Place::NOWHERE && seen.insert(**part)));
        }
        match all.as_slice() {
            [] => Place::NOWHERE,
            [one] => *one,
            _ => self.push(Step::Joined(all.into())),
        }
    }

    /// The fragment of a place and its JSON pointer there (RFC 6901; empty for the root). Of a joined place the
    /// first; `None` for [`Place::NOWHERE`].
    pub fn resolve(&self, place: Place) -> Option<(usize, String)> {
        let mut steps = Vec::new();
        let mut at = place;
        loop {
            match self.0.get(at.0 as usize)? {
                Step::Nowhere => return None,
                Step::Root(fragment) => return Some((*fragment as usize, pointer(&steps))),
                Step::Key(parent, key) => {
                    steps.push(escape_pointer(key));
                    at = Place(*parent);
                }
                Step::Index(parent, index) => {
                    steps.push(index.to_string());
                    at = Place(*parent);
                }
                Step::Joined(all) => at = *all.first()?,
            }
        }
    }

    /// All that a place stands for: as [`Places::resolve`], for each place of a join, in the order of the join.
    pub fn resolve_all(&self, place: Place) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut open = vec![(place, Vec::new())];
        while let Some((at, mut steps)) = open.pop() {
            match self.0.get(at.0 as usize) {
                None | Some(Step::Nowhere) => {}
                Some(Step::Root(fragment)) => {
                    let one = (*fragment as usize, pointer(&steps));
                    if seen.insert(one.clone()) {
                        found.push(one);
                    }
                }
                Some(Step::Key(parent, key)) => {
                    steps.push(escape_pointer(key));
                    open.push((Place(*parent), steps));
                }
                Some(Step::Index(parent, index)) => {
                    steps.push(index.to_string());
                    open.push((Place(*parent), steps));
                }
                Some(Step::Joined(all)) => open.extend(all.iter().rev().map(|one| (*one, steps.clone()))),
            }
        }
        found
    }
}

/// The pointer of steps that were collected from the bottom up.
fn pointer(steps: &[String]) -> String {
    steps.iter().rev().flat_map(|step| ["/", step.as_str()]).collect()
}

/// Everything that was read, in one value: what a message needs to show its place.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The pages, in the order of their paths.
    pub pages: Vec<Page>,
    /// The fragments, in the order of their pages, then of their places in the page.
    pub fragments: Vec<Fragment>,
    /// All places.
    pub places: Places,
}

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

/// Escapes one reference token of a JSON pointer (RFC 6901, section 3).
pub fn escape_pointer(token: &str) -> String {
    // Most tokens stay as they are.
    if !token.contains(['~', '/']) {
        return token.to_owned();
    }
    token.replace('~', "~0").replace('/', "~1")
}

/// Undoes [`escape_pointer`].
pub fn unescape_pointer(token: &str) -> String {
    if !token.contains('~') {
        return token.to_owned();
    }
    token.replace("~1", "/").replace("~0", "~")
}

/// Undoes percent-encoding (RFC 3986, section 2.1), as far as it is one and gives UTF-8.
pub fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok()).filter(|_| *first == b'%');
        let byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The JSONPath (RFC 9535) of what a JSON pointer names in a document whose indices are all of arrays: what an overlay
/// action has as its `target`.
///
/// ```
/// assert_eq!(generator::source::json_path("/paths/~1pets/get/tags/0"), "$.paths['/pets'].get.tags[0]");
/// ```
pub fn json_path(pointer: &str) -> String {
    let mut path = String::from("$");
    for token in pointer.split('/').skip(1) {
        let key = unescape_pointer(token);
        let is_name = key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
        if !key.is_empty()
            && key.len() < 5
            && key.bytes().all(|byte| byte.is_ascii_digit())
            && !path.ends_with(".responses")
        {
            path.extend(["[", &key, "]"]);
        } else if is_name && !key.is_empty() && !key.starts_with(|first: char| first.is_ascii_digit()) {
            path.extend([".", &key]);
        } else {
            path.extend(["['", &key.replace('\\', "\\\\").replace('\'', "\\'"), "']"]);
        }
    }
    path
}

/// Line and column of a byte offset, both from 1, the column in characters.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
    (line, column)
}
