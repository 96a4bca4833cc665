//! Decides which types keep their names, and follows the values of enums that are known by another place now.
//!
//! An enum that several places share is recorded at each of them, its values only once: under the property's name, or
//! under one of the places. Which one that is changes when places come and go. In go the types with their keys, and the
//! recorded names, out come the names of the types, and those of the values under the keys that the types have now:
//!
//! ```text
//! Flow/properties/status/enum/Draft  →  */properties/status/enum/Draft, since Run shares the type now
//! ```

mod claims;

use super::migrate::moved::{Sections, rekey};
use crate::ir::{Api, Identity, Joined, Shape, SharedPlace, TypeDef};
use crate::names::key::{Key, Of, Place, Step, Word};
use crate::source::escape_pointer;
use claims::Claims;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The names that types keep. Gives recorded values of enums the keys that they have now.
pub fn follow(api: &Api, keys: &[String], places: &[Vec<String>], sections: &mut Sections) -> Vec<Option<String>> {
    let nothing = BTreeMap::new();
    let names = sections.get("types").unwrap_or(&nothing);
    let variants = sections.get("variants").unwrap_or(&nothing);
    let mut holders: HashMap<&str, Vec<&str>> = HashMap::new();
    for (place, name) in names {
        holders.entry(name).or_default().push(place);
    }
    let fields = sections.get("fields").unwrap_or(&nothing);
    let was_object = |place: &&str| has_below(place, Word::Property, fields);
    let key_of = |name: &str| old_key(holders.get(name).filter(|places| !places.iter().any(was_object))?, variants);
    let members = |name: &str| {
        let places = holders.get(name).into_iter().flatten().map(|place| (*place).to_owned());
        places.chain(key_of(name)).flat_map(|place| members_below(&place, [variants, fields])).collect()
    };
    let kept = kept_names(api, keys, places, names, (|name| values_below(&key_of(name)?, variants), members));
    let all = api.types.iter().zip(keys).zip(&kept);
    let enums = all.filter(|((it, _), _)| matches!(it.shape, Shape::StringEnum(_) | Shape::ValueEnum(_)));
    let moves: HashMap<String, String> =
        enums.filter_map(|((_, key), name)| Some((key_of(name.as_deref()?)?, key.clone()))).collect();
    let inherited = inherited(api, keys, &holders, [variants, fields]);
    apply(&moves, sections);
    for (section, members) in ["variants", "fields"].into_iter().zip(inherited) {
        sections.entry(section.to_owned()).or_default().extend(members);
    }
    kept
}

/// What is recorded of the branches and the fields of types that were one with others, which hold the record: by
/// section, under the keys that they have now.
fn inherited(
    api: &Api,
    keys: &[String],
    holders: &HashMap<&str, Vec<&str>>,
    sections: [&BTreeMap<String, String>; 2],
) -> [BTreeMap<String, String>; 2] {
    let names: HashMap<&str, &str> =
        holders.iter().flat_map(|(name, places)| places.iter().map(|place| (*place, *name))).collect();
    let mut found = [BTreeMap::new(), BTreeMap::new()];
    for (definition, key) in api.types.iter().zip(keys) {
        let index = match definition.shape {
            Shape::Union(_) => 0,
            Shape::Object(_) => 1,
            Shape::StringEnum(_) | Shape::ValueEnum(_) => continue,
        };
        let (Some(section), Some(found)) = (sections.get(index), found.get_mut(index)) else { continue };
        let places = names.get(key.as_str()).and_then(|name| holders.get(name)).filter(|places| places.len() > 1);
        if places.is_none() || !members_below(key, [section]).is_empty() {
            continue;
        }
        let mut recorded = places.into_iter().flatten().map(|place| (place, members_below(place, [section])));
        let Some((place, members)) = recorded.find(|(_, members)| !members.is_empty()) else { continue };
        for member in members {
            let name = section.get(&format!("{place}{member}")).cloned();
            found.extend(name.map(|name| (format!("{key}{member}"), name)));
        }
    }
    found
}

fn apply(moves: &HashMap<String, String>, sections: &mut Sections) {
    if moves.iter().all(|(old, new)| old == new) {
        return;
    }
    let inside = Word::Enum.start();
    let targets: HashSet<&str> = moves.values().map(String::as_str).collect();
    if let Some(variants) = sections.get_mut("variants") {
        // What stood there belonged to a type that is gone.
        variants.retain(|key, _| {
            let place = key.rsplit_once(&inside).map_or("", |(place, _)| place);
            !targets.contains(place) || moves.contains_key(place)
        });
    }
    rekey(sections, |section, key| {
        let (old, value) = key.rsplit_once(&inside).filter(|_| section == "variants")?;
        Some(format!("{}{inside}{value}", moves.get(old)?))
    });
}

