//! References by the identifiers of OpenAPI 3.1 and 3.2 to references by places.
//!
//! In: all documents and files as trees. Out: the same, in which a `$ref` that names what it leads to by `$self`, `$id`,
//! `$anchor` or `$dynamicAnchor` (JSON Schema 2020-12, section 8.2; OpenAPI 3.2, section 4.1.2) names the place by file
//! and JSON pointer instead: `{"$ref": "/schemas/detail#id"}` becomes
//! `{"$ref": "#/components/schemas/Detail/properties/id"}`. What no identifier names stays as it is, and so does a
//! `$dynamicRef` to a `$dynamicAnchor`, which `normalize` resolves.
//!
//! Authors do not always mean what the specifications say: in a schema with an `$id`, `#/components/…` is read from the
//! root of the document if the schema has nothing there, and an anchor is looked for in the whole document if the
//! schema resource has none of that name.

mod uri;

use super::files::{self, Kind};
use crate::document::{Node, Object, Value, any_object};
use crate::source::{escape_pointer, percent_decoded, unescape_pointer};
use std::collections::HashMap;

/// One tree, and where it stands.
pub(super) struct Tree<'run> {
    /// The path of its file.
    pub path: String,
    /// Where the file was published, if that is known.
    pub url: Option<String>,
    /// Whether the tree is the whole file, which others can refer to.
    pub is_file: bool,
    pub root: &'run mut Node,
}

/// A tree by its index, and a JSON pointer in it.
type Target = (usize, String);

/// What is named.
#[derive(Default)]
struct Identifiers {
    /// Schema resources and documents by their URIs.
    resources: HashMap<String, Target>,
    /// Anchors by the URI of their resource, with whether each is dynamic.
    anchors: HashMap<(String, String), (Target, bool)>,
    /// The first anchor of a name in a tree.
    first: HashMap<(usize, String), (Target, bool)>,
}

/// Rewrites all references.
pub(super) fn resolve(trees: &mut [Tree]) {
    if !may_have_any(trees) {
        return;
    }
    let mut known = Identifiers::default();
    let mut has_any = false;
    for (index, tree) in trees.iter().enumerate() {
        let base = base(tree);
        if tree.is_file {
            known.resources.insert(["/", &tree.path].concat(), (index, String::new()));
            known.resources.insert(uri::resolve(&base, ""), (index, String::new()));
        }
        has_any |= tree.url.is_some();
        let own = tree.root.get("$self").and_then(Node::as_str);
        let place = Place { tree: index, uri: uri::resolve(&base, own.unwrap_or_default()), pointer: String::new() };
        known.resources.entry(place.uri.clone()).or_insert((index, String::new()));
        has_any |= own.is_some() | collect(&mut known, tree.root, kind_of(tree.root), &place);
    }
    if !has_any {
        return;
    }
    let paths: Vec<Option<String>> = trees.iter().map(|tree| tree.is_file.then(|| tree.path.clone())).collect();
    let frozen: Vec<Node> = trees.iter().map(|tree| tree.root.clone()).collect();
    for (index, tree) in trees.iter_mut().enumerate() {
        let own = tree.root.get("$self").and_then(Node::as_str).unwrap_or_default();
        let place = Place { tree: index, uri: uri::resolve(&base(tree), own), pointer: String::new() };
        let work = Work { known: &known, frozen: &frozen, paths: &paths, path: &tree.path };
        let kind = kind_of(tree.root);
        rewrite(&work, tree.root, kind, &place, "");
    }
}

/// The URI that the references in a tree are relative to, unless it says another one.
fn base(tree: &Tree) -> String {
    tree.url.clone().unwrap_or_else(|| ["/", &tree.path].concat())
}

/// What the root of a file is: a schema, or anything else.
fn kind_of(root: &Node) -> Kind {
    let is_schema = ["$schema", "$id", "$defs", "properties", "allOf", "anyOf", "oneOf", "type"];
    if is_schema.iter().any(|key| root.get(key).is_some()) { Kind::Schema } else { Kind::Other }
}

/// Where a value stands: its tree, and the resource that it belongs to.
#[derive(Clone)]
struct Place {
    tree: usize,
    /// The URI of the resource.
    uri: String,
    /// The pointer of the resource while references are rewritten, of the value while identifiers are collected.
    pointer: String,
}

fn text<'node>(node: &'node Node, key: &str) -> Option<&'node str> {
    node.get(key).and_then(Node::as_str)
}

/// The URI of the resource that a value begins, if it begins one.
fn own_uri(node: &Node, base: &str) -> Option<String> {
    let id = text(node, "$id")?.split('#').next().filter(|id| !id.is_empty())?;
    Some(uri::resolve(base, id))
}

