//! Boxes where a type contains itself.
//!
//! `Node { next: Node }` needs a box; `Node { children: [Node] }` does not, since a list is on the heap anyway. Every
//! circle gets one at least, at the edge that closes it when the types are walked in their order.

use crate::ir::{Shape, Type, TypeDef, TypeId};

/// How far the walk has come with a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Boxes what closes a circle.
pub fn cycles(types: &mut [TypeDef]) {
    let edges: Vec<Vec<TypeId>> =
        types.iter_mut().map(|definition| held(definition).into_iter().map(|(id, _)| id).collect()).collect();
    let mut marks = vec![Mark::New; types.len()];
    let mut closing: Vec<(TypeId, TypeId)> = Vec::new();
    for start in 0..types.len() {
        walk(TypeId(start), &edges, &mut marks, &mut closing);
    }
    for (from, to) in closing {
        for (id, type_) in types.get_mut(from.0).map(held).unwrap_or_default() {
            if id == to {
                *type_ = Type::Boxed(to);
            }
        }
    }
}

/// What a type holds directly, not behind a list or a map.
fn held(definition: &mut TypeDef) -> Vec<(TypeId, &mut Type)> {
    let types: Vec<&mut Type> = match &mut definition.shape {
        Shape::Object(object) => object.fields.iter_mut().map(|field| &mut field.type_).collect(),
        Shape::Union(union) => union.branches.iter_mut().map(|branch| &mut branch.type_).collect(),
        Shape::StringEnum(_) | Shape::ValueEnum(_) => Vec::new(),
    };
    types.into_iter().flat_map(named).collect()
}

fn named(type_: &mut Type) -> Vec<(TypeId, &mut Type)> {
    match type_ {
        Type::Nullable(inner) => named(inner),
        Type::Named(id) => vec![(*id, type_)],
        Type::Tuple(elements) => elements.iter_mut().flat_map(named).collect(),
        Type::Any
        | Type::Boolean
        | Type::Integer(_)
        | Type::Float(_)
        | Type::String
        | Type::Text(_)
        | Type::Binary
        | Type::Array(_)
        | Type::Map(_)
        | Type::Boxed(_) => Vec::new(),
    }
}

/// Depth first, without recursion: circles can be as long as the document.
fn walk(start: TypeId, edges: &[Vec<TypeId>], marks: &mut [Mark], closing: &mut Vec<(TypeId, TypeId)>) {
    let mut path: Vec<(TypeId, usize)> = Vec::new();
    let mark = |marks: &[Mark], id: TypeId| marks.get(id.0).copied().unwrap_or(Mark::Done);
    let set = |marks: &mut [Mark], id: TypeId, to: Mark| {
        if let Some(mark) = marks.get_mut(id.0) {
            *mark = to;
        }
    };
    if mark(marks, start) == Mark::New {
        set(marks, start, Mark::Open);
        path.push((start, 0));
    }
    while let Some((at, next)) = path.last_mut() {
        let at = *at;
        let Some(to) = edges.get(at.0).and_then(|edges| edges.get(*next)).copied() else {
            set(marks, at, Mark::Done);
            path.pop();
            continue;
        };
        *next += 1;
        match mark(marks, to) {
            Mark::New => {
                set(marks, to, Mark::Open);
                path.push((to, 0));
            }
            Mark::Open => closing.push((at, to)),
            Mark::Done => {}
        }
    }
}
