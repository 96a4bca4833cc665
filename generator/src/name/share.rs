//! Inline enums that several places share become one type.
//!
//! In go an API whose inline enums are all types of their own, and the record; out comes the API in which those that
//! belong together are one type:
//!
//! ```text
//! not recorded: equal enums under one property name     Flow.status and Run.status, both Draft | Live  →  Status
//! recorded with one name: whatever their values are     Flow.status has Paused too                     →  Status, with all three
//! not recorded beside recorded: equal to one of theirs  Step.status, Draft | Live                      →  Status
//! ```
//!
//! So a place that shared a type goes on sharing it, and one that had a type of its own keeps it. A shared type has the
//! values of all its places; each place remembers its own. Only places with one kind of values can share a type. Where
//! several different enums of one property name are shared, that of most places is called after the property, each
//! other one as its first place would be. Chooses no names.

use super::migrate::moved::Sections;
use super::{branches, members, record, types};
use crate::ir::{Api, Docs, EnumValue, Identity, Role, RoleStep, Shape, SharedPlace, Type, TypeDef, TypeId, walk};
use crate::names::key::Word;
use crate::source::escape_pointer;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An inline enum that can share its type.
struct Candidate {
    id: TypeId,
    /// The name of the property or the parameter.
    property: String,
    /// What has to be equal in all places of a type.
    kind: String,
    /// What is equal in places that share a type for the first time.
    values: String,
    /// The recorded name.
    name: Option<String>,
}

/// The members of a type: indices of candidates, in order.
type Group = Vec<usize>;

/// Makes enums that belong together one type each. True if there are some.
pub fn enums(api: &mut Api, recorded: Option<&str>) -> bool {
    let mut candidates: Vec<Candidate> =
        api.types.iter().enumerate().filter_map(|(index, definition)| candidate(TypeId(index), definition)).collect();
    if candidates.len() < 2 {
        return false;
    }
    if let Some(recorded) = recorded {
        remember(api, recorded, &mut candidates);
    }
    let mut groups = groups(&candidates, &api.types);
    groups.retain(|group| group.len() > 1);
    let shared = merge(api, &candidates, &groups);
    if shared.is_empty() {
        return false;
    }
    renumber(api, &shared);
    true
}

fn candidate(id: TypeId, definition: &TypeDef) -> Option<Candidate> {
    let (property, values) = (property(definition)?, listed(definition)?);
    let is_text = matches!(definition.shape, Shape::StringEnum(_));
    let kinds: BTreeSet<&str> = values.iter().map(|value| json_kind(&value.value)).collect();
    let kind = if is_text { "texts".to_owned() } else { kinds.into_iter().collect::<Vec<_>>().join(" or ") };
    let values = values_text(values, definition.any_text);
    Some(Candidate { id, property: property.to_owned(), kind, values, name: None })
}

fn listed(definition: &TypeDef) -> Option<&[EnumValue]> {
    match &definition.shape {
        Shape::StringEnum(values) | Shape::ValueEnum(values) => Some(values),
        Shape::Object(_) | Shape::Union(_) => None,
    }
}

fn json_kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "number",
        Json::String(_) => "text",
        Json::Array(_) => "list",
        Json::Object(_) => "object",
    }
}

/// The property or parameter that an inline enum is the value, or an element of the value, of.
fn property(definition: &TypeDef) -> Option<&str> {
    let (Identity::Inline { role, .. } | Identity::Operation { role, .. } | Identity::Part { role, .. }) =
        &definition.identity
    else {
        return None;
    };
    if definition.rust_name.is_some() {
        return None;
    }
    let Role(steps) = role;
    match steps.iter().rfind(|step| !matches!(step, RoleStep::Item | RoleStep::Value))? {
        RoleStep::Property(name) | RoleStep::Parameter(_, name) => Some(name),
        RoleStep::Item
        | RoleStep::Value
        | RoleStep::Branch(_)
        | RoleStep::Body
        | RoleStep::Base
        | RoleStep::Response(_)
        | RoleStep::Header(_)
        | RoleStep::Media(_) => None,
    }
}

