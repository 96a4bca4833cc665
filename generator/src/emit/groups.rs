//! Which file and which cargo feature a type belongs to.
//!
//! A type that only one tag's operations reach is in that tag's file, behind that tag's feature. All others are in
//! `shared`: those of several tags, and those that no operation reaches, with all that they reach. Since a type reaches
//! only what its own tags reach too, no type refers to one that is switched off. A large group is split by the first
//! letter of its names.

use super::types::Scope;
use crate::ir::{TagId, TypeId};
use std::collections::BTreeMap;

/// A group is split by letters above this many types.
const LARGE: usize = 100;

/// The types of one file.
pub(super) struct Group {
    /// The module and the name of its file.
    pub module: String,
    /// The tag that it belongs to alone.
    pub tag: Option<TagId>,
    /// In the order of their names.
    pub types: Vec<TypeId>,
}

/// All files of types, sorted by module.
pub(super) fn groups(scope: Scope<'_>) -> Vec<Group> {
    let mut by_tag: BTreeMap<Option<TagId>, Vec<TypeId>> = BTreeMap::new();
    for (index, definition) in scope.api.types.iter().enumerate() {
        let tag = if let [tag] = definition.tags.as_slice() { Some(*tag) } else { None };
        by_tag.entry(tag).or_default().push(TypeId(index));
    }
    let mut groups = Vec::new();
    for (tag, mut types) in by_tag {
        types.sort_by_key(|id| &scope.type_(*id).1.ident);
        let module = match tag.and_then(|tag| scope.names.tags.get(tag.0)) {
            Some(names) => names.module.clone(),
            None => "shared".to_owned(),
        };
        if types.len() <= LARGE {
            groups.push(Group { module, tag, types });
        } else {
            groups.extend(split(scope, &module, tag, types));
        }
    }
    groups.sort_by(|one, other| one.module.cmp(&other.module));
    groups
}

fn split(scope: Scope<'_>, module: &str, tag: Option<TagId>, types: Vec<TypeId>) -> Vec<Group> {
    let mut by_letter: BTreeMap<char, Vec<TypeId>> = BTreeMap::new();
    for id in types {
        let letter = scope.type_(id).1.ident.chars().next().unwrap_or('n').to_ascii_lowercase();
        by_letter.entry(letter).or_default().push(id);
    }
    let group = |(letter, types)| Group { module: free(scope, format!("{module}_{letter}")), tag, types };
    by_letter.into_iter().map(group).collect()
}

/// A name of a module that no tag has.
fn free(scope: Scope<'_>, mut module: String) -> String {
    while scope.names.tags.iter().any(|tag| tag.module == module) {
        module.push('_');
    }
    module
}
