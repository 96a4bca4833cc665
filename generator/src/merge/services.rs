//! Keeps the operations of services apart that share a host and nothing else.
//!
//! In: the fragments of one API. Out: the same, where services with one host, but neither a title nor a base path in
//! common, have their base paths in their paths if they document the same path otherwise. So `GET /list` of
//! `https://api.example.com/orders` and of `https://api.example.com/bills` become `GET /orders/list` and
//! `GET /bills/list` of `https://api.example.com`. Components that share a name only get such names too: `orders_Page` and
//! `bills_Page`. What is one operation of two services then is an error.

use super::groups;
use super::paths::path_key;
use super::shape::Shapes;
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Value, is_method};
use crate::reference::rename::{self, NewNames};
use crate::source::{Place, escape_pointer};
use std::collections::{BTreeMap, BTreeSet};

/// Where the API of a fragment is.
struct Service {
    /// The index of the fragment.
    fragment: usize,
    /// The host of its servers.
    host: String,
    title: Option<String>,
    /// The base path that all its servers have; `None` if they have several, or one with variables.
    base: Option<String>,
    /// The number of the service among those of the host.
    class: usize,
}

/// Folds base paths where that is needed to keep operations apart.
pub(super) fn keep_apart(dx: &mut Diagnostics, mut fragments: Vec<Document>) -> Vec<Document> {
    let mut hosts: BTreeMap<String, Vec<Service>> = BTreeMap::new();
    for service in fragments.iter().enumerate().filter_map(|(index, one)| service(index, &one.root)) {
        hosts.entry(service.host.clone()).or_default().push(service);
    }
    for (host, mut services) in hosts {
        classify(&mut services);
        name_components_apart(dx, &mut fragments, &services, &host);
        if shared(&fragments, &services, |_, path| path.to_owned()).is_empty() {
            continue;
        }
        let full = |service: &Service, path: &str| [service.base.as_deref().unwrap_or_default(), path].concat();
        let clashes = shared(&fragments, &services, full);
        for (operation, places) in &clashes {
            clash(dx, operation, &host, places);
        }
        if clashes.is_empty() {
            let place = services.first().and_then(|one| fragments.get(one.fragment)).map(|one| one.root.place);
            let message =
                format!("several services share `{host}`, so their base paths were put in front of their paths");
            dx.note("folded-base-path", message, place.unwrap_or(Place::NOWHERE));
            services.iter().for_each(|service| {
                if let (Some(fragment), Some(base)) = (fragments.get_mut(service.fragment), &service.base) {
                    fold(&mut fragment.root, base);
                }
            });
        }
    }
    fragments
}

fn service(fragment: usize, root: &Node) -> Option<Service> {
    let servers = root.get("servers")?.as_array()?.iter();
    let urls: Vec<&str> = servers.filter_map(|server| server.get("url")?.as_str()).collect();
    let host = groups::hosts(root).next()?;
    let mut bases: Vec<&str> = urls.iter().map(|url| base(url)).collect();
    bases.dedup();
    let base = match bases.as_slice() {
        [one] if !one.contains('{') => Some((*one).to_owned()),
        _ => None,
    };
    Some(Service { fragment, host, title: groups::title(root).map(str::to_owned), base, class: fragment })
}

