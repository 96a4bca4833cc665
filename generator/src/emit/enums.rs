//! Enums of documented values. They stay open: a value that is not documented is kept.
//!
//! An enum of one text, most often the constant that tells the branches of a union apart, is a name for the runtime's
//! `Single`, whose functions are compiled once for all of them; its text is a constant, named and used as a variant.

use super::docs;
use super::items::{former_docs, literal, mark_deprecated};
use super::models::type_docs;
use super::types::{Scope, ident};
use crate::ir::{EnumValue, Shape, TypeDef, TypeId};
use crate::names::TypeNames;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

/// An enum of texts.
pub(super) fn string_enum(
    scope: Scope<'_>,
    definition: &TypeDef,
    names: &TypeNames,
    values: &[EnumValue],
) -> TokenStream {
    if let Some(value) = single(definition) {
        return single_enum(scope, definition, names, value);
    }
    let name = ident(&names.ident);
    let other = match definition.any_text {
        true => "Any other text: `as_str` gives it.",
        false => "Undocumented value: `as_str` gives it.",
    };
    let items = ident(if definition.any_text { "any_text_enum" } else { "string_enum" });
    let definition = definition_of(scope, definition, names, values, other);
    quote! {
        #definition
        runtime::#items!(#name);
    }
}

/// The only text of an enum, if it is one of a single text.
fn single(definition: &TypeDef) -> Option<&EnumValue> {
    match (&definition.shape, definition.any_text) {
        (Shape::StringEnum(values), false) => match values.as_slice() {
            [value] => Some(value),
            _ => None,
        },
        (Shape::StringEnum(_) | Shape::ValueEnum(_) | Shape::Object(_) | Shape::Union(_), _) => None,
    }
}

fn single_enum(scope: Scope<'_>, definition: &TypeDef, names: &TypeNames, value: &EnumValue) -> TokenStream {
    let name = ident(&names.ident);
    let docs = type_docs(scope, definition);
    let hint = names.variants.iter().map(|variant| {
        let (constant, pattern) = (docs::inline(variant), docs::inline(&format!("&{}::{variant}", names.ident)));
        docs::attributes(&format!(
            "Its one documented value is the constant {constant}: {pattern} matches a reference."
        ))
    });
    let text = literal(value.value.as_str().unwrap_or_default());
    let (constant_docs, former) = (docs::attributes(&value_docs(value)), former_variants(names));
    let constants = names.variants.iter().map(|variant| {
        let variant = ident(variant);
        quote! {
            #constant_docs
            pub const #variant: Self = Self::DOCUMENTED;
        }
    });
    quote! {
        #docs
        #[doc = ""]
        #(#hint)*
        pub type #name = runtime::Single<single_::#name>;

        impl runtime::SingleText for single_::#name {
            const TEXT: &'static str = #text;
        }

        #[allow(non_upper_case_globals, reason = "it is called as a variant is")]
        impl #name {
            #(#constants)*
        }
        #former
    }
}

/// The types that tell the enums of one text in a file apart, if it has some. No tag has a module of that name.
pub(super) fn marks(scope: Scope<'_>, types: &[TypeId]) -> Option<TokenStream> {
    let types = types.iter().map(|id| scope.type_(*id)).filter(|(definition, _)| single(definition).is_some());
    let marks: Vec<Ident> = types.map(|(_, names)| ident(&names.ident)).collect();
    (!marks.is_empty()).then(|| {
        quote! {
            /// What tells the enums of one text apart.
            mod single_ {
                #(pub enum #marks {})*
            }
        }
    })
}

