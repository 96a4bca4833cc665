//! Rules about the values of enums and the branches of unions. Both are open and `#[non_exhaustive]`, so a new one
//! breaks nobody's code.

use super::Revision;
use super::constraints;
use super::matching::{ModelItem, Sides, by_name};
use super::rule::{Case, Finding, Found, deprecation, finding, found, pair, rejoin};
use super::types::{self, Relation};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Branch, EnumValue, Identity, UnionShape};
use std::collections::BTreeMap;

/// What a rule about values looks at.
pub struct Values<'a> {
    old: ModelItem<'a>,
    new: ModelItem<'a>,
    case: Case<Value<'a>>,
}

/// A value, what its variant is called, and what it was called.
type Value<'a> = (&'a EnumValue, &'a str, &'a [String]);

/// What a rule about branches looks at.
pub struct Branches<'a> {
    sides: &'a Sides<'a>,
    old: ModelItem<'a>,
    case: Case<Variant<'a>>,
}

/// A branch, and what its variant is called.
type Variant<'a> = (&'a Branch, &'a str);

type ValueRule = fn(&Values<'_>) -> Option<Finding>;
type BranchRule = fn(&Branches<'_>) -> Option<Finding>;

const VALUE_RULES: &[(&str, ValueRule)] = &[
    ("enum-value-added", value_added),
    ("enum-value-removed", value_removed),
    ("enum-value-changed", value_changed),
    ("enum-value-renamed", value_renamed),
    ("enum-value-alias-removed", value_alias_removed),
    ("enum-value-deprecation-changed", value_deprecation_changed),
    ("enum-value-documentation-changed", value_documentation_changed),
];

const BRANCH_RULES: &[(&str, BranchRule)] = &[
    ("union-branch-added", branch_added),
    ("union-branch-removed", branch_removed),
    ("union-branch-renamed", branch_renamed),
    ("union-branch-changed", branch_changed),
    ("union-branch-deprecation-changed", branch_deprecation_changed),
    ("union-branch-documentation-changed", branch_documentation_changed),
];

const CONSTRAINTS: constraints::Ids =
    ["union-branch-constraint-tightened", "union-branch-constraint-loosened", "union-branch-constraint-changed"];

type UnionRule = fn(&Unions<'_>) -> Option<Finding>;

/// About the union as a whole.
const UNION_RULES: &[(&str, UnionRule)] = &[
    ("union-discriminator-changed", discriminator_changed),
    ("union-tag-added", tag_added),
    ("union-tag-removed", tag_removed),
    ("union-tag-moved", tag_moved),
    ("union-default-changed", default_changed),
];

/// What a rule about a union as a whole looks at.
struct Unions<'a> {
    sides: &'a Sides<'a>,
    old: (ModelItem<'a>, &'a UnionShape),
    new: (ModelItem<'a>, &'a UnionShape),
    /// For every old variant that has another name now, that name.
    renamed: BTreeMap<&'a str, &'a str>,
}

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    let values = VALUE_RULES.iter().map(|(id, _)| *id);
    values
        .chain(BRANCH_RULES.iter().map(|(id, _)| *id))
        .chain(CONSTRAINTS)
        .chain(UNION_RULES.iter().map(|(id, _)| *id))
        .collect()
}

/// What changed in an enum.
pub fn values<'a>(old: (ModelItem<'a>, &'a [EnumValue]), new: (ModelItem<'a>, &'a [EnumValue])) -> Vec<Found> {
    let items = |(item, values): (ModelItem<'a>, &'a [EnumValue])| -> Vec<Value<'a>> {
        let names = item.names.variants.iter().zip(&item.names.former_variants);
        values.iter().zip(names).map(|(value, (name, former))| (value, name.as_str(), former.as_slice())).collect()
    };
    let cases = pair(&items(old), &items(new), |(value, ..)| &value.value);
    // `"in-use"` that became `"in_use"` is one variant.
    let cases = rejoin(cases, |(_, before, _), (_, after, _)| before == after);
    let check = |case| {
        let values = Values { old: old.0, new: new.0, case };
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
    let cases = paired(sides, old, new);
    let renamed = cases.iter().filter_map(Case::kept).filter(|(old, new)| old.1 != new.1);
    let renamed = renamed.map(|((_, before), (_, after))| (*before, *after)).collect();
    let check = |case| {
        let branches = Branches { sides, old: old.0, case };
        let mut list = found(BRANCH_RULES.iter().map(|(id, rule)| (*id, rule(&branches))));
        list.extend(of_constraints(&branches));
        list
    };
    let mut list: Vec<Found> = cases.into_iter().flat_map(check).collect();
    let unions = Unions { sides, old, new, renamed };
    list.extend(found(UNION_RULES.iter().map(|(id, rule)| (*id, rule(&unions)))));
    list
}

