//! `x-paging` of an operation: what an overlay says about its pages.
//!
//! ```json
//! {"kind": "page-number", "parameter": "page", "first": 0, "last-page": "/meta/last_page", "items": "/data"}
//! {"kind": "offset", "parameter": "offset"}
//! {"kind": "offset", "parameter": "/range/offset"}
//! {"kind": "cursor", "parameter": "after", "next": "/paging/cursors/after"}
//! {"kind": "next-url", "next": "/links/next"}
//! {"kind": "link-header", "items": ""}
//! false
//! ```
//!
//! In: the JSON value and the operation, whose types are final. Out: how it is paged, or what is wrong with the value.
//! `items` and the other places are JSON pointers into the body of a response; without `items`, the list is the one
//! that the shape of the response shows. A `parameter` is one of the query, or a JSON pointer into the JSON body of the
//! request. It does not check whether a parameter is documented: parameters often are not.

use super::{bare, body_of, fields, items};
use crate::ir::{ContentKind, Operation, Paging, PagingKind, Type, TypeDef};
use crate::source::pointer_tokens;
use serde_json::{Map, Value as Json};

/// The keys that an `x-paging` can have.
const KEYS: &str = "`kind`, `parameter`, `first`, `last-page`, `next` and `items`";
/// The kinds.
const KINDS: &str = "`page-number`, `offset`, `cursor`, `next-url` and `link-header`";

/// A sentence that says what is wrong, and the keys to it inside the value.
pub struct Wrong {
    /// `x-paging` itself if empty.
    pub key: String,
    /// What is wrong.
    pub message: String,
}

fn wrong<T>(key: &str, message: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong { key: key.to_owned(), message: message.into() })
}

/// What the value says; `Ok(None)`: no pages.
pub fn read(value: &Json, operation: &Operation, types: &[TypeDef]) -> Result<Option<Paging>, Wrong> {
    let settings = match value {
        Json::Bool(false) => return Ok(None),
        Json::Object(settings) => settings,
        _ => return wrong("", format!("it is `false`, or an object with {KEYS}")),
    };
    const ALL: [&str; 6] = ["kind", "parameter", "first", "last-page", "next", "items"];
    if let Some(unknown) = settings.keys().find(|key| !ALL.contains(&key.as_str())) {
        return wrong(unknown, format!("`{unknown}` is none of its keys: {KEYS}"));
    }
    let kind = kind(settings)?;
    let of_body = settings.get("parameter").and_then(Json::as_str).is_some_and(|text| text.starts_with('/'));
    if of_body && !sends_json(operation) {
        return wrong(
            "parameter",
            "`parameter` is a JSON pointer into the body of a request, and none is sent as JSON",
        );
    }
    let Some(body) = body_of(operation) else { return wrong("", "the operation answers no JSON") };
    let (items, item) = list(settings, body, types)?;
    Ok(Some(Paging { items, item, kind }))
}

fn sends_json(operation: &Operation) -> bool {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    contents.into_iter().any(|content| matches!(content.kind, ContentKind::Json(_)))
}

fn kind(settings: &Map<String, Json>) -> Result<PagingKind, Wrong> {
    let Some(kind) = settings.get("kind").and_then(Json::as_str) else {
        return wrong("kind", format!("`kind` has to be one of {KINDS}"));
    };
    let allowed: &[&str] = match kind {
        "page-number" => &["parameter", "first", "last-page"],
        "offset" => &["parameter"],
        "cursor" => &["parameter", "next"],
        "next-url" => &["next"],
        "link-header" => &[],
        _ => return wrong("kind", format!("`{kind}` is none of the kinds {KINDS}")),
    };
    let idle =
        settings.keys().find(|key| !["kind", "items"].contains(&key.as_str()) && !allowed.contains(&key.as_str()));
    if let Some(idle) = idle {
        return wrong(idle, format!("pages by `{kind}` need no `{idle}`"));
    }
    Ok(match kind {
        "page-number" => PagingKind::PageNumber {
            parameter: text(settings, "parameter")?,
            first: first(settings)?,
            last_page: if settings.contains_key("last-page") { keys(settings, "last-page")? } else { Vec::new() },
        },
        "offset" => PagingKind::Offset { parameter: text(settings, "parameter")? },
        "cursor" => PagingKind::Cursor { parameter: text(settings, "parameter")?, next: keys(settings, "next")? },
        "next-url" => PagingKind::NextUrl { next: keys(settings, "next")? },
        _ => PagingKind::LinkHeader,
    })
}

fn text(settings: &Map<String, Json>, key: &str) -> Result<String, Wrong> {
    match settings.get(key).and_then(Json::as_str).filter(|text| !text.is_empty()) {
        Some(text) => Ok(text.to_owned()),
        None => wrong(
            key,
            format!("`{key}` has to be the name of a query parameter, or a JSON pointer into the body that is sent"),
        ),
    }
}

fn first(settings: &Map<String, Json>) -> Result<u64, Wrong> {
    match settings.get("first") {
        None => Ok(1),
        Some(number) => number.as_u64().map_or_else(|| wrong("first", "`first` has to be a whole number"), Ok),
    }
}

/// The keys of a JSON pointer (RFC 6901), of which there is at least one.
fn keys(settings: &Map<String, Json>, key: &str) -> Result<Vec<String>, Wrong> {
    let found = settings.get(key).and_then(Json::as_str).and_then(pointer_tokens).filter(|keys| !keys.is_empty());
    found.map_or_else(|| wrong(key, format!("`{key}` has to be a JSON pointer into the body, as `/meta/next`")), Ok)
}

/// The keys to the list, and the type of its items.
fn list(settings: &Map<String, Json>, body: &Type, types: &[TypeDef]) -> Result<(Vec<String>, Type), Wrong> {
    let Some(given) = settings.get("items") else {
        if let Type::Array(item) = bare(body) {
            return Ok((Vec::new(), bare(item).clone()));
        }
        return match fields(body, types).and_then(items) {
            Some((name, item)) => Ok((vec![name.to_owned()], item.clone())),
            None => wrong("", "which list has the items is not clear: say it by `items`"),
        };
    };
    let Some(keys) = given.as_str().and_then(pointer_tokens) else {
        return wrong(
            "items",
            "`items` has to be a JSON pointer into the body, as `/data`, or empty for the body itself",
        );
    };
    let mut type_ = body;
    for key in &keys {
        type_ = match (bare(type_), fields(type_, types)) {
            (Type::Any, _) => return Ok((keys, Type::Any)),
            (Type::Map(value), _) => value,
            (_, Some(fields)) => match fields.iter().find(|field| field.name == *key) {
                Some(field) => &field.type_,
                None => return wrong("items", format!("the documented response has no `{key}` there")),
            },
            (_, None) => return wrong("items", format!("the documented response has no object around `{key}`")),
        };
    }
    match bare(type_) {
        Type::Array(item) => Ok((keys, bare(item).clone())),
        Type::Any => Ok((keys, Type::Any)),
        _ => wrong("items", "the documented response has no list there"),
    }
}
