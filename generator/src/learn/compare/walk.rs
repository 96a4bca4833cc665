//! What a comparison knows so far, and how much more it may do.
//!
//! In: questions about the types of a client and the schemas of its document. Out: the responses, each worked out once, and
//! whether another step may be made: steps are counted for each body by its size, and beyond that for all of them
//! together.

use super::outcome::Outcome;
use crate::ir::{Api, Field, ObjectShape, TypeDef, TypeId};
use crate::learn::view::{self, Part, address};
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Deeper than this, values are not compared: JSON is not nested deeper where it is read, and each of its levels can be
/// in a union.
const MAX_DEPTH: usize = 300;
/// How many types each value of a body is compared with on average.
const STEPS_PER_VALUE: usize = 50;
/// How many comparisons all bodies together may need beyond that.
const SPARE_STEPS: usize = 100_000;

/// A type, the schema that it is at, and a value, by their addresses.
pub(super) type Question = (TypeId, usize, usize);

/// One of the places of a type: the schemas that say together what it is.
pub(super) struct Place<'doc> {
    /// The pointer of the type's own place.
    own: String,
    /// Its schema at this place.
    pub whole: Part<'doc>,
    /// That schema and the others that it is composed of.
    pub schemas: Vec<Part<'doc>>,
}

impl<'doc> Place<'doc> {
    /// The schema at a pointer, here if the pointer is one inside of the type's own place.
    pub fn inside(&self, document: &'doc Json, pointer: &str) -> Part<'doc> {
        let rest = pointer.strip_prefix(&self.own).filter(|rest| rest.starts_with('/'));
        let here = rest.and_then(|rest| view::part(document, &[&self.whole.pointer, rest].concat()));
        here.or_else(|| view::part(document, pointer)).unwrap_or_else(|| self.whole.clone())
    }
}

/// A comparison of bodies with one client.
pub(super) struct Walk<'doc, 'body> {
    pub document: &'doc Json,
    /// The client of the document.
    pub api: &'doc Api,
    /// By the address of the schema: itself and what its `allOf` and references add.
    parts: HashMap<usize, Rc<Vec<Part<'doc>>>>,
    /// By the type, and which of its places it is.
    places: HashMap<(TypeId, usize), Rc<Place<'doc>>>,
    fields: HashMap<TypeId, HashMap<&'doc str, &'doc Field>>,
    /// What was found in this body; `None` while it is looked for.
    pub known: HashMap<Question, Option<Rc<Outcome<'body>>>>,
    /// How many steps are left for this body, and beyond that for all.
    steps: usize,
    spare_steps: usize,
    /// Whether nothing of the body was left out.
    pub is_finished: bool,
}

impl<'doc> Walk<'doc, '_> {
    /// Knows nothing yet.
    pub fn new(document: &'doc Json, api: &'doc Api) -> Self {
        Self {
            document,
            api,
            parts: HashMap::new(),
            places: HashMap::new(),
            fields: HashMap::new(),
            known: HashMap::new(),
            steps: 0,
            spare_steps: SPARE_STEPS,
            is_finished: true,
        }
    }

    /// Turns to a body.
    pub fn start(&mut self, body: &Json) {
        self.known.clear();
        self.steps = size(body).saturating_mul(STEPS_PER_VALUE);
        self.is_finished = true;
    }

    /// Whether there is another step to make.
    pub fn step(&mut self, depth: usize) -> bool {
        let left = if self.steps > 0 { &mut self.steps } else { &mut self.spare_steps };
        let is_allowed = *left > 0 && depth <= MAX_DEPTH;
        *left = left.saturating_sub(1);
        self.is_finished &= is_allowed;
        is_allowed
    }

