//! Unions that are branches of each other: `A` is `B` or a string, `B` is `A` or an integer.
//!
//! All unions of such a circle are the same. The first one gets the branches of all of them, the others are that one,
//! so that reading a value ends. Circles through lists, maps and models are none: there the value becomes smaller.

use crate::ir::{Branch, Docs, Shape, Type, TypeDef, TypeId};

/// Makes the unions of each circle one.
pub fn untangle(types: &mut [Option<TypeDef>]) {
    let forth: Vec<Vec<TypeId>> = types.iter().map(|definition| inside(definition.as_ref(), types)).collect();
    if forth.iter().all(Vec::is_empty) {
        return;
    }
    let mut back: Vec<Vec<TypeId>> = vec![Vec::new(); types.len()];
    for (from, targets) in forth.iter().enumerate() {
        for to in targets {
            back.get_mut(to.0).into_iter().for_each(|sources| sources.push(TypeId(from)));
        }
    }
    // Kosaraju's algorithm: backwards, from the one that is left last.
    let mut seen = vec![false; types.len()];
    let left: Vec<TypeId> = (0..types.len()).flat_map(|start| walk(TypeId(start), &forth, &mut seen)).collect();
    let mut seen = vec![false; types.len()];
    for start in left.into_iter().rev() {
        let mut circle = walk(start, &back, &mut seen);
        circle.sort();
        let is_circle = circle.len() > 1 || forth.get(start.0).is_some_and(|targets| targets.contains(&start));
        if is_circle {
            make_one(&circle, types);
        }
    }
}

/// The unions that are branches of a union.
fn inside(definition: Option<&TypeDef>, types: &[Option<TypeDef>]) -> Vec<TypeId> {
    let Some(Shape::Union(union)) = definition.map(|definition| &definition.shape) else { return Vec::new() };
    let is_union = |id: &TypeId| {
        let definition = types.get(id.0).and_then(Option::as_ref);
        definition.is_some_and(|definition| matches!(definition.shape, Shape::Union(_)))
    };
    union.branches.iter().filter_map(|branch| bare(&branch.type_)).filter(is_union).collect()
}

/// The type of its own that a type is, beside `null`.
fn bare(type_: &Type) -> Option<TypeId> {
    match type_ {
        Type::Named(id) | Type::Boxed(id) => Some(*id),
        Type::Nullable(inner) => bare(inner),
        Type::Any
        | Type::Boolean
        | Type::Integer(_)
        | Type::Float(_)
        | Type::String
        | Type::Text(_)
        | Type::Binary
        | Type::Array(_)
        | Type::Map(_)
        | Type::Tuple(_) => None,
    }
}

/// What is reached and was not seen yet, in the order in which it is left. Without recursion: circles can be as long as
/// the document.
fn walk(start: TypeId, edges: &[Vec<TypeId>], seen: &mut [bool]) -> Vec<TypeId> {
    let mut left = Vec::new();
    let mut visit = |id: TypeId| seen.get_mut(id.0).is_some_and(|seen| !std::mem::replace(seen, true));
    if !visit(start) {
        return left;
    }
    let mut path = vec![(start, 0)];
    while let Some((at, next)) = path.last_mut() {
        match edges.get(at.0).and_then(|edges| edges.get(*next)).copied() {
            Some(to) => {
                *next += 1;
                if visit(to) {
                    path.push((to, 0));
                }
            }
            None => {
                left.push(*at);
                path.pop();
            }
        }
    }
    left
}

fn make_one(circle: &[TypeId], types: &mut [Option<TypeDef>]) {
    let [first, others @ ..] = circle else { return };
    let mut branches: Vec<Branch> = Vec::new();
    for id in circle {
        if let Some(Some(definition)) = types.get_mut(id.0)
            && let Shape::Union(union) = &mut definition.shape
        {
            branches.extend(std::mem::take(&mut union.branches));
            union.discriminator = None;
        }
    }
    branches.retain(|branch| bare(&branch.type_).is_none_or(|id| !circle.contains(&id)));
    let mut set = |id: &TypeId, branches: Vec<Branch>| {
        if let Some(Some(definition)) = types.get_mut(id.0)
            && let Shape::Union(union) = &mut definition.shape
        {
            union.branches = branches;
        }
    };
    if branches.is_empty() {
        branches.push(Branch {
            type_: Type::Any,
            name: None,
            tags: Vec::new(),
            is_default: false,
            docs: Docs::default(),
            pointer: String::new(),
        });
    }
    set(first, branches);
    for other in others {
        let branch = Branch {
            type_: Type::Named(*first),
            name: None,
            tags: Vec::new(),
            is_default: false,
            docs: Docs::default(),
            pointer: String::new(),
        };
        set(other, vec![branch]);
    }
}
