//! Rules about an operation as a whole; those about its method are in `methods`, those about its parts in
//! `parameters`, `bodies`, `responses` and `streams`.

use super::matching::{OperationItem, Sides, has_same_parameters, is_same_template};
use super::rule::{Case, Finding, Found, finding, found};
use super::types::{self, Relation};
use super::{bodies, methods, parameters, responses, servers, streams, whole};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{PathPart, Server};
use std::collections::{BTreeMap, BTreeSet};

/// What a rule looks at.
pub struct Pair<'a> {
    /// Both states.
    pub sides: &'a Sides<'a>,
    /// The operation in them.
    pub case: &'a Case<OperationItem<'a>>,
}

type Rule = fn(&Pair<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("operation-added", added),
    ("operation-removed", removed),
    ("operation-renamed", methods::renamed),
    ("operations-swapped", methods::swapped),
    ("operation-replaced", methods::replaced),
    ("operation-name-reused", methods::reused),
    ("operation-alias-removed", methods::alias_removed),
    ("operation-moved", moved),
    ("path-parameter-renamed", path_parameter_renamed),
    ("path-marks-changed", path_marks_changed),
    ("operation-deprecated", deprecated),
    ("operation-undeprecated", undeprecated),
    ("operation-tag-changed", tag_changed),
    ("arguments-reordered", arguments_reordered),
    ("security-added", security_added),
    ("security-removed", security_removed),
    ("security-changed", security_changed),
    ("security-order-changed", security_order_changed),
    ("security-scope-added", scope_added),
    ("security-scope-removed", scope_removed),
    ("operation-server-changed", server_changed),
    ("paging-gained", paging_gained),
    ("paging-lost", paging_lost),
    ("paging-changed", paging_changed),
    ("operation-documentation-changed", documentation_changed),
];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).collect()
}

/// What changed in an operation.
pub fn check(sides: &Sides<'_>, case: &Case<OperationItem<'_>>) -> Vec<Found> {
    let pair = Pair { sides, case };
    let mut list = found(RULES.iter().map(|(id, rule)| (*id, rule(&pair))));
    if let Some((old, new)) = case.kept() {
        list.extend(servers::check(&old.operation.servers, &new.operation.servers));
        list.extend(parameters::check(sides, *old, *new));
        list.extend(bodies::check(sides, *old, *new));
        list.extend(responses::check(sides, *old, *new));
        list.extend(streams::check(sides, *old, *new));
    }
    list
}

fn added(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.added()?;
    finding("the operation was added", format!("call it by `{}`", item.names.method), Minor, Minor)
}

fn removed(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.removed()?;
    let meaning = format!("`{}` is gone; `Client::request` still calls it, if the server does", item.names.method);
    finding("the operation was removed", meaning, Major, Major)
}

fn moved(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept().filter(|(old, new)| !is_same_template(old.operation, new.operation))?;
    if methods::is_replaced(pair) {
        return None;
    }
    let what = format!("{} became {}", code(&old.names.key), code(&new.names.key));
    finding(what, "old clients call what is there no more", Patch, Major)
}

/// The names in a path, and which of their values keep their slashes.
fn in_path<'a>(item: &OperationItem<'a>) -> (Vec<&'a str>, Vec<bool>) {
    let parts = item.operation.segments.iter().filter_map(|part| match part {
        PathPart::Parameter { index, keeps_slashes } => {
            Some((item.operation.parameters.get(*index)?.name.as_str(), *keeps_slashes))
        }
        PathPart::Literal(_) => None,
    });
    parts.unzip()
}

fn path_parameter_renamed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept().filter(|(old, new)| has_same_parameters(old.operation, new.operation))?;
    let ((before, _), (after, _)) = (in_path(old), in_path(new));
    let differ = before.iter().zip(&after).filter(|(before, after)| before != after);
    let differ: Vec<String> =
        differ.map(|(before, after)| format!("{} became {}", code(before), code(after))).collect();
    if differ.is_empty() {
        return None;
    }
    let what = format!("in the path, {}", differ.join(", "));
    finding(what, "nothing to do: arguments go by their position", Patch, Patch)
}

