//! Where everything stands in a JSON text.
//!
//! In: a text that is JSON, or was meant to be. Out: the tree of its values with their byte ranges. The scan stops
//! where the text is no JSON, and does not look into values that are nested deeper than a document may be.

use super::{Members, Spanned};

const DEEPEST: usize = 130;

pub(super) fn scan(text: &str) -> Spanned {
    let mut scanner = Scanner { text, at: 0 };
    scanner.value(0)
}

struct Scanner<'text> {
    text: &'text str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes past a byte if it is the next one.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, depth: usize) -> Spanned {
        self.skip_space();
        let start = self.at;
        let members = match self.peek() {
            Some(b'{' | b'[') if depth >= DEEPEST => {
                self.skip_nested();
                Members::None
            }
            Some(b'{') => Members::Object(self.object(depth)),
            Some(b'[') => Members::Array(self.array(depth)),
            Some(b'"') => {
                self.string();
                Members::None
            }
            Some(_) | None => {
                while self.peek().is_some_and(|byte| !matches!(byte, b',' | b'}' | b']') && !byte.is_ascii_whitespace())
                {
                    self.at += 1;
                }
                Members::None
            }
        };
        Spanned { key: start..start, value: start..self.at, members }
    }

    fn object(&mut self, depth: usize) -> Vec<(String, Spanned)> {
        let mut members = Vec::new();
        self.at += 1;
        loop {
            self.skip_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                break;
            }
            self.string();
            let key = start..self.at;
            if !self.take(b':') {
                break;
            }
            let value = self.value(depth + 1);
            let quoted = self.text.get(key.clone()).unwrap_or_default();
            let name = serde_json::from_str(quoted).unwrap_or_else(|_| quoted.trim_matches('"').to_owned());
            members.push((name, Spanned { key, ..value }));
            if !self.take(b',') {
                break;
            }
        }
        self.take(b'}');
        members
    }

    fn array(&mut self, depth: usize) -> Vec<Spanned> {
        let mut elements = Vec::new();
        self.at += 1;
        while !self.take(b']') {
            let before = self.at;
            elements.push(self.value(depth + 1));
            if !self.take(b',') || self.at == before {
                self.take(b']');
                break;
            }
        }
        elements
    }

    /// Goes past a string, from its opening quote.
    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => return,
                b'\\' => self.at += 1,
                _ => {}
            }
        }
        self.at = self.at.min(self.text.len());
    }

    /// Goes past an object or an array without looking at what is inside.
    fn skip_nested(&mut self) {
        let mut open = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open = open.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return;
            }
        }
    }
}
