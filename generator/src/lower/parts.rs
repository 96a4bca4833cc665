//! Parts of multipart bodies, and how the properties of forms are encoded.
//!
//! In goes a media type with its schema and `encoding`, out come [`Part`]s or [`PartEncoding`]s. Which rules apply to a
//! multipart body depends on the version that its author wrote (`x-encoding-rules`, see [`crate::normalize`]):
//!
//! ```text
//! {tags: {style: form, explode: false}}  →  3.0: a part for each element; 3.1 and Swagger 2.0: one part, `a,b`
//! {file: {}}, {file: {contentMediaType: image/png}}  →  3.0: JSON, text; 3.1: a file
//! {rows: [[1], [2]]}  →  3.2: a JSON part for each inner list
//! ```
//!
//! What a part is in the end is decided in [`crate::lower::graph`], when aliases are resolved.

use crate::document::STYLED;
use crate::ir::{Docs, Parameter, ParameterLocation, Part, PartEncoding, PartKind, RoleStep, Section, Style, Type};
use crate::lower::gather::{self, Gathered};
use crate::lower::schema::{conjunction, rust_name_of};
use crate::lower::state::{Lowering, Owner, SchemaRef, Spot, SpotStep};
use crate::lower::{constraints, docs, locate, parameter, reference};
use crate::schema::{JsonType, Schema};
use crate::source::escape_pointer;
use indexmap::IndexMap;
use openapiv3::{Encoding, Header, MediaType, QueryStyle, ReferenceOr};
use serde_json::Value as Json;
use std::sync::Arc;

/// By which version's rules parts are encoded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rules {
    V30,
    /// Swagger 2.0: lists have a style, nothing else is as in 3.1.
    V20,
    V31,
    V32,
}

fn rules(media_type: &MediaType) -> Rules {
    match media_type.extensions.get("x-encoding-rules").and_then(Json::as_str) {
        Some("2.0") => Rules::V20,
        Some("3.1") => Rules::V31,
        Some("3.2") => Rules::V32,
        Some(_) | None => Rules::V30,
    }
}

/// How the properties of a form are encoded, where the documentation says so; `pointer` is that of the media type.
pub fn encodings(media_type: &MediaType) -> Vec<PartEncoding> {
    let encoding = |(name, encoding): (&String, &Encoding)| {
        if is_styled(encoding) {
            return Some(styled(name, encoding));
        }
        let is_json = encoding.content_type.as_deref().is_some_and(|media_type| media_type.contains("json"));
        is_json.then(|| PartEncoding { style: Style::Json, ..styled(name, encoding) })
    };
    media_type.encoding.iter().filter_map(encoding).collect()
}

/// Whether an encoding says anything of a style: if so, its content type does not count (OpenAPI 3.1.1, section 4.8.15.1).
fn is_styled(encoding: &Encoding) -> bool {
    encoding.extensions.contains_key(STYLED)
}

fn styled(name: &str, encoding: &Encoding) -> PartEncoding {
    PartEncoding {
        name: name.to_owned(),
        style: match &encoding.style {
            None | Some(QueryStyle::Form) => Style::Form,
            Some(QueryStyle::SpaceDelimited) => Style::SpaceDelimited,
            Some(QueryStyle::PipeDelimited) => Style::PipeDelimited,
            Some(QueryStyle::DeepObject) => Style::DeepObject,
        },
        explode: encoding.explode,
        allow_reserved: encoding.allow_reserved,
        delimiters: parameter::delimiters(&encoding.extensions),
    }
}

/// A multipart body, and where it stands.
#[derive(Clone, Copy)]
pub struct Multipart<'a, 'w> {
    /// Whose it is.
    pub owner: &'w Owner,
    /// `multipart/form-data`, or another name.
    pub name: &'a str,
    /// The media type.
    pub media_type: &'a MediaType,
    /// The schema.
    pub spot: Spot,
    /// The media type.
    pub pointer: &'w str,
}

/// The parts of a multipart body: the properties of its schema, those of a union's branches too.
pub fn of<'a>(lowering: &mut Lowering<'_, 'a>, body: Multipart<'a, '_>) -> Vec<Part> {
    let Some(schema) = lowering.schema(body.media_type.schema.as_ref()) else { return Vec::new() };
    let properties = properties(lowering, schema, body.spot);
    properties.into_iter().map(|(name, (required, parts))| part(lowering, body, name, required, &parts)).collect()
}

