//! Writes a program that uses a generated crate: it depends on the crate, and does line by line what it is told.
//!
//! In: what `generate` gave, and the folder of the crate. Out: a package beside it, with `items.json`, which says what
//! the program can be told to use. The fixed half of it is `program/main.rs`; the other half is made for the crate, a
//! function an operation:
//!
//! ```text
//! fn operation_4(client: &Client, case: &Case<'_>) -> Result<Sent, String> {
//!     let request = client.list_flow_callbacks(case.argument::<i64>(0usize)?);
//!     let request = match case.optional::<i64>(1usize)? {
//!         Some(value) => request.page(value),
//!         None => request,
//!     };
//!     Ok(sent(request))
//! }
//! ```
//!
//! Decides nothing about values: those come with the task.

use super::items::{ContentItem, ContentKind, Items, OperationItem, ParameterItem, PartItem, TypeItem};
use crate::corpus::documents::at;
use generator::emit::passed;
use generator::features::{ALL_TYPES, Features, RuntimePart};
use generator::ir::{
    self, Content, Identity, Operation, Parameter, ParameterLocation, Part, PartKind, RoleStep, SchemeKind, Type,
};
use generator::module::Module;
use generator::names::OperationNames;
use generator::surface::is_argument;
use generator::{File, Output};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use std::fs;
use std::io;
use std::path::Path;

const MAIN: &str = include_str!("program/main.rs");
const LIVE: &str = include_str!("program/live.rs");
const OUTCOME: &str = include_str!("program/outcome.rs");
/// The feature of the program with which it can call a running server.
pub const LIVE_FEATURE: &str = "live";

/// Writes the program of a crate into a folder; `client` is the folder of the crate.
///
/// # Errors
/// If a file cannot be written.
pub fn write(folder: &Path, client: &Path, package: &str, output: &Output) -> io::Result<()> {
    let items = serde_json::to_string_pretty(&items(output))?;
    let module = Module::new("src/items.rs", || module(output));
    let files = [
        File { path: "Cargo.toml".to_owned(), text: manifest(client, package, &output.features) },
        File { path: "items.json".to_owned(), text: items },
        File { path: "src/main.rs".to_owned(), text: MAIN.to_owned() },
        File { path: "src/live.rs".to_owned(), text: LIVE.to_owned() },
        File { path: "src/outcome.rs".to_owned(), text: OUTCOME.to_owned() },
        generator::format::file(&module, &generator::format::head("cargo lab corpus")),
    ];
    for File { path, text } in files {
        let file = folder.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
        }
        // What is as it was is not built again.
        if !fs::read_to_string(&file).is_ok_and(|before| before == text) {
            fs::write(&file, text).map_err(|error| at(&file, &error))?;
        }
    }
    Ok(())
}

/// The name of the package that uses another.
pub fn name(package: &str) -> String {
    format!("uses-{package}")
}

fn manifest(client: &Path, package: &str, features: &Features) -> String {
    let mut manifest = toml_edit::DocumentMut::new();
    manifest["package"]["name"] = toml_edit::value(name(package));
    manifest["package"]["version"] = toml_edit::value("0.1.0");
    manifest["package"]["edition"] = toml_edit::value("2024");
    let mut dependency = toml_edit::InlineTable::new();
    dependency.insert("package", package.into());
    dependency.insert("path", client.to_string_lossy().as_ref().into());
    dependency.insert("default-features", false.into());
    // The fixed half makes files, whether or not an operation takes one.
    let fixed = ["test-util", ALL_TYPES, RuntimePart::Multipart.feature()];
    let features = fixed.into_iter().chain(features.tags.iter().map(|tag| tag.name.as_str()));
    dependency.insert("features", features.collect::<toml_edit::Array>().into());
    manifest["dependencies"]["client"] = toml_edit::value(dependency);
    for name in ["http", "serde", "serde_json"] {
        manifest["dependencies"][name] = toml_edit::value("1");
    }
    let mut tokio = toml_edit::InlineTable::new();
    tokio.insert("version", "1".into());
    tokio.insert("default-features", false.into());
    tokio.insert("features", ["rt", "time"].into_iter().collect::<toml_edit::Array>().into());
    manifest["dependencies"]["tokio"] = toml_edit::value(tokio);
    // As the client has it, without TLS: the server is on this machine, or behind a proxy that is.
    let mut reqwest = toml_edit::InlineTable::new();
    reqwest.insert("version", "0.13".into());
    reqwest.insert("default-features", false.into());
    reqwest.insert("optional", true.into());
    manifest["dependencies"]["reqwest"] = toml_edit::value(reqwest);
    let live = ["dep:reqwest", "client/reqwest", "tokio/net"];
    manifest["features"][LIVE_FEATURE] = toml_edit::value(live.into_iter().collect::<toml_edit::Array>());
    manifest.to_string()
}

