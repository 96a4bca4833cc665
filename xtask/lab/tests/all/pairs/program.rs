//! A program that uses everything that a client has: it names every public type, reads every field, matches every
//! variant, and calls every method and setter with all arguments, each with the types that the client has them with.
//!
//! Made from the client's sources alone, so that it knows what callers see and nothing of names or verdicts.

use generator::File;
use quote::{ToTokens as _, format_ident, quote};
use syn::{FnArg, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, Pat, ReturnType, Type, Visibility};

type Tokens = proc_macro2::TokenStream;

/// The program, for a crate of this name in Rust.
pub fn program(files: &[File], krate: &str) -> String {
    let mut items = Vec::new();
    for file in files {
        let module =
            ["models", "operations"].into_iter().find(|module| file.path.starts_with(&format!("src/{module}")));
        let Some(module) = module.filter(|_| file.path.ends_with(".rs")) else { continue };
        let module = format_ident!("{module}");
        let parsed = syn::parse_file(&file.text).unwrap();
        items.extend(parsed.items.iter().flat_map(|item| uses(item, &module)));
    }
    let functions = items.iter().enumerate().map(|(index, item)| {
        let name = format!("use_{index}");
        item.to_string().replacen("__name", &name, 1)
    });
    let body = functions.collect::<Vec<_>>().join("\n");
    let body = body.replace("crate :: ", &format!("{krate} :: "));
    format!(
        "#![allow(warnings)]\nuse {krate}::{{models, operations, runtime}};\n\
         use {krate}::models::*;\nuse {krate}::operations::*;\n{body}\n"
    )
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// What no caller may use.
fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.to_token_stream().to_string().replace(' ', "").contains("doc(hidden)"))
}

fn uses(item: &Item, module: &syn::Ident) -> Vec<Tokens> {
    match item {
        Item::Struct(item) if is_public(&item.vis) => of_struct(item, module),
        Item::Enum(item) if is_public(&item.vis) => of_enum(item, module),
        Item::Type(item) if is_public(&item.vis) => {
            let (name, type_) = (&item.ident, &item.ty);
            vec![quote! { fn __name(it: #module::#name) -> #type_ { it } }]
        }
        Item::Impl(item) if item.generics.params.is_empty() => of_impl(item, module),
        _ => Vec::new(),
    }
}

fn of_struct(item: &ItemStruct, module: &syn::Ident) -> Vec<Tokens> {
    let name = &item.ident;
    let fields = item.fields.iter().filter(|field| is_public(&field.vis) && !is_hidden(&field.attrs));
    let reads = fields.filter_map(|field| {
        let (field, type_) = (field.ident.as_ref()?, &field.ty);
        Some(quote! { let _: &#type_ = &it.#field; })
    });
    vec![quote! { fn __name(it: &#module::#name) { #(#reads)* } }]
}

fn of_enum(item: &ItemEnum, module: &syn::Ident) -> Vec<Tokens> {
    let name = &item.ident;
    let arms = item.variants.iter().filter(|variant| !is_hidden(&variant.attrs)).map(|variant| {
        let ident = &variant.ident;
        let held: Vec<_> = variant.fields.iter().map(|field| &field.ty).collect();
        let names: Vec<_> = (0..held.len()).map(|index| format_ident!("held_{index}")).collect();
        match held.is_empty() {
            true => quote! { #module::#name::#ident => {} },
            false => quote! { #module::#name::#ident(#(#names),*) => { #(let _: &#held = #names;)* } },
        }
    });
    vec![quote! { fn __name(it: &#module::#name) { match it { #(#arms)* _ => {} } } }]
}

fn of_impl(item: &ItemImpl, module: &syn::Ident) -> Vec<Tokens> {
    let of = &owner(&item.self_ty, module);
    let mut uses = Vec::new();
    for inner in &item.items {
        match (inner, &item.trait_) {
            (ImplItem::Fn(method), None) if is_public(&method.vis) && !is_hidden(&method.attrs) => {
                uses.push(of_method(&method.sig, of));
            }
            (ImplItem::Const(constant), None) if is_public(&constant.vis) && !is_hidden(&constant.attrs) => {
                let (name, type_) = (&constant.ident, of_self(&constant.ty, of));
                uses.push(quote! { fn __name() { let _: #type_ = <#of>::#name; } });
            }
            // The output of a call, and the items of its pages.
            (ImplItem::Type(type_), Some(of_trait)) => {
                let (path, name, is) = (&of_trait.0, &type_.ident, of_self(&type_.ty, of));
                uses.push(quote! { fn __name(it: <#of as #path>::#name) -> #is { it } });
            }
            _ => {}
        }
    }
    uses
}

/// The type as it is called from elsewhere, for values that live as long as the program.
fn owner(of: &Type, module: &syn::Ident) -> Type {
    let text = of.to_token_stream().to_string().replace("'_", "'static");
    let is_own = !text.contains("::");
    syn::parse_str(&if is_own { format!("{module}::{text}") } else { text }).unwrap()
}

/// `Self` is the type outside of its `impl` too.
fn of_self(part: &impl quote::ToTokens, of: &Type) -> Tokens {
    let words = part.to_token_stream().to_string();
    let of = of.to_token_stream().to_string();
    let mut text = String::new();
    for word in words.split(' ') {
        text.push_str(if word == "Self" { &of } else { word });
        text.push(' ');
    }
    text.parse().unwrap()
}

/// A function of the same arguments and the same output, which calls the method.
fn of_method(signature: &syn::Signature, of: &Type) -> Tokens {
    let (name, generics, bounds) = (&signature.ident, &signature.generics, &signature.generics.where_clause);
    let (mut arguments, mut passed, mut receiver) = (Vec::new(), Vec::new(), None);
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(this) => {
                let tokens = this.to_token_stream().to_string();
                let type_ = match (tokens.starts_with("& mut"), tokens.starts_with('&')) {
                    (true, _) => quote! { &mut #of },
                    (false, true) => quote! { &#of },
                    (false, false) => quote! { #of },
                };
                arguments.push(quote! { this: #type_ });
                receiver = Some(quote! { this. });
            }
            FnArg::Typed(argument) => {
                let Pat::Ident(ident) = &*argument.pat else { panic!("arguments have names") };
                let (ident, type_) = (&ident.ident, of_self(&argument.ty, of));
                arguments.push(quote! { #ident: #type_ });
                passed.push(quote! { #ident });
            }
        }
    }
    let receiver = receiver.unwrap_or_else(|| quote! { <#of>:: });
    let (asynchronous, wait) =
        if signature.asyncness.is_some() { (quote! { async }, quote! { .await }) } else { Default::default() };
    let output = match &signature.output {
        ReturnType::Default => quote! {},
        ReturnType::Type(_, type_) => {
            let type_ = of_self(type_, of);
            quote! { -> #type_ }
        }
    };
    quote! {
        #asynchronous fn __name #generics (#(#arguments),*) #output #bounds { #receiver #name(#(#passed),*) #wait }
    }
}
