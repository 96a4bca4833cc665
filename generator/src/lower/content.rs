//! Request bodies.
//!
//! In goes `content`, out come [`Content`]s in the order of preference: JSON, `+json`, forms, multipart, text, bytes.
//! Whether a part of a multipart body is a file, a text or JSON is decided in [`crate::lower::graph`], when aliases are
//! resolved.

use crate::ir::{Body, Content, ContentKind, Docs, RoleStep, Section, Type};
use crate::lower::media::{Media, media};
use crate::lower::parts::Multipart;
use crate::lower::schema::type_of;
use crate::lower::state::{Lowering, Owner, SchemaRef, Spot};
use crate::lower::{constraints, docs, locate, parts, reference};
use crate::source::escape_pointer;
use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, RequestBody};

/// The body of a request, if it has any content.
pub fn body<'a>(
    lowering: &mut Lowering<'_, 'a>,
    operation: usize,
    item: &'a ReferenceOr<RequestBody>,
    pointer: &str,
) -> Option<Body> {
    body_of(lowering, Owner::Operation(operation, vec![RoleStep::Body]), item, pointer)
}

/// The body of what stands at a pointer, if it has any content.
pub fn body_of<'a>(
    lowering: &mut Lowering<'_, 'a>,
    owner: Owner,
    item: &'a ReferenceOr<RequestBody>,
    pointer: &str,
) -> Option<Body> {
    let (body, pointer, component) =
        reference::item(lowering, item, &format!("{pointer}/requestBody"), locate::request_body)?;
    let owner = match component {
        Some(component) => Owner::Part(Section::RequestBody, component, Vec::new()),
        None => owner,
    };
    let contents = contents(lowering, &owner, &body.content, &pointer);
    if contents.is_empty() {
        return None;
    }
    let docs = Docs { description: docs::present(body.description.as_ref()), ..Docs::default() };
    Some(Body { required: body.required, contents, docs })
}

/// An alternative of a body: how it is written, its media type, and its schema with the place of that.
type Alternative<'a> = (Media, &'a String, &'a MediaType, Option<SchemaRef<'a>>, Spot);

/// All alternatives of a body as they are documented, in the order of preference.
fn alternatives<'a>(
    lowering: &mut Lowering<'_, 'a>,
    owner: &Owner,
    content: &'a IndexMap<String, MediaType>,
    pointer: &str,
) -> Vec<Alternative<'a>> {
    let mut kinds: Vec<Alternative<'a>> = Vec::with_capacity(content.len());
    // The same schema in two media types is one type; another one is told apart by its number.
    let mut distinct: Vec<(SchemaRef<'a>, Spot)> = Vec::new();
    for (name, media_type) in content {
        let schema = lowering.schema(media_type.schema.as_ref());
        let known = distinct.iter().find(|(known, _)| Some(*known) == schema).copied();
        if let Some((schema, spot)) = known {
            let behind = reference::behind(lowering, schema, spot).map(|(schema, ..)| schema);
            kinds.push((media(name, behind, true), name, media_type, Some(schema), spot));
            continue;
        }
        let pointer = format!("{pointer}/content/{}/schema", escape_pointer(name));
        let spot = lowering.root(numbered(owner, distinct.len()), pointer);
        distinct.extend(schema.map(|schema| (schema, spot)));
        let behind = schema.and_then(|schema| reference::behind(lowering, schema, spot));
        kinds.push((media(name, behind.map(|(schema, ..)| schema), true), name, media_type, schema, spot));
    }
    kinds.sort_by_key(|(media, ..)| *media);
    kinds
}

/// What is made of the alternatives of a body.
fn contents<'a>(
    lowering: &mut Lowering<'_, 'a>,
    owner: &Owner,
    content: &'a IndexMap<String, MediaType>,
    pointer: &str,
) -> Vec<Content> {
    let kinds = alternatives(lowering, owner, content, pointer);
    let mut made: Vec<Content> = Vec::with_capacity(kinds.len());
    for (media, name, media_type, schema, spot) in kinds {
        let at = format!("{pointer}/content/{}", escape_pointer(name));
        let type_ =
            |lowering: &mut Lowering<'_, 'a>| schema.map_or(Type::Any, |schema| type_of(lowering, schema, spot));
        let kind = match media {
            Media::Json | Media::OtherJson => ContentKind::Json(type_(lowering)),
            Media::JsonLines => ContentKind::JsonLines(type_(lowering)),
            Media::EventStream => ContentKind::EventStream(type_(lowering)),
            Media::Form => ContentKind::Form(type_(lowering), parts::encodings(media_type)),
            Media::Multipart => {
                ContentKind::Multipart(parts::of(lowering, Multipart { owner, name, media_type, spot, pointer: &at }))
            }
            Media::Text => ContentKind::Text,
            Media::Binary => ContentKind::Binary,
        };
        let constraints = schema.map(|schema| constraints::of(lowering.schemas, schema)).unwrap_or_default();
        let media_type = sent(name, media);
        // These are written alike in all media types: a caller chooses another one by the header `Content-Type`.
        let is_alike = matches!(kind, ContentKind::Json(_) | ContentKind::Text | ContentKind::Binary);
        if let Some(alike) = made.iter_mut().find(|other| is_alike && other.kind == kind) {
            if alike.media_type != media_type && !alike.also.contains(&media_type) {
                alike.also.push(media_type);
            }
            continue;
        }
        let content = Content { media_type, kind, constraints, pointer: format!("{at}/schema"), also: Vec::new() };
        // `*/*` beside `application/json` is sent as that.
        let is_same = |other: &Content| {
            (&other.media_type, &other.kind, &other.constraints)
                == (&content.media_type, &content.kind, &content.constraints)
        };
        if !made.iter().any(is_same) {
            made.push(content);
        }
    }
    made
}

/// The owner of the schema of a further alternative.
pub fn numbered(owner: &Owner, index: usize) -> Owner {
    owner.inside((index > 0).then_some(RoleStep::Branch(index)))
}

/// A media type that can be sent: ranges such as `*/*` are no such thing.
fn sent(name: &str, media: Media) -> String {
    if !name.contains('*') {
        return name.to_owned();
    }
    match media {
        Media::Json | Media::OtherJson => "application/json",
        Media::JsonLines => "application/x-ndjson",
        Media::EventStream => "text/event-stream",
        Media::Form => "application/x-www-form-urlencoded",
        Media::Multipart => "multipart/form-data",
        Media::Text => "text/plain",
        Media::Binary => "application/octet-stream",
    }
    .to_owned()
}
