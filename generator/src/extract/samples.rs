//! Documents in guides, which show how OpenAPI is written.
//!
//! In: all documents, and which of them may be samples: those in a block of a page that does not say that it documents an
//! operation. Out: the documents without the samples. A sample shares nothing (title, host, operation, component, tag) with
//! any other document, while others have servers; and it has none, or three other pages are sure to document operations.

use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object};
use std::collections::BTreeSet;

/// How many others there are to each page of candidates, where those with servers of their own are samples too.
const ENOUGH: usize = 3;

/// Takes out the samples among the candidates (in ascending order), each with a note.
pub(super) fn leave_out(dx: &mut Diagnostics, candidates: &[usize], documents: &mut Vec<Document>) {
    if candidates.is_empty() {
        return;
    }
    let rest = || documents.iter().enumerate().filter(|(index, _)| candidates.binary_search(index).is_err());
    if !rest().any(|(_, document)| has_server(&document.root)) {
        return;
    }
    let known: BTreeSet<String> = rest().flat_map(|(_, document)| marks(&document.root)).collect();
    let roots = candidates.iter().filter_map(|index| Some(documents.get(*index)?.root.place));
    let fragments = roots.filter_map(|place| dx.sources.places.resolve(place));
    let pages = fragments.filter_map(|(fragment, _)| Some(dx.sources.fragments.get(fragment)?.page));
    let is_site = rest().count() >= ENOUGH * pages.collect::<BTreeSet<_>>().len();
    let mut index = 0;
    documents.retain(|document| {
        let is_candidate = candidates.binary_search(&index).is_ok();
        index += 1;
        let can_be = is_candidate && (is_site || !has_server(&document.root));
        let is_sample = can_be && marks(&document.root).is_disjoint(&known);
        if is_sample {
            let title = document.root.get("info").and_then(|info| info.get("title")).and_then(Node::as_str);
            let server = if has_server(&document.root) { "" } else { " and has no server" };
            let message = format!(
                "the document `{}` shares nothing with the others{server}, so it is a sample and was left out",
                title.unwrap_or_default()
            );
            dx.note("sample-document", message, document.root.place)
                .help("if it documents operations, give it the title of the others, or put it into a file of its own");
        }
        !is_sample
    });
}

/// Whether a document says where its API is.
pub(super) fn has_server(root: &Node) -> bool {
    urls(root).next().is_some()
}

/// Where a document says that its API is.
fn urls(root: &Node) -> impl Iterator<Item = &Node> {
    let servers = root.get("servers").and_then(Node::as_array).unwrap_or_default();
    root.get("host").into_iter().chain(servers.iter().filter_map(|server| server.get("url")))
}

/// The host of a URL of which the scheme may be absent, in small letters. A path alone names none.
fn host(url: &str) -> Option<String> {
    let behind = url.split_once("//").map_or(url, |(_, behind)| behind);
    let host = behind.split(['/', '?', '#']).next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

/// What documents of one API have in common.
fn marks(root: &Node) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    let title = root.get("info").and_then(|info| info.get("title")).and_then(Node::as_str);
    marks.extend(title.map(|title| format!("title {title}")));
    marks.extend(urls(root).filter_map(Node::as_str).filter_map(host).map(|host| format!("host {host}")));
    for (path, method, operation) in root.operations() {
        marks.insert(format!("operation {method} {path}"));
        let tags = operation.get("tags").and_then(Node::as_array).unwrap_or_default();
        marks.extend(tags.iter().filter_map(Node::as_str).map(|tag| format!("tag {tag}")));
    }
    let schemas = root.get("components").and_then(|components| components.get("schemas")).and_then(Node::as_object);
    marks.extend(schemas.into_iter().flat_map(Object::keys).map(|name| format!("schema {name}")));
    marks
}
