//! Names of the last version for what is back.
//!
//! What is gone is forgotten. As long as that is in no version, callers know the old name still; so an item that comes
//! back before is called as it was. In go the names of the last run and those of the last version, out come the names
//! to begin with: those of the last run, and for items that it had not, those of the last version that nothing else
//! has.

use super::super::file;
use super::super::record::FORMER;
use super::moved::FREED;
use crate::names::key::Key;
use std::collections::HashSet;

/// The sections of the last version that say nothing about what it had.
const NOT_KEPT: [&str; 3] = [FORMER[0], FORMER[1], FREED];

/// The text of `names.json` with what only the one of the last version has. What cannot be read stays as it is.
pub fn with_earlier(recorded: &str, earlier: &str) -> String {
    let (Ok(mut all), Ok(earlier)) = (file::read(recorded), file::read(earlier)) else {
        return recorded.to_owned();
    };
    for (section, names) in earlier.sections.into_iter().filter(|(section, _)| !NOT_KEPT.contains(&section.as_str())) {
        let known = all.sections.entry(section.clone()).or_default();
        let place = |key: &str, name: &str| (namespace(&section, key), name.to_ascii_lowercase());
        let taken: HashSet<(String, String)> = known.iter().map(|(key, name)| place(key, name)).collect();
        // Several places share a type: it is still that of the last version if one of them was one of its places.
        let is_same = |(key, name): &(&String, &String)| known.get(*key) == Some(*name);
        let shared: HashSet<&String> = names.iter().filter(is_same).map(|(_, name)| name).collect();
        let is_free = |key: &str, name: &String| {
            section == "types" && shared.contains(name) || !taken.contains(&place(key, name))
        };
        let back: Vec<_> = names.iter().filter(|(key, name)| is_free(key, name)).collect();
        for (key, name) in back {
            known.entry(key.clone()).or_insert_with(|| name.clone());
        }
    }
    all.into_text()
}

/// What the name of an item is distinct in: its model, its enum, its operation, or all of the client.
fn namespace(section: &str, key: &str) -> String {
    let is_inside = matches!(section, "fields" | "variants" | "parameters" | "headers");
    let key = key.parse::<Key>().ok().filter(|_| is_inside);
    key.map(|key| key.outer().to_string()).unwrap_or_default()
}
