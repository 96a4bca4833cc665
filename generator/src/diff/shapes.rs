//! Rules about the values of enums and the branches of unions. Both are open and `#[non_exhaustive]`, so a new one
//! breaks nobody's code.

use super::matching::{ModelItem, Sides, by_name};
use super::rule::{Case, Finding, Found, finding, found, pair};
use super::types::{self, Relation};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Branch, EnumValue, UnionShape};

/// What a rule about values looks at.
pub struct Values<'a> {
    old: ModelItem<'a>,
    case: Case<Value<'a>>,
}

/// A value, what its variant is called, and what it was called.
type Value<'a> = (&'a EnumValue, &'a str, &'a [String]);

/// What a rule about branches looks at.
pub struct Branches<'a> {
    sides: &'a Sides<'a>,
    old: ModelItem<'a>,
    case: Case<(&'a Branch, &'a str)>,
}

type ValueRule = fn(&Values<'_>) -> Option<Finding>;
type BranchRule = fn(&Branches<'_>) -> Option<Finding>;

const VALUE_RULES: &[(&str, ValueRule)] = &[
    ("enum-value-added", value_added),
    ("enum-value-removed", value_removed),
    ("enum-value-renamed", value_renamed),
    ("enum-value-alias-removed", value_alias_removed),
    ("enum-value-documentation-changed", value_documentation_changed),
];

const BRANCH_RULES: &[(&str, BranchRule)] = &[
    ("union-branch-added", branch_added),
    ("union-branch-removed", branch_removed),
    ("union-branch-changed", branch_changed),
];

/// About the union as a whole.
const DISCRIMINATOR: &str = "union-discriminator-changed";

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    let values = VALUE_RULES.iter().map(|(id, _)| *id);
    values.chain(BRANCH_RULES.iter().map(|(id, _)| *id)).chain([DISCRIMINATOR]).collect()
}

/// What changed in an enum.
pub fn values<'a>(old: (ModelItem<'a>, &'a [EnumValue]), new: (ModelItem<'a>, &'a [EnumValue])) -> Vec<Found> {
    let items = |(item, values): (ModelItem<'a>, &'a [EnumValue])| -> Vec<Value<'a>> {
        let names = item.names.variants.iter().zip(&item.names.former_variants);
        values.iter().zip(names).map(|(value, (name, former))| (value, name.as_str(), former.as_slice())).collect()
    };
    let cases = pair(&items(old), &items(new), |(value, ..)| &value.value);
    let check = |case| {
        let values = Values { old: old.0, case };
        found(VALUE_RULES.iter().map(|(id, rule)| (*id, rule(&values))))
    };
    cases.into_iter().flat_map(check).collect()
}

/// What changed in a union.
pub fn branches<'a>(
    sides: &'a Sides<'a>,
    old: (ModelItem<'a>, &'a UnionShape),
    new: (ModelItem<'a>, &'a UnionShape),
) -> Vec<Found> {
    let items = |(item, shape): (ModelItem<'a>, &'a UnionShape)| -> Vec<(&'a Branch, &'a str)> {
        shape.branches.iter().zip(item.names.variants.iter().map(String::as_str)).collect()
    };
    let cases = by_name(&items(old), &items(new), |(_, name)| name);
    let check = |case| {
        let branches = Branches { sides, old: old.0, case };
        found(BRANCH_RULES.iter().map(|(id, rule)| (*id, rule(&branches))))
    };
    let mut list: Vec<Found> = cases.into_iter().flat_map(check).collect();
    list.extend(found(std::iter::once((DISCRIMINATOR, discriminator_changed(old.1, new.1)))));
    list
}

fn value_added(values: &Values<'_>) -> Option<Finding> {
    let (value, variant, _) = values.case.added()?;
    let what = format!("the value {} was added", code(&value.value.to_string()));
    finding(what, format!("it is `{variant}`; before, it was kept as undocumented"), Minor, Minor)
}

fn value_removed(values: &Values<'_>) -> Option<Finding> {
    let (value, variant, _) = values.case.removed()?;
    let wire = if values.old.definition.in_request { Major } else { Minor };
    let what = format!("the value {} was removed", code(&value.value.to_string()));
    finding(what, format!("the variant `{variant}` is gone"), Major, wire)
}

fn value_renamed(values: &Values<'_>) -> Option<Finding> {
    let ((value, before, _), (_, after, former)) = values.case.kept().filter(|(old, new)| old.1 != new.1)?;
    let what = format!("the variant for {} got another name", code(&value.value.to_string()));
    let alias = if former.iter().any(|former| former == before) {
        "; the old name is a deprecated constant, which patterns cannot use"
    } else {
        ""
    };
    finding(what, format!("`{before}` is called `{after}` now{alias}"), Major, Patch)
}

fn value_alias_removed(values: &Values<'_>) -> Option<Finding> {
    let ((value, _, old), (_, variant, new)) = values.case.kept()?;
    let gone = old.iter().find(|former| !new.contains(former) && *former != variant)?;
    let what = format!("the deprecated constant `{gone}` for {} was removed", code(&value.value.to_string()));
    finding(what, format!("say `{variant}`"), Major, Patch)
}

fn value_documentation_changed(values: &Values<'_>) -> Option<Finding> {
    let ((value, ..), _) = values.case.kept().filter(|(old, new)| old.0.description != new.0.description)?;
    finding(
        format!("the value {} is described in other words", code(&value.value.to_string())),
        "nothing to do",
        Patch,
        Patch,
    )
}

fn branch_added(branches: &Branches<'_>) -> Option<Finding> {
    let (branch, variant) = branches.case.added()?;
    let what = format!("the branch `{}` was added", types::text(branches.sides.new, &branch.type_));
    finding(what, format!("it is `{variant}`; before, it was kept as undocumented"), Minor, Minor)
}

fn branch_removed(branches: &Branches<'_>) -> Option<Finding> {
    let (branch, variant) = branches.case.removed()?;
    let wire = if branches.old.definition.in_request { Major } else { Minor };
    let what = format!("the branch `{}` was removed", types::text(branches.sides.old, &branch.type_));
    finding(what, format!("the variant `{variant}` is gone"), Major, wire)
}

fn branch_changed(branches: &Branches<'_>) -> Option<Finding> {
    let ((before, variant), (after, _)) = branches.case.kept()?;
    let relation = types::relation(branches.sides, &before.type_, &after.type_);
    if relation == Relation::Same {
        return None;
    }
    let what = format!("the branch `{variant}`: {}", types::became(branches.sides, &before.type_, &after.type_));
    let wire = relation.wire(branches.old.definition.in_request, branches.old.definition.in_response);
    finding(what, "the variant holds another type", Major, wire)
}

fn discriminator_changed(old: &UnionShape, new: &UnionShape) -> Option<Finding> {
    if old.discriminator == new.discriminator {
        return None;
    }
    let shown = |union: &UnionShape| union.discriminator.as_deref().map(code);
    let what = types::option_became(shown(old).as_deref(), shown(new).as_deref());
    let what = format!("the property that tells its branches apart: {what}");
    finding(what, "old clients may take another branch", Patch, Major)
}
