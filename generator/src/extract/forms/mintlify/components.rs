//! The components that schemas of Mintlify's older pages say they are.
//!
//! In: all operations of that form. Out: the same; where a schema says that it is `#/components/schemas/Pet`, and does not
//! differ from what else is called so, it is that component. Documentation is no difference. Nor is it one if an object has
//! some properties more than another (a request without what only the server sets): the component has all of them, and
//! requires what all require. A schema that says something else stays where it stands: the body that adds members to a
//! `Pet` calls itself one too. Which one is the `Pet` then: the one in `components`, or else the one that most places have.

mod shape;

use super::super::tree::{entry, object, text};
use super::schema::COMPONENT;
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Value};
use crate::source::{Place, Step, escape_pointer, json_path, unescape_pointer};
use serde_json::json;
use shape::shape;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How many further places a message names.
const NAMED: usize = 5;

/// What pages say of a component.
#[derive(Default)]
struct Seen {
    /// The shapes in `components`.
    written: BTreeSet<String>,
    /// The places of schemas that say that they are it, by shape.
    said: BTreeMap<String, Vec<Said>>,
    /// A schema of each shape.
    schemas: BTreeMap<String, Node>,
}

struct Said {
    at: Place,
    /// JSONPath; `None` if it stands in another one.
    target: Option<String>,
    /// Its type.
    kind: Option<String>,
}

/// What a component is.
struct Component {
    /// The shape of the whole.
    base: String,
    /// The shapes of what it stands for.
    shapes: BTreeSet<String>,
    /// Its schema, where shapes differ.
    whole: Option<Node>,
}

pub(super) fn settle(dx: &mut Diagnostics, documents: &mut [&mut Document]) {
    let seen = seen(documents);
    let decided: BTreeMap<&str, Component> =
        seen.iter().filter_map(|(name, seen)| Some((name.as_str(), decide(seen)?))).collect();
    for (name, component) in &decided {
        if let Some(seen) = seen.get(*name) {
            report(dx, name, seen, component);
        }
    }
    documents.iter_mut().for_each(|document| replace(&mut document.root, &decided));
}

fn seen(documents: &mut [&mut Document]) -> BTreeMap<String, Seen> {
    let mut all: BTreeMap<String, Seen> = BTreeMap::new();
    for document in documents.iter_mut() {
        for (name, schema) in schemas(&document.root).into_iter().flatten() {
            let seen = all.entry(name.clone()).or_default();
            seen.written.insert(shape(schema));
            seen.schemas.entry(shape(schema)).or_insert_with(|| schema.clone());
        }
        marked(&mut document.root, &mut |name, schema, target| {
            let seen = all.entry(name).or_default();
            let kind = schema.get("type").and_then(Node::as_str).map(str::to_owned);
            let said = Said { at: schema.place, target: target.map(str::to_owned), kind };
            seen.said.entry(shape(schema)).or_default().push(said);
            seen.schemas.entry(shape(schema)).or_insert_with(|| schema.clone());
        });
    }
    all
}

/// What a component is; `None` if no schema says that it is it.
fn decide(seen: &Seen) -> Option<Component> {
    if seen.said.is_empty() {
        return None;
    }
    let all: BTreeSet<&String> = seen.written.iter().chain(seen.said.keys()).collect();
    let held = |base: &str| -> BTreeSet<String> {
        all.iter().filter(|other| ***other == base || shape::holds(base, other)).map(|one| (*one).clone()).collect()
    };
    let most = || seen.said.iter().max_by_key(|(shape, places)| (places.len(), shape.len(), Reverse(*shape)));
    let base = match seen.written.len() {
        0 => all.iter().find(|one| held(one).len() == all.len()).copied().or_else(|| most().map(|(shape, _)| shape))?,
        1 => seen.written.first()?,
        // What the component is, pages do not agree on: merging says so.
        _ => return Some(Component { base: String::new(), shapes: seen.written.clone(), whole: None }),
    };
    let shapes = held(base);
    let whole = seen.schemas.get(base).filter(|_| shapes.len() > 1).map(|whole| limited(whole, &shapes));
    Some(Component { base: base.clone(), shapes, whole })
}

/// A schema that requires what all shapes require.
fn limited(whole: &Node, shapes: &BTreeSet<String>) -> Node {
    let mut whole = whole.clone();
    whole.as_object_mut().into_iter().for_each(|members| drop(members.shift_remove(COMPONENT)));
    marked_in(&mut whole, &mut Vec::new(), true, &mut |_, schema, _| {
        schema.as_object_mut().into_iter().for_each(|members| drop(members.shift_remove(COMPONENT)));
    });
    let required: Vec<Vec<String>> = shapes.iter().map(|shape| shape::required(shape)).collect();
    if let Some(Value::Array(names)) = whole.get_mut("required").map(|node| &mut node.value) {
        names.retain(|name| required.iter().all(|all| all.iter().any(|one| name.as_str() == Some(one))));
        if names.is_empty() {
            whole.as_object_mut().into_iter().for_each(|members| drop(members.shift_remove("required")));
        }
    }
    whole
}

