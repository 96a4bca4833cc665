//! Unions: `oneOf` and `anyOf`.
//!
//! A branch that is `null` makes the union nullable; one branch alone is that branch; branches that only say what is
//! required are no branches; string enums beside strings are one open enum. Properties beside the union belong to every
//! branch, and so does another union beside it: a branch of the first is then a union of the second. The order of the
//! branches is decided in [`crate::lower::graph`], when all shapes are known.

use crate::ir::{Branch, EnumValue, FloatKind, IntegerKind, Shape, Type, UnionShape};
use crate::lower::discriminator::{self, Mark};
use crate::lower::enumeration::{self, Values};
use crate::lower::gather::{Gathered, Group, Part};
use crate::lower::schema::{claim, conjunction, define, docs_of, nullable, takes_null, type_of};
use crate::lower::state::{Key, Lowering, SchemaRef, Spot, SpotStep};
use crate::lower::{constraints, docs, hierarchy, reference};
use crate::schema::{JsonType, Schema};
use serde_json::Value as Json;

/// Nested deeper than this, inline unions in unions stay types of their own.
const MAX_NESTED: usize = 16;

/// Several unions beside each other are as many branches as there are combinations, up to this number.
const MAX_ALTERNATIVES: usize = 64;

/// A branch, before its type is made.
pub struct Candidate<'a> {
    /// The branch as it is written.
    pub part: Part<'a>,
    /// The schema behind it.
    pub schema: &'a Schema,
    /// The component's name.
    pub name: Option<&'a str>,
}

#[derive(Default)]
struct Sorted<'a> {
    branches: Vec<Candidate<'a>>,
    null: bool,
}

/// The type, if what was gathered has a union that says something.
pub fn of<'a>(lowering: &mut Lowering<'_, 'a>, gathered: &Gathered<'a>, spot: Spot, key: Option<Key>) -> Option<Type> {
    let mut groups: Vec<(&Group<'a>, Sorted<'a>)> = Vec::new();
    for group in &gathered.groups {
        let sorted = candidates(lowering, group, 0);
        let only_constraints = sorted.branches.iter().all(|branch| is_constraint(branch.schema));
        let says_nothing = if sorted.branches.is_empty() { !sorted.null } else { only_constraints };
        if !says_nothing && !is_inheritance(gathered, &sorted) {
            groups.push((group, sorted));
        }
    }
    let alternatives = |count: usize, (_, sorted): &(_, Sorted)| count.saturating_mul(sorted.branches.len().max(1));
    while groups.len() > 1 && groups.iter().fold(1, alternatives) > MAX_ALTERNATIVES {
        let (group, _) = groups.pop()?;
        let pointer = lowering.pointer(group.spot);
        lowering.unsupported("further-unions", pointer);
    }
    let has_further = groups.len() > 1;
    let (group, sorted) = groups.into_iter().next()?;
    if !has_further && let Some(type_) = one_enum(lowering, gathered, &sorted, spot) {
        return Some(type_);
    }
    if !gathered.enumerations.is_empty() {
        // An `enum` beside the union leaves only the values that it lists.
        return None;
    }
    let has_members = !gathered.properties.is_empty() || !gathered.additional.is_empty();
    let base: Vec<Part<'a>> = match has_members || has_further {
        true => {
            // Of several unions this one is dealt with in each branch by the others: a part that is a branch of a union
            // is not made one once more.
            let part = |(schema, spot): &(&'a Schema, Spot)| Part {
                schema: SchemaRef::Item(schema),
                spot: *spot,
                bare: !has_further,
            };
            gathered.schemas.iter().map(part).collect()
        }
        false => Vec::new(),
    };
    Some(build(lowering, gathered, Chosen { group, sorted, base }, spot, key))
}

/// A union that becomes a type.
struct Chosen<'g, 'a> {
    group: &'g Group<'a>,
    sorted: Sorted<'a>,
    /// What every branch has besides its own.
    base: Vec<Part<'a>>,
}

/// A branch that only says which properties are required, or nothing at all beside other branches' types.
fn is_constraint(schema: &Schema) -> bool {
    let has_no_type = schema.kind.is_none();
    schema.says_only_kind() && (!schema.required.is_empty() || has_no_type) || (schema.not.is_some() && has_no_type)
}

/// True if a branch is a part of what is being made: `Cat` is all of `Pet`, `Pet` is one of `Cat` and `Dog`. Then the
/// union is about the other direction.
fn is_inheritance(gathered: &Gathered, sorted: &Sorted) -> bool {
    let is_part = |schema| gathered.schemas.iter().any(|(part, _)| std::ptr::eq(*part, schema));
    sorted.branches.iter().any(|branch| is_part(branch.schema))
}

