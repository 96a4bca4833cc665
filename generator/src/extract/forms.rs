//! The forms of documentation pages.
//!
//! In: what a page holds. Out: OpenAPI. Each platform writes its pages in a form of its own, which stands in a module of
//! its own here and implements [`Form`]; [`FORMS`] lists them all, so that the next one is added there. A page that
//! holds plain OpenAPI in a fenced block (GitBook, newer pages of Mintlify) needs no form.

mod apidog;
mod credentials;
mod events;
mod fern;
mod gitbook;
mod listed;
mod mintlify;
mod readme;
mod redocly;
mod referring;
mod scalar;
mod schemes;
mod tree;
mod words;

use super::fences::Contents;
use super::prose::{self, Line};
use super::section::Section;
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Value};
use crate::source::{Page, Place};
pub use referring::{Reference, Target};
use std::collections::BTreeSet;

/// A form of pages.
pub(super) trait Form {
    /// Makes OpenAPI of the value in a fenced block, in place; returns `false` if the block is not of this form.
    fn block(&self, _: &mut Diagnostics, _: &Section, _: &mut Node) -> bool {
        false
    }

    /// Whether the prose of a page describes operations.
    fn is_prose(&self, _: &str) -> bool {
        false
    }

    /// Whether it describes other operations than blocks of OpenAPI on the same page.
    fn is_beside_blocks(&self) -> bool {
        false
    }

    /// Makes OpenAPI of the lines of a page whose prose describes operations. `page` is the place of all of them.
    fn prose(&self, _: &mut Diagnostics, page: Place, _: &[Line]) -> Node {
        Node::at(page, Value::Null)
    }

    /// What a page refers to.
    fn references(&self, _: &str, _: &Contents) -> Vec<Reference> {
        Vec::new()
    }

    /// What can be decided only when all pages of this form were read. Must not depend on their order.
    fn settle(&self, _: &mut Diagnostics, _: &mut [&mut Document]) {}
}

/// All forms. A block is given to each in turn.
const FORMS: [&dyn Form; 12] = [
    &mintlify::Operation,
    &fern::Fern,
    &apidog::Apidog,
    &readme::ReadMe,
    &events::Events,
    &redocly::Redocly,
    &scalar::Scalar,
    &gitbook::Methods,
    &referring::blocks::Blocks,
    &referring::components::Components,
    &referring::frontmatter::FrontMatter,
    &referring::sources::Sources,
];

/// What a page refers to, in the order of the page.
pub(super) fn references(page: &str, contents: &Contents) -> Vec<Reference> {
    let mut found: Vec<Reference> = FORMS.iter().flat_map(|form| form.references(page, contents)).collect();
    found.sort_by_key(|reference| reference.range.start);
    found
}

/// The documents of each form.
#[derive(Debug, Default)]
pub(super) struct Recognised(Vec<(usize, usize)>);

impl Recognised {
    /// Makes OpenAPI of the value in a fenced block, if it is of a known form. `index` is the one of its document.
    /// Returns whether it is.
    pub fn block(&mut self, dx: &mut Diagnostics, section: &Section, index: usize, root: &mut Node) -> bool {
        let before = self.0.len();
        let forms = FORMS.iter().enumerate();
        self.0.extend(forms.filter_map(|(form, reader)| reader.block(dx, section, root).then_some((form, index))));
        self.0.len() > before
    }

    /// The document that the prose of a page describes; of a page that has blocks of OpenAPI, only what these do not.
    /// `index` is the one of its document.
    pub fn prose(
        &mut self,
        dx: &mut Diagnostics,
        page: (usize, &Page),
        contents: &Contents,
        index: usize,
        has_blocks: bool,
    ) -> Option<Node> {
        let mut forms = FORMS.iter().enumerate().filter(|(_, form)| !has_blocks || form.is_beside_blocks());
        let (form, reader) = forms.find(|(_, form)| form.is_prose(&page.1.text))?;
        let (place, lines) = prose::lines(dx, page, contents);
        self.0.push((form, index));
        Some(reader.prose(dx, place, &lines))
    }

    /// Decides what only all pages of a form together decide.
    pub fn settle(&self, dx: &mut Diagnostics, documents: &mut [Document]) {
        for (form, reader) in FORMS.iter().enumerate() {
            let indices: BTreeSet<usize> =
                self.0.iter().filter(|(other, _)| *other == form).map(|(_, index)| *index).collect();
            let own = documents.iter_mut().enumerate().filter(|(index, _)| indices.contains(index));
            reader.settle(dx, &mut own.map(|(_, document)| document).collect::<Vec<_>>());
        }
    }
}

/// Reports what a page describes and no operation can have.
fn left_out(dx: &mut Diagnostics, what: &str, place: Place) {
    dx.warning("unreadable-block", format!("{what}; it was left out"), place)
        .help("document the operation by an OpenAPI document beside the page");
}
