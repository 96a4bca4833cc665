//! What makes fragments those of one API.
//!
//! In: all fragments. Out: groups of them. Fragments that share a title or a server's host are of one API, directly or
//! through others. A group without a title, or without a server, joins the groups with which it shares an operation, a
//! component or a tag: two groups that have both can use one path for different things. Then one without a title joins those of its folder, unless several titles there would fit.
//! So pages that say `title: ''` and `servers: []` are one API if they share `Pagination`. A title that is only the summary
//! of a page's operation is none.

use super::super::paths::path_key;
use super::super::shape::Shapes;
use super::written_title;
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Tags that say nothing about an API.
const COMMON_TAGS: [&str; 3] = ["default", "api", "general"];

/// Indices that belong together.
struct Sets {
    parents: Vec<usize>,
    /// Pairs that do not belong together, whatever else they share.
    apart: Vec<(usize, usize)>,
}

impl Sets {
    fn root_of(&mut self, index: usize) -> usize {
        let mut at = index;
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(entry) = self.parents.get_mut(at) {
                *entry = above;
            }
            at = parent;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root_of(one), self.root_of(other));
        if one != other && self.are_apart(one, other) {
            return;
        }
        if let Some(parent) = self.parents.get_mut(one.max(other)) {
            *parent = one.min(other);
        }
    }

    /// Whether something of one set and something of another do not belong together.
    fn are_apart(&mut self, one: usize, other: usize) -> bool {
        let apart = std::mem::take(&mut self.apart);
        let is_pair = apart.iter().map(|(left, right)| (self.root_of(*left), self.root_of(*right)));
        let found = is_pair.into_iter().any(|pair| pair == (one, other) || pair == (other, one));
        self.apart = apart;
        found
    }
}

/// The groups, each by its fragments' indices, without the fragments that have nothing to be grouped by.
pub(super) fn groups(dx: &Diagnostics, fragments: &[Document]) -> Vec<Vec<usize>> {
    let mut sets = Sets { parents: (0..fragments.len()).collect(), apart: Vec::new() };
    let mut first_with: HashMap<String, usize> = HashMap::new();
    let mut grouped = Vec::new();
    for (index, fragment) in fragments.iter().enumerate() {
        let marks = marks(&fragment.root);
        let can_be_grouped = !marks.is_empty() || fragment.root.operations().next().is_some();
        grouped.extend(can_be_grouped.then_some(index));
        for mark in marks {
            let first = *first_with.entry(mark).or_insert(index);
            sets.join(first, index);
        }
    }
    let groups = collected(&mut sets, &grouped);
    if groups.len() > 1 {
        sets.apart = clashing(&groups, fragments);
        join_by_content(&mut sets, &grouped, fragments);
        join_by_folder(dx, &mut sets, &grouped, fragments);
    }
    collected(&mut sets, &grouped)
}

fn collected(sets: &mut Sets, grouped: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in grouped {
        groups.entry(sets.root_of(*index)).or_default().push(*index);
    }
    groups.into_values().collect()
}

/// The pairs of groups with different hosts that document one operation differently: these are two APIs. Each group is
/// named by its first fragment.
fn clashing(groups: &[Vec<usize>], fragments: &[Document]) -> Vec<(usize, usize)> {
    let mut by_operation: BTreeMap<String, Vec<(usize, &Document, &Node)>> = BTreeMap::new();
    for group in groups {
        let members = || group.iter().filter_map(|index| fragments.get(*index));
        let Some(first) = group.first().filter(|_| members().any(|one| hosts(&one.root).next().is_some())) else {
            continue;
        };
        for document in members() {
            for (path, method, operation) in document.root.operations() {
                let key = format!("{method} {}", path_key(path));
                by_operation.entry(key).or_default().push((*first, document, operation));
            }
        }
    }
    let mut known: HashMap<*const Document, Shapes> = HashMap::new();
    let mut apart = BTreeSet::new();
    for views in by_operation.into_values() {
        if views.iter().all(|(group, ..)| Some(group) == views.first().map(|(group, ..)| group)) {
            continue;
        }
        let mut shapes: BTreeMap<usize, BTreeSet<u64>> = BTreeMap::new();
        for (group, document, operation) in views {
            // What an operation means on the wire, with the components of its document.
            let of_document = known.entry(document).or_insert_with(|| Shapes::of_document(document));
            shapes.entry(group).or_default().insert(of_document.of_node(operation));
        }
        let all: Vec<(usize, BTreeSet<u64>)> = shapes.into_iter().collect();
        for (index, (one, own)) in all.iter().enumerate() {
            let others = all.iter().skip(index + 1).filter(|(_, other)| own.is_disjoint(other));
            apart.extend(others.map(|(other, _)| (*one, *other)));
        }
    }
    apart.into_iter().collect()
}

