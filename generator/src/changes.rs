//! What changed between two states of an API, and what that means for those who use its client.
//!
//! `diff` makes an [`ApiDiff`]; whoever shows it needs nothing else:
//!
//! ```
//! use generator::changes::{ApiDiff, Verdict};
//! assert_eq!(ApiDiff::default().rust(), None);
//! assert!(Verdict::Major > Verdict::Minor);
//! ```

pub use crate::visible::code;

/// How much a change asks of those who depend on what changed, by [Cargo's
/// rules](https://doc.rust-lang.org/cargo/reference/semver.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nobody has to do anything.
    Patch,
    /// There is something new; what is there keeps working.
    Minor,
    /// Something that worked stops working.
    Major,
}

impl Verdict {
    /// `major`, `minor` or `patch`.
    pub fn text(self) -> &'static str {
        match self {
            Verdict::Patch => "patch",
            Verdict::Minor => "minor",
            Verdict::Major => "major",
        }
    }
}

/// All changes: those of the API as a whole, then operations by path, then models by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiDiff {
    /// One for every rule that found something.
    pub changes: Vec<Change>,
}

impl ApiDiff {
    /// The verdict on the Rust surface: the greatest one. `None` if nothing changed.
    pub fn rust(&self) -> Option<Verdict> {
        self.changes.iter().map(|change| change.rust).max()
    }

    /// The verdict on what goes over the wire.
    pub fn wire(&self) -> Option<Verdict> {
        self.changes.iter().map(|change| change.wire).max()
    }

    /// Nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The kebab-case id of the rule that found it: `parameter-added-optional`.
    pub rule: &'static str,
    /// What changed.
    pub subject: Subject,
    /// How, as a clause: "the query parameter `page` was added".
    pub what: String,
    /// What it means for callers, as a sentence without a full stop.
    pub meaning: String,
    /// For code that uses the client: does it still compile, and do the same?
    pub rust: Verdict,
    /// For a client of the old state that meets a server of the new one.
    pub wire: Verdict,
}

/// An item that can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Which kind of item.
    pub kind: SubjectKind,
    /// The item was added, removed or changed.
    pub fate: Fate,
    /// What it is called in Rust (in the new state, if it is there): `list_flow_callbacks`, `Flows`.
    pub name: String,
    /// What it is in the documentation: `GET /api/v1/flows/{flow}/callbacks`, `Flows`.
    pub wire: String,
}

/// Kinds of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// The API as a whole: its servers, its credentials, its texts.
    Api,
    /// An operation.
    Operation,
    /// A type of its own: a model, an enum or a union.
    Model,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It was not there before.
    Added,
    /// It is there no more.
    Removed,
    /// It was there before, and is another.
    Changed,
}
