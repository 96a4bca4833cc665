//! The fenced blocks of a page, line by line.
//!
//! In: a page's text. Out: each block, and the fences that are never closed. Pages are MDX more often than plain Markdown,
//! whatever their names say, so the rules are those of MDX where both differ: nothing is code because it is indented, and
//! an element does not end Markdown. In
//!
//! ````text
//! <Tab title="OpenAPI">
//!     ```yaml
//!     openapi: 3.0.0
//!     ```
//! </Tab>
//! ````
//!
//! the document is a block, without the four spaces before each line. So it is in lists and quotes, however deep. What
//! stands in a comment is no block.
//!
//! By the rules of CommonMark a fence that is not closed takes all that follows: in
//!
//! ````text
//! ```sh
//! curl https://example.com
//!
//! # List pets
//!
//! ```json
//! {"openapi": "3.0.0", …}
//! ```
//! ````
//!
//! the block of `sh` ends at the last line. No block holds an opening fence of its own kind with a language, so there the
//! first fence is open: it ends before the next heading, or the next fence.

use super::Fence;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
use std::ops::Range;

/// What a page has.
#[derive(Default)]
pub(super) struct Blocks {
    pub fences: Vec<Fence>,
    /// The opening fences that are never closed.
    pub unclosed: Vec<Range<usize>>,
}

/// A closing fence may be indented by so much more than the opening one (CommonMark 0.31, section 4.5).
const DEEPER: usize = 3;

/// A fence that is open.
struct Open {
    /// In how many quotes it stands.
    quotes: usize,
    /// How many columns stand before it in the innermost quote.
    indentation: usize,
    mark: char,
    length: usize,
    info: String,
    /// From the marks to the end of their line.
    line: Range<usize>,
    /// Where the next line begins.
    next: usize,
}

/// Finds the blocks.
pub(super) fn blocks(text: &str) -> Blocks {
    let mut blocks = Blocks::default();
    let comments = Comments::of(text);
    let mut open: Option<Open> = None;
    let mut at = 0;
    while at < text.len() || open.is_some() {
        let line = text.get(at..).unwrap_or_default().split_inclusive('\n').next().unwrap_or_default();
        let next = at + line.len();
        let Some(fence) = open.take() else {
            open = opening(at, line);
            at = comments.end(at, line).unwrap_or(next);
            continue;
        };
        at = match fence.at(line) {
            _ if line.is_empty() => fence.leave_open(&mut blocks, text, at),
            At::End => fence.close(&mut blocks, text, at..at + line.trim_end().len(), next),
            At::Behind => fence.close(&mut blocks, text, at..at, at),
            At::Opening => fence.leave_open(&mut blocks, text, at),
            At::Inside => {
                open = Some(fence);
                next
            }
        };
    }
    blocks
}

/// What a line is to a fence that is open.
enum At {
    Inside,
    /// The closing fence.
    End,
    /// The quote of the fence has ended.
    Behind,
    /// Another opening fence, so that the first is never closed.
    Opening,
}

impl Open {
    fn at(&self, line: &str) -> At {
        let Some(inside) = unquoted(line, self.quotes) else { return At::Behind };
        let words = inside.trim_start_matches([' ', '\t']);
        let indentation = columns(inside.get(..inside.len() - words.len()).unwrap_or_default());
        match marks(words).filter(|_| indentation <= self.indentation + DEEPER) {
            Some((mark, length, info)) if mark == self.mark && length >= self.length => match info {
                "" => At::End,
                info if is_language(info) => At::Opening,
                _ => At::Inside,
            },
            Some(_) | None => At::Inside,
        }
    }

    /// Adds the block, whose closing fence is at a range. Returns where the page goes on.
    fn close(self, blocks: &mut Blocks, text: &str, closing: Range<usize>, next: usize) -> usize {
        let pieces = pieces(text, self.next..closing.start, self.quotes, self.indentation);
        blocks.fences.push(Fence { info: self.info, range: self.line.start..closing.end, pieces });
        next
    }

    /// Adds a block that is never closed before an offset. Returns where the page goes on.
    fn leave_open(self, blocks: &mut Blocks, text: &str, before: usize) -> usize {
        let end = end(text, self.next..before);
        blocks.unclosed.push(self.line.clone());
        self.close(blocks, text, end..end, end)
    }
}

