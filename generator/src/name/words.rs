//! From any text to words.
//!
//! In goes a name as it is on the wire, out come lower-case ASCII words, at least one, in one of several spellings that
//! tell more and more names apart: `-created` is `created` at first, and `minus created` where `created` is there
//! too. Joining words to an identifier is [`super::identifier`]'s work.
//!
//! ```text
//! filter[started_after]  →  filter started after
//! X-Rate-Limit           →  x rate limit
//! +1                     →  plus 1
//! 名前                   →  ming qian
//! ```

use any_ascii::any_ascii_char;
use heck::ToSnakeCase;

/// Lower-case words of ASCII letters and digits; never empty where this module makes them.
pub type Words = Vec<String>;

/// How much of a text its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// Symbols only separate words.
    Plain,
    /// Symbols that are more than separators are words.
    Symbols,
    /// Plain words, and one for the case of the letters.
    Case,
    /// All symbols are words.
    Separators,
    /// All symbols are words, letters outside of ASCII are code points, and the case has a word.
    Exact,
    /// The first and the last words of a long text.
    Ends,
}

/// All spellings, the most readable first.
pub const SPELLINGS: [Spelling; 6] =
    [Spelling::Plain, Spelling::Symbols, Spelling::Case, Spelling::Separators, Spelling::Exact, Spelling::Ends];

/// The most characters of an identifier that is made of one text.
pub const LIMIT: usize = 60;

/// What is looked at of a long text, in characters: enough for [`LIMIT`] characters of words.
const WINDOW: usize = 400;

/// Names that lose by the rules for words in mixed case.
const PROPER_NAMES: [(&str, &str); 8] = [
    ("OAuth", "Oauth"),
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("macOS", "Macos"),
    ("iOS", "Ios"),
    ("GraphQL", "Graphql"),
    ("GitHub", "Github"),
    ("GitLab", "Gitlab"),
];

/// The words of a text.
pub fn of(text: &str, spelling: Spelling) -> Words {
    let head = head(text, WINDOW);
    let words = match spelling {
        Spelling::Plain => plain(head),
        Spelling::Symbols => or_plain(split(&spelled(head, false, false)), head),
        Spelling::Case => with_case(plain(head), text),
        Spelling::Separators => or_plain(split(&spelled(head, true, false)), head),
        Spelling::Exact => with_case(or_plain(split(&spelled(head, true, true)), head), text),
        Spelling::Ends => return ends(text),
    };
    cut(words, LIMIT)
}

/// Whether [`of`] leaves something of a text out.
pub fn is_cut(text: &str) -> bool {
    let words = plain(text);
    words.iter().map(|word| word.len() + 1).sum::<usize>() > LIMIT + 1
}

/// Keeps as many words as have room, the first one at least, cut if it must be.
pub fn cut(words: Words, limit: usize) -> Words {
    let mut length = 0;
    let mut kept = Words::new();
    for word in words {
        length += word.len() + usize::from(length > 0);
        if length > limit && !kept.is_empty() {
            break;
        }
        kept.push(if word.len() > limit { head(&word, limit).to_owned() } else { word });
    }
    kept
}

/// As [`cut`], but from the end.
pub fn cut_front(mut words: Words, limit: usize) -> Words {
    words.reverse();
    let mut kept = cut(words, limit);
    kept.reverse();
    kept
}

/// Keeps the first and the last words of a long list.
pub fn cut_middle(words: Words, limit: usize) -> Words {
    let length: usize = words.iter().map(|word| word.len() + 1).sum();
    if length <= limit + 1 {
        return words;
    }
    let mut kept = cut(words.clone(), limit / 2);
    let rest = words.into_iter().skip(kept.len()).collect();
    kept.extend(cut_front(rest, limit / 2));
    kept
}

/// At most so many characters.
fn head(text: &str, limit: usize) -> &str {
    text.char_indices().nth(limit).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// At most so many characters from the end.
fn tail(text: &str, limit: usize) -> &str {
    text.char_indices().rev().nth(limit.saturating_sub(1)).map_or(text, |(start, _)| text.get(start..).unwrap_or(text))
}

fn plain(text: &str) -> Words {
    let separated = separated(text);
    let words = split(&separated);
    if !words.is_empty() {
        return words;
    }
    [(false, false), (true, false), (true, true)]
        .into_iter()
        .map(|(separators, exact)| split(&spelled(text, separators, exact)))
        .find(|words| !words.is_empty())
        .unwrap_or_else(|| vec!["empty".to_owned()])
}

fn or_plain(words: Words, text: &str) -> Words {
    if words.is_empty() { plain(text) } else { words }
}

fn ends(text: &str) -> Words {
    if text.chars().nth(WINDOW).is_none() {
        return cut_middle(plain(text), LIMIT);
    }
    let mut words = cut(plain(head(text, WINDOW)), LIMIT / 2);
    words.extend(cut_front(plain(tail(text, WINDOW)), LIMIT / 2));
    words
}

fn with_case(mut words: Words, text: &str) -> Words {
    words.extend(case_word(text).map(str::to_owned));
    words
}

/// What the case of the letters is called, if there are letters.
fn case_word(text: &str) -> Option<&'static str> {
    let mut letters = text.chars().filter(|letter| letter.is_uppercase() || letter.is_lowercase());
    let first = letters.next()?;
    let (mut upper, mut lower) = (false, false);
    for letter in letters {
        upper |= letter.is_uppercase();
        lower |= letter.is_lowercase();
    }
    Some(match (first.is_uppercase(), upper, lower) {
        (false, false, _) => "lower",
        (false, true, _) => "camel",
        (true, _, false) => "upper",
        (true, false, true) => "capital",
        (true, true, true) => "pascal",
    })
}

