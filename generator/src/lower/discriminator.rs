//! Discriminators: the property that tells the branches of a union apart, and the values that choose each of them.
//!
//! `{propertyName: kind, mapping: {cat: Cat}}` gives `kind`, and for the branch `Cat` the values `cat`, of the mapping,
//! and `Cat`, the name of the component (3.0.4, section 4.8.25: a mapping adds to the names, unless it gives one of them
//! to another schema). The targets of a mapping are names, references, or files. A union without a discriminator has
//! one if a property is a constant of its own in every branch. Lowers nothing.

use crate::lower::gather::{self, Part};
use crate::lower::reference;
use crate::lower::state::{Lowering, SchemaRef, Spot};
use crate::lower::union::Candidate;
use crate::schema::Schema;
use indexmap::IndexMap;
use openapiv3::Discriminator;
use serde_json::Value as Json;

/// What tells branches apart.
pub struct Told {
    /// The property.
    pub property: String,
    /// For every branch what chooses it.
    pub marks: Vec<Mark>,
}

/// What chooses a branch.
#[derive(Default)]
pub struct Mark {
    /// Values of the property: those of the mapping, then the component's name.
    pub tags: Vec<String>,
    /// It takes values of the property that choose none.
    pub is_default: bool,
}

/// What tells the branches of a union apart: the discriminator that the document gives them or their shared part, or a
/// property that has a constant of its own in every branch.
pub fn of<'a>(
    lowering: &mut Lowering<'_, 'a>,
    own: Option<&'a Discriminator>,
    candidates: &[Candidate<'a>],
) -> Option<Told> {
    let constants: Vec<Constants<'a>> = candidates.iter().map(|candidate| constants(lowering, candidate)).collect();
    match own.or_else(|| inherited(&constants)) {
        Some(named) => Some(marked(lowering, named, candidates, &constants)),
        None => by_constants(&constants),
    }
}

/// What a discriminator says about branches.
pub fn named<'a>(lowering: &mut Lowering<'_, 'a>, named: &'a Discriminator, candidates: &[Candidate<'a>]) -> Told {
    let constants: Vec<Constants<'a>> = candidates.iter().map(|candidate| constants(lowering, candidate)).collect();
    marked(lowering, named, candidates, &constants)
}

fn marked<'a>(
    lowering: &mut Lowering<'_, 'a>,
    named: &'a Discriminator,
    candidates: &[Candidate<'a>],
    constants: &[Constants<'a>],
) -> Told {
    let mut marks = Vec::with_capacity(candidates.len());
    for (candidate, constants) in candidates.iter().zip(constants) {
        let tags = tags(lowering, named, candidate, constants);
        let is_default = default(named).is_some_and(|target| leads_to(lowering, target, candidate));
        marks.push(Mark { tags, is_default });
    }
    Told { property: named.property_name.clone(), marks }
}

fn by_constants(constants: &[Constants]) -> Option<Told> {
    let (first, others) = constants.split_first()?;
    let mut shared: Vec<&str> = first.values.keys().copied().collect();
    shared.retain(|property| {
        let mut values: Vec<&str> = constants.iter().filter_map(|one| Some(one.constant(property)?.as_str())).collect();
        values.sort_unstable();
        values.dedup();
        values.len() == constants.len()
    });
    shared.sort_by_key(|property| (!matches!(*property, "type" | "kind"), *property));
    let property = *shared.first().filter(|_| !others.is_empty())?;
    let mark =
        |one: &Constants| Mark { tags: one.constant(property).cloned().into_iter().collect(), is_default: false };
    Some(Told { property: property.to_owned(), marks: constants.iter().map(mark).collect() })
}

/// What a branch says about properties that have listed values, and the discriminators of its parts.
#[derive(Default)]
struct Constants<'a> {
    values: IndexMap<&'a str, Vec<String>>,
    discriminators: Vec<&'a Discriminator>,
}

impl Constants<'_> {
    /// The only value of a property.
    fn constant(&self, property: &str) -> Option<&String> {
        match self.values.get(property)?.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

fn constants<'a>(lowering: &mut Lowering<'_, 'a>, candidate: &Candidate<'a>) -> Constants<'a> {
    let gathered = gather::all(lowering, &[candidate.part]);
    let mut values = IndexMap::new();
    for (name, parts) in &gathered.properties {
        values.extend(listed(lowering, parts).map(|listed| (*name, listed)));
    }
    let discriminators = gathered.schemas.iter().filter_map(|(schema, _)| schema.discriminator.as_deref());
    Constants { values, discriminators: discriminators.collect() }
}

/// The texts that a property of a branch can have, if they are listed.
pub fn listed_values<'a>(
    lowering: &mut Lowering<'_, 'a>,
    candidate: &Candidate<'a>,
    property: &str,
) -> Option<Vec<String>> {
    constants(lowering, candidate).values.shift_remove(property)
}

