//! What a value in a document is, by the keys that lead to it.
//!
//! In: a value's kind and a key in it. Out: the member's kind, as far as it matters for references: which group of
//! components their targets belong to.

use crate::document::is_method;
use crate::keyword::{self, Holds};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A schema.
    Schema,
    /// A parameter.
    Parameter,
    /// A response.
    Response,
    /// The body of a request.
    RequestBody,
    /// A header of a response or of a part.
    Header,
    /// A security scheme.
    SecurityScheme,
    /// A map or list of schemas.
    Schemas,
    /// A map or list of parameters.
    Parameters,
    /// A map of responses.
    Responses,
    /// A map of request bodies.
    RequestBodies,
    /// A map of headers.
    Headers,
    /// A map of security schemes.
    SecuritySchemes,
    /// A map whose keys the author chose, of what is no component.
    Named,
    /// A named example, whose value is not looked into.
    Example,
    /// A map of named examples.
    Examples,
    /// A value of an example, or an extension: not looked into.
    Skipped,
    /// Anything else.
    Other,
}

impl Kind {
    /// The kinds that are components.
    pub const COMPONENTS: [Kind; 6] =
        [Kind::Schema, Kind::Parameter, Kind::Response, Kind::RequestBody, Kind::Header, Kind::SecurityScheme];

    /// Where components of the kind are; `None` for what is no component.
    pub fn path(self, is_swagger: bool) -> Option<&'static [&'static str]> {
        match (self, is_swagger) {
            (Kind::Schema, false) => Some(&["components", "schemas"]),
            (Kind::Schema, true) => Some(&["definitions"]),
            (Kind::Parameter, false) => Some(&["components", "parameters"]),
            (Kind::Parameter, true) => Some(&["parameters"]),
            (Kind::Response, false) => Some(&["components", "responses"]),
            (Kind::Response, true) => Some(&["responses"]),
            (Kind::RequestBody, false) => Some(&["components", "requestBodies"]),
            (Kind::Header, false) => Some(&["components", "headers"]),
            (Kind::SecurityScheme, false) => Some(&["components", "securitySchemes"]),
            _ => None,
        }
    }

    /// The kind of a list's elements.
    pub fn inside(self) -> Kind {
        match self {
            Kind::Schemas => Kind::Schema,
            Kind::Parameters => Kind::Parameter,
            Kind::Responses => Kind::Response,
            Kind::RequestBodies => Kind::RequestBody,
            Kind::Headers => Kind::Header,
            Kind::SecuritySchemes => Kind::SecurityScheme,
            Kind::Named => Kind::Other,
            Kind::Examples => Kind::Example,
            Kind::Schema
            | Kind::Parameter
            | Kind::Response
            | Kind::RequestBody
            | Kind::Header
            | Kind::SecurityScheme
            | Kind::Example
            | Kind::Skipped
            | Kind::Other => self,
        }
    }

    /// The kind of a member.
    pub fn of_member(self, key: &str) -> Kind {
        match self {
            Kind::Skipped | Kind::Example => Kind::Skipped,
            Kind::Schema => of_schema(key),
            _ if self.inside() != self => self.inside(),
            _ => of_other(key),
        }
    }
}

fn of_schema(key: &str) -> Kind {
    match keyword::holds(key) {
        Some(Holds::One) => Kind::Schema,
        Some(Holds::Several) => Kind::Schemas,
        None => Kind::Skipped,
    }
}

fn of_other(key: &str) -> Kind {
    match key {
        "schema" | "itemSchema" => Kind::Schema,
        "schemas" | "definitions" => Kind::Schemas,
        "parameters" => Kind::Parameters,
        "responses" => Kind::Responses,
        "requestBody" => Kind::RequestBody,
        "requestBodies" => Kind::RequestBodies,
        "headers" => Kind::Headers,
        "securitySchemes" | "securityDefinitions" => Kind::SecuritySchemes,
        "paths"
        | "pathItems"
        | "callbacks"
        | "links"
        | "content"
        | "webhooks"
        | "x-webhooks"
        | "mediaTypes"
        | "additionalOperations" => Kind::Named,
        "examples" => Kind::Examples,
        "example" | "default" => Kind::Skipped,
        key if key.starts_with("x-") && !is_method(key) => Kind::Skipped,
        _ => Kind::Other,
    }
}
