//! The forms of documentation pages.
//!
//! In: what a page holds. Out: OpenAPI. Each platform writes its pages in a form of its own, which stands in a module of
//! its own here and implements [`Form`]; [`FORMS`] lists them all, so that the next one is added there. A page that
//! holds plain OpenAPI in a fenced block (GitBook, newer pages of Mintlify) needs no form.

mod apidog;
mod events;
mod fern;
mod mintlify;
mod readme;
mod tree;

use super::section::Section;
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node};

/// A form of pages.
pub(super) trait Form {
    /// Makes OpenAPI of the value in a fenced block, in place; returns `false` if the block is not of this form.
    fn block(&self, dx: &mut Diagnostics, section: &Section, root: &mut Node) -> bool;

    /// What can be decided only when all pages of this form were read. Must not depend on their order.
    fn settle(&self, _: &mut [&mut Document]) {}
}

/// All forms. A block is given to each in turn.
const FORMS: [&dyn Form; 5] = [&mintlify::Operation, &fern::Fern, &apidog::Apidog, &readme::ReadMe, &events::Events];

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

    /// Decides what only all pages of a form together decide.
    pub fn settle(&self, documents: &mut [Document]) {
        for (form, reader) in FORMS.iter().enumerate() {
            let is_of_form = |index: usize| self.0.contains(&(form, index));
            let own = documents.iter_mut().enumerate().filter(|(index, _)| is_of_form(*index));
            reader.settle(&mut own.map(|(_, document)| document).collect::<Vec<_>>());
        }
    }
}
