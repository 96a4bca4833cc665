//! Rules about constraints: which are tighter, which are looser, and which just differ.
//!
//! ```text
//! maxLength 9 → 5, pattern added          tightened: what is sent may be refused
//! minimum 1 → 0, uniqueItems gone         loosened: what is received may be beyond what was documented
//! pattern ^a → ^b                         changed: neither of both is known
//! ```
//!
//! The client enforces no constraint, so none changes the Rust surface. A tighter one is a major change of the wire where
//! values are sent; a looser one breaks no client, but who relied on it should know.

use super::rule::{Finding, Found, finding};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Constraint, Inside, Limit};
use serde_json::Number;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The ids of the rules of one kind of place: tightened, loosened, changed.
pub type Ids = [&'static str; 3];

/// What is constrained.
pub struct Place<'a> {
    /// "the field `name`"
    pub called: String,
    /// The old constraints.
    pub old: &'a [Constraint],
    /// The new constraints.
    pub new: &'a [Constraint],
    /// Requests have such values.
    pub is_sent: bool,
    /// Responses have them.
    pub is_received: bool,
}

/// How a constraint became another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Tighter,
    Looser,
    Other,
}

/// What changed in the constraints of a place.
pub fn check(ids: Ids, place: &Place<'_>) -> Vec<Found> {
    if place.old == place.new {
        return Vec::new();
    }
    let (before, after) = (by_keyword(place.old), by_keyword(place.new));
    let mut by_direction: [Vec<String>; 3] = Default::default();
    for key in before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))) {
        for (old, new) in changes(before.get(key), after.get(key)) {
            let Some(direction) = direction(old, new) else { continue };
            let [tighter, looser, other] = &mut by_direction;
            let list = match direction {
                Direction::Tighter => tighter,
                Direction::Looser => looser,
                Direction::Other => other,
            };
            list.push(text(key, old, new));
        }
    }
    let [tighter, looser, other] = by_direction;
    let results = [tightened(place, &tighter), loosened(place, &looser), changed(place, &other)];
    ids.into_iter().zip(results).filter_map(|(rule, finding)| Some(Found { rule, finding: finding? })).collect()
}

/// Where a constraint holds, and what it is about.
type Key = (Vec<Inside>, &'static str);

/// The constraints by keyword. Of several bounds, as `allOf` has them, the tightest one counts; patterns, of which none is
/// known to imply another, hold together.
fn by_keyword(list: &[Constraint]) -> BTreeMap<Key, Vec<&Limit>> {
    let mut found: BTreeMap<Key, Vec<&Limit>> = BTreeMap::new();
    for constraint in list {
        let limit = &constraint.limit;
        let known = found.entry((constraint.inside.clone(), limit.keyword())).or_default();
        known.retain(|known| direction(Some(*known), Some(limit)) != Some(Direction::Tighter));
        if known.iter().all(|known| direction(Some(*known), Some(limit)) == Some(Direction::Other)) {
            known.push(limit);
        }
    }
    found
}

/// The limits that only one state has, in pairs.
fn changes<'a>(
    old: Option<&Vec<&'a Limit>>,
    new: Option<&Vec<&'a Limit>>,
) -> Vec<(Option<&'a Limit>, Option<&'a Limit>)> {
    let only = |one: Option<&Vec<&'a Limit>>, other: Option<&Vec<&'a Limit>>| -> Vec<&'a Limit> {
        let is_common = |limit: &&Limit| other.is_some_and(|other| other.contains(limit));
        one.into_iter().flatten().copied().filter(|limit| !is_common(limit)).collect()
    };
    let (gone, fresh) = (only(old, new), only(new, old));
    (0..gone.len().max(fresh.len())).map(|index| (gone.get(index).copied(), fresh.get(index).copied())).collect()
}

