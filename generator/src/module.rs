//! A file of the crate before it is text: what `emit` makes and `format` writes down.
//!
//! Plain data but for one thing: the tokens are made when they are asked for ([`Module::tokens`]), so that modules can
//! be emitted and formatted side by side, and the tokens of few of them are in memory at once.
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
    content: Content<'a>,
}

enum Content<'a> {
    Verbatim(&'static str),
    Text(Box<dyn Fn() -> String + Send + Sync + 'a>),
    Items(Box<dyn Fn() -> Vec<TokenStream> + Send + Sync + 'a>),
}

/// What a file holds.
pub enum Tokens {
    /// The text of a file of the runtime.
    Verbatim(&'static str),
    /// The text of a file that is no Rust.
    Text(String),
    /// Items to be formatted, in parts that are valid on their own: what belongs to one type, say. Parts are formatted
    /// one after the other, which needs less memory than a whole file at once.
    Items(Vec<TokenStream>),
}

impl<'a> Module<'a> {
    /// A file of items.
    pub fn new(path: impl Into<String>, tokens: impl Fn() -> TokenStream + Send + Sync + 'a) -> Self {
        Self::in_parts(path, move || vec![tokens()])
    }

    /// A file of many items, in parts.
    pub fn in_parts(path: impl Into<String>, parts: impl Fn() -> Vec<TokenStream> + Send + Sync + 'a) -> Self {
        Self { path: path.into(), content: Content::Items(Box::new(parts)) }
    }

    /// A file that is a text already.
    pub fn verbatim(path: impl Into<String>, text: &'static str) -> Self {
        Self { path: path.into(), content: Content::Verbatim(text) }
    }

    /// A file that is no Rust.
    pub fn text(path: impl Into<String>, text: impl Fn() -> String + Send + Sync + 'a) -> Self {
        Self { path: path.into(), content: Content::Text(Box::new(text)) }
    }

    /// Emits the module.
    pub fn tokens(&self) -> Tokens {
        match &self.content {
            Content::Verbatim(text) => Tokens::Verbatim(text),
            Content::Text(text) => Tokens::Text(text()),
            Content::Items(tokens) => Tokens::Items(tokens()),
        }
    }
}
