//! Compositions that contain themselves, and parts of a conjunction that others hold already.
//!
//! `Node: {properties: {children: {items: {allOf: [Named, Node]}}}}` composes `Named` and `Node` for the items, whose
//! `children` are composed of the same two again. The same composition of the same parts is one type: while it is being
//! made, whatever asks for it once more gets the slot of an alias, which is resolved when it is made. Which keywords lead
//! there does not matter, nor the order in which the parts are named. Lowers nothing itself.

use crate::ir::Type;
use crate::lower::gather::{Gathered, Part};
use crate::lower::reference;
use crate::lower::schema::alias;
use crate::lower::state::{Key, Lowering, Spot};
use crate::schema::{JsonType, Schema};
use std::collections::HashSet;

/// Parts of parts deeper than this are not looked at.
const MAX_DEPTH: usize = 64;

/// What identifies a composition: the schemas that say something, in no order, each with whether its union belongs to
/// it, and whether `null` does. `None` if there are not several schemas.
pub fn key(gathered: &Gathered) -> Option<Key> {
    if gathered.schemas.len() < 2 {
        return None;
    }
    let has_group = |schema: &Schema| gathered.groups.iter().any(|group| std::ptr::eq(group.schema, schema));
    let parts = gathered.schemas.iter().map(|(schema, _)| *schema).filter(|schema| !only_composes(schema));
    let mut key: Key = parts.map(|schema| (std::ptr::from_ref(schema), has_group(schema))).collect();
    if key.is_empty() {
        return None;
    }
    key.sort_unstable();
    key.push((std::ptr::null(), gathered.nullable));
    Some(key)
}

/// True if a schema only says which others it is made of.
fn only_composes(schema: &Schema) -> bool {
    let is_object = matches!(schema.kind, None | Some(JsonType::Object));
    let is_plain = schema.discriminator.is_none() && schema.extensions.is_empty();
    is_object && is_plain && schema.only_composes() && schema.one_of.is_empty() && schema.any_of.is_empty()
}

/// Makes a composition, unless it is being made already or contains itself and was made before.
pub fn once<'dx, 'a>(
    lowering: &mut Lowering<'dx, 'a>,
    key: Key,
    spot: Spot,
    make: impl FnOnce(&mut Lowering<'dx, 'a>) -> Type,
) -> Type {
    if let Some(type_) = lowering.recursive.get(&key) {
        return type_.clone();
    }
    if let Some(open) = lowering.open.get(&key).copied() {
        let slot = open.unwrap_or_else(|| lowering.alias_slot(spot));
        lowering.open.insert(key, Some(slot));
        return Type::Named(slot);
    }
    lowering.open.insert(key.clone(), None);
    let type_ = make(lowering);
    if let Some(slot) = lowering.open.remove(&key).flatten() {
        alias(lowering, slot, type_.clone());
        lowering.recursive.insert(key, type_.clone());
    }
    type_
}

/// The part of a conjunction that holds all others: it is composed of them, or they say nothing.
pub fn holder<'a>(lowering: &mut Lowering<'_, 'a>, parts: &[Part<'a>]) -> Option<Part<'a>> {
    if parts.iter().any(|part| part.bare) {
        return None;
    }
    let mut telling: Vec<(Part<'a>, &'a Schema)> = Vec::with_capacity(parts.len());
    for part in parts {
        let (schema, ..) = reference::behind(lowering, part.schema, part.spot)?;
        if !schema.says_nothing() || schema.nullable {
            telling.push((*part, schema));
        }
    }
    for (part, schema) in &telling {
        let mut held = HashSet::new();
        hold(lowering, schema, part.spot, &mut held, 0);
        if telling.iter().all(|(_, other)| held.contains(&std::ptr::from_ref(*other))) {
            return Some(*part);
        }
    }
    None
}

/// A schema and all that it is composed of.
pub fn hold<'a>(
    lowering: &mut Lowering<'_, 'a>,
    schema: &'a Schema,
    spot: Spot,
    held: &mut HashSet<*const Schema>,
    depth: usize,
) {
    if depth > MAX_DEPTH || !held.insert(schema) {
        return;
    }
    for part in &schema.all_of {
        if let Some((schema, spot, _)) = reference::behind(lowering, part.into(), spot) {
            hold(lowering, schema, spot, held, depth + 1);
        }
    }
}
