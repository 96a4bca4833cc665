//! Lists that come page by page: recognised from parameters and the shape of the response.
//!
//! `{data: […], meta: {current_page, last_page}}` is a list by page number, whether the parameter `page` is documented
//! or not. A parameter and a field that clearly belong together give a cursor or an offset. A parameter may be a
//! property of the JSON body that is sent (`POST /search` with `{"page": 1}`); it is called `/page` then. Anything less
//! clear is no paging: a wrong guess would read one page for ever. What an overlay says by `x-paging` ([`given`]) wins.

mod given;
mod recognised;

use crate::ir::{
    Api, ContentKind, Field, Method, Operation, Paging, PagingKind, ParameterLocation, Shape, Style, Type, TypeDef,
};
use crate::lower::state::Lowering;
use crate::source::escape_pointer;
use serde_json::Value as Json;

/// Names of an envelope's list of items, the likeliest first.
const ITEMS: &[&str] = &["data", "items", "results", "entries", "records", "values", "content"];

/// An `x-paging` of an operation.
pub struct Given<'a> {
    /// The index of the operation.
    pub operation: usize,
    /// The value.
    pub value: &'a Json,
    /// Where it stands.
    pub pointer: String,
}

/// Sets [`Operation::paging`] where it is given, or clear.
pub fn find(lowering: &mut Lowering, api: &mut Api, given: &[Given<'_>]) {
    let types = &api.types;
    for operation in &mut api.operations {
        operation.paging = of(operation, types);
    }
    for Given { operation, value, pointer } in given {
        let Some(operation) = api.operations.get_mut(*operation) else { continue };
        match given::read(value, operation, types) {
            Ok(paging) => operation.paging = paging,
            Err(given::Wrong { key, message }) => {
                let pointer =
                    if key.is_empty() { pointer.clone() } else { format!("{pointer}/{}", escape_pointer(&key)) };
                lowering.error("invalid-paging", format!("`x-paging` cannot be used: {message}"), HELP, &pointer);
            }
        }
    }
}

/// Adds the parameters that the pages of responses show and the documentation lacks.
pub fn add_parameters(api: &mut Api) {
    for operation in &mut api.operations {
        recognised::add(operation, &api.types);
    }
}

const HELP: &str = "for example: {\"x-paging\":{\"kind\":\"cursor\",\"parameter\":\"after\",\"next\":\"/meta/next\",\"items\":\"/data\"}}";

/// The JSON body of the first success.
fn body_of(operation: &Operation) -> Option<&Type> {
    match &operation.successes.first()?.content()?.kind {
        ContentKind::Json(body) => Some(body),
        _ => None,
    }
}

fn of(operation: &Operation, types: &[TypeDef]) -> Option<Paging> {
    match &operation.method {
        Method::Get => by_query(operation, types),
        Method::Post => of_search(operation, types),
        Method::Other(method) if method == "QUERY" => of_search(operation, types),
        Method::Put
        | Method::Delete
        | Method::Options
        | Method::Head
        | Method::Patch
        | Method::Trace
        | Method::Other(_) => None,
    }
}

/// A search that is sent by `POST` or `QUERY`: only if both what is sent and what is answered say that it has pages.
fn of_search(operation: &Operation, types: &[TypeDef]) -> Option<Paging> {
    let fields = fields(body_of(operation)?, types)?;
    let (items, item) = items(fields)?;
    let sent = Sent { operation, types };
    let kind =
        by_page_number(sent, fields, false).or_else(|| by_cursor(sent, fields)).or_else(|| by_offset(sent, fields))?;
    Some(Paging { items: vec![items.to_owned()], item: item.clone(), kind })
}

fn by_query(operation: &Operation, types: &[TypeDef]) -> Option<Paging> {
    let body = body_of(operation)?;
    let sent = Sent { operation, types };
    if let Type::Array(item) = bare(body) {
        let kind = of_list(operation)?;
        return Some(Paging { items: Vec::new(), item: bare(item).clone(), kind });
    }
    let fields = fields(body, types)?;
    let (items, item) = items(fields)?;
    let kind = by_page_number(sent, fields, true)
        .or_else(|| by_page_index(sent, fields, items))
        .or_else(|| by_next_url(fields, types))
        .or_else(|| by_cursor(sent, fields))
        .or_else(|| by_offset(sent, fields))
        .or_else(|| by_next_text(sent, fields))
        .or_else(|| of_list(operation))?;
    Some(Paging { items: vec![items.to_owned()], item: item.clone(), kind })
}

fn bare(type_: &Type) -> &Type {
    match type_ {
        Type::Nullable(inner) => bare(inner),
        other => other,
    }
}

fn fields<'t>(type_: &Type, types: &'t [TypeDef]) -> Option<&'t [Field]> {
    let (Type::Named(id) | Type::Boxed(id)) = bare(type_) else { return None };
    match &types.get(id.0)?.shape {
        Shape::Object(object) => Some(&object.fields),
        Shape::StringEnum(_) | Shape::ValueEnum(_) | Shape::Union(_) => None,
    }
}

