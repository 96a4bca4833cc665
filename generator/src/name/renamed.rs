//! Follows types that the document calls something else now.
//!
//! In go the types with their keys, and the recorded names, out come the former names of types that are called anew, to
//! stay as deprecated aliases. A type is the same under another name in two cases:
//!
//! ```text
//! a component is gone, and one with exactly its properties came   Flow → Workflow
//! where an inline type was, a component that is new is referred   Flow/properties/state → State
//! ```
//!
//! Where that component is an old one, it goes on as it is, and has the alias if it has all that the inline type had.
//!
//! What stands in such a type keeps its names: their keys change with its own.

use super::identifier;
use super::migrate::moved::{OPERATIONS, Sections, rekey};
use super::record::type_key;
use super::regrouped;
use super::variants;
use super::words::{self, Spelling};
use crate::ir::{Api, Branch, Content, Identity, Response, Role, RoleStep, Shape, Type, TypeDef, TypeId};
use crate::names::key::{Step, Word};
use crate::source::unescape_pointer;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The keys of components.
pub type Components<'k> = HashMap<TypeId, &'k String>;

/// Whether a type with the second content can be one that had the first.
pub type IsEnough = fn(&BTreeSet<String>, &BTreeSet<String>) -> bool;

/// The former names of types, by the key that a type has now.
pub type FormerNames = BTreeMap<String, BTreeSet<String>>;

/// Gives recorded items in such types the keys that they have now, and lists the types' former names.
pub fn follow(api: &Api, keys: &[String], places: &[Vec<String>], sections: &mut Sections) -> FormerNames {
    let Some(names) = sections.get("types") else { return FormerNames::new() };
    let present: HashSet<&str> = keys.iter().chain(places.iter().flatten()).map(String::as_str).collect();
    let kept: HashSet<&String> =
        names.iter().filter(|(key, _)| present.contains(key.as_str())).map(|(_, name)| name).collect();
    let gone = names.iter().filter(|(key, name)| !present.contains(key.as_str()) && !kept.contains(name));
    let gone: Vec<&String> = gone.map(|(key, _)| key).collect();
    let is_component = |definition: &TypeDef| matches!(definition.identity, Identity::Component(_));
    let components = api.types.iter().zip(keys).enumerate().filter(|(_, (definition, _))| is_component(definition));
    let all: Vec<(TypeId, &String)> = components.map(|(index, (_, key))| (TypeId(index), key)).collect();
    let (there, came): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, key)| names.contains_key(*key));
    if gone.is_empty() {
        return FormerNames::new();
    }
    let (there, came): (Components, Components) = (there.into_iter().collect(), came.into_iter().collect());
    let mut moves = renamed(api, &gone, &came, sections);
    moves.extend(extracted(api, keys, &gone, (&came, is_alike), sections));
    moves.extend(variants::extracted(api, keys, &gone, (&came, is_alike), sections));
    let gone: Vec<&String> = gone.into_iter().filter(|key| !moves.contains_key(*key)).collect();
    moves.extend(renamed(api, &gone, &inlined(api, keys, places, sections), sections));
    let has_all = |before: &BTreeSet<String>, after: &BTreeSet<String>| before.is_subset(after);
    let mut joined = extracted(api, keys, &gone, (&there, has_all), sections);
    joined.extend(variants::extracted(api, keys, &gone, (&there, has_all), sections));
    joined.retain(|old, _| !moves.contains_key(old));
    let (mut found, mut more) = (FormerNames::new(), FormerNames::new());
    for (old, new) in &moves {
        found.entry(new.clone()).or_default().extend(names.get(old).cloned());
    }
    for (old, new) in &joined {
        more.entry(new.clone()).or_default().extend(names.get(old).cloned());
    }
    let values = shared_values(&moves, sections);
    apply(sections, &moves, &values);
    moves.extend(joined);
    variants::follow(api, keys, &moves, sections);
    keep(sections, &mut found);
    found.extend(more);
    found
}

/// A component that is called as the type was, or but for capitals, goes on being called so.
fn keep(sections: &mut Sections, found: &mut FormerNames) {
    let types = sections.entry("types".to_owned()).or_default();
    for (key, former) in found {
        let own = identifier::camel(&words::of(&unescape_pointer(key), Spelling::Plain));
        let same = former.iter().find(|name| name.eq_ignore_ascii_case(&own)).cloned();
        if let Some(name) = same {
            former.remove(&name);
            types.insert(key.clone(), name);
        }
    }
}

/// Where the values of shared enums are recorded that are components now, and which.
fn shared_values(moves: &BTreeMap<String, String>, sections: &Sections) -> HashMap<String, String> {
    let (Some(names), Some(variants)) = (sections.get("types"), sections.get("variants")) else {
        return HashMap::new();
    };
    let mut holders: HashMap<&String, (Vec<&str>, &String)> = HashMap::new();
    for (old, new) in moves {
        let Some(name) = names.get(old) else { continue };
        holders.entry(name).or_insert_with(|| (Vec::new(), new)).0.push(old);
    }
    let keys = holders.into_values().filter_map(|(places, new)| Some((regrouped::old_key(&places, variants)?, new)));
    keys.map(|(key, new)| (key, new.clone())).collect()
}

