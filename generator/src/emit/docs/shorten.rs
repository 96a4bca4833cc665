//! The first sentence of a description.
//!
//! `"# Users\n\nLists users. Needs a token."` gives `Users`; without the heading, `Lists users.`. Abbreviations such as
//! "e.g." end no sentence. Emphasis and links are left out, code stays.

use super::inline::{self, Place};
use super::tree::{Kind, Node, push};

/// After these a full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &["e.g", "i.e", "etc", "vs", "cf", "approx", "resp", "no", "incl", "excl", "max", "min"];

/// The first sentence or line in at most so many characters of Markdown.
pub fn summary(root: &Node, limit: usize) -> String {
    let mut pieces = Vec::new();
    match first_line(root) {
        Some(line) => {
            flatten(&line.children, &mut pieces);
        }
        None => {
            let text = root.text();
            let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            let text = Node::leaf(Kind::Text(line.trim().to_owned()));
            let code = root.children.first().is_some_and(|block| block.kind == Kind::CodeBlock);
            pieces.push(if code { Node { kind: Kind::Code, children: vec![text] } } else { text });
        }
    }
    let pieces = sentence(pieces);
    let mut room = limit;
    loop {
        let out = inline::one_line(&cut(&pieces, room), Place::LINE);
        if out.chars().count() <= limit || room == 0 {
            return out;
        }
        room = room * 4 / 5;
    }
}

/// The first paragraph or heading that has text.
fn first_line(node: &Node) -> Option<&Node> {
    match node.kind {
        Kind::Paragraph | Kind::Heading(_) if !node.text().trim().is_empty() => Some(node),
        Kind::Document | Kind::Quote | Kind::List(_) | Kind::Item => node.children.iter().find_map(first_line),
        _ => None,
    }
}

/// Texts and code up to the first forced end of a line; false if that was met.
fn flatten(nodes: &[Node], pieces: &mut Vec<Node>) -> bool {
    nodes.iter().all(|node| match &node.kind {
        Kind::Text(_) | Kind::Code => {
            push(pieces, node.clone());
            true
        }
        Kind::Soft => {
            push(pieces, Node::leaf(Kind::Text(" ".to_owned())));
            true
        }
        Kind::Hard => pieces.iter().all(|piece| piece.text().trim().is_empty()),
        _ => flatten(&node.children, pieces),
    })
}

/// The pieces up to the end of the first sentence.
fn sentence(pieces: Vec<Node>) -> Vec<Node> {
    let mut kept = Vec::new();
    for piece in pieces {
        if let Kind::Text(text) = &piece.kind
            && let Some(end) = end_of_sentence(text)
        {
            kept.push(Node::leaf(Kind::Text(text.get(..end).unwrap_or(text).to_owned())));
            break;
        }
        kept.push(piece);
    }
    kept
}

/// The place after the mark that ends the first sentence.
fn end_of_sentence(text: &str) -> Option<usize> {
    text.char_indices().find_map(|(place, mark)| {
        let end = place + mark.len_utf8();
        let after = text.get(end..)?;
        let ends = match mark {
            '。' | '！' | '？' => true,
            '!' | '?' => after.starts_with(' '),
            '.' => {
                let word = text.get(..place)?.rsplit([' ', '(']).next()?.to_ascii_lowercase();
                let next = after.trim_start().chars().next();
                after.starts_with(' ')
                    && !ABBREVIATIONS.contains(&word.as_str())
                    && !next.is_some_and(char::is_lowercase)
            }
            _ => false,
        };
        ends.then_some(end)
    })
}

/// As many words as there is room for, and an ellipsis if that is not all.
fn cut(pieces: &[Node], room: usize) -> Vec<Node> {
    let mut kept = Vec::new();
    let mut used = 0;
    for piece in pieces {
        let text = piece.text();
        let length = text.chars().count();
        if used + length <= room {
            used += length;
            push(&mut kept, piece.clone());
            continue;
        }
        let short: String = text.chars().take(room.saturating_sub(used + 1)).collect();
        let words = match short.rfind(' ') {
            Some(end) if piece.kind != Kind::Code => short.get(..end).unwrap_or_default(),
            _ if kept.is_empty() => &short,
            _ => "",
        };
        let words = Node::leaf(Kind::Text(words.trim_end().to_owned()));
        let code = piece.kind == Kind::Code && !words.text().is_empty();
        push(&mut kept, if code { Node { kind: Kind::Code, children: vec![words] } } else { words });
        push(&mut kept, Node::leaf(Kind::Text("…".to_owned())));
        break;
    }
    kept
}
