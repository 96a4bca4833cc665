//! Help texts: the overlay action (OpenAPI Overlay 1.0) that would settle a message.
//!
//! In goes the way to a node and what it should say, out comes one action as JSON on one line:
//! `{"target":"$.components.schemas.Flows.properties.is_enabled","update":{"type":"boolean"}}`.

use crate::parse::reading::Step;
use serde_json::{Value as Json, json};

/// A sentence with an `update` action to paste.
pub fn update(path: &[Step], reason: &str, update: Json) -> String {
    let action = json!({ "target": json_path(path), "description": reason, "update": update });
    format!("say in an overlay what it is, for example: {action}")
}

/// A sentence with a `remove` action to paste, for a member of the node.
pub fn remove(path: &[Step], member: &str, reason: &str) -> String {
    let mut path = path.to_vec();
    path.push(Step::Key(member));
    let action = json!({ "target": json_path(&path), "description": reason, "remove": true });
    format!("say so in an overlay: {action}")
}

/// The normalized path of RFC 9535, with the short form for plain names.
pub fn json_path(path: &[Step]) -> String {
    let mut text = String::from("$");
    for step in path {
        match step {
            Step::Key(key) if is_plain_name(key) => {
                text.push('.');
                text.push_str(key);
            }
            Step::Key(key) => {
                text.push_str("['");
                key.chars().for_each(|character| push_escaped(&mut text, character));
                text.push_str("']");
            }
            Step::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

fn is_plain_name(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

fn push_escaped(text: &mut String, character: char) {
    match character {
        '\'' => text.push_str("\\'"),
        '\\' => text.push_str("\\\\"),
        control if control < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(control))),
        other => text.push(other),
    }
}
