//! Unions: `oneOf` and `anyOf`.
//!
//! A branch that is `null` makes the union nullable; one branch alone is that branch; branches that only say what is
//! required are no branches; string enums beside strings are one open enum. Properties beside the union belong to every
//! branch, and so does another union beside it: a branch of the first is then a union of the second. The order of the
//! branches is decided in [`crate::lower::finish`], when all shapes are known.

use crate::ir::{Branch, EnumValue, FloatKind, IntegerKind, Shape, Type, UnionShape};
use crate::lower::enumeration::{self, Values};
use crate::lower::flat::{self, Flat, Kind};
use crate::lower::gather::{Gathered, Group, Part};
use crate::lower::schema::{claim, conjunction, define, docs_of, nullable, takes_null, type_of};
use crate::lower::world::{Key, SchemaRef, Spot, SpotStep, World};
use crate::lower::{docs, gather, reference};
use indexmap::IndexMap;
use openapiv3::{Discriminator, Schema};
use serde_json::Value as Json;

/// Nested deeper than this, inline unions in unions stay types of their own.
const MAX_NESTED: usize = 16;

/// Several unions beside each other are as many branches as there are combinations, up to this number.
const MAX_ALTERNATIVES: usize = 64;

/// A branch, before its type is made.
struct Candidate<'a> {
    part: Part<'a>,
    /// The schema behind it, where that stands, and the component's name.
    schema: &'a Schema,
    name: Option<&'a str>,
    flat: Flat<'a>,
}

#[derive(Default)]
struct Sorted<'a> {
    branches: Vec<Candidate<'a>>,
    null: bool,
}

/// The type, if what was gathered has a union that says something.
pub fn of<'a>(world: &mut World<'_, 'a>, gathered: &Gathered<'a>, spot: Spot, key: Option<Key>) -> Option<Type> {
    let mut groups: Vec<(&Group<'a>, Sorted<'a>)> = Vec::new();
    for group in &gathered.groups {
        let sorted = candidates(world, group, 0);
        let only_constraints = sorted.branches.iter().all(|branch| is_constraint(&branch.flat));
        let says_nothing = if sorted.branches.is_empty() { !sorted.null } else { only_constraints };
        if !says_nothing && !is_inheritance(gathered, &sorted) {
            groups.push((group, sorted));
        }
    }
    let alternatives = |count: usize, (_, sorted): &(_, Sorted)| count.saturating_mul(sorted.branches.len().max(1));
    while groups.len() > 1 && groups.iter().fold(1, alternatives) > MAX_ALTERNATIVES {
        let (group, _) = groups.pop()?;
        let pointer = world.pointer(group.spot);
        world.unsupported("further-unions", pointer);
    }
    let has_further = groups.len() > 1;
    let (group, sorted) = groups.into_iter().next()?;
    if !has_further && let Some(type_) = one_enum(world, gathered, &sorted, spot) {
        return Some(type_);
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
    Some(build(world, gathered, Chosen { group, sorted, base }, spot, key))
}

/// A union that becomes a type.
struct Chosen<'g, 'a> {
    group: &'g Group<'a>,
    sorted: Sorted<'a>,
    /// What every branch has besides its own.
    base: Vec<Part<'a>>,
}

/// A branch that only says which properties are required, or nothing at all beside other branches' types.
fn is_constraint(flat: &Flat) -> bool {
    flat.says_only_kind() && (!flat.required.is_empty() || flat.kind.is_none()) || (flat.not && flat.kind.is_none())
}

/// True if a branch is a part of what is being made: `Cat` is all of `Pet`, `Pet` is one of `Cat` and `Dog`. Then the
/// union is about the other direction.
fn is_inheritance(gathered: &Gathered, sorted: &Sorted) -> bool {
    let is_part = |schema| gathered.schemas.iter().any(|(part, _)| std::ptr::eq(*part, schema));
    sorted.branches.iter().any(|branch| is_part(branch.schema))
}

fn candidates<'a>(world: &mut World<'_, 'a>, group: &Group<'a>, nested: usize) -> Sorted<'a> {
    let mut sorted = Sorted::default();
    for (index, branch) in group.branches.iter().enumerate() {
        let step = if group.one { SpotStep::One(index) } else { SpotStep::Any(index) };
        let spot = world.child(group.spot, step);
        let part = Part { schema: branch.into(), spot, bare: false };
        let Some((schema, _, name)) = reference::behind(world, part.schema, spot) else { continue };
        let flat = flat::of(schema);
        sorted.null |= schema.schema_data.nullable || flat.enumeration.iter().any(Json::is_null);
        if is_null(schema, &flat) {
            continue;
        }
        if nested < MAX_NESTED
            && name.is_none()
            && let Some(inner) = plain_union(schema, &flat, spot)
        {
            let inner = candidates(world, &inner, nested + 1);
            sorted.null |= inner.null;
            sorted.branches.extend(inner.branches);
            continue;
        }
        if sorted.branches.iter().all(|known| !std::ptr::eq(known.schema, schema)) {
            sorted.branches.push(Candidate { part, schema, name, flat });
        }
    }
    // A string with a format is a string; where any string will do, the format says nothing.
    let plain = |candidate: &Candidate| candidate.name.is_none() && candidate.flat.kind == Some(Kind::String);
    let any_string = |candidate: &Candidate| {
        plain(candidate) && candidate.flat.format.is_none() && candidate.flat.enumeration.is_empty()
    };
    if sorted.branches.iter().any(any_string) {
        sorted.branches.retain(|candidate| !(plain(candidate) && candidate.flat.format.is_some()));
    }
    sorted
}

