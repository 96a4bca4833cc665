//! What pages refer to, and whether it is there.
//!
//! In: the references of all pages, and all documents. Out: messages about what no document has. `--referred-only` takes
//! the referred operations alone ([`keep`]).

use super::forms::{Reference, Target};
use super::{Extracted, Referred};
use crate::diagnostic::{At, Diagnostics, Severity};
use crate::document::{Document, Node, Object, is_method};
use std::collections::{BTreeMap, BTreeSet};

/// How many places a message names.
const NAMED: usize = 5;

/// The operations of all documents.
#[derive(Default)]
struct Known {
    operations: BTreeSet<(String, String)>,
    ids: BTreeSet<String>,
}

impl Known {
    fn has(&self, target: &Target) -> bool {
        match target {
            Target::Operation(method, path) => self.operations.contains(&(method.clone(), canonical(path))),
            Target::Id(id) => self.ids.contains(id),
            Target::Other | Target::Whole => !self.operations.is_empty(),
        }
    }
}

/// A path in which the names of parameters do not matter.
fn canonical(path: &str) -> String {
    let segment = |segment: &str| {
        let is_parameter = segment.starts_with(':') || (segment.starts_with('{') && segment.ends_with('}'));
        if is_parameter { "{}".to_owned() } else { segment.to_owned() }
    };
    path.trim_end_matches('/').split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn known(documents: &[Document]) -> Known {
    let mut known = Known::default();
    for (path, method, operation) in documents.iter().flat_map(|document| document.root.operations()) {
        known.operations.insert((method.to_owned(), canonical(path)));
        known.ids.extend(operation.get("operationId").and_then(Node::as_str).map(str::to_owned));
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
        report(dx, document, found > 0, &others, extracted.fragments.is_empty());
    }
}

fn report(dx: &mut Diagnostics, document: &str, is_there: bool, missing: &[&Referred], is_empty: bool) {
    let Some((first, rest)) = missing.split_first() else { return };
    let named = if document.is_empty() { "a document".to_owned() } else { format!("`{document}`") };
    let what = match &first.reference.target {
        Target::Operation(method, path) => format!("`{} {path}`", method.to_ascii_uppercase()),
        Target::Id(id) => format!("`{id}`"),
        Target::Other | Target::Whole => "what it describes".to_owned(),
    };
    let what = if rest.is_empty() { what } else { format!("{what} and {} more", rest.len()) };
    let message = if is_there {
        format!("pages refer to {what} of {named}, which is in no document of the specs folder")
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
    for referred in rest.iter().take(NAMED) {
        said.related("another", at(referred));
    }
    said.help(help);
}

/// Takes only the operations that pages refer to, if they refer to any.
pub fn keep(extracted: &mut Extracted) {
    let has = |wanted: &dyn Fn(&Target) -> bool| {
        extracted.references.iter().any(|one: &Referred| wanted(&one.reference.target))
    };
    if extracted.references.is_empty() || has(&|target| *target == Target::Whole) {
        return;
    }
    let references: Vec<Reference> = extracted.references.iter().map(|one| one.reference.clone()).collect();
    let is_wanted = |path: &str, method: &str, operation: &Node| {
        references.iter().any(|reference| match &reference.target {
            Target::Operation(other, wanted) => other == method && canonical(wanted) == canonical(path),
            Target::Id(id) => operation.get("operationId").and_then(Node::as_str) == Some(id),
            Target::Other | Target::Whole => false,
        })
    };
    for document in &mut extracted.fragments {
        let Some(paths) = document.root.get_mut("paths").and_then(Node::as_object_mut) else { continue };
        for (path, item) in paths.iter_mut() {
            let own = item.as_object_mut().into_iter();
            own.for_each(|item: &mut Object| {
                item.retain(|key, operation| !is_method(key) || is_wanted(path, key, operation));
            });
        }
        paths.retain(|_, item| item.as_object().is_none_or(|item| item.keys().any(|key| is_method(key))));
    }
}
