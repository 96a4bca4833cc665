//! Help texts: the overlay action (OpenAPI Overlay 1.0) that would settle a message.
//!
//! In goes the way to a node and what it should say, out comes one action as JSON on one line:
//! `{"target":"$.components.schemas.Flows.properties.is_enabled","update":{"type":"boolean"}}`.

use crate::source::{Step, json_path};
use serde_json::{Value as Json, json};

/// A sentence with an `update` action to paste.
pub fn update(path: &[Step], reason: &str, update: Json) -> String {
    let action = json!({ "target": json_path(path.iter().copied()), "description": reason, "update": update });
    format!("say in an overlay what it is, for example: {action}")
}

/// A sentence with a `remove` action to paste, for a member of the node.
pub fn remove(path: &[Step], member: &str, reason: &str) -> String {
    let mut path = path.to_vec();
    path.push(Step::Key(member));
    let action = json!({ "target": json_path(path), "description": reason, "remove": true });
    format!("say so in an overlay: {action}")
}