fn is_null(schema: &Schema, flat: &Flat) -> bool {
    let only_null = !flat.enumeration.is_empty() && flat.enumeration.iter().all(Json::is_null);
    only_null || (schema.schema_data.nullable && flat.says_nothing())
}

/// An inline union that is nothing else.
fn plain_union<'a>(schema: &'a Schema, flat: &Flat<'a>, spot: Spot) -> Option<Group<'a>> {
    let (branches, one) = match (flat.one_of, flat.any_of) {
        (one_of, []) if !one_of.is_empty() => (one_of, true),
        ([], any_of) if !any_of.is_empty() => (any_of, false),
        _ => return None,
    };
    let plain = flat.all_of.is_empty()
        && flat.properties.is_none_or(|properties| properties.is_empty())
        && flat.additional.is_none()
        && flat.items.is_none()
        && flat.enumeration.is_empty()
        && schema.schema_data.discriminator.is_none();
    plain.then_some(Group { schema, spot, branches, one })
}

/// One open enum, if every branch is an inline enum of strings or the plain string.
fn one_enum<'a>(world: &mut World<'_, 'a>, gathered: &Gathered<'a>, sorted: &Sorted<'a>, spot: Spot) -> Option<Type> {
    let mut values: Vec<EnumValue> = Vec::new();
    let mut any_text = false;
    for branch in &sorted.branches {
        let string = matches!(branch.flat.kind, Some(Kind::String)) && branch.flat.format.is_none();
        let strings = branch.flat.enumeration.iter().all(|value| value.is_string() || value.is_null());
        let is_enum = !branch.flat.enumeration.is_empty();
        if branch.name.is_some() || !strings || !(string || is_enum) {
            return None;
        }
        any_text |= !is_enum;
        for (index, value) in branch.flat.enumeration.iter().enumerate() {
            if !value.is_null() && values.iter().all(|known| known.value != *value) {
                values.push(enumeration::enum_value(branch.schema, index, value));
            }
        }
    }
    if values.is_empty() {
        return None;
    }
    let values = Values { listed: values, any_text, null: sorted.null || gathered.nullable };
    Some(enumeration::named(world, gathered, spot, values))
}

fn build<'a>(
    world: &mut World<'_, 'a>,
    gathered: &Gathered<'a>,
    chosen: Chosen<'_, 'a>,
    spot: Spot,
    key: Option<Key>,
) -> Type {
    let Chosen { group, sorted, base } = chosen;
    let null = sorted.null || gathered.nullable || (gathered.kinds.is_empty() && has_null_by_silence(world, &sorted));
    if let ([only], true) = (sorted.branches.as_slice(), base.is_empty()) {
        let type_ = type_of(world, only.part.schema, only.part.spot);
        return if null { nullable(type_) } else { type_ };
    }
    if sorted.branches.is_empty() {
        return Type::Any;
    }
    let (slot, type_) = claim(world, spot, null, key);
    let (property, mut tags) = discriminator(world, group, &sorted.branches).unzip();
    let mut branches: Vec<Branch> = Vec::with_capacity(sorted.branches.len());
    for (index, candidate) in sorted.branches.iter().enumerate() {
        let made = match base.as_slice() {
            [] => type_of(world, candidate.part.schema, candidate.part.spot),
            base => {
                let mut parts = base.to_vec();
                parts.push(candidate.part);
                // A branch that stands elsewhere has other parts there, and is another type.
                let step = if group.one { SpotStep::One(index) } else { SpotStep::Any(index) };
                let is_here = world.is_within(candidate.part.spot, spot);
                let spot = if is_here { candidate.part.spot } else { world.child(spot, step) };
                conjunction(world, &parts, spot)
            }
        };
        let tags = tags.as_mut().and_then(|tags| tags.get_mut(index)).map(std::mem::take).unwrap_or_default();
        push(&mut branches, branch(candidate, made, tags));
    }
    narrow(&mut branches);
    let shape = Shape::Union(UnionShape { branches, discriminator: property });
    define(world, slot, spot, shape, docs_of(gathered), gathered);
    if let Some(slot) = world.slots.get_mut(slot.0) {
        slot.nullable = null;
    }
    type_
}

/// A branch that says nothing at all takes everything, `null` too.
fn has_null_by_silence<'a>(world: &mut World<'_, 'a>, sorted: &Sorted<'a>) -> bool {
    sorted.branches.iter().any(|branch| branch.flat.says_nothing() && takes_null(world, &branch.part))
}

