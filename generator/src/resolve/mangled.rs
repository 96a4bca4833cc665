//! References that a tool put into a description.
//!
//! In: the document. Out: a warning for each component, or what can be one, that has nothing but a description, which is a
//! pointer to a component of its kind:
//!
//! ```text
//! "400": {"description": "#/components/responses/ArgumentError"}
//! ```
//!
//! The warning suggests the reference that was meant. Reads the description as it stands all the same.

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Value};
use crate::kind::Kind;
use crate::reference;
use serde_json::json;

/// Reports all of them.
pub(super) fn report(dx: &mut Diagnostics, root: &Node) {
    visit(dx, root, (root, Kind::Other), &mut Vec::new());
}

fn visit(dx: &mut Diagnostics, root: &Node, (node, kind): (&Node, Kind), path: &mut Vec<String>) {
    if kind == Kind::Skipped {
        return;
    }
    if let Some((text, description)) = meant(root, node, kind) {
        let target = super::target(root, path);
        let action = json!({"target": target, "description": "The reference that is meant", "update": {"$ref": text}});
        let message = format!("the description is `{text}`, which is the pointer of a component; read as a text");
        dx.warning("mangled-reference", message, description.place)
            .suggest("if the component is meant, say so in an overlay", action);
    }
    let mut inside = |key: String, member: &Node, kind: Kind| {
        path.push(key);
        visit(dx, root, (member, kind), path);
        path.pop();
    };
    match &node.value {
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, one)| inside(index.to_string(), one, kind.inside()));
        }
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| inside(key.clone(), member, kind.of_member(key)));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The pointer in a description, if it leads to a component of the kind and nothing else is there.
fn meant<'doc>(root: &Node, node: &'doc Node, kind: Kind) -> Option<(&'doc str, &'doc Node)> {
    let group = kind.path(false)?.join("/");
    let members = node.as_object()?;
    let description = members.get("description").filter(|_| members.len() == 1)?;
    let text = description.as_str()?;
    let name = text.strip_prefix("#/")?.strip_prefix(&group)?.strip_prefix('/')?;
    let is_there = !name.contains('/') && reference::target(root, text).is_some();
    is_there.then_some((text, description))
}
