//! From words to identifiers.
//!
//! In go words, out comes an identifier that is valid in edition 2024, in the case that rustc's lints want:
//! `created_at`, `CreatedAt`, `type_`, `n1st`, `V1_2`. Whether it is free is [`super::scope`]'s question.

use super::words::{self, Spelling, Words};

/// The case of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `created_at`: modules, methods, fields, arguments.
    Snake,
    /// `CreatedAt`: types and variants.
    Camel,
}

/// Keywords of all editions up to 2024, those reserved for later too.
#[rustfmt::skip]
const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

/// Joins words. A keyword gets an underscore, a leading digit the letter `n`. `Self` is left to the caller.
pub fn join(case: Case, words: &[String]) -> String {
    match case {
        Case::Snake => snake(words),
        Case::Camel => camel(words),
    }
}

/// `created_at`
pub fn snake(words: &[String]) -> String {
    let mut output = words.join("_");
    if output.starts_with(|first: char| first.is_ascii_digit()) {
        output.insert(0, 'n');
    }
    if is_keyword(&output) {
        output.push('_');
    }
    output
}

/// `CreatedAt`; digits that meet are kept apart as in `V1_2`.
pub fn camel(words: &[String]) -> String {
    let mut output = String::new();
    for word in words {
        let mut letters = word.chars();
        let Some(first) = letters.next() else { continue };
        if first.is_ascii_digit() && output.ends_with(|last: char| last.is_ascii_digit()) {
            output.push('_');
        }
        if first.is_ascii_digit() && output.is_empty() {
            output.push('N');
        }
        output.push(first.to_ascii_uppercase());
        output.extend(letters);
    }
    output
}

/// `CREATED_AT`
pub fn screaming(words: &[String]) -> String {
    snake(words).trim_end_matches('_').to_ascii_uppercase()
}

/// The words of a name that [`snake`] made.
pub fn snake_words(identifier: &str) -> Words {
    identifier.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of a name that [`camel`] made.
pub fn camel_words(identifier: &str) -> Words {
    let mut words = Words::new();
    for letter in identifier.chars() {
        match words.last_mut() {
            Some(word) if letter.is_ascii_lowercase() || letter.is_ascii_digit() => word.push(letter),
            _ if letter == '_' => words.push(String::new()),
            _ => words.push(letter.to_ascii_lowercase().to_string()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A name that the document chose: in the right case, if it is an identifier at all.
pub fn adopt(case: Case, name: &str) -> Option<String> {
    if keep(case, name).is_some() && !(case == Case::Camel && is_screaming(name)) {
        return Some(name.to_owned());
    }
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if !name.chars().all(is_word) || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let words = words::of(name, Spelling::Plain);
    let plain = words.join("_");
    keep(case, &join(case, &words)).filter(|_| !is_keyword(&plain))
}

/// A name that this module joined in an earlier run, if it is one.
pub fn keep(case: Case, name: &str) -> Option<String> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let starts = name.starts_with(|first: char| match case {
        Case::Snake => first.is_ascii_lowercase(),
        Case::Camel => first.is_ascii_uppercase(),
    });
    let valid = starts && name.chars().all(is_word) && fits(case, name) && !is_keyword(name);
    valid.then(|| name.to_owned())
}

/// Whether rustc's lints accept the case of an identifier.
fn fits(case: Case, name: &str) -> bool {
    match case {
        Case::Snake => !name.contains(|letter: char| letter.is_ascii_uppercase()) && !name.contains("__"),
        Case::Camel => {
            let digit = |neighbour: Option<char>| neighbour.is_some_and(|letter| letter.is_ascii_digit());
            let parts: Vec<&str> = name.split('_').collect();
            parts.windows(2).all(|pair| match pair {
                [left, right] => digit(left.chars().next_back()) && digit(right.chars().next()),
                _ => true,
            })
        }
    }
}

/// Several letters, all of them capitals: a constant's name rather than a type's.
fn is_screaming(name: &str) -> bool {
    name.len() > 3 && !name.contains(|letter: char| letter.is_ascii_lowercase())
}

fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}
