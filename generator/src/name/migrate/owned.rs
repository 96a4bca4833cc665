//! Names of what stands further inside of a response or a request body that is a component.
//!
//! Types of its headers and of its further media types had the key of the component itself, as the type of its body has. In
//! go the types with their keys, and the recorded names, out come the names under the keys of today, where no other type has
//! the key of the component now.

use super::super::record::type_key;
use super::branched::{put, take};
use super::moved::Sections;
use crate::ir::{Api, Identity, Role, RoleStep, Section};
use std::collections::BTreeSet;

/// Gives the recorded names of such types the keys that these have now.
pub fn follow(api: &Api, keys: &[String], sections: &mut Sections) {
    let known: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
    for (definition, key) in api.types.iter().zip(keys) {
        let Identity::Part { section, component, role } = &definition.identity else { continue };
        let [RoleStep::Header(_) | RoleStep::Branch(_), inside @ ..] = role.0.as_slice() else { continue };
        if *section == Section::Schema {
            continue;
        }
        let role = Role(inside.to_vec());
        let before = Identity::Part { section: *section, component: component.clone(), role };
        let before = type_key(api, &before, keys);
        let is_recorded = |key: &str| sections.get("types").is_some_and(|types| types.contains_key(key));
        if !known.contains(before.as_str()) && is_recorded(&before) && !is_recorded(key) {
            let entries = take(sections, &before);
            put(sections, key, entries);
        }
    }
}
