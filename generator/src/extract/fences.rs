//! The fenced code blocks of a Markdown page, by the rules of CommonMark.
//!
//! In: a page's text. Out: each block's info string and the byte ranges of its content, wherever it stands (in lists
//! and quotes too), and whether the page only says that it was not found. What a block holds is not looked into,
//! but for [`syntax`], which tells cheaply whether it may be OpenAPI. A fence that is never closed ends where [`unclosed`] says.

use super::unclosed;
use crate::source::Syntax;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// One fenced block.
pub(super) struct Fence {
    /// What follows the opening fence, trimmed.
    pub info: String,
    /// From the opening fence to the closing one.
    pub range: Range<usize>,
    /// The content, without what stands in front of its lines.
    pub pieces: Vec<Range<usize>>,
}

/// A heading.
pub(super) struct Heading {
    /// From 1.
    pub level: usize,
    /// Its words, without marks.
    pub text: String,
    /// The bytes of the page.
    pub range: Range<usize>,
}

/// What a page holds.
pub(super) struct Contents {
    pub fences: Vec<Fence>,
    pub headings: Vec<Heading>,
    /// The opening fences that are never closed.
    pub unclosed: Vec<Range<usize>>,
    /// A heading, or the first words of a page without one, say that the page was not found.
    pub not_found: bool,
}

pub(super) fn contents(text: &str) -> Contents {
    let mut contents = Contents { fences: Vec::new(), headings: Vec::new(), unclosed: Vec::new(), not_found: false };
    for part in unclosed::parts(text) {
        read(&mut contents, text.get(part.range.clone()).unwrap_or_default(), part.range.start);
        contents.unclosed.extend(part.unclosed);
    }
    contents.not_found = says_not_found(text, &contents.headings);
    contents
}

/// Reads a part of a page that begins at an offset.
fn read(contents: &mut Contents, part: &str, start: usize) {
    let mut open: Option<Fence> = None;
    let mut heading: Option<Heading> = None;
    for (event, range) in Parser::new_ext(part, Options::empty()).into_offset_iter() {
        let range = range.start + start..range.end + start;
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                open = Some(Fence { info: info.trim().to_owned(), range, pieces: Vec::new() });
            }
            Event::End(TagEnd::CodeBlock) => contents.fences.extend(open.take()),
            Event::Start(Tag::Heading { level, .. }) => {
                heading = Some(Heading { level: level as usize, text: String::new(), range });
            }
            Event::End(TagEnd::Heading(_)) => contents.headings.extend(heading.take()),
            Event::Text(words) | Event::Code(words) => match (&mut open, &mut heading) {
                (Some(fence), _) => add_piece(&mut fence.pieces, range),
                (None, Some(heading)) => heading.text.push_str(&words),
                (None, None) => {}
            },
            _ => {}
        }
    }
}

fn add_piece(pieces: &mut Vec<Range<usize>>, range: Range<usize>) {
    match pieces.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => pieces.push(range),
    }
}

fn says_not_found(text: &str, headings: &[Heading]) -> bool {
    let said = |words: &str| {
        let words = words.trim().to_lowercase();
        words.contains("page not found") || words == "not found" || words == "404"
    };
    if headings.is_empty() {
        said(&text.chars().take(300).collect::<String>())
    } else {
        headings.iter().any(|heading| said(&heading.text))
    }
}

/// The syntax of a block that may be OpenAPI, by its language and a look at its text.
pub(super) fn syntax(info: &str, text: &str) -> Option<Syntax> {
    let language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default().to_ascii_lowercase();
    let in_json = || looks_like_json(text).then_some(Syntax::Json);
    let in_yaml = || looks_like_yaml(text).then_some(Syntax::Yaml);
    match language.as_str() {
        "json" | "json5" | "jsonc" => in_json(),
        "" | "yaml" | "yml" | "openapi" | "text" | "plain" | "plaintext" => in_json().or_else(in_yaml),
        _ => None,
    }
}

fn looks_like_json(text: &str) -> bool {
    let keys = ["\"openapi\"", "\"swagger\"", "\"components\"", "\"paths\"", "\"asyncapi\""];
    text.trim_start().starts_with('{') && keys.iter().any(|key| text.contains(key))
}

fn looks_like_yaml(text: &str) -> bool {
    let keys = ["openapi", "swagger", "components", "paths", "asyncapi"];
    text.lines().any(|line| {
        let line = line.trim_start_matches(['"', '\'']);
        keys.iter().any(|key| {
            let rest = line.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
            rest.is_some_and(|rest| rest.starts_with(':'))
        })
    })
}
