//! Request bodies.

use super::Item;
use super::parameters::{Argument, Use, style};
use crate::emit::docs;
use crate::emit::items::{allowed, item_docs, literal};
use crate::emit::types::{self, Scope, ident, rust_type};
use crate::ir::{Content, ContentKind, Part, PartEncoding, PartKind, Shape, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A content of a body, with its names.
struct BodyItem<'a> {
    content: &'a Content,
    name: Ident,
    type_name: Ident,
    parts: &'a [String],
}

fn contents(item: Item<'_>) -> Vec<BodyItem<'_>> {
    let contents = item.operation.body.iter().flat_map(|body| &body.contents).enumerate();
    let content = |(index, content)| BodyItem {
        content,
        name: ident(item.names.bodies.get(index).map_or("body", String::as_str)),
        type_name: ident(item.names.body_types.get(index).map_or("", String::as_str)),
        parts: item.names.parts.get(index).map(Vec::as_slice).unwrap_or_default(),
    };
    contents.map(content).collect()
}

/// The argument of a method whose body is required: its first alternative.
pub(super) fn argument(scope: Scope<'_>, item: Item<'_>) -> Option<Argument> {
    item.operation.body.as_ref().filter(|body| body.required)?;
    let contents = contents(item);
    let first = contents.first()?;
    let (name, (type_, statement)) = (&first.name, put(scope, first, quote!(request.parts)));
    Some(Argument { declaration: quote!(#name: #type_), use_: Use::Statement(statement), name: name.clone() })
}

/// The setters of the other alternatives, and of a body that is optional.
pub(super) fn setters(scope: Scope<'_>, item: Item<'_>) -> Vec<TokenStream> {
    let Some(body) = &item.operation.body else { return Vec::new() };
    let skipped = usize::from(body.required);
    let setter = |content: &BodyItem<'_>| {
        let name = &content.name;
        let (type_, statement) = put(scope, content, quote!(self.parts));
        let more = vec![format!("Sent as the body, {}", docs::inline(&content.content.media_type))];
        let docs = docs::attributes(&item_docs(scope, &body.docs, &more));
        quote! {
            #docs
            #[inline]
            pub fn #name(mut self, #name: #type_) -> Self {
                #statement
                self
            }
        }
    };
    contents(item).iter().skip(skipped).map(setter).collect()
}

/// The type of the argument, and the statement that puts it into a request.
fn put(scope: Scope<'_>, body: &BodyItem<'_>, parts: TokenStream) -> (TokenStream, TokenStream) {
    let name = &body.name;
    let media_type = literal(concrete(&body.content.media_type));
    match &body.content.kind {
        ContentKind::Json(type_) => {
            let (type_, value) = wire_value(scope, type_, name);
            (type_, quote!(#parts.json(#media_type, #value);))
        }
        ContentKind::Form(type_, encodings) => {
            let (type_, value) = wire_value(scope, type_, name);
            let encodings = encodings.iter().map(encoding);
            (type_, quote!(#parts.form(#value, &[#(#encodings),*]);))
        }
        ContentKind::Multipart(_) => {
            let type_ = &body.type_name;
            (quote!(#type_), quote!(#parts.multipart(#name.multipart);))
        }
        ContentKind::Text => (quote!(impl Into<String>), quote!(#parts.text(#media_type, #name);)),
        ContentKind::Binary | ContentKind::EventStream(_) | ContentKind::JsonLines(_) => {
            (quote!(impl Into<runtime::RequestBody>), quote!(#parts.bytes(#media_type, #name);))
        }
    }
}

/// A range of media types names none: bytes of no known type are an octet stream.
fn concrete(media_type: &str) -> &str {
    if media_type.contains('*') { "application/octet-stream" } else { media_type }
}

/// The type of an argument that is sent as JSON or as a form, and the reference that is sent.
fn wire_value(scope: Scope<'_>, type_: &Type, name: &Ident) -> (TokenStream, TokenStream) {
    // As for parameters: who calls has something to send, so that a documented `null` is worth no `Option`.
    let type_ = if let Type::Nullable(inner) = type_ { inner } else { type_ };
    let passed = types::argument(scope, type_, name, true);
    let (declared, value) = (passed.type_, passed.value);
    if passed.is_reference {
        return (declared, value);
    }
    if declared.to_string().starts_with("impl") {
        let rust = rust_type(scope, type_);
        return (declared, quote!(&{ let #name: #rust = #value; #name }));
    }
    (declared, quote!(&#value))
}

fn encoding(encoding: &PartEncoding) -> TokenStream {
    let (name, style) = (literal(&encoding.name), style(encoding.style));
    let (explode, allow_reserved) = (encoding.explode, encoding.allow_reserved);
    quote! {
        runtime::Encoding { name: #name, style: runtime::Style::#style, explode: #explode, allow_reserved: #allow_reserved }
    }
}

/// The types of multipart bodies.
pub(super) fn definitions(scope: Scope<'_>, item: Item<'_>) -> TokenStream {
    let definition = |body: &BodyItem<'_>| match &body.content.kind {
        ContentKind::Multipart(parts) => Some(multipart(scope, item, body, parts)),
        ContentKind::Json(_)
        | ContentKind::Form(..)
        | ContentKind::Text
        | ContentKind::Binary
        | ContentKind::EventStream(_)
        | ContentKind::JsonLines(_) => None,
    };
    contents(item).iter().filter_map(definition).collect()
}

fn multipart(scope: Scope<'_>, item: Item<'_>, body: &BodyItem<'_>, parts: &[Part]) -> TokenStream {
    let type_ = &body.type_name;
    let method = &item.names.method;
    let docs = docs::attributes(&format!("The body of [`Client::{method}`](runtime::Client::{method}), in parts."));
    let members: Vec<(Ident, &Part)> = body.parts.iter().map(|name| ident(name)).zip(parts).collect();
    let required: Vec<_> = members.iter().filter(|(_, part)| part.required).collect();
    let arguments = required.iter().map(|(name, part)| {
        let type_ = part_type(scope, part);
        quote!(#name: #type_)
    });
    let statements: Vec<_> =
        required.iter().map(|(name, part)| add(scope, name, part, quote!(new.multipart))).collect();
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
    let allowed = allowed("new", required.iter().map(|(name, _)| name), required.len());
    let setters = members.iter().filter(|(_, part)| !part.required).map(|(name, part)| part_setter(scope, name, part));
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

fn part_setter(scope: Scope<'_>, name: &Ident, part: &Part) -> TokenStream {
    let type_ = part_type(scope, part);
    let statement = add(scope, name, part, quote!(self.multipart));
    let docs =
        docs::attributes(&item_docs(scope, &part.docs, &[format!("Sent as the part {}", docs::inline(&part.name))]));
    let allowed = allowed(&name.to_string(), [name], 2);
    quote! {
        #docs
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
        PartKind::Text(type_) | PartKind::Json(type_) => {
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

/// The media type that says more than a part's kind does.
fn media_type_of(part: &Part) -> Option<&str> {
    let media_type = part.media_type.as_deref()?;
    let is_known = ["application/json", "text/plain"].iter().any(|known| media_type.starts_with(known));
    (!is_known && !media_type.contains(['*', ','])).then_some(media_type)
}

/// The statement that adds a value as the specification says.
fn add_value(part: &Part, multipart: &TokenStream, value: &TokenStream) -> TokenStream {
    let key = literal(&part.name);
    match media_type_of(part).map(literal) {
        Some(media_type) => quote!(#multipart.add_value_as(#key, #media_type, #value);),
        None => quote!(#multipart.add_value(#key, #value);),
    }
}

fn add(scope: Scope<'_>, name: &Ident, part: &Part, multipart: TokenStream) -> TokenStream {
    let key = literal(&part.name);
    match &part.kind {
        PartKind::File => match &part.media_type {
            Some(media_type) if !media_type.contains(['*', ',']) => {
                let media_type = literal(media_type);
                quote!(#multipart.add_file(#key, #name.into().default_content_type(#media_type));)
            }
            Some(_) | None => quote!(#multipart.add_file(#key, #name.into());),
        },
        PartKind::Files => quote! {
            for part in #name {
                #multipart.add_file(#key, part.into());
            }
        },
        PartKind::Text(type_) => {
            let (_, value) = wire_value(scope, type_, name);
            add_value(part, &multipart, &value)
        }
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
            let (_, value) = wire_value(scope, type_, name);
            // A scalar is text, and each element of a list a part of its own, unless the whole is said to be JSON.
            if media_type_of(part).is_some() || (part.media_type.is_none() && !is_object(scope, type_)) {
                return add_value(part, &multipart, &value);
            }
            quote!(#multipart.add_json(#key, #value);)
        }
    }
}
