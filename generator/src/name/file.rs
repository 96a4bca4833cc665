//! The text of `names.json`.
//!
//! ```json
//! {
//!   "version": 3,
//!   "fields": { "Flows/properties/": { "body": "body", "created_at": "created_at" } },
//!   "operations": { "GET /api/v1/flows/{flow}/callbacks": "list_flow_callbacks" }
//! }
//! ```
//!
//! In goes the text, out come names by section and item, and the other way round. What the keys of several items begin
//! with, their owner, is written once. A file without a version is from before there were any, and is read as the first one
//! is; before the third, no key was cut. A later version is not read: its keys may mean something else.

use super::migrate::moved::Sections;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fmt;

/// The version of the form.
const VERSION: u64 = 3;

/// The version since which identical inline objects share a type.
const SHARED_OBJECTS: u64 = 2;

/// The version since which the owner of several items is written once.
const OWNERS: u64 = 3;

/// The sections whose items have owners, and what ends the key of the owner.
const OWNED: [(&str, char); 4] = [("fields", '/'), ("parameters", ' '), ("types", '/'), ("variants", '/')];

/// The member that has it.
const MEMBER: &str = "version";

/// What a file holds.
pub struct File {
    /// The version of its form.
    version: u64,
    /// Names by section and item.
    pub sections: Sections,
}

impl File {
    /// Whether it is from a generator that makes identical inline objects one type.
    pub fn knows_shared_objects(&self) -> bool {
        self.version >= SHARED_OBJECTS
    }

    /// The text of the file, in the version that it was read in.
    pub fn into_text(self) -> String {
        text(self.version, self.sections)
    }
}

/// The names in a file.
///
/// # Errors
/// What is wrong with the text.
pub fn read(text: &str) -> Result<File, String> {
    let members: BTreeMap<String, Member> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut sections = Sections::new();
    let mut version = 1;
    for (name, member) in members {
        match member {
            Member::Names(names) => _ = sections.insert(name, names),
            Member::Number(number @ 1..=VERSION) if name == MEMBER => version = number,
            Member::Number(number) => {
                return Err(format!("`{name}` is {number}, and this generator knows {MEMBER}s up to {VERSION}"));
            }
        }
    }
    Ok(File { version, sections })
}

/// What stands beside a key at the top.
enum Member {
    Number(u64),
    Names(BTreeMap<String, String>),
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Member;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a map")
            }

            fn visit_u64<E>(self, number: u64) -> Result<Member, E> {
                Ok(Member::Number(number))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Member, A::Error> {
                let (mut names, mut owned) = (BTreeMap::new(), BTreeMap::new());
                while let Some((key, entry)) = map.next_entry()? {
                    match entry {
                        Entry::Name(name) => _ = names.insert(key, name),
                        Entry::Owned(items) => {
                            owned.extend(items.into_iter().map(|(rest, name)| (format!("{key}{rest}"), name)));
                        }
                    }
                }
                // A whole key, which somebody wrote, says more than one that was cut.
                owned.extend(names);
                Ok(Member::Names(owned))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// What stands beside a key in a section: a name, or the names of the items whose keys begin with it.
enum Entry {
    Name(String),
    Owned(BTreeMap<String, String>),
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Entry;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a name, or a map of names")
            }

            fn visit_str<E>(self, name: &str) -> Result<Entry, E> {
                Ok(Entry::Name(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
                let mut names = BTreeMap::new();
                while let Some((key, name)) = map.next_entry()? {
                    names.insert(key, name);
                }
                Ok(Entry::Owned(names))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// The text of a new file.
pub fn write(sections: Sections) -> String {
    text(VERSION, sections)
}

fn text(version: u64, sections: Sections) -> String {
    let mut members = Map::new();
    members.insert(MEMBER.to_owned(), version.into());
    for (section, names) in sections {
        let end = OWNED.iter().find(|(owned, _)| *owned == section && version >= OWNERS).map(|(_, end)| *end);
        members.insert(section, Json::Object(end.map_or_else(|| plain(&names), |end| by_owner(&names, end))));
    }
    // What is made of maps and texts always has a JSON form.
    let mut text = serde_json::to_string_pretty(&members).unwrap_or_default();
    text.push('\n');
    text
}

fn plain(names: &BTreeMap<String, String>) -> Map<String, Json> {
    names.iter().map(|(key, name)| (key.clone(), name.as_str().into())).collect()
}

/// The names, those of an owner with several together.
fn by_owner(names: &BTreeMap<String, String>, end: char) -> Map<String, Json> {
    let cut = |key: &str| key.rfind(end).map_or(0, |at| at + end.len_utf8());
    let mut owners: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for (key, name) in names {
        let (owner, rest) = key.split_at(cut(key));
        owners.entry(owner).or_default().insert(rest, name);
    }
    let mut all = Map::new();
    for (owner, items) in owners {
        if owner.is_empty() || items.len() == 1 {
            all.extend(items.into_iter().map(|(rest, name)| (format!("{owner}{rest}"), name.into())));
        } else {
            let items = items.into_iter().map(|(rest, name)| (rest.to_owned(), name.into())).collect();
            all.insert(owner.to_owned(), Json::Object(items));
        }
    }
    all
}