/// An enum of values that are not all texts.
pub(super) fn value_enum(
    scope: Scope<'_>,
    definition: &TypeDef,
    names: &TypeNames,
    values: &[EnumValue],
) -> TokenStream {
    let name = ident(&names.ident);
    let definition = definition_of(scope, definition, names, values, "Undocumented value: `to_value` gives it.");
    quote! {
        #definition
        runtime::value_enum!(#name);
    }
}

fn definition_of(
    scope: Scope<'_>,
    definition: &TypeDef,
    names: &TypeNames,
    values: &[EnumValue],
    other: &str,
) -> TokenStream {
    let name = ident(&names.ident);
    let docs = type_docs(scope, definition);
    let other = docs::attributes(other);
    let members: Vec<(Ident, &EnumValue)> = names.variants.iter().map(|name| ident(name)).zip(values).collect();
    let variants = members.iter().map(|(variant, value)| {
        let (docs, deprecated) = (docs::attributes(&value_docs(value)), mark_deprecated(value.deprecated));
        quote! {
            #docs
            #deprecated
            #variant,
        }
    });
    let constants = members.iter().map(|(_, value)| constant(&value.value));
    let indices: Vec<Literal> = (0..members.len()).map(Literal::usize_unsuffixed).collect();
    let idents: Vec<&Ident> = members.iter().map(|(variant, _)| variant).collect();
    let former = former_variants(names);
    let kept = ident(if definition.any_text { "AnyText" } else { "Unlisted" });
    quote! {
        #docs
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #other
            Undocumented(runtime::#kept),
        }

        impl runtime::OpenEnum for #name {
            const LISTED: &'static [runtime::Constant] = &[#(#constants),*];
            type Other = runtime::#kept;
            #[inline]
            fn at(index: usize, other: runtime::#kept) -> Self {
                match index {
                    #(#indices => Self::#idents,)*
                    _ => Self::Undocumented(other),
                }
            }
            #[inline]
            fn position(&self) -> Result<usize, &runtime::#kept> {
                Ok(match self {
                    #(Self::#idents => #indices,)*
                    Self::Undocumented(value) => return Err(value),
                })
            }
        }
        #former
    }
}

/// Constants for what variants were called: a variant cannot have two names.
fn former_variants(names: &TypeNames) -> Option<TokenStream> {
    let name = ident(&names.ident);
    let pairs = names.variants.iter().zip(&names.former_variants);
    let constants: Vec<TokenStream> = pairs
        .flat_map(|(now, former)| former.iter().map(move |before| (before, now)))
        .map(|(before, now)| {
            let (docs, before, variant) = (former_docs(now), ident(before), ident(now));
            quote! {
                #docs
                pub const #before: Self = Self::#variant;
            }
        })
        .collect();
    (!constants.is_empty()).then(|| {
        quote! {
            #[allow(non_upper_case_globals, reason = "they are called as the variants were")]
            impl #name {
                #(#constants)*
            }
        }
    })
}

fn value_docs(value: &EnumValue) -> String {
    let shown = match &value.value {
        Json::String(text) => docs::inline(text),
        other => docs::inline(&other.to_string()),
    };
    match value.description.as_deref().map(docs::rustdoc).filter(|text| !text.is_empty()) {
        Some(description) => format!("{shown}: {}", description.trim()),
        None => shown,
    }
}

fn constant(value: &Json) -> TokenStream {
    let constant = match value {
        Json::Null => quote!(Null),
        Json::Bool(truth) => quote!(Bool(#truth)),
        Json::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), _, _) => {
                let number = Literal::i64_unsuffixed(number);
                quote!(Signed(#number))
            }
            (None, Some(number), _) => {
                let number = Literal::u64_unsuffixed(number);
                quote!(Unsigned(#number))
            }
            (None, None, number) => {
                let number = Literal::f64_unsuffixed(number.filter(|number| number.is_finite()).unwrap_or_default());
                quote!(Float(#number))
            }
        },
        Json::String(text) => {
            let text = literal(text);
            quote!(Text(#text))
        }
        Json::Array(_) | Json::Object(_) => {
            let text = literal(&value.to_string());
            quote!(Json({
                static VALUE: runtime::Compound = runtime::Compound::new(#text);
                &VALUE
            }))
        }
    };
    quote!(runtime::Constant::#constant)
}
