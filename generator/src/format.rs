//! From the tokens of a module to the text of its file: a header, then `prettyplease`'s lines, an empty line between
//! items.

use crate::File;
use crate::module::{Items, LINE_END, Module, Tokens};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What stands first in a file that a command wrote.
pub fn head(command: &str) -> String {
    format!(
        "// Generated from the API's documentation by `{command}`: change the pages, an overlay or the generator.\n"
    )
}

/// The file of a module.
pub fn file(module: &Module<'_>, head: &str) -> File {
    let text = match module.tokens() {
        Tokens::Verbatim(text) => text.to_owned(),
        Tokens::Text(text) => text,
        Tokens::Items(emit) => items(&header(head, &module.path), emit),
    };
    File { path: module.path.clone(), text }
}

/// Calls the crate by its name in the examples of the runtime's documentation, which call it `this_crate`.
pub fn name_crate(files: &mut [File], krate: &str) {
    let is_runtime = |file: &&mut File| file.path.starts_with("src/runtime/") && file.text.contains("this_crate");
    for file in files.iter_mut().filter(is_runtime) {
        file.text = file.text.replace("this_crate", krate);
    }
}

/// The root of a crate says which versions wrote it.
fn header(head: &str, path: &str) -> String {
    let is_root = path == "src/lib.rs";
    let versions = || format!("// Written by generator {} with runtime {}.\n", crate::VERSION, crate::RUNTIME_VERSION);
    [head, &if is_root { versions() } else { String::new() }].concat()
}

fn items(header: &str, emit: &Items<'_>) -> String {
    let (mut head, mut rest) = (Text::default(), Text::default());
    add(&mut head, emit(&mut |part| add(&mut rest, part)));
    let between = if head.written.is_empty() || rest.written.is_empty() { "" } else { "\n" };
    [header, "\n", &head.written, between, &rest.written].concat()
}

/// What is written so far.
#[derive(Default)]
struct Text {
    written: String,
    was_short: bool,
}

fn add(text: &mut Text, part: TokenStream) {
    match syn::parse2::<syn::File>(part.clone()) {
        Ok(file) => write(text, file),
        // `emit` makes valid items; should it ever not, the text says so to the compiler.
        Err(_) => text.written.push_str(&part.to_string()),
    }
}

fn write(text: &mut Text, file: syn::File) {
    let part = |attrs, items| prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs, items });
    if !file.attrs.is_empty() {
        push(&mut text.written, &part(file.attrs, Vec::new()));
    }
    for item in file.items {
        let is_short = matches!(item, syn::Item::Use(_) | syn::Item::Mod(_));
        let belongs_together = text.was_short && is_short;
        if !text.written.is_empty() && !belongs_together {
            text.written.push('\n');
        }
        text.was_short = is_short;
        match rows(&item) {
            Some(table) => text.written.push_str(&table),
            None => push(&mut text.written, &part(Vec::new(), vec![item])),
        }
    }
}

/// A call of a macro with a table in braces: each row has a line of its own, where `prettyplease` would fill lines with them.
fn rows(item: &syn::Item) -> Option<String> {
    let syn::Item::Macro(call) = item else { return None };
    let (mut written, mut has_table) = (String::new(), false);
    for token in call.mac.tokens.clone() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                has_table = true;
                written.push_str(" {\n");
                let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
                for row in tokens.split(is_end).filter(|row| !row.is_empty()) {
                    let row: TokenStream = row.iter().cloned().collect();
                    written.extend(["    ", &row.to_string(), ",\n"]);
                }
                written.push('}');
            }
            token => {
                let space = if written.is_empty() { "" } else { " " };
                written.extend([space, &token.to_string()]);
            }
        }
    }
    let path: Vec<String> = call.mac.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    has_table.then(|| format!("{}!({written});\n", path.join("::")))
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
