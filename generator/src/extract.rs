//! Finds the OpenAPI documents in pages.
//!
//! In: the files of the specs folder. Out: every OpenAPI document in them as a tree with places ([`Extracted`]), and
//! the overlays apart. In a Markdown page every fenced block that holds an OpenAPI object is one, in JSON (GitBook
//! publishes one block an operation) or in YAML (Mintlify publishes one page an operation); a `.json`, `.yaml` or
//! `.yml` file is one as a whole. So from
//!
//! ````text
//! ## List pets
//!
//! ```json
//! {"openapi":"3.0.0","info":{"title":"Pets","version":"1"},"paths":{"/pets":{"get":{}}}}
//! ```
//! ````
//!
//! comes one fragment. Blocks that are no OpenAPI (examples, commands) are skipped with a note. What a document
//! means, and whether it is a valid one, is the business of later phases. A `$ref` from one file into another is
//! resolved among the files of the folder (module `files`); nothing is fetched.

mod fences;
mod files;
mod identifiers;
mod read;

use crate::diagnostic::{At, Diagnostics};
use crate::document::{Document, Node};
use crate::source::{Fragment, Page, Place, Syntax};
use std::collections::{BTreeMap, HashSet};

/// What the pages hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extracted {
    /// The OpenAPI documents, in the order of the pages' paths, then of their places in the page.
    pub fragments: Vec<Document>,
    /// The overlay documents, in the order of their files' paths.
    pub overlays: Vec<Document>,
}

/// Reads every page. The pages are sorted by path and kept in `dx.sources`, where messages find them.
pub fn fragments(dx: &mut Diagnostics, pages: Vec<Page>) -> Extracted {
    published(dx, &BTreeMap::new(), pages)
}

/// As [`fragments`], of pages that were published at some URLs, by their paths: references can name them by these.
pub fn published(dx: &mut Diagnostics, urls: &BTreeMap<String, String>, mut pages: Vec<Page>) -> Extracted {
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    let mut extracted = Extracted::default();
    let mut others = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        match kind(&page.path) {
            Kind::Markdown => markdown(dx, &mut extracted, index, page),
            Kind::Whole(syntax) => whole(dx, &mut extracted, &mut others, index, page, syntax),
        }
    }
    let read = connect(dx, urls, &pages, &mut extracted, &mut others);
    for (index, _) in others {
        neither(dx, &pages, index, &read);
    }
    dx.sources.pages = pages;
    if extracted.fragments.is_empty() && !dx.has_errors() {
        dx.error(
            "no-fragments",
            "no page holds an OpenAPI document, so there is nothing to generate from",
            Place::NOWHERE,
        )
        .help("put pages (*.md) or OpenAPI documents (*.json, *.yaml) into the specs folder");
    }
    extracted
}

enum Kind {
    Markdown,
    Whole(Syntax),
}

fn kind(path: &str) -> Kind {
    match path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("json") => Kind::Whole(Syntax::Json),
        Some("yaml" | "yml") => Kind::Whole(Syntax::Yaml),
        Some(_) | None => Kind::Markdown,
    }
}

/// A whole file: an OpenAPI document, an overlay, or neither, which another file may refer to.
fn whole(
    dx: &mut Diagnostics,
    extracted: &mut Extracted,
    others: &mut Vec<(usize, Node)>,
    index: usize,
    page: &Page,
    syntax: Syntax,
) {
    let start = if page.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let range = start..page.text.len();
    let fragment = Fragment { page: index, range: range.clone(), pieces: vec![range.clone()], syntax };
    let Some(root) = read::document(dx, page, fragment) else { return };
    if root.get("overlay").is_some() {
        extracted.overlays.push(Document { root });
    } else if is_openapi(&root) {
        extracted.fragments.push(Document { root });
    } else {
        others.push((index, root));
    }
}

/// Resolves the references from file to file, and takes out the documents without operations that others took from.
/// Returns the paths of the files that others refer to.
fn connect(
    dx: &mut Diagnostics,
    urls: &BTreeMap<String, String>,
    pages: &[Page],
    extracted: &mut Extracted,
    others: &mut [(usize, Node)],
) -> HashSet<String> {
    let mut read = HashSet::new();
    identify(dx, urls, pages, extracted, others);
    if !extracted.fragments.iter().any(|fragment| files::refers_outside(&fragment.root)) {
        return read;
    }
    let path = |dx: &Diagnostics, root: &Node| {
        let (fragment, _) = dx.sources.places.resolve(root.place)?;
        pages.get(dx.sources.fragments.get(fragment)?.page).map(|page| page.path.clone())
    };
    let mut all = files::Files::new();
    let roots = extracted.fragments.iter().map(|fragment| &fragment.root).chain(others.iter().map(|(_, root)| root));
    for root in roots {
        let Some(path) = path(dx, root) else { continue };
        if matches!(kind(&path), Kind::Whole(_)) {
            all.insert(path, root.clone());
        }
    }
    for fragment in &mut extracted.fragments {
        let Some(own) = path(dx, &fragment.root) else { continue };
        if files::refers_outside(&fragment.root) {
            files::resolve(dx, &all, &own, &mut read, fragment);
        }
    }
    let has_operations =
        |root: &Node| root.get("paths").and_then(Node::as_object).is_some_and(|paths| !paths.is_empty());
    extracted.fragments.retain(|fragment| {
        has_operations(&fragment.root) || !path(dx, &fragment.root).is_some_and(|path| read.contains(&path))
    });
    read
}