/// The opening fence of a line that begins at an offset. Quotes, list items and spaces may stand before it.
fn opening(at: usize, line: &str) -> Option<Open> {
    let mut quotes = 0;
    let mut start = 0;
    let mut indentation = 0;
    loop {
        let rest = line.get(start..)?;
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        indentation += columns(rest.get(..blank)?);
        start += blank;
        let rest = rest.get(blank..)?;
        if let Some(inside) = rest.strip_prefix('>') {
            quotes += 1;
            indentation = 0;
            start = line.len() - inside.strip_prefix(' ').unwrap_or(inside).len();
        } else if let Some(width) = list_marker(rest) {
            indentation += width;
            start += width;
        } else {
            let (mark, length, info) = marks(rest)?;
            let range = at + start..at + line.trim_end().len();
            return Some(Open {
                quotes,
                indentation,
                mark,
                length,
                info: unescaped(info),
                line: range,
                next: at + line.len(),
            });
        }
    }
}

/// The width of the mark of a list item: `-`, `1.`
fn list_marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mark = text.get(digits..)?.chars().next()?;
    let is_marker = if digits == 0 { "-*+".contains(mark) } else { digits < 10 && ".)".contains(mark) };
    let width = digits + 1;
    (is_marker && text.get(width..)?.starts_with([' ', '\t'])).then_some(width)
}

/// Mark, length and info string of what begins with the marks of a fence (CommonMark 0.31, section 4.5).
fn marks(text: &str) -> Option<(char, usize, &str)> {
    let mark = text.chars().next().filter(|mark| "`~".contains(*mark))?;
    let info = text.trim_start_matches(mark);
    let length = text.len() - info.len();
    let is_inline = mark == '`' && info.contains('`');
    (length >= 3 && !is_inline).then(|| (mark, length, info.trim()))
}

/// Whether an info string begins with a language.
fn is_language(info: &str) -> bool {
    info.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// An info string without the backslashes and references that Markdown allows in it.
fn unescaped(info: &str) -> String {
    if !info.contains(['\\', '&']) {
        return info.to_owned();
    }
    match Parser::new(&["~~~~~~~~ ", info, "\n"].concat()).next() {
        Some(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))) => info.trim().to_owned(),
        _ => info.to_owned(),
    }
}

/// How many columns spaces and tabs take.
fn columns(blank: &str) -> usize {
    blank.bytes().fold(0, |column, byte| if byte == b'\t' { (column / 4 + 1) * 4 } else { column + 1 })
}

/// What stands in some quotes; `None` if the line does not.
fn unquoted(line: &str, quotes: usize) -> Option<&str> {
    (0..quotes).try_fold(line, |line, _| {
        let inside = line.trim_start_matches(' ').strip_prefix('>')?;
        Some(inside.strip_prefix(' ').unwrap_or(inside))
    })
}

/// The content of a block: its lines without quotes, and without as much space as stands before the opening fence.
fn pieces(text: &str, content: Range<usize>, quotes: usize, indentation: usize) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut add = |range: Range<usize>| match pieces.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ if range.is_empty() => {}
        _ => pieces.push(range),
    };
    let mut at = content.start;
    for line in text.get(content).unwrap_or_default().split_inclusive('\n') {
        let inside = unquoted(line, quotes).unwrap_or(line);
        let start = at + line.len() - inside.len() + within(inside, indentation);
        at += line.len();
        match line.strip_suffix("\r\n") {
            Some(_) => {
                add(start.min(at - 2)..at - 2);
                add(at - 1..at);
            }
            None => add(start..at),
        }
    }
    pieces
}

/// How many bytes of spaces and tabs fit into some columns.
fn within(line: &str, indentation: usize) -> usize {
    let mut column = 0;
    let blank = line.bytes().take_while(|byte| {
        let is_within = column < indentation && matches!(byte, b' ' | b'\t');
        column += if *byte == b'\t' { 4 - column % 4 } else { 1 };
        is_within
    });
    blank.count()
}

/// Where a block that is never closed ends: before the heading that follows an empty line.
fn end(text: &str, range: Range<usize>) -> usize {
    let mut at = range.start;
    let mut is_after_empty = false;
    for line in text.get(range.clone()).unwrap_or_default().split_inclusive('\n') {
        if is_after_empty && is_heading(line) {
            return at;
        }
        is_after_empty = line.trim().is_empty();
        at += line.len();
    }
    range.end
}

fn is_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - words.len())) && words.starts_with(' ')
}

/// How comments begin and end, in Markdown and in MDX.
const COMMENTS: [(&str, &str); 2] = [("<!--", "-->"), ("{/*", "*/}")];

/// Where the last comment of each kind ends. One that does not end is none.
struct Comments<'page> {
    text: &'page str,
    last: [Option<usize>; 2],
}

impl<'page> Comments<'page> {
    fn of(text: &'page str) -> Self {
        Self { text, last: COMMENTS.map(|(_, end)| text.rfind(end)) }
    }

