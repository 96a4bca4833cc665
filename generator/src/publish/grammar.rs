//! What the schema of OpenAPI 3.0 allows in each object.
//!
//! In: the kind of an object and a key. Out: the [`Rule`] for that member, and the members that the object has to have. Module
//! `check` compares values with rules.

mod check;

use crate::document::{Node, Object, is_method};
use crate::ir::StatusPattern;
pub(super) use check::{bad_entries, instead, is_valid};
use serde_json::{Value as Json, json};

/// An object of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Root,
    Info,
    Contact,
    License,
    Server,
    Variable,
    Components,
    Paths,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    Responses,
    Response,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    Flows,
    ImplicitFlow,
    /// Of the kinds `password` and `clientCredentials`.
    TokenFlow,
    CodeFlow,
    Tag,
    Docs,
}

impl Part {
    /// Whether a reference can stand in its place.
    pub fn is_referable(self) -> bool {
        use Part::{Callback, Example, Header, Link, Parameter, RequestBody, Response, Schema, SecurityScheme};
        matches!(
            self,
            Callback | Example | Header | Link | Parameter | RequestBody | Response | Schema | SecurityScheme
        )
    }
}

/// What a member has to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    /// There is no such member.
    None,
    Any,
    Text,
    /// A version of OpenAPI 3.0.
    Version,
    Email,
    /// A regular expression.
    Pattern,
    /// The reference to a URI.
    Uri,
    /// A URI with a scheme.
    AbsoluteUri,
    Bool,
    True,
    Number,
    /// A number above zero.
    Positive,
    Count,
    /// A list of texts, each once; at least so many.
    Texts(usize),
    /// A map of texts.
    TextMap,
    /// A list with an element.
    Filled,
    Word(&'static [&'static str]),
    One(Part),
    /// An object of any members.
    Object,
    /// A boolean or an object.
    BoolOr(Part),
    Map(Part),
    /// A map of one.
    Single(Part),
    List(Part),
    /// Alternatives of credentials, each with its scopes.
    Requirements,
}

/// The rule for a member of an object.
pub(super) fn rule(part: Part, key: &str, members: &Object) -> Rule {
    if key.starts_with("x-") {
        return Rule::Any;
    }
    match part {
        Part::Schema => schema(key),
        Part::Parameter | Part::Header => parameter(part, key, members),
        Part::SecurityScheme => scheme(key, members),
        Part::Root | Part::Paths | Part::PathItem | Part::Operation | Part::Components => outline(part, key),
        Part::Info
        | Part::Contact
        | Part::License
        | Part::Server
        | Part::Variable
        | Part::RequestBody
        | Part::Responses
        | Part::Response
        | Part::MediaType
        | Part::Encoding
        | Part::Example
        | Part::Link
        | Part::Callback
        | Part::Discriminator
        | Part::Xml
        | Part::Flows
        | Part::ImplicitFlow
        | Part::TokenFlow
        | Part::CodeFlow
        | Part::Tag
        | Part::Docs => detail(part, key, members),
    }
}

fn outline(part: Part, key: &str) -> Rule {
    match (part, key) {
        (Part::Root, "info") => Rule::One(Part::Info),
        (Part::Root, "paths") => Rule::One(Part::Paths),
        (Part::Root, "components") => Rule::One(Part::Components),
        (Part::Root, "tags") => Rule::List(Part::Tag),
        (Part::Root, "openapi") => Rule::Version,
        (Part::PathItem | Part::Operation, "summary" | "description") => Rule::Text,
        (Part::Root | Part::PathItem | Part::Operation, "servers") => Rule::List(Part::Server),
        (Part::Root | Part::Operation, "security") => Rule::Requirements,
        (Part::Root | Part::Operation, "externalDocs") => Rule::One(Part::Docs),
        (Part::Paths, key) if key.starts_with('/') => Rule::One(Part::PathItem),
        (Part::PathItem, "$ref") => Rule::Text,
        (Part::PathItem | Part::Operation, "parameters") => Rule::List(Part::Parameter),
        (Part::PathItem, key) if is_method(key) => Rule::One(Part::Operation),
        (Part::Operation, "tags") => Rule::Texts(0),
        (Part::Operation, "operationId") => Rule::Text,
        (Part::Operation, "requestBody") => Rule::One(Part::RequestBody),
        (Part::Operation, "responses") => Rule::One(Part::Responses),
        (Part::Operation, "callbacks") | (Part::Components, "callbacks") => Rule::Map(Part::Callback),
        (Part::Operation, "deprecated") => Rule::Bool,
        (Part::Components, "schemas") => Rule::Map(Part::Schema),
        (Part::Components, "responses") => Rule::Map(Part::Response),
        (Part::Components, "parameters") => Rule::Map(Part::Parameter),
        (Part::Components, "examples") => Rule::Map(Part::Example),
        (Part::Components, "requestBodies") => Rule::Map(Part::RequestBody),
        (Part::Components, "headers") => Rule::Map(Part::Header),
        (Part::Components, "securitySchemes") => Rule::Map(Part::SecurityScheme),
        (Part::Components, "links") => Rule::Map(Part::Link),
        _ => Rule::None,
    }
}

