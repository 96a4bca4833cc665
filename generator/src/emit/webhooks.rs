//! Webhooks and callbacks: an enum of the events that the server sends, for whoever receives them.
//!
//! In go the documented events, each with the type of its payload, out comes `src/webhooks.rs`:
//!
//! ```text
//! pub enum Webhook { PetCreated(Box<models::Pet>), …, Other(runtime::OtherEvent) }
//! let event = Webhook::read("pet", body)?;
//! ```
//!
//! The callbacks of an operation are an enum of their own. Only what is behind the feature `webhooks` is emitted here.

use super::docs;
use super::items::{Imports, allowed_deprecated, deprecated, item_docs, literal};
use super::library::inner;
use super::types::{Scope, ident, rust_type};
use crate::features::RuntimePart;
use crate::ir::{EnumValue, Identity, RoleStep, Shape, Type, TypeDef, TypeId, Webhook};
use crate::names::OperationNames;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// Constants deeper inside of a payload tell no events apart.
const DEEPEST: usize = 3;

/// An event with the name of its variant.
struct Event<'a> {
    webhook: &'a Webhook,
    variant: Ident,
}

/// `#[cfg(feature = "webhooks")] pub mod webhooks;`, if there are any.
pub(super) fn declaration(scope: Scope<'_>) -> Option<TokenStream> {
    let (feature, allowed) = (RuntimePart::Webhooks.feature(), allowed_deprecated(scope));
    (!scope.api.webhooks.is_empty()).then(|| {
        quote! {
            #[cfg(feature = #feature)]
            #allowed
            pub mod webhooks;
        }
    })
}

/// `src/webhooks.rs`
pub(super) fn module(scope: Scope<'_>) -> TokenStream {
    let mut groups: Vec<(Option<usize>, Vec<Event<'_>>)> = Vec::new();
    for (webhook, variant) in scope.api.webhooks.iter().zip(&scope.names.webhooks) {
        let event = Event { webhook, variant: ident(variant) };
        match groups.last_mut().filter(|(operation, _)| *operation == webhook.operation) {
            Some((_, events)) => events.push(event),
            None => groups.push((webhook.operation, vec![event])),
        }
    }
    let enums: Vec<TokenStream> =
        groups.iter().map(|(operation, events)| events_of(scope, *operation, events)).collect();
    let mut imports = Imports::default();
    enums.iter().for_each(|part| imports.note(part));
    let (docs, imports) = (inner(docs::attributes(DOCS)), imports.tokens());
    quote! {
        #docs
        #imports
        #(#enums)*
    }
}

const DOCS: &str = "\
The events that the server sends by itself, for whoever receives them.

A delivery is read from the name of its event and its body. Check its signature first: this crate does not, since how a \
delivery is signed is not documented in a way to rely on. As in responses, what is sent beyond or against the documentation is \
kept.";

fn events_of(scope: Scope<'_>, operation: Option<usize>, events: &[Event<'_>]) -> TokenStream {
    let operation = operation.and_then(|index| scope.names.operations.get(index));
    let name = operation.map_or_else(|| format_ident!("Webhook"), |names| format_ident!("{}Callback", names.ident));
    let docs = docs::attributes(&docs_of(operation));
    let variants = events.iter().map(|event| {
        let (variant, type_) = (&event.variant, payload(scope, &event.webhook.payload));
        let docs = event_docs(scope, event.webhook);
        quote! {
            #docs
            #variant(#type_),
        }
    });
    let methods = methods(scope, events);
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// An event that is not documented, or that several documented ones could be, as it was sent.
            Other(runtime::OtherEvent),
        }

        impl #name {
            #methods
        }
    }
}

fn docs_of(operation: Option<&OperationNames>) -> String {
    match operation {
        Some(names) => format!(
            "An event that the server sends after [`Client::{method}`](runtime::Client::{method}).",
            method = names.method
        ),
        None => "An event that the server sends.".to_owned(),
    }
}

