//! Compares answers with the schemas that document them.
//!
//! In: the document, and bodies with the pointers of their schemas. Out: everything that the schemas do not allow, each
//! at the schema that has to allow it: for `{"data": {"id": "x"}}` the schema of `id`, in the component that has it.
//! What the alternatives of a union do not allow is said of the one that fits best.

//! A value that is reached by several ways, through branches of unions or parts of an `allOf`, is compared once with each
//! schema: the cost grows with the values times the schemas, not with the number of ways. A union that leads to itself
//! says nothing by doing so.

mod outcome;
mod types;

use super::view::{self, Part, address};
use outcome::Outcome;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use types::Types;

/// Deeper than this, values are not compared: JSON is not nested deeper where it is read, and each of its levels can be
/// in a union.
const MAX_DEPTH: usize = 300;
/// How many schemas each value of a body is compared with on average.
const STEPS_PER_VALUE: usize = 50;
/// How many comparisons all bodies together may need beyond that. Only unions in unions whose branches have their own
/// properties each can need more: which properties are known is another question on every way through them.
const SPARE_STEPS: usize = 100_000;

/// How a value differs from its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It is of another type than documented.
    OtherType,
    /// It is an integer that the documented width does not hold.
    OutOfRange,
    /// It is `null`, which is not documented.
    Null,
    /// It is none of the documented values.
    Unlisted,
    /// A field that is documented as always there is not.
    Missing,
    /// A field is not documented.
    Undocumented,
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

/// Properties that are documented beside a value's schema, and a number that stands for them.
#[derive(Default)]
struct Outside {
    number: usize,
    names: BTreeSet<String>,
}

/// A schema, a value, and the number of what is documented beside them.
type Question = (usize, usize, usize);

struct Walk<'doc, 'body> {
    document: &'doc Json,
    types: Types,
    /// By the address of the schema: itself and what its `allOf` and references add.
    parts: HashMap<usize, Rc<Vec<Part<'doc>>>>,
    /// By the address of the schema: the names of all its properties.
    names: HashMap<usize, Rc<BTreeSet<String>>>,
    outsides: HashMap<BTreeSet<String>, Rc<Outside>>,
    /// What was answered about this body; `None` while the answer is sought.
    known: HashMap<Question, Option<Rc<Outcome<'body>>>>,
    /// How many steps are left for this body, and beyond that for all.
    steps: usize,
    spare_steps: usize,
    is_finished: bool,
}

/// Everything that the bodies have and their schemas do not allow.
pub(super) fn all<'body>(document: &Json, bodies: &'body [(String, Json)]) -> Compared<'body> {
    let mut compared = Compared::default();
    let mut walk = Walk::new(document);
    let nothing = Rc::new(Outside::default());
    walk.outsides.insert(BTreeSet::new(), Rc::clone(&nothing));
    for (index, (pointer, body)) in bodies.iter().enumerate() {
        let Some(schema) = document.pointer(pointer) else { continue };
        walk.known.clear();
        walk.is_finished = true;
        walk.steps = size(body).saturating_mul(STEPS_PER_VALUE);
        let mut outcome = Outcome::default();
        value(&mut walk, &mut outcome, &Part { pointer: pointer.clone(), schema }, body, &nothing, 0);
        outcome.flatten(&mut compared.found);
        if !walk.is_finished {
            compared.unfinished.insert(index);
        }
    }
    compared
}

/// How many values are in a value, itself among them.
fn size(value: &Json) -> usize {
    match value {
        Json::Array(elements) => 1 + elements.iter().map(size).sum::<usize>(),
        Json::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => 1,
    }
}

