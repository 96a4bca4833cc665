//! From the data of an event to its documented type.
//!
//! The documentation describes the data, or, as often, the event around it: `{event: …, data: {…}}`. Which of the two
//! it is shows in the fields of the type.

use super::parse::Found;
use crate::runtime::model::decode::{self, DecodeError, Lost};
use crate::runtime::model::wire::{Scalar, Target, Wire};
use serde_json::Value;

/// Whether the data is taken as it is.
#[inline]
pub(super) fn is_text(value: &mut dyn Wire) -> bool {
    matches!(value.target(), Target::Text(_))
}

/// Reads the data into a blank value.
#[inline]
pub(super) fn data(found: &Found, value: &mut dyn Wire) -> Result<Vec<Lost>, DecodeError> {
    if let Target::Text(text) = value.target() {
        text.push_str(&found.data);
        return Ok(Vec::new());
    }
    let names = names_of_event(value.target(), 4);
    if names.is_some_and(|names| !has_all(&found.data, names)) {
        let parsed = decode::parse_body(found.data.as_bytes());
        let (data, mut lost) = parsed.unwrap_or_else(|| (Value::from(found.data.as_str()), Vec::new()));
        for lost in &mut lost {
            lost.pointer.insert_str(0, "/data");
        }
        let mut event = Value::Null;
        event["event"] = Value::from(found.event.as_str());
        event["data"] = data;
        // A model, and a union of models, holds every object.
        let _ = decode::read_value(event, value.target());
        return Ok(lost);
    }
    match decode::read_body(found.data.as_bytes(), value.target()) {
        // A text that is no JSON is a value of a type that takes texts.
        Err(_) if takes_text(value.target(), &found.data) => Ok(Vec::new()),
        other => other,
    }
}

/// If a type describes the event as a whole: what data has that says in JSON what event it is, and so is the event.
#[inline]
fn names_of_event(target: Target<'_>, depth: u8) -> Option<&'static [&'static str]> {
    match target {
        Target::Model(model) => {
            let has = |name: &str| model.info().fields.iter().any(|field| field.name() == name);
            let has_no_other = || model.info().fields.iter().all(|field| OF_EVENT.contains(&field.name()));
            match (has("data"), has("event")) {
                (true, true) => Some(&["event", "data"]),
                (true, false) if has("retry") || has_no_other() => Some(&["data"]),
                _ => None,
            }
        }
        Target::Union(union) if depth > 0 => {
            union.select(0);
            names_of_event(union.inner_mut(), depth - 1)
        }
        _ => None,
    }
}

const OF_EVENT: [&str; 4] = ["data", "event", "id", "retry"];

#[inline]
fn has_all(data: &str, names: &[&str]) -> bool {
    match decode::parse(data.as_bytes()) {
        Some(Value::Object(data)) => names.iter().all(|name| data.contains_key(*name)),
        _ => false,
    }
}

#[inline]
fn takes_text(target: Target<'_>, text: &str) -> bool {
    match target {
        Target::Raw(value) => {
            *value = text.into();
            true
        }
        Target::Scalar(scalar) => scalar.put(Scalar::Text(text)),
        Target::Value(value) => value.put_value(text.into()).is_ok(),
        Target::Nullable(field) => takes_text(field.begin(), text),
        Target::Text(place) => {
            place.push_str(text);
            true
        }
        Target::Bool(_)
        | Target::Signed(_)
        | Target::Float(_)
        | Target::Array(_)
        | Target::Map(_)
        | Target::Model(_)
        | Target::Union(_) => false,
    }
}