/// Joins groups that lack a title or a server with those that have an operation, a component or a tag in common with
/// them.
fn join_by_content(sets: &mut Sets, grouped: &[usize], fragments: &[Document]) {
    let groups = collected(sets, grouped);
    let has = |group: &[usize], test: &dyn Fn(&Node) -> bool| {
        group.iter().filter_map(|index| fragments.get(*index)).any(|one| test(&one.root))
    };
    let mut by_mark: HashMap<String, Vec<(usize, bool)>> = HashMap::new();
    for group in &groups {
        let is_whole = has(group, &|root| title(root).is_some()) && has(group, &|root| hosts(root).next().is_some());
        let members = group.iter().filter_map(|index| fragments.get(*index));
        let marks: BTreeSet<String> = members.flat_map(|one| contents(&one.root)).collect();
        let Some(first) = group.first() else { continue };
        for mark in marks {
            by_mark.entry(mark).or_default().push((*first, is_whole));
        }
    }
    for with in by_mark.into_values() {
        let whole = with.iter().filter(|(_, is_whole)| *is_whole).count();
        let mut parts = with.iter().filter(|(_, is_whole)| !is_whole);
        // What is shared by several whole APIs says nothing about a part.
        let Some((part, _)) = parts.next().filter(|_| whole < 2) else { continue };
        with.iter().for_each(|(other, _)| sets.join(*part, *other));
        if !sets.apart.is_empty() {
            parts.for_each(|(part, _)| with.iter().for_each(|(other, _)| sets.join(*part, *other)));
        }
    }
}

/// Joins groups without a title with those of their folder, if at most one title is there.
fn join_by_folder(dx: &Diagnostics, sets: &mut Sets, grouped: &[usize], fragments: &[Document]) {
    let mut folders: BTreeMap<String, Vec<(usize, bool)>> = BTreeMap::new();
    for group in collected(sets, grouped) {
        let members = || group.iter().filter_map(|index| fragments.get(*index));
        let has_title = members().any(|one| title(&one.root).is_some());
        let own: BTreeSet<&str> = members()
            .filter_map(|one| page(dx, one))
            .map(|page| page.rsplit_once('/').map_or("", |(it, _)| it))
            .collect();
        let Some(first) = group.first() else { continue };
        for folder in own {
            folders.entry(folder.to_owned()).or_default().push((*first, has_title));
        }
    }
    for groups in folders.into_values() {
        let titled = groups.iter().filter(|(_, has_title)| *has_title).count();
        let mut untitled = groups.iter().filter(|(_, has_title)| !has_title);
        let Some((first, _)) = untitled.next().filter(|_| titled < 2) else { continue };
        groups.iter().for_each(|(other, _)| sets.join(*first, *other));
    }
}

/// The path of the page that a fragment stands in.
pub(super) fn page<'run>(dx: &'run Diagnostics, fragment: &Document) -> Option<&'run str> {
    let (index, _) = dx.sources.places.resolve(fragment.root.place)?;
    let page = dx.sources.fragments.get(index)?.page;
    dx.sources.pages.get(page).map(|page| page.path.as_str())
}

/// What makes a fragment one of an API's.
fn marks(root: &Node) -> Vec<String> {
    let mut marks: Vec<String> = title(root).map(|title| format!("title {title}")).into_iter().collect();
    marks.extend(hosts(root).map(|host| format!("host {host}")));
    marks
}

/// What fragments of one API are likely to share: operations, components of one name that say the same, and tags.
fn contents(root: &Node) -> Vec<String> {
    let mut marks: Vec<String> =
        root.operations().map(|(path, method, _)| format!("operation {method} {}", path_key(path))).collect();
    let tags = root.operations().filter_map(|(_, _, operation)| operation.get("tags")?.as_array()).flatten();
    let tags = tags.filter_map(Node::as_str).filter(|tag| !COMMON_TAGS.contains(&tag.to_lowercase().as_str()));
    marks.extend(tags.map(|tag| format!("tag {tag}")));
    let schemas = root.get("components").and_then(|components| components.get("schemas")).and_then(Node::as_object);
    marks.extend(schemas.into_iter().flatten().map(|(name, node)| format!("schema {name} {}", node.to_json())));
    marks
}

/// The title, if the fragment has one that is more than the summary of its only operation.
pub(in super::super) fn title(root: &Node) -> Option<&str> {
    let title = written_title(root)?;
    let mut operations = root.operations();
    let only = operations.next().filter(|_| operations.next().is_none());
    let summary = only.and_then(|(_, _, operation)| operation.get("summary")?.as_str());
    (summary != Some(title)).then_some(title)
}

/// The hosts of the servers with absolute URLs.
pub(in super::super) fn hosts(root: &Node) -> impl Iterator<Item = String> {
    let servers = root.get("servers").and_then(Node::as_array).unwrap_or_default().iter();
    servers.filter_map(|server| host(server.get("url")?.as_str()?))
}

fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("//")?;
    let host = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
    (!host.is_empty()).then_some(host)
}
