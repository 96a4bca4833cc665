//! The crate's root.

use super::docs;
use super::front;
use super::types::Scope;
use proc_macro2::TokenStream;
use quote::quote;

/// `src/lib.rs`
pub(super) fn root(scope: Scope<'_>) -> TokenStream {
    let docs = inner(docs::attributes(&front::page(scope)));
    let auth = super::api::has_auth(scope).then(|| {
        quote!(
            pub use api::Auth;
        )
    });
    let webhooks = super::webhooks::declaration(scope);
    quote! {
        #docs
        #![cfg_attr(docsrs, feature(doc_cfg))]
        #![forbid(unsafe_code)]

        mod api;
        pub mod models;
        pub mod operations;
        pub mod runtime;
        #webhooks

        #auth
        pub use http::{self, Method, StatusCode};
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
