//! Typed walks: what stands at a JSON pointer of the typed document.
//!
//! `["paths", "/pets", "get", "parameters", "0"]` leads to a parameter. Only what references can sensibly lead to is
//! found; references on the way are not followed, except that of a path item.

use crate::ir::{RoleStep, Section};
use crate::keyword::PREFIX_ITEMS;
use crate::lower::parameter::place;
use crate::lower::state::{Lowering, Owner, SchemaRef, Spot, SpotStep};
use crate::schema::{AdditionalProperties, Schemas};
use crate::source::escape_pointer;
use openapiv3::{
    Header, MediaType, OpenAPI, Operation, Parameter, ParameterSchemaOrContent, PathItem, ReferenceOr, RequestBody,
    Response, StatusCode,
};

/// A path item by its path.
pub fn path_item<'a>(openapi: &'a OpenAPI, tokens: &[String]) -> Option<&'a ReferenceOr<PathItem>> {
    match tokens {
        [paths, path] if paths == "paths" => openapi.paths.paths.get(path),
        _ => None,
    }
}

/// An operation, and what is left of the tokens.
fn operation<'a, 't>(openapi: &'a OpenAPI, tokens: &'t [String]) -> Option<(&'a Operation, &'t [String])> {
    let [paths, path, method, rest @ ..] = tokens else { return None };
    if paths != "paths" {
        return None;
    }
    let item = openapi.paths.paths.get(path)?.as_item()?;
    let operation = item.iter().find(|(name, _)| name == method)?.1;
    Some((operation, rest))
}

/// A parameter.
pub fn parameter<'a>(openapi: &'a OpenAPI, tokens: &[String]) -> Option<&'a ReferenceOr<Parameter>> {
    match tokens {
        [components, section, name] if components == "components" && section == "parameters" => {
            openapi.components.as_ref()?.parameters.get(name)
        }
        [paths, path, parameters, index] if paths == "paths" && parameters == "parameters" => {
            openapi.paths.paths.get(path)?.as_item()?.parameters.get(index.parse::<usize>().ok()?)
        }
        _ => match operation(openapi, tokens)? {
            (operation, [parameters, index]) if parameters == "parameters" => {
                operation.parameters.get(index.parse::<usize>().ok()?)
            }
            _ => None,
        },
    }
}

/// A request body.
pub fn request_body<'a>(openapi: &'a OpenAPI, tokens: &[String]) -> Option<&'a ReferenceOr<RequestBody>> {
    match tokens {
        [components, section, name] if components == "components" && section == "requestBodies" => {
            openapi.components.as_ref()?.request_bodies.get(name)
        }
        _ => match operation(openapi, tokens)? {
            (operation, [body]) if body == "requestBody" => operation.request_body.as_ref(),
            _ => None,
        },
    }
}

/// A response.
pub fn response<'a>(openapi: &'a OpenAPI, tokens: &[String]) -> Option<&'a ReferenceOr<Response>> {
    match tokens {
        [components, section, name] if components == "components" && section == "responses" => {
            openapi.components.as_ref()?.responses.get(name)
        }
        _ => match operation(openapi, tokens)? {
            (operation, [responses, key]) if responses == "responses" => {
                if key == "default" {
                    return operation.responses.default.as_ref();
                }
                let found = operation.responses.responses.iter().find(|(status, _)| is_status(status, key))?;
                Some(found.1)
            }
            _ => None,
        },
    }
}

fn is_status(status: &StatusCode, key: &str) -> bool {
    status.to_string().eq_ignore_ascii_case(key)
}

/// A header.
pub fn header<'a>(openapi: &'a OpenAPI, tokens: &[String]) -> Option<&'a ReferenceOr<Header>> {
    match tokens {
        [components, section, name] if components == "components" && section == "headers" => {
            openapi.components.as_ref()?.headers.get(name)
        }
        [before @ .., headers, name] if headers == "headers" => response(openapi, before)?.as_item()?.headers.get(name),
        _ => None,
    }
}

/// A schema inside another schema, a parameter, a header, a body or a response.
pub fn schema<'a>(lowering: &mut Lowering<'_, 'a>, tokens: &[String]) -> Option<(SchemaRef<'a>, Spot)> {
    let [first, second, name, rest @ ..] = tokens else { return None };
    if first == "components" && second == "schemas" {
        let schema = lowering.schemas.components.get(name)?;
        let slot = *lowering.components.get(name.as_str())?;
        let spot = lowering.slots.get(slot.0)?.spot;
        return walk(lowering, schema.into(), spot, rest);
    }
    // The owner is as long as the first `schema` that follows something which can have one.
    for end in 3..tokens.len() {
        let (owner, rest) = (tokens.get(..end)?, tokens.get(end..)?);
        if let Some((schema, rest)) = owned(lowering, owner, rest) {
            let pointer: String = tokens
                .iter()
                .take(tokens.len() - rest.len())
                .map(|token| format!("/{}", escape_pointer(token)))
                .collect();
            let owner = owner_of(lowering, owner);
            let spot = lowering.root(owner, pointer);
            return walk(lowering, schema, spot, rest);
        }
    }
    None
}

