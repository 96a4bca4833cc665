//! Which types a request or a response can contain, and which tags reach them.
//!
//! The server sends the payload of an event as it sends a response. A type that neither an operation nor an event reaches
//! can be in both, and has no tags: its users are the client's. What it contains has no tags either. Tags reach every
//! field, also those that are not sent: the model has them all the same. From a component they reach those that extend it
//! by `allOf`: a value of it may be one of them.

use crate::ir::walk;
use crate::ir::{Api, ContentKind, Identity, Operation, Part, PartKind, Shape, TagId, Type, TypeDef, TypeId};
use std::collections::{BTreeSet, HashMap};

/// Where a value goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Response,
    Either,
}

/// Marks all types.
pub fn all(api: &mut Api) {
    let mut requests = vec![false; api.types.len()];
    let mut responses = vec![false; api.types.len()];
    for operation in &api.operations {
        spread(sent(operation), &api.types, Direction::Request, &mut requests);
        spread(received(operation), &api.types, Direction::Response, &mut responses);
    }
    spread(payloads(api), &api.types, Direction::Response, &mut responses);
    let mut tags = tags(api);
    for (definition, tags) in api.types.iter_mut().zip(&tags) {
        definition.is_reached = !tags.is_empty();
    }
    let mut in_webhooks = vec![false; api.types.len()];
    spread(payloads(api), &api.types, Direction::Either, &mut in_webhooks);
    for (definition, in_webhook) in api.types.iter_mut().zip(in_webhooks) {
        definition.in_webhook = in_webhook;
    }
    clear_shared(api, &mut tags);
    let marks = tags.into_iter().zip(requests.into_iter().zip(responses));
    for (definition, (tags, (request, response))) in api.types.iter_mut().zip(marks) {
        definition.in_request = request || !response;
        definition.in_response = response || !request;
        definition.tags = tags.into_iter().collect();
    }
}

/// The tags of every type.
fn tags(api: &Api) -> Vec<BTreeSet<TagId>> {
    let mut tags: Vec<BTreeSet<TagId>> = vec![BTreeSet::new(); api.types.len()];
    let extending = extending(api);
    for tag in (0..api.tags.len()).map(TagId) {
        let mut reached = vec![false; api.types.len()];
        for operation in api.operations.iter().filter(|operation| operation.tag == tag) {
            spread(sent(operation), &api.types, Direction::Either, &mut reached);
            spread(received(operation), &api.types, Direction::Either, &mut reached);
        }
        spread_to_children(&api.types, &extending, &mut reached);
        for (tags, _) in tags.iter_mut().zip(reached).filter(|(_, reached)| *reached) {
            tags.insert(tag);
        }
    }
    tags
}

/// For every type those that extend it.
fn extending(api: &Api) -> Vec<Vec<TypeId>> {
    let mut extending = vec![Vec::new(); api.types.len()];
    if api.extended.is_empty() {
        return extending;
    }
    let components = api.types.iter().enumerate().filter_map(|(index, definition)| match &definition.identity {
        Identity::Component(name) => Some((name.as_str(), TypeId(index))),
        Identity::Inline { .. } | Identity::Operation { .. } | Identity::Shared { .. } | Identity::Part { .. } => None,
    });
    let components: HashMap<&str, TypeId> = components.collect();
    for (parent, children) in &api.extended {
        let known = components.get(parent.as_str()).and_then(|parent| extending.get_mut(parent.0));
        let children = children.iter().filter_map(|child| components.get(child.as_str()).copied());
        known.into_iter().for_each(|known| known.extend(children.clone()));
    }
    extending
}

/// Marks everything that extends what is marked, with what that contains, until there is nothing more.
fn spread_to_children(types: &[TypeDef], extending: &[Vec<TypeId>], marks: &mut [bool]) {
    loop {
        let unmarked = |child: &TypeId| marks.get(child.0) == Some(&false);
        let parents = extending.iter().zip(marks.iter()).filter(|(_, is_marked)| **is_marked);
        let open: Vec<TypeId> = parents.flat_map(|(children, _)| children).copied().filter(unmarked).collect();
        if open.is_empty() {
            return;
        }
        spread(open, types, Direction::Either, marks);
    }
}

