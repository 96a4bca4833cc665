//! Pages in Mintlify's `llms-full.txt`: below the line `Source: URL` stands `shop POST /pets`.

use super::super::Form;
use super::{Reference, Target, read};
use crate::extract::fences::Contents;

/// Mintlify's `llms-full.txt`.
pub(in super::super) struct Sources;

impl Form for Sources {
    fn references(&self, page: &str, _: &Contents) -> Vec<Reference> {
        let mut found = Vec::new();
        let mut is_below = false;
        let mut at = 0;
        for line in page.split_inclusive('\n') {
            let words = line.trim_end();
            let range = at..at + words.len();
            at += line.len();
            if words.starts_with("Source: http") {
                is_below = true;
            } else if is_below && !words.is_empty() {
                is_below = false;
                found.extend(read(words, range).filter(|reference| reference.target != Target::Whole));
            }
        }
        found
    }
}
