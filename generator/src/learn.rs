//! Learns from real answers what the documentation gets wrong.
//!
//! In: the merged and corrected document, and answers as text, each with the operation it answered. Out: every place
//! where they differ, and the actions of an overlay that correct the document. From `{"is_enabled": true}`, where an
//! object is documented, comes
//!
//! ```json
//! {"target": "$.components.schemas.Flow.properties.is_enabled.*", "remove": true},
//! {"target": "$.components.schemas.Flow.properties.is_enabled", "update": {"anyOf": [{"type": "object"}, {"type": "boolean"}]}}
//! ```
//!
//! A correction only ever allows more: types are widened to what was seen, fields become nullable or optional, enums
//! get values, undocumented fields get types. What the corrected document describes deviates nowhere. What is shared is
//! corrected once, at the component; what is one type although it is written in several places, at all of them. Formats of strings, patterns and bounds are not judged, since the client does not
//! rely on them; neither are requests, nor whether a float holds every digit of a number that is documented as one.

mod compare;
mod description;
mod find;
mod infer;
mod media;
mod overlay;
mod shared;
mod view;
mod widen;

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::ir::Api;
// What a client does not read is no reason to learn nothing from the rest: both tell it by the same code.
use ::runtime::odd_token;
pub use compare::Kind as DeviationKind;
use compare::{Found, Kind};
use description::Description;
use serde_json::Value as Json;
use shared::Shared;
use std::collections::{BTreeMap, BTreeSet};

/// How often corrections are made until nothing deviates; each makes the document wider, so few are needed.
const ROUNDS: usize = 8;

/// One real answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// Where it comes from, for messages: a file's name.
    pub origin: String,
    /// An operation id, the name of the client's method, or the operation's title.
    pub operation: Option<String>,
    /// The HTTP method.
    pub method: Option<String>,
    /// The path, as the template or with values in it; with or without a query, scheme and host.
    pub path: Option<String>,
    /// The status; without, that of a success.
    pub status: Option<u16>,
    /// What `Content-Type` says.
    pub media_type: Option<String>,
    /// The body, as sent.
    pub body: String,
}

/// What was learned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learned {
    /// Answers that were compared.
    pub compared: usize,
    /// The operations they are of, as `GET /pets/{id}`.
    pub operations: BTreeSet<String>,
    /// Answers that could not be compared, or not to their end: where from, and why.
    pub skipped: Vec<(String, Skip)>,
    /// Every place where an answer differs, in the order of the document's pointers.
    pub deviations: Vec<Deviation>,
    /// What corrects the document: actions of an overlay, in order.
    pub actions: Vec<Json>,
    /// The deviations that the actions do not correct.
    pub uncorrected: Vec<Deviation>,
}

/// Why an answer was not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Skip {
    /// No operation is called so, or has this method and path.
    UnknownOperation(String),
    /// The body is not JSON.
    NotJson,
    /// The operation documents no JSON for the status.
    NoSchema(String),
    /// It was compared, but not to its end: the unions that document it have too many ways through them, or it is
    /// nested too deeply. What was found until then counts.
    Unfinished,
}

/// One place where answers differ from the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The JSON pointer of the schema in the document.
    pub pointer: String,
    /// How they differ.
    pub kind: Kind,
    /// What is documented, in a word or two; for a field its name.
    pub documented: String,
    /// What was seen, as types with their numbers.
    pub seen: BTreeMap<&'static str, usize>,
}

impl Deviation {
    /// How often it was seen.
    pub fn count(&self) -> usize {
        self.seen.values().sum()
    }
}

/// Compares answers with a document. `recorded` is the text of the client's `names.json`, `describe` gives the client of a
/// document.
///
/// # Errors
/// If there is no client of the document.
pub fn corrections(
    document: &Document,
    recorded: Option<&str>,
    samples: &[Sample],
    describe: &dyn Fn(&Document) -> Result<Api, Diagnostics>,
) -> Result<Learned, Diagnostics> {
    let original = document.root.to_json();
    let api = describe(document)?;
    let finder = find::Finder::new(&original, recorded, &api);
    let (mut description, mut shared) = (Description::of(&original, &api), Shared::of(&api));
    let mut learned = Learned::default();
    let (mut bodies, mut origins) = (Vec::new(), Vec::new());
    for sample in samples {
        match sorted(&finder, sample) {
            Ok((operation, pointer, body)) => {
                learned.compared += 1;
                learned.operations.insert(operation);
                bodies.push((pointer, body));
                origins.push(&sample.origin);
            }
            Err(skip) => learned.skipped.push((sample.origin.clone(), skip)),
        }
    }
    let mut corrected = original.clone();
    let mut unfinished = BTreeSet::new();
    for round in 0..=ROUNDS {
        let compare::Compared { found, unfinished: more } = compare::all(&corrected, &description, &bodies);
        unfinished.extend(more);
        if round == 0 {
            learned.deviations = deviations(&original, &found);
        }
        if found.is_empty() || round == ROUNDS {
            learned.uncorrected = deviations(&corrected, &found);
            break;
        }
        let found = shared.spread(&corrected, found);
        widen::apply(&mut corrected, &found);
        let api = describe(&Document::of_json(corrected.clone()))?;
        (description, shared) = (Description::of(&corrected, &api), Shared::of(&api));
    }
    let unfinished = origins.iter().enumerate().filter(|(index, _)| unfinished.contains(index));
    learned.skipped.extend(unfinished.map(|(_, origin)| ((*origin).clone(), Skip::Unfinished)));
    learned.actions = overlay::actions(&original, &corrected, &learned.deviations);
    Ok(learned)
}

/// The text of an overlay that holds the actions, after those of an overlay that is there already.
///
/// # Errors
/// Why the overlay that is there cannot be extended.
pub fn overlay(existing: Option<&str>, actions: &[Json]) -> Result<String, String> {
    overlay::text(existing, actions)
}

/// JSON text with another number or string in place of each that no JSON value can hold (`1e400`, half of a surrogate
/// pair), so that the types of all other values, and of these, can be learned.
pub fn with_readable_tokens(text: &str) -> String {
    odd_token::replaced(text)
}

fn sorted(finder: &find::Finder, sample: &Sample) -> Result<(String, String, Json), Skip> {
    let text = sample.body.trim_start_matches('\u{feff}');
    let parsed = serde_json::from_str(text).or_else(|_| serde_json::from_str(&with_readable_tokens(text)));
    let body = parsed.map_err(|_| Skip::NotJson)?;
    let (operation, pointer) = finder.schema(sample)?;
    Ok((operation, pointer, body))
}

fn deviations(document: &Json, found: &[Found]) -> Vec<Deviation> {
    let mut all: BTreeMap<(&str, Kind, String), BTreeMap<&'static str, usize>> = BTreeMap::new();
    for one in found {
        let documented = match (&one.name, document.pointer(&one.pointer)) {
            (Some(name), _) if one.kind != Kind::NoBranch => name.clone(),
            (_, Some(schema)) => view::described(document, schema),
            (_, None) => String::new(),
        };
        let seen = if one.kind == Kind::Missing { "absent" } else { view::type_of(one.value) };
        *all.entry((&one.pointer, one.kind, documented)).or_default().entry(seen).or_default() += 1;
    }
    let one = |((pointer, kind, documented), seen): ((&str, Kind, String), _)| Deviation {
        pointer: pointer.to_owned(),
        kind,
        documented,
        seen,
    };
    all.into_iter().map(one).collect()
}
