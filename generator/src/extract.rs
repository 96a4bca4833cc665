//! Finds the OpenAPI documents in pages.
//!
//! In: the files of the specs folder. Out: every OpenAPI document in them as a tree with places ([`Extracted`]), and
//! the overlays apart. In a Markdown page every fenced block that holds an OpenAPI object is one, in JSON or in YAML; a
//! `.json`, `.yaml` or `.yml` file is one as a whole. So from
//!
//! ````text
//! ## List pets
//!
//! ```json
//! {"openapi":"3.0.0","info":{"title":"Pets","version":"1"},"paths":{"/pets":{"get":{}}}}
//! ```
//! ````
//!
//! comes one fragment. Blocks that are no OpenAPI (examples, commands) are skipped with a note; so are pages without
//! OpenAPI beside others that have it. Each platform has a form of its own (module `forms`), of which a small page stands
//! in a folder of `generator/tests/cases/pages`:
//!
//! | platform | form of a page | small pages |
//! |---|---|---|
//! | GitBook | a heading and one line of JSON for each operation | `gitbook` |
//! | GitBook, older | `{% swagger method="get" … %}`, `{% api-method method="get" … %}` and the blocks in them | `gitbook-methods` |
//! | Mintlify | `## OpenAPI`, a block ` ````yaml SPEC METHOD /path ` for one operation | `mintlify` |
//! | Mintlify, older | the same, whose `paths` is the operation itself (`path`, `method`, `request`, `response`) | `mintlify-operations` |
//! | Fern | `METHOD URL`, `## OpenAPI Specification`, a block of YAML for one operation | `fern`, `fern-operations` |
//! | Apidog, Apifox | `## OpenAPI Specification`, a block of YAML with `x-apidog-…` | `apidog` |
//! | ReadMe | `# OpenAPI definition`, a block of indented JSON for one operation | `readme` |
//! | Redocly | `Endpoint: METHOD /path`, `## Query parameters:`, `## Response 200 fields (media):` in prose | `redocly` |
//! | Scalar | `- **Method:**`, `- **Path:**`, `#### Responses` in prose | `scalar` |
//! | GitBook's and ReadMe's repositories, Fumadocs, `llms-full.txt` of Mintlify | a reference to a document | `referring-pages` |
//! | SailPoint and others | a block ` ```yaml EVENT webhook `: a webhook | `events` |
//!
//! What a document means, and whether it is a valid one, is the business of later phases. A `$ref` from one file into
//! another is resolved among the files of the folder (module `files`); nothing is fetched.

mod fences;
mod files;
mod forms;
mod identifiers;
mod markdown;
mod prose;
mod read;
mod references;
mod referred_only;
mod samples;
mod section;

use crate::diagnostic::{At, Diagnostics};
use crate::document::{Document, Node};
use crate::source::{Fragment, Page, Place, Syntax};
pub use forms::{Reference, Target};
pub use referred_only::keep as keep_referred;
use std::collections::{BTreeMap, HashSet};

/// What the pages hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extracted {
    /// The OpenAPI documents, in the order of the pages' paths, then of their places in the page.
    pub fragments: Vec<Document>,
    /// The overlay documents, in the order of their files' paths.
    pub overlays: Vec<Document>,
    /// What pages refer to, in the order of the pages.
    pub references: Vec<Referred>,
}

impl Extracted {
    /// Takes a whole file: an OpenAPI document, an overlay, or neither, which another file may refer to.
    fn take(&mut self, others: &mut Vec<(usize, Node)>, index: usize, root: Node) {
        if root.get("overlay").is_some() {
            self.overlays.push(Document { root });
        } else if is_openapi(&root) {
            self.fragments.push(Document { root });
        } else {
            others.push((index, root));
        }
    }
}

/// A reference, and the page that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referred {
    /// The page's index.
    pub page: usize,
    /// What it refers to.
    pub reference: Reference,
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
    let mut found = markdown::Found::default();
    // Pages that were fetched are trusted less than others, so what they say in the same words is theirs all the same.
    let [mut own, mut fetched] = [(); 2].map(|()| (pages.len() > 1).then(read::Once::default));
    for (index, page) in pages.iter().enumerate() {
        let once = if urls.contains_key(&page.path) { fetched.as_mut() } else { own.as_mut() };
        match kind(&page.path) {
            Kind::Markdown => markdown::read(dx, &mut extracted, &mut found, once, index, page),
            Kind::Whole(syntax) => {
                let root = whole(dx, once, index, page, syntax);
                root.into_iter().for_each(|root| extracted.take(&mut others, index, root));
            }
        }
    }
    // What is changed from here on has no other owner.
    drop((own, fetched));
    found.recognised.settle(dx, &mut extracted.fragments);
    samples::leave_out(dx, &found.samples, &mut extracted.fragments);
    let read = connect(dx, urls, &pages, &mut extracted, &mut others);
    if !extracted.fragments.is_empty() {
        markdown::leave_out_unreadable(dx, &found.unreadable);
    }
    markdown::report_without(dx, &pages, &found.without, extracted.fragments.is_empty());
    for (index, _) in others {
        neither(dx, &pages, index, &read);
    }
    dx.sources.pages = pages;
    let fragments = extracted.overlays.iter().filter_map(|overlay| dx.sources.places.resolve(overlay.root.place));
    let overlays = fragments.filter_map(|(fragment, _)| Some(dx.sources.fragments.get(fragment)?.page)).collect();
    dx.sources.overlays.0 = overlays;
    references::check(dx, &extracted);
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

/// What a Markdown page refers to, in the order of the page.
pub fn references(page: &str) -> Vec<Reference> {
    forms::references(page, &fences::contents(page))
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

/// A whole file.
fn whole<'pages>(
    dx: &mut Diagnostics,
    once: Option<&mut read::Once<'pages>>,
    index: usize,
    page: &'pages Page,
    syntax: Syntax,
) -> Option<Node> {
    let start = if page.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let range = start..page.text.len();
    read::document(dx, once, page, Fragment { page: index, range: range.clone(), pieces: vec![range], syntax })
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
    if is_of_site(&page.path) {
        dx.note("no-fragment", message, At::Page(index, 0..page.text.len()));
        return;
    }
    dx.error("no-fragment", message, At::Page(index, 0..page.text.len()))
        .help("a document has an `openapi` or `swagger` key, an overlay an `overlay` key; remove the file from the specs folder if it is neither");
}

/// Whether a file is one by which platforms of documentation order a site's pages, or a package is described.
fn is_of_site(path: &str) -> bool {
    const NAMES: [&str; 14] = [
        "_meta.json",
        "_order.yaml",
        "docs.json",
        "docs.yml",
        "fern.config.json",
        "generators.yml",
        "meta.json",
        "mint.json",
        "package-lock.json",
        "package.json",
        "redocly.yaml",
        "sidebars.yaml",
        "tsconfig.json",
        "vercel.json",
    ];
    NAMES.contains(&path.rsplit('/').next().unwrap_or_default())
}

/// A version, or what only an OpenAPI document has.
fn is_openapi(root: &Node) -> bool {
    let has = |key: &str| root.get(key).is_some();
    let holds = |key: &str| root.get(key).is_some_and(|node| node.as_object().is_some());
    let named = has("openapi") || has("swagger") || (has("info") && (holds("paths") || holds("components")));
    named && root.as_object().is_some()
}
