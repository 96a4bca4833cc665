//! What texts of a format look like: enough to tell one format from another, not to judge a text.

use crate::runtime::basics::split::{float, split_once};

/// A format of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `2024-05-31T12:00:00Z`, with a `T` or a space, with or without seconds and offset.
    DateTime,
    /// `2024-05-31`
    Date,
    /// `12:00:00Z`, with or without seconds and offset.
    Time,
    /// `P1DT2H`
    Duration,
    /// `018f3a1e-7b2c-7def-8000-0123456789ab`
    Uuid,
    /// Something before a colon, or a path.
    Uri,
    /// `-12.50`, with or without an exponent.
    Decimal,
    /// `-12`
    Integer,
    /// Letters, digits, `+`, `/`, `-`, `_`, and `=` at the end.
    Base64,
    /// Letters, digits, `-`, `_`, and `=` at the end.
    Base64Url,
    /// Any text.
    Password,
}

impl Format {
    /// True if a text looks like one of the format.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Format::DateTime => {
                has_shape(text.get(..10).unwrap_or_default(), "0000-00-00")
                    && matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' '))
                    && text.get(11..).is_some_and(|time| starts_like(time, "00:00"))
            }
            Format::Date => has_shape(text, "0000-00-00"),
            Format::Time => starts_like(text, "00:00"),
            Format::Duration => {
                let unsigned = text.trim_start_matches('-').trim_start_matches('+');
                matches!(unsigned.as_bytes().first(), Some(b'P' | b'p')) && text.len() > 2
            }
            Format::Uuid => has_shape(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
            Format::Uri => text.starts_with('/') || split_once(text, ":").is_some_and(|(scheme, _)| is_scheme(scheme)),
            Format::Decimal => float(text).is_some() && text.as_bytes().last().is_some_and(u8::is_ascii_digit),
            Format::Integer => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
            }
            Format::Base64 => has_only(text.trim_end_matches('='), |byte| matches!(byte, b'+' | b'/' | b'-' | b'_')),
            Format::Base64Url => has_only(text.trim_end_matches('='), |byte| matches!(byte, b'-' | b'_')),
            Format::Password => true,
        }
    }
}

/// True if each character is of the kind that the shape has there: `0` a digit, `x` a hexadecimal one, others
/// themselves.
fn has_shape(text: &str, shape: &str) -> bool {
    for (index, byte) in text.bytes().enumerate() {
        let fits = match shape.as_bytes().get(index) {
            Some(b'0') => byte.is_ascii_digit(),
            Some(b'x') => byte.is_ascii_hexdigit(),
            other => other == Some(&byte),
        };
        if !fits {
            return false;
        }
    }
    text.len() == shape.len()
}

/// True if all characters are letters, digits, and some more.
fn has_only(text: &str, is_one_more: fn(u8) -> bool) -> bool {
    for byte in text.bytes() {
        if !byte.is_ascii_alphanumeric() && !is_one_more(byte) {
            return false;
        }
    }
    true
}

fn starts_like(text: &str, shape: &str) -> bool {
    text.get(..shape.len()).is_some_and(|start| has_shape(start, shape))
}

/// RFC 3986, section 3.1.
fn is_scheme(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && has_only(text, |byte| matches!(byte, b'+' | b'-' | b'.'))
}