impl<'doc> Walk<'doc, '_> {
    fn new(document: &'doc Json) -> Self {
        Self {
            document,
            types: Types::default(),
            parts: HashMap::new(),
            names: HashMap::new(),
            outsides: HashMap::new(),
            known: HashMap::new(),
            steps: 0,
            spare_steps: SPARE_STEPS,
            is_finished: true,
        }
    }

    /// Whether there is another step to make.
    fn step(&mut self, depth: usize) -> bool {
        let left = if self.steps > 0 { &mut self.steps } else { &mut self.spare_steps };
        let is_allowed = *left > 0 && depth <= MAX_DEPTH;
        *left = left.saturating_sub(1);
        self.is_finished &= is_allowed;
        is_allowed
    }

    fn parts(&mut self, part: &Part<'doc>) -> Rc<Vec<Part<'doc>>> {
        let parts = || Rc::new(view::parts(self.document, &part.pointer, part.schema));
        Rc::clone(self.parts.entry(address(part.schema)).or_insert_with(parts))
    }

    fn property_names(&mut self, part: &Part<'doc>) -> Rc<BTreeSet<String>> {
        let names = || Rc::new(view::property_names(self.document, part));
        Rc::clone(self.names.entry(address(part.schema)).or_insert_with(names))
    }

    /// The same and more properties.
    fn outside(&mut self, outside: &Rc<Outside>, more: impl Iterator<Item = String>) -> Rc<Outside> {
        let mut names = outside.names.clone();
        names.extend(more);
        if let Some(known) = self.outsides.get(&names) {
            return Rc::clone(known);
        }
        let outside = Rc::new(Outside { number: self.outsides.len(), names: names.clone() });
        self.outsides.insert(names, Rc::clone(&outside));
        outside
    }

    fn nothing_outside(&mut self) -> Rc<Outside> {
        self.outside(&Rc::new(Outside::default()), std::iter::empty())
    }
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
        if !types::allows(&mut walk.types, walk.document, part, value) {
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
    let parts = walk.parts(part);
    if parts.iter().any(|part| view::kind(part.schema).is_some_and(|kind| !view::is_of(value, kind))) {
        return say(out, &part.pointer, Kind::OtherType, None, value);
    }
    let part = view::referred(walk.document, part);
    let question = (address(part.schema), address(value), outside.number);
    match walk.known.get(&question) {
        Some(Some(known)) => return out.add(known),
        Some(None) => return,
        None => walk.known.insert(question, None),
    };
    let mut outcome = Outcome::default();
    inside(walk, &mut outcome, &part, value, outside, depth);
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
        union(walk, out, part, &branches, value, &outside, depth);
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
        if let Some(open) = &open {
            value(walk, out, open, member, &nothing, depth + 1);
        } else if is_described && !is_patterned {
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
        let has = |key: &str| whole.schema.get(key).is_some();
        let of_one = view::list(whole.schema, "allOf").is_some_and(|all| all.len() == 1) && !has("$ref");
        if !has("properties") && (of_one || (has("$ref") && !has("allOf"))) {
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

fn union<'doc, 'body>(
    walk: &mut Walk<'doc, 'body>,
    out: &mut Outcome<'body>,
    part: &Part<'doc>,
    branches: &[Part<'doc>],
    whole: &'body Json,
    outside: &Rc<Outside>,
    depth: usize,
) {
    let (types, document) = (&mut walk.types, walk.document);
    let candidates: Vec<&Part> = match discriminated(part.schema, branches, whole) {
        Some(branch) => vec![branch],
        None => branches.iter().filter(|branch| types::allows(types, document, branch, whole)).collect(),
    };
    if candidates.is_empty() {
        return say(out, &part.pointer, Kind::OtherType, None, whole);
    }
    let mut best: Option<Outcome<'body>> = None;
    for branch in candidates {
        let mut outcome = Outcome::default();
        value(walk, &mut outcome, branch, whole, outside, depth + 1);
        if outcome.count() == 0 {
            return;
        }
        if best.as_ref().is_none_or(|best| outcome.count() < best.count()) {
            best = Some(outcome);
        }
    }
    if let Some(best) = best {
        out.add(&Rc::new(best));
    }
}

/// The branch that a discriminator names.
fn discriminated<'part, 'doc>(schema: &Json, branches: &'part [Part<'doc>], value: &Json) -> Option<&'part Part<'doc>> {
    let discriminator = schema.get("discriminator")?;
    let named = value.get(view::text(discriminator, "propertyName")?)?.as_str()?;
    let mapped = discriminator.get("mapping").and_then(|mapping| mapping.get(named)).and_then(Json::as_str);
    let name = view::name_of(mapped.unwrap_or(named));
    branches
        .iter()
        .find(|branch| view::text(branch.schema, "$ref").is_some_and(|reference| view::name_of(reference) == name))
}
