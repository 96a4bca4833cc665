//! Responses: successes and errors, their bodies and headers.
//!
//! In goes `responses`, out come [`Response`]s. A response keeps the media types that the client reads, the preferred one
//! first; [`readable`](crate::lower::readable) decides which those are. Streams beside another media type are kept apart:
//! they have methods of their own.

use crate::ir::{Content, ContentKind, Docs, Response, ResponseHeader, RoleStep, Section, StatusPattern, Style, Type};
use crate::lower::content::numbered;
use crate::lower::media::{Media, media};
use crate::lower::readable::{self, Candidate};
use crate::lower::schema::type_of;
use crate::lower::state::{Lowering, Owner, SchemaRef, Spot, SpotStep};
use crate::lower::{constraints, docs, locate, reference};
use crate::source::escape_pointer;
use indexmap::IndexMap;
use openapiv3::{MediaType, ParameterSchemaOrContent, ReferenceOr, Responses, StatusCode};
use std::sync::Arc;

/// The documented responses: successes, and all others.
pub fn responses<'a>(
    lowering: &mut Lowering<'_, 'a>,
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
        all.extend(response(lowering, operation, status, &key, item, pointer));
    }
    all.sort_by_key(|response| response.status);
    let (mut successes, errors): (Vec<Response>, Vec<Response>) =
        all.into_iter().partition(|response| response.status.is_success());
    // Without another success, `default` describes those as well as the errors.
    if successes.is_empty() {
        successes.extend(errors.iter().filter(|response| response.status == StatusPattern::Default).cloned());
    }
    (successes, errors)
}

fn response<'a>(
    lowering: &mut Lowering<'_, 'a>,
    operation: usize,
    status: StatusPattern,
    key: &str,
    item: &'a ReferenceOr<openapiv3::Response>,
    pointer: &str,
) -> Option<Response> {
    let (response, pointer, component) =
        reference::item(lowering, item, &format!("{pointer}/responses/{key}"), locate::response)?;
    let owner = match component {
        Some(component) => Owner::Part(Section::Response, component, Vec::new()),
        None => Owner::Operation(operation, vec![RoleStep::Response(key.to_owned())]),
    };
    for name in response.links.keys() {
        lowering.unsupported("links", format!("{pointer}/links/{}", escape_pointer(name)));
    }
    let (contents, streamed) = contents(lowering, &owner, &response.content, &pointer);
    let headers = headers(lowering, &owner, &response.headers, &pointer);
    let description = docs::present(Some(&response.description));
    let docs = Docs { description, ..Docs::default() };
    Some(Response { status, contents, streamed, headers, docs, pointer })
}

fn headers<'a>(
    lowering: &mut Lowering<'_, 'a>,
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
        let Some((header, pointer, component)) = reference::item(lowering, item, &pointer, locate::header) else {
            continue;
        };
        let owner = match component {
            Some(component) => Owner::Part(Section::Header, component, Vec::new()),
            None => owner.inside([RoleStep::Header(name.clone())]),
        };
        let explode = header.extensions.get("explode").and_then(serde_json::Value::as_bool);
        let (schema, style, pointer) = written(lowering, &header.format, &pointer);
        let (type_, texts) = match schema {
            Some(schema) => {
                let spot = lowering.root(owner, pointer);
                let texts = match schema {
                    SchemaRef::Item(schema) => docs::of_schema(schema),
                    SchemaRef::Reference(_) => Docs::default(),
                };
                let texts = Docs { constraints: constraints::of(lowering.schemas, schema), ..texts };
                (type_of(lowering, schema, spot), texts)
            }
            None => (Type::String, Docs::default()),
        };
        let own = Docs {
            description: docs::present(header.description.as_ref()),
            deprecated: header.deprecated.unwrap_or(false),
            example: header.example.clone().map(Arc::new),
            ..Docs::default()
        };
        let (required, docs) = (header.required, docs::merged([own, texts]));
        let explode = explode.unwrap_or(false);
        found.push(ResponseHeader { name: name.clone(), type_, style, explode, required, docs });
    }
    found
}

/// The schema of a header with its pointer, and how the value becomes text. A header in a media type other than JSON is
/// a plain text.
fn written<'a>(
    lowering: &Lowering<'_, 'a>,
    format: &'a ParameterSchemaOrContent,
    pointer: &str,
) -> (Option<SchemaRef<'a>>, Style, String) {
    let content = match format {
        ParameterSchemaOrContent::Schema(schema) => {
            return (lowering.schema(Some(schema)), Style::Simple, format!("{pointer}/schema"));
        }
        ParameterSchemaOrContent::Content(content) => content,
    };
    let is_json = |name: &str| matches!(media(name, None, false), Media::Json | Media::OtherJson);
    match content.iter().find(|(name, _)| is_json(name)) {
        Some((name, media_type)) => {
            let pointer = format!("{pointer}/content/{}/schema", escape_pointer(name));
            (lowering.schema(media_type.schema.as_ref()), Style::Json, pointer)
        }
        None => (None, Style::Simple, pointer.to_owned()),
    }
}

