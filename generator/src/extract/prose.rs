//! The lines of a page whose prose describes operations.
//!
//! In: a page. Out: its lines, each with a place, so that what is made of a line points at it.

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
}

impl<'page> Line<'page> {
    /// The level and the words of a heading.
    pub fn heading(&self) -> Option<(usize, &'page str)> {
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

/// The page as a place, and its lines.
pub(super) fn lines<'page>(dx: &mut Diagnostics, index: usize, page: &'page Page) -> (Place, Vec<Line<'page>>) {
    let root = dx.sources.places.root(dx.sources.fragments.len());
    let whole = 0..page.text.len();
    dx.sources.fragments.push(Fragment {
        page: index,
        range: whole.clone(),
        pieces: vec![whole],
        syntax: Syntax::Prose,
    });
    let lines = page.text.split('\n').enumerate();
    let lines = lines.map(|(number, text)| {
        let place = dx.sources.places.index(root, number);
        Line { text: text.trim_end(), place }
    });
    (root, lines.collect())
}

/// The text of some lines, without empty ones at its ends.
pub(super) fn text(lines: &[Line]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.text).collect();
    lines.join("\n").trim().to_owned()
}
