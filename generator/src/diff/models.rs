//! Rules about a type of its own as a whole; those about its fields, values and branches are in `fields` and `shapes`.

use super::matching::{self, ModelItem, Sides};
use super::rule::{Case, Finding, Found, finding, found};
use super::structure::wire_of_kinds;
use super::types::{self, Relation};
use super::{Revision, constraints};
use super::{fields, own_fields, places, shapes};
use crate::changes::Verdict::{Major, Minor, Patch};
use crate::features::ALL_TYPES;
use crate::ir::{Identity, ObjectShape, Shape, TagId, TypeDef};
use crate::names::{Constructor, TagNames};

/// What a rule looks at.
pub struct Pair<'a> {
    sides: &'a Sides<'a>,
    case: &'a Case<ModelItem<'a>>,
}

type Rule = fn(&Pair<'_>) -> Option<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("model-added", added),
    ("model-removed", removed),
    ("model-made-default", made_default),
    ("model-made-optional", made_optional),
    ("model-renamed", renamed),
    ("model-alias-removed", alias_removed),
    ("model-kind-changed", kind_changed),
    ("model-feature-changed", feature_changed),
    ("model-deprecated", deprecated),
    ("model-undeprecated", undeprecated),
    ("enum-opened", enum_opened),
    ("enum-closed", enum_closed),
    ("model-documentation-changed", documentation_changed),
    ("constructor-added", constructor_added),
    ("constructor-removed", constructor_removed),
    ("constructor-reordered", constructor_reordered),
    ("constructor-replaced", constructor_replaced),
    ("constructor-alias-removed", constructor_alias_removed),
    ("further-properties-added", further_added),
    ("further-properties-removed", further_removed),
    ("further-properties-changed", further_changed),
];

const CONSTRAINTS: constraints::Ids =
    ["model-constraint-tightened", "model-constraint-loosened", "model-constraint-changed"];

/// The ids of the rules.
pub fn ids() -> Vec<&'static str> {
    RULES.iter().map(|(id, _)| *id).chain(CONSTRAINTS).collect()
}

/// What changed in a type.
pub fn check(sides: &Sides<'_>, case: &Case<ModelItem<'_>>) -> Vec<Found> {
    let pair = Pair { sides, case };
    let mut list = found(RULES.iter().map(|(id, rule)| (*id, rule(&pair))));
    if let Some((old, new)) = case.kept() {
        let place = constraints::Place {
            called: format!("the {}", kind(&new.definition.shape)),
            old: &old.definition.docs.constraints,
            new: &new.definition.docs.constraints,
            is_sent: old.definition.in_request,
            is_received: old.definition.in_response,
        };
        list.extend(constraints::check(CONSTRAINTS, &place));
        match (&old.definition.shape, &new.definition.shape) {
            (Shape::Object(before), Shape::Object(after)) => {
                let found = fields::check(sides, (*old, before), (*new, after));
                list.extend(own_fields::check(sides, (*old, before), (*new, after), &found));
                list.extend(found);
            }
            (Shape::StringEnum(before), Shape::StringEnum(after))
            | (Shape::ValueEnum(before), Shape::ValueEnum(after)) => {
                list.extend(shapes::values((*old, before), (*new, after)));
                list.extend(places::check(sides, *old, *new));
            }
            (Shape::Union(before), Shape::Union(after)) => {
                list.extend(shapes::branches(sides, (*old, before), (*new, after)));
            }
            _ => {}
        }
    }
    list
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Object(_) => "model",
        Shape::StringEnum(_) => "enum of texts",
        Shape::ValueEnum(_) => "enum of values",
        Shape::Union(_) => "union",
    }
}

fn added(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.added()?;
    let what = format!("the {} was added", kind(&item.definition.shape));
    finding(what, "there is a new type", Minor, Patch)
}

