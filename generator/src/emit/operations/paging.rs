//! Lists that are read page by page.

use super::Item;
use crate::emit::items::literal;
use crate::emit::types::{Scope, rust_type};
use crate::ir::{Paging, PagingKind};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// What gives the request `pages` and `stream`, if the operation is paged.
pub(super) fn definition(scope: Scope<'_>, item: Item<'_>) -> Option<TokenStream> {
    let paging = item.operation.paging.as_ref()?;
    let (type_, rust) = (super::ident(&item.names.ident), rust_type(scope, &paging.item));
    let description = description(paging);
    Some(quote! {
        impl runtime::Paged for #type_ {
            type Item = #rust;
            const PAGING: &'static runtime::Paging = &#description;
        }
    })
}

fn description(paging: &Paging) -> TokenStream {
    let items = keys(&paging.items);
    let kind = match &paging.kind {
        PagingKind::PageNumber { parameter, first, last_page } => {
            let (parameter, last_page) = (literal(parameter), keys(last_page));
            let first = Literal::u64_unsuffixed(*first);
            quote!(PageNumber { parameter: #parameter, first: #first, last_page: #last_page })
        }
        PagingKind::Offset { parameter } => {
            let parameter = literal(parameter);
            quote!(Offset { parameter: #parameter })
        }
        PagingKind::Cursor { parameter, next } => {
            let (parameter, next) = (literal(parameter), keys(next));
            quote!(Cursor { parameter: #parameter, next: #next })
        }
        PagingKind::NextUrl { next } => {
            let next = keys(next);
            quote!(NextUrl { next: #next })
        }
        PagingKind::LinkHeader => quote!(LinkHeader),
    };
    quote!(runtime::Paging { items: #items, kind: runtime::PagingKind::#kind })
}

fn keys(keys: &[String]) -> TokenStream {
    let keys = keys.iter().map(|key| literal(key));
    quote!(&[#(#keys),*])
}