/// Splits ASCII text at blanks and where its case changes.
fn split(text: &str) -> Words {
    if !text.contains(|letter: char| letter.is_ascii_uppercase()) {
        return text.split_ascii_whitespace().map(str::to_owned).collect();
    }
    let mut text = text.to_owned();
    for (name, word) in PROPER_NAMES {
        if text.contains(name) {
            text = text.replace(name, word);
        }
    }
    plural_acronyms(&text).to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// `IDs` is one word: the letters before the `s` become small.
fn plural_acronyms(text: &str) -> String {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b' ');
    let mut output = String::with_capacity(text.len());
    let mut run = 0;
    for (index, letter) in text.char_indices() {
        let ends_run = letter == 's' && run >= 2 && !at(index + 1).is_ascii_lowercase();
        if ends_run {
            let kept = output.len() - (run - 1);
            let lowered = output.split_off(kept).to_ascii_lowercase();
            output.push_str(&lowered);
        }
        run = if letter.is_ascii_uppercase() { run + 1 } else { 0 };
        output.push(letter);
    }
    output
}

/// The text in ASCII letters, digits and blanks: symbols separate words, but a sign before a number is a word.
fn separated(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    for (index, letter) in text.char_indices() {
        match (letter, sign(text, index, letter)) {
            (_, Some(word)) => push_word(&mut output, word),
            ('\'' | '\u{2019}', None) => {}
            (other, None) => push_letter(&mut output, other, false),
        }
    }
    output
}

/// The word of a sign that stands before a number, and not after a letter or digit.
fn sign(text: &str, index: usize, letter: char) -> Option<&'static str> {
    let word = match letter {
        '+' => "plus",
        '-' => "minus",
        _ => return None,
    };
    let number_follows = text.get(index + 1..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
    let alone = !text.get(..index).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    (number_follows && alone).then_some(word)
}

/// The text with its symbols as words: all, or those that are not mere separators.
fn spelled(text: &str, separators: bool, exact: bool) -> String {
    let mut output = String::with_capacity(text.len());
    for (index, letter) in text.char_indices() {
        let word = sign(text, index, letter).or(match letter {
            '-' if index == 0 => Some("minus"),
            other => symbol(other).or_else(|| separator(other).filter(|_| separators)),
        });
        match word {
            Some(word) => push_word(&mut output, word),
            None => push_letter(&mut output, letter, exact),
        }
    }
    output
}

fn push_word(output: &mut String, word: &str) {
    output.push(' ');
    output.push_str(word);
    output.push(' ');
}

/// A letter in ASCII; what has none becomes a blank, or its code point.
fn push_letter(output: &mut String, letter: char, exact: bool) {
    if letter.is_ascii_alphanumeric() {
        output.push(letter);
    } else if exact && (!letter.is_ascii() || letter.is_ascii_control()) {
        output.push_str(&format!(" u{:04x} ", u32::from(letter)));
    } else if letter.is_ascii() {
        output.push(' ');
    } else {
        for ascii in any_ascii_char(letter).chars() {
            if ascii != '\'' {
                output.push(if ascii.is_ascii_alphanumeric() { ascii } else { ' ' });
            }
        }
    }
}

/// The word of a symbol that says something.
fn symbol(letter: char) -> Option<&'static str> {
    Some(match letter {
        '+' => "plus",
        '*' => "star",
        '%' => "percent",
        '&' => "and",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '?' => "question",
        '^' => "caret",
        '~' => "tilde",
        '|' => "or",
        ',' => "comma",
        ';' => "semicolon",
        '\\' => "backslash",
        _ => return None,
    })
}

/// The word of a symbol that mostly separates words.
fn separator(letter: char) -> Option<&'static str> {
    Some(match letter {
        '-' => "dash",
        '_' => "underscore",
        ' ' => "space",
        '.' => "dot",
        ':' => "colon",
        '/' => "slash",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '\'' => "quote",
        '"' => "double quote",
        '`' => "backtick",
        _ => return None,
    })
}
