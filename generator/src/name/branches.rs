//! What tells the inline branches of a union apart, wherever they stand in it.
//!
//! In go the types, out comes a text for each branch that has one: its title, its value of the discriminator or of a
//! constant; or else what only this branch has: a property or a value, a property of that type, a property that is
//! required. So a branch is remembered by what it is on the wire, and one that is added in front of it changes nothing:
//!
//! ```text
//! oneOf: [{ properties: { kind: { const: box } } }, { properties: { code: … } }]  →  "box", "with code"
//! oneOf: [{ properties: { id: { type: integer } } }, { properties: { id: { type: string } } }]
//!                                                     →  "with id integer", "with id text"
//! ```
//!
//! A branch that nothing tells apart has no text: it is known by its number alone. Chooses no names.

use crate::ir::{Api, Field, Identity, Role, RoleStep, Shape, Type, TypeDef, TypeId, UnionShape};
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

/// True if a text of a branch says what only it has, and is no title and no value.
pub fn is_mark(text: &str) -> bool {
    ["with ", "of ", "requiring "].iter().any(|word| text.starts_with(word))
}

fn of_union(api: &Api, id: TypeId, union: &UnionShape, found: &mut BranchKeys) {
    let inline: Vec<(TypeId, Option<&str>, &TypeDef)> = union
        .branches
        .iter()
        .filter_map(|branch| {
            let inner = branch.type_.named()?;
            let definition = api.types.get(inner.0).filter(|definition| is_inside(definition, id))?;
            Some((inner, branch.name.as_deref(), definition))
        })
        .collect();
    let mut names = HashMap::new();
    for branch in &union.branches {
        *names.entry(branch.name.as_deref()).or_insert(0) += 1;
    }
    for (inner, name, _) in &inline {
        if let Some(name) = name.filter(|name| names.get(&Some(*name)) == Some(&1)) {
            found.insert(*inner, name.to_owned());
        }
    }
    for marks in [has, has_of_type, requires] {
        let marks: Vec<Vec<String>> = inline.iter().map(|(.., definition)| marks(api, definition)).collect();
        let mut counts = HashMap::new();
        for mark in marks.iter().flatten() {
            *counts.entry(mark.as_str()).or_insert(0) += 1;
        }
        for ((inner, ..), marks) in inline.iter().zip(&marks) {
            if let Some(mark) = marks.iter().find(|mark| counts.get(mark.as_str()) == Some(&1)) {
                found.entry(*inner).or_insert_with(|| mark.clone());
            }
        }
    }
}

fn is_inside(definition: &TypeDef, union: TypeId) -> bool {
    let is_base = |role: &Role| role.0.contains(&RoleStep::Base);
    matches!(&definition.identity, Identity::Inline { parent, role } if *parent == union && !is_base(role))
}

fn fields(definition: &TypeDef) -> &[Field] {
    match &definition.shape {
        Shape::Object(object) => &object.fields,
        Shape::StringEnum(_) | Shape::ValueEnum(_) | Shape::Union(_) => &[],
    }
}

/// Properties or values, in the document's order.
fn has(_: &Api, definition: &TypeDef) -> Vec<String> {
    match &definition.shape {
        Shape::Object(object) => object.fields.iter().map(|field| format!("with {}", field.name)).collect(),
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            values.iter().map(|value| format!("of {}", value.value)).collect()
        }
        Shape::Union(_) => Vec::new(),
    }
}

/// Properties with their types.
fn has_of_type(api: &Api, definition: &TypeDef) -> Vec<String> {
    let mark = |field: &Field| format!("with {} {}", field.name, type_text(api, &field.type_));
    fields(definition).iter().map(mark).collect()
}

/// Required properties.
fn requires(_: &Api, definition: &TypeDef) -> Vec<String> {
    let required = fields(definition).iter().filter(|field| field.required);
    required.map(|field| format!("requiring {}", field.name)).collect()
}

/// What kind of value it is, in words that no name in Rust has a say in.
fn type_text(api: &Api, type_: &Type) -> String {
    let word = match type_ {
        Type::Any => "any",
        Type::Boolean => "boolean",
        Type::Integer(_) => "integer",
        Type::Float(_) => "number",
        Type::String => "text",
        Type::Text(format) => return format!("{format:?}").to_lowercase(),
        Type::Binary => "bytes",
        Type::Array(inner) => return format!("{} list", type_text(api, inner)),
        Type::Map(inner) => return format!("{} map", type_text(api, inner)),
        Type::Tuple(elements) => {
            let texts: Vec<String> = elements.iter().map(|element| type_text(api, element)).collect();
            return format!("{} tuple", texts.join(" "));
        }
        Type::Nullable(inner) => return type_text(api, inner),
        Type::Named(id) | Type::Boxed(id) => match api.types.get(id.0) {
            Some(TypeDef { identity: Identity::Component(name), .. }) => return name.clone(),
            Some(TypeDef { shape: Shape::StringEnum(values) | Shape::ValueEnum(values), .. }) => {
                return values.first().map_or_else(String::new, |value| format!("of {}", value.value));
            }
            Some(TypeDef { shape: Shape::Union(_), .. }) => "union",
            Some(TypeDef { shape: Shape::Object(_), .. }) | None => "object",
        },
    };
    word.to_owned()
}
