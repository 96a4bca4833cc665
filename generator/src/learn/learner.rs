//! The corrections, answer by answer.
//!
//! In: answers. Out: what was learned from all of them. As many responses as fit in a portion are held at a time. A portion
//! is compared with the document as it was, which tells the deviations, and widens the document as the portions before it
//! left it; since a correction only allows more, no later portion takes one back.

use super::compare::{self, Found, Kind};
use super::description::Description;
use super::shared::Shared;
use super::{Describe, Deviation, Learned, Skip, enums, overlay, view, widen};
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::ir::Api;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// How often corrections are made until nothing in a portion deviates; each makes the document wider, so few are needed.
const ROUNDS: usize = 8;
/// So many bytes of bodies are held at a time, and the response that goes beyond.
const PORTION: usize = 4 << 20;

/// A response whose operation is known.
pub(super) struct Sorted {
    /// As `GET /pets/{id}`.
    pub operation: String,
    /// Of the schema that documents it.
    pub pointer: String,
    pub body: Json,
    /// Of the body as text, in bytes.
    pub size: usize,
}

/// What was learned so far.
pub(super) struct Learner<'doc> {
    original: &'doc Json,
    /// What the client makes of the document as it was.
    description: Description,
    corrected: Json,
    is_corrected: bool,
    /// What the client makes of the corrected document.
    wider: Description,
    shared: Shared,
    /// The client of the corrected document.
    api: Api,
    describe: &'doc Describe<'doc>,
    learned: Learned,
    deviations: Tally,
    uncorrected: Tally,
    unfinished: Vec<(String, Skip)>,
    bodies: Vec<(String, Json)>,
    origins: Vec<String>,
    size: usize,
}

impl<'doc> Learner<'doc> {
    pub fn new(original: &'doc Json, api: &Api, describe: &'doc Describe<'doc>) -> Self {
        Self {
            original,
            description: Description::of(original, api),
            corrected: original.clone(),
            is_corrected: false,
            wider: Description::of(original, api),
            shared: Shared::of(api),
            api: api.clone(),
            describe,
            learned: Learned::default(),
            deviations: Tally::default(),
            uncorrected: Tally::default(),
            unfinished: Vec::new(),
            bodies: Vec::new(),
            origins: Vec::new(),
            size: 0,
        }
    }

    /// Takes a response.
    pub fn take(&mut self, origin: &str, sorted: Result<Sorted, Skip>) -> Result<(), Diagnostics> {
        match sorted {
            Ok(Sorted { operation, pointer, body, size }) => {
                self.learned.compared += 1;
                self.learned.operations.insert(operation);
                self.bodies.push((pointer, body));
                self.origins.push(origin.to_owned());
                self.size += size;
            }
            Err(skip) => self.learned.skipped.push((origin.to_owned(), skip)),
        }
        if self.size > PORTION { self.look() } else { Ok(()) }
    }

    /// Learns from the responses that are held.
    fn look(&mut self) -> Result<(), Diagnostics> {
        let bodies = std::mem::take(&mut self.bodies);
        let origins = std::mem::take(&mut self.origins);
        self.size = 0;
        let first = compare::all(self.original, &self.description, &bodies, true);
        self.deviations.add(self.original, &first.found);
        let mut unfinished: BTreeSet<usize> = first.unfinished;
        // Until something is corrected both are one document.
        let mut known = (!self.is_corrected).then_some(first.found);
        for round in 0..=ROUNDS {
            let found = match known.take() {
                Some(found) => found,
                None => {
                    let compared = compare::all(&self.corrected, &self.wider, &bodies, round == 0);
                    unfinished.extend(compared.unfinished);
                    compared.found
                }
            };
            if found.is_empty() || round == ROUNDS {
                self.uncorrected.add(&self.corrected, &found);
                break;
            }
            let found = self.shared.spread(&self.corrected, found);
            let found = enums::with_other_places(&self.corrected, &self.api, found);
            widen::apply(&mut self.corrected, &found);
            self.is_corrected = true;
            let api = (self.describe)(&Document::of_json(self.corrected.clone()))?;
            (self.wider, self.shared) = (Description::of(&self.corrected, &api), Shared::of(&api));
            self.api = api;
        }
        let origins = origins.into_iter().enumerate().filter(|(index, _)| unfinished.contains(index));
        self.unfinished.extend(origins.map(|(_, origin)| (origin, Skip::Unfinished)));
        Ok(())
    }

    pub fn finish(mut self) -> Result<Learned, Diagnostics> {
        self.look()?;
        let mut learned = self.learned;
        learned.skipped.extend(self.unfinished);
        learned.deviations = self.deviations.list();
        learned.uncorrected = self.uncorrected.list();
        learned.actions = overlay::actions(self.original, &self.corrected, &learned.deviations);
        Ok(learned)
    }
}

/// What deviates where, and how often.
#[derive(Default)]
struct Tally(BTreeMap<(String, Kind, String), BTreeMap<&'static str, usize>>);

impl Tally {
    /// Adds what was found in a document.
    fn add(&mut self, document: &Json, found: &[Found]) {
        for one in found {
            let documented = match (&one.name, document.pointer(&one.pointer)) {
                (Some(name), _) if one.kind != Kind::NoBranch => name.clone(),
                (_, Some(schema)) => view::described(document, schema),
                (_, None) => String::new(),
            };
            let seen = if one.kind == Kind::Missing { "absent" } else { view::type_of(one.value) };
            let key = (one.pointer.clone(), one.kind, documented);
            *self.0.entry(key).or_default().entry(seen).or_default() += 1;
        }
    }

    /// In the order of the pointers.
    fn list(self) -> Vec<Deviation> {
        let all = self.0.into_iter();
        all.map(|((pointer, kind, documented), seen)| Deviation { pointer, kind, documented, seen }).collect()
    }
}
