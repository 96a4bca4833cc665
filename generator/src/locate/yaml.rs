//! Where everything stands in a YAML text.
//!
//! In: a text that is YAML, or was meant to be. Out: the tree of its values with their byte ranges, as far as the
//! text is YAML. Keys are the texts that `extract` reads. An alias is a leaf: what is inside it is found where the alias
//! stands.

use super::{Members, Spanned};
use saphyr_parser::{Event, Parser, Span};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

const DEEPEST: usize = 130;

pub(super) fn scan(text: &str) -> Spanned {
    let bytes = Offsets::of(text);
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: HashMap<usize, Cow<str>> = HashMap::new();
    let mut root = Spanned { value: 0..text.len(), ..Spanned::default() };
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        let range = bytes.range(span);
        let mut name = Cow::default();
        let done = match event {
            Event::MappingStart(..) => {
                open.push(Open::new(true, range));
                continue;
            }
            Event::SequenceStart(..) => {
                open.push(Open::new(false, range));
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => open.pop().map(|closed| closed.close(text, range.end)),
            Event::Scalar(scalar, _, anchor, _) => {
                if anchor > 0 {
                    anchors.insert(anchor, scalar.clone());
                }
                name = scalar;
                Some(leaf(range))
            }
            Event::Alias(anchor) => {
                name = anchors.get(&anchor).cloned().unwrap_or_default();
                Some(leaf(range))
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                None
            }
        };
        let Some(value) = done else { continue };
        let depth = open.len();
        match open.last_mut() {
            Some(parent) => parent.add(&name, value, depth),
            None => root = value,
        }
    }
    while let Some(closed) = open.pop() {
        let value = closed.close(text, text.len());
        let depth = open.len();
        match open.last_mut() {
            Some(parent) => parent.add("", value, depth),
            None => root = value,
        }
    }
    root
}

fn leaf(range: Range<usize>) -> Spanned {
    Spanned { key: range.start..range.start, value: range, members: Members::None }
}

/// A mapping or a sequence whose end was not reached yet.
struct Open {
    start: usize,
    is_mapping: bool,
    key: Option<(Range<usize>, String)>,
    entries: Vec<Spanned>,
    names: Vec<String>,
}

impl Open {
    fn new(is_mapping: bool, range: Range<usize>) -> Self {
        Self { start: range.start, is_mapping, key: None, entries: Vec::new(), names: Vec::new() }
    }

    fn add(&mut self, name: &str, value: Spanned, depth: usize) {
        if !self.is_mapping {
            self.entries.push(shallow(value, depth));
            return;
        }
        match self.key.take() {
            None => self.key = Some((value.value, name.to_owned())),
            Some((key, name)) => {
                self.names.push(name);
                self.entries.push(shallow(Spanned { key, ..value }, depth));
            }
        }
    }

    fn close(self, text: &str, end: usize) -> Spanned {
        let inside = text.get(self.start..end).unwrap_or_default();
        let end = self.start + inside.trim_end().len();
        let members = if self.is_mapping {
            Members::Object(self.names.into_iter().zip(self.entries).collect())
        } else {
            Members::Array(self.entries)
        };
        Spanned { key: self.start..self.start, value: self.start..end, members }
    }
}

/// What stands deeper than a document may be is not kept, so that the tree is never too deep to be dropped.
fn shallow(value: Spanned, depth: usize) -> Spanned {
    if depth > DEEPEST { Spanned { members: Members::None, ..value } } else { value }
}

/// Byte offsets of characters, which is what the parser counts.
enum Offsets {
    Same,
    Of(Vec<usize>),
}

impl Offsets {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Offsets::Same;
        }
        Offsets::Of(text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect())
    }

    fn range(&self, span: Span) -> Range<usize> {
        let byte = |index: usize| match self {
            Offsets::Same => index,
            Offsets::Of(offsets) => offsets.get(index).or(offsets.last()).copied().unwrap_or(0),
        };
        byte(span.start.index())..byte(span.end.index()).max(byte(span.start.index()))
    }
}
