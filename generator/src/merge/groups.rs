//! Which fragments are of one API.
//!
//! In: all fragments, and the titles that were chosen. Out: the fragments of one API. Two fragments are of one API if
//! they share a title, a server's host or an operation, directly or through others. If groups are left that share
//! nothing, the titles choose; if they do not, that is an error which lists the groups. A fragment that has none of
//! the three (components alone) belongs to whatever is chosen.

use super::paths::path_key;
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, is_method};
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) fn choose(dx: &mut Diagnostics, titles: &[String], fragments: Vec<Document>) -> Vec<Document> {
    let groups = groups(&fragments);
    let known: BTreeSet<&str> = fragments.iter().filter_map(|fragment| title(&fragment.root)).collect();
    for title in titles.iter().filter(|title| !known.contains(title.as_str())) {
        let list: Vec<String> = known.iter().map(|title| format!("`{title}`")).collect();
        dx.error("unknown-title", format!("no page has the title `{title}`"), Place::NOWHERE)
            .help(format!("the titles are {}", list.join(", ")));
    }
    let has_title = |group: &&Vec<usize>| {
        group
            .iter()
            .filter_map(|index| fragments.get(*index))
            .any(|fragment| title(&fragment.root).is_some_and(|title| titles.iter().any(|chosen| chosen == title)))
    };
    let chosen: Vec<&Vec<usize>> =
        if titles.is_empty() { groups.iter().collect() } else { groups.iter().filter(has_title).collect() };
    if titles.is_empty() && chosen.len() > 1 {
        unrelated(dx, &fragments, &groups);
    }
    let left_out: BTreeSet<usize> = groups.iter().filter(|group| !chosen.contains(group)).flatten().copied().collect();
    if !left_out.is_empty() {
        let noun = if left_out.len() == 1 { "fragment of another API was" } else { "fragments of other APIs were" };
        dx.note("other-title", format!("{} {noun} left out", left_out.len()), Place::NOWHERE);
    }
    fragments
        .into_iter()
        .enumerate()
        .filter(|(index, _)| !left_out.contains(index))
        .map(|(_, fragment)| fragment)
        .collect()
}

fn unrelated(dx: &mut Diagnostics, fragments: &[Document], groups: &[Vec<usize>]) {
    let of_group = |group: &Vec<usize>| group.iter().filter_map(|index| fragments.get(*index)).collect::<Vec<_>>();
    let names = groups.iter().map(|group| {
        let titles: BTreeSet<&str> = of_group(group).into_iter().filter_map(|fragment| title(&fragment.root)).collect();
        let named = if titles.is_empty() {
            "no title".to_owned()
        } else {
            format!("`{}`", titles.into_iter().collect::<Vec<_>>().join("`, `"))
        };
        (
            format!("{named}: {} fragments", group.len()),
            of_group(group).first().map_or(Place::NOWHERE, |first| first.root.place),
        )
    });
    let names: Vec<(String, Place)> = names.collect();
    let place = names.first().map_or(Place::NOWHERE, |(_, place)| *place);
    let message = format!("the pages document {} APIs that share no title, no server and no operation", groups.len());
    let diagnostic = dx.error("unrelated-fragments", message, place);
    for (label, place) in names {
        diagnostic.related(label, place);
    }
    diagnostic.help("choose with `--title \"…\"` (once for each title that belongs to the API), or keep each API's pages in a specs folder of its own");
}

/// The groups, each by its fragments' indices, without the fragments that have nothing to be grouped by.
fn groups(fragments: &[Document]) -> Vec<Vec<usize>> {
    let mut parents: Vec<usize> = (0..fragments.len()).collect();
    let mut first_with: HashMap<String, usize> = HashMap::new();
    let mut apart = Vec::new();
    for (index, fragment) in fragments.iter().enumerate() {
        let marks = marks(&fragment.root);
        if marks.is_empty() {
            apart.push(index);
        }
        for mark in marks {
            let first = *first_with.entry(mark).or_insert(index);
            let (one, other) = (root_of(&mut parents, first), root_of(&mut parents, index));
            if let Some(parent) = parents.get_mut(one.max(other)) {
                *parent = one.min(other);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in (0..fragments.len()).filter(|index| apart.binary_search(index).is_err()) {
        groups.entry(root_of(&mut parents, index)).or_default().push(index);
    }
    groups.into_values().collect()
}

fn root_of(parents: &mut [usize], index: usize) -> usize {
    let mut at = index;
    while let Some(parent) = parents.get(at).copied().filter(|parent| *parent != at) {
        let above = parents.get(parent).copied().unwrap_or(parent);
        if let Some(entry) = parents.get_mut(at) {
            *entry = above;
        }
        at = parent;
    }
    at
}

/// What makes a fragment one of an API's.
fn marks(root: &Node) -> Vec<String> {
    let mut marks: Vec<String> = title(root).map(|title| format!("title {title}")).into_iter().collect();
    let servers = root.get("servers").and_then(Node::as_array).unwrap_or_default().iter();
    marks.extend(servers.filter_map(|server| host(server.get("url")?.as_str()?)).map(|host| format!("host {host}")));
    for (path, item) in root.get("paths").and_then(Node::as_object).into_iter().flatten() {
        let methods = item.as_object().into_iter().flatten().filter(|(method, _)| is_method(method));
        marks.extend(methods.map(|(method, _)| format!("{method} {}", path_key(path))));
    }
    marks
}

/// The title, if the fragment has one of its own.
fn title(root: &Node) -> Option<&str> {
    let title = root.get("info")?.get("title")?;
    title.as_str().filter(|text| title.place != Place::NOWHERE && !text.is_empty())
}

/// The host of an absolute URL.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("//")?;
    let host = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
    (!host.is_empty()).then_some(host)
}