/// Moves what is recorded inside of the types; of several that are one type now that of the first stays.
fn apply(sections: &mut Sections, moves: &BTreeMap<String, String>, values: &HashMap<String, String>) {
    let mut first: HashMap<&String, &String> = HashMap::new();
    for (old, new) in moves {
        first.entry(new).or_insert(old);
    }
    if let Some(types) = sections.get_mut("types") {
        types.retain(|key, _| !moves.contains_key(key));
    }
    let values_of = Word::Enum.start();
    rekey(sections, |section, key| {
        if let Some((old, value)) = key.rsplit_once(&values_of).filter(|_| section == "variants")
            && let Some(new) = values.get(old)
        {
            return Some(format!("{new}{values_of}{value}"));
        }
        let ends = key.match_indices('/').map(|(at, _)| at);
        let mut parts = ends.filter_map(|at| key.split_at_checked(at));
        parts.find_map(|(before, behind)| {
            let (old, new) = moves.get_key_value(before).filter(|(old, new)| first.get(new) == Some(old))?;
            (old != new).then(|| format!("{new}{behind}"))
        })
    });
}

/// The keys of inline types that came in types or operations that were there.
fn inlined<'k>(api: &Api, keys: &'k [String], places: &[Vec<String>], sections: &Sections) -> Components<'k> {
    let has = |section: &str, key: &str| sections.get(section).is_some_and(|names| names.contains_key(key));
    let is_in_known = |key: &String| {
        let ends = key.match_indices(['/', ' ']).filter_map(|(at, _)| key.get(..at));
        ends.into_iter().any(|outer| has("types", outer) || has(OPERATIONS, outer))
    };
    let all = api.types.iter().zip(keys).zip(places).enumerate();
    let came = all.filter(|(_, ((definition, key), places))| {
        let all = || std::iter::once(*key).chain(*places);
        !matches!(definition.identity, Identity::Component(_))
            && !all().any(|key| has("types", key))
            && all().any(is_in_known)
    });
    came.map(|(index, ((_, key), _))| (TypeId(index), key)).collect()
}

/// From components that are gone to types that came and have exactly their properties or values.
fn renamed(api: &Api, gone: &[&String], came: &Components, sections: &Sections) -> BTreeMap<String, String> {
    let mut before: HashMap<BTreeSet<String>, Vec<&String>> = HashMap::new();
    for key in gone.iter().filter(|key| !key.contains(['/', ' '])) {
        let mut content = recorded_content(key, sections);
        content.extend(ends(key, sections, "variants", Word::Branch));
        before.entry(content).or_default().push(key);
    }
    let mut after: HashMap<BTreeSet<String>, Vec<&String>> = HashMap::new();
    for (id, key) in came {
        after.entry(api.types.get(id.0).map(telling).unwrap_or_default()).or_default().push(key);
    }
    let is_telling = |content: &BTreeSet<String>| {
        content.len() > 1 || content.first().is_some_and(|first| first.starts_with(&Word::Enum.start()))
    };
    let told = before.iter().filter(|(content, _)| is_telling(content));
    let pairs = told.filter_map(|(content, old)| Some(matches(old, after.get(content)?)));
    pairs.flatten().map(|(old, new)| (old.clone(), new.clone())).collect()
}

/// Types of one content are one if there is one of each, or else if their keys have more in common with each other than
/// with any other one: `V1Owner` and `V2Owner` beside `V1Pet` and `V2Pet`.
fn matches<'k>(old: &[&'k String], new: &[&'k String]) -> Vec<(&'k String, &'k String)> {
    if let ([old], [new]) = (old, new) {
        return vec![(*old, *new)];
    }
    let best = |key: &String, others: &[&'k String]| -> Option<&'k String> {
        let score = |other: &&String| in_common(key, other);
        let most = others.iter().map(score).max().filter(|most| *most > 0)?;
        let mut of_most = others.iter().filter(|other| score(other) == most);
        of_most.next().filter(|_| of_most.next().is_none()).copied()
    };
    let is_mutual = |(before, after): &(&'k String, &'k String)| best(after, old) == Some(before);
    old.iter().filter_map(|before| Some((*before, best(before, new)?))).filter(is_mutual).collect()
}

/// How many characters two keys have in common at their ends.
fn in_common(one: &str, other: &str) -> usize {
    let same = |(one, other): &(char, char)| one == other;
    let front = one.chars().zip(other.chars()).take_while(same).count();
    let rest = one.chars().count().min(other.chars().count()) - front;
    front + one.chars().rev().zip(other.chars().rev()).take_while(same).take(rest).count()
}

/// What a type is known by: what it has itself, or the branches of a union of which all have names.
fn telling(definition: &TypeDef) -> BTreeSet<String> {
    let Shape::Union(union) = &definition.shape else { return content(definition) };
    let end = |branch: &Branch| Some(Step::new(Word::Branch, branch.name.as_deref()?).to_string());
    union.branches.iter().map(end).collect::<Option<_>>().unwrap_or_default()
}

/// What a type has itself, as the ends of keys.
fn content(definition: &TypeDef) -> BTreeSet<String> {
    match &definition.shape {
        Shape::Object(object) => {
            object.fields.iter().map(|field| Step::new(Word::Property, &field.name).to_string()).collect()
        }
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            super::members::value_texts(values).iter().map(|text| Step::new(Word::Enum, text).to_string()).collect()
        }
        Shape::Union(_) => BTreeSet::new(),
    }
}