/// The schema of what stands at `owner`, and what is left of the tokens.
fn owned<'a, 't>(
    lowering: &Lowering<'_, 'a>,
    owner: &[String],
    rest: &'t [String],
) -> Option<(SchemaRef<'a>, &'t [String])> {
    let (openapi, schemas) = (lowering.openapi, lowering.schemas);
    if let Some(parameter) = follow(openapi, parameter(openapi, owner), parameter) {
        return of_format(schemas, &parameter.parameter_data_ref().format, rest);
    }
    if let Some(header) = follow(openapi, header(openapi, owner), header) {
        return of_format(schemas, &header.format, rest);
    }
    if let Some(body) = follow(openapi, request_body(openapi, owner), request_body) {
        return of_content(schemas, &body.content, rest);
    }
    of_content(schemas, &follow(openapi, response(openapi, owner), response)?.content, rest)
}

/// The item behind references, of which there can be a few.
fn follow<'a, T>(
    openapi: &'a OpenAPI,
    item: Option<&'a ReferenceOr<T>>,
    find: impl Fn(&'a OpenAPI, &[String]) -> Option<&'a ReferenceOr<T>>,
) -> Option<&'a T> {
    let mut item = item?;
    for _ in 0..8 {
        match item {
            ReferenceOr::Item(item) => return Some(item),
            ReferenceOr::Reference { reference } => {
                item = find(openapi, &crate::lower::reference::tokens(reference)?)?;
            }
        }
    }
    None
}

fn of_format<'a, 't>(
    schemas: &'a Schemas,
    format: &'a ParameterSchemaOrContent,
    rest: &'t [String],
) -> Option<(SchemaRef<'a>, &'t [String])> {
    match (format, rest) {
        (ParameterSchemaOrContent::Schema(schema), [keyword, rest @ ..]) if keyword == "schema" => {
            Some((schemas.get(schema)?.into(), rest))
        }
        (ParameterSchemaOrContent::Content(content), rest) => of_content(schemas, content, rest),
        (ParameterSchemaOrContent::Schema(_), _) => None,
    }
}

fn of_content<'a, 't>(
    schemas: &'a Schemas,
    content: &'a indexmap::IndexMap<String, MediaType>,
    rest: &'t [String],
) -> Option<(SchemaRef<'a>, &'t [String])> {
    let [keyword, media_type, schema, rest @ ..] = rest else { return None };
    if keyword != "content" || schema != "schema" {
        return None;
    }
    Some((schemas.get(content.get(media_type)?.schema.as_ref()?)?.into(), rest))
}

/// Whom an inline schema there belongs to.
fn owner_of(lowering: &Lowering, tokens: &[String]) -> Owner {
    let text = |index: usize| tokens.get(index).cloned().unwrap_or_default();
    if text(0) == "components" {
        let section = match text(1).as_str() {
            "parameters" => Section::Parameter,
            "headers" => Section::Header,
            "requestBodies" => Section::RequestBody,
            _ => Section::Response,
        };
        return Owner::Part(section, text(2), Vec::new());
    }
    // What all operations of a path share counts as the first one's.
    let is_of_path = text(2) == "parameters";
    let found = lowering.operation_index.iter();
    let found = found.filter(|((path, method), _)| *path == text(1) && (is_of_path || *method == text(2)));
    let operation = found.map(|(_, index)| *index).min().unwrap_or(0);
    let parameter = follow(lowering.openapi, parameter(lowering.openapi, tokens), parameter);
    let role = match (parameter, text(3).as_str()) {
        (Some(parameter), _) => RoleStep::Parameter(place(parameter).0, parameter.parameter_data_ref().name.clone()),
        (None, "requestBody") => RoleStep::Body,
        (None, _) => RoleStep::Response(text(4)),
    };
    Owner::Operation(operation, vec![role])
}

/// Walks from a schema to one inside it.
fn walk<'a>(
    lowering: &mut Lowering<'_, 'a>,
    schema: SchemaRef<'a>,
    spot: Spot,
    tokens: &[String],
) -> Option<(SchemaRef<'a>, Spot)> {
    let [keyword, rest @ ..] = tokens else { return Some((schema, spot)) };
    let (schema, spot, _) = crate::lower::reference::behind(lowering, schema, spot)?;
    let (next, step, rest): (SchemaRef<'a>, SpotStep<'a>, &[String]) = match (keyword.as_str(), rest) {
        ("properties", [name, rest @ ..]) => {
            let (name, schema) = schema.properties.get_key_value(name)?;
            (schema.into(), SpotStep::Property(name), rest)
        }
        ("items", rest) => (schema.items.as_deref()?.into(), SpotStep::Item, rest),
        (PREFIX_ITEMS, [index, rest @ ..]) => {
            let index = index.parse::<usize>().ok()?;
            (schema.prefix_items.get(index)?.into(), SpotStep::Prefix(index), rest)
        }
        ("additionalProperties", rest) => match schema.additional.as_ref()? {
            AdditionalProperties::Schema(schema) => (schema.as_ref().into(), SpotStep::Value, rest),
            AdditionalProperties::Allowed(_) => return None,
        },
        ("allOf", [index, rest @ ..]) => {
            let index = index.parse::<usize>().ok()?;
            (schema.all_of.get(index)?.into(), SpotStep::All(index), rest)
        }
        ("oneOf", [index, rest @ ..]) => {
            let index = index.parse::<usize>().ok()?;
            (schema.one_of.get(index)?.into(), SpotStep::One(index), rest)
        }
        ("anyOf", [index, rest @ ..]) => {
            let index = index.parse::<usize>().ok()?;
            (schema.any_of.get(index)?.into(), SpotStep::Any(index), rest)
        }
        _ => return None,
    };
    let spot = lowering.child(spot, step);
    walk(lowering, next, spot, rest)
}
