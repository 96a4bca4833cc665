//! Where a document mentions a component as the type of a value.
//!
//! `{items: {$ref: Pet}}` mentions `Pet`, and so does `{allOf: [{$ref: Pet}], description: …}`, which is another way to
//! write it. `{allOf: [{$ref: Pet}, {properties: …}]}` does not: there `Pet` is a part; neither does `{oneOf: [{$ref:
//! Pet}, {$ref: Cat}]}`, where `Cat` extends `Pet`: there `Pet` is a model. In: the tree of the document. Out: names of
//! components.

use crate::document::{Node, Object, Value};
use crate::lower::reference;
use crate::lower::state::Lowering;
use crate::source::escape_pointer;
use openapiv3::Schema;
use std::collections::HashSet;

/// Keywords that say nothing about values, and the type that a model has anyway.
const SILENT: [&str; 11] = [
    "description",
    "title",
    "nullable",
    "example",
    "examples",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "type",
];

/// The names of all components that are mentioned as types of values. `extends` says whether the component of the first
/// name extends that of the second.
pub fn all(lowering: &Lowering, extends: &dyn Fn(&str, &str) -> bool) -> HashSet<String> {
    let mut found = HashSet::new();
    let components = lowering.document.root.get("components").and_then(|components| components.get("schemas"));
    let named = components.and_then(Node::as_object).into_iter().flat_map(Object::values);
    let named: HashSet<*const Node> = named.map(std::ptr::from_ref).collect();
    let mut open = vec![&lowering.document.root];
    while let Some(node) = open.pop() {
        match &node.value {
            Value::Array(elements) => open.extend(elements),
            Value::Object(members) => {
                found.extend(reference_of(node));
                let is_component = named.contains(&std::ptr::from_ref(node));
                for (key, member) in members {
                    match (key.as_str(), member.as_array()) {
                        ("allOf", Some(parts)) if !is_other_name(members, parts, is_component) => {
                            // What is in the parts counts, the parts themselves do not.
                            open.extend(parts.iter().filter(|part| reference_of(part).is_none()));
                        }
                        ("oneOf" | "anyOf", Some(branches)) => {
                            let names: Vec<String> = branches.iter().filter_map(reference_of).collect();
                            let is_model = |node: &&Node| {
                                reference_of(node).is_some_and(|name| names.iter().any(|other| extends(other, &name)))
                            };
                            open.extend(branches.iter().filter(|branch| !is_model(branch)));
                        }
                        _ => open.push(member),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found
}

/// The component that a node refers to.
fn reference_of(node: &Node) -> Option<String> {
    let tokens = reference::tokens(node.get("$ref")?.as_str()?)?;
    match tokens.as_slice() {
        [components, schemas, name] if components == "components" && schemas == "schemas" => Some(name.clone()),
        _ => None,
    }
}

/// True if an `allOf` only is another way to write a reference. A component with one is a child, unless it adds `null`.
fn is_other_name(members: &Object, parts: &[Node], is_component: bool) -> bool {
    let is_silent = |object: &Object| object.keys().all(|key| SILENT.contains(&key.as_str()) || key.starts_with("x-"));
    let adds_null = |object: &Object| object.get("nullable").and_then(Node::as_bool) == Some(true);
    let mut references = 0;
    let mut has_null = adds_null(members);
    for part in parts {
        match part.as_object() {
            Some(_) if reference_of(part).is_some() => references += 1,
            Some(object) if is_silent(object) => has_null |= adds_null(object),
            Some(_) | None => return false,
        }
    }
    let is_silent = members.keys().all(|key| key == "allOf" || SILENT.contains(&key.as_str()) || key.starts_with("x-"));
    references == 1 && is_silent && (!is_component || has_null)
}

/// True if a component is another name for what it refers to.
pub fn is_alias(lowering: &Lowering, name: &str, schema: &Schema) -> bool {
    let pointer = format!("/components/schemas/{}", escape_pointer(name));
    let Some(members) = lowering.document.root.pointer(&pointer).and_then(Node::as_object) else { return false };
    let parts = members.get("allOf").and_then(Node::as_array).unwrap_or_default();
    members.contains_key("$ref") || (schema.schema_data.nullable && is_other_name(members, parts, true))
}