fn branch(candidate: &Candidate, type_: Type, tags: Vec<String>) -> Branch {
    let title = candidate.schema.schema_data.title.clone();
    let name = candidate.name.map(str::to_owned).or(title).or_else(|| tags.first().cloned());
    let docs = match candidate.part.schema {
        SchemaRef::Item(schema) => docs::of_schema(schema),
        SchemaRef::Reference(_) => Default::default(),
    };
    Branch { type_, name, tags, docs }
}

/// Adds a branch, unless its type is there already.
fn push(branches: &mut Vec<Branch>, branch: Branch) {
    let bare = match branch.type_ {
        Type::Nullable(inner) => *inner,
        other => other,
    };
    match branches.iter_mut().find(|known| known.type_ == bare) {
        Some(known) => {
            known.tags.extend(branch.tags);
            known.tags.sort();
            known.tags.dedup();
        }
        None => branches.push(Branch { type_: bare, ..branch }),
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

/// The property that tells the branches apart, with the values that choose each: the one that the document names, or
/// one that has a constant of its own in every branch.
fn discriminator<'a>(
    world: &mut World<'_, 'a>,
    group: &Group<'a>,
    candidates: &[Candidate<'a>],
) -> Option<(String, Vec<Vec<String>>)> {
    let constants: Vec<Constants<'a>> = candidates.iter().map(|candidate| constants(world, candidate)).collect();
    let own = group.schema.schema_data.discriminator.as_ref();
    if let Some(named) = own.or_else(|| inherited(&constants)) {
        let mut all = Vec::with_capacity(candidates.len());
        for (candidate, constants) in candidates.iter().zip(&constants) {
            all.push(tags(world, named, candidate, constants));
        }
        return Some((named.property_name.clone(), all));
    }
    let (first, others) = constants.split_first()?;
    let mut shared: Vec<&str> = first.values.keys().copied().collect();
    shared.retain(|property| {
        let mut values: Vec<&str> =
            constants.iter().filter_map(|one| Some(one.values.get(property)?.as_str())).collect();
        values.sort_unstable();
        values.dedup();
        values.len() == constants.len()
    });
    shared.sort_by_key(|property| (!matches!(*property, "type" | "kind"), *property));
    let property = *shared.first().filter(|_| !others.is_empty())?;
    let tags = |one: &Constants| one.values.get(property).cloned().into_iter().collect();
    Some((property.to_owned(), constants.iter().map(tags).collect()))
}

/// What a branch says about properties that have only one value, and the discriminators of its parts.
#[derive(Default)]
struct Constants<'a> {
    values: IndexMap<&'a str, String>,
    discriminators: Vec<&'a Discriminator>,
}

fn constants<'a>(world: &mut World<'_, 'a>, candidate: &Candidate<'a>) -> Constants<'a> {
    let gathered = gather::all(world, &[candidate.part]);
    let mut values = IndexMap::new();
    for (name, parts) in &gathered.properties {
        for part in parts {
            let Some((schema, ..)) = reference::behind(world, part.schema, part.spot) else { continue };
            // Most properties are no enums, and need no closer look.
            if let [Json::String(value)] = flat::of(schema).enumeration.as_slice() {
                values.insert(*name, value.clone());
            }
        }
    }
    let discriminators = gathered.schemas.iter().filter_map(|(schema, _)| schema.schema_data.discriminator.as_ref());
    Constants { values, discriminators: discriminators.collect() }
}

/// The discriminator of a schema that all branches share: `Pet` has one, `Cat` and `Dog` are all of `Pet`.
fn inherited<'a>(constants: &[Constants<'a>]) -> Option<&'a Discriminator> {
    let (first, others) = constants.split_first()?;
    let everywhere = |found: &&&'a Discriminator| {
        others.iter().all(|one| one.discriminators.iter().any(|other| other.property_name == found.property_name))
    };
    first.discriminators.iter().find(everywhere).copied()
}

/// The values of the discriminator that choose a branch: mapped ones, else the constant of its property, else the
/// component's name.
fn tags<'a>(
    world: &mut World<'_, 'a>,
    discriminator: &'a Discriminator,
    candidate: &Candidate<'a>,
    constants: &Constants,
) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for (value, target) in &discriminator.mapping {
        let found = match reference::leads_somewhere(world, target) {
            true => reference::behind(world, SchemaRef::Reference(target), candidate.part.spot),
            false => None,
        };
        let same = match found {
            Some((schema, ..)) => std::ptr::eq(schema, candidate.schema),
            None => candidate.name == Some(stem(target)),
        };
        if same || candidate.name == Some(target) {
            tags.push(value.clone());
        }
    }
    if tags.is_empty() {
        let constant = constants.values.get(discriminator.property_name.as_str()).cloned();
        tags.extend(constant.or_else(|| candidate.name.map(str::to_owned)));
    }
    tags.sort();
    tags.dedup();
    tags
}

/// `Cat` of `./models/Cat.yaml`: what put files together made components of them, and forgot the mappings.
fn stem(target: &str) -> &str {
    let file = target.rsplit('/').next().unwrap_or(target);
    [".yaml", ".yml", ".json"].iter().find_map(|ending| file.strip_suffix(ending)).unwrap_or(file)
}