/// The bodies in every media type that the client reads, the preferred one first; and further streams.
fn contents<'a>(
    lowering: &mut Lowering<'_, 'a>,
    owner: &Owner,
    content: &'a IndexMap<String, MediaType>,
    pointer: &str,
) -> (Vec<Content>, Vec<Content>) {
    let candidates = candidates(lowering, content, pointer);
    let mut candidates = readable::of(lowering, candidates, pointer);
    // A name says more than a range.
    candidates.sort_by_key(|candidate| (candidate.media, candidate.name.contains('*')));
    let is_mixed = candidates.iter().any(|candidate| !candidate.is_stream());
    let first_stream = candidates.iter().position(Candidate::is_stream);
    let mut spots: Vec<Spot> = Vec::with_capacity(candidates.len());
    let (mut contents, mut streamed) = (Vec::new(), Vec::new());
    for (index, candidate) in candidates.iter().enumerate() {
        // The same schema in two media types is one type.
        let is_same = |other: &Candidate| other.schema.is_some() && other.schema == candidate.schema;
        let known = candidates.iter().zip(&spots).find(|(other, _)| is_same(other));
        let spot = match known {
            Some((_, spot)) => *spot,
            None if is_mixed && first_stream == Some(index) => root(lowering, numbered(owner, 1), candidate, pointer),
            None => {
                let root = root(lowering, owner.clone(), candidate, pointer);
                if index == 0 { root } else { lowering.child(root, SpotStep::Media(candidate.name)) }
            }
        };
        // A text that has the schema of JSON is of its type: an enum, for instance.
        let is_json = |media| matches!(media, Media::Json | Media::OtherJson);
        let media = match known {
            Some((other, _)) if candidate.media == Media::Text && is_json(other.media) => other.media,
            Some(_) | None => candidate.media,
        };
        spots.push(spot);
        let content = Content {
            media_type: candidate.name.to_owned(),
            kind: kind(lowering, media, candidate.schema, spot),
            constraints: candidate.schema.map(|it| constraints::of(lowering.schemas, it)).unwrap_or_default(),
            pointer: format!("{pointer}/content/{}/schema", escape_pointer(candidate.name)),
            also: Vec::new(),
        };
        let is_further = candidate.is_stream() && (is_mixed || index > 0);
        if is_further { &mut streamed } else { &mut contents }.push(content);
    }
    (contents, streamed)
}

fn root<'a>(lowering: &mut Lowering<'_, 'a>, owner: Owner, candidate: &Candidate<'a>, pointer: &str) -> Spot {
    lowering.root(owner, format!("{pointer}/content/{}/schema", escape_pointer(candidate.name)))
}

fn kind<'a>(lowering: &mut Lowering<'_, 'a>, media: Media, schema: Option<SchemaRef<'a>>, spot: Spot) -> ContentKind {
    let type_ = |lowering: &mut Lowering<'_, 'a>| schema.map_or(Type::Any, |schema| type_of(lowering, schema, spot));
    match media {
        Media::Json | Media::OtherJson => ContentKind::Json(type_(lowering)),
        Media::JsonLines => ContentKind::JsonLines(type_(lowering)),
        Media::EventStream => ContentKind::EventStream(type_(lowering)),
        Media::Form | Media::Text => ContentKind::Text,
        Media::Multipart | Media::Binary => ContentKind::Binary,
    }
}

/// The documented media types, with what decides how they are read.
fn candidates<'a>(
    lowering: &mut Lowering<'_, 'a>,
    content: &'a IndexMap<String, MediaType>,
    pointer: &str,
) -> Vec<Candidate<'a>> {
    let mut candidates = Vec::with_capacity(content.len());
    for (name, media_type) in content {
        let schema = lowering.schema(media_type.schema.as_ref());
        let behind = schema.and_then(|schema| {
            let spot = lowering.root(Owner::Schema, format!("{pointer}/content/{}/schema", escape_pointer(name)));
            reference::behind(lowering, schema, spot)
        });
        let behind = behind.map(|(schema, ..)| schema);
        let is_structured = behind.is_some_and(readable::is_structured);
        candidates.push(Candidate { media: media(name, behind, false), name, schema, is_structured });
    }
    candidates
}
