//! Rules about the fields of a model.
//!
//! A field is an `Option`, also one that can be `null`, which has one more setter. Where a request can contain the model,
//! required fields are the arguments of its `new` and every field has a setter; where a response can, required fields
//! have accessors. So what a change means depends on where the model was used before.

use super::constraints;
use super::matching::{ModelItem, Sides};
use super::rule::{Case, Finding, Found, finding, found, pair, rejoin};
use super::types::{self, Relation};
use crate::changes::Verdict::{self, Major, Minor, Patch};
use crate::changes::code;
use crate::ir::{Field, ObjectShape, Type};
use crate::names::{FieldNames, FormerField};

/// A field with its names.
#[derive(Clone, Copy)]
struct Item<'a> {
    field: &'a Field,
    names: &'a FieldNames,
}

/// What a rule looks at.
pub struct Pair<'a> {
    sides: &'a Sides<'a>,
    case: Case<Item<'a>>,
    /// A request could contain the model before.
    is_sent: bool,
    /// A response could contain it.
    is_received: bool,
    /// It had `new`, deprecated or not, and still has it; else it is built by names.
    has_new: bool,
}

type Rule = fn(&Pair<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("field-added-required", added_required),
    ("field-added-optional", added_optional),
    ("field-removed", removed),
    ("field-type-widened", type_widened),
    ("field-type-narrowed", type_narrowed),
    ("field-type-changed", type_changed),
    ("field-type-replaced", type_replaced),
    ("field-format-changed", format_changed),
    ("field-boxed", boxed),
    ("field-became-nullable", became_nullable),
    ("field-no-longer-nullable", no_longer_nullable),
    ("field-constant-changed", constant_changed),
    ("field-became-required", became_required),
    ("field-became-optional", became_optional),
    ("field-renamed", renamed),
    ("field-wire-name-changed", wire_name_changed),
    ("field-alias-removed", alias_removed),
    ("field-became-read-only", became_read_only),
    ("field-no-longer-read-only", no_longer_read_only),
    ("field-became-write-only", became_write_only),
    ("field-no-longer-write-only", no_longer_write_only),
    ("field-default-changed", default_changed),
    ("field-deprecated", deprecated),
    ("field-undeprecated", undeprecated),
    ("field-documentation-changed", documentation_changed),
];

const CONSTRAINTS: constraints::Ids =
    ["field-constraint-tightened", "field-constraint-loosened", "field-constraint-changed"];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).chain(CONSTRAINTS).collect()
}

/// What changed in the fields of a model.
pub fn check<'a>(
    sides: &'a Sides<'a>,
    old: (ModelItem<'a>, &'a ObjectShape),
    new: (ModelItem<'a>, &'a ObjectShape),
) -> Vec<Found> {
    let items = |(item, shape): (ModelItem<'a>, &'a ObjectShape)| -> Vec<Item<'a>> {
        shape.fields.iter().zip(&item.names.fields).map(|(field, names)| Item { field, names }).collect()
    };
    let definition = old.0.definition;
    let (is_sent, is_received) = (definition.in_request, definition.in_response);
    let has_new = old.0.names.constructor.has_new() && new.0.names.constructor.has_new();
    let cases = pair(&items(old), &items(new), |item| item.field.name.as_str());
    // `userId` that became `user_id` is one field in Rust.
    let cases = rejoin(cases, |old, new| old.names.field == new.names.field);
    let check = |case| {
        let pair = Pair { sides, case, is_sent, is_received, has_new };
        let mut list = found(RULES.iter().map(|(id, rule)| (*id, rule(&pair))));
        list.extend(of_constraints(&pair));
        list
    };
    cases.into_iter().flat_map(check).collect()
}

impl<'a> Pair<'a> {
    fn kept(&self, is_news: impl Fn(&Field, &Field) -> bool) -> Option<(Item<'a>, Item<'a>)> {
        let (old, new) = self.case.kept()?;
        is_news(old.field, new.field).then_some((*old, *new))
    }
}

/// "the field `name`"
fn called(item: Item<'_>) -> String {
    format!("the field {}", code(&item.field.name))
}

/// Whether it is an argument of `new`, as it was and as it is.
fn are_arguments(pair: &Pair<'_>) -> Option<(bool, bool)> {
    let (old, new) = pair.case.kept().filter(|_| pair.is_sent)?;
    Some((pair.sides.old.api.is_argument(old.field), pair.sides.new.api.is_argument(new.field)))
}

/// It had one possible value and has several now, so that callers have to choose, or the other way round.
fn constant_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.kept(|old, new| old.required && new.required && old.read_only == new.read_only)?;
    let (was, is) = are_arguments(pair).filter(|(was, is)| was != is)?;
    let wire = if is { Minor } else { Patch };
    let (what, meaning, rust) = match (was, is, pair.has_new) {
        (false, true, _) => ("has several possible values", asked(pair, new), Major),
        (.., true) => ("has one possible value", format!("`new` does not take `{}` any more", old.names.field), Major),
        (.., false) => ("has one possible value", "`build` sets it".to_owned(), Minor),
    };
    finding(format!("{} {what}", called(new)), meaning, rust, wire)
}