/// The recorded name of every type. A shared enum takes the name that most of its places have, or else that of the first
/// place; a place that lost all its values has no vote. If several types claim one name, the one that still has recorded
/// values of it keeps it; of several such types, the one with the most places.
fn kept_names(
    api: &Api,
    keys: &[String],
    places: &[Vec<String>],
    recorded: &BTreeMap<String, String>,
    (values, members): (impl Fn(&str) -> Option<BTreeSet<String>>, impl Fn(&str) -> BTreeSet<String>),
) -> Vec<Option<String>> {
    let mut votes: Vec<Option<(&str, usize)>> = Vec::with_capacity(keys.len());
    let mut claims: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
    for (index, (key, places)) in keys.iter().zip(places).enumerate() {
        let own = api.types.get(index).map_or(&[][..], |it| &it.places);
        let named = places.iter().zip(own).filter_map(|(key, place)| Some((recorded.get(key)?.as_str(), place)));
        let of_key = || recorded.get(key).or_else(|| joined_name(api.types.get(index)?, recorded));
        let weight = |name: &str| api.types.get(index).map_or(0, |it| weight(it, name, recorded));
        let of_key = || of_key().map(|name| (name.as_str(), weight(name)));
        let vote = majority(&named.collect::<Vec<_>>(), &values).or_else(of_key);
        if let Some((name, count)) = vote {
            claims.entry(name).or_default().push((index, count));
        }
        votes.push(vote);
    }
    Claims { api, keys, votes: &votes, claims }.kept(members)
}

/// How much a type that is not shared by enums counts among those that have one name: a component more than all others,
/// a type of several objects as many as had the name.
fn weight(definition: &TypeDef, name: &str, recorded: &BTreeMap<String, String>) -> usize {
    if matches!(definition.identity, Identity::Component(_)) {
        return usize::MAX;
    }
    let had = |joined: &&Joined| recorded.get(&joined.key).is_some_and(|other| other == name);
    definition.joined.iter().filter(had).count()
}

/// The name that the first of several inline types had.
fn joined_name<'n>(definition: &TypeDef, recorded: &'n BTreeMap<String, String>) -> Option<&'n String> {
    let is_component = matches!(definition.identity, Identity::Component(_));
    definition.joined.iter().filter(|_| !is_component).find_map(|joined| recorded.get(&joined.key))
}

/// The name that most places have, or else the first one, and how many have it. A place that lost all values to which it
/// gave its name has no say.
fn majority<'n>(
    named: &[(&'n str, &SharedPlace)],
    values: impl Fn(&str) -> Option<BTreeSet<String>>,
) -> Option<(&'n str, usize)> {
    let is_one = named.iter().all(|(name, _)| named.first().is_some_and(|(first, _)| first == name));
    let has_value =
        |name: &str, place: &SharedPlace| values(name).is_none_or(|known| !known.is_disjoint(&place_texts(place)));
    let names = named.iter().filter(|(name, place)| is_one || has_value(name, place)).map(|(name, _)| *name);
    let names: Vec<&str> = names.collect();
    let count = |name: &str| names.iter().filter(|other| **other == name).count();
    // Of several with one count, `max_by_key` gives the last.
    names.iter().rev().max_by_key(|name| count(name)).map(|name| (*name, count(name)))
}

/// The recorded members directly behind a key.
fn members_below<const N: usize>(key: &str, sections: [&BTreeMap<String, String>; N]) -> Vec<String> {
    let start = format!("{key}/");
    let below = |section| {
        let all = BTreeMap::range(section, start.clone()..);
        all.map_while(|(other, _): (&String, &String)| other.strip_prefix(key).filter(|_| other.starts_with(&start)))
    };
    sections.into_iter().flat_map(below).filter(|rest| rest.matches('/').count() == 2).map(str::to_owned).collect()
}

/// The values of a place, as they are recorded.
fn place_texts(place: &SharedPlace) -> BTreeSet<String> {
    let all_texts = place.values.iter().all(Json::is_string);
    let text = |value: &Json| match value {
        Json::String(text) if all_texts => escape_pointer(text),
        other => escape_pointer(&other.to_string()),
    };
    place.values.iter().map(text).collect()
}

/// The recorded values of the enum with a key.
fn values_below(key: &str, variants: &BTreeMap<String, String>) -> Option<BTreeSet<String>> {
    let start = format!("{key}{}", Word::Enum.start());
    let inside = variants.range(start.clone()..).map_while(|(key, _)| key.strip_prefix(start.as_str()));
    Some(inside.map(str::to_owned).collect())
}

/// The key under which the values of a type are recorded that these places share, if it was an enum.
pub fn old_key(places: &[&str], variants: &BTreeMap<String, String>) -> Option<String> {
    let has_values = |place: &str| has_below(place, Word::Enum, variants);
    if places.iter().any(|place| has_below(place, Word::Branch, variants)) {
        return None;
    }
    let of_place = places.iter().find(|place| has_values(place)).map(|place| (*place).to_owned());
    of_place.or_else(|| {
        let first: Key = places.first()?.parse().ok()?;
        let named = first.steps().iter().rfind(|step| !matches!(step.word, Word::Items | Word::Values))?;
        let property = Step::new(Word::Property, &named.name);
        let shared = Key { of: Of::Everywhere, place: Place::Way(vec![property]) }.to_string();
        Some(shared).filter(|shared| has_values(shared))
    })
}

/// Whether steps with names are recorded behind a key.
fn has_below(key: &str, word: Word, section: &BTreeMap<String, String>) -> bool {
    let start = format!("{key}{}", word.start());
    section.range(start.clone()..).next().is_some_and(|(key, _)| key.starts_with(&start))
}
