//! Where a document mentions a component as the type of a value.
//!
//! `{items: {$ref: Pet}}` mentions `Pet`, and so does `{allOf: [{$ref: Pet}], description: …}`, which is another way to
//! write it. `{allOf: [{$ref: Pet}, {properties: …}]}` does not: there `Pet` is a part; neither does `{oneOf: [{$ref:
//! Pet}, {$ref: Cat}]}`, where `Cat` extends `Pet`: there `Pet` is a model. In: the schemas of the document. Out: names
//! of components.

use crate::lower::reference;
use crate::lower::state::Lowering;
use crate::schema::{JsonType, Schema};
use openapiv3::ReferenceOr;
use std::collections::HashSet;

/// The names of all components that are mentioned as types of values. `extends` says whether the component of the first
/// name extends that of the second.
pub fn all(lowering: &Lowering, extends: &dyn Fn(&str, &str) -> bool) -> HashSet<String> {
    let mut found = HashSet::new();
    let components: HashSet<*const Schema> =
        lowering.schemas.components.values().filter_map(ReferenceOr::as_item).map(std::ptr::from_ref).collect();
    let mut open: Vec<&ReferenceOr<Schema>> = lowering.schemas.outermost().collect();
    while let Some(schema) = open.pop() {
        found.extend(reference_of(schema));
        let ReferenceOr::Item(schema) = schema else { continue };
        let is_component = components.contains(&std::ptr::from_ref(schema));
        open.extend(schema.members());
        if is_other_name(schema, is_component) {
            open.extend(&schema.all_of);
        } else {
            // What is in the parts counts, the parts themselves do not.
            open.extend(schema.all_of.iter().filter(|part| reference_of(part).is_none()));
        }
        for branches in [&schema.one_of, &schema.any_of] {
            let names: Vec<String> = branches.iter().filter_map(reference_of).collect();
            let is_model = |branch: &&ReferenceOr<Schema>| {
                reference_of(branch).is_some_and(|name| names.iter().any(|other| extends(other, &name)))
            };
            open.extend(branches.iter().filter(|branch| !is_model(branch)));
        }
    }
    found
}

/// The component that a schema refers to.
fn reference_of(schema: &ReferenceOr<Schema>) -> Option<String> {
    let ReferenceOr::Reference { reference } = schema else { return None };
    match reference::tokens(reference)?.as_slice() {
        [components, schemas, name] if components == "components" && schemas == "schemas" => Some(name.clone()),
        _ => None,
    }
}

/// True if a schema says nothing about values but the type that a model has anyway.
fn is_silent(schema: &Schema) -> bool {
    let is_model = matches!(schema.kind, None | Some(JsonType::Object));
    is_model && schema.only_composes()
}

/// True if an `allOf` only is another way to write a reference. A component with one is a child, unless it adds `null`.
fn is_other_name(schema: &Schema, is_component: bool) -> bool {
    let has_choice = !schema.one_of.is_empty() || !schema.any_of.is_empty();
    if has_choice || !is_silent(schema) || schema.discriminator.is_some() {
        return false;
    }
    let mut references = 0;
    let mut has_null = schema.nullable;
    for part in &schema.all_of {
        match part {
            _ if reference_of(part).is_some() => references += 1,
            ReferenceOr::Item(part) if is_silent(part) && !part.is_composed() => has_null |= part.nullable,
            ReferenceOr::Item(_) | ReferenceOr::Reference { .. } => return false,
        }
    }
    references == 1 && (!is_component || has_null || schema.is_reference)
}

/// True if a component is another name for what it refers to.
pub fn is_alias(schema: &Schema) -> bool {
    schema.is_reference || (schema.nullable && is_other_name(schema, true))
}
