//! `$dynamicRef` and `$dynamicAnchor` of JSON Schema 2020-12 to plain references.
//!
//! In: a document whose references are JSON pointers. Out: the same without both keywords. Where they say recursion
//! (`{$dynamicAnchor: node, items: {$dynamicRef: "#node"}}`), the reference names the schema. Where they say a type
//! parameter, each way to bind it is a schema of its own: from `Page`, whose items are `{$dynamicRef: "#T"}`, and
//! `PetPage: {$ref: Page, $defs: {T: {$dynamicAnchor: T, $ref: Pet}}}` comes a `PetPage` whose items are `Pet`. The
//! outermost binding wins (section 8.2.3.2); a parameter that nothing is bound to is any value.

mod scope;

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::keyword::{Holds, holds};
use crate::source::{escape_pointer, unescape_pointer};
use scope::{ANNOTATIONS, Scope, pointer, text};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// What anchors stand for: pointers of schemas.
type Env = BTreeMap<String, String>;

/// A schema and the bindings that make a difference to it.
type Instance = (String, Env);

/// How many nodes may be copied for each one of the document.
const MOST_COPIES: usize = 8;

struct Work<'dx, 'doc> {
    dx: &'dx mut Diagnostics,
    scope: Scope<'doc>,
    /// The components that instances became.
    made: HashMap<Instance, String>,
    /// Those that are not written yet.
    open: VecDeque<(String, Instance)>,
    taken: HashSet<String>,
    /// The instances that are being written out in place of a reference.
    around: Vec<Instance>,
    nodes_left: usize,
}

pub(super) fn rewrite(dx: &mut Diagnostics, root: &mut Node) {
    if !is_dynamic(root) {
        return;
    }
    let document = root.clone();
    let schemas = document.pointer("/components/schemas").and_then(Node::as_object);
    let names: Vec<&String> = schemas.into_iter().flat_map(Object::keys).collect();
    let mut work = Work {
        dx,
        scope: Scope::new(&document),
        made: HashMap::new(),
        open: VecDeque::new(),
        taken: names.iter().map(|name| (*name).clone()).collect(),
        around: Vec::new(),
        nodes_left: document.size().saturating_mul(MOST_COPIES).saturating_add(10_000),
    };
    for name in &names {
        if let Some(instance) = work.only_binds(&of_component(name)) {
            work.made.entry(instance).or_insert_with(|| (*name).clone());
        }
    }
    roots(&mut work, root, "");
    let place = root.place;
    while let Some((name, (at, env))) = work.open.pop_front() {
        let Some(node) = work.scope.node(&at) else { continue };
        let env = work.scope.entered(&at, &env);
        let copy = work.copy(node, &at, &env, false);
        let empty = || Node::at(place, Value::object(Object::new()));
        let components = root.as_object_mut().map(|root| root.entry("components".to_owned()).or_insert_with(empty));
        let components = components.and_then(Node::as_object_mut);
        let schemas = components.and_then(|all| all.entry("schemas".to_owned()).or_insert_with(empty).as_object_mut());
        schemas.map(|schemas| schemas.insert(name, copy));
    }
}

