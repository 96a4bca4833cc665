//! The names of components on pages of Fern.
//!
//! In: a document whose components are called `type_:Pet` (of the root package) and `type_shop/cart:Item`. Out: the same
//! with `Pet` and `shop_cart_Item`, which are names that OpenAPI allows. A name that is taken stays as it is.

use crate::document::{Node, Object, Value};
use crate::source::{escape_pointer, unescape_pointer};
use std::collections::HashMap;

const SCHEMAS: &str = "#/components/schemas/";

pub(super) fn simplify(root: &mut Node) {
    let schemas = root.get_mut("components").and_then(|components| components.get_mut("schemas"));
    let Some(schemas) = schemas.and_then(Node::as_object_mut) else { return };
    let mut renamed: HashMap<String, String> = HashMap::new();
    for name in schemas.keys() {
        if let Some(simple) = simple(name).filter(|simple| !schemas.contains_key(simple))
            && !renamed.values().any(|taken| *taken == simple)
        {
            renamed.insert(name.clone(), simple);
        }
    }
    if renamed.is_empty() {
        return;
    }
    let own = std::mem::take(schemas);
    let own = own.into_iter().map(|(name, schema)| (renamed.get(&name).cloned().unwrap_or(name), schema));
    schemas.extend(own.collect::<Object>());
    references(root, &renamed);
}

fn simple(name: &str) -> Option<String> {
    let (package, name) = name.strip_prefix("type_")?.split_once(':')?;
    let parts = package.split('/').filter(|part| !part.is_empty()).chain([name]);
    Some(parts.collect::<Vec<_>>().join("_")).filter(|simple| !simple.is_empty())
}

fn references(node: &mut Node, renamed: &HashMap<String, String>) {
    match &mut node.value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                match &mut member.value {
                    Value::String(text) if key == "$ref" => {
                        let name = text.strip_prefix(SCHEMAS).map(unescape_pointer);
                        if let Some(simple) = name.and_then(|name| renamed.get(&name)) {
                            *text = [SCHEMAS, &escape_pointer(simple)].concat();
                        }
                    }
                    Value::Object(mapping) if key == "mapping" => {
                        mapping.values_mut().for_each(|target| in_mapping(target, renamed));
                    }
                    _ => references(member, renamed),
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| references(element, renamed)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A value of a discriminator's mapping; or a node of a property that is called so.
fn in_mapping(node: &mut Node, renamed: &HashMap<String, String>) {
    let Value::String(text) = &mut node.value else { return references(node, renamed) };
    if let Some(simple) = text.strip_prefix(SCHEMAS).and_then(|name| renamed.get(&unescape_pointer(name))) {
        *text = [SCHEMAS, &escape_pointer(simple)].concat();
    }
}