/// False if nothing in the trees is an identifier or refers to one by a URI, which is so for most and quickly seen.
fn may_have_any(trees: &[Tree]) -> bool {
    let are_published = trees.iter().any(|tree| tree.url.is_some());
    let is_identifier = |key: &str| matches!(key, "$self" | "$id" | "$anchor" | "$dynamicAnchor" | "$dynamicRef");
    any_object(trees.iter().map(|tree| &*tree.root), &|members| {
        members.keys().any(|key| is_identifier(key))
            || members.get("security").is_some_and(has_uri)
            || (are_published && files::leads_outside(members))
    })
}

/// Notes every identifier; true if there is one.
fn collect(known: &mut Identifiers, node: &Node, kind: Kind, place: &Place) -> bool {
    if kind == Kind::Skipped {
        return false;
    }
    let mut has_any = node.get("$dynamicRef").is_some() || node.get("security").is_some_and(has_uri);
    let mut here = place.clone();
    let target = (place.tree, place.pointer.clone());
    if let Some(uri) = own_uri(node, &place.uri) {
        known.resources.entry(uri.clone()).or_insert_with(|| target.clone());
        here.uri = uri;
        has_any = true;
    }
    let fragment_id = text(node, "$id").and_then(|id| id.strip_prefix('#')).filter(|id| !id.is_empty());
    let anchors = [(text(node, "$anchor"), false), (fragment_id, false), (text(node, "$dynamicAnchor"), true)];
    for (anchor, is_dynamic) in anchors.into_iter().filter_map(|(anchor, is_dynamic)| Some((anchor?, is_dynamic))) {
        let found = (target.clone(), is_dynamic);
        known.first.entry((place.tree, anchor.to_owned())).or_insert_with(|| found.clone());
        known.anchors.entry((here.uri.clone(), anchor.to_owned())).or_insert(found);
        has_any = true;
    }
    for (token, member, kind) in members(node, kind) {
        let inner = Place { pointer: [&place.pointer, "/", &token].concat(), ..here.clone() };
        has_any |= collect(known, member, kind, &inner);
    }
    has_any
}

