//! Gives a type the fields of all its places.
//!
//! Places that share a type may differ in what they gained or lost since. In go two objects that become one, out comes one
//! with the fields of both: a field is required only if every place requires it, and what the places say in different
//! ways of its values, the type does not say. What each place says is kept beside the type.

use crate::ir::{Docs, Field, Joined, ObjectShape, PlaceField, Shape, TypeDef};
use std::collections::HashMap;

/// Adds the fields of a type to another one, and keeps what each place of both says, if they differ.
pub(super) fn into(target: &mut TypeDef, from: &TypeDef, joined: &mut [Joined]) {
    let (Shape::Object(one), Shape::Object(other)) = (&target.shape, &from.shape) else { return };
    let (before, added) = (own(one), own(other));
    let is_same = before.len() == added.len() && {
        let by_name: HashMap<&str, &PlaceField> = before.iter().map(|field| (field.name.as_str(), field)).collect();
        added.iter().all(|field| by_name.get(field.name.as_str()) == Some(&field))
    };
    if is_same {
        return;
    }
    let united = united(one, other);
    let says_now = own(&united);
    keep(&mut target.own, &before, &says_now);
    target.joined.iter_mut().for_each(|place| keep(&mut place.own, &before, &says_now));
    joined.iter_mut().for_each(|place| keep(&mut place.own, &added, &says_now));
    target.shape = Shape::Object(united);
}

/// Keeps what a place says, if the type is about to say something else and nothing is kept yet.
fn keep(own: &mut Vec<PlaceField>, says: &[PlaceField], now: &[PlaceField]) {
    if own.is_empty() && says != now {
        *own = says.to_vec();
    }
}

fn own(shape: &ObjectShape) -> Vec<PlaceField> {
    let field = |field: &Field| PlaceField {
        name: field.name.clone(),
        required: field.required,
        deprecated: field.docs.deprecated,
        constraints: field.docs.constraints.clone(),
        default: field.docs.default.clone(),
    };
    shape.fields.iter().map(field).collect()
}

fn united(one: &ObjectShape, other: &ObjectShape) -> ObjectShape {
    let others: HashMap<&str, &Field> = other.fields.iter().map(|field| (field.name.as_str(), field)).collect();
    let mut fields: Vec<Field> = Vec::with_capacity(one.fields.len() + 1);
    for field in &one.fields {
        fields.push(match others.get(field.name.as_str()) {
            Some(other) => both(field, other),
            None => Field { required: false, ..field.clone() },
        });
    }
    let is_known = |name: &str| one.fields.iter().any(|field| field.name == name);
    let more = other.fields.iter().filter(|field| !is_known(&field.name));
    fields.extend(more.map(|field| Field { required: false, ..field.clone() }));
    ObjectShape { fields, additional: one.additional.clone() }
}

fn both(one: &Field, other: &Field) -> Field {
    let is_of_both = one.docs.constraints == other.docs.constraints;
    let docs = Docs {
        constraints: if is_of_both { one.docs.constraints.clone() } else { Vec::new() },
        facts: one.docs.facts.iter().filter(|fact| other.docs.facts.contains(fact)).cloned().collect(),
        default: one.docs.default.clone().filter(|default| other.docs.default.as_ref() == Some(default)),
        deprecated: one.docs.deprecated && other.docs.deprecated,
        ..one.docs.clone()
    };
    Field { required: one.required && other.required, docs, ..one.clone() }
}
