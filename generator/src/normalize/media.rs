//! Media types of request bodies, whatever the version.
//!
//! In: the root of a fragment in 3.0, and the version that its author wrote. Out: the same, in which a nickname of a media
//! type is its name (`form-data` is `multipart/form-data`, with a warning), and in which a multipart body says by whose
//! rules its parts are encoded, `x-encoding-rules: "3.1"`, since these depend on the version: in 3.0 an encoding has no
//! style there, in 3.1 a property without a type is a file, in 3.2 a list in a list is JSON. A body without the key follows
//! the rules of 3.0.

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};

/// The key of the rules.
pub(super) const RULES: &str = "x-encoding-rules";

const MULTIPART: &str = "multipart/form-data";

/// Names the media types of all request bodies by their names.
pub(super) fn repair_names(dx: &mut Diagnostics, root: &mut Node) {
    for content in contents(root) {
        if !content.keys().any(|name| proper(name).is_some()) {
            continue;
        }
        for (name, node) in std::mem::take(content) {
            let Some(proper) = proper(&name) else {
                content.insert(name, node);
                continue;
            };
            if content.contains_key(proper) {
                let message = format!("`{name}` is no media type, and `{proper}` is documented beside it; left out");
                dx.warning("repaired-media-type", message, node.place);
                continue;
            }
            report(dx, &name, proper, &node);
            content.insert(proper.to_owned(), node);
        }
    }
}

/// A list of media types in which nicknames are names.
pub(super) fn repaired(dx: &mut Diagnostics, mut list: Vec<Node>) -> Vec<Node> {
    for node in &mut list {
        if let Some(name) = node.as_str()
            && let Some(proper) = proper(name)
        {
            report(dx, name, proper, node);
            node.value = Value::String(proper.to_owned());
        }
    }
    list
}

/// Says by whose rules the parts of all multipart bodies are encoded.
pub(super) fn mark(root: &mut Node, rules: &str) {
    for content in contents(root) {
        let multipart = content.iter_mut().filter(|(name, _)| is_multipart(name));
        multipart.for_each(|(_, node)| mark_one(node, rules));
    }
}

/// Says by whose rules the parts of a multipart body are encoded.
pub(super) fn mark_one(media_type: &mut Node, rules: &str) {
    let place = media_type.place;
    if let Some(members) = media_type.as_object_mut() {
        members.entry(RULES.to_owned()).or_insert(Node::at(place, Value::String(rules.to_owned())));
    }
}

fn is_multipart(name: &str) -> bool {
    name.trim().to_ascii_lowercase().starts_with("multipart/")
}

fn report(dx: &mut Diagnostics, name: &str, proper: &str, node: &Node) {
    dx.warning("repaired-media-type", format!("`{name}` is no media type; read as `{proper}`"), node.place)
        .help(format!("an overlay can move the body to `{proper}`"));
}

/// The media type that a nickname means.
fn proper(name: &str) -> Option<&'static str> {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(essence.as_str(), "form-data" | "application/form-data" | "multipart" | "multipart/formdata")
        .then_some(MULTIPART)
}

/// The `content` of all request bodies.
fn contents(root: &mut Node) -> Vec<&mut Object> {
    let mut bodies: Vec<&mut Node> = Vec::new();
    for (key, member) in root.as_object_mut().into_iter().flatten() {
        match key.as_str() {
            "paths" => {
                let items = member.as_object_mut().into_iter().flat_map(Object::values_mut);
                let operations = items.filter_map(Node::as_object_mut).flat_map(Object::values_mut);
                bodies.extend(operations.filter_map(|operation| operation.get_mut("requestBody")));
            }
            "components" => {
                let shared = member.get_mut("requestBodies").and_then(Node::as_object_mut);
                bodies.extend(shared.into_iter().flat_map(Object::values_mut));
            }
            _ => {}
        }
    }
    bodies.into_iter().filter_map(|body| body.get_mut("content")?.as_object_mut()).collect()
}
