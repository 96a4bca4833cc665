//! Whether two states of an item are the same on the wire.
//!
//! In: two types, each of a state of an API. Out: whether the same JSON is valid for both, property by property, value
//! by value and branch by branch, without a look at any name that is not on the wire. Types that contain themselves are
//! the same if no difference is found inside them.

use super::places::Walk;
use generator::Surface;
use generator::changes::{ApiDiff, Change, Fate, SubjectKind, Verdict};
use generator::ir::{Api, Branch, EnumValue, Field, Identity, Operation, Shape, Type, TypeId};
use generator::names::TypeNames;
use std::collections::{BTreeSet, HashSet};

/// Compares types of two states.
#[derive(Debug)]
pub struct Comparison<'a> {
    old: &'a Surface,
    new: &'a Surface,
    /// Pairs that are the same, or are being compared.
    assumed: HashSet<(TypeId, TypeId)>,
}

/// Whether two types are the same on the wire.
pub fn same(old: &Surface, new: &Surface, before: &Type, after: &Type) -> bool {
    Comparison { old, new, assumed: HashSet::new() }.types(before, after)
}

impl Comparison<'_> {
    fn types(&mut self, old: &Type, new: &Type) -> bool {
        match (old, new) {
            (Type::Named(old) | Type::Boxed(old), Type::Named(new) | Type::Boxed(new)) => self.named(*old, *new),
            (Type::Array(old), Type::Array(new))
            | (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new)) => self.types(old, new),
            (Type::Tuple(old), Type::Tuple(new)) => {
                old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.types(old, new))
            }
            (old, new) => old == new,
        }
    }

    fn named(&mut self, old: TypeId, new: TypeId) -> bool {
        if !self.assumed.insert((old, new)) {
            return true;
        }
        let (before, after) = (self.old.api.types.get(old.0), self.new.api.types.get(new.0));
        let (Some(before), Some(after)) = (before, after) else { return false };
        match (&before.shape, &after.shape) {
            (Shape::Object(old), Shape::Object(new)) => {
                let additional = match (&old.additional, &new.additional) {
                    (Some(old), Some(new)) => self.types(old, new),
                    (old, new) => old.is_none() && new.is_none(),
                };
                additional && self.fields(&old.fields, &new.fields)
            }
            (Shape::StringEnum(old), Shape::StringEnum(new)) | (Shape::ValueEnum(old), Shape::ValueEnum(new)) => {
                values(old) == values(new)
            }
            (Shape::Union(old), Shape::Union(new)) => {
                old.discriminator == new.discriminator
                    && self.branches(&old.branches, &new.branches, old.discriminator.is_some())
            }
            _ => false,
        }
    }

    fn fields(&mut self, old: &[Field], new: &[Field]) -> bool {
        let find = |field: &Field| new.iter().find(|other| other.name == field.name);
        old.len() == new.len() && old.iter().all(|field| find(field).is_some_and(|other| self.field(field, other)))
    }

    fn field(&mut self, old: &Field, new: &Field) -> bool {
        let flags = |field: &Field| (field.required, field.null, field.read_only, field.write_only);
        flags(old) == flags(new) && self.types(&old.type_, &new.type_)
    }

    /// Values choose branches only where a property has them.
    fn branches(&mut self, old: &[Branch], new: &[Branch], is_by_value: bool) -> bool {
        let is_chosen_alike = |before: &Branch, after: &Branch| {
            !is_by_value || chosen(&self.old.api, before) == chosen(&self.new.api, after)
        };
        let pairs =
            |before: &Branch| -> Vec<&Branch> { new.iter().filter(|after| is_chosen_alike(before, after)).collect() };
        let candidates: Vec<(&Branch, Vec<&Branch>)> = old.iter().map(|branch| (branch, pairs(branch))).collect();
        let is_there = |(before, after): &(&Branch, Vec<&Branch>)| after.iter().any(|after| self.branch(before, after));
        old.len() == new.len() && candidates.iter().all(is_there)
    }

    /// Another branch may be tried after this one, so a failure must leave no assumption.
    fn branch(&mut self, old: &Branch, new: &Branch) -> bool {
        let before = self.assumed.clone();
        let is_same = self.types(&old.type_, &new.type_);
        if !is_same {
            self.assumed = before;
        }
        is_same
    }
}

