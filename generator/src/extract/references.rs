//! What pages refer to, and whether it is there.
//!
//! In: the references of all pages, and all documents. Out: messages about what no document has. `--referred-only` takes
//! the referred operations alone (module [`referred_only`](super::referred_only)).

use super::forms::Target;
use super::{Extracted, Referred};
use crate::diagnostic::{At, Diagnostics, Severity};
use crate::document::{Document, Node, Object, is_method};
use std::collections::{BTreeMap, BTreeSet};

/// How many places a message names.
const NAMED: usize = 5;
/// The members of a document that hold webhooks: of OpenAPI 3.1, and of what was published in 3.0.
pub(super) const WEBHOOKS: [&str; 2] = ["webhooks", "x-webhooks"];

/// What all documents have.
#[derive(Default)]
struct Known {
    /// By the key in the path's item, which may be a `$ref` to all of it, and the path.
    operations: BTreeSet<(String, String)>,
    /// Of operations and of webhooks.
    ids: BTreeSet<String>,
    webhooks: BTreeSet<String>,
    schemas: BTreeSet<String>,
}

impl Known {
    fn has(&self, target: &Target) -> bool {
        let is_any =
            |name: &str, names: &BTreeSet<String>| if name.is_empty() { self.has_any() } else { names.contains(name) };
        match target {
            Target::Operation(method, path) => {
                let has = |key: &str| self.operations.contains(&(key.to_owned(), canonical(path)));
                has(method) || has("$ref")
            }
            Target::Id(id) => self.ids.contains(id),
            Target::Webhook(name) => is_any(name, &self.webhooks),
            Target::Schema(name) => is_any(name, &self.schemas),
            Target::Whole => self.has_any(),
        }
    }

    fn has_any(&self) -> bool {
        !(self.operations.is_empty() && self.webhooks.is_empty() && self.schemas.is_empty())
    }
}

/// A path in which the names of parameters do not matter.
pub(super) fn canonical(path: &str) -> String {
    let segment = |segment: &str| {
        let is_parameter = segment.starts_with(':') || (segment.starts_with('{') && segment.ends_with('}'));
        if is_parameter { "{}".to_owned() } else { segment.to_owned() }
    };
    path.trim_matches('/').split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// Whether what a page calls a document is the file at a path: a URL or a path that ends in its name, or its name
/// without the extension.
pub(super) fn is_named(document: &str, path: &str) -> bool {
    let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    let name = last(document.split(['?', '#']).next().unwrap_or_default());
    let file = last(path);
    name == file || file.rsplit_once('.').is_some_and(|(stem, _)| stem == name)
}

/// The id of an operation.
pub(super) fn id(operation: &Node) -> Option<&str> {
    operation.get("operationId").and_then(Node::as_str)
}

/// The names and the items of the webhooks of a document.
fn webhooks(root: &Node) -> impl Iterator<Item = (&String, &Node)> {
    WEBHOOKS.iter().filter_map(|key| root.get(key)?.as_object()).flatten()
}

/// The names of the schemas of a document.
fn schemas(root: &Node) -> impl Iterator<Item = &String> {
    let groups = [root.get("components").and_then(|components| components.get("schemas")), root.get("definitions")];
    groups.into_iter().flatten().filter_map(Node::as_object).flat_map(Object::keys)
}

fn known(documents: &[Document]) -> Known {
    let mut known = Known::default();
    for Document { root } in documents {
        for (path, method, operation) in root.operations() {
            known.operations.insert((method.to_owned(), canonical(path)));
            known.ids.extend(id(operation).map(str::to_owned));
        }
        let items = root.get("paths").and_then(Node::as_object).into_iter().flatten();
        let referring = items.filter(|(_, item)| item.get("$ref").is_some());
        known.operations.extend(referring.map(|(path, _)| ("$ref".to_owned(), canonical(path))));
        for (name, item) in webhooks(root) {
            known.webhooks.insert(name.clone());
            let own = item.as_object().into_iter().flatten().filter(|(key, _)| is_method(key));
            known.ids.extend(own.filter_map(|(_, operation)| id(operation)).map(str::to_owned));
        }
        known.schemas.extend(schemas(root).cloned());
    }
    known
}

/// Reports what is referred to and in no document. Without any document that is an error.
pub(super) fn check(dx: &mut Diagnostics, extracted: &Extracted) {
    let known = known(&extracted.fragments);
    let mut missing: BTreeMap<&str, (usize, Vec<&Referred>)> = BTreeMap::new();
    for referred in &extracted.references {
        // A signed URL has another query on every page.
        let document = referred.reference.document.split('?').next().unwrap_or_default();
        let (found, others) = missing.entry(document).or_default();
        if known.has(&referred.reference.target) {
            *found += 1;
        } else {
            others.push(referred);
        }
    }
    for (document, (found, others)) in missing.into_iter().filter(|(_, (_, others))| !others.is_empty()) {
        let is_there = found > 0 || dx.sources.pages.iter().any(|page| is_named(document, &page.path));
        report(dx, document, is_there, &others, extracted.fragments.is_empty());
    }
}

/// What a message calls a target.
fn called(target: &Target) -> String {
    match target {
        Target::Operation(method, path) => format!("`{} {path}`", method.to_ascii_uppercase()),
        Target::Id(id) => format!("`{id}`"),
        Target::Webhook(name) if !name.is_empty() => format!("the webhook `{name}`"),
        Target::Schema(name) if !name.is_empty() => format!("the schema `{name}`"),
        Target::Webhook(_) | Target::Schema(_) | Target::Whole => "what it describes".to_owned(),
    }
}

/// `a, b and c`, with the number of what is left out.
fn listed(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    }
}

fn report(dx: &mut Diagnostics, document: &str, is_there: bool, missing: &[&Referred], is_empty: bool) {
    let Some(first) = missing.first() else { return };
    let named = if document.is_empty() { "a document".to_owned() } else { format!("`{document}`") };
    let mut names: Vec<String> = Vec::new();
    for name in missing.iter().map(|referred| called(&referred.reference.target)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let are = if names.len() > 1 { "are" } else { "is" };
    let what = listed(names);
    let message = if is_there {
        format!("pages refer to {what} of {named}, which {are} in no document of the specs folder")
    } else {
        format!("pages refer to {what} of {named}, which is not in the specs folder")
    };
    let help = if is_there {
        "one of both is older than the other: fetch them again, or remove the page".to_owned()
    } else if document.contains("://") {
        format!("`fetch --also {document}` brings it")
    } else {
        "put the document into the specs folder, or fetch it from where the site publishes it".to_owned()
    };
    let at = |referred: &Referred| At::Page(referred.page, referred.reference.range.clone());
    let severity = if is_empty { Severity::Error } else { Severity::Warning };
    let said = match severity {
        Severity::Error => dx.error("missing-document", message, at(first)),
        Severity::Warning | Severity::Note => dx.warning("missing-document", message, at(first)),
    };
    let mut places: Vec<At> = vec![at(first)];
    for place in missing.iter().map(|referred| at(referred)) {
        if places.len() <= NAMED && !places.contains(&place) {
            said.related("another", place.clone());
            places.push(place);
        }
    }
    said.help(help);
}
