//! Equal inline enums under one property name become one type.
//!
//! Three schemas whose `status` is one of `Draft`, `Inactive`, `Deployed` share one type, called after the property.
//! Where several different enums of one name occur more than once, the most frequent one is called after the property;
//! the others are shared too, each called as its first one would be.

use crate::ir::{Docs, EnumValue, Identity, Role, RoleStep, Shape, Type, TypeDef, TypeId};
use crate::lower::finish::walk;
use std::collections::{BTreeMap, HashMap};

/// For each type that is another one now, which.
pub type Shared = HashMap<TypeId, TypeId>;

/// Finds equal enums, keeps the first of each.
pub fn enums(types: &mut [Option<TypeDef>]) -> Shared {
    let mut groups: BTreeMap<(String, String), Vec<TypeId>> = BTreeMap::new();
    for (index, definition) in types.iter().enumerate() {
        let Some(definition) = definition else { continue };
        if let (Some(property), Some(values)) = (property(definition), values(definition)) {
            groups.entry((property.to_owned(), values)).or_default().push(TypeId(index));
        }
    }
    let mut chosen: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for ((property, values), members) in &groups {
        let best = chosen.entry(property).or_insert((members.len(), values));
        if members.len() > best.0 {
            *best = (members.len(), values);
        }
    }
    let mut shared = Shared::new();
    for ((property, values), members) in &groups {
        let [first, others @ ..] = members.as_slice() else { continue };
        if others.is_empty() {
            continue;
        }
        shared.extend(others.iter().map(|other| (*other, *first)));
        let mut texts: Vec<Option<String>> = Vec::with_capacity(members.len());
        let mut places: Vec<Identity> = Vec::with_capacity(members.len());
        for other in others {
            let Some(other) = types.get_mut(other.0).and_then(Option::take) else { continue };
            texts.push(other.docs.description);
            places.push(other.identity);
        }
        let Some(Some(kept)) = types.get_mut(first.0) else { continue };
        texts.push(kept.docs.description.take());
        places.insert(0, kept.identity.clone());
        kept.places = places;
        // Defaults and examples belong to the places, not to what they share.
        let description = texts.into_iter().flatten().max_by(|left, right| richness(left).cmp(&richness(right)));
        kept.docs = Docs { description, ..Docs::default() };
        if chosen.get(property.as_str()).is_some_and(|(_, best)| best == values) {
            kept.identity = Identity::Shared { property: property.clone() };
        }
    }
    shared
}

/// The longest text wins, then the least.
fn richness(text: &str) -> (usize, std::cmp::Reverse<&str>) {
    (text.len(), std::cmp::Reverse(text))
}

/// The property or parameter that an inline enum is the value, or an element of the value, of.
fn property(definition: &TypeDef) -> Option<&str> {
    let (Identity::Inline { role, .. } | Identity::Operation { role, .. } | Identity::Part { role, .. }) =
        &definition.identity
    else {
        return None;
    };
    if definition.rust_name.is_some() {
        return None;
    }
    let Role(steps) = role;
    match steps.iter().rfind(|step| !matches!(step, RoleStep::Item | RoleStep::Value))? {
        RoleStep::Property(name) | RoleStep::Parameter(_, name) => Some(name),
        RoleStep::Item
        | RoleStep::Value
        | RoleStep::Branch(_)
        | RoleStep::Body
        | RoleStep::Base
        | RoleStep::Response(_)
        | RoleStep::Header(_)
        | RoleStep::Media(_) => None,
    }
}

/// What makes two enums equal: their values as a set, and their names.
fn values(definition: &TypeDef) -> Option<String> {
    let (Shape::StringEnum(values) | Shape::ValueEnum(values)) = &definition.shape else { return None };
    let mut texts: Vec<String> = values
        .iter()
        .map(|EnumValue { value, rust_name, .. }| format!("{value}{}", rust_name.as_deref().unwrap_or_default()))
        .collect();
    texts.sort();
    texts.extend(definition.any_text.then(|| "any text".to_owned()));
    Some(texts.join(","))
}

/// Replaces what a type mentions by what it is now.
pub fn replace(type_: &mut Type, shared: &Shared) {
    if let Type::Named(id) = walk::innermost(type_)
        && let Some(kept) = shared.get(id)
    {
        *id = *kept;
    }
}
