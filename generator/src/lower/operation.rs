//! Operations: methods of paths, in their final order.
//!
//! In goes the typed document, out come [`Operation`]s whose types are slots. `security`, `servers` and `tags` of the
//! document are where an operation has none. Callbacks are lowered with the webhooks; links are named as unsupported.

use crate::document::ADDITIONAL_OPERATION;
use crate::ir::{ContentKind, Docs, Method, Operation, Server, ServerVariable, Tag, TagId};
use crate::lower::paging::Given;
use crate::lower::security::Credentials;
use crate::lower::state::Lowering;
use crate::lower::{content, docs, locate, parameter, path, reference, response};
use crate::source::{Place, escape_pointer};
use indexmap::IndexMap;
use openapiv3::PathItem;
use std::collections::BTreeMap;

/// An operation in the typed document.
#[derive(Clone)]
pub struct Found<'a> {
    /// The path.
    pub path: &'a str,
    /// The method's key.
    pub key: &'a str,
    /// The method.
    pub method: Method,
    /// The path item.
    pub item: &'a PathItem,
    /// The operation.
    pub operation: &'a openapiv3::Operation,
}

/// All operations, sorted by path, then method, each with the pointer of its path item.
pub fn find<'a>(
    lowering: &mut Lowering<'_, 'a>,
    additional: &'a IndexMap<String, IndexMap<String, openapiv3::Operation>>,
) -> Vec<(Found<'a>, String)> {
    let mut found = Vec::new();
    for (path, item) in &lowering.openapi.paths.paths {
        let pointer = format!("/paths/{}", escape_pointer(path));
        let Some((item, pointer, _)) = reference::item(lowering, item, &pointer, locate::path_item) else { continue };
        for (key, operation) in item.iter() {
            let Some(method) = Method::of_key(key) else { continue };
            found.push((Found { path, key, method, item, operation }, pointer.clone()));
        }
        for (key, operation) in additional.get(path).into_iter().flatten() {
            let method = Method::Other(key.trim_start_matches(ADDITIONAL_OPERATION).to_owned());
            found.push((Found { path, key, method, item, operation }, pointer.clone()));
        }
    }
    found.sort_by(|(one, _), (other, _)| (one.path, &one.method).cmp(&(other.path, &other.method)));
    for (index, (found, _)) in found.iter().enumerate() {
        lowering.operation_index.insert((found.path, found.key), index);
    }
    found
}

/// Tags by name, each with its final index.
pub fn tags(lowering: &Lowering, found: &[(Found, String)]) -> (Vec<Tag>, BTreeMap<String, TagId>) {
    let mut ids: BTreeMap<String, TagId> =
        found.iter().map(|(found, _)| (tag_name(found.operation).to_owned(), TagId(0))).collect();
    for (index, id) in ids.values_mut().enumerate() {
        *id = TagId(index);
    }
    let described = |name: &str| lowering.openapi.tags.iter().find(|tag| tag.name == name);
    let tag = |name: &String| {
        let tag = described(name);
        Tag {
            name: name.clone(),
            description: tag.and_then(|tag| docs::present(tag.description.as_ref())),
            rust_name: tag.and_then(|tag| text(&tag.extensions, "x-rust-name")),
        }
    };
    (ids.keys().map(tag).collect(), ids)
}

fn tag_name(operation: &openapiv3::Operation) -> &str {
    operation.tags.first().map_or("default", String::as_str)
}

/// A text among extensions.
pub fn text(extensions: &indexmap::IndexMap<String, serde_json::Value>, name: &str) -> Option<String> {
    extensions.get(name)?.as_str().map(str::to_owned)
}

/// One operation.
pub fn lower<'a>(
    lowering: &mut Lowering<'_, 'a>,
    credentials: &mut Credentials,
    tags: &BTreeMap<String, TagId>,
    index: usize,
    found: Found<'a>,
    item_pointer: &str,
) -> Operation {
    let operation = found.operation;
    let pointer = format!("{item_pointer}/{}", found.key);
    let declared = parameter::all(lowering, index, &found, item_pointer, &pointer);
    let (segments, parameters) = path::take_apart(lowering, found.path, declared, &pointer);
    let body = operation.request_body.as_ref().and_then(|body| content::body(lowering, index, body, &pointer));
    let (successes, errors) = response::responses(lowering, index, &operation.responses, &pointer);
    let (security, security_optional) = credentials.of(lowering, operation, &pointer);
    let scopes = credentials.scopes(lowering.openapi, operation);
    Operation {
        id: operation.operation_id.clone(),
        rust_name: text(&operation.extensions, "x-rust-name"),
        docs: texts(&found),
        method: found.method.clone(),
        path: found.path.to_owned(),
        segments,
        tag: tags.get(tag_name(operation)).copied().unwrap_or(TagId(usize::MAX)),
        parameters,
        body,
        successes,
        errors,
        security,
        scopes,
        security_optional,
        servers: own_servers(lowering, &found),
        paging: None,
        pages: lowering.locations.get(&pointer).map(|place| pages(lowering, place)).unwrap_or_default(),
    }
}

