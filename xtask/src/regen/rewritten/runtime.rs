//! What callers see of the runtime in a crate.
//!
//! In: the texts of its files, by their paths. Out: the public items whose types its root exports, and the names that it
//! exports for emitted code alone, which are in no documentation:
//!
//! ```text
//! Retry            struct
//! Retry::none      () -> Self
//! hidden: Parts, ApiInfo
//! ```

use crate::regen::items::{self, Items, Kind};
use std::collections::{BTreeMap, BTreeSet};
use syn::{Item, UseTree, Visibility};

const ROOT: &str = "src/runtime/mod.rs";
const FOR_EMITTED_CODE: &str = "src/runtime/emitted.rs";

/// The runtime of a crate.
#[derive(Debug, Default)]
pub struct Surface {
    items: Items,
    hidden: BTreeSet<String>,
}

impl Surface {
    /// Reads the runtime among the files of a crate; without a root, it has no items.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let texts: BTreeMap<&str, &str> = files.iter().copied().collect();
        let exports = |path: &str| texts.get(path).map(|text| exported(text)).unwrap_or_default();
        let (root, emitted) = (exports(ROOT), exports(FOR_EMITTED_CODE));
        let documented = root.documented;
        let hidden = root.hidden.into_iter().chain(emitted.documented).chain(emitted.hidden).collect();
        let inside = files.iter().filter(|(path, _)| path.starts_with("src/runtime/") && path.ends_with(".rs"));
        let all = items::of(inside.map(|(_, text)| *text));
        let by_name = all.into_iter().map(|((owner, kind, name), text)| ((plain(&owner), kind, name), text));
        let mut items: Items = by_name.filter(|((owner, ..), _)| documented.contains(owner)).collect();
        for name in documented {
            // Traits, functions, modules, and items of other crates.
            items.entry((name, Kind::Type, String::new())).or_insert_with(|| "export".to_owned());
        }
        Self { items, hidden }
    }

    /// There is no runtime whose exports are known.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items of two states, without those that the other state has for emitted code.
    pub fn compared(self, other: Self) -> (Items, Items) {
        let without = |mut items: Items, hidden: &BTreeSet<String>| {
            items.retain(|(owner, ..), _| !hidden.contains(owner));
            items
        };
        (without(self.items, &other.hidden), without(other.items, &self.hidden))
    }
}

/// The name of a type without its arguments.
fn plain(owner: &str) -> String {
    owner.split('<').next().unwrap_or(owner).to_owned()
}

#[derive(Debug, Default)]
struct Exports {
    documented: BTreeSet<String>,
    hidden: BTreeSet<String>,
}

/// The names that a module exports.
fn exported(text: &str) -> Exports {
    let mut exports = Exports::default();
    for item in syn::parse_file(text).into_iter().flat_map(|file| file.items) {
        let Item::Use(item) = item else { continue };
        if matches!(item.vis, Visibility::Public(_)) {
            let names = if items::is_hidden(&item.attrs) { &mut exports.hidden } else { &mut exports.documented };
            add(names, &item.tree);
        }
    }
    exports
}

fn add(names: &mut BTreeSet<String>, tree: &UseTree) {
    match tree {
        UseTree::Path(path) => add(names, &path.tree),
        UseTree::Name(name) => names.extend([name.ident.to_string()]),
        UseTree::Rename(rename) => names.extend([rename.rename.to_string()]),
        UseTree::Group(group) => group.items.iter().for_each(|tree| add(names, tree)),
        UseTree::Glob(_) => {}
    }
}
