//! The cargo features of a crate that depend on its API: one for each tag, that of the types that no operation reaches,
//! and those of the runtime's parts.
//!
//! The whole runtime is in each crate; a part of it that an API does not need is off by default, and not compiled.
//!
//! ```
//! use generator::features::RuntimePart;
//!
//! assert_eq!(RuntimePart::ALL.map(RuntimePart::feature), ["events", "multipart", "tokens", "webhooks"]);
//! ```

use std::collections::BTreeSet;

/// The section of `names.json` that says which features are on by default.
pub const SECTION: &str = "features";

/// The features that are on by default for the sake of the API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// One for each tag, sorted.
    pub tags: Vec<TagFeature>,
    /// The parts of the runtime that are needed whichever tags are on.
    pub parts: BTreeSet<RuntimePart>,
    /// The types that no operation reaches are on by default too.
    pub all_types: bool,
}

/// The feature of the types that no operation reaches. Every crate has it, so that it can be named whatever the
/// documentation has today.
pub const ALL_TYPES: &str = "all-types";

/// The feature of a tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagFeature {
    /// `tag-flow-callbacks`
    pub name: String,
    /// The parts of the runtime that its operations need, which it turns on.
    pub parts: BTreeSet<RuntimePart>,
    /// What it was called before: features that turn it on, and are not on by default.
    pub former: Vec<String>,
}

/// A part of the runtime that is a cargo feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuntimePart {
    /// Streams of events, and of lines of JSON.
    Events,
    /// Multipart bodies.
    Multipart,
    /// Sources of tokens: OAuth 2, logins with JSON, and those of the caller.
    Tokens,
    /// Events that the server sends. No operation needs it.
    Webhooks,
}

impl RuntimePart {
    /// All of them, sorted.
    pub const ALL: [Self; 4] = [Self::Events, Self::Multipart, Self::Tokens, Self::Webhooks];

    /// What its feature is called.
    pub fn feature(self) -> &'static str {
        match self {
            RuntimePart::Events => "events",
            RuntimePart::Multipart => "multipart",
            RuntimePart::Tokens => "tokens",
            RuntimePart::Webhooks => "webhooks",
        }
    }
}
