//! Rules about the places of an enum that several places share.
//!
//! The type has the values of all its places, so a value that a second place documents changes nothing in the type:
//!
//! ```text
//! Flow.status and Run.status share Status; Flow.status documents "Paused"   enum-value-added
//! then Run.status documents "Paused"                                        enum-place-value-added
//! ```

use super::matching::{ModelItem, Sides};
use super::rule::{Finding, Found, finding, found};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{EnumValue, Identity, Role, RoleStep, Shape, TypeId};
use serde_json::Value as Json;

const ADDED: &str = "enum-place-value-added";
const REMOVED: &str = "enum-place-value-removed";

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    vec![ADDED, REMOVED]
}

/// What changed at the places that an enum has in both states, and did not change in the enum.
pub fn check(sides: &Sides<'_>, old: ModelItem<'_>, new: ModelItem<'_>) -> Vec<Found> {
    if old.definition.places.is_empty() && new.definition.places.is_empty() {
        return Vec::new();
    }
    let (before, after) = (places(old), places(new));
    let mut list = Vec::new();
    for (identity, values) in &after {
        let Some((_, earlier)) = before.iter().find(|(place, _)| is_same(sides, place, identity)) else { continue };
        let is_new = |value: &&&Json| !earlier.contains(value) && values_of(old).contains(value);
        let is_gone = |value: &&&Json| !values.contains(value) && values_of(new).contains(value);
        let added = values.iter().filter(is_new).map(|value| (ADDED, added(sides, identity, value)));
        let removed = earlier.iter().filter(is_gone).map(|value| (REMOVED, removed(sides, new, identity, value)));
        list.extend(found(added.chain(removed)));
    }
    list
}

fn added(sides: &Sides<'_>, place: &Identity, value: &Json) -> Option<Finding> {
    let what = format!("{} has the value {} too", place_text(sides, place), code(&value.to_string()));
    finding(what, "the type has a variant for it already, from another place", Minor, Minor)
}

fn removed(sides: &Sides<'_>, new: ModelItem<'_>, place: &Identity, value: &Json) -> Option<Finding> {
    let wire = if new.definition.in_request { Major } else { Minor };
    let what = format!("{} has the value {} no more", place_text(sides, place), code(&value.to_string()));
    finding(what, "the type keeps its variant, which other places have", Patch, wire)
}

fn values_of(item: ModelItem<'_>) -> Vec<&Json> {
    match &item.definition.shape {
        Shape::StringEnum(values) | Shape::ValueEnum(values) => values.iter().map(|it: &EnumValue| &it.value).collect(),
        Shape::Object(_) | Shape::Union(_) => Vec::new(),
    }
}

/// All places of an enum with their values; one that stands for itself alone has one.
fn places(item: ModelItem<'_>) -> Vec<(&Identity, Vec<&Json>)> {
    let definition = item.definition;
    if definition.places.is_empty() {
        return vec![(&definition.identity, values_of(item))];
    }
    definition.places.iter().map(|place| (&place.identity, place.values.iter().collect())).collect()
}

fn is_same(sides: &Sides<'_>, old: &Identity, new: &Identity) -> bool {
    match (old, new) {
        (Identity::Inline { parent, role: old }, Identity::Inline { parent: now, role: new }) => {
            sides.now(*parent) == Some(*now) && old == new
        }
        (Identity::Operation { operation, role: old }, Identity::Operation { operation: now, role: new }) => {
            sides.operation_at(*operation) == Some(*now) && old == new
        }
        (old, new) => old == new,
    }
}

/// `Flow.status`, `list_flows` `sort`
fn place_text(sides: &Sides<'_>, place: &Identity) -> String {
    let steps = |Role(steps): &Role| {
        let names = steps.iter().filter_map(|step| match step {
            RoleStep::Property(name) | RoleStep::Parameter(_, name) | RoleStep::Header(name) => Some(name.as_str()),
            RoleStep::Item
            | RoleStep::Value
            | RoleStep::Branch(_)
            | RoleStep::Body
            | RoleStep::Response(_)
            | RoleStep::Base
            | RoleStep::Media(_) => None,
        });
        names.collect::<Vec<_>>().join(".")
    };
    let model = |id: TypeId| sides.new.names.types.get(id.0).map_or("", |names| names.ident.as_str());
    let method = |index: usize| sides.new.names.operations.get(index).map_or("", |names| names.method.as_str());
    match place {
        Identity::Inline { parent, role } => code(&format!("{}.{}", model(*parent), steps(role))),
        Identity::Operation { operation, role } => code(&format!("{}: {}", method(*operation), steps(role))),
        Identity::Part { component, role, .. } => code(format!("{component}.{}", steps(role)).trim_end_matches('.')),
        Identity::Component(name) | Identity::Shared { property: name } => code(name),
    }
}
