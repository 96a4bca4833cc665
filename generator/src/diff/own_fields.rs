//! What changed at one of the places that share a model, and did not change in the model.
//!
//! The model has the fields of all its places, so a field that a second place documents changes nothing in Rust:
//!
//! ```text
//! Order.owner and Run.owner share Owner; Order.owner documents `email`   the field `email` was added
//! then Run.owner documents `email`                                       at `Run.owner`: the field `email` was added
//! ```

use super::fields;
use super::matching::{ModelItem, Sides};
use super::rule::{Finding, Found};
use crate::changes::Verdict::Patch;
use crate::changes::code;
use crate::ir::{Docs, Field, ObjectShape, PlaceField};
use crate::names::TypeNames;

/// What changed at the places that a model has in both states; `known` is what changed in the model.
pub fn check(
    sides: &Sides<'_>,
    old: (ModelItem<'_>, &ObjectShape),
    new: (ModelItem<'_>, &ObjectShape),
    known: &[Found],
) -> Vec<Found> {
    let before = places(old.0);
    let mut list = Vec::new();
    for (key, own) in places(new.0) {
        let Some((_, earlier)) = before.iter().find(|(place, _)| *place == key) else { continue };
        if own.is_empty() && earlier.is_empty() {
            continue;
        }
        let ((old_shape, old_names), (new_shape, new_names)) = (at(old, earlier), at(new, own));
        let old = (ModelItem { names: &old_names, ..old.0 }, &old_shape);
        let found = fields::check(sides, old, (ModelItem { names: &new_names, ..new.0 }, &new_shape));
        let is_told =
            |found: &Found| known.iter().any(|it| it.rule == found.rule && it.finding.what == found.finding.what);
        let is_news = |found: &Found| found.finding.wire != Patch && !is_told(found);
        list.extend(found.into_iter().filter(is_news).map(|found| at_place(key, found)));
    }
    list
}

/// The places of a model by their keys, each with what it says otherwise than the model.
fn places(item: ModelItem<'_>) -> Vec<(&str, &[PlaceField])> {
    let own = [(item.names.key.as_str(), item.definition.own.as_slice())];
    own.into_iter().chain(item.definition.joined.iter().map(|it| (it.key.as_str(), it.own.as_slice()))).collect()
}

/// The model as a place documents it.
fn at((item, shape): (ModelItem<'_>, &ObjectShape), own: &[PlaceField]) -> (ObjectShape, TypeNames) {
    if own.is_empty() {
        return (shape.clone(), item.names.clone());
    }
    let both = shape.fields.iter().zip(&item.names.fields);
    let here = both.filter_map(|(field, names)| {
        let said = own.iter().find(|said| said.name == field.name)?;
        let docs = Docs {
            deprecated: said.deprecated,
            constraints: said.constraints.clone(),
            default: said.default.clone(),
            ..field.docs.clone()
        };
        Some((Field { required: said.required, docs, ..field.clone() }, names.clone()))
    });
    let (fields, names) = here.unzip();
    let shape = ObjectShape { fields, additional: shape.additional.clone() };
    (shape, TypeNames { fields: names, ..item.names.clone() })
}

fn at_place(key: &str, Found { rule, finding }: Found) -> Found {
    let what = format!("at {}: {}", code(key), finding.what);
    let meaning = "the type has it as all its places together say".to_owned();
    Found { rule, finding: Finding { what, meaning, rust: Patch, wire: finding.wire } }
}