    /// Where the page goes on behind a comment with which the line at an offset begins.
    fn end(&self, at: usize, line: &str) -> Option<usize> {
        let words = line.trim_start();
        let start = at + line.len() - words.len();
        let kinds = COMMENTS.iter().zip(self.last);
        let (begin, end) = kinds
            .filter(|(_, last)| last.is_some_and(|last| last > start))
            .find_map(|(kind, _)| words.starts_with(kind.0).then_some(kind))?;
        let rest = self.text.get(start + begin.len()..)?;
        let (before, behind) = rest.split_once(end)?;
        let line = behind.split_inclusive('\n').next().map_or(0, str::len);
        Some(start + begin.len() + before.len() + end.len() + line)
    }
}

#[cfg(test)]
mod tests {
    use super::blocks;

    /// Info strings and contents.
    fn found(text: &str) -> Vec<(String, String)> {
        let content = |fence: &super::Fence| fence.pieces.iter().map(|piece| &text[piece.clone()]).collect();
        blocks(text).fences.iter().map(|fence| (fence.info.clone(), content(fence))).collect()
    }

    fn unclosed(text: &str) -> Vec<&str> {
        blocks(text).unclosed.into_iter().map(|line| &text[line]).collect()
    }

    #[track_caller]
    fn assert_found(text: &str, expected: &[(&str, &str)]) {
        let found = found(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(info, text)| (info.as_str(), text.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn blocks_that_are_closed() {
        for (text, expected) in [
            ("", &[][..]),
            ("# A\n\n```json a\n{}\n```\n\n~~~\n```json\n~~~\n", &[("json a", "{}\n"), ("", "```json\n")]),
            ("````md\n```sh\nls\n```\n````\n", &[("md", "```sh\nls\n```\n")]),
            ("```yaml\na: |\n    ```json\n    {}\n    ```\n```", &[("yaml", "a: |\n    ```json\n    {}\n    ```\n")]),
            ("> ```json\n> {}\n> ```\n\n```sh\n# no heading\n```", &[("json", "{}\n"), ("sh", "# no heading\n")]),
            ("```\n```json inline``` `\n```\n", &[("", "```json inline``` `\n")]),
            ("```a\r\n\r\n{}\r\n```\r\n", &[("a", "\n{}\n")]),
            ("```yaml a\\_b &amp; c\n```\n", &[("yaml a_b & c", "")]),
        ] {
            assert_found(text, expected);
            assert_eq!(unclosed(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn blocks_stand_at_any_depth() {
        for (text, expected) in [
            ("<Tab>\n    ```yaml\n    a:\n\n      b: 1\n    ```\n</Tab>\n", "a:\n\n  b: 1\n"),
            ("<Tab>\n```yaml\na: 1\n\nb: 2\n```\n</Tab>\n", "a: 1\n\nb: 2\n"),
            ("\t```yaml\n\ta: 1\n\t```\n", "a: 1\n"),
            ("- ```yaml\n  a: 1\n  ```\n", "a: 1\n"),
            ("1. One\n\n   - Two\n\n         ```yaml\n         a: 1\n         ```\n", "a: 1\n"),
            ("10) ```yaml\n    a: 1\n    ```\n", "a: 1\n"),
            ("> - ```yaml\n>   a:\n>     b: 1\n>   ```\n", "a:\n  b: 1\n"),
            ("> ```yaml\n> a: 1\nText\n", "a: 1\n"),
            ("        ```yaml\n    a: 1\n```\n", "a: 1\n"),
        ] {
            assert_found(text, &[("yaml", expected)]);
            assert_eq!(unclosed(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn comments_hold_no_blocks() {
        for text in ["<!--\n```a\n```\n-->\n", "{/*\n```a\n```\n*/}\n", "  <!-- a --> ```b\n", "-```a\n", "1.```a\n"] {
            assert_found(text, &[]);
        }
        assert_found("<!-- a -->\n```b\n```\n", &[("b", "")]);
        assert_found("<!-- never closed\n```b\n```\n", &[("b", "")]);
    }

    #[test]
    fn a_fence_that_is_left_open_ends_before_the_next_heading_or_fence() {
        let text = "```sh\nls\n\n# A\n\n```json\n{}\n```\n";
        assert_found(text, &[("sh", "ls\n\n"), ("json", "{}\n")]);
        assert_eq!(unclosed(text), ["```sh"]);
        let text = "a\n```sh\nls\n```json\n{}\n\n## B\nc";
        assert_found(text, &[("sh", "ls\n"), ("json", "{}\n\n")]);
        assert_eq!(unclosed(text), ["```sh", "```json"]);
        assert_found("````sh\nls\n\n# A\n\n```json\n{}\n```\n", &[("sh", "ls\n\n"), ("json", "{}\n")]);
        assert_found("```json\n{}", &[("json", "{}")]);
        assert_found("    ```sh\n\n```json\n{}\n```\n", &[("sh", "\n"), ("json", "{}\n")]);
    }
}