/// The values that choose a branch: those of a mapping, or else the name of its component.
fn chosen(api: &Api, branch: &Branch) -> BTreeSet<String> {
    let identity = branch.type_.named().and_then(|id| api.types.get(id.0)).map(|definition| &definition.identity);
    let is_own = |tag: &String| matches!(identity, Some(Identity::Component(name)) if name == tag);
    let mapped: BTreeSet<String> = branch.tags.iter().filter(|tag| !is_own(tag)).cloned().collect();
    if mapped.is_empty() { branch.tags.iter().cloned().collect() } else { mapped }
}

fn values(values: &[EnumValue]) -> HashSet<String> {
    values.iter().map(|value| value.value.to_string()).collect()
}

/// The changes that are major for the wire, of items that are the same there. Bounds of values are not looked at: what is
/// said of those is left to the rule that says it.
pub fn false_majors(old: &Surface, new: &Surface, walk: &Walk, diff: &ApiDiff) -> Vec<String> {
    let is_false = |change: &&Change| {
        change.wire == Verdict::Major
            && !change.rule.contains("-constraint-")
            && change.subject.fate == Fate::Changed
            && match change.subject.kind {
                SubjectKind::Api => false,
                SubjectKind::Operation => is_same_parameter(old, new, change),
                SubjectKind::Model => is_same_model(old, new, walk, change),
            }
    };
    diff.changes.iter().filter(is_false).map(super::lines::line).collect()
}

/// The first code span of a text: what it is about.
fn first_code(text: &str) -> Option<&str> {
    text.split('`').nth(1)
}

fn is_same_parameter(old: &Surface, new: &Surface, change: &Change) -> bool {
    let find = |surface: &'_ Surface| -> Option<Operation> {
        let index = surface.names.operations.iter().position(|names| names.key == change.subject.wire)?;
        surface.api.operations.get(index).cloned()
    };
    let (Some(before), Some(after)) = (find(old), find(new)) else { return false };
    let Some(name) = first_code(&change.what).filter(|_| change.what.contains(" parameter `")) else { return false };
    before.parameters.iter().any(|one| {
        one.name == name
            && after.parameters.iter().any(|other| {
                one.location == other.location
                    && (&one.name, one.required, one.style, one.explode)
                        == (&other.name, other.required, other.style, other.explode)
                    && same(old, new, &one.type_, &other.type_)
            })
    })
}

/// The model, or the field that the change is about, is the same wherever the model stood before.
fn is_same_model(old: &Surface, new: &Surface, walk: &Walk, change: &Change) -> bool {
    let Some(index) = new.names.types.iter().position(|names| names.ident == change.subject.name) else {
        return false;
    };
    let key = |names: &TypeNames| names.key == change.subject.wire;
    let known = old.names.types.iter().position(key).map(|index| vec![TypeId(index)]);
    let before = known.unwrap_or_else(|| walk.before(TypeId(index)).to_vec());
    let is_same = |old_id: &TypeId| {
        same(old, new, &Type::Named(*old_id), &Type::Named(TypeId(index)))
            || first_code(&change.what)
                .filter(|_| change.what.starts_with("the field `"))
                .is_some_and(|name| is_same_field(old, new, (*old_id, TypeId(index)), name))
    };
    !before.is_empty() && before.iter().all(is_same)
}

fn is_same_field(old: &Surface, new: &Surface, ids: (TypeId, TypeId), name: &str) -> bool {
    let find = |surface: &Surface, id: TypeId| match &surface.api.types.get(id.0)?.shape {
        Shape::Object(shape) => shape.fields.iter().find(|field| field.name == name).cloned(),
        Shape::StringEnum(_) | Shape::ValueEnum(_) | Shape::Union(_) => None,
    };
    let (Some(before), Some(after)) = (find(old, ids.0), find(new, ids.1)) else { return false };
    Comparison { old, new, assumed: HashSet::new() }.field(&before, &after)
}
