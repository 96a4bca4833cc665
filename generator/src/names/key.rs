//! What `names.json` remembers items by.
//!
//! ```text
//! Flows/properties/labels/items    what stands in the component `Flows`
//! GET /flows responses/200         a type in an operation
//! GET /flows path flow             what else an operation has
//! */properties/status              the type that all such properties share
//! components/parameters/sort       a type in a component that is no schema
//! ```
//!
//! A key begins with what the item stands in; the way from there has a step for each list, property or branch. Names in
//! a way are escaped as in JSON pointers. Knows nothing about names in Rust.

use crate::ir::{Operation, ParameterLocation, Role, RoleStep, Section};
use crate::source::{escape_pointer, unescape_pointer};
use std::fmt;
use std::str::FromStr;

/// The sections of former names, whose keys hold the section of the item, its key and the name: of those that no version
/// has yet, and of those that are deprecated in the last version.
pub const FORMER: [&str; 2] = ["renamed", "renamed-in-a-version"];

/// A key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// What the item stands in.
    pub of: Of,
    /// Where it stands there.
    pub place: Place,
}

/// What an item stands in, or is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Of {
    /// A schema of the document.
    Component(String),
    /// An operation, by its method and its path.
    Operation(String, String),
    /// Every property of a name.
    Everywhere,
    /// Another component of the document.
    Part(Section, String),
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// At the end of a way; a way without steps ends where it begins.
    Way(Vec<Step>),
    /// Something of an operation that is no type: `path flow`, `as text/plain`.
    Other(String),
}

/// A step of a way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// Which kind of step.
    pub word: Word,
    /// Of which property, branch, …; empty for a step that has no name.
    pub name: String,
}

/// A kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Word {
    /// A property of an object.
    Property,
    /// The elements of a list.
    Items,
    /// The values of a map.
    Values,
    /// A branch of a union.
    Branch,
    /// A value of an enum.
    Enum,
    /// A parameter; of the query, unless it says where.
    Parameter(ParameterLocation),
    /// The request body.
    Body,
    /// A response.
    Response,
    /// A header of a response.
    Header,
    /// What extends a model that is a union.
    Base,
    /// A media type.
    Media,
}

const WORDS: [(Word, &str); 15] = [
    (Word::Property, "properties"),
    (Word::Items, "items"),
    (Word::Values, "values"),
    (Word::Branch, "branches"),
    (Word::Enum, "enum"),
    (Word::Parameter(ParameterLocation::Query), "parameters"),
    (Word::Parameter(ParameterLocation::Path), "path"),
    (Word::Parameter(ParameterLocation::Header), "header"),
    (Word::Parameter(ParameterLocation::Cookie), "cookie"),
    (Word::Parameter(ParameterLocation::QueryString), "querystring"),
    (Word::Body, "body"),
    (Word::Response, "responses"),
    (Word::Header, "headers"),
    (Word::Base, "base"),
    (Word::Media, "content"),
];

const SECTIONS: [(Section, &str); 7] = [
    (Section::Schema, "schemas"),
    (Section::Parameter, "parameters"),
    (Section::Header, "headers"),
    (Section::RequestBody, "requestBodies"),
    (Section::Response, "responses"),
    (Section::Webhook, "webhooks"),
    (Section::Callback, "callbacks"),
];

impl Word {
    fn text(self) -> &'static str {
        WORDS.iter().find(|(word, _)| *word == self).map_or("", |(_, text)| text)
    }

    fn has_name(self) -> bool {
        !matches!(self, Word::Items | Word::Values | Word::Body | Word::Base)
    }

    /// What the names of such steps stand behind: `/properties/`
    pub fn start(self) -> String {
        format!("/{}/", self.text())
    }
}

impl Step {
    /// A step that has a name.
    pub fn new(word: Word, name: impl Into<String>) -> Self {
        Self { word, name: name.into() }
    }
}

impl From<&RoleStep> for Step {
    fn from(step: &RoleStep) -> Self {
        let (word, name) = match step {
            RoleStep::Property(name) => (Word::Property, name.clone()),
            RoleStep::Item => (Word::Items, String::new()),
            RoleStep::Value => (Word::Values, String::new()),
            RoleStep::Branch(index) => (Word::Branch, index.to_string()),
            RoleStep::Parameter(location, name) => (Word::Parameter(*location), name.clone()),
            RoleStep::Body => (Word::Body, String::new()),
            RoleStep::Response(status) => (Word::Response, status.clone()),
            RoleStep::Header(name) => (Word::Header, name.clone()),
            RoleStep::Base => (Word::Base, String::new()),
            RoleStep::Media(name) => (Word::Media, name.clone()),
        };
        Self { word, name }
    }
}

impl From<Role> for Place {
    fn from(role: Role) -> Self {
        Place::Way(role.0.iter().map(Step::from).collect())
    }
}

impl Key {
    /// An operation itself.
    pub fn operation(operation: &Operation) -> Self {
        Self::of_operation(operation, Place::Way(Vec::new()))
    }

    /// What an operation has.
    pub fn of_operation(operation: &Operation, place: Place) -> Self {
        Self { of: Of::Operation(operation.method.as_str().to_owned(), operation.path.clone()), place }
    }

    /// The key of what the item stands in.
    pub fn outer(&self) -> Self {
        let place = match &self.place {
            Place::Way(steps) => Place::Way(steps.split_last().map(|(_, outer)| outer.to_vec()).unwrap_or_default()),
            Place::Other(_) => Place::Way(Vec::new()),
        };
        Self { of: self.of.clone(), place }
    }

