//! From an [`Api`] and its [`Names`] to the modules of a crate, as tokens.
//!
//! Total: every index of the API has its names, so there is nothing to look up that can be missing, and nothing to
//! report. What a model, an enum, a union or an operation looks like in Rust is in the modules below, one `quote!` an
//! item. The runtime's files are handed on as they are.
//!
//! Emission is lazy ([`Module::tokens`]), so that modules can be emitted and formatted side by side.

mod api;
mod docs;
mod enums;
mod groups;
mod items;
mod library;
mod models;
mod operations;
mod runtime;
mod types;
mod unions;

use crate::ir::Api;
use crate::names::Names;
use proc_macro2::TokenStream;

/// A file of the crate.
pub struct Module<'a> {
    /// Relative to the crate: `src/models/shared.rs`.
    pub path: String,
    content: Content<'a>,
}

enum Content<'a> {
    Verbatim(&'static str),
    Items(Box<dyn Fn() -> TokenStream + Send + Sync + 'a>),
}

/// What a file holds.
pub enum Tokens {
    /// The text of a file of the runtime.
    Verbatim(&'static str),
    /// Items to be formatted.
    Items(TokenStream),
}

impl<'a> Module<'a> {
    fn new(path: impl Into<String>, tokens: impl Fn() -> TokenStream + Send + Sync + 'a) -> Self {
        Self { path: path.into(), content: Content::Items(Box::new(tokens)) }
    }

    /// Emits the module.
    pub fn tokens(&self) -> Tokens {
        match &self.content {
            Content::Verbatim(text) => Tokens::Verbatim(text),
            Content::Items(tokens) => Tokens::Items(tokens()),
        }
    }
}

/// All files of the crate's `src` folder, sorted by path.
pub fn modules<'a>(api: &'a Api, names: &'a Names) -> Vec<Module<'a>> {
    let scope = types::Scope { api, names };
    let mut modules = vec![
        Module::new("src/lib.rs", move || library::root(scope)),
        Module::new("src/api.rs", move || api::module(scope)),
    ];
    modules.extend(models::modules(scope));
    modules.extend(operations::modules(scope));
    let verbatim = runtime::FILES.iter();
    modules.extend(verbatim.map(|(path, text)| Module { path: (*path).to_owned(), content: Content::Verbatim(text) }));
    modules.sort_by(|one, other| one.path.cmp(&other.path));
    modules
}
