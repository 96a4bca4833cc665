//! What renamed items were called before.
//!
//! In go the items of a namespace and their names, out come the former names that stay as deprecated aliases. An item
//! was renamed if an `x-rust-name` gives it another name than the recorded one, or if the document calls it something
//! else (`renamed`). Its former name is remembered in
//! `names.json` until a version with it was made and another version is made:
//!
//! ```json
//! { "renamed": { "operations GET /flows: list_flows": "list_flows" } }
//! ```
//!
//! A name that another item has is no alias. Nothing is an alias because something collided. Until the first version,
//! nothing is an alias at all.

use super::record::{Record, Recorded};
use super::scope::{Item, Scope};
use std::collections::HashSet;

/// A former name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The name.
    pub name: String,
    /// A version was made in which it is deprecated.
    pub is_released: bool,
}

/// The aliases of all items, remembered for the next run.
pub fn of(
    recorded: &Recorded,
    record: &mut Record,
    section: &'static str,
    scope: &Scope,
    items: &[Item],
    names: &[String],
) -> Vec<Vec<String>> {
    let pairs = items.iter().zip(names);
    let former: Vec<Vec<Former>> = pairs.map(|(item, name)| candidates(recorded, section, item, name)).collect();
    let mut aliases = Vec::with_capacity(items.len());
    if former.iter().all(Vec::is_empty) {
        aliases.resize(items.len(), Vec::new());
        return aliases;
    }
    let mut taken: HashSet<String> = names.iter().map(|name| (scope.distinct)(name)).collect();
    for (item, former) in items.iter().zip(former) {
        let mut list = Vec::new();
        for former in former {
            if taken.insert((scope.distinct)(&former.name)) {
                record.add_former(section, &item.key, &former);
                list.push(former.name);
            }
        }
        aliases.push(list);
    }
    aliases
}

/// The former names of an item that is called so now.
pub fn candidates(recorded: &Recorded, section: &str, item: &Item, name: &str) -> Vec<Former> {
    let versions = recorded.versions;
    let renamed = item.recorded.filter(|before| !versions.is_first && item.given.is_some() && *before != name);
    let renamed = renamed.map(|before| Former { name: before.to_owned(), is_released: versions.release });
    recorded.former(section, &item.key).iter().cloned().chain(renamed).filter(|former| former.name != name).collect()
}
