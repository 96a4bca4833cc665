//! What tells the inline branches of a union apart, wherever they stand in it.
//!
//! In go the types, out comes a text for each branch that has one: its title, its value of the discriminator or of a
//! constant; or else a property or a value that only this branch has. So a branch is remembered by what it is on the
//! wire, and one that is added in front of it changes nothing:
//!
//! ```text
//! oneOf: [{ properties: { kind: { const: box } } }, { properties: { code: … } }]  →  "box", "with code"
//! ```
//!
//! A branch that nothing tells apart has no text: it is known by its number alone. Chooses no names.

use crate::ir::{Api, Identity, Shape, Type, TypeDef, TypeId, UnionShape};
use std::collections::HashMap;

/// The texts of inline branches.
pub type BranchKeys = HashMap<TypeId, String>;

/// Finds what tells branches apart.
pub fn keys(api: &Api) -> BranchKeys {
    let mut found = BranchKeys::new();
    for (index, definition) in api.types.iter().enumerate() {
        if let Shape::Union(union) = &definition.shape {
            of_union(api, TypeId(index), union, &mut found);
        }
    }
    found
}

fn of_union(api: &Api, id: TypeId, union: &UnionShape, found: &mut BranchKeys) {
    let inline: Vec<(TypeId, Option<&str>, Vec<String>)> = union
        .branches
        .iter()
        .filter_map(|branch| {
            let inner = innermost(&branch.type_)?;
            let definition = api.types.get(inner.0).filter(|definition| is_inside(definition, id))?;
            Some((inner, branch.name.as_deref(), marks(definition)))
        })
        .collect();
    let (mut names, mut counts) = (HashMap::new(), HashMap::new());
    for branch in &union.branches {
        *names.entry(branch.name.as_deref()).or_insert(0) += 1;
    }
    for mark in inline.iter().flat_map(|(_, _, marks)| marks) {
        *counts.entry(mark.as_str()).or_insert(0) += 1;
    }
    for (inner, name, marks) in &inline {
        let alone = name.filter(|name| names.get(&Some(*name)) == Some(&1)).map(str::to_owned);
        let own = || marks.iter().find(|mark| counts.get(mark.as_str()) == Some(&1)).cloned();
        if let Some(text) = alone.or_else(own) {
            found.insert(*inner, text);
        }
    }
}

/// The type of an own name in lists and maps.
fn innermost(mut type_: &Type) -> Option<TypeId> {
    loop {
        type_ = match type_ {
            Type::Named(id) | Type::Boxed(id) => return Some(*id),
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => inner,
            _ => return None,
        };
    }
}

fn is_inside(definition: &TypeDef, union: TypeId) -> bool {
    matches!(&definition.identity, Identity::Inline { parent, .. } if *parent == union)
}

/// What a type has that another one beside it may not have: properties or values, in the document's order.
fn marks(definition: &TypeDef) -> Vec<String> {
    match &definition.shape {
        Shape::Object(object) => object.fields.iter().map(|field| format!("with {}", field.name)).collect(),
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            values.iter().map(|value| format!("of {}", value.value)).collect()
        }
        Shape::Union(_) => Vec::new(),
    }
}
