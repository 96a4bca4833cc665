//! The crate's root.

use super::crate_docs;
use super::docs;
use super::types::Scope;
use proc_macro2::TokenStream;
use quote::quote;

/// `src/lib.rs`
pub(super) fn root(scope: Scope<'_>) -> TokenStream {
    let (opening, rest) =
        (inner(docs::attributes(&crate_docs::opening(scope))), inner(docs::attributes(&crate_docs::page(scope))));
    let operations = crate_docs::operations(scope);
    let closing = inner(docs::attributes(&crate_docs::closing(scope)));
    let auth = super::api::has_auth(scope).then(|| {
        quote!(
            pub use api::Auth;
        )
    });
    let webhooks = super::webhooks::declaration(scope);
    quote! {
        #opening
        #![doc = concat!(env!("CARGO_PKG_NAME"), " = \"", env!("CARGO_PKG_VERSION"), "\"")]
        #rest
        #(#operations)*
        #closing
        #![cfg_attr(docsrs, feature(doc_cfg))]
        #![forbid(unsafe_code)]

        mod api;
        pub mod models;
        pub mod operations;
        pub mod runtime;
        #webhooks

        #auth
        pub use http::{self, Method, StatusCode};
        #[doc(inline)]
        pub use runtime::{ApiError, Client, ClientBuilder, Error, Request, Response, Retry, Secret};
    }
}

/// `#[doc = "…"]` as `#![doc = "…"]`.
pub(super) fn inner(attributes: TokenStream) -> TokenStream {
    let mut tokens = Vec::new();
    for token in attributes {
        let is_pound = matches!(&token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '#');
        tokens.push(token);
        if is_pound {
            tokens.push(proc_macro2::Punct::new('!', proc_macro2::Spacing::Alone).into());
        }
    }
    tokens.into_iter().collect()
}
