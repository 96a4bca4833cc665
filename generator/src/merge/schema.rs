//! Joins what several pages say about one schema.
//!
//! In: views of a schema that differ in their text. Out: one schema that every value of any of them fits. Two objects
//! are one object with the properties of both, `required` is what all agree on, the values of enums are united, and
//! schemas of different kinds become the branches of an `anyOf`:
//!
//! ```text
//! {type: string, enum: [a]}   {type: string, enum: [b]}   →   {type: string, enum: [a, b]}
//! {type: string}              {$ref: Thing}               →   {anyOf: [{$ref: Thing}, {type: string}]}
//! ```
//!
//! A schema that says nothing adds nothing. An `anyOf` or `oneOf` that holds everything that the others say stays as
//! it is written.

use super::differ;
use super::join::{Known, Role, by_member, join, keys, richest, same_reference, united};
use super::shape::counts;
use super::view::{View, classes, compare};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::keyword::PREFIX_ITEMS;
use std::collections::{BTreeMap, HashSet};

/// Joins at least two views, each distinct in its text.
pub(super) fn join_schemas<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, views: Vec<View<'doc>>) -> Node {
    if let Some(named) = same_reference(dx, known, &views) {
        return named;
    }
    let kinds: HashSet<Kind> = views.iter().map(|view| kind(view.node)).collect();
    let first_shape = views.first().map(|view| known.shape(view.node));
    let one_shape = views.iter().all(|view| Some(known.shape(view.node)) == first_shape);
    match kinds.iter().next() {
        Some(Kind::Nothing) if kinds.len() == 1 => typed(dx, known, &views),
        Some(Kind::Plain(_)) if kinds.len() == 1 && one_shape => typed(dx, known, &views),
        Some(Kind::Plain(kind)) if kinds.len() == 1 && *kind != "mixed" => typed(dx, known, &views),
        Some(Kind::Composed) if kinds.len() == 1 && parts_match(&views) => composed(dx, known, &views),
        _ if one_shape => documented(dx, &views),
        _ => alternatives(dx, known, views),
    }
}

/// What a schema is, as far as joining goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Reference,
    /// `anyOf` or `oneOf`, and nothing else that counts.
    Choice,
    /// `allOf`, alone or beside other keywords.
    Composed,
    /// A schema of one type.
    Plain(&'static str),
    /// It says nothing about the wire.
    Nothing,
    /// Anything else: kept as it is written.
    Opaque,
}

fn kind(node: &Node) -> Kind {
    let Some(object) = node.as_object() else { return Kind::Nothing };
    let has = |key: &str| object.contains_key(key);
    let said: Vec<&str> =
        object.iter().filter(|(key, value)| counts(key, value)).map(|(key, _)| key.as_str()).collect();
    if has("$ref") {
        return Kind::Reference;
    }
    if has("not") {
        return Kind::Opaque;
    }
    if has("allOf") {
        return if has("anyOf") || has("oneOf") { Kind::Opaque } else { Kind::Composed };
    }
    if has("anyOf") || has("oneOf") {
        let only = said.iter().all(|key| matches!(*key, "anyOf" | "oneOf" | "nullable" | "discriminator"));
        return if only && !(has("anyOf") && has("oneOf")) { Kind::Choice } else { Kind::Opaque };
    }
    match node.get("type").and_then(Node::as_str) {
        Some("object") => Kind::Plain("object"),
        Some("array") => Kind::Plain("array"),
        Some("string") => Kind::Plain("string"),
        Some("integer" | "number") => Kind::Plain("number"),
        Some("boolean") => Kind::Plain("boolean"),
        Some(_) => Kind::Opaque,
        None if has("properties") || has("additionalProperties") => Kind::Plain("object"),
        None if has("items") => Kind::Plain("array"),
        None if said.iter().all(|key| *key == "nullable") => Kind::Nothing,
        None => Kind::Plain(of_values(node)),
    }
}

/// What an enum without a type says by its values. Numbers may be of two types.
fn of_values(node: &Node) -> &'static str {
    let values = node.get("enum").and_then(Node::as_array).unwrap_or_default();
    match values {
        [] => "mixed",
        values if values.iter().all(|value| value.as_str().is_some()) => "string",
        values if values.iter().all(|value| value.as_bool().is_some()) => "boolean",
        _ => "mixed",
    }
}

/// Views that mean the same, in a form that is not looked into: the one with the richest documentation.
fn documented(dx: &mut Diagnostics, views: &[View]) -> Node {
    let mut node = richest(dx, views);
    node.place = dx.sources.places.joined(views.iter().map(|view| view.place));
    node
}

