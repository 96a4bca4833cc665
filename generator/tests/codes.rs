//! Every code that the generator can report has a bad input that shows it.
//!
//! The codes are collected from the sources: whatever is given to `error`, `warning`, `note` and the functions that
//! hand a code on. A case is a folder in `cases/diagnostics` of the code's name; `diagnostics.rs` checks that it gives
//! the code and what is said.
#![allow(clippy::disallowed_methods, reason = "tests read the sources")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use generator::report::meaning;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The functions that report, each with the position of its code.
const REPORTING: [(&str, usize); 5] = [("error", 0), ("warning", 0), ("note", 0), ("warn", 0), ("leave_out", 3)];

/// Codes that no small page gives. `lower.rs` shows two for what the phases before repair or refuse, and one for what is too
/// large for a case; the tests of `invariants` one that no page gives at all.
const ELSEWHERE: [&str; 4] = ["bad-path", "broken-invariant", "expansion-limit", "no-document"];

/// Codes of notes alone, which report nothing that is wrong.
const NOTES: [&str; 8] = [
    "folded-base-path",
    "ignored-header",
    "name-collision",
    "other-title",
    "overlay-action",
    "read-from-prose",
    "sample-document",
    "skipped-block",
];

fn codes(root: &Path) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for file in sources(&root.join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        collect(TokenStream::from_str(&text).expect("the file is Rust"), &mut codes);
    }
    codes
}

#[test]
fn every_code_but_those_of_notes_has_a_meaning() {
    let codes = codes(Path::new(env!("CARGO_MANIFEST_DIR")));
    let without: Vec<&String> = codes.iter().filter(|code| meaning::of(code).is_none()).collect();
    assert_eq!(without, NOTES, "exactly these have no meaning");
    for meaning in codes.iter().filter_map(|code| meaning::of(code)) {
        assert!(!meaning.title.ends_with('.') && meaning.title.len() < 60, "{meaning:?}");
        assert!(meaning.client.ends_with('.'), "{meaning:?}");
    }
}

#[test]
fn every_code_has_a_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let codes = codes(root);
    assert!(codes.contains("untyped-schema") && codes.contains("invalid-yaml"), "the codes are found: {codes:?}");
    let cases = root.join("tests/cases/diagnostics");
    let without: Vec<&String> = codes.iter().filter(|code| !cases.join(code).is_dir()).collect();
    assert_eq!(without, ELSEWHERE, "exactly these have no case");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The codes in the calls of a text. A code that is chosen before it is given is found by the tuple that it stands in.
fn collect(tokens: TokenStream, codes: &mut BTreeSet<String>) {
    let mut before = None;
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            if group.delimiter() == Delimiter::Parenthesis {
                let arguments = arguments(group.stream());
                let position = match &before {
                    Some(TokenTree::Ident(name)) => {
                        REPORTING.iter().find(|(reporting, _)| name == reporting).map(|(_, position)| *position)
                    }
                    _ => None,
                };
                let given = position.and_then(|position| arguments.get(position)).and_then(|argument| code(argument));
                let chosen = arguments.first().and_then(|argument| code(argument)).filter(|_| before_is_arrow(&before));
                codes.extend(given.into_iter().chain(chosen));
            }
            collect(group.stream(), codes);
        }
        before = Some(token);
    }
}

fn before_is_arrow(before: &Option<TokenTree>) -> bool {
    matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == '>')
}

fn arguments(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    tokens.split(is_comma).map(<[TokenTree]>::to_vec).collect()
}

/// A code: one literal of words with hyphens between them.
fn code(argument: &[TokenTree]) -> Option<String> {
    let [TokenTree::Literal(literal)] = argument else { return None };
    let text = literal.to_string();
    let text = text.strip_prefix('"')?.strip_suffix('"')?;
    let words: Vec<&str> = text.split('-').collect();
    let is_word =
        |word: &&str| !word.is_empty() && word.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit());
    (words.len() > 1 && words.iter().all(is_word)).then(|| text.to_owned())
}
