//! What an operation answers: the type of a success, the types of errors, and typed headers.

use super::Item;
use crate::emit::docs;
use crate::emit::items::{former_docs, item_docs, literal};
use crate::emit::types::{Scope, ident, rust_type};
use crate::ir::{Content, ContentKind, Operation, Response, StatusPattern, Type};
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

/// How a body is read.
#[derive(Clone, PartialEq)]
enum Reader<'a> {
    Empty,
    Json(&'a crate::ir::Type),
    Text,
    Bytes,
    Events(&'a crate::ir::Type),
    Lines(&'a crate::ir::Type),
}

fn reader_of(content: Option<&Content>) -> Reader<'_> {
    match content.map(|content| &content.kind) {
        None => Reader::Empty,
        Some(ContentKind::Json(type_)) => Reader::Json(type_),
        Some(ContentKind::Text | ContentKind::Form(..)) => Reader::Text,
        Some(ContentKind::Binary | ContentKind::Multipart(_)) => Reader::Bytes,
        Some(ContentKind::EventStream(type_)) => Reader::Events(item(type_)),
        Some(ContentKind::JsonLines(type_)) => Reader::Lines(item(type_)),
    }
}

/// Where a list is documented, its items are meant.
fn item(type_: &crate::ir::Type) -> &crate::ir::Type {
    match type_ {
        crate::ir::Type::Array(item) => item,
        other => other,
    }
}

impl Reader<'_> {
    /// The type of the runtime that reads it piece by piece.
    fn stream(&self) -> Option<TokenStream> {
        match self {
            Reader::Events(_) => Some(quote!(runtime::EventStream)),
            Reader::Lines(_) => Some(quote!(runtime::JsonLines)),
            Reader::Empty | Reader::Json(_) | Reader::Text | Reader::Bytes => None,
        }
    }

    fn type_(&self, scope: Scope<'_>) -> TokenStream {
        match self {
            Reader::Empty => quote!(()),
            Reader::Json(type_) => rust_type(scope, type_),
            Reader::Text => quote!(String),
            Reader::Bytes => quote!(runtime::Bytes),
            Reader::Events(item) => {
                let item = rust_type(scope, item);
                quote!(runtime::EventStream<#item>)
            }
            Reader::Lines(item) => {
                let item = rust_type(scope, item);
                quote!(runtime::JsonLines<#item>)
            }
        }
    }

    fn read(&self) -> TokenStream {
        match self {
            Reader::Empty => quote!(response.empty()),
            Reader::Json(_) => quote!(response.json()),
            Reader::Text => quote!(response.text()),
            Reader::Bytes => quote!(Ok(response.body().clone())),
            Reader::Events(_) => quote!(Ok(runtime::EventStream::of(response))),
            Reader::Lines(_) => quote!(Ok(runtime::JsonLines::of(response))),
        }
    }

    /// What it reads, in a function that may fail.
    fn value(&self) -> TokenStream {
        match self {
            Reader::Empty | Reader::Json(_) | Reader::Text => {
                let read = self.read();
                quote!(#read?)
            }
            Reader::Bytes => quote!(response.body().clone()),
            Reader::Events(_) => quote!(runtime::EventStream::of(response)),
            Reader::Lines(_) => quote!(runtime::JsonLines::of(response)),
        }
    }
}

/// The only way that successes are read, or `None` if there are several.
///
/// A success without a body beside one with a body is no type of its own: an empty body reads as a blank value.
fn only(operation: &Operation) -> Option<Reader<'_>> {
    let mut readers: Vec<Reader<'_>> = Vec::new();
    for reader in operation.successes.iter().map(|response| reader_of(response.content.as_ref())) {
        if !readers.contains(&reader) {
            readers.push(reader);
        }
    }
    if readers.len() > 1 {
        readers.retain(|reader| *reader != Reader::Empty);
    }
    match readers.as_slice() {
        [] => Some(Reader::Empty),
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The operation's `Output`.
pub(super) fn type_of(scope: Scope<'_>, item: Item<'_>) -> TokenStream {
    match only(item.operation) {
        Some(reader) => reader.type_(scope),
        None => {
            let output = ident(&item.names.output);
            quote!(#output)
        }
    }
}

/// How an answer is read that is a text: unlike other types, a string is not read as JSON there.
pub(super) fn of_text(item: Item<'_>) -> Option<TokenStream> {
    (only(item.operation) == Some(Reader::Text)).then(|| {
        quote! {
            #[inline]
            fn output(response: &runtime::RawResponse) -> Result<Self::Output, runtime::Error> {
                response.text()
            }
        }
    })
}

/// How the enum of several types of success is read.
fn answer(item: Item<'_>) -> TokenStream {
    let output = ident(&item.names.output);
    let responses = by_specificity(item);
    let is_total = responses.iter().any(|(response, _)| response.status == StatusPattern::Default);
    let arms = responses.iter().map(|(response, variant)| {
        let (variant, pattern) = (ident(variant), pattern(response.status));
        match reader_of(response.content.as_ref()) {
            Reader::Empty => quote!(#pattern => #output::#variant,),
            reader => {
                let value = reader.value();
                quote!(#pattern => #output::#variant(#value),)
            }
        }
    });
    let other = (!is_total).then(|| quote!(_ => #output::Undocumented(response.clone()),));
    let has_bytes = responses.iter().any(|(response, _)| reader_of(response.content.as_ref()) == Reader::Bytes);
    let decoded = has_bytes.then(|| {
        quote!(
            const IS_DECODED: bool = false;
        )
    });
    quote! {
        impl runtime::Answer for #output {
            #decoded
            #[inline]
            fn answer(response: &runtime::RawResponse) -> Result<Self, runtime::Error> {
                Ok(match response.status().as_u16() {
                    #(#arms)*
                    #other
                })
            }
        }
    }
}

/// The successes and their variants, the ones for a single status first.
fn by_specificity<'a>(item: Item<'a>) -> Vec<(&'a Response, &'a String)> {
    let mut responses: Vec<_> = item.operation.successes.iter().zip(&item.names.output_variants).collect();
    responses.sort_by_key(|(response, _)| std::cmp::Reverse(specificity(response.status)));
    responses
}

/// A status in a `match`.
fn pattern(status: StatusPattern) -> TokenStream {
    match status {
        StatusPattern::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        StatusPattern::Range(digit) => {
            // A guard: clippy wants no pattern that overlaps with that of a single status.
            let digit = Literal::u8_unsuffixed(digit);
            quote!(status if status / 100 == #digit)
        }
        StatusPattern::Default => quote!(_),
    }
}

/// A status as the runtime has it.
fn status(status: StatusPattern) -> TokenStream {
    match status {
        StatusPattern::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(runtime::StatusPattern::Code(#code))
        }
        StatusPattern::Range(digit) => {
            let digit = Literal::u8_unsuffixed(digit);
            quote!(runtime::StatusPattern::Range(#digit))
        }
        StatusPattern::Default => quote!(runtime::StatusPattern::Default),
    }
}

/// How a stream is read as it comes in, if that is what the operation answers, be it for some statuses only.
pub(super) fn opener(item: Item<'_>) -> Option<TokenStream> {
    let Some(reader) = only(item.operation) else { return mixed_opener(item) };
    let stream = reader.stream()?;
    Some(quote! {
        const OPEN: Option<runtime::Open<Self::Output>> = Some(|opened| Ok(#stream::open(opened)));
    })
}

fn mixed_opener(item: Item<'_>) -> Option<TokenStream> {
    let mut responses = by_specificity(item);
    let stream_of = |response: &Response| reader_of(response.content.as_ref()).stream();
    let streamed: Vec<TokenStream> = (item.operation.successes.iter())
        .map(|response| {
            let (status, is_stream) = (status(response.status), stream_of(response).is_some());
            quote!((#status, #is_stream))
        })
        .collect();
    // Behind the last stream, all else is read in one way.
    let last = responses.iter().rposition(|(response, _)| stream_of(response).is_some())?;
    responses.truncate(last + 1);
    let is_total = responses.last().is_some_and(|(response, _)| response.status == StatusPattern::Default);
    let output = ident(&item.names.output);
    let arms = responses.iter().map(|(response, variant)| {
        let (variant, pattern) = (ident(variant), pattern(response.status));
        match stream_of(response) {
            Some(stream) => quote!(#pattern => Ok(#output::#variant(#stream::open(opened))),),
            None => quote!(#pattern => Self::output(&opened.whole()),),
        }
    });
    let other = (!is_total).then(|| quote!(_ => Self::output(&opened.whole()),));
    Some(quote! {
        const OPEN: Option<runtime::Open<Self::Output>> = Some(|opened| match opened.status().as_u16() {
            #(#arms)*
            #other
        });
        const STREAMED: &'static [(runtime::StatusPattern, bool)] = &[#(#streamed),*];
    })
}

/// The methods that ask for a stream where another media type is documented too: `events`, `json_lines`.
pub(super) fn streams(scope: Scope<'_>, item: Item<'_>) -> Vec<TokenStream> {
    let contents = item.operation.successes.iter().flat_map(|response| &response.streamed);
    let mut seen: Vec<&str> = Vec::new();
    let mut methods = Vec::new();
    for content in contents {
        let reader = reader_of(Some(content));
        let (name, way, what) = match reader {
            Reader::Events(_) => ("events", "into_events", "events"),
            Reader::Lines(_) => ("json_lines", "into_json_lines", "lines"),
            Reader::Empty | Reader::Json(_) | Reader::Text | Reader::Bytes => continue,
        };
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let (type_, accept) = (reader.type_(scope), literal(&content.media_type));
        let docs = docs::attributes(&format!(
            "The answer as {what} that come in one by one, {}. Whether the server sends it so may depend on what the \
             request says.",
            docs::inline(&content.media_type)
        ));
        let (name, way) = (ident(name), ident(way));
        methods.push(quote! {
            #docs
            #[inline]
            pub fn #name(self) -> #type_ {
                self.#way(#accept)
            }
        });
    }
    methods
}

fn specificity(status: StatusPattern) -> u8 {
    match status {
        StatusPattern::Code(_) => 2,
        StatusPattern::Range(_) => 1,
        StatusPattern::Default => 0,
    }
}

/// The enum of several types of success.
pub(super) fn definition(scope: Scope<'_>, item: Item<'_>) -> Option<TokenStream> {
    let Item { operation, names } = item;
    if only(operation).is_some() {
        return None;
    }
    let output = ident(&names.output);
    let variants = operation.successes.iter().zip(&names.output_variants).map(|(response, variant)| {
        let variant = ident(variant);
        let docs = docs::attributes(&item_docs(
            scope,
            &response.docs,
            &[format!("For {}", super::status_text(response.status))],
        ));
        match reader_of(response.content.as_ref()) {
            Reader::Empty => quote! {
                #docs
                #variant,
            },
            reader => {
                let type_ = reader.type_(scope);
                quote! {
                    #docs
                    #variant(#type_),
                }
            }
        }
    });
    let (method, answer) = (&names.method, answer(item));
    let docs = docs::attributes(&format!("What [`Client::{method}`](runtime::Client::{method}) answers."));
    // A stream can be read only once.
    let is_stream = |response: &Response| reader_of(response.content.as_ref()).stream().is_some();
    let clone = (!operation.successes.iter().any(is_stream)).then(|| quote!(, Clone));
    Some(quote! {
        #docs
        #[derive(Debug #clone)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "one value a call, as the documentation has it")]
        pub enum #output {
            #(#variants)*
            /// A success with a status that the documentation does not have.
            Undocumented(runtime::RawResponse),
        }

        #answer
    })
}

/// All documented statuses.
pub(super) fn statuses(operation: &Operation) -> impl Iterator<Item = TokenStream> {
    operation.successes.iter().chain(&operation.errors).map(|response| status(response.status))
}

/// The headers of successes that an answer can lack or have otherwise: every text is a string.
pub(super) fn header_infos(scope: Scope<'_>, operation: &Operation) -> Vec<TokenStream> {
    let all = operation.successes.iter().flat_map(|response| {
        let status = status(response.status);
        response.headers.iter().filter_map(move |header| {
            let (name, type_) = (literal(&header.name), text_type(scope, &header.type_));
            let info = match (header.required, type_) {
                (true, Some(type_)) => quote!(required::<#type_>(#name)),
                (true, None) => quote!(required::<String>(#name)),
                (false, Some(type_)) => quote!(optional::<#type_>(#name)),
                (false, None) => return None,
            };
            Some(quote!((#status, runtime::HeaderInfo::#info)))
        })
    });
    all.collect()
}

/// A type that not every text is one of.
fn text_type(scope: Scope<'_>, type_: &Type) -> Option<TokenStream> {
    match type_ {
        Type::Boolean | Type::Integer(_) | Type::Float(_) => Some(rust_type(scope, type_)),
        Type::Nullable(inner) => text_type(scope, inner),
        Type::Any
        | Type::String
        | Type::Text(_)
        | Type::Binary
        | Type::Array(_)
        | Type::Map(_)
        | Type::Named(_)
        | Type::Boxed(_) => None,
    }
}

/// The documented bodies of errors.
pub(super) fn errors(scope: Scope<'_>, operation: &Operation) -> Vec<TokenStream> {
    operation.errors.iter().filter_map(|response| error(scope, response)).collect()
}

fn error(scope: Scope<'_>, response: &Response) -> Option<TokenStream> {
    let body = match reader_of(response.content.as_ref()) {
        Reader::Json(type_) => {
            let type_ = rust_type(scope, type_);
            quote!(runtime::ErrorBody::of::<#type_>())
        }
        Reader::Text => quote!(runtime::ErrorBody::text()),
        Reader::Empty | Reader::Bytes | Reader::Events(_) | Reader::Lines(_) => return None,
    };
    let status = status(response.status);
    Some(quote!((#status, #body)))
}

/// The type of the documented response headers.
pub(super) fn headers(scope: Scope<'_>, item: Item<'_>) -> Option<TokenStream> {
    let Item { operation, names } = item;
    let mut seen: Vec<&str> = Vec::new();
    let mut accessors = Vec::new();
    for (response, idents) in operation.successes.iter().zip(&names.header_accessors) {
        for (header, accessor) in response.headers.iter().zip(idents) {
            if seen.contains(&accessor.as_str()) {
                continue;
            }
            seen.push(accessor);
            let (ident, key) = (ident(accessor), literal(&header.name));
            let type_ = rust_type(scope, &header.type_);
            let docs = docs::attributes(&item_docs(
                scope,
                &header.docs,
                &[format!("The header {}", docs::inline(&header.name))],
            ));
            accessors.push(quote! {
                #docs
                #[inline]
                pub fn #ident(&self) -> Option<#type_> {
                    runtime::typed_header(self.0, #key)
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
