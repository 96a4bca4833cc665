//! Parameters that the shape of a response shows and the documentation lacks, so that requests have setters for them:
//! `page` and `per_page` of Laravel, `page` and `size` of Spring, and the parameter that an `x-paging` names.
//!
//! In: an operation whose paging is found. Out: the same with further optional query parameters, the last ones.

use super::{Sent, at, body_of, fields, is_integer};
use crate::ir::{Docs, IntegerKind, Operation, PagingKind, Parameter, ParameterLocation, Style, Type, TypeDef};

/// Adds the parameters.
pub fn add(operation: &mut Operation, types: &[TypeDef]) {
    let added = [pages(operation, types), size(operation, types)];
    operation.parameters.extend(added.into_iter().flatten());
}

/// The parameter that pages, unless it is documented or a property of the body.
fn pages(operation: &Operation, types: &[TypeDef]) -> Option<Parameter> {
    let (name, type_) = match &operation.paging.as_ref()?.kind {
        PagingKind::PageNumber { parameter, .. } | PagingKind::Offset { parameter } => {
            (parameter, Type::Integer(IntegerKind::I64))
        }
        PagingKind::Cursor { parameter, .. } => (parameter, Type::String),
        PagingKind::NextUrl { .. } | PagingKind::LinkHeader => return None,
    };
    (!name.starts_with('/')).then(|| parameter(name, type_)).filter(|one| !is_sent(operation, types, &one.name))
}

/// The parameter for the size of a page, where the response of a framework that has one shows it.
fn size(operation: &Operation, types: &[TypeDef]) -> Option<Parameter> {
    let PagingKind::PageNumber { last_page, .. } = &operation.paging.as_ref()?.kind else { return None };
    let all = fields(body_of(operation)?, types)?;
    let (last, before) = last_page.split_last()?;
    let within: Vec<&str> = before.iter().map(String::as_str).collect();
    let beside = |name: &str| at(all, &within, &[name], types).filter(|(_, found)| is_integer(found));
    let name = match last.as_str() {
        "last_page" => beside("current_page").and(beside("per_page")).map(|_| "per_page"),
        "last" | "totalPages" => beside("number").and(beside("size")).map(|_| "size"),
        _ => None,
    }?;
    let is_known = Operation::PAGE_SIZES.iter().any(|known| is_sent(operation, types, known));
    (!is_known).then(|| parameter(name, Type::Integer(IntegerKind::I64)))
}

/// Whether a query parameter of the name is documented, or a property of one that is sent under its own name.
fn is_sent(operation: &Operation, types: &[TypeDef], name: &str) -> bool {
    let is_it = |one: &Parameter| one.location == ParameterLocation::Query && one.name == name;
    operation.parameters.iter().any(is_it) || Sent { operation, types }.exploded(&[name]).is_some()
}

fn parameter(name: &str, type_: Type) -> Parameter {
    let fact = "Not documented: recognised from the pages of the response".to_owned();
    Parameter {
        name: name.to_owned(),
        rust_name: None,
        location: ParameterLocation::Query,
        required: false,
        type_,
        style: Style::Form,
        explode: true,
        allow_reserved: false,
        delimiters: String::new(),
        encodings: Vec::new(),
        default: None,
        docs: Docs { facts: vec![fact], ..Docs::default() },
    }
}
