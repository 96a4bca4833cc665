//! Joins all fragments into one document.
//!
//! In: fragments in OpenAPI 3.0, many partial views of one API. Out: the smallest document that contains all of them.
//! It is made at once: everything with the same key is collected with all its places, joined once and, where the
//! views differ on the wire, reported once. Neither the order of the fragments nor reading one twice matters, and
//! slicing a document into pages and merging them gives the reachable part of the document back. So from two pages
//!
//! ```text
//! {"paths": {"/pets": {"get": …}},  "components": {"schemas": {"Pet": {"properties": {"id": …}}}}}
//! {"paths": {"/pets": {"post": …}}, "components": {"schemas": {"Pet": {"properties": {"name": …}}}}}
//! ```
//!
//! comes one path with two operations and one `Pet` with two properties, and a warning that the pages differ.
//! Paths and components are sorted. References are not resolved, and nothing is repaired; a reference to nothing
//! stays one.

mod differ;
mod groups;
mod join;
mod paths;
mod schema;
mod servers;
mod services;
mod shape;
mod torn;
mod view;
mod webhooks;

use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Value};
use crate::source::{Place, escape_pointer};
use join::{Known, Role, join};
use std::collections::BTreeMap;
use view::{View, classes};

/// Joins the fragments of one API. `titles` chooses among groups of fragments that share nothing; if it is empty and
/// there are several groups, that is an error.
pub fn document(dx: &mut Diagnostics, titles: &[String], fragments: Vec<Document>) -> Document {
    published(dx, titles, &BTreeMap::new(), fragments)
}

/// The same of pages that were published at these addresses, by their paths: where a server is relative to its page,
/// `x-document-url` is the page's address.
pub fn published(
    dx: &mut Diagnostics,
    titles: &[String],
    urls: &BTreeMap<String, String>,
    fragments: Vec<Document>,
) -> Document {
    let Some(fragments) = groups::choose(dx, titles, fragments) else {
        // Differences between APIs say nothing until one is chosen.
        return Document { root: Node::new(Value::object(Object::new())) };
    };
    let fragments = services::keep_apart(dx, fragments);
    let components = components(dx, &fragments);
    let known = Known::new(components);
    let joined = paths::join_paths(dx, &known, &fragments);
    let mut members = Object::new();
    for key in ["openapi", "info", "externalDocs", "tags"] {
        let views = root_views(&fragments, key);
        if !views.is_empty() {
            members.insert(key.into(), root_member(dx, &known, &titles_of(titles, &fragments), key, views));
        }
    }
    let without_operations = |key: &str| root_views(&fragments, key);
    let servers = joined.servers.or_else(|| servers::list(dx, without_operations("servers"), "the servers"));
    members.extend(servers.map(|node| ("servers".to_owned(), node)));
    members.extend(joined.security.map(|node| ("security".to_owned(), node)));
    let said = root_views(&fragments, servers::DOCUMENT_URL);
    let url = match said.is_empty() {
        true => servers::published(dx, urls, &fragments),
        false => Some(join(dx, &known, Role::Other, said, false)),
    };
    members.extend(url.map(|node| (servers::DOCUMENT_URL.to_owned(), node)));
    members.insert("paths".into(), joined.paths);
    members.extend(join_components(dx, &known, &fragments).map(|node| ("components".to_owned(), node)));
    let webhooks = webhooks::join_webhooks(dx, &known, &fragments);
    members.extend(webhooks.map(|node| (webhooks::KEY.to_owned(), node)));
    torn::report(dx, &known);
    let rest = join::keys(&fragments.iter().map(|fragment| View::of(&fragment.root)).collect::<Vec<_>>());
    for key in rest {
        if members.contains_key(&key) || key == "security" || key == "servers" {
            continue;
        }
        let joined = join(dx, &known, Role::Other, root_views(&fragments, &key), false);
        members.insert(key, joined);
    }
    let place = dx.sources.places.joined(fragments.iter().map(|fragment| fragment.root.place));
    Document { root: Node::at(place, Value::object(members)) }
}

/// The titles that the document can have: those that were chosen, or else those that are more than an operation's summary.
fn titles_of(chosen: &[String], fragments: &[Document]) -> Vec<String> {
    let own = || fragments.iter().filter_map(|fragment| groups::title(&fragment.root));
    let chosen: Vec<String> = chosen.iter().filter(|title| own().any(|own| own == *title)).cloned().collect();
    if chosen.is_empty() { own().map(str::to_owned).collect() } else { chosen }
}

fn root_views<'doc>(fragments: &'doc [Document], key: &str) -> Vec<View<'doc>> {
    fragments.iter().filter_map(|fragment| fragment.root.get(key)).map(View::of).collect()
}

fn root_member<'doc>(
    dx: &mut Diagnostics,
    known: &Known<'doc>,
    titles: &[String],
    key: &str,
    views: Vec<View<'doc>>,
) -> Node {
    match key {
        "openapi" => greatest(dx, views),
        "info" => info(dx, known, titles, views),
        "tags" => tags(dx, known, views),
        _ => join(dx, known, Role::Documentation, views, false),
    }
}

