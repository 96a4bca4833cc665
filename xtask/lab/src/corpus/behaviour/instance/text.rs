//! Texts that fit a schema.
//!
//! In: a flat schema. Out: a text of its format, of its pattern, or one of those that programs get wrong: empty, with
//! spaces, quotes, line breaks, reserved characters, or letters beyond ASCII.

use super::flat::Flat;
use super::{Purpose, Source};
use regex_syntax::hir::{Class, Hir, HirKind};

/// Keys of entries that the schema does not name.
pub const KEYS: &[&str] = &["extra", "two words", "ünï-☃", "a.b/c~d", "$key"];

const TEXTS: &[&str] = &[
    "",
    "text",
    "two words",
    "ünï ☃ 😀",
    "a/b?c=d&e#f",
    "quote \" and \\ and '",
    "line\nbreak\ttab",
    "null",
    "0",
    "  spaced  ",
    "{curly} [square] <angle>",
];
const IN_URLS: &[&str] =
    &["text", "two words", "ünï ☃", "a/b?c=d&e#f", "1+1=2", "50%", "a,b;c|d", "{x}", "..x", "~-_."];
const IN_HEADERS: &[&str] = &["text", "two words", "a=b", "\"quoted\"", "x-1.2_3"];

/// A text; `None` if no guess is left.
pub fn of(source: &mut Source<'_>, flat: &Flat<'_>) -> Option<String> {
    if let Some(pattern) = flat.rule("pattern")
        && let Some(text) = of_pattern(source, pattern)
    {
        return Some(text);
    }
    let known = flat.rule("format").and_then(of_format);
    if let Some(text) = known.and_then(|texts| source.pick(texts).copied()) {
        return Some(text.to_owned());
    }
    let texts = match source.purpose {
        Purpose::Model | Purpose::Body => TEXTS,
        Purpose::Url => IN_URLS,
        Purpose::Header => IN_HEADERS,
    };
    let text = source.pick(texts).copied().unwrap_or_default();
    let limit = |name: &str| flat.limits.get(name).map(|limit| *limit as usize);
    Some(of_length(text, limit("minLength").unwrap_or(0).min(10_000), limit("maxLength")))
}

fn of_length(text: &str, least: usize, most: Option<usize>) -> String {
    let mut text: String = text.chars().take(most.unwrap_or(usize::MAX)).collect();
    let missing = least.saturating_sub(text.chars().count());
    text.extend(std::iter::repeat_n('x', missing));
    text
}

fn of_format(format: &str) -> Option<&'static [&'static str]> {
    Some(match format {
        "date-time" => &["2024-02-29T23:59:59Z", "1985-04-12T23:20:50.52+01:30", "0001-01-01T00:00:00Z"],
        "date" => &["2024-02-29", "1970-01-01"],
        "time" => &["23:59:59Z", "10:05:08+01:00"],
        "duration" => &["P3DT4H", "PT0S"],
        "uuid" => &["f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "00000000-0000-0000-0000-000000000000"],
        "uri" | "url" | "iri" | "uri-reference" => &["https://example.com/a%20b?c=d#e", "urn:isbn:0451450523"],
        "email" => &["someone@example.com"],
        "hostname" => &["example.com"],
        "ipv4" => &["192.0.2.1"],
        "ipv6" => &["2001:db8::1"],
        "ip" => &["192.0.2.1", "2001:db8::1"],
        "decimal" => &["12.340", "-0.1"],
        "byte" => &["dGV4dA==", "AP8="],
        _ => return None,
    })
}

/// A text that a pattern describes, as far as its words are those of this library.
pub fn of_pattern(source: &mut Source<'_>, pattern: &str) -> Option<String> {
    let parsed = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut text = String::new();
    write(source, &parsed, &mut text)?;
    Some(text)
}

fn write(source: &mut Source<'_>, part: &Hir, text: &mut String) -> Option<()> {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(character(source, class)?),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min.saturating_add(4)).min(repetition.min.saturating_add(8));
            let count = source.random.u32(repetition.min..=most);
            // A pattern can ask for texts of any size.
            if text.len().saturating_add(count as usize) > 100_000 {
                return None;
            }
            for _ in 0..count {
                write(source, &repetition.sub, text)?;
            }
        }
        HirKind::Capture(capture) => write(source, &capture.sub, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(source, part, text))?,
        HirKind::Alternation(branches) => {
            let branch = source.pick(branches)?;
            write(source, branch, text)?;
        }
    }
    Some(())
}

fn character(source: &mut Source<'_>, class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            class.ranges().iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect()
        }
    };
    // Letters that everybody can read, where the class has some.
    let readable: Vec<(char, char)> = ranges
        .iter()
        .map(|(first, last)| ((*first).max(' '), (*last).min('~')))
        .filter(|(first, last)| first <= last)
        .collect();
    let (first, last) = *source.pick(if readable.is_empty() { &ranges } else { &readable })?;
    Some(source.random.char(first..=last))
}
