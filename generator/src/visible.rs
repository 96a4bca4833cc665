//! Text of others, so that it can only be read: it steers no terminal, no CI log and no pull request.
//!
//! In: text from pages and responses. Out: the same text in which control characters, characters that change the
//! direction of writing and characters that nobody sees stand as escapes, and what a CI service would take for a command
//! is broken up:
//!
//! ```
//! use generator::visible;
//!
//! assert_eq!(visible::line("a\n\u{1b}[2Jb\u{202e}c"), "a\\n\\u{1b}[2Jb\\u{202e}c");
//! assert_eq!(visible::output("::error::no\n##[group]x\n"), "\\u{3a}:error::no\n\\u{23}#[group]x\n");
//! assert_eq!(visible::output("  ::: a.md:3:1\n"), "  ::: a.md:3:1\n");
//! assert_eq!(visible::code("a`b"), "``a`b``");
//! ```

use std::borrow::Cow;
use std::fmt::Write as _;

/// What runners take for a command wherever it stands in a line (GitHub's older form, Azure's, TeamCity's).
const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// A text in one line: line ends are escapes too.
pub fn line(text: &str) -> Cow<'_, str> {
    shown(text, false, escape)
}

/// A text of several lines.
pub fn lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        return Cow::Owned(shown(&text.replace("\r\n", "\n"), true, escape).into_owned());
    }
    shown(text, true, escape)
}

/// JSON whose strings hold text of others. It is the same JSON, since only strings have such characters.
pub fn json(text: &str) -> String {
    let shown = shown(text, true, |out, character| {
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to memory never fails.
            let _ = write!(out, "\\u{unit:04x}");
        }
    });
    broken_up(&shown, "\\u0023")
}

/// The whole output of a command, in which no line begins a command of a CI service.
pub fn output(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start();
        let (indentation, _) = line.split_at_checked(line.len() - rest.len()).unwrap_or_default();
        out.push_str(indentation);
        // A command has a second `::` behind its name.
        match rest.strip_prefix("::").filter(|rest| rest.contains("::")) {
            Some(rest) => out.extend(["\\u{3a}:", rest]),
            None => out.push_str(rest),
        }
    }
    broken_up(&out, "\\u{23}")
}

/// A code span of Markdown that holds a text, whatever is in it (CommonMark 0.31, section 6.1).
pub fn code(text: &str) -> String {
    let text = line(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let is_edge = |character: char| character == '`' || character == ' ';
    let pad = if text.is_empty() || text.starts_with(is_edge) || text.ends_with(is_edge) { " " } else { "" };
    [&fence, pad, &text, pad, &fence].concat()
}

fn shown(text: &str, with_line_ends: bool, escape: impl Fn(&mut String, char)) -> Cow<'_, str> {
    let is_kept = |character: char| !is_hidden(character) || (with_line_ends && character == '\n');
    if text.chars().all(is_kept) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_kept(character) { out.push(character) } else { escape(&mut out, character) }
    }
    Cow::Owned(out)
}

/// `\n`, `\u{1b}`
fn escape(out: &mut String, character: char) {
    if character.is_ascii() { out.extend(character.escape_default()) } else { out.extend(character.escape_unicode()) }
}

/// A character that a reader does not see, or that changes where others stand.
fn is_hidden(character: char) -> bool {
    match character {
        ' '..='~' => false,
        // Line and paragraph separators, marks and overrides of direction, spaces without width, tags.
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => character.is_control(),
    }
}

fn broken_up(text: &str, hash: &str) -> String {
    let mut out = text.to_owned();
    for command in COMMANDS {
        if let Some(rest) = command.strip_prefix('#').filter(|_| out.contains(command)) {
            out = out.replace(command, &[hash, rest].concat());
        }
    }
    out
}
