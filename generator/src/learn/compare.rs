//! Compares answers with the schemas that document them.
//!
//! In: the document, and bodies with the pointers of their schemas. Out: everything that the schemas do not allow, each
//! at the schema that has to allow it: for `{"data": {"id": "x"}}` the schema of `id`, in the component that has it.
//! What the alternatives of a union do not allow is said of the one that fits best.
//!
//! A value that is reached by several ways, through branches of unions or parts of an `allOf`, is compared once with
//! each schema: the cost grows with the values times the schemas, not with the number of ways. A union that leads to
//! itself says nothing by doing so.

mod discriminator;
mod hierarchy;
mod outcome;
mod types;
mod union;
mod untyped;
mod walk;

use super::description::{Description, Number};
use super::view::{self, Part, address};
use outcome::Outcome;
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;
use std::rc::Rc;
use walk::{Outside, Walk};

/// How a value differs from its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It is of another type than documented.
    OtherType,
    /// It is an integer that the documented width does not hold.
    OutOfRange,
    /// It is `null`, which is not documented.
    Null,
    /// Its discriminator names no branch of the union, and no component that extends the documented one.
    NoBranch,
    /// It is none of the documented values.
    Unlisted,
    /// A field that is documented as always there is not.
    Missing,
    /// A field is not documented.
    Undocumented,
    /// The documentation says nothing about the value, which is no deviation.
    Untyped,
}

/// One difference.
#[derive(Debug, Clone)]
pub(super) struct Found<'body> {
    /// Of the schema that has to allow it.
    pub pointer: String,
    pub kind: Kind,
    /// Of the field, where it is about one.
    pub name: Option<String>,
    pub value: &'body Json,
}

/// What was found in all bodies.
#[derive(Debug, Default)]
pub(super) struct Compared<'body> {
    /// Everything that the schemas do not allow, each once.
    pub found: Vec<Found<'body>>,
    /// The bodies that were compared only in part, by their place in the list.
    pub unfinished: BTreeSet<usize>,
}

/// Everything that the bodies have and their schemas do not allow; with `untyped` also what no schema says anything about.
pub(super) fn all<'body>(
    document: &Json,
    description: &Description,
    bodies: &'body [(String, Json)],
    untyped: bool,
) -> Compared<'body> {
    let mut compared = Compared::default();
    let mut walk = Walk::new(document, description, untyped);
    let nothing = walk.nothing_outside();
    for (index, (pointer, body)) in bodies.iter().enumerate() {
        let Some(schema) = document.pointer(pointer) else { continue };
        walk.start(body);
        let mut outcome = Outcome::default();
        value(&mut walk, &mut outcome, &Part { pointer: pointer.clone(), schema }, body, &nothing, 0);
        outcome.flatten(&mut compared.found);
        if !walk.is_finished {
            compared.unfinished.insert(index);
        }
    }
    compared
}

/// Compares one value with one schema. `outside` are the properties that are documented beside it.
fn value<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    part: &Part<'doc>,
    value: &'body Json,
    outside: &Rc<Outside>,
    depth: usize,
) {
    let schema = part.schema;
    if !schema.is_object() || !walk.step(depth) {
        return;
    }
    if value.is_null() {
        let described = walk.description.at(&part.pointer).map(|described| described.takes_null);
        if !described.unwrap_or_else(|| types::allows(&mut walk.types, walk.document, part, value)) {
            say(out, &part.pointer, Kind::Null, None, value);
        }
        return;
    }
    if let Some((pointer, target)) = view::target(walk.document, schema)
        && view::list(schema, "allOf").is_none()
        && is_scalar(target)
    {
        // A scalar component is corrected where it is defined.
        return self::value(walk, out, &Part { pointer, schema: target }, value, outside, depth + 1);
    }
    if walk.untyped
        && let Some(silent) = untyped::place(walk.document, part, value)
    {
        return say(out, &silent, Kind::Untyped, None, value);
    }
    let parts = walk.parts(part);
    if let Some(number) = walk.description.at(&part.pointer).and_then(|described| described.number) {
        return read_number(out, &parts, number, value);
    }
    if parts.iter().any(|part| view::kind(part.schema).is_some_and(|kind| !view::is_of(value, kind))) {
        return say(out, &part.pointer, Kind::OtherType, None, value);
    }
    let part = view::referred(walk.document, part);
    let parent = walk.parents.get(&part.pointer).or_else(|| {
        let other = hierarchy::other_name(&part)?;
        walk.parents.get(&view::referred(walk.document, &other).pointer)
    });
    match parent.cloned() {
        Some(parent) if value.is_object() => union::parent(walk, out, &parent, value, outside, depth),
        Some(_) | None => model(walk, out, &part, value, outside, depth),
    }
}

