//! JSON as it is written: the parts of a text, none of them copied or converted.
//!
//! In: the text of a body. Out: slices of it, for who wants the text of an item, or a text in which one value is another.
//! What a text means is read by `decode`.

use super::decode;
use serde_json::Value;

/// One entry of an object, or one element of an array.
#[derive(Clone, Copy)]
pub(in crate::runtime) struct Member<'t> {
    /// The key as it is written, with its quotation marks; empty in an array.
    pub(in crate::runtime) key: &'t str,
    /// The value as it is written.
    pub(in crate::runtime) value: &'t str,
}

impl Member<'_> {
    /// True if its key is this one.
    pub(in crate::runtime) fn is_under(&self, key: &str) -> bool {
        let written = self.key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
        written == Some(key)
            || (self.key.as_bytes().contains(&b'\\') && decode::parse_text(self.key) == Some(Value::from(key)))
    }
}

/// The JSON text that bytes are, without space around it; `None` if they are none.
pub(in crate::runtime) fn of(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(decode::without_mark(bytes)).ok()?;
    decode::is_json(text).then(|| text.trim_ascii())
}

/// The members of an object; `None` if a JSON text is something else.
pub(in crate::runtime) fn entries(text: &str) -> Option<Vec<Member<'_>>> {
    text.starts_with('{').then(|| members(text))
}

/// The members of an array; `None` if a JSON text is something else.
pub(in crate::runtime) fn elements(text: &str) -> Option<Vec<Member<'_>>> {
    text.starts_with('[').then(|| members(text))
}

fn members(text: &str) -> Vec<Member<'_>> {
    let bytes = text.as_bytes();
    let mut members = Vec::new();
    let (mut depth, mut begin, mut key) = (0_usize, 1, "");
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let part = || text.get(begin..at).unwrap_or_default().trim_ascii();
        match byte {
            b'"' => at = string_end(bytes, at + 1),
            b'{' | b'[' => depth += 1,
            b':' if depth == 1 => (key, begin) = (part(), at + 1),
            b',' if depth == 1 => {
                members.push(Member { key, value: part() });
                begin = at + 1;
            }
            // The last one, if there is any.
            b'}' | b']' if depth == 1 && !part().is_empty() => members.push(Member { key, value: part() }),
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    members
}

/// Adds a key to a JSON pointer (RFC 6901).
pub(in crate::runtime) fn push_key(pointer: &mut String, key: &str) {
    pointer.push('/');
    for c in key.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// Where the quotation mark is that ends a string, or the end.
pub(in crate::runtime) fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}