fn detail(part: Part, key: &str, members: &Object) -> Rule {
    match (part, key) {
        (Part::Info, "title" | "version" | "description") => Rule::Text,
        (Part::Info, "termsOfService") | (Part::Contact | Part::License | Part::Docs, "url") => Rule::Uri,
        (Part::Info, "contact") => Rule::One(Part::Contact),
        (Part::Info, "license") => Rule::One(Part::License),
        (Part::Contact | Part::License, "name") => Rule::Text,
        (Part::Contact, "email") => Rule::Email,
        (Part::Server, "url" | "description") | (Part::Variable, "default" | "description") => Rule::Text,
        (Part::Server, "variables") => Rule::Map(Part::Variable),
        (Part::Variable, "enum") => Rule::Texts(0),
        (Part::RequestBody | Part::Response, "description") => Rule::Text,
        (Part::RequestBody, "required") => Rule::Bool,
        (Part::RequestBody | Part::Response, "content") => Rule::Map(Part::MediaType),
        (Part::Responses, key) if is_status(key) => Rule::One(Part::Response),
        (Part::Response | Part::Encoding, "headers") => Rule::Map(Part::Header),
        (Part::Response, "links") => Rule::Map(Part::Link),
        (Part::MediaType, "schema") => Rule::One(Part::Schema),
        (Part::MediaType, "example") if !members.contains_key("examples") => Rule::Any,
        (Part::MediaType, "examples") => Rule::Map(Part::Example),
        (Part::MediaType, "encoding") => Rule::Map(Part::Encoding),
        (Part::Encoding, "contentType") => Rule::Text,
        (Part::Encoding, "style") => Rule::Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        (Part::Encoding, "explode" | "allowReserved") => Rule::Bool,
        (Part::Example, "summary" | "description") => Rule::Text,
        (Part::Example, "externalValue") => Rule::Uri,
        (Part::Example, "value") | (Part::Link, "requestBody") => Rule::Any,
        (Part::Link, "operationId" | "description") => Rule::Text,
        (Part::Link, "operationRef") if !members.contains_key("operationId") => Rule::Uri,
        (Part::Link, "server") => Rule::One(Part::Server),
        (Part::Link, "parameters") => Rule::Object,
        (Part::Callback, _) => Rule::One(Part::PathItem),
        (Part::Discriminator, "propertyName") => Rule::Text,
        (Part::Discriminator, "mapping") => Rule::TextMap,
        (Part::Xml, "name" | "prefix") => Rule::Text,
        (Part::Xml, "namespace") => Rule::AbsoluteUri,
        (Part::Xml, "attribute" | "wrapped") => Rule::Bool,
        (Part::Flows, "implicit") => Rule::One(Part::ImplicitFlow),
        (Part::Flows, "password" | "clientCredentials") => Rule::One(Part::TokenFlow),
        (Part::Flows, "authorizationCode") => Rule::One(Part::CodeFlow),
        (Part::ImplicitFlow | Part::CodeFlow, "authorizationUrl") => Rule::Uri,
        (Part::TokenFlow | Part::CodeFlow, "tokenUrl") => Rule::Uri,
        (Part::ImplicitFlow | Part::TokenFlow | Part::CodeFlow, "refreshUrl") => Rule::Uri,
        (Part::ImplicitFlow | Part::TokenFlow | Part::CodeFlow, "scopes") => Rule::TextMap,
        (Part::Tag, "name" | "description") | (Part::Docs, "description") => Rule::Text,
        (Part::Tag, "externalDocs") => Rule::One(Part::Docs),
        _ => Rule::None,
    }
}

/// A key of responses in the one spelling that the schema has.
fn is_status(key: &str) -> bool {
    StatusPattern::of_key(key).is_some_and(|status| status.to_string() == key)
}

fn schema(key: &str) -> Rule {
    match key {
        "type" => Rule::Word(&["array", "boolean", "integer", "number", "object", "string"]),
        "title" | "description" | "format" => Rule::Text,
        "pattern" => Rule::Pattern,
        "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" | "exclusiveMinimum"
        | "exclusiveMaximum" => Rule::Bool,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => Rule::Count,
        "minimum" | "maximum" => Rule::Number,
        "multipleOf" => Rule::Positive,
        "required" => Rule::Texts(1),
        "enum" => Rule::Filled,
        "default" | "example" => Rule::Any,
        "properties" => Rule::Map(Part::Schema),
        "items" | "not" => Rule::One(Part::Schema),
        "additionalProperties" => Rule::BoolOr(Part::Schema),
        "allOf" | "oneOf" | "anyOf" => Rule::List(Part::Schema),
        "discriminator" => Rule::One(Part::Discriminator),
        "externalDocs" => Rule::One(Part::Docs),
        "xml" => Rule::One(Part::Xml),
        _ => Rule::None,
    }
}

