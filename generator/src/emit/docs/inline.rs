//! From a tree to Markdown, its inlines.
//!
//! `Text("a [b] <c>")` gives `a \[b\] \<c>`: a text never becomes a link, a tag, an entity, code or emphasis, and a line
//! never becomes a block. Links in plain text become autolinks.

use super::links::{self, Span};
use super::tree::{Kind, Node};
use super::{html, visible};

/// Where inlines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// In a table, where `|` ends a cell.
    cell: bool,
    /// In a link, where no other link can be.
    link: bool,
}

impl Place {
    /// In a paragraph or heading.
    pub const LINE: Place = Place { cell: false, link: false };
    /// In a cell of a table.
    pub const CELL: Place = Place { cell: true, link: false };
}

/// What a break is until the lines are made: no text has these two.
const SOFT: char = '\n';
const HARD: char = '\r';

/// Writes a paragraph. No line is empty, begins with a space or begins a block.
pub fn paragraph(nodes: &[Node]) -> String {
    let mut raw = String::new();
    inlines(&mut raw, nodes, Place::LINE);
    let mut out = String::with_capacity(raw.len());
    let mut hard = false;
    for piece in raw.split_inclusive([SOFT, HARD]) {
        let line = piece.trim_matches([' ', SOFT, HARD]);
        if !line.is_empty() {
            if !out.is_empty() {
                out.push_str(if hard { "\\\n" } else { "\n" });
            }
            hard = false;
            line_start(&mut out, line);
        }
        hard |= piece.ends_with(HARD);
    }
    out
}

/// Writes inlines in a single line.
pub fn one_line(nodes: &[Node], place: Place) -> String {
    let mut raw = String::new();
    inlines(&mut raw, nodes, place);
    let line = raw.replace([SOFT, HARD], " ");
    let mut out = String::with_capacity(line.len());
    line_start(&mut out, line.trim_matches(' '));
    out
}

/// The length of the longest run of back-ticks.
pub fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

