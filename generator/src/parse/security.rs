//! Security schemes and security requirements.
//!
//! `{"type": "http", "scheme": "bearer"}` becomes an HTTP scheme; one of a kind that does not exist is a credential that
//! callers write, with a warning. Whether a requirement names a scheme that exists is for `lower` to find.

use crate::document::{Node, Object};
use crate::ir::ParameterLocation;
use crate::parse::operation::{object, reference};
use crate::parse::reading::{self, Reading};
use indexmap::IndexMap;
use openapiv3::{
    APIKeyLocation, AuthorizationCodeOAuth2Flow, ClientCredentialsOAuth2Flow, ImplicitOAuth2Flow, OAuth2Flows,
    PasswordOAuth2Flow, ReferenceOr, SecurityRequirement, SecurityScheme,
};
use serde_json::Value as Json;

/// Knows callers by the certificate of their connection (OpenAPI 3.1); in a document of 3.0 it stands under `x-type`.
const MUTUAL_TLS: &str = "mutualTLS";

/// `security` of the document or of an operation: absent is not the same as empty.
pub fn requirements(rx: &mut Reading, parent: &Object) -> Option<Vec<SecurityRequirement>> {
    parent.get("security").filter(|node| !matches!(node.value, crate::document::Value::Null))?;
    let mut requirements = Vec::new();
    for node in reading::list(rx, parent, "security") {
        let Some(members) = object(rx, node, "a security requirement") else { continue };
        let mut requirement = SecurityRequirement::new();
        for name in members.keys() {
            requirement.insert(name.clone(), reading::texts(rx, members, name));
        }
        requirements.push(requirement);
    }
    Some(requirements)
}

/// A security scheme or a reference to one.
pub fn scheme(rx: &mut Reading, node: &Node) -> Option<ReferenceOr<SecurityScheme>> {
    let scheme = object(rx, node, "a security scheme")?;
    if let Some(reference) = reference(node) {
        return Some(reference);
    }
    let description = reading::text(rx, scheme, "description");
    let extensions = reading::extensions(scheme, &["x-rust-name", "x-unresolved-ref"]);
    let typ = reading::text(rx, scheme, "type").unwrap_or_default();
    if typ == MUTUAL_TLS || reading::text(rx, scheme, "x-type").is_some_and(|typ| typ == MUTUAL_TLS) {
        // The typed form has no such kind; `lower` knows it by this name.
        let scheme = MUTUAL_TLS.to_owned();
        return Some(ReferenceOr::Item(SecurityScheme::HTTP { scheme, bearer_format: None, description, extensions }));
    }
    Some(ReferenceOr::Item(match typ.as_str() {
        "apiKey" => SecurityScheme::APIKey {
            location: location(rx, node, scheme)?,
            name: name(rx, node, scheme)?,
            description,
            extensions,
        },
        "http" => SecurityScheme::HTTP {
            scheme: http_scheme(rx, node, scheme),
            bearer_format: reading::text(rx, scheme, "bearerFormat"),
            description,
            extensions,
        },
        "basic" => SecurityScheme::HTTP { scheme: typ, bearer_format: None, description, extensions },
        "oauth2" => SecurityScheme::OAuth2 { flows: flows(rx, scheme), description, extensions },
        "openIdConnect" => {
            let open_id_connect_url = reading::text(rx, scheme, "openIdConnectUrl").unwrap_or_default();
            SecurityScheme::OpenIDConnect { open_id_connect_url, description, extensions }
        }
        other => {
            let message = format!(
                "`{other}` is no kind of security scheme that is known; read as an optional credential whose \
                 `Authorization` header callers write"
            );
            rx.warn("unknown-scheme", message, node.place);
            by_hand(description, extensions)
        }
    }))
}

/// A credential that nothing is known about, as one that is not described at all.
fn by_hand(description: Option<String>, mut extensions: IndexMap<String, Json>) -> SecurityScheme {
    extensions.entry("x-unresolved-ref".to_owned()).or_insert(Json::Null);
    let name = "Authorization".to_owned();
    SecurityScheme::APIKey { location: APIKeyLocation::Header, name, description, extensions }
}

fn location(rx: &mut Reading, node: &Node, scheme: &Object) -> Option<APIKeyLocation> {
    match reading::text(rx, scheme, "in").as_deref().and_then(ParameterLocation::of) {
        Some(ParameterLocation::Query) => Some(APIKeyLocation::Query),
        Some(ParameterLocation::Cookie) => Some(APIKeyLocation::Cookie),
        Some(ParameterLocation::Header) => Some(APIKeyLocation::Header),
        Some(ParameterLocation::Path | ParameterLocation::QueryString) | None => {
            rx.warn("bad-location", "an API key that is in no header, query or cookie; read as a header", node.place);
            Some(APIKeyLocation::Header)
        }
    }
}

fn name(rx: &mut Reading, node: &Node, scheme: &Object) -> Option<String> {
    let name = reading::text(rx, scheme, "name").filter(|name| !name.is_empty());
    if name.is_none() {
        rx.warn("missing-name", "an API key without the `name` of what holds it; left out", node.place);
    }
    name
}

fn http_scheme(rx: &mut Reading, node: &Node, scheme: &Object) -> String {
    reading::text(rx, scheme, "scheme").unwrap_or_else(|| {
        rx.warn("missing-name", "an HTTP scheme without its `scheme`; read as `bearer`", node.place);
        "bearer".to_owned()
    })
}

fn flows(rx: &mut Reading, scheme: &Object) -> OAuth2Flows {
    let mut found = OAuth2Flows::default();
    let Some(flows) = reading::object(rx, scheme, "flows") else { return found };
    for name in flows.keys() {
        let Some(flow) = reading::object(rx, flows, name) else { continue };
        let refresh_url = reading::text(rx, flow, "refreshUrl");
        let token_url = reading::text(rx, flow, "tokenUrl").unwrap_or_default();
        let authorization_url = reading::text(rx, flow, "authorizationUrl").unwrap_or_default();
        let described = |(name, text): (&String, &Node)| (name.clone(), text.as_str().unwrap_or_default().to_owned());
        let scopes = flow.get("scopes").and_then(Node::as_object).into_iter().flatten().map(described).collect();
        let extensions = Default::default();
        match name.as_str() {
            "implicit" => {
                found.implicit = Some(ImplicitOAuth2Flow { authorization_url, refresh_url, scopes, extensions });
            }
            "password" => found.password = Some(PasswordOAuth2Flow { refresh_url, token_url, scopes, extensions }),
            "clientCredentials" => {
                let flow = ClientCredentialsOAuth2Flow { refresh_url, token_url, scopes, extensions };
                found.client_credentials = Some(flow);
            }
            "authorizationCode" => {
                let flow =
                    AuthorizationCodeOAuth2Flow { authorization_url, token_url, refresh_url, scopes, extensions };
                found.authorization_code = Some(flow);
            }
            _ => {}
        }
    }
    found
}
