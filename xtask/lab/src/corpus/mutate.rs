//! Mutants of real documents, to find what no author of a test thinks of.
//!
//! In: documents, how many mutants of each to make, and a seed. Out: documents in the work folder, each a tree of one of
//! the given ones in which members are removed, renamed, replaced, or copied from elsewhere. The same seed makes the same
//! mutants. A mutant may be refused with an error; it may not end the generator otherwise, nor take too long, and what is
//! emitted has to compile.

use super::documents::{Document, at};
use super::{Mutants, Options};
use generator::diagnostic::Diagnostics;
use generator::extract;
use generator::source::Page;
use serde_json::{Map, Value, json};
use std::fs;
use std::io;
use xtask::specs;

/// So many changes are made at most.
const CHANGES: usize = 6;
/// A document that has grown beyond this, in bytes, is not changed further.
const LARGEST: usize = 8 << 20;

/// Writes the mutants, and gives them in place of the documents.
///
/// # Errors
/// If a document cannot be read, or the work folder cannot be written.
pub fn all(options: &Options, documents: &[Document], mutants: Mutants) -> io::Result<Vec<Document>> {
    let folder = options.work.join("mutants");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).map_err(|error| at(&folder, &error))?;
    }
    fs::create_dir_all(&folder).map_err(|error| at(&folder, &error))?;
    let mut all = Vec::new();
    for document in documents {
        let Some(root) = read(document) else { continue };
        for number in 0..mutants.number as u64 {
            let seed = mutants.seed.wrapping_mul(1_000_003).wrapping_add(number);
            let package = format!("{}-mutant-{seed}", document.package);
            let path = format!("{package}.json");
            let file = folder.join(&path);
            fs::write(&file, mutated(&root, seed).to_string()).map_err(|error| at(&file, &error))?;
            all.push(Document { path, file, package });
        }
    }
    Ok(all)
}

/// The tree of a document; `None` if it is none.
fn read(document: &Document) -> Option<Value> {
    let mut dx = Diagnostics::default();
    let text = specs::text(&mut dx, &document.file)?;
    let pages = vec![Page { path: document.path.clone(), text }];
    extract::fragments(&mut dx, pages).fragments.first().map(|fragment| fragment.root.to_json())
}

/// A document with a few changes.
pub fn mutated(document: &Value, seed: u64) -> Value {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut root = document.clone();
    for _ in 0..random.usize(1..=CHANGES) {
        change(&mut root, &mut random);
        if root.to_string().len() > LARGEST {
            break;
        }
    }
    root
}

/// Changes one place.
fn change(root: &mut Value, random: &mut fastrand::Rng) {
    let places = pointers(root);
    let Some(place) = pick(&places, random) else { return };
    let Some((parent, token)) = place.rsplit_once('/') else { return };
    match random.u8(..8) {
        0 | 1 => remove(root, parent, token),
        2 => {
            let name = pick(&places, random).and_then(|other| other.rsplit('/').next()).unwrap_or_default().to_owned();
            rename(root, parent, token, &name);
        }
        3 => put(root, place, odd(random)),
        4 => {
            // A part under the same name is most often of the same kind, so that it goes further.
            let alike: Vec<String> =
                places.iter().filter(|other| other.rsplit('/').next() == Some(token)).cloned().collect();
            copy(root, pick(&alike, random), place);
        }
        5 => {
            let schemas: Vec<&String> = places.iter().filter(|other| is_component(other)).collect();
            if let Some(schema) = pick(&schemas, random) {
                put(root, place, json!({ "$ref": format!("#{schema}") }));
            }
        }
        _ => copy(root, pick(&places, random), place),
    }
}

fn pick<'l, T>(list: &'l [T], random: &mut fastrand::Rng) -> Option<&'l T> {
    if list.is_empty() { None } else { list.get(random.usize(..list.len())) }
}

fn is_component(pointer: &str) -> bool {
    let rest = pointer.strip_prefix("/components/schemas/").or_else(|| pointer.strip_prefix("/definitions/"));
    rest.is_some_and(|name| !name.contains('/'))
}