/// Branches are one if their variants have one name, or else if they take the same values or at least the old ones, the
/// most similar ones first.
fn paired<'a>(
    sides: &'a Sides<'a>,
    old: (ModelItem<'a>, &'a UnionShape),
    new: (ModelItem<'a>, &'a UnionShape),
) -> Vec<Case<Variant<'a>>> {
    let items = |(item, shape): (ModelItem<'a>, &'a UnionShape)| -> Vec<Variant<'a>> {
        shape.branches.iter().zip(item.names.variants.iter().map(String::as_str)).collect()
    };
    let mut cases = by_name(&items(old), &items(new), |(_, name)| name);
    let is_by_value = old.1.discriminator.is_some() && old.1.discriminator == new.1.discriminator;
    for limit in [Relation::Same, Relation::Replaced, Relation::Extended, Relation::Narrower] {
        cases = rejoin(cases, |(before, _), (after, _)| {
            let (tags, now) = (chosen(sides.old, before), chosen(sides.new, after));
            let is_chosen_alike = !is_by_value || tags.iter().any(|tag| now.contains(tag));
            is_chosen_alike && types::relation(sides, &before.type_, &after.type_) <= limit
        });
    }
    cases
}

fn value_added(values: &Values<'_>) -> Option<Finding> {
    let (value, variant, _) = values.case.added()?;
    let what = format!("the value {} was added", code(&value.value.to_string()));
    finding(what, format!("it is `{variant}`; before, it was kept as undocumented"), Minor, Minor)
}

fn value_removed(values: &Values<'_>) -> Option<Finding> {
    let (value, variant, _) = values.case.removed()?;
    let what = format!("the value {} was removed", code(&value.value.to_string()));
    finding(what, format!("the variant `{variant}` is gone"), Major, wire_of_loss(values))
}

/// What it means that a value is gone. Beside any other text it is as valid as before.
fn wire_of_loss(values: &Values<'_>) -> Verdict {
    if values.old.definition.in_request && !values.new.definition.any_text { Major } else { Minor }
}

