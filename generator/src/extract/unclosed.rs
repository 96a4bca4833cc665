//! Fences that are never closed.
//!
//! In: a page's text. Out: its parts, in each of which what is left open ends with the part. By the rules of CommonMark
//! a fence that is not closed takes all that follows: in
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
//! first fence is open: it ends before the next heading, or the next fence. Fences in quotes and deep in lists are not
//! looked at.

use std::ops::Range;

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub range: Range<usize>,
    /// The opening fence that is never closed.
    pub unclosed: Option<Range<usize>>,
}

/// A fence that is open.
struct Open {
    mark: char,
    length: usize,
    line: Range<usize>,
}

/// Cuts a page where fences are left open.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut open: Option<Open> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let Some((mark, length, info)) = fence(line) else { continue };
        match &open {
            Some(fence) if fence.mark != mark || length < fence.length => {}
            Some(_) if info.is_empty() => open = None,
            Some(fence) if is_language(info) => {
                let end = end(text, fence.line.end..range.start);
                parts.push(Part { range: start..end, unclosed: Some(fence.line.clone()) });
                start = end;
                open = Some(Open { mark, length, line: range });
            }
            Some(_) => {}
            None => open = Some(Open { mark, length, line: range }),
        }
    }
    let unclosed = open.map(|fence| fence.line);
    let end = unclosed.as_ref().map_or(text.len(), |line| end(text, line.end..text.len()));
    parts.push(Part { range: start..end, unclosed });
    if end < text.len() {
        parts.push(Part { range: end..text.len(), unclosed: None });
    }
    parts
}

/// Mark, length and info string of a line that is a fence (CommonMark 0.31, section 4.5).
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let rest = line.trim_start_matches(' ');
    let mark = rest.chars().next().filter(|mark| "`~".contains(*mark))?;
    let info = rest.trim_start_matches(mark);
    let length = rest.len() - info.len();
    let is_inline = mark == '`' && info.contains('`');
    (line.len() - rest.len() <= 3 && length >= 3 && !is_inline).then(|| (mark, length, info.trim()))
}

/// Whether an info string begins with a language.
fn is_language(info: &str) -> bool {
    info.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// Where a block that is never closed ends: before the heading that follows an empty line.
fn end(text: &str, range: Range<usize>) -> usize {
    let mut at = range.start;
    let mut is_after_empty = false;
    for line in text.get(range.clone()).unwrap_or_default().split_inclusive('\n') {
        if is_after_empty && is_heading(line) {
            return at;
        }
        is_after_empty = line.trim().is_empty() && at > range.start;
        at += line.len();
    }
    range.end
}

fn is_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - words.len())) && words.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::parts;

    fn cut(text: &str) -> Vec<(&str, Option<&str>)> {
        let part = |part: super::Part| (&text[part.range], part.unclosed.map(|line| &text[line]));
        parts(text).into_iter().map(part).collect()
    }

    #[test]
    fn a_page_whose_fences_are_closed_is_one_part() {
        for text in [
            "",
            "# A\n\n```json\n{}\n```\n\n~~~\n```json\n~~~\n",
            "````md\n```sh\nls\n```\n````\n",
            "```yaml\na: |\n    ```json\n    {}\n    ```\n```\n",
            "> ```json\n> {}\n> ```\n\n```sh\n# not a heading\n```",
            "```\n```json inline``` `\n```\n",
        ] {
            assert_eq!(cut(text), [(text, None)]);
        }
    }

    #[test]
    fn a_fence_that_is_left_open_ends_before_the_next_heading_or_fence() {
        assert_eq!(
            cut("```sh\nls\n\n# A\n\n```json\n{}\n```\n"),
            [("```sh\nls\n\n", Some("```sh")), ("# A\n\n```json\n{}\n```\n", None)]
        );
        assert_eq!(
            cut("a\n```sh\nls\n```json\n{}\n\n## B\nc"),
            [("a\n```sh\nls\n", Some("```sh")), ("```json\n{}\n\n", Some("```json")), ("## B\nc", None)]
        );
        assert_eq!(cut("```json\n{}"), [("```json\n{}", Some("```json"))]);
    }
}
