//! The part of a page that a message shows.
//!
//! In: a place that was found. Out: a few lines of text and the range in them to mark. Where the page's own lines are
//! short they are shown as they are; a fragment that is one long line is shown as the value around the place,
//! re-indented, with everything further away elided. So that
//! `{"type":"object","properties":{"a":{"type":"text"},"b":{}}}` with the place `/properties/a/type` becomes
//!
//! ```text
//! {
//!   "type": "text"
//! }
//! ```

use crate::locate::{self, Found, Index, Members, Spanned};
use crate::source::Sources;
use crate::visible;
use std::ops::Range;

/// The longest line that is shown as it is, in characters.
const LINE: usize = 160;
/// How many lines a place may have to be shown in full.
const LINES: usize = 6;
/// How many neighbours are shown before and after the place.
const NEIGHBOURS: usize = 2;
/// The longest value that is shown in one line, in characters.
const VALUE: usize = 76;

/// Lines to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub text: String,
    /// The line's number in the page, if the lines are the page's own.
    pub line: Option<usize>,
    /// What to mark, in bytes of the text.
    pub mark: Range<usize>,
}

pub(super) fn excerpt(index: &mut Index, sources: &Sources, found: &Found, key: bool) -> Excerpt {
    as_visible(raw(index, sources, found, key))
}

/// Escapes what cannot be seen; what is marked stays marked.
fn as_visible(excerpt: Excerpt) -> Excerpt {
    let Excerpt { text, line, mark } = excerpt;
    let part = |range: Range<usize>| visible::lines(text.get(range).unwrap_or_default());
    let (before, marked, after) = (part(0..mark.start), part(mark.clone()), part(mark.end..text.len()));
    let mark = before.len()..before.len() + marked.len();
    Excerpt { text: [before, marked, after].concat(), line, mark }
}

fn raw(index: &mut Index, sources: &Sources, found: &Found, key: bool) -> Excerpt {
    let Some(page) = sources.pages.get(found.page) else { return Excerpt::default() };
    if found.origin.range.len() == page.text.len() {
        return Excerpt::default();
    }
    let Some(fragment) = found.fragment else { return lines(&page.text, &found.origin.range) };
    if has_short_lines(&page.text, &found.origin.range) {
        return lines(&page.text, &found.origin.range);
    }
    let Some(source) = sources.fragments.get(fragment) else { return Excerpt::default() };
    let text = source.text(&page.text).into_owned();
    let tree = locate::tree(index, sources, fragment);
    let way = locate::way(tree, &found.origin.pointer, key);
    around(&text, &way, key)
}

/// The lines of the page that a range touches, and where the first of them begins.
fn whole_lines(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let end =
        text.get(range.end..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| range.end + newline);
    start..end
}

fn has_short_lines(text: &str, range: &Range<usize>) -> bool {
    let shown = text.get(whole_lines(text, range)).unwrap_or_default();
    shown.lines().take(LINES).all(|line| line.chars().count() <= LINE)
}

/// The page's own lines, cut where they are too many or too long.
fn lines(text: &str, range: &Range<usize>) -> Excerpt {
    let first_line = whole_lines(text, &(range.start..range.start));
    let mut end = range.end.max(range.start);
    let lines = text.get(range.start..end).unwrap_or_default().lines().count();
    if lines > LINES {
        end = first_line.end;
    }
    let shown = whole_lines(text, &(range.start..end));
    let line = text.get(..shown.start).unwrap_or_default().bytes().filter(|byte| *byte == b'\n').count() + 1;
    let own = text.get(shown.clone()).unwrap_or_default();
    if own.chars().count() <= LINE * LINES {
        let mark = range.start - shown.start..end.max(range.start) - shown.start;
        return Excerpt { text: own.to_owned(), line: Some(line), mark };
    }
    let before: String = text.get(shown.start..range.start).unwrap_or_default().chars().rev().take(60).collect();
    let before: String = before.chars().rev().collect();
    let marked: String = text.get(range.start..end).unwrap_or_default().chars().take(60).collect();
    let after: String = text.get(range.start + marked.len()..shown.end).unwrap_or_default().chars().take(60).collect();
    let mark = before.len()..before.len() + marked.len();
    Excerpt { text: [before, marked, after].concat(), line: None, mark }
}

/// The value around the last one on the way, re-indented.
fn around(text: &str, way: &[&Spanned], key: bool) -> Excerpt {
    let mut writer = Writer { text, out: String::new(), mark: 0..0 };
    match way {
        [] => {}
        [root] => writer.target(root, 0, key),
        [.., parent, target] => writer.parent(parent, target, key),
    }
    Excerpt { text: writer.out, line: None, mark: writer.mark }
}