/// What makes two enums equal: their values as a set, and their names.
fn values_text(values: &[EnumValue], any_text: bool) -> String {
    let mut texts: Vec<String> = values
        .iter()
        .map(|EnumValue { value, rust_name, .. }| format!("{value}{}", rust_name.as_deref().unwrap_or_default()))
        .collect();
    texts.sort();
    texts.extend(any_text.then(|| "any text".to_owned()));
    texts.join(",")
}

/// Gives candidates their recorded names. One that had its type for itself, and has no value of it left, is a new one.
fn remember(api: &Api, recorded: &str, candidates: &mut [Candidate]) {
    let order = types::waves(api).concat();
    let keys = record::type_keys(api, &order, &branches::keys(api));
    // A broken record is reported where all names are read.
    let Ok(record::Followed { sections, .. }) = record::followed(api, (&keys, &order), recorded) else { return };
    let Some(names) = sections.get("types") else { return };
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in names.values() {
        *counts.entry(name).or_default() += 1;
    }
    for candidate in candidates {
        let Some(key) = keys.get(candidate.id.0) else { continue };
        let Some(name) = names.get(key) else { continue };
        let is_alone = counts.get(name.as_str()) == Some(&1);
        if !(is_alone && is_another(api, candidate.id, key, &sections)) {
            candidate.name = Some(name.clone());
        }
    }
}

/// The values of an enum are recorded, and it has none of them any more.
fn is_another(api: &Api, id: TypeId, key: &str, sections: &Sections) -> bool {
    let start = format!("{key}{}", Word::Enum.start());
    let known = sections.get("variants").into_iter().flat_map(|names| names.range(start.clone()..));
    let known: BTreeSet<&str> = known.map_while(|(key, _)| key.strip_prefix(start.as_str())).collect();
    let values = api.types.get(id.0).and_then(listed).unwrap_or_default();
    let texts = members::value_texts(values);
    !known.is_empty() && !texts.iter().any(|text| known.contains::<str>(escape_pointer(text).as_ref()))
}

/// What belongs together, each group in the order of the types.
fn groups(candidates: &[Candidate], types: &[TypeDef]) -> Vec<Group> {
    let mut named: BTreeMap<(&str, &str), Group> = BTreeMap::new();
    let mut fresh: BTreeMap<(&str, &str), Group> = BTreeMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        match &candidate.name {
            Some(name) => named.entry((name, &candidate.kind)).or_default().push(index),
            None => fresh.entry((&candidate.property, &candidate.values)).or_default().push(index),
        }
    }
    let mut groups: Vec<Group> = named.into_values().collect();
    let mut homes: HashMap<(&str, String), usize> = HashMap::new();
    let mut by_size: Vec<usize> = (0..groups.len()).collect();
    by_size.sort_by_key(|index| std::cmp::Reverse(groups.get(*index).map_or(0, Vec::len)));
    for home in by_size {
        let members: Vec<&Candidate> =
            groups.get(home).into_iter().flatten().filter_map(|index| candidates.get(*index)).collect();
        let united = united(members.iter().filter_map(|member| types.get(member.id.0)));
        let any_text = members.iter().filter_map(|member| types.get(member.id.0)).any(|it| it.any_text);
        for member in &members {
            for values in [member.values.clone(), values_text(&united, any_text)] {
                homes.entry((&member.property, values)).or_insert(home);
            }
        }
    }
    for ((property, values), members) in fresh {
        match homes.get(&(property, values.to_owned())).and_then(|home| groups.get_mut(*home)) {
            Some(group) => group.extend(members),
            None => groups.push(members),
        }
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}

/// The values of all places, in the order in which they are found, each with the longest description; deprecated
/// is what all say is.
fn united<'a>(definitions: impl Iterator<Item = &'a TypeDef>) -> Vec<EnumValue> {
    let mut values: Vec<EnumValue> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for value in definitions.filter_map(listed).flatten() {
        let place = *places.entry(value.value.to_string()).or_insert(values.len());
        match values.get_mut(place) {
            Some(known) => {
                known.rust_name = known.rust_name.take().or_else(|| value.rust_name.clone());
                known.description = richest([known.description.take(), value.description.clone()]);
                known.deprecated &= value.deprecated;
            }
            None => values.push(value.clone()),
        }
    }
    values
}

