//! From the typed document to what the client is: [`Api`].
//!
//! In goes a [`Typed`] document and where its parts stand (for messages), out comes an [`Api`] without JSON Schema: every
//! reference resolved, every composition made, every path taken apart, everything in its final order. What cannot be
//! said in the client is named in [`Api::unsupported`] and read as any value. Chooses no identifiers: that is `name`.
//!
//! First every component schema gets a slot, then components and operations are lowered, each once; references become
//! slots without being followed, so that recursion needs no care. `finish` then resolves aliases, sorts, numbers,
//! finds what has to be boxed, and who reaches what.

mod compose;
mod constraints;
mod content;
mod discriminator;
mod docs;
mod enumeration;
mod gather;
mod graph;
mod hierarchy;
mod locate;
mod media;
mod operation;
mod paging;
mod parameter;
mod parts;
mod path;
mod readable;
mod reference;
mod response;
mod rust_type;
mod scalar;
mod schema;
mod security;
mod state;
mod tuple;
mod union;
mod webhooks;

use crate::diagnostic::Diagnostics;
use crate::document::{Locations, Typed};
use crate::ir::{Api, Chosen, SchemeId, TypeId};
use crate::source::escape_pointer;
pub use graph::settle;
use state::{Lowering, Owner};
use std::collections::BTreeSet;

/// Lowers a document.
pub fn api(dx: &mut Diagnostics, typed: &Typed, locations: Locations) -> Api {
    let openapi = &typed.openapi;
    let mut lowering = state::new(dx, typed, locations);
    let lowering = &mut lowering;
    reserve_components(lowering);
    hierarchy::find(lowering);
    let found = operation::find(lowering, &typed.additional);
    lower_components(lowering);
    let (tags, tag_ids) = operation::tags(lowering, &found);
    let mut credentials = security::schemes(lowering);
    let mut operations = Vec::with_capacity(found.len());
    let mut pagings = Vec::new();
    for (index, (found, item_pointer)) in found.into_iter().enumerate() {
        let given = operation::paging(index, &found, &item_pointer);
        let operation = operation::lower(lowering, &mut credentials, &tag_ids, index, found, &item_pointer);
        if !operation::is_affordable(lowering, &operation, &item_pointer) {
            break;
        }
        pagings.extend(given);
        operations.push(operation);
    }
    let webhooks = webhooks::all(lowering, &typed.received);
    lower_queue(lowering);
    let (schemes, scheme_ids) = credentials.into_used();
    for alternatives in operations.iter_mut().map(|operation| &mut operation.security) {
        for scheme in alternatives.iter_mut().flatten() {
            *scheme = scheme_ids.get(scheme.0).copied().flatten().unwrap_or(SchemeId(usize::MAX));
        }
    }
    let mut api = Api {
        title: openapi.info.title.clone(),
        version: openapi.info.version.clone(),
        description: docs::present(openapi.info.description.as_ref()),
        servers: operation::servers(&openapi.servers),
        published: None,
        schemes,
        tags,
        operations,
        webhooks,
        types: Vec::new(),
        tuples: BTreeSet::new(),
        extended: std::mem::take(&mut lowering.hierarchies.extended),
        unsupported: Vec::new(),
        chosen: Chosen::default(),
    };
    api.published = typed.url.clone().filter(|_| has_relative_server(&api));
    graph::api(lowering, &mut api);
    paging::find(lowering, &mut api, &pagings);
    paging::add_parameters(&mut api);
    api.unsupported = std::mem::take(&mut lowering.unsupported);
    api.unsupported.sort();
    api
}

fn has_relative_server(api: &Api) -> bool {
    let mut servers = api.operations.iter().flat_map(|operation| &operation.servers).chain(&api.servers);
    servers.any(crate::ir::Server::is_relative)
}

/// A slot for every component schema, by name.
fn reserve_components(lowering: &mut Lowering) {
    let mut names: Vec<&str> = lowering.schemas.components.keys().map(String::as_str).collect();
    names.sort_unstable();
    for name in names {
        let spot = lowering.root(Owner::Schema, format!("/components/schemas/{}", escape_pointer(name)));
        let slot = lowering.new_slot(spot, Some(name.to_owned()));
        lowering.components.insert(name, slot);
    }
}

fn lower_components(lowering: &mut Lowering) {
    // By name, not in the document's order: of equal inline types the first one is kept.
    for index in 0..lowering.components.len() {
        let id = TypeId(index);
        let name = lowering.slots.get(index).and_then(|slot| slot.component.as_deref());
        let Some(schema) = name.and_then(|name| lowering.schemas.components.get(name)) else { continue };
        let Some(spot) = lowering.slots.get(id.0).map(|slot| slot.spot) else { continue };
        if schema.as_item().is_some_and(|schema| hierarchy::component(lowering, id, schema, spot)) {
            continue;
        }
        let type_ = schema::type_of(lowering, schema.into(), spot);
        schema::alias(lowering, id, type_);
    }
}

/// Inline schemas that references lead to.
fn lower_queue(lowering: &mut Lowering) {
    while let Some((slot, schema, spot)) = lowering.queue.pop() {
        let type_ = schema::type_of(lowering, state::SchemaRef::Item(schema), spot);
        schema::alias(lowering, slot, type_);
    }
}
