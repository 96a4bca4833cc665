//! Request bodies and responses.
//!
//! In goes `content`, out come [`Content`]s in the order of preference: JSON, `+json`, forms, multipart, text, bytes.
//! A response keeps the preferred one. Whether a part of a multipart body is a file, a text or JSON is decided in
//! [`crate::lower::finish`], when aliases are resolved.

use crate::ir::{Body, Content, ContentKind, Docs, Response, ResponseHeader, RoleStep, Section, StatusPattern, Type};
use crate::lower::media::{Media, media};
use crate::lower::parts::Multipart;
use crate::lower::schema::type_of;
use crate::lower::world::{Owner, SchemaRef, Spot, World};
use crate::lower::{docs, flat, locate, parts, reference};
use crate::source::escape_pointer;
use indexmap::IndexMap;
use openapiv3::{MediaType, ParameterSchemaOrContent, ReferenceOr, RequestBody, Responses, StatusCode};

/// The body of a request, if it has any content.
pub fn body<'a>(
    world: &mut World<'_, 'a>,
    operation: usize,
    item: &'a ReferenceOr<RequestBody>,
    pointer: &str,
) -> Option<Body> {
    let (body, pointer, component) =
        reference::item(world, item, &format!("{pointer}/requestBody"), locate::request_body)?;
    let owner = match component {
        Some(component) => Owner::Part(Section::RequestBody, component),
        None => Owner::Operation(operation, vec![RoleStep::Body]),
    };
    let contents = contents(world, &owner, &body.content, &pointer, true);
    if contents.is_empty() {
        return None;
    }
    let docs = Docs { description: docs::present(body.description.as_ref()), ..Docs::default() };
    Some(Body { required: body.required, contents, docs })
}

/// The documented responses: successes, and all others.
pub fn responses<'a>(
    world: &mut World<'_, 'a>,
    operation: usize,
    responses: &'a Responses,
    pointer: &str,
) -> (Vec<Response>, Vec<Response>) {
    let mut all: Vec<Response> = Vec::new();
    let patterns = responses.responses.iter().map(|(status, item)| match status {
        StatusCode::Code(code) => (StatusPattern::Code(*code), status.to_string(), item),
        StatusCode::Range(digit) => (StatusPattern::Range(u8::try_from(*digit).unwrap_or(0)), status.to_string(), item),
    });
    let default = responses.default.iter().map(|item| (StatusPattern::Default, "default".to_owned(), item));
    for (status, key, item) in patterns.chain(default) {
        all.extend(response(world, operation, status, &key, item, pointer));
    }
    all.sort_by_key(|response| response.status);
    let is_success = |status: StatusPattern| matches!(status, StatusPattern::Code(200..=299) | StatusPattern::Range(2));
    let default_only = !all.iter().any(|response| is_success(response.status));
    all.into_iter().partition(|response| {
        is_success(response.status) || (default_only && response.status == StatusPattern::Default)
    })
}

fn response<'a>(
    world: &mut World<'_, 'a>,
    operation: usize,
    status: StatusPattern,
    key: &str,
    item: &'a ReferenceOr<openapiv3::Response>,
    pointer: &str,
) -> Option<Response> {
    let (response, pointer, component) =
        reference::item(world, item, &format!("{pointer}/responses/{key}"), locate::response)?;
    let owner = match component {
        Some(component) => Owner::Part(Section::Response, component),
        None => Owner::Operation(operation, vec![RoleStep::Response(key.to_owned())]),
    };
    let links = world.document.root.pointer(&pointer).and_then(|node| node.get("links")?.as_object());
    for name in links.into_iter().flat_map(|links| links.keys()) {
        world.unsupported("links", format!("{pointer}/links/{}", escape_pointer(name)));
    }
    let mut contents = contents(world, &owner, &response.content, &pointer, false).into_iter();
    let (content, streamed) = (contents.next(), contents.next());
    let headers = headers(world, &owner, &response.headers, &pointer);
    let description = docs::present(Some(&response.description));
    Some(Response { status, content, streamed, headers, docs: Docs { description, ..Docs::default() } })
}

