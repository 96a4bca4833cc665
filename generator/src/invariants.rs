//! Checks what every later phase relies on, so that none of them has to.
//!
//! In: a client, or a client and its names. Out: an error for each index that names nothing and each list of names that has
//! not the length of what it names. Such an error is a fault of the generator, never of a document; it names the place in
//! the document whose item is affected, in place of a client in which something is silently left out.

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::ir::{Api, Identity, Operation, PathPart, Shape, Type, TypeDef, walk};
use crate::names::{Names, OperationNames, TypeNames};
use crate::source::Place;

const HELP: &str =
    "this is a fault of the generator: report it with the document; an overlay that removes the item avoids it";

/// Reports the indices of a client that name nothing.
pub fn api(dx: &mut Diagnostics, document: &Document, api: &mut Api) {
    let counts = Counts { types: api.types.len(), tags: api.tags.len(), schemes: api.schemes.len() };
    let operations = api.operations.len();
    let broken_types = api.types.iter().filter(|definition| !is_whole(definition, &counts, operations));
    let mut broken: Vec<String> = broken_types.map(|definition| definition.pointer.clone()).collect();
    for operation in &mut api.operations {
        if !is_whole_operation(operation, &counts) {
            broken.push(operation.pointer());
        }
    }
    for pointer in broken {
        let place = document.root.pointer(&pointer).map_or(Place::NOWHERE, |node| node.place);
        dx.error(
            "broken-invariant",
            format!("the item of `{pointer}` contradicts itself or refers to an item that does not exist"),
            place,
        )
        .help(HELP);
    }
}

/// Reports the items of a client that have more or fewer names than they need.
pub fn names(dx: &mut Diagnostics, api: &Api, names: &Names) {
    let mut broken = Vec::new();
    let lists = [
        (api.types.len(), names.types.len()),
        (api.operations.len(), names.operations.len()),
        (api.schemes.len(), names.schemes.len()),
        (api.tags.len(), names.tags.len()),
        (api.webhooks.len(), names.webhooks.len()),
    ];
    if lists.iter().any(|(items, names)| items != names) {
        broken.push(String::new());
    }
    let types = api.types.iter().zip(&names.types).filter(|(definition, names)| !is_named(definition, names));
    broken.extend(types.map(|(definition, _)| definition.pointer.clone()));
    let operations =
        api.operations.iter().zip(&names.operations).filter(|(item, names)| !is_named_operation(item, names));
    broken.extend(operations.map(|(operation, _)| operation.pointer()));
    for pointer in broken {
        let message = format!("the item of `{pointer}` has more or fewer names than it needs");
        dx.error("broken-invariant", message, Place::NOWHERE).help(HELP);
    }
}

struct Counts {
    types: usize,
    tags: usize,
    schemes: usize,
}

impl Counts {
    fn has(&self, type_: &Type) -> bool {
        let mut has_all = true;
        walk::named(type_, &mut |id, _| has_all &= id.0 < self.types);
        has_all
    }
}

fn is_whole(definition: &TypeDef, counts: &Counts, operations: usize) -> bool {
    let is_inside = match &definition.identity {
        Identity::Inline { parent, .. } => parent.0 < counts.types,
        Identity::Operation { operation, .. } => *operation < operations,
        Identity::Component(_) | Identity::Shared { .. } | Identity::Part { .. } => true,
    };
    // Of a text only: `emit` writes it as one.
    let has_texts = match &definition.shape {
        Shape::StringEnum(values) => values.iter().all(|value| value.value.is_string()),
        Shape::Object(_) | Shape::ValueEnum(_) | Shape::Union(_) => true,
    };
    is_inside
        && has_texts
        && definition.tags.iter().all(|tag| tag.0 < counts.tags)
        && walk::mentioned(definition).into_iter().all(|type_| counts.has(type_))
}

fn is_whole_operation(operation: &mut Operation, counts: &Counts) -> bool {
    let mut is_whole = operation.tag.0 < counts.tags;
    is_whole &= operation.security.iter().flatten().all(|scheme| scheme.0 < counts.schemes);
    for part in &operation.segments {
        if let PathPart::Parameter { index, .. } = part {
            is_whole &= *index < operation.parameters.len();
        }
    }
    walk::operations(std::slice::from_mut(operation), &mut |type_, _| is_whole &= counts.has(type_));
    is_whole
}

fn is_named(definition: &TypeDef, names: &TypeNames) -> bool {
    let (fields, variants) = match &definition.shape {
        Shape::Object(shape) => (shape.fields.len(), 0),
        Shape::StringEnum(values) | Shape::ValueEnum(values) => (0, values.len()),
        Shape::Union(shape) => (0, shape.branches.len()),
    };
    !names.ident.is_empty() && names.fields.len() == fields && names.variants.len() == variants
}

fn is_named_operation(operation: &Operation, names: &OperationNames) -> bool {
    let contents = operation.body.as_ref().map_or(0, |body| body.contents.len());
    let lists = [names.bodies.len(), names.body_methods.len(), names.body_types.len(), names.parts.len()];
    // Without arguments, no part has a header or a choice of media types.
    let of_parts = [names.part_headers.len(), names.part_media_types.len()];
    !names.method.is_empty()
        && !names.ident.is_empty()
        && names.parameters.len() == operation.parameters.len()
        && lists.iter().all(|count| *count == contents)
        && of_parts.iter().all(|count| *count == contents || *count == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Node, Value};
    use crate::ir::{Field, ObjectShape, TypeId};

    fn field(type_: Type) -> Field {
        Field {
            name: "a".to_owned(),
            rust_name: None,
            type_,
            required: false,
            null: false,
            read_only: false,
            write_only: false,
            docs: Default::default(),
        }
    }

    fn api_of(type_: Type) -> Api {
        let shape = Shape::Object(ObjectShape { fields: vec![field(type_)], additional: None });
        let definition = TypeDef { shape, pointer: "/components/schemas/A".to_owned(), ..TypeDef::nothing() };
        Api { types: vec![definition], ..Api::default() }
    }

    fn codes(check: impl FnOnce(&mut Diagnostics)) -> Vec<String> {
        let mut dx = Diagnostics::default();
        check(&mut dx);
        dx.list.iter().map(|message| format!("{} {}", message.code, message.message)).collect()
    }

    #[test]
    fn an_index_that_names_nothing_is_an_error() {
        let document = Document { root: Node { value: Value::Null, place: Place::NOWHERE } };
        let check = |type_: Type| codes(|dx| api(dx, &document, &mut api_of(type_)));
        assert_eq!(check(Type::Array(Box::new(Type::Named(TypeId(0))))), [""; 0]);
        let expected = "broken-invariant the item of `/components/schemas/A` contradicts itself or refers to an item that does not exist";
        assert_eq!(check(Type::Array(Box::new(Type::Named(TypeId(1))))), [expected]);
    }

    #[test]
    fn an_item_without_a_name_is_an_error() {
        let client = api_of(Type::String);
        let mut given = Names::default();
        assert_eq!(codes(|dx| names(dx, &client, &given)).len(), 1);
        given.types.push(TypeNames { ident: "A".to_owned(), ..TypeNames::default() });
        let expected = "broken-invariant the item of `/components/schemas/A` has more or fewer names than it needs";
        assert_eq!(codes(|dx| names(dx, &client, &given)), [expected]);
        given.types[0].fields.push(Default::default());
        assert_eq!(codes(|dx| names(dx, &client, &given)), [""; 0]);
    }
}
