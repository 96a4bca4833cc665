//! Texts taken apart.
//!
//! What the standard library has for this is compiled anew in every part of the crate that calls it, with the searches
//! behind it; these functions are compiled once. That is why none of them is inlined.

/// Where a part of a text begins.
#[inline(never)]
pub(in crate::runtime) fn find(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let mut at = 0;
    while at + part.len() <= text.len() {
        if text[at..].starts_with(part) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// What stands before the first of such marks, and what stands behind it.
#[inline(never)]
pub(in crate::runtime) fn split_once<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let at = find(text, mark)?;
    Some((&text[..at], &text[at + mark.len()..]))
}

/// What stands before the first of such marks, or all, and the rest with the mark.
pub(in crate::runtime) fn split_before<'t>(text: &'t str, mark: &str) -> (&'t str, &'t str) {
    text.split_at(find(text, mark).unwrap_or(text.len()))
}

/// What stands between such marks, each piece in turn: one more than there are marks.
pub(in crate::runtime) fn pieces<'t>(text: &'t str, mark: &'static str) -> Pieces<'t> {
    Pieces { rest: Some(text), mark }
}

/// What [`pieces`] gives.
pub(in crate::runtime) struct Pieces<'t> {
    rest: Option<&'t str>,
    mark: &'static str,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest?;
        let (piece, behind) = match split_once(rest, self.mark) {
            Some((piece, behind)) => (piece, Some(behind)),
            None => (rest, None),
        };
        self.rest = behind;
        Some(piece)
    }
}

/// A text with another in place of each such part, which is not empty.
#[inline(never)]
pub(in crate::runtime) fn replace(text: &str, part: &str, by: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = split_once(rest, part) {
        replaced.push_str(before);
        replaced.push_str(by);
        rest = behind;
    }
    replaced.push_str(rest);
    replaced
}

/// The text without space around it.
#[inline(never)]
pub(in crate::runtime) fn trim(text: &str) -> &str {
    text.trim()
}

/// The number that a text is in decimal digits, if it is one.
#[inline(never)]
pub(in crate::runtime) fn unsigned(text: &str) -> Option<u64> {
    text.parse().ok()
}

/// The number that a text is, if it is one.
#[inline(never)]
pub(in crate::runtime) fn float(text: &str) -> Option<f64> {
    text.parse().ok()
}
