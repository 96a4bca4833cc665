//! Where in a JSON text its reader stopped, as a JSON pointer.
//!
//! In: the text, and a line and a column of it. Out: the pointer (RFC 6901) of the value that is begun there, for
//! messages: `/data/3/name`. The text may be anything: what stands behind the place is not looked at.

use super::json_text::{push_key, string_end};
use crate::runtime::basics::split::pieces;

#[derive(Clone, Copy)]
enum Level<'t> {
    Object { key: &'t str, is_key_next: bool },
    Array { index: usize },
}

/// The pointer of the value at a place, line and column counted from 1; empty for the value as a whole.
pub(in crate::runtime) fn pointer(text: &str, line: usize, column: usize) -> String {
    let mut end = column.saturating_sub(1);
    for before in pieces(text, "\n").take(line.saturating_sub(1)) {
        end += before.len() + 1;
    }
    let bytes = &text.as_bytes()[..end.min(text.len())];
    let mut levels = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match (byte, levels.last_mut()) {
            (b'{', _) => levels.push(Level::Object { key: "", is_key_next: true }),
            (b'[', _) => levels.push(Level::Array { index: 0 }),
            (b'}' | b']', _) => {
                levels.pop();
            }
            (b',', Some(Level::Array { index })) => *index += 1,
            (b',', Some(Level::Object { is_key_next, .. })) => *is_key_next = true,
            (b'"', level) => {
                let begin = at;
                at = string_end(bytes, at);
                if let Some(Level::Object { key, is_key_next: next @ true }) = level {
                    (*key, *next) = (text.get(begin..at).unwrap_or_default(), false);
                }
                at += 1;
            }
            _ => {}
        }
    }
    let mut pointer = String::new();
    for level in &levels {
        match level {
            // A key that is not there yet is one of the object, not of a value before.
            Level::Object { is_key_next: true, .. } => {}
            Level::Object { key, .. } => push_key(&mut pointer, key),
            Level::Array { index } => push_key(&mut pointer, &index.to_string()),
        }
    }
    pointer
}