fn candidates<'a>(lowering: &mut Lowering<'_, 'a>, group: &Group<'a>, nested: usize) -> Sorted<'a> {
    let mut sorted = Sorted::default();
    for (index, branch) in group.branches.iter().enumerate() {
        let step = if group.one { SpotStep::One(index) } else { SpotStep::Any(index) };
        let spot = lowering.child(group.spot, step);
        let part = Part { schema: branch.into(), spot, bare: false };
        let Some((schema, _, name)) = reference::behind(lowering, part.schema, spot) else { continue };
        sorted.null |= schema.nullable || schema.enumeration.iter().any(Json::is_null);
        if is_null(schema) {
            continue;
        }
        if nested < MAX_NESTED
            && name.is_none()
            && let Some(inner) = plain_union(schema, spot)
        {
            let inner = candidates(lowering, &inner, nested + 1);
            sorted.null |= inner.null;
            sorted.branches.extend(inner.branches);
            continue;
        }
        if sorted.branches.iter().all(|known| !std::ptr::eq(known.schema, schema)) {
            sorted.branches.push(Candidate { part, schema, name });
        }
    }
    add_default(lowering, group, &mut sorted);
    // A string with a format is a string; where any string will do, the format says nothing.
    let plain = |candidate: &Candidate| candidate.name.is_none() && candidate.schema.kind == Some(JsonType::String);
    let any_string = |candidate: &Candidate| {
        plain(candidate) && candidate.schema.format.is_none() && candidate.schema.enumeration.is_empty()
    };
    if sorted.branches.iter().any(any_string) {
        sorted.branches.retain(|candidate| !(plain(candidate) && candidate.schema.format.is_some()));
    }
    sorted
}

/// The default of the discriminator, where it is none of the branches.
fn add_default<'a>(lowering: &mut Lowering<'_, 'a>, group: &Group<'a>, sorted: &mut Sorted<'a>) {
    let Some(target) = group.schema.discriminator.as_deref().and_then(discriminator::default) else { return };
    let Some(candidate) = discriminator::target(lowering, target, group.spot) else { return };
    if sorted.branches.iter().all(|known| !std::ptr::eq(known.schema, candidate.schema)) {
        sorted.branches.push(candidate);
    }
}

/// A component as a branch.
pub fn component<'a>(schema: &'a Schema, spot: Spot, name: &'a str) -> Candidate<'a> {
    let part = Part { schema: SchemaRef::Item(schema), spot, bare: false };
    Candidate { part, schema, name: Some(name) }
}

fn is_null(schema: &Schema) -> bool {
    schema.is_null_alone() || (schema.nullable && schema.says_nothing())
}

/// An inline union that is nothing else.
fn plain_union(schema: &Schema, spot: Spot) -> Option<Group<'_>> {
    let (branches, one) = match (schema.one_of.as_slice(), schema.any_of.as_slice()) {
        (one_of, []) if !one_of.is_empty() => (one_of, true),
        ([], any_of) if !any_of.is_empty() => (any_of, false),
        _ => return None,
    };
    let plain = schema.all_of.is_empty()
        && schema.properties.is_empty()
        && schema.additional.is_none()
        && schema.items.is_none()
        && schema.enumeration.is_empty()
        && schema.discriminator.is_none();
    plain.then_some(Group { schema, spot, branches, one })
}

/// One open enum, if every branch is an inline enum of strings or the plain string.
fn one_enum<'a>(
    lowering: &mut Lowering<'_, 'a>,
    gathered: &Gathered<'a>,
    sorted: &Sorted<'a>,
    spot: Spot,
) -> Option<Type> {
    let mut values: Vec<EnumValue> = Vec::new();
    let mut any_text = false;
    for branch in &sorted.branches {
        let string = matches!(branch.schema.kind, Some(JsonType::String)) && branch.schema.format.is_none();
        let strings = branch.schema.enumeration.iter().all(|value| value.is_string() || value.is_null());
        let is_enum = !branch.schema.enumeration.is_empty();
        if branch.name.is_some() || !strings || !(string || is_enum) {
            return None;
        }
        any_text |= !is_enum;
        for (index, value) in branch.schema.enumeration.iter().enumerate() {
            if !value.is_null() && values.iter().all(|known| known.value != *value) {
                values.push(match branch.schema.enumeration.len() {
                    1 => enumeration::only_value(branch.schema, value),
                    _ => enumeration::enum_value(branch.schema, index, value),
                });
            }
        }
    }
    let is_narrowed = !gathered.enumerations.is_empty();
    if is_narrowed {
        let is_listed = |value: &EnumValue| gathered.enumerations.iter().all(|(all, _)| all.contains(&value.value));
        values.retain(is_listed);
    }
    if values.is_empty() || (is_narrowed && any_text) {
        return None;
    }
    let values = Values { listed: values, any_text, null: sorted.null || gathered.nullable };
    Some(enumeration::named(lowering, gathered, spot, values))
}

