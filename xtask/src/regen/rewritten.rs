//! What another version of the generator changes in a crate whose document and names are as they were.
//!
//! In: the crate's sources as they are, which an earlier generator may have written, and the state that they were made
//! from. Out: changes of public items, those of the runtime too, with their verdicts. The sources are the record: they are
//! compared with what this generator makes of the same document and names. That is done only where the generator is another
//! one, so it costs nothing as long as the generator stays: the runtime in the crate, which every run copies into it, is
//! another one; or the manifest does not have the hash of the items that this generator makes of a small document
//! ([`hash`]).
//!
//! ```text
//! major, wire patch: the field `amount`: `Option<f32>` became `Option<f64>`; the generator types it otherwise [generator-item-changed]
//! ```

mod runtime;

use super::items::{self, Items, Key, Kind};
use crate::digest;
use crate::manifest;
use crate::tree::Written;
use generator::changes::{Change, Fate, Subject, SubjectKind, Verdict, code};
use generator::names::Names;
use generator::source::Page;
use generator::{File, Input};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The Rust files of a folder below the crate, by their paths.
fn read(out: &Path, folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inner) = open.pop() {
        let entries = std::fs::read_dir(out.join(&inner)).into_iter().flatten().filter_map(Result::ok);
        for entry in entries {
            let path = format!("{inner}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
                found.insert(path, text);
            }
        }
    }
    found
}

fn is_of_api(path: &str) -> bool {
    ["src/models", "src/operations"].iter().any(|start| path.starts_with(start)) && path.ends_with(".rs")
}

/// A document with every kind of item that a client has.
const PROBE: &str = include_str!("probe.yaml");

/// The hash of the public items that this generator makes of a document with every kind of item: another one types or
/// names something otherwise. The manifest of each crate records it.
pub fn hash() -> String {
    let pages = vec![Page { path: "probe.yaml".to_owned(), text: PROBE.to_owned() }];
    let input = Input { pages, package: "probe".to_owned(), ..Input::default() };
    let made = generator::generate(&input).ok();
    let files = made.map(|made| made.files).unwrap_or_default();
    let items = items::of(files.iter().filter(|file| is_of_api(&file.path)).map(|file| file.text.as_str()));
    let mut text = String::new();
    for ((owner, kind, name), signature) in &items {
        text.push_str(&format!("{owner}\n{kind:?}\n{name}\n{signature}\n"));
    }
    digest::short(text.as_bytes(), 8)
}

/// Another generator may have written the crate, whose manifest is given.
pub fn is_other_generator(out: &Path, files: &[File]) -> bool {
    let there = read(out, "src/runtime");
    let is_same = |file: &File| there.get(&file.path) == Some(&file.text);
    let manifest = std::fs::read_to_string(out.join("Cargo.toml")).unwrap_or_default();
    let is_same_hash = manifest::items(&manifest) == Some(hash());
    let is_same_runtime = files.iter().filter(|file| file.path.starts_with("src/runtime/")).all(is_same);
    let is_this = is_same_runtime && is_same_hash;
    !there.is_empty() && !is_this
}

/// The changes from the sources in the crate to these files, which this generator makes of the same state.
pub fn changes(out: &Path, files: &[File], names: &Names) -> Vec<Change> {
    let (there, written) = (read(out, "src"), Written::read(out));
    let all = there.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    // Files of others are no part of what the generator makes.
    let old: Vec<(&str, &str)> = all.filter(|(path, _)| written.has(out, path)).collect();
    let new: Vec<(&str, &str)> = files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    let mut changes = of_api(&old, &new, names);
    changes.extend(of_runtime(&old, &new, names));
    changes
}

fn of_api(old: &[(&str, &str)], new: &[(&str, &str)], names: &Names) -> Vec<Change> {
    let is_of_api = |(path, _): &&(&str, &str)| is_of_api(path);
    let old: BTreeSet<(&str, &str)> = old.iter().filter(is_of_api).copied().collect();
    let new: BTreeSet<(&str, &str)> = new.iter().filter(is_of_api).copied().collect();
    if old.is_empty() || old == new {
        return Vec::new();
    }
    let texts = |files: &BTreeSet<(&str, &str)>| items::of(files.iter().map(|(_, text)| *text));
    differences(&texts(&old), &texts(&new), names)
}

fn of_runtime(old: &[(&str, &str)], new: &[(&str, &str)], names: &Names) -> Vec<Change> {
    let old = runtime::Surface::of(old);
    if old.is_empty() {
        return Vec::new();
    }
    let (old, new) = old.compared(runtime::Surface::of(new));
    differences(&old, &new, names)
}