fn removed(pair: &Pair<'_>) -> Option<Finding> {
    let item = pair.case.removed()?;
    let what = format!("the {} was removed", kind(&item.definition.shape));
    let ident = &item.names.ident;
    let heir = pair.sides.new.names.types.iter().find(|names| names.former.contains(ident));
    match heir {
        Some(heir) => finding(what, format!("`{ident}` is deprecated: say `{}`", heir.ident), Minor, Patch),
        None => finding(what, format!("the type `{ident}` is gone"), Major, Patch),
    }
}

/// A type that operations reach now.
fn made_default(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = moved(pair)?;
    (!old && new).then_some(())?;
    finding("the type is on by default now", format!("it needs no feature `{ALL_TYPES}`"), Minor, Patch)
}

/// A type that no operation reaches any more.
fn made_optional(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = moved(pair)?;
    (old && !new).then_some(())?;
    finding("no operation reaches the type any more", format!("turn on the feature `{ALL_TYPES}`"), Major, Patch)
}

/// Whether the type was in the default set, and whether it is. `None` for one inside a type that moves as well.
fn moved(pair: &Pair<'_>) -> Option<(bool, bool)> {
    let (old, new) = pair.case.kept()?;
    let is_default = |side: Revision<'_>, definition: &TypeDef| definition.is_reached || side.names.all_types;
    let move_of = |old: &TypeDef, new: &TypeDef| (is_default(pair.sides.old, old), is_default(pair.sides.new, new));
    let own = move_of(old.definition, new.definition);
    let parents = match (&old.definition.identity, &new.definition.identity) {
        (Identity::Inline { parent: before, .. }, Identity::Inline { parent: after, .. }) => {
            pair.sides.old.api.types.get(before.0).zip(pair.sides.new.api.types.get(after.0))
        }
        _ => None,
    };
    let is_told = parents.is_some_and(|(before, after)| move_of(before, after) == own);
    (!is_told).then_some(own)
}

fn renamed(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.case.kept()?;
    let before = pair.sides.earlier_names(*new);
    if before.is_empty() {
        return None;
    }
    let after = &new.names.ident;
    let list = before.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let (types, are) = if before.len() == 1 { ("type", "is") } else { ("types", "are") };
    let has_aliases = before.iter().all(|before| new.names.former.iter().any(|former| former == before));
    let (fate, rust) = if has_aliases { ("deprecated", Minor) } else { ("gone", Major) };
    let meaning = format!("{list} {are} {fate}: say `{after}`");
    finding(format!("the {types} {list} {are} called `{after}` now"), meaning, rust, Patch)
}

fn alias_removed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let is_gone = |former: &&String| !new.names.former.contains(former) && **former != new.names.ident;
    let gone = old.names.former.iter().find(is_gone)?;
    let meaning = format!("say `{}`", new.names.ident);
    finding(format!("the deprecated type `{gone}` was removed"), meaning, Major, Patch)
}

fn kind_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = (kind(&old.definition.shape), kind(&new.definition.shape));
    if before == after {
        return None;
    }
    let article = if after.starts_with("enum") { "an" } else { "a" };
    let wire = wire_of_kinds(pair.sides, *old, *new);
    finding(format!("the {before} became {article} {after}"), "it is used in another way", Major, wire)
}

/// The tag that the type belongs to alone: it is behind the feature of that. All other types are always there.
fn tag<'a>(side: Revision<'a>, item: &ModelItem<'_>) -> Option<(TagId, &'a TagNames)> {
    let [tag] = item.definition.tags.as_slice() else { return None };
    Some((*tag, side.names.tags.get(tag.0)?))
}

/// A type that goes with an operation to another tag is told with the operation. One that needs a feature no longer is
/// there for everybody. Code got no value of a type that no operation reached.
fn feature_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept().filter(|(old, _)| !old.definition.tags.is_empty())?;
    let (before, after) = (tag(pair.sides.old, old), tag(pair.sides.new, new)?);
    let is_same = |(_, before): &(TagId, &TagNames)| {
        before.feature == after.1.feature || after.1.former.iter().any(|former| former.feature == before.feature)
    };
    let goes_with = |(before, _): &(TagId, &TagNames)| {
        matching::operations(pair.sides)
            .iter()
            .filter_map(Case::kept)
            .any(|(old, new)| old.operation.tag == *before && new.operation.tag == after.0)
    };
    if before.is_some_and(|before| is_same(&before) || goes_with(&before)) {
        return None;
    }
    let instead = before.map(|(_, before)| format!(" instead of `{}`", before.feature)).unwrap_or_default();
    let what = format!("it needs the feature `{}`{instead}", after.1.feature);
    finding(what, "code that turns the default features off has to name it", Major, Patch)
}

