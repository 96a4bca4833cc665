//! Joins the paths of all fragments, and gives each operation the servers and the security of its fragments.
//!
//! In: the fragments. Out: `paths`, sorted, in which each method of each path stands once, and the `servers` and
//! `security` that most operations share, lifted to the root. Paths that differ only in the names of their parameters
//! are one path, spelled like the least of them, unless one fragment documents the same method under both.

use super::join::{Known, Role, join, parameter_key};
use super::servers;
use super::view::{View, classes};
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Value, is_method};
use crate::source::Place;
use crate::template::{self, Parameter, Part};
use std::collections::{BTreeMap, HashSet};

/// One fragment's view of a path.
#[derive(Clone, Copy)]
struct Spelled<'doc> {
    spelling: &'doc str,
    item: &'doc Node,
    root: &'doc Node,
}

/// What was made of all paths.
pub(super) struct Joined {
    pub paths: Node,
    pub servers: Option<Node>,
    pub security: Option<Node>,
}

pub(super) fn join_paths<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, fragments: &'doc [Document]) -> Joined {
    let mut paths = Object::new();
    let mut pending = Vec::new();
    for (spelling, views) in by_path(fragments) {
        if let Some(item) = path_item(dx, known, &spelling, &views, &mut pending) {
            paths.insert(spelling, item);
        }
    }
    paths.sort_keys();
    let lifted_servers = servers::lift(dx, &mut paths, &pending, "servers");
    let lifted_security = servers::lift(dx, &mut paths, &pending, "security");
    let roots = fragments.iter().filter_map(|fragment| fragment.root.get("paths")).map(|node| node.place);
    let place = dx.sources.places.joined(roots);
    Joined { paths: Node::at(place, Value::object(paths)), servers: lifted_servers, security: lifted_security }
}

/// A path without the names of its parameters. What a router demands of a value stays: it tells paths apart.
pub(super) fn path_key(path: &str) -> String {
    let part = |part| match part {
        Part::Literal(text) => text.to_owned(),
        Part::Parameter(Parameter { rule, keeps_slashes, .. }) => {
            ["{", if keeps_slashes { "+" } else { "" }, rule, "}"].concat()
        }
    };
    template::parts(path).into_iter().map(part).collect()
}

/// The names of the parameters in a path, in order.
fn names(path: &str) -> Vec<&str> {
    template::parameters(path).map(|parameter| parameter.name).collect()
}

/// All views of each path, by the spelling that it gets.
fn by_path(fragments: &[Document]) -> BTreeMap<String, Vec<Spelled<'_>>> {
    let mut by_key: BTreeMap<String, Vec<Spelled>> = BTreeMap::new();
    for fragment in fragments {
        for (spelling, item) in fragment.root.get("paths").and_then(Node::as_object).into_iter().flatten() {
            let spelled = Spelled { spelling, item, root: &fragment.root };
            by_key.entry(path_key(spelling)).or_default().push(spelled);
        }
    }
    let mut by_spelling: BTreeMap<String, Vec<Spelled>> = BTreeMap::new();
    for views in by_key.into_values() {
        let apart = is_ambiguous(&views);
        let least = views.iter().map(|view| view.spelling).min().unwrap_or_default();
        for view in views {
            by_spelling.entry(if apart { view.spelling } else { least }.to_owned()).or_default().push(view);
        }
    }
    by_spelling
}

/// Whether one fragment has one method under two spellings: then its author means two paths.
fn is_ambiguous(views: &[Spelled]) -> bool {
    let mut spellings: BTreeMap<(Place, &str), &str> = BTreeMap::new();
    views.iter().any(|view| {
        let methods = view.item.as_object().into_iter().flatten().filter(|(key, _)| is_method(key));
        methods
            .into_iter()
            .any(|(method, _)| *spellings.entry((view.root.place, method)).or_insert(view.spelling) != view.spelling)
    })
}

