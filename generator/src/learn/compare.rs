//! Compares responses with what the client reads.
//!
//! In: the client, the document that it is of, and bodies with the pointers of their schemas. Out: everything that the
//! client's types do not have, each at the schema that has to allow it: for `{"data": {"id": "x"}}` the schema of `id`, in
//! the component that has it. What the alternatives of a union do not allow is said of the one that fits best.
//!
//! The types alone say what deviates; the document is looked at only for the place to correct. A value that is reached
//! by several ways is compared once with each type: the cost grows with the values times the types, not with the number
//! of ways.

mod fits;
mod object;
mod outcome;
mod union;
mod untyped;
mod walk;

use super::infer;
use super::view::{self, Part, address};
use crate::ir::{Api, EnumValue, IntegerKind, Reader, Shape, Type, TypeDef, TypeId};
use crate::keyword;
use outcome::Outcome;
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use walk::Walk;

/// From a response to the schema of its JSON.
pub(super) const CONTENT: &str = "/content/application~1json/schema";

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
    /// A body comes where none is documented.
    UndocumentedBody,
    /// The documentation says nothing about the value, which is no deviation.
    Untyped,
}

/// One difference.
#[derive(Debug, Clone)]
pub(super) struct Found<'body> {
    /// Of the schema that has to allow it; of the response, if that is documented without content.
    pub pointer: String,
    pub kind: Kind,
    /// Of the field, where it is about one.
    pub name: Option<String>,
    pub value: &'body Json,
    /// `null` is documented there too, and stays so.
    pub takes_null: bool,
}

/// What was found in all bodies.
#[derive(Debug, Default)]
pub(super) struct Compared<'body> {
    /// Everything that the types do not have, each once.
    pub found: Vec<Found<'body>>,
    /// The bodies that were compared only in part, by their place in the list.
    pub unfinished: BTreeSet<usize>,
}

/// Everything that the bodies have and the types do not, and what is documented nowhere.
pub(super) fn all<'body>(document: &Json, api: &Api, bodies: &'body [(String, Json)]) -> Compared<'body> {
    let mut compared = Compared::default();
    let mut walk = Walk::new(document, api);
    let types = types(api);
    for (index, (pointer, body)) in bodies.iter().enumerate() {
        walk.start(body);
        let mut outcome = Outcome::default();
        match types.get(pointer.as_str()) {
            Some(type_) => {
                let at: Vec<Part> = view::part(document, pointer).into_iter().collect();
                value(&mut walk, &mut outcome, type_, &at, body, 0);
            }
            None => without_content(document, &mut outcome, pointer, body),
        }
        outcome.flatten(&mut compared.found);
        if !walk.is_finished {
            compared.unfinished.insert(index);
        }
    }
    compared
}

/// The types of all bodies that are read as JSON, by the pointers of their schemas.
fn types(api: &Api) -> HashMap<&str, &Type> {
    let responses = api.operations.iter().flat_map(|operation| operation.successes.iter().chain(&operation.errors));
    let contents = responses.flat_map(|response| &response.contents);
    let json = contents.filter_map(|content| match Reader::of(content) {
        Reader::Json(type_) => Some((content.pointer.as_str(), type_)),
        _ => None,
    });
    json.collect()
}

/// A body of a response that is documented without content.
fn without_content<'body>(document: &Json, out: &mut Outcome<'body>, pointer: &str, body: &'body Json) {
    let response = pointer.strip_suffix(CONTENT).and_then(|response| view::part(document, response));
    if let Some(response) = response {
        say(out, &response.pointer, Kind::UndocumentedBody, None, body);
    }
}

