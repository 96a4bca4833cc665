//! The documentation of items, and texts as literals.

use super::docs;
use super::types::{Scope, ident};
use crate::ir::Docs;
use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::quote;
use std::fmt::Write as _;

/// A string literal. Bidirectional control characters are escaped: rustc refuses them as they are.
pub(super) fn literal(text: &str) -> Literal {
    Literal::string(text)
}

/// The documentation of an item: its title, its description, facts, its example, its link. CommonMark, safe for
/// rustdoc.
pub(super) fn item_docs(scope: Scope<'_>, documentation: &Docs, more: &[String]) -> String {
    let mut text = String::new();
    let title = documentation.title.as_deref().map(docs::summary).filter(|title| !title.is_empty());
    let description = scope.texts.of(documentation);
    if let Some(title) = title
        && !description.starts_with(title.as_str())
    {
        paragraph(&mut text, &sentence(&title));
    }
    paragraph(&mut text, description.trim_end());
    let facts: Vec<String> =
        more.iter().cloned().chain(documentation.facts.iter().map(|fact| docs::rustdoc(fact))).collect();
    if text.is_empty() && facts.len() == 1 {
        paragraph(&mut text, &sentence(facts.first().map_or("", |fact| fact.trim())));
    } else {
        let list = facts.iter().fold(String::new(), |mut list, fact| {
            let _ = writeln!(list, "- {}", fact.trim().replace('\n', " "));
            list
        });
        paragraph(&mut text, list.trim_end());
    }
    if let Some(example) = &documentation.example {
        paragraph(&mut text, &format!("Example: {}", docs::inline(&example.to_string())));
    }
    if let Some(link) = documentation.link.as_deref().filter(|link| link.starts_with("http")) {
        paragraph(&mut text, docs::rustdoc(&format!("See <{link}>.")).trim_end());
    }
    text
}

/// The mark of an item that the documentation calls deprecated.
pub(super) fn deprecated(documentation: &Docs) -> Option<TokenStream> {
    mark_deprecated(documentation.deprecated)
}

/// The mark, if an item is deprecated.
pub(super) fn mark_deprecated(is_deprecated: bool) -> Option<TokenStream> {
    is_deprecated.then(|| quote!(#[deprecated]))
}

/// What lets the client itself use what is deprecated, on a module.
pub(super) fn allowed_deprecated(scope: Scope<'_>) -> Option<TokenStream> {
    let is_there = scope.api.has_deprecated();
    is_there
        .then(|| quote!(#[allow(deprecated, reason = "the documentation deprecates it, and the client still has it")]))
}

/// The documentation of an item under a name that it had, and the mark that it is deprecated.
pub(super) fn former_docs(now: &str) -> TokenStream {
    let (docs, note) =
        (docs::attributes(&format!("The former name of `{now}`.")), literal(&format!("call it `{now}`")));
    quote! {
        #docs
        #[deprecated(note = #note)]
    }
}

/// A type under a name that it had.
pub(super) fn former_type(before: &str, now: &str) -> TokenStream {
    let (docs, before, now) = (former_docs(now), ident(before), ident(now));
    quote! {
        #docs
        pub type #before = #now;
    }
}

/// Adds a paragraph, if there is something in it.
pub(super) fn paragraph(text: &mut String, more: &str) {
    if more.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', ':', '…', '>', '`']) { text.to_owned() } else { format!("{text}.") }
}

/// `{ … }` around parts. Unlike a stream, a group is not copied where it is quoted.
pub(super) fn braced(parts: impl IntoIterator<Item = TokenStream>) -> Group {
    Group::new(Delimiter::Brace, parts.into_iter().collect())
}

/// What the items of a file have to import.
#[derive(Default)]
pub(super) struct Imports {
    models: bool,
}

impl Imports {
    /// Notes what a part needs.
    pub(super) fn note(&mut self, part: &TokenStream) {
        self.models = self.models || mentions_models(part);
    }

    /// The imports of all parts that were noted.
    pub(super) fn tokens(&self) -> TokenStream {
        let models = self.models.then(|| {
            quote!(
                use crate::models;
            )
        });
        quote! {
            #models
            use crate::runtime;
        }
    }
}

/// Whether `models::…` is somewhere in a part.
fn mentions_models(part: &TokenStream) -> bool {
    let mut is_before = false;
    part.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            is_before = ident == "models";
            false
        }
        TokenTree::Punct(punct) => std::mem::take(&mut is_before) && punct.as_char() == ':' && is_joint(&punct),
        TokenTree::Group(group) => {
            is_before = false;
            mentions_models(&group.stream())
        }
        TokenTree::Literal(_) => {
            is_before = false;
            false
        }
    })
}

/// Whether it is the first half of `::`.
fn is_joint(punct: &proc_macro2::Punct) -> bool {
    punct.spacing() == proc_macro2::Spacing::Joint
}

/// Names that clippy takes for placeholders.
const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];
/// Methods with an argument that clippy wants to be those of an operator's trait.
const OPERATORS: [&str; 11] = ["add", "bitand", "bitor", "bitxor", "cmp", "div", "mul", "rem", "shl", "shr", "sub"];

/// What clippy has to allow for a method: names of arguments that look like placeholders, its own name where it looks
/// like an operator, more arguments than seven.
pub(super) fn allowed<'a>(method: &str, arguments: impl IntoIterator<Item = &'a Ident>, count: usize) -> TokenStream {
    let placeholder = arguments.into_iter().any(|name| PLACEHOLDERS.iter().any(|placeholder| name == placeholder));
    let placeholder =
        placeholder.then(|| quote!(#[allow(clippy::disallowed_names, reason = "the documentation calls it so")]));
    let operator = OPERATORS
        .contains(&method)
        .then(|| quote!(#[allow(clippy::should_implement_trait, reason = "the documentation calls it so")]));
    let many = (count > 7)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the documentation requires them all")]));
    quote!(#placeholder #operator #many)
}
