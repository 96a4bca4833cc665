//! Which item of the old state is which item of the new one.
//!
//! Which operations are the same is for [`crate::lineage`] to say; beyond that an `x-rust-name` can give an operation the
//! name of a removed one, which it replaces then. Types are the same by their place in the document, or else by their name
//! in Rust, or if nothing but the name differs. Says nothing about what changed.

use super::Revision;
use super::positions;
use super::rule::{Case, pair, rejoin};
use crate::ir::{Identity, Operation, PathPart, Role, RoleStep, Shape, Type, TypeDef, TypeId};
use crate::lineage::{self, Known};
use crate::names::key::{Key, Word};
use crate::names::{OperationNames, TypeNames};
use crate::surface::Signature;
use std::collections::{HashMap, HashSet};

/// Both states, and which type became which.
#[derive(Debug)]
pub struct Sides<'a> {
    /// The old one.
    pub old: Revision<'a>,
    /// The new one.
    pub new: Revision<'a>,
    /// For every old type that is still there, the new one.
    types: HashMap<TypeId, TypeId>,
    /// For every new type that was there, the old ones.
    earlier: HashMap<TypeId, Vec<TypeId>>,
    /// For every old operation that is still there, the new one.
    operations: Vec<Option<usize>>,
}

/// An operation with its names.
#[derive(Debug, Clone, Copy)]
pub struct OperationItem<'a> {
    /// Its number.
    pub index: usize,
    /// What it is.
    pub operation: &'a Operation,
    /// What it is called.
    pub names: &'a OperationNames,
    /// What callers see of it.
    pub signature: &'a Signature<'a>,
}

/// A type with its names.
#[derive(Debug, Clone, Copy)]
pub struct ModelItem<'a> {
    /// Its number.
    pub id: TypeId,
    /// What it is.
    pub definition: &'a TypeDef,
    /// What it is called.
    pub names: &'a TypeNames,
}

impl<'a> Sides<'a> {
    /// Matches the types of two states.
    pub fn new(old: Revision<'a>, new: Revision<'a>) -> Self {
        let operations = lineage::follow(&known(old), &known(new));
        let mut sides = Self { old, new, types: HashMap::new(), earlier: HashMap::new(), operations };
        let (before, after) = (items(old), items(new));
        // A type that several places share is known by its name first: which places do can change. So is what stands
        // in a branch of a union: what tells the branch apart can change.
        let is_shared = |it: &TypeDef| !it.places.is_empty() || !it.joined.is_empty();
        let is_by_name = |item: &ModelItem<'_>| is_shared(item.definition) || is_in_branch(&item.names.key);
        sides.match_by(&before, &after, |item| (!is_by_name(item)).then(|| item.names.key.clone()));
        sides.match_by(&before, &after, |item| Some(item.names.ident.clone()));
        sides.match_by(&before, &after, |item| Some(item.names.key.clone()));
        sides.match_former(&before, &after);
        sides.match_by(&before, &after, |item| shape_text(item.definition));
        sides.match_inside(&before, &after);
        positions::pairs(&mut sides);
        for (index, _) in old.names.types.iter().enumerate() {
            if let Some(now) = sides.now(TypeId(index)) {
                sides.earlier.entry(now).or_default().push(TypeId(index));
            }
        }
        sides
    }

    /// All pairs so far.
    pub fn matched(&self) -> Vec<(TypeId, TypeId)> {
        self.types.iter().map(|(old, new)| (*old, *new)).collect()
    }

    /// Matches two types.
    pub fn join(&mut self, old: TypeId, new: TypeId) {
        self.types.insert(old, new);
    }

    /// Matches types whose old name is an alias of a new one. Several can be one type now.
    fn match_former(&mut self, old: &[ModelItem<'a>], new: &[ModelItem<'a>]) {
        let former =
            |item: &ModelItem<'a>| item.names.former.iter().map(|name| (name.as_str(), item.id)).collect::<Vec<_>>();
        let now: HashMap<&str, TypeId> = new.iter().flat_map(former).collect();
        for item in old {
            if let (false, Some(id)) = (self.types.contains_key(&item.id), now.get(item.names.ident.as_str())) {
                self.types.insert(item.id, *id);
            }
        }
    }

