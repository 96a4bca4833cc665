//! The overlay action (OpenAPI Overlay 1.0) that settles a message.
//!
//! In goes the way to a node and what it should say, out comes one action:
//! `{"target":"$.components.schemas.Flows.properties.is_enabled","update":{"type":"boolean"}}`.

use crate::source::{Step, json_path};
use serde_json::{Value as Json, json};

/// What stands before an action that says what something is.
pub const SAY_WHAT: &str = "say in an overlay what it is, for example";
/// What stands before an action that says that something is not there.
pub const SAY_SO: &str = "say so in an overlay";

/// An `update` action.
pub fn update(path: &[Step], reason: &str, update: Json) -> Json {
    json!({ "target": json_path(path.iter().copied()), "description": reason, "update": update })
}

/// A `remove` action for a member of the node.
pub fn remove(path: &[Step], member: &str, reason: &str) -> Json {
    let mut path = path.to_vec();
    path.push(Step::Key(member));
    json!({ "target": json_path(path), "description": reason, "remove": true })
}
