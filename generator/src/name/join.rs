//! Inline objects and unions that are the same become one type.
//!
//! In goes an API, out comes the same one in which every inline object that has the fields, the presence, the constraints
//! and the defaults of another one is that one, and so is every inline union that has the branches of another one:
//!
//! ```text
//! Order.billing and Order.shipping, both {street, city}  →  OrderBilling
//! Order.owner and Run.owner, both {id, name}             →  Owner
//! Order.code and Run.status, both a string or an integer →  IntegerOrString
//! the bodies of two operations of the tag `runs`         →  RunsBody
//! Run.user, which says what the component User says      →  User
//! ```
//!
//! Only documentation may differ, so each place keeps what it says of the wire. Two components are never one type, and
//! what the document gives a Rust name stays apart. Every type remembers the keys and the pointers of those that it
//! stands for: their names stay as aliases. Chooses no names.

mod classes;
mod groups;
mod unite;

use super::branches;
use super::record;
use super::share::{renumber, richest};
use super::types;
use crate::ir::{Api, Docs, Identity, Joined, RoleStep, Shape, Type, TypeDef, TypeId};
use classes::Classes;
use groups::Recorded;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is one type once its parts are can make others one: as often as this it is looked for.
const ROUNDS: usize = 8;

/// Makes inline objects that are the same one type. True if there are some.
///
/// What shared a type in the record goes on sharing it, and what had one of its own keeps it; but a record from before any
/// object was shared has no say. `as_written`: of such a record, the types stay what they were.
pub fn objects(api: &mut Api, recorded: Option<&str>, as_written: bool) -> bool {
    let names = recorded.and_then(|text| shared_names(api, text));
    if as_written && recorded.is_some() && names.is_none() {
        return false;
    }
    let mut is_changed = false;
    for _ in 0..ROUNDS {
        let into = mapping(api, names.as_ref());
        if into.is_empty() {
            break;
        }
        join(api, &into);
        is_changed = true;
    }
    if is_changed {
        name_after_places(api);
    }
    is_changed
}

/// The names of types by their keys, of a record that knows shared objects.
fn shared_names(api: &Api, text: &str) -> Option<BTreeMap<String, String>> {
    let (keys, order) = keys(api);
    // A broken record is reported where all names are read.
    let mut followed = record::followed(api, (&keys, &order), text).ok()?;
    if followed.knows_shared_objects { followed.sections.remove("types") } else { None }
}

fn keys(api: &Api) -> (Vec<String>, Vec<usize>) {
    let order = types::waves(api).concat();
    (record::type_keys(api, &order, &branches::keys(api)), order)
}

/// For every type that is another one, which.
fn mapping(api: &Api, names: Option<&BTreeMap<String, String>>) -> HashMap<TypeId, TypeId> {
    let classes = Classes::of(api);
    let name_of = |(index, key): (usize, String)| Some((TypeId(index), names?.get(&key)?.clone()));
    let of_keys = || keys(api).0.into_iter().enumerate().filter_map(name_of).collect();
    let recorded: Recorded = if names.is_some() { of_keys() } else { Recorded::new() };
    let mut into: HashMap<TypeId, TypeId> = HashMap::new();
    // What others stand in comes first: what stands in one that is another is what stands there.
    for group in groups::of(api, &classes, &recorded) {
        let mut open = group.into_iter().filter(|id| !into.contains_key(id));
        let Some(target) = open.next() else { continue };
        let others: Vec<TypeId> = open.collect();
        for other in others {
            walk(api, other, target, &mut into);
        }
    }
    keep_branches_apart(api, &mut into);
    into
}

/// Maps a type and what stands in it alone to another one of the same class.
fn walk(api: &Api, from: TypeId, to: TypeId, into: &mut HashMap<TypeId, TypeId>) {
    if into.contains_key(&from) || last(into, to) == from {
        return;
    }
    let (Some(one), Some(other)) = (api.types.get(from.0), api.types.get(to.0)) else { return };
    if matches!(one.identity, Identity::Component(_) | Identity::Shared { .. }) || !one.places.is_empty() {
        return;
    }
    into.insert(from, to);
    for (one, other) in pairs(&one.shape, &other.shape) {
        if let (Some(one), Some(other)) = (one.named(), other.named()) {
            walk(api, one, other, into);
        }
    }
}

/// The types in two shapes that stand at the same places.
fn pairs<'a>(one: &'a Shape, other: &'a Shape) -> Vec<(&'a Type, &'a Type)> {
    match (one, other) {
        (Shape::Object(one), Shape::Object(other)) => {
            let by_name: HashMap<&str, &Type> =
                other.fields.iter().map(|field| (field.name.as_str(), &field.type_)).collect();
            let fields = one.fields.iter().filter_map(|it| Some((&it.type_, *by_name.get(it.name.as_str())?)));
            fields.chain(one.additional.iter().zip(&other.additional)).collect()
        }
        (Shape::Union(one), Shape::Union(other)) => {
            one.branches.iter().zip(&other.branches).map(|(one, other)| (&one.type_, &other.type_)).collect()
        }
        _ => Vec::new(),
    }
}

/// Two branches of one union stay two types.
fn keep_branches_apart(api: &Api, into: &mut HashMap<TypeId, TypeId>) {
    for (index, definition) in api.types.iter().enumerate() {
        if into.contains_key(&TypeId(index)) {
            continue;
        }
        let Shape::Union(union) = &definition.shape else { continue };
        let ids: Vec<TypeId> = union.branches.iter().filter_map(|branch| branch.type_.named()).collect();
        let mut targets: BTreeMap<TypeId, HashSet<TypeId>> = BTreeMap::new();
        for id in ids {
            targets.entry(last(into, id)).or_default().insert(id);
        }
        for id in targets.into_values().filter(|ids| ids.len() > 1).flatten() {
            into.remove(&id);
        }
    }
}

