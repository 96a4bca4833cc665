//! What makes a model and what reads it: `new`, a setter for each field, and an accessor for each required one. Models
//! that are built by names are made in `builder`.

use super::super::docs;
use super::super::items::{allowed, deprecated, former_docs, literal};
use super::super::types::{Scope, argument, ident, is_copy, rust_type};
use super::Member;
use crate::ir::{Type, TypeDef};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// `new`: what a request has to have are its arguments.
pub(super) fn constructor(scope: Scope<'_>, members: &[Member<'_>]) -> TokenStream {
    let required: Vec<_> = members.iter().filter(|member| scope.api.is_argument(member.field)).collect();
    let constants = constants(scope, members);
    if required.is_empty() && !constants.is_empty() {
        return quote! {
            /// With what has one possible value, and no other field set.
            #[inline]
            pub fn new() -> Self {
                Self { #(#constants)* ..Self::default() }
            }
        };
    }
    if required.is_empty() {
        return quote! {
            /// With no field set.
            #[inline]
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let parameters = required.iter().map(|member| {
        let ident = &member.ident;
        let type_ = match member.is_nullable() {
            true => rust_type(scope, &member.field.type_),
            false => argument(scope, member.type_, ident, false).type_,
        };
        quote!(#ident: #type_)
    });
    let nulls: Vec<TokenStream> = required.iter().filter(|member| member.is_nullable()).map(|it| or_null(it)).collect();
    let nulls = (!nulls.is_empty()).then(|| quote!(undocumented: runtime::Undocumented::EMPTY #(#nulls)*,));
    let values = required.iter().map(|member| {
        let ident = &member.ident;
        let value = argument(scope, member.type_, ident, false).value;
        match member.is_nullable() {
            true => quote!(#ident,),
            false => quote!(#ident: Some(#value),),
        }
    });
    let allowed = allowed("new", required.iter().map(|member| &member.ident), required.len());
    quote! {
        /// With all that the documentation requires.
        #allowed
        #[inline]
        pub fn new(#(#parameters),*) -> Self {
            Self { #nulls #(#values)* #(#constants)* ..Self::default() }
        }
    }
}

/// The required fields that have one possible value, set to it.
pub(super) fn constants(scope: Scope<'_>, members: &[Member<'_>]) -> Vec<TokenStream> {
    members.iter().filter_map(|member| constant(scope, member)).collect()
}

fn constant(scope: Scope<'_>, member: &Member<'_>) -> Option<TokenStream> {
    let field = member.field;
    let id = scope.api.constant(&field.type_).filter(|_| field.required && !field.read_only)?;
    let names = scope.type_(id).1;
    let (ident, type_, variant) = (&member.ident, self::ident(&names.ident), self::ident(names.variants.first()?));
    Some(quote!(#ident: Some(models::#type_::#variant),))
}

/// What remembers that an argument of `new` is `null`.
fn or_null(member: &Member<'_>) -> TokenStream {
    let (ident, key) = (&member.ident, literal(&member.field.name));
    quote!(.or_null(#key, #ident.is_some()))
}

pub(super) fn setter(scope: Scope<'_>, member: &Member<'_>) -> TokenStream {
    let (ident, setter) = (&member.ident, &member.setter);
    let argument = argument(scope, member.type_, ident, false);
    let (type_, value) = (argument.type_, argument.value);
    let docs = docs::attributes(&format!("Sets {}.", docs::inline(&member.field.name)));
    let deprecated = deprecated(&member.field.docs);
    let allowed = allowed("", [ident], 2);
    let former = member.former.iter().map(|former| {
        let (former, docs) = (self::ident(&former.setter), former_docs(&setter.to_string()));
        quote! {
            #docs
            #[must_use]
            #[inline]
            pub fn #former(self, #ident: #type_) -> Self {
                self.#setter(#ident)
            }
        }
    });
    quote! {
        #docs
        #deprecated
        #allowed
        #[must_use]
        #[inline]
        pub fn #setter(mut self, #ident: #type_) -> Self {
            self.#ident = Some(#value);
            self
        }
        #(#former)*
    }
}

pub(super) fn accessor(scope: Scope<'_>, member: &Member<'_>) -> TokenStream {
    let (ident, index) = (&member.ident, &member.index);
    let docs =
        docs::attributes(&format!("{}, or an error that says why it is not there.", docs::inline(&member.field.name)));
    let deprecated = deprecated(&member.field.docs);
    let Accessed { given, reader, value, option } = accessed(scope, member);
    let (output, reader, value) = match member.is_nullable() {
        true => (quote!(Option<#given>), quote!(required_or_null), option),
        false => (given, reader, value),
    };
    let former = member.former.iter().map(|former| {
        let (former, docs) = (self::ident(&former.field), former_docs(&ident.to_string()));
        quote! {
            #docs
            #[inline]
            pub fn #former(&self) -> Result<#output, runtime::MissingField> {
                self.#ident()
            }
        }
    });
    quote! {
        #docs
        #deprecated
        #[inline]
        pub fn #ident(&self) -> Result<#output, runtime::MissingField> {
            runtime::#reader(#value, self, #index)
        }
        #(#former)*
    }
}

/// How the accessor of a field reads it.
struct Accessed {
    /// What it gives: small values as they are, text as `&str`, all else as a reference.
    given: TokenStream,
    /// The function of the runtime that reads it, and its first argument.
    reader: TokenStream,
    value: TokenStream,
    /// The field as an `Option` of what is given.
    option: TokenStream,
}

fn accessed(scope: Scope<'_>, member: &Member<'_>) -> Accessed {
    let (ident, rust) = (&member.ident, &member.rust);
    let field = quote!(self.#ident);
    let of = |given, reader, value, option| Accessed { given, reader, value, option };
    match member.type_ {
        type_ if is_copy(scope, type_) => of(quote!(#rust), quote!(required_copy), field.clone(), field),
        Type::String | Type::Binary => {
            of(quote!(&str), quote!(required_text), quote!(&#field), quote!(#field.as_deref()))
        }
        Type::Boxed(id) => {
            let rust = rust_type(scope, &Type::Named(*id));
            of(quote!(&#rust), quote!(required_boxed), quote!(&#field), quote!(#field.as_deref()))
        }
        Type::Boolean
        | Type::Integer(_)
        | Type::Float(_)
        | Type::Any
        | Type::Text(_)
        | Type::Array(_)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Nullable(_)
        | Type::Named(_) => of(quote!(&#rust), quote!(required), quote!(&#field), quote!(#field.as_ref())),
    }
}

/// The setters that send `null`, unless a setter of a value is called so, and what tells whether a field is `null`.
pub(super) fn nulls(definition: &TypeDef, members: &[Member<'_>]) -> Vec<TokenStream> {
    let nullable = || members.iter().filter(|member| member.is_nullable());
    let is_free = |name: &Ident| members.iter().all(|member| member.setter != *name && member.ident != *name);
    let setters = nullable().filter(|member| definition.in_request && !member.field.read_only).filter_map(|member| {
        let (field, setter, key) =
            (&member.ident, format_ident!("{}_null", member.setter), literal(&member.field.name));
        let docs = docs::attributes(&format!("Sets {} to `null`.", docs::inline(&member.field.name)));
        let deprecated = deprecated(&member.field.docs);
        is_free(&setter).then(|| {
            quote! {
                #docs
                #deprecated
                #[must_use]
                #[inline]
                pub fn #setter(mut self) -> Self {
                    self.#field = None;
                    self.undocumented.set_null(#key);
                    self
                }
            }
        })
    });
    let mut methods: Vec<TokenStream> = setters.collect();
    if nullable().next().is_some() && is_free(&ident("is_null")) {
        methods.push(quote! {
            /// Whether the field of a key in JSON is `null`, and not absent.
            #[inline]
            pub fn is_null(&self, key: &str) -> bool {
                runtime::encode::is_null(self, key)
            }
        });
    }
    methods
}
