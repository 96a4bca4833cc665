//! Finds components that pages show in two states.
//!
//! In: every view of every component. Out: one warning, beside those about the differences themselves, if some
//! components mean one thing on several pages and another on several others: then the documentation changed while the
//! pages were fetched, and fetching them again mends every difference at once. So `Pet` with `id: integer` on three
//! pages and `id: string` on two is torn; a single page that says something else than all others is only a difference.
//! An overlay action that says what one of the components is settles it.

use super::join::Known;
use crate::diagnostic::Diagnostics;
use crate::source::{Place, unescape_pointer};

/// How many pages have to show a state.
const PAGES: usize = 2;
/// How many components are named.
const NAMED: usize = 6;

pub(super) fn report(dx: &mut Diagnostics, known: &Known) {
    let mut torn: Vec<(String, Vec<Place>)> = Vec::new();
    for (reference, views) in known.components.iter().filter(|(_, views)| views.len() > 1) {
        let mut states: Vec<(u64, Vec<Place>)> = Vec::new();
        for view in views {
            let shape = known.shape(view.node);
            match states.iter_mut().find(|(other, _)| *other == shape) {
                Some((_, places)) => places.push(view.place),
                None => states.push((shape, vec![view.place])),
            }
        }
        let places: Vec<Place> = states.into_iter().map(|(_, places)| dx.sources.places.joined(places)).collect();
        let is_seen_often = |place: &Place| dx.sources.places.resolve_all(*place).len() >= PAGES;
        if places.len() == 2 && places.iter().all(is_seen_often) {
            let name = reference.rsplit('/').next().unwrap_or_default();
            torn.push((unescape_pointer(name), places));
        }
    }
    let Some((_, states)) = torn.first() else { return };
    let labels: Vec<(&str, Place)> = ["one state", "the other state"].into_iter().zip(states.iter().copied()).collect();
    let place = dx.sources.places.joined(torn.iter().flat_map(|(_, places)| places.iter().copied()));
    let named: Vec<String> = torn.iter().take(NAMED).map(|(name, _)| format!("`{name}`")).collect();
    let more = torn.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!(
        "several pages show one state of {}{more} and several another: the documentation seems to have changed while \
         the pages were fetched; both states are kept",
        named.join(", ")
    );
    let diagnostic = dx.warning("torn-snapshot", message, place);
    for (label, place) in labels {
        diagnostic.related(label, place);
    }
    diagnostic.help("fetch all pages again, so that they are of one state");
}