type Properties<'a> = IndexMap<&'a str, (bool, Vec<gather::Part<'a>>)>;

fn properties<'a>(lowering: &mut Lowering<'_, 'a>, schema: SchemaRef<'a>, spot: Spot) -> Properties<'a> {
    let gathered = gather::all(lowering, &[gather::Part { schema, spot, bare: false }]);
    let mut properties = Properties::new();
    for (name, parts) in gathered.properties {
        properties.insert(name, (gathered.required.contains(name), parts));
    }
    for group in gathered.groups {
        for (index, branch) in group.branches.iter().enumerate() {
            let step = if group.one { SpotStep::One(index) } else { SpotStep::Any(index) };
            let spot = lowering.child(group.spot, step);
            let branch = gather::all(lowering, &[gather::Part { schema: branch.into(), spot, bare: false }]);
            for (name, parts) in branch.properties {
                properties.entry(name).or_insert((false, parts));
            }
        }
    }
    properties
}

fn part<'a>(
    lowering: &mut Lowering<'_, 'a>,
    body: Multipart<'a, '_>,
    name: &'a str,
    required: bool,
    parts: &[gather::Part<'a>],
) -> Part {
    let rules = rules(body.media_type);
    let documented = body.media_type.encoding.get(name);
    let mut media_types =
        documented.and_then(|encoding| encoding.content_type.as_deref()).map(list).unwrap_or_default();
    let is_form = body.name.trim().to_ascii_lowercase().starts_with("multipart/form-data");
    let has_style = is_form && rules > Rules::V30 && documented.is_some_and(is_styled);
    let Found { file, content_type } = found(lowering, rules, parts);
    let is_json = |media_types: &[String]| media_types.first().is_some_and(|first| first.contains("json"));
    let says_text = media_types.first().is_some_and(|first| first.starts_with("text/plain"));
    let file = file.filter(|file| file.has_bytes || has_style || !(is_json(&media_types) || says_text));
    let spot = lowering.child(body.spot, SpotStep::Property(name));
    let is_file = file.is_some();
    let type_ = match file {
        Some(Files { several: true, .. }) => Type::Array(Box::new(Type::Binary)),
        Some(Files { several: false, .. }) => Type::Binary,
        None => conjunction(lowering, parts, spot),
    };
    let mut kind = if rules == Rules::V32 { PartKind::JsonItems(type_) } else { PartKind::Json(type_) };
    if let (true, Some(content_type)) = (media_types.is_empty(), content_type) {
        media_types.push(content_type);
        // JSON in a string is the caller's to write.
        if let (false, PartKind::Json(type_) | PartKind::JsonItems(type_)) = (is_file, &kind) {
            kind = PartKind::Text(type_.clone());
        }
    }
    let schemas = || {
        parts.iter().filter_map(|part| match part.schema {
            SchemaRef::Item(schema) => Some(schema),
            SchemaRef::Reference(_) => None,
        })
    };
    Part {
        name: name.to_owned(),
        rust_name: schemas().find_map(rust_name_of),
        required,
        kind,
        media_types,
        encoding: documented.filter(|_| has_style).map(|encoding| styled(name, encoding)),
        headers: documented.map(|encoding| headers(lowering, body, name, encoding)).unwrap_or_default(),
        docs: Docs {
            constraints: parts.iter().flat_map(|part| constraints::of(lowering.schemas, part.schema)).collect(),
            ..docs::merged(schemas().map(docs::of_schema))
        },
    }
}

/// The elements of a list of media types. A comma in a quoted parameter is part of that.
fn list(text: &str) -> Vec<String> {
    let (mut elements, mut is_quoted) = (vec![String::new()], false);
    for character in text.chars() {
        is_quoted ^= character == '"';
        match elements.last_mut() {
            Some(last) if character != ',' || is_quoted => last.push(character),
            Some(_) | None => elements.push(String::new()),
        }
    }
    elements.into_iter().map(|element| element.trim().to_owned()).filter(|element| !element.is_empty()).collect()
}

/// A file or several.
#[derive(Clone, Copy)]
struct Files {
    several: bool,
    /// It is said to hold bytes, and not only not said to hold anything else.
    has_bytes: bool,
}

/// What the schema of a part says about its content.
#[derive(Default)]
struct Found {
    file: Option<Files>,
    /// `contentMediaType`, where it counts.
    content_type: Option<String>,
}

fn found<'a>(lowering: &mut Lowering<'_, 'a>, rules: Rules, parts: &[gather::Part<'a>]) -> Found {
    let gathered = gather::all(lowering, parts);
    if let [group] = gathered.groups.as_slice() {
        // One file or several: `anyOf: [{format: binary}, {type: array, items: {format: binary}}]`.
        let mut files = Files { several: false, has_bytes: true };
        for (index, branch) in group.branches.iter().enumerate() {
            let step = if group.one { SpotStep::One(index) } else { SpotStep::Any(index) };
            let spot = lowering.child(group.spot, step);
            let branch = gather::all(lowering, &[gather::Part { schema: branch.into(), spot, bare: false }]);
            let Some(file) = of_branch(lowering, rules, &branch).file else { return Found::default() };
            files.several |= file.several;
            files.has_bytes &= file.has_bytes;
        }
        return Found { file: Some(files), content_type: None };
    }
    of_branch(lowering, rules, &gathered)
}

