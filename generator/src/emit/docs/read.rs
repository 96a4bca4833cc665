//! From CommonMark, with HTML in it, to a tree.
//!
//! `**a** <b>b</b>` gives `Document[Paragraph[Strong["a"], " ", Strong["b"]]]`. Markdown's elements always nest; HTML's
//! need not, so an element of HTML ends at the latest where the element of Markdown around it ends. What is nested deeper
//! than a reader could follow is kept without its frame.

use super::html::{self, Piece, Tag as Element};
use super::links;
use super::tree::{Kind, Node, push};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag};

/// Quotes and lists deeper than this are read without their frame.
const MAX_BLOCKS: usize = 8;
/// Emphasis and links deeper than this are read without their frame.
const MAX_INLINES: usize = 6;

/// Reads CommonMark with the extensions of GitHub.
pub fn document(markdown: &str) -> Node {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut open = Open { root: Node::leaf(Kind::Document), nodes: Vec::new(), marks: Vec::new(), label: None };
    let mut block = None;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::HtmlBlock) => block = Some(String::new()),
            Event::Html(html) => match &mut block {
                Some(block) => block.push_str(&html),
                None => insert_html(&mut open, &html),
            },
            Event::End(pulldown_cmark::TagEnd::HtmlBlock) => {
                insert_html(&mut open, &block.take().unwrap_or_default());
            }
            event => insert(&mut open, event),
        }
    }
    while !open.nodes.is_empty() {
        close(&mut open);
    }
    open.root
}

/// The elements that are not complete yet, from the outermost on, each with whether it is Markdown's own.
struct Open {
    root: Node,
    nodes: Vec<(Node, bool)>,
    /// For every element of Markdown that is open: how many were open before it.
    marks: Vec<usize>,
    /// What the next paragraph begins with.
    label: Option<[Node; 2]>,
}

fn insert(open: &mut Open, event: Event<'_>) {
    match event {
        Event::Start(tag) => start(open, tag),
        Event::End(_) => {
            flush_label(open);
            let mark = open.marks.pop().unwrap_or_default();
            while open.nodes.len() > mark {
                close(open);
            }
        }
        Event::Text(text) => leaf(open, Kind::Text(text.into_string())),
        Event::Code(text) => {
            let code = Node { kind: Kind::Code, children: vec![Node::leaf(Kind::Text(text.into_string()))] };
            inline(open, code);
        }
        Event::InlineMath(text) | Event::DisplayMath(text) => leaf(open, Kind::Text(text.into_string())),
        Event::Html(html) | Event::InlineHtml(html) => insert_html(open, &html),
        Event::FootnoteReference(label) => leaf(open, Kind::Text(format!("[{label}]"))),
        Event::SoftBreak => leaf(open, Kind::Soft),
        Event::HardBreak => leaf(open, Kind::Hard),
        Event::Rule => rule(open),
        Event::TaskListMarker(done) => leaf(open, Kind::Text(if done { "☑ " } else { "☐ " }.to_owned())),
    }
}

/// Opens exactly one element.
fn start(open: &mut Open, tag: Tag<'_>) {
    if tag != Tag::Paragraph {
        flush_label(open);
    }
    let mut label = None;
    let kind = match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(level as u8),
        Tag::BlockQuote(note) => {
            label = note.map(|note| [strong(title(note)), Node::leaf(Kind::Text(" ".to_owned()))]);
            Kind::Quote
        }
        Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => Kind::CodeBlock,
        Tag::List(from) => Kind::List(from),
        Tag::Item => Kind::Item,
        Tag::Table(columns) => Kind::Table(columns),
        Tag::TableHead | Tag::TableRow => Kind::Row,
        Tag::TableCell => Kind::Cell,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Strike,
        Tag::Link { link_type: LinkType::Email, dest_url, .. } => link(&format!("mailto:{dest_url}")),
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => link(&dest_url),
        Tag::FootnoteDefinition(name) => {
            label = Some([format!("[{name}]"), ": ".to_owned()].map(|text| Node::leaf(Kind::Text(text))));
            Kind::Plain
        }
        Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => Kind::Plain,
        Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => Kind::Plain,
    };
    let fits = fits(open, &kind);
    open.marks.push(open.nodes.len());
    open.nodes.push((Node::leaf(if fits { kind } else { Kind::Plain }), true));
    open.label = label.or(open.label.take());
    if matches!(open.nodes.last(), Some((Node { kind: Kind::Paragraph, .. }, true))) {
        flush_label(open);
    }
}