/// What a router demands of the values in a path.
fn path_marks_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept().filter(|(old, new)| is_same_template(old.operation, new.operation))?;
    let sent = |item: &OperationItem<'_>| item.operation.path.split('#').next().map(str::to_owned);
    let ((before, kept_before), (after, kept_after)) = (in_path(old), in_path(new));
    if before != after || sent(old) == sent(new) {
        return None;
    }
    let what = format!("the path {} became {}", code(&old.operation.path), code(&new.operation.path));
    if kept_before == kept_after {
        finding(what, "the server may refuse values that it took", Patch, Minor)
    } else {
        finding(what, "old clients encode the slashes of a value as the server does not read them", Patch, Major)
    }
}

fn deprecated(pair: &Pair<'_>) -> Option<Finding> {
    let is_news = |old: &OperationItem<'_>, new: &OperationItem<'_>| {
        !old.operation.docs.deprecated && new.operation.docs.deprecated
    };
    pair.case.kept().filter(|(old, new)| is_news(old, new))?;
    finding("the operation is deprecated", "it may go in a later version", Minor, Minor)
}

fn undeprecated(pair: &Pair<'_>) -> Option<Finding> {
    let is_news = |old: &OperationItem<'_>, new: &OperationItem<'_>| {
        old.operation.docs.deprecated && !new.operation.docs.deprecated
    };
    pair.case.kept().filter(|(old, new)| is_news(old, new))?;
    finding("the operation is not deprecated any more", "nothing to do", Patch, Patch)
}

fn tag_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) =
        (pair.sides.old.names.tags.get(old.operation.tag.0)?, pair.sides.new.names.tags.get(new.operation.tag.0)?);
    let name = |side: super::Side<'_>, tag: crate::ir::TagId| side.api.tags.get(tag.0).map(|tag| tag.name.clone());
    if before == after || name(pair.sides.old, old.operation.tag) == name(pair.sides.new, new.operation.tag) {
        return None;
    }
    let what = format!("the feature `{}` became `{}`", before.feature, after.feature);
    let (meaning, rust) = whole::moved_feature(before, after);
    finding(what, meaning, rust, Patch)
}

fn arguments_reordered(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let arguments = |item: &OperationItem<'_>| -> Vec<(crate::ir::ParameterLocation, String)> {
        let parameters = item.operation.parameters.iter().filter(|parameter| parameters::is_argument(parameter));
        parameters.map(|parameter| (parameter.location, parameter.name.clone())).collect()
    };
    let (mut before, mut after) = (arguments(old), arguments(new));
    before.retain(|argument| after.contains(argument));
    after.retain(|argument| before.contains(argument));
    if before == after {
        return None;
    }
    let names: Vec<String> = after.iter().map(|(_, name)| format!("`{name}`")).collect();
    let what = format!("the arguments are in another order: {}", names.join(", "));
    finding(what, "calls have to pass them in this order", Major, Patch)
}

/// Alternatives of credentials that go together.
type Alternatives = BTreeSet<Vec<String>>;

