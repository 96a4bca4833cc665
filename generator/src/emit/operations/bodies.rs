//! Request bodies.

use super::Item;
use super::parameters::{Argument, Use, style};
use crate::emit::docs;
use crate::emit::items::{deprecated, former_docs, item_docs, literal};
use crate::emit::types::{self, Scope, ident, rust_type};
use crate::ir::{Content, ContentKind, Part, PartEncoding, Type};
use crate::surface::{BodyInput, Passing};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A content of a body, with its names.
pub(super) struct BodyItem<'a> {
    pub content: &'a Content,
    pub passing: Passing,
    pub method: Option<&'a str>,
    pub name: Ident,
    pub type_name: Ident,
    pub parts: Vec<PartItem<'a>>,
}

/// A part of a multipart body, with its names.
pub(super) struct PartItem<'a> {
    pub part: &'a Part,
    pub name: Ident,
    /// The setter of its media type, where a caller can choose one.
    pub media_type: Option<Ident>,
    /// The setters of its headers.
    pub headers: &'a [String],
}

/// The contents of an operation's body.
pub(super) fn contents<'a>(item: Item<'a>) -> Vec<BodyItem<'a>> {
    let content = |(index, input): (usize, &BodyInput<'a>)| BodyItem {
        content: input.content,
        passing: input.passing,
        method: input.method,
        name: ident(input.name),
        type_name: ident(input.type_name),
        parts: parts(item, index, input.content),
    };
    item.signature.bodies.iter().enumerate().map(content).collect()
}

fn parts<'a>(item: Item<'a>, content: usize, of: &'a Content) -> Vec<PartItem<'a>> {
    let ContentKind::Multipart(parts) = &of.kind else { return Vec::new() };
    let names = item.names.parts.get(content).map(Vec::as_slice).unwrap_or_default();
    let media_types = item.names.part_media_types.get(content).map(Vec::as_slice).unwrap_or_default();
    let headers = item.names.part_headers.get(content).map(Vec::as_slice).unwrap_or_default();
    let part = |(index, (part, name)): (usize, (&'a Part, &String))| PartItem {
        part,
        name: ident(name),
        media_type: media_types.get(index).filter(|name| !name.is_empty()).map(|name| ident(name)),
        headers: headers.get(index).map(Vec::as_slice).unwrap_or_default(),
    };
    parts.iter().zip(names).enumerate().map(part).collect()
}

/// The argument of a method whose body is required: its first alternative.
pub(super) fn argument(scope: Scope<'_>, item: Item<'_>) -> Option<Argument> {
    let contents = contents(item);
    let first = contents.first().filter(|first| first.passing == Passing::Argument)?;
    let (name, (type_, statement)) = (&first.name, put(scope, first, quote!(request.parts)));
    Some(Argument { declaration: quote!(#name: #type_), use_: Use::Statement(statement), name: name.clone() })
}

/// The methods of the client that take a required body in another media type than the first.
pub(super) fn methods(scope: Scope<'_>, item: Item<'_>) -> Vec<TokenStream> {
    let names = item.names;
    let method = |(index, content): (usize, BodyItem<'_>)| {
        let name = content.method?;
        let (name_of_body, (type_, _)) = (content.name.clone(), put(scope, &content, TokenStream::new()));
        let body = Argument { declaration: quote!(#name_of_body: #type_), use_: Use::Setter, name: name_of_body };
        let arguments: Vec<_> = super::required(scope, item).into_iter().chain([body]).collect();
        let media_type = docs::inline(&content.content.media_type);
        let first = &names.method;
        let text = format!("As [`Client::{first}`](runtime::Client::{first}), with the body in {media_type}.");
        let (docs, deprecated) = (docs::attributes(&text), deprecated(&item.operation.docs));
        let method = super::callable(item, name, &quote!(#docs #deprecated), &arguments);
        let former = names.former.iter().filter_map(|former| former.body_methods.get(index));
        let former = former.filter(|former| !former.is_empty()).map(|former| {
            let docs = former_docs(name);
            super::forwarding(item, former, name, &docs, &arguments)
        });
        Some(quote!(#method #(#former)*))
    };
    contents(item).into_iter().enumerate().filter_map(method).collect()
}

/// How a caller chooses another media type of a body, if there are several.
pub(super) fn also(content: &Content) -> Option<String> {
    let list: Vec<String> = content.also.iter().map(|media_type| docs::inline(media_type)).collect();
    (!list.is_empty()).then(|| format!("The header `content-type` chooses another media type: {}", list.join(", ")))
}

/// The setters of the other alternatives, and of a body that is optional.
pub(super) fn setters(scope: Scope<'_>, item: Item<'_>) -> Vec<TokenStream> {
    let Some(body) = &item.operation.body else { return Vec::new() };
    let setter = |content: &BodyItem<'_>| {
        let name = &content.name;
        let (type_, statement) = put(scope, content, quote!(self.parts));
        let fact = format!("Sent as the body, {}", docs::inline(&content.content.media_type));
        let more: Vec<String> = [fact].into_iter().chain(also(content.content)).collect();
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
    contents(item).iter().filter(|content| content.passing == Passing::Setter).map(setter).collect()
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
pub(super) fn wire_value(scope: Scope<'_>, type_: &Type, name: &Ident) -> (TokenStream, TokenStream) {
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

/// How a property of a form or a part is encoded: an item of the runtime's `Encoding`.
pub(super) fn encoding(encoding: &PartEncoding) -> TokenStream {
    let (name, style) = (literal(&encoding.name), style(encoding.style, &encoding.delimiters));
    let (explode, allow_reserved) = (encoding.explode, encoding.allow_reserved);
    quote! {
        runtime::Encoding { name: #name, style: #style, explode: #explode, allow_reserved: #allow_reserved }
    }
}