/// The variant is the same in Rust, but stands for another value.
fn value_changed(values: &Values<'_>) -> Option<Finding> {
    let ((before, ..), (after, variant, _)) = values.case.kept().filter(|(old, new)| old.0.value != new.0.value)?;
    let (before, after) = (code(&before.value.to_string()), code(&after.value.to_string()));
    let what = format!("the value {before} of `{variant}` became {after}");
    finding(what, "old clients send the old value, and keep the new one as undocumented", Patch, wire_of_loss(values))
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

fn value_deprecation_changed(values: &Values<'_>) -> Option<Finding> {
    let ((old, ..), (new, ..)) = values.case.kept()?;
    deprecation(&format!("the value {}", code(&new.value.to_string())), old.deprecated, new.deprecated)
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

fn branch_renamed(branches: &Branches<'_>) -> Option<Finding> {
    let ((old, before), (new, after)) = branches.case.kept().filter(|(old, new)| old.1 != new.1)?;
    let relation = types::relation(branches.sides, &old.type_, &new.type_);
    let what = match relation {
        Relation::Same => {
            format!("the variant for the branch `{}` got another name", types::text(branches.sides.new, &new.type_))
        }
        _ => format!("the branch {}", types::became(branches.sides, &old.type_, &new.type_)),
    };
    // A union keeps what fits no branch, so old clients read what a wider branch takes.
    let wire = relation.wire(branches.old.definition.in_request, false);
    finding(what, format!("`{before}` is called `{after}` now"), Major, wire)
}

fn branch_changed(branches: &Branches<'_>) -> Option<Finding> {
    let ((before, variant), (after, _)) = branches.case.kept().filter(|(old, new)| old.1 == new.1)?;
    let relation = types::relation(branches.sides, &before.type_, &after.type_);
    if relation == Relation::Same {
        return None;
    }
    let what = format!("the branch `{variant}`: {}", types::became(branches.sides, &before.type_, &after.type_));
    let wire = relation.wire(branches.old.definition.in_request, branches.old.definition.in_response);
    finding(what, "the variant holds another type", Major, wire)
}

/// A branch that is a type of its own has its constraints there.
fn of_constraints(branches: &Branches<'_>) -> Vec<Found> {
    let Some(((before, _), (after, variant))) = branches.case.kept() else { return Vec::new() };
    let place = constraints::Place {
        called: format!("the branch `{variant}`"),
        old: &before.docs.constraints,
        new: &after.docs.constraints,
        is_sent: branches.old.definition.in_request,
        is_received: branches.old.definition.in_response,
    };
    constraints::check(CONSTRAINTS, &place)
}

fn branch_deprecation_changed(branches: &Branches<'_>) -> Option<Finding> {
    let ((old, _), (new, variant)) = branches.case.kept()?;
    deprecation(&format!("the branch `{variant}`"), old.docs.deprecated, new.docs.deprecated)
}

/// What a component says stands with the component, whether or not it was an inline branch.
fn branch_documentation_changed(branches: &Branches<'_>) -> Option<Finding> {
    let ((old, _), (new, variant)) = branches.case.kept()?;
    let is_same_kind = component(branches.sides.old, old).is_some() == component(branches.sides.new, new).is_some();
    if !is_same_kind || !types::texts_differ(&old.docs, &new.docs) {
        return None;
    }
    finding(format!("the branch `{variant}` is described in other words"), "nothing to do", Patch, Patch)
}

fn discriminator_changed(unions: &Unions<'_>) -> Option<Finding> {
    let (old, new) = (unions.old.1, unions.new.1);
    if old.discriminator == new.discriminator {
        return None;
    }
    let what = types::option_became(old.discriminator.as_deref(), new.discriminator.as_deref());
    let what = format!("the property that tells its branches apart: {what}");
    finding(what, "old clients may take another branch", Patch, Major)
}

/// The values of the discriminator that choose a branch: those of the mapping, and the component's name only where no
/// mapping has it.
pub fn chosen<'a>(side: Revision<'_>, branch: &'a Branch) -> &'a [String] {
    match branch.tags.split_last() {
        Some((last, mapped)) if !mapped.is_empty() && Some(last.as_str()) == component(side, branch) => mapped,
        _ => &branch.tags,
    }
}

/// The name of the component that a branch is.
fn component<'a>(side: Revision<'a>, branch: &Branch) -> Option<&'a str> {
    match &side.api.types.get(branch.type_.named()?.0)?.identity {
        Identity::Component(name) => Some(name.as_str()),
        Identity::Inline { .. } | Identity::Operation { .. } | Identity::Shared { .. } | Identity::Part { .. } => None,
    }
}

/// A value of the discriminator, and the variant that it chooses.
type Tag<'a> = (&'a str, &'a str);