fn flush_label(open: &mut Open) {
    for node in open.label.take().into_iter().flatten() {
        inline(open, node);
    }
}

fn strong(text: &str) -> Node {
    Node { kind: Kind::Strong, children: vec![Node::leaf(Kind::Text(text.to_owned()))] }
}

fn title(note: BlockQuoteKind) -> &'static str {
    match note {
        BlockQuoteKind::Note => "Note:",
        BlockQuoteKind::Tip => "Tip:",
        BlockQuoteKind::Important => "Important:",
        BlockQuoteKind::Warning => "Warning:",
        BlockQuoteKind::Caution => "Caution:",
    }
}

fn link(url: &str) -> Kind {
    links::target(url).map_or(Kind::Plain, Kind::Link)
}

/// Makes room for an element; false if it cannot stand where it is.
fn fits(open: &mut Open, kind: &Kind) -> bool {
    let is_open = |kind: &Kind| open.nodes.iter().any(|(node, _)| node.kind.is_like(kind));
    match kind {
        Kind::Emphasis | Kind::Strong | Kind::Strike | Kind::Link(_) | Kind::Code => {
            let depth = open.nodes.iter().filter(|(node, _)| !node.kind.is_block() && node.kind != Kind::Plain).count();
            let fits = depth < MAX_INLINES && !is_open(kind) && !is_open(&Kind::Code) && !is_open(&Kind::CodeBlock);
            prepare_inline(open);
            fits
        }
        Kind::Item => matches!(context(open), Kind::List(_)),
        Kind::Row => matches!(context(open), Kind::Table(_)),
        Kind::Cell => matches!(context(open), Kind::Row),
        Kind::Quote | Kind::List(_) => prepare_block(open) && blocks(open) < MAX_BLOCKS,
        Kind::Paragraph | Kind::Heading(_) | Kind::CodeBlock | Kind::Table(_) | Kind::Rule => prepare_block(open),
        Kind::Document | Kind::Text(_) | Kind::Soft | Kind::Hard | Kind::Plain => false,
    }
}

fn blocks(open: &Open) -> usize {
    open.nodes.iter().filter(|(node, _)| matches!(node.kind, Kind::Quote | Kind::List(_))).count()
}

/// The innermost open element that is shown.
fn context(open: &Open) -> Kind {
    let shown = open.nodes.iter().rev().find(|(node, _)| node.kind != Kind::Plain);
    shown.map_or(Kind::Document, |(node, _)| node.kind.clone())
}

fn children(open: &mut Open) -> &mut Vec<Node> {
    match open.nodes.last_mut() {
        Some((node, _)) => &mut node.children,
        None => &mut open.root.children,
    }
}

/// Ends the innermost element.
fn close(open: &mut Open) {
    let Some((node, _)) = open.nodes.pop() else { return };
    let siblings = children(open);
    match &node.kind {
        Kind::Plain => node.children.into_iter().for_each(|child| push(siblings, child)),
        Kind::Cell | Kind::Link(_) => push(siblings, node),
        Kind::Code | Kind::CodeBlock => {
            let text = Node::leaf(Kind::Text(node.children.iter().map(Node::text).collect()));
            push(siblings, Node { kind: node.kind, children: vec![text] });
        }
        _ if node.children.is_empty() => {}
        _ => push(siblings, node),
    }
}

