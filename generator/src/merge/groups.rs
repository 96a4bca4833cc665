//! Which fragments are of one API.
//!
//! In: all fragments, and the names that were chosen. Out: the fragments of one API. Module `related` says what makes
//! fragments one. If groups are left that share nothing, the names choose: a title, or, where a group has none, the host
//! of its servers or its first page. If they do not, that is an error which lists the groups, each with the name that
//! chooses it. A fragment that has nothing to be grouped by (components alone) belongs to whatever is chosen.

mod related;

use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node};
use crate::source::Place;
pub(super) use related::{hosts, title};
use std::collections::BTreeSet;

/// `None` if the names do not choose, which is reported.
pub(super) fn choose(dx: &mut Diagnostics, titles: &[String], fragments: Vec<Document>) -> Option<Vec<Document>> {
    let groups = related::groups(dx, &fragments);
    let names: Vec<BTreeSet<String>> = groups.iter().map(|group| names(dx, &fragments, group)).collect();
    for title in titles.iter().filter(|title| !names.iter().any(|names| names.contains(*title))) {
        let known: BTreeSet<&String> = names.iter().filter_map(BTreeSet::first).collect();
        let list: Vec<String> = known.iter().map(|title| format!("`{title}`")).collect();
        dx.error("unknown-title", format!("no page has the title `{title}`"), Place::NOWHERE)
            .help(format!("the titles are {}", list.join(", ")));
    }
    let is_chosen = |names: &BTreeSet<String>| titles.is_empty() || titles.iter().any(|title| names.contains(title));
    let left_out: BTreeSet<usize> = groups
        .iter()
        .zip(&names)
        .filter(|(_, names)| !is_chosen(names))
        .flat_map(|(group, _)| group)
        .copied()
        .collect();
    if titles.is_empty() && groups.len() > 1 {
        unrelated(dx, &fragments, &groups);
        return None;
    }
    if !left_out.is_empty() {
        let noun = if left_out.len() == 1 { "fragment of another API was" } else { "fragments of other APIs were" };
        dx.note("other-title", format!("{} {noun} left out", left_out.len()), Place::NOWHERE);
    }
    let chosen = fragments.into_iter().enumerate().filter(|(index, _)| !left_out.contains(index));
    Some(chosen.map(|(_, fragment)| fragment).collect())
}

/// What `--title` can call a group: its titles, or else where its first server is, or else its first page.
fn names(dx: &Diagnostics, fragments: &[Document], group: &[usize]) -> BTreeSet<String> {
    let members = || group.iter().filter_map(|index| fragments.get(*index));
    let titles: BTreeSet<String> = members().filter_map(|one| written_title(&one.root)).map(str::to_owned).collect();
    if !titles.is_empty() {
        return titles;
    }
    let host = members().find_map(|one| hosts(&one.root).next());
    host.or_else(|| members().find_map(|one| related::page(dx, one)).map(str::to_owned)).into_iter().collect()
}

/// The title that an author wrote.
fn written_title(root: &Node) -> Option<&str> {
    let title = root.get("info")?.get("title")?;
    title.as_str().filter(|text| title.place != Place::NOWHERE && !text.trim().is_empty())
}

fn unrelated(dx: &mut Diagnostics, fragments: &[Document], groups: &[Vec<usize>]) {
    let named = groups.iter().map(|group| {
        let names: Vec<String> = names(dx, fragments, group).into_iter().collect();
        let first = group.iter().find_map(|index| fragments.get(*index));
        let count = if group.len() == 1 { "1 fragment".to_owned() } else { format!("{} fragments", group.len()) };
        (names, count, first.map_or(Place::NOWHERE, |first| first.root.place))
    });
    let named: Vec<(Vec<String>, String, Place)> = named.collect();
    let place = named.first().map_or(Place::NOWHERE, |(_, _, place)| *place);
    let message = format!("the pages document {} APIs that share no title and no server", groups.len());
    let choices: Vec<String> =
        named.iter().filter_map(|(names, ..)| names.first()).map(|name| format!("`--title \"{name}\"`")).collect();
    let diagnostic = dx.error("unrelated-fragments", message, place);
    for (names, count, place) in named {
        diagnostic.related(format!("`{}`: {count}", names.join("`, `")), place);
    }
    diagnostic.help(format!(
        "choose with {} (once for each that belongs to the API), or keep each API's pages in a specs folder of its own",
        choices.join(" or ")
    ));
}
