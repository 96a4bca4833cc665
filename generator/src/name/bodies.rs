//! The methods that take a body in another media type than the first one.
//!
//! In go operations and the names that they have, out come their [`OperationNames::body_methods`]. They share a namespace
//! with the methods of all operations, which come first:
//!
//! ```text
//! create_pet takes JSON, body_as_form is the name of its form  →  create_pet_as_form
//! ```

use super::identifier::{self, Case};
use super::record::{Record, Recorded, operation_key};
use super::reserved;
use super::scope::{self, Item, Scope};
use super::words::Words;
use crate::diagnostic::Diagnostics;
use crate::ir::Operation;
use crate::names::OperationNames;
use std::collections::HashSet;

/// A content with a method of its own.
struct Method {
    operation: usize,
    content: usize,
    key: String,
}

/// Names the methods of all operations.
pub fn assign(
    dx: &mut Diagnostics,
    operations: &[Operation],
    names: &mut [OperationNames],
    recorded: &Recorded,
    record: &mut Record,
) {
    let methods: Vec<Method> = operations.iter().enumerate().flat_map(|(index, one)| methods(index, one)).collect();
    let recorded_name = |key| recorded.get("bodies", key);
    let items: Vec<Item> = methods
        .iter()
        .map(|method| Item { key: method.key.clone(), recorded: recorded_name(&method.key), ..Item::default() })
        .collect();
    let scope = Scope {
        what: "body",
        case: Case::Snake,
        levels: 3,
        words: &|item, level| methods.get(item).map(|method| words(names, method, level)).unwrap_or_default(),
        reserved: &|_, method| reserved::METHODS.contains(&method),
        apart: &|_| "body",
        distinct: scope::exactly,
    };
    let mut taken: HashSet<String> = names.iter().map(|named| named.method.clone()).collect();
    taken.extend(names.iter().flat_map(|named| &named.former).map(|former| former.method.clone()));
    let mut assigned = scope::fix(dx, &scope, &items, &mut taken);
    taken.extend(recorded.freed.values().cloned());
    let all: Vec<usize> = (0..items.len()).collect();
    scope::fill(dx, &scope, &items, &all, &mut taken, &mut assigned);
    for (named, operation) in names.iter_mut().zip(operations) {
        let contents = operation.body.as_ref().map_or(0, |body| body.contents.len());
        named.body_methods = vec![String::new(); contents];
        for former in &mut named.former {
            former.body_methods = vec![String::new(); contents];
        }
    }
    for (method, name) in methods.into_iter().zip(assigned.into_iter().flatten()) {
        let Some(named) = names.get_mut(method.operation) else { continue };
        let suffix = suffix(named, method.content).join("_");
        for former in &mut named.former {
            let before = format!("{}_{suffix}", former.method);
            if let (Some(slot), true) = (former.body_methods.get_mut(method.content), taken.insert(before.clone())) {
                *slot = before;
            }
        }
        record.add("bodies", method.key, &name);
        if let Some(slot) = named.body_methods.get_mut(method.content) {
            *slot = name;
        }
    }
}

/// The contents of a required body but the first.
fn methods(index: usize, operation: &Operation) -> Vec<Method> {
    let Some(body) = operation.body.as_ref().filter(|body| body.required) else { return Vec::new() };
    let further = body.contents.iter().enumerate().skip(1);
    let method = |(content, one): (usize, &crate::ir::Content)| Method {
        operation: index,
        content,
        key: format!("{} as {}", operation_key(operation), one.media_type),
    };
    further.map(method).collect()
}

/// `as form`: the words of the setter `body_as_form` behind the first.
fn suffix(named: &OperationNames, content: usize) -> Words {
    let setter = named.bodies.get(content).map_or("", String::as_str);
    identifier::snake_words(setter.strip_prefix("body_").unwrap_or(setter))
}

fn words(names: &[OperationNames], method: &Method, level: usize) -> Words {
    let Some(named) = names.get(method.operation) else { return Words::new() };
    let mut words = identifier::snake_words(&named.method);
    let between: &[&str] = match level {
        0 => &[],
        1 => &["body"],
        _ => &["with", "body"],
    };
    words.extend(between.iter().map(|word| (*word).to_owned()));
    words.extend(suffix(named, method.content));
    words
}
