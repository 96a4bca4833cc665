//! The text of `names.json`.
//!
//! ```json
//! {
//!   "version": 2,
//!   "operations": { "GET /api/v1/flows/{flow}/callbacks": "list_flow_callbacks" }
//! }
//! ```
//!
//! In goes the text, out come names by section and item, and the other way round. A file without a version is from before
//! there were any, and is read as the first one is. A later version is not read: its keys may mean something else.

use super::migrate::moved::Sections;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fmt;

/// The version of the form.
const VERSION: u64 = 2;

/// The version since which identical inline objects share a type.
const SHARED_OBJECTS: u64 = 2;

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
                let mut names = BTreeMap::new();
                while let Some((key, name)) = map.next_entry()? {
                    names.insert(key, name);
                }
                Ok(Member::Names(names))
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
        members.insert(section, Json::Object(names.into_iter().map(|(key, name)| (key, name.into())).collect()));
    }
    // What is made of maps and texts always has a JSON form.
    let mut text = serde_json::to_string_pretty(&members).unwrap_or_default();
    text.push('\n');
    text
}
