//! JSON text without what no JSON value can hold.
//!
//! In: JSON text that is grammatical. Out: the text without the entries that are odd, with `null` in place of an odd
//! element of a list, so that the list keeps its length, and where they stood. It is used only once a text could not be
//! read.

use super::super::json_text::{push_key, string_end};
use super::super::odd_token::{end, oddity};
use super::parse_text;
use serde_json::Value;

/// What was left out.
pub(in crate::runtime) struct Lost {
    /// Where it stands, as a JSON pointer (RFC 6901).
    pub(in crate::runtime) pointer: String,
    /// What it is, in words.
    pub(in crate::runtime) what: &'static str,
}

/// As deep as serde_json reads.
const DEEPEST: usize = 127;

/// The text that can be read, and what was left out.
pub(super) fn repair(text: &str) -> (String, Vec<Lost>) {
    let mut repair =
        Repair { text, at: 0, written: String::new(), pointer: String::new(), levels: Vec::new(), lost: Vec::new() };
    repair.run();
    (repair.written, repair.lost)
}

struct Repair<'t> {
    text: &'t str,
    at: usize,
    written: String,
    pointer: String,
    levels: Vec<Level>,
    lost: Vec<Lost>,
}

/// An array or an object that is not at its end.
struct Level {
    is_object: bool,
    is_empty: bool,
    /// How many elements came so far.
    count: usize,
    /// The length of the pointer before its own key.
    before: usize,
}

impl<'t> Repair<'t> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut key = None;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' => self.at += 1,
                b'}' | b']' => self.close(char::from(*byte)),
                _ => {
                    let behind = if matches!(byte, b'{' | b'[') { self.at + 1 } else { end(bytes, self.at) };
                    let token = self.text.get(self.at..behind).unwrap_or_default();
                    let is_key = key.is_none() && self.levels.last().is_some_and(|level| level.is_object);
                    if is_key {
                        (key, self.at) = (Some(token), behind);
                    } else {
                        self.value(key.take(), token);
                    }
                }
            }
        }
    }

    fn close(&mut self, bracket: char) {
        if let Some(level) = self.levels.pop() {
            self.pointer.truncate(level.before);
        }
        self.written.push(bracket);
        self.at += 1;
    }

    /// Takes a value, of which an array or an object has only begun.
    fn value(&mut self, key: Option<&'t str>, token: &'t str) {
        let before = self.pointer.len();
        self.enter(key);
        let is_begin = matches!(token, "{" | "[");
        let is_too_deep = is_begin && self.levels.len() >= DEEPEST;
        let odd = key.and_then(oddity).or_else(|| oddity(token));
        match odd.or(is_too_deep.then_some("nested too deeply")) {
            Some(what) => {
                self.lost.push(Lost { pointer: self.pointer.clone(), what });
                self.at = if is_begin { self.end_of_nested() } else { self.at + token.len() };
                if key.is_none() {
                    self.write(None, "null");
                }
            }
            None => {
                self.at += token.len();
                self.write(key, token);
                if is_begin {
                    self.levels.push(Level { is_object: token == "{", is_empty: true, count: 0, before });
                    return;
                }
            }
        }
        self.pointer.truncate(before);
    }

    fn enter(&mut self, key: Option<&str>) {
        match (key, self.levels.last_mut()) {
            (Some(key), _) => match parse_text(key) {
                Some(Value::String(key)) => push_key(&mut self.pointer, &key),
                _ => push_key(&mut self.pointer, key.trim_matches('"')),
            },
            (None, Some(level)) => {
                push_key(&mut self.pointer, &level.count.to_string());
                level.count += 1;
            }
            (None, None) => {}
        }
    }

    fn write(&mut self, key: Option<&str>, token: &str) {
        if let Some(level) = self.levels.last_mut()
            && !std::mem::replace(&mut level.is_empty, false)
        {
            self.written.push(',');
        }
        if let Some(key) = key {
            self.written.push_str(key);
            self.written.push(':');
        }
        self.written.push_str(token);
    }

    /// Behind the array or the object that begins here.
    fn end_of_nested(&self) -> usize {
        let bytes = self.text.as_bytes();
        let (mut at, mut depth) = (self.at, 0_usize);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => at = string_end(bytes, at + 1),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                break;
            }
        }
        at
    }
}