/// What asks for a field that is required now.
fn asked(pair: &Pair<'_>, item: Item<'_>) -> String {
    match pair.has_new {
        true => format!("`new` takes the argument `{}`", item.names.field),
        false => format!("`build` fails without `{}`", item.names.field),
    }
}

fn added_required(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.added().filter(|item| item.field.required)?;
    let what = format!("{} was added, as always there", called(*item));
    if pair.is_sent && pair.sides.new.api.is_argument(item.field) {
        return finding(what, asked(pair, *item), Major, Major);
    }
    finding(what, format!("it is `{}`; before, it was in `undocumented`", item.names.field), Minor, Minor)
}

fn added_optional(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.added().filter(|item| !item.field.required)?;
    let what = format!("{} was added", called(*item));
    finding(what, format!("it is `{}`; before, it was in `undocumented`", item.names.field), Minor, Minor)
}

fn removed(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.removed()?;
    let meaning = format!("`{}` is gone; what is sent all the same is in `undocumented`", item.names.field);
    finding(format!("{} was removed", called(*item)), meaning, Major, Major)
}

/// The relation of the types without `null`, unless only the format differs.
fn of_types(pair: &Pair<'_>, wanted: &[Relation]) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = (types::not_null(&old.field.type_), types::not_null(&new.field.type_));
    let relation = types::relation(pair.sides, before, after);
    if types::is_other_format(before, after) || !wanted.contains(&relation) {
        return None;
    }
    let what = format!("{}: {}", called(*new), types::became(pair.sides, before, after));
    let meaning = match relation {
        Relation::Replaced => "code that names the field's type has to name the other one; the values are the same",
        Relation::Extended | Relation::Wider => "it has another type; values of the old one are still sent",
        Relation::Narrower if types::keeps_all(pair.sides.new, before, after) => {
            "it has another type; a value that is not documented any more is kept as sent"
        }
        Relation::Narrower => "it has another type, which does not hold all that the old one did",
        Relation::Same | Relation::Other => "it has another type",
    };
    finding(what, meaning, Major, relation.wire(pair.is_sent, pair.is_received))
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
    let (old, new) = pair.kept(|old, new| types::is_other_format(&old.type_, &new.type_))?;
    let (before, after) = (types::not_null(&old.field.type_), types::not_null(&new.field.type_));
    let what = format!("{}: {}", called(new), types::became(pair.sides, before, after));
    let wire = types::relation(pair.sides, before, after).wire(pair.is_sent, pair.is_received);
    finding(what, "it has another type", Major, wire)
}

/// The model contains itself through the field now, or no more.
fn boxed(pair: &Pair<'_>) -> Option<Finding> {
    let is_boxed = |type_: &Type| matches!(types::not_null(type_), Type::Boxed(_));
    let (old, new) = pair.kept(|old, new| is_boxed(&old.type_) != is_boxed(&new.type_))?;
    if types::relation(pair.sides, &old.field.type_, &new.field.type_) != Relation::Same {
        return None;
    }
    let what = format!("{}: {}", called(new), types::became(pair.sides, &old.field.type_, &new.field.type_));
    finding(what, "code that names the field's type has to name the other one", Major, Patch)
}

fn is_nullable(field: &Field) -> bool {
    matches!(field.type_, Type::Nullable(_))
}

fn became_nullable(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| !is_nullable(old) && is_nullable(new))?;
    let what = format!("{} can be `null`", called(new));
    let wire = Relation::Wider.wire(pair.is_sent, pair.is_received);
    let is_passed = pair.is_sent && pair.has_new && pair.sides.new.api.is_argument(new.field);
    match (is_passed, pair.is_received && new.field.required) {
        (true, true) => finding(what, "it is passed to `new` and read by its accessor as an `Option`", Major, wire),
        (true, false) => finding(what, "it is passed to `new` as an `Option`", Major, wire),
        (false, true) => finding(what, "its accessor gives an `Option`", Major, wire),
        (false, false) => finding(what, "it is `None` then, and `is_null` tells `null` from absent", Minor, wire),
    }
}

fn no_longer_nullable(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| is_nullable(old) && !is_nullable(new))?;
    let what = format!("{} cannot be `null` any more", called(new));
    let wire = Relation::Narrower.wire(pair.is_sent, pair.is_received);
    let meaning = format!("what was only there for `null` is gone, as `{}_null`", new.names.setter);
    finding(what, meaning, Major, wire)
}