fn is_dynamic(node: &Node) -> bool {
    match &node.value {
        Value::Array(elements) => elements.iter().any(is_dynamic),
        Value::Object(members) => {
            members.contains_key("$dynamicRef")
                || members.contains_key("$dynamicAnchor")
                || members.values().any(is_dynamic)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn of_component(name: &str) -> String {
    ["/components/schemas/", &escape_pointer(name)].concat()
}

/// Rewrites every schema that no other schema holds.
fn roots(work: &mut Work, node: &mut Node, at: &str) {
    match &mut node.value {
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                roots(work, element, &[at, "/", &index.to_string()].concat());
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let inner = [at, "/", &escape_pointer(key)].concat();
                let is_schema = matches!(key.as_str(), "schema" | "itemSchema") || at == "/components/schemas";
                if is_schema && member.as_object().is_some() {
                    *member = work.root(&inner, member);
                } else if !matches!(key.as_str(), "example" | "examples" | "default") {
                    roots(work, member, &inner);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The schemas directly in a schema, with their tokens, with those that are only there to be referred to, or without.
fn subschemas(node: &Node, with_definitions: bool) -> impl Iterator<Item = (String, &Node)> {
    let members = node.as_object().into_iter().flatten();
    members.flat_map(move |(key, member)| {
        let holds = holds(key).filter(|_| with_definitions || !is_definitions(key));
        let inner: Vec<(String, &Node)> = match (holds, &member.value) {
            (Some(Holds::One), _) => vec![(key.clone(), member)],
            (Some(Holds::Several), Value::Object(schemas)) => {
                schemas.iter().map(|(name, schema)| ([key, "/", &escape_pointer(name)].concat(), schema)).collect()
            }
            (Some(Holds::Several), Value::Array(schemas)) => {
                schemas.iter().enumerate().map(|(index, schema)| (format!("{key}/{index}"), schema)).collect()
            }
            _ => Vec::new(),
        };
        inner
    })
}

fn is_definitions(key: &str) -> bool {
    matches!(key, "$defs" | "definitions")
}

impl<'doc> Work<'_, 'doc> {
    /// A schema that no other schema holds.
    fn root(&mut self, at: &str, node: &Node) -> Node {
        let Some(original) = self.scope.node(at) else { return node.clone() };
        let env = self.scope.entered(at, &Env::new());
        let bound = self.only_binds(at);
        let is_named = |instance: &Instance| self.made.get(instance).is_some_and(|name| of_component(name) == at);
        match bound.filter(is_named) {
            Some((target, bound)) => {
                let mut copy = self.write_out(&target, &bound);
                if let (Some(members), Some(own)) = (copy.as_object_mut(), original.as_object()) {
                    let own =
                        own.iter().filter(|(key, _)| ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-"));
                    members.extend(
                        own.filter(|(key, _)| !key.starts_with('$')).map(|(key, node)| (key.clone(), node.clone())),
                    );
                    for (key, definitions) in
                        original.as_object().into_iter().flatten().filter(|(key, _)| is_definitions(key))
                    {
                        let inner = [at, "/", key].concat();
                        members
                            .extend(self.copy_member(key, definitions, &inner, &env).map(|node| (key.clone(), node)));
                    }
                }
                copy
            }
            None => self.copy(original, at, &env, false),
        }
    }

    /// The instance that a schema is another name for, if all that it says is a reference and bindings.
    fn only_binds(&mut self, at: &str) -> Option<Instance> {
        let members = self.scope.node(at)?.as_object()?;
        let is_silent = |key: &str| ANNOTATIONS.contains(&key) || key.starts_with("x-") || is_definitions(key);
        if !members.keys().all(|key| key == "$ref" || is_silent(key)) {
            return None;
        }
        let target = pointer(members.get("$ref")?.as_str()?)?;
        let env = self.scope.entered(at, &Env::new());
        let bound = self.scope.relevant(&target, &env);
        (!bound.is_empty()).then_some((target, bound))
    }

    /// An instance, in place of a reference to it.
    fn write_out(&mut self, at: &str, env: &Env) -> Node {
        let Some(node) = self.scope.node(at) else { return Node::new(Value::object(Object::new())) };
        self.around.push((at.to_owned(), env.clone()));
        let env = self.scope.entered(at, env);
        let mut copy = self.copy(node, at, &env, false);
        self.around.pop();
        if let Some(members) = copy.as_object_mut() {
            members.retain(|key, _| !is_definitions(key));
        }
        copy
    }

    /// The reference to a schema with bindings.
    fn refer(&mut self, at: &str, env: &Env) -> String {
        let bound = self.scope.relevant(at, env);
        let size = self.scope.node(at).map_or(0, Node::size);
        if bound.is_empty() {
            return reference(at);
        }
        let instance = (at.to_owned(), bound);
        if let Some(name) = self.made.get(&instance) {
            return reference(&of_component(name));
        }
        if size > self.nodes_left {
            let place = self.scope.node(at).map_or(crate::source::Place::NOWHERE, |node| node.place);
            let message = "`$dynamicRef` binds this schema in too many ways; it is read without a binding";
            self.dx.warning("unsupported-keyword", message, place).help("write the schemas out");
            return reference(at);
        }
        self.nodes_left -= size;
        let words = std::iter::once(at).chain(instance.1.values().map(String::as_str)).map(word);
        let mut name: String = words.collect();
        while !self.taken.insert(name.clone()) {
            name.push('_');
        }
        self.made.insert(instance.clone(), name.clone());
        self.open.push_back((name.clone(), instance));
        reference(&of_component(&name))
    }

    /// A copy of a schema, in which the bindings hold. `is_part` says that it is a part of a composition.
    fn copy(&mut self, node: &Node, at: &str, env: &Env, is_part: bool) -> Node {
        let Some(members) = node.as_object() else { return node.clone() };
        let mut copied = Object::new();
        let mut part = None;
        for (key, member) in members {
            let inner = [at, "/", &escape_pointer(key)].concat();
            match (key.as_str(), member.as_str()) {
                ("$dynamicAnchor", Some(_)) => {}
                ("$dynamicRef", Some(text)) => {
                    let Some((anchor, default)) = self.scope.named(text, at) else {
                        copied.insert(key.clone(), member.clone());
                        continue;
                    };
                    if let Some(bound) = env.get(&anchor).cloned().or(default) {
                        let text = Value::String(self.refer(&bound, env));
                        copied.insert("$ref".to_owned(), Node::at(member.place, text));
                    }
                }
                ("$ref", Some(text)) => {
                    let has_more = members.keys().any(|key| key != "$ref" && !ANNOTATIONS.contains(&key.as_str()));
                    let (new, whole) = self.copy_reference(text, env, is_part || has_more);
                    part = whole;
                    if part.is_none() {
                        copied.insert(key.clone(), Node::at(member.place, Value::String(new)));
                    }
                }
                _ => {
                    let inside = self.copy_member(key, member, &inner, env);
                    copied.extend(inside.map(|inside| (key.clone(), inside)));
                }
            }
        }
        if let Some(part) = part {
            add_part(&mut copied, part);
        }
        Node::at(node.place, Value::object(copied))
    }

    /// A reference in which the bindings hold; in a composition what it leads to, if the bindings matter to that.
    fn copy_reference(&mut self, text: &str, env: &Env, is_part: bool) -> (String, Option<Node>) {
        let Some(target) = pointer(text) else { return (text.to_owned(), None) };
        let instance = (target.clone(), self.scope.relevant(&target, env));
        let is_bound = !instance.1.is_empty();
        let size = self.scope.node(&target).map_or(0, Node::size);
        let is_new = !self.made.contains_key(&instance) && !self.around.contains(&instance);
        if is_bound && is_part && is_new && size <= self.nodes_left {
            self.nodes_left -= size;
            return (String::new(), Some(self.write_out(&target, env)));
        }
        (if is_bound { self.refer(&target, env) } else { text.to_owned() }, None)
    }

    /// A copy of a keyword's value; `None` for definitions of which nothing is left.
    fn copy_member(&mut self, key: &str, member: &Node, at: &str, env: &Env) -> Option<Node> {
        let is_part = key == "allOf";
        let value = match (holds(key), &member.value) {
            (Some(Holds::One), _) => return Some(self.copy(member, at, env, false)),
            (Some(Holds::Several), Value::Object(schemas)) => {
                let mut copied = Object::new();
                for (name, schema) in schemas {
                    let inner = [at, "/", &escape_pointer(name)].concat();
                    // A parameter, and what is only bound to one, is not referred to by its place.
                    let is_binding =
                        text(schema, "$dynamicAnchor").is_some() && self.scope.meaning(&inner).as_ref() != Some(&inner);
                    if !(is_definitions(key) && is_binding) {
                        copied.insert(name.clone(), self.copy(schema, &inner, env, false));
                    }
                }
                if is_definitions(key) && copied.is_empty() {
                    return None;
                }
                Value::object(copied)
            }
            (Some(Holds::Several), Value::Array(schemas)) => {
                let copied = schemas.iter().enumerate();
                let copied = copied.map(|(index, schema)| self.copy(schema, &format!("{at}/{index}"), env, is_part));
                Value::Array(copied.collect())
            }
            (_, value) => value.clone(),
        };
        Some(Node::at(member.place, value))
    }
}

fn reference(at: &str) -> String {
    ["#", &at.replace('%', "%25")].concat()
}

/// Puts a part of a composition beside what else a schema says.
fn add_part(members: &mut Object, part: Node) {
    let says_more = members.keys().any(|key| !ANNOTATIONS.contains(&key.as_str()) && !key.starts_with("x-"));
    match (part.value, members.get_mut("allOf").map(|node| &mut node.value)) {
        (Value::Object(part), _) if !says_more => {
            for (key, node) in part {
                members.entry(key).or_insert(node);
            }
        }
        (value, Some(Value::Array(parts))) => parts.insert(0, Node::at(part.place, value)),
        (value, _) => {
            let list = Value::array(vec![Node::at(part.place, value)]);
            members.insert("allOf".to_owned(), Node::at(part.place, list));
        }
    }
}

/// What a schema is called in the name of an instance: the component, with the definition in it.
fn word(at: &str) -> String {
    let steps: Vec<&str> = at.split('/').skip(1).collect();
    let last = steps.last().copied().unwrap_or_default();
    let owner = match steps.as_slice() {
        ["components", "schemas", name, _, ..] => *name,
        _ => "",
    };
    let text = [unescape_pointer(owner), unescape_pointer(last)].concat();
    text.chars().map(|one| if one.is_ascii_alphanumeric() || "._-".contains(one) { one } else { '_' }).collect()
}
