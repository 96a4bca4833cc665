//! Parameters: arguments of the method where they are required, setters of the request where they are not.

use super::{Item, bodies};
use crate::emit::docs;
use crate::emit::items::{allowed, deprecated, former_docs, item_docs, literal};
use crate::emit::types::{self, Scope, ident};
use crate::ir::{Operation, Parameter, ParameterLocation, Style, Type};
use crate::surface::{Input, Takes};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// An argument of a method.
pub(super) struct Argument {
    pub name: Ident,
    pub declaration: TokenStream,
    pub use_: Use,
}

/// What is done with an argument.
pub(super) enum Use {
    /// Its name and its text stand in the path.
    InPath(TokenStream),
    /// The statement that puts it into `request.parts`.
    Statement(TokenStream),
    /// The request's setter of its name takes it.
    Setter,
}

/// The name of the header that makes repeating the operation harmless, if it documents one: `Idempotency-Key`, and what
/// others call it.
pub(super) fn idempotency_key(operation: &Operation) -> Option<&str> {
    let is_key = |parameter: &&Parameter| {
        let name = parameter.name.to_ascii_lowercase();
        let ending = ["key", "token", "id"].iter().any(|ending| name.ends_with(ending));
        parameter.location == ParameterLocation::Header && name.contains("idempoten") && ending
    };
    operation.parameters.iter().find(is_key).map(|parameter| parameter.name.as_str())
}

