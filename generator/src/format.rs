//! From the tokens of a module to the text of its file: a header, then `prettyplease`'s lines, an empty line between
//! items.

use crate::File;
use crate::module::{Module, Tokens};

const HEADER: &str = "// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.\n";

/// The file of a module.
pub fn file(module: &Module<'_>) -> File {
    let text = match module.tokens() {
        Tokens::Verbatim(text) => text.to_owned(),
        Tokens::Items(tokens) => match syn::parse2::<syn::File>(tokens.clone()) {
            Ok(file) => format!("{HEADER}\n{}", items(file)),
            // `emit` makes valid items; should it ever not, the text says so to the compiler.
            Err(_) => format!("{HEADER}\n{tokens}"),
        },
    };
    File { path: module.path.clone(), text }
}

fn items(file: syn::File) -> String {
    let part = |attrs, items| prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs, items });
    let mut text = String::new();
    if !file.attrs.is_empty() {
        text.push_str(&part(file.attrs, Vec::new()));
    }
    let mut was_short = false;
    for item in file.items {
        let is_short = matches!(item, syn::Item::Use(_) | syn::Item::Mod(_));
        let belongs_together = was_short && is_short;
        if !text.is_empty() && !belongs_together {
            text.push('\n');
        }
        was_short = is_short;
        text.push_str(&part(Vec::new(), vec![item]));
    }
    text
}