    /// The steps of the way; none if there is no way.
    pub fn steps(&self) -> &[Step] {
        match &self.place {
            Place::Way(steps) => steps,
            Place::Other(_) => &[],
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", self.word.text())?;
        if self.word.has_name() { write!(formatter, "/{}", escape_pointer(&self.name)) } else { Ok(()) }
    }
}

/// `/properties/labels/items`
pub fn way(steps: &[Step]) -> String {
    steps.iter().map(Step::to_string).collect()
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Of::Component(name) => formatter.write_str(&escape_pointer(name))?,
            Of::Operation(method, path) => write!(formatter, "{method} {path}")?,
            Of::Everywhere => formatter.write_str("*")?,
            Of::Part(section, name) => {
                let section = SECTIONS.iter().find(|(known, _)| known == section).map_or("", |(_, text)| text);
                write!(formatter, "components/{section}/{}", escape_pointer(name))?;
            }
        }
        match (&self.of, &self.place) {
            (_, Place::Other(text)) => write!(formatter, " {text}"),
            (Of::Operation(..), Place::Way(steps)) if !steps.is_empty() => {
                write!(formatter, " {}", way(steps).trim_start_matches('/'))
            }
            (_, Place::Way(steps)) => formatter.write_str(&way(steps)),
        }
    }
}

/// A text that is no key.
#[derive(Debug, PartialEq, Eq)]
pub struct NoKey;

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        if let Some((method, rest)) =
            text.split_once(' ').filter(|(method, rest)| is_method(method) && rest.starts_with('/'))
        {
            let (path, place) = rest.split_once(' ').unwrap_or((rest, ""));
            let way = steps(place).filter(|_| !place.is_empty());
            let place = match way {
                Some(steps) => Place::Way(steps),
                None if place.is_empty() => Place::Way(Vec::new()),
                None => Place::Other(place.to_owned()),
            };
            return Ok(Self { of: Of::Operation(method.to_owned(), path.to_owned()), place });
        }
        let (first, rest) = text.split_once('/').map_or((text, None), |(first, rest)| (first, Some(rest)));
        let part = rest.filter(|_| first == "components").and_then(|rest| {
            let (section, rest) = rest.split_once('/')?;
            let (section, _) = SECTIONS.iter().find(|(_, text)| *text == section)?;
            let (name, rest) = rest.split_once('/').map_or((rest, None), |(name, rest)| (name, Some(rest)));
            Some((Of::Part(*section, unescape_pointer(name)), rest))
        });
        let (of, rest) = part.unwrap_or_else(|| match first {
            "*" => (Of::Everywhere, rest),
            name => (Of::Component(unescape_pointer(name)), rest),
        });
        let steps = rest.map_or(Some(Vec::new()), steps).ok_or(NoKey)?;
        Ok(Self { of, place: Place::Way(steps) })
    }
}

fn is_method(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|one| one.is_ascii_alphanumeric() || "-_".contains(one))
}

/// The steps of a way without the first slash.
fn steps(text: &str) -> Option<Vec<Step>> {
    let mut found = Vec::new();
    let mut parts = text.split('/');
    while let Some(part) = parts.next() {
        let (word, _) = WORDS.iter().find(|(_, text)| *text == part)?;
        let name = if word.has_name() { unescape_pointer(parts.next()?) } else { String::new() };
        found.push(Step { word: *word, name });
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::{Key, Of, Place, Step, Word};
    use serde_json::Value as Json;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn keys_have_the_texts_that_they_are_made_of() {
        let texts = [
            "Flows",
            "a~1b",
            "Flows/properties/labels/items/branches/with ~0/enum/",
            "GET /flows/{flow}",
            "GET /flows body",
            "GET /flows body/content/text~1plain/values/base",
            "GET /flows path flow",
            "GET /flows Status200 application/pdf",
            "POST /flows as text/plain",
            "GET /flows responses/200/headers/X-A",
            "QUERY /flows header/X-Sort",
            "*/properties/status/enum/Draft",
            "components/requestBodies/Flow/properties/a",
            "components/properties/schemas",
        ];
        for text in texts {
            assert_eq!(key(text).to_string(), text);
        }
        assert!("Flows/other/x".parse::<Key>().is_err());
        assert_eq!(
            key("GET /flows path/flow").steps(),
            [Step::new(Word::Parameter(crate::ir::ParameterLocation::Path), "flow")]
        );
        assert_eq!(key("GET /flows path flow").place, Place::Other("path flow".to_owned()));
        assert_eq!(key("a~1b").of, Of::Component("a/b".to_owned()));
        assert_eq!(key("Flows/properties/a").outer(), key("Flows"));
    }

    #[test]
    fn the_keys_of_a_client_are_keys() {
        let names: Json = serde_json::from_str(include_str!("../../../generated/names.json")).unwrap();
        for section in ["operations", "types", "fields", "variants", "parameters", "tags-of-operations"] {
            for (text, entry) in names[section].as_object().unwrap() {
                // What the keys of several items begin with is written once.
                let rests = entry.as_object().map_or(vec![""], |items| items.keys().map(String::as_str).collect());
                for text in rests.into_iter().map(|rest| format!("{text}{rest}")) {
                    assert_eq!(key(&text).to_string(), text);
                }
            }
        }
    }
}
