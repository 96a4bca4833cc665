//! How two types of their own relate that are not matched with each other: by what they look like.
//!
//! An inline schema that became a component, or a component that became two, is the same on the wire as long as its
//! structure is:
//!
//! ```text
//! {a, b} → {a, b}                replaced
//! {a, b} → {a, b, c}             extended, or narrower if `c` is required
//! {a, b} → {a}                   another type
//! "x" | "y" → "x" | "y" | "z"    extended
//! ```
//!
//! Types that are matched are the same; cycles are the same unless something else differs.

use super::matching::{ModelItem, Sides};
use super::shapes::chosen;
use super::types::{Relation, compare};
use crate::changes::Verdict;
use crate::ir::{Branch, EnumValue, Field, ObjectShape, Shape, Type, TypeId, UnionShape};
use std::collections::HashMap;

/// A comparison of this many pairs of types is given up: what is so large is another type.
const MOST: usize = 10_000;

/// A comparison of two types, with what is known about pairs of types inside them.
pub struct Walk<'a> {
    pub(super) sides: &'a Sides<'a>,
    known: HashMap<(TypeId, TypeId), Relation>,
}

impl<'a> Walk<'a> {
    /// Nothing is known yet.
    pub fn new(sides: &'a Sides<'a>) -> Self {
        Self { sides, known: HashMap::new() }
    }

    /// How two types of their own relate.
    pub fn named(&mut self, old: TypeId, new: TypeId) -> Relation {
        if self.sides.now(old) == Some(new) {
            return Relation::Same;
        }
        if let Some(relation) = self.known.get(&(old, new)) {
            return *relation;
        }
        if self.known.len() >= MOST {
            return Relation::Other;
        }
        // A cycle that comes back here differs nowhere so far.
        self.known.insert((old, new), Relation::Replaced);
        let sides = self.sides;
        let relation = match (sides.old.api.types.get(old.0), sides.new.api.types.get(new.0)) {
            (Some(before), Some(after)) => {
                let opened = match (before.any_text, after.any_text) {
                    (false, true) => Relation::Extended,
                    (true, false) => Relation::Narrower,
                    (true, true) | (false, false) => Relation::Replaced,
                };
                opened.and(shapes(self, (old, &before.shape), (new, &after.shape)))
            }
            (None, _) | (_, None) => Relation::Other,
        };
        self.known.insert((old, new), relation);
        relation
    }
}

fn shapes(walk: &mut Walk<'_>, old: (TypeId, &Shape), new: (TypeId, &Shape)) -> Relation {
    match (old.1, new.1) {
        (Shape::Object(before), Shape::Object(after)) => objects(walk, before, after),
        (Shape::StringEnum(before), Shape::StringEnum(after)) | (Shape::ValueEnum(before), Shape::ValueEnum(after)) => {
            values(before, after)
        }
        (Shape::Union(before), Shape::Union(after)) => unions(walk, before, after),
        _ => Relation::Other,
    }
}

fn objects(walk: &mut Walk<'_>, old: &ObjectShape, new: &ObjectShape) -> Relation {
    let mut relation = Relation::Replaced;
    let after: HashMap<&str, &Field> = new.fields.iter().map(|field| (field.name.as_str(), field)).collect();
    for field in &old.fields {
        let Some(now) = after.get(field.name.as_str()) else { return Relation::Other };
        relation = relation.and(fields(walk, field, now));
        if relation == Relation::Other {
            return relation;
        }
    }
    let before: HashMap<&str, &Field> = old.fields.iter().map(|field| (field.name.as_str(), field)).collect();
    for field in new.fields.iter().filter(|field| !before.contains_key(field.name.as_str())) {
        let is_asked_for = field.required && !field.read_only;
        relation = relation.and(if is_asked_for { Relation::Narrower } else { Relation::Extended });
    }
    relation.and(match (&old.additional, &new.additional) {
        (None, None) => Relation::Replaced,
        (None, Some(_)) => Relation::Extended,
        (Some(_), None) => Relation::Other,
        (Some(old), Some(new)) => compare(walk, old, new),
    })
}

fn fields(walk: &mut Walk<'_>, old: &Field, new: &Field) -> Relation {
    let presence = match (old.required, new.required) {
        (false, true) => Relation::Narrower,
        (true, false) => Relation::Wider,
        (true, true) | (false, false) => Relation::Replaced,
    };
    let is_sent = match (old.read_only, new.read_only) {
        (false, true) => Relation::Narrower,
        (true, false) => Relation::Extended,
        (true, true) | (false, false) => Relation::Replaced,
    };
    let is_received = match (old.write_only, new.write_only) {
        (false, true) => Relation::Wider,
        (true, false) => Relation::Extended,
        (true, true) | (false, false) => Relation::Replaced,
    };
    presence.and(is_sent).and(is_received).and(compare(walk, &old.type_, &new.type_))
}

fn values(old: &[EnumValue], new: &[EnumValue]) -> Relation {
    let has = |list: &[EnumValue], value: &EnumValue| list.iter().any(|other| other.value == value.value);
    let is_less = !old.iter().all(|value| has(new, value));
    let is_more = !new.iter().all(|value| has(old, value));
    match (is_less, is_more) {
        (false, false) => Relation::Replaced,
        (false, true) => Relation::Extended,
        (true, false) => Relation::Narrower,
        // No value is left: these are two enums.
        (true, true) if !old.iter().any(|value| has(new, value)) => Relation::Other,
        (true, true) => Relation::Narrower,
    }
}

