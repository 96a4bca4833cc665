//! What several pages say about one thing, grouped by what they say exactly.
//!
//! In: views, each a node of some fragment. Out: classes, one for each distinct text, in an order that depends on the
//! texts only and not on the order of the views, so that everything made of them is the same whatever order the
//! pages come in. Meaning is not looked at here: `{a, b}` and `{b, a}` are two classes.

use crate::document::{Node, Object, Value};
use crate::source::{Place, Places};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One node, and all the places where exactly this stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'doc> {
    pub node: &'doc Node,
    pub place: Place,
    /// Whether the places inside of the node are inside of this place too. What several pages say in the same words was
    /// read on one of them, and what stands in several places has one node.
    is_own: bool,
}

impl<'doc> View<'doc> {
    pub fn of(node: &'doc Node) -> Self {
        Self { node, place: node.place, is_own: true }
    }

    /// The view of a component, which may have been read on another page.
    pub fn of_component(places: &Places, node: &'doc Node) -> Self {
        let first = match &node.value {
            Value::Object(members) => members.values().next(),
            Value::Array(elements) => elements.first(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        let inside = first.and_then(|first| places.fragment(first.place));
        let is_elsewhere = inside.is_some_and(|fragment| Some(fragment) != places.fragment(node.place));
        Self { is_own: !is_elsewhere, ..Self::of(node) }
    }

    /// The view of a member.
    pub fn get(&self, places: &mut Places, key: &str) -> Option<View<'doc>> {
        let member = self.node.get(key)?;
        let place = if self.is_own { member.place } else { places.key(self.place, key) };
        Some(View { node: member, place, is_own: self.is_own })
    }

    /// The views of the elements, if this is an array.
    pub fn elements(&self, places: &mut Places) -> Vec<View<'doc>> {
        let elements = self.node.as_array().unwrap_or_default().iter().enumerate();
        let is_own = self.is_own;
        elements
            .map(|(index, node)| {
                let place = if is_own { node.place } else { places.index(self.place, index) };
                View { node, place, is_own }
            })
            .collect()
    }

    /// The text, if this is a reference.
    pub fn reference(&self) -> Option<&'doc str> {
        reference(self.node)
    }

    /// A copy, whose nodes stand for all the places of the view.
    pub fn copy(&self, places: &mut Places) -> Node {
        if self.is_own { self.node.clone() } else { placed(places, self.node, self.place) }
    }
}

pub(super) fn reference(node: &Node) -> Option<&str> {
    node.get("$ref").and_then(Node::as_str)
}

fn placed(places: &mut Places, node: &Node, place: Place) -> Node {
    let value = match &node.value {
        Value::Array(array) => {
            let elements = array.iter().enumerate().map(|(index, element)| {
                let place = places.index(place, index);
                placed(places, element, place)
            });
            Value::Array(elements.collect())
        }
        Value::Object(object) => {
            let members = object.iter().map(|(key, member)| {
                let place = places.key(place, key);
                (key.clone(), placed(places, member, place))
            });
            Value::Object(members.collect())
        }
        scalar => scalar.clone(),
    };
    Node::at(place, value)
}

/// Groups views by their exact text, the least text first.
pub(super) fn classes<'doc>(places: &mut Places, views: Vec<View<'doc>>) -> Vec<View<'doc>> {
    let mut groups = distinct(places, views);
    groups.sort_by(|one, other| compare(one.node, other.node));
    groups
}

/// Groups views by their exact text, in the order in which the texts first stand.
pub(super) fn distinct<'doc>(places: &mut Places, views: Vec<View<'doc>>) -> Vec<View<'doc>> {
    if views.len() < 2 {
        return views;
    }
    let mut groups: Vec<(View<'doc>, Vec<Place>)> = Vec::new();
    let mut by_hash: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut by_identity: HashMap<usize, usize> = HashMap::new();
    for view in views {
        // What was read once is one object in all views.
        let identity = view.node.value.identity();
        let known = identity.and_then(|identity| by_identity.get(&identity)).and_then(|index| groups.get_mut(*index));
        if let Some((_, all)) = known {
            all.push(view.place);
            continue;
        }
        let mut hasher = DefaultHasher::new();
        hash(view.node, &mut hasher);
        let candidates = by_hash.entry(hasher.finish()).or_default();
        let same = candidates
            .iter()
            .copied()
            .find(|index| groups.get(*index).is_some_and(|(first, _)| equal(first.node, view.node)));
        let index = match same {
            Some(known) => known,
            None => {
                candidates.push(groups.len());
                groups.push((view, Vec::new()));
                groups.len() - 1
            }
        };
        by_identity.extend(identity.map(|identity| (identity, index)));
        if let Some((_, all)) = groups.get_mut(index) {
            all.push(view.place);
        }
    }
    let one = |(view, all): (View<'doc>, Vec<Place>)| {
        let place = places.joined(all);
        View { place, is_own: view.is_own && place == view.place, ..view }
    };
    groups.into_iter().map(one).collect()
}

fn hash(node: &Node, hasher: &mut DefaultHasher) {
    std::mem::discriminant(&node.value).hash(hasher);
    match &node.value {
        Value::Null => {}
        Value::Bool(truth) => truth.hash(hasher),
        Value::Number(number) => number.hash(hasher),
        Value::String(text) => text.hash(hasher),
        Value::Array(array) => {
            array.len().hash(hasher);
            array.iter().for_each(|element| hash(element, hasher));
        }
        Value::Object(object) => {
            object.len().hash(hasher);
            for (key, member) in object {
                key.hash(hasher);
                hash(member, hasher);
            }
        }
    }
}

/// Equality of the exact text: places do not count, the order of keys does.
fn equal(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Number(one), Value::Number(other)) => one == other,
        (Value::String(one), Value::String(other)) => one == other,
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |((key, one), (other_key, other)): ((&String, &Node), (&String, &Node))| {
                key == other_key && equal(one, other)
            };
            one.len() == other.len() && one.iter().zip(other).all(same)
        }
        _ => false,
    }
}

/// A total order on exact texts.
pub(super) fn compare(one: &Node, other: &Node) -> Ordering {
    match (&one.value, &other.value) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => {
            let values = one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal);
            values.then_with(|| one.to_string().cmp(&other.to_string()))
        }
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Array(one), Value::Array(other)) => {
            let different = one.iter().zip(other).map(|(one, other)| compare(one, other)).find(|order| order.is_ne());
            different.unwrap_or_else(|| one.len().cmp(&other.len()))
        }
        (Value::Object(one), Value::Object(other)) => compare_objects(one, other),
        (one, other) => rank(one).cmp(&rank(other)),
    }
}

fn compare_objects(one: &Object, other: &Object) -> Ordering {
    let members = one
        .iter()
        .zip(other)
        .map(|((key, one), (other_key, other))| key.cmp(other_key).then_with(|| compare(one, other)));
    members.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| one.len().cmp(&other.len()))
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}
