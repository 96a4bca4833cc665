//! HTML in descriptions, cut into tags and text.
//!
//! `<b>1 &lt; 2</b><br>` is a tag, the text `1 < 2`, and two tags. A tag that HTML does not have (`<token>`) is text:
//! it is a placeholder that somebody forgot to escape. Nothing is nested here; that is [`super::read`]'s work.

use pulldown_cmark::{Event, Parser};

/// No tag is longer than this, so that an unclosed quote costs little.
const MAX_TAG: usize = 2_000;

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'a> {
    /// Text with its entities decoded, white space as it is.
    Text(String),
    /// `<b …>`.
    Open(Tag<'a>),
    /// `</b>`.
    Close(String),
}

/// An opening tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag<'a> {
    /// In lower case.
    pub name: String,
    /// As written.
    attributes: &'a str,
}

impl Tag<'_> {
    /// The tag of that name without attributes.
    pub fn closing(name: &str) -> Tag<'static> {
        Tag { name: name.to_owned(), attributes: "" }
    }
}

/// Cuts HTML into pieces. Comments are left out.
pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, markup) = rest.split_at(start);
        text(&mut pieces, before);
        let length = if markup.starts_with("<!--") { comment(markup) } else { tag(&mut pieces, markup) };
        rest = markup.get(length..).unwrap_or_default();
    }
    text(&mut pieces, rest);
    pieces
}

/// The value of an attribute, decoded.
pub fn attribute(tag: &Tag<'_>, name: &str) -> Option<String> {
    let mut rest = tag.attributes.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|character: char| character.is_whitespace() || character == '=').unwrap_or(rest.len());
        let (found, after) = rest.split_at(end);
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(after) => value(after.trim_start()),
            None => ("", after),
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(decoded(value));
        }
        rest = after.trim_start();
    }
    None
}

/// A text with its entities decoded.
pub fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let length = entity(from).unwrap_or(1);
        let (entity, after) = from.split_at(length);
        if length == 1 {
            out.push('&')
        } else {
            out.push_str(&character(entity))
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The length of what looks like an entity at the start of a text: `&amp;`, `&#58;`.
pub fn entity(text: &str) -> Option<usize> {
    let end = text.bytes().take(40).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let name = name.strip_prefix('#').unwrap_or(name);
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(end + 1)
}

/// What the entity stands for; CommonMark's parser knows them all.
fn character(entity: &str) -> String {
    let mut events = Parser::new(entity);
    match events.find(|event| matches!(event, Event::Text(_))) {
        Some(Event::Text(text)) => text.into_string(),
        _ => entity.to_owned(),
    }
}

fn text(pieces: &mut Vec<Piece<'_>>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece::Text(decoded(text)));
    }
}

fn comment(markup: &str) -> usize {
    markup.find("-->").map_or(markup.len(), |end| end + 3)
}

/// Reads the tag at the start and gives its length; what is no tag is text.
fn tag<'a>(pieces: &mut Vec<Piece<'a>>, markup: &'a str) -> usize {
    let inner = markup.get(1..).unwrap_or_default();
    let closing = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let length = inner.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(length);
    let name = name.to_ascii_lowercase();
    match end(attributes) {
        Some(end) if is_known(&name) => {
            let attributes = attributes.get(..end).unwrap_or_default();
            let length = 1 + usize::from(closing) + name.len() + end + 1;
            pieces.push(if closing { Piece::Close(name) } else { Piece::Open(Tag { name, attributes }) });
            length
        }
        _ => {
            pieces.push(Piece::Text("<".to_owned()));
            1
        }
    }
}

/// Where the `>` of a tag is, given what follows its name.
fn end(attributes: &str) -> Option<usize> {
    if !attributes.starts_with(|character: char| character.is_whitespace() || "/>".contains(character)) {
        return None;
    }
    let mut quote = None;
    for (place, byte) in attributes.bytes().enumerate().take(MAX_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(place),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Reads an attribute's value; gives what follows it too.
fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// The elements of HTML that people use in descriptions, sorted. Not those that rather are placeholders, such as `<header>`.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "a", "abbr", "article", "aside", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "nobr", "ol", "p", "pre", "s", "samp",
    "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "tt", "u", "ul", "var", "wbr",
];

fn is_known(name: &str) -> bool {
    KNOWN.binary_search(&name).is_ok()
}