/// The longest text, then the least.
pub(super) fn richest(texts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let richness = |text: &String| (text.len(), std::cmp::Reverse(text.clone()));
    texts.into_iter().flatten().max_by_key(richness)
}

/// Makes the first type of each group the one of all. For each other one, which that is.
fn merge(api: &mut Api, candidates: &[Candidate], groups: &[Group]) -> HashMap<TypeId, TypeId> {
    let named_after_property = most_frequent(candidates, groups);
    let mut shared = HashMap::new();
    for (index, group) in groups.iter().enumerate() {
        let members: Vec<&Candidate> = group.iter().filter_map(|member| candidates.get(*member)).collect();
        let [first, others @ ..] = members.as_slice() else { continue };
        let definitions: Vec<&TypeDef> = members.iter().filter_map(|it| api.types.get(it.id.0)).collect();
        let values = united(definitions.iter().copied());
        let any_text = definitions.iter().any(|definition| definition.any_text);
        let places = definitions.iter().map(|definition| place(definition)).collect();
        // Defaults and examples belong to the places, not to what they share.
        let description = richest(definitions.iter().map(|definition| definition.docs.description.clone()));
        let Some(kept) = api.types.get_mut(first.id.0) else { continue };
        if let Shape::StringEnum(list) | Shape::ValueEnum(list) = &mut kept.shape {
            *list = values;
        }
        (kept.any_text, kept.places) = (any_text, places);
        kept.docs = Docs { description, ..Docs::default() };
        if named_after_property.get(first.property.as_str()) == Some(&index) {
            kept.identity = Identity::Shared { property: first.property.clone() };
        }
        shared.extend(others.iter().map(|other| (other.id, first.id)));
    }
    shared
}

fn place(definition: &TypeDef) -> SharedPlace {
    let values = listed(definition).unwrap_or_default().iter().map(|value| value.value.clone()).collect();
    SharedPlace { identity: definition.identity.clone(), pointer: definition.pointer.clone(), values }
}

/// For each property the group with the most members; of several that with the least values.
fn most_frequent<'c>(candidates: &'c [Candidate], groups: &[Group]) -> HashMap<&'c str, usize> {
    let mut ranked: Vec<(&str, std::cmp::Reverse<usize>, &str, usize)> = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let first = group.first().and_then(|first| candidates.get(*first));
        let rank =
            first.map(|first| (first.property.as_str(), std::cmp::Reverse(group.len()), first.values.as_str(), index));
        ranked.extend(rank);
    }
    ranked.sort_unstable();
    let mut best = HashMap::new();
    for (property, _, _, index) in ranked {
        best.entry(property).or_insert(index);
    }
    best
}

/// Drops the types that are another one now, and numbers the others again.
pub(super) fn renumber(api: &mut Api, shared: &HashMap<TypeId, TypeId>) {
    let mut next = 0;
    let mut numbers: Vec<TypeId> = Vec::with_capacity(api.types.len());
    for index in 0..api.types.len() {
        numbers.push(TypeId(next));
        next += usize::from(!shared.contains_key(&TypeId(index)));
    }
    let now = |id: TypeId| numbers.get(shared.get(&id).unwrap_or(&id).0).copied().unwrap_or(id);
    let mut index = 0;
    api.types.retain(|_| {
        index += 1;
        !shared.contains_key(&TypeId(index - 1))
    });
    for definition in &mut api.types {
        let places = definition.places.iter_mut().map(|place| &mut place.identity);
        for identity in places.chain([&mut definition.identity]) {
            if let Identity::Inline { parent, .. } = identity {
                *parent = now(*parent);
            }
        }
    }
    let mut replace = |type_: &mut Type, _: bool| {
        walk::innermost(type_, &mut |inner| {
            if let Type::Named(id) | Type::Boxed(id) = inner {
                *id = now(*id);
            }
        });
    };
    walk::definitions(&mut api.types, &mut replace);
    walk::operations(&mut api.operations, &mut replace);
    walk::webhooks(&mut api.webhooks, &mut replace);
}
