//! Rules about the credentials of an operation, and about the scopes that they need.
//!
//! A client that has what an old alternative needs is fine as long as some new one needs no more than that.

use super::Revision;
use super::matching::OperationItem;
use super::operations::Pair;
use super::rule::{Finding, finding};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use std::collections::{BTreeMap, BTreeSet};

/// Alternatives of credentials that go together.
type Alternatives = BTreeSet<Vec<String>>;

/// The alternatives, each as the sorted names of its credentials; one without any for "none is needed".
fn security(side: Revision<'_>, item: &OperationItem<'_>) -> Alternatives {
    let name = |id: &crate::ir::SchemeId| side.api.schemes.get(id.0).map(|scheme| scheme.name.clone());
    let mut alternatives: Alternatives = BTreeSet::new();
    for alternative in &item.operation.security {
        let mut names: Vec<String> = alternative.iter().filter_map(name).collect();
        names.sort();
        alternatives.insert(names);
    }
    if alternatives.is_empty() || item.operation.security_optional {
        alternatives.insert(Vec::new());
    }
    alternatives
}

/// The alternatives of both states, if they differ.
fn both_securities(pair: &Pair<'_>) -> Option<(Alternatives, Alternatives)> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = (security(pair.sides.old, old), security(pair.sides.new, new));
    (before != after).then_some((before, after))
}

/// None was needed before.
pub fn added(pair: &Pair<'_>) -> Option<Finding> {
    let (before, after) = both_securities(pair)?;
    if !before.contains(&Vec::new()) || after.contains(&Vec::new()) {
        return None;
    }
    finding("a credential is needed", "the client has to have one", Patch, Major)
}

/// None is needed now.
pub fn removed(pair: &Pair<'_>) -> Option<Finding> {
    let (before, after) = both_securities(pair)?;
    if before.contains(&Vec::new()) || !after.contains(&Vec::new()) {
        return None;
    }
    finding("no credential is needed any more", "nothing to do", Patch, Minor)
}

/// Other alternatives, of which none is "none" in one state only.
pub fn changed(pair: &Pair<'_>) -> Option<Finding> {
    let (before, after) = both_securities(pair)?;
    if before.contains(&Vec::new()) != after.contains(&Vec::new()) {
        return None;
    }
    let shown = |alternatives: &Alternatives| {
        let mut shown: Vec<String> =
            alternatives.iter().filter(|all| !all.is_empty()).map(|all| code(&all.join(" + "))).collect();
        shown.extend(alternatives.contains(&Vec::new()).then(|| "none".to_owned()));
        shown.join(" or ")
    };
    let (meaning, wire) = if before.is_subset(&after) {
        ("there is another choice", Minor)
    } else if before.iter().all(|all| after.contains(all) || has_enough(pair, all)) {
        ("the credentials that clients have are enough", Minor)
    } else {
        ("clients may need another credential", Major)
    };
    let what = format!("the credentials {} became {}", shown(&before), shown(&after));
    finding(what, meaning, Patch, wire)
}

/// Whether who has the credentials of an old alternative, with their scopes, has those of some new one.
fn has_enough(pair: &Pair<'_>, all: &[String]) -> bool {
    let Some((old, new)) = pair.case.kept() else { return false };
    let mut before = old.operation.scopes.iter().filter(|needs| needs.keys().eq(all));
    let is_enough = |old: &Needs| new.operation.scopes.iter().any(|new| !new.is_empty() && includes(old, new));
    before.clone().next().is_some() && before.all(is_enough)
}

/// The alternatives in the order in which a client tries them.
fn in_order(side: Revision<'_>, item: &OperationItem<'_>) -> Vec<String> {
    let name = |id: &crate::ir::SchemeId| side.api.schemes.get(id.0).map(|scheme| scheme.name.clone());
    let joined = |all: &Vec<crate::ir::SchemeId>| {
        let mut names: Vec<String> = all.iter().filter_map(name).collect();
        names.sort();
        code(&names.join(" + "))
    };
    item.operation.security.iter().map(joined).collect()
}

