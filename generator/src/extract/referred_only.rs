//! The operations and webhooks that pages refer to: what `--referred-only` takes.
//!
//! In: all documents, and what pages refer to. Out: the documents that stand in files of their own, without the operations
//! and webhooks that no page refers to. What a page holds itself stays, and so does a document that pages refer to as a
//! whole. Of a document that gives nothing, a warning says so; nothing at all is an error.

use super::forms::Target;
use super::references::{WEBHOOKS, canonical, id, is_named};
use super::{Extracted, Kind, Referred, kind};
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, is_method};
use crate::source::Place;

const HELP: &str = "leave out `--referred-only` to take all operations; pages refer to one by `openapi:`, `api:` or \
                    `_openapi:` in their front matter, by `{% openapi-operation … %}`, by `<APIPage … />`, or by `METHOD /path` \
                    below `Source:`";

/// Takes only what pages refer to.
pub fn keep(dx: &mut Diagnostics, extracted: &mut Extracted) {
    let wanted: Vec<&Referred> = extracted.references.iter().collect();
    let files: Vec<Option<String>> = extracted.fragments.iter().map(|document| file(dx, document)).collect();
    let wholes =
        || wanted.iter().filter(|one| one.reference.target == Target::Whole).map(|one| &one.reference.document);
    // A whole that is no file by its name may be any of them.
    if wholes().any(|name| !files.iter().flatten().any(|path| is_named(name, path))) {
        return;
    }
    let mut lost = Vec::new();
    for (document, path) in extracted.fragments.iter_mut().zip(&files) {
        let Some(path) = path else { continue };
        let before = count(&document.root);
        if before == 0 || wholes().any(|name| is_named(name, path)) {
            continue;
        }
        drop_others(&mut document.root, &wanted);
        if count(&document.root) == 0 {
            lost.push((document.root.place, path.clone(), before));
        }
    }
    let is_for_models = wanted.iter().any(|one| matches!(one.reference.target, Target::Schema(_)));
    let is_nothing = extracted.fragments.iter().all(|document| count(&document.root) == 0);
    if is_nothing && !is_for_models && !lost.is_empty() {
        let message = "no page refers to an operation of a document, and `--referred-only` takes no others";
        dx.error("nothing-referred", message, Place::NOWHERE).help(HELP);
        return;
    }
    for (place, path, before) in lost {
        let message = format!("no page refers to any of the {before} operations of `{path}`, so none is taken");
        dx.warning("nothing-referred", message, place).help(HELP);
    }
}

/// The path of the file that is a document as a whole.
fn file(dx: &Diagnostics, document: &Document) -> Option<String> {
    let (fragment, _) = dx.sources.places.resolve(document.root.place)?;
    let page = dx.sources.pages.get(dx.sources.fragments.get(fragment)?.page)?;
    matches!(kind(&page.path), Kind::Whole(_)).then(|| page.path.clone())
}

/// The items of paths and of webhooks.
fn items(root: &Node) -> impl Iterator<Item = &Node> {
    let groups = WEBHOOKS.iter().chain(&["paths"]).filter_map(|key| root.get(key)?.as_object());
    groups.flat_map(Object::values)
}

/// How many operations and webhooks a document has.
fn count(root: &Node) -> usize {
    items(root).filter_map(Node::as_object).flat_map(Object::keys).filter(|key| is_operation(key)).count()
}

/// A method, or a reference to the whole item.
fn is_operation(key: &str) -> bool {
    is_method(key) || key == "$ref"
}

fn drop_others(root: &mut Node, wanted: &[&Referred]) {
    let is_id =
        |operation: &Node, target: &Target| matches!(target, Target::Id(wanted) if id(operation) == Some(wanted));
    drop_of(root, "paths", &|path, key, operation| {
        wanted.iter().any(|one| match &one.reference.target {
            Target::Operation(method, wanted) => {
                (key == "$ref" || method == key) && canonical(wanted) == canonical(path)
            }
            target => is_id(operation, target),
        })
    });
    for group in WEBHOOKS {
        drop_of(root, group, &|name, _, operation| {
            wanted.iter().any(|one| match &one.reference.target {
                Target::Webhook(wanted) => wanted.is_empty() || wanted == name,
                target => is_id(operation, target),
            })
        });
    }
}

/// Whether an operation of an item is wanted, by the key of the item and the one of the operation.
type IsWanted<'a> = &'a dyn Fn(&str, &str, &Node) -> bool;

/// Drops what is not wanted, and the items that have nothing else.
fn drop_of(root: &mut Node, group: &str, is_wanted: IsWanted) {
    let Some(items) = root.get_mut(group).and_then(Node::as_object_mut) else { return };
    for (name, item) in items.iter_mut() {
        if let Some(item) = item.as_object_mut() {
            item.retain(|key, operation| !is_operation(key) || is_wanted(name, key, operation));
        }
    }
    items.retain(|name, item| {
        name.starts_with("x-") || item.as_object().is_none_or(|item| item.keys().any(|key| is_operation(key)))
    });
}