fn deprecated(pair: &Pair<'_>) -> Option<Finding> {
    let is_news =
        |old: &ModelItem<'_>, new: &ModelItem<'_>| !old.definition.docs.deprecated && new.definition.docs.deprecated;
    pair.case.kept().filter(|(old, new)| is_news(old, new))?;
    finding("the type is deprecated", "it may go in a later version", Minor, Minor)
}

fn undeprecated(pair: &Pair<'_>) -> Option<Finding> {
    let is_news =
        |old: &ModelItem<'_>, new: &ModelItem<'_>| old.definition.docs.deprecated && !new.definition.docs.deprecated;
    pair.case.kept().filter(|(old, new)| is_news(old, new))?;
    finding("the type is no longer deprecated", "nothing to do", Patch, Patch)
}

/// Both states, if they are enums of texts.
fn enums<'p, 'a>(pair: &'p Pair<'a>) -> Option<(&'p ModelItem<'a>, &'p ModelItem<'a>)> {
    let is_enum = |item: &ModelItem<'_>| matches!(item.definition.shape, Shape::StringEnum(_));
    pair.case.kept().filter(|(old, new)| is_enum(old) && is_enum(new))
}

/// A string enum is open in Rust whether or not other texts are documented. If they are, it owns them and is no `Copy`.
fn enum_opened(pair: &Pair<'_>) -> Option<Finding> {
    enums(pair).filter(|(old, new)| !old.definition.any_text && new.definition.any_text)?;
    finding(
        "any other text is documented too",
        "other texts were kept before; it is no `Copy` now: clone it",
        Major,
        Minor,
    )
}

fn enum_closed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, _) = enums(pair).filter(|(old, new)| old.definition.any_text && !new.definition.any_text)?;
    let wire = if old.definition.in_request { Major } else { Minor };
    // A closure that moved it borrows it now (rust-lang/rust#100905), and accessors give it by value.
    let meaning = "the server may refuse other texts; it is `Copy` now: write `move` where a closure took it";
    finding("no text but the listed values is documented any more", meaning, Major, wire)
}

fn documentation_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = (&old.definition.docs, &new.definition.docs);
    if !types::texts_differ(before, after) && before.default == after.default {
        return None;
    }
    finding("the type is described in other words", "nothing to do", Patch, Patch)
}

/// Both states, if they are models.
fn objects<'a>(pair: &Pair<'a>) -> Option<(&'a ObjectShape, &'a ObjectShape)> {
    let (old, new) = pair.case.kept()?;
    match (&old.definition.shape, &new.definition.shape) {
        (Shape::Object(old), Shape::Object(new)) => Some((old, new)),
        _ => None,
    }
}

/// Only a model that a request may contain can be made, and has setters.
fn constructor_added(pair: &Pair<'_>) -> Option<Finding> {
    objects(pair)?;
    pair.case.kept().filter(|(old, new)| !old.definition.in_request && new.definition.in_request)?;
    let (_, new) = pair.case.kept()?;
    // What no operation reaches can be made too.
    let what = if new.definition.tags.is_empty() {
        "no operation contains the model any more"
    } else {
        "requests may contain the model now"
    };
    let meaning = format!("it has `{}`, and a setter for each field", made_by(new));
    finding(what, meaning, Minor, Patch)
}

fn constructor_removed(pair: &Pair<'_>) -> Option<Finding> {
    objects(pair)?;
    let (old, new) = pair.case.kept().filter(|(old, new)| old.definition.in_request && !new.definition.in_request)?;
    let meaning = format!("`{}::{}` is gone, and so are the setters of its fields", new.names.ident, made_by(old));
    finding("it is only in responses now", meaning, Major, Patch)
}