/// One path item: every method joined over all views, and whatever else stands there.
fn path_item<'doc>(
    dx: &mut Diagnostics,
    known: &Known<'doc>,
    spelling: &str,
    views: &[Spelled<'doc>],
    pending: &mut Vec<servers::Pending>,
) -> Option<Node> {
    let place = dx.sources.places.joined(views.iter().map(|view| view.item.place));
    let items = classes(&mut dx.sources.places, views.iter().map(|view| View::of(view.item)).collect());
    let first = views.first()?;
    if first.item.as_object().is_none() {
        return Some(first.item.clone());
    }
    let alone = items.len() == 1 && views.iter().all(|view| view.spelling == spelling);
    let mut members = Object::new();
    for key in super::join::keys(&items) {
        if is_method(&key) {
            let with: Vec<Spelled> = views.iter().copied().filter(|view| view.item.get(&key).is_some()).collect();
            let operation = operation(dx, known, spelling, &key, &with, alone);
            pending.push(servers::pending(dx, spelling, &key, with.iter().map(|view| (view.root, view.item))));
            members.insert(key, operation);
        } else if key != "servers" && (alone || key != "parameters") {
            let of_key = items.iter().filter_map(|view| view.get(&mut dx.sources.places, &key)).collect();
            let role =
                if matches!(key.as_str(), "summary" | "description") { Role::Documentation } else { Role::Other };
            members.insert(key, join(dx, known, role, of_key, false));
        }
    }
    Some(Node::at(place, Value::object(members)))
}

/// One operation over all views that have it. Unless the path item is the same everywhere, its parameters go to the
/// operation, under the names that the path has now.
fn operation<'doc>(
    dx: &mut Diagnostics,
    known: &Known<'doc>,
    spelling: &str,
    method: &str,
    views: &[Spelled<'doc>],
    alone: bool,
) -> Node {
    let prepared: Vec<Node> = views.iter().filter_map(|view| prepare(known, spelling, method, view, alone)).collect();
    match <[Node; 1]>::try_from(prepared) {
        // It is a copy already.
        Ok([operation]) => operation,
        Err(prepared) => join(dx, known, Role::Operation, prepared.iter().map(View::of).collect(), false),
    }
}

fn prepare(known: &Known, spelling: &str, method: &str, view: &Spelled, alone: bool) -> Option<Node> {
    let mut operation = view.item.get(method)?.clone();
    let operation_place = operation.place;
    let members = operation.as_object_mut()?;
    members.shift_remove("servers");
    members.shift_remove("security");
    if alone {
        return Some(operation);
    }
    let renames: Vec<(&str, &str)> =
        names(view.spelling).into_iter().zip(names(spelling)).filter(|(from, to)| from != to).collect();
    let shared = view.item.get("parameters").and_then(Node::as_array).unwrap_or_default();
    if shared.is_empty() && renames.is_empty() {
        return Some(operation);
    }
    let own = members.shift_remove("parameters");
    let own_list = own.as_ref().and_then(Node::as_array).unwrap_or_default();
    let keys: HashSet<(String, String)> =
        own_list.iter().filter_map(|node| parameter_key(known, View::of(node))).collect();
    let inherited =
        shared.iter().filter(|node| parameter_key(known, View::of(node)).is_none_or(|key| !keys.contains(&key)));
    let list: Vec<Node> = inherited.chain(own_list).map(|node| renamed(known, node, &renames)).collect();
    let place = own.as_ref().map(|node| node.place).or_else(|| view.item.get("parameters").map(|node| node.place));
    if !list.is_empty() {
        members.insert("parameters".into(), Node::at(place.unwrap_or(operation_place), Value::array(list)));
    }
    Some(operation)
}

/// A path parameter under the name that it has in the joined path.
fn renamed(known: &Known, node: &Node, renames: &[(&str, &str)]) -> Node {
    let Some((location, name)) = parameter_key(known, View::of(node)) else { return node.clone() };
    let Some((_, to)) = renames.iter().find(|(from, _)| location == "path" && *from == name) else {
        return node.clone();
    };
    let mut renamed = known.first_resolved(View::of(node)).node.clone();
    if let Some(old) = renamed.get_mut("name") {
        old.value = Value::String((*to).to_owned());
    }
    renamed
}
