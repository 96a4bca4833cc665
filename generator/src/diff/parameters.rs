//! Rules about the parameters of an operation.
//!
//! A required parameter, or one in the path, is an argument of the operation's method; any other is a setter of its
//! request. A scalar in a path takes anything that displays, and so does what counts pages: their types are no part of the
//! Rust surface.

use super::bodies;
use super::constraints;
use super::matching::{OperationItem, Sides, has_same_parameters};
use super::rule::{Case, Finding, Found, finding, found, pair, rejoin};
use super::types::{self, Relation};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Parameter, ParameterLocation, Type};
use crate::surface::{Input, Takes};
use std::ops::Deref;

/// A parameter with its names.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    input: Input<'a>,
    /// Which of the parameters in the path it is.
    position: usize,
}

impl<'a> Deref for Item<'a> {
    type Target = Input<'a>;

    fn deref(&self) -> &Input<'a> {
        &self.input
    }
}

/// What a rule looks at.
pub struct Pair<'a> {
    sides: &'a Sides<'a>,
    case: Case<Item<'a>>,
}

type Rule = fn(&Pair<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("parameter-added-required", added_required),
    ("parameter-added-optional", added_optional),
    ("parameter-removed-required", removed_required),
    ("parameter-removed-optional", removed_optional),
    ("parameter-became-required", became_required),
    ("parameter-became-optional", became_optional),
    ("parameter-type-widened", type_widened),
    ("parameter-type-narrowed", type_narrowed),
    ("parameter-type-changed", type_changed),
    ("parameter-type-replaced", type_replaced),
    ("parameter-format-changed", format_changed),
    ("parameter-became-nullable", became_nullable),
    ("parameter-no-longer-nullable", no_longer_nullable),
    ("parameter-location-changed", location_changed),
    ("parameter-renamed", renamed),
    ("parameter-renamed-in-rust", renamed_in_rust),
    ("parameter-alias-removed", alias_removed),
    ("parameter-style-changed", style_changed),
    ("parameter-default-changed", default_changed),
    ("parameter-deprecated", deprecated),
    ("parameter-undeprecated", undeprecated),
    ("parameter-documentation-changed", documentation_changed),
];

const CONSTRAINTS: constraints::Ids =
    ["parameter-constraint-tightened", "parameter-constraint-loosened", "parameter-constraint-changed"];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).chain(CONSTRAINTS).collect()
}

/// What changed in the parameters of an operation that is there in both states.
pub fn check(sides: &Sides<'_>, old: OperationItem<'_>, new: OperationItem<'_>) -> Vec<Found> {
    let cases = pair(&items(old), &items(new), |item| (item.parameter.location, wire_name(item.parameter)));
    let is_same_path = has_same_parameters(old.operation, new.operation);
    let cases =
        rejoin(cases, |old, new| is_in_path(old) && is_in_path(new) && is_same_path && old.position == new.position);
    let cases = rejoin(cases, |old, new| old.parameter.name == new.parameter.name);
    let cases = rejoin(cases, |old, new| old.parameter.location == new.parameter.location && old.name == new.name);
    let check = |case| {
        let pair = Pair { sides, case };
        let mut list = found(RULES.iter().map(|(id, rule)| (*id, rule(&pair))));
        list.extend(of_constraints(&pair));
        list
    };
    cases.into_iter().flat_map(check).collect()
}

fn items<'a>(item: OperationItem<'a>) -> Vec<Item<'a>> {
    let inputs = item.signature.parameters.iter().enumerate();
    inputs.map(|(position, input)| Item { input: *input, position }).collect()
}

fn is_in_path(item: Item<'_>) -> bool {
    item.parameter.location == ParameterLocation::Path
}

/// "the query parameter `page`"
fn called(item: &Item<'_>) -> String {
    let place = match item.parameter.location {
        ParameterLocation::Path => "path parameter",
        ParameterLocation::Query => "query parameter",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::QueryString => "query string",
    };
    format!("the {place} {}", code(&item.parameter.name))
}

fn added_required(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.added().filter(|item| item.is_argument())?;
    finding(
        format!("{} was added and is required", called(item)),
        format!("every call has to pass the new argument `{}`", item.name),
        Major,
        Major,
    )
}

