//! Visits every type that an API mentions.
//!
//! The visitor gets each outermost [`Type`] of a field, a parameter, a body, …, to change it, and whether it stands
//! inside JSON (where there are no raw bytes).

use crate::ir::{Content, ContentKind, Operation, PartKind, Shape, Type, TypeDef, Webhook};

/// Changes a type; the truth says whether it stands inside JSON.
pub type Visitor<'v> = dyn FnMut(&mut Type, bool) + 'v;

/// All types that definitions mention.
pub fn definitions<'t>(types: impl IntoIterator<Item = &'t mut TypeDef>, visit: &mut Visitor) {
    for definition in types {
        self::definition(definition, visit);
    }
}

/// All types that one definition mentions.
pub fn definition(definition: &mut TypeDef, visit: &mut Visitor) {
    match &mut definition.shape {
        Shape::Object(object) => {
            for field in &mut object.fields {
                visit(&mut field.type_, true);
            }
            if let Some(additional) = &mut object.additional {
                visit(additional, true);
            }
        }
        Shape::Union(union) => {
            for branch in &mut union.branches {
                visit(&mut branch.type_, true);
            }
        }
        Shape::StringEnum(_) | Shape::ValueEnum(_) => {}
    }
}

/// The types of all payloads.
pub fn webhooks(webhooks: &mut [Webhook], visit: &mut Visitor) {
    webhooks.iter_mut().for_each(|webhook| visit(&mut webhook.payload, true));
}

/// All types that operations mention.
pub fn operations(operations: &mut [Operation], visit: &mut Visitor) {
    for operation in operations {
        for parameter in &mut operation.parameters {
            visit(&mut parameter.type_, true);
        }
        for content in operation.body.iter_mut().flat_map(|body| &mut body.contents) {
            self::content(content, visit);
        }
        for response in operation.successes.iter_mut().chain(&mut operation.errors) {
            for header in &mut response.headers {
                visit(&mut header.type_, true);
            }
            for content in response.contents.iter_mut().chain(&mut response.streamed) {
                self::content(content, visit);
            }
        }
        if let Some(paging) = &mut operation.paging {
            visit(&mut paging.item, true);
        }
    }
}

fn content(content: &mut Content, visit: &mut Visitor) {
    match &mut content.kind {
        ContentKind::Json(type_)
        | ContentKind::Form(type_, _)
        | ContentKind::EventStream(type_)
        | ContentKind::JsonLines(type_) => visit(type_, true),
        ContentKind::Multipart(parts) => {
            for part in parts {
                for header in &mut part.headers {
                    visit(&mut header.type_, true);
                }
                match &mut part.kind {
                    PartKind::Text(type_)
                    | PartKind::Texts(type_)
                    | PartKind::Json(type_)
                    | PartKind::JsonItems(type_) => visit(type_, false),
                    PartKind::File | PartKind::Files => {}
                }
            }
        }
        ContentKind::Text | ContentKind::Binary => {}
    }
}

/// The slots that a type mentions, and whether each is behind a list or a map.
pub fn named(type_: &Type, visit: &mut dyn FnMut(crate::ir::TypeId, bool)) {
    named_in(type_, false, visit);
}

fn named_in(type_: &Type, is_behind: bool, visit: &mut dyn FnMut(crate::ir::TypeId, bool)) {
    let (mut type_, mut behind) = (type_, is_behind);
    loop {
        match type_ {
            Type::Array(inner) | Type::Map(inner) => (type_, behind) = (inner, true),
            Type::Nullable(inner) => type_ = inner,
            Type::Named(id) | Type::Boxed(id) => return visit(*id, behind),
            Type::Tuple(elements) => return elements.iter().for_each(|element| named_in(element, behind, visit)),
            Type::Any
            | Type::Boolean
            | Type::Integer(_)
            | Type::Float(_)
            | Type::String
            | Type::Text(_)
            | Type::Binary => return,
        }
    }
}

/// What has no type inside it, to change it: one type, or those of the elements of a tuple.
pub fn innermost(type_: &mut Type, visit: &mut dyn FnMut(&mut Type)) {
    match type_ {
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => innermost(inner, visit),
        Type::Tuple(elements) => elements.iter_mut().for_each(|element| innermost(element, visit)),
        other => visit(other),
    }
}

/// All types that a definition mentions, in order.
pub fn mentioned(definition: &TypeDef) -> Vec<&Type> {
    match &definition.shape {
        Shape::Object(object) => {
            object.fields.iter().map(|field| &field.type_).chain(object.additional.as_ref()).collect()
        }
        Shape::Union(union) => union.branches.iter().map(|branch| &branch.type_).collect(),
        Shape::StringEnum(_) | Shape::ValueEnum(_) => Vec::new(),
    }
}
