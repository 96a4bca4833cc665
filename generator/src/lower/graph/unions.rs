//! The branches of unions: without repetitions, the most specific first.
//!
//! An object with three required properties comes before one with two, an integer before a number, a string enum
//! before any string (the enum takes its documented values, the string all others), any value last. Where that does
//! not decide, names do, then what the document says about the branches; never the order in which it says it.

use crate::ir::{Branch, IntegerKind, Shape, TextFormat, Type, TypeDef, TypeId};
use crate::lower::union::add_tags;
use crate::schema::Schema;
use std::cmp::Reverse;
use std::collections::HashMap;

/// The outermost schemas of types.
type Described<'a> = HashMap<TypeId, &'a Schema>;

/// Sorts all unions.
pub fn sort(types: &mut [Option<TypeDef>], described: &Described) {
    for index in 0..types.len() {
        let Some(Some(definition)) = types.get_mut(index) else { continue };
        let Shape::Union(union) = &mut definition.shape else { continue };
        let branches = std::mem::take(&mut union.branches);
        let sorted = sorted(branches, types, described);
        if let Some(Some(definition)) = types.get_mut(index)
            && let Shape::Union(union) = &mut definition.shape
        {
            union.branches = sorted;
        }
    }
}

fn sorted(branches: Vec<Branch>, types: &[Option<TypeDef>], described: &Described) -> Vec<Branch> {
    let mut distinct: Vec<Branch> = Vec::with_capacity(branches.len());
    for mut branch in branches {
        if let Type::Nullable(inner) = branch.type_ {
            branch.type_ = *inner;
        }
        match distinct.iter_mut().find(|known| known.type_ == branch.type_) {
            Some(known) => {
                known.is_default |= branch.is_default;
                add_tags(&mut known.tags, branch.tags);
            }
            None => distinct.push(branch),
        }
    }
    let key = |branch: &Branch| (specificity(&branch.type_, types), branch.name.clone(), branch.tags.clone());
    let mut keyed: Vec<_> = distinct.into_iter().map(|branch| (key(&branch), branch)).collect();
    keyed.sort_by(|(one_key, one), (other_key, other)| {
        let text = |branch: &Branch| written(&branch.type_, described);
        one_key.cmp(other_key).then_with(|| text(one).cmp(&text(other)))
    });
    keyed.into_iter().map(|(_, branch)| branch).collect()
}

/// What the document says about a type, whatever the order of the keys in it.
fn written(type_: &Type, described: &Described) -> String {
    type_.named().and_then(|id| described.get(&id)).map(|schema| schema.canonical()).unwrap_or_default()
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
        Type::Text(format) => (4, Reverse(0), Reverse(0), breadth(*format).to_string()),
        Type::String | Type::Binary => plain(5),
        Type::Array(inner) => {
            let (rank, required, all, text) = specificity(inner, types);
            (6, required, all, format!("{rank}{text}"))
        }
        Type::Map(inner) => {
            let (rank, required, all, text) = specificity(inner, types);
            (9, required, all, format!("{rank}{text}"))
        }
        // Before a list, which has any length.
        Type::Tuple(elements) => (6, Reverse(usize::MAX), Reverse(elements.len()), signature(type_, types, 0)),
        Type::Nullable(inner) => specificity(inner, types),
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
            Type::Tuple(elements) => {
                let texts: Vec<String> = elements.iter().map(|inner| signature(inner, types, depth)).collect();
                return format!("({})", texts.join(","));
            }
            Type::Nullable(inner) => return format!("{}?", signature(inner, types, depth)),
            other => return format!("{other:?}"),
        },
    };
    texts.sort();
    texts.join(",")
}

/// The more texts look like one of the format, the more.
fn breadth(format: TextFormat) -> u8 {
    match format {
        TextFormat::Uuid => 0,
        TextFormat::DateTime => 1,
        TextFormat::Date => 2,
        TextFormat::Time => 3,
        TextFormat::Duration => 4,
        TextFormat::Integer => 5,
        TextFormat::Decimal => 6,
        TextFormat::Base64Url => 7,
        TextFormat::Base64 => 8,
        TextFormat::Uri => 9,
        TextFormat::Password => 10,
    }
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