fn build<'a>(
    lowering: &mut Lowering<'_, 'a>,
    gathered: &Gathered<'a>,
    chosen: Chosen<'_, 'a>,
    spot: Spot,
    key: Option<Key>,
) -> Type {
    let Chosen { group, sorted, base } = chosen;
    let null =
        sorted.null || gathered.nullable || (gathered.kinds.is_empty() && has_null_by_silence(lowering, &sorted));
    if let ([only], true) = (sorted.branches.as_slice(), base.is_empty()) {
        let type_ = type_of(lowering, only.part.schema, only.part.spot);
        return if null { nullable(type_) } else { type_ };
    }
    if sorted.branches.is_empty() {
        return Type::Any;
    }
    let (slot, type_) = claim(lowering, spot, null, key);
    let own = group.schema.discriminator.as_deref();
    let mut told = discriminator::of(lowering, own, &sorted.branches);
    let mut branches: Vec<Branch> = Vec::with_capacity(sorted.branches.len());
    for (index, candidate) in sorted.branches.iter().enumerate() {
        let made = match base.as_slice() {
            [] => {
                hierarchy::beside(lowering, candidate, &sorted.branches).unwrap_or_else(|| whole(lowering, candidate))
            }
            base => {
                let mut parts = base.to_vec();
                parts.push(candidate.part);
                // A branch that stands elsewhere has other parts there, and is another type.
                let step = if group.one { SpotStep::One(index) } else { SpotStep::Any(index) };
                let is_here = lowering.is_within(candidate.part.spot, spot);
                let spot = if is_here { candidate.part.spot } else { lowering.child(spot, step) };
                conjunction(lowering, &parts, spot)
            }
        };
        let mark = told.as_mut().and_then(|told| told.marks.get_mut(index)).map(std::mem::take).unwrap_or_default();
        if matches!(made, Type::Nullable(_)) {
            lowering.null_by_branch.insert(slot);
        }
        push(&mut branches, branch(lowering, candidate, made, mark));
    }
    narrow(&mut branches);
    let property = told.map(|told| told.property);
    let shape = Shape::Union(UnionShape { branches, discriminator: property });
    define(lowering, slot, spot, shape, docs_of(gathered), gathered);
    if let Some(slot) = lowering.slots.get_mut(slot.0) {
        slot.nullable = null;
    }
    type_
}

/// A branch that says nothing at all takes everything, `null` too.
fn has_null_by_silence<'a>(lowering: &mut Lowering<'_, 'a>, sorted: &Sorted<'a>) -> bool {
    sorted.branches.iter().any(|branch| branch.schema.says_nothing() && takes_null(lowering, &branch.part))
}

/// The type of a branch that nothing is beside.
fn whole<'a>(lowering: &mut Lowering<'_, 'a>, candidate: &Candidate<'a>) -> Type {
    let component = candidate.name.and_then(|name| lowering.components.get(name));
    match (candidate.part.schema, component) {
        (SchemaRef::Item(_), Some(slot)) => Type::Named(*slot),
        (schema, _) => type_of(lowering, schema, candidate.part.spot),
    }
}

/// A branch whose type is made.
pub fn branch(lowering: &Lowering, candidate: &Candidate, type_: Type, mark: Mark) -> Branch {
    let Mark { tags, is_default } = mark;
    let title = candidate.schema.title.clone();
    let name = candidate.name.map(str::to_owned).or(title).or_else(|| tags.first().cloned());
    let docs = match candidate.part.schema {
        SchemaRef::Item(schema) => docs::of_schema(schema),
        SchemaRef::Reference(_) => Default::default(),
    };
    let docs = crate::ir::Docs { constraints: constraints::of(lowering.schemas, candidate.part.schema), ..docs };
    let pointer = lowering.pointer(candidate.part.spot);
    Branch { type_, name, tags, is_default, docs, pointer }
}

/// Adds a branch, unless its type is there already.
fn push(branches: &mut Vec<Branch>, branch: Branch) {
    let bare = match branch.type_ {
        Type::Nullable(inner) => *inner,
        other => other,
    };
    match branches.iter_mut().find(|known| known.type_ == bare) {
        Some(known) => {
            known.is_default |= branch.is_default;
            add_tags(&mut known.tags, branch.tags);
        }
        None => branches.push(Branch { type_: bare, ..branch }),
    }
}

/// Adds the values of the discriminator that are not there yet.
pub fn add_tags(tags: &mut Vec<String>, more: Vec<String>) {
    for tag in more {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
}

/// Drops branches that another one covers: a formatted string beside any string, a narrow number beside a wide one.
fn narrow(branches: &mut Vec<Branch>) {
    let has = |branches: &[Branch], type_: &Type| branches.iter().any(|branch| branch.type_ == *type_);
    if has(branches, &Type::String) {
        branches.retain(|branch| !matches!(branch.type_, Type::Text(_)));
    }
    if has(branches, &Type::Integer(IntegerKind::I64)) {
        let small = |kind| matches!(kind, IntegerKind::I8 | IntegerKind::I16 | IntegerKind::I32);
        branches.retain(|branch| !matches!(branch.type_, Type::Integer(kind) if small(kind)));
    }
    if has(branches, &Type::Float(FloatKind::F64)) {
        branches.retain(|branch| branch.type_ != Type::Float(FloatKind::F32));
    }
}