/// What `x-paging` says, if it is there.
pub fn paging<'a>(operation: usize, found: &Found<'a>, item_pointer: &str) -> Option<Given<'a>> {
    let value = found.operation.extensions.get("x-paging")?;
    Some(Given { operation, value, pointer: format!("{item_pointer}/{}/x-paging", found.key) })
}

fn texts(found: &Found) -> Docs {
    let (operation, item) = (found.operation, found.item);
    Docs {
        title: docs::present(operation.summary.as_ref()).or_else(|| docs::present(item.summary.as_ref())),
        description: docs::present(operation.description.as_ref()).or_else(|| docs::present(item.description.as_ref())),
        facts: Vec::new(),
        constraints: Vec::new(),
        example: None,
        default: None,
        link: operation.external_docs.as_ref().map(|docs| docs.url.clone()),
        deprecated: operation.deprecated,
    }
}

/// The servers of the operation or its path item, if they differ from the document's.
fn own_servers(lowering: &Lowering, found: &Found) -> Vec<Server> {
    let own = match (found.operation.servers.as_slice(), found.item.servers.as_slice()) {
        ([], own) | (own, _) => servers(own),
    };
    if own == servers(&lowering.openapi.servers) { Vec::new() } else { own }
}

/// Base addresses.
pub fn servers(servers: &[openapiv3::Server]) -> Vec<Server> {
    let variable = |(name, variable): (&String, &openapiv3::ServerVariable)| ServerVariable {
        name: name.clone(),
        default: variable.default.clone(),
        values: variable.enumeration.clone(),
        description: docs::present(variable.description.as_ref()),
    };
    let url = |server: &openapiv3::Server| match server.url.trim().trim_end_matches('/') {
        "" => "/".to_owned(),
        url => url.to_owned(),
    };
    let server = |server: &openapiv3::Server| Server {
        url: url(server),
        description: docs::present(server.description.as_ref()),
        variables: server.variables.iter().flatten().map(variable).collect(),
    };
    servers.iter().map(server).collect()
}

/// False, with an error, if operations that refer to the same parts again and again make the client too large.
pub fn is_affordable(lowering: &mut Lowering, operation: &Operation, item_pointer: &str) -> bool {
    let affordable = lowering.shared_parts.spend(size(operation));
    if !affordable {
        let message = "parts that operations share make this document many times its size; stopped here";
        let help = "leave out by an overlay what is not needed: paths, responses or headers";
        lowering.error("expansion-limit", message, help, item_pointer);
    }
    affordable
}

/// How many parts an operation has that the document may hold once for many operations; long texts count as several.
fn size(operation: &Operation) -> usize {
    const TEXT: usize = 200;
    let text = |docs: &Docs| 1 + docs.description.as_ref().map_or(0, |text| text.len() / TEXT);
    let parameters: usize = operation.parameters.iter().map(|parameter| text(&parameter.docs)).sum();
    let responses =
        operation.successes.iter().chain(&operation.errors).map(|response| {
            text(&response.docs) + response.headers.iter().map(|header| text(&header.docs)).sum::<usize>()
        });
    let contents = operation.body.iter().flat_map(|body| &body.contents).map(|content| match &content.kind {
        ContentKind::Multipart(parts) => 1 + parts.iter().map(|part| text(&part.docs)).sum::<usize>(),
        ContentKind::Form(_, encodings) => 1 + encodings.len(),
        ContentKind::Json(_)
        | ContentKind::EventStream(_)
        | ContentKind::JsonLines(_)
        | ContentKind::Text
        | ContentKind::Binary => 1,
    });
    text(&operation.docs) + parameters + responses.sum::<usize>() + contents.sum::<usize>()
}

/// The pages that document what stands at a place.
fn pages(lowering: &Lowering, place: Place) -> Vec<String> {
    let sources = &lowering.dx.sources;
    let page = |(fragment, _): (usize, String)| {
        let page = sources.fragments.get(fragment)?.page;
        Some(sources.pages.get(page)?.path.clone())
    };
    let mut pages: Vec<String> = sources.places.resolve_all(place).into_iter().filter_map(page).collect();
    pages.sort();
    pages.dedup();
    pages
}
