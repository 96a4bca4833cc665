//! Corrects all places of a type that several inline objects share.
//!
//! In go what was found, and the client's types; out comes the same for the other places of those types: `owner.id` of a
//! run that is a text makes the `owner.id` of an order one too, if both owners are one type. Otherwise they would be two
//! types from then on.

use super::compare::Found;
use crate::ir::Api;
use serde_json::Value as Json;
use std::collections::HashMap;

/// The places of every shared type, by each of them.
#[derive(Debug, Default)]
pub(super) struct Shared(HashMap<String, Vec<String>>);

impl Shared {
    pub(super) fn of(api: &Api) -> Self {
        let mut shared = HashMap::new();
        for definition in api.types.iter().filter(|definition| !definition.joined.is_empty()) {
            let others = definition.joined.iter().map(|joined| joined.pointer.clone());
            let places: Vec<String> = [definition.pointer.clone()].into_iter().chain(others).collect();
            shared.extend(places.iter().map(|place| (place.clone(), places.clone())));
        }
        Self(shared)
    }

    /// What was found at one place of a type, at all places that have what it was found at.
    pub(super) fn spread<'body>(&self, document: &Json, found: Vec<Found<'body>>) -> Vec<Found<'body>> {
        let mut all: Vec<Found<'body>> = Vec::with_capacity(found.len());
        for one in found {
            if let Some((place, places)) = self.places(&one.pointer) {
                let rest = one.pointer.get(place.len()..).unwrap_or_default();
                let others = places.iter().filter(|other| *other != place).map(|other| [other, rest].concat());
                let others = others.filter(|pointer| document.pointer(pointer).is_some());
                all.extend(others.map(|pointer| Found { pointer, ..one.clone() }));
            }
            all.push(one);
        }
        all
    }

    /// The innermost shared type that a schema stands in: where, and its places.
    fn places(&self, pointer: &str) -> Option<(&String, &Vec<String>)> {
        let mut end = pointer.len();
        loop {
            if let Some(known) = self.0.get_key_value(pointer.get(..end)?) {
                return Some(known);
            }
            end = pointer.get(..end)?.rfind('/')?;
        }
    }
}