fn greatest(dx: &mut Diagnostics, views: Vec<View>) -> Node {
    let classes = classes(&mut dx.sources.places, views);
    classes.last().map_or_else(|| Node::new(Value::Null), |view| view.copy(&mut dx.sources.places))
}

/// `info`: the richest of the titles that it can have, or else of all; the greatest version. What the generator put in place of a missing
/// `info` does not count beside one that is there.
fn info<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, titles: &[String], views: Vec<View<'doc>>) -> Node {
    let written: Vec<View> = views.iter().copied().filter(|view| view.place != Place::NOWHERE).collect();
    let views = if written.is_empty() { views } else { written };
    let place = dx.sources.places.joined(views.iter().map(|view| view.place));
    let classes = classes(&mut dx.sources.places, views);
    let mut members = Object::new();
    for key in join::keys(&classes) {
        let mut of_key: Vec<View> = classes.iter().filter_map(|view| view.get(&mut dx.sources.places, &key)).collect();
        if key == "title" {
            let is_chosen =
                |view: &View| view.node.as_str().is_some_and(|title| titles.iter().any(|chosen| chosen == title));
            let chosen: Vec<View> = of_key.iter().copied().filter(is_chosen).collect();
            of_key = if chosen.is_empty() { of_key } else { chosen };
        }
        let node =
            if key == "version" { greatest(dx, of_key) } else { join(dx, known, Role::Documentation, of_key, false) };
        members.insert(key, node);
    }
    Node::at(place, Value::object(members))
}

/// One tag for each name, in the order of the lists.
fn tags<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, views: Vec<View<'doc>>) -> Node {
    let lists = classes(&mut dx.sources.places, views);
    if let [one] = lists.as_slice() {
        return one.copy(&mut dx.sources.places);
    }
    let place = dx.sources.places.joined(lists.iter().map(|view| view.place));
    let mut by_name: indexmap::IndexMap<String, Vec<View>> = indexmap::IndexMap::new();
    for tag in lists.iter().flat_map(|list| list.elements(&mut dx.sources.places)) {
        let name =
            tag.node.get("name").and_then(Node::as_str).map_or_else(|| tag.node.to_json().to_string(), str::to_owned);
        by_name.entry(name).or_default().push(tag);
    }
    let joined: Vec<Node> = by_name.into_values().map(|views| join(dx, known, Role::Other, views, false)).collect();
    Node::at(place, Value::array(joined))
}

/// Every view of every component, by its reference, each distinct text once.
fn components<'doc>(dx: &mut Diagnostics, fragments: &'doc [Document]) -> BTreeMap<String, Vec<View<'doc>>> {
    let mut found: BTreeMap<String, Vec<View>> = BTreeMap::new();
    for (kind, name, node) in fragments.iter().flat_map(of_fragment) {
        let reference = ["#", "components", kind, &escape_pointer(name)].join("/");
        found.entry(reference).or_default().push(View::of_component(&dx.sources.places, node));
    }
    found.into_iter().map(|(reference, views)| (reference, classes(&mut dx.sources.places, views))).collect()
}

/// Kind, name and node of each component of a fragment.
fn of_fragment(fragment: &Document) -> impl Iterator<Item = (&str, &str, &Node)> {
    let kinds = fragment.root.get("components").and_then(Node::as_object).into_iter().flatten();
    kinds.flat_map(|(kind, group)| {
        group.as_object().into_iter().flatten().map(move |(name, node)| (kind.as_str(), name.as_str(), node))
    })
}

/// `components`, sorted by kind and name.
fn join_components<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, fragments: &'doc [Document]) -> Option<Node> {
    let roots = root_views(fragments, "components");
    let place = dx.sources.places.joined(roots.iter().map(|view| view.place));
    let mut kinds = Object::new();
    let mut names = join::keys(&roots);
    names.sort_unstable();
    for kind in names {
        let groups: Vec<View> = roots.iter().filter_map(|root| root.node.get(&kind)).map(View::of).collect();
        let place = dx.sources.places.joined(groups.iter().map(|view| view.place));
        let role = role_of(&kind);
        let mut members = join::keys(&groups);
        members.sort_unstable();
        let joined = members.into_iter().filter_map(|name| {
            let reference = ["#", "components", &kind, &escape_pointer(&name)].join("/");
            let views = known.components.get(&reference)?.clone();
            Some((name, join(dx, known, role, views, false)))
        });
        let joined: Object = joined.collect();
        kinds.insert(kind, Node::at(place, Value::object(joined)));
    }
    (!roots.is_empty()).then(|| Node::at(place, Value::object(kinds)))
}

fn role_of(kind: &str) -> Role {
    match kind {
        "schemas" => Role::Schema,
        "parameters" => Role::Parameter,
        "requestBodies" => Role::RequestBody,
        "responses" => Role::Response,
        "headers" => Role::Header,
        "securitySchemes" => Role::SecurityScheme,
        "examples" => Role::Documentation,
        _ => Role::Other,
    }
}
