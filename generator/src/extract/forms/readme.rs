//! ReadMe's pages: `# OpenAPI definition`, a document for one operation in JSON.
//!
//! In: such a document. Out: the same, in which security schemes with names that say nothing (`sec0`) are called as what
//! they are: `bearerAuth`, `basicAuth`, `oauth2`, or by the header, query parameter or cookie that carries the key.

use super::super::section::Section;
use super::Form;
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::ir::Method;
use std::collections::BTreeMap;

/// ReadMe's pages.
pub(super) struct ReadMe;

impl Form for ReadMe {
    fn block(&self, _: &mut Diagnostics, section: &Section, root: &mut Node) -> bool {
        if !section.heading.eq_ignore_ascii_case("OpenAPI definition") {
            return false;
        }
        rename(root);
        true
    }
}

fn rename(root: &mut Node) {
    let schemes = root.get_mut("components").and_then(|components| components.get_mut("securitySchemes"));
    let Some(schemes) = schemes.and_then(Node::as_object_mut) else { return };
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (name, scheme) in schemes.iter().filter(|(name, _)| is_generic(name)) {
        let telling = telling(scheme).filter(|telling| !schemes.contains_key(telling));
        if let Some(telling) = telling.filter(|telling| !names.values().any(|taken| taken == telling)) {
            names.insert(name.clone(), telling);
        }
    }
    if names.is_empty() {
        return;
    }
    renamed(schemes, &names);
    requirements(root, &names);
    let items = root.get_mut("paths").and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut);
    for item in items.filter_map(Node::as_object_mut) {
        item.iter_mut()
            .filter(|(key, _)| Method::of_key(key).is_some())
            .for_each(|(_, operation)| requirements(operation, &names));
    }
}

/// `sec0`, `sec1`, …
fn is_generic(name: &str) -> bool {
    name.strip_prefix("sec").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn telling(scheme: &Node) -> Option<String> {
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

/// Renames the schemes in the `security` of a document or an operation.
fn requirements(node: &mut Node, names: &BTreeMap<String, String>) {
    let Some(Value::Array(requirements)) = node.get_mut("security").map(|node| &mut node.value) else { return };
    requirements.iter_mut().filter_map(Node::as_object_mut).for_each(|requirement| renamed(requirement, names));
}