/// Resolves the references by identifiers.
fn identify(
    dx: &Diagnostics,
    urls: &BTreeMap<String, String>,
    pages: &[Page],
    extracted: &mut Extracted,
    others: &mut [(usize, Node)],
) {
    let roots = extracted.fragments.iter_mut().map(|fragment| &mut fragment.root);
    let roots = roots.chain(others.iter_mut().map(|(_, root)| root));
    let mut trees: Vec<identifiers::Tree> = roots
        .filter_map(|root| {
            let (fragment, _) = dx.sources.places.resolve(root.place)?;
            let path = pages.get(dx.sources.fragments.get(fragment)?.page)?.path.clone();
            let url = urls.get(&path).cloned();
            Some(identifiers::Tree { is_file: matches!(kind(&path), Kind::Whole(_)), path, url, root })
        })
        .collect();
    identifiers::resolve(&mut trees);
}

/// A file that is neither a document nor an overlay has to be one that others refer to.
fn neither(dx: &mut Diagnostics, pages: &[Page], index: usize, read: &HashSet<String>) {
    let Some(page) = pages.get(index).filter(|page| !read.contains(&page.path)) else { return };
    let message = format!("`{}` holds no OpenAPI document and no overlay, and no document refers to it", page.path);
    dx.error("no-fragment", message, At::Page(index, 0..page.text.len()))
        .help("a document has an `openapi` or `swagger` key, an overlay an `overlay` key; remove the file from the specs folder if it is neither");
}

/// A Markdown page: the fenced blocks that hold OpenAPI.
fn markdown(dx: &mut Diagnostics, extracted: &mut Extracted, index: usize, page: &Page) {
    let contents = fences::contents(&page.text);
    let before = (extracted.fragments.len(), dx.list.len());
    for fence in contents.fences {
        let fragment = Fragment { page: index, range: fence.range.clone(), pieces: fence.pieces, syntax: Syntax::Json };
        let text = fragment.text(&page.text);
        let Some(syntax) = fences::syntax(&fence.info, &text) else {
            skipped(dx, index, &fence.info, fence.range);
            continue;
        };
        let Some(root) = read::document(dx, page, Fragment { syntax, ..fragment }) else { continue };
        if is_openapi(&root) {
            extracted.fragments.push(Document { root });
        } else if is_operation_layout(&root) {
            dx.warning(
                "unsupported-page-layout",
                "the block describes an operation in a layout of its own, which is not read",
                root.place,
            )
            .help(
                "fetch the page in the newer layout, or put the whole OpenAPI document into the specs folder instead",
            );
        } else {
            skipped(dx, index, &fence.info, fence.range);
        }
    }
    let nothing_said = dx.list.iter().skip(before.1).all(|said| said.code == "skipped-block");
    if extracted.fragments.len() == before.0 && nothing_said {
        let everything = At::Page(index, 0..page.text.len());
        if contents.not_found {
            dx.error(
                "page-not-found",
                format!("`{}` says that the page was not found; it documents nothing", page.path),
                everything,
            )
            .help("fetch the page again from its present address, or remove the file from the specs folder");
        } else {
            dx.error("no-fragment", format!("`{}` holds no OpenAPI block", page.path), everything)
                .help("remove the file from the specs folder if it documents no operation");
        }
    }
}

fn skipped(dx: &mut Diagnostics, page: usize, info: &str, range: std::ops::Range<usize>) {
    let named = if info.is_empty() { String::new() } else { format!(" (`{info}`)") };
    dx.note("skipped-block", format!("the fenced block{named} is not OpenAPI and was skipped"), At::Page(page, range));
}

/// A version, or what only an OpenAPI document has.
fn is_openapi(root: &Node) -> bool {
    let has = |key: &str| root.get(key).is_some();
    let holds = |key: &str| root.get(key).is_some_and(|node| node.as_object().is_some());
    let named = has("openapi") || has("swagger") || (has("info") && (holds("paths") || holds("components")));
    named && root.as_object().is_some()
}

/// The older layout of Mintlify's pages: `paths: {path: /x, method: get, …}`.
fn is_operation_layout(root: &Node) -> bool {
    let text = |key: &str| root.get("paths").and_then(|paths| paths.get(key)).and_then(Node::as_str).is_some();
    text("path") && text("method")
}