/// Compares one value with a type. `at` are the schemas that describe the value, as they are written.
fn value<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    type_: &'doc Type,
    at: &[Part<'doc>],
    value: &'body Json,
    depth: usize,
) {
    if !walk.step(depth) {
        return;
    }
    if value.is_null() {
        if !matches!(type_, Type::Nullable(_) | Type::Any) {
            null(out, at, value);
        }
        return;
    }
    let at: Vec<Part> = at.iter().map(|part| scalar(walk.document, part)).collect();
    let is_of_type = match type_ {
        Type::Nullable(inner) => {
            let mut outcome = Outcome::default();
            self::value(walk, &mut outcome, inner, &at, value, depth + 1);
            outcome.keep_null();
            return out.add(&Rc::new(outcome));
        }
        Type::Any => return untyped::any(walk, out, &at, value),
        Type::Named(id) | Type::Boxed(id) => return named(walk, out, *id, &at, value, depth),
        Type::Array(inner) if value.is_array() => return list(walk, out, inner, &at, value, depth),
        Type::Tuple(elements) if value.as_array().is_some_and(|items| items.len() == elements.len()) => {
            return tuple(walk, out, elements, &at, value, depth);
        }
        Type::Map(inner) if value.is_object() => return object::map(walk, out, inner, &at, value, depth),
        Type::Integer(kind) if view::is_integer(value) => return in_range(walk, out, *kind, &at, value),
        Type::Boolean => value.is_boolean(),
        Type::Float(_) => value.is_number(),
        Type::String | Type::Text(_) | Type::Binary => value.is_string(),
        Type::Array(_) | Type::Tuple(_) | Type::Map(_) | Type::Integer(_) => false,
    };
    if !is_of_type {
        other_type(walk, out, &at, value);
    }
}

fn say<'body>(out: &mut Outcome<'body>, pointer: &str, kind: Kind, name: Option<&str>, value: &'body Json) {
    let name = name.map(str::to_owned);
    out.say(Found { pointer: pointer.to_owned(), kind, name, value, takes_null: false });
}

/// A `null` that is not documented. Of several schemas each has to allow it.
fn null<'body>(out: &mut Outcome<'body>, at: &[Part], value: &'body Json) {
    let is_silent = |part: &&Part| !view::is_true(part.schema, "nullable");
    let silent: Vec<&Part> = at.iter().filter(is_silent).collect();
    let chosen = if silent.is_empty() { at.iter().collect() } else { silent };
    chosen.into_iter().for_each(|part| say(out, &part.pointer, Kind::Null, None, value));
}

/// A value of another type. Of several schemas those have to allow it that demand one.
fn other_type<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    at: &[Part<'doc>],
    value: &'body Json,
) {
    let refuses = |part: &Part| view::kind(part.schema).is_some_and(|kind| !view::is_of(value, kind));
    let refusing: Vec<&Part> = at.iter().filter(|part| walk.parts(part).iter().any(refuses)).collect();
    let chosen = if refusing.is_empty() { at.iter().collect() } else { refusing };
    chosen.into_iter().for_each(|part| say(out, &part.pointer, Kind::OtherType, None, value));
}

/// A scalar component is corrected where it is defined; any other schema where it stands.
fn scalar<'doc>(document: &'doc Json, part: &Part<'doc>) -> Part<'doc> {
    let mut part = part.clone();
    for _ in 0..view::MAX_DEPTH {
        let is_reference = view::list(part.schema, "allOf").is_none();
        match view::target(document, part.schema).filter(|(_, target)| is_reference && is_scalar(target)) {
            Some((pointer, schema)) => part = Part { pointer, schema },
            None => break,
        }
    }
    part
}

fn is_scalar(schema: &Json) -> bool {
    let is_composed = ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|key| schema.get(*key).is_some());
    let is_scalar = matches!(view::kind(schema), Some("string" | "integer" | "number" | "boolean"));
    !is_composed && (is_scalar || (view::kind(schema).is_none() && view::list(schema, "enum").is_some()))
}