/// What a type is in the end.
fn last(into: &HashMap<TypeId, TypeId>, mut id: TypeId) -> TypeId {
    for _ in 0..into.len() {
        match into.get(&id) {
            Some(next) => id = *next,
            None => break,
        }
    }
    id
}

fn join(api: &mut Api, into: &HashMap<TypeId, TypeId>) {
    let (keys, _) = keys(api);
    let into: HashMap<TypeId, TypeId> = into.keys().map(|id| (*id, last(into, *id))).collect();
    let mut gone: Vec<(&TypeId, &TypeId)> = into.iter().collect();
    gone.sort_unstable();
    for (from, to) in gone {
        let place = api.types.get(from.0).and_then(|one| place(api, one));
        let Some(one) = api.types.get_mut(from.0) else { continue };
        let mut joined = std::mem::take(&mut one.joined);
        let (docs, pointer) = (one.docs.description.take(), one.pointer.clone());
        let parts = one.parts.clone();
        let own = std::mem::take(&mut one.own);
        let key = keys.get(from.0).cloned().unwrap_or_default();
        joined.insert(0, Joined { key, pointer, parts, place, own });
        let one = std::mem::replace(one, TypeDef::nothing());
        let Some(other) = api.types.get_mut(to.0) else { continue };
        unite::into(other, &one, &mut joined);
        other.joined.extend(joined);
        if !matches!(other.identity, Identity::Component(_)) {
            other.docs.description = richest([other.docs.description.take(), docs]);
        }
    }
    renumber(api, &into);
    for definition in &mut api.types {
        let mut seen: Vec<Identity> = Vec::new();
        definition.places.retain(|place| {
            let is_new = !seen.contains(&place.identity);
            seen.extend(is_new.then(|| place.identity.clone()));
            is_new
        });
    }
}

/// What a type is called after where all its places agree: the property or the parameter whose value it is, or the tag
/// whose operations send or receive it.
fn place(api: &Api, definition: &TypeDef) -> Option<String> {
    let (Identity::Inline { role, .. } | Identity::Part { role, .. } | Identity::Operation { role, .. }) =
        &definition.identity
    else {
        return None;
    };
    let at = role.0.iter().rposition(|step| !matches!(step, RoleStep::Item | RoleStep::Value))?;
    let of = |kind: &str| {
        let Identity::Operation { operation, .. } = &definition.identity else { return None };
        let tag = api.operations.get(*operation).and_then(|operation| api.tags.get(operation.tag.0))?;
        Some(format!("{} {kind}", tag.name))
    };
    let name = match role.0.get(at)? {
        RoleStep::Property(name) | RoleStep::Parameter(_, name) => name.clone(),
        RoleStep::Body => of("body")?,
        RoleStep::Response(_) => of("response")?,
        RoleStep::Item
        | RoleStep::Value
        | RoleStep::Branch(_)
        | RoleStep::Header(_)
        | RoleStep::Base
        | RoleStep::Media(_) => return None,
    };
    let is_of_list = role.0.get(at + 1..).is_some_and(|rest| !rest.is_empty());
    Some(if is_of_list { format!("{name} item") } else { name })
}

/// What a union of plain values is called where its places do not agree: after its values.
fn values(definition: &TypeDef) -> Option<String> {
    let Shape::Union(union) = &definition.shape else { return None };
    let words: Option<Vec<String>> = union.branches.iter().map(|branch| value(&branch.type_)).collect();
    Some(words?.join(" or "))
}

fn value(type_: &Type) -> Option<String> {
    let word = match type_ {
        Type::String => "string",
        Type::Integer(_) => "integer",
        Type::Float(_) => "number",
        Type::Boolean => "boolean",
        Type::Array(item) => return Some(format!("{} list", value(item)?)),
        _ => return None,
    };
    Some(word.to_owned())
}

/// Of the types whose places all agree, that with the most is called after them. A union of plain values whose places do
/// not agree is called after its values, and has the documentation of none.
fn name_after_places(api: &mut Api) {
    let mut best: BTreeMap<String, (usize, TypeId)> = BTreeMap::new();
    let mut plain: Vec<TypeId> = Vec::new();
    for (index, definition) in api.types.iter().enumerate().rev() {
        let count = definition.joined.len();
        if count == 0 || matches!(definition.identity, Identity::Component(_)) {
            continue;
        }
        let of_all = place(api, definition)
            .filter(|property| definition.joined.iter().all(|joined| joined.place.as_ref() == Some(property)));
        plain.extend(values(definition).filter(|_| of_all.is_none()).map(|_| TypeId(index)));
        let Some(name) = of_all.or_else(|| values(definition)) else { continue };
        if best.get(&name).is_none_or(|(most, _)| *most <= count) {
            best.insert(name, (count, TypeId(index)));
        }
    }
    for id in plain {
        if let Some(definition) = api.types.get_mut(id.0) {
            let docs = std::mem::take(&mut definition.docs);
            let Docs { facts, constraints, default, deprecated, .. } = docs;
            definition.docs = Docs { facts, constraints, default, deprecated, ..Docs::default() };
        }
    }
    for (property, (_, id)) in best {
        if let Some(definition) = api.types.get_mut(id.0) {
            definition.named_after = Some(property);
        }
    }
}
