//! From two states of an API to what changed between them.
//!
//! In go two [`Revision`]s, each what a client is and what everything in it is called, out comes an [`ApiDiff`]: every
//! change with the rule that found it, what it means for callers, and two verdicts: for the Rust surface of the client
//! that is emitted, and for the wire. For example, an optional query parameter that is new:
//!
//! ```text
//! parameter-added-optional  list_flow_callbacks  the query parameter `page` was added  (minor, minor)
//! ```
//!
//! A rule is one small function with an id; the tables of rules are in the modules below. Items are matched first
//! (`matching`), so that one change of the documentation is one change here, and not also a change of all that
//! mentions it. Inline types appear and go with the type that they stand in; those of an operation are public types that can
//! go while the operation stays.
//!
//! The Rust verdict knows how clients are emitted: every field is an `Option`, models and enums are
//! `#[non_exhaustive]`, required fields are the arguments of `new` where a request can contain the model, optional
//! parameters are setters, scalars in a path take anything that displays. Judges no texts, reads no documents.

mod bodies;
mod constraints;
mod earlier;
mod fields;
mod matching;
mod media;
mod methods;
mod models;
mod operations;
mod own_fields;
mod parameters;
mod parts;
mod places;
mod positions;
mod responses;
mod rule;
mod security;
mod servers;
mod shapes;
mod streams;
mod structure;
mod types;
mod webhooks;
mod whole;

use crate::changes::{ApiDiff, Change, Fate, Subject, SubjectKind};
use crate::ir::Api;
use crate::names::Names;
use crate::surface::Signature;
pub use earlier::as_recorded;
use matching::Sides;
use rule::{Case, Found};

/// One state of an API: what its client is, and what everything in it is called.
#[derive(Debug, Clone, Copy)]
pub struct Revision<'a> {
    /// What it is.
    pub api: &'a Api,
    /// What it is called.
    pub names: &'a Names,
    /// What callers see of its operations.
    pub signatures: &'a [Signature<'a>],
}

/// Compares two states of an API.
pub fn changes(old: Revision<'_>, new: Revision<'_>) -> ApiDiff {
    let sides = Sides::new(old, new);
    let mut changes = Vec::new();
    let api = Subject {
        kind: SubjectKind::Api,
        fate: Fate::Changed,
        name: new.api.title.clone(),
        wire: new.api.title.clone(),
    };
    add(&mut changes, &api, whole::check(&sides));
    add(&mut changes, &api, webhooks::check(&sides));
    for case in matching::operations(&sides) {
        add(&mut changes, &operation_subject(&case), operations::check(&sides, &case));
    }
    for case in matching::models(&sides) {
        add(&mut changes, &model_subject(&case), models::check(&sides, &case));
    }
    ApiDiff { changes }
}

/// The ids of all rules.
pub fn rules() -> Vec<&'static str> {
    [
        whole::ids(),
        webhooks::ids(),
        servers::ids(),
        operations::ids(),
        parameters::ids(),
        bodies::ids(),
        responses::ids(),
        streams::ids(),
        models::ids(),
        shapes::ids(),
        places::ids(),
        fields::ids(),
    ]
    .concat()
}

fn add(changes: &mut Vec<Change>, subject: &Subject, found: Vec<Found>) {
    changes.extend(found.into_iter().map(|found| Change {
        rule: found.rule,
        subject: subject.clone(),
        what: found.finding.what,
        meaning: found.finding.meaning,
        rust: found.finding.rust,
        wire: found.finding.wire,
    }));
}

fn fate<T>(case: &Case<T>) -> Fate {
    match case {
        Case::Added(_) => Fate::Added,
        Case::Removed(_) => Fate::Removed,
        Case::Kept(..) => Fate::Changed,
    }
}

fn operation_subject(case: &Case<matching::OperationItem<'_>>) -> Subject {
    let item = case.latest();
    Subject {
        kind: SubjectKind::Operation,
        fate: fate(case),
        name: item.names.method.clone(),
        wire: item.names.key.clone(),
    }
}

fn model_subject(case: &Case<matching::ModelItem<'_>>) -> Subject {
    let item = case.latest();
    Subject { kind: SubjectKind::Model, fate: fate(case), name: item.names.ident.clone(), wire: item.names.key.clone() }
}
