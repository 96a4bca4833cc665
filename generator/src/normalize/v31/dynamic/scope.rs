//! Dynamic anchors: where they are declared, which of them a schema needs, and what they stand for.
//!
//! In: a document whose references are JSON pointers. Out: for a schema, the anchors that its `$dynamicRef`s and those of
//! everything that it refers to lead to. A component is a schema resource, whether or not it has an `$id`.

use super::{Env, subschemas};
use crate::document::{Node, Value};
use crate::source::percent_decoded;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How many references are followed, one behind the other.
const MOST_REFERENCES: usize = 32;

/// Keys that say nothing about values.
pub(super) const ANNOTATIONS: [&str; 13] = [
    "$id",
    "$schema",
    "$comment",
    "$anchor",
    "$dynamicAnchor",
    "$vocabulary",
    "title",
    "description",
    "deprecated",
    "example",
    "examples",
    "externalDocs",
    "default",
];

/// What the anchors of a schema stand for where nothing else is bound; `None` for any value.
type Needs = BTreeMap<String, BTreeSet<Option<String>>>;

/// The anchors of a document.
pub(super) struct Scope<'doc> {
    root: &'doc Node,
    /// The first declaration of each anchor.
    first: HashMap<String, String>,
    needs: HashMap<String, Needs>,
}

pub(super) fn text<'node>(node: &'node Node, key: &str) -> Option<&'node str> {
    node.get(key).and_then(Node::as_str)
}

/// The pointer of a reference into the document.
pub(super) fn pointer(reference: &str) -> Option<String> {
    reference.strip_prefix('#').map(percent_decoded).filter(|pointer| pointer.is_empty() || pointer.starts_with('/'))
}

impl<'doc> Scope<'doc> {
    pub(super) fn new(root: &'doc Node) -> Self {
        let mut scope = Scope { root, first: HashMap::new(), needs: HashMap::new() };
        let schemas = root.pointer("/components/schemas").and_then(Node::as_object);
        for name in schemas.into_iter().flat_map(|schemas| schemas.keys()) {
            let at = ["/components/schemas/", &crate::source::escape_pointer(name)].concat();
            for (anchor, place) in scope.declared(&at) {
                scope.first.entry(anchor).or_insert(place);
            }
        }
        scope
    }

