//! Follows parameters whose keys are others now though they are the same on the wire, and inline types in them.
//!
//! In go the operations and the recorded names, out come the names under the keys that the items have now. The keys of
//! types in parameters that are not in the query once did not say where the parameter is sent: such a key belongs to
//! the one parameter of that name that was recorded with it; where there were several, to that in the query, whose key
//! it still is. And a header is the same whether its name is written in capitals or not.
//!
//! ```text
//! GET /pets parameters/X-Sort  →  GET /pets header/X-Sort
//! GET /pets header X-Sort      →  GET /pets header x-sort
//! ```

use super::moved::{Sections, rekey};
use crate::ir::{Api, Operation, ParameterLocation};
use crate::names::key::{Key, Place, Step, Word};
use std::collections::HashMap;

const LOCATIONS: [ParameterLocation; 5] = [
    ParameterLocation::Path,
    ParameterLocation::Query,
    ParameterLocation::Header,
    ParameterLocation::Cookie,
    ParameterLocation::QueryString,
];

/// From keys of parameters, and of types that stand in one, to other ones.
type Moves = HashMap<Key, Key>;

/// Gives recorded parameters and the types in them the keys that they have now.
pub fn follow(api: &Api, sections: &mut Sections) {
    for moves in [placed, spelled] {
        let moves = moves(api, sections);
        if !moves.is_empty() {
            rekey(sections, |_, key| now(&moves, key));
        }
    }
}

/// A parameter itself.
fn parameter(operation: &Operation, location: ParameterLocation, name: &str) -> Key {
    Key::of_operation(operation, Place::Other(format!("{} {name}", location.text())))
}

/// The type of a parameter.
fn type_of(operation: &Operation, location: ParameterLocation, name: &str) -> Key {
    Key::of_operation(operation, Place::Way(vec![Step::new(Word::Parameter(location), name)]))
}

/// From keys without places to those with them.
fn placed(api: &Api, sections: &Sections) -> Moves {
    let Some(recorded) = sections.get("parameters") else { return HashMap::new() };
    let mut moves = HashMap::new();
    for operation in &api.operations {
        for it in operation.parameters.iter().filter(|it| it.location != ParameterLocation::Query) {
            let is_recorded = |location: &ParameterLocation| {
                recorded.contains_key(&parameter(operation, *location, &it.name).to_string())
            };
            if LOCATIONS.into_iter().filter(is_recorded).eq([it.location]) {
                let type_of = |location| type_of(operation, location, &it.name);
                moves.insert(type_of(ParameterLocation::Query), type_of(it.location));
            }
        }
    }
    moves
}

/// From keys of headers to those with other capitals.
fn spelled(api: &Api, sections: &Sections) -> Moves {
    let Some(recorded) = sections.get("parameters") else { return HashMap::new() };
    let mut moves = HashMap::new();
    for operation in &api.operations {
        let start = parameter(operation, ParameterLocation::Header, "").to_string();
        let headers = operation.parameters.iter().filter(|it| it.location == ParameterLocation::Header);
        let names: Vec<&str> = headers.map(|header| header.name.as_str()).collect();
        let known = recorded.range(start.clone()..).map_while(|(key, _)| key.strip_prefix(&start));
        for old in known.filter(|old| !names.contains(old)) {
            let is_new = |name: &&&str| !recorded.contains_key(&format!("{start}{name}"));
            let Some(new) = names.iter().filter(is_new).find(|name| name.eq_ignore_ascii_case(old)) else { continue };
            for of in [parameter, type_of] {
                moves.insert(
                    of(operation, ParameterLocation::Header, old),
                    of(operation, ParameterLocation::Header, new),
                );
            }
        }
    }
    moves
}

/// The key of an item today, if it is such a parameter or in one.
fn now(moves: &Moves, text: &str) -> Option<String> {
    let Key { of, place } = text.parse().ok()?;
    match place {
        Place::Other(_) => moves.get(&Key { of, place }).map(Key::to_string),
        Place::Way(mut steps) => {
            let first = Place::Way(vec![steps.first()?.clone()]);
            let new = moves.get(&Key { of, place: first })?;
            *steps.first_mut()? = new.steps().first()?.clone();
            Some(Key { of: new.of.clone(), place: Place::Way(steps) }.to_string())
        }
    }
}
