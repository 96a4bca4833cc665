//! From the tokens of a module to the text of its file: a header, then `prettyplease`'s lines, an empty line between
//! items.

use crate::File;
use crate::module::{LINE_END, Module, Tokens};
use proc_macro2::TokenStream;

const HEADER: &str = "// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.\n";

/// The file of a module.
pub fn file(module: &Module<'_>) -> File {
    let text = match module.tokens() {
        Tokens::Verbatim(text) => text.to_owned(),
        Tokens::Text(text) => text,
        Tokens::Items(parts) => items(parts),
    };
    File { path: module.path.clone(), text }
}

fn items(parts: Vec<TokenStream>) -> String {
    let mut text = Text { written: format!("{HEADER}\n"), is_first: true, was_short: false };
    for part in parts {
        match syn::parse2::<syn::File>(part.clone()) {
            Ok(file) => write(&mut text, file),
            // `emit` makes valid items; should it ever not, the text says so to the compiler.
            Err(_) => text.written.push_str(&part.to_string()),
        }
    }
    text.written
}

/// What is written so far.
struct Text {
    written: String,
    is_first: bool,
    was_short: bool,
}

fn write(text: &mut Text, file: syn::File) {
    let part = |attrs, items| prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs, items });
    if !file.attrs.is_empty() {
        push(&mut text.written, &part(file.attrs, Vec::new()));
        text.is_first = false;
    }
    for item in file.items {
        let is_short = matches!(item, syn::Item::Use(_) | syn::Item::Mod(_));
        let belongs_together = text.was_short && is_short;
        if !text.is_first && !belongs_together {
            text.written.push('\n');
        }
        text.is_first = false;
        text.was_short = is_short;
        push(&mut text.written, &part(Vec::new(), vec![item]));
    }
}

/// Adds formatted items. A line of a comment begins as the one before it did: `    ///`.
fn push(written: &mut String, formatted: &str) {
    let mut pieces = formatted.split(LINE_END);
    written.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let start = written.rfind('\n').map_or(0, |end| end + 1);
        let beginning = written.get(start..).and_then(|line| line.find('/')).map_or(start, |slash| start + slash + 3);
        written.push('\n');
        written.extend_from_within(start..beginning);
        written.push_str(piece);
    }
}
