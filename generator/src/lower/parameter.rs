//! Parameters of an operation: its path item's and its own, with the defaults of OpenAPI 3.0.4 for style and explode.
//!
//! `{name: ids, in: query, schema: {type: array, …}}` becomes a query parameter of the style `form`, exploded.

use crate::ir::{Parameter, ParameterLocation, RoleStep, Section, Style, Type};
use crate::lower::media::{Media, media};
use crate::lower::operation::{Found, text};
use crate::lower::schema::type_of;
use crate::lower::state::{Lowering, Owner, SchemaRef, Spot};
use crate::lower::{constraints, docs, locate, parts, reference};
use crate::schema::JsonType;
use indexmap::IndexMap;
use openapiv3::{ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr};
use std::sync::Arc;

/// All parameters in the author's order, the path item's first; one of the operation replaces one of the path item.
pub fn all<'a>(
    lowering: &mut Lowering<'_, 'a>,
    operation: usize,
    found: &Found<'a>,
    item_pointer: &str,
    pointer: &str,
) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let lists = [(&found.item.parameters, item_pointer), (&found.operation.parameters, pointer)];
    for (level, (list, pointer)) in lists.into_iter().enumerate() {
        let inherited = parameters.len() * usize::from(level > 0);
        for (index, item) in list.iter().enumerate() {
            let pointer = format!("{pointer}/parameters/{index}");
            let Some(parameter) = one(lowering, operation, item, &pointer) else { continue };
            match parameters.iter().position(|known| is_same(known, &parameter)) {
                Some(known) if known < inherited => {
                    if let Some(slot) = parameters.get_mut(known) {
                        *slot = parameter;
                    }
                }
                Some(_) => {
                    let message =
                        format!("the parameter `{}` is there more than once; the first counts", parameter.name);
                    lowering.warn("repeated-parameter", message, &pointer);
                }
                None => parameters.push(parameter),
            }
        }
    }
    parameters
}

fn is_same(left: &Parameter, right: &Parameter) -> bool {
    let same_name = match left.location {
        ParameterLocation::Header => left.name.eq_ignore_ascii_case(&right.name),
        ParameterLocation::Path
        | ParameterLocation::Query
        | ParameterLocation::Cookie
        | ParameterLocation::QueryString => left.name == right.name,
    };
    left.location == right.location && same_name
}

fn one<'a>(
    lowering: &mut Lowering<'_, 'a>,
    operation: usize,
    item: &'a ReferenceOr<openapiv3::Parameter>,
    pointer: &str,
) -> Option<Parameter> {
    let (parameter, pointer, component) = reference::item(lowering, item, pointer, locate::parameter)?;
    let data = parameter.parameter_data_ref();
    let (location, style, allow_reserved) = place(parameter);
    if location == ParameterLocation::Header && is_reserved(&data.name) {
        let message = format!("the header `{}` is no parameter (OpenAPI 3.0.4, section 4.8.12); ignored", data.name);
        let place = lowering.place(&pointer);
        lowering.dx.note("ignored-header", message, place);
        return None;
    }
    if location == ParameterLocation::Header && !is_token(&data.name) {
        let message =
            format!("no request can have a header `{}`: the name is no token (RFC 9110, 5.6.2); left out", data.name);
        lowering.warn("unusable-header", message, &pointer);
        return None;
    }
    if location == ParameterLocation::Path && !data.required {
        let message = format!("the path parameter `{}` is not marked as required; read as required", data.name);
        lowering.warn("optional-path-parameter", message, &pointer);
    }
    let owner = match component {
        Some(component) => Owner::Part(Section::Parameter, component, Vec::new()),
        None => Owner::Operation(operation, vec![RoleStep::Parameter(location, data.name.clone())]),
    };
    let of_place = style;
    let (type_, texts, style) = value(lowering, owner, &data.format, &pointer, style);
    let is_whole_query = location == ParameterLocation::QueryString;
    let style = if is_whole_query { of_place } else { style };
    let encodings = media_type(data).filter(|_| is_whole_query).map(|(_, media_type)| parts::encodings(media_type));
    let own = crate::ir::Docs {
        description: docs::present(data.description.as_ref()),
        example: data.example.clone().or_else(|| first_example(data)).map(Arc::new),
        deprecated: data.deprecated.unwrap_or(false),
        ..Default::default()
    };
    Some(Parameter {
        name: data.name.clone(),
        rust_name: text(&data.extensions, "x-rust-name"),
        location,
        required: data.required || location == ParameterLocation::Path,
        type_,
        style,
        explode: data.explode.unwrap_or(matches!(style, Style::Form | Style::Cookie | Style::DeepObject)),
        allow_reserved,
        delimiters: delimiters(&data.extensions),
        encodings: encodings.unwrap_or_default(),
        default: default(lowering, data),
        docs: docs::merged([own, texts]),
    })
}

/// The media type of a parameter with `content`, and its name.
fn media_type(data: &ParameterData) -> Option<(&String, &openapiv3::MediaType)> {
    match &data.format {
        ParameterSchemaOrContent::Schema(_) => None,
        ParameterSchemaOrContent::Content(content) => content.first(),
    }
}

/// How the whole query is written: a form, unless its media type is another one.
fn style_of_query(data: &ParameterData) -> Style {
    match media_type(data).map(|(name, _)| media(name, None, true)) {
        None | Some(Media::Form) => Style::Form,
        Some(Media::Text) => Style::Simple,
        Some(_) => Style::Json,
    }
}