/// Opens a paragraph, item or cell where text cannot stand by itself.
fn prepare_inline(open: &mut Open) {
    loop {
        let kind = match context(open) {
            Kind::Document | Kind::Quote | Kind::Item => Kind::Paragraph,
            Kind::List(_) => Kind::Item,
            Kind::Table(_) => Kind::Row,
            Kind::Row => Kind::Cell,
            _ => return,
        };
        open.nodes.push((Node::leaf(kind), false));
    }
}

/// Ends paragraphs and what is in them, so that a block can follow; false where only inlines may stand.
fn prepare_block(open: &mut Open) -> bool {
    let inner = |(node, own): &(Node, bool)| match node.kind {
        Kind::Paragraph => true,
        Kind::Heading(_) | Kind::Emphasis | Kind::Strong | Kind::Strike | Kind::Link(_) | Kind::Code => !own,
        _ => false,
    };
    while open.nodes.last().is_some_and(inner) {
        close(open);
    }
    match context(open) {
        Kind::Document | Kind::Quote | Kind::Item => true,
        Kind::List(_) => {
            open.nodes.push((Node::leaf(Kind::Item), false));
            true
        }
        _ => {
            leaf(open, Kind::Soft);
            false
        }
    }
}

fn leaf(open: &mut Open, kind: Kind) {
    let blank = match &kind {
        Kind::Soft | Kind::Hard => true,
        Kind::Text(text) => text.trim().is_empty(),
        _ => false,
    };
    let between =
        matches!(context(open), Kind::Document | Kind::Quote | Kind::Item | Kind::List(_) | Kind::Table(_) | Kind::Row);
    if !(blank && between) {
        inline(open, Node::leaf(kind));
    }
}

fn inline(open: &mut Open, node: Node) {
    prepare_inline(open);
    push(children(open), node);
}

fn rule(open: &mut Open) {
    if prepare_block(open) {
        push(children(open), Node::leaf(Kind::Rule));
    }
}

fn insert_html(open: &mut Open, html: &str) {
    for piece in html::pieces(html) {
        match piece {
            Piece::Text(text) => html_text(open, &text),
            Piece::Open(element) => html_start(open, &element),
            Piece::Close(name) => html_end(open, &name),
        }
    }
}

/// White space in HTML is one space or the end of a line, but not in `<pre>`.
fn html_text(open: &mut Open, text: &str) {
    if context(open) == Kind::CodeBlock {
        return leaf(open, Kind::Text(text.to_owned()));
    }
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            leaf(open, Kind::Soft);
        }
        let start = if line.starts_with(char::is_whitespace) { " " } else { "" };
        let end = if line.ends_with(char::is_whitespace) && !line.trim().is_empty() { " " } else { "" };
        let words: Vec<&str> = line.split_whitespace().collect();
        leaf(open, Kind::Text(format!("{start}{}{end}", words.join(" "))));
    }
}

fn html_start(open: &mut Open, element: &Element<'_>) {
    if context(open) == Kind::CodeBlock {
        return;
    }
    match element.name.as_str() {
        "br" => leaf(open, Kind::Hard),
        "hr" => rule(open),
        "sup" => leaf(open, Kind::Text("^".to_owned())),
        "img" => {
            let text = html::attribute(element, "alt").unwrap_or_default();
            let kind = html::attribute(element, "src").map_or(Kind::Plain, |url| link(&url));
            let kind = if fits(open, &kind) { kind } else { Kind::Plain };
            open.nodes.push((Node::leaf(kind), false));
            leaf(open, Kind::Text(text));
            close(open);
        }
        _ => match kind(element) {
            Some(kind) if kind.is_block() => {
                end_implied(open, &kind);
                if fits(open, &kind) {
                    open.nodes.push((Node::leaf(kind), false));
                } else if kind == Kind::CodeBlock && fits(open, &Kind::Code) {
                    open.nodes.push((Node::leaf(Kind::Code), false));
                }
            }
            Some(kind) if fits(open, &kind) => open.nodes.push((Node::leaf(kind), false)),
            Some(_) | None => {}
        },
    }
}

