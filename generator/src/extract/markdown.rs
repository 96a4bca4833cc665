//! What a Markdown page holds.
//!
//! In: a page. Out: the document of each fenced block that holds OpenAPI, or what a known form of pages makes OpenAPI of
//! (module `forms`). Blocks that hold neither are skipped with a note.

use super::fences::Contents;
use super::forms::Recognised;
use super::section::Section;
use super::{Extracted, Referred, fences, forms, is_openapi, read};
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::document::{Document, Node};
use crate::source::{Fragment, Page, Syntax};

/// What the Markdown pages hold beside documents.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Which documents are of which form.
    pub recognised: Recognised,
    /// The documents that may be samples.
    pub samples: Vec<usize>,
    /// The pages that hold no OpenAPI.
    pub without: Vec<usize>,
    /// What was said of blocks that cannot be read: the indices of the messages.
    pub unreadable: Vec<usize>,
}

/// Reads the fenced blocks of a page that hold OpenAPI.
pub(super) fn read<'pages>(
    dx: &mut Diagnostics,
    extracted: &mut Extracted,
    found: &mut Found,
    mut once: Option<&mut read::Once<'pages>>,
    index: usize,
    page: &'pages Page,
) {
    let contents = fences::contents(&page.text);
    let before = (extracted.fragments.len(), dx.list.len());
    contents.unclosed.iter().for_each(|line| unclosed(dx, index, line.clone()));
    for fence in &contents.fences {
        let (range, pieces) = (fence.range.clone(), fence.pieces.clone());
        let fragment = Fragment { page: index, range: range.clone(), pieces, syntax: Syntax::Json };
        let text = fragment.text(&page.text);
        let section = Section::of(&page.text, &contents, fence);
        let syntax = fences::syntax(&fence.info, &text);
        let Some(syntax) = syntax.filter(|_| !is_asyncapi_layout(&section, &text)) else {
            match section.is_asyncapi() {
                true => unsupported(dx, section.title, At::Page(index, range)),
                false => skipped(dx, index, &fence.info, range),
            }
            continue;
        };
        let said = dx.list.len();
        let Some(mut root) = read::document(dx, once.as_deref_mut(), page, Fragment { syntax, ..fragment }) else {
            found.unreadable.extend(said..dx.list.len());
            name_operation(dx, said, &section);
            continue;
        };
        if root.get("asyncapi").is_some() {
            let title = root.get("info").and_then(|info| info.get("title")).and_then(Node::as_str);
            unsupported(dx, title.unwrap_or_default(), root.place.into());
            continue;
        }
        let is_of_form = found.recognised.block(dx, &section, extracted.fragments.len(), &mut root);
        if is_openapi(&root) {
            let is_one_line = !text.trim().contains('\n');
            if !is_of_form && !is_one_line && !section.announces() {
                found.samples.push(extracted.fragments.len());
            }
            extracted.fragments.push(Document { root });
        } else {
            // What is not read loses nothing.
            let messages = dx.list.split_off(said);
            dx.list.extend(messages.into_iter().filter(|said| said.code != "duplicate-key"));
            skipped(dx, index, &fence.info, range);
        }
    }
    let has_blocks = extracted.fragments.len() > before.0;
    prose(dx, extracted, &mut found.recognised, (index, page), &contents, has_blocks);
    let references = forms::references(&page.text, &contents);
    let refers = !references.is_empty();
    extracted.references.extend(references.into_iter().map(|reference| Referred { page: index, reference }));
    let is_quiet = |said: &Diagnostic| ["skipped-block", "unclosed-fence"].contains(&said.code);
    if extracted.fragments.len() == before.0 && !refers && dx.list.iter().skip(before.1).all(is_quiet) {
        without(dx, found, &contents, index, page);
    }
}

/// A page without OpenAPI.
fn without(dx: &mut Diagnostics, found: &mut Found, contents: &Contents, index: usize, page: &Page) {
    if !contents.not_found {
        found.without.push(index);
        return;
    }
    let message = format!("`{}` says that the page was not found; it documents nothing", page.path);
    dx.error("page-not-found", message, At::Page(index, 0..page.text.len()))
        .help("fetch the page again from its present address, or remove the file from the specs folder");
}

/// Says that a block which cannot be read is that of an operation.
fn name_operation(dx: &mut Diagnostics, said: usize, section: &Section) {
    if section.announces() {
        let messages = dx.list.iter_mut().skip(said);
        messages.for_each(|said| said.message.push_str("; the page documents an operation by it"));
    }
}

/// Leaves out the blocks that cannot be read, with a warning each: samples in guides are cut off and have placeholders.
/// They stay errors where no other block documents anything.
pub(super) fn leave_out_unreadable(dx: &mut Diagnostics, unreadable: &[usize]) {
    for index in unreadable {
        let Some(said) = dx.list.get_mut(*index) else { continue };
        said.leave_out("the block");
        said.help(
            "fetch the page again; if the block is published like this and documents an operation, add a document with \
             that operation to the specs folder",
        );
    }
}

/// Reads the operations that the prose of a page describes.
fn prose(
    dx: &mut Diagnostics,
    extracted: &mut Extracted,
    recognised: &mut Recognised,
    (index, page): (usize, &Page),
    contents: &Contents,
    has_blocks: bool,
) {
    let number = extracted.fragments.len();
    let Some(root) = recognised.prose(dx, (index, page), contents, number, has_blocks) else { return };
    let message = "the page's operations were read from its prose; what the text does not say is not said";
    dx.note("read-from-prose", message, At::Page(index, 0..page.text.len())).help(
        "where the text names no credentials, none has to be sent; an overlay can add servers, credentials, formats, the \
         elements of lists, and say where a body is a list",
    );
    extracted.fragments.push(Document { root });
}

/// Names the pages that hold no OpenAPI: beside others that do they are prose.
pub(super) fn report_without(dx: &mut Diagnostics, pages: &[Page], without: &[usize], is_empty: bool) {
    let named = without.iter().filter_map(|index| Some((*index, pages.get(*index)?)));
    for (index, page) in named {
        let message = format!("`{}` holds no OpenAPI block", page.path);
        if is_empty {
            dx.error("no-fragment", message, At::Page(index, 0..page.text.len()))
                .help("remove the file from the specs folder if it documents no operation");
        } else {
            dx.note("no-fragment", message, At::Page(index, 0..page.text.len()));
        }
    }
}

fn unclosed(dx: &mut Diagnostics, page: usize, line: std::ops::Range<usize>) {
    let message = "the fenced block is never closed; it was read up to the next heading or fence";
    dx.warning("unclosed-fence", message, At::Page(page, line)).help("close it by a line with the same marks");
}

/// Whether a block that is announced as AsyncAPI says no version of either.
fn is_asyncapi_layout(section: &Section, text: &str) -> bool {
    section.is_asyncapi() && !["openapi", "swagger", "asyncapi"].iter().any(|key| text.contains(key))
}

/// AsyncAPI describes messages; the page is named, since an operation may be missed.
fn unsupported(dx: &mut Diagnostics, title: &str, at: At) {
    let message = format!("the block is AsyncAPI (`{title}`), which describes messages; the client does not have them");
    dx.warning("unsupported-asyncapi", message, at).help("use a client for the protocol that it names");
}

fn skipped(dx: &mut Diagnostics, page: usize, info: &str, range: std::ops::Range<usize>) {
    let named = if info.is_empty() { String::new() } else { format!(" (`{info}`)") };
    dx.note("skipped-block", format!("the fenced block{named} is not OpenAPI and was skipped"), At::Page(page, range));
}