fn added_optional(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.added().filter(|item| !item.is_argument())?;
    let meaning = format!("calls can set it by `{}`", item.name);
    finding(format!("{} was added", called(item)), meaning, Minor, Minor)
}

fn removed_required(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.removed().filter(|item| item.is_argument())?;
    let meaning = format!("calls must not pass the argument `{}` any more", item.name);
    finding(format!("{} was removed", called(item)), meaning, Major, Major)
}

fn removed_optional(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.removed().filter(|item| !item.is_argument())?;
    let meaning = format!("the setter `{}` is gone; the server may ignore or refuse what old clients send", item.name);
    finding(format!("{} was removed", called(item)), meaning, Major, Major)
}

fn kept<'p, 'a>(pair: &'p Pair<'a>) -> Option<(&'p Item<'a>, &'p Item<'a>)> {
    pair.case.kept()
}

fn became_required(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = kept(pair).filter(|(old, new)| !old.is_argument() && new.is_argument())?;
    let meaning = format!("the setter `{0}` became an argument: every call has to pass `{0}`", new.name);
    finding(format!("{} became required", called(new)), meaning, Major, Major)
}

fn became_optional(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = kept(pair).filter(|(old, new)| old.is_argument() && !new.is_argument())?;
    let meaning = format!("the argument became the setter `{}`", new.name);
    finding(format!("{} became optional", called(new)), meaning, Major, Minor)
}

/// The relation of the types, unless only the format differs.
fn of_types(pair: &Pair<'_>, wanted: &[Relation]) -> Option<Finding> {
    let (old, new) = kept(pair)?;
    let (before, after) = (types::not_null(&old.parameter.type_), types::not_null(&new.parameter.type_));
    let relation = types::relation(pair.sides, before, after);
    if types::is_other_format(before, after) || !wanted.contains(&relation) {
        return None;
    }
    let what = format!("{}: {}", called(new), types::became(pair.sides, before, after));
    let rust = rust_of_types(old, new);
    let meaning = match relation {
        Relation::Replaced if rust == Patch => "the values are the same, and calls pass them as before",
        Relation::Replaced => "calls have to pass a value of the other type; the values are the same",
        Relation::Extended | Relation::Wider => "values that were valid stay valid",
        Relation::Narrower => "values that were valid may be refused",
        Relation::Same | Relation::Other => "other values have to be passed",
    };
    finding(what, meaning, rust, relation.wire(true, false))
}

/// What another type means for the code of callers.
fn rust_of_types(old: &Item<'_>, new: &Item<'_>) -> Verdict {
    if old.takes == new.takes && new.takes != Takes::Value { Patch } else { Major }
}

fn type_widened(pair: &Pair<'_>) -> Option<Finding> {
    of_types(pair, &[Relation::Wider, Relation::Extended])
}

fn type_narrowed(pair: &Pair<'_>) -> Option<Finding> {
    of_types(pair, &[Relation::Narrower])
}

fn type_changed(pair: &Pair<'_>) -> Option<Finding> {
    of_types(pair, &[Relation::Other])
}

fn type_replaced(pair: &Pair<'_>) -> Option<Finding> {
    of_types(pair, &[Relation::Replaced])
}

fn format_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = kept(pair)?;
    let (before, after): (&Type, &Type) =
        (types::not_null(&old.parameter.type_), types::not_null(&new.parameter.type_));
    if !types::is_other_format(before, after) {
        return None;
    }
    let what = format!("{}: {}", called(new), types::became(pair.sides, before, after));
    let wire = types::relation(pair.sides, before, after).wire(true, false);
    finding(what, "the value is written in another format", rust_of_types(old, new), wire)
}

fn is_nullable(item: &Item<'_>) -> bool {
    matches!(item.parameter.type_, Type::Nullable(_))
}

/// A call never passes `null`: what it has nothing to send for, it leaves out.
fn became_nullable(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = kept(pair).filter(|(old, new)| !is_nullable(old) && is_nullable(new))?;
    finding(format!("{} can be `null`", called(new)), "nothing to do: calls pass a value or none", Patch, Minor)
}

fn no_longer_nullable(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = kept(pair).filter(|(old, new)| is_nullable(old) && !is_nullable(new))?;
    finding(format!("{} cannot be `null` any more", called(new)), "nothing to do: calls never sent it", Patch, Minor)
}

