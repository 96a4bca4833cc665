//! What makes a model whose required fields positions would confuse: `builder`, and a method for each field of the
//! runtime's `Builder` of the model.

use super::super::docs;
use super::super::items::{allowed, braced, deprecated, literal};
use super::super::types::{Scope, argument, ident};
use super::{Member, methods, nesting};
use crate::ir::{ObjectShape, TypeId};
use crate::names::{Constructor, TypeNames};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The constructors of a model that is sent.
pub(super) fn constructors(scope: Scope<'_>, names: &TypeNames, members: &[Member<'_>]) -> TokenStream {
    let keeps_new = match names.constructor {
        Constructor::New => return methods::constructor(scope, members),
        Constructor::Builder { keeps_new } => keeps_new,
    };
    let required: Vec<&Member<'_>> = members.iter().filter(|member| scope.api.is_argument(member.field)).collect();
    let list: Vec<String> = required.iter().map(|member| docs::inline(&member.ident.to_string())).collect();
    let asks = if list.is_empty() { String::new() } else { format!(", which requires {}", list.join(", ")) };
    let docs = docs::attributes(&format!("Sets fields by their names, then makes the model by `build`{asks}."));
    let keys = required.iter().map(|member| literal(&member.field.name));
    let constants = methods::constants(scope, members);
    let model = match constants.as_slice() {
        [] => quote!(Self::default()),
        constants => quote!(Self { #(#constants)* ..Self::default() }),
    };
    let new = keeps_new.then(|| {
        let new = methods::constructor(scope, members);
        quote! {
            #[deprecated(note = "name the fields: `builder()`")]
            #new
        }
    });
    quote! {
        #docs
        #[inline]
        pub fn builder() -> runtime::Builder<Self> {
            runtime::Builder::new(#model, &[#(#keys),*])
        }
        #new
    }
}

/// The methods of the builder of a model, if it has one.
pub(super) fn methods(
    scope: Scope<'_>,
    id: TypeId,
    shape: &ObjectShape,
    members: &[Member<'_>],
) -> Option<TokenStream> {
    let (definition, names) = scope.type_(id);
    if names.constructor == Constructor::New || !definition.in_request {
        return None;
    }
    let sent: Vec<&Member<'_>> = members.iter().filter(|member| !member.field.read_only).collect();
    let called: Vec<Ident> = sent.iter().map(|member| called(member)).collect();
    let setters = sent.iter().zip(&called).map(|(member, method)| setter(scope, member, method));
    let nulls = sent.iter().zip(&called).filter(|(member, _)| member.is_nullable()).filter_map(|(member, method)| {
        let method = format_ident!("{method}_null");
        (!called.contains(&method)).then(|| null(member, &method))
    });
    let (name, methods) = (ident(&names.ident), braced(setters.chain(nulls)));
    let nesting = nesting(shape);
    Some(quote! {
        #nesting
        impl runtime::Builder<models::#name> #methods
    })
}

/// The field's name, unless the builder itself has a method of that name.
fn called(member: &Member<'_>) -> Ident {
    let is_taken = ["build", "new", "clone"].iter().any(|name| member.ident == name);
    if is_taken { member.setter.clone() } else { member.ident.clone() }
}

fn setter(scope: Scope<'_>, member: &Member<'_>, method: &Ident) -> TokenStream {
    let field = &member.ident;
    let argument = argument(scope, member.type_, field, false);
    let (type_, value) = (argument.type_, argument.value);
    let is_required = scope.api.is_argument(member.field);
    let more = if is_required { ", which is required" } else { "" };
    let docs = docs::attributes(&format!("Sets {}{more}.", docs::inline(&member.field.name)));
    let (deprecated, allowed) = (deprecated(&member.field.docs), allowed(&method.to_string(), [field], 2));
    quote! {
        #docs
        #deprecated
        #allowed
        #[inline]
        pub fn #method(mut self, #field: #type_) -> Self {
            self.model.#field = Some(#value);
            self
        }
    }
}

fn null(member: &Member<'_>, method: &Ident) -> TokenStream {
    let (field, key) = (&member.ident, literal(&member.field.name));
    let (docs, deprecated) = (
        docs::attributes(&format!("Sets {} to `null`.", docs::inline(&member.field.name))),
        deprecated(&member.field.docs),
    );
    quote! {
        #docs
        #deprecated
        #[inline]
        pub fn #method(mut self) -> Self {
            self.model.#field = None;
            self.model.undocumented.set_null(#key);
            self
        }
    }
}
