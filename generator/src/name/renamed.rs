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
use super::moved::{Sections, rekey};
use super::record::type_key;
use super::regrouped;
use super::words::{self, Spelling};
use crate::ir::{Api, Content, ContentKind, Identity, Response, Role, RoleStep, Shape, Type, TypeDef, TypeId};
use crate::source::{escape_pointer, unescape_pointer};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The keys of components.
type Components<'k> = HashMap<TypeId, &'k String>;

/// Whether a type with the second content can be one that had the first.
type IsEnough = fn(&BTreeSet<String>, &BTreeSet<String>) -> bool;

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
    let joined = extracted(api, keys, &gone, (&there, |before, after| before.is_subset(after)), sections);
    let (mut found, mut more) = (FormerNames::new(), FormerNames::new());
    for (old, new) in &moves {
        found.entry(new.clone()).or_default().extend(names.get(old).cloned());
    }
    for (old, new) in joined.iter().filter(|(old, _)| !moves.contains_key(*old)) {
        more.entry(new.clone()).or_default().extend(names.get(old).cloned());
    }
    let values = shared_values(&moves, sections);
    apply(sections, &moves, &values);
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
    rekey(sections, |section, key| {
        if let Some((old, value)) = key.rsplit_once(regrouped::ENUM).filter(|_| section == "variants")
            && let Some(new) = values.get(old)
        {
            return Some(format!("{new}{}{value}", regrouped::ENUM));
        }
        let ends = key.match_indices('/').map(|(at, _)| at);
        let mut parts = ends.filter_map(|at| key.split_at_checked(at));
        parts.find_map(|(before, behind)| {
            let (old, new) = moves.get_key_value(before).filter(|(old, new)| first.get(new) == Some(old))?;
            (old != new).then(|| format!("{new}{behind}"))
        })
    });
}

/// From components that are gone to those that came and have exactly their properties or values.
fn renamed(api: &Api, gone: &[&String], came: &Components, sections: &Sections) -> BTreeMap<String, String> {
    let mut before: HashMap<BTreeSet<String>, Vec<&String>> = HashMap::new();
    for key in gone.iter().filter(|key| !key.contains(['/', ' '])) {
        before.entry(recorded_content(key, sections)).or_default().push(key);
    }
    let mut after: HashMap<BTreeSet<String>, Vec<&String>> = HashMap::new();
    for (id, key) in came {
        after.entry(api.types.get(id.0).map(content).unwrap_or_default()).or_default().push(key);
    }
    let is_telling = |content: &BTreeSet<String>| {
        content.len() > 1 || content.first().is_some_and(|first| first.starts_with("/enum/"))
    };
    let pairs = before.iter().filter(|(content, _)| is_telling(content)).filter_map(|(content, old)| {
        match (old.as_slice(), after.get(content).map(Vec::as_slice)) {
            ([old], Some([new])) => Some(((*old).clone(), (*new).clone())),
            _ => None,
        }
    });
    pairs.collect()
}

/// What a type has itself, as the ends of keys.
fn content(definition: &TypeDef) -> BTreeSet<String> {
    match &definition.shape {
        Shape::Object(object) => {
            object.fields.iter().map(|field| format!("/properties/{}", escape_pointer(&field.name))).collect()
        }
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            super::members::value_texts(values).iter().map(|text| format!("/enum/{}", escape_pointer(text))).collect()
        }
        Shape::Union(_) => BTreeSet::new(),
    }
}

/// What a recorded type had itself, as [`content`].
fn recorded_content(key: &str, sections: &Sections) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (section, inside) in [("fields", "/properties/"), ("variants", "/enum/")] {
        let start = format!("{key}{inside}");
        let names = sections.get(section).into_iter().flat_map(|names| names.range(start.clone()..));
        let inner = names.map_while(|(name, _)| name.strip_prefix(start.as_str()));
        found.extend(inner.filter(|rest| !rest.contains('/')).map(|rest| format!("{inside}{rest}")));
    }
    found
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
fn innermost(type_: &Type, steps: &mut Vec<RoleStep>) -> Option<TypeId> {
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
        Type::Any | Type::Boolean | Type::Integer(_) | Type::Float(_) | Type::String | Type::Text(_) | Type::Binary => {
            None
        }
    }
}

fn json(contents: &[Content]) -> Option<&Type> {
    match &contents.first()?.kind {
        ContentKind::Json(type_) => Some(type_),
        ContentKind::Form(..)
        | ContentKind::EventStream(_)
        | ContentKind::JsonLines(_)
        | ContentKind::Multipart(_)
        | ContentKind::Text
        | ContentKind::Binary => None,
    }
}

/// The key in `responses`.
fn status(response: &Response) -> String {
    response.status.to_string()
}