    /// The field of a model that has a name.
    pub fn field(&mut self, id: TypeId, shape: &'doc ObjectShape, name: &str) -> Option<&'doc Field> {
        let by_name = || shape.fields.iter().map(|field| (field.name.as_str(), field)).collect();
        self.fields.entry(id).or_insert_with(by_name).get(name).copied()
    }

    /// A schema and everything that its `allOf` and references add.
    pub fn parts(&mut self, part: &Part<'doc>) -> Rc<Vec<Part<'doc>>> {
        let parts = || Rc::new(view::parts(self.document, &part.pointer, part.schema));
        Rc::clone(self.parts.entry(address(part.schema)).or_insert_with(parts))
    }

    /// Of schemas and what they are composed of, those that are asked for; else of their alternatives.
    pub fn within(&mut self, at: &[Part<'doc>], is_it: impl Fn(&Part<'doc>) -> bool) -> Vec<Part<'doc>> {
        self.find(at, |part| is_it(part).then(|| part.clone()))
    }

    /// The schemas at some keys below schemas, what they are composed of, or else their alternatives.
    pub fn children(&mut self, at: &[Part<'doc>], keys: &[&str]) -> Vec<Part<'doc>> {
        self.find(at, |part| view::child(part, keys).filter(|child| child.schema.is_object()))
    }

    fn find(&mut self, at: &[Part<'doc>], get: impl Fn(&Part<'doc>) -> Option<Part<'doc>>) -> Vec<Part<'doc>> {
        let mut open: Vec<Part> = at.to_vec();
        let mut seen: HashSet<usize> = HashSet::new();
        loop {
            let mut found = Vec::new();
            let mut alternatives = Vec::new();
            for part in std::mem::take(&mut open) {
                for part in self.parts(&part).iter().filter(|part| seen.insert(address(part.schema))) {
                    found.extend(get(part));
                    alternatives.extend(view::branches(part).into_iter().flat_map(|(_, branches)| branches));
                }
            }
            if !found.is_empty() || alternatives.is_empty() {
                return found;
            }
            open = alternatives;
        }
    }

    /// The place of a type that schemas lead to.
    pub fn place(&mut self, id: TypeId, definition: &'doc TypeDef, at: &[Part<'doc>]) -> Rc<Place<'doc>> {
        let joined = &definition.joined;
        let index = if joined.is_empty() { 0 } else { self.index(definition, at) };
        if let Some(known) = self.places.get(&(id, index)) {
            return Rc::clone(known);
        }
        let (pointer, parts) = match joined.get(index.wrapping_sub(1)) {
            Some(joined) => (&joined.pointer, &joined.parts),
            None => (&definition.pointer, &definition.parts),
        };
        let document = self.document;
        let nothing = || Part { pointer: pointer.clone(), schema: &Json::Null };
        let whole = view::part(document, pointer).unwrap_or_else(nothing);
        // A type that is composed of a branch in another component has no schema of its own.
        let own = Some(view::referred(document, &whole)).filter(|own| parts.is_empty() || !own.schema.is_null());
        let mut schemas: Vec<Part> = own.into_iter().collect();
        for part in parts.iter().filter_map(|pointer| view::part(document, pointer)) {
            if schemas.iter().all(|known| known.pointer != part.pointer) {
                schemas.push(part);
            }
        }
        let place = Rc::new(Place { own: definition.pointer.clone(), whole, schemas });
        self.places.insert((id, index), Rc::clone(&place));
        place
    }

    /// Which place of a type it is: 0 for its own, then those of the types that it stands for.
    fn index(&mut self, definition: &TypeDef, at: &[Part<'doc>]) -> usize {
        let position = |part: &Part| {
            let joined = definition.joined.iter().position(|joined| joined.pointer == part.pointer);
            if part.pointer == definition.pointer { Some(0) } else { joined.map(|index| index + 1) }
        };
        let found = self.within(at, |part| position(part).is_some());
        found.first().and_then(position).unwrap_or(0)
    }
}

/// How many values are in a value, itself among them.
fn size(value: &Json) -> usize {
    match value {
        Json::Array(elements) => 1 + elements.iter().map(size).sum::<usize>(),
        Json::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => 1,
    }
}
