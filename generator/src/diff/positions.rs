//! Which type became which where one stands in the place of the other.
//!
//! An inline schema that became a component, or a component of another name, has neither its key nor its name any more;
//! but it stands in the same field, branch, parameter or body. In go the types that are matched so far, out come pairs
//! of types that nothing else is matched with and that have most of their structure in common.

use super::matching::{self, OperationItem, Sides};
use super::rule::Case;
use super::structure::is_akin;
use crate::ir::{Body, Content, ContentKind, Operation, Parameter, Part, PartKind, Response, Shape, Type, TypeId};
use std::collections::HashSet;

/// Pairs of types that stand in one place. What is matched here leads on to what stands inside.
pub fn pairs(sides: &mut Sides<'_>) {
    let mut open: Vec<(TypeId, TypeId)> = sides.matched();
    open.sort();
    let mut taken: HashSet<TypeId> = open.iter().map(|(_, new)| *new).collect();
    let mut places: Vec<(&Type, &Type)> = Vec::new();
    for case in matching::operations(sides) {
        if let Case::Kept(old, new) = case {
            of_operation(&old, &new, &mut places);
        }
    }
    open.reverse();
    loop {
        for (old, new) in places.drain(..).flat_map(|(old, new)| both_named(old, new)) {
            let is_open = sides.now(old).is_none() && !taken.contains(&new);
            if is_open && is_akin(sides, old, new) {
                sides.join(old, new);
                taken.insert(new);
                open.push((old, new));
            }
        }
        let Some((old, new)) = open.pop() else { return };
        let (before, after) = (sides.old.api.types.get(old.0), sides.new.api.types.get(new.0));
        if let (Some(before), Some(after)) = (before, after) {
            of_shapes(&before.shape, &after.shape, &mut places);
        }
    }
}

/// The types of their own that both are, behind as many lists, maps and nulls, and in the same places of tuples.
fn both_named(old: &Type, new: &Type) -> Vec<(TypeId, TypeId)> {
    match (old, new) {
        (Type::Nullable(old), new) => both_named(old, new),
        (old, Type::Nullable(new)) => both_named(old, new),
        (Type::Array(old), Type::Array(new)) | (Type::Map(old), Type::Map(new)) => both_named(old, new),
        (Type::Named(old) | Type::Boxed(old), Type::Named(new) | Type::Boxed(new)) => vec![(*old, *new)],
        (Type::Tuple(old), Type::Tuple(new)) => {
            old.iter().zip(new).flat_map(|(old, new)| both_named(old, new)).collect()
        }
        _ => Vec::new(),
    }
}

type Places<'a> = Vec<(&'a Type, &'a Type)>;

fn of_shapes<'a>(old: &'a Shape, new: &'a Shape, places: &mut Places<'a>) {
    match (old, new) {
        (Shape::Object(old), Shape::Object(new)) => {
            for field in &old.fields {
                let now = new.fields.iter().find(|now| now.name == field.name);
                places.extend(now.map(|now| (&field.type_, &now.type_)));
            }
            places.extend(old.additional.as_ref().zip(new.additional.as_ref()));
        }
        (Shape::Union(old), Shape::Union(new)) => {
            for branch in &old.branches {
                let is_same = |tags: &[String]| !tags.is_empty() && tags.iter().any(|tag| branch.tags.contains(tag));
                let by_tag = new.branches.iter().find(|now| is_same(&now.tags));
                places.extend(by_tag.map(|now| (&branch.type_, &now.type_)));
            }
            if old.branches.len() == new.branches.len() {
                places.extend(old.branches.iter().zip(&new.branches).map(|(old, new)| (&old.type_, &new.type_)));
            }
        }
        _ => {}
    }
}

fn of_operation<'a>(old: &OperationItem<'a>, new: &OperationItem<'a>, places: &mut Places<'a>) {
    let (old, new): (&'a Operation, &'a Operation) = (old.operation, new.operation);
    of_parameters(&old.parameters, &new.parameters, places);
    if let (Some(old), Some(new)) = (&old.body, &new.body) {
        let contents = |body: &'a Body| body.contents.iter();
        of_contents(contents(old), &new.contents, places);
    }
    for (before, after) in [(&old.successes, &new.successes), (&old.errors, &new.errors)] {
        for response in before {
            let Some(now) = after.iter().find(|now| now.status == response.status) else { continue };
            of_response(response, now, places);
        }
    }
}

fn of_parameters<'a>(old: &'a [Parameter], new: &'a [Parameter], places: &mut Places<'a>) {
    for parameter in old {
        let is_same = |now: &&Parameter| now.location == parameter.location && now.name == parameter.name;
        places.extend(new.iter().find(is_same).map(|now| (&parameter.type_, &now.type_)));
    }
}

fn of_response<'a>(old: &'a Response, new: &'a Response, places: &mut Places<'a>) {
    of_contents(old.contents.iter(), &new.contents, places);
    of_contents(old.streamed.iter(), &new.streamed, places);
    for header in &old.headers {
        let now = new.headers.iter().find(|now| now.name.eq_ignore_ascii_case(&header.name));
        places.extend(now.map(|now| (&header.type_, &now.type_)));
    }
}

fn of_contents<'a>(old: impl Iterator<Item = &'a Content>, new: &'a [Content], places: &mut Places<'a>) {
    for content in old {
        let Some(now) = new.iter().find(|now| now.media_type == content.media_type) else { continue };
        match (&content.kind, &now.kind) {
            (ContentKind::Json(old), ContentKind::Json(new))
            | (ContentKind::Form(old, _), ContentKind::Form(new, _))
            | (ContentKind::EventStream(old), ContentKind::EventStream(new))
            | (ContentKind::JsonLines(old), ContentKind::JsonLines(new)) => places.push((old, new)),
            (ContentKind::Multipart(old), ContentKind::Multipart(new)) => of_parts(old, new, places),
            _ => {}
        }
    }
}

fn of_parts<'a>(old: &'a [Part], new: &'a [Part], places: &mut Places<'a>) {
    for part in old {
        let Some(now) = new.iter().find(|now| now.name == part.name) else { continue };
        places.extend(held(&part.kind).zip(held(&now.kind)));
        of_parameters(&part.headers, &now.headers, places);
    }
}

/// The type of what a part holds.
fn held(kind: &PartKind) -> Option<&Type> {
    match kind {
        PartKind::Text(type_) | PartKind::Texts(type_) | PartKind::Json(type_) | PartKind::JsonItems(type_) => {
            Some(type_)
        }
        PartKind::File | PartKind::Files => None,
    }
}
