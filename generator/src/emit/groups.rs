//! Which file and which cargo feature a type belongs to.
//!
//! A type that only one tag's operations reach is in that tag's file, behind that tag's feature. One that no operation
//! reaches is in `unreached`, behind the feature `all-types`; one that is in a payload of a webhook is in `webhook_payloads`,
//! and there with the feature `webhooks` too. All others are in `shared`: those of several tags, and
//! those that an unreached type contains. Since a type reaches only what its own tags reach too, no type refers to one
//! that is switched off. A large group is split (`files`) by the names of what its types stand in, so that inline types are where
//! their owner is.

use super::files::Files;
use super::types::{Scope, gate};
use crate::features::{ALL_TYPES, RuntimePart};
use crate::ir::{Docs, EnumValue, Field, Identity, Shape, TagId, TypeDef, TypeId};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::{BTreeMap, BTreeSet};

/// A group is split by letters above this many types.
const LARGE: usize = 100;

/// Whose the types of a file are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// Those of several tags, and those that an unreached type contains.
    Shared,
    /// Those of one tag alone.
    Tag(TagId),
    /// Those that no operation reaches, but a payload of a webhook.
    Webhooks,
    /// Those that no operation and no payload reaches.
    Nobody,
}

impl Owner {
    fn of(definition: &TypeDef) -> Self {
        match definition.tags.as_slice() {
            [tag] => Owner::Tag(*tag),
            _ if definition.is_reached => Owner::Shared,
            _ if definition.in_webhook => Owner::Webhooks,
            _ => Owner::Nobody,
        }
    }

    /// `#[cfg(feature = "…")]`, for what is not always there.
    pub fn gate(self, scope: Scope<'_>) -> Option<TokenStream> {
        match self {
            Owner::Shared => None,
            Owner::Tag(tag) => gate(scope, Some(tag)),
            Owner::Webhooks => {
                let webhooks = RuntimePart::Webhooks.feature();
                Some(quote!(#[cfg(any(feature = #ALL_TYPES, feature = #webhooks))]))
            }
            Owner::Nobody => Some(quote!(#[cfg(feature = #ALL_TYPES)])),
        }
    }

    fn module(self, scope: Scope<'_>) -> String {
        match self {
            Owner::Shared => "shared".to_owned(),
            Owner::Tag(tag) => scope.names.tags.get(tag.0).map(|names| names.module.clone()).unwrap_or_default(),
            Owner::Webhooks => free(scope, "webhook_payloads".to_owned()),
            Owner::Nobody => free(scope, "unreached".to_owned()),
        }
    }
}

/// The types of one file.
pub(super) struct Group {
    /// The module and the name of its file.
    pub module: String,
    /// Whose they are.
    pub owner: Owner,
    /// In the order of their names.
    pub types: Vec<TypeId>,
}

/// All files of types, sorted by module.
pub(super) fn groups(scope: Scope<'_>) -> Vec<Group> {
    let ids = || (0..scope.api.types.len()).map(TypeId);
    let files =
        Files { names: ids().map(|id| root(scope, id)).collect(), sizes: ids().map(|id| size(scope, id)).collect() };
    let mut by_owner: BTreeMap<Owner, Vec<usize>> = BTreeMap::new();
    for (index, definition) in scope.api.types.iter().enumerate() {
        by_owner.entry(Owner::of(definition)).or_default().push(index);
    }
    let mut groups = Vec::new();
    for (owner, mut types) in by_owner {
        types.sort_by_key(|index| &scope.type_(TypeId(*index)).1.ident);
        let module = owner.module(scope);
        let parts = match types.len() <= LARGE && files.is_small(&types) {
            true => vec![(module, types)],
            false => files.split(&module, types),
        };
        let group = |(module, types): (String, Vec<usize>)| Group {
            module,
            owner,
            types: types.into_iter().map(TypeId).collect(),
        };
        groups.extend(parts.into_iter().map(group));
    }
    tell_apart(scope, &mut groups);
    groups.sort_by(|one, other| one.module.cmp(&other.module));
    groups
}

/// What a type stands in: an operation, or another type; or else the type itself.
fn root(scope: Scope<'_>, mut id: TypeId) -> String {
    // What contains itself has no end.
    for _ in 0..scope.api.types.len() {
        match &scope.type_(id).0.identity {
            Identity::Inline { parent, .. } => id = *parent,
            Identity::Operation { operation, .. } => {
                let operation = scope.names.operations.get(*operation);
                return operation.map(|names| names.ident.to_ascii_lowercase()).unwrap_or_default();
            }
            Identity::Component(_) | Identity::Shared { .. } | Identity::Part { .. } => break,
        }
    }
    scope.type_(id).1.ident.to_ascii_lowercase()
}

/// About how many bytes are emitted of a type.
fn size(scope: Scope<'_>, id: TypeId) -> usize {
    let (definition, names) = scope.type_(id);
    let own = 1_500 + docs(&definition.docs);
    own + match &definition.shape {
        Shape::Object(shape) => {
            let methods = |field: &Field| 400 * (usize::from(definition.in_request) + usize::from(field.required));
            shape
                .fields
                .iter()
                .map(|field| 500 + 6 * field.name.len() + methods(field) + docs(&field.docs))
                .sum::<usize>()
        }
        Shape::StringEnum(values) | Shape::ValueEnum(values) => {
            let text = |value: &EnumValue| value.description.as_ref().map_or(0, String::len);
            values.iter().zip(&names.variants).map(|(value, name)| 200 + 5 * name.len() + text(value)).sum()
        }
        Shape::Union(shape) => shape.branches.iter().map(|branch| 800 + docs(&branch.docs)).sum(),
    }
}

/// About how many bytes are emitted of a documentation.
pub(super) fn docs(docs: &Docs) -> usize {
    let texts = docs.title.iter().chain(&docs.description).chain(&docs.facts);
    let example = docs.example.as_ref().map_or(0, |example| example.to_string().len());
    example + texts.map(|text| text.len() + text.len() / 8).sum::<usize>()
}

/// Gives each file of a part a name that no other file and no tag has.
fn tell_apart(scope: Scope<'_>, groups: &mut [Group]) {
    let mut taken: BTreeSet<String> = scope.names.tags.iter().map(|tag| tag.module.clone()).collect();
    for group in groups {
        let is_whole = group.module == group.owner.module(scope);
        while !taken.insert(group.module.clone()) && !is_whole {
            group.module.push('_');
        }
    }
}

/// A name of a module that no tag has.
fn free(scope: Scope<'_>, mut module: String) -> String {
    while scope.names.tags.iter().any(|tag| tag.module == module) {
        module.push('_');
    }
    module
}
