//! What callers see of operations: arguments, setters, bodies and outputs.
//!
//! In: an API and its names. Out: a [`Signature`] for each operation. `GET /pets/{id}?page=1` whose `id` is a number has
//! the argument `id`, which takes anything that displays, and the setter `page`. `emit` writes what is here, and `diff`
//! compares it, so that neither knows a rule of the other. Writes no code, and chooses no names.

use crate::ir::{Api, Content, Operation, Outcome, Parameter, ParameterLocation, Reader, Shape, Style, Type, TypeId};
use crate::names::{Names, OperationNames};

/// What callers see of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature<'a> {
    /// The parameters, in the order of [`Operation::parameters`]: arguments come before setters.
    pub parameters: Vec<Input<'a>>,
    /// The alternatives of the body, in the order of preference.
    pub bodies: Vec<BodyInput<'a>>,
    /// The one type of the output; `None` if the successes have several.
    pub output: Option<Reader<'a>>,
    /// The ways in which a call succeeds.
    pub outcomes: Vec<Outcome<'a>>,
}

/// How a value is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// To the method.
    Argument,
    /// To a setter of the request.
    Setter,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A value of its type.
    Value,
    /// Anything that displays: it is a scalar in a path, in the plain style.
    DisplayedInPath,
    /// Anything that displays: it counts pages.
    DisplayedCount,
}

/// A parameter as it is passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Input<'a> {
    /// The parameter.
    pub parameter: &'a Parameter,
    /// What the argument or the setter is called.
    pub name: &'a str,
    /// What the setter was called.
    pub former: &'a [String],
    /// How it is passed.
    pub passing: Passing,
    /// What it takes.
    pub takes: Takes,
}

/// A body in one media type, as it is passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BodyInput<'a> {
    /// The body.
    pub content: &'a Content,
    /// What the argument or the setter is called.
    pub name: &'a str,
    /// The type of a multipart body.
    pub type_name: &'a str,
    /// How it is passed: the first alternative of a required body is an argument.
    pub passing: Passing,
    /// The method of the client that takes this alternative of a required body as its argument.
    pub method: Option<&'a str>,
}

impl Input<'_> {
    /// An argument of the method, not a setter.
    pub fn is_argument(&self) -> bool {
        self.passing == Passing::Argument
    }
}

/// What callers see of all operations.
pub fn signatures<'a>(api: &'a Api, names: &'a Names) -> Vec<Signature<'a>> {
    let operations = api.operations.iter().zip(&names.operations);
    operations.map(|(operation, names)| signature(api, operation, names)).collect()
}

/// What callers see of an operation.
pub fn signature<'a>(api: &'a Api, operation: &'a Operation, names: &'a OperationNames) -> Signature<'a> {
    let named = operation.parameters.iter().zip(&names.parameters).enumerate();
    let parameters = named.map(|(index, (parameter, name))| Input {
        parameter,
        name,
        former: names.former_parameters.get(index).map(Vec::as_slice).unwrap_or_default(),
        passing: passing(is_argument(parameter)),
        takes: takes(api, operation, parameter),
    });
    let parameters = parameters.collect();
    Signature {
        parameters,
        bodies: bodies(operation, names),
        output: operation.output(),
        outcomes: operation.outcomes(),
    }
}

/// Whether a parameter is an argument of its operation's method; others are setters of the request.
pub fn is_argument(parameter: &Parameter) -> bool {
    parameter.required || parameter.location == ParameterLocation::Path
}

fn passing(is_argument: bool) -> Passing {
    if is_argument { Passing::Argument } else { Passing::Setter }
}

fn takes(api: &Api, operation: &Operation, parameter: &Parameter) -> Takes {
    let is_plain = parameter.location == ParameterLocation::Path && parameter.style == Style::Simple;
    if is_plain && is_scalar(api, &parameter.type_) {
        Takes::DisplayedInPath
    } else if operation.counts_pages(parameter) {
        Takes::DisplayedCount
    } else {
        Takes::Value
    }
}

fn bodies<'a>(operation: &'a Operation, names: &'a OperationNames) -> Vec<BodyInput<'a>> {
    let Some(body) = &operation.body else { return Vec::new() };
    let text = |list: &'a [String], index: usize| list.get(index).map(String::as_str).unwrap_or_default();
    let input = |(index, content)| BodyInput {
        content,
        name: text(&names.bodies, index),
        type_name: text(&names.body_types, index),
        passing: passing(body.required && index == 0),
        method: Some(text(&names.body_methods, index)).filter(|method| !method.is_empty()),
    };
    body.contents.iter().enumerate().map(input).collect()
}

/// True if a value of the type is one piece of text: what a path segment takes as anything that displays.
fn is_scalar(api: &Api, type_: &Type) -> bool {
    match type_ {
        Type::Boolean | Type::Integer(_) | Type::Float(_) | Type::String | Type::Text(_) | Type::Binary | Type::Any => {
            true
        }
        Type::Nullable(inner) => is_scalar(api, inner),
        Type::Named(id) | Type::Boxed(id) => is_enum(api, *id),
        Type::Array(_) | Type::Map(_) | Type::Tuple(_) => false,
    }
}

fn is_enum(api: &Api, id: TypeId) -> bool {
    let shape = api.types.get(id.0).map(|definition| &definition.shape);
    matches!(shape, Some(Shape::StringEnum(_) | Shape::ValueEnum(_)))
}
