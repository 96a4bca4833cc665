//! The descriptions of an API as they stand in Rust's documentation, made ahead.
//!
//! In: an API. Out: for each of its descriptions, safe Markdown ([`docs::rustdoc`]). Descriptions need no names, so they
//! can be made while names are chosen; and what is described alike in many places is read once. What is not among them
//! is made where it is needed.

use super::docs;
use crate::ir::{Api, Docs, Shape};
use std::borrow::Cow;
use std::collections::HashMap;

/// Descriptions and their Markdown.
#[derive(Default)]
pub struct Texts<'a>(HashMap<&'a str, String>);

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
    let mut texts = HashMap::new();
    for description in operations.chain(types).filter_map(|docs| docs.description.as_deref()) {
        texts.entry(description).or_insert_with(|| docs::rustdoc(description));
    }
    Texts(texts)
}

impl Texts<'_> {
    /// The Markdown of a description; empty if there is none.
    pub(super) fn of(&self, documentation: &Docs) -> Cow<'_, str> {
        let Some(description) = documentation.description.as_deref() else { return Cow::Borrowed("") };
        match self.0.get(description) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(docs::rustdoc(description)),
        }
    }
}
