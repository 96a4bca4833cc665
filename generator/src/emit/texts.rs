//! The descriptions of an API as they stand in Rust's documentation, made ahead.
//!
//! In: an API. Out: for each of its descriptions, safe Markdown ([`docs::rustdoc`]). Descriptions need no names, so they
//! can be made while names are chosen; and what is described alike in many places is read once. What is not among them
//! is made where it is needed.

use super::docs;
use crate::ir::{Api, Content, ContentKind, Docs, Shape, Type, TypeId};
use std::borrow::Cow;
use std::collections::HashMap;

/// Descriptions and their Markdown, and which operations return and send a type.
#[derive(Default)]
pub struct Texts<'a> {
    descriptions: HashMap<&'a str, String>,
    uses: HashMap<TypeId, Uses>,
    /// All operations are documented in one and the same page, so that to name it at each tells nothing.
    pub(super) is_of_one_page: bool,
}

/// The operations, by their indices, that return a type, as an error too, and that send it; and what contains it.
#[derive(Default)]
pub(super) struct Uses {
    pub returned: Vec<usize>,
    pub sent: Vec<usize>,
    /// The types that operations reach and that contain it.
    pub inside: Vec<TypeId>,
}

/// The descriptions of what there is much of: operations and their parameters, models and their fields.
pub fn texts(api: &Api) -> Texts<'_> {
    let operations = api.operations.iter().flat_map(|operation| {
        let parameters = operation.parameters.iter().map(|parameter| &parameter.docs);
        parameters.chain([&operation.docs])
    });
    let types = api.types.iter().flat_map(|definition| {
        let fields = if let Shape::Object(object) = &definition.shape { object.fields.as_slice() } else { &[] };
        fields.iter().map(|field| &field.docs).chain([&definition.docs])
    });
    let mut descriptions = HashMap::new();
    for description in operations.chain(types).filter_map(|docs| docs.description.as_deref()) {
        descriptions.entry(description).or_insert_with(|| docs::rustdoc(description));
    }
    let mut pages = api.operations.iter().map(|operation| &operation.pages);
    let first = pages.next();
    let is_of_one_page = first.is_some_and(|first| first.len() == 1) && pages.all(|pages| Some(pages) == first);
    Texts { descriptions, uses: uses(api), is_of_one_page }
}

/// The types that operations return and send as they are, or in a list.
fn uses(api: &Api) -> HashMap<TypeId, Uses> {
    let mut uses: HashMap<TypeId, Uses> = HashMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let responses = operation.successes.iter().chain(&operation.errors);
        let returned = responses.flat_map(|response| response.contents.iter().chain(&response.streamed));
        let item = operation.paging.iter().filter_map(|paging| paging.item.named());
        for id in returned.filter_map(of_content).chain(item) {
            let known = &mut uses.entry(id).or_default().returned;
            if known.last() != Some(&index) {
                known.push(index);
            }
        }
        for id in operation.body.iter().flat_map(|body| &body.contents).filter_map(of_content) {
            let known = &mut uses.entry(id).or_default().sent;
            if known.last() != Some(&index) {
                known.push(index);
            }
        }
    }
    for (index, definition) in api.types.iter().enumerate().filter(|(_, definition)| definition.is_reached) {
        for id in definition.shape.types().into_iter().filter_map(Type::named).filter(|id| id.0 != index) {
            if let Some(known) = uses.get_mut(&id).map(|known| &mut known.inside)
                && known.last() != Some(&TypeId(index))
            {
                known.push(TypeId(index));
            }
        }
    }
    uses
}

fn of_content(content: &Content) -> Option<TypeId> {
    match &content.kind {
        ContentKind::Json(type_)
        | ContentKind::Form(type_, _)
        | ContentKind::EventStream(type_)
        | ContentKind::JsonLines(type_) => type_.named(),
        ContentKind::Multipart(_) | ContentKind::Text | ContentKind::Binary => None,
    }
}

impl Texts<'_> {
    /// The operations that return and send a type.
    pub(super) fn uses(&self, id: TypeId) -> Option<&Uses> {
        self.uses.get(&id)
    }

    /// The Markdown of a description; empty if there is none.
    pub(super) fn of(&self, documentation: &Docs) -> Cow<'_, str> {
        let Some(description) = documentation.description.as_deref() else { return Cow::Borrowed("") };
        match self.descriptions.get(description) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(docs::rustdoc(description)),
        }
    }
}
