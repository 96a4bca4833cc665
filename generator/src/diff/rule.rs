//! What all rules share: what they look at, and what they find.
//!
//! A rule is a function from an item in its old and its new state to perhaps a [`Finding`]; a table gives it its id:
//!
//! ```text
//! ("parameter-added-optional", added_optional)
//! ```

use crate::changes::Verdict;

/// An item in two states.
#[derive(Debug, Clone, Copy)]
pub enum Case<T> {
    /// It is new.
    Added(T),
    /// It is there no more.
    Removed(T),
    /// It is there in both: the old one, the new one.
    Kept(T, T),
}

impl<T> Case<T> {
    /// The new item, if there was none before.
    pub fn added(&self) -> Option<&T> {
        if let Case::Added(item) = self { Some(item) } else { None }
    }

    /// The old item, if there is none now.
    pub fn removed(&self) -> Option<&T> {
        if let Case::Removed(item) = self { Some(item) } else { None }
    }

    /// Both states.
    pub fn kept(&self) -> Option<(&T, &T)> {
        if let Case::Kept(old, new) = self { Some((old, new)) } else { None }
    }

    /// The new state, or the old one if there is no new one.
    pub fn latest(&self) -> &T {
        match self {
            Case::Added(item) | Case::Removed(item) | Case::Kept(_, item) => item,
        }
    }
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What changed.
    pub what: String,
    /// What it means for callers.
    pub meaning: String,
    /// For Rust.
    pub rust: Verdict,
    /// For the wire.
    pub wire: Verdict,
}

/// A finding, and the rule that found it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The rule's id.
    pub rule: &'static str,
    /// What it found.
    pub finding: Finding,
}

/// A finding.
pub fn finding(what: impl Into<String>, meaning: impl Into<String>, rust: Verdict, wire: Verdict) -> Option<Finding> {
    Some(Finding { what: what.into(), meaning: meaning.into(), rust, wire })
}

/// That an item is deprecated, or no longer.
pub fn deprecation(called: &str, was: bool, is: bool) -> Option<Finding> {
    match (was, is) {
        (false, true) => {
            finding(format!("{called} is deprecated"), "it may go in a later version", Verdict::Minor, Verdict::Minor)
        }
        (true, false) => {
            finding(format!("{called} is no longer deprecated"), "nothing to do", Verdict::Patch, Verdict::Patch)
        }
        (true, true) | (false, false) => None,
    }
}

/// What the rules of a table found.
pub fn found(results: impl Iterator<Item = (&'static str, Option<Finding>)>) -> Vec<Found> {
    results.filter_map(|(rule, finding)| finding.map(|finding| Found { rule, finding })).collect()
}

/// Adds what is not found yet.
pub fn add_new(list: &mut Vec<Found>, more: Vec<Found>) {
    for found in more {
        if !list.iter().any(|known| known.rule == found.rule && known.finding == found.finding) {
            list.push(found);
        }
    }
}

/// Pairs two lists by keys: what is in both and what is new in the new order, then what is gone in the old order.
pub fn pair<T: Copy, K: PartialEq>(old: &[T], new: &[T], key: impl Fn(T) -> K) -> Vec<Case<T>> {
    let mut cases: Vec<Case<T>> = Vec::with_capacity(new.len());
    for item in new {
        let before = old.iter().find(|before| key(**before) == key(*item));
        cases.push(before.map_or(Case::Added(*item), |before| Case::Kept(*before, *item)));
    }
    let is_gone = |item: &&T| !new.iter().any(|after| key(*after) == key(**item));
    cases.extend(old.iter().filter(is_gone).map(|item| Case::Removed(*item)));
    cases
}

/// Joins what was added and what was removed where `is_same` says that it is one item after all.
pub fn rejoin<T: Copy>(cases: Vec<Case<T>>, is_same: impl Fn(T, T) -> bool) -> Vec<Case<T>> {
    let mut removed: Vec<T> = cases.iter().filter_map(|case| case.removed().copied()).collect();
    let mut joined = Vec::with_capacity(cases.len());
    for case in cases.iter().filter(|case| case.removed().is_none()) {
        let before = case.added().and_then(|new| removed.iter().position(|old| is_same(*old, *new)));
        joined.push(match (case, before) {
            (Case::Added(new), Some(index)) => Case::Kept(removed.remove(index), *new),
            (case, _) => *case,
        });
    }
    joined.extend(removed.into_iter().map(Case::Removed));
    joined
}
