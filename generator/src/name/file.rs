//! The text of `names.json`.
//!
//! ```json
//! {
//!   "version": 1,
//!   "operations": { "GET /api/v1/flows/{flow}/callbacks": "list_flow_callbacks" }
//! }
//! ```
//!
//! In goes the text, out come names by section and item, and the other way round. A file without a version is from before
//! there were any, and is read as the first one is. A later version is not read: its keys may mean something else.

use super::moved::Sections;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fmt;

/// The version of the form.
const VERSION: u64 = 1;

/// The member that has it.
const MEMBER: &str = "version";

/// The names in a file.
///
/// # Errors
/// What is wrong with the text.
pub fn read(text: &str) -> Result<Sections, String> {
    let members: BTreeMap<String, Member> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut sections = Sections::new();
    for (name, member) in members {
        match member {
            Member::Names(names) => _ = sections.insert(name, names),
            Member::Number(VERSION) if name == MEMBER => {}
            Member::Number(number) => {
                return Err(format!("`{name}` is {number}, and this generator knows {MEMBER} {VERSION}"));
            }
        }
    }
    Ok(sections)
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

/// The text of a file.
pub fn write(sections: Sections) -> String {
    let mut members = Map::new();
    members.insert(MEMBER.to_owned(), VERSION.into());
    for (section, names) in sections {
        members.insert(section, Json::Object(names.into_iter().map(|(key, name)| (key, name.into())).collect()));
    }
    // What is made of maps and texts always has a JSON form.
    let mut text = serde_json::to_string_pretty(&members).unwrap_or_default();
    text.push('\n');
    text
}
