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
use super::record::operation_key;
use crate::ir::{Api, ParameterLocation};
use crate::source::escape_pointer;
use std::collections::HashMap;

const LOCATIONS: [ParameterLocation; 5] = [
    ParameterLocation::Path,
    ParameterLocation::Query,
    ParameterLocation::Header,
    ParameterLocation::Cookie,
    ParameterLocation::QueryString,
];

/// Gives recorded parameters and the types in them the keys that they have now.
pub fn follow(api: &Api, sections: &mut Sections) {
    for moves in [placed, spelled] {
        let moves = moves(api, sections);
        if !moves.is_empty() {
            rekey(sections, |_, key| now(&moves, key));
        }
    }
}

/// From keys without places to those with them.
fn placed(api: &Api, sections: &Sections) -> HashMap<String, String> {
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

/// From keys of headers to those with other capitals.
fn spelled(api: &Api, sections: &Sections) -> HashMap<String, String> {
    let Some(recorded) = sections.get("parameters") else { return HashMap::new() };
    let mut moves = HashMap::new();
    for operation in &api.operations {
        let start = format!("{} header ", operation_key(operation));
        let headers = operation.parameters.iter().filter(|it| it.location == ParameterLocation::Header);
        let names: Vec<&str> = headers.map(|header| header.name.as_str()).collect();
        let known = recorded.range(start.clone()..).map_while(|(key, _)| key.strip_prefix(&start));
        for old in known.filter(|old| !names.contains(old)) {
            let is_new = |name: &&&str| !recorded.contains_key(&format!("{start}{name}"));
            let Some(new) = names.iter().filter(is_new).find(|name| name.eq_ignore_ascii_case(old)) else { continue };
            moves.insert(format!("{start}{old}"), format!("{start}{new}"));
            let of_types = |name: &str| format!("{}/{}", start.trim_end(), escape_pointer(name));
            moves.insert(of_types(old), of_types(new));
        }
    }
    moves
}

/// The key of an item today, if it is such a parameter or in one.
fn now(moves: &HashMap<String, String>, key: &str) -> Option<String> {
    if let Some(new) = moves.get(key) {
        return Some(new.clone());
    }
    let inside = |word: &str| {
        let name = key.find(word)? + word.len();
        let end = key.get(name..)?.find('/').map_or(key.len(), |length| name + length);
        let (old, behind) = key.split_at_checked(end)?;
        moves.get(old).map(|new| format!("{new}{behind}"))
    };
    [" parameters/", " header/"].into_iter().find_map(inside)
}