fn field<'t>(fields: &'t [Field], name: &str) -> Option<&'t Field> {
    fields.iter().find(|field| field.name == name)
}

/// The list of items: one with a usual name, or the only list there is.
fn items(fields: &[Field]) -> Option<(&str, &Type)> {
    let list = |field: &'_ Field| matches!(bare(&field.type_), Type::Array(_));
    let usual = ITEMS.iter().find_map(|name| field(fields, name).filter(|field| list(field)));
    let mut lists = fields.iter().filter(|field| list(field));
    let found = usual.or_else(|| lists.next().filter(|_| lists.next().is_none()))?;
    match bare(&found.type_) {
        Type::Array(item) => Some((&found.name, item)),
        _ => None,
    }
}

fn query<'o>(operation: &'o Operation, names: &[&str]) -> Option<&'o str> {
    let parameters = || operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Query);
    names
        .iter()
        .find_map(|name| parameters().find(|parameter| parameter.name == *name))
        .map(|found| found.name.as_str())
}

/// What a call sends.
#[derive(Clone, Copy)]
struct Sent<'a> {
    operation: &'a Operation,
    types: &'a [TypeDef],
}

impl<'a> Sent<'a> {
    /// A query parameter by its name, or a property of the JSON body as a JSON pointer, with its documented default.
    fn parameter(self, names: &[&str]) -> Option<(String, Option<&'a Json>)> {
        if let Some(name) = query(self.operation, names) {
            let found = self.operation.parameters.iter().find(|one| one.name == name);
            return Some((name.to_owned(), found.and_then(|one| one.default.as_ref())));
        }
        if let Some(found) = self.exploded(names) {
            return Some((found.name.clone(), found.docs.default.as_deref()));
        }
        let (keys, field) = at(json_body(self.operation, self.types)?, PAGE, names, self.types)?;
        let pointer = keys.iter().map(|key| format!("/{}", escape_pointer(key))).collect();
        Some((pointer, field.docs.default.as_deref()))
    }
}

impl<'a> Sent<'a> {
    /// A property of a query parameter that is an object, where each property is sent under its own name: Spring's
    /// `pageable`.
    fn exploded(self, names: &[&str]) -> Option<&'a Field> {
        let objects = self
            .operation
            .parameters
            .iter()
            .filter(|one| one.location == ParameterLocation::Query && one.style == Style::Form && one.explode);
        objects
            .filter_map(|one| fields(&one.type_, self.types))
            .find_map(|all| names.iter().find_map(|name| field(all, name)))
    }
}

/// Objects of a request that have what pages.
const PAGE: &[&str] = &["pagination", "paging", "page", "page_info"];

/// The properties of the JSON body that is sent, if that is its only or preferred kind.
fn json_body<'t>(operation: &Operation, types: &'t [TypeDef]) -> Option<&'t [Field]> {
    match &operation.body.as_ref()?.contents.first()?.kind {
        ContentKind::Json(type_) => fields(type_, types),
        _ => None,
    }
}

