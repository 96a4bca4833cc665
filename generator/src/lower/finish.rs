//! The end of lowering: from slots in the order of discovery to types in their final order.
//!
//! Aliases are replaced by what they stand for, equal inline enums become one, branches of unions are sorted, types
//! are numbered (components by name, then inline ones in the order of what they belong to), what contains itself is
//! boxed, and every type learns which tags, requests and responses reach it. Nothing depends on the document's order
//! but what its author's order means.

mod aliases;
mod boxing;
mod circles;
mod number;
mod reach;
mod share;
mod unions;
mod walk;

use crate::ir::{Api, Body, ContentKind, PartKind, Shape, TextFormat, Type, TypeDef};
use crate::lower::world::World;

/// Fills [`Api::types`] and makes every [`crate::ir::TypeId`] in the API final.
pub fn api(world: &mut World, api: &mut Api) {
    let aliases = aliases::resolve(world);
    let mut types = aliases::definitions(world, &aliases);
    walk::operations(&mut api.operations, &mut |type_, in_json| aliases::replace(type_, &aliases, in_json));
    for body in api.operations.iter_mut().flat_map(|operation| &mut operation.body) {
        multipart(body, &types);
    }
    let shared = share::enums(&mut types);
    let mut replace = |type_: &mut Type, _: bool| share::replace(type_, &shared);
    walk::definitions(types.iter_mut().flatten(), &mut replace);
    walk::operations(&mut api.operations, &mut replace);
    circles::untangle(&mut types);
    unions::sort(&mut types, world.document);
    api.types = number::all(world, types, &mut api.operations);
    boxing::cycles(&mut api.types);
    reach::all(api);
}

/// Decides what each part of a multipart body is, now that its type is known.
fn multipart(body: &mut Body, types: &[Option<TypeDef>]) {
    for content in &mut body.contents {
        let ContentKind::Multipart(parts) = &mut content.kind else { continue };
        for part in parts {
            let PartKind::Json(type_) = std::mem::replace(&mut part.kind, PartKind::File) else { continue };
            part.kind = part_kind(type_, part.media_type.as_deref(), types);
        }
    }
}

fn part_kind(type_: Type, media_type: Option<&str>, types: &[Option<TypeDef>]) -> PartKind {
    let type_ = match type_ {
        Type::Nullable(inner) => *inner,
        other => other,
    };
    if media_type.is_some_and(|media_type| media_type.contains("json")) {
        return PartKind::Json(type_);
    }
    let has_text = media_type.is_none_or(|media_type| media_type.starts_with("text/"));
    match type_ {
        Type::Array(item) if is_file(&item, has_text) => PartKind::Files,
        Type::Array(item) if is_scalar(&item, types) => PartKind::Texts(*item),
        type_ if is_file(&type_, has_text) => PartKind::File,
        type_ if is_scalar(&type_, types) => PartKind::Text(type_),
        type_ => PartKind::Json(type_),
    }
}

fn is_file(type_: &Type, has_text: bool) -> bool {
    match type_ {
        Type::Binary | Type::Text(TextFormat::Base64) => true,
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
        Type::Any | Type::Binary | Type::Array(_) | Type::Map(_) | Type::Nullable(_) => false,
    }
}
