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

use super::types::{Scope, ident};
use crate::ir::{Content, ContentKind, Field, Operation, Reader, Shape, Type, TypeId};
use crate::names::Constructor;
use crate::surface::{BodyInput, Passing};
use proc_macro2::{Ident, TokenStream};

/// A call of an operation, as an example shows it.
pub(super) struct Call<'a> {
    pub operation: &'a Operation,
    pub output: Option<Reader<'a>>,
    pub method: &'a str,
    pub type_: &'a str,
    pub arguments: Vec<Ident>,
    /// The declarations of the arguments that the example does not make.
    pub declarations: Vec<TokenStream>,
    /// The last argument is the body.
    pub has_body: bool,
    /// The expression that makes the body, if it is short.
    pub body: Option<String>,
}

impl Call<'_> {
    /// `client.get_pet(id)`
    pub(super) fn expression(&self) -> String {
        let mut arguments: Vec<String> = self.arguments.iter().map(ToString::to_string).collect();
        // Any other argument is passed on as it is: the hidden function takes what the method takes.
        if let Some(body) = arguments.last_mut().filter(|_| self.body.is_some()) {
            body.insert(0, '&');
        }
        format!("client.{}({})", self.method, arguments.join(", "))
    }

    /// The lines that make the body, or at least say what it is.
    pub(super) fn preparation(&self) -> Option<String> {
        let name = self.arguments.last().filter(|_| self.has_body)?;
        match &self.body {
            Some(made) => Some(format!("let {name} = {made};")),
            None => self.declarations.last().map(comment),
        }
    }

    /// What the arguments are that the example does not make, but for the body.
    pub(super) fn comments(&self) -> Vec<String> {
        let of_body = usize::from(self.has_body && self.body.is_none());
        let others = self.declarations.len().saturating_sub(of_body);
        self.declarations.iter().take(others).map(comment).collect()
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
        let has_models = self.body.as_ref().is_some_and(|made| made.contains("models::"));
        lines.extend(has_models.then(|| format!("use {krate}::models;")));
        let is_hidden = |module: &&str| text.contains(module) && !(has_models && *module == "models");
        let modules: Vec<&str> = ["models", "runtime"].into_iter().filter(is_hidden).collect();
        if !modules.is_empty() {
            lines.push(format!("# use {krate}::{{{}}};", modules.join(", ")));
        }
        lines.extend(self.operation.docs.deprecated.then(|| "# #[allow(deprecated)]".to_owned()));
        lines.push(format!("# async fn example({text}) -> Result<(), {krate}::Error> {{"));
        lines
    }
}

/// `// body: &models::Pet`
fn comment(declaration: &TokenStream) -> String {
    format!("// {}", spaced(declaration))
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
    call.preparation().into_iter().chain(of_call(call)).collect()
}

fn of_call(call: &Call<'_>) -> Vec<String> {
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

/// The expression that makes a body, if it is a model that is made in one line.
pub(super) fn made(scope: Scope<'_>, bodies: &[BodyInput<'_>]) -> Option<String> {
    /// As much as stands in a line.
    const MOST: usize = 90;
    let body = bodies.first().filter(|body| body.passing == Passing::Argument)?;
    let (ContentKind::Json(type_) | ContentKind::Form(type_, _)) = &body.content.kind else { return None };
    let id = type_.not_null().named().filter(|id| *type_.not_null() == Type::Named(*id))?;
    model(scope, id, 2).filter(|made| made.chars().count() <= MOST)
}

/// `models::Pet::new("…", 1)`, with as many models inside each other.
fn model(scope: Scope<'_>, id: TypeId, depth: usize) -> Option<String> {
    let (definition, names) = scope.type_(id);
    let Shape::Object(shape) = &definition.shape else { return None };
    let depth = depth.checked_sub(1).filter(|_| definition.in_request)?;
    let model = ident(&names.ident);
    let required = |(field, _): &(&Field, _)| scope.api.is_argument(field);
    let mut fields = shape.fields.iter().zip(&names.fields).filter(required);
    if names.constructor == Constructor::New {
        let values: Option<Vec<String>> = fields.map(|(field, _)| value(scope, &field.type_, depth)).collect();
        return Some(format!("models::{model}::new({})", values?.join(", ")));
    }
    let set = fields.try_fold(String::new(), |set, (field, names)| {
        let value = value(scope, field.type_.not_null(), depth)?;
        let is_taken = ["build", "new", "clone"].contains(&names.field.as_str());
        let method = ident(if is_taken { &names.setter } else { &names.field });
        Some(format!("{set}.{method}({value})"))
    });
    Some(format!("models::{model}::builder(){}.build()?", set?))
}

/// A value that a constructor takes for a type.
fn value(scope: Scope<'_>, type_: &Type, depth: usize) -> Option<String> {
    let text = match type_ {
        Type::String | Type::Binary | Type::Any | Type::Text(_) => "\"…\"",
        Type::Boolean => "true",
        Type::Integer(_) => "1",
        Type::Float(_) => "1.0",
        Type::Nullable(_) => "None",
        Type::Map(_) => "Default::default()",
        Type::Array(item) if matches!(**item, Type::String | Type::Text(_)) => "[\"…\"]",
        Type::Named(id) => return named(scope, *id, depth),
        Type::Array(_) | Type::Tuple(_) | Type::Boxed(_) => return None,
    };
    Some(text.to_owned())
}

fn named(scope: Scope<'_>, id: TypeId, depth: usize) -> Option<String> {
    let (definition, names) = scope.type_(id);
    match &definition.shape {
        Shape::Object(_) => model(scope, id, depth),
        Shape::StringEnum(_) | Shape::ValueEnum(_) => {
            let (type_, variant) = (ident(&names.ident), ident(names.variants.first()?));
            Some(format!("models::{type_}::{variant}"))
        }
        Shape::Union(_) => None,
    }
}
