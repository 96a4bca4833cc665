//! What goes in and what comes out, side by side, and what holds for any text.

use super::{attributes, inline, linked_type, rustdoc, summary};
use crate::module::LINE_END;
use proptest::prelude::*;
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::fmt::Write as _;

mod cases;

#[test]
fn descriptions_become_safe_markdown() {
    let mut all = String::new();
    for (name, input) in cases::DESCRIPTIONS {
        let output = rustdoc(input);
        check(input, &output);
        let _ = write!(all, "=== {name}\n{input:?}\n--- rustdoc\n{output}\n--- summary\n{}\n\n", summary(input));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn any_text_becomes_code_in_a_line() {
    let long = "é".repeat(300);
    let texts = ["", "a", "`", "a``b", " a ", "a\nb\r\n\tc", "\u{202e}\0", "[a]", "a|b*/", &long];
    let shown: Vec<String> = texts.iter().map(|text| inline(text)).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn models_in_types_are_links() {
    for (type_, shown) in [
        ("String", "`String`"),
        ("Vec<runtime::Date>", "`Vec<runtime::Date>`"),
        ("models::Pet", "[`Pet`](crate::models::Pet)"),
        ("Vec<models::Pet>", "<code>Vec&lt;[Pet](crate::models::Pet)&gt;</code>"),
        ("BTreeMap<String,models::Pet>", "<code>BTreeMap&lt;String,[Pet](crate::models::Pet)&gt;</code>"),
    ] {
        assert_eq!(linked_type(type_), shown);
    }
}

#[test]
fn attributes_are_lines_of_one_comment() {
    let texts = ["", " \n ", "one", "one\n\n  two", "/ a", "! a\n//// b", "*/ \"quoted\" \\", "a\r\nb\rc\td\u{202e}"];
    let mut all = String::new();
    for text in texts {
        let _ = write!(all, "=== {text:?}\n{}\n", printed(text));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_long_description_is_cut_and_closed() {
    for input in ["words ".repeat(500_000), "a".repeat(1_000_000), format!("```\n{}", "code\n".repeat(50_000))] {
        let output = rustdoc(&input);
        check(&input, &output);
        assert!(output.len() < 25_000, "{}", output.len());
        assert!(output.ends_with("\n\n…"));
    }
    assert!(!rustdoc(&"a".repeat(20_000)).contains('…'));
}

#[test]
fn deep_nesting_is_bounded() {
    let patterns =
        ["> ", "- ", "1. ", "*a **b ", "[", "<ul><li>", "<b><i>", "<blockquote>", "![", "<table><tr><td>", "`a"];
    for pattern in patterns {
        let input = format!("{}x", pattern.repeat(20_000 / pattern.len()));
        let output = rustdoc(&input);
        check(&input, &output);
        let depth = Parser::new(&output).scan(0_i32, |depth, event| {
            *depth += i32::from(matches!(event, Event::Start(_))) - i32::from(matches!(event, Event::End(_)));
            Some(*depth)
        });
        assert!(depth.max() <= Some(25), "{pattern}");
        summary(&input);
    }
}

/// Pieces of Markdown and HTML, so that random texts are close to the dangerous ones.
const PIECES: &[&str] = &[
    "a",
    "word",
    "[",
    "]",
    "(",
    ")",
    "[a]",
    "[a][b]",
    "[`T`]",
    "[a](/b)",
    "[a](https://b.example/c)",
    "[a]: /b\n",
    "[^1]",
    "[^1]: n\n",
    "!",
    "`",
    "``",
    "```",
    "```\n",
    "~~~\n",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "> ",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "12) ",
    "# ",
    "## ",
    "\\## ",
    "===\n",
    "---\n",
    "| a | b |\n|---|:-:|\n| c | d |\n",
    "|",
    "\\",
    "\\|",
    "*",
    "**",
    "_",
    "__",
    "~",
    "~~",
    "<",
    ">",
    "</",
    "<b>",
    "</b>",
    "<br>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<a href='",
    "'>",
    "<a href=\"https://b.example\">",
    "</a>",
    "<ul>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<p>",
    "</p>",
    "<token>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?",
    "<h2>",
    "</h2>",
    "<img src='https://i.example/x.png' alt=\"x\">",
    "&",
    "&lt;",
    "&#10;",
    "&#x202e;",
    "&#91;",
    ";",
    "https://",
    "http://a.example/b_c?d=e&f",
    "www.a.example",
    "a@b.example",
    "@",
    "*/",
    "\"",
    "'",
    "\0",
    "\u{202e}",
    "\u{a0}",
    "\u{200b}",
    "\u{7f}",
    "é",
    "漢",
    "- [ ] ",
    "- [x] ",
    "> [!NOTE]\n",
    " ",
    ".",
    ":",
    "{",
    "}",
    "$",
    "^",
    "=",
    "-",
    "+",
];

fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_description_is_safe(input in markdown()) {
        let output = rustdoc(&input);
        check(&input, &output);
        check(&input, &rustdoc(&output));
    }

    #[test]
    fn any_summary_is_safe_and_short(input in markdown()) {
        let output = summary(&input);
        check(&input, &output);
        prop_assert!(output.chars().count() <= 120);
        prop_assert!(!output.contains('\n'));
    }

    #[test]
    fn any_code_is_one_code_span(input in any::<String>()) {
        let output = inline(&input);
        check(&input, &output);
        let events: Vec<Event<'_>> = Parser::new(&output).collect();
        let is_code = matches!(
            events.as_slice(),
            [Event::Start(Tag::Paragraph), Event::Code(_), Event::End(TagEnd::Paragraph)]
        );
        prop_assert!(is_code, "{output:?}: {events:?}");
    }

    #[test]
    fn any_attributes_are_comments(input in prop_oneof![markdown(), any::<String>()]) {
        check_comment(&input);
        check_comment(&rustdoc(&input));
    }
}

/// What rustdoc and clippy object to, seen with rustdoc's parser and its options.
fn check(input: &str, output: &str) {
    let bidi = |one: char| matches!(one, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let odd = output.chars().find(|one| bidi(*one) || (one.is_control() && *one != '\n'));
    assert_eq!(odd, None, "{input:?} gives {output:?}");
    assert!(output.lines().all(|line| line.trim_end() == line), "{input:?} gives {output:?}");
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut broken = Vec::new();
    // How many links and blocks of code are open, where rustdoc lets URLs be.
    let mut literal = 0;
    let callback = |link: BrokenLink<'_>| {
        broken.push(link.reference.to_string());
        None
    };
    for event in Parser::new_with_broken_link_callback(output, options, Some(callback)) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html:?} in {output:?} of {input:?}"),
            Event::FootnoteReference(label) => panic!("footnote {label:?} in {output:?} of {input:?}"),
            Event::Start(Tag::CodeBlock(kind)) => {
                literal += 1;
                assert_eq!(kind, CodeBlockKind::Fenced("text".into()), "{input:?} gives {output:?}");
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                literal += 1;
                assert!(dest_url.contains("://") || dest_url.contains('@'), "{dest_url} in {output:?} of {input:?}");
            }
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => literal -= 1,
            Event::Start(Tag::Image { .. }) => panic!("image in {output:?} of {input:?}"),
            Event::Text(text) if literal == 0 => {
                assert!(!text.contains("http://a.") && !text.contains("https://a."), "{output:?} of {input:?}");
            }
            _ => {}
        }
    }
    assert!(broken.is_empty(), "{broken:?} in {output:?} of {input:?}");
    assert!(Parser::new_ext(output, options).count() > 0 || output.trim().is_empty());
    let mut fence: Option<&str> = None;
    for line in output.lines() {
        let line = line.trim_start_matches([' ', '>', '-', '*']).trim_start_matches(|one: char| one.is_ascii_digit());
        let line = line.trim_start_matches(['.', ')', ' ']);
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if ticks >= 3 && line.ends_with("`text") => fence = line.strip_suffix("text"),
            Some(open) if line == open => fence = None,
            _ => {}
        }
    }
    assert_eq!(fence, None, "{input:?} gives {output:?}");
}

/// The text as it is printed on an item, its lines written out.
fn printed(text: &str) -> String {
    let attributes = attributes(text);
    let file = syn::parse2(quote::quote!(#attributes struct Item;)).expect("attributes on an item are Rust");
    prettyplease::unparse(&file).replace(LINE_END, "\n///")
}

fn check_comment(text: &str) {
    let printed = printed(text);
    assert!(printed.ends_with("struct Item;\n"), "{printed:?}");
    for line in printed.lines().filter(|line| *line != "struct Item;") {
        assert!(line == "///" || line.starts_with("/// "), "{line:?} of {text:?}");
    }
    assert!(!printed.contains('\r') && !printed.contains('\t'));
}
