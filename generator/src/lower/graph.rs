//! The end of lowering: from slots in the order of discovery to types in their final order.
//!
//! Aliases are replaced by what they stand for, branches of unions are sorted, types are numbered (components by name,
//! then inline ones in the order of what they belong to), what contains itself is boxed, and every type learns which
//! tags, requests and responses reach it. Nothing depends on the document's order but what its author's order means.

mod aliases;
mod boxing;
mod circles;
mod number;
mod reach;
mod unions;

use crate::ir::{Api, Body, ContentKind, Part, PartEncoding, PartKind, Shape, Style, Type, TypeDef, walk};
use crate::lower::state::Lowering;
use std::collections::BTreeSet;

/// Fills [`Api::types`] and makes every [`crate::ir::TypeId`] in the API final.
pub fn api(lowering: &mut Lowering, api: &mut Api) {
    let aliases = aliases::resolve(lowering);
    let mut types = aliases::definitions(lowering, &aliases);
    walk::operations(&mut api.operations, &mut |type_, in_json| aliases::replace(type_, &aliases, in_json));
    walk::webhooks(&mut api.webhooks, &mut |type_, in_json| aliases::replace(type_, &aliases, in_json));
    for body in api.operations.iter_mut().flat_map(|operation| &mut operation.body) {
        multipart(body, &types);
    }
    circles::untangle(&mut types);
    unions::sort(&mut types, &lowering.described);
    api.types = number::all(lowering, types, &mut api.operations, &mut api.webhooks);
    settle(api);
}

/// Boxes what contains itself, marks what is reached, and notes how long tuples are: once types are numbered, and again
/// where some of them became one.
pub fn settle(api: &mut Api) {
    walk::definitions(&mut api.types, &mut |type_, _| {
        walk::innermost(type_, &mut |inner| {
            if let Type::Boxed(id) = *inner {
                *inner = Type::Named(id);
            }
        });
    });
    boxing::cycles(&mut api.types);
    reach::all(api);
    let mut tuples = BTreeSet::new();
    let mut note = |type_: &mut Type, _: bool| tuple_lengths(type_, &mut tuples);
    walk::definitions(&mut api.types, &mut note);
    walk::operations(&mut api.operations, &mut note);
    walk::webhooks(&mut api.webhooks, &mut note);
    api.tuples = tuples;
}

fn tuple_lengths(type_: &Type, found: &mut BTreeSet<usize>) {
    if let Type::Tuple(elements) = type_ {
        found.insert(elements.len());
    }
    type_.inner().iter().for_each(|inner| tuple_lengths(inner, found));
}

/// Decides what each part of a multipart body is, now that its type is known.
fn multipart(body: &mut Body, types: &[Option<TypeDef>]) {
    for content in &mut body.contents {
        if let ContentKind::Multipart(parts) = &mut content.kind {
            parts.iter_mut().for_each(|part| self::part(part, types));
        }
    }
}

fn part(part: &mut Part, types: &[Option<TypeDef>]) {
    part.kind = match std::mem::replace(&mut part.kind, PartKind::File) {
        PartKind::Json(type_) => part_kind(type_, part, types, false),
        PartKind::JsonItems(type_) => part_kind(type_, part, types, true),
        known => known,
    };
    match part.kind {
        // Bytes have no style.
        PartKind::File | PartKind::Files => part.encoding = None,
        PartKind::Text(_) | PartKind::Texts(_) | PartKind::Json(_) | PartKind::JsonItems(_) => {
            if part.encoding.is_some() {
                part.media_types.clear();
            }
            if !matches!(part.kind, PartKind::Json(_) | PartKind::JsonItems(_)) {
                part.encoding = part.encoding.take().filter(|encoding| !is_plain(encoding));
            }
        }
    }
}

/// The style that a text, or a list of texts, has anyway.
fn is_plain(encoding: &PartEncoding) -> bool {
    encoding.style == Style::Form && encoding.explode && encoding.delimiters.is_empty()
}

/// What a part of a type is; `by_item` says that a media type of a list is that of each element.
fn part_kind(type_: Type, part: &Part, types: &[Option<TypeDef>], by_item: bool) -> PartKind {
    let type_ = if let Type::Nullable(inner) = type_ { *inner } else { type_ };
    let media_type = part.media_types.first().filter(|_| part.encoding.is_none());
    let is_list = |type_: &Type| matches!(type_, Type::Array(_) | Type::Tuple(_));
    if media_type.is_some_and(|media_type| media_type.contains("json")) && !has_files(&type_) {
        return if by_item && is_list(&type_) { PartKind::JsonItems(type_) } else { PartKind::Json(type_) };
    }
    let has_text = media_type.is_none_or(|media_type| media_type.starts_with("text/"));
    match type_ {
        Type::Array(item) if is_file(&item, has_text) => PartKind::Files,
        Type::Array(item) if is_scalar(&item, types) => PartKind::Texts(*item),
        Type::Array(item) if by_item && is_list(not_null(&item)) => PartKind::JsonItems(Type::Array(item)),
        Type::Tuple(elements) if by_item && elements.iter().any(|element| is_list(not_null(element))) => {
            PartKind::JsonItems(Type::Tuple(elements))
        }
        type_ if is_file(&type_, has_text) => PartKind::File,
        type_ if is_scalar(&type_, types) => PartKind::Text(type_),
        type_ => PartKind::Json(type_),
    }
}

fn not_null(type_: &Type) -> &Type {
    if let Type::Nullable(inner) = type_ { inner } else { type_ }
}

/// Whether a type is bytes or a list of them, which no JSON holds.
fn has_files(type_: &Type) -> bool {
    match type_ {
        Type::Array(item) => **item == Type::Binary,
        other => *other == Type::Binary,
    }
}

fn is_file(type_: &Type, has_text: bool) -> bool {
    match type_ {
        Type::Binary => true,
        Type::String | Type::Any => !has_text,
        _ => false,
    }
}

fn is_scalar(type_: &Type, types: &[Option<TypeDef>]) -> bool {
    match type_ {
        Type::Boolean | Type::Integer(_) | Type::Float(_) | Type::String | Type::Text(_) => true,
        Type::Named(id) | Type::Boxed(id) => {
            let definition = types.get(id.0).and_then(Option::as_ref);
            definition.is_some_and(|definition| matches!(definition.shape, Shape::StringEnum(_)))
        }
        Type::Any | Type::Binary | Type::Array(_) | Type::Map(_) | Type::Tuple(_) | Type::Nullable(_) => false,
    }
}
