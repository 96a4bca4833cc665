//! Follows the fields of a component that is a union of what extends it now, or is a model again.
//!
//! As a model, `Pet` has fields; as a union, the model that it also is has them. In go the types with their keys, and the
//! recorded names, out come the names under the keys that the fields have now:
//!
//! ```text
//! Pet/properties/pet-type  →  Pet/base/properties/pet-type
//! ```

use super::migrate::moved::{Sections, rekey};
use crate::ir::{Api, Identity, Role, RoleStep, Shape};
use crate::names::key::{Key, Word};
use std::collections::HashSet;

const BASE: &str = "/base";

/// Gives recorded fields of such models the keys that they have now.
pub fn follow(api: &Api, keys: &[String], sections: &mut Sections) {
    let Some(recorded) = sections.get("fields") else { return };
    let is_recorded = |model: &str| {
        let start = format!("{model}{}", Word::Property.start());
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
    rekey(sections, |section, text| {
        let key: Key = text.parse::<Key>().ok().filter(|_| section == "fields")?;
        let outer = key.outer();
        let field = key.steps().last().filter(|step| step.word == Word::Property)?;
        if to_base.contains(&outer.to_string()) {
            return Some(format!("{outer}{BASE}{field}"));
        }
        let is_base = outer.steps().last().is_some_and(|step| step.word == Word::Base);
        let model = Some(outer.outer().to_string()).filter(|model| is_base && from_base.contains(model))?;
        Some(format!("{model}{field}"))
    });
}