/// What the program can be told to use.
pub fn items(output: &Output) -> Items {
    let types = output.api.types.iter().zip(&output.names.types);
    let types = types.map(|(definition, names)| TypeItem {
        name: names.ident.clone(),
        pointer: definition.pointer.trim_start_matches('#').to_owned(),
        is_base: is_base(&definition.identity),
    });
    let operations = output.api.operations.iter().zip(&output.names.operations);
    Items {
        types: types.collect(),
        operations: operations.map(|(operation, names)| operation_item(operation, names)).collect(),
        schemes: output.api.schemes.iter().map(|scheme| scheme.name.clone()).collect(),
    }
}

/// Whether a type is the model of a component that is a union.
fn is_base(identity: &Identity) -> bool {
    matches!(identity, Identity::Inline { role, .. } if role.0.last() == Some(&RoleStep::Base))
}

fn operation_item(operation: &Operation, names: &OperationNames) -> OperationItem {
    let parameter = |parameter: &Parameter| ParameterItem {
        name: parameter.name.clone(),
        required: is_argument(parameter),
        location: match parameter.location {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
            ParameterLocation::QueryString => "querystring",
        }
        .to_owned(),
    };
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    OperationItem {
        name: names.method.clone(),
        method: operation.method.as_str().to_owned(),
        path: operation.path.clone(),
        parameters: operation.parameters.iter().map(parameter).collect(),
        contents: contents.map(content_item).collect(),
        body_required: operation.body.as_ref().is_some_and(|body| body.required),
    }
}

fn content_item(content: &Content) -> ContentItem {
    let part = |part: &Part| PartItem {
        name: part.name.clone(),
        required: part.required,
        is_file: matches!(part.kind, PartKind::File | PartKind::Files),
        is_list_of_files: part.kind == PartKind::Files,
    };
    let kind = match &content.kind {
        ir::ContentKind::Json(_) => ContentKind::Json,
        ir::ContentKind::Form(..) => ContentKind::Form,
        ir::ContentKind::Multipart(parts) => ContentKind::Multipart(parts.iter().map(part).collect()),
        ir::ContentKind::Text => ContentKind::Text,
        ir::ContentKind::Binary | ir::ContentKind::EventStream(_) | ir::ContentKind::JsonLines(_) => ContentKind::Bytes,
    };
    ContentItem { media_type: content.media_type.clone(), also: content.also.clone(), kind }
}

