//! Follows the fields of a component that is a union of what extends it now, or is a model again.
//!
//! As a model, `Pet` has fields; as a union, the model that it also is has them. In go the types with their keys, and the
//! recorded names, out come the names under the keys that the fields have now:
//!
//! ```text
//! Pet/properties/pet-type  →  Pet/base/properties/pet-type
//! ```

use super::moved::{Sections, rekey};
use crate::ir::{Api, Identity, Role, RoleStep, Shape};
use std::collections::HashSet;

const PROPERTIES: &str = "/properties/";
const BASE: &str = "/base";

/// Gives recorded fields of such models the keys that they have now.
pub fn follow(api: &Api, keys: &[String], sections: &mut Sections) {
    let Some(recorded) = sections.get("fields") else { return };
    let is_recorded = |model: &str| {
        let start = format!("{model}{PROPERTIES}");
        recorded.range(start.clone()..).next().is_some_and(|(key, _)| key.starts_with(&start))
    };
    let (mut to_base, mut from_base) = (HashSet::new(), HashSet::new());
    for (definition, key) in api.types.iter().zip(keys) {
        match (&definition.identity, &definition.shape) {
            (Identity::Inline { role: Role(steps), .. }, _) if steps.as_slice() == [RoleStep::Base] => {
                let model = key.strip_suffix(BASE).unwrap_or(key);
                to_base.extend(Some(model.to_owned()).filter(|model| is_recorded(model) && !is_recorded(key)));
            }
            (Identity::Component(_), Shape::Object(_)) if is_recorded(&format!("{key}{BASE}")) && !is_recorded(key) => {
                from_base.insert(key.clone());
            }
            _ => {}
        }
    }
    if to_base.is_empty() && from_base.is_empty() {
        return;
    }
    rekey(sections, |section, key| {
        let (model, field) =
            key.split_once(PROPERTIES).filter(|(_, field)| section == "fields" && !field.contains('/'))?;
        if to_base.contains(model) {
            return Some(format!("{model}{BASE}{PROPERTIES}{field}"));
        }
        let model = model.strip_suffix(BASE).filter(|model| from_base.contains(*model))?;
        Some(format!("{model}{PROPERTIES}{field}"))
    });
}
