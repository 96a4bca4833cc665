//! Request bodies and responses.
//!
//! In goes `content`, out come [`Content`]s in the order of preference: JSON, `+json`, forms, multipart, text, bytes.
//! A response keeps the preferred one. Whether a part of a multipart body is a file, a text or JSON is decided in
//! [`crate::lower::finish`], when aliases are resolved.

use crate::ir::{
    Body, Content, ContentKind, Docs, Part as BodyPart, PartEncoding, PartKind, Response, ResponseHeader, RoleStep,
    Section, StatusPattern, Style, Type,
};
use crate::lower::gather::{self, Part};
use crate::lower::media::{Media, media};
use crate::lower::schema::{conjunction, type_of};
use crate::lower::world::{Owner, SchemaRef, Spot, SpotStep, World};
use crate::lower::{docs, flat, locate, reference};
use crate::source::escape_pointer;
use indexmap::IndexMap;
use openapiv3::{MediaType, ParameterSchemaOrContent, QueryStyle, ReferenceOr, RequestBody, Responses, StatusCode};

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
        let type_ = |world: &mut World<'_, 'a>| schema.map_or(Type::Any, |schema| type_of(world, schema, spot));
        let kind = match media {
            Media::Json | Media::OtherJson => ContentKind::Json(type_(world)),
            Media::JsonLines => ContentKind::JsonLines(type_(world)),
            Media::EventStream => ContentKind::EventStream(type_(world)),
            Media::Form => ContentKind::Form(type_(world), encodings(media_type)),
            Media::Multipart => ContentKind::Multipart(parts(world, media_type, spot)),
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

fn encodings(media_type: &MediaType) -> Vec<PartEncoding> {
    let encoding = |(name, encoding): (&String, &openapiv3::Encoding)| PartEncoding {
        name: name.clone(),
        style: match (&encoding.style, encoding.content_type.as_deref()) {
            (None, Some(media_type)) if media_type.contains("json") => Style::Json,
            (None | Some(QueryStyle::Form), _) => Style::Form,
            (Some(QueryStyle::SpaceDelimited), _) => Style::SpaceDelimited,
            (Some(QueryStyle::PipeDelimited), _) => Style::PipeDelimited,
            (Some(QueryStyle::DeepObject), _) => Style::DeepObject,
        },
        explode: encoding.explode,
        allow_reserved: encoding.allow_reserved,
    };
    media_type.encoding.iter().map(encoding).collect()
}

/// The parts of a multipart body: the properties of its schema, those of a union's branches too.
fn parts<'a>(world: &mut World<'_, 'a>, media_type: &'a MediaType, spot: Spot) -> Vec<BodyPart> {
    let Some(schema) = &media_type.schema else { return Vec::new() };
    let whole = Part { schema: schema.into(), spot, bare: false };
    let gathered = gather::all(world, &[whole]);
    let mut properties: IndexMap<&'a str, (bool, Vec<Part<'a>>)> = IndexMap::new();
    for (name, parts) in gathered.properties {
        properties.insert(name, (gathered.required.contains(name), parts));
    }
    for group in gathered.groups {
        for (index, branch) in group.branches.iter().enumerate() {
            let step = if group.one { SpotStep::One(index) } else { SpotStep::Any(index) };
            let spot = world.child(group.spot, step);
            let branch = gather::all(world, &[Part { schema: branch.into(), spot, bare: false }]);
            for (name, parts) in branch.properties {
                properties.entry(name).or_insert((false, parts));
            }
        }
    }
    let mut found = Vec::with_capacity(properties.len());
    for (name, (required, parts)) in properties {
        let spot = world.child(spot, SpotStep::Property(name));
        let type_ = match is_file_or_files(world, &parts) {
            true => Type::Array(Box::new(Type::Binary)),
            false => conjunction(world, &parts, spot),
        };
        let schemas = || {
            parts.iter().filter_map(|part| match part.schema {
                SchemaRef::Item(schema) => Some(schema),
                SchemaRef::Reference(_) => None,
            })
        };
        found.push(BodyPart {
            name: name.to_owned(),
            rust_name: schemas().find_map(crate::lower::schema::rust_name_of),
            required,
            kind: PartKind::Json(type_),
            media_type: media_type.encoding.get(name).and_then(|encoding| encoding.content_type.clone()),
            docs: docs::merged(schemas().map(docs::of_schema)),
        });
    }
    found
}

/// True for `anyOf: [{type: string, format: binary}, {type: array, items: {type: string, format: binary}}]`: one file or
/// several.
fn is_file_or_files<'a>(world: &mut World<'_, 'a>, parts: &[Part<'a>]) -> bool {
    let gathered = gather::all(world, parts);
    let [group] = gathered.groups.as_slice() else { return false };
    let is_binary = |flat: &flat::Flat| flat.kind == Some(flat::Kind::String) && flat.format == Some("binary");
    let mut has_list = false;
    for branch in group.branches {
        let Some((schema, ..)) = reference::behind(world, branch.into(), group.spot) else { return false };
        let flat = flat::of(schema);
        let item = flat.items.and_then(|items| reference::behind(world, items, group.spot));
        let is_list = item.is_some_and(|(item, ..)| is_binary(&flat::of(item)));
        if !is_list && !is_binary(&flat) {
            return false;
        }
        has_list |= is_list;
    }
    has_list
}