struct Writer<'text> {
    text: &'text str,
    out: String,
    mark: Range<usize>,
}

impl Writer<'_> {
    /// The container with the target and its neighbours.
    fn parent(&mut self, parent: &Spanned, target: &Spanned, key: bool) {
        let (members, open, close): (Vec<&Spanned>, _, _) = match &parent.members {
            Members::Object(members) => (members.iter().map(|(_, member)| member).collect(), "{\n", "}"),
            Members::Array(elements) => (elements.iter().collect(), "[\n", "]"),
            Members::None => return self.target(target, 0, key),
        };
        let at = members.iter().position(|member| std::ptr::eq(*member, target)).unwrap_or(0);
        let first = at.saturating_sub(NEIGHBOURS);
        let last = members.len().min(at + NEIGHBOURS + 1);
        self.out.push_str(open);
        if first > 0 {
            self.out.push_str("  …\n");
        }
        for (index, member) in members.iter().enumerate().take(last).skip(first) {
            self.out.push_str("  ");
            if index == at {
                self.target(member, 1, key)
            } else {
                self.collapsed(member)
            }
            self.out.push_str(if index + 1 < members.len() { ",\n" } else { "\n" });
        }
        if last < members.len() {
            self.out.push_str("  …\n");
        }
        self.out.push_str(close);
    }

    /// The target, marked: in one line if it is short, or else with its members collapsed.
    fn target(&mut self, target: &Spanned, depth: usize, key: bool) {
        let start = self.out.len();
        self.key(target);
        let after_key = if target.key.is_empty() { start } else { start + target.key.len() };
        let value = self.out.len();
        let whole = self.compact(target);
        if whole.chars().count() <= VALUE || target.members == Members::None {
            self.out.push_str(&shortened(&whole, VALUE * 2));
        } else {
            self.opened(target, depth);
        }
        self.mark = if key && after_key > start { start..after_key } else { value..self.out.len() };
    }

    /// A container with one line for each of its first members.
    fn opened(&mut self, target: &Spanned, depth: usize) {
        let (members, open, close): (Vec<&Spanned>, _, _) = match &target.members {
            Members::Object(members) => (members.iter().map(|(_, member)| member).collect(), "{\n", "}"),
            Members::Array(elements) => (elements.iter().collect(), "[\n", "]"),
            Members::None => return,
        };
        let indent = "  ".repeat(depth);
        self.out.push_str(open);
        for (index, member) in members.iter().enumerate().take(LINES - 2) {
            self.out.push_str(&indent);
            self.out.push_str("  ");
            self.collapsed(member);
            self.out.push_str(if index + 1 < members.len() { ",\n" } else { "\n" });
        }
        if members.len() > LINES - 2 {
            self.out.push_str(&indent);
            self.out.push_str("  …\n");
        }
        self.out.push_str(&indent);
        self.out.push_str(close);
    }

    fn key(&mut self, member: &Spanned) {
        if !member.key.is_empty() {
            self.out.push_str(self.text.get(member.key.clone()).unwrap_or_default());
            self.out.push_str(": ");
        }
    }

    /// A member in one line.
    fn collapsed(&mut self, member: &Spanned) {
        self.key(member);
        let whole = self.compact(member);
        let line = match &member.members {
            _ if whole.chars().count() <= VALUE => whole,
            Members::Object(_) => "{ … }".to_owned(),
            Members::Array(_) => "[ … ]".to_owned(),
            Members::None => shortened(&whole, VALUE),
        };
        self.out.push_str(&line);
    }

    /// The value in one line, with a space after each colon and comma; no longer than it has to be to see that it is
    /// too long.
    fn compact(&self, value: &Spanned) -> String {
        let mut line = String::new();
        self.write_compact(value, &mut line);
        line
    }

    fn write_compact(&self, value: &Spanned, line: &mut String) {
        if line.len() > VALUE * 8 {
            return;
        }
        match &value.members {
            Members::None => {
                line.push_str(&shortened(self.text.get(value.value.clone()).unwrap_or_default(), VALUE * 4))
            }
            Members::Object(members) => {
                line.push('{');
                for (index, (_, member)) in members.iter().enumerate() {
                    line.push_str(if index > 0 { ", " } else { "" });
                    line.push_str(self.text.get(member.key.clone()).unwrap_or_default());
                    line.push_str(": ");
                    self.write_compact(member, line);
                }
                line.push('}');
            }
            Members::Array(elements) => {
                line.push('[');
                for (index, element) in elements.iter().enumerate() {
                    line.push_str(if index > 0 { ", " } else { "" });
                    self.write_compact(element, line);
                }
                line.push(']');
            }
        }
    }
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}
