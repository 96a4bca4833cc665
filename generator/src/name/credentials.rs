//! The methods of the client's builder that take a credential each.
//!
//! In: the security schemes and their names. Out: a method for each: `api_key`, `bearer_token`, `basic_auth`, by what it
//! takes, where one scheme takes that, else the name of the scheme. A method that was chosen once stays.

use super::record::{Record, Recorded};
use super::reserved;
use crate::ir::{SchemeKind, SecurityScheme};

const SECTION: &str = "credentials";

/// Chooses the methods, in the order of the schemes.
pub fn assign(schemes: &[SecurityScheme], names: &[String], recorded: &Recorded, record: &mut Record) -> Vec<String> {
    let known: Vec<Option<&str>> = schemes.iter().map(|scheme| recorded.get(SECTION, &scheme.name)).collect();
    let mut methods: Vec<String> = Vec::new();
    for ((scheme, name), known_one) in schemes.iter().zip(names).zip(&known) {
        let is_free = |method: &str| {
            let is_taken = methods.iter().any(|taken| taken == method) || known.contains(&Some(method));
            !is_taken && !reserved::BUILDER.contains(&method)
        };
        let is_only = schemes.iter().filter(|other| by_kind(&other.kind) == by_kind(&scheme.kind)).count() == 1;
        let plain = by_kind(&scheme.kind).filter(|method| is_only && scheme.rust_name.is_none() && is_free(method));
        let method = match (known_one, plain) {
            (Some(known), _) => (*known).to_owned(),
            (None, Some(plain)) => plain.to_owned(),
            (None, None) => named(name, is_free),
        };
        if scheme.kind.has_secret() {
            record.add(SECTION, scheme.name.clone(), &method);
        }
        methods.push(method);
    }
    methods
}

/// The name of the scheme, with words behind it until it is free.
fn named(name: &str, is_free: impl Fn(&str) -> bool) -> String {
    let mut method = name.to_owned();
    while !is_free(&method) {
        method.push_str("_credential");
    }
    method
}

/// What credentials of a kind are called.
fn by_kind(kind: &SchemeKind) -> Option<&'static str> {
    match kind {
        SchemeKind::ApiKey { .. } => Some("api_key"),
        SchemeKind::Bearer { .. } => Some("bearer_token"),
        SchemeKind::Basic => Some("basic_auth"),
        SchemeKind::Http { .. } | SchemeKind::MutualTls => None,
    }
}
