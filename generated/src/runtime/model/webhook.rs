//! Which documented event a delivery is, and its payload.
//!
//! In go the name of an event, as a header or the body of the delivery has it, and the body; out comes the number of the
//! documented event. GitHub's header says `branch_protection_rule` and the body `"action": "created"`: that is the event
//! `branch-protection-rule-created`. Checks no signatures: what signs a delivery is not documented in a way to rely on.

use super::decode::{self, DecodeError};
use super::wire::Typed;
use serde_json::Value;

/// A documented event, and what its payload always has.
#[derive(Debug)]
pub struct KnownEvent {
    /// Its key in the documentation.
    pub name: &'static str,
    /// The only documented text of a property, with the way to the property.
    pub constants: &'static [(&'static [&'static str], &'static str)],
}

/// A delivery of an event that is not documented, or that several documented ones could be.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct OtherEvent {
    /// What the event was called.
    pub name: String,
    /// The body, as sent.
    pub body: Value,
}

impl OtherEvent {
    /// Keeps a delivery.
    ///
    /// # Errors
    /// If the body is no JSON.
    pub fn read(name: &str, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self { name: name.to_owned(), body: decode::from_slice(body)? })
    }
}

/// The payload of an event, unless the body is of another type. A model holds every JSON value.
pub fn payload<T: Typed>(body: &[u8]) -> Option<Box<T>> {
    decode::from_slice(body).ok().map(Box::new)
}

/// The number of the event that a delivery is; `None` if there is none, or more than one.
///
/// First of all the key itself counts; then a name in other letters, `-`, `_` and `.` aside; then a name that the constants in
/// the body complete. Without a name, the constants alone tell.
pub fn which_event(known: &[KnownEvent], name: &str, body: &[u8]) -> Option<usize> {
    if let Some(exact) = known.iter().position(|event| event.name == name) {
        return Some(exact);
    }
    let wanted = letters(name);
    let mut named = Found::Nothing;
    if !wanted.is_empty() {
        for (index, event) in known.iter().enumerate() {
            named.note(letters(event.name) == wanted, index);
        }
    }
    if let Found::One(index) = named {
        return Some(index);
    }
    let body = decode::parse(body)?;
    let mut told = Found::Nothing;
    for (index, event) in known.iter().enumerate() {
        told.note(is_told(event, &wanted, &body), index);
    }
    if let Found::One(index) = told { Some(index) } else { None }
}

/// What was found so far.
enum Found {
    Nothing,
    One(usize),
    Several,
}

impl Found {
    fn note(&mut self, is_it: bool, index: usize) {
        if is_it {
            *self = match self {
                Found::Nothing => Found::One(index),
                Found::One(_) | Found::Several => Found::Several,
            };
        }
    }
}

/// Whether the constants of an event are in the body, and make its key of the name. What the body leaves out tells nothing.
fn is_told(event: &KnownEvent, name: &str, body: &Value) -> bool {
    let key = letters(event.name);
    let (mut rest, mut is_named) = (key.strip_prefix(name), false);
    let mut is_told = false;
    for (way, text) in event.constants {
        let mut value = Some(body);
        for step in *way {
            value = value.and_then(|value| value.get(*step));
        }
        match value {
            None => continue,
            Some(value) if value == text => is_told = true,
            Some(_) => return false,
        }
        let text = letters(text);
        is_named |= text == name;
        rest = rest.map(|rest| rest.strip_prefix(text.as_str()).unwrap_or(rest));
    }
    // A name says what the constants do not; without one, they have to say something.
    is_told && (name.is_empty() || is_named || rest == Some(""))
}

/// The letters and digits of a name, small.
fn letters(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            letters.extend(letter.to_lowercase());
        }
    }
    letters
}