/// Whether the client's integer holds the value. Of several schemas those have to be wider that say a type.
fn in_range<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    kind: IntegerKind,
    at: &[Part<'doc>],
    value: &'body Json,
) {
    if infer::fits(kind, value) {
        return;
    }
    let is_typed = |part: &Part| matches!(view::kind(part.schema), Some("integer" | "number"));
    let typed: Vec<Part> = walk.within(at, is_typed);
    let narrow = |part: &&Part| !infer::holds(view::text(part.schema, "format"), value);
    let narrow: Vec<&Part> = typed.iter().filter(narrow).collect();
    let chosen = if narrow.is_empty() { typed.iter().chain(at).take(1).collect() } else { narrow };
    chosen.into_iter().for_each(|part| say(out, &part.pointer, Kind::OutOfRange, None, value));
}

fn list<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    inner: &'doc Type,
    at: &[Part<'doc>],
    value: &'body Json,
    depth: usize,
) {
    let items = walk.children(at, &["items"]);
    if items.is_empty() && *inner == Type::Any {
        return untyped::any(walk, out, at, value);
    }
    for element in value.as_array().into_iter().flatten() {
        self::value(walk, out, inner, &items, element, depth + 1);
    }
}

/// Compares an array of the documented length, element by element.
fn tuple<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    elements: &'doc [Type],
    at: &[Part<'doc>],
    value: &'body Json,
    depth: usize,
) {
    for (index, (type_, element)) in elements.iter().zip(value.as_array().into_iter().flatten()).enumerate() {
        let index = index.to_string();
        let mut element_at = walk.children(at, &[keyword::PREFIX_ITEMS, &index]);
        if element_at.is_empty() {
            element_at = walk.children(at, &["items", &index]);
        }
        self::value(walk, out, type_, &element_at, element, depth + 1);
    }
}

/// Compares a value with a type of its own, each value once at each of its places.
fn named<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    id: TypeId,
    at: &[Part<'doc>],
    value: &'body Json,
    depth: usize,
) {
    let api = walk.api;
    let Some(definition) = api.types.get(id.0) else { return };
    match &definition.shape {
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            return listed(walk, out, (definition, values), at, value);
        }
        Shape::Object(_) if !value.is_object() => return other_type(walk, out, at, value),
        Shape::Object(_) | Shape::Union(_) => {}
    }
    let place = walk.place(id, definition, at);
    let question = (id, place.schemas.first().map_or(0, |part| address(part.schema)), address(value));
    match walk.known.get(&question) {
        Some(Some(known)) => return out.add(known),
        Some(None) => return,
        None => walk.known.insert(question, None),
    };
    let mut outcome = Outcome::default();
    match &definition.shape {
        Shape::Object(shape) => object::compare(walk, &mut outcome, (id, shape), &place, value, depth),
        Shape::Union(shape) => union::compare(walk, &mut outcome, shape, (&place, at), value, depth),
        Shape::StringEnum(_) | Shape::ValueEnum(_) => {}
    }
    let outcome = Rc::new(outcome);
    out.add(&outcome);
    walk.known.insert(question, Some(outcome));
}

/// Whether a value is one of an enum.
fn listed<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    (definition, values): (&TypeDef, &[EnumValue]),
    at: &[Part<'doc>],
    value: &'body Json,
) {
    let is_same = |known: &Json| known == value || (known.is_number() && known.as_f64() == value.as_f64());
    let is_any_text = definition.any_text && value.is_string();
    if is_any_text || values.iter().any(|known| is_same(&known.value)) {
        return;
    }
    if !fits::is_of_listed(values, value) {
        return other_type(walk, out, at, value);
    }
    let lacks = |part: &Part| view::list(part.schema, "enum").is_some_and(|values| !values.iter().any(is_same));
    let lacking = walk.within(at, lacks);
    if lacking.is_empty() {
        return other_type(walk, out, at, value);
    }
    lacking.iter().for_each(|part| say(out, &part.pointer, Kind::Unlisted, None, value));
}