/// Schemas of one type, keyword by keyword.
fn typed<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, views: &[View<'doc>]) -> Node {
    let place = dx.sources.places.joined(views.iter().map(|view| view.place));
    let (mut members, mut different) = (Object::new(), Vec::new());
    for (key, of_key) in by_member(&mut dx.sources.places, views) {
        let absent = of_key.len() < views.len();
        if differs(known, &key, &of_key, absent) {
            different.push(key.clone());
        }
        let said = dx.list.len();
        let joined = keyword(dx, known, &key, of_key, absent);
        if key == "items" && are_tuples(views) {
            // It is said of the elements of the tuple, which `items` repeats.
            dx.list.truncate(said);
        }
        members.extend(joined.map(|joined| (key, joined)));
    }
    differ::report(dx, "the schema", views, &different, "what any of them allows is allowed");
    Node::at(place, Value::object(members))
}

/// Whether all are tuples of one length.
fn are_tuples(views: &[View]) -> bool {
    let length = |view: &View| view.node.get(PREFIX_ITEMS).and_then(Node::as_array).map(<[Node]>::len);
    let mut lengths = views.iter().map(length);
    lengths.next().flatten().is_some_and(|first| lengths.all(|length| length == Some(first)))
}

/// Whether a keyword is to be named as different here; what differs further inside is named there.
fn differs<'doc>(known: &Known, key: &str, views: &[View<'doc>], absent: bool) -> bool {
    let Some(first) = views.first() else { return false };
    if views.iter().all(|view| !counts(key, view.node)) {
        return false;
    }
    let wrapped = |node: &Node| Node::new(Value::object(Object::from_iter([(key.to_owned(), node.clone())])));
    match key {
        "properties" => {
            let names = |view: &View<'doc>| view.node.as_object().map(|object| object.keys().collect::<HashSet<_>>());
            let of_first = names(first);
            absent || views.iter().any(|view| names(view) != of_first)
        }
        "items" => absent,
        PREFIX_ITEMS => {
            let length = |view: &View| view.node.as_array().map(<[Node]>::len);
            absent || views.iter().any(|view| length(view) != length(first))
        }
        // Schemas of one kind are joined here, so one that leaves the type out means the same.
        "type" => views.iter().any(|view| view.node.as_str() != first.node.as_str()),
        "additionalProperties" => {
            absent || views.iter().any(|view| view.node.as_object().is_some() != first.node.as_object().is_some())
        }
        _ => absent || views.iter().any(|view| known.shape(&wrapped(view.node)) != known.shape(&wrapped(first.node))),
    }
}

/// One keyword of schemas of one type; `None` if the union does not say it.
fn keyword<'doc>(
    dx: &mut Diagnostics,
    known: &Known<'doc>,
    key: &str,
    views: Vec<View<'doc>>,
    absent: bool,
) -> Option<Node> {
    let texts: HashSet<&str> = views.iter().filter_map(|view| view.node.as_str()).collect();
    match key {
        "properties" | "patternProperties" => Some(join(dx, known, Role::Map(&Role::Schema), views, false)),
        "items" => Some(join(dx, known, Role::Schema, views, false)),
        "additionalProperties" => additional(dx, known, views, absent),
        "type" if texts.contains("number") => {
            let numbers = views.into_iter().filter(|view| view.node.as_str() == Some("number")).collect();
            Some(join(dx, known, Role::Other, numbers, false))
        }
        "required" => common(dx, &views, absent),
        "enum" => (!absent).then(|| united(dx, &views)),
        "nullable" => {
            views.iter().find(|view| view.node.as_bool() == Some(true)).map(|view| view.copy(&mut dx.sources.places))
        }
        "readOnly" | "writeOnly" | "uniqueItems" | "deprecated" | "exclusiveMinimum" | "exclusiveMaximum" => {
            let joined = join(dx, known, Role::All, views, absent);
            (joined.as_bool() == Some(true)).then_some(joined)
        }
        "minimum" | "minLength" | "minItems" | "minProperties" => extreme(dx, views, absent, false),
        "maximum" | "maxLength" | "maxItems" | "maxProperties" => extreme(dx, views, absent, true),
        "format" | "pattern" | "multipleOf" => {
            let classes = classes(&mut dx.sources.places, views);
            if let ([one], false) = (classes.as_slice(), absent) {
                Some(one.copy(&mut dx.sources.places))
            } else {
                None
            }
        }
        "default" => {
            let classes = classes(&mut dx.sources.places, views);
            if let [one] = classes.as_slice() { Some(one.copy(&mut dx.sources.places)) } else { None }
        }
        "description" | "title" | "example" | "examples" | "externalDocs" => {
            Some(join(dx, known, Role::Documentation, views, absent))
        }
        // Tuples of several lengths are no tuple together: `items` says what any element may be.
        PREFIX_ITEMS => {
            let is_of_one_length = !differs(known, key, &views, absent);
            is_of_one_length.then(|| parts(dx, known, &views))
        }
        _ if key.starts_with("x-") => Some(join(dx, known, Role::Documentation, views, absent)),
        _ => Some(join(dx, known, Role::Other, views, absent)),
    }
}

