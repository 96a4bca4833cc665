//! Where in a JSON text its reader stopped, as a JSON pointer.
//!
//! In: the text, and a line and a column of it. Out: the pointer (RFC 6901) of the value that is begun there, for
//! messages: `/data/3/name`. The text may be anything: what stands behind the place is not looked at.

use super::json_text::string_end;
use std::fmt::Write as _;

enum Level {
    Object { key: String, is_key_next: bool },
    Array { index: usize },
}

/// The pointer of the value at a place, line and column counted from 1; empty for the value as a whole.
pub(super) fn pointer(text: &str, line: usize, column: usize) -> String {
    let mut end = column.saturating_sub(1);
    for before in text.split('\n').take(line.saturating_sub(1)) {
        end += before.len() + 1;
    }
    let mut levels: Vec<Level> = Vec::new();
    let bytes = &text.as_bytes()[..end.min(text.len())];
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => levels.push(Level::Object { key: String::new(), is_key_next: true }),
            b'[' => levels.push(Level::Array { index: 0 }),
            b'}' | b']' => {
                levels.pop();
            }
            b',' => match levels.last_mut() {
                Some(Level::Array { index }) => *index += 1,
                Some(Level::Object { is_key_next, .. }) => *is_key_next = true,
                None => {}
            },
            b'"' => {
                let begin = at;
                at = string_end(bytes, at);
                if let Some(Level::Object { key, is_key_next: next @ true }) = levels.last_mut() {
                    *key = String::from_utf8_lossy(&bytes[begin..at]).into_owned();
                    *next = false;
                }
                at += 1;
            }
            _ => {}
        }
    }
    let mut pointer = String::new();
    for level in levels {
        let _ = match level {
            // A key that is not there yet is one of the object, not of a value before.
            Level::Object { is_key_next: true, .. } => Ok(()),
            Level::Object { key, .. } => write!(pointer, "/{}", key.replace('~', "~0").replace('/', "~1")),
            Level::Array { index } => write!(pointer, "/{index}"),
        };
    }
    pointer
}
