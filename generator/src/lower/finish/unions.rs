//! The branches of unions: without repetitions, the most specific first.
//!
//! An object with three required properties comes before one with two, an integer before a number, a string enum
//! before any string (the enum takes its documented values, the string all others), any value last. Where that does not decide, names do; never the order in the document.

use crate::ir::{Branch, IntegerKind, Shape, Type, TypeDef};
use std::cmp::Reverse;

/// Sorts all unions.
pub fn sort(types: &mut [Option<TypeDef>]) {
    for index in 0..types.len() {
        let Some(Some(definition)) = types.get_mut(index) else { continue };
        let Shape::Union(union) = &mut definition.shape else { continue };
        let branches = std::mem::take(&mut union.branches);
        let sorted = sorted(branches, types);
        if let Some(Some(definition)) = types.get_mut(index)
            && let Shape::Union(union) = &mut definition.shape
        {
            union.branches = sorted;
        }
    }
}

fn sorted(branches: Vec<Branch>, types: &[Option<TypeDef>]) -> Vec<Branch> {
    let mut distinct: Vec<Branch> = Vec::with_capacity(branches.len());
    for mut branch in branches {
        if let Type::Nullable(inner) = branch.type_ {
            branch.type_ = *inner;
        }
        match distinct.iter_mut().find(|known| known.type_ == branch.type_) {
            Some(known) => known.tags.extend(branch.tags),
            None => distinct.push(branch),
        }
    }
    for branch in &mut distinct {
        branch.tags.sort();
        branch.tags.dedup();
    }
    distinct.sort_by_cached_key(|branch| (specificity(&branch.type_, types), branch.name.clone(), branch.tags.clone()));
    distinct
}

fn shape<'t>(type_: &Type, types: &'t [Option<TypeDef>]) -> Option<&'t Shape> {
    match type_ {
        Type::Named(id) | Type::Boxed(id) => Some(&types.get(id.0)?.as_ref()?.shape),
        _ => None,
    }
}

/// Less is more specific: the kind, the number of required properties, of all properties, and a text that tells apart
/// what is equal so far.
type Specificity = (u8, Reverse<usize>, Reverse<usize>, String);

fn specificity(type_: &Type, types: &[Option<TypeDef>]) -> Specificity {
    let plain = |rank: u8| (rank, Reverse(0), Reverse(0), String::new());
    match type_ {
        Type::Boolean => plain(0),
        Type::Integer(kind) => (1, Reverse(0), Reverse(0), width(*kind).to_string()),
        Type::Float(kind) => (2, Reverse(0), Reverse(0), format!("{kind:?}")),
        Type::Text(format) => (4, Reverse(0), Reverse(0), format!("{format:?}")),
        Type::String | Type::Binary => plain(5),
        Type::Array(inner) => {
            let (rank, required, all, text) = specificity(inner, types);
            (6, required, all, format!("{rank}{text}"))
        }
        Type::Map(inner) => {
            let (rank, required, all, text) = specificity(inner, types);
            (9, required, all, format!("{rank}{text}"))
        }
        Type::Nullable(inner) => specificity(inner, types),
        Type::Foreign(path) => (7, Reverse(0), Reverse(0), path.clone()),
        Type::Any => plain(10),
        Type::Named(_) | Type::Boxed(_) => match shape(type_, types) {
            Some(Shape::ValueEnum(values) | Shape::StringEnum(values)) => {
                let texts: Vec<String> = values.iter().map(|value| value.value.to_string()).collect();
                (3, Reverse(0), Reverse(0), texts.join(","))
            }
            Some(Shape::Object(object)) => {
                let required = object.fields.iter().filter(|field| field.required).count();
                (7, Reverse(required), Reverse(object.fields.len()), signature(type_, types, 0))
            }
            Some(Shape::Union(_)) => plain(8),
            None => plain(10),
        },
    }
}

/// What a type looks like, as text that does not depend on any order, two levels deep.
fn signature(type_: &Type, types: &[Option<TypeDef>], depth: usize) -> String {
    let mut texts: Vec<String> = match shape(type_, types) {
        Some(Shape::Object(object)) if depth < 2 => object
            .fields
            .iter()
            .map(|field| format!("{}:{}", field.name, signature(&field.type_, types, depth + 1)))
            .collect(),
        Some(Shape::StringEnum(values) | Shape::ValueEnum(values)) => {
            values.iter().map(|value| value.value.to_string()).collect()
        }
        Some(Shape::Object(_)) => return "object".to_owned(),
        Some(Shape::Union(_)) => return "union".to_owned(),
        None => match type_ {
            Type::Array(inner) => return format!("[{}]", signature(inner, types, depth)),
            Type::Map(inner) => return format!("{{{}}}", signature(inner, types, depth)),
            Type::Nullable(inner) => return format!("{}?", signature(inner, types, depth)),
            other => return format!("{other:?}"),
        },
    };
    texts.sort();
    texts.join(",")
}

fn width(kind: IntegerKind) -> u8 {
    match kind {
        IntegerKind::U8 => 0,
        IntegerKind::I8 => 1,
        IntegerKind::U16 => 2,
        IntegerKind::I16 => 3,
        IntegerKind::U32 => 4,
        IntegerKind::I32 => 5,
        IntegerKind::U64 => 6,
        IntegerKind::I64 => 7,
    }
}
