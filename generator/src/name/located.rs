//! Follows inline types of parameters that are not in the query, whose keys once did not say where they are sent.
//!
//! In go the operations and the recorded names, out come the names under the keys that the types have now. An old key
//! belongs to the one parameter of that name that was recorded with it; where there were several, to that in the query,
//! whose key it still is.
//!
//! ```text
//! GET /pets parameters/X-Sort  →  GET /pets header/X-Sort
//! ```

use super::moved::{Sections, rekey};
use super::record::operation_key;
use crate::ir::{Api, ParameterLocation};
use crate::source::escape_pointer;
use std::collections::HashMap;

const LOCATIONS: [ParameterLocation; 4] =
    [ParameterLocation::Path, ParameterLocation::Query, ParameterLocation::Header, ParameterLocation::Cookie];

/// Gives the recorded types of such parameters the keys that they have now.
pub fn follow(api: &Api, sections: &mut Sections) {
    let moves = moves(api, sections);
    if !moves.is_empty() {
        rekey(sections, |_, key| now(&moves, key));
    }
}

/// From the old keys of parameters to the new ones.
fn moves(api: &Api, sections: &Sections) -> HashMap<String, String> {
    let Some(recorded) = sections.get("parameters") else { return HashMap::new() };
    let mut moves = HashMap::new();
    for operation in &api.operations {
        let key = operation_key(operation);
        for parameter in operation.parameters.iter().filter(|it| it.location != ParameterLocation::Query) {
            let is_recorded = |location: &ParameterLocation| {
                recorded.contains_key(&format!("{key} {} {}", location.text(), parameter.name))
            };
            if LOCATIONS.into_iter().filter(is_recorded).eq([parameter.location]) {
                let name = escape_pointer(&parameter.name);
                moves.insert(format!("{key} parameters/{name}"), format!("{key} {}/{name}", parameter.location.text()));
            }
        }
    }
    moves
}

/// The key of an item today, if it is in such a parameter.
fn now(moves: &HashMap<String, String>, key: &str) -> Option<String> {
    const WORD: &str = " parameters/";
    let name = key.find(WORD)? + WORD.len();
    let end = key.get(name..)?.find('/').map_or(key.len(), |length| name + length);
    let (old, behind) = key.split_at_checked(end)?;
    moves.get(old).map(|new| format!("{new}{behind}"))
}
