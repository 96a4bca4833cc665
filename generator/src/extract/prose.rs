//! The lines of a page whose prose describes operations.
//!
//! In: a page, and its blocks of code. Out: its lines, each with a place, so that what is made of a line points at it.

use super::fences::{Contents, Fence};
use crate::diagnostic::Diagnostics;
use crate::source::{Fragment, Page, Place, Syntax};

/// The columns of a tab (CommonMark 0.31, section 2.2).
const TAB: usize = 4;

/// A line of prose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'page> {
    /// Without its end.
    pub text: &'page str,
    pub place: Place,
    /// It stands in a block of code, which shows text and has no structure of the page.
    pub is_code: bool,
}

impl<'page> Line<'page> {
    /// The level and the words of a heading.
    pub fn heading(&self) -> Option<(usize, &'page str)> {
        if self.is_code {
            return None;
        }
        let words = self.text.trim_start_matches('#');
        let level = self.text.len() - words.len();
        ((1..=6).contains(&level) && words.starts_with(' ')).then(|| (level, words.trim()))
    }

    /// How many columns of spaces and tabs stand before the text.
    pub fn indentation(&self) -> usize {
        let blank = self.text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
        blank.fold(0, |column, byte| if byte == b'\t' { (column / TAB + 1) * TAB } else { column + 1 })
    }

    /// The text without as much space before it as fits into some columns.
    pub fn dedented(&self, columns: usize) -> &'page str {
        let mut text = self.text;
        while let Some(rest) = text.strip_prefix([' ', '\t']) {
            let taken = Line { text: self.text.get(..self.text.len() - rest.len()).unwrap_or_default(), ..*self };
            if taken.indentation() > columns {
                break;
            }
            text = rest;
        }
        text
    }
}

/// The page as a place, and its lines. A fence that is never closed begins no block of code.
pub(super) fn lines<'page>(
    dx: &mut Diagnostics,
    (index, page): (usize, &'page Page),
    contents: &Contents,
) -> (Place, Vec<Line<'page>>) {
    let root = dx.sources.places.root(dx.sources.fragments.len());
    let whole = 0..page.text.len();
    dx.sources.fragments.push(Fragment {
        page: index,
        range: whole.clone(),
        pieces: vec![whole],
        syntax: Syntax::Prose,
    });
    let is_closed = |fence: &&Fence| !contents.unclosed.iter().any(|line| line.start == fence.range.start);
    let mut blocks = contents.fences.iter().filter(is_closed).map(|fence| fence.range.clone()).peekable();
    let mut at = 0;
    let lines = page.text.split('\n').enumerate().map(|(number, line)| {
        let (start, end) = (at, at + line.len());
        at = end + 1;
        while blocks.next_if(|block| block.end <= start).is_some() {}
        let is_code = blocks.peek().is_some_and(|block| block.start < end);
        let place = dx.sources.places.index(root, number);
        Line { text: line.trim_end(), place, is_code }
    });
    (root, lines.collect())
}

/// The text of some lines, without empty ones at its ends.
pub(super) fn text(lines: &[Line]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.text).collect();
    lines.join("\n").trim().to_owned()
}