fn headers<'a>(
    world: &mut World<'_, 'a>,
    owner: &Owner,
    headers: &'a IndexMap<String, ReferenceOr<openapiv3::Header>>,
    pointer: &str,
) -> Vec<ResponseHeader> {
    let mut found = Vec::new();
    for (name, item) in headers {
        let pointer = format!("{pointer}/headers/{}", escape_pointer(name));
        if name.eq_ignore_ascii_case("content-type") {
            continue;
        }
        let Some((header, pointer, component)) = reference::item(world, item, &pointer, locate::header) else {
            continue;
        };
        let owner = match (component, owner) {
            (Some(component), _) => Owner::Part(Section::Header, component),
            (None, Owner::Operation(operation, role)) => {
                Owner::Operation(*operation, role.iter().cloned().chain([RoleStep::Header(name.clone())]).collect())
            }
            (None, other) => other.clone(),
        };
        let (type_, texts) = match &header.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let spot = world.root(owner, format!("{pointer}/schema"));
                let schema = SchemaRef::from(schema);
                let texts = match schema {
                    SchemaRef::Item(schema) => docs::of_schema(schema),
                    SchemaRef::Reference(_) => Docs::default(),
                };
                (type_of(world, schema, spot), texts)
            }
            ParameterSchemaOrContent::Content(_) => (Type::String, Docs::default()),
        };
        let own = Docs {
            description: docs::present(header.description.as_ref()),
            deprecated: header.deprecated.unwrap_or(false),
            example: header.example.clone(),
            ..Docs::default()
        };
        let (required, docs) = (header.required, docs::merged([own, texts]));
        found.push(ResponseHeader { name: name.clone(), type_, required, docs });
    }
    found
}

/// All alternatives of a body; of a response only the preferred one, and behind it one that comes in piece by piece.
fn contents<'a>(
    world: &mut World<'_, 'a>,
    owner: &Owner,
    content: &'a IndexMap<String, MediaType>,
    pointer: &str,
    request: bool,
) -> Vec<Content> {
    let mut kinds: Vec<(Media, &'a String, &'a MediaType, Option<SchemaRef<'a>>, Spot)> =
        Vec::with_capacity(content.len());
    // The same schema in two media types is one type; another one is told apart by its number.
    let mut distinct: Vec<(&'a ReferenceOr<openapiv3::Schema>, Spot)> = Vec::new();
    let is_stream = |name: &str| matches!(media(name, None, request), Media::JsonLines | Media::EventStream);
    let is_mixed = content.keys().any(|name| !is_stream(name));
    for (name, media_type) in content {
        let known = media_type.schema.as_ref().and_then(|schema| distinct.iter().find(|(known, _)| *known == schema));
        if let Some((known, spot)) = known {
            let (schema, spot) = (SchemaRef::from(*known), *spot);
            let behind = reference::behind(world, schema, spot).map(|(schema, ..)| flat::of(schema));
            kinds.push((media(name, behind.as_ref(), request), name, media_type, Some(schema), spot));
            continue;
        }
        let pointer = format!("{pointer}/content/{}/schema", escape_pointer(name));
        let number = if request { distinct.len() } else { usize::from(is_mixed && is_stream(name)) };
        let spot = world.root(numbered(owner, number), pointer);
        distinct.extend(media_type.schema.as_ref().map(|schema| (schema, spot)));
        let schema = media_type.schema.as_ref().map(SchemaRef::from);
        let behind = schema.and_then(|schema| reference::behind(world, schema, spot));
        let flat = behind.map(|(schema, ..)| flat::of(schema));
        kinds.push((media(name, flat.as_ref(), request), name, media_type, schema, spot));
    }
    kinds.sort_by_key(|(media, ..)| *media);
    if !request {
        let streamed = kinds.iter().position(|(media, ..)| matches!(media, Media::JsonLines | Media::EventStream));
        let streamed = streamed.filter(|index| *index > 0).map(|index| kinds.remove(index));
        kinds.truncate(1);
        kinds.extend(streamed);
    }
    let mut made: Vec<Content> = Vec::with_capacity(kinds.len());
    for (media, name, media_type, schema, spot) in kinds {
        let at = format!("{pointer}/content/{}", escape_pointer(name));
        let type_ = |world: &mut World<'_, 'a>| schema.map_or(Type::Any, |schema| type_of(world, schema, spot));
        let kind = match media {
            Media::Json | Media::OtherJson => ContentKind::Json(type_(world)),
            Media::JsonLines => ContentKind::JsonLines(type_(world)),
            Media::EventStream => ContentKind::EventStream(type_(world)),
            Media::Form => ContentKind::Form(type_(world), parts::encodings(world, media_type, &at)),
            Media::Multipart => {
                ContentKind::Multipart(parts::of(world, Multipart { owner, name, media_type, spot, pointer: &at }))
            }
            Media::Text => ContentKind::Text,
            Media::Binary => ContentKind::Binary,
        };
        // An answer can be asked for by a range.
        let media_type = if request { sent(name, media) } else { name.clone() };
        let content = Content { media_type, kind };
        // `*/*` beside `application/json` is sent as that.
        if !made.contains(&content) {
            made.push(content);
        }
    }
    made
}

/// The owner of the schema of a further alternative.
fn numbered(owner: &Owner, index: usize) -> Owner {
    match owner {
        Owner::Operation(operation, role) if index > 0 => {
            Owner::Operation(*operation, role.iter().cloned().chain([RoleStep::Branch(index)]).collect())
        }
        other => other.clone(),
    }
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
