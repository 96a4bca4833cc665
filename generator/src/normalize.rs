//! Brings every fragment to OpenAPI 3.0.
//!
//! In: fragments of any version. Out: the same fragments as OpenAPI 3.0, whose root, `info`, `paths`, path items,
//! operations and groups of components are objects, so that later phases need not ask. So a fragment without `info`
//! gets one, and `paths: null` becomes `paths: {}`. Every repair is reported; what has a version that is not known
//! is an error. Schemas are not looked into where the version is 3.0 already; what is
//! wrong with them is the business of `parse`.

mod later;
mod media;
mod once;
mod repair;
mod v20;
mod v31;

use crate::diagnostic::{At, Diagnostics};
use crate::document::{Document, Node, Value};
use crate::reference;

/// Rewrites every fragment to 3.0. A fragment that cannot be is reported and left out.
pub fn to_v30(dx: &mut Diagnostics, fragments: Vec<Document>) -> Vec<Document> {
    let said = dx.list.len();
    let mut once = once::Once::default();
    let fragments = fragments.into_iter();
    let known: Vec<Document> = fragments.filter_map(|document| fragment(dx, &mut once, document)).collect();
    if !known.is_empty() {
        leave_out_blocks(dx, said);
    }
    known
}

/// A block of a page whose version is unknown is a warning where others give the API; a whole document stays an error.
fn leave_out_blocks(dx: &mut Diagnostics, said: usize) {
    let Diagnostics { list, sources, .. } = dx;
    let is_block = |at: &At| {
        let At::Place(place) = at else { return false };
        let fragment = sources.places.resolve(*place).and_then(|(fragment, _)| sources.fragments.get(fragment));
        fragment.is_some_and(|fragment| fragment.range.start > '\u{feff}'.len_utf8())
    };
    let unknown = list.iter_mut().skip(said).filter(|said| said.code == "unknown-version" && is_block(&said.at));
    for said in unknown {
        said.leave_out("the block");
    }
}

fn fragment(dx: &mut Diagnostics, once: &mut once::Once, mut document: Document) -> Option<Document> {
    let version = version(dx, &document.root)?;
    match version {
        Version::V20 => v20::rewrite(dx, &mut document.root),
        Version::V30 => later::rewrite(dx, &mut document.root),
        Version::V31 | Version::V32 => {
            later::rewrite(dx, &mut document.root);
            v31::rewrite(dx, once, &mut document.root);
        }
    }
    media::repair_names(dx, &mut document.root);
    match version {
        Version::V20 | Version::V30 => {}
        Version::V31 => media::mark(&mut document.root, "3.1"),
        Version::V32 => media::mark(&mut document.root, "3.2"),
    }
    repair::structure(dx, &mut document.root);
    reference::escape_all(&mut document.root);
    Some(document)
}

enum Version {
    /// Called Swagger then.
    V20,
    V30,
    V31,
    /// Rewritten as 3.1 is, but for its multipart bodies.
    V32,
}

/// The version that a fragment says it has; one that says nothing is read as 3.0.
fn version(dx: &mut Diagnostics, root: &Node) -> Option<Version> {
    let Some(node) = root.get("openapi").or_else(|| root.get("swagger")) else {
        dx.warning(
            "missing-version",
            "the document does not say its version of OpenAPI; it is read as 3.0",
            root.place,
        )
        .help("add `openapi: 3.0.3` at the top of the document");
        return Some(Version::V30);
    };
    let text = match &node.value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => node.to_json().to_string(),
    };
    if text == "2" || text == "2.0" || text.starts_with("2.0.") {
        return Some(Version::V20);
    }
    if text == "3" || text == "3.0" || text.starts_with("3.0.") || text.starts_with("3.0-") {
        return Some(Version::V30);
    }
    let is = |known| text.strip_prefix(known).is_some_and(|rest: &str| rest.is_empty() || rest.starts_with(['.', '-']));
    if is("3.1") {
        return Some(Version::V31);
    }
    if is("3.2") {
        return Some(Version::V32);
    }
    dx.error("unknown-version", format!("`{text}` is no version of OpenAPI that is understood"), node.place)
        .help("the versions 2.0, 3.0, 3.1 and 3.2 are understood");
    None
}
