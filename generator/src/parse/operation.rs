//! Path items, operations, request bodies and responses.
//!
//! In goes a node, out comes the typed form; callbacks and links stay in the tree, where `lower` counts them.

use crate::diagnostic::At;
use crate::document::{ADDITIONAL_OPERATION, Node, Object, Value};
use crate::ir::{Method, StatusPattern};
use crate::parse::advice;
use crate::parse::parameter::{self, media_types};
use crate::parse::reading::{self, Reading};
use crate::parse::{schema, section, security, servers};
use crate::source::Step;
use indexmap::IndexMap;
use openapiv3::{Link, Operation, PathItem, ReferenceOr, RequestBody, Response, Responses, StatusCode};
use serde_json::{Value as Json, json};

/// The reference that a node is, if it is one.
pub fn reference<T>(node: &Node) -> Option<ReferenceOr<T>> {
    let reference = node.get("$ref")?.as_str()?.to_owned();
    Some(ReferenceOr::Reference { reference })
}

/// The node as an object; reports what is none.
pub fn object<'doc>(rx: &mut Reading, node: &'doc Node, what: &str) -> Option<&'doc Object> {
    let object = node.as_object();
    if object.is_none() {
        let message = format!("{what} is {}, not an object; left out", reading::kind_of(node));
        rx.warn("wrong-value", message, node.place);
    }
    object
}

/// A path item or a reference to one.
pub fn path_item<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> Option<ReferenceOr<PathItem>> {
    let item = object(rx, node, "a path item")?;
    if let Some(reference) = reference(node) {
        return Some(reference);
    }
    reading::unknown_keys(rx, item, "a path item", |key| {
        Method::of_key(key).is_some() || matches!(key, "summary" | "description" | "servers" | "parameters")
    });
    let mut method = |name: &'static str| {
        let node = item.get(name)?;
        rx.within(Step::Key(name), |rx| operation(rx, node))
    };
    let found = PathItem {
        get: method("get"),
        put: method("put"),
        post: method("post"),
        delete: method("delete"),
        options: method("options"),
        head: method("head"),
        patch: method("patch"),
        trace: method("trace"),
        ..PathItem::default()
    };
    Some(ReferenceOr::Item(PathItem {
        summary: reading::text(rx, item, "summary"),
        description: reading::text(rx, item, "description"),
        servers: servers(rx, item),
        parameters: parameter::parameters(rx, item),
        ..found
    }))
}

/// The operations of a path item whose methods OpenAPI 3.0 does not have.
pub fn additional<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> IndexMap<String, Operation> {
    let mut found = IndexMap::new();
    for (key, node) in node.as_object().into_iter().flatten() {
        if key.starts_with(ADDITIONAL_OPERATION) {
            found.extend(rx.within(Step::Key(key), |rx| operation(rx, node)).map(|operation| (key.clone(), operation)));
        }
    }
    found
}

fn operation<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> Option<Operation> {
    let operation = object(rx, node, "an operation")?;
    reading::unknown_keys(rx, operation, "an operation", |key| {
        matches!(key, "tags" | "summary" | "description" | "externalDocs" | "operationId" | "parameters")
            || matches!(key, "requestBody" | "responses" | "callbacks" | "deprecated" | "security" | "servers")
    });
    let body = operation.get("requestBody").filter(|body| !matches!(body.value, Value::Null));
    Some(Operation {
        tags: reading::texts(rx, operation, "tags"),
        summary: reading::text(rx, operation, "summary"),
        description: reading::text(rx, operation, "description"),
        external_docs: schema::external_docs(rx, operation),
        operation_id: reading::text(rx, operation, "operationId").filter(|id| !id.trim().is_empty()),
        parameters: parameter::parameters(rx, operation),
        request_body: body.and_then(|body| rx.within(Step::Key("requestBody"), |rx| request_body(rx, body))),
        responses: responses(rx, node, operation),
        deprecated: reading::truth(rx, operation, "deprecated").unwrap_or(false),
        security: security::requirements(rx, operation),
        servers: servers(rx, operation),
        extensions: reading::extensions(operation, &["x-rust-name", "x-paging"]),
        ..Operation::default()
    })
}