/// Compares a value of the right type with one schema, even if others extend that.
fn model<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    part: &Part<'doc>,
    value: &'body Json,
    outside: &Rc<Outside>,
    depth: usize,
) {
    let question = (address(part.schema), address(value), outside.number);
    match walk.known.get(&question) {
        Some(Some(known)) => return out.add(known),
        Some(None) => return,
        None => walk.known.insert(question, None),
    };
    let mut outcome = Outcome::default();
    inside(walk, &mut outcome, part, value, outside, depth);
    let outcome = Rc::new(outcome);
    out.add(&outcome);
    walk.known.insert(question, Some(outcome));
}

/// Compares a value of the right type with one schema: what is in it, and which branches it fits.
fn inside<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    part: &Part<'doc>,
    value: &'body Json,
    outside: &Rc<Outside>,
    depth: usize,
) {
    let parts = walk.parts(part);
    for part in parts.iter() {
        listed(out, part, value);
        in_range(out, part, value);
    }
    match value {
        Json::Object(members) => object(walk, out, &parts, (value, members), outside, depth),
        Json::Array(elements) => {
            let nothing = walk.nothing_outside();
            for items in parts.iter().filter_map(|part| view::child(part, &["items"])) {
                for element in elements {
                    self::value(walk, out, &items, element, &nothing, depth + 1);
                }
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
    let unions: Vec<_> = parts.iter().filter_map(|part| Some((part, view::branches(part)?.1))).collect();
    if unions.is_empty() {
        return;
    }
    let own = parts.iter().flat_map(|part| view::members(part.schema, "properties")).flat_map(Map::keys).cloned();
    let outside = walk.outside(outside, own.filter(|_| value.is_object()));
    for (part, branches) in unions {
        union::branches(walk, out, part, &branches, value, &outside, depth);
    }
}

fn say<'body>(out: &mut Outcome<'body>, pointer: &str, kind: Kind, name: Option<&str>, value: &'body Json) {
    let name = name.map(str::to_owned);
    out.say(Found { pointer: pointer.to_owned(), kind, name, value });
}

fn is_scalar(schema: &Json) -> bool {
    let is_composed = ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|key| schema.get(*key).is_some());
    let is_scalar = matches!(view::kind(schema), Some("string" | "integer" | "number" | "boolean"));
    !is_composed && (is_scalar || (view::kind(schema).is_none() && view::list(schema, "enum").is_some()))
}

fn listed<'body>(out: &mut Outcome<'body>, part: &Part, value: &'body Json) {
    let Some(values) = view::list(part.schema, "enum") else { return };
    let is_same = |known: &Json| known == value || (known.is_number() && known.as_f64() == value.as_f64());
    if values.iter().any(is_same) {
        return;
    }
    let is_scalar = !value.is_object() && !value.is_array();
    let kind = if is_scalar && (view::kind(part.schema).is_some() || of_listed_type(values, value)) {
        Kind::Unlisted
    } else {
        Kind::OtherType
    };
    say(out, &part.pointer, kind, None, value);
}

fn of_listed_type(values: &[Json], value: &Json) -> bool {
    values.iter().any(|known| view::type_of(known) == view::type_of(value))
}