/// A field at the top or in an object `within`, with the keys to it.
fn at<'t>(
    fields: &'t [Field],
    within: &[&str],
    names: &[&str],
    types: &'t [TypeDef],
) -> Option<(Vec<String>, &'t Field)> {
    for name in names {
        if let Some(found) = field(fields, name) {
            return Some((vec![found.name.clone()], found));
        }
    }
    for outer in within {
        let Some(object) = field(fields, outer) else { continue };
        let Some(inner) = self::fields(&object.type_, types) else { continue };
        if let Some(found) = names.iter().find_map(|name| field(inner, name)) {
            return Some((vec![object.name.clone(), found.name.clone()], found));
        }
    }
    None
}

const META: &[&str] = &["meta", "pagination", "paging", "page_info", "pageInfo", "_meta", "response_metadata"];

fn is_integer(field: &Field) -> bool {
    matches!(bare(&field.type_), Type::Integer(_))
}

fn by_page_number(sent: Sent<'_>, fields: &[Field], is_list: bool) -> Option<PagingKind> {
    let count = |names: &[&str]| at(fields, META, names, sent.types).filter(|(_, found)| is_integer(found));
    // A list of items can be called `pages`, too.
    let (last_page, last) =
        count(&["last_page", "lastPage", "total_pages", "totalPages"]).or_else(|| count(&["pages"]))?;
    let (_, current) = at(fields, META, &["current_page", "currentPage", "page"], sent.types)?;
    if !is_integer(current) {
        return None;
    }
    // Laravel's envelope always goes with `page`, documented or not.
    let parameter = sent.parameter(&["page", "page[number]", "page_number", "pageNumber", "current_page"]);
    let laravel = is_list && last.name == "last_page" && current.name == "current_page";
    let (parameter, default) = parameter.or(laravel.then(|| ("page".to_owned(), None)))?;
    Some(PagingKind::PageNumber { parameter, first: first_page(default), last_page })
}

/// Spring's `Page`, `Slice` and `PagedModel`: pages are counted from 0, and always asked for by `page`.
fn by_page_index(sent: Sent<'_>, fields: &[Field], items: &str) -> Option<PagingKind> {
    let find = |name: &str| at(fields, &["page"], &[name], sent.types);
    let (_, number) = find("number")?;
    if items != "content" || !is_integer(number) {
        return None;
    }
    let last = find("last").filter(|(_, found)| *bare(&found.type_) == Type::Boolean);
    let (last_page, _) = last.or_else(|| find("totalPages").filter(|(_, found)| is_integer(found)))?;
    let (parameter, default) = sent.parameter(&["page"]).unwrap_or(("page".to_owned(), None));
    let first = default.and_then(Json::as_u64).unwrap_or(0);
    Some(PagingKind::PageNumber { parameter, first, last_page })
}

/// Pages are counted from 1, unless the page that is given by default is 0.
fn first_page(default: Option<&Json>) -> u64 {
    if default.is_some_and(|default| default.as_f64() == Some(0.0)) { 0 } else { 1 }
}

fn by_next_url(fields: &[Field], types: &[TypeDef]) -> Option<PagingKind> {
    let (next, found) = at(fields, LINKS, NEXT_URL, types)?;
    let is_url = match bare(&found.type_) {
        Type::Text(crate::ir::TextFormat::Uri) => true,
        Type::String => found.name.ends_with("url") || found.name.ends_with("uri") || found.name.ends_with("Url"),
        _ => false,
    };
    is_url.then_some(PagingKind::NextUrl { next })
}