fn became_required(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| !old.required && new.required)?;
    let what = format!("{} is always there", called(new));
    if pair.is_sent && pair.sides.new.api.is_argument(new.field) {
        return finding(what, asked(pair, new), Major, Major);
    }
    finding(what, format!("it has the accessor `{}()` too", new.names.field), Minor, Minor)
}

fn became_optional(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.kept(|old, new| old.required && !new.required)?;
    let is_argument = pair.is_sent && pair.has_new && pair.sides.old.api.is_argument(old.field);
    let meaning = match (pair.is_received, is_argument) {
        (true, true) => format!("the accessor `{0}()` is gone, and `new` does not take `{0}`", new.names.field),
        (true, false) => format!("the accessor `{}()` is gone: use the field", new.names.field),
        (false, true) => format!("`new` does not take `{}` any more: use `{}`", new.names.field, new.names.setter),
        (false, false) => "nothing to do".to_owned(),
    };
    let rust = if pair.is_received || is_argument { Major } else { Patch };
    let wire = if pair.is_received { Major } else { Minor };
    finding(format!("{} may be absent", called(new)), meaning, rust, wire)
}

fn renamed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept().filter(|(old, new)| old.names.field != new.names.field)?;
    let what = format!("{} got another name in Rust", called(*new));
    let aliased = new.names.former.iter().any(|former| former.field == old.names.field);
    let more = if aliased { "; its old setter and accessor are deprecated" } else { "" };
    let meaning = format!("`{}` is called `{}` now{more}", old.names.field, new.names.field);
    finding(what, meaning, Major, Patch)
}

/// The field is the same in Rust, but goes by another name on the wire.
fn wire_name_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.kept(|old, new| old.name != new.name)?;
    let what = format!("{} is called {} on the wire", called(old), code(&new.field.name));
    finding(what, "old clients send and read the old name", Patch, Major)
}

fn alias_removed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let is_there = |field: &str| new.names.former.iter().any(|former| former.field == field);
    let is_gone = |former: &&FormerField| !is_there(&former.field) && former.field != new.names.field;
    let gone = &old.names.former.iter().find(is_gone)?.field;
    let what = format!("the deprecated setter and accessor `{gone}` of {} were removed", called(*new));
    finding(what, format!("say `{}`", new.names.field), Major, Patch)
}

fn became_read_only(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| !old.read_only && new.read_only)?;
    let (rust, wire): (Verdict, Verdict) = if pair.is_sent { (Major, Major) } else { (Patch, Patch) };
    let meaning = if pair.is_sent { format!("`{}` is gone", new.names.setter) } else { "nothing to do".to_owned() };
    finding(format!("{} is only in responses", called(new)), meaning, rust, wire)
}

fn no_longer_read_only(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| old.read_only && !new.read_only)?;
    let what = format!("{} can be sent too", called(new));
    match (pair.is_sent, pair.sides.new.api.is_argument(new.field)) {
        (true, true) => finding(what, asked(pair, new), Major, Major),
        (true, false) => finding(what, format!("set it by `{}`", new.names.setter), Minor, Minor),
        (false, _) => finding(what, "nothing to do", Patch, Patch),
    }
}

fn became_write_only(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| !old.write_only && new.write_only)?;
    let wire = if pair.is_received { Major } else { Patch };
    finding(format!("{} is only in requests", called(new)), "answers do not have it", Patch, wire)
}

fn no_longer_write_only(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| old.write_only && !new.write_only)?;
    finding(format!("{} is in responses too", called(new)), "nothing to do", Patch, Minor)
}

fn default_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = (types::default_of(&old.field.docs), types::default_of(&new.field.docs));
    if before == after {
        return None;
    }
    let what = format!("{}: the default {}", called(*new), types::option_became(before.as_deref(), after.as_deref()));
    let wire = if pair.is_sent { Minor } else { Patch };
    finding(what, "the server assumes another value where it is left out", Patch, wire)
}

/// A field that is only in responses is never sent, and the other way round.
fn of_constraints(pair: &Pair<'_>) -> Vec<Found> {
    let Some((old, new)) = pair.case.kept() else { return Vec::new() };
    let place = constraints::Place {
        called: called(*new),
        old: &old.field.docs.constraints,
        new: &new.field.docs.constraints,
        is_sent: pair.is_sent && !new.field.read_only,
        is_received: pair.is_received && !new.field.write_only,
    };
    constraints::check(CONSTRAINTS, &place)
}

fn deprecated(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| !old.docs.deprecated && new.docs.deprecated)?;
    finding(format!("{} is deprecated", called(new)), "it may go in a later version", Minor, Minor)
}

fn undeprecated(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| old.docs.deprecated && !new.docs.deprecated)?;
    finding(format!("{} is no longer deprecated", called(new)), "nothing to do", Patch, Patch)
}

fn documentation_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.kept(|old, new| types::texts_differ(&old.docs, &new.docs))?;
    finding(format!("{} is described in other words", called(new)), "nothing to do", Patch, Patch)
}
