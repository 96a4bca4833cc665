//! Apidog's and Apifox's pages: `## OpenAPI Specification`, a document for one operation in YAML.
//!
//! In: such a document. Out: the same without the members that only these editors read (`x-apidog-…`, `x-apifox-…`,
//! `x-run-in-apidog`), which refer to components that the page does not have and stand in security requirements too; a
//! scheme of `type: bearer` is `type: http`, `scheme: bearer`; servers without a URL and an empty title are none; a further
//! response of a status, `x-200:Not found`, is an alternative to the first.

mod responses;

use super::super::section::Section;
use super::Form;
use super::tree::{any_keywords, keywords, operations, text};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};

/// Apidog's and Apifox's pages.
pub(super) struct Apidog;

const EDITORS: [&str; 4] = ["x-apidog", "x-apifox", "x-run-in-apidog", "x-run-in-apifox"];
/// Types of schemes that are tokens in the header `Authorization`.
const TOKENS: [&str; 2] = ["bearer", "jwt"];

impl Form for Apidog {
    fn block(&self, dx: &mut Diagnostics, _: &Section, root: &mut Node) -> bool {
        if !is_marked(root) {
            return false;
        }
        keywords(root, &mut |members| members.retain(|key, _| !is_of_editor(key)));
        servers(root);
        operations(root, &mut |operation| responses::unite(dx, operation));
        let schemes = root.get_mut("components").and_then(|components| components.get_mut("securitySchemes"));
        let schemes = schemes.and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut);
        schemes.for_each(scheme);
        true
    }
}

/// Whether anything has a member of these editors, or a scheme has a type that only they know.
fn is_marked(root: &Node) -> bool {
    let schemes = root.get("components").and_then(|components| components.get("securitySchemes"));
    let mut schemes = schemes.and_then(Node::as_object).into_iter().flat_map(Object::values);
    schemes.any(|scheme| TOKENS.contains(&kind(scheme).as_str()))
        || any_keywords(root, &|members| members.keys().any(|key| is_of_editor(key)))
}

fn is_of_editor(key: &str) -> bool {
    EDITORS.iter().any(|editor| key.strip_prefix(editor).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
}

fn servers(root: &mut Node) {
    let Some(members) = root.as_object_mut() else { return };
    if let Some(Value::Array(servers)) = members.get_mut("servers").map(|node| &mut node.value) {
        servers.retain(|server| server.get("url").and_then(Node::as_str).is_none_or(|url| !url.trim().is_empty()));
        if servers.is_empty() {
            members.shift_remove("servers");
        }
    }
}

/// The type of a scheme, in small letters.
fn kind(scheme: &Node) -> String {
    scheme.get("type").and_then(Node::as_str).unwrap_or_default().to_ascii_lowercase()
}

fn scheme(node: &mut Node) {
    let place = node.place;
    let kind = kind(node);
    if let Some(members) = node.as_object_mut().filter(|_| TOKENS.contains(&kind.as_str())) {
        members.insert("type".into(), text(place, "http"));
        members.insert("scheme".into(), text(place, "bearer"));
        if kind == "jwt" {
            members.entry("bearerFormat".into()).or_insert_with(|| text(place, "JWT"));
        }
    }
}
