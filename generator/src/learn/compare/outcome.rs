//! What was found in a value, where parts of it are shared by several that contain them.
//!
//! In: single differences, and what was found further inside. Out: how many there are, and all of them in order, each
//! once: what two parts of an `allOf` say of the same value is one difference.

use super::{Found, Kind};
use crate::learn::view::address;
use std::collections::HashSet;
use std::rc::Rc;

/// What was found in one value.
#[derive(Debug, Default)]
pub(super) struct Outcome<'body> {
    items: Vec<Item<'body>>,
    count: usize,
}

#[derive(Debug)]
enum Item<'body> {
    Own(Found<'body>),
    Inner(Rc<Outcome<'body>>),
}

impl<'body> Outcome<'body> {
    /// How many differences there are, those that are reached by two ways counted twice.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Adds a difference. That nothing is documented makes no branch fit worse.
    pub fn say(&mut self, found: Found<'body>) {
        self.count = self.count.saturating_add(usize::from(found.kind != Kind::Untyped));
        self.items.push(Item::Own(found));
    }

    /// Adds what was found further inside.
    pub fn add(&mut self, inner: &Rc<Outcome<'body>>) {
        if !inner.items.is_empty() {
            self.items.push(Item::Inner(Rc::clone(inner)));
            self.count = self.count.saturating_add(inner.count);
        }
    }

    /// Notes that `null` is documented where the differences are that were said here.
    pub fn keep_null(&mut self) {
        for item in &mut self.items {
            if let Item::Own(found) = item {
                found.takes_null = true;
            }
        }
    }

    /// Adds all differences to a list, in order.
    pub fn flatten(&self, found: &mut Vec<Found<'body>>) {
        collect(&mut Collected { found, outcomes: HashSet::new(), said: HashSet::new() }, self);
    }
}

struct Collected<'list, 'outcome, 'body> {
    found: &'list mut Vec<Found<'body>>,
    /// By address.
    outcomes: HashSet<usize>,
    said: HashSet<(&'outcome str, Kind, Option<&'outcome str>, usize)>,
}

fn collect<'outcome, 'body>(all: &mut Collected<'_, 'outcome, 'body>, outcome: &'outcome Outcome<'body>) {
    for item in &outcome.items {
        match item {
            Item::Own(found) => {
                if all.said.insert((&found.pointer, found.kind, found.name.as_deref(), address(found.value))) {
                    all.found.push(found.clone());
                }
            }
            Item::Inner(inner) => {
                if all.outcomes.insert(Rc::as_ptr(inner).addr()) {
                    collect(all, inner);
                }
            }
        }
    }
}
