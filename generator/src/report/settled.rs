//! Which overlay action settled a finding.
//!
//! In: the messages of a run with overlays, and findings of it or of a run without them. Out: the same findings, those that
//! are corrected with the place of the action: `sails` of `boats.json` is corrected at line 4 of `own.overlay.yaml`. The
//! places are compared by page and pointer, since a run without overlays has other fragments.

use super::finding::{self, Finding, Location};
use crate::diagnostic::{At, Diagnostics};
use crate::locate::{self, Index};
use crate::source::{Place, Sources};
use crate::visible;
use std::collections::{BTreeMap, HashMap};

/// Pages and pointers in them, each with an action.
type Actions = HashMap<(String, String), Place>;

/// Adds the actions to the findings that are corrected.
pub fn attribute(dx: &Diagnostics, findings: &mut [Finding]) {
    let described = shown(&dx.sources, &dx.corrected.described);
    let replaced = shown(&dx.sources, &dx.corrected.replaced);
    let mut index = Index::default();
    let corrected = findings.iter_mut().filter(|finding| finding.state == "corrected");
    for spot in corrected.flat_map(|finding| &mut finding.spots) {
        let mut places = spot.at.iter().chain(&spot.copies);
        let action = places.find_map(|at| action(&described, &replaced, at));
        let found = action.map(|action| locate::origins(&mut index, &dx.sources, &At::Place(action)));
        spot.settled_by = found.and_then(|found| found.first().map(finding::location));
    }
}

fn shown(sources: &Sources, corrected: &BTreeMap<(usize, String), Place>) -> Actions {
    let entry = |((fragment, pointer), action): (&(usize, String), &Place)| {
        let page = sources.pages.get(sources.fragments.get(*fragment)?.page)?;
        Some(((visible::line(&page.path).into_owned(), visible::line(pointer).into_owned()), *action))
    };
    corrected.iter().filter_map(entry).collect()
}

/// The action that describes a place, or that replaced or removed it or something above it.
fn action(described: &Actions, replaced: &Actions, at: &Location) -> Option<Place> {
    let mut key = (at.page.clone(), at.pointer.clone()?);
    let owner = key.1.strip_suffix("/$ref").map(|owner| (at.page.clone(), owner.to_owned()));
    if let Some(found) = described.get(&key).or_else(|| described.get(owner.as_ref()?)) {
        return Some(*found);
    }
    loop {
        if let Some(found) = replaced.get(&key) {
            return Some(*found);
        }
        key.1.truncate(key.1.rfind('/')?);
    }
}