fn of_branch<'a>(lowering: &mut Lowering<'_, 'a>, rules: Rules, gathered: &Gathered<'a>) -> Found {
    if gathered.kinds.as_slice() != [JsonType::Array] {
        return one(rules, gathered);
    }
    let Found { file, content_type } = match gathered.items.as_slice() {
        [] if rules >= Rules::V31 && gathered.groups.is_empty() => {
            Found { file: Some(Files { several: false, has_bytes: false }), content_type: None }
        }
        [] => Found::default(),
        items => {
            let items = gather::all(lowering, items);
            one(rules, &items)
        }
    };
    Found { file: file.map(|file| Files { several: true, ..file }), content_type }
}

/// What a schema says that is of no list. Since 3.1 it is a file if it has no type, or a `contentMediaType` without a
/// `contentEncoding`.
fn one(rules: Rules, gathered: &Gathered) -> Found {
    let file = |has_bytes| Some(Files { several: false, has_bytes });
    let is_typed = |(schema, _): &(&Schema, Spot)| schema.has_type || schema.extension("x-rust-type").is_some();
    let media_type = gathered
        .schemas
        .iter()
        .find_map(|(schema, _)| schema.extension_text("x-content-media-type").map(str::to_owned));
    let media_type = media_type.filter(|_| rules >= Rules::V31);
    let says_more = !(gathered.properties.is_empty()
        && gathered.additional.is_empty()
        && gathered.items.is_empty()
        && gathered.enumerations.is_empty()
        && gathered.groups.is_empty()
        && gathered.left_out.is_empty());
    match (gathered.kinds.as_slice(), gathered.format) {
        ([JsonType::String], Some("binary")) => Found { file: file(true), content_type: media_type },
        _ if says_more || rules < Rules::V31 => Found::default(),
        ([], None | Some("binary")) if !gathered.schemas.iter().any(is_typed) => {
            Found { file: file(media_type.is_some()), content_type: media_type }
        }
        ([JsonType::String], None) => match media_type {
            Some(json) if json.contains("json") => Found { file: None, content_type: Some(json) },
            Some(other) => Found { file: file(false), content_type: Some(other) },
            None => Found::default(),
        },
        _ => Found::default(),
    }
}

/// The headers of a part that a caller can set.
fn headers<'a>(
    lowering: &mut Lowering<'_, 'a>,
    body: Multipart<'a, '_>,
    part: &str,
    encoding: &'a Encoding,
) -> Vec<Parameter> {
    let pointer = format!("{}/encoding/{}/headers", body.pointer, escape_pointer(part));
    let mut found = Vec::with_capacity(encoding.headers.len());
    for (name, item) in &encoding.headers {
        let pointer = format!("{pointer}/{}", escape_pointer(name));
        // The part's own headers are made of what is known about it.
        if ["content-type", "content-disposition"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
            let message = format!("the header `{name}` of a part is not for callers to set; ignored");
            let place = lowering.place(&pointer);
            lowering.dx.note("ignored-header", message, place);
            continue;
        }
        found.extend(header(lowering, body.owner, part, name, item, &pointer));
    }
    found
}

fn header<'a>(
    lowering: &mut Lowering<'_, 'a>,
    owner: &Owner,
    part: &str,
    name: &str,
    item: &'a ReferenceOr<Header>,
    pointer: &str,
) -> Option<Parameter> {
    let (header, pointer, component) = reference::item(lowering, item, pointer, locate::header)?;
    let owner = match component {
        Some(component) => Owner::Part(Section::Header, component, Vec::new()),
        None => owner.inside([RoleStep::Property(part.to_owned()), RoleStep::Header(name.to_owned())]),
    };
    let (type_, texts, style) = parameter::value(lowering, owner, &header.format, &pointer, Style::Simple);
    let explode = header.extensions.get("explode").and_then(Json::as_bool);
    let own = Docs {
        description: docs::present(header.description.as_ref()),
        deprecated: header.deprecated.unwrap_or(false),
        example: header.example.clone().map(Arc::new),
        ..Docs::default()
    };
    Some(Parameter {
        name: name.to_owned(),
        rust_name: None,
        location: ParameterLocation::Header,
        required: header.required,
        type_,
        style,
        explode: explode.unwrap_or(false),
        allow_reserved: false,
        delimiters: String::new(),
        encodings: Vec::new(),
        default: None,
        docs: docs::merged([own, texts]),
    })
}
