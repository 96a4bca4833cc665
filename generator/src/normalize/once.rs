//! Components that several fragments have in common, which are rewritten once.
//!
//! In: a component. Out: the component as it was rewritten where it was first met. What was said of it there is said of each.

use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::document::{Node, Value};
use std::collections::HashMap;

/// The components that were rewritten.
#[derive(Debug, Default)]
pub(super) struct Once {
    /// By their identity.
    rewritten: HashMap<usize, Rewritten>,
}

#[derive(Debug)]
struct Rewritten {
    /// What it was: as long as it is there, its identity is its own.
    _before: Value,
    after: Value,
    said: Vec<Diagnostic>,
}

impl Once {
    /// Rewrites a component, or takes what it became before.
    pub fn rewrite(
        &mut self,
        dx: &mut Diagnostics,
        node: &mut Node,
        rewrite: impl FnOnce(&mut Diagnostics, &mut Node),
    ) {
        let said = dx.list.len();
        let Some(identity) = node.value.identity().filter(|_| node.value.is_shared()) else {
            rewrite(dx, node);
            return place_here(dx, said, node);
        };
        if let Some(known) = self.rewritten.get(&identity) {
            node.value = known.after.clone();
            dx.list.extend(known.said.iter().cloned());
            return place_here(dx, said, node);
        }
        let before = node.value.clone();
        rewrite(dx, node);
        let known = dx.list.iter().skip(said).cloned().collect();
        self.rewritten.insert(identity, Rewritten { _before: before, after: node.value.clone(), said: known });
        place_here(dx, said, node);
    }
}

/// Gives what was said of a component the places in it, where it was read on another page.
fn place_here(dx: &mut Diagnostics, from: usize, component: &Node) {
    let Diagnostics { list, sources, .. } = dx;
    let places = &mut sources.places;
    let fragment = places.fragment(component.place);
    for said in list.iter_mut().skip(from) {
        let related = said.related.iter_mut().map(|(_, at)| at);
        for at in std::iter::once(&mut said.at).chain(related) {
            if let At::Place(place) | At::Key(place) = at
                && places.fragment(*place) != fragment
            {
                *place = places.in_component(*place, component.place);
            }
        }
    }
}
