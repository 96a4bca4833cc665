//! Examples in the documentation: code that is compiled when the documentation is tested, and run never.
//!
//! In: an operation and the declarations of its method's arguments. Out: Markdown with one fenced block. The arguments
//! are parameters of a hidden function around the code, so that it compiles whatever their types are; nothing from a page
//! becomes code but through identifiers and types that were emitted anyway.
//!
//! ````text
//! # Example
//!
//! ```no_run
//! # async fn example(client: pets::Client, id: impl std::fmt::Display) -> Result<(), pets::Error> {
//! let response = client.get_pet(id).await?;
//! # Ok(())
//! # }
//! ```
//! ````

use super::types::Scope;
use crate::ir::{Content, ContentKind, Operation, Reader};
use proc_macro2::{Ident, TokenStream};

/// A call of an operation, as an example shows it.
pub(super) struct Call<'a> {
    pub operation: &'a Operation,
    pub output: Option<Reader<'a>>,
    pub method: &'a str,
    pub type_: &'a str,
    pub arguments: Vec<Ident>,
    pub declarations: Vec<TokenStream>,
}

impl Call<'_> {
    /// `client.get_pet(id)`
    pub(super) fn expression(&self) -> String {
        let arguments: Vec<String> = self.arguments.iter().map(ToString::to_string).collect();
        // A reference is passed on as it is: the hidden function takes what the method takes.
        format!("client.{}({})", self.method, arguments.join(", "))
    }

    /// The line that opens the hidden function, with what it takes besides.
    pub(super) fn opening(&self, scope: Scope<'_>, first: Option<&str>) -> Vec<String> {
        let krate = scope.krate;
        let declared = self.declarations.iter().map(spaced);
        let parameters: Vec<String> = first.map(str::to_owned).into_iter().chain(declared).collect();
        let has_parts = self.operation.body.iter().flat_map(|body| &body.contents).any(is_multipart);
        let parts = has_parts.then(|| format!("# use {krate}::operations::*;"));
        let text = parameters.join(", ");
        let mut lines: Vec<String> = parts.into_iter().collect();
        let modules: Vec<&str> = ["models", "runtime"].into_iter().filter(|module| text.contains(module)).collect();
        if !modules.is_empty() {
            lines.push(format!("# use {krate}::{{{}}};", modules.join(", ")));
        }
        lines.extend(self.operation.docs.deprecated.then(|| "# #[allow(deprecated)]".to_owned()));
        lines.push(format!("# async fn example({text}) -> Result<(), {krate}::Error> {{"));
        lines
    }
}

/// The declaration of an argument with the spaces that people write.
fn spaced(declaration: &TokenStream) -> String {
    let tight = [(" :: ", "::"), (" : ", ": "), (" < ", "<"), (" >", ">"), ("& ", "&"), (" ,", ",")];
    tight.into_iter().fold(declaration.to_string(), |text, (loose, tight)| text.replace(loose, tight))
}

pub(super) fn is_multipart(content: &Content) -> bool {
    matches!(content.kind, ContentKind::Multipart(_))
}

/// The lines that close the hidden function.
pub(super) const CLOSING: [&str; 2] = ["# Ok(())", "# }"];

/// The example of an operation.
pub(super) fn of_operation(scope: Scope<'_>, call: &Call<'_>) -> String {
    let client = format!("client: {}::Client", scope.krate);
    let mut lines = call.opening(scope, Some(&client));
    lines.extend(body(call));
    lines.extend(CLOSING.map(str::to_owned));
    format!("# Example\n\n{}", fenced(&lines))
}

/// A block of code that is compiled.
pub(super) fn fenced(lines: &[String]) -> String {
    format!("```no_run\n{}\n```", lines.join("\n"))
}

/// The call, and what is done with its response.
pub(super) fn body(call: &Call<'_>) -> Vec<String> {
    let expression = call.expression();
    if call.operation.paging.is_some() {
        return vec![
            format!("let mut items = {expression}.stream();"),
            "while let Some(item) = items.next().await {".to_owned(),
            "    println!(\"{:?}\", item?);".to_owned(),
            "}".to_owned(),
        ];
    }
    match call.output {
        Some(Reader::Empty) => vec![format!("{expression}.await?;")],
        Some(Reader::Events(_)) => vec![
            format!("let mut events = {expression}.await?;"),
            "while let Some(event) = events.next().await {".to_owned(),
            "    println!(\"{:?}\", event?.data);".to_owned(),
            "}".to_owned(),
        ],
        Some(Reader::Lines(_)) => vec![
            format!("let mut lines = {expression}.await?;"),
            "while let Some(line) = lines.next().await {".to_owned(),
            "    println!(\"{:?}\", line?);".to_owned(),
            "}".to_owned(),
        ],
        _ => vec![format!("let response = {expression}.await?;"), "println!(\"{response:?}\");".to_owned()],
    }
}
