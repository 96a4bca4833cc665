//! The further responses of a status on pages of Apidog and Apifox.
//!
//! In: responses such as `'200'` and `x-200:Not found`, which both editors write where a status has several. Out: one
//! response for each status, whose content may be that of any of them.

use super::super::tree::{either, members_of, text};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object};
use crate::ir::StatusPattern;

/// Unites the responses of each status of an operation.
pub(super) fn unite(dx: &mut Diagnostics, operation: &mut Object) {
    let Some(responses) = operation.get_mut("responses").and_then(Node::as_object_mut) else { return };
    let further: Vec<String> = responses.keys().filter(|key| status(key).is_some()).cloned().collect();
    for key in further {
        let (Some(node), Some(status)) = (responses.shift_remove(&key), status(&key)) else { continue };
        match responses.get_mut(status) {
            Some(first) => join(dx, first, &key, node),
            None => drop(responses.insert(status.to_owned(), node)),
        }
    }
}

/// The status of `x-200:Not found`.
fn status(key: &str) -> Option<&str> {
    let (status, _) = key.strip_prefix("x-")?.split_once(':')?;
    StatusPattern::of_key(status).map(|_| status)
}

fn join(dx: &mut Diagnostics, first: &mut Node, key: &str, other: Node) {
    let mut other = members_of(dx, key, Some(other));
    let Some(first) = first.as_object_mut() else { return };
    let said = |members: &Object| members.get("description").and_then(Node::as_str).map(str::to_owned);
    let mut texts: Vec<String> = [said(first), said(&other)].into_iter().flatten().collect();
    texts.retain(|text| !text.is_empty());
    texts.dedup();
    if let Some(description) = first.get_mut("description").filter(|_| !texts.is_empty()) {
        *description = text(description.place, texts.join("\n\n"));
    }
    for group in ["content", "headers"] {
        let Some(own) = other.shift_remove(group) else { continue };
        match first.get_mut(group).and_then(Node::as_object_mut) {
            Some(known) => add(known, members_of(dx, group, Some(own))),
            None => drop(first.insert(group.to_owned(), own)),
        }
    }
}

/// Adds media types or headers. What both have is either of their schemas.
fn add(known: &mut Object, others: Object) {
    for (name, mut other) in others {
        let Some(first) = known.get_mut(&name) else {
            known.insert(name, other);
            continue;
        };
        let schema = other.as_object_mut().and_then(|members| members.shift_remove("schema"));
        if let (Some(first), Some(schema)) = (first.get_mut("schema"), schema) {
            either(first, schema);
        }
    }
}
