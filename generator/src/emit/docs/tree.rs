//! What a description is once it is read: a tree of blocks and inlines of bounded depth.
//!
//! `Hello *you*` is `Document[Paragraph[Text("Hello "), Emphasis[Text("you")]]]`. Neither Markdown nor HTML is left in
//! a text; what is read is [`super::read`], what is written [`super::write`].

use pulldown_cmark::Alignment;

/// A block or an inline with what is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Nothing for [`Kind::Text`], [`Kind::Soft`], [`Kind::Hard`] and [`Kind::Rule`].
    pub children: Vec<Node>,
}

/// What a [`Node`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// The root. Holds blocks.
    Document,
    /// Holds inlines.
    Paragraph,
    /// With its level. Holds inlines.
    Heading(u8),
    /// Holds the text as it is.
    CodeBlock,
    /// Holds blocks.
    Quote,
    /// Holds items; numbered from the number if there is one.
    List(Option<u64>),
    /// Holds blocks.
    Item,
    /// Holds rows, the first of which is the head.
    Table(Vec<Alignment>),
    /// Holds cells.
    Row,
    /// Holds inlines.
    Cell,
    /// A line across.
    Rule,
    /// Holds inlines.
    Emphasis,
    /// Holds inlines.
    Strong,
    /// Holds inlines.
    Strike,
    /// With its checked target. Holds inlines.
    Link(String),
    /// Holds texts.
    Code,
    /// As it is to be seen, without any escape.
    Text(String),
    /// The end of a line in the source.
    Soft,
    /// The end of a line on the page.
    Hard,
    /// Read, but not shown: what is in it belongs to its parent.
    Plain,
}

impl Kind {
    /// A paragraph, quote, list or the like, not a part of a line.
    pub fn is_block(&self) -> bool {
        match self {
            Kind::Document | Kind::Paragraph | Kind::Heading(_) | Kind::CodeBlock | Kind::Quote | Kind::List(_) => true,
            Kind::Item | Kind::Table(_) | Kind::Row | Kind::Cell | Kind::Rule => true,
            Kind::Emphasis | Kind::Strong | Kind::Strike | Kind::Link(_) | Kind::Code => false,
            Kind::Text(_) | Kind::Soft | Kind::Hard | Kind::Plain => false,
        }
    }

    /// Whether the two are the same but for what they carry.
    pub fn is_like(&self, other: &Kind) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl Node {
    /// A node without children.
    pub fn leaf(kind: Kind) -> Node {
        Node { kind, children: Vec::new() }
    }

    /// All texts in it, with line ends.
    pub fn text(&self) -> String {
        let mut text = String::new();
        collect(self, &mut text);
        text
    }
}

/// Adds a child; texts and equal emphasis that touch become one.
pub fn push(siblings: &mut Vec<Node>, node: Node) {
    match (siblings.last_mut(), node) {
        (Some(Node { kind: Kind::Text(before), .. }), Node { kind: Kind::Text(text), .. }) => before.push_str(&text),
        (Some(last), node) if is_emphasis(&last.kind) && last.kind == node.kind => {
            for child in node.children {
                push(&mut last.children, child);
            }
        }
        (_, node) => siblings.push(node),
    }
}

fn is_emphasis(kind: &Kind) -> bool {
    matches!(kind, Kind::Emphasis | Kind::Strong | Kind::Strike)
}

fn collect(node: &Node, text: &mut String) {
    match &node.kind {
        Kind::Text(own) => text.push_str(own),
        Kind::Soft | Kind::Hard => text.push('\n'),
        Kind::Document | Kind::Paragraph | Kind::Heading(_) | Kind::CodeBlock | Kind::Quote | Kind::List(_) => {}
        Kind::Item | Kind::Table(_) | Kind::Row | Kind::Cell | Kind::Rule => {}
        Kind::Emphasis | Kind::Strong | Kind::Strike | Kind::Link(_) | Kind::Code | Kind::Plain => {}
    }
    for child in &node.children {
        collect(child, text);
    }
    if node.kind.is_block() && !text.ends_with('\n') {
        text.push('\n');
    }
}
