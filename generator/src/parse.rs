//! From the merged, corrected tree to types, node by node: those of `openapiv3`, and [`Schemas`].
//!
//! In goes a [`Document`], out comes a [`Typed`] document that is always complete: what is missing is filled, what is nearly
//! right is repaired, what makes no sense is left out or read as any value. Each such leaf is a warning at its own
//! place; it never costs its parent. References are not resolved and nothing is composed: that is `lower`.
//!
//! `{"paths": {"/x": {"get": {"deprecated": "true"}}}}` becomes an operation that is deprecated and has no responses,
//! with a warning at `/paths/~1x/get/deprecated`.

pub mod advice;
mod judge;
mod operation;
mod parameter;
mod reading;
mod received;
mod schema;
mod security;
mod type_name;

use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Typed, Value};
use crate::schema::Schemas;
use crate::source::Step;
use indexmap::IndexMap;
use openapiv3::{Components, Info, OpenAPI, Paths, ReferenceOr, Server, ServerVariable, Tag};
use reading::Reading;

/// Reads a document.
pub fn openapi(dx: &mut Diagnostics, document: &Document) -> Typed {
    let mut reading = Reading {
        dx,
        path: Vec::new(),
        unknown: Default::default(),
        additional: IndexMap::new(),
        schemas: Schemas::default(),
    };
    let rx = &mut reading;
    let Some(root) = document.root.as_object() else {
        rx.dx.error("no-document", "the document is no object", document.root.place);
        return Typed::default();
    };
    let openapi = typed(rx, root);
    let received = received::all(rx, &document.root);
    let Reading { additional, schemas, .. } = reading;
    let url = document.root.get("x-document-url").and_then(Node::as_str).map(str::to_owned);
    Typed { openapi, schemas, additional, received, url, size: document.root.size() }
}

fn typed<'doc>(rx: &mut Reading<'_, 'doc>, root: &'doc Object) -> OpenAPI {
    reading::unknown_keys(rx, root, "the document", |key| {
        matches!(key, "openapi" | "info" | "servers" | "paths" | "components" | "security" | "tags" | "externalDocs")
            // Kept by `normalize` where a document of 3.1 has them; `lower` names them.
            || matches!(key, "webhooks" | "jsonSchemaDialect")
    });
    OpenAPI {
        openapi: "3.0.4".to_owned(),
        info: info(rx, root),
        servers: servers(rx, root),
        paths: paths(rx, root),
        components: components(rx, root),
        security: security::requirements(rx, root),
        tags: tags(rx, root),
        external_docs: schema::external_docs(rx, root),
        extensions: IndexMap::new(),
    }
}

fn info(rx: &mut Reading, root: &Object) -> Info {
    let Some(info) = reading::object(rx, root, "info") else { return Info::default() };
    Info {
        title: reading::text(rx, info, "title").unwrap_or_default(),
        description: reading::text(rx, info, "description"),
        version: reading::text(rx, info, "version").unwrap_or_default(),
        ..Info::default()
    }
}

/// `servers` of the document, a path item or an operation.
fn servers(rx: &mut Reading, parent: &Object) -> Vec<Server> {
    let mut servers = Vec::new();
    for node in reading::list(rx, parent, "servers") {
        let Some(server) = node.as_object() else {
            reading::misplaced(rx, "servers", "a list of objects", node);
            continue;
        };
        let Some(url) = reading::text(rx, server, "url") else {
            rx.warn("missing-url", "a server without `url`; left out", node.place);
            continue;
        };
        if url.trim().is_empty() {
            rx.warn("missing-url", "a server with an empty `url`; left out", node.place);
            continue;
        }
        let description = reading::text(rx, server, "description");
        servers.push(Server { url, description, variables: server_variables(rx, server), ..Server::default() });
    }
    servers
}