/// What an element of HTML is in Markdown; nothing if it is only a frame for what is in it.
fn kind(element: &Element<'_>) -> Option<Kind> {
    Some(match element.name.as_str() {
        "b" | "strong" => Kind::Strong,
        "i" | "em" | "cite" | "dfn" | "var" => Kind::Emphasis,
        "s" | "del" | "strike" => Kind::Strike,
        "code" | "tt" | "kbd" | "samp" => Kind::Code,
        "a" => Kind::Link(links::target(&html::attribute(element, "href")?)?),
        "pre" => Kind::CodeBlock,
        "blockquote" => Kind::Quote,
        "ul" => Kind::List(None),
        "ol" => Kind::List(Some(html::attribute(element, "start").and_then(|from| from.parse().ok()).unwrap_or(1))),
        "li" => Kind::Item,
        "table" => Kind::Table(Vec::new()),
        "tr" => Kind::Row,
        "td" | "th" => Kind::Cell,
        "h1" => Kind::Heading(1),
        "h2" => Kind::Heading(2),
        "h3" => Kind::Heading(3),
        "h4" => Kind::Heading(4),
        "h5" => Kind::Heading(5),
        "h6" => Kind::Heading(6),
        "p" | "div" | "dl" | "dd" | "dt" | "details" | "summary" | "figure" | "figcaption" | "article" | "aside" => {
            Kind::Paragraph
        }
        "caption" | "center" => Kind::Paragraph,
        _ => return None,
    })
}

/// `<li>` ends the item before it, `<tr>` the row, `<td>` the cell, as in HTML; an item without a list gets one.
fn end_implied(open: &mut Open, kind: &Kind) {
    match kind {
        Kind::Item => {
            end_up_to(open, |kind| matches!(kind, Kind::List(_)), |kind| *kind == Kind::Item);
            if !matches!(context(open), Kind::List(_)) && fits(open, &Kind::List(None)) {
                open.nodes.push((Node::leaf(Kind::List(None)), false));
            }
        }
        Kind::Row => end_up_to(open, |kind| matches!(kind, Kind::Table(_)), |kind| *kind == Kind::Row),
        Kind::Cell => {
            end_up_to(open, |kind| matches!(kind, Kind::Row | Kind::Table(_)), |kind| *kind == Kind::Cell);
            if matches!(context(open), Kind::Table(_)) {
                open.nodes.push((Node::leaf(Kind::Row), false));
            }
        }
        _ => {}
    }
}

fn html_end(open: &mut Open, name: &str) {
    let is = |wanted: Kind| move |kind: &Kind| kind.is_like(&wanted);
    let link = || Kind::Link(String::new());
    let wanted = match (name, kind(&Element::closing(name))) {
        ("a", _) => link(),
        ("br", _) => return leaf(open, Kind::Hard),
        (_, Some(Kind::Paragraph)) => {
            prepare_block(open);
            return;
        }
        ("pre", _) if !open.nodes.iter().any(|(node, _)| node.kind == Kind::CodeBlock) => Kind::Code,
        (_, Some(kind)) => kind,
        (_, None) => return,
    };
    let frame = match &wanted {
        Kind::Item => Kind::List(None),
        Kind::Row | Kind::Cell => Kind::Table(Vec::new()),
        _ => Kind::Document,
    };
    let block = wanted.is_block();
    end_up_to(open, |kind| kind.is_like(&frame) || !block && kind.is_block(), is(wanted));
}

/// Ends the innermost element that is `wanted` and all in it, unless an element of Markdown or one that `stops` is
/// between. Only paragraphs of Markdown may end early.
fn end_up_to(open: &mut Open, stops: impl Fn(&Kind) -> bool, wanted: impl Fn(&Kind) -> bool) {
    for (index, (node, own)) in open.nodes.iter().enumerate().rev() {
        if wanted(&node.kind) && !own {
            while open.nodes.len() > index {
                close(open);
            }
            return;
        }
        if stops(&node.kind) || (*own && node.kind != Kind::Paragraph) {
            return;
        }
    }
}
