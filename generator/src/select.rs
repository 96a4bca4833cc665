//! A part of an API: which operations are taken.
//!
//! In: the merged document, what it is called as a whole, and what is included and excluded: tags, paths and operations. Out:
//! the document without the operations that are left out, and without the components that nothing else leads to. So, with the
//! path `/pets/**` included,
//!
//! ```text
//! paths: /pets: …, /owners: …      components: Pet, Owner
//! ```
//!
//! becomes `paths: /pets: …` and `components: Pet`. The whole is named before, and its names are recorded, so that what is left
//! out changes no name of what stays, and comes back under the name that it has. Only a reference into an operation that is
//! left out becomes a copy, whose types are named by their new place.

mod components;

use crate::diagnostic::{At, Diagnostics};
use crate::document::{ADDITIONAL_OPERATION, Document, Node, Object, is_method};
use crate::ir::Api;
use crate::names::Names;
use crate::source::Place;
use glob::{MatchOptions, Pattern};
use std::collections::{BTreeMap, BTreeSet};

/// Which operations are taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Those that one of these matches, and no event and no component that they do not lead to; without any, all.
    pub include: Vec<Selector>,
    /// But not those that one of these matches.
    pub exclude: Vec<Selector>,
    /// A selector that matches nothing is fine: the document may be of another time than the selection.
    pub is_lenient: bool,
}

/// What operations are chosen by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// What is compared.
    pub kind: Kind,
    /// With what: the thing itself, or a glob, in which `*` is a part of a path and `**` any number of parts.
    pub text: String,
    /// Where it is said, for a message: `.pages-to-crate.toml:3:1`.
    pub said_at: String,
}

/// What is compared with a selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A tag of the operation; an operation without one is of `default`.
    Tag,
    /// Its path, as documented.
    Path,
    /// Its `operationId`, the method of the client, or `GET /path`.
    Operation,
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Kind::Tag => "tag",
            Kind::Path => "path",
            Kind::Operation => "operation",
        }
    }
}

/// What selectors are compared with.
struct Candidate {
    /// The object that has it, and its key there.
    place: components::Place,
    tags: Vec<String>,
    /// None of a webhook.
    path: Option<String>,
    names: Vec<String>,
}

impl Candidate {
    fn words(&self, kind: Kind) -> &[String] {
        match kind {
            Kind::Tag => &self.tags,
            Kind::Path => self.path.as_slice(),
            Kind::Operation => &self.names,
        }
    }
}

impl Selector {
    fn matches(&self, candidate: &Candidate) -> bool {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::default() };
        let pattern = Pattern::new(&self.text).ok();
        let is_it = |word: &String| {
            *word == self.text || pattern.as_ref().is_some_and(|pattern| pattern.matches_with(word, options))
        };
        candidate.words(self.kind).iter().any(is_it)
    }
}

impl Selection {
    /// Whether all operations are taken.
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    fn takes(&self, candidate: &Candidate) -> bool {
        let any = |selectors: &[Selector]| selectors.iter().any(|selector| selector.matches(candidate));
        (self.include.is_empty() || any(&self.include)) && !any(&self.exclude)
    }
}

/// The part of a document. `api` and `names` are of the whole one.
pub fn part(dx: &mut Diagnostics, selection: &Selection, mut whole: Document, api: &Api, names: &Names) -> Document {
    let all = candidates(&whole.root, api, names);
    if !selection.is_lenient {
        report(dx, selection, &all);
    }
    // What is included is all there is; what is excluded is left out of all there is.
    let droppable = components::droppable(&whole.root, !selection.include.is_empty());
    let tags = tags(&whole.root);
    let left_out = all.into_iter().filter(|candidate| !selection.takes(candidate)).map(|candidate| candidate.place);
    let left_out = left_out.filter_map(|place| remove(&mut whole.root, &place).map(|operation| (place, operation)));
    let left_out: BTreeMap<components::Place, Node> = left_out.collect();
    components::copy_referred(&mut whole.root, &left_out);
    drop_tags(&mut whole.root, &tags);
    components::drop_unused(&mut whole.root, &droppable, &idents(api, names));
    whole
}

