//! Which files the operations are in: one for a tag, and several for a tag with many operations.
//!
//! In: all operations. Out: `src/operations.rs` and the files of its folder. The operations of `operations/pets.rs` that
//! would be too many for it are in `operations/pets/pets_c.rs` and so on; where callers find them stays the same.

use super::{file, index};
use crate::emit::files::Files;
use crate::emit::groups;
use crate::emit::types::{Scope, ident};
use crate::ir::Operation;
use crate::module::Module;
use proc_macro2::TokenStream;
use quote::quote;

/// What is emitted of an operation, counted in fields of models.
const SIZE: usize = 12;

/// `src/operations.rs` and the files of its folder.
pub(in super::super) fn modules(scope: Scope<'_>) -> Vec<Module<'_>> {
    let mut modules = vec![Module::new("src/operations.rs", move || index(scope))];
    let files = Files {
        names: scope.names.operations.iter().map(|names| names.ident.to_ascii_lowercase()).collect(),
        sizes: scope.api.operations.iter().map(size).collect(),
    };
    let mut by_tag: Vec<Vec<usize>> = vec![Vec::new(); scope.names.tags.len()];
    for (index, operation) in scope.api.operations.iter().enumerate() {
        by_tag.get_mut(operation.tag.0).into_iter().for_each(|tag| tag.push(index));
    }
    for (names, items) in scope.names.tags.iter().zip(by_tag) {
        let path = format!("src/operations/{}", names.module);
        if files.is_small(&items) {
            modules.push(part(scope, format!("{path}.rs"), items));
            continue;
        }
        let parts = files.split(&names.module, items);
        let list: Vec<String> = parts.iter().map(|(module, _)| module.clone()).collect();
        modules.push(Module::new(format!("{path}.rs"), move || parts_of(&list)));
        modules.extend(parts.into_iter().map(|(module, items)| part(scope, format!("{path}/{module}.rs"), items)));
    }
    modules
}

/// A file with some operations.
fn part(scope: Scope<'_>, path: String, items: Vec<usize>) -> Module<'_> {
    Module::in_parts(path, SIZE * items.len(), move |write| file(scope, &items, write))
}

/// The file of a tag with many operations.
fn parts_of(modules: &[String]) -> TokenStream {
    let modules = modules.iter().map(|module| ident(module));
    let parts = modules.map(|module| {
        quote! {
            mod #module;
            pub use #module::*;
        }
    });
    quote!(#(#parts)*)
}

/// About how many bytes are emitted of an operation.
fn size(operation: &Operation) -> usize {
    let parameters = operation.parameters.iter().map(|parameter| 700 + groups::docs(&parameter.docs));
    4_000 + groups::docs(&operation.docs) + parameters.sum::<usize>()
}
