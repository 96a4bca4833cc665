//! Where text comes from: pages, the fragments found in them, and places inside a fragment.
//!
//! A [`Page`] is the text of one file as it was published. A [`Fragment`] is a byte range of a page that holds one
//! OpenAPI document. A place is a node of that document, kept as a chain of steps in one arena ([`Places`]), so that
//! a tree of a million nodes carries four bytes a node; its JSON pointer, line and column are computed only when a
//! message is rendered ([`crate::locate`] finds the bytes).

use std::fmt::Write as _;

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
    /// YAML 1.2, as the YAML library reads it.
    Yaml,
}

/// A byte range of a page that holds one OpenAPI document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Index of the page in [`Sources::pages`].
    pub page: usize,
    /// Byte range in the page's text.
    pub range: std::ops::Range<usize>,
    /// What was stripped in front of every line of the range (a fence inside a list or a quote), in bytes. The text
    /// that was parsed is the range without these.
    pub indent: usize,
    /// JSON or YAML.
    pub syntax: Syntax,
}

/// A node of a fragment (or several nodes of several fragments, after a merge), by its index in [`Places`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    pub fn joined(&mut self, places: impl IntoIterator<Item = Place>) -> Place {
        let mut all = Vec::new();
        for place in places {
            for single in self.singles(place) {
                if !all.contains(&single) {
                    all.push(single);
                }
            }
        }
        match all.as_slice() {
            [] => Place::NOWHERE,
            [one] => *one,
            _ => self.push(Step::Joined(all.into())),
        }
    }

    /// The places that a place stands for: itself, or the ones it was joined from, in the order of the join.
    pub fn singles(&self, place: Place) -> Vec<Place> {
        match self.0.get(place.0 as usize) {
            Some(Step::Joined(all)) => all.to_vec(),
            Some(Step::Nowhere) | None => Vec::new(),
            Some(Step::Root(_) | Step::Key(..) | Step::Index(..)) => vec![place],
        }
    }

    /// The fragment of a single place, and its JSON pointer there (RFC 6901; empty for the root). Of a joined place
    /// the first; `None` for [`Place::NOWHERE`].
    pub fn resolve(&self, place: Place) -> Option<(usize, String)> {
        let mut steps = Vec::new();
        let mut at = *self.singles(place).first()?;
        loop {
            match self.0.get(at.0 as usize)? {
                Step::Root(fragment) => {
                    let pointer = steps.iter().rev().fold(String::new(), |mut pointer, step: &String| {
                        let _ = write!(pointer, "/{step}");
                        pointer
                    });
                    return Some((*fragment as usize, pointer));
                }
                Step::Key(parent, key) => {
                    steps.push(escape_pointer(key));
                    at = Place(*parent);
                }
                Step::Index(parent, index) => {
                    steps.push(index.to_string());
                    at = Place(*parent);
                }
                Step::Joined(all) => at = *all.first()?,
                Step::Nowhere => return None,
            }
        }
    }
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
    pub fragment: std::ops::Range<usize>,
    /// The JSON pointer inside the fragment (RFC 6901), empty for its root.
    pub pointer: String,
    /// The bytes in the page of the value that the pointer names.
    pub range: std::ops::Range<usize>,
    /// Line in the page, from 1.
    pub line: usize,
    /// Column in the line, from 1, in characters.
    pub column: usize,
}

/// Escapes one reference token of a JSON pointer (RFC 6901, section 3).
pub fn escape_pointer(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Undoes [`escape_pointer`].
pub fn unescape_pointer(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// Line and column of a byte offset, both from 1, the column in characters.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
    (line, column)
}