    /// Matches inline types in types that have other names and keys now, by their places there. Outer ones come first.
    fn match_inside(&mut self, old: &[ModelItem<'a>], new: &[ModelItem<'a>]) {
        let place = |item: &ModelItem<'a>| match &item.definition.identity {
            Identity::Inline { parent, role } => Some((*parent, role)).filter(|(_, role)| !has_branch(role)),
            Identity::Component(_) | Identity::Operation { .. } | Identity::Shared { .. } | Identity::Part { .. } => {
                None
            }
        };
        let mut matched: HashSet<TypeId> = self.types.values().copied().collect();
        let places: HashMap<_, _> = new.iter().filter_map(|item| Some((place(item)?, item.id))).collect();
        for item in old.iter().filter(|item| !self.types.contains_key(&item.id)).collect::<Vec<_>>() {
            let now = place(item).and_then(|(parent, role)| places.get(&(self.now(parent)?, role)));
            if let Some(now) = now.filter(|now| matched.insert(**now)) {
                self.types.insert(item.id, *now);
            }
        }
    }

    /// What the old types that are this one now were called, but for what it is called.
    pub fn earlier_names(&self, new: ModelItem<'_>) -> Vec<&'a str> {
        let earlier = self.earlier.get(&new.id).into_iter().flatten();
        let names = earlier.filter_map(|old| self.old.names.types.get(old.0)).map(|names| names.ident.as_str());
        names.filter(|name| *name != new.names.ident).collect()
    }

    /// What an old type is now.
    pub fn now(&self, old: TypeId) -> Option<TypeId> {
        self.types.get(&old).copied()
    }

    /// What an old operation is now, as an index.
    pub fn operation_now(&self, old: &OperationItem<'_>) -> Option<usize> {
        self.operation_at(old.index)
    }

    /// What the old operation of an index is now, as an index.
    pub fn operation_at(&self, old: usize) -> Option<usize> {
        self.operations.get(old).copied().flatten()
    }

    /// Matches types that have no match yet by a text that only one of each side has.
    fn match_by(
        &mut self,
        old: &[ModelItem<'a>],
        new: &[ModelItem<'a>],
        key: impl Fn(&ModelItem<'a>) -> Option<String>,
    ) {
        let matched: HashSet<TypeId> = self.types.values().copied().collect();
        let (mut before, mut after) = (HashMap::new(), HashMap::new());
        let open_old = old.iter().filter(|item| !self.types.contains_key(&item.id));
        for (key, item) in open_old.filter_map(|item| Some((key(item)?, item))) {
            before.entry(key).or_insert_with(Vec::new).push(item.id);
        }
        let open_new = new.iter().filter(|item| !matched.contains(&item.id));
        for (key, item) in open_new.filter_map(|item| Some((key(item)?, item))) {
            after.entry(key).or_insert_with(Vec::new).push(item.id);
        }
        for (key, ids) in before {
            if let ([old], Some([new])) = (ids.as_slice(), after.get(&key).map(Vec::as_slice)) {
                self.types.insert(*old, *new);
            }
        }
    }
}

fn items(side: Revision<'_>) -> Vec<ModelItem<'_>> {
    let types = side.api.types.iter().zip(&side.names.types).enumerate();
    types.map(|(index, (definition, names))| ModelItem { id: TypeId(index), definition, names }).collect()
}

fn is_in_branch(key: &str) -> bool {
    key.parse::<Key>().is_ok_and(|key| key.steps().iter().any(|step| step.word == Word::Branch))
}

/// What tells a branch apart is not its number.
fn has_branch(role: &Role) -> bool {
    role.0.iter().any(|step| matches!(step, RoleStep::Branch(_)))
}

/// What a type looks like, without its name. `None` if that is too little to know it by.
fn shape_text(definition: &TypeDef) -> Option<String> {
    if !matches!(definition.identity, Identity::Component(_)) {
        return None;
    }
    let text = match &definition.shape {
        Shape::Object(shape) => {
            let fields = shape.fields.iter().map(|field| (&field.name, is_scalar(&field.type_), field.required));
            let fields: Vec<_> = fields.collect();
            (fields.len() > 1).then(|| format!("{fields:?}"))?
        }
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            format!("{:?}", values.iter().map(|value| &value.value).collect::<Vec<_>>())
        }
        Shape::Union(_) => return None,
    };
    Some(text)
}

/// The type, if no other type has a say in it.
fn is_scalar(type_: &Type) -> Option<&Type> {
    (!type_.refers_to_types()).then_some(type_)
}

/// All operations.
pub fn operations<'a>(sides: &Sides<'a>) -> Vec<Case<OperationItem<'a>>> {
    let (old, new) = (operation_items(sides.old), operation_items(sides.new));
    let before: HashMap<usize, &OperationItem<'a>> =
        old.iter().filter_map(|item| Some((sides.operation_now(item)?, item))).collect();
    let case = |item: &OperationItem<'a>| {
        before.get(&item.index).map_or(Case::Added(*item), |before| Case::Kept(**before, *item))
    };
    let mut cases: Vec<Case<OperationItem<'a>>> = new.iter().map(case).collect();
    let gone = old.iter().filter(|item| sides.operation_now(item).is_none());
    cases.extend(gone.map(|item| Case::Removed(*item)));
    let mut cases = rejoin(cases, |old, new| replaces(&old, &new));
    cases.sort_by(|one, other| one.latest().names.key.cmp(&other.latest().names.key));
    cases.sort_by(|one, other| one.latest().operation.path.cmp(&other.latest().operation.path));
    cases
}

