//! A file of the crate before it is text: what `emit` makes and `format` writes down.
//!
//! Plain data but for one thing: the tokens are made when they are asked for ([`Module::tokens`]), so that modules can
//! be emitted and formatted side by side, and the tokens of few items are in memory at once.
//!
//! ```
//! use generator::module::{Module, Tokens};
//!
//! let module = Module::verbatim("src/runtime/percent.rs", "//! Percent-encoding.\n");
//! assert!(matches!(module.tokens(), Tokens::Verbatim("//! Percent-encoding.\n")));
//! ```

use proc_macro2::TokenStream;

/// Stands between the lines of a documentation comment, which is one attribute (`#[doc = " one␞ two"]`). No text that is
/// emitted has this character: in comments it is shown, in literals escaped.
pub const LINE_END: char = '\u{1e}';

/// A file of the crate.
pub struct Module<'a> {
    /// Relative to the crate: `src/models/shared.rs`.
    pub path: String,
    /// About how much it takes to make the file, of what has a size of its own: the largest are best made first, so that
    /// they do not keep others waiting at the end.
    pub size: usize,
    content: Content<'a>,
}

enum Content<'a> {
    Verbatim(&'static str),
    Text(Box<dyn Fn() -> String + Send + Sync + 'a>),
    Items(Box<Items<'a>>),
}

/// Emits items part by part: hands each part on, and gives what stands before the first one.
///
/// A part is valid on its own: an item, or some that belong together. It is formatted before the next one is emitted,
/// so that its tokens are still in the processor's cache, and those of the next one take the same memory.
pub type Items<'a> = dyn Fn(&mut dyn FnMut(TokenStream)) -> TokenStream + Send + Sync + 'a;

/// What a file holds.
pub enum Tokens<'m> {
    /// The text of a file of the runtime.
    Verbatim(&'static str),
    /// The text of a file that is no Rust.
    Text(String),
    /// Items to be formatted.
    Items(&'m Items<'m>),
}

impl<'a> Module<'a> {
    /// A file of items.
    pub fn new(path: impl Into<String>, tokens: impl Fn() -> TokenStream + Send + Sync + 'a) -> Self {
        Self::in_parts(path, 0, move |write| {
            write(tokens());
            TokenStream::new()
        })
    }

    /// A file of many items, in parts: see [`Items`].
    pub fn in_parts(
        path: impl Into<String>,
        size: usize,
        items: impl Fn(&mut dyn FnMut(TokenStream)) -> TokenStream + Send + Sync + 'a,
    ) -> Self {
        Self { path: path.into(), size, content: Content::Items(Box::new(items)) }
    }

    /// A file that is a text already.
    pub fn verbatim(path: impl Into<String>, text: &'static str) -> Self {
        Self { path: path.into(), size: 0, content: Content::Verbatim(text) }
    }

    /// A file that is no Rust.
    pub fn text(path: impl Into<String>, text: impl Fn() -> String + Send + Sync + 'a) -> Self {
        Self { path: path.into(), size: 0, content: Content::Text(Box::new(text)) }
    }

    /// Emits the module.
    pub fn tokens(&self) -> Tokens<'_> {
        match &self.content {
            Content::Verbatim(text) => Tokens::Verbatim(text),
            Content::Text(text) => Tokens::Text(text()),
            Content::Items(items) => Tokens::Items(&**items),
        }
    }
}