/// `src/items.rs`
fn module(output: &Output) -> TokenStream {
    let types = output.names.types.iter().map(|names| {
        let name = ident(&names.ident);
        quote!(round_trip::<models::#name>)
    });
    let operations: Vec<_> = output.api.operations.iter().zip(&output.names.operations).collect();
    let names = (0..operations.len()).map(|index| format_ident!("operation_{index}"));
    let functions = operations.iter().enumerate().map(|(index, (operation, names))| {
        let name = format_ident!("operation_{index}");
        function(output, &name, operation, names)
    });
    let credential = with_credential(output);
    quote! {
        #![allow(unused_imports, unused_variables, deprecated, clippy::all, reason = "not every client has everything")]

        use super::{Case, Sent, basic, file, files, part, read, round_trip, sent, text};
        use client::runtime::ClientBuilder;
        use client::{Client, models, operations, runtime};
        use serde_json::Value;

        pub const TYPES: &[fn(&[u8]) -> Result<Value, String>] = &[#(#types),*];
        pub const OPERATIONS: &[fn(&Client, &Case<'_>) -> Result<Sent, String>] = &[#(#names),*];

        #credential
        #(#functions)*
    }
}

fn with_credential(output: &Output) -> TokenStream {
    let schemes = output.api.schemes.iter().zip(&output.names.schemes).filter(|(scheme, _)| scheme.kind.has_secret());
    let arms = schemes.map(|(scheme, names)| {
        let (name, variant) = (Literal::string(&scheme.name), ident(&names.variant));
        match &scheme.kind {
            SchemeKind::Basic => quote! {
                #name => {
                    let (username, password) = basic(secret);
                    builder.auth(client::Auth::#variant { username, password: password.into() })
                }
            },
            SchemeKind::ApiKey { .. } | SchemeKind::Bearer { .. } | SchemeKind::Http { .. } | SchemeKind::MutualTls => {
                quote! {
                    #name => builder.auth(client::Auth::#variant(secret.into()))
                }
            }
        }
    });
    quote! {
        /// A builder with the credential of a scheme.
        pub fn with_credential(builder: ClientBuilder, scheme: &str, secret: &str) -> ClientBuilder {
            match scheme {
                #(#arms,)*
                _ => builder,
            }
        }
    }
}

fn function(output: &Output, name: &Ident, operation: &Operation, names: &OperationNames) -> TokenStream {
    let parameters: Vec<_> = operation.parameters.iter().zip(&names.parameters).enumerate().collect();
    let setters = parameters.iter().filter(|(_, (parameter, _))| !is_argument(parameter));
    let setters = setters.map(|(index, (parameter, setter))| {
        let (setter, passed) = (ident(setter), passed(&output.api, &output.names, &parameter.type_));
        let (type_, reference) = (passed.type_, passed.by_reference.then(|| quote!(&)));
        quote! {
            let request = match case.optional::<#type_>(#index)? {
                Some(value) => request.#setter(#reference value),
                None => request,
            };
        }
    });
    let made = made(output, operation, names);
    let is_required = operation.body.as_ref().is_some_and(|body| body.required);
    let bodies = operation.body.iter().filter(|_| !is_required).flat_map(|body| &body.contents).enumerate();
    let bodies = bodies.map(|(index, content)| {
        let setter = ident(names.bodies.get(index).map_or("body", String::as_str));
        let body = body(output, names, index, content);
        quote! {
            let request = match case.body(#index) {
                Some(body) => request.#setter(#body),
                None => request,
            };
        }
    });
    quote! {
        fn #name(client: &Client, case: &Case<'_>) -> Result<Sent, String> {
            let request = #made;
            #(#setters)*
            #(#bodies)*
            Ok(sent(request))
        }
    }
}

/// The request, made by the method that takes the body of the task where there has to be one.
fn made(output: &Output, operation: &Operation, names: &OperationNames) -> TokenStream {
    let method = ident(&names.method);
    let arguments = || {
        let parameters = operation.parameters.iter().enumerate().filter(|(_, parameter)| is_argument(parameter));
        parameters.map(|(index, parameter)| argument(output, index, parameter)).collect::<Vec<_>>()
    };
    let Some(required) = operation.body.as_ref().filter(|body| body.required) else {
        let arguments = arguments();
        return quote!(client.#method(#(#arguments),*));
    };
    let arms = required.contents.iter().enumerate().map(|(index, content)| {
        let further = names.body_methods.get(index).filter(|name| !name.is_empty());
        let (method, arguments) = (further.map_or_else(|| method.clone(), |name| ident(name)), arguments());
        let body = body(output, names, index, content);
        quote! {
            #index => {
                let body = case.required_body(#index)?;
                client.#method(#(#arguments,)* #body)
            }
        }
    });
    quote! {
        match case.content() {
            #(#arms)*
            _ => return Err("the operation has no such body".to_owned()),
        }
    }
}

fn argument(output: &Output, index: usize, parameter: &Parameter) -> TokenStream {
    let is_in_path = parameter.location == ParameterLocation::Path && parameter.style == ir::Style::Simple;
    if is_in_path && parameter.type_ == Type::Any {
        return quote!(case.text(#index));
    }
    let passed = passed(&output.api, &output.names, &parameter.type_);
    let (type_, reference) = (passed.type_, passed.by_reference.then(|| quote!(&)));
    quote!(#reference case.argument::<#type_>(#index)?)
}

/// What is passed as the body, made of the value `body` of the task.
fn body(output: &Output, names: &OperationNames, index: usize, content: &Content) -> TokenStream {
    match &content.kind {
        ir::ContentKind::Json(type_) | ir::ContentKind::Form(type_, _) => value(output, type_, &quote!(body)),
        ir::ContentKind::Text => quote!(text(body)),
        ir::ContentKind::Binary | ir::ContentKind::EventStream(_) | ir::ContentKind::JsonLines(_) => {
            quote!(text(body).into_bytes())
        }
        ir::ContentKind::Multipart(parts) => {
            let type_ = ident(names.body_types.get(index).map_or("", String::as_str));
            let setters = names.parts.get(index).map(Vec::as_slice).unwrap_or_default();
            let parts: Vec<_> = parts.iter().zip(setters).enumerate().collect();
            let required = parts.iter().filter(|(_, (part, _))| part.required).map(|(index, (part, _))| {
                let value = part_value(output, part, &quote!(&body[#index]));
                quote!(#value)
            });
            let optional = parts.iter().filter(|(_, (part, _))| !part.required).map(|(index, (part, setter))| {
                let (setter, value) = (ident(setter), part_value(output, part, &quote!(value)));
                quote! {
                    let parts = match part(body, #index) {
                        Some(value) => parts.#setter(#value),
                        None => parts,
                    };
                }
            });
            quote!({
                let parts = operations::#type_::new(#(#required),*);
                #(#optional)*
                parts
            })
        }
    }
}

fn value(output: &Output, type_: &Type, from: &TokenStream) -> TokenStream {
    let passed = passed(&output.api, &output.names, type_);
    let (type_, reference) = (passed.type_, passed.by_reference.then(|| quote!(&)));
    quote!(#reference read::<#type_>(#from)?)
}

fn part_value(output: &Output, part: &Part, from: &TokenStream) -> TokenStream {
    match &part.kind {
        PartKind::File => quote!(file(#from)),
        PartKind::Files => quote!(files(#from)),
        PartKind::Text(type_) | PartKind::Json(type_) | PartKind::JsonItems(type_) => value(output, type_, from),
        PartKind::Texts(type_) => {
            let type_ = passed(&output.api, &output.names, type_).type_;
            quote!(read::<Vec<#type_>>(#from)?)
        }
    }
}

/// An identifier that the generator chose.
fn ident(text: &str) -> Ident {
    Ident::new(if text.is_empty() { "unnamed" } else { text }, Span::call_site())
}