/// A required parameter.
pub(super) fn argument(scope: Scope<'_>, input: &Input<'_>) -> Argument {
    let (argument, parameter) = (ident(input.name), input.parameter);
    if input.takes == Takes::DisplayedInPath {
        let key = literal(&parameter.key());
        return Argument {
            name: argument.clone(),
            declaration: quote!(#argument: impl std::fmt::Display),
            use_: Use::InPath(quote!((#key, &#argument))),
        };
    }
    let (type_, statement) = typed(scope, parameter, &argument, quote!(request.parts));
    Argument { declaration: quote!(#argument: #type_), use_: Use::Statement(statement), name: argument }
}

/// The setter of an optional parameter.
pub(super) fn setter(scope: Scope<'_>, input: &Input<'_>) -> TokenStream {
    let Input { parameter, name, former, .. } = *input;
    let setter = ident(name);
    let docs = docs::attributes(&setter_docs(scope, parameter));
    let deprecated = deprecated(&parameter.docs);
    let (type_, statement) = match input.takes {
        Takes::DisplayedCount => {
            let key = literal(&parameter.name);
            (quote!(impl std::fmt::Display), quote!(self.parts.set_query(#key, &#setter.to_string());))
        }
        Takes::DisplayedInPath | Takes::Value => typed(scope, parameter, &setter, quote!(self.parts)),
    };
    let allowed = allowed(name, [&setter], 2);
    let former = former.iter().map(|former| {
        let (former, docs) = (ident(former), former_docs(name));
        quote! {
            #docs
            pub fn #former(self, #setter: #type_) -> Self {
                self.#setter(#setter)
            }
        }
    });
    quote! {
        #docs
        #deprecated
        #allowed
        #[inline]
        pub fn #setter(mut self, #setter: #type_) -> Self {
            #statement
            self
        }
        #(#former)*
    }
}

/// The setter of a header of a part; `headers` is what takes it.
pub(super) fn header_setter(
    scope: Scope<'_>,
    header: &Parameter,
    name: &str,
    text: &str,
    headers: &TokenStream,
) -> TokenStream {
    let setter = ident(name);
    let (docs, deprecated) = (docs::attributes(text), deprecated(&header.docs));
    let (type_, statement) = typed(scope, header, &setter, headers.clone());
    let allowed = allowed(name, [&setter], 2);
    quote! {
        #docs
        #deprecated
        #allowed
        #[must_use]
        pub fn #setter(mut self, #setter: #type_) -> Self {
            #statement
            self
        }
    }
}

fn typed(scope: Scope<'_>, parameter: &Parameter, argument: &Ident, parts: TokenStream) -> (TokenStream, TokenStream) {
    // A parameter that is not sent is not set: there is no null.
    let type_ = if let Type::Nullable(inner) = &parameter.type_ { inner } else { &parameter.type_ };
    let passed = types::argument(scope, type_, argument, true);
    let (declared, value) = (passed.type_, passed.value);
    let rust = types::rust_type(scope, type_);
    let is_conversion = declared.to_string().starts_with("impl");
    let statement = match (passed.is_reference, is_conversion) {
        (true, _) => put(parameter, parts, value),
        (false, true) => {
            let put = put(parameter, parts, quote!(&#argument));
            quote! {
                let #argument: #rust = #value;
                #put
            }
        }
        (false, false) => put(parameter, parts, quote!(&#value)),
    };
    (declared, statement)
}

/// The statement that puts a value into the request; a short one where style and all are as they are by default.
fn put(parameter: &Parameter, parts: TokenStream, value: TokenStream) -> TokenStream {
    let name = literal(&parameter.name);
    match (parameter.location, parameter.style, parameter.explode, parameter.allow_reserved) {
        _ if !parameter.delimiters.is_empty() => {
            let description = description(parameter);
            quote!(#parts.param(&#description, #value);)
        }
        (ParameterLocation::Query, Style::Form, true, false) => quote!(#parts.in_query(#name, #value);),
        (ParameterLocation::Header, Style::Simple, false, false) => quote!(#parts.in_header(#name, #value);),
        (ParameterLocation::QueryString, Style::Form, ..) => {
            let encodings = parameter.encodings.iter().map(bodies::encoding);
            quote!(#parts.query_form(#name, #value, &[#(#encodings),*]);)
        }
        (ParameterLocation::QueryString, style, ..) => {
            let style = self::style(style, "");
            quote!(#parts.query_text(#name, #value, #style);)
        }
        _ => {
            let description = description(parameter);
            quote!(#parts.param(&#description, #value);)
        }
    }
}

fn description(parameter: &Parameter) -> TokenStream {
    let is_in_path = parameter.location == ParameterLocation::Path;
    let name = if is_in_path { literal(&parameter.key()) } else { literal(&parameter.name) };
    let location = match parameter.location {
        ParameterLocation::Path => quote!(Path),
        ParameterLocation::Query | ParameterLocation::QueryString => quote!(Query),
        ParameterLocation::Header => quote!(Header),
        ParameterLocation::Cookie => quote!(Cookie),
    };
    let style = style(parameter.style, &parameter.delimiters);
    let (explode, allow_reserved) = (parameter.explode, parameter.allow_reserved);
    quote! {
        runtime::Param {
            name: #name,
            location: runtime::Location::#location,
            style: #style,
            explode: #explode,
            allow_reserved: #allow_reserved,
        }
    }
}

/// A value of the runtime's `Style`.
pub(super) fn style(style: Style, delimiters: &str) -> TokenStream {
    if !delimiters.is_empty() {
        let delimiters = literal(delimiters);
        return quote!(runtime::Style::Lists(#delimiters));
    }
    match style {
        Style::Matrix => quote!(runtime::Style::Matrix),
        Style::Label => quote!(runtime::Style::Label),
        Style::Form => quote!(runtime::Style::Form),
        Style::Simple => quote!(runtime::Style::Simple),
        Style::SpaceDelimited => quote!(runtime::Style::SpaceDelimited),
        Style::PipeDelimited => quote!(runtime::Style::PipeDelimited),
        Style::DeepObject => quote!(runtime::Style::DeepObject),
        Style::Cookie => quote!(runtime::Style::Cookie),
        Style::Json => quote!(runtime::Style::Json),
    }
}

fn place(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
        ParameterLocation::QueryString => "the whole query",
    }
}

fn setter_docs(scope: Scope<'_>, parameter: &Parameter) -> String {
    let more = vec![format!("Sent as {} ({})", docs::inline(&parameter.name), place(parameter.location))];
    item_docs(scope, &parameter.docs, &more)
}

/// The arguments of a method that have a description, as a list.
pub(super) fn list(item: Item<'_>) -> String {
    let arguments = item.signature.parameters.iter().filter(|input| input.is_argument());
    let arguments = arguments.filter_map(|input| {
        let description = docs::summary(input.parameter.docs.description.as_deref()?);
        (!description.is_empty()).then(|| format!("- `{}`: {description}\n", input.name))
    });
    let list = arguments.collect::<String>();
    if list.is_empty() { list } else { format!("# Arguments\n\n{}", list.trim_end()) }
}