/// The texts that all enums of a property list, if it has one.
fn listed<'a>(lowering: &mut Lowering<'_, 'a>, parts: &[Part<'a>]) -> Option<Vec<String>> {
    let mut is_closer_look_due = false;
    for part in parts {
        // Most properties are no enums, and need no closer look.
        let Some((schema, ..)) = reference::behind(lowering, part.schema, part.spot) else { continue };
        is_closer_look_due |= !schema.enumeration.is_empty() || !schema.all_of.is_empty();
    }
    if !is_closer_look_due {
        return None;
    }
    let gathered = gather::all(lowering, parts);
    let (first, others) = gathered.enumerations.split_first()?;
    let is_everywhere = |value: &&Json| others.iter().all(|(values, _)| values.contains(value));
    Some(first.0.iter().filter(is_everywhere).filter_map(Json::as_str).map(str::to_owned).collect())
}

/// The discriminator of a schema that all branches share: `Pet` has one, `Cat` and `Dog` are all of `Pet`.
fn inherited<'a>(constants: &[Constants<'a>]) -> Option<&'a Discriminator> {
    let (first, others) = constants.split_first()?;
    let everywhere = |found: &&&'a Discriminator| {
        others.iter().all(|one| one.discriminators.iter().any(|other| other.property_name == found.property_name))
    };
    first.discriminators.iter().find(everywhere).copied()
}

/// The values of the discriminator that choose a branch: mapped ones, or that of an extension, or the constant of its
/// property; and the component's name. Those that the property does not list cannot occur.
fn tags<'a>(
    lowering: &mut Lowering<'_, 'a>,
    discriminator: &'a Discriminator,
    candidate: &Candidate<'a>,
    constants: &Constants,
) -> Vec<String> {
    let property = discriminator.property_name.as_str();
    let mut tags: Vec<String> = Vec::new();
    for (value, target) in &discriminator.mapping {
        if leads_to(lowering, target, candidate) {
            tags.push(value.clone());
        }
    }
    tags.extend(
        value_of(candidate.schema).filter(|value| !discriminator.mapping.contains_key(*value)).map(str::to_owned),
    );
    if tags.is_empty() {
        tags.extend(constants.constant(property).cloned());
    }
    tags.sort();
    tags.dedup();
    let listed = constants.values.get(property);
    let Some(name) = candidate.name.filter(|name| !discriminator.mapping.contains_key(*name)) else { return tags };
    let can_occur = listed.is_none_or(|listed| listed.iter().any(|value| value == name));
    if can_occur && !tags.iter().any(|tag| tag == name) {
        tags.push(name.to_owned());
    }
    if tags.is_empty() {
        let spelled = listed
            .and_then(|listed| spelled_otherwise(listed, name))
            .filter(|value| !discriminator.mapping.contains_key(*value));
        tags.push(spelled.unwrap_or(name).to_owned());
    }
    tags
}

/// `Cat` of `[cat, dog]`, if no other value is spelled like it.
fn spelled_otherwise<'v>(values: &'v [String], name: &str) -> Option<&'v str> {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let name = letters(name);
    let mut found = values.iter().filter(|value| letters(value) == name);
    found.next().filter(|_| found.next().is_none()).map(String::as_str)
}

/// The value of the discriminator that an extension of Swagger 2.0's users gives a schema.
fn value_of(schema: &Schema) -> Option<&str> {
    ["x-ms-discriminator-value", "x-discriminator-value"].iter().find_map(|key| schema.extension_text(key))
}

/// `defaultMapping` of OpenAPI 3.2.
pub fn default(discriminator: &Discriminator) -> Option<&str> {
    discriminator.extensions.get("x-defaultMapping").and_then(Json::as_str)
}

/// True if the target of a mapping is a branch.
fn leads_to<'a>(lowering: &mut Lowering<'_, 'a>, target: &'a str, candidate: &Candidate<'a>) -> bool {
    let found = match reference::leads_somewhere(lowering, target) {
        true => reference::behind(lowering, SchemaRef::Reference(target), candidate.part.spot),
        false => None,
    };
    let is_same = match found {
        Some((schema, ..)) => std::ptr::eq(schema, candidate.schema),
        None => candidate.name == Some(stem(target)),
    };
    is_same || candidate.name == Some(target)
}

/// The component that the target of a mapping names.
pub fn target<'a>(lowering: &mut Lowering<'_, 'a>, target: &'a str, spot: Spot) -> Option<Candidate<'a>> {
    let schemas = &lowering.schemas.components;
    let known =
        |name: &str| schemas.get_key_value(name).filter(|(name, _)| lowering.components.contains_key(name.as_str()));
    let (schema, spot, name) = match known(target).or_else(|| known(stem(target))) {
        Some((name, schema)) => {
            let (schema, spot, _) = reference::behind(lowering, schema.into(), spot)?;
            (schema, spot, name.as_str())
        }
        None if reference::leads_somewhere(lowering, target) => {
            let (schema, spot, name) = reference::behind(lowering, SchemaRef::Reference(target), spot)?;
            (schema, spot, name?)
        }
        None => return None,
    };
    Some(crate::lower::union::component(schema, spot, name))
}

/// `Cat` of `./models/Cat.yaml`: what put files together made components of them, and forgot the mappings.
fn stem(target: &str) -> &str {
    let file = target.rsplit('/').next().unwrap_or(target);
    [".yaml", ".yml", ".json"].iter().find_map(|ending| file.strip_suffix(ending)).unwrap_or(file)
}
