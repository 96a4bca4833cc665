//! The fenced code blocks and the headings of a Markdown page.
//!
//! In: a page's text. Out: each block's info string and the byte ranges of its content, wherever it stands (module
//! [`scan`]), the headings outside of blocks, and whether the page only says that it was not found. What a block holds is
//! not looked into, but for [`syntax`], which tells cheaply whether it may be OpenAPI.

mod scan;

use crate::source::Syntax;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
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
    let scan::Blocks { fences, unclosed } = scan::blocks(text);
    let headings = headings(&without(text, &fences));
    let not_found = says_not_found(text, &headings);
    Contents { fences, headings, unclosed, not_found }
}

/// A page with spaces in place of its blocks, so that all else keeps its place.
fn without(text: &str, fences: &[Fence]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for fence in fences {
        let block = bytes.get_mut(fence.range.clone()).unwrap_or_default();
        block.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    }
    // Blocks begin and end between characters.
    String::from_utf8(bytes).unwrap_or_default()
}

fn headings(text: &str) -> Vec<Heading> {
    let mut headings = Vec::new();
    let mut open: Option<Heading> = None;
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open = Some(Heading { level: level as usize, text: String::new(), range });
            }
            Event::End(TagEnd::Heading(_)) => headings.extend(open.take()),
            Event::Text(words) | Event::Code(words) => {
                open.iter_mut().for_each(|heading| heading.text.push_str(&words));
            }
            _ => {}
        }
    }
    headings
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
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let outermost = text.lines().filter(|line| !line.trim().is_empty()).map(indentation).min().unwrap_or(0);
    text.lines().any(|line| {
        let line = line.get(outermost..).unwrap_or_default().trim_start_matches(['"', '\'']);
        keys.iter().any(|key| {
            let rest = line.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
            rest.is_some_and(|rest| rest.starts_with(':'))
        })
    })
}