/// Writes code within a line; an empty text is no code.
pub fn code(text: &str, cell: bool) -> String {
    let mut text = visible::line(text);
    if cell {
        // In a table `\|` is one character, in code too; `\\|` is read differently by different readers.
        text = text.replace("\\|", "\\ |").replace('|', "\\|");
    }
    if text.is_empty() {
        return text;
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let edge = |character: char| character == '`' || character == ' ';
    let pad = if text.starts_with(edge) || text.ends_with(edge) { " " } else { "" };
    [&fence, pad, &text, pad, &fence].concat()
}

fn inlines(out: &mut String, nodes: &[Node], place: Place) {
    for (index, node) in nodes.iter().enumerate() {
        let next = nodes.get(index + 1).map(first);
        match &node.kind {
            Kind::Text(own) => text(out, own, place),
            Kind::Soft => out.push(SOFT),
            Kind::Hard => out.push(HARD),
            Kind::Code => code_span(out, &node.text(), place),
            Kind::Emphasis => wrapped(out, "*", node, next, place),
            Kind::Strong => wrapped(out, "**", node, next, place),
            Kind::Strike => wrapped(out, "~~", node, next, place),
            Kind::Link(url) => link(out, url, node, place),
            Kind::Document | Kind::Paragraph | Kind::Heading(_) | Kind::CodeBlock | Kind::Quote | Kind::List(_) => {
                inlines(out, &node.children, place);
            }
            Kind::Item | Kind::Table(_) | Kind::Row | Kind::Cell | Kind::Rule | Kind::Plain => {
                inlines(out, &node.children, place);
            }
        }
    }
}

/// The first character of what a node will be; any mark of punctuation for what begins with one.
fn first(node: &Node) -> char {
    match &node.kind {
        Kind::Text(text) => text.chars().next().unwrap_or(' '),
        Kind::Soft | Kind::Hard => ' ',
        _ => '*',
    }
}

/// Code next to code would be one code span with back-ticks in it.
fn code_span(out: &mut String, text: &str, place: Place) {
    if out.ends_with('`') {
        out.push(' ');
    }
    out.push_str(&code(text.trim_end_matches('\n'), place.cell));
}

/// Emphasis, if Markdown reads it as such where it stands.
fn wrapped(out: &mut String, marker: &str, node: &Node, next: Option<char>, place: Place) {
    let mut raw = String::new();
    inlines(&mut raw, &node.children, place);
    let space = [' ', SOFT, HARD];
    let text = raw.trim_matches(space);
    let start = raw.len() - raw.trim_start_matches(space).len();
    let (start, _) = raw.split_at(start);
    out.push_str(start);
    if text.is_empty() {
        return;
    }
    let (_, end) = raw.split_at(raw.trim_end_matches(space).len());
    let word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let before = out.chars().next_back();
    let after = end.chars().next().or(next);
    let touches = before.is_some_and(|before| marker.starts_with(before));
    let opens = word(text.chars().next()) || !word(before);
    let closes = word(text.chars().next_back()) || !word(after);
    if opens && closes && !touches {
        out.push_str(marker);
        out.push_str(text);
        out.push_str(marker);
    } else {
        out.push_str(text);
    }
    out.push_str(end);
}

fn link(out: &mut String, url: &str, node: &Node, place: Place) {
    let mut raw = String::new();
    inlines(&mut raw, &node.children, Place { link: true, ..place });
    let text = raw.replace([SOFT, HARD], " ");
    let text = text.trim();
    let shown = node.text();
    let email = url.strip_prefix("mailto:").filter(|address| links::is_email(address));
    if place.link {
        out.push_str(&raw);
    } else if let Some(address) = email.filter(|address| text.is_empty() || shown == **address) {
        autolink(out, address);
    } else if text.is_empty() || links::target(&shown).as_deref() == Some(url) {
        autolink(out, url);
    } else {
        // `!` before it would make it an image.
        if out.ends_with('!') {
            out.pop();
            out.push_str("\\!");
        }
        out.push('[');
        out.push_str(text);
        out.push_str("](");
        out.push_str(url);
        out.push(')');
    }
}

fn autolink(out: &mut String, target: &str) {
    out.push('<');
    out.push_str(target);
    out.push('>');
}

fn text(out: &mut String, text: &str, place: Place) {
    let text = visible::line(text);
    if place.link {
        return escaped(out, &text, place);
    }
    for span in links::spans(&text) {
        match span {
            Span::Text(text) => escaped(out, text, place),
            Span::Email(address) => autolink(out, address),
            Span::Url(url) => match links::target(url) {
                Some(url) => autolink(out, &url),
                None => escaped(out, url, place),
            },
        }
    }
}

/// Escapes what Markdown, rustdoc's dialect of it, could read as anything but text. What cannot be, such as the `_` in
/// `a_b` or a lone `<`, stays as it is, since people read the source too.
fn escaped(out: &mut String, text: &str, place: Place) {
    out.reserve(text.len());
    let mut before = out.chars().next_back();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let after = rest.clone().next();
        let escape = match character {
            '`' | '[' | ']' | '~' => true,
            '_' => !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)),
            '*' => !(before == Some(' ') && after == Some(' ')),
            '<' => after.is_none_or(|after| after.is_ascii_alphabetic() || "/!?".contains(after)),
            '\\' => !after.is_some_and(char::is_alphanumeric),
            '&' => {
                after.is_none()
                    || html::entity(&format!("&{}", rest.as_str().get(..48).unwrap_or(rest.as_str()))).is_some()
            }
            '|' => place.cell,
            _ => false,
        };
        if place.cell && character == '|' && before == Some('\\') {
            out.push_str("&#124;");
        } else {
            if escape {
                out.push('\\');
            }
            out.push(character);
        }
        before = Some(character);
    }
}

/// Adds a line; if it would begin a block, or be the line under a heading or a table's head, its mark is escaped.
fn line_start(out: &mut String, line: &str) {
    let place = block_mark(line);
    match place.and_then(|place| line.split_at_checked(place)) {
        Some((start, rest)) => {
            out.push_str(start);
            out.push('\\');
            out.push_str(rest);
        }
        None => out.push_str(line),
    }
}

/// Where the character is that must be escaped.
fn block_mark(line: &str) -> Option<usize> {
    let ends_word = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let rest = line.trim_start_matches(['#', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let length = line.len() - rest.len();
    let all = |characters: &str| line.chars().all(|character| characters.contains(character));
    match line.chars().next()? {
        '>' => Some(0),
        '#' if ends_word(line.trim_start_matches('#')) => Some(line.len() - line.trim_start_matches('#').len() - 1),
        '-' | '+' | '*' if ends_word(line.get(1..)?) => Some(0),
        '=' if all("= ") => Some(0),
        '-' | ':' | '|' if all("-:| ") => Some(0),
        '0'..='9' if rest.starts_with(['.', ')']) && ends_word(rest.get(1..)?) => Some(length),
        _ => None,
    }
}