/// The styles of a location.
fn styles(part: Part, members: &Object) -> &'static [&'static str] {
    match members.get("in").and_then(Node::as_str) {
        _ if part == Part::Header => &["simple"],
        Some("path") => &["matrix", "label", "simple"],
        Some("header") => &["simple"],
        Some("cookie") => &["form"],
        Some(_) | None => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    }
}

/// Whether a parameter or header has a media type in place of a schema.
fn has_content(members: &Object) -> bool {
    let is_object = |node: &Node| node.as_object().is_some();
    let media_types = members.get("content").and_then(Node::as_object).into_iter().flat_map(Object::values);
    !members.get("schema").is_some_and(is_object) && media_types.into_iter().any(is_object)
}

fn parameter(part: Part, key: &str, members: &Object) -> Rule {
    let has_content = has_content(members);
    match key {
        "name" if part == Part::Parameter => Rule::Text,
        "in" if part == Part::Parameter => Rule::Word(&["path", "query", "header", "cookie"]),
        "description" => Rule::Text,
        "required" if members.get("in").and_then(Node::as_str) == Some("path") => Rule::True,
        "required" | "deprecated" | "allowEmptyValue" => Rule::Bool,
        "content" if has_content => Rule::Single(Part::MediaType),
        // Beside `content` there is no schema, no style and no example.
        _ if has_content => Rule::None,
        "schema" => Rule::One(Part::Schema),
        "style" => Rule::Word(styles(part, members)),
        "explode" | "allowReserved" => Rule::Bool,
        "example" if !members.contains_key("examples") => Rule::Any,
        "examples" => Rule::Map(Part::Example),
        _ => Rule::None,
    }
}

fn scheme(key: &str, members: &Object) -> Rule {
    let text = |key: &str| members.get(key).and_then(Node::as_str);
    let is_bearer = text("scheme").is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"));
    match (text("type"), key) {
        (_, "description") => Rule::Text,
        (_, "type") => Rule::Word(&["apiKey", "http", "oauth2", "openIdConnect"]),
        (Some("http"), "scheme") => Rule::Text,
        (Some("http"), "bearerFormat") if is_bearer => Rule::Text,
        (Some("oauth2"), "flows") => Rule::One(Part::Flows),
        (Some("openIdConnect"), "openIdConnectUrl") => Rule::Uri,
        (Some("http" | "oauth2" | "openIdConnect"), _) => Rule::None,
        // Any other kind is written as a key.
        (_, "name") => Rule::Text,
        (_, "in") => Rule::Word(&["header", "query", "cookie"]),
        _ => Rule::None,
    }
}

/// The members that an object has to have, each with what stands there if it has none.
pub(super) fn required(part: Part, members: &Object) -> Vec<(&'static str, Json)> {
    let text = |key: &str| members.get(key).and_then(Node::as_str);
    match part {
        Part::Root => {
            vec![("openapi", json!("3.0.3")), ("info", json!({"title": "", "version": ""})), ("paths", json!({}))]
        }
        Part::Info => vec![("title", json!("")), ("version", json!(""))],
        Part::License | Part::Tag => vec![("name", json!(""))],
        Part::Server | Part::Docs => vec![("url", json!(""))],
        Part::Variable => vec![("default", json!(""))],
        Part::Operation => vec![("responses", json!({"default": {"description": ""}}))],
        Part::Responses if !members.keys().any(|key| is_status(key)) => {
            vec![("default", json!({"description": ""}))]
        }
        Part::Response => vec![("description", json!(""))],
        Part::RequestBody => vec![("content", json!({}))],
        Part::Discriminator => vec![("propertyName", json!(""))],
        Part::Header if !has_content(members) => vec![("schema", json!({}))],
        Part::Parameter => {
            let mut all = vec![("name", json!("")), ("in", json!("query"))];
            all.extend((!has_content(members)).then(|| ("schema", json!({}))));
            all.extend((text("in") == Some("path")).then(|| ("required", json!(true))));
            all
        }
        Part::SecurityScheme => match text("type") {
            Some("http") => vec![("scheme", json!("bearer"))],
            Some("oauth2") => vec![("flows", json!({}))],
            Some("openIdConnect") => vec![("openIdConnectUrl", json!(""))],
            Some(_) | None => {
                vec![("type", json!("apiKey")), ("in", json!("header")), ("name", json!("Authorization"))]
            }
        },
        Part::ImplicitFlow => vec![("authorizationUrl", json!("")), ("scopes", json!({}))],
        Part::TokenFlow => vec![("tokenUrl", json!("")), ("scopes", json!({}))],
        Part::CodeFlow => vec![("authorizationUrl", json!("")), ("tokenUrl", json!("")), ("scopes", json!({}))],
        _ => Vec::new(),
    }
}
