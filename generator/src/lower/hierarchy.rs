//! Hierarchies: a component with a `discriminator` that others extend by `allOf` (3.0.4, section 4.8.25; the only form
//! of Swagger 2.0).
//!
//! `Pet` has the discriminator, `Cat` and `Dog` are all of `Pet`. Wherever `Pet` is sent or received, it is a union of
//! `Cat`, `Dog`, and of the model that `Pet` is itself if its own name can occur. Inside of `Cat` and `Dog` it is that
//! model. A child that others extend is such a union too: by the same property of models only, by another one as a whole.
//! A component that is only a part of others stays a model, and so does one with a `oneOf` or `anyOf`.

mod mentions;

use crate::ir::{Branch, Shape, Type, TypeId, UnionShape};
use crate::lower::gather::{self, Part};
use crate::lower::schema::{self, alias, define, docs_of};
use crate::lower::state::{Lowering, SchemaRef, Spot, SpotStep};
use crate::lower::union::{self, Candidate};
use crate::lower::{discriminator, reference};
use crate::schema::Schema;
use openapiv3::Discriminator;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Parts of parts deeper than this are not looked at.
const MAX_DEPTH: usize = 64;

/// A component that others extend.
pub struct Parent<'a> {
    discriminator: &'a Discriminator,
    /// The components that extend it, directly or not, by name.
    children: Vec<&'a str>,
    /// The model that it is itself, and where that stands.
    own: TypeId,
    own_spot: Spot,
}

/// All hierarchies.
#[derive(Default)]
pub struct Hierarchies<'a> {
    parents: HashMap<*const Schema, Parent<'a>>,
    /// For every component the names of those that extend it, whether or not it has a discriminator.
    pub extended: BTreeMap<String, Vec<String>>,
    /// Components that extend a parent.
    children: HashSet<*const Schema>,
}

impl Hierarchies<'_> {
    /// True if a schema is a component that extends a parent.
    pub fn is_child(&self, schema: &Schema) -> bool {
        self.children.contains(&std::ptr::from_ref(schema))
    }
}

/// A component, and what it is composed of.
struct Composed<'a> {
    name: &'a str,
    schema: &'a Schema,
    spot: Spot,
    /// Itself and its parts, the outermost first.
    parts: Vec<&'a Schema>,
}

impl<'a> Composed<'a> {
    /// The discriminator that it has or inherits, unless one of its parts is a union.
    fn discriminator(&self) -> Option<&'a Discriminator> {
        let is_union = |schema: &&Schema| {
            !schema.one_of.is_empty() || !schema.any_of.is_empty() || schema.extension("x-rust-type").is_some()
        };
        if self.parts.iter().any(is_union) {
            return None;
        }
        self.parts.iter().find_map(|schema| schema.discriminator.as_deref())
    }

    fn extends(&self, other: &Composed) -> bool {
        !std::ptr::eq(self.schema, other.schema) && self.parts.iter().any(|part| std::ptr::eq(*part, other.schema))
    }
}

/// Finds all hierarchies.
pub fn find(lowering: &mut Lowering) {
    let components = composed(lowering);
    lowering.hierarchies.extended = extended(&components);
    if components.iter().all(|component| component.discriminator().is_none()) {
        return;
    }
    let found: Vec<(&Composed, &Discriminator, Vec<&Composed>)> = components
        .iter()
        .filter_map(|parent| {
            let named = parent.discriminator()?;
            let extending: Vec<&Composed> = components.iter().filter(|child| is_child(child, parent)).collect();
            Some((parent, named, extending)).filter(|(.., children)| !children.is_empty())
        })
        .collect();
    let extends = |child: &str, parent: &str| {
        found
            .iter()
            .any(|(known, _, children)| known.name == parent && children.iter().any(|other| other.name == child))
    };
    let mentioned = mentions::all(lowering, &extends);
    // What is a branch of another parent, by another property, is mentioned there.
    let is_mentioned = |parent: &Composed| mentioned.contains(parent.name);
    let is_branch = |parent: &Composed, property: &str| {
        found
            .iter()
            .any(|(other, named, _)| is_mentioned(other) && parent.extends(other) && named.property_name != property)
    };
    let needed =
        found.iter().filter(|(parent, named, _)| is_mentioned(parent) || is_branch(parent, &named.property_name));
    for (parent, named, children) in needed {
        let own_spot = lowering.child(parent.spot, SpotStep::Base);
        let own = lowering.new_slot(own_spot, None);
        lowering.hierarchies.children.extend(children.iter().map(|child| std::ptr::from_ref(child.schema)));
        let children = children.iter().map(|child| child.name).collect();
        let parent_of = Parent { discriminator: named, children, own, own_spot };
        lowering.hierarchies.parents.insert(parent.schema, parent_of);
    }
}

/// For every component the names of those that extend it, sorted.
fn extended(components: &[Composed]) -> BTreeMap<String, Vec<String>> {
    let names: HashMap<*const Schema, &str> =
        components.iter().map(|component| (std::ptr::from_ref(component.schema), component.name)).collect();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for child in components {
        let parents = child.parts.iter().skip(1).filter_map(|part| names.get(&std::ptr::from_ref(*part)));
        for parent in parents {
            found.entry((*parent).to_owned()).or_default().push(child.name.to_owned());
        }
    }
    found
}