fn unions(walk: &mut Walk<'_>, old: &UnionShape, new: &UnionShape) -> Relation {
    if old.discriminator != new.discriminator {
        return Relation::Other;
    }
    let mut left: Vec<&Branch> = new.branches.iter().collect();
    let mut relation = Relation::Replaced;
    for branch in &old.branches {
        let found = left.iter().position(|now| compare(walk, &branch.type_, &now.type_) <= Relation::Replaced);
        let Some(index) = found else {
            relation = relation.and(Relation::Narrower);
            continue;
        };
        let now = left.remove(index);
        if old.discriminator.is_some() {
            relation = relation.and(tags(walk, branch, now));
        }
    }
    if left.is_empty() { relation } else { relation.and(Relation::Extended) }
}

/// What chooses a branch: a value that does no longer is another type.
fn tags(walk: &Walk<'_>, old: &Branch, new: &Branch) -> Relation {
    let (before, after) = (chosen(walk.sides.old, old), chosen(walk.sides.new, new));
    let has_all = before.iter().all(|tag| after.contains(tag));
    match (has_all, before.len() == after.len()) {
        (true, true) => Relation::Replaced,
        (true, false) => Relation::Extended,
        (false, _) => Relation::Other,
    }
}

/// What it means on the wire that one type is of another kind: a model that became a branch of a union, say, takes what
/// it took before.
pub fn wire_of_kinds(sides: &Sides<'_>, old: ModelItem<'_>, new: ModelItem<'_>) -> Verdict {
    let (sent, received) = of_kinds(&mut Walk::new(sides), old, new);
    let sent = if old.definition.in_request { sent } else { Verdict::Minor };
    let received = if old.definition.in_response { received } else { Verdict::Minor };
    sent.max(received).max(Verdict::Minor)
}

/// For what is sent, and for what is received.
fn of_kinds(walk: &mut Walk<'_>, old: ModelItem<'_>, new: ModelItem<'_>) -> (Verdict, Verdict) {
    let sent = |relation: &Relation| relation.wire(true, false);
    let received = |relation: &Relation| relation.wire(false, true);
    let (least, most) = (Verdict::Patch, Verdict::Major);
    match (&old.definition.shape, &new.definition.shape) {
        (Shape::StringEnum(before) | Shape::ValueEnum(before), Shape::StringEnum(after) | Shape::ValueEnum(after)) => {
            let relation = values(before, after);
            (sent(&relation), received(&relation))
        }
        // One branch has to take what is sent; what is received can be of any.
        (Shape::Object(_), Shape::Union(union)) => {
            let type_ = Type::Named(old.id);
            let branches = union.branches.iter().map(|branch| compare(walk, &type_, &branch.type_));
            let all: Vec<Relation> = branches.collect();
            (all.iter().map(sent).min().unwrap_or(most), all.iter().map(received).max().unwrap_or(least))
        }
        (Shape::Union(union), Shape::Object(_)) => {
            let type_ = Type::Named(new.id);
            let branches = union.branches.iter().map(|branch| compare(walk, &branch.type_, &type_));
            let all: Vec<Relation> = branches.collect();
            (all.iter().map(sent).max().unwrap_or(least), all.iter().map(received).min().unwrap_or(most))
        }
        _ => (most, most),
    }
}

/// Whether two types that stand in one place are one type in two states: most of what is in them is in both.
pub fn is_akin(sides: &Sides<'_>, old: TypeId, new: TypeId) -> bool {
    let (Some(before), Some(after)) = (sides.old.api.types.get(old.0), sides.new.api.types.get(new.0)) else {
        return false;
    };
    match (&before.shape, &after.shape) {
        (Shape::Object(before), Shape::Object(after)) => {
            let names = |shape: &ObjectShape| shape.fields.iter().map(|field| field.name.clone()).collect();
            is_mostly(names(before), names(after))
        }
        (Shape::StringEnum(before), Shape::StringEnum(after)) | (Shape::ValueEnum(before), Shape::ValueEnum(after)) => {
            let values = |list: &[EnumValue]| list.iter().map(|value| value.value.to_string()).collect();
            is_mostly(values(before), values(after))
        }
        (Shape::Union(before), Shape::Union(after)) => {
            let is_kept = |type_: &Type| {
                let now = type_.named().and_then(|id| sides.now(id));
                after.branches.iter().any(|branch| match now {
                    Some(now) => branch.type_.named() == Some(now),
                    None => branch.type_ == *type_ && !type_.refers_to_types(),
                })
            };
            let kept = before.branches.iter().filter(|branch| is_kept(&branch.type_)).count();
            kept * 2 >= before.branches.len().max(after.branches.len())
        }
        _ => false,
    }
}

fn is_mostly(old: Vec<String>, new: Vec<String>) -> bool {
    let common = old.iter().filter(|name| new.contains(name)).count();
    common * 2 >= old.len().max(new.len())
}
