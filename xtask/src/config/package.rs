//! The table `[package]` of the configuration file: what the manifest of the client says about it, under Cargo's keys.

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// A text.
    Text(String),
    /// Texts.
    List(Vec<String>),
}

/// The keys, each with whether it is a list.
pub const KEYS: [(&str, bool); 10] = [
    ("authors", true),
    ("categories", true),
    ("description", false),
    ("documentation", false),
    ("homepage", false),
    ("keywords", true),
    ("license", false),
    ("license-file", false),
    ("readme", false),
    ("repository", false),
];