/// `None` if nothing changed.
fn direction(old: Option<&Limit>, new: Option<&Limit>) -> Option<Direction> {
    let (old, new) = match (old, new) {
        (None, None) => return None,
        (None, Some(new)) => return (!is_no_limit(new)).then_some(Direction::Tighter),
        (Some(old), None) => return (!is_no_limit(old)).then_some(Direction::Looser),
        (Some(old), Some(new)) if old == new => return None,
        (Some(old), Some(new)) => (old, new),
    };
    let by_order = |order: Ordering| match order {
        Ordering::Greater => Some(Direction::Tighter),
        Ordering::Less => Some(Direction::Looser),
        Ordering::Equal => None,
    };
    match (old, new) {
        (Limit::MinLength(old), Limit::MinLength(new))
        | (Limit::MinItems(old), Limit::MinItems(new))
        | (Limit::MinProperties(old), Limit::MinProperties(new)) => by_order(new.cmp(old)),
        (Limit::MaxLength(old), Limit::MaxLength(new))
        | (Limit::MaxItems(old), Limit::MaxItems(new))
        | (Limit::MaxProperties(old), Limit::MaxProperties(new)) => by_order(old.cmp(new)),
        (Limit::Minimum(old, was_open), Limit::Minimum(new, is_open)) => {
            by_order(numbers(new, old).then(is_open.cmp(was_open)))
        }
        (Limit::Maximum(old, was_open), Limit::Maximum(new, is_open)) => {
            by_order(numbers(old, new).then(is_open.cmp(was_open)))
        }
        (Limit::MultipleOf(old), Limit::MultipleOf(new)) => Some(match (divides(old, new), divides(new, old)) {
            (true, true) => return None,
            (true, false) => Direction::Tighter,
            (false, true) => Direction::Looser,
            (false, false) => Direction::Other,
        }),
        (Limit::Values(old), Limit::Values(new)) => {
            let has_all = |one: &[_], other: &[_]| one.iter().all(|value| other.contains(value));
            Some(match (has_all(old, new), has_all(new, old)) {
                (true, true) => return None,
                (true, false) => Direction::Looser,
                (false, true) => Direction::Tighter,
                (false, false) => Direction::Other,
            })
        }
        (_, new) if is_no_limit(new) => Some(Direction::Looser),
        (old, _) if is_no_limit(old) => Some(Direction::Tighter),
        _ => Some(Direction::Other),
    }
}

/// A pattern that every text fits.
fn is_no_limit(limit: &Limit) -> bool {
    match limit {
        Limit::Pattern(pattern) => matches!(pattern.as_str(), "" | "^" | "$" | "^.*$" | ".*" | "^.*" | ".*$"),
        _ => false,
    }
}

fn numbers(one: &Number, other: &Number) -> Ordering {
    if let (Some(one), Some(other)) = (one.as_i64(), other.as_i64()) {
        return one.cmp(&other);
    }
    let as_float = |number: &Number| number.as_f64().unwrap_or_default();
    as_float(one).total_cmp(&as_float(other))
}

/// Every multiple of the second number is one of the first.
fn divides(one: &Number, other: &Number) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) if one != 0.0 => {
            let times = other / one;
            (times - times.round()).abs() < 1e-9
        }
        _ => false,
    }
}

/// "`maxLength` of its items: `9` became `5`"
fn text((inside, keyword): &Key, old: Option<&Limit>, new: Option<&Limit>) -> String {
    let steps = inside.iter().enumerate().map(|(index, step)| {
        let article = if index == 0 { "its" } else { "the" };
        match step {
            Inside::Items => format!(" of {article} items"),
            Inside::Values => format!(" of {article} values"),
        }
    });
    let steps: Vec<String> = steps.collect();
    let named = format!("{}{}", code(keyword), steps.into_iter().rev().collect::<String>());
    match (old.map(shown), new.map(shown)) {
        (Some(old), Some(new)) => format!("{named} {old} became {new}"),
        (None, Some(new)) => format!("{named} {new} was added"),
        (Some(old), None) => format!("{named} {old} was removed"),
        (None, None) => named,
    }
}

fn shown(limit: &Limit) -> String {
    let bound = |number: &Number, is_open: bool| {
        let exclusive = if is_open { " exclusive" } else { "" };
        format!("{}{exclusive}", code(&number.to_string()))
    };
    match limit {
        Limit::Minimum(number, is_open) | Limit::Maximum(number, is_open) => bound(number, *is_open),
        Limit::MultipleOf(number) => code(&number.to_string()),
        Limit::MinLength(count)
        | Limit::MaxLength(count)
        | Limit::MinItems(count)
        | Limit::MaxItems(count)
        | Limit::MinProperties(count)
        | Limit::MaxProperties(count) => code(&count.to_string()),
        Limit::UniqueItems => code("true"),
        Limit::Pattern(text) | Limit::Format(text) => code(text),
        Limit::Values(values) => {
            let list: Vec<String> = values.iter().map(|value| code(&value.to_string())).collect();
            list.join(" or ")
        }
    }
}

fn what(place: &Place<'_>, list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| format!("{}: {}", place.called, list.join("; ")))
}

fn tightened(place: &Place<'_>, list: &[String]) -> Option<Finding> {
    let what = what(place, list)?;
    if place.is_sent {
        return finding(what, "the server may refuse values that it accepted", Patch, Major);
    }
    finding(what, "values from the server stay within the old limits", Patch, Minor)
}

fn loosened(place: &Place<'_>, list: &[String]) -> Option<Finding> {
    let what = what(place, list)?;
    let meaning = if place.is_received {
        "values from the server may be beyond the old limits"
    } else {
        "the server accepts more values than before"
    };
    finding(what, meaning, Patch, Minor)
}

fn changed(place: &Place<'_>, list: &[String]) -> Option<Finding> {
    let what = what(place, list)?;
    let (meaning, wire) = if place.is_sent {
        ("the server may refuse values that it accepted", Major)
    } else {
        ("values from the server may be others than before", Minor)
    };
    finding(what, meaning, Patch, wire)
}
