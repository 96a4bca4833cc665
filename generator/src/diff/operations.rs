//! Rules about an operation as a whole; those about its method are in `methods`, those about its parts in
//! `parameters`, `bodies`, `responses` and `streams`.

use super::matching::{OperationItem, Sides, has_same_parameters, is_same_template};
use super::rule::{Case, Finding, Found, finding, found};
use super::types::{self, Relation};
use super::{bodies, methods, parameters, responses, security, servers, streams, whole};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{PathPart, Server};
use crate::template;
use std::collections::BTreeSet;

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
    ("security-added", security::added),
    ("security-removed", security::removed),
    ("security-changed", security::changed),
    ("security-order-changed", security::order_changed),
    ("security-scope-added", security::scope_added),
    ("security-scope-removed", security::scope_removed),
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

/// Whether the same names stand at each other's places.
fn is_permuted(old: &[&str], new: &[&str]) -> bool {
    let sorted = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    old != new && sorted(old) == sorted(new)
}

/// What stands around the names in a path: `+` in `{+name}`, `:[0-9]+` in `{id:[0-9]+}`.
fn marks(item: &OperationItem<'_>) -> Vec<String> {
    let path = item.operation.path.split('#').next().unwrap_or_default();
    template::parameters(path).map(|parameter| parameter.text.replacen(parameter.name, "", 1)).collect()
}

fn path_parameter_renamed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept().filter(|(old, new)| has_same_parameters(old.operation, new.operation))?;
    let ((before, _), (after, _)) = (in_path(old), in_path(new));
    if is_permuted(&before, &after) {
        return None;
    }
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
    if marks(old) == marks(new) {
        return None;
    }
    let ((_, before), (_, after)) = (in_path(old), in_path(new));
    let has = |kept: bool, keeps: bool| before.iter().zip(&after).any(|pair| pair == (&kept, &keeps));
    let (meaning, wire) = match (has(false, true), has(true, false)) {
        (false, false) => ("the server may refuse values that it took", Minor),
        (true, false) => ("old clients encode the slashes of a value, which the server takes as they are", Major),
        (false, true) => ("old clients send the slashes of a value as they are, which end it for the server", Major),
        (true, true) => ("old clients encode the slashes of one value, and send those of another as they are", Major),
    };
    let what = format!("the path {} became {}", code(&old.operation.path), code(&new.operation.path));
    finding(what, meaning, Patch, wire)
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
    finding("the operation is no longer deprecated", "nothing to do", Patch, Patch)
}

fn tag_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) =
        (pair.sides.old.names.tags.get(old.operation.tag.0)?, pair.sides.new.names.tags.get(new.operation.tag.0)?);
    let name = |side: super::Revision<'_>, tag: crate::ir::TagId| side.api.tags.get(tag.0).map(|tag| tag.name.clone());
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
        let arguments = item.signature.parameters.iter().filter(|input| input.is_argument());
        arguments.map(|input| (input.parameter.location, input.parameter.name.clone())).collect()
    };
    let (mut before, mut after) = (arguments(old), arguments(new));
    before.retain(|argument| after.contains(argument));
    after.retain(|argument| before.contains(argument));
    if before == after {
        return None;
    }
    let names: Vec<String> = after.iter().map(|(_, name)| format!("`{name}`")).collect();
    let what = format!("the arguments are in another order: {}", names.join(", "));
    if is_permuted(&in_path(old).0, &in_path(new).0) {
        return finding(
            what,
            "calls have to pass them in this order; old clients send them in the old one",
            Major,
            Major,
        );
    }
    finding(what, "calls have to pass them in this order", Major, Patch)
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
