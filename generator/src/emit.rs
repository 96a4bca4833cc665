//! From an [`Api`], its [`Names`] and the name of the crate to the modules of a crate, as tokens.
//!
//! Total: every index of the API has its names, so there is nothing to look up that can be missing, and nothing to
//! report. What a model, an enum, a union or an operation looks like in Rust is in the modules below, one `quote!` an
//! item. The runtime's files are handed on as they are.
//!
//! Emission is lazy ([`crate::module::Module::tokens`]), so that modules can be emitted and formatted side by side.

mod api;
mod crate_docs;
mod docs;
mod enums;
mod examples;
mod features;
mod files;
mod groups;
mod items;
mod library;
mod models;
mod operations;
mod samples;
mod texts;
mod types;
mod unions;
mod webhooks;

use crate::ir::{Api, Type};
use crate::module::Module;
use crate::names::Names;
use crate::surface::Signature;
pub use features::features;
use proc_macro2::TokenStream;
pub use texts::{Texts, texts};

/// All files of the crate's `src` folder, the largest first. The texts are those of the API, or some of them.
pub fn modules<'a>(
    api: &'a Api,
    names: &'a Names,
    signatures: &'a [Signature<'a>],
    krate: &'a str,
    texts: &'a Texts<'a>,
) -> Vec<Module<'a>> {
    let scope = types::Scope { api, names, signatures, krate, texts };
    let mut modules = vec![
        Module::new("src/lib.rs", move || library::root(scope)),
        Module::new("src/api.rs", move || api::module(scope)),
        Module::text("src/examples.json", move || samples::text(scope)),
    ];
    if !api.webhooks.is_empty() {
        modules.push(Module::new("src/webhooks.rs", move || webhooks::module(scope)));
    }
    modules.extend(models::modules(scope));
    modules.extend(operations::modules(scope));
    let verbatim = ::runtime::sources::FILES.iter();
    modules.extend(verbatim.map(|(path, text)| Module::verbatim(format!("src/runtime/{path}"), text)));
    modules.sort_by_key(|module| std::cmp::Reverse(module.size));
    modules
}

/// How a value is handed to the emitted methods and setters: for programs that are written to use a client.
pub struct Passed {
    /// The type of a value to have at hand, with the modules `models` and `runtime` and the crate `serde_json` in
    /// scope.
    pub type_: TokenStream,
    /// Whether a reference to it is passed.
    pub by_reference: bool,
}

/// How a parameter, a body or a part of a type is passed. There is no `null` to pass: it is left out instead.
pub fn passed(api: &Api, names: &Names, type_: &Type) -> Passed {
    let mut inner = type_;
    while let Type::Nullable(more) = inner {
        inner = more;
    }
    // Types mention no crate, and have no description.
    let scope = types::Scope { api, names, signatures: &[], krate: "", texts: &Texts::default() };
    let by_reference = types::argument(scope, inner, &types::ident("value"), true).is_reference;
    Passed { type_: types::rust_type(scope, inner), by_reference }
}