fn report(dx: &mut Diagnostics, name: &str, seen: &Seen, component: &Component) {
    let places = |is_of: bool| {
        let said = seen.said.iter().filter(move |(shape, _)| component.shapes.contains(*shape) == is_of);
        said.filter(move |(shape, _)| !is_of || **shape != component.base).flat_map(|(_, places)| places)
    };
    if let Some(whole) = &component.whole {
        let message = format!(
            "the schemas that are called `{name}` differ in what they have; they are one with all properties, which requires \
             what all require"
        );
        let warning = dx.warning("component-differs", message, whole.place);
        places(true).take(NAMED).for_each(|other| {
            warning.related("another", other.at);
        });
        let stays = shape::required(&shape(whole));
        let optional: Vec<String> =
            shape::required(&component.base).into_iter().filter(|name| !stays.contains(name)).collect();
        let update = if optional.is_empty() { json!({"type": "object"}) } else { json!({"required": optional}) };
        warning.suggest(
            "say in an overlay what is right, for example",
            json!({
                "target": json_path([Step::Key("components"), Step::Key("schemas"), Step::Key(name)]),
                "description": "What it is", "update": update,
            }),
        );
    }
    let mut others = places(false);
    let Some(first) = others.next() else { return };
    let message =
        format!("the schema is called `{name}` and differs from others that are; it has the name of its place");
    let warning = dx.warning("component-differs", message, first.at);
    others.take(NAMED).for_each(|other| {
        warning.related("another", other.at);
    });
    let help = "name it in an overlay by `x-rust-name`; if the name of its place is right, confirm it, for example";
    match (&first.target, &first.kind) {
        (Some(target), Some(kind)) => warning
            .suggest(help, json!({"target": target, "description": "It is another schema", "update": {"type": kind}})),
        _ => warning.help("name it in an overlay by `x-rust-name`"),
    };
}

/// Puts references where schemas say which component they are, and the components where they belong.
fn replace(root: &mut Node, decided: &BTreeMap<&str, Component>) {
    let mut is_named = Vec::new();
    marked(root, &mut |name, schema, _| {
        is_named.push(decided.get(name.as_str()).is_some_and(|component| component.shapes.contains(&shape(schema))));
    });
    let mut is_named = is_named.into_iter();
    let mut made = Object::new();
    marked(root, &mut |name, schema, _| {
        let said = schema.as_object_mut().and_then(|members| members.shift_remove(COMPONENT));
        if is_named.next() == Some(true) {
            let reference = ["#/components/schemas/", &escape_pointer(&name)].concat();
            let at = said.map_or(schema.place, |said| said.place);
            let whole = std::mem::replace(schema, object(at, [("$ref", text(at, reference))]));
            made.insert(name, whole);
        }
    });
    insert(root, made);
    for (name, component) in decided {
        let written = root.get_mut("components").and_then(|components| components.get_mut("schemas"));
        if let Some(whole) = &component.whole
            && let Some(schema) = written.and_then(|schemas| schemas.get_mut(name))
        {
            *schema = whole.clone();
        }
    }
}

/// Adds components; those that are there stay.
fn insert(root: &mut Node, made: Object) {
    if made.is_empty() {
        return;
    }
    let schemas = entry(root, "components").and_then(|components| entry(components, "schemas"));
    let Some(schemas) = schemas.and_then(Node::as_object_mut) else { return };
    for (name, schema) in made {
        schemas.entry(name).or_insert(schema);
    }
}

fn schemas(root: &Node) -> Option<&Object> {
    root.get("components")?.get("schemas")?.as_object()
}

/// The component that a schema says it is.
fn name(schema: &Node) -> Option<String> {
    let name = schema.get(COMPONENT)?.as_str()?.strip_prefix("#/components/schemas/")?;
    Some(unescape_pointer(name))
}

/// What is done with the name, the schema and the JSONPath of each schema that says what it is.
type Found<'found> = &'found mut dyn FnMut(String, &mut Node, Option<&str>);

/// Finds every schema of the operations of a document that says what it is, the innermost first.
fn marked(root: &mut Node, found: Found) {
    for group in ["paths", "webhooks"] {
        if let Some(node) = root.get_mut(group) {
            marked_in(node, &mut vec![Token::Key(group.to_owned())], false, found);
        }
    }
}

/// A step to a node.
enum Token {
    Key(String),
    Index(usize),
}

fn marked_in(node: &mut Node, path: &mut Vec<Token>, is_inside: bool, found: Found) {
    let name = name(node);
    let is_in_named = is_inside || name.is_some();
    match &mut node.value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                if !["example", "examples", "default"].contains(&key.as_str()) {
                    path.push(Token::Key(key.clone()));
                    marked_in(member, path, is_in_named, found);
                    path.pop();
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                path.push(Token::Index(index));
                marked_in(element, path, is_in_named, found);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    if let Some(name) = name {
        let steps = path.iter().map(|token| match token {
            Token::Key(key) => Step::Key(key),
            Token::Index(index) => Step::Index(*index),
        });
        let target = (!is_inside).then(|| json_path(steps));
        found(name, node, target.as_deref());
    }
}
