//! From a tree to Markdown, its blocks.
//!
//! `List(None)[Item[Paragraph["a"]]]` gives `- a`. Every line belongs to its block by its own prefix (`> `, or as many
//! spaces as the item's marker is wide), so nothing depends on lazy continuation. Code is always fenced as `text`.

use super::inline::{self, Place};
use super::tree::{Kind, Node};
use super::visible;
use pulldown_cmark::Alignment;

/// List items are numbered up to here; Markdown has no longer numbers.
const MAX_NUMBER: u64 = 999_999_999;

/// Writes all blocks of a document.
pub fn document(root: &Node) -> String {
    let top = highest(root).unwrap_or(1);
    blocks(&root.children, top, false)
}

/// The level of the most important heading.
fn highest(node: &Node) -> Option<u8> {
    let own = if let Kind::Heading(level) = node.kind { Some(level) } else { None };
    node.children.iter().filter_map(highest).chain(own).min()
}

/// With `tight`, a list directly follows its paragraph where it can.
fn blocks(nodes: &[Node], top: u8, tight: bool) -> String {
    let mut out = String::new();
    let mut before: Option<&Node> = None;
    let mut other_marker = false;
    for node in nodes {
        other_marker = before.is_some_and(|before| follows_its_like(before, node)) && !other_marker;
        let block = block(node, top, other_marker);
        if block.is_empty() {
            continue;
        }
        if let Some(before) = before {
            let close = tight && before.kind == Kind::Paragraph && interrupts(node);
            out.push_str(if close { "\n" } else { "\n\n" });
        }
        out.push_str(&block);
        before = Some(node);
    }
    out
}

/// Two lists in a row would be one if they had the same marker.
fn follows_its_like(before: &Node, node: &Node) -> bool {
    match (&before.kind, &node.kind) {
        (Kind::List(before), Kind::List(own)) => before.is_some() == own.is_some(),
        _ => false,
    }
}

/// Whether the list may follow a paragraph without an empty line between.
fn interrupts(node: &Node) -> bool {
    matches!(node.kind, Kind::List(None | Some(1)))
}

fn block(node: &Node, top: u8, other_marker: bool) -> String {
    match &node.kind {
        Kind::Heading(level) => heading(node, *level, top),
        Kind::CodeBlock => code(&node.text()),
        Kind::Quote => indented(&blocks(&node.children, top, false), "> ", "> "),
        Kind::List(from) => list(node, *from, top, other_marker),
        Kind::Table(columns) => table(node, columns),
        Kind::Rule => "___".to_owned(),
        Kind::Document | Kind::Item => blocks(&node.children, top, false),
        Kind::Paragraph | Kind::Row | Kind::Cell | Kind::Plain => inline::paragraph(&node.children),
        Kind::Emphasis | Kind::Strong | Kind::Strike | Kind::Link(_) | Kind::Code => {
            inline::paragraph(std::slice::from_ref(node))
        }
        Kind::Text(_) | Kind::Soft | Kind::Hard => inline::paragraph(std::slice::from_ref(node)),
    }
}

/// The most important heading is of the second level: the first is the item's own.
fn heading(node: &Node, level: u8, top: u8) -> String {
    let text = inline::one_line(&node.children, Place::LINE);
    if text.is_empty() {
        return text;
    }
    let marker = "#".repeat(usize::from(level.saturating_sub(top) + 2).min(6));
    // A `#` at the end would be read as a closing sequence.
    match text.strip_suffix('#') {
        Some(start) if !start.ends_with('\\') => format!("{marker} {start}\\#"),
        _ => format!("{marker} {text}"),
    }
}

fn code(text: &str) -> String {
    let text = visible::lines(text);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    let text = text.trim_end().trim_start_matches('\n');
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(inline::longest_run(text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}")
}

fn list(node: &Node, from: Option<u64>, top: u8, other_marker: bool) -> String {
    let tight = node.children.iter().all(|item| {
        let paragraphs = item.children.iter().filter(|block| block.kind == Kind::Paragraph).count();
        paragraphs <= 1 && item.children.len() <= 2
    });
    let count = node.children.len() as u64;
    let from = from.map(|from| if from > MAX_NUMBER - count.min(MAX_NUMBER) { 1 } else { from });
    let mut items = Vec::new();
    for item in &node.children {
        let text = blocks(&item.children, top, tight);
        if text.is_empty() {
            continue;
        }
        let marker = match from {
            Some(from) => format!("{}{} ", from + items.len() as u64, if other_marker { ')' } else { '.' }),
            None => (if other_marker { "* " } else { "- " }).to_owned(),
        };
        items.push(indented(&text, &marker, &" ".repeat(marker.len())));
    }
    items.join(if tight { "\n" } else { "\n\n" })
}

/// Puts one prefix before the first line and another before each of the others; no line ends with a space.
fn indented(text: &str, first: &str, others: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let prefix = if index == 0 { first } else { others };
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    if text.is_empty() { String::new() } else { out }
}

fn table(node: &Node, columns: &[Alignment]) -> String {
    let rows: Vec<Vec<String>> = node.children.iter().map(cells).filter(|row| !row.is_empty()).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut lines = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        let missing = if index == 0 { width - row.len() } else { 0 };
        lines.push(format!("| {} |{}", row.join(" | "), "  |".repeat(missing)));
        if index == 0 {
            let marks = (0..width).map(|column| match columns.get(column) {
                Some(Alignment::Left) => " :-- |",
                Some(Alignment::Center) => " :-: |",
                Some(Alignment::Right) => " --: |",
                Some(Alignment::None) | None => " --- |",
            });
            lines.push(format!("|{}", marks.collect::<String>()));
        }
    }
    lines.join("\n")
}

/// The cells of a row without the empty ones at its end.
fn cells(row: &Node) -> Vec<String> {
    let mut cells: Vec<String> =
        row.children.iter().map(|cell| inline::one_line(&cell.children, Place::CELL)).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}
