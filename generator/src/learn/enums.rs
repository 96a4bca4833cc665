//! Enums that several places of a document share.
//!
//! In: what was found, for example a value that `Flow.status` does not list, and the client, in which `Flow.status` and
//! `Run.status` are one type. Out: the same found at `Run.status` too, so that they stay one type once they are corrected.

use super::compare::{Found, Kind};
use crate::ir::Api;
use crate::source::{escape_pointer, pointer_tokens};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Adds what is found at one place of a shared enum at the others.
pub(super) fn with_other_places<'body>(document: &Json, api: &Api, found: Vec<Found<'body>>) -> Vec<Found<'body>> {
    let is_of_enum = |found: &&Found| found.kind == Kind::Unlisted && found.name.is_none();
    let mut more = Vec::new();
    for one in found.iter().filter(is_of_enum) {
        let Some(name) = property(document, &one.pointer) else { continue };
        let Some(values) = document.pointer(&one.pointer).and_then(values) else { continue };
        if !is_shared(api, &values) {
            continue;
        }
        let mut others = Vec::new();
        places(document, document, &mut String::new(), &mut others);
        let is_other = |(pointer, property, listed): &(String, String, BTreeSet<String>)| {
            *pointer != one.pointer && *property == name && *listed == values
        };
        let others = others.into_iter().filter(is_other);
        more.extend(others.map(|(pointer, ..)| Found { pointer, ..one.clone() }));
    }
    found.into_iter().chain(more).collect()
}

/// The client has a type of several places, one of which has these values.
fn is_shared(api: &Api, values: &BTreeSet<String>) -> bool {
    let of_place = |listed: &[Json]| listed.iter().map(Json::to_string).collect::<BTreeSet<_>>() == *values;
    api.types.iter().any(|definition| definition.places.iter().any(|place| of_place(&place.values)))
}

fn values(schema: &Json) -> Option<BTreeSet<String>> {
    Some(schema.get("enum")?.as_array()?.iter().map(Json::to_string).collect())
}

/// The name of the property or parameter that a schema, or the elements of it, are the value of.
fn property(document: &Json, pointer: &str) -> Option<String> {
    let tokens = pointer_tokens(pointer)?;
    let own = tokens.iter().rposition(|token| token != "items")?;
    let (last, above) = (tokens.get(own)?, tokens.get(..own)?);
    match above.last()?.as_str() {
        "properties" => Some(last.clone()),
        _ if last == "schema" => {
            let parameter: String = above.iter().map(|token| ["/", &escape_pointer(token)].concat()).collect();
            document.pointer(&parameter)?.get("name")?.as_str().map(str::to_owned)
        }
        _ => None,
    }
}

/// All enums of properties and parameters, with their names and values.
fn places(document: &Json, node: &Json, pointer: &mut String, found: &mut Vec<(String, String, BTreeSet<String>)>) {
    if let Some(values) = values(node)
        && let Some(name) = property(document, pointer)
    {
        found.push((pointer.clone(), name, values));
    }
    let members: Vec<(String, &Json)> = match node {
        Json::Object(members) => members.iter().map(|(key, member)| (escape_pointer(key), member)).collect(),
        Json::Array(elements) => elements.iter().enumerate().map(|(at, one)| (at.to_string(), one)).collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Vec::new(),
    };
    for (token, member) in members.into_iter().filter(|(_, member)| member.is_object() || member.is_array()) {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(&token);
        places(document, member, pointer, found);
        pointer.truncate(length);
    }
}
