//! Servers and security: given to each operation, then lifted to the root where most share them.
//!
//! In: for each operation what its fragments say, on the operation, on its path or at their root. Out: `servers` and
//! `security` at the root as most operations have them, and on the operations that have others, or that said it
//! themselves. A view that names no servers has those of the root; one that asks for no credentials makes them optional.

use super::differ;
use super::view::{View, classes};
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Value};
use crate::source::Place;
use std::collections::BTreeMap;

/// Where a document was published, if its servers are relative to that.
pub(super) const DOCUMENT_URL: &str = "x-document-url";

/// What one operation has, before anything is lifted.
pub(super) struct Pending {
    path: String,
    method: String,
    servers: Shared,
    security: Shared,
}

/// What an operation has of one kind.
struct Shared {
    node: Option<Node>,
    /// A page says it on the operation itself, where it stays.
    is_own: bool,
    /// A page says it at its root.
    is_of_root: bool,
}

/// What the views of an operation have, each by the root and the path item that it stands in.
pub(super) fn pending<'doc>(
    dx: &mut Diagnostics,
    path: &str,
    method: &str,
    views: impl Iterator<Item = (&'doc Node, &'doc Node)>,
) -> Pending {
    let (mut servers, mut security, mut count) = (Vec::new(), Vec::new(), 0);
    let (mut own_servers, mut own_security, mut root_servers) = (false, false, false);
    for (root, item) in views {
        let operation = item.get(method);
        let is_own = |key: &str| operation.and_then(|operation| operation.get(key)?.as_array()).is_some();
        own_servers |= is_own("servers");
        own_security |= is_own("security");
        let of = |key: &str| {
            operation.and_then(|operation| operation.get(key)).or_else(|| item.get(key)).or_else(|| root.get(key))
        };
        let nearer = operation.and_then(|operation| operation.get("servers")).or_else(|| item.get("servers"));
        root_servers |= nearer.is_none() && root.get("servers").as_ref().is_some_and(is_filled);
        servers.extend(of("servers").filter(is_filled).map(View::of));
        security.extend(of("security").filter(is_filled).map(View::of));
        count += 1;
    }
    let is_optional = security.len() < count;
    let servers = list(dx, servers, "the servers");
    let security = list(dx, security, "the security").map(|mut node| {
        let optional = Node::new(Value::object(Object::new()));
        if let (Value::Array(requirements), true) = (&mut node.value, is_optional)
            && !requirements.iter().any(|requirement| requirement.as_object().is_some_and(Object::is_empty))
        {
            requirements.push(optional);
        }
        node
    });
    Pending {
        path: path.to_owned(),
        method: method.to_owned(),
        servers: Shared { is_own: own_servers && servers.is_some(), is_of_root: root_servers, node: servers },
        security: Shared { is_own: own_security, is_of_root: false, node: security },
    }
}

fn is_filled(node: &&Node) -> bool {
    node.as_array().is_some_and(|array| !array.is_empty())
}

/// The distinct entries of all lists.
pub(super) fn list(dx: &mut Diagnostics, views: Vec<View>, what: &str) -> Option<Node> {
    let classes = classes(&mut dx.sources.places, views);
    match classes.as_slice() {
        [] => None,
        [one] => Some(one.copy(&mut dx.sources.places)),
        several => {
            let node = super::join::united(dx, several);
            let lists = several.iter().map(|view| (view.node.to_json().to_string(), view.place)).collect();
            differ::report_lists(dx, what, node.place, lists);
            Some(node)
        }
    }
}

/// Takes what most operations share to the root and writes on the operations what they have instead, or said themselves.
/// Servers that a page has at its root come first, and those that name a host: servers of operations can be relative to
/// them.
pub(super) fn lift(dx: &mut Diagnostics, paths: &mut Object, pending: &[Pending], key: &'static str) -> Option<Node> {
    let of = |operation| shared(operation, key);
    let mut groups: BTreeMap<Option<String>, Vec<&Pending>> = BTreeMap::new();
    for operation in pending {
        groups.entry(of(operation).node.as_ref().map(|node| node.to_json().to_string())).or_default().push(operation);
    }
    let rank = |operations: &[&Pending]| {
        let shared = || operations.iter().map(|operation| shared(operation, key));
        let is_of_root = shared().any(|shared| shared.is_of_root);
        (is_of_root, is_of_root && shared().next().is_some_and(names_host), operations.len())
    };
    let (most, _) = groups
        .iter()
        .max_by(|(one, ones), (other, others)| rank(ones).cmp(&rank(others)).then_with(|| other.cmp(one)))?;
    let most = most.clone();
    for (text, operations) in &groups {
        for operation in operations.iter().filter(|operation| *text != most || of(operation).is_own) {
            // A page that names no server means that of the others.
            let own = of(operation).node.clone();
            let Some(written) = own.or_else(|| (key == "security").then(no_security)) else { continue };
            let target = paths.get_mut(&operation.path).and_then(|item| item.get_mut(&operation.method));
            if let Some(members) = target.and_then(Node::as_object_mut) {
                members.insert(key.into(), written);
            }
        }
    }
    let lifted: Vec<Node> =
        groups.remove(&most)?.into_iter().filter_map(|operation| of(operation).node.clone()).collect();
    let views = lifted.iter().map(View::of).collect();
    let classes = classes(&mut dx.sources.places, views);
    classes.first().map(|view| view.copy(&mut dx.sources.places))
}

/// Whether the first server says where the API is.
fn names_host(servers: &Shared) -> bool {
    let first = servers.node.as_ref().and_then(|node| node.as_array()?.first()?.get("url")?.as_str());
    first.is_some_and(|url| url.contains("://"))
}

fn shared<'pending>(operation: &'pending Pending, key: &str) -> &'pending Shared {
    if key == "servers" { &operation.servers } else { &operation.security }
}

/// The address of the first page with a server that is relative to it, unless a document says what that is.
pub(super) fn published(dx: &Diagnostics, urls: &BTreeMap<String, String>, fragments: &[Document]) -> Option<Node> {
    if urls.is_empty() {
        return None;
    }
    let url_of = |fragment: &Document| {
        let (index, _) = dx.sources.places.resolve(fragment.root.place)?;
        let page = dx.sources.pages.get(dx.sources.fragments.get(index)?.page)?;
        urls.get(&page.path)
    };
    let url = fragments.iter().filter(|fragment| has_relative(&fragment.root)).find_map(url_of)?;
    let url = url.split(['?', '#']).next().unwrap_or_default();
    Some(Node::new(Value::String(url.to_owned())))
}

/// Whether a server of a document, a path or an operation names no host.
fn has_relative(root: &Node) -> bool {
    let is_relative = |server: &Node| {
        let url = server.get("url").and_then(Node::as_str).unwrap_or_default().trim();
        !url.contains("://") && !url.trim_matches('/').is_empty()
    };
    let of = |node: &Node| node.get("servers").and_then(Node::as_array).unwrap_or_default().iter().any(is_relative);
    let items = root.get("paths").and_then(Node::as_object).into_iter().flat_map(Object::values);
    of(root) || items.into_iter().any(|item| of(item) || item.as_object().is_some_and(|all| all.values().any(of)))
}

/// How an operation says that it needs no credentials where the root does.
fn no_security() -> Node {
    Node::at(Place::NOWHERE, Value::array(Vec::new()))
}