/// `additionalProperties`: a schema says more than `true` or nothing; `false` is left only if all say so.
fn additional<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, views: Vec<View<'doc>>, absent: bool) -> Option<Node> {
    let (schemas, truths): (Vec<View>, Vec<View>) = views.into_iter().partition(|view| view.node.as_object().is_some());
    if !schemas.is_empty() {
        return Some(join(dx, known, Role::Schema, schemas, false));
    }
    let open = absent || truths.iter().any(|view| view.node.as_bool() != Some(false));
    if open { None } else { truths.first().map(|view| view.copy(&mut dx.sources.places)) }
}

/// The names that stand in all lists.
fn common(dx: &mut Diagnostics, views: &[View], absent: bool) -> Option<Node> {
    let mut lists = views.iter().map(|view| {
        let names = view.node.as_array().unwrap_or_default().iter().filter_map(Node::as_str);
        names.collect::<HashSet<&str>>()
    });
    let first = lists.next()?;
    let all = lists.fold(first, |all, list| all.intersection(&list).copied().collect());
    let mut node = united(dx, views);
    if let Value::Array(names) = &mut node.value {
        names.retain(|name| name.as_str().is_some_and(|name| all.contains(name)));
    }
    let is_empty = node.as_array().is_none_or(<[Node]>::is_empty);
    (!absent && !is_empty).then_some(node)
}

fn extreme(dx: &mut Diagnostics, views: Vec<View>, absent: bool, most: bool) -> Option<Node> {
    let classes = classes(&mut dx.sources.places, views);
    let chosen = if most { classes.last() } else { classes.first() };
    chosen.filter(|_| !absent).map(|view| view.copy(&mut dx.sources.places))
}

/// Whether `allOf`s have the same number of parts, with the same references in the same positions.
fn parts_match(views: &[View]) -> bool {
    let outline = |view: &View| -> Option<Vec<Option<String>>> {
        let parts = view.node.get("allOf")?.as_array()?;
        Some(parts.iter().map(|part| part.get("$ref").and_then(Node::as_str).map(str::to_owned)).collect())
    };
    let first = views.first().and_then(outline);
    first.is_some() && views.iter().all(|view| outline(view) == first)
}

/// `allOf`s of one outline: part by part, and the keywords beside them like those of any schema.
fn composed<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, views: &[View<'doc>]) -> Node {
    let place = dx.sources.places.joined(views.iter().map(|view| view.place));
    let mut members = Object::new();
    let mut different = Vec::new();
    for (key, of_key) in by_member(&mut dx.sources.places, views) {
        let absent = of_key.len() < views.len();
        if key == "allOf" {
            members.insert(key, parts(dx, known, &of_key));
            continue;
        }
        if differs(known, &key, &of_key, absent) {
            different.push(key.clone());
        }
        if let Some(joined) = keyword(dx, known, &key, of_key, absent) {
            members.insert(key, joined);
        }
    }
    differ::report(dx, "the schema", views, &different, "what any of them allows is allowed");
    Node::at(place, Value::object(members))
}

fn parts<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, lists: &[View<'doc>]) -> Node {
    let place = dx.sources.places.joined(lists.iter().map(|view| view.place));
    let lists: Vec<Vec<View>> = lists.iter().map(|list| list.elements(&mut dx.sources.places)).collect();
    let length = lists.iter().map(Vec::len).min().unwrap_or(0);
    let joined = (0..length).map(|index| {
        let views = lists.iter().filter_map(|list| list.get(index).copied()).collect();
        join(dx, known, Role::Schema, views, false)
    });
    let joined: Vec<Node> = joined.collect();
    Node::at(place, Value::array(joined))
}

/// Schemas of different kinds: one that holds all the others, or an `anyOf` of the distinct ones.
fn alternatives<'doc>(dx: &mut Diagnostics, known: &Known<'doc>, views: Vec<View<'doc>>) -> Node {
    let place = dx.sources.places.joined(views.iter().map(|view| view.place));
    let branches: Vec<(View, Vec<View>)> = views.iter().map(|view| (*view, branches(dx, *view))).collect();
    let mut all: BTreeMap<u64, Vec<View>> = BTreeMap::new();
    for branch in branches.iter().flat_map(|(_, branches)| branches) {
        all.entry(known.shape(branch.node)).or_default().push(*branch);
    }
    let holds_all = |branches: &[View]| {
        let shapes: HashSet<u64> = branches.iter().map(|branch| known.shape(branch.node)).collect();
        all.keys().all(|shape| shapes.contains(shape))
    };
    let holding: Vec<View> =
        branches.iter().filter(|(_, branches)| holds_all(branches)).map(|(view, _)| *view).collect();
    let before = dx.list.len();
    let joined = match holding.as_slice() {
        [] => united_choice(dx, known, &views, &branches),
        [one] => one.copy(&mut dx.sources.places),
        several => same_reference(dx, known, several).unwrap_or_else(|| documented(dx, several)),
    };
    if !holding.is_empty() || !have_the_same_kinds(known, &branches) {
        differ::drop_reports_at(dx, before, place);
        report_kinds(dx, &views);
    }
    Node::at(place, joined.value)
}