/// Whether the client reads the value as a number of its type.
fn read_number<'body>(out: &mut Outcome<'body>, parts: &[Part], number: Number, value: &'body Json) {
    let Some(part) = parts.first() else { return };
    match number {
        Number::Integer(_) if !view::is_integer(value) => say(out, &part.pointer, Kind::OtherType, None, value),
        Number::Integer(kind) if !super::infer::fits(kind, value) => {
            // The part of a composition that has the type gets another format, as does the only branch of a union.
            let is_typed = |part: &&Part| matches!(view::kind(part.schema), Some("integer" | "number"));
            let branches = parts.iter().filter_map(|part| Some(view::branches(part)?.1)).flatten().collect::<Vec<_>>();
            let typed = parts.iter().chain(&branches).find(is_typed);
            say(out, &typed.unwrap_or(part).pointer, Kind::OutOfRange, None, value);
        }
        Number::Float(_) if !value.is_number() => say(out, &part.pointer, Kind::OtherType, None, value),
        Number::Integer(_) | Number::Float(_) => {}
    }
}

/// Whether the client's integer holds the value.
fn in_range<'body>(out: &mut Outcome<'body>, part: &Part, value: &'body Json) {
    if !value.is_number() || view::kind(part.schema) != Some("integer") {
        return;
    }
    if !super::infer::holds(view::text(part.schema, "format"), value) {
        say(out, &part.pointer, Kind::OutOfRange, None, value);
    }
}

fn object<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    parts: &[Part<'doc>],
    (whole, members): (&'body Json, &'body Map<String, Json>),
    outside: &Rc<Outside>,
    depth: usize,
) {
    for part in parts {
        for name in view::list(part.schema, "required").unwrap_or_default().iter().filter_map(Json::as_str) {
            let is_sent = |schema: &Json| !view::is_true(schema, "writeOnly");
            let is_expected = part.schema.get("properties").and_then(|all| all.get(name)).is_none_or(is_sent);
            if is_expected && !members.contains_key(name) {
                say(out, &part.pointer, Kind::Missing, Some(name), whole);
            }
        }
    }
    let documented = parts.first().map(|part| walk.property_names(part)).unwrap_or_default();
    let nothing = walk.nothing_outside();
    let says = |part: &Part| view::members(part.schema, "properties").is_some() || is_closed(part.schema);
    // What is beside a union says itself what it does not know.
    let is_described = outside.names.is_empty() && parts.iter().any(says);
    let is_patterned = parts.iter().any(|part| part.schema.get("patternProperties").is_some());
    let open = parts.iter().find(|part| !is_closed(part.schema) && part.schema.get("additionalProperties").is_some());
    let open = open.and_then(|part| view::child(part, &["additionalProperties"]));
    for (name, member) in members {
        let mut is_known = false;
        for property in parts.iter().filter_map(|part| view::child(part, &["properties", name])) {
            is_known = true;
            value(walk, out, &property, member, &nothing, depth + 1);
        }
        if is_known || documented.contains(name) || outside.names.contains(name) {
            continue;
        }
        // The value of a key that fits a pattern is described by the pattern alone.
        if is_patterned {
            continue;
        }
        if let Some(open) = &open {
            value(walk, out, open, member, &nothing, depth + 1);
        } else if is_described {
            say(out, &owner(parts).unwrap_or_default(), Kind::Undocumented, Some(name), member);
        }
    }
}

fn is_closed(schema: &Json) -> bool {
    schema.get("additionalProperties") == Some(&Json::Bool(false))
}

/// Where a property that is not documented belongs: to the first schema that has properties and is no shared base of
/// an `allOf`, or else to the whole.
fn owner(parts: &[Part]) -> Option<String> {
    let first = parts.first()?;
    // What a reference alone leads to is the schema itself.
    let mut whole = first;
    for part in parts.iter().skip(1) {
        let of_one = view::list(whole.schema, "allOf").is_some_and(|all| all.len() == 1);
        if whole.schema.get("properties").is_none() && of_one {
            whole = part;
        }
    }
    let is_inside = |part: &&Part| {
        part.pointer.strip_prefix(&whole.pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let with_properties =
        parts.iter().filter(is_inside).find(|part| view::members(part.schema, "properties").is_some());
    Some(with_properties.unwrap_or(whole).pointer.clone())
}
