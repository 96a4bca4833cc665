//! What a node means on the wire, as a number: equal shapes mean the same.
//!
//! In: a node, and the components that its references can name. Out: its shape. The order of keys, the order in
//! `required` and in `enum`, and documentation do not count; a reference counts as what it refers to, as deep as that
//! goes and through cycles: the components are sorted into classes that are made finer until nothing changes
//! (partition refinement), so that two names are equal exactly when nothing tells them apart. So
//! `{$ref: A}`, `{$ref: B}` and A written out have one shape if A and B say the same.

use super::view::{View, reference};
use crate::document::{Document, Node, Value};
use crate::keyword::PREFIX_ITEMS;
use crate::source::escape_pointer;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The maximum number of refinement rounds: a difference may be as many steps away.
const ROUNDS: usize = 64;

/// Every view of every component, by its reference.
pub(super) type Components<'doc> = BTreeMap<String, Vec<View<'doc>>>;

/// The shapes of the components.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// By reference, as it counts inside other shapes.
    inside: HashMap<String, u64>,
    /// By reference, as it compares with a node that is written out.
    outside: HashMap<String, u64>,
}

impl Shapes {
    /// Sorts the components into classes.
    pub fn of(components: &Components) -> Self {
        let mut shapes =
            Shapes { inside: components.keys().map(|name| (name.clone(), 0)).collect(), outside: HashMap::new() };
        let mut distinct = 0;
        for _ in 0..ROUNDS {
            let finer = components.iter().map(|(name, views)| (name.clone(), shapes.of_views(views)));
            shapes.outside = finer.collect();
            let now = shapes.outside.values().collect::<HashSet<_>>().len();
            if now == distinct {
                break;
            }
            distinct = now;
            shapes.inside.clone_from(&shapes.outside);
        }
        shapes
    }

    /// The shapes of the components of one document.
    pub fn of_document(document: &Document) -> Self {
        let mut components = Components::new();
        for (kind, name, node) in super::of_fragment(document) {
            let reference = ["#", "components", kind, &escape_pointer(name)].join("/");
            components.entry(reference).or_default().push(View::of(node));
        }
        Self::of(&components)
    }

    fn of_views(&self, views: &[View]) -> u64 {
        let mut all: Vec<u64> = views.iter().map(|view| self.of_node(view.node)).collect();
        all.sort_unstable();
        all.dedup();
        if let [one] = all.as_slice() { *one } else { number(|hasher| all.hash(hasher)) }
    }

    /// The shape of a node.
    pub fn of_node(&self, node: &Node) -> u64 {
        match reference(node) {
            Some(name) => self.outside.get(name).copied().unwrap_or_else(|| number(|hasher| name.hash(hasher))),
            None => self.keywords(node),
        }
    }

    /// A value whose keys are the specification's.
    fn keywords(&self, node: &Node) -> u64 {
        match &node.value {
            Value::Object(object) => {
                if let Some(name) = reference(node) {
                    return self.inside.get(name).copied().unwrap_or_else(|| number(|hasher| name.hash(hasher)));
                }
                let counted = object.iter().filter(|(key, value)| counts(key, value));
                unordered(
                    counted.map(|(key, value)| number(|hasher| (key, self.keyword(key, value)).hash(hasher))).collect(),
                )
            }
            Value::Array(array) => {
                number(|hasher| array.iter().for_each(|element| self.keywords(element).hash(hasher)))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => raw(node),
        }
    }

    fn keyword(&self, key: &str, value: &Node) -> u64 {
        let elements = || value.as_array().unwrap_or_default().iter();
        match (key, &value.value) {
            ("enum" | "required", Value::Array(_)) => unordered(elements().map(raw).collect()),
            ("anyOf" | "oneOf" | "parameters", Value::Array(_)) => {
                unordered(elements().map(|branch| self.keywords(branch)).collect())
            }
            (
                "properties" | "patternProperties" | "responses" | "content" | "headers" | "links" | "callbacks"
                | "variables" | "encoding",
                Value::Object(members),
            ) => unordered(
                members.iter().map(|(key, value)| number(|hasher| (key, self.keywords(value)).hash(hasher))).collect(),
            ),
            ("mapping" | "scopes" | "security" | "const", _) => raw(value),
            _ => self.keywords(value),
        }
    }
}

/// Whether a keyword says anything about the wire.
pub(super) fn counts(key: &str, value: &Node) -> bool {
    match key {
        "description" | "summary" | "title" | "example" | "examples" | "externalDocs" | "default" | "deprecated"
        | "tags" | "operationId" => false,
        "nullable" | "required" | "readOnly" | "writeOnly" | "uniqueItems" | "exclusiveMinimum"
        | "exclusiveMaximum" | "allowEmptyValue" | "allowReserved" => {
            value.as_bool() != Some(false) && value.as_array().is_none_or(|required| !required.is_empty())
        }
        "additionalProperties" => {
            value.as_bool() != Some(true) && value.as_object().is_none_or(|schema| !schema.is_empty())
        }
        _ => !key.starts_with("x-") || key == PREFIX_ITEMS,
    }
}

/// A value whose keys are data.
fn raw(node: &Node) -> u64 {
    match &node.value {
        Value::Null => number(|hasher| 0_u8.hash(hasher)),
        Value::Bool(truth) => number(|hasher| (1_u8, truth).hash(hasher)),
        Value::Number(value) => number(|hasher| match value.as_f64() {
            Some(float) => (2_u8, (float + 0.0).to_bits()).hash(hasher),
            None => (2_u8, value.to_string()).hash(hasher),
        }),
        Value::String(text) => number(|hasher| (3_u8, text).hash(hasher)),
        Value::Array(array) => number(|hasher| array.iter().for_each(|element| raw(element).hash(hasher))),
        Value::Object(object) => {
            unordered(object.iter().map(|(key, value)| number(|hasher| (key, raw(value)).hash(hasher))).collect())
        }
    }
}

fn unordered(mut parts: Vec<u64>) -> u64 {
    parts.sort_unstable();
    parts.dedup();
    number(|hasher| parts.hash(hasher))
}

fn number(write: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    write(&mut hasher);
    hasher.finish()
}
