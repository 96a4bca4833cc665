//! Tokens of JSON text that are grammatical, but that no JSON value can hold: `1e400`, half of a surrogate pair.
//!
//! In: JSON text. Out: where a token ends, what is odd about it, or the same text with another token of the same kind in
//! its place. It knows nothing of the rest of the runtime: the generator reads responses by the same file.

use serde_json::Value;

/// Where the string, number or word ends that begins at a place.
pub fn end(text: &[u8], begin: usize) -> usize {
    let mut at = begin + 1;
    if text.get(begin) != Some(&b'"') {
        while text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')) {
            at += 1;
        }
        return at;
    }
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// Why no JSON value can hold a string or a number, if none can.
pub fn oddity(token: &str) -> Option<&'static str> {
    match token.as_bytes().first() {
        Some(b'"') if !token.contains("\\u") => None,
        Some(b'"') => is_refused(token).then_some("half of a surrogate pair"),
        Some(b'-' | b'0'..=b'9') => is_refused(token).then_some("a number out of range"),
        _ => None,
    }
}

fn is_refused(token: &str) -> bool {
    token.parse::<Value>().is_err()
}

/// The text with a number in place of each odd number, and a string in place of each odd string.
pub fn replaced(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let begin = at;
        at = match byte {
            b'"' | b'-' | b'0'..=b'9' => end(text.as_bytes(), begin).min(text.len()),
            _ => begin + 1,
        };
        while !text.is_char_boundary(at) {
            at += 1;
        }
        let token = text.get(begin..at).unwrap_or_default();
        match oddity(token) {
            None => all.push_str(token),
            Some(_) if *byte == b'"' => push_whole_characters(&mut all, token),
            Some(_) => all.push_str(if *byte == b'-' { "-1e308" } else { "1e308" }),
        }
    }
    all
}

/// Adds a string with the replacement character for each half of a surrogate pair.
fn push_whole_characters(all: &mut String, token: &str) {
    let mut rest = token;
    while let Some(begin) = rest.find('\\') {
        let (before, escape) = rest.split_at(begin);
        all.push_str(before);
        let is_pair = matches!(
            (unit(escape), unit(escape.get(6..).unwrap_or_default())),
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff))
        );
        let length = match unit(escape) {
            Some(_) if is_pair => 12,
            Some(_) => 6,
            None => 2,
        };
        let (escape, behind) = escape.split_at_checked(length).unwrap_or((escape, ""));
        let is_half = !is_pair && matches!(unit(escape), Some(0xd800..=0xdfff));
        all.push_str(if is_half { "\\ufffd" } else { escape });
        rest = behind;
    }
    all.push_str(rest);
}

/// The number that an escape `\u…` at the beginning of a text has.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}
