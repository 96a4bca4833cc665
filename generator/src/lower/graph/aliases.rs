//! Aliases: slots that turned out to be no types of their own.
//!
//! `Names: {type: array, items: {type: string}}` is replaced by a list of strings wherever it is mentioned. An alias
//! that contains itself (`Tree: {type: array, items: {$ref: Tree}}`) has no end and becomes a type of its own, a union
//! of one branch; one that is nothing but itself is reported and is any value.

use crate::ir::walk;
use crate::ir::{Branch, Docs, Identity, Shape, Type, TypeDef, TypeId, UnionShape};
use crate::lower::schema::{bounded, nullable};
use crate::lower::state::{Lowering, SlotState};
use std::collections::HashMap;

/// Aliases of aliases deeper than this are cut.
const MAX_DEPTH: usize = 100;

/// What a slot stands for.
#[derive(Clone)]
enum State {
    Unknown,
    Open,
    Done(Type),
}

/// What every slot stands for: itself, or something else.
pub struct Aliases(Vec<Type>);

impl Aliases {
    /// What a type stands for, if it is a slot.
    fn of(&self, type_: &Type) -> Option<&Type> {
        let Type::Named(id) = type_ else { return None };
        self.0.get(id.0)
    }
}

/// Resolves all slots.
pub fn resolve(lowering: &mut Lowering) -> Aliases {
    let mut states = vec![State::Unknown; lowering.slots.len()];
    let mut selves = Vec::new();
    let mut resolved = Vec::with_capacity(states.len());
    for index in 0..states.len() {
        resolved.push(slot(lowering, TypeId(index), &mut states, &mut selves, 0));
    }
    // What resolved to a slot that was still open, and is now known to be something else.
    for type_ in &mut resolved {
        walk::innermost(type_, &mut |inner| {
            if let Type::Named(id) = inner
                && let Some(State::Done(Type::Any)) = states.get(id.0)
            {
                *inner = Type::Any;
            }
        });
    }
    let mut aliases = Aliases(resolved);
    add_null_of_branches(lowering, &mut aliases);
    aliases
}

/// A union takes `null` if one of its branches does, however many unions are between them.
fn add_null_of_branches(lowering: &Lowering, aliases: &mut Aliases) {
    let mut unions_of: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut open: Vec<TypeId> = lowering.null_by_branch.iter().copied().collect();
    for (index, slot) in lowering.slots.iter().enumerate() {
        let SlotState::Defined(definition) = &slot.state else { continue };
        let Shape::Union(union) = &definition.shape else { continue };
        for branch in union.branches.iter().filter_map(|branch| aliases.of(&branch.type_)) {
            match branch {
                Type::Nullable(_) => open.push(TypeId(index)),
                Type::Named(inner) => unions_of.entry(*inner).or_default().push(TypeId(index)),
                _ => {}
            }
        }
    }
    while let Some(id) = open.pop() {
        let Some(type_) = aliases.0.get_mut(id.0) else { continue };
        *type_ = nullable(std::mem::replace(type_, Type::Any));
        open.extend(unions_of.remove(&id).into_iter().flatten());
    }
}

fn slot(lowering: &mut Lowering, id: TypeId, states: &mut [State], selves: &mut Vec<TypeId>, depth: usize) -> Type {
    match states.get(id.0) {
        Some(State::Done(type_)) => return type_.clone(),
        Some(State::Open) => {
            selves.push(id);
            return Type::Named(id);
        }
        Some(State::Unknown) => {}
        None => return Type::Any,
    }
    let Some(slot_) = lowering.slots.get(id.0) else { return Type::Any };
    let spot = slot_.spot;
    let made = match &slot_.state {
        SlotState::Pending => Type::Any,
        SlotState::Defined(_) if slot_.nullable && slot_.component.is_some() => nullable(Type::Named(id)),
        SlotState::Defined(_) => Type::Named(id),
        SlotState::Alias(_) if depth > MAX_DEPTH => Type::Any,
        SlotState::Alias(type_) => {
            let mut type_ = type_.clone();
            if let Some(state) = states.get_mut(id.0) {
                *state = State::Open;
            }
            follow(lowering, &mut type_, states, selves, depth + 1);
            if selves.contains(&id) { contains_itself(lowering, id, type_) } else { bounded(lowering, type_, spot) }
        }
    };
    if let Some(state) = states.get_mut(id.0) {
        *state = State::Done(made.clone());
    }
    made
}