fn event_docs(scope: Scope<'_>, webhook: &Webhook) -> TokenStream {
    let fact = format!("The event {}", docs::inline(&webhook.name));
    let (docs, deprecated) = (docs::attributes(&item_docs(scope, &webhook.docs, &[fact])), deprecated(&webhook.docs));
    quote!(#docs #deprecated)
}

/// Models are boxed, so that the enum is small.
fn payload(scope: Scope<'_>, type_: &Type) -> TokenStream {
    let rust = rust_type(scope, type_);
    if is_boxed(type_) { quote!(Box<#rust>) } else { rust }
}

fn is_boxed(type_: &Type) -> bool {
    matches!(type_, Type::Named(_))
}

fn methods(scope: Scope<'_>, events: &[Event<'_>]) -> TokenStream {
    let known = events.iter().map(|event| {
        let name = literal(&event.webhook.name);
        let constants = constants(scope, &event.webhook.payload).into_iter().map(|(way, text)| {
            let (way, text) = (way.iter().map(|step| literal(step)), literal(&text));
            quote!((&[#(#way),*], #text))
        });
        quote!(runtime::KnownEvent { name: #name, constants: &[#(#constants),*] },)
    });
    let arms = events.iter().enumerate().map(|(index, Event { webhook, variant })| {
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        match is_boxed(&webhook.payload) {
            true => quote!(Some(#index) => runtime::payload(body).map(Self::#variant),),
            false => quote!(Some(#index) => runtime::payload(body).map(|payload| Self::#variant(*payload)),),
        }
    });
    let names = events.iter().map(|Event { webhook, variant }| {
        let name = literal(&webhook.name);
        quote!(Self::#variant(_) => #name,)
    });
    quote! {
        /// Reads a delivery: `name` is what its header, or its body, calls the event. That is the documented key, in any
        /// letters, or a part of it that constants in the body complete; if it is empty, the constants alone tell.
        ///
        /// # Errors
        /// If the body is no JSON.
        pub fn read(name: &str, body: &[u8]) -> Result<Self, runtime::DecodeError> {
            const EVENTS: &[runtime::KnownEvent] = &[#(#known)*];
            let event = match runtime::which_event(EVENTS, name, body) {
                #(#arms)*
                _ => None,
            };
            match event {
                Some(event) => Ok(event),
                None => runtime::OtherEvent::read(name, body).map(Self::Other),
            }
        }

        /// The documented key of the event; of any other event the name that was read.
        pub fn name(&self) -> &str {
            match self {
                #(#names)*
                Self::Other(other) => &other.name,
            }
        }
    }
}

/// The texts that a payload always has, each with the way to it.
fn constants(scope: Scope<'_>, payload: &Type) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    add_constants(scope, payload, &mut Vec::new(), &mut found);
    found
}

fn add_constants(scope: Scope<'_>, type_: &Type, way: &mut Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    let Some(id) = direct(type_).filter(|_| way.len() < DEEPEST) else { return };
    let Shape::Object(object) = &scope.type_(id).0.shape else { return };
    for field in &object.fields {
        way.push(field.name.clone());
        if let Some(value) = direct(&field.type_).and_then(|inner| constant(scope.type_(inner).0, id, &field.name)) {
            found.push((way.clone(), value));
        } else {
            add_constants(scope, &field.type_, way, found);
        }
        way.pop();
    }
}

fn direct(type_: &Type) -> Option<TypeId> {
    match type_ {
        Type::Named(id) | Type::Boxed(id) => Some(*id),
        _ => None,
    }
}

/// The only text that an enum documents where it is a property of a type.
fn constant(definition: &TypeDef, parent: TypeId, property: &str) -> Option<String> {
    let Shape::StringEnum(values) = &definition.shape else { return None };
    let is_here = |identity: &Identity| match identity {
        Identity::Inline { parent: of, role } => {
            *of == parent && role.0.as_slice() == [RoleStep::Property(property.to_owned())]
        }
        _ => false,
    };
    let place = definition.places.iter().find(|place| is_here(&place.identity));
    let only = match (place.map(|place| place.values.as_slice()), values.as_slice()) {
        (Some([value]), _) | (None, [EnumValue { value, .. }]) => value,
        _ => return None,
    };
    (!definition.any_text).then(|| only.as_str().map(str::to_owned))?
}
