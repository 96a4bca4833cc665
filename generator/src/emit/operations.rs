//! Operations: a method of the client, a type that stands for the operation, and the setters of its request.

mod bodies;
mod headers;
mod lists;
mod multipart;
mod outputs;
mod paging;
mod parameters;
mod split;

pub(super) use split::modules;

use self::lists::Lists;
use self::parameters::{Argument, Use};
use super::api;
use super::docs;
use super::examples::{self, Call};
use super::items::{
    Imports, allowed, allowed_deprecated, deprecated, former_docs, former_type, item_docs, literal, paragraph,
};
use super::types::{Scope, gate, ident};
use crate::ir::{Method, Operation, SchemeId, StatusPattern, TagId};
use crate::names::{FormerOperation, OperationNames, SchemeNames};
use crate::surface::Signature;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// An operation with what is emitted of it.
#[derive(Clone, Copy)]
struct Item<'a> {
    operation: &'a Operation,
    names: &'a OperationNames,
    signature: &'a Signature<'a>,
}

fn index(scope: Scope<'_>) -> TokenStream {
    let allowed = &allowed_deprecated(scope);
    let modules = scope.api.tags.iter().zip(&scope.names.tags).enumerate().map(|(index, (tag, names))| {
        let module = ident(&names.module);
        let gate = gate(scope, Some(TagId(index)));
        let mut text = docs::summary(&tag.name);
        paragraph(&mut text, tag.description.as_deref().map(docs::rustdoc).unwrap_or_default().trim_end());
        let docs = docs::attributes(&text);
        let former = names.former.iter().map(|former| former_module(&former.module, &names.module, gate.as_ref()));
        quote! {
            #docs
            #gate
            #allowed
            pub mod #module;

            #(#former)*
        }
    });
    let exports = scope.names.tags.iter().enumerate().map(|(index, names)| {
        let module = ident(&names.module);
        let gate = gate(scope, Some(TagId(index)));
        quote! {
            #gate
            pub use #module::*;
        }
    });
    quote! {
        #![doc = " The operations, a module for every tag of the documentation."]
        #(#modules)*
        #(#exports)*
    }
}

/// A module under a name that it had.
fn former_module(before: &str, now: &str, gate: Option<&TokenStream>) -> TokenStream {
    let (docs, before, now) = (former_docs(now), ident(before), ident(now));
    quote! {
        #docs
        #gate
        pub mod #before {
            pub use super::#now::*;
        }
    }
}

fn file(scope: Scope<'_>, items: &[usize], write: &mut dyn FnMut(TokenStream)) -> TokenStream {
    let item = |index: &usize| {
        let (operation, names) = (scope.api.operations.get(*index)?, scope.names.operations.get(*index)?);
        Some(Item { operation, names, signature: scope.signatures.get(*index)? })
    };
    let items: Vec<Item<'_>> = items.iter().filter_map(item).collect();
    let lists = lists::lists(scope, &items);
    let mut imports = Imports::default();
    let operations = items.iter().flat_map(|item| operation(scope, *item, &lists));
    for part in lists.definitions().iter().cloned().chain(operations) {
        imports.note(&part);
        write(part);
    }
    let api = items.iter().any(|item| has_credentials(item.operation)).then(|| {
        quote!(
            use crate::api;
        )
    });
    let imports = imports.tokens();
    quote!(#api #imports)
}

/// What is emitted of an operation, item by item.
fn operation<'a>(scope: Scope<'a>, item: Item<'a>, lists: &Lists) -> impl Iterator<Item = TokenStream> {
    let parts = [
        Some(description(scope, item, lists)),
        setters(scope, item),
        paging::definition(scope, item),
        outputs::definition(scope, item),
        headers::headers(scope, item),
        Some(multipart::definitions(scope, item)),
        Some(method(scope, item)),
    ];
    parts.into_iter().flatten()
}

/// The type that stands for the operation, and what it is on the wire.
fn description(scope: Scope<'_>, item: Item<'_>, lists: &Lists) -> TokenStream {
    let Item { operation, names, .. } = item;
    let (type_, request, name) = (ident(&names.ident), ident(&names.request), literal(&names.method));
    let type_docs = docs::attributes(&outputs::page(scope, item, &wire_name(operation)));
    let request_docs =
        docs::attributes(&format!("A request of [`{}`], with the setters of its optional parameters.", names.ident));
    // The constants of `http` are those of path items of OpenAPI 3.0; see `further` for any other method.
    let constant = if let Method::Other(_) = operation.method { "GET" } else { operation.method.as_str() };
    let (method, path) = (format_ident!("{constant}"), literal(&operation.template()));
    let accept = literal(&accept(operation));
    let statuses = lists.refer(&outputs::statuses(operation));
    let errors = lists.refer(&outputs::errors(scope, operation));
    let further = further(scope, operation, lists);
    let output_type = outputs::type_of(scope, item);
    let output = outputs::of_text(item);
    let opener = outputs::opener(item);
    let former = names.former.iter().map(|former| former_types(names, former));
    let deprecated = &deprecated(&operation.docs);
    quote! {
        #type_docs
        #deprecated
        pub enum #type_ {}

        impl runtime::Operation for #type_ {
            type Output = #output_type;
            const INFO: &'static runtime::OperationInfo = &runtime::OperationInfo::new(
                #name,
                runtime::Method::#method,
                #path,
                #accept,
                #statuses,
                #errors,
            )
            #further;
            #opener
            #output
        }

        #request_docs
        #deprecated
        pub type #request = runtime::Request<#type_>;
        #(#former)*
    }
}

