//! What the client makes of the schemas of a document: whether it reads `null` at one, and which numbers.
//!
//! In: a document, and the client of it. Out: by the pointer of a schema the type that the client has there, for `{"allOf":
//! [{"$ref": …}, {"nullable": true}]}` a nullable one, for `{"type": "number", "format": "int32"}` an integer of 32 bits. A
//! schema that stands for several types in the client, or for any value, has none.

use super::view::{self, Part};
use crate::ir::{Api, Content, FloatKind, IntegerKind, Operation, Reader, Response, Shape, Type, TypeDef};
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What the client has at a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Described {
    /// `null` is documented.
    pub takes_null: bool,
    /// The numbers that it reads, where it reads numbers alone.
    pub number: Option<Number>,
}

/// A type of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// An integer.
    Integer(IntegerKind),
    /// Any number.
    Float(FloatKind),
}

/// The types of the client by the pointers of their schemas; `None` where they differ.
#[derive(Debug, Default)]
pub(super) struct Description(HashMap<String, Option<Described>>);

impl Description {
    /// Describes the schemas of a document: from every response on, and in every type.
    pub fn of(document: &Json, api: &Api) -> Self {
        let mut description = Self::default();
        let mut walk = Walk { document, api, open: Vec::new(), seen: HashSet::new() };
        for definition in &api.types {
            walk.open_members(&definition.pointer, definition);
        }
        for operation in &api.operations {
            for response in operation.successes.iter().chain(&operation.errors) {
                let contents = response.contents.iter().filter_map(|one| located(document, operation, response, one));
                walk.open.extend(contents);
            }
        }
        while let Some((part, type_)) = walk.open.pop() {
            if description.add(&part, type_) {
                walk.open_inside(&part, type_);
            }
        }
        description
    }

    /// What the client has at a schema, if that is one type.
    pub fn at(&self, pointer: &str) -> Option<Described> {
        self.0.get(pointer).copied().flatten()
    }

    /// True if that is new there.
    fn add(&mut self, part: &Part, type_: &Type) -> bool {
        let described = match type_ {
            Type::Any => return false,
            Type::Nullable(inner) if **inner == Type::Any => return false,
            Type::Nullable(inner) => Described { takes_null: true, number: number(inner) },
            other => Described { takes_null: false, number: number(other) },
        };
        match self.0.get_mut(&part.pointer) {
            Some(Some(known)) if *known == described => false,
            Some(known) => {
                *known = None;
                false
            }
            None => {
                self.0.insert(part.pointer.clone(), Some(described));
                true
            }
        }
    }
}

/// The client's types, each with a schema that it is of, to be described yet.
struct Walk<'doc> {
    document: &'doc Json,
    api: &'doc Api,
    open: Vec<(Part<'doc>, &'doc Type)>,
    /// The schemas whose members were described.
    seen: HashSet<String>,
}

impl<'doc> Walk<'doc> {
    fn open_inside(&mut self, part: &Part<'doc>, type_: &'doc Type) {
        let (key, inner) = match type_ {
            Type::Nullable(inner) => return self.open_inside(part, inner),
            Type::Array(inner) => ("items", inner),
            Type::Map(inner) => ("additionalProperties", inner),
            Type::Named(id) | Type::Boxed(id) => {
                let Some(definition) = self.api.types.get(id.0) else { return };
                let place = view::referred(self.document, part).pointer;
                return self.open_members(&place, definition);
            }
            _ => {
                // A scalar is corrected where it is defined.
                let target = view::target(self.document, part.schema);
                self.open.extend(target.map(|(pointer, schema)| (Part { pointer, schema }, type_)));
                return;
            }
        };
        for part in view::parts(self.document, &part.pointer, part.schema) {
            self.open.extend(view::child(&part, &[key]).map(|element| (element, &**inner)));
        }
    }

    /// The fields and branches of a definition, at one of the schemas that it is of.
    fn open_members(&mut self, pointer: &str, definition: &'doc TypeDef) {
        let Some(schema) = self.document.pointer(pointer) else { return };
        if !self.seen.insert(pointer.to_owned()) {
            return;
        }
        for part in view::parts(self.document, pointer, schema) {
            match &definition.shape {
                Shape::Object(shape) => {
                    for field in &shape.fields {
                        let property = view::child(&part, &["properties", &field.name]);
                        self.open.extend(property.map(|property| (property, &field.type_)));
                    }
                    let open = view::child(&part, &["additionalProperties"]);
                    self.open.extend(open.zip(shape.additional.as_ref()));
                }
                Shape::Union(shape) => {
                    for branch in view::branches(&part).into_iter().flat_map(|(_, branches)| branches) {
                        let mut types = shape.branches.iter().map(|branch| &branch.type_);
                        let found = types.find(|type_| self.is_of(type_, &branch));
                        self.open.extend(found.map(|type_| (branch, type_)));
                    }
                }
                Shape::StringEnum(_) | Shape::ValueEnum(_) => {}
            }
        }
    }

    /// True if a type of its own is of a schema: it stands there, or has the same fields as that.
    fn is_of(&self, type_: &Type, part: &Part) -> bool {
        let Some(definition) = type_.named().and_then(|id| self.api.types.get(id.0)) else { return false };
        if definition.pointer == view::referred(self.document, part).pointer {
            return true;
        }
        let Shape::Object(shape) = &definition.shape else { return false };
        let names: BTreeSet<String> = shape.fields.iter().map(|field| field.name.clone()).collect();
        !names.is_empty() && names == view::property_names(self.document, part)
    }
}

fn number(type_: &Type) -> Option<Number> {
    match type_ {
        Type::Integer(kind) => Some(Number::Integer(*kind)),
        Type::Float(kind) => Some(Number::Float(*kind)),
        _ => None,
    }
}

/// The schema of a body that the client reads as JSON, and its type.
pub(super) fn located<'doc>(
    document: &'doc Json,
    operation: &Operation,
    response: &Response,
    content: &'doc Content,
) -> Option<(Part<'doc>, &'doc Type)> {
    let Reader::Json(type_) = Reader::of(content) else { return None };
    let response = described_response(document, operation, response)?;
    Some((view::child(&response, &["content", &content.media_type, "schema"])?, type_))
}

/// A response, or the component that it refers to.
fn described_response<'doc>(document: &'doc Json, operation: &Operation, response: &Response) -> Option<Part<'doc>> {
    let root = Part { pointer: String::new(), schema: document };
    let item = view::referred(document, &view::child(&root, &["paths", &operation.path])?);
    let responses = view::child(&item, &[&operation.method.key(), "responses"])?;
    let status = response.status.to_string();
    let key = responses.schema.as_object()?.keys().find(|key| key.trim().eq_ignore_ascii_case(&status))?;
    Some(view::referred(document, &view::child(&responses, &[key.as_str()])?))
}
