//! References inside of a document: what a `$ref` leads to.
//!
//! In: the root of a document and the text of a reference, such as `#/components/schemas/Pet/properties/name`. Out: the
//! node there. Percent-encoding and `~1` are undone, and a reference on the way is followed. References into other
//! documents lead nowhere here.

pub mod rename;

use crate::document::{Node, Value};
use crate::kind::Kind;
use crate::source::{escape_pointer, percent_decoded, unescape_pointer};

/// A chain of references longer than this is taken for a circle.
const MAX_HOPS: usize = 32;

/// The text of a node's `$ref`.
pub fn text(node: &Node) -> Option<&str> {
    node.get("$ref")?.as_str()
}

/// The node that a reference names; it may be a reference itself.
pub fn target<'doc>(root: &'doc Node, text: &str) -> Option<&'doc Node> {
    walk(root, text, 0)
}

fn walk<'doc>(root: &'doc Node, text: &str, hops: usize) -> Option<&'doc Node> {
    let pointer = percent_decoded(text.strip_prefix('#')?);
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return None;
    }
    let mut node = root;
    for token in pointer.split('/').skip(1) {
        node = match self::text(node) {
            Some(next) if hops < MAX_HOPS => walk(root, next, hops + 1)?,
            Some(_) => return None,
            None => node,
        };
        node = step(node, &unescape_pointer(token))?;
    }
    Some(node)
}

fn step<'doc>(node: &'doc Node, token: &str) -> Option<&'doc Node> {
    match &node.value {
        Value::Object(members) => members.get(token),
        Value::Array(elements) => elements.get(token.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// A reference that leads nowhere because a `/` in a component's name is not escaped, as it should be: to the component
/// of that name, if there is one.
///
/// `#/components/schemas/Agent API/Answer` becomes `#/components/schemas/Agent API~1Answer`.
pub fn escaped(root: &Node, text: &str) -> Option<String> {
    let pointer = percent_decoded(text.strip_prefix("#/components/")?);
    let tokens: Vec<&str> = pointer.split('/').collect();
    let (section, name) = tokens.split_first()?;
    let components = root.get("components")?.get(section)?;
    // The longest name first: the rest leads into the component.
    let candidates = (2..=name.len()).rev().filter_map(|end| name.split_at_checked(end));
    candidates.into_iter().find_map(|(name, rest)| {
        let name = unescape_pointer(&name.join("/"));
        components.get(&name)?;
        let reference = ["#/components", section, &escape_pointer(&name)].join("/");
        let reference = rest.iter().fold(reference, |text, token| [&text, "/", token].concat());
        target(root, &reference).map(|_| reference)
    })
}

/// Mends the references of a document in whose names a `/` is not escaped.
pub fn escape_all(root: &mut Node) {
    let has_slash = |name: &String| name.contains('/');
    let sections = root.get("components").and_then(Node::as_object).into_iter().flat_map(|all| all.values());
    let mut names = sections.filter_map(Node::as_object).flat_map(|section| section.keys());
    if !names.any(has_slash) {
        return;
    }
    let mut found = Vec::new();
    collect(root, Kind::Other, &mut |text| {
        if target(root, text).is_none()
            && let Some(escaped) = escaped(root, text)
        {
            found.push((text.to_owned(), escaped));
        }
    });
    replace(root, Kind::Other, &found.into_iter().collect());
}

fn collect(node: &Node, kind: Kind, see: &mut impl FnMut(&str)) {
    if kind == Kind::Skipped {
        return;
    }
    if let Some(text) = text(node) {
        see(text);
    }
    match &node.value {
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, kind.inside(), see)),
        Value::Object(members) => members.iter().for_each(|(key, member)| collect(member, kind.of_member(key), see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn replace(node: &mut Node, kind: Kind, texts: &std::collections::HashMap<String, String>) {
    if kind == Kind::Skipped || texts.is_empty() {
        return;
    }
    if let Some(escaped) = text(node).and_then(|text| texts.get(text))
        && let Some(reference) = node.get_mut("$ref")
    {
        reference.value = Value::String(escaped.clone());
    }
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| replace(element, kind.inside(), texts)),
        Value::Object(members) => {
            members.iter_mut().for_each(|(key, member)| replace(member, kind.of_member(key), texts));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