fn put(root: &mut Value, place: &str, value: Value) {
    if let Some(found) = root.pointer_mut(place) {
        *found = value;
    }
}

fn copy(root: &mut Value, from: Option<&String>, to: &str) {
    if let Some(value) = from.and_then(|from| root.pointer(from)).cloned() {
        put(root, to, value);
    }
}

fn remove(root: &mut Value, parent: &str, token: &str) {
    match root.pointer_mut(parent) {
        Some(Value::Object(members)) => drop(members.shift_remove(&unescaped(token))),
        Some(Value::Array(items)) => {
            if let Some(index) = token.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// Renames a member; the others stay in their order.
fn rename(root: &mut Value, parent: &str, token: &str, name: &str) {
    if let Some(Value::Object(members)) = root.pointer_mut(parent) {
        let (old, new) = (unescaped(token), unescaped(name));
        let renamed = std::mem::take(members).into_iter();
        *members =
            renamed.map(|(key, value)| (if key == old { new.clone() } else { key }, value)).collect::<Map<_, _>>();
    }
}

fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// Values that documents have in the wrong places.
fn odd(random: &mut fastrand::Rng) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1.5),
        json!(""),
        json!("string"),
        json!([]),
        json!({}),
        json!({ "type": "object" }),
        json!({ "type": ["string", "null"] }),
        json!({ "type": "array" }),
        json!(["string", null, 1]),
    ];
    values.get(random.usize(..values.len())).cloned().unwrap_or_default()
}

/// The JSON pointers of all places but the root.
fn pointers(root: &Value) -> Vec<String> {
    let mut all = Vec::new();
    let mut open = vec![(String::new(), root)];
    while let Some((pointer, value)) = open.pop() {
        let inner: Vec<(String, &Value)> = match value {
            Value::Object(members) => members
                .iter()
                .map(|(key, value)| (format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), value))
                .collect(),
            Value::Array(items) => {
                items.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)).collect()
            }
            _ => Vec::new(),
        };
        all.extend(inner.iter().map(|(pointer, _)| pointer.clone()));
        open.extend(inner);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{mutated, pointers, remove, rename};
    use serde_json::{Value, json};

    fn document() -> Value {
        json!({ "openapi": "3.0.0", "paths": { "/a/{b}": { "get": { "tags": ["x", "y"] } } },
            "components": { "schemas": { "A": { "type": "object" }, "B": { "type": "string" } } } })
    }

    #[test]
    fn a_seed_makes_the_same_mutant_and_another_seed_another() {
        let mutants: Vec<Value> = (0..50).map(|seed| mutated(&document(), seed)).collect();
        assert_eq!(mutants, (0..50).map(|seed| mutated(&document(), seed)).collect::<Vec<_>>());
        assert!(mutants.iter().filter(|mutant| **mutant != document()).count() > 40);
        let has = |found: &dyn Fn(&Value) -> bool| mutants.iter().any(found);
        assert!(has(&|mutant| mutant.to_string().contains("#/components/schemas/")), "nothing became a reference");
        assert!(has(&|mutant| mutant.pointer("/components/schemas/A").is_none()), "nothing was removed or renamed");
    }

    #[test]
    fn members_are_removed_and_renamed_in_place() {
        let mut root = document();
        assert!(pointers(&root).contains(&"/paths/~1a~1{b}/get/tags/1".to_owned()));
        remove(&mut root, "/paths/~1a~1{b}/get/tags", "0");
        assert_eq!(root.pointer("/paths/~1a~1{b}/get/tags"), Some(&json!(["y"])));
        rename(&mut root, "/paths", "~1a~1{b}", "~1c");
        assert!(root.pointer("/paths/~1c/get").is_some());
        rename(&mut root, "", "paths", "x");
        assert_eq!(root.as_object().unwrap().keys().collect::<Vec<_>>(), ["openapi", "x", "components"]);
    }
}