/// The same alternatives, which a client tries in another order.
pub fn order_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = (in_order(pair.sides.old, old), in_order(pair.sides.new, new));
    let is_kept = |name: &String| before.contains(name);
    let was_kept = |name: &String| after.contains(name);
    let stay: Vec<&String> = before.iter().filter(|name| was_kept(name)).collect();
    let now: Vec<&String> = after.iter().filter(|name| is_kept(name)).collect();
    if stay == now {
        return None;
    }
    let what = format!("the credentials are tried in another order: {}", after.join(", "));
    finding(what, "a client that has several of them sends another one", Patch, Minor)
}

/// Credentials that go together, with the scopes that each needs.
type Needs = BTreeMap<String, BTreeSet<String>>;

/// The alternatives with credentials that both states have; the others are told as credentials.
fn both_scopes(pair: &Pair<'_>) -> Option<(BTreeSet<Needs>, BTreeSet<Needs>)> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = (&old.operation.scopes, &new.operation.scopes);
    let names = |needs: &Needs| needs.keys().cloned().collect::<Vec<_>>();
    let in_both = |one: &[Needs], other: &[Needs]| -> BTreeSet<Needs> {
        let is_known = |needs: &&Needs| other.iter().any(|also| names(also) == names(needs));
        one.iter().filter(is_known).cloned().collect()
    };
    let both = (in_both(before, after), in_both(after, before));
    (both.0 != both.1).then_some(both)
}

/// The scopes that only the first state mentions.
fn only(one: &BTreeSet<Needs>, other: &BTreeSet<Needs>) -> Option<String> {
    let scopes = |all: &BTreeSet<Needs>| -> BTreeSet<(String, String)> {
        let pairs = all.iter().flatten();
        pairs.flat_map(|(name, scopes)| scopes.iter().map(move |scope| (name.clone(), scope.clone()))).collect()
    };
    let (one, other) = (scopes(one), scopes(other));
    let list: Vec<String> =
        one.difference(&other).map(|(name, scope)| format!("{} of {}", code(scope), code(name))).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

/// Whether the credentials and scopes of the first alternative have those of the second one among them.
fn includes(one: &Needs, other: &Needs) -> bool {
    other.iter().all(|(name, scopes)| one.get(name).is_some_and(|has| scopes.is_subset(has)))
}

/// How many of the old alternatives give what some new one needs.
#[derive(PartialEq, Eq)]
enum Enough {
    All,
    Some,
    None,
}

fn enough(before: &BTreeSet<Needs>, after: &BTreeSet<Needs>) -> Enough {
    let is_enough = |old: &&Needs| after.iter().any(|new| old.keys().eq(new.keys()) && includes(old, new));
    match before.iter().filter(is_enough).count() {
        count if count == before.len() => Enough::All,
        0 => Enough::None,
        _ => Enough::Some,
    }
}

/// Whether a scope that no new alternative mentions was enough, and another one still is.
fn is_choice_lost(before: &BTreeSet<Needs>, after: &BTreeSet<Needs>) -> bool {
    enough(before, after) == Enough::Some && only(before, after).is_some()
}

/// A scope that no alternative had, or scopes that one alternative has together.
pub fn scope_added(pair: &Pair<'_>) -> Option<Finding> {
    let (before, after) = both_scopes(pair)?;
    let is_told_as_loss = is_choice_lost(&before, &after);
    let suffices = enough(&before, &after) == Enough::All || is_told_as_loss;
    match (only(&after, &before), suffices) {
        (Some(added), true) => {
            finding(format!("the scope {added} is enough, too"), "tokens have another choice", Patch, Minor)
        }
        (Some(added), false) => {
            finding(format!("the scope {added} is needed"), "tokens without it may be refused", Patch, Major)
        }
        (None, false) => {
            finding("more scopes are needed together", "tokens that lack one of them may be refused", Patch, Major)
        }
        (None, true) => None,
    }
}

/// A scope that no alternative has any more.
pub fn scope_removed(pair: &Pair<'_>) -> Option<Finding> {
    let (before, after) = both_scopes(pair)?;
    let removed = only(&before, &after)?;
    if is_choice_lost(&before, &after) {
        let what = format!("the scope {removed} is not enough any more");
        return finding(what, "tokens that have no other one may be refused", Patch, Major);
    }
    finding(format!("the scope {removed} is no longer needed"), "nothing to do", Patch, Minor)
}