/// The document gives a new operation the name of a removed one.
fn replaces(old: &OperationItem<'_>, new: &OperationItem<'_>) -> bool {
    new.operation.rust_name.is_some() && old.names.method == new.names.method
}

/// All operations of a side.
pub fn operation_items(side: Revision<'_>) -> Vec<OperationItem<'_>> {
    let operations = side.api.operations.iter().zip(&side.names.operations).zip(side.signatures).enumerate();
    let item = |(index, ((operation, names), signature))| OperationItem { index, operation, names, signature };
    operations.map(item).collect()
}

fn known<'a>(side: Revision<'a>) -> Vec<Known<'a>> {
    let known = |operation: &'a Operation| Known {
        method: operation.method.as_str(),
        path: &operation.path,
        id: operation.id.as_deref(),
        is_current: true,
    };
    side.api.operations.iter().map(known).collect()
}

/// The same method and path, but for the names of parameters.
pub fn is_same_template(old: &Operation, new: &Operation) -> bool {
    has_same_parameters(old, new) && old.segments.first().zip(new.segments.first()).is_none_or(is_same_part)
}

/// The same method and parameters in the path, but for their names; what is in front of the first one may differ.
pub fn has_same_parameters(old: &Operation, new: &Operation) -> bool {
    let is_literal = |part: &PathPart| matches!(part, PathPart::Literal(_));
    let begin = |operation: &Operation| operation.segments.first().map(is_literal);
    old.method == new.method
        && old.segments.len() == new.segments.len()
        && begin(old) == begin(new)
        && old.segments.iter().zip(&new.segments).skip(1).all(is_same_part)
}

fn is_same_part((old, new): (&PathPart, &PathPart)) -> bool {
    match (old, new) {
        (PathPart::Literal(old), PathPart::Literal(new)) => old == new,
        (PathPart::Parameter { .. }, PathPart::Parameter { .. }) => true,
        (PathPart::Literal(_), PathPart::Parameter { .. }) | (PathPart::Parameter { .. }, PathPart::Literal(_)) => {
            false
        }
    }
}

/// All types but those that appear or go with a type that they stand in, or with an operation. An inline type of an
/// operation that stays is public all the same: it is new or gone though the operation is there.
pub fn models<'a>(sides: &Sides<'a>) -> Vec<Case<ModelItem<'a>>> {
    let (old, new) = (items(sides.old), items(sides.new));
    // Of several that are one type now the first one is compared.
    let before: HashMap<TypeId, ModelItem<'a>> =
        old.iter().rev().filter_map(|item| Some((sides.now(item.id)?, *item))).collect();
    let still: HashSet<usize> = sides.operations.iter().flatten().copied().collect();
    let stays = |operation: usize, is_old: bool| match is_old {
        true => sides.operation_at(operation).is_some(),
        false => still.contains(&operation),
    };
    let is_own = |item: &ModelItem<'a>, is_old: bool| match &item.definition.identity {
        Identity::Component(_) | Identity::Shared { .. } | Identity::Part { .. } => true,
        Identity::Operation { operation, .. } => stays(*operation, is_old),
        Identity::Inline { .. } => false,
    };
    let mut cases: Vec<Case<ModelItem<'a>>> = Vec::with_capacity(new.len());
    for item in new {
        match before.get(&item.id) {
            Some(old) => cases.push(Case::Kept(*old, item)),
            None if is_own(&item, false) => cases.push(Case::Added(item)),
            None => {}
        }
    }
    let gone = old.into_iter().filter(|item| sides.now(item.id).is_none());
    cases.extend(gone.filter(|item| is_own(item, true)).map(Case::Removed));
    cases.sort_by(|one, other| one.latest().names.ident.cmp(&other.latest().names.ident));
    cases
}

/// Pairs what is in lists by a wire name.
pub fn by_name<'a, T: Copy>(old: &[T], new: &[T], name: impl Fn(T) -> &'a str) -> Vec<Case<T>> {
    pair(old, new, name)
}