fn server_variables(rx: &mut Reading, server: &Object) -> Option<IndexMap<String, ServerVariable>> {
    let variables = reading::object(rx, server, "variables")?;
    let mut found = IndexMap::new();
    for (name, node) in variables {
        let Some(variable) = node.as_object() else {
            reading::misplaced(rx, name, "an object", node);
            continue;
        };
        let enumeration = reading::texts(rx, variable, "enum");
        let default = reading::text(rx, variable, "default").or_else(|| enumeration.first().cloned());
        let description = reading::text(rx, variable, "description");
        let default = default.unwrap_or_default();
        found.insert(name.clone(), ServerVariable { enumeration, default, description, ..Default::default() });
    }
    Some(found)
}

fn tags(rx: &mut Reading, root: &Object) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    for node in reading::list(rx, root, "tags") {
        let (name, tag) = match &node.value {
            Value::Object(tag) => (reading::text(rx, tag, "name"), tag),
            _ => {
                reading::misplaced(rx, "tags", "a list of objects", node);
                continue;
            }
        };
        let Some(name) = name else {
            rx.warn("missing-name", "a tag without `name`; left out", node.place);
            continue;
        };
        if tags.iter().any(|tag| tag.name == name) {
            rx.warn(
                "repeated-tag",
                format!("the tag `{name}` is described more than once; the first counts"),
                node.place,
            );
            continue;
        }
        let description = reading::text(rx, tag, "description");
        let extensions = reading::extensions(tag, &["x-rust-name"]);
        tags.push(Tag { name, description, external_docs: None, extensions });
    }
    tags
}

fn paths<'doc>(rx: &mut Reading<'_, 'doc>, root: &'doc Object) -> Paths {
    let mut paths = Paths::default();
    let Some(members) = reading::object(rx, root, "paths") else { return paths };
    paths.paths.reserve(members.len());
    rx.within(Step::Key("paths"), |rx| {
        for (path, node) in members {
            if path.starts_with("x-") {
                continue;
            }
            if !path.starts_with('/') {
                rx.warn(
                    "bad-path",
                    format!("the path `{path}` does not start with `/`; read as if it did"),
                    node.place,
                );
            }
            if let Some(item) = rx.within(Step::Key(path), |rx| operation::path_item(rx, node)) {
                paths.paths.insert(path.clone(), item);
            }
            let additional = rx.within(Step::Key(path), |rx| operation::additional(rx, node));
            if !additional.is_empty() {
                rx.additional.insert(path.clone(), additional);
            }
        }
    });
    paths
}

fn components<'doc>(rx: &mut Reading<'_, 'doc>, root: &'doc Object) -> Option<Components> {
    let object = reading::object(rx, root, "components")?;
    reading::unknown_keys(rx, object, "`components`", |key| {
        matches!(key, "schemas" | "responses" | "parameters" | "examples" | "requestBodies" | "headers")
            || matches!(key, "securitySchemes" | "links" | "callbacks" | "pathItems")
    });
    rx.within(Step::Key("components"), |rx| {
        rx.schemas.components = section(rx, object, "schemas", |rx, node| Some(schema::schema_or_reference(rx, node)));
    });
    Some(rx.within(Step::Key("components"), |rx| Components {
        responses: section(rx, object, "responses", operation::response),
        parameters: section(rx, object, "parameters", parameter::parameter),
        request_bodies: section(rx, object, "requestBodies", operation::request_body),
        headers: section(rx, object, "headers", parameter::header),
        security_schemes: section(rx, object, "securitySchemes", security::scheme),
        examples: section(rx, object, "examples", parameter::example),
        ..Components::default()
    }))
}

/// A map from names to things that are read one by one; what cannot be read is left out.
fn section<'doc, T>(
    rx: &mut Reading<'_, 'doc>,
    parent: &'doc Object,
    key: &'doc str,
    read: impl Fn(&mut Reading<'_, 'doc>, &'doc Node) -> Option<ReferenceOr<T>>,
) -> IndexMap<String, ReferenceOr<T>> {
    let Some(members) = reading::object(rx, parent, key) else { return IndexMap::new() };
    rx.within(Step::Key(key), |rx| {
        let mut found = IndexMap::with_capacity(members.len());
        for (name, node) in members {
            if let Some(item) = rx.within(Step::Key(name), |rx| read(rx, node)) {
                found.insert(name.clone(), item);
            }
        }
        found
    })
}
