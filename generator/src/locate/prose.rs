//! Finds the lines of prose: `/0` is the first line of the text.

use super::{Members, Spanned};

pub(super) fn scan(text: &str) -> Spanned {
    let mut at = 0;
    let lines = text.split('\n').map(|line| {
        let start = at + line.len() - line.trim_start().len();
        let end = at + line.trim_end().len();
        at += line.len() + 1;
        Spanned { key: 0..0, value: start.min(end)..end, members: Members::None }
    });
    Spanned { key: 0..0, members: Members::Array(lines.collect()), value: 0..text.len() }
}
