//! What the schema of OpenAPI 3.0 allows in each object.

use crate::document::{Node, Object, Value, is_method};
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
    Flow,
    Requirement,
    Tag,
    Docs,
}

impl Part {
    /// Whether a reference can stand in its place.
    pub fn is_referable(self) -> bool {
        use Part::{
            Callback, Example, Header, Link, Parameter, PathItem, RequestBody, Response, Schema, SecurityScheme,
        };
        matches!(
            self,
            Callback
                | Example
                | Header
                | Link
                | Parameter
                | PathItem
                | RequestBody
                | Response
                | Schema
                | SecurityScheme
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
    Bool,
    True,
    Number,
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
        | Part::Flow
        | Part::Requirement
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
        (Part::Root, "openapi") | (Part::PathItem | Part::Operation, "summary" | "description") => Rule::Text,
        (Part::Root | Part::PathItem | Part::Operation, "servers") => Rule::List(Part::Server),
        (Part::Root | Part::Operation, "security") => Rule::List(Part::Requirement),
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
        (Part::Info, "title" | "version" | "description" | "termsOfService") => Rule::Text,
        (Part::Info, "contact") => Rule::One(Part::Contact),
        (Part::Info, "license") => Rule::One(Part::License),
        (Part::Contact, "name" | "url" | "email") | (Part::License, "name" | "url") => Rule::Text,
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
        (Part::Example, "summary" | "description" | "externalValue") => Rule::Text,
        (Part::Example, "value") | (Part::Link, "requestBody") => Rule::Any,
        (Part::Link, "operationId" | "operationRef" | "description") => Rule::Text,
        (Part::Link, "server") => Rule::One(Part::Server),
        (Part::Link, "parameters") => Rule::Object,
        (Part::Callback, _) => Rule::One(Part::PathItem),
        (Part::Discriminator, "propertyName") => Rule::Text,
        (Part::Discriminator, "mapping") => Rule::TextMap,
        (Part::Xml, "name" | "namespace" | "prefix") => Rule::Text,
        (Part::Xml, "attribute" | "wrapped") => Rule::Bool,
        (Part::Flows, "implicit" | "password" | "clientCredentials" | "authorizationCode") => Rule::One(Part::Flow),
        (Part::Flow, "authorizationUrl" | "tokenUrl" | "refreshUrl") => Rule::Text,
        (Part::Flow, "scopes") => Rule::TextMap,
        (Part::Requirement, _) => Rule::Texts(0),
        (Part::Tag, "name" | "description") | (Part::Docs, "url" | "description") => Rule::Text,
        (Part::Tag, "externalDocs") => Rule::One(Part::Docs),
        _ => Rule::None,
    }
}

fn is_status(key: &str) -> bool {
    let mut letters = key.chars();
    let is_class = letters.next().is_some_and(|first| ('1'..='5').contains(&first));
    let rest = letters.as_str();
    let is_rest = rest == "XX" || (rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()));
    key == "default" || (is_class && is_rest)
}

