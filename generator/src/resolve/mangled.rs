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
use crate::source::{Step, json_path};
use serde_json::json;

/// Reports all of them.
pub(super) fn report(dx: &mut Diagnostics, root: &Node) {
    visit(dx, root, (root, Kind::Other), &mut Vec::new());
}

fn visit<'doc>(dx: &mut Diagnostics, root: &'doc Node, (node, kind): (&'doc Node, Kind), steps: &mut Vec<Step<'doc>>) {
    if kind == Kind::Skipped {
        return;
    }
    if let Some((text, description)) = meant(root, node, kind) {
        let target = json_path(steps.iter().copied());
        let action = json!({"target": target, "description": "The reference that is meant", "update": {"$ref": text}});
        let message = format!("the description is `{text}`, which is the pointer of a component; read as a text");
        dx.warning("mangled-reference", message, description.place)
            .suggest("if the component is meant, say so in an overlay", action);
    }
    let mut inside = |step: Step<'doc>, member: &'doc Node, kind: Kind| {
        steps.push(step);
        visit(dx, root, (member, kind), steps);
        steps.pop();
    };
    match &node.value {
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, one)| inside(Step::Index(index), one, kind.inside()));
        }
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| inside(Step::Key(key), member, kind.of_member(key)));
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
