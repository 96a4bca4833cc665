//! What a comparison knows so far, and how much more it may do.
//!
//! In: questions about the schemas of a document. Out: the answers, each worked out once, and whether another step may
//! be made: steps are counted for each body by its size, and beyond that for all of them together.

use super::hierarchy::{self, Parents};
use super::outcome::Outcome;
use super::types::Types;
use crate::learn::description::Description;
use crate::learn::view::{self, Part, address};
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Deeper than this, values are not compared: JSON is not nested deeper where it is read, and each of its levels can be
/// in a union.
const MAX_DEPTH: usize = 300;
/// How many schemas each value of a body is compared with on average.
const STEPS_PER_VALUE: usize = 50;
/// How many comparisons all bodies together may need beyond that. Only unions in unions whose branches have their own
/// properties each can need more: which properties are known is another question on every way through them.
const SPARE_STEPS: usize = 100_000;

/// Properties that are documented beside a value's schema, and a number that stands for them.
#[derive(Default)]
pub(super) struct Outside {
    pub number: usize,
    pub names: BTreeSet<String>,
}

/// A schema, a value, and the number of what is documented beside them.
pub(super) type Question = (usize, usize, usize);

/// A comparison of bodies with one document.
pub(super) struct Walk<'doc, 'body> {
    pub document: &'doc Json,
    /// What the client makes of it.
    pub description: &'doc Description,
    /// Whether schemas that say nothing are told too.
    pub untyped: bool,
    pub types: Types,
    /// Components that others extend.
    pub parents: Parents<'doc>,
    /// By the address of the schema: itself and what its `allOf` and references add.
    parts: HashMap<usize, Rc<Vec<Part<'doc>>>>,
    /// By the address of the schema: the names of all its properties.
    names: HashMap<usize, Rc<BTreeSet<String>>>,
    outsides: HashMap<BTreeSet<String>, Rc<Outside>>,
    /// What was answered about this body; `None` while the response is sought.
    pub known: HashMap<Question, Option<Rc<Outcome<'body>>>>,
    /// How many steps are left for this body, and beyond that for all.
    steps: usize,
    spare_steps: usize,
    /// Whether nothing of the body was left out.
    pub is_finished: bool,
}

impl<'doc> Walk<'doc, '_> {
    /// Knows nothing yet.
    pub fn new(document: &'doc Json, description: &'doc Description, untyped: bool) -> Self {
        Self {
            document,
            description,
            untyped,
            types: Types::default(),
            parents: hierarchy::parents(document),
            parts: HashMap::new(),
            names: HashMap::new(),
            outsides: HashMap::new(),
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

    /// A schema and everything that its `allOf` and references add.
    pub fn parts(&mut self, part: &Part<'doc>) -> Rc<Vec<Part<'doc>>> {
        let parts = || Rc::new(view::parts(self.document, &part.pointer, part.schema));
        Rc::clone(self.parts.entry(address(part.schema)).or_insert_with(parts))
    }

    /// The names of all properties that a schema documents.
    pub fn property_names(&mut self, part: &Part<'doc>) -> Rc<BTreeSet<String>> {
        let names = || Rc::new(view::property_names(self.document, part));
        Rc::clone(self.names.entry(address(part.schema)).or_insert_with(names))
    }

    /// The same and more properties.
    pub fn outside(&mut self, outside: &Rc<Outside>, more: impl Iterator<Item = String>) -> Rc<Outside> {
        let mut names = outside.names.clone();
        names.extend(more);
        if let Some(known) = self.outsides.get(&names) {
            return Rc::clone(known);
        }
        let outside = Rc::new(Outside { number: self.outsides.len(), names: names.clone() });
        self.outsides.insert(names, Rc::clone(&outside));
        outside
    }

    /// No properties.
    pub fn nothing_outside(&mut self) -> Rc<Outside> {
        self.outside(&Rc::default(), std::iter::empty())
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
