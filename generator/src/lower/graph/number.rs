//! The final numbers of types: components by name, then inline types in the order of what they belong to.
//!
//! An inline type that nothing mentions any more (its property was composed with another one) is dropped, unless it is
//! the parent of one that is kept.

use crate::ir::walk;
use crate::ir::{Identity, Operation, Section, Type, TypeDef, TypeId, Webhook};
use crate::lower::state::Lowering;

/// Numbers all types, in the types, the operations and the webhooks.
pub fn all(
    lowering: &Lowering,
    types: Vec<Option<TypeDef>>,
    operations: &mut [Operation],
    webhooks: &mut [Webhook],
) -> Vec<TypeDef> {
    let order = order(lowering, &types, operations, webhooks);
    let mut finals: Vec<Option<TypeId>> = vec![None; types.len()];
    for (index, slot) in order.iter().enumerate() {
        if let Some(place) = finals.get_mut(slot.0) {
            *place = Some(TypeId(index));
        }
    }
    let mut types = types;
    let mut numbered = Vec::with_capacity(order.len());
    for slot in &order {
        let Some(mut definition) = types.get_mut(slot.0).and_then(Option::take) else { continue };
        definition.identity = identity(lowering, definition.identity, &finals);
        numbered.push(definition);
    }
    let mut renumber = |type_: &mut Type, _: bool| {
        walk::innermost(type_, &mut |inner| {
            if let Type::Named(id) = inner {
                match finals.get(id.0).copied().flatten() {
                    Some(number) => *id = number,
                    // `invariants` reports it.
                    None => *id = TypeId(usize::MAX),
                }
            }
        });
    };
    walk::definitions(&mut numbered, &mut renumber);
    walk::operations(operations, &mut renumber);
    walk::webhooks(webhooks, &mut renumber);
    numbered
}

fn order(
    lowering: &Lowering,
    types: &[Option<TypeDef>],
    operations: &mut [Operation],
    webhooks: &mut [Webhook],
) -> Vec<TypeId> {
    let mut seen = vec![false; types.len()];
    let mut order: Vec<TypeId> = Vec::with_capacity(types.len());
    let is_component = |id: &TypeId| lowering.slots.get(id.0).is_some_and(|slot| slot.component.is_some());
    // Slots of components come first, and were made in the order of their names.
    let components: Vec<TypeId> = (0..types.len())
        .map(TypeId)
        .filter(|id| is_component(id) && types.get(id.0).is_some_and(Option::is_some))
        .collect();
    for id in &components {
        visit(*id, &mut seen, &mut order);
    }
    for id in &components {
        below(*id, types, &mut seen, &mut order);
    }
    let mut mentioned = |type_: &mut Type, _: bool| {
        walk::named(type_, &mut |id, _| {
            visit(id, &mut seen, &mut order);
            below(id, types, &mut seen, &mut order);
        });
    };
    walk::operations(operations, &mut mentioned);
    walk::webhooks(webhooks, &mut mentioned);
    parents(types, &mut seen, &mut order);
    order
}

fn visit(id: TypeId, seen: &mut [bool], order: &mut Vec<TypeId>) -> bool {
    match seen.get_mut(id.0) {
        Some(seen) if !*seen => {
            *seen = true;
            order.push(id);
            true
        }
        Some(_) | None => false,
    }
}

/// Everything that a type mentions, depth first, in the order of its fields.
fn below(id: TypeId, types: &[Option<TypeDef>], seen: &mut [bool], order: &mut Vec<TypeId>) {
    let mentions = |id: TypeId| -> Vec<TypeId> {
        let mut ids = Vec::new();
        for type_ in types.get(id.0).and_then(Option::as_ref).map(walk::mentioned).unwrap_or_default() {
            walk::named(type_, &mut |id, _| ids.push(id));
        }
        ids.reverse();
        ids
    };
    let mut open = mentions(id);
    while let Some(id) = open.pop() {
        if visit(id, seen, order) {
            open.extend(mentions(id));
        }
    }
}

/// The types that kept ones are inside of.
fn parents(types: &[Option<TypeDef>], seen: &mut [bool], order: &mut Vec<TypeId>) {
    let mut next = 0;
    while let Some(id) = order.get(next).copied() {
        next += 1;
        if let Some(Some(TypeDef { identity: Identity::Inline { parent, .. }, .. })) = types.get(id.0)
            && types.get(parent.0).is_some_and(Option::is_some)
            && visit(*parent, seen, order)
        {
            below(*parent, types, seen, order);
        }
    }
}

/// An identity with final numbers. A parent that is an alias has no number; then the component is named instead.
fn identity(lowering: &Lowering, identity: Identity, finals: &[Option<TypeId>]) -> Identity {
    let Identity::Inline { parent, role } = identity else { return identity };
    if let Some(parent) = finals.get(parent.0).copied().flatten() {
        return Identity::Inline { parent, role };
    }
    let component = lowering.slots.get(parent.0).and_then(|slot| slot.component.clone()).unwrap_or_default();
    Identity::Part { section: Section::Schema, component, role }
}
