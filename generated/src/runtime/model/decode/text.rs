//! Reading JSON text: what it means where it cannot be read, and what is left out of it.

use super::super::wire::{Target, Typed};
use super::repair::{Lost, repair};
use super::{Scratch, kind_of, seed};
use serde::de::DeserializeSeed;
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;
use std::sync::Arc;

/// Why a JSON text could not be read as a type.
#[derive(Debug)]
pub struct DecodeError {
    kind: DecodeErrorKind,
}

#[derive(Debug)]
enum DecodeErrorKind {
    // Shared: what dropping such an error takes is compiled once.
    Syntax(Arc<serde_json::Error>),
    Utf8(std::str::Utf8Error),
    /// The value that the type refused.
    Type(Value),
}

impl DecodeError {
    /// The value that the type could not hold.
    ///
    /// # Errors
    /// The error itself, if the text is no JSON.
    pub(in crate::runtime) fn into_value(self) -> Result<Value, Self> {
        match self.kind {
            DecodeErrorKind::Type(value) => Ok(value),
            kind @ (DecodeErrorKind::Syntax(_) | DecodeErrorKind::Utf8(_)) => Err(Self { kind }),
        }
    }

    /// Where in the text that was read it went wrong; empty for the value as a whole.
    pub(in crate::runtime) fn place(&self, text: &[u8]) -> String {
        match (&self.kind, std::str::from_utf8(without_mark(text))) {
            (DecodeErrorKind::Syntax(error), Ok(text)) => {
                super::super::place::pointer(text, error.line(), error.column())
            }
            _ => String::new(),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            // What is wrong there is in the source.
            DecodeErrorKind::Syntax(error) => {
                write!(f, "not valid JSON at line {} column {}", error.line(), error.column())
            }
            DecodeErrorKind::Utf8(error) => write!(f, "not valid JSON: no UTF-8 from byte {} on", error.valid_up_to()),
            DecodeErrorKind::Type(value) => write!(f, "not of the documented type: found {}", kind_of(value)),
        }
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            DecodeErrorKind::Syntax(error) => Some(&**error),
            DecodeErrorKind::Utf8(error) => Some(error),
            DecodeErrorKind::Type(_) => None,
        }
    }
}

/// Reads a JSON text. What is grammatical, but no JSON value can hold (`1e400`, half of a surrogate pair) is left out.
///
/// # Errors
/// If the text is no JSON, or if the type cannot hold its value. A model holds every value.
pub fn from_slice<T: Typed>(text: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::blank();
    read_slice(text, value.target())?;
    Ok(value)
}

/// As [`from_slice`], into a blank value.
///
/// # Errors
/// As [`from_slice`].
pub fn read_slice(text: &[u8], target: Target<'_>) -> Result<(), DecodeError> {
    read_body(text, target).map(drop)
}

/// As [`read_slice`]; what was left out is told.
pub(in crate::runtime) fn read_body(text: &[u8], mut target: Target<'_>) -> Result<Vec<Lost>, DecodeError> {
    // Checking the encoding once is faster than once for every string.
    let text =
        std::str::from_utf8(without_mark(text)).map_err(|error| DecodeError { kind: DecodeErrorKind::Utf8(error) })?;
    match read_text(text, target.reborrow()) {
        Err(DecodeError { kind: DecodeErrorKind::Syntax(error) }) => read_repaired(text, target, error),
        read => read.map(|()| Vec::new()),
    }
}

fn read_text(text: &str, mut target: Target<'_>) -> Result<(), DecodeError> {
    let read = read_text_by(text, target.reborrow(), Scratch::default());
    if !matches!(read, Err(DecodeError { kind: DecodeErrorKind::Type(_) })) {
        return read;
    }
    // A number of more digits than a float has is a number all the same. A model keeps it; here is none.
    target.reborrow().reset();
    read_text_by(text, target, Scratch { is_nearest: true, ..Scratch::default() }).or(read)
}

fn read_text_by(text: &str, target: Target<'_>, mut scratch: Scratch) -> Result<(), DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = seed(target, &mut scratch).deserialize(&mut deserializer);
    match read.and_then(|taken| deserializer.end().map(|()| taken)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(DecodeError { kind: DecodeErrorKind::Type(scratch.refused) }),
        Err(error) => Err(DecodeError { kind: DecodeErrorKind::Syntax(Arc::new(error)) }),
    }
}

/// Reads a text that could not be read, without what no JSON value can hold.
#[cold]
fn read_repaired(text: &str, mut target: Target<'_>, error: Arc<serde_json::Error>) -> Result<Vec<Lost>, DecodeError> {
    if !is_json(text) {
        return Err(DecodeError { kind: DecodeErrorKind::Syntax(error) });
    }
    let (text, lost) = repair(text);
    // Nothing is left to read. A `null` in its place would be a value that nobody sent.
    let is_whole = lost.first().is_some_and(|lost| lost.pointer.is_empty());
    if is_whole && !matches!(target, Target::Model(_) | Target::Union(_)) {
        return Err(DecodeError { kind: DecodeErrorKind::Type(Value::Null) });
    }
    target.reborrow().reset();
    read_text(&text, target).map(|()| lost)
}

/// The JSON value that the text of a body is, `None` if it is none. What no JSON value can hold is left out.
pub(in crate::runtime) fn parse(text: &[u8]) -> Option<Value> {
    parse_body(text).map(|(value, _)| value)
}

/// As [`parse`]; what was left out is told.
pub(in crate::runtime) fn parse_body(text: &[u8]) -> Option<(Value, Vec<Lost>)> {
    let text = std::str::from_utf8(without_mark(text)).ok()?;
    if let Some(value) = parse_text(text) {
        return Some((value, Vec::new()));
    }
    if !is_json(text) {
        return None;
    }
    let (text, lost) = repair(text);
    Some((parse_text(&text)?, lost))
}

/// The JSON value that a text is, `None` if it is none.
pub(in crate::runtime) fn parse_text(text: &str) -> Option<Value> {
    text.parse().ok()
}

/// A text without the byte order mark that servers put before it.
pub(in crate::runtime) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// True if a text is JSON.
pub(in crate::runtime) fn is_json(text: &str) -> bool {
    // The copy is what lets serde_json check it by code that is compiled already.
    RawValue::from_string(text.to_owned()).is_ok()
}