fn location_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = kept(pair).filter(|(old, new)| old.parameter.location != new.parameter.location)?;
    let is_displayed = |item: &Item<'_>| item.takes == Takes::DisplayedInPath;
    let takes_the_same = old.passing == new.passing && is_displayed(old) == is_displayed(new);
    let rust = if takes_the_same && old.name == new.name { Patch } else { Major };
    finding(
        format!("{} became {}", called(old), called(new)),
        "old clients send it where the server does not look",
        rust,
        Major,
    )
}

/// What the server knows it by: names of headers have no capitals.
fn wire_name(parameter: &Parameter) -> String {
    match parameter.location {
        ParameterLocation::Header => parameter.name.to_ascii_lowercase(),
        ParameterLocation::Path
        | ParameterLocation::Query
        | ParameterLocation::Cookie
        | ParameterLocation::QueryString => parameter.name.clone(),
    }
}

fn renamed(pair: &Pair<'_>) -> Option<Finding> {
    let is_other = |old: &Item<'_>, new: &Item<'_>| wire_name(old.parameter) != wire_name(new.parameter);
    let (old, new) = kept(pair).filter(|(old, new)| is_other(old, new) && !is_in_path(**new))?;
    let what = format!("{} is called {} now", called(old), code(&new.parameter.name));
    finding(what, "old clients send a name that the server does not know", Patch, Major)
}

fn renamed_in_rust(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = kept(pair).filter(|(old, new)| old.name != new.name && !new.is_argument())?;
    let has_alias = new.former.iter().any(|former| former == old.name);
    let meaning = if has_alias {
        format!("the setter `{}` is deprecated: call `{}`", old.name, new.name)
    } else {
        format!("the setter `{}` is called `{}` now", old.name, new.name)
    };
    let rust = if has_alias { Minor } else { Major };
    finding(format!("{} got another name in Rust", called(new)), meaning, rust, Patch)
}

fn alias_removed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = kept(pair).filter(|(_, new)| !new.is_argument())?;
    let gone = old.former.iter().find(|former| !new.former.contains(former) && *former != new.name)?;
    let meaning = format!("call `{}`", new.name);
    finding(format!("the deprecated setter `{gone}` was removed"), meaning, Major, Patch)
}

fn style_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = kept(pair)?;
    let style = |item: &Item<'_>| {
        let Parameter { style, explode, allow_reserved, delimiters, .. } = item.parameter;
        (*style, *explode, *allow_reserved, delimiters.clone())
    };
    let properties = bodies::written_otherwise(
        pair.sides,
        (&old.parameter.type_, &old.parameter.encodings),
        (&new.parameter.type_, &new.parameter.encodings),
    );
    if old.parameter.location != new.parameter.location || (style(old) == style(new) && properties.is_empty()) {
        return None;
    }
    let what = format!("{} is written in another style", called(new));
    finding(what, "old clients write it in a way that the server may not read", Patch, Major)
}

fn default_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = kept(pair)?;
    let (before, after) = (types::default_of(&old.parameter.docs), types::default_of(&new.parameter.docs));
    if before == after {
        return None;
    }
    let what = format!("{}: the default {}", called(new), types::option_became(before.as_deref(), after.as_deref()));
    finding(what, "calls that leave it out may get another answer", Patch, Minor)
}

fn of_constraints(pair: &Pair<'_>) -> Vec<Found> {
    let Some((old, new)) = kept(pair) else { return Vec::new() };
    let place = constraints::Place {
        called: called(new),
        old: &old.parameter.docs.constraints,
        new: &new.parameter.docs.constraints,
        is_sent: true,
        is_received: false,
    };
    constraints::check(CONSTRAINTS, &place)
}

fn deprecated(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = kept(pair).filter(|(old, new)| !old.parameter.docs.deprecated && new.parameter.docs.deprecated)?;
    finding(format!("{} is deprecated", called(new)), "it may go in a later version", Minor, Minor)
}

fn undeprecated(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = kept(pair).filter(|(old, new)| old.parameter.docs.deprecated && !new.parameter.docs.deprecated)?;
    finding(format!("{} is no longer deprecated", called(new)), "nothing to do", Patch, Patch)
}

fn documentation_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = kept(pair).filter(|(old, new)| types::texts_differ(&old.parameter.docs, &new.parameter.docs))?;
    finding(format!("{} is described in other words", called(new)), "nothing to do", Patch, Patch)
}