/// The alternatives, each as the sorted names of its credentials; one without any for "none is needed".
fn security(side: super::Side<'_>, item: &OperationItem<'_>) -> Alternatives {
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

fn security_added(pair: &Pair<'_>) -> Option<Finding> {
    let (before, after) = both_securities(pair)?;
    if !before.contains(&Vec::new()) || after.contains(&Vec::new()) {
        return None;
    }
    finding("a credential is needed", "the client has to have one", Patch, Major)
}

fn security_removed(pair: &Pair<'_>) -> Option<Finding> {
    let (before, after) = both_securities(pair)?;
    if before.contains(&Vec::new()) || !after.contains(&Vec::new()) {
        return None;
    }
    finding("no credential is needed any more", "nothing to do", Patch, Minor)
}

fn security_changed(pair: &Pair<'_>) -> Option<Finding> {
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
    let all_stay = before.is_subset(&after);
    let meaning = if all_stay { "there is another choice" } else { "clients may need another credential" };
    let wire = if all_stay { Minor } else { Major };
    let what = format!("the credentials {} became {}", shown(&before), shown(&after));
    finding(what, meaning, Patch, wire)
}

/// The alternatives in the order in which a client tries them.
fn in_order(side: super::Side<'_>, item: &OperationItem<'_>) -> Vec<String> {
    let name = |id: &crate::ir::SchemeId| side.api.schemes.get(id.0).map(|scheme| scheme.name.clone());
    let joined = |all: &Vec<crate::ir::SchemeId>| {
        let mut names: Vec<String> = all.iter().filter_map(name).collect();
        names.sort();
        code(&names.join(" + "))
    };
    item.operation.security.iter().map(joined).collect()
}

fn security_order_changed(pair: &Pair<'_>) -> Option<Finding> {
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

/// Whether who has what an old alternative needs has what some new one needs.
fn suffice(before: &BTreeSet<Needs>, after: &BTreeSet<Needs>) -> bool {
    let covers = |old: &Needs, new: &Needs| {
        old.keys().eq(new.keys())
            && new.iter().all(|(name, scopes)| old.get(name).is_some_and(|has| scopes.is_subset(has)))
    };
    before.iter().all(|old| after.iter().any(|new| covers(old, new)))
}

fn scope_added(pair: &Pair<'_>) -> Option<Finding> {
    let (before, after) = both_scopes(pair)?;
    let suffices = suffice(&before, &after);
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

fn scope_removed(pair: &Pair<'_>) -> Option<Finding> {
    let (before, after) = both_scopes(pair)?;
    let removed = only(&before, &after)?;
    finding(format!("the scope {removed} is no longer needed"), "nothing to do", Patch, Minor)
}

fn server_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let url = |servers: &[Server]| servers.first().map(|server| server.url.clone());
    let (before, after) = (url(&old.operation.servers), url(&new.operation.servers));
    if before == after {
        return None;
    }
    let shown = |url: Option<String>| url.map_or("the API's".to_owned(), |url| code(&url));
    let what = format!("the server {} became {}", shown(before), shown(after));
    finding(what, "old clients call the other server", Patch, Major)
}

fn paging_gained(pair: &Pair<'_>) -> Option<Finding> {
    pair.case.kept().filter(|(old, new)| old.operation.paging.is_none() && new.operation.paging.is_some())?;
    finding("its list can be read page by page", "`stream` and `pages` give all items", Minor, Minor)
}

fn paging_lost(pair: &Pair<'_>) -> Option<Finding> {
    pair.case.kept().filter(|(old, new)| old.operation.paging.is_some() && new.operation.paging.is_none())?;
    finding("its list cannot be read page by page any more", "`stream` and `pages` are gone", Major, Major)
}

fn paging_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = (old.operation.paging.as_ref()?, new.operation.paging.as_ref()?);
    let relation = types::relation(pair.sides, &before.item, &after.item);
    let is_same_way = before.kind == after.kind && before.items == after.items;
    if relation == Relation::Same && is_same_way {
        return None;
    }
    let (what, rust): (String, Verdict) = if relation == Relation::Same {
        ("the next page is asked for in another way".to_owned(), Patch)
    } else {
        (format!("the items of its list: {}", types::became(pair.sides, &before.item, &after.item)), Major)
    };
    let meaning = if rust == Major { "`stream` gives another type" } else { "nothing to do but to take this version" };
    finding(what, meaning, rust, Major)
}

fn documentation_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let answers = |item: &OperationItem<'_>| -> Vec<_> {
        let all = item.operation.successes.iter().chain(&item.operation.errors);
        all.map(|response| (response.status, response.docs.description.clone())).collect()
    };
    let (before, after) = (answers(old), answers(new));
    let same_status = |(old, new): (&(_, _), &(_, _))| old == new;
    let answers_differ = before.len() == after.len()
        && before.iter().map(|it| it.0).eq(after.iter().map(|it| it.0))
        && !before.iter().zip(&after).all(same_status);
    if !types::texts_differ(&old.operation.docs, &new.operation.docs) && !answers_differ {
        return None;
    }
    finding("the operation is described in other words", "nothing to do", Patch, Patch)
}
