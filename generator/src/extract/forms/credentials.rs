//! The headers that carry credentials, on pages that say no security.
//!
//! In: a document that says no security. Out: the same, in which a required header that carries a credential is no
//! parameter but a requirement. Its scheme is the one that names the header, or else a new one, which is what the
//! header's description says: `Bearer authentication of the form …`, `Basic authentication …`, or a key.

use super::tree::{entry, list, object, operations, text};
use crate::document::{Node, Object, Value};

pub(super) fn find(root: &mut Node) {
    if root.get("security").is_some() {
        return;
    }
    let known = root.get("components").and_then(|components| components.get("securitySchemes")).cloned();
    let known = known.as_ref().and_then(Node::as_object).cloned().unwrap_or_default();
    let mut made = Object::new();
    operations(root, &mut |operation| of_operation(operation, &known, &mut made));
    if !made.is_empty()
        && let Some(schemes) = entry(root, "components").and_then(|components| entry(components, "securitySchemes"))
        && let Some(schemes) = schemes.as_object_mut()
    {
        schemes.extend(made);
    }
}

fn of_operation(operation: &mut Object, known: &Object, made: &mut Object) {
    if operation.contains_key("security") {
        return;
    }
    let Some(Value::Array(parameters)) = operation.get_mut("parameters").map(|node| &mut node.value) else { return };
    let mut requirement = Object::new();
    parameters.retain(|parameter| {
        let Some(name) = credential(parameter, known, made) else { return true };
        requirement.insert(name, list(parameter.place, []));
        false
    });
    if let Some(place) = requirement.values().next().map(|scopes| scopes.place) {
        operation.insert("security".into(), list(place, [Node::at(place, Value::object(requirement))]));
    }
}

/// The scheme of the credential that a parameter carries; `None` if it carries none.
fn credential(parameter: &Node, known: &Object, made: &mut Object) -> Option<String> {
    let said = |key: &str| parameter.get(key).and_then(Node::as_str);
    let is_required = parameter.get("required").and_then(Node::as_bool) == Some(true);
    let header = said("name").filter(|_| said("in") == Some("header") && is_required)?;
    let is_authorization = header.eq_ignore_ascii_case("authorization");
    let carries = |scheme: &Node| {
        let has = |key: &str| scheme.get(key).and_then(Node::as_str).unwrap_or_default();
        match has("type") {
            "apiKey" => has("in") == "header" && has("name").eq_ignore_ascii_case(header),
            "http" | "oauth2" | "openIdConnect" => is_authorization,
            _ => false,
        }
    };
    if let Some((name, _)) = known.iter().find(|(_, scheme)| carries(scheme)) {
        return Some(name.clone());
    }
    let description = said("description").unwrap_or_default().to_lowercase();
    if !is_authorization && !description.starts_with("header authentication") {
        return None;
    }
    let place = parameter.place;
    let word = |word: &'static str| text(place, word);
    let (name, members) = if is_authorization && description.contains("bearer") {
        ("bearerAuth".to_owned(), vec![("type", word("http")), ("scheme", word("bearer"))])
    } else if is_authorization && description.contains("basic") {
        ("basicAuth".to_owned(), vec![("type", word("http")), ("scheme", word("basic"))])
    } else {
        (header.to_owned(), vec![("type", word("apiKey")), ("in", word("header")), ("name", text(place, header))])
    };
    let said = parameter.get("description").filter(|_| name == header).cloned();
    let said = said.map(|description| ("description", description));
    made.insert(name.clone(), object(place, members.into_iter().chain(said)));
    Some(name)
}