/// The types of what the server sends by itself.
fn payloads(api: &Api) -> Vec<TypeId> {
    ids(api.webhooks.iter().map(|webhook| &webhook.payload).collect())
}

/// Takes the tags of what is in a payload, or in a type that no operation reaches: it is there whichever tags are on.
fn clear_shared(api: &Api, tags: &mut [BTreeSet<TagId>]) {
    let untagged = tags.iter().enumerate().filter(|(_, tags)| tags.is_empty()).map(|(index, _)| TypeId(index));
    let mut everywhere = vec![false; api.types.len()];
    spread(untagged.chain(payloads(api)).collect(), &api.types, Direction::Either, &mut everywhere);
    for (tags, _) in tags.iter_mut().zip(everywhere).filter(|(_, everywhere)| *everywhere) {
        tags.clear();
    }
}

/// Marks everything that these types contain. `readOnly` properties are in no request, `writeOnly` ones in no response.
fn spread(mut open: Vec<TypeId>, types: &[TypeDef], direction: Direction, marks: &mut [bool]) {
    while let Some(id) = open.pop() {
        match marks.get_mut(id.0) {
            Some(mark) if !*mark => *mark = true,
            Some(_) | None => continue,
        }
        let Some(definition) = types.get(id.0) else { continue };
        match &definition.shape {
            Shape::Object(object) => {
                let wanted = object.fields.iter().filter(|field| match direction {
                    Direction::Request => !field.read_only,
                    Direction::Response => !field.write_only,
                    Direction::Either => true,
                });
                for type_ in wanted.map(|field| &field.type_).chain(object.additional.as_ref()) {
                    walk::named(type_, &mut |id, _| open.push(id));
                }
            }
            Shape::Union(union) => {
                for branch in &union.branches {
                    walk::named(&branch.type_, &mut |id, _| open.push(id));
                }
            }
            Shape::StringEnum(_) | Shape::ValueEnum(_) => {}
        }
    }
}

fn sent(operation: &Operation) -> Vec<TypeId> {
    let mut types: Vec<&Type> = operation.parameters.iter().map(|parameter| &parameter.type_).collect();
    for content in operation.body.iter().flat_map(|body| &body.contents) {
        types.extend(content_types(&content.kind));
    }
    ids(types)
}

fn received(operation: &Operation) -> Vec<TypeId> {
    let mut types: Vec<&Type> = Vec::new();
    for response in operation.successes.iter().chain(&operation.errors) {
        types.extend(response.headers.iter().map(|header| &header.type_));
        let contents = response.contents.iter().chain(&response.streamed);
        types.extend(contents.flat_map(|content| content_types(&content.kind)));
    }
    ids(types)
}

fn ids(types: Vec<&Type>) -> Vec<TypeId> {
    let mut ids = Vec::new();
    for type_ in types {
        walk::named(type_, &mut |id, _| ids.push(id));
    }
    ids
}

fn content_types(kind: &ContentKind) -> Vec<&Type> {
    match kind {
        ContentKind::Json(type_)
        | ContentKind::Form(type_, _)
        | ContentKind::EventStream(type_)
        | ContentKind::JsonLines(type_) => vec![type_],
        ContentKind::Multipart(parts) => parts.iter().flat_map(part_types).collect(),
        ContentKind::Text | ContentKind::Binary => Vec::new(),
    }
}

/// The types of a part of a multipart body, and of its headers.
fn part_types(part: &Part) -> Vec<&Type> {
    let content = match &part.kind {
        PartKind::Text(type_) | PartKind::Texts(type_) | PartKind::Json(type_) | PartKind::JsonItems(type_) => {
            Some(type_)
        }
        PartKind::File | PartKind::Files => None,
    };
    part.headers.iter().map(|header| &header.type_).chain(content).collect()
}