fn differences(old: &Items, new: &Items, names: &Names) -> Vec<Change> {
    let is_other = |key: &&Key| old.get(*key) != new.get(*key);
    let keys: BTreeSet<&Key> = old.keys().chain(new.keys()).filter(is_other).collect();
    let is_told = |key: &Key| is_told_elsewhere(key, &keys, old, new);
    let kept = keys.iter().filter(|key| !is_told(key));
    kept.map(|key| change(key, old.get(*key).map(String::as_str), new.get(*key).map(String::as_str), names)).collect()
}

/// A field that changed takes its accessor, its setter and `new` with it; a type that changed, all its items.
fn is_told_elsewhere((owner, kind, name): &Key, keys: &BTreeSet<&Key>, old: &Items, new: &Items) -> bool {
    let type_key = (owner.clone(), Kind::Type, String::new());
    if *kind != Kind::Type && keys.contains(&type_key) {
        return true;
    }
    let field = name.strip_prefix("with_").unwrap_or(name);
    let is_of_field = keys.contains(&(owner.clone(), Kind::Field, field.to_owned()));
    // A field that only one state has explains no other arguments of `new`.
    let has_field = || {
        let is_changed = |key: &&&Key| old.contains_key(**key) && new.contains_key(**key);
        keys.iter().filter(is_changed).any(|(other, kind, _)| other == owner && *kind == Kind::Field)
    };
    let is_alias = |items: &Items| items.get(&type_key).is_some_and(|text| text.starts_with("alias"));
    *kind == Kind::Method && (is_of_field || (name == "new" && has_field()) || is_alias(old) || is_alias(new))
}

fn change(key: &Key, old: Option<&str>, new: Option<&str>, names: &Names) -> Change {
    let item = called(key);
    let (rule, what, meaning, rust) = match (old, new) {
        (Some(_), None) => {
            ("generator-item-removed", format!("{item} was removed"), "has no such item", Verdict::Major)
        }
        (None, _) => ("generator-item-added", format!("{item} was added"), "makes it", Verdict::Minor),
        (Some(old), Some(new)) => {
            let what = format!("{item}: {} became {}", code(old), code(new));
            let rust = if is_wider(old, new) { Verdict::Minor } else { Verdict::Major };
            ("generator-item-changed", what, "makes it otherwise", rust)
        }
    };
    let meaning = format!("this version of the generator {meaning}; the API is the same");
    Change { rule, subject: subject(key, names), what, meaning, rust, wire: Verdict::Patch }
}

/// An argument takes what it took, and more.
fn is_wider(old: &str, new: &str) -> bool {
    new.contains("impl Into<") && new.replace("impl Into<", "").replace('>', "") == old.replace('>', "")
}

fn called((owner, kind, name): &Key) -> String {
    match kind {
        Kind::Type => format!("the type {}", code(owner)),
        Kind::Field => format!("the field {}", code(name)),
        Kind::Variant => format!("the variant {}", code(name)),
        Kind::Method => format!("the method {}", code(name)),
        Kind::Associated => format!("its {}", code(name)),
    }
}

/// The operation whose method, request or output it is, or else the type.
fn subject((owner, kind, name): &Key, names: &Names) -> Subject {
    let is_of = |operation: &&generator::names::OperationNames| {
        let is_method = owner == "Client" && *kind == Kind::Method && operation.method == *name;
        is_method || *owner == operation.ident || *owner == format!("Request<{}>", operation.ident)
    };
    match names.operations.iter().find(is_of) {
        Some(operation) => Subject {
            kind: SubjectKind::Operation,
            fate: Fate::Changed,
            name: operation.method.clone(),
            wire: operation.key.clone(),
        },
        None => Subject { kind: SubjectKind::Model, fate: Fate::Changed, name: owner.clone(), wire: owner.clone() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let of = |text: &str| items::of(std::iter::once(text));
        let changes = differences(&of(old), &of(new), &Names::default());
        changes.into_iter().map(|change| format!("{:?} {}", change.rust, change.what)).collect()
    }

    #[test]
    fn a_field_that_changed_takes_its_methods_with_it() {
        let old =
            "pub struct A { pub x: u8 } impl A { pub fn new(x: u8) -> Self {} pub fn with_x(self, x: u8) -> Self {} }";
        let new = old.replace("u8", "u16");
        assert_eq!(told(old, &new), ["Major the field `x`: `u8` became `u16`"]);
    }

    #[test]
    fn a_field_that_was_added_explains_no_other_new() {
        let old = "pub struct A { pub x: u8 } impl A { pub fn new(x: u8) -> Self {} }";
        let new = "pub struct A { pub x: u8, pub y: u8 } impl A { pub fn new(x: u8, y: u8) -> Self {} pub fn with_y(self, y: u8) -> Self {} }";
        assert_eq!(
            told(old, new),
            ["Minor the field `y` was added", "Major the method `new`: `(u8) -> Self` became `(u8, u8) -> Self`"]
        );
    }
}
