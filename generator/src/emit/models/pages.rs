//! The items of a page: `page.items()`, of a model that an operation answers page by page.

use super::Member;
use crate::emit::docs;
use crate::emit::types::{Scope, ident, rust_type};
use crate::ir::{Paging, Reader, Shape, Type, TypeId};
use proc_macro2::TokenStream;
use quote::quote;

/// The method, unless the documented list cannot be reached by fields, or a required field has an accessor of its name.
pub(super) fn items(scope: Scope<'_>, id: TypeId, members: &[Member<'_>]) -> Option<TokenStream> {
    let paging = paging(scope, id)?;
    let is_taken = members.iter().any(|member| {
        let names = member.former.iter().map(|former| former.field.as_str());
        member.field.required && (member.ident == "items" || names.into_iter().any(|name| name == "items"))
    });
    let (expression, item) = reach(scope, id, &paging.items).filter(|_| !is_taken)?;
    let keys = paging.items.join("/");
    let docs = docs::attributes(&format!("The items of this page, which are in {}.", docs::inline(&keys)));
    Some(quote! {
        #docs
        #[inline]
        pub fn items(&self) -> &[#item] {
            #expression
        }
    })
}

/// How the operations that answer with the model page it, if that is in one way.
fn paging(scope: Scope<'_>, id: TypeId) -> Option<&Paging> {
    let of = |signature: &crate::surface::Signature<'_>| match signature.output {
        Some(Reader::Json(Type::Named(output) | Type::Boxed(output))) => *output == id,
        _ => false,
    };
    let operations = scope.api.operations.iter().zip(scope.signatures);
    let mut pagings = operations.filter_map(|(it, signature)| it.paging.as_ref().filter(|_| of(signature)));
    let first = pagings.next()?;
    pagings.all(|other| other.items == first.items).then_some(first)
}

/// The expression that gives the list as a slice, and the type of its items.
fn reach(scope: Scope<'_>, id: TypeId, keys: &[String]) -> Option<(TokenStream, TokenStream)> {
    let (last, before) = keys.split_last()?;
    let (mut owner, mut expression) = (id, None);
    let field_of = |owner: TypeId, key: &str| {
        let (definition, names) = scope.type_(owner);
        let Shape::Object(shape) = &definition.shape else { return None };
        let index = shape.fields.iter().position(|field| field.name == *key)?;
        let (field, names) = (shape.fields.get(index)?, names.fields.get(index)?);
        Some((field.type_.not_null(), ident(&names.field)))
    };
    for key in before {
        let (Type::Named(inner) | Type::Boxed(inner), field) = field_of(owner, key)? else { return None };
        expression = Some(match expression {
            None => quote!(self.#field.as_ref()),
            Some(outer) => quote!(#outer.and_then(|it| it.#field.as_ref())),
        });
        owner = *inner;
    }
    let (Type::Array(item), field) = field_of(owner, last)? else { return None };
    let expression = match expression {
        None => quote!(runtime::items(&self.#field)),
        Some(outer) => quote!(#outer.map_or(&[], |it| runtime::items(&it.#field))),
    };
    Some((expression, rust_type(scope, item)))
}