fn constructor_reordered(pair: &Pair<'_>) -> Option<Finding> {
    let (old, _) =
        both_sent(pair).filter(|(old, new)| old.names.constructor.has_new() && new.names.constructor.has_new())?;
    let (before, after) = objects(pair)?;
    let required = |shape: &ObjectShape| -> Vec<String> {
        let fields = shape.fields.iter().filter(|field| field.required && !field.read_only);
        fields.map(|field| field.name.clone()).collect()
    };
    let (mut before, mut after) = (required(before), required(after));
    before.retain(|name| after.contains(name));
    after.retain(|name| before.contains(name));
    if before == after {
        return None;
    }
    let list: Vec<String> = after.iter().map(|name| format!("`{name}`")).collect();
    let what = format!("the required fields are in another order: {}", list.join(", "));
    finding(what, format!("`{}::new` takes its arguments in this order", old.names.ident), Major, Patch)
}

/// What makes a model that is sent.
fn made_by(item: &ModelItem<'_>) -> &'static str {
    match item.names.constructor {
        Constructor::New => "new",
        Constructor::Builder { .. } => "builder",
    }
}

/// Both states, if a request could contain the model and still can.
fn both_sent<'p, 'a>(pair: &'p Pair<'a>) -> Option<(&'p ModelItem<'a>, &'p ModelItem<'a>)> {
    pair.case.kept().filter(|(old, new)| old.definition.in_request && new.definition.in_request)
}

/// A model that is built by names from now on.
fn constructor_replaced(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = both_sent(pair).filter(|(old, _)| old.names.constructor == Constructor::New)?;
    let Constructor::Builder { keeps_new } = new.names.constructor else { return None };
    let (fate, rust) = if keeps_new { ("deprecated", Minor) } else { ("gone", Major) };
    let ident = &new.names.ident;
    let meaning = format!("`{ident}::new` is {fate}: say `{ident}::builder()`");
    finding("it requires many fields, two of one type, so it is built by their names", meaning, rust, Patch)
}

/// The `new` of the last version is gone.
fn constructor_alias_removed(pair: &Pair<'_>) -> Option<Finding> {
    let is_kept = |item: &ModelItem<'_>| item.names.constructor == Constructor::Builder { keeps_new: true };
    let (_, new) = both_sent(pair).filter(|(old, new)| is_kept(old) && !is_kept(new))?;
    let ident = &new.names.ident;
    finding("the deprecated constructor `new` was removed", format!("say `{ident}::builder()`"), Major, Patch)
}

fn further_added(pair: &Pair<'_>) -> Option<Finding> {
    let (_, new) = pair.case.kept()?;
    let (before, after) = objects(pair)?;
    let (None, Some(type_)) = (&before.additional, &after.additional) else { return None };
    let what = format!("further properties are documented, as `{}`", types::text(pair.sides.new, type_));
    finding(what, format!("they are in `{}`, and in `undocumented` no more", new.names.additional), Minor, Minor)
}

fn further_removed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, _) = pair.case.kept()?;
    let (before, after) = objects(pair)?;
    if before.additional.is_none() || after.additional.is_some() {
        return None;
    }
    let meaning = format!("the field `{}` is gone; they are in `undocumented`", old.names.additional);
    finding("further properties are not documented any more", meaning, Major, Major)
}

fn further_changed(pair: &Pair<'_>) -> Option<Finding> {
    let (old, new) = pair.case.kept()?;
    let (before, after) = objects(pair)?;
    let (before, after) = (before.additional.as_ref()?, after.additional.as_ref()?);
    let relation = types::relation(pair.sides, before, after);
    if relation == Relation::Same {
        return None;
    }
    let what = format!("the further properties: {}", types::became(pair.sides, before, after));
    let meaning = format!("`{}` has another type", new.names.additional);
    let wire = relation.wire(old.definition.in_request, old.definition.in_response);
    finding(what, meaning, Major, wire)
}