/// What not every operation documents.
fn further(scope: Scope<'_>, operation: &Operation, lists: &Lists) -> TokenStream {
    let idempotency_key = parameters::idempotency_key(operation).map(|name| {
        let name = literal(name);
        quote!(.with_idempotency_key(#name))
    });
    let security = security(scope, operation);
    let security = (!security.is_empty()).then(|| {
        let security = lists.refer(&security);
        quote!(.with_security(#security))
    });
    let servers = (!operation.servers.is_empty()).then(|| {
        let servers = api::servers(&operation.servers);
        quote!(.with_servers(#servers))
    });
    let headers = headers::infos(scope, operation);
    let headers = (!headers.is_empty()).then(|| {
        let headers = lists::list(&headers);
        quote!(.with_headers(#headers))
    });
    let method = if let Method::Other(name) = &operation.method {
        let name = literal(name);
        Some(quote!(.with_method(#name)))
    } else {
        None
    };
    quote!(#method #idempotency_key #security #servers #headers)
}

/// The types of an operation under the names that they had.
fn former_types(names: &OperationNames, former: &FormerOperation) -> TokenStream {
    let pairs = [(&former.ident, &names.ident), (&former.request, &names.request)];
    let companions = former.companions.iter().map(|(before, now)| (before, now));
    let alias = |(before, now): (&String, &String)| {
        if *now == names.headers { headers::former_headers(before, now) } else { former_type(before, now) }
    };
    pairs.into_iter().chain(companions).map(alias).collect()
}

/// `GET /pets/{id}`
pub(super) fn wire_name(operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), operation.path)
}

/// The media types that are asked for: those of the successes, then JSON, since errors are JSON more often than not.
fn accept(operation: &Operation) -> String {
    let mut types: Vec<&str> = Vec::new();
    for content in operation.successes.iter().flat_map(|response| &response.contents) {
        if !types.contains(&content.media_type.as_str()) {
            types.push(&content.media_type);
        }
    }
    if types.is_empty() {
        types.push("application/json");
    } else if !types.iter().any(|media_type| media_type.contains("json") || media_type.starts_with("*/")) {
        types.push("application/json;q=0.9");
    }
    types.join(", ")
}

/// Whether an operation takes credentials: whether [`security`] refers to those of the API.
fn has_credentials(operation: &Operation) -> bool {
    operation.security.iter().any(|alternative| !alternative.is_empty())
}

/// The alternatives of credentials.
fn security(scope: Scope<'_>, operation: &Operation) -> Vec<TokenStream> {
    let alternatives = operation.security.iter().map(|alternative| {
        let schemes = schemes(scope, alternative).map(|names| {
            let item = ident(&names.item);
            quote!(&api::#item)
        });
        quote!(&[#(#schemes),*])
    });
    let anonymous = operation.security_optional.then(|| quote!(&[]));
    alternatives.chain(anonymous).collect()
}

fn schemes<'a>(scope: Scope<'a>, alternative: &'a [SchemeId]) -> impl Iterator<Item = &'a SchemeNames> {
    alternative.iter().filter_map(move |scheme| scope.names.schemes.get(scheme.0))
}

fn setters(scope: Scope<'_>, item: Item<'_>) -> Option<TokenStream> {
    let type_ = ident(&item.names.ident);
    let setters: Vec<_> = (item.signature.parameters.iter())
        .filter(|input| !input.is_argument())
        .map(|input| parameters::setter(scope, input))
        .chain(bodies::setters(scope, item))
        .chain(outputs::streams(scope, item))
        .collect();
    (!setters.is_empty()).then(|| {
        quote! {
            impl runtime::Request<#type_> {
                #(#setters)*
            }
        }
    })
}

/// The methods of the client.
fn method(scope: Scope<'_>, item: Item<'_>) -> TokenStream {
    let names = item.names;
    let (docs, deprecated) = (docs::attributes(&method_docs(scope, item)), deprecated(&item.operation.docs));
    let docs = quote!(#docs #deprecated);
    let arguments: Vec<_> = required(scope, item).into_iter().chain(bodies::argument(scope, item)).collect();
    let method = callable(item, &names.method, &docs, &arguments);
    let former = names.former.iter().map(|former| {
        let docs = former_docs(&names.method);
        forwarding(item, &former.method, &names.method, &docs, &arguments)
    });
    let further = bodies::methods(scope, item);
    quote! {
        impl runtime::Client {
            #method
            #(#former)*
            #(#further)*
        }
    }
}

/// A method that makes the request.
fn callable(item: Item<'_>, name: &str, docs: &TokenStream, arguments: &[Argument]) -> TokenStream {
    let (method, request) = (ident(name), ident(&item.names.request));
    let declarations = arguments.iter().map(|argument| &argument.declaration);
    let allowed = allowed(name, arguments.iter().map(|argument| &argument.name), arguments.len() + 1);
    let made = made(item, arguments);
    quote! {
        #docs
        #allowed
        #[inline]
        pub fn #method(&self, #(#declarations),*) -> #request {
            #made
        }
    }
}

/// A method under a name that it had.
fn forwarding(item: Item<'_>, former: &str, name: &str, docs: &TokenStream, arguments: &[Argument]) -> TokenStream {
    let (former, method, request) = (ident(former), ident(name), ident(&item.names.request));
    let declarations = arguments.iter().map(|argument| &argument.declaration);
    let allowed = allowed(name, arguments.iter().map(|argument| &argument.name), arguments.len() + 1);
    let passed = arguments.iter().map(|argument| &argument.name);
    quote! {
        #docs
        #allowed
        #[inline]
        pub fn #former(&self, #(#declarations),*) -> #request {
            self.#method(#(#passed),*)
        }
    }
}

/// The request, of the method's arguments.
fn made(item: Item<'_>, arguments: &[Argument]) -> TokenStream {
    let (mut in_path, mut statements, mut setter) = (Vec::new(), Vec::new(), None);
    for argument in arguments {
        match &argument.use_ {
            Use::InPath(pair) => in_path.push(pair),
            Use::Statement(statement) => statements.push(statement),
            Use::Setter => setter = Some(&argument.name),
        }
    }
    let set = setter.map(|setter| quote!(.#setter(#setter)));
    // A setter is found by the type of the request.
    let request = ident(&item.names.request);
    let type_ = if set.is_some() { quote!(#request) } else { quote!(runtime::Request) };
    let new = quote!(#type_::new(self, &[#(#in_path),*]));
    if statements.is_empty() {
        return quote!(#new #set);
    }
    quote! {
        let mut request = #new;
        #(#statements)*
        request #set
    }
}

/// The arguments of the method that are parameters.
fn required(scope: Scope<'_>, item: Item<'_>) -> Vec<Argument> {
    let arguments = item.signature.parameters.iter().filter(|input| input.is_argument());
    arguments.map(|input| parameters::argument(scope, input)).collect()
}

/// All operations, as examples call them.
pub(super) fn calls(scope: Scope<'_>) -> impl Iterator<Item = Call<'_>> {
    let items = scope.api.operations.iter().zip(&scope.names.operations).zip(scope.signatures);
    items.map(move |((operation, names), signature)| call(scope, Item { operation, names, signature }))
}

fn call<'a>(scope: Scope<'a>, item: Item<'a>) -> Call<'a> {
    let body = bodies::argument(scope, item);
    let has_body = body.is_some();
    let (arguments, mut declarations): (Vec<_>, Vec<_>) =
        (required(scope, item).into_iter().chain(body)).map(|argument| (argument.name, argument.declaration)).unzip();
    let Item { operation, names, signature } = item;
    let body = examples::made(scope, &signature.bodies).filter(|_| has_body);
    if body.is_some() {
        declarations.pop();
    }
    let (output, method, type_) = (signature.output, &names.method, &names.ident);
    Call { operation, output, method, type_, arguments, declarations, has_body, body }
}

fn method_docs(scope: Scope<'_>, item: Item<'_>) -> String {
    let operation = item.operation;
    let body = operation.body.as_ref().filter(|body| body.required).and_then(|body| body.contents.first());
    let fact = format!("Sent as {}", docs::inline(&wire_name(operation)));
    let more: Vec<String> = [fact].into_iter().chain(body.and_then(bodies::also)).collect();
    let mut text = item_docs(scope, &operation.docs, &more);
    let arguments = parameters::list(item);
    paragraph(&mut text, &arguments);
    if !operation.errors.is_empty() {
        paragraph(&mut text, "# Errors\n\nDocumented are:");
        paragraph(&mut text, &errors(operation));
    }
    paragraph(&mut text, &examples::of_operation(scope, &call(scope, item)));
    if !operation.pages.is_empty() && !scope.texts.is_of_one_page {
        let pages = operation.pages.iter().map(|page| docs::inline(page)).collect::<Vec<_>>().join(", ");
        paragraph(&mut text, &format!("Documented in {pages}."));
    }
    text
}

/// The documented errors as a list, each once.
fn errors(operation: &Operation) -> String {
    let mut lines: Vec<String> = Vec::new();
    for response in &operation.errors {
        let status = status_text(response.status);
        let line = match response.docs.description.as_deref().map(docs::summary).filter(|text| !text.is_empty()) {
            Some(description) => format!("- {status}: {description}"),
            None => format!("- {status}"),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

fn status_text(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(_) | StatusPattern::Range(_) => format!("`{status}`"),
        StatusPattern::Default => "any other status".to_owned(),
    }
}