fn candidates(root: &Node, api: &Api, names: &Names) -> Vec<Candidate> {
    let named = api.operations.iter().zip(&names.operations);
    let methods: BTreeMap<String, &str> = named
        .map(|(operation, names)| (format!("{} {}", operation.method.as_str(), operation.path), names.method.as_str()))
        .collect();
    let operations = root.operations().map(|(path, key, node)| {
        let method = key.strip_prefix(ADDITIONAL_OPERATION).map_or_else(|| key.to_uppercase(), str::to_owned);
        let line = format!("{method} {path}");
        let called = methods.get(&line).map(|method| (*method).to_owned());
        candidate(&["paths", path], key, node, Some(path), [Some(line), called].into_iter().flatten().collect())
    });
    let webhooks = root.get(WEBHOOKS).and_then(Node::as_object).into_iter().flatten().flat_map(|(name, item)| {
        let methods = item.as_object().into_iter().flatten().filter(|(key, _)| is_method(key));
        methods.map(move |(key, node)| candidate(&[WEBHOOKS, name], key, node, None, vec![name.clone()]))
    });
    operations.chain(webhooks).collect()
}

/// Where the merged document has what the server sends by itself.
const WEBHOOKS: &str = "x-webhooks";

fn candidate(item: &[&str], key: &str, node: &Node, path: Option<&str>, mut names: Vec<String>) -> Candidate {
    let mut tags = tags_of(node);
    if tags.is_empty() {
        tags.push("default".to_owned());
    }
    names.extend(node.get("operationId").and_then(Node::as_str).map(str::to_owned));
    let place = (item.iter().map(|step| (*step).to_owned()).collect(), key.to_owned());
    Candidate { place, tags, path: path.map(str::to_owned), names }
}

fn tags_of(operation: &Node) -> Vec<String> {
    let tags = operation.get("tags").and_then(Node::as_array).into_iter().flatten();
    tags.filter_map(Node::as_str).map(str::to_owned).collect()
}

/// Reports what matches nothing, with the nearest that there is.
fn report(dx: &mut Diagnostics, selection: &Selection, all: &[Candidate]) {
    let mut is_wrong = false;
    for selector in selection.include.iter().chain(&selection.exclude) {
        if all.iter().any(|candidate| selector.matches(candidate)) {
            continue;
        }
        is_wrong = true;
        let noun = selector.kind.noun();
        let message = format!("no {noun} of the pages is `{}`", selector.text);
        let words = all.iter().flat_map(|candidate| candidate.words(selector.kind));
        let near = nearest(&selector.text, words);
        let help =
            near.map_or_else(|| format!("correct the {noun}, or remove it"), |near| format!("did you mean `{near}`?"));
        dx.error("unmatched-selector", message, At::File(selector.said_at.clone())).help(help);
    }
    if !is_wrong && !all.iter().any(|candidate| selection.takes(candidate)) {
        dx.error("nothing-selected", "what is included and excluded leaves no operation", Place::NOWHERE)
            .help("include more, or exclude less");
    }
}

fn nearest<'a>(wanted: &str, words: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let rated =
        words.map(|word| (strsim::normalized_damerau_levenshtein(&wanted, &word.to_lowercase()), word.as_str()));
    let best = rated.max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(one.1)));
    best.filter(|(similarity, _)| *similarity > 0.5).map(|(_, word)| word)
}

/// Removes an operation, and what had no other one.
fn remove(root: &mut Node, (item, key): &components::Place) -> Option<Node> {
    let [parent, name] = item.as_slice() else { return None };
    let items = root.get_mut(parent)?.as_object_mut()?;
    let members = items.get_mut(name)?.as_object_mut()?;
    let operation = members.shift_remove(key);
    if !members.keys().any(|key| is_method(key)) {
        items.shift_remove(name);
    }
    operation
}

/// The tags of all operations.
fn tags(root: &Node) -> BTreeSet<String> {
    root.operations().flat_map(|(_, _, operation)| tags_of(operation)).collect()
}

/// Removes what describes tags that no operation has any more.
fn drop_tags(root: &mut Node, before: &BTreeSet<String>) {
    let now = tags(root);
    let is_gone = |tag: &Node| {
        let name = tag.get("name").and_then(Node::as_str);
        name.is_some_and(|name| before.contains(name) && !now.contains(name))
    };
    if let Some(Node { value: crate::document::Value::Array(tags), .. }) = root.get_mut("tags") {
        tags.retain(|tag| !is_gone(tag));
    }
}

/// The components behind the types of the client.
fn idents(api: &Api, names: &Names) -> BTreeMap<String, String> {
    let is_component = |key: &str| !key.contains('/');
    let all = api.types.iter().zip(&names.types).map(|(_, names)| names);
    all.filter(|names| is_component(&names.key)).map(|names| (names.ident.clone(), names.key.clone())).collect()
}

/// Members of a node.
fn members(node: Option<&Node>) -> impl Iterator<Item = (&String, &Node)> {
    node.and_then(Node::as_object).into_iter().flat_map(Object::iter)
}