fn follow(lowering: &mut Lowering, type_: &mut Type, states: &mut [State], selves: &mut Vec<TypeId>, depth: usize) {
    walk::innermost(type_, &mut |inner| {
        if let Type::Named(id) = *inner {
            *inner = slot(lowering, id, states, selves, depth);
        }
    });
    collapse(type_);
}

/// An alias that contains itself.
fn contains_itself(lowering: &mut Lowering, id: TypeId, type_: Type) -> Type {
    let Some(spot) = lowering.slots.get(id.0).map(|slot| slot.spot) else { return Type::Any };
    let pointer = lowering.pointer(spot);
    let mut bare = &type_;
    while let Type::Nullable(inner) = bare {
        bare = inner;
    }
    if *bare == Type::Named(id) {
        let message = "the schema is nothing but a reference to itself; read as any JSON value";
        lowering.warn("reference-cycle", message, &pointer);
        return Type::Any;
    }
    if !mentions(bare, id) {
        return type_;
    }
    let branch = Branch {
        type_: bare.clone(),
        name: None,
        tags: Vec::new(),
        is_default: false,
        docs: Docs::default(),
        pointer: pointer.clone(),
    };
    let identity = match lowering.slots.get(id.0).and_then(|slot| slot.component.clone()) {
        Some(name) => Identity::Component(name),
        None => lowering.identity(spot),
    };
    let definition = TypeDef {
        identity,
        shape: Shape::Union(UnionShape { branches: vec![branch], discriminator: None }),
        pointer,
        ..TypeDef::nothing()
    };
    if let Some(slot) = lowering.slots.get_mut(id.0) {
        slot.state = SlotState::Defined(Box::new(definition));
    }
    if matches!(type_, Type::Nullable(_)) { nullable(Type::Named(id)) } else { Type::Named(id) }
}

fn mentions(type_: &Type, id: TypeId) -> bool {
    let mut found = false;
    walk::named(type_, &mut |named, _| found |= named == id);
    found
}

/// `null` is added once, and not to any value.
fn collapse(type_: &mut Type) {
    match type_ {
        Type::Nullable(inner) => {
            collapse(inner);
            if matches!(**inner, Type::Any | Type::Nullable(_)) {
                *type_ = std::mem::replace(inner, Type::Any);
            }
        }
        Type::Array(inner) | Type::Map(inner) => collapse(inner),
        Type::Tuple(elements) => elements.iter_mut().for_each(collapse),
        Type::Any
        | Type::Boolean
        | Type::Integer(_)
        | Type::Float(_)
        | Type::String
        | Type::Text(_)
        | Type::Binary
        | Type::Named(_)
        | Type::Boxed(_) => {}
    }
}

/// Replaces what a type mentions by what it stands for.
pub fn replace(type_: &mut Type, aliases: &Aliases, in_json: bool) {
    walk::innermost(type_, &mut |inner| {
        if let Type::Named(id) = *inner {
            // A slot that does not exist stays, for `invariants` to report it.
            *inner = aliases.0.get(id.0).cloned().unwrap_or(Type::Named(id));
        }
    });
    collapse(type_);
    walk::innermost(type_, &mut |inner| {
        if in_json && *inner == Type::Binary {
            *inner = Type::String;
        }
    });
}

/// The types that are types of their own, by slot, with aliases replaced in them.
pub fn definitions(lowering: &mut Lowering, aliases: &Aliases) -> Vec<Option<TypeDef>> {
    let states = lowering.slots.iter_mut().map(|slot| std::mem::replace(&mut slot.state, SlotState::Pending));
    let mut definitions: Vec<Option<TypeDef>> = states
        .map(|state| match state {
            SlotState::Defined(definition) => Some(*definition),
            SlotState::Pending | SlotState::Alias(_) => None,
        })
        .collect();
    let mut replace = |type_: &mut Type, in_json: bool| replace(type_, aliases, in_json);
    walk::definitions(definitions.iter_mut().flatten(), &mut replace);
    definitions
}
