//! `{% name key="value" %}`: the tags of GitBook's blocks.

use std::borrow::Cow;

/// So many lines has a tag at most.
const LONGEST: usize = 20;

/// A tag that has lines of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'page> {
    /// `swagger`, `endswagger`, …
    pub name: &'page str,
    attributes: &'page str,
}

impl<'page> Tag<'page> {
    /// The tag that a line is.
    pub fn of(line: &'page str) -> Option<Self> {
        let inside = line.trim().strip_prefix("{%")?.strip_suffix("%}")?.trim();
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        Some(Self { name, attributes })
    }

    /// The value of `key="value"` or `key=value`, as Markdown means it; `None` also if it is empty.
    pub fn attribute(&self, key: &str) -> Option<String> {
        let mut rest = self.attributes;
        while let Some((name, after)) = rest.split_once('=') {
            let (value, others) = value(after);
            if name.trim() == key {
                return Some(unescaped(value)).filter(|value| !value.is_empty());
            }
            rest = others;
        }
        None
    }
}

/// The value at the start of some text, and what is behind it.
fn value(text: &str) -> (&str, &str) {
    let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
        return text.split_once(char::is_whitespace).unwrap_or((text, ""));
    };
    let inside = text.strip_prefix(quote).unwrap_or(text);
    let mut is_escaped = false;
    let end = inside.find(|character: char| {
        let is_end = character == quote && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        is_end
    });
    let end = end.unwrap_or(inside.len());
    (inside.get(..end).unwrap_or_default(), inside.get(end + 1..).unwrap_or_default())
}

/// A text without the backslashes that Markdown writes before punctuation, and without references to characters.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.trim().chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' || !characters.peek().is_some_and(char::is_ascii_punctuation) {
            plain.push(character);
        }
    }
    for (reference, character) in [("&#x3C;", "<"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
        plain = plain.replace(reference, character);
    }
    plain.trim().to_owned()
}

/// Which lines are in a fenced block.
#[derive(Debug, Default)]
pub(super) struct Fences {
    open: Option<(char, usize)>,
}

impl Fences {
    /// Whether a line, the next one, is in a fenced block or a fence itself.
    pub fn enters(&mut self, line: &str) -> bool {
        let line = line.trim();
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'));
        let length = line.len() - mark.map_or(line, |mark| line.trim_start_matches(mark)).len();
        match (self.open, mark) {
            (None, Some(mark)) if length >= 3 => {
                self.open = Some((mark, length));
                true
            }
            (Some((open, least)), _) => {
                if mark == Some(open) && length >= least && length == line.len() {
                    self.open = None;
                }
                true
            }
            (None, _) => false,
        }
    }
}

/// The lines with their texts; a tag of several lines is the text of its first one.
pub(super) fn whole<'page, T>(lines: &[T], text: impl Fn(&T) -> &'page str) -> Vec<(&T, Cow<'page, str>)> {
    let mut whole: Vec<(&T, Cow<str>)> = Vec::new();
    let mut fences = Fences::default();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        rest = after;
        let first = text(line);
        let is_open = |text: &str| text.trim_start().starts_with("{%") && !text.contains("%}");
        if fences.enters(first) || !is_open(first) {
            whole.push((line, Cow::Borrowed(first)));
            continue;
        }
        match after.iter().take(LONGEST).position(|line| text(line).contains("%}")) {
            Some(end) => {
                let (more, behind) = after.split_at(end + 1);
                let texts: Vec<&str> = [line].into_iter().chain(more).map(&text).collect();
                whole.push((line, Cow::Owned(texts.join(" "))));
                rest = behind;
            }
            None => whole.push((line, Cow::Borrowed(first))),
        }
    }
    whole
}

/// What stands outside of fenced blocks.
pub(super) fn outside_of_fences<'page, T>(
    lines: impl Iterator<Item = T>,
    text: impl Fn(&T) -> &'page str,
) -> impl Iterator<Item = T> {
    let mut fences = Fences::default();
    lines.filter(move |line| !fences.enters(text(line)))
}