/// The field `next` as a text that can be null: a URL, unless a parameter is documented that would take it as a token.
fn by_next_text(sent: Sent<'_>, fields: &[Field]) -> Option<PagingKind> {
    const OF_TOKENS: &[&str] =
        &["cursor", "token", "marker", "after", "starting_after", "startingafter", "continuation", "continue", "next"];
    let (next, found) = at(fields, LINKS, &["next"], sent.types)?;
    let can_be_absent = matches!(&found.type_, Type::Nullable(inner) if **inner == Type::String);
    // A filter such as `created_after` takes no token.
    let in_query = sent.operation.parameters.iter().filter(|one| one.location == ParameterLocation::Query);
    let takes_token = in_query.map(|parameter| parameter.name.to_ascii_lowercase()).any(|name| {
        OF_TOKENS.contains(&name.as_str()) || ["cursor", "token", "marker"].iter().any(|word| name.ends_with(word))
    });
    (can_be_absent && !takes_token).then_some(PagingKind::NextUrl { next })
}

const LINKS: &[&str] = &["links", "_links", "paging", "meta", "pagination"];

const NEXT_URL: &[&str] = &["next", "next_url", "next_page_url", "nextUrl", "next_page_uri", "next_link", "nextLink"];

/// What the parameter is called, and what the field can be called then.
const CURSORS: &[(&str, &[&str])] = &[
    ("page_token", &["next_page_token", "next_page", "next_token"]),
    ("pageToken", &["nextPageToken", "next_page_token"]),
    ("PageToken", &["next_page_token", "NextPageToken"]),
    ("cursor", &["next_cursor", "nextCursor", "next", "next_page"]),
    ("next_token", &["next_token", "nextToken"]),
    ("nextToken", &["nextToken"]),
    ("marker", &["next_marker", "nextMarker"]),
    ("starting_after", &["next_starting_after"]),
    ("continuation_token", &["continuation_token", "next_continuation_token"]),
    ("continuationToken", &["continuationToken", "nextContinuationToken"]),
    ("after", &["after", "next_after", "end_cursor", "endCursor"]),
];

fn by_cursor(sent: Sent<'_>, fields: &[Field]) -> Option<PagingKind> {
    let pair = |parameter: &str, names: &[&str]| {
        let (parameter, _) = sent.parameter(&[parameter])?;
        let (next, found) = at(fields, META, names, sent.types)?;
        let is_token = matches!(bare(&found.type_), Type::String | Type::Text(_) | Type::Integer(_));
        is_token.then_some(PagingKind::Cursor { parameter, next })
    };
    // Elsewhere the cursor in the response may be that of the request; Litestar's is that of the next page.
    let is_litestar = || field(fields, "results_per_page").is_some();
    let found = CURSORS.iter().find_map(|(parameter, names)| pair(parameter, names));
    found.or_else(|| is_litestar().then(|| pair("cursor", &["cursor"]))?)
}

fn by_offset(sent: Sent<'_>, fields: &[Field]) -> Option<PagingKind> {
    let (parameter, _) = sent.parameter(&["offset", "skip", "start"])?;
    sent.parameter(&["limit", "count", "take", "max", "per_page", "page_size", "size"])?;
    let names = &["total", "total_count", "totalCount", "offset", "more", "has_more"];
    let (_, total) = at(fields, META, names, sent.types)?;
    matches!(bare(&total.type_), Type::Integer(_) | Type::Boolean).then_some(PagingKind::Offset { parameter })
}

/// A list whose body does not tell: its pages are in the `Link` header, if that is documented, or are counted.
fn of_list(operation: &Operation) -> Option<PagingKind> {
    let response = operation.successes.first()?;
    if response.headers.iter().any(|header| header.name.eq_ignore_ascii_case("link")) {
        return Some(PagingKind::LinkHeader);
    }
    let size = query(operation, &["per_page", "page_size", "pageSize", "perPage", "limit"]);
    if let (Some(parameter), Some(_)) = (query(operation, &["page", "page_number", "pageNumber"]), size) {
        let found = operation.parameters.iter().find(|one| one.name == parameter);
        let first = first_page(found.and_then(|one| one.default.as_ref()));
        return Some(PagingKind::PageNumber { parameter: parameter.to_owned(), first, last_page: Vec::new() });
    }
    let parameter = query(operation, &["offset", "skip"])?.to_owned();
    size.map(|_| PagingKind::Offset { parameter })
}