/// Whether choices differ only inside of branches that all of them have, where it is reported.
fn have_the_same_kinds(known: &Known, branches: &[(View, Vec<View>)]) -> bool {
    let kinds = |branches: &[View]| branches.iter().map(|branch| group(known, branch.node)).collect::<HashSet<_>>();
    let all: Vec<_> = branches.iter().map(|(_, branches)| kinds(branches)).collect();
    branches.iter().all(|(view, _)| kind(view.node) == Kind::Choice)
        && all.windows(2).all(|pair| pair.first() == pair.last())
}

/// The branches of a choice; of a schema that says nothing, none; otherwise the schema.
fn branches<'doc>(dx: &mut Diagnostics, view: View<'doc>) -> Vec<View<'doc>> {
    match kind(view.node) {
        Kind::Nothing => Vec::new(),
        Kind::Choice => {
            let places = &mut dx.sources.places;
            let list = view.get(places, "anyOf").or_else(|| view.get(places, "oneOf"));
            list.map(|list| list.elements(places)).unwrap_or_default()
        }
        Kind::Reference | Kind::Composed | Kind::Plain(_) | Kind::Opaque => vec![view],
    }
}

/// Branches with the same key are joined to one.
fn group(known: &Known, branch: &Node) -> (Kind, u64) {
    match kind(branch) {
        plain @ Kind::Plain(name) if name != "mixed" => (plain, 0),
        nothing @ Kind::Nothing => (nothing, 0),
        other => (other, known.shape(branch)),
    }
}

/// A new choice: references stay apart, everything else is joined with what is of its kind.
fn united_choice<'doc>(
    dx: &mut Diagnostics,
    known: &Known<'doc>,
    views: &[View<'doc>],
    branches: &[(View<'doc>, Vec<View<'doc>>)],
) -> Node {
    let all: Vec<View> = branches.iter().flat_map(|(_, branches)| branches.iter().copied()).collect();
    let mut groups: indexmap::IndexMap<(Kind, u64), Vec<View>> = indexmap::IndexMap::new();
    for branch in classes(&mut dx.sources.places, all) {
        groups.entry(group(known, branch.node)).or_default().push(branch);
    }
    let by_shape: HashSet<u64> =
        groups.keys().filter(|(kind, _)| *kind == Kind::Reference).map(|(_, shape)| *shape).collect();
    groups.retain(|(kind, _), views| {
        *kind == Kind::Reference || !views.iter().all(|view| by_shape.contains(&known.shape(view.node)))
    });
    let joined: Vec<Node> = groups.into_values().map(|views| join(dx, known, Role::Schema, views, false)).collect();
    if joined.len() < 2 {
        return joined.into_iter().next().unwrap_or_else(|| Node::new(Value::object(Object::new())));
    }
    let choices: Vec<View> = views.iter().copied().filter(|view| kind(view.node) == Kind::Choice).collect();
    let only_references = joined.iter().all(|branch| kind(branch) == Kind::Reference);
    let keyword =
        if only_references && !choices.is_empty() && choices.iter().all(|view| view.node.get("oneOf").is_some()) {
            "oneOf"
        } else {
            "anyOf"
        };
    let mut members = Object::new();
    for key in keys(&choices).iter().filter(|key| !matches!(key.as_str(), "anyOf" | "oneOf")) {
        let of_key: Vec<View> = choices.iter().filter_map(|view| view.get(&mut dx.sources.places, key)).collect();
        members.extend(self::keyword(dx, known, key, of_key, false).map(|joined| (key.clone(), joined)));
    }
    members.insert(keyword.into(), Node::new(Value::array(joined)));
    Node::new(Value::object(members))
}

fn report_kinds(dx: &mut Diagnostics, views: &[View]) {
    let place = dx.sources.places.joined(views.iter().map(|view| view.place));
    let mut sorted = views.to_vec();
    sorted.sort_by(|one, other| compare(one.node, other.node));
    let action = differ::confirmation(dx, place, serde_json::json!({}));
    let diagnostic =
        dx.warning("differs-between-pages", "pages say different kinds of schema here; any of them is accepted", place);
    for view in &sorted {
        diagnostic.related(format!("here {}", differ::shortened(&view.node.to_json().to_string())), view.place);
    }
    diagnostic.weight(differ::KINDS).suggest(differ::HELP, action);
}