/// The path of a URL, without a slash at its end.
fn base(url: &str) -> &str {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or_default();
    path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// Gives the fragments of one service the same class: those that share a title or a base path, directly or through others.
fn classify(services: &mut [Service]) {
    loop {
        let mut least: BTreeMap<String, usize> = BTreeMap::new();
        let marks = |service: &Service| {
            let title = service.title.as_ref().map(|title| format!("title {title}"));
            title.into_iter().chain(service.base.as_ref().map(|base| format!("base {base}"))).collect::<Vec<_>>()
        };
        for service in services.iter() {
            for mark in marks(service) {
                let class = least.entry(mark).or_insert(service.class);
                *class = (*class).min(service.class);
            }
        }
        let mut has_changed = false;
        for service in services.iter_mut() {
            let class = marks(service).iter().filter_map(|mark| least.get(mark)).copied().min();
            has_changed |= class.is_some_and(|class| class < service.class);
            service.class = class.unwrap_or(service.class);
        }
        if !has_changed {
            return;
        }
    }
}

/// The operations that several services document, by their method and path, each with its places.
fn shared(
    fragments: &[Document],
    services: &[Service],
    path_of: impl Fn(&Service, &str) -> String,
) -> BTreeMap<String, Vec<Place>> {
    let mut found: BTreeMap<String, (BTreeSet<usize>, Vec<Place>)> = BTreeMap::new();
    for service in services {
        let paths = fragments.get(service.fragment).and_then(|one| one.root.get("paths")?.as_object());
        for (path, item) in paths.into_iter().flatten().filter(|(_, item)| item.get("servers").is_none()) {
            let operations = item.as_object().into_iter().flatten();
            for (method, operation) in operations.filter(|(key, node)| is_method(key) && node.get("servers").is_none())
            {
                let key = format!("{} {}", method.to_uppercase(), path_key(&path_of(service, path)));
                let (classes, places) = found.entry(key).or_default();
                classes.insert(service.class);
                places.push(operation.place);
            }
        }
    }
    let several = found.into_iter().filter(|(_, (classes, _))| classes.len() > 1);
    several.map(|(operation, (_, places))| (operation, places)).collect()
}

/// Gives the components of several services that share a name, and no more, names of their own: those of their base paths
/// in front.
fn name_components_apart(dx: &mut Diagnostics, fragments: &mut [Document], services: &[Service], host: &str) {
    let classes: BTreeSet<usize> = services.iter().map(|service| service.class).collect();
    if classes.len() < 2 || services.iter().any(|service| service.base.is_none()) {
        return;
    }
    let (known, clashing) = clashing_components(fragments, services);
    let mut renamed = BTreeSet::new();
    for service in services {
        let Some(fragment) = fragments.get_mut(service.fragment) else { continue };
        let prefix = service.base.as_deref().map(words).unwrap_or_default();
        let mut names = NewNames::new();
        for (section, name) in
            super::of_fragment(fragment).map(|(section, name, _)| (section.to_owned(), name.to_owned()))
        {
            let new = format!("{prefix}_{name}");
            let is_free = !known.contains(&(section.clone(), new.clone()));
            if !prefix.is_empty() && is_free && clashing.contains(&(section.clone(), name.clone())) {
                renamed.insert(name.clone());
                names.insert((section, name), new);
            }
        }
        rename::components(&mut fragment.root, &names);
    }
    if let Some(first) = services.first().and_then(|one| fragments.get(one.fragment)).filter(|_| !renamed.is_empty()) {
        let names: Vec<String> = renamed.iter().map(|name| format!("`{name}`")).collect();
        let message = format!(
            "several services share `{host}` and the names of components, so their base paths were put in front of {}",
            names.join(", ")
        );
        dx.note("folded-base-path", message, first.root.place);
    }
}

/// A component, by its section and its name.
type Component = (String, String);

/// All components of services, and those that several have under one name and mean otherwise.
fn clashing_components(fragments: &[Document], services: &[Service]) -> (BTreeSet<Component>, BTreeSet<Component>) {
    let mut shapes: BTreeMap<Component, BTreeMap<usize, BTreeSet<u64>>> = BTreeMap::new();
    for service in services {
        let Some(document) = fragments.get(service.fragment) else { continue };
        let own = Shapes::of_document(document);
        for (section, name, node) in super::of_fragment(document) {
            let of_name = shapes.entry((section.to_owned(), name.to_owned())).or_default();
            of_name.entry(service.class).or_default().insert(own.of_node(node));
        }
    }
    let differ = |of_name: &BTreeMap<usize, BTreeSet<u64>>| {
        let all: Vec<&BTreeSet<u64>> = of_name.values().collect();
        all.iter().enumerate().any(|(index, one)| all.iter().skip(index + 1).any(|other| one.is_disjoint(other)))
    };
    let mut clashing: BTreeSet<Component> =
        shapes.iter().filter(|(_, of_name)| differ(of_name)).map(|(name, _)| name.clone()).collect();
    let is_shared = |name: &Component| shapes.get(name).is_some_and(|of_name| of_name.len() > 1);
    let mut count = 0;
    // What means a component with another name is another component too.
    while count != clashing.len() {
        count = clashing.len();
        let fragments = services.iter().filter_map(|service| fragments.get(service.fragment));
        let more: Vec<_> = fragments.flat_map(|fragment| rename::meaning(&fragment.root, &clashing)).collect();
        clashing.extend(more.into_iter().filter(is_shared));
    }
    (shapes.into_keys().collect(), clashing)
}

/// The words of a base path, as a component's name can have them.
fn words(base: &str) -> String {
    let is_word = |one: char| one.is_ascii_alphanumeric() || "._-".contains(one);
    base.trim_matches('/').chars().map(|one| if is_word(one) { one } else { '_' }).collect()
}

fn clash(dx: &mut Diagnostics, operation: &str, host: &str, places: &[Place]) {
    let Some((first, others)) = places.split_first() else { return };
    let message = format!("`{operation}` is an operation of several services that share `{host}`");
    let diagnostic = dx.error("clashing-operations", message, *first);
    for place in others {
        diagnostic.related("another", *place);
    }
    diagnostic.help("give the services titles or servers that tell them apart, or keep each one's pages in a specs folder of its own");
}

/// Puts a base path in front of all paths of a fragment, and takes it from its servers.
fn fold(root: &mut Node, base: &str) {
    if base.is_empty() {
        return;
    }
    let servers = root.get_mut("servers").and_then(|servers| match &mut servers.value {
        Value::Array(servers) => Some(servers),
        _ => None,
    });
    for url in servers.into_iter().flatten().filter_map(|server| server.get_mut("url")) {
        let text = url.as_str().unwrap_or_default().trim_end_matches('/');
        let text = text.strip_suffix(base).unwrap_or(text).to_owned();
        url.value = Value::String(text);
    }
    if let Some(paths) = root.get_mut("paths").and_then(Node::as_object_mut) {
        *paths = std::mem::take(paths).into_iter().map(|(path, item)| (folded(base, path, &item), item)).collect();
    }
    references(root, &["#/paths/", &escape_pointer(base)].concat());
}

/// The new path of an item, unless it has servers of its own.
fn folded(base: &str, path: String, item: &Node) -> String {
    let has_own = |node: &Node| node.get("servers").is_some();
    let is_elsewhere = has_own(item) || item.as_object().into_iter().flatten().any(|(_, member)| has_own(member));
    if is_elsewhere || !path.starts_with('/') { path } else { [base, &path].concat() }
}

/// References to paths, under their new names.
fn references(node: &mut Node, start: &str) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| references(element, start)),
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                match member.as_str().and_then(|text| text.strip_prefix("#/paths/")) {
                    Some(rest) if key == "$ref" => member.value = Value::String([start, rest].concat()),
                    Some(_) | None => references(member, start),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