/// What a recorded type had itself, as [`content`].
fn recorded_content(key: &str, sections: &Sections) -> BTreeSet<String> {
    let mut found = ends(key, sections, "fields", Word::Property);
    found.extend(ends(key, sections, "variants", Word::Enum));
    found
}

/// What a section has right below a part of a type, as the ends of keys.
fn ends(key: &str, sections: &Sections, section: &str, word: Word) -> BTreeSet<String> {
    let inside = word.start();
    let start = format!("{key}{inside}");
    let names = sections.get(section).into_iter().flat_map(|names| names.range(start.clone()..));
    let inner = names.map_while(|(name, _)| name.strip_prefix(start.as_str()));
    inner.filter(|rest| !rest.contains('/')).map(|rest| format!("{inside}{rest}")).collect()
}

/// From inline types that are gone to those of some components that are referred to where they stood, and have enough of
/// what they had.
fn extracted(
    api: &Api,
    keys: &[String],
    gone: &[&String],
    (came, is_enough): (&Components, IsEnough),
    sections: &Sections,
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let gone: HashSet<&str> = gone.iter().map(|key| key.as_str()).collect();
    for (identity, id) in references(api, came) {
        let key = type_key(api, &identity, keys);
        let (Some(component), Some(definition)) = (came.get(&id), api.types.get(id.0)) else { continue };
        if gone.contains(key.as_str()) && is_enough(&recorded_content(&key, sections), &content(definition)) {
            found.insert(key, (*component).clone());
        }
    }
    found
}

/// At least half of what was there is there.
fn is_alike(before: &BTreeSet<String>, after: &BTreeSet<String>) -> bool {
    2 * before.intersection(after).count() >= before.len()
}

/// Every place that refers to one of these components, as the identity of an inline type there.
fn references(api: &Api, came: &Components) -> Vec<(Identity, TypeId)> {
    let mut found = Vec::new();
    let mut add = |make: &dyn Fn(Role) -> Identity, first: RoleStep, type_: &Type| {
        let mut steps = vec![first];
        if let Some(id) = innermost(type_, &mut steps).filter(|id| came.contains_key(id)) {
            found.push((make(Role(steps)), id));
        }
    };
    for (index, definition) in api.types.iter().enumerate() {
        let Shape::Object(object) = &definition.shape else { continue };
        let inside = |role| Identity::Inline { parent: TypeId(index), role };
        for field in &object.fields {
            add(&inside, RoleStep::Property(field.name.clone()), &field.type_);
        }
    }
    for (operation, definition) in api.operations.iter().enumerate() {
        let inside = |role| Identity::Operation { operation, role };
        for parameter in &definition.parameters {
            let step = RoleStep::Parameter(parameter.location, parameter.name.clone());
            add(&inside, step, &parameter.type_);
        }
        let body = definition.body.iter().filter_map(|body| json(&body.contents));
        body.for_each(|type_| add(&inside, RoleStep::Body, type_));
        for response in definition.successes.iter().chain(&definition.errors) {
            if let Some(type_) = json(&response.contents) {
                add(&inside, RoleStep::Response(status(response)), type_);
            }
        }
    }
    found
}

/// The named type inside of lists and maps, and the steps to it.
pub fn innermost(type_: &Type, steps: &mut Vec<RoleStep>) -> Option<TypeId> {
    match type_ {
        Type::Nullable(inner) => innermost(inner, steps),
        Type::Array(inner) => {
            steps.push(RoleStep::Item);
            innermost(inner, steps)
        }
        Type::Map(inner) => {
            steps.push(RoleStep::Value);
            innermost(inner, steps)
        }
        Type::Named(id) | Type::Boxed(id) => Some(*id),
        Type::Any
        | Type::Boolean
        | Type::Integer(_)
        | Type::Float(_)
        | Type::String
        | Type::Text(_)
        | Type::Binary
        | Type::Tuple(_) => None,
    }
}

fn json(contents: &[Content]) -> Option<&Type> {
    contents.first()?.json()
}

/// The key in `responses`.
fn status(response: &Response) -> String {
    response.status.to_string()
}
