//! The corrections, response by response.
//!
//! In: responses. Out: what was learned from all of them. As many responses as fit in a portion are held at a time. A portion
//! is compared with the document as it was, which tells the deviations, and widens the document as the portions before it
//! left it; since a correction only allows more, no later portion takes one back.

use super::compare::{self, Found, Kind};
use super::places::Shared;
use super::{Describe, Deviation, Learned, Skip, overlay, view, widen};
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
    /// Of the schema that documents it, or will.
    pub pointer: String,
    pub body: Json,
    /// Of the body as text, in bytes.
    pub size: usize,
}

/// What was learned so far.
pub(super) struct Learner<'doc> {
    original: &'doc Json,
    /// The client of the document as it was.
    api: &'doc Api,
    corrected: Json,
    /// The client of the corrected document, once it is corrected.
    wider: Option<Api>,
    shared: Shared,
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
    pub fn new(original: &'doc Json, api: &'doc Api, describe: &'doc Describe<'doc>) -> Self {
        Self {
            original,
            api,
            corrected: original.clone(),
            wider: None,
            shared: Shared::of(api),
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
        let first = compare::all(self.original, self.api, &bodies);
        self.deviations.add(self.original, &first.found);
        let mut unfinished: BTreeSet<usize> = first.unfinished;
        // Until something is corrected both are one document.
        let mut known = self.wider.is_none().then_some(first.found);
        for round in 0..=ROUNDS {
            let found = match known.take() {
                Some(found) => found,
                None => {
                    let api = self.wider.as_ref().unwrap_or(self.api);
                    let compared = compare::all(&self.corrected, api, &bodies);
                    unfinished.extend(compared.unfinished);
                    compared.found
                }
            };
            if found.is_empty() || round == ROUNDS {
                self.uncorrected.add(&self.corrected, &found);
                break;
            }
            let found = self.shared.spread(&self.corrected, found);
            widen::apply(&mut self.corrected, &found);
            let api = (self.describe)(&Document::of_json(self.corrected.clone()))?;
            self.shared = Shared::of(&api);
            self.wider = Some(api);
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
                _ if one.kind == Kind::UndocumentedBody => "no body".to_owned(),
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
