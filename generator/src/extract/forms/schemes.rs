//! Security schemes whose names say nothing, called as what they are.

use super::tree::operations;
use crate::document::{Node, Object, Value};
use std::collections::BTreeMap;

/// Renames schemes, and the requirements for them.
pub(super) fn rename(root: &mut Node, names: &BTreeMap<String, String>) {
    let schemes = root.get_mut("components").and_then(|components| components.get_mut("securitySchemes"));
    schemes.and_then(Node::as_object_mut).into_iter().for_each(|schemes| renamed(schemes, names));
    requirements(root.get_mut("security"), names);
    operations(root, &mut |operation| requirements(operation.get_mut("security"), names));
}

/// Renames the schemes in a `security`.
fn requirements(security: Option<&mut Node>, names: &BTreeMap<String, String>) {
    let Some(Value::Array(requirements)) = security.map(|node| &mut node.value) else { return };
    requirements.iter_mut().filter_map(Node::as_object_mut).for_each(|requirement| renamed(requirement, names));
}

/// What a scheme can be called after what it is; `None` if that gives no name.
pub(super) fn telling(scheme: &Node) -> Option<String> {
    let said = |key: &str| scheme.get(key).and_then(Node::as_str);
    match said("type")? {
        "http" => Some(format!("{}Auth", said("scheme")?.to_ascii_lowercase())),
        "apiKey" => said("name").map(str::to_owned),
        kind @ ("oauth2" | "openIdConnect" | "mutualTLS") => Some(kind.to_owned()),
        _ => None,
    }
    .filter(|name| !name.is_empty() && name.chars().all(|one| one.is_ascii_alphanumeric() || "._-".contains(one)))
}

fn renamed(members: &mut Object, names: &BTreeMap<String, String>) {
    let own = std::mem::take(members);
    members.extend(own.into_iter().map(|(name, node)| (names.get(&name).cloned().unwrap_or(name), node)));
}
