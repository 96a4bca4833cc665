//! Names of the last version for what is back.
//!
//! What is gone is forgotten. As long as that is in no version, callers know the old name still; so an item that comes
//! back before is called as it was. In go the names of the last run and those of the last version, out come the names
//! to begin with: those of the last run, and for items that it had not, those of the last version that nothing else
//! has.

use super::moved::FREED;
use super::moved::Sections;
use super::record::FORMER;
use std::collections::HashSet;

/// The sections of the last version that say nothing about what it had.
const NOT_KEPT: [&str; 3] = [FORMER[0], FORMER[1], FREED];

/// The text of `names.json` with what only the one of the last version has. What cannot be read stays as it is.
pub fn with_earlier(recorded: &str, earlier: &str) -> String {
    let (Ok(mut all), Ok(earlier)) = (serde_json::from_str::<Sections>(recorded), serde_json::from_str(earlier)) else {
        return recorded.to_owned();
    };
    for (section, names) in Sections::into_iter(earlier).filter(|(section, _)| !NOT_KEPT.contains(&section.as_str())) {
        let known = all.entry(section.clone()).or_default();
        let place = |key: &str, name: &str| (namespace(&section, key).to_owned(), name.to_ascii_lowercase());
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
    // Maps of texts always have a JSON form.
    serde_json::to_string(&all).unwrap_or_else(|_| recorded.to_owned())
}

/// What the name of an item is distinct in: its model, its enum, its operation, or all of the client.
fn namespace<'key>(section: &str, key: &'key str) -> &'key str {
    match section {
        "fields" | "variants" => key.rsplit_once('/').map_or("", |(parent, _)| parent),
        "parameters" | "headers" => {
            let operation = key.match_indices(' ').nth(1).map_or(key.len(), |(end, _)| end);
            key.get(..operation).unwrap_or_default()
        }
        _ => "",
    }
}
