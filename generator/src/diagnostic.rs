//! What is said to the maintainer: [`Diagnostic`], and the sink [`Diagnostics`] that every phase reports into.
//!
//! A phase reports everything it finds and goes on; only [`Diagnostics::barrier`] stops a run. A message names its
//! place by a [`Place`]; pages, pointers, lines and columns are looked up when it is rendered.
//!
//! ```
//! use generator::diagnostic::Diagnostics;
//! use generator::source::Place;
//!
//! let mut dx = Diagnostics::default();
//! dx.warning("untyped-schema", "the schema says nothing", Place::NOWHERE).help("an overlay can name the type");
//! assert!(dx.barrier().is_ok());
//! dx.error("no-fragments", "no page holds OpenAPI", Place::NOWHERE);
//! assert!(dx.barrier().is_err());
//! ```

use crate::source::{Place, Sources};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Generated all the same; what was done is in the message.
    Warning,
    /// Nothing is wrong with the document; shown with `--verbose` only (what was skipped, what an action did).
    Note,
}

/// What a message points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// A node of a document.
    Place(Place),
    /// The key of the member that the place is the value of.
    Key(Place),
    /// A byte range of a page, by the page's index.
    Page(usize, std::ops::Range<usize>),
    /// A file that is not among the pages (unreadable, or no page), or a folder.
    File(String),
}

impl From<Place> for At {
    fn from(place: Place) -> Self {
        At::Place(place)
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kebab-case, stable: one per kind of problem.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// One sentence: what is wrong, and for a warning what was done about it.
    pub message: String,
    /// Where.
    pub at: At,
    /// Other places that belong to it, each with a label.
    pub related: Vec<(String, At)>,
    /// What to do, if possible an overlay action to paste.
    pub help: Option<String>,
    /// The overlay action in the help text.
    pub action: Option<Json>,
    /// How telling it is beside others of its code: those with more are shown first.
    pub weight: u8,
    /// An overlay action touches the place: counted, no longer shown, no failure.
    pub settled: bool,
}

impl Diagnostic {
    /// Adds what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do, with the overlay action that does it; the action follows the text.
    pub fn suggest(&mut self, help: &str, action: Json) -> &mut Self {
        self.help = Some(format!("{help}: {action}"));
        self.action = Some(action);
        self
    }

    /// What to do, without the overlay action that does it.
    pub fn advice(&self) -> Option<&str> {
        let help = self.help.as_deref()?;
        let Some(action) = &self.action else { return Some(help) };
        help.strip_suffix(&format!(": {action}")).or(Some(help))
    }

    /// Says how telling it is beside others of its code.
    pub fn weight(&mut self, weight: u8) -> &mut Self {
        self.weight = weight;
        self
    }

    /// Turns an error into a warning which says that what it is about was left out.
    pub fn leave_out(&mut self, what: &str) {
        self.severity = Severity::Warning;
        self.message.push_str(&format!("; {what} was left out"));
    }

    /// Adds a related place.
    pub fn related(&mut self, label: impl Into<String>, at: impl Into<At>) -> &mut Self {
        self.related.push((label.into(), at.into()));
        self
    }
}

/// The sink: every message so far, and the sources that are needed to show them.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    /// In the order of reporting.
    pub list: Vec<Diagnostic>,
    /// What was read.
    pub sources: Sources,
    /// What overlay actions settled.
    pub corrected: Box<Corrected>,
}

/// What overlay actions changed, as fragments and JSON pointers in them, each with the last action that did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrected {
    /// Nodes that an action describes: the warnings at exactly these, and at their `$ref`, are settled.
    pub described: BTreeMap<(usize, String), Place>,
    /// Nodes that an action replaced or removed: the warnings at these, and at everything in them, are settled.
    pub replaced: BTreeMap<(usize, String), Place>,
}

impl Diagnostics {
    /// Reports an error.
    pub fn error(&mut self, code: &'static str, message: impl Into<String>, at: impl Into<At>) -> &mut Diagnostic {
        self.push(Severity::Error, code, message.into(), at.into())
    }

    /// Reports a warning.
    pub fn warning(&mut self, code: &'static str, message: impl Into<String>, at: impl Into<At>) -> &mut Diagnostic {
        self.push(Severity::Warning, code, message.into(), at.into())
    }

    /// Reports something that is no problem.
    pub fn note(&mut self, code: &'static str, message: impl Into<String>, at: impl Into<At>) -> &mut Diagnostic {
        self.push(Severity::Note, code, message.into(), at.into())
    }

    fn push(&mut self, severity: Severity, code: &'static str, message: String, at: At) -> &mut Diagnostic {
        let settled = severity == Severity::Warning && self.is_settled(&at);
        self.list.push(Diagnostic {
            code,
            severity,
            message,
            at,
            related: Vec::new(),
            help: None,
            action: None,
            weight: 0,
            settled,
        });
        let Some(last) = self.list.last_mut() else { unreachable!("the line above adds a message") };
        last
    }

    /// Whether an overlay action describes a place, or replaced or removed it or something above it.
    pub fn is_settled(&self, at: &At) -> bool {
        let (At::Place(place) | At::Key(place)) = at else { return false };
        let Corrected { described, replaced } = &*self.corrected;
        if described.is_empty() && replaced.is_empty() {
            return false;
        }
        self.sources.places.resolve_all(*place).into_iter().any(|mut found| {
            let node = found.1.strip_suffix("/$ref").unwrap_or(&found.1).to_owned();
            described.contains_key(&found) || described.contains_key(&(found.0, node)) || is_in(replaced, &mut found)
        })
    }

    /// Whether anything so far is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Stops the run if anything so far is an error.
    ///
    /// # Errors
    /// All messages so far, warnings too, if one of them is an error.
    pub fn barrier(&mut self) -> Result<(), Diagnostics> {
        if self.has_errors() {
            return Err(std::mem::take(self));
        }
        Ok(())
    }
}

/// Whether a map has a place, or something above it.
fn is_in(map: &BTreeMap<(usize, String), Place>, place: &mut (usize, String)) -> bool {
    loop {
        if map.contains_key(place) {
            return true;
        }
        match place.1.rfind('/') {
            Some(slash) => place.1.truncate(slash),
            None => return false,
        }
    }
}
