//! Which inline objects become one type, and which type that is.
//!
//! In go the classes of equal objects and the recorded names, out come groups, each with the type that the others become
//! in front:
//!
//! ```text
//! recorded with one name       one type as long as no property has two types, whatever each place gained or lost
//! recorded with another name   a type of its own, although it is equal
//! not recorded                 the component that it equals, else the recorded type that it equals, else one with its equals
//! ```

use super::classes::Classes;
use crate::ir::{Api, Branch, Field, Identity, ObjectShape, Shape, Type, TypeId, UnionShape};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// The recorded names of types; none if no type was shared yet.
pub(super) type Recorded = HashMap<TypeId, String>;

/// The groups, those with the most in them first.
pub(super) fn of(api: &Api, classes: &Classes, recorded: &Recorded) -> Vec<Vec<TypeId>> {
    let mut groups = recorded_groups(api, classes, recorded);
    let mut homes: HashMap<usize, usize> = HashMap::new();
    let mut by_size: Vec<usize> = (0..groups.len()).collect();
    by_size.sort_by_key(|index| Reverse(groups.get(*index).map_or(0, Vec::len)));
    for home in by_size {
        for class in groups.get(home).into_iter().flatten().filter_map(|id| classes.class(*id)) {
            homes.entry(class).or_insert(home);
        }
    }
    let placed: std::collections::HashSet<TypeId> = groups.iter().flatten().copied().collect();
    let mut fresh: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
    for (class, id) in classes.members().filter(|(_, id)| !placed.contains(id)) {
        fresh.entry(class).or_default().push(id);
    }
    for (class, mut members) in fresh {
        // As of what is recorded the first is in front, however much is inside of it.
        members.sort_unstable();
        let component = component(api, classes, class);
        let home = homes.get(&class).and_then(|home| groups.get_mut(*home));
        match (component, home) {
            (Some(component), _) => groups.push([vec![component], members].concat()),
            (None, Some(group)) => group.extend(members),
            (None, None) => groups.push(members),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups.sort_by_key(|group| Reverse(group.iter().map(|id| classes.height_of(*id)).max()));
    groups
}

/// Of the components of a class the first by name.
fn component(api: &Api, classes: &Classes, class: usize) -> Option<TypeId> {
    let name = |id: &TypeId| match api.types.get(id.0).map(|definition| &definition.identity) {
        Some(Identity::Component(name)) => Some(name),
        _ => None,
    };
    classes.components(class).iter().copied().min_by(|one, other| name(one).cmp(&name(other)))
}

/// What has one recorded name: in front the component of that name, else one of the places that most others equal.
fn recorded_groups(api: &Api, classes: &Classes, recorded: &Recorded) -> Vec<Vec<TypeId>> {
    let mut by_name: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
    for (_, id) in classes.members() {
        if let Some(name) = recorded.get(&id) {
            by_name.entry(name).or_default().push(id);
        }
    }
    for id in (0..api.types.len()).map(TypeId).filter(|id| classes.is_component(*id)) {
        if let Some(group) = recorded.get(&id).and_then(|name| by_name.get_mut(name.as_str())) {
            group.insert(0, id);
        }
    }
    let mut sizes: HashMap<(&str, Option<usize>), usize> = HashMap::new();
    for (name, members) in &by_name {
        members.iter().for_each(|id| *sizes.entry((name, classes.class(*id))).or_default() += 1);
    }
    let rank = |name: &str, id: &TypeId| {
        (Reverse(classes.is_component(*id)), Reverse(sizes.get(&(name, classes.class(*id))).copied()), *id)
    };
    let mut groups = Vec::with_capacity(by_name.len());
    for (name, mut members) in by_name.clone() {
        members.sort_by_key(|id| rank(name, id));
        let mut group: Vec<TypeId> = Vec::new();
        // Of equal types one says for all whether another one is compatible.
        let mut kinds: Vec<TypeId> = Vec::new();
        let compared = Compared { api, classes, recorded };
        for id in members {
            let is_known = kinds.iter().any(|kind| classes.is_same(*kind, id));
            if is_known || kinds.iter().all(|kind| compared.are_compatible(*kind, id)) {
                group.push(id);
                kinds.extend((!is_known).then_some(id));
            }
        }
        groups.push(group);
    }
    groups
}

/// Compares types that were one.
struct Compared<'a> {
    api: &'a Api,
    classes: &'a Classes<'a>,
    recorded: &'a Recorded,
}

impl Compared<'_> {
    /// No property has two types. What contains itself is in no group, so this ends.
    fn are_compatible(&self, one: TypeId, other: TypeId) -> bool {
        if one == other || self.classes.is_same(one, other) {
            return true;
        }
        let shape = |id: TypeId| self.api.types.get(id.0).map(|definition| &definition.shape);
        match (shape(one), shape(other)) {
            (Some(Shape::Object(one)), Some(Shape::Object(other))) => self.are_compatible_objects(one, other),
            (Some(Shape::Union(one)), Some(Shape::Union(other))) => self.are_compatible_unions(one, other),
            _ => false,
        }
    }

    /// The branches are the same ones in the same order; what is inside of them may have grown.
    fn are_compatible_unions(&self, one: &UnionShape, other: &UnionShape) -> bool {
        let is_same = |(one, other): (&Branch, &Branch)| {
            let marks = |it: &Branch| (it.name.clone(), it.tags.clone(), it.is_default);
            marks(one) == marks(other) && self.is_one_type(&one.type_, &other.type_)
        };
        one.discriminator == other.discriminator
            && one.branches.len() == other.branches.len()
            && one.branches.iter().zip(&other.branches).all(is_same)
    }

    fn are_compatible_objects(&self, one: &ObjectShape, other: &ObjectShape) -> bool {
        let by_name: HashMap<&str, &Field> = other.fields.iter().map(|field| (field.name.as_str(), field)).collect();
        let is_same = |field: &Field| {
            by_name.get(field.name.as_str()).is_none_or(|other| {
                let marks = |it: &Field| (it.null, it.read_only, it.write_only, it.rust_name.clone());
                marks(field) == marks(other) && self.is_one_type(&field.type_, &other.type_)
            })
        };
        let further = match (&one.additional, &other.additional) {
            (Some(one), Some(other)) => self.is_one_type(one, other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        further && one.fields.iter().all(is_same)
    }

    fn is_one_type(&self, one: &Type, other: &Type) -> bool {
        match (one, other) {
            (Type::Array(one), Type::Array(other))
            | (Type::Map(one), Type::Map(other))
            | (Type::Nullable(one), Type::Nullable(other)) => self.is_one_type(one, other),
            (Type::Tuple(one), Type::Tuple(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| self.is_one_type(one, other))
            }
            (Type::Named(one) | Type::Boxed(one), Type::Named(other) | Type::Boxed(other)) => {
                let was_one = || self.recorded.get(one).is_some_and(|name| self.recorded.get(other) == Some(name));
                one == other || self.classes.is_same(*one, *other) || was_one() && self.are_compatible(*one, *other)
            }
            (one, other) => one == other,
        }
    }
}