/// All components that are schemas themselves, by name.
fn composed<'a>(lowering: &mut Lowering<'_, 'a>) -> Vec<Composed<'a>> {
    let mut names: Vec<&'a str> = lowering.components.keys().copied().collect();
    names.sort_unstable();
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let slot = lowering.components.get(name).copied();
        let Some(spot) = slot.and_then(|slot| lowering.slots.get(slot.0)).map(|slot| slot.spot) else { continue };
        let Some(schema) = item(lowering, name) else { continue };
        let mut parts = Vec::new();
        gather_parts(lowering, schema, spot, &mut parts, 0);
        found.push(Composed { name, schema, spot, parts });
    }
    found
}

fn item<'a>(lowering: &Lowering<'_, 'a>, name: &str) -> Option<&'a Schema> {
    lowering.schemas.components.get(name)?.as_item()
}

fn gather_parts<'a>(
    lowering: &mut Lowering<'_, 'a>,
    schema: &'a Schema,
    spot: Spot,
    parts: &mut Vec<&'a Schema>,
    depth: usize,
) {
    if depth > MAX_DEPTH || parts.iter().any(|part| std::ptr::eq(*part, schema)) {
        return;
    }
    parts.push(schema);
    for part in &schema.all_of {
        if let Some((schema, spot, _)) = reference::behind(lowering, part.into(), spot) {
            gather_parts(lowering, schema, spot, parts, depth + 1);
        }
    }
}

/// True if a component extends another one. `{nullable: true, allOf: [Pet]}` and a `$ref` beside documentation are other
/// names for it.
fn is_child(child: &Composed, parent: &Composed) -> bool {
    child.extends(parent) && !mentions::is_alias(child.schema)
}

/// Makes the types of a component, if it is a parent.
pub fn component<'a>(lowering: &mut Lowering<'_, 'a>, slot: TypeId, component: &'a Schema, spot: Spot) -> bool {
    let Some(parent) = lowering.hierarchies.parents.get(&std::ptr::from_ref(component)) else { return false };
    let (named, own, own_spot) = (parent.discriminator, parent.own, parent.own_spot);
    let names = parent.children.clone();
    let part = Part { schema: SchemaRef::Item(component), spot, bare: false };
    let model = schema::composition(lowering, &[part], own_spot, None);
    alias(lowering, own, model);
    let candidates = candidates(lowering, component, slot, &names);
    let mut told = discriminator::named(lowering, named, &candidates);
    // A value that chooses a child does not choose the parent, whose property may list it for all of them.
    if let Some(itself) = candidates.iter().position(|candidate| std::ptr::eq(candidate.schema, component)) {
        let others = told.marks.iter().enumerate().filter(|(index, _)| *index != itself);
        let taken: Vec<String> = others.flat_map(|(_, mark)| mark.tags.clone()).collect();
        told.marks.get_mut(itself).into_iter().for_each(|mark| mark.tags.retain(|tag| !taken.contains(tag)));
    }
    let mut branches: Vec<Branch> = Vec::with_capacity(candidates.len());
    for (candidate, mark) in candidates.iter().zip(told.marks) {
        if std::ptr::eq(candidate.schema, component)
            && !mark.is_default
            && !can_occur(lowering, named, candidate, &mark.tags)
        {
            continue;
        }
        let type_ = branch_type(lowering, candidate, &named.property_name);
        branches.extend(type_.map(|type_| union::branch(lowering, candidate, type_, mark)));
    }
    let gathered = gather::all(lowering, &[part]);
    let shape = Shape::Union(UnionShape { branches, discriminator: Some(told.property) });
    define(lowering, slot, spot, shape, docs_of(&gathered), &gathered);
    true
}

/// The parent itself, then its children.
fn candidates<'a>(
    lowering: &Lowering<'_, 'a>,
    parent: &'a Schema,
    slot: TypeId,
    children: &[&'a str],
) -> Vec<Candidate<'a>> {
    let own = lowering.components.iter().find(|(_, known)| **known == slot).map(|(name, _)| *name);
    let mut all = Vec::with_capacity(children.len() + 1);
    for name in own.into_iter().chain(children.iter().copied()) {
        let slot = lowering.components.get(name).and_then(|slot| lowering.slots.get(slot.0));
        let schema = if Some(name) == own { Some(parent) } else { item(lowering, name) };
        if let (Some(slot), Some(schema)) = (slot, schema) {
            all.push(union::component(schema, slot.spot, name));
        }
    }
    all
}

/// True if the discriminator can have a value that chooses the parent itself.
fn can_occur<'a>(
    lowering: &mut Lowering<'_, 'a>,
    discriminator: &Discriminator,
    parent: &Candidate<'a>,
    tags: &[String],
) -> bool {
    let listed = discriminator::listed_values(lowering, parent, &discriminator.property_name);
    !tags.is_empty() && listed.is_none_or(|listed| tags.iter().any(|tag| listed.contains(tag)))
}

/// The type of a branch: of a parent by the same property the model that it is itself.
fn branch_type(lowering: &Lowering, candidate: &Candidate, property: &str) -> Option<Type> {
    match lowering.hierarchies.parents.get(&std::ptr::from_ref(candidate.schema)) {
        Some(parent) if parent.discriminator.property_name == property => Some(Type::Named(parent.own)),
        Some(_) | None => lowering.components.get(candidate.name?).copied().map(Type::Named),
    }
}

/// The model of a parent, where some of its children are branches beside it.
pub fn beside(lowering: &Lowering, candidate: &Candidate, all: &[Candidate]) -> Option<Type> {
    let parent = lowering.hierarchies.parents.get(&std::ptr::from_ref(candidate.schema))?;
    let is_child = |other: &Candidate| other.name.is_some_and(|name| parent.children.contains(&name));
    all.iter().any(is_child).then_some(Type::Named(parent.own))
}