impl<'a> Unions<'a> {
    /// The values that choose variants, in both states; none if another property or nothing chooses.
    fn tags(&self) -> (Vec<Tag<'a>>, Vec<Tag<'a>>) {
        let (old, new) = (self.old.1, self.new.1);
        if old.discriminator.is_none() || old.discriminator != new.discriminator {
            return (Vec::new(), Vec::new());
        }
        let of = |side: Revision<'a>, (item, shape): (ModelItem<'a>, &'a UnionShape)| -> Vec<Tag<'a>> {
            let branches = shape.branches.iter().zip(&item.names.variants);
            let mut tags: Vec<Tag<'a>> = Vec::new();
            for (branch, variant) in branches {
                // Of two branches with one value, it chooses the first.
                let is_first = |tag: &&String| !tags.iter().any(|(known, _)| known == *tag);
                let first: Vec<&String> = chosen(side, branch).iter().filter(is_first).collect();
                tags.extend(first.into_iter().map(|tag| (tag.as_str(), variant.as_str())));
            }
            tags
        };
        let old = of(self.sides.old, self.old).into_iter().map(|(tag, variant)| (tag, self.now(variant)));
        (old.collect(), of(self.sides.new, self.new))
    }

    /// What an old variant is called now.
    fn now(&self, variant: &'a str) -> &'a str {
        self.renamed.get(variant).copied().unwrap_or(variant)
    }

    /// Whether both states have the variant that is called so now.
    fn has_both(&self, variant: &str) -> bool {
        let mut old = self.old.0.names.variants.iter().map(|old| self.now(old));
        old.any(|old| old == variant) && self.new.0.names.variants.iter().any(|new| new == variant)
    }

    /// The values of the first state that the second one has no longer, with a variant that stays.
    fn missing(&self, one: &[Tag<'a>], other: &[Tag<'a>]) -> Option<String> {
        let is_gone =
            |(tag, variant): &&Tag<'a>| !other.iter().any(|(known, _)| known == tag) && self.has_both(variant);
        let list: Vec<String> =
            one.iter().filter(is_gone).map(|(tag, variant)| format!("{} for `{variant}`", code(tag))).collect();
        (!list.is_empty()).then(|| list.join(", "))
    }
}

fn tag_added(unions: &Unions<'_>) -> Option<Finding> {
    let (old, new) = unions.tags();
    let added = unions.missing(&new, &old)?;
    finding(
        format!("the discriminator has a further value: {added}"),
        "before, only the structure told the branch",
        Patch,
        Minor,
    )
}

fn tag_removed(unions: &Unions<'_>) -> Option<Finding> {
    let (old, new) = unions.tags();
    let removed = unions.missing(&old, &new)?;
    let wire = if unions.old.0.definition.in_request { Major } else { Minor };
    let what = format!("the discriminator lost a value: {removed}");
    finding(what, "the server may not know what old clients send", Patch, wire)
}

/// A value chooses another variant.
fn tag_moved(unions: &Unions<'_>) -> Option<Finding> {
    let (old, new) = unions.tags();
    let moved = old.iter().filter_map(|(tag, before)| {
        let (_, after) = new.iter().find(|(known, _)| known == tag)?;
        (before != after).then(|| format!("{} chooses `{after}` instead of `{before}`", code(tag)))
    });
    let moved: Vec<String> = moved.collect();
    let what = format!("the discriminator's values: {}", moved.join(", "));
    (!moved.is_empty()).then(|| finding(what, "old clients take the other branch", Patch, Major))?
}

/// The branch for what no value chooses.
fn default_changed(unions: &Unions<'_>) -> Option<Finding> {
    let before = default_of(unions.old).map(|variant| unions.now(variant));
    let after = default_of(unions.new);
    if before == after {
        return None;
    }
    let what = types::option_became(before, after);
    finding(format!("the default branch: {what}"), "old clients may take another branch", Patch, Major)
}

/// The variant of the default branch.
fn default_of<'a>((item, shape): (ModelItem<'a>, &'a UnionShape)) -> Option<&'a str> {
    let index = shape.branches.iter().position(|branch| branch.is_default)?;
    item.names.variants.get(index).map(String::as_str)
}