fn first_example(data: &ParameterData) -> Option<serde_json::Value> {
    data.examples.values().next()?.as_item()?.value.clone()
}

/// The default of the schema, where the schema stands in the parameter.
fn default(lowering: &Lowering, data: &ParameterData) -> Option<serde_json::Value> {
    match &data.format {
        ParameterSchemaOrContent::Schema(schema) => {
            lowering.schemas.get(schema)?.as_item()?.default.as_deref().cloned()
        }
        ParameterSchemaOrContent::Content(_) => None,
    }
}

fn is_reserved(header: &str) -> bool {
    ["accept", "content-type", "authorization"].iter().any(|reserved| header.eq_ignore_ascii_case(reserved))
}

/// True if a text can be the name of a header: a token (RFC 9110, section 5.6.2).
fn is_token(name: &str) -> bool {
    let is_mark = |byte| b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_mark(byte))
}

fn is_whole_query(data: &ParameterData) -> bool {
    data.extensions.get("x-in").and_then(serde_json::Value::as_str) == Some("querystring")
}

/// Where it is sent, and how.
pub fn place(parameter: &openapiv3::Parameter) -> (ParameterLocation, Style, bool) {
    match parameter {
        openapiv3::Parameter::Query { parameter_data, .. } if is_whole_query(parameter_data) => {
            (ParameterLocation::QueryString, style_of_query(parameter_data), false)
        }
        openapiv3::Parameter::Query { style, allow_reserved, .. } => {
            let style = match style {
                QueryStyle::Form => Style::Form,
                QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                QueryStyle::PipeDelimited => Style::PipeDelimited,
                QueryStyle::DeepObject => Style::DeepObject,
            };
            (ParameterLocation::Query, style, *allow_reserved)
        }
        openapiv3::Parameter::Header { .. } => (ParameterLocation::Header, Style::Simple, false),
        openapiv3::Parameter::Path { style, .. } => {
            let style = match style {
                PathStyle::Matrix => Style::Matrix,
                PathStyle::Label => Style::Label,
                PathStyle::Simple => Style::Simple,
            };
            (ParameterLocation::Path, style, false)
        }
        openapiv3::Parameter::Cookie { parameter_data, .. } => {
            let is_plain = parameter_data.extensions.get("x-style").is_some_and(|style| style == "cookie");
            (ParameterLocation::Cookie, if is_plain { Style::Cookie } else { Style::Form }, false)
        }
    }
}

/// True if a schema says that its values are of a kind that has a plain text.
fn is_scalar<'a>(lowering: &mut Lowering<'_, 'a>, schema: SchemaRef<'a>, spot: Spot) -> bool {
    let Some((schema, ..)) = reference::behind(lowering, schema, spot) else { return false };
    matches!(schema.kind, Some(JsonType::String | JsonType::Integer | JsonType::Number | JsonType::Boolean))
}

/// The delimiters that `x-collection-format` means, without those of an exploded list: `[pipes, csv]` is `|,`.
pub fn delimiters(extensions: &IndexMap<String, serde_json::Value>) -> String {
    let words = extensions.get("x-collection-format").and_then(serde_json::Value::as_array);
    let words = words.into_iter().flatten().filter_map(serde_json::Value::as_str);
    let delimiter = |word| match word {
        "multi" => None,
        "ssv" => Some(' '),
        "tsv" => Some('\t'),
        "pipes" => Some('|'),
        _ => Some(','),
    };
    words.filter_map(delimiter).collect()
}

/// The type of a parameter or a header, its texts, and its style: JSON where that is its media type.
pub fn value<'a>(
    lowering: &mut Lowering<'_, 'a>,
    owner: Owner,
    format: &'a ParameterSchemaOrContent,
    pointer: &str,
    style: Style,
) -> (Type, crate::ir::Docs, Style) {
    let as_text = |style| (Type::String, Default::default(), style);
    let (schema, pointer, is_text): (SchemaRef<'a>, String, bool) = match format {
        ParameterSchemaOrContent::Schema(schema) => {
            let Some(schema) = lowering.schema(Some(schema)) else { return as_text(style) };
            (schema, format!("{pointer}/schema"), false)
        }
        ParameterSchemaOrContent::Content(content) => {
            let Some((name, media_type)) = content.first() else { return as_text(style) };
            let is_text = matches!(media(name, None, true), Media::Text);
            let Some(schema) = lowering.schema(media_type.schema.as_ref()) else {
                return if is_text { as_text(style) } else { (Type::Any, Default::default(), Style::Json) };
            };
            (schema, format!("{pointer}/content/{}/schema", crate::source::escape_pointer(name)), is_text)
        }
    };
    let spot = lowering.root(owner, pointer);
    // An object or a list in XML, say, is the caller's to write.
    if is_text && !is_scalar(lowering, schema, spot) {
        return as_text(style);
    }
    let is_json = matches!(format, ParameterSchemaOrContent::Content(_)) && !is_text;
    let style = if is_json { Style::Json } else { style };
    let type_ = type_of(lowering, schema, spot);
    let texts = match schema {
        SchemaRef::Item(schema) => docs::of_schema(schema),
        SchemaRef::Reference(_) => Default::default(),
    };
    let texts = crate::ir::Docs { constraints: constraints::of(lowering.schemas, schema), ..texts };
    (type_, texts, style)
}
