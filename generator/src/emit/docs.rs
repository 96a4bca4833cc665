//! Documentation: from the text of a description to Rust's documentation comments.
//!
//! A description is CommonMark as people write it: with HTML in it, placeholders such as `<token>`, brackets that are no
//! links, unclosed fences, links relative to a page that the reader is not on. What goes out is Markdown that looks the
//! same and that rustdoc and clippy have nothing to say about, whatever came in: no test in it is ever run, no bracket
//! is taken for a link to an item, nothing of it ends the comment.
//!
//! `"See <b>[id]</b> at https://a.example"` becomes `See **\[id\]** at <https://a.example>`.
//!
//! A description is read into a tree ([`read`]) and the tree is written anew ([`write`]); no text is copied from one to
//! the other without its escapes. It does not check whether a link leads anywhere.

mod html;
mod inline;
mod links;
mod read;
mod shorten;
mod tree;
mod typed;
mod visible;
mod write;

#[cfg(test)]
mod tests;

pub use typed::linked_type;

use crate::module::LINE_END;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Descriptions longer than this many bytes are cut.
const MAX_DESCRIPTION: usize = 20_000;
/// A text in code is cut after this many characters.
const MAX_CODE: usize = 200;
/// A summary has no more characters than this.
const MAX_SUMMARY: usize = 120;

/// A description as safe Markdown, without an end of line at its end.
///
/// Its headings are lowered to the second level and below. More than 20,000 bytes are cut, which an ellipsis shows.
pub fn rustdoc(markdown: &str) -> String {
    let (text, cut) = prepared(markdown);
    let mut out = write::document(&read::document(&text));
    if cut {
        out.push_str("\n\n…");
    }
    out
}

/// The first sentence or line of a description as safe Markdown in one line of at most 120 characters.
pub fn summary(markdown: &str) -> String {
    let (text, _) = prepared(markdown);
    shorten::summary(&read::document(&text), MAX_SUMMARY)
}

/// Any text as code within a line. Line ends are shown as `\n`; after 200 characters it is cut.
pub fn inline(text: &str) -> String {
    if !text.is_empty() && text.len() <= MAX_CODE && visible::is_as_it_is(text) {
        return inline::code(text, false);
    }
    let mut shown = String::new();
    let mut characters = text.chars();
    for character in characters.by_ref().take(MAX_CODE) {
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            other => visible::push(&mut shown, other),
        }
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    if shown.is_empty() {
        shown.push(' ');
    }
    inline::code(&shown, false)
}

/// The attribute that is the documentation comment of an item; none for an empty text.
///
/// The text is Markdown that is safe already; each line is made one that stays within its comment. There is one
/// attribute for all lines, with [`LINE_END`] between them: what a line costs is the attribute, not its text.
pub fn attributes(text: &str) -> TokenStream {
    let text = if text.contains('\r') {
        visible::lines(&text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        visible::lines(text)
    };
    let mut lines = String::with_capacity(text.len() + text.len() / 8);
    for line in text.trim_end().trim_start_matches('\n').lines().map(str::trim_end) {
        lines.push(LINE_END);
        // The space keeps `///` from becoming `////` or `///!`, which mean something else.
        if !line.is_empty() {
            lines.push(' ');
            lines.push_str(line);
        }
    }
    let comment = lines.strip_prefix(LINE_END).map(raw_literal);
    comment.map(|comment| quote!(#[doc = #comment])).unwrap_or_default()
}

/// A literal of a text that becomes a comment: raw if it can be, for nothing in it has to be escaped and read again.
fn raw_literal(text: &str) -> Literal {
    ["r#\"", text, "\"#"].concat().parse().unwrap_or_else(|_| Literal::string(text))
}

/// The text as it is read: cut, with `\n` alone at the ends of lines, without tabs, and with headings that were quoted
/// by accident made headings again. Also tells whether it was cut.
fn prepared(markdown: &str) -> (String, bool) {
    let kept = start(markdown);
    let mut out = String::with_capacity(kept.len() + kept.len() / 16);
    let mut fenced = false;
    for line in kept.replace("\r\n", "\n").split(['\n', '\r']) {
        fenced ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let line = if fenced { line } else { unquoted(line) };
        if !line.contains('\t') {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        let mut column = 0;
        for character in line.chars() {
            let width = if character == '\t' { 4 - column % 4 } else { 1 };
            match character {
                '\t' => out.extend(std::iter::repeat_n(' ', width)),
                other => out.push(other),
            }
            column += width;
        }
        out.push('\n');
    }
    (out, kept.len() < markdown.trim_end().len())
}

/// As much of a text as is shown, if possible whole lines or at least words.
fn start(text: &str) -> &str {
    if text.len() <= MAX_DESCRIPTION {
        return text;
    }
    let kept = text.get(..text.floor_char_boundary(MAX_DESCRIPTION)).unwrap_or_default();
    let enough = |place: &usize| *place > MAX_DESCRIPTION * 3 / 4;
    let end = kept.rfind('\n').filter(enough).or_else(|| kept.rfind(' ').filter(enough)).unwrap_or(kept.len());
    kept.get(..end).unwrap_or(kept)
}

/// `\## Title`, as some editors of documentation export a heading, is `## Title`.
fn unquoted(line: &str) -> &str {
    let Some(heading) = line.trim_start_matches(' ').strip_prefix("\\##") else { return line };
    if heading.trim_start_matches('#').starts_with(' ') {
        line.trim_start_matches(' ').strip_prefix('\\').unwrap_or(line)
    } else {
        line
    }
}
