//! Documented response headers: a type with an accessor for each, and what a client that looks for deviations compares.
//!
//! A header is a text, a list or an object in the style `simple`, or JSON where its documentation has `content`.

use super::{Item, outputs};
use crate::emit::docs;
use crate::emit::items::{deprecated, former_docs, item_docs, literal};
use crate::emit::types::{Scope, ident, rust_type};
use crate::ir::{Operation, ResponseHeader, Shape, Style, Type, TypeId};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The type of the headers under a name that it had: unlike other types, it borrows.
pub(super) fn former_headers(before: &str, now: &str) -> TokenStream {
    let (docs, before, now) = (former_docs(now), ident(before), ident(now));
    quote! {
        #docs
        pub type #before<'a> = #now<'a>;
    }
}

/// The headers of successes that a response can lack or have otherwise: every text is a string.
pub(super) fn infos(scope: Scope<'_>, operation: &Operation) -> Vec<TokenStream> {
    let all = operation.successes.iter().flat_map(|response| {
        let status = outputs::status(response.status);
        response.headers.iter().filter_map(move |header| {
            let info = info(scope, header)?;
            Some(quote!((#status, runtime::HeaderInfo::#info)))
        })
    });
    all.collect()
}

fn info(scope: Scope<'_>, header: &ResponseHeader) -> Option<TokenStream> {
    let (name, is_required) = (literal(&header.name), header.required);
    let type_ = rust_type(scope, &header.type_);
    let form = form(scope, header);
    if !matches!(form, Form::Json) && !differs(scope, &header.type_) {
        // Every text is one.
        return is_required.then(|| quote!(required::<String>(#name)));
    }
    let style = match form {
        Form::Scalar if is_required => return Some(quote!(required::<#type_>(#name))),
        Form::Scalar => return Some(quote!(optional::<#type_>(#name))),
        Form::Compound if header.explode => quote!(Exploded),
        Form::Compound => quote!(Simple),
        Form::Json => quote!(Json),
    };
    Some(quote!(compound::<#type_>(#name, #is_required, runtime::HeaderStyle::#style)))
}

/// How the text of a header is read.
enum Form {
    Scalar,
    Compound,
    Json,
}

fn form(scope: Scope<'_>, header: &ResponseHeader) -> Form {
    match header.style {
        Style::Json => Form::Json,
        _ if is_compound(scope, &header.type_) => Form::Compound,
        _ => Form::Scalar,
    }
}

fn is_compound(scope: Scope<'_>, type_: &Type) -> bool {
    match type_ {
        Type::Array(_) | Type::Map(_) | Type::Tuple(_) => true,
        Type::Nullable(inner) => is_compound(scope, inner),
        Type::Named(id) | Type::Boxed(id) => matches!(shape(scope, *id), Some(Shape::Object(_) | Shape::Union(_))),
        Type::Any | Type::Boolean | Type::Integer(_) | Type::Float(_) | Type::String | Type::Text(_) | Type::Binary => {
            false
        }
    }
}

fn shape(scope: Scope<'_>, id: TypeId) -> Option<&Shape> {
    scope.api.types.get(id.0).map(|definition| &definition.shape)
}

/// True if not every text is of the type.
fn differs(scope: Scope<'_>, type_: &Type) -> bool {
    match type_ {
        Type::Boolean | Type::Integer(_) | Type::Float(_) | Type::Map(_) | Type::Tuple(_) => true,
        Type::Nullable(inner) | Type::Array(inner) => differs(scope, inner),
        Type::Named(id) | Type::Boxed(id) => matches!(shape(scope, *id), Some(Shape::Object(_))),
        Type::Any | Type::String | Type::Text(_) | Type::Binary => false,
    }
}

/// The type of the documented response headers.
pub(super) fn headers(scope: Scope<'_>, item: Item<'_>) -> Option<TokenStream> {
    let Item { operation, names, .. } = item;
    let mut seen: Vec<&str> = Vec::new();
    let mut accessors = Vec::new();
    for (response, idents) in operation.successes.iter().zip(&names.header_accessors) {
        for (header, accessor) in response.headers.iter().zip(idents) {
            if seen.contains(&accessor.as_str()) {
                continue;
            }
            seen.push(accessor);
            let (ident, key) = (ident(accessor), literal(&header.name));
            let (type_, read) = (rust_type(scope, &header.type_), read(scope, header, &key));
            let docs = docs::attributes(&item_docs(
                scope,
                &header.docs,
                &[format!("The header {}", docs::inline(&header.name))],
            ));
            let deprecated = deprecated(&header.docs);
            accessors.push(quote! {
                #docs
                #deprecated
                #[inline]
                pub fn #ident(&self) -> Option<#type_> {
                    #read
                }
            });
        }
    }
    if accessors.is_empty() {
        return None;
    }
    let name = ident(&names.headers);
    let method = &names.method;
    let docs = docs::attributes(&format!(
        "The documented headers of an answer of [`Client::{method}`](runtime::Client::{method}). An accessor gives \
         `None` for a header that is absent or not of the documented type."
    ));
    Some(quote! {
        #docs
        #[derive(Debug, Clone, Copy)]
        pub struct #name<'a>(&'a runtime::HeaderMap);

        impl<'a> From<&'a runtime::HeaderMap> for #name<'a> {
            #[inline]
            fn from(headers: &'a runtime::HeaderMap) -> Self {
                Self(headers)
            }
        }

        impl #name<'_> {
            #(#accessors)*
        }
    })
}

fn read(scope: Scope<'_>, header: &ResponseHeader, key: &Literal) -> TokenStream {
    match form(scope, header) {
        Form::Scalar => quote!(runtime::typed_header(self.0, #key)),
        Form::Compound => {
            let explode = header.explode;
            quote!(runtime::list_header(self.0, #key, #explode))
        }
        Form::Json => quote!(runtime::json_header(self.0, #key)),
    }
}
