//! Lists that several operations of a file have in common, each a constant: their documented statuses and errors, and
//! the credentials that they take.
//!
//! In: the operations of a file. Out: `const STATUSES_200_4XX: &[runtime::StatusPattern] = …`, and by what name an
//! operation refers to its list; a list that only one operation has stays there. Most operations of an API answer alike,
//! and a list that is there once is checked once.

use super::{Item, outputs};
use crate::emit::types::{Scope, ident};
use crate::ir::{Operation, Response, SchemeId, StatusPattern};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::collections::{BTreeMap, BTreeSet};

/// The constants of a file, by the text of their lists.
#[derive(Default)]
pub(super) struct Lists {
    names: BTreeMap<String, Ident>,
    definitions: Vec<TokenStream>,
}

/// What is in several of the operations.
pub(super) fn lists(scope: Scope<'_>, items: &[Item<'_>]) -> Lists {
    let mut lists = Lists::default();
    let operations = || items.iter().map(|item| item.operation);
    let statuses = |operation: &Operation| {
        let name = name("STATUSES", operation.successes.iter().chain(&operation.errors));
        (outputs::statuses(operation), name)
    };
    let errors = |operation: &Operation| (outputs::errors(scope, operation), name("ERRORS", &operation.errors));
    let security = |operation: &Operation| (super::security(scope, operation), credentials(scope, operation));
    lists.add(operations().map(security), &quote!(&[&runtime::Scheme]));
    lists.add(operations().map(statuses), &quote!(runtime::StatusPattern));
    lists.add(operations().map(errors), &quote!((runtime::StatusPattern, runtime::ErrorBody)));
    lists
}

/// `ERRORS_4XX_5XX`
fn name<'a>(what: &str, responses: impl IntoIterator<Item = &'a Response>) -> String {
    let mut statuses: Vec<StatusPattern> = Vec::new();
    for response in responses {
        if !statuses.contains(&response.status) {
            statuses.push(response.status);
        }
    }
    statuses.into_iter().fold(what.to_owned(), |name, status| match status {
        StatusPattern::Code(_) | StatusPattern::Range(_) => format!("{name}_{status}"),
        StatusPattern::Default => format!("{name}_OTHER"),
    })
}

/// `SECURITY_KEY_AND_SECRET_OR_TOKEN_OR_NONE`
fn credentials(scope: Scope<'_>, operation: &Operation) -> String {
    let together = |alternative: &Vec<SchemeId>| {
        let names: Vec<&str> = super::schemes(scope, alternative).map(|names| names.item.as_str()).collect();
        names.join("_AND_")
    };
    let anonymous = operation.security_optional.then(|| "NONE".to_owned());
    let alternatives: Vec<String> = operation.security.iter().map(together).chain(anonymous).collect();
    format!("SECURITY_{}", alternatives.join("_OR_"))
}

impl Lists {
    /// The constants.
    pub(super) fn definitions(&self) -> &[TokenStream] {
        &self.definitions
    }

    /// How an operation refers to its list.
    pub(super) fn refer(&self, elements: &[TokenStream]) -> TokenStream {
        match self.names.get(&key(elements)) {
            Some(name) => quote!(#name),
            None => list(elements),
        }
    }

    /// Makes constants of the lists that are there more than once.
    fn add(&mut self, lists: impl Iterator<Item = (Vec<TokenStream>, String)>, element: &TokenStream) {
        let mut seen = BTreeSet::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (elements, name) in lists {
            let key = key(&elements);
            if elements.is_empty() || seen.insert(key.clone()) || self.names.contains_key(&key) {
                continue;
            }
            // Of two lists that would be called alike, one has the name, and the other stays with its operations.
            if !taken.insert(name.clone()) {
                continue;
            }
            let name = ident(&name);
            self.definitions.push(quote!(const #name: &[#element] = &[#(#elements),*];));
            self.names.insert(key, name);
        }
    }
}

/// A list where it is passed: what its elements call is run in a constant, or it would not live long enough.
pub(super) fn list(elements: &[TokenStream]) -> TokenStream {
    match elements {
        [] => quote!(&[]),
        elements => quote!(const { &[#(#elements),*] }),
    }
}

fn key(elements: &[TokenStream]) -> String {
    elements.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