/// A request body or a reference to one.
pub fn request_body<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> Option<ReferenceOr<RequestBody>> {
    let body = object(rx, node, "a request body")?;
    if let Some(reference) = reference(node) {
        return Some(reference);
    }
    reading::unknown_keys(rx, body, "a request body", |key| matches!(key, "description" | "content" | "required"));
    if !body.contains_key("content") {
        rx.warn("missing-content", "a request body without `content`; read as no body", node.place);
    }
    Some(ReferenceOr::Item(RequestBody {
        description: reading::text(rx, body, "description"),
        content: media_types(rx, body),
        required: reading::truth(rx, body, "required").unwrap_or(false),
        ..RequestBody::default()
    }))
}

fn responses<'doc>(rx: &mut Reading<'_, 'doc>, node: &Node, operation: &'doc Object) -> Responses {
    let mut responses = Responses::default();
    let Some(members) = reading::object(rx, operation, "responses") else {
        let message = "an operation without `responses`; any 2xx is its success";
        let action = success(rx);
        rx.warn("missing-responses", message, node.place).suggest(advice::SAY_WHAT, action);
        return responses;
    };
    let place = operation.get("responses").map_or(node.place, |responses| responses.place);
    // What was left out of the responses was reported there.
    let is_reported = || rx.dx.list.iter().any(|said| said.at == At::Place(place));
    if !members.keys().any(|key| is_success(key)) && !is_reported() {
        let message = "no success is documented among the `responses`; any 2xx is one, without a documented body";
        let action = success(rx);
        rx.warn("missing-success", message, place).suggest(advice::SAY_WHAT, action);
    }
    rx.within(Step::Key("responses"), |rx| {
        for (key, node) in members {
            if key.starts_with("x-") {
                continue;
            }
            let Some(response) = rx.within(Step::Key(key), |rx| response(rx, node)) else { continue };
            let status = match StatusPattern::of_key(key) {
                Some(StatusPattern::Code(code)) => StatusCode::Code(code),
                Some(StatusPattern::Range(digit)) => StatusCode::Range(digit.into()),
                Some(StatusPattern::Default) => {
                    responses.default = Some(response);
                    continue;
                }
                None => {
                    let message = format!("`{key}` is no status, range or `default`; left out");
                    rx.warn("bad-status", message, At::Key(node.place));
                    continue;
                }
            };
            if responses.responses.insert(status, response).is_some() {
                let message = format!("`{key}` is documented twice; the last counts");
                rx.warn("repeated-status", message, At::Key(node.place));
            }
        }
    });
    responses
}

/// Whether a key of `responses` stands for a success, or for a redirect that leads to one.
fn is_success(key: &str) -> bool {
    match StatusPattern::of_key(key) {
        Some(StatusPattern::Code(code)) => code < 400,
        Some(StatusPattern::Range(digit)) => digit < 4,
        Some(StatusPattern::Default) => true,
        None => false,
    }
}

/// The action that documents a success of the current operation.
fn success(rx: &Reading) -> Json {
    let responses = json!({ "204": { "description": "No content" } });
    advice::update(&rx.path, "What a success is", json!({ "responses": responses }))
}

/// The names of links, which nothing follows.
fn links(response: &Object) -> IndexMap<String, ReferenceOr<Link>> {
    let links = response.get("links").and_then(Node::as_object).into_iter().flatten();
    links.map(|(name, _)| (name.clone(), ReferenceOr::Reference { reference: String::new() })).collect()
}

/// A response or a reference to one.
pub fn response<'doc>(rx: &mut Reading<'_, 'doc>, node: &'doc Node) -> Option<ReferenceOr<Response>> {
    let response = match &node.value {
        Value::Null => return Some(ReferenceOr::Item(Response::default())),
        Value::String(text) => {
            rx.warn("wrong-value", "a response is a string; read as its description", node.place);
            return Some(ReferenceOr::Item(Response { description: text.clone(), ..Response::default() }));
        }
        _ => object(rx, node, "a response")?,
    };
    if let Some(reference) = reference(node) {
        return Some(reference);
    }
    reading::unknown_keys(rx, response, "a response", |key| {
        matches!(key, "description" | "headers" | "content" | "links")
    });
    Some(ReferenceOr::Item(Response {
        description: reading::text(rx, response, "description").unwrap_or_default(),
        headers: section(rx, response, "headers", parameter::header),
        content: media_types(rx, response),
        links: links(response),
        ..Response::default()
    }))
}
