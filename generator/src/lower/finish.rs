//! The end of lowering: from slots in the order of discovery to types in their final order.
//!
//! Aliases are replaced by what they stand for, equal inline enums become one, branches of unions are sorted, types
//! are numbered (components by name, then inline ones in the order of what they belong to), what contains itself is
//! boxed, and every type learns which tags, requests and responses reach it. Nothing depends on the document's order
//! but what its author's order means.

mod aliases;
mod boxing;
mod number;
mod reach;
mod share;
mod unions;
mod walk;

use crate::ir::{Api, PartKind, Type};
use crate::lower::world::World;

/// Fills [`Api::types`] and makes every [`crate::ir::TypeId`] in the API final.
pub fn api(world: &mut World, api: &mut Api) {
    let aliases = aliases::resolve(world);
    let mut types = aliases::definitions(world, &aliases);
    walk::operations(&mut api.operations, &mut |type_, in_json| aliases::replace(type_, &aliases, in_json));
    api.operations.iter_mut().flat_map(|operation| &mut operation.body).for_each(multipart);
    let shared = share::enums(&mut types);
    let mut replace = |type_: &mut Type, _: bool| share::replace(type_, &shared);
    walk::definitions(types.iter_mut().flatten(), &mut replace);
    walk::operations(&mut api.operations, &mut replace);
    unions::sort(&mut types);
    api.types = number::all(world, types, &mut api.operations);
    boxing::cycles(&mut api.types);
    reach::all(api);
}

/// Decides what each part of a multipart body is, now that its type is known.
fn multipart(body: &mut crate::ir::Body) {
    for content in &mut body.contents {
        let crate::ir::ContentKind::Multipart(parts) = &mut content.kind else { continue };
        for part in parts {
            let PartKind::Json(type_) = std::mem::replace(&mut part.kind, PartKind::File) else { continue };
            part.kind = part_kind(type_, part.media_type.as_deref());
        }
    }
}

fn part_kind(type_: Type, media_type: Option<&str>) -> PartKind {
    let type_ = match type_ {
        Type::Nullable(inner) => *inner,
        other => other,
    };
    let is_json = media_type.is_some_and(|media_type| media_type.contains("json"));
    let is_text = media_type.is_none_or(|media_type| media_type.starts_with("text/"));
    match type_ {
        type_ if is_json => PartKind::Json(type_),
        Type::Binary | Type::Text(crate::ir::TextFormat::Base64) => PartKind::File,
        Type::String if !is_text => PartKind::File,
        Type::Array(item) => match *item {
            Type::Binary | Type::Text(crate::ir::TextFormat::Base64) => PartKind::Files,
            Type::String if !is_text => PartKind::Files,
            item if is_scalar(&item) => PartKind::Texts(item),
            item => PartKind::Json(Type::Array(Box::new(item))),
        },
        type_ if is_scalar(&type_) => PartKind::Text(type_),
        type_ => PartKind::Json(type_),
    }
}

fn is_scalar(type_: &Type) -> bool {
    matches!(type_, Type::Boolean | Type::Integer(_) | Type::Float(_) | Type::String | Type::Text(_))
}
