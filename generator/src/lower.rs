//! From the typed document to what the client is: [`Api`].
//!
//! In goes an [`OpenAPI`](openapiv3::OpenAPI) and the tree it was read from (for places), out comes an [`Api`] without JSON Schema: every
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
mod finish;
mod flat;
mod gather;
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
mod union;
mod webhooks;
mod world;

use crate::diagnostic::Diagnostics;
use crate::document::{Document, Typed};
use crate::ir::{Api, Chosen, SchemeId, TypeId};
use crate::source::escape_pointer;
pub use finish::settle;
use world::{Owner, World};

/// Lowers a document.
pub fn api(dx: &mut Diagnostics, typed: &Typed, document: &Document) -> Api {
    let openapi = &typed.openapi;
    let mut world = world::new(dx, openapi, document);
    let world = &mut world;
    reserve_components(world);
    hierarchy::find(world);
    let found = operation::find(world, &typed.additional);
    lower_components(world);
    let (tags, tag_ids) = operation::tags(world, &found);
    let mut credentials = security::schemes(world);
    let mut operations = Vec::with_capacity(found.len());
    let mut pagings = Vec::new();
    for (index, (found, item_pointer)) in found.into_iter().enumerate() {
        let given = operation::paging(index, &found, &item_pointer);
        let operation = operation::lower(world, &mut credentials, &tag_ids, index, found, &item_pointer);
        if !operation::is_affordable(world, &operation, &item_pointer) {
            break;
        }
        pagings.extend(given);
        operations.push(operation);
    }
    let webhooks = webhooks::all(world, &typed.received);
    lower_queue(world);
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
        extended: std::mem::take(&mut world.hierarchies.extended),
        unsupported: Vec::new(),
        chosen: Chosen::default(),
    };
    api.published = published(world, &api);
    finish::api(world, &mut api);
    paging::find(world, &mut api, &pagings);
    api.unsupported = std::mem::take(&mut world.unsupported);
    api.unsupported.sort();
    api
}

/// Where the document is published, if an address in it is relative to that.
fn published(world: &World, api: &Api) -> Option<String> {
    let mut servers = api.operations.iter().flat_map(|operation| &operation.servers).chain(&api.servers);
    let is_relative = servers.any(crate::ir::Server::is_relative);
    world.document.root.get("x-document-url")?.as_str().filter(|_| is_relative).map(str::to_owned)
}

/// A slot for every component schema, by name.
fn reserve_components(world: &mut World) {
    let openapi = world.openapi;
    let mut names: Vec<&str> =
        openapi.components.iter().flat_map(|components| components.schemas.keys()).map(String::as_str).collect();
    names.sort_unstable();
    for name in names {
        let spot = world.root(Owner::Schema, format!("/components/schemas/{}", escape_pointer(name)));
        let slot = world.new_slot(spot, Some(name.to_owned()));
        world.components.insert(name, slot);
    }
}

fn lower_components(world: &mut World) {
    let openapi = world.openapi;
    let Some(components) = &openapi.components else { return };
    // By name, not in the document's order: of equal inline types the first one is kept.
    for index in 0..world.components.len() {
        let id = TypeId(index);
        let name = world.slots.get(index).and_then(|slot| slot.component.as_deref());
        let Some(schema) = name.and_then(|name| components.schemas.get(name)) else { continue };
        let Some(spot) = world.slots.get(id.0).map(|slot| slot.spot) else { continue };
        if schema.as_item().is_some_and(|schema| hierarchy::component(world, id, schema, spot)) {
            continue;
        }
        let type_ = schema::type_of(world, schema.into(), spot);
        schema::alias(world, id, type_);
    }
}

/// Inline schemas that references lead to.
fn lower_queue(world: &mut World) {
    while let Some((slot, schema, spot)) = world.queue.pop() {
        let type_ = schema::type_of(world, world::SchemaRef::Item(schema), spot);
        schema::alias(world, slot, type_);
    }
}