fn schema(key: &str) -> Rule {
    match key {
        "type" => Rule::Word(&["array", "boolean", "integer", "number", "object", "string"]),
        "title" | "description" | "format" | "pattern" => Rule::Text,
        "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" | "exclusiveMinimum"
        | "exclusiveMaximum" => Rule::Bool,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => Rule::Count,
        "minimum" | "maximum" | "multipleOf" => Rule::Number,
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

fn parameter(part: Part, key: &str, members: &Object) -> Rule {
    let has_schema = members.get("schema").is_some_and(|schema| schema.as_object().is_some());
    match key {
        "name" if part == Part::Parameter => Rule::Text,
        "in" if part == Part::Parameter => Rule::Word(&["path", "query", "header", "cookie"]),
        "description" => Rule::Text,
        "required" if members.get("in").and_then(Node::as_str) == Some("path") => Rule::True,
        "required" | "deprecated" | "allowEmptyValue" => Rule::Bool,
        "schema" => Rule::One(Part::Schema),
        "content" if !has_schema => Rule::Single(Part::MediaType),
        // Beside `content` there is no style, and no example.
        _ if !has_schema && members.contains_key("content") => Rule::None,
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
        (Some("openIdConnect"), "openIdConnectUrl") => Rule::Text,
        (Some("http" | "oauth2" | "openIdConnect"), _) => Rule::None,
        // Any other kind is written as a key.
        (_, "name") => Rule::Text,
        (_, "in") => Rule::Word(&["header", "query", "cookie"]),
        _ => Rule::None,
    }
}

/// Whether a member is as its rule says; what is inside of objects is judged apart.
pub(super) fn is_valid(rule: &Rule, node: &Node) -> bool {
    let texts = || node.as_array().map(|list| list.iter().map(Node::as_str).collect::<Vec<_>>());
    let is_object = |node: &Node| node.as_object().is_some();
    match rule {
        Rule::None => false,
        Rule::Any => true,
        Rule::Text => node.as_str().is_some(),
        Rule::Bool => node.as_bool().is_some(),
        Rule::True => node.as_bool() == Some(true),
        Rule::Number => matches!(&node.value, Value::Number(_)),
        Rule::Count => matches!(&node.value, Value::Number(number) if number.is_u64()),
        Rule::Texts(least) => texts().is_some_and(|texts| {
            let distinct: std::collections::HashSet<_> = texts.iter().collect();
            texts.len() >= *least && texts.iter().all(Option::is_some) && (*least == 0 || distinct.len() == texts.len())
        }),
        Rule::TextMap => node.as_object().is_some_and(|map| map.values().all(|node| node.as_str().is_some())),
        Rule::Filled => node.as_array().is_some_and(|list| !list.is_empty()),
        Rule::Word(words) => node.as_str().is_some_and(|text| words.contains(&text)),
        Rule::Object | Rule::One(_) => node.as_object().is_some(),
        Rule::BoolOr(_) => node.as_bool().is_some() || node.as_object().is_some(),
        Rule::Map(_) => node.as_object().is_some_and(|map| map.values().all(is_object)),
        Rule::Single(_) => node.as_object().is_some_and(|map| map.len() == 1 && map.values().all(is_object)),
        Rule::List(_) => node.as_array().is_some_and(|list| list.iter().all(is_object)),
    }
}

/// The keys or indices of the entries that a list or map cannot have, if it has others.
pub(super) fn bad_entries(rule: &Rule, node: &Node) -> Option<Vec<String>> {
    let mut seen = std::collections::HashSet::new();
    let mut is_fine = |entry: &Node| match rule {
        Rule::Map(_) | Rule::List(_) => Some(entry.as_object().is_some()),
        Rule::TextMap => Some(entry.as_str().is_some()),
        Rule::Texts(least) => Some(entry.as_str().is_some_and(|text| seen.insert(text.to_owned()) || *least == 0)),
        Rule::None
        | Rule::Any
        | Rule::Text
        | Rule::Bool
        | Rule::True
        | Rule::Number
        | Rule::Count
        | Rule::Filled
        | Rule::Word(_)
        | Rule::One(_)
        | Rule::Object
        | Rule::BoolOr(_)
        | Rule::Single(_) => None,
    };
    let entries: Vec<(String, &Node)> = match (rule, &node.value) {
        (Rule::Map(_) | Rule::TextMap, Value::Object(members)) => {
            members.iter().map(|(key, member)| (key.clone(), member)).collect()
        }
        (_, Value::Array(elements)) => {
            elements.iter().enumerate().map(|(index, element)| (index.to_string(), element)).collect()
        }
        _ => return None,
    };
    let count = entries.len();
    let bad: Vec<String> =
        entries.into_iter().filter(|(_, entry)| is_fine(entry) == Some(false)).map(|(key, _)| key).collect();
    (!bad.is_empty() && bad.len() < count).then_some(bad)
}

/// What stands in place of a number or a truth that has to be a text.
pub(super) fn as_text(rule: &Rule, node: &Node) -> Option<Json> {
    let is_scalar = matches!(node.value, Value::Number(_) | Value::Bool(_));
    (*rule == Rule::Text && is_scalar).then(|| Json::String(node.to_json().to_string()))
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
        Part::Header if !members.contains_key("content") => vec![("schema", json!({}))],
        Part::Parameter => {
            let mut all = vec![("name", json!("")), ("in", json!("query"))];
            all.extend((!members.contains_key("content")).then(|| ("schema", json!({}))));
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
        Part::Flow => vec![("scopes", json!({}))],
        _ => Vec::new(),
    }
}
