//! Multipart bodies: a type for each, with a constructor that takes the required parts and a setter for each other one.

use super::Item;
use super::bodies::{BodyItem, PartItem, contents, encoding, wire_value};
use super::parameters;
use crate::emit::docs;
use crate::emit::items::{allowed, deprecated, item_docs, literal};
use crate::emit::types::{self, Scope, rust_type};
use crate::ir::{ContentKind, Part, PartKind, Shape, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The types of multipart bodies.
pub(super) fn definitions(scope: Scope<'_>, item: Item<'_>) -> TokenStream {
    let definition = |body: &BodyItem<'_>| match &body.content.kind {
        ContentKind::Multipart(_) => Some(multipart(scope, item, body)),
        ContentKind::Json(_)
        | ContentKind::Form(..)
        | ContentKind::Text
        | ContentKind::Binary
        | ContentKind::EventStream(_)
        | ContentKind::JsonLines(_) => None,
    };
    contents(item).iter().filter_map(definition).collect()
}

fn multipart(scope: Scope<'_>, item: Item<'_>, body: &BodyItem<'_>) -> TokenStream {
    let type_ = &body.type_name;
    let method = &item.names.method;
    let docs = docs::attributes(&format!("The body of [`Client::{method}`](runtime::Client::{method}), in parts."));
    let required: Vec<&PartItem<'_>> = body.parts.iter().filter(|item| item.part.required).collect();
    let arguments = required.iter().map(|PartItem { name, part, .. }| {
        let type_ = part_type(scope, part);
        quote!(#name: #type_)
    });
    let statements: Vec<_> =
        required.iter().map(|item| add(scope, &item.name, item.part, quote!(new.multipart))).collect();
    let no_parts = no_parts(&body.content.media_type);
    let made = quote!(Self { multipart: #no_parts });
    let made = match statements.as_slice() {
        [] => made,
        statements => quote! {
            let mut new = #made;
            #(#statements)*
            new
        },
    };
    let allowed = allowed("new", required.iter().map(|item| &item.name), required.len());
    let setters = body.parts.iter().filter(|item| !item.part.required).map(|item| part_setter(scope, item));
    let further = body.parts.iter().flat_map(|item| further_setters(scope, item));
    let default = required.is_empty().then(|| {
        quote! {
            impl Default for #type_ {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    quote! {
        #docs
        #[derive(Debug)]
        pub struct #type_ {
            multipart: runtime::Multipart,
        }

        impl #type_ {
            /// With all parts that the documentation requires.
            #allowed
            pub fn new(#(#arguments),*) -> Self {
                #made
            }
            #(#setters)*
            #(#further)*
            /// Adds any other part.
            #[must_use]
            pub fn with_part(mut self, name: &str, part: impl Into<runtime::FilePart>) -> Self {
                self.multipart.add_file(name, part.into());
                self
            }
        }
        #default
    }
}

/// A body without parts yet. Parameters of its media type are left out: the boundary is chosen for each body.
fn no_parts(media_type: &str) -> TokenStream {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "multipart/form-data" {
        return quote!(runtime::Multipart::new());
    }
    let media_type = literal(&essence);
    quote!(runtime::Multipart::of(#media_type))
}

/// The setters of what can be set about a part: its media type, where a caller can choose one, and its headers.
fn further_setters(scope: Scope<'_>, item: &PartItem<'_>) -> Vec<TokenStream> {
    let key = literal(&item.part.name);
    let headers_of = quote!(self.multipart.headers_of(#key));
    let media_type = item.media_type.as_ref().map(|name| {
        let choices = item.part.choices().into_iter().map(docs::inline).collect::<Vec<_>>().join(", ");
        let text = format!("Sets the media type of the part {}: {choices}.", docs::inline(&item.part.name));
        let (docs, deprecated) = (docs::attributes(&text), deprecated(&item.part.docs));
        quote! {
            #docs
            #deprecated
            #[must_use]
            pub fn #name(mut self, #name: impl Into<String>) -> Self {
                #headers_of.content_type(#name.into());
                self
            }
        }
    });
    let headers = item.part.headers.iter().zip(item.headers).map(|(header, name)| {
        let fact =
            format!("Sent as the header {} of the part {}", docs::inline(&header.name), docs::inline(&item.part.name));
        let required = header.required.then(|| "Required".to_owned());
        let facts: Vec<String> = [fact].into_iter().chain(required).collect();
        parameters::header_setter(scope, header, name, &item_docs(scope, &header.docs, &facts), &headers_of)
    });
    media_type.into_iter().chain(headers).collect()
}

fn part_setter(scope: Scope<'_>, PartItem { name, part, .. }: &PartItem<'_>) -> TokenStream {
    let type_ = part_type(scope, part);
    let statement = add(scope, name, part, quote!(self.multipart));
    let mut facts = vec![format!("Sent as the part {}", docs::inline(&part.name))];
    if matches!(part.kind, PartKind::File | PartKind::Files) && !part.media_types.is_empty() {
        let list: Vec<String> = part.media_types.iter().map(|media_type| docs::inline(media_type)).collect();
        facts.push(format!("Media types: {}", list.join(", ")));
    }
    let docs = docs::attributes(&item_docs(scope, &part.docs, &facts));
    let deprecated = deprecated(&part.docs);
    let allowed = allowed(&name.to_string(), [name], 2);
    quote! {
        #docs
        #deprecated
        #allowed
        #[must_use]
        pub fn #name(mut self, #name: #type_) -> Self {
            #statement
            self
        }
    }
}

fn part_type(scope: Scope<'_>, part: &Part) -> TokenStream {
    match &part.kind {
        PartKind::File => quote!(impl Into<runtime::FilePart>),
        PartKind::Files => quote!(impl IntoIterator<Item = impl Into<runtime::FilePart>>),
        PartKind::Text(type_) | PartKind::Json(type_) | PartKind::JsonItems(type_) => {
            let name = Ident::new("part", proc_macro2::Span::call_site());
            types::argument(scope, type_, &name, true).type_
        }
        PartKind::Texts(type_) => {
            let rust = rust_type(scope, type_);
            quote!(impl IntoIterator<Item = impl Into<#rust>>)
        }
    }
}

fn is_object(scope: Scope<'_>, type_: &Type) -> bool {
    match type_ {
        Type::Map(_) => true,
        Type::Named(id) | Type::Boxed(id) => matches!(scope.type_(*id).0.shape, Shape::Object(_)),
        Type::Nullable(inner) => is_object(scope, inner),
        _ => false,
    }
}

/// The statement that adds a value as the specification says.
fn add_value(part: &Part, multipart: &TokenStream, value: &TokenStream) -> TokenStream {
    let key = literal(&part.name);
    match part.media_type().filter(|media_type| *media_type != "text/plain").map(literal) {
        Some(media_type) => quote!(#multipart.add_value_as(#key, #media_type, #value);),
        None => quote!(#multipart.add_value(#key, #value);),
    }
}

fn add(scope: Scope<'_>, name: &Ident, part: &Part, multipart: TokenStream) -> TokenStream {
    let key = literal(&part.name);
    let value = |type_| wire_value(scope, type_, name).1;
    if let Some(styled) = &part.encoding {
        let encoding = encoding(styled);
        return match &part.kind {
            PartKind::File | PartKind::Files => add_file(part, name, &multipart),
            PartKind::Texts(type_) => {
                let rust = rust_type(scope, type_);
                quote! {
                    let #name: Vec<#rust> = #name.into_iter().map(Into::into).collect();
                    #multipart.add_styled(&#encoding, &#name);
                }
            }
            PartKind::Text(type_) | PartKind::Json(type_) | PartKind::JsonItems(type_) => {
                let value = value(type_);
                quote!(#multipart.add_styled(&#encoding, #value);)
            }
        };
    }
    match &part.kind {
        PartKind::File | PartKind::Files => add_file(part, name, &multipart),
        PartKind::Text(type_) => add_value(part, &multipart, &value(type_)),
        PartKind::Texts(type_) => {
            let rust = rust_type(scope, type_);
            let add = add_value(part, &multipart, &quote!(&part));
            quote! {
                for part in #name {
                    let part: #rust = part.into();
                    #add
                }
            }
        }
        PartKind::Json(type_) => {
            let value = value(type_);
            match part.media_type() {
                // A scalar is text, and each element of a list a part of its own, unless the whole is said to be JSON.
                None if !is_object(scope, type_) => add_value(part, &multipart, &value),
                None | Some("application/json") => quote!(#multipart.add_json(#key, #value);),
                Some(media_type) if media_type.contains("json") => {
                    let media_type = literal(media_type);
                    quote!(#multipart.add_json_as(#key, #media_type, #value);)
                }
                Some(_) => add_value(part, &multipart, &value),
            }
        }
        PartKind::JsonItems(type_) => {
            let (value, media_type) = (value(type_), literal(part.media_type().unwrap_or("application/json")));
            quote!(#multipart.add_json_items(#key, #media_type, #value);)
        }
    }
}

/// The statement that adds a file or several, of the documented media type unless they have another.
fn add_file(part: &Part, name: &Ident, multipart: &TokenStream) -> TokenStream {
    let key = literal(&part.name);
    let typed = part.media_type().map(literal).map(|media_type| quote!(.default_content_type(#media_type)));
    if matches!(part.kind, PartKind::File) {
        return quote!(#multipart.add_file(#key, #name.into() #typed););
    }
    quote! {
        for part in #name {
            #multipart.add_file(#key, part.into() #typed);
        }
    }
}
