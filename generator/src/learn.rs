//! Learns from real responses what the documentation gets wrong.
//!
//! In: the merged and corrected document, and responses as text, each with the operation it answered. Out: every place
//! where they differ, and the actions of an overlay that correct the document. From `{"is_enabled": true}`, where a text
//! is documented, comes
//!
//! ```json
//! {"target": "$.components.schemas.Flow.properties.is_enabled.*", "remove": true},
//! {"target": "$.components.schemas.Flow.properties.is_enabled", "update": {"anyOf": [{"type": "string"}, {"type": "boolean"}]}}
//! ```
//!
//! What deviates is what the client of the document does not read. A correction of what is documented only ever allows more:
//! types are widened to what was seen, fields become nullable or optional, enums get values (in all places that share
//! them), undocumented fields get types. Where the documentation says nothing that a client can read (`{}`, `{type: object}`
//! without properties, a list without `items`, a response without content, what contradicts itself), it is what was seen.
//! What the corrected document describes deviates nowhere. What is shared is corrected once, at the component; what is one type although it is
//! written in several places, at all of them. Formats of strings, patterns and bounds are not judged, since the client does
//! not rely on them; neither are requests, nor whether a float holds every digit of a number that is documented as one.
//! Answers are looked at in portions, so the memory does not grow with their number.

mod compare;
mod find;
mod infer;
mod learner;
mod media;
mod overlay;
mod places;
mod view;
mod widen;

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::ir::Api;
// What a client does not read is no reason to learn nothing from the rest: both tell it by the same code.
use ::runtime::odd_token;
pub use compare::Kind as DeviationKind;
use compare::Kind;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// Gives the client of a document.
type Describe<'input> = dyn Fn(&Document) -> Result<Api, Diagnostics> + 'input;

/// One real response.
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
    /// Every place where a response differs, in the order of the document's pointers.
    pub deviations: Vec<Deviation>,
    /// What corrects the document: actions of an overlay, in order.
    pub actions: Vec<Json>,
    /// The deviations that the actions do not correct.
    pub uncorrected: Vec<Deviation>,
}

/// Why a response was not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Skip {
    /// No operation is called so, or has this method and path.
    UnknownOperation {
        /// What was asked for.
        asked: String,
        /// The name of the operation with the most similar one.
        nearest: Option<String>,
    },
    /// The body is not JSON.
    NotJson,
    /// The operation documents no JSON for the status.
    NoSchema(String),
    /// It was compared, but not to its end: the unions that document it have too many ways through them, or it is
    /// nested too deeply. What was found until then counts.
    Unfinished,
}

/// One place where responses differ from the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The JSON pointer of the schema in the document, or of a response without content.
    pub pointer: String,
    /// How they differ.
    pub kind: Kind,
    /// What is documented, in a word or two; for a field its name.
    pub documented: String,
    /// What was seen, as types with their numbers.
    pub seen: BTreeMap<&'static str, usize>,
}

impl Learned {
    /// The places where a response contradicts the documentation, as against those where it says nothing.
    pub fn contradictions(&self) -> usize {
        self.deviations.iter().filter(|deviation| deviation.kind != Kind::Untyped).count()
    }
}

impl Deviation {
    /// How often it was seen.
    pub fn count(&self) -> usize {
        self.seen.values().sum()
    }
}

/// Takes the responses one after the other.
pub type Take<'learner> = dyn FnMut(&Sample) + 'learner;

/// Compares responses with a document. `recorded` is the text of the client's `names.json`, `each` gives every response, and
/// `describe` the client of a document.
///
/// # Errors
/// If there is no client of the document.
pub fn corrections(
    document: &Document,
    recorded: Option<&str>,
    each: &mut dyn FnMut(&mut Take<'_>),
    describe: &Describe<'_>,
) -> Result<Learned, Diagnostics> {
    let original = document.root.to_json();
    let api = describe(document)?;
    let finder = find::Finder::new(&original, recorded, &api);
    let mut learner = learner::Learner::new(&original, &api, describe);
    let mut result = Ok(());
    each(&mut |sample| {
        if result.is_ok() {
            result = learner.take(&sample.origin, sorted(&finder, sample));
        }
    });
    result?;
    learner.finish()
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

fn sorted(finder: &find::Finder, sample: &Sample) -> Result<learner::Sorted, Skip> {
    let text = sample.body.trim_start_matches('\u{feff}');
    let parsed = serde_json::from_str(text).or_else(|_| serde_json::from_str(&with_readable_tokens(text)));
    let body = parsed.map_err(|_| Skip::NotJson)?;
    let (operation, pointer) = finder.schema(sample)?;
    Ok(learner::Sorted { operation, pointer, body, size: text.len() })
}
