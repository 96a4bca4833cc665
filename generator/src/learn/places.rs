//! Corrects all places of a type that stands in several.
//!
//! In go what was found, and the client's types; out comes the same for the other places of those types: `owner.id` of a
//! run that is a text makes the `owner.id` of an order one too, if both owners are one type; a status that one place of
//! an enum does not list is listed in all of them. Otherwise they would be several types from then on.

use super::compare::{Found, Kind};
use crate::ir::Api;
use serde_json::Value as Json;
use std::collections::HashMap;

/// The places of every type that has several, by each of them.
#[derive(Debug, Default)]
pub(super) struct Shared {
    objects: HashMap<String, Vec<String>>,
    enums: HashMap<String, Vec<String>>,
}

impl Shared {
    pub(super) fn of(api: &Api) -> Self {
        let mut shared = Self::default();
        for definition in &api.types {
            let joined = definition.joined.iter().map(|joined| &joined.pointer);
            add(&mut shared.objects, std::iter::once(&definition.pointer).chain(joined));
            add(&mut shared.enums, definition.places.iter().map(|place| &place.pointer));
        }
        shared
    }

    /// What was found at one place of a type, at all places that have what it was found at.
    pub(super) fn spread<'body>(&self, document: &Json, found: Vec<Found<'body>>) -> Vec<Found<'body>> {
        let mut all: Vec<Found<'body>> = Vec::with_capacity(found.len());
        for one in found {
            let others = self.others(&one).into_iter().filter(|pointer| document.pointer(pointer).is_some());
            all.extend(others.map(|pointer| Found { pointer, ..one.clone() }));
            all.push(one);
        }
        all
    }

    fn others(&self, found: &Found) -> Vec<String> {
        let of_enum = self.enums.get_key_value(&found.pointer).filter(|_| found.kind == Kind::Unlisted);
        let Some((place, places)) = of_enum.or_else(|| self.around(&found.pointer)) else { return Vec::new() };
        let rest = found.pointer.get(place.len()..).unwrap_or_default();
        places.iter().filter(|other| *other != place).map(|other| [other, rest].concat()).collect()
    }

    /// The innermost shared object that a schema stands in: where, and its places.
    fn around(&self, pointer: &str) -> Option<(&String, &Vec<String>)> {
        let mut end = pointer.len();
        loop {
            if let Some(known) = self.objects.get_key_value(pointer.get(..end)?) {
                return Some(known);
            }
            end = pointer.get(..end)?.rfind('/')?;
        }
    }
}

fn add<'api>(shared: &mut HashMap<String, Vec<String>>, places: impl Iterator<Item = &'api String>) {
    let places: Vec<String> = places.cloned().collect();
    if places.len() > 1 {
        shared.extend(places.iter().map(|place| (place.clone(), places.clone())));
    }
}
