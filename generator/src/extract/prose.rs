//! The lines of a page whose prose describes operations.
//!
//! In: a page. Out: its lines, each with a place, so that what is made of a line points at it.

use crate::diagnostic::Diagnostics;
use crate::source::{Fragment, Page, Place, Syntax};
use std::collections::HashMap;

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
    let texts: Vec<&str> = page.text.split('\n').map(str::trim_end).collect();
    let are_code = are_code(&texts);
    let lines = texts.into_iter().zip(are_code).enumerate();
    let lines = lines.map(|(number, (text, is_code))| {
        let place = dx.sources.places.index(root, number);
        Line { text, place, is_code }
    });
    (root, lines.collect())
}

/// Which lines stand in blocks between fences, or are these. A fence that is never closed begins no block.
fn are_code(texts: &[&str]) -> Vec<bool> {
    let marks = |text: &&str| text.trim_start().to_owned();
    let is_fence = |marks: &str| marks.len() >= 3 && ['`', '~'].iter().any(|mark| marks.chars().all(|it| it == *mark));
    // The last line that can close a block, by its marks.
    let mut closing: HashMap<String, usize> = HashMap::new();
    for (number, marks) in texts.iter().map(marks).enumerate().filter(|(_, marks)| is_fence(marks)) {
        closing.insert(marks, number);
    }
    let mut open: Option<String> = None;
    let mut are_code = Vec::with_capacity(texts.len());
    for (number, text) in texts.iter().enumerate() {
        let line = text.trim_start();
        let info = line.trim_start_matches(['`', '~']);
        let fence = line.get(..line.len() - info.len()).unwrap_or_default();
        are_code.push(match &open {
            Some(marks) if line == marks => {
                open = None;
                true
            }
            Some(_) => true,
            None if is_fence(fence) && !info.contains('`') && closing.get(fence).is_some_and(|end| *end > number) => {
                open = Some(fence.to_owned());
                true
            }
            None => false,
        });
    }
    are_code
}

/// The text of some lines, without empty ones at its ends.
pub(super) fn text(lines: &[Line]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.text).collect();
    lines.join("\n").trim().to_owned()
}
