//! What an operation answers: the type of a success, and the types of errors.

use super::Item;
use crate::emit::docs;
use crate::emit::items::{item_docs, literal};
use crate::emit::types::{Scope, ident, rust_type};
use crate::ir::{Content, Method, Operation, Outcome, Reader, Response, StatusPattern};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The type of the runtime that reads a stream as it comes in.
fn stream(reader: Reader<'_>) -> Option<TokenStream> {
    match reader {
        Reader::Events(_) => Some(quote!(runtime::EventStream)),
        Reader::Lines(_) => Some(quote!(runtime::JsonLines)),
        Reader::Empty | Reader::Body | Reader::Json(_) | Reader::Text | Reader::Bytes => None,
    }
}

fn rust_of(scope: Scope<'_>, reader: Reader<'_>) -> TokenStream {
    match reader {
        Reader::Empty => quote!(()),
        Reader::Body => quote!(runtime::Body),
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

/// What a reader gives, in a function that may fail.
fn value(reader: Reader<'_>) -> TokenStream {
    match reader {
        Reader::Empty => quote!(response.empty()?),
        Reader::Body => quote!(response.undocumented_body()?),
        Reader::Json(_) => quote!(response.json()?),
        Reader::Text => quote!(response.text()?),
        Reader::Bytes => quote!(response.body().clone()),
        Reader::Events(_) => quote!(runtime::EventStream::of(response)),
        Reader::Lines(_) => quote!(runtime::JsonLines::of(response)),
    }
}

/// What is done for each media type, the first also where no media type matches.
fn choice(bodies: &[(&str, TokenStream)]) -> TokenStream {
    let mut distinct: Vec<(&TokenStream, Vec<Literal>)> = Vec::new();
    for (index, (_, value)) in bodies.iter().enumerate() {
        let index = Literal::usize_unsuffixed(index);
        match distinct.iter_mut().find(|(other, _)| other.to_string() == value.to_string()) {
            Some((_, indexes)) => indexes.push(index),
            None => distinct.push((value, vec![index])),
        }
    }
    let Some(((first, _), others)) = distinct.split_first() else { return TokenStream::new() };
    if others.is_empty() {
        return quote!(#first);
    }
    let media_types = bodies.iter().map(|(name, _)| literal(name));
    let arms = others.iter().map(|(value, indexes)| quote!(#(#indexes)|* => #value,));
    quote! {
        match response.choose(&[#(#media_types),*])? {
            #(#arms)*
            _ => #first,
        }
    }
}

/// The operation's `Output`.
pub(super) fn type_of(scope: Scope<'_>, item: Item<'_>) -> TokenStream {
    match item.signature.output {
        Some(reader) => rust_of(scope, reader),
        None => {
            let output = ident(&item.names.output);
            quote!(#output)
        }
    }
}

/// How a response is read that is a text in some media type: unlike other types, a string is not read as JSON there.
pub(super) fn of_text(item: Item<'_>) -> Option<TokenStream> {
    item.signature.output?;
    let outcomes = &item.signature.outcomes;
    let mut bodies: Vec<(&str, TokenStream)> = Vec::new();
    for content in outcomes.iter().flat_map(|outcome| &outcome.contents) {
        let read = match Reader::of(content) {
            Reader::Text => quote!(response.text()),
            Reader::Json(_) => quote!(response.json()),
            Reader::Empty | Reader::Body | Reader::Bytes | Reader::Events(_) | Reader::Lines(_) => return None,
        };
        if !bodies.iter().any(|(name, _)| *name == content.media_type) {
            bodies.push((&content.media_type, read));
        }
    }
    let is_text = |outcome: &Outcome<'_>| outcome.contents.iter().any(|content| Reader::of(content) == Reader::Text);
    let read = choice(&bodies);
    outcomes.iter().any(is_text).then(|| {
        quote! {
            #[inline]
            fn output(response: &runtime::RawResponse) -> Result<Self::Output, runtime::Error> {
                #read
            }
        }
    })
}

/// The outcomes of one documented status, with their variants.
type Outcomes<'a> = Vec<(Outcome<'a>, &'a String)>;

/// The successes and their variants, the ones for a single status first.
fn by_specificity(item: Item<'_>) -> Vec<(StatusPattern, Outcomes<'_>)> {
    let mut responses: Vec<(StatusPattern, Outcomes<'_>)> = Vec::new();
    for (outcome, variant) in item.signature.outcomes.iter().cloned().zip(&item.names.output_variants) {
        let status = outcome.response.status;
        match responses.last_mut().filter(|(last, _)| *last == status) {
            Some((_, outcomes)) => outcomes.push((outcome, variant)),
            None => responses.push((status, vec![(outcome, variant)])),
        }
    }
    responses.sort_by_key(|(status, _)| std::cmp::Reverse(specificity(*status)));
    responses
}

/// How the enum of several types of success is read.
fn answer(scope: Scope<'_>, item: Item<'_>) -> TokenStream {
    let output = ident(&item.names.output);
    let responses = by_specificity(item);
    let is_total = responses.iter().any(|(status, _)| *status == StatusPattern::Default);
    let arms = responses.iter().map(|(status, outcomes)| {
        let (pattern, read) = (pattern(*status), read(&output, outcomes));
        quote!(#pattern => #read,)
    });
    let other = (!is_total).then(|| quote!(_ => #output::Undocumented(response.clone()),));
    let all = || responses.iter().flat_map(|(_, outcomes)| outcomes).map(|(outcome, _)| outcome.reader);
    let is_decoded = |reader: Reader<'_>| !matches!(reader, Reader::Empty | Reader::Body | Reader::Bytes);
    // A download has no bound; a body of no documented type has none only where nothing is decoded.
    let has_bytes = all().any(|reader| reader == Reader::Bytes);
    let decoded = (has_bytes || !all().any(is_decoded)).then(|| {
        quote!(
            const IS_DECODED: bool = false;
        )
    });
    let example = example(scope, item);
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

            #example
        }
    }
}

/// How the body of one status becomes a variant.
fn read(output: &Ident, outcomes: &Outcomes<'_>) -> TokenStream {
    let mut bodies: Vec<(&str, TokenStream)> = Vec::new();
    for (outcome, variant) in outcomes {
        let variant = ident(variant);
        match outcome.reader {
            Reader::Empty => return quote!(#output::#variant),
            Reader::Body => {
                let value = value(Reader::Body);
                return quote!(#output::#variant(#value));
            }
            Reader::Json(_) | Reader::Text | Reader::Bytes | Reader::Events(_) | Reader::Lines(_) => {}
        }
        bodies.extend(outcome.contents.iter().map(|content| {
            let value = value(Reader::of(content));
            (content.media_type.as_str(), quote!(#output::#variant(#value)))
        }));
    }
    choice(&bodies)
}

/// A response for tests: the first outcome that has a documented body.
fn example(scope: Scope<'_>, item: Item<'_>) -> Option<TokenStream> {
    let outcomes = &item.signature.outcomes;
    let outcome = outcomes.iter().find(|outcome| !outcome.contents.is_empty())?;
    let content = outcome.contents.first()?;
    let (type_, media_type) = (rust_of(scope, outcome.reader), literal(&content.media_type));
    let status = match outcome.response.status {
        StatusPattern::Code(code) => Literal::u16_unsuffixed(code),
        StatusPattern::Range(_) | StatusPattern::Default => Literal::u16_unsuffixed(200),
    };
    Some(quote! {
        #[cfg(feature = "test-util")]
        fn example(_: &str) -> runtime::Reply {
            <#type_ as runtime::Answer>::example(#media_type).with_status(#status)
        }
    })
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
pub(super) fn status(status: StatusPattern) -> TokenStream {
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
    let Some(reader) = item.signature.output else { return mixed_opener(item) };
    let stream = stream(reader)?;
    Some(quote! {
        const OPEN: Option<runtime::Open<Self::Output>> = Some(|opened| Ok(#stream::open(opened)));
    })
}

fn mixed_opener(item: Item<'_>) -> Option<TokenStream> {
    let mut responses = by_specificity(item);
    let stream_of = |outcomes: &Outcomes<'_>| outcomes.iter().find_map(|(outcome, _)| stream(outcome.reader));
    let streamed: Vec<TokenStream> = responses
        .iter()
        .map(|(pattern, outcomes)| {
            let (status, is_stream) = (status(*pattern), stream_of(outcomes).is_some());
            quote!((#status, #is_stream))
        })
        .collect();
    // Behind the last stream, all else is read in one way.
    let last = responses.iter().rposition(|(_, outcomes)| stream_of(outcomes).is_some())?;
    responses.truncate(last + 1);
    let is_total = responses.last().is_some_and(|(status, _)| *status == StatusPattern::Default);
    let output = ident(&item.names.output);
    let arms = responses.iter().map(|(status, outcomes)| {
        let pattern = pattern(*status);
        match (stream_of(outcomes), outcomes.first()) {
            (Some(stream), Some((_, variant))) => {
                let variant = ident(variant);
                quote!(#pattern => Ok(#output::#variant(#stream::open(opened))),)
            }
            _ => quote!(#pattern => Self::output(&opened.whole()),),
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
        let reader = Reader::of(content);
        let (name, way, what) = match reader {
            Reader::Events(_) => ("events", "into_events", "events"),
            Reader::Lines(_) => ("json_lines", "into_json_lines", "lines"),
            Reader::Empty | Reader::Body | Reader::Json(_) | Reader::Text | Reader::Bytes => continue,
        };
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let (type_, accept) = (rust_of(scope, reader), literal(&content.media_type));
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
    let Item { names, signature, .. } = item;
    if signature.output.is_some() {
        return None;
    }
    let output = ident(&names.output);
    let outcomes = &signature.outcomes;
    let variants = outcomes.iter().zip(&names.output_variants).map(|(outcome, variant)| {
        let variant = ident(variant);
        let docs = docs::attributes(&item_docs(scope, &outcome.response.docs, &[variant_fact(outcomes, outcome)]));
        let body = (outcome.reader != Reader::Empty).then(|| {
            let type_ = rust_of(scope, outcome.reader);
            quote!((#type_))
        });
        quote! {
            #docs
            #variant #body,
        }
    });
    let (method, answer) = (&names.method, answer(scope, item));
    let docs = docs::attributes(&format!("What [`Client::{method}`](runtime::Client::{method}) returns."));
    // A stream can be read only once.
    let clone = (!outcomes.iter().any(|outcome| outcome.reader.is_stream())).then(|| quote!(, Clone));
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

/// For which status a variant is, and for which media types, where there are several types.
fn variant_fact(outcomes: &[Outcome<'_>], outcome: &Outcome<'_>) -> String {
    let status = super::status_text(outcome.response.status);
    let is_same = |other: &&Outcome<'_>| other.response.status == outcome.response.status;
    if outcomes.iter().filter(is_same).count() < 2 {
        return format!("For {status}");
    }
    let names: Vec<String> = outcome.contents.iter().map(|content| docs::inline(&content.media_type)).collect();
    format!("For {status} in {}", names.join(" or "))
}

/// The page of an operation: what it is, its method, and what it returns by status.
pub(super) fn page(scope: Scope<'_>, item: Item<'_>, wire_name: &str) -> String {
    let Item { operation, names, .. } = item;
    let summary = operation.docs.title.as_deref().map(docs::summary).filter(|title| !title.is_empty());
    let summary = summary.map(|title| format!("{title}: ")).unwrap_or_default();
    let method = &names.method;
    let mut text = format!("{summary}{}, by [`Client::{method}`](runtime::Client::{method}).", docs::inline(wire_name));
    let mut bodies: Vec<(String, Vec<String>)> = Vec::new();
    let is_default = |response: &Response| response.status == StatusPattern::Default;
    let has_both = operation.successes.iter().any(is_default) && operation.errors.iter().any(is_default);
    let successes = operation.successes.iter().map(|response| (response, "any other success"));
    let errors = operation.errors.iter().map(|response| (response, "any other error"));
    for (response, other) in successes.chain(errors) {
        let status = match has_both && is_default(response) {
            true => other.to_owned(),
            false => super::status_text(response.status),
        };
        let body = body_of(scope, item, response);
        match bodies.iter_mut().find(|(other, _)| *other == body) {
            Some((_, statuses)) if statuses.contains(&status) => {}
            Some((_, statuses)) => statuses.push(status),
            None => bodies.push((body, vec![status])),
        }
    }
    for (index, (body, statuses)) in bodies.iter().enumerate() {
        text.push_str(if index == 0 { "\n\n" } else { "\n" });
        text.push_str(&format!("- {}: {body}", statuses.join(", ")));
    }
    text
}

/// What a documented status returns, in words.
fn body_of(scope: Scope<'_>, item: Item<'_>, response: &Response) -> String {
    let is_empty = matches!(response.status, StatusPattern::Code(204 | 205)) || item.operation.method == Method::Head;
    let is_body = |outcome: &Outcome<'_>| outcome.reader == Reader::Body && std::ptr::eq(outcome.response, response);
    if item.signature.outcomes.iter().any(is_body) {
        return "an undocumented body ([`Body`](crate::runtime::Body))".to_owned();
    }
    if response.contents.is_empty() || is_empty {
        return "no body".to_owned();
    }
    let mut types: Vec<String> = Vec::new();
    for content in response.contents.iter().chain(&response.streamed) {
        let type_ = rust_of(scope, Reader::of(content)).to_string().replace(' ', "");
        let type_ = docs::linked_type(&type_.replace("std::collections::", ""));
        if !types.contains(&type_) {
            types.push(type_);
        }
    }
    types.join(" or ")
}

/// All documented statuses.
pub(super) fn statuses(operation: &Operation) -> Vec<TokenStream> {
    let mut statuses: Vec<StatusPattern> = Vec::new();
    for response in operation.successes.iter().chain(&operation.errors) {
        if !statuses.contains(&response.status) {
            statuses.push(response.status);
        }
    }
    statuses.into_iter().map(status).collect()
}

/// The documented bodies of errors. A status without one is listed where a less specific one, which says nothing about it,
/// has one.
pub(super) fn errors(scope: Scope<'_>, operation: &Operation) -> Vec<TokenStream> {
    let all: Vec<_> = operation.errors.iter().map(|response| (response.status, error(scope, response))).collect();
    let mut listed = Vec::new();
    for (status_of, bodies) in &all {
        let is_wider = |(other, bodies): &(StatusPattern, Vec<TokenStream>)| {
            !bodies.is_empty() && specificity(*other) < specificity(*status_of)
        };
        if bodies.is_empty() && all.iter().any(is_wider) {
            let status = status(*status_of);
            listed.push(quote!((#status, runtime::ErrorBody::none())));
        }
        listed.extend(bodies.iter().cloned());
    }
    listed
}

/// The bodies of one error: several only if its media types give several types.
fn error(scope: Scope<'_>, response: &Response) -> Vec<TokenStream> {
    let mut bodies: Vec<(&Content, Reader<'_>)> = Vec::new();
    for content in &response.contents {
        let reader = Reader::of(content);
        if matches!(reader, Reader::Json(_) | Reader::Text) {
            bodies.push((content, reader));
        }
    }
    let is_one = bodies.first().is_none_or(|(_, first)| bodies.iter().all(|(_, reader)| reader.is_alike(*first)));
    let status = status(response.status);
    let body = |reader: Reader<'_>| match reader {
        Reader::Json(type_) => {
            let type_ = rust_type(scope, type_);
            quote!(runtime::ErrorBody::of::<#type_>())
        }
        _ => quote!(runtime::ErrorBody::text()),
    };
    if is_one {
        let first = bodies.first().map(|(_, reader)| body(*reader));
        return first.into_iter().map(|body| quote!((#status, #body))).collect();
    }
    let in_type = |(content, reader): &(&Content, Reader<'_>)| {
        let (body, name) = (body(*reader), literal(&content.media_type));
        quote!((#status, #body.in_media_type(#name)))
    };
    bodies.iter().map(in_type).collect()
}
