//! Unions: an enum with a variant a branch, and what tells the branches apart.

use super::docs;
use super::items::{deprecated, item_docs, literal};
use super::models::type_docs;
use super::types::{Scope, allowed_nesting, ident, rust_type};
use crate::ir::{Branch, Shape, TextFormat, Type, TypeDef, UnionShape};
use crate::names::TypeNames;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// One of several types.
pub(super) fn union(scope: Scope<'_>, definition: &TypeDef, names: &TypeNames, shape: &UnionShape) -> TokenStream {
    let name = ident(&names.ident);
    let docs = type_docs(scope, definition);
    let members: Vec<(Ident, &Branch)> = names.variants.iter().map(|name| ident(name)).zip(&shape.branches).collect();
    let variants = members.iter().map(|(variant, branch)| {
        let (docs, deprecated) = (branch_docs(scope, branch, variant), deprecated(&branch.docs));
        let rust = branch_type(scope, &branch.type_);
        quote! {
            #docs
            #deprecated
            #variant(#rust),
        }
    });
    let nesting = allowed_nesting(shape.branches.iter().map(|branch| &branch.type_));
    let table = table(names, shape, &members);
    let conversions = conversions(scope, &name, &members);
    quote! {
        #docs
        #nesting
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// Any other value, as it was sent.
            Undocumented(serde_json::Value),
        }

        #table
        #conversions
        runtime::union!(#name);
    }
}

fn branch_docs(scope: Scope<'_>, branch: &Branch, variant: &Ident) -> TokenStream {
    let tags = branch.tags.iter().map(|tag| docs::inline(tag)).collect::<Vec<_>>().join(", ");
    let more = if tags.is_empty() { Vec::new() } else { vec![format!("For {tags}")] };
    let text = item_docs(scope, &branch.docs, &more);
    if text.is_empty() {
        docs::attributes(&format!("A value of the branch `{variant}`."))
    } else {
        docs::attributes(&text)
    }
}

/// Models are boxed, so that a union is as small as its smallest branch and a branch can grow.
fn branch_type(scope: Scope<'_>, type_: &Type) -> TokenStream {
    let rust = rust_type(scope, type_);
    match type_ {
        Type::Named(id) => match scope.type_(*id).0.shape {
            Shape::Object(_) => quote!(Box<#rust>),
            Shape::StringEnum(_) | Shape::ValueEnum(_) | Shape::Union(_) => rust,
        },
        Type::Any
        | Type::Boolean
        | Type::Integer(_)
        | Type::Float(_)
        | Type::String
        | Type::Text(_)
        | Type::Binary
        | Type::Array(_)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Nullable(_)
        | Type::Boxed(_) => rust,
    }
}

fn table(names: &TypeNames, shape: &UnionShape, members: &[(Ident, &Branch)]) -> TokenStream {
    let name = ident(&names.ident);
    let branches = branches(shape, members);
    let indices: Vec<Literal> = (0..members.len()).map(Literal::usize_unsuffixed).collect();
    let count = Literal::usize_unsuffixed(members.len());
    let idents: Vec<&Ident> = members.iter().map(|(variant, _)| variant).collect();
    quote! {
        impl runtime::Union for #name {
            #[inline]
            fn blank() -> Self {
                Self::Undocumented(serde_json::Value::Null)
            }
            #[inline]
            fn branches(&self) -> &'static runtime::Branches {
                &#branches
            }
            #[inline]
            fn branch(&self) -> usize {
                match self {
                    #(Self::#idents(_) => #indices,)*
                    Self::Undocumented(_) => #count,
                }
            }
            #[inline]
            fn select(&mut self, branch: usize) {
                *self = match branch {
                    #(#indices => Self::#idents(runtime::Typed::blank()),)*
                    _ => Self::Undocumented(runtime::Typed::blank()),
                };
            }
            #[inline]
            fn inner(&self) -> runtime::View<'_> {
                match self {
                    #(Self::#idents(value) => runtime::Wire::view(value),)*
                    Self::Undocumented(value) => runtime::Wire::view(value),
                }
            }
            #[inline]
            fn inner_mut(&mut self) -> runtime::Target<'_> {
                match self {
                    #(Self::#idents(value) => runtime::Wire::target(value),)*
                    Self::Undocumented(value) => runtime::Wire::target(value),
                }
            }
        }
    }
}

/// What tells the branches apart.
fn branches(shape: &UnionShape, members: &[(Ident, &Branch)]) -> TokenStream {
    let discriminator = match &shape.discriminator {
        Some(property) => {
            let property = literal(property);
            quote!(Some(#property))
        }
        None => quote!(None),
    };
    let tags = members.iter().map(|(_, branch)| {
        let tags = branch.tags.iter().map(|tag| literal(tag));
        quote!(&[#(#tags),*])
    });
    let formats = formats(members);
    let default = match members.iter().position(|(_, branch)| branch.is_default) {
        Some(index) => {
            let index = Literal::usize_unsuffixed(index);
            quote!(Some(#index))
        }
        None => quote!(None),
    };
    quote! {
        runtime::Branches {
            discriminator: #discriminator,
            tags: &[#(#tags),*],
            default: #default,
            formats: &[#(#formats),*],
        }
    }
}

/// What tells branches apart that are all texts with a format; nothing where at most one is.
fn formats(members: &[(Ident, &Branch)]) -> Vec<TokenStream> {
    let format = |(_, branch): &(Ident, &Branch)| {
        if let Type::Text(format) = &branch.type_ { Some(*format) } else { None }
    };
    if members.iter().filter_map(format).count() < 2 {
        return Vec::new();
    }
    let emitted = |member| match format(member) {
        Some(format) => {
            let format = format_of(format);
            quote!(Some(runtime::Format::#format))
        }
        None => quote!(None),
    };
    members.iter().map(emitted).collect()
}

fn format_of(format: TextFormat) -> TokenStream {
    match format {
        TextFormat::DateTime => quote!(DateTime),
        TextFormat::Date => quote!(Date),
        TextFormat::Time => quote!(Time),
        TextFormat::Duration => quote!(Duration),
        TextFormat::Uuid => quote!(Uuid),
        TextFormat::Uri => quote!(Uri),
        TextFormat::Decimal => quote!(Decimal),
        TextFormat::Integer => quote!(Integer),
        TextFormat::Base64 => quote!(Base64),
        TextFormat::Base64Url => quote!(Base64Url),
        TextFormat::Password => quote!(Password),
    }
}

/// `From` for every model that is in one branch only.
fn conversions(scope: Scope<'_>, name: &Ident, members: &[(Ident, &Branch)]) -> TokenStream {
    let once = |type_: &Type| members.iter().filter(|(_, other)| other.type_.is_same_named(type_)).count() == 1;
    let conversions = members.iter().filter_map(|(variant, branch)| {
        let (Type::Named(id) | Type::Boxed(id)) = &branch.type_ else { return None };
        if !once(&branch.type_) {
            return None;
        }
        let rust = rust_type(scope, &Type::Named(*id));
        let is_boxed = matches!(branch.type_, Type::Boxed(_)) || matches!(scope.type_(*id).0.shape, Shape::Object(_));
        let value = if is_boxed { quote!(Box::new(value)) } else { quote!(value) };
        Some(quote! {
            impl From<#rust> for #name {
                #[inline]
                fn from(value: #rust) -> Self {
                    Self::#variant(#value)
                }
            }
        })
    });
    conversions.collect()
}