    pub(super) fn node(&self, at: &str) -> Option<&'doc Node> {
        self.root.pointer(at)
    }

    /// The pointer of the schema resource that a schema belongs to.
    fn resource(&self, at: &str) -> String {
        let steps: Vec<&str> = at.split('/').collect();
        let root = match steps.as_slice() {
            ["", "components", "schemas", ..] => 4,
            _ => {
                steps.iter().position(|step| matches!(*step, "schema" | "itemSchema")).map_or(steps.len(), |at| at + 1)
            }
        };
        let prefix = |length: usize| steps.get(..length).unwrap_or_default().join("/");
        let with_id = (root..=steps.len())
            .rev()
            .map(prefix)
            .find(|at| self.node(at).is_some_and(|node| text(node, "$id").is_some_and(|id| !id.starts_with('#'))));
        with_id.unwrap_or_else(|| prefix(root.min(steps.len())))
    }

    /// The anchors that a schema resource declares, with their places.
    fn declared(&self, resource: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut open: Vec<(String, &Node)> =
            self.node(resource).map(|node| (resource.to_owned(), node)).into_iter().collect();
        while let Some((at, node)) = open.pop() {
            if at != resource && text(node, "$id").is_some_and(|id| !id.starts_with('#')) {
                continue;
            }
            found.extend(text(node, "$dynamicAnchor").map(|anchor| (anchor.to_owned(), at.clone())));
            open.extend(subschemas(node, true).map(|(token, inner)| ([&at, "/", &token].concat(), inner)));
        }
        found
    }

    /// What an anchor's declaration stands for: the schema there, or the component that it only refers to; `None` if it is
    /// a parameter that nothing is bound to (`not: {}`, or nothing at all).
    pub(super) fn meaning(&self, at: &str) -> Option<String> {
        let mut at = at.to_owned();
        for _ in 0..MOST_REFERENCES {
            let Some(members) = self.node(&at)?.as_object() else { return Some(at) };
            let mut said =
                members.iter().filter(|(key, _)| !ANNOTATIONS.contains(&key.as_str()) && !key.starts_with("x-"));
            let is_anything = |node: &Node| match &node.value {
                Value::Object(members) => members.is_empty(),
                value => *value == Value::Bool(true),
            };
            match (said.next(), said.next()) {
                (None, _) => return None,
                (Some((key, node)), None) if key == "not" && is_anything(node) => return None,
                (Some((key, node)), None) if key == "$ref" => match node.as_str().and_then(pointer) {
                    Some(next) if next.starts_with("/components/schemas/") && next.split('/').count() == 4 => {
                        return Some(next);
                    }
                    Some(next) => at = next,
                    None => return Some(at),
                },
                _ => return Some(at),
            }
        }
        None
    }

    /// The bindings of a schema's resource in which those around it win.
    pub(super) fn entered(&self, at: &str, around: &Env) -> Env {
        let mut env = around.clone();
        for (anchor, place) in self.declared(&self.resource(at)) {
            if let Some(meaning) = self.meaning(&place) {
                env.entry(anchor).or_insert(meaning);
            }
        }
        env
    }

    /// The anchor that a `$dynamicRef` in a schema names, and what that stands for if nothing else is bound to it.
    pub(super) fn named(&self, reference: &str, at: &str) -> Option<(String, Option<String>)> {
        if let Some(place) = pointer(reference).filter(|pointer| !pointer.is_empty()) {
            let anchor = text(self.node(&place)?, "$dynamicAnchor")?.to_owned();
            return Some((anchor, self.meaning(&place)));
        }
        let anchor = percent_decoded(reference.strip_prefix('#')?);
        let own = self.declared(&self.resource(at)).into_iter().find(|(name, _)| *name == anchor);
        let place = own.map(|(_, place)| place).or_else(|| self.first.get(&anchor).cloned())?;
        Some((anchor, self.meaning(&place)))
    }

    /// What a schema, and all that it refers to, needs.
    fn needs(&mut self, at: &str) -> Needs {
        if let Some(needs) = self.needs.get(at) {
            return needs.clone();
        }
        let mut needs = Needs::new();
        let (mut seen, mut open) = (HashSet::new(), vec![at.to_owned()]);
        while let Some(at) = open.pop() {
            if !seen.insert(at.clone()) {
                continue;
            }
            let Some(node) = self.node(&at) else { continue };
            open.extend(text(node, "$ref").and_then(pointer));
            if let Some((anchor, meaning)) = text(node, "$dynamicRef").and_then(|text| self.named(text, &at)) {
                open.extend(meaning.clone());
                needs.entry(anchor).or_default().insert(meaning);
            }
            open.extend(subschemas(node, false).map(|(token, _)| [&at, "/", &token].concat()));
        }
        self.needs.insert(at.to_owned(), needs.clone());
        needs
    }

    /// The bindings that make a difference to a schema.
    pub(super) fn relevant(&mut self, at: &str, env: &Env) -> Env {
        let own = self.entered(at, &Env::new());
        let needs = self.needs(at);
        let mut wanted: BTreeSet<String> = needs.keys().cloned().collect();
        let mut open: Vec<String> = wanted.iter().cloned().collect();
        while let Some(anchor) = open.pop() {
            let Some(bound) = env.get(&anchor).cloned() else { continue };
            open.extend(self.needs(&bound).into_keys().filter(|anchor| wanted.insert(anchor.clone())));
        }
        let is_default = |anchor: &String, bound: &String| match own.get(anchor) {
            Some(own) => own == bound,
            None => needs.get(anchor).is_some_and(|all| all.len() == 1 && all.contains(&Some(bound.clone()))),
        };
        let kept = env.iter().filter(|(anchor, bound)| wanted.contains(*anchor) && !is_default(anchor, bound));
        kept.map(|(anchor, bound)| (anchor.clone(), bound.clone())).collect()
    }
}