/// The members or elements that are looked into, with their tokens and kinds.
fn members(node: &Node, kind: Kind) -> Vec<(String, &Node, Kind)> {
    match &node.value {
        Value::Array(elements) => {
            let numbered = elements.iter().enumerate();
            numbered.map(|(index, element)| (index.to_string(), element, kind.inside())).collect()
        }
        Value::Object(members) => members
            .iter()
            .filter(|(_, member)| !matches!(member.value, Value::String(_) | Value::Bool(_) | Value::Number(_)))
            .map(|(key, member)| (escape_pointer(key), member, kind.of_member(key)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// What rewriting one tree needs.
struct Work<'run> {
    known: &'run Identifiers,
    /// The trees as they were.
    frozen: &'run [Node],
    /// The paths of the trees that are whole files.
    paths: &'run [Option<String>],
    /// The file of the tree.
    path: &'run str,
}

/// Rewrites the references in a value. `at` is its pointer.
fn rewrite(work: &Work, node: &mut Node, kind: Kind, place: &Place, at: &str) {
    if kind == Kind::Skipped {
        return;
    }
    let own = own_uri(node, &place.uri).map(|uri| Place { tree: place.tree, uri, pointer: at.to_owned() });
    let place = own.as_ref().unwrap_or(place);
    match &mut node.value {
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                rewrite(work, element, kind.inside(), place, &[at, "/", &index.to_string()].concat());
            }
        }
        Value::Object(members) => {
            if members.get("$dynamicRef").is_some_and(|node| node.as_str().is_some()) {
                dynamic(work, members, place, at);
            }
            for (key, member) in members {
                let new = member
                    .as_str()
                    .filter(|text| key == "$ref" && !text.is_empty())
                    .and_then(|text| reference(work, text, place, at));
                if let Some(new) = new {
                    member.value = Value::String(new);
                    continue;
                }
                match (kind, key.as_str()) {
                    (Kind::Schema, "discriminator") => mapping(work, member, place, at),
                    (Kind::Other, "security") => requirements(work, member, place, at),
                    _ => {}
                }
                rewrite(work, member, kind.of_member(key), place, &[at, "/", &escape_pointer(key)].concat());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The schemas that a discriminator names by identifiers. A bare word is the name of a component.
fn mapping(work: &Work, discriminator: &mut Node, place: &Place, at: &str) {
    for value in discriminator.discriminator_targets() {
        let named = value.as_str().filter(|text| text.contains(['#', '/', '.', ':']));
        if let Some(new) = named.and_then(|text| reference(work, text, place, at)) {
            value.value = Value::String(new);
        }
    }
}

/// Whether a security requirement names a scheme by a URI (OpenAPI 3.2, section 4.30).
fn has_uri(security: &Node) -> bool {
    let requirements = security.as_array().into_iter().flatten().filter_map(Node::as_object);
    requirements.flat_map(Object::keys).any(|key| files::is_uri(key))
}

/// The security schemes that requirements name by their URIs, by their names if they are components of this document.
fn requirements(work: &Work, security: &mut Node, place: &Place, at: &str) {
    let Value::Array(requirements) = &mut security.value else { return };
    for members in requirements.iter_mut().filter_map(Node::as_object_mut) {
        if !members.keys().any(|key| files::is_uri(key)) {
            continue;
        }
        for (key, scopes) in std::mem::take(members) {
            let named = files::is_uri(&key).then(|| reference(work, &key, place, at)).flatten().unwrap_or(key);
            let name = named.strip_prefix("#/components/securitySchemes/").map(percent_decoded);
            members.insert(name.map_or(named, |name| unescape_pointer(&name)), scopes);
        }
    }
}

/// A `$dynamicRef` that leads to no `$dynamicAnchor` is a `$ref`.
fn dynamic(work: &Work, members: &mut Object, place: &Place, at: &str) {
    let Some(text) = members.get("$dynamicRef").and_then(Node::as_str) else { return };
    let (resource, fragment) = text.split_once('#').unwrap_or((text, ""));
    let is_dynamic = target(work, text, place, at).is_some_and(|(_, is_dynamic)| is_dynamic);
    let new = reference(work, text, place, at);
    if is_dynamic && resource.is_empty() {
        let name = ["#", &percent_decoded(fragment)].concat();
        if let Some(node) = members.get_mut("$dynamicRef") {
            node.value = Value::String(name);
        }
        return;
    }
    let is_here = new.as_ref().is_some_and(|new| new.starts_with('#'));
    if let (Some(new), Some(index)) = (new, members.get_index_of("$dynamicRef"))
        && let Some((_, mut node)) = members.shift_remove_index(index)
    {
        node.value = Value::String(new);
        let key = if is_dynamic && is_here { "$dynamicRef" } else { "$ref" };
        members.shift_insert(index, key.to_owned(), node);
    }
}

/// The new text of a reference, if identifiers say where it leads to.
fn reference(work: &Work, text: &str, place: &Place, at: &str) -> Option<String> {
    let ((tree, pointer), _) = target(work, text, place, at)?;
    let pointer = pointer.replace('%', "%25");
    let new = if tree == place.tree {
        ["#", &pointer].concat()
    } else {
        let path = work.paths.get(tree)?.as_ref()?;
        let path = uri::relative(work.path, path).replace('%', "%25").replace('#', "%23");
        if pointer.is_empty() { path } else { [&path, "#", &pointer].concat() }
    };
    (new != text).then_some(new)
}

/// What a reference leads to, and whether that is a dynamic anchor.
fn target(work: &Work, text: &str, place: &Place, at: &str) -> Option<(Target, bool)> {
    let (resource, fragment) = text.split_once('#').unwrap_or((text, ""));
    let fragment = percent_decoded(fragment);
    let (uri, (tree, root)) = if resource.is_empty() {
        (place.uri.clone(), (place.tree, place.pointer.clone()))
    } else {
        let uri = uri::resolve(&place.uri, resource);
        let found = work.known.resources.get(&uri)?.clone();
        (uri, found)
    };
    if !fragment.is_empty() && !fragment.starts_with('/') {
        let own = work.known.anchors.get(&(uri, fragment.clone()));
        return own.or_else(|| work.known.first.get(&(tree, fragment))).cloned();
    }
    let document = work.frozen.get(tree)?;
    let is_there = |pointer: &String| document.pointer(pointer).is_some();
    let in_resource = [root.as_str(), &fragment].concat();
    let in_document = || resource.is_empty().then(|| fragment.clone()).filter(is_there);
    let around =
        || (resource.is_empty() && is_definition(&fragment)).then(|| around(document, at, &fragment)).flatten();
    let found = Some(in_resource).filter(is_there).or_else(in_document).or_else(around)?;
    Some(((tree, found), false))
}

fn is_definition(pointer: &str) -> bool {
    pointer.starts_with("/$defs/") || pointer.starts_with("/definitions/")
}

/// The pointer of a definition in the nearest value around a place that has it.
fn around(document: &Node, at: &str, definition: &str) -> Option<String> {
    let mut ancestor = at;
    loop {
        let pointer = [ancestor, definition].concat();
        if document.pointer(&pointer).is_some() {
            return Some(pointer);
        }
        (ancestor, _) = ancestor.rsplit_once('/')?;
    }
}
