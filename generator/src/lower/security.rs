//! Credentials: security schemes that operations use, and which operation needs which.
//!
//! `[{ApiKeyAuth: []}, {BearerAuth: []}]` becomes two alternatives of one credential each; `{}` among them makes
//! credentials optional; `[]` means none. So does one that is named and not described. What `parse` left out is a warning.

use crate::ir::{Docs, Flow, ParameterLocation, SchemeId, SchemeKind, SecurityScheme};
use crate::lower::operation::text;
use crate::lower::state::Lowering;
use crate::lower::{docs, reference};
use openapiv3::{APIKeyLocation, OAuth2Flows, OpenAPI, ReferenceOr};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The schemes, and those in use so far.
pub struct Credentials {
    schemes: BTreeMap<String, SecurityScheme>,
    used: HashSet<String>,
    /// Those that are named and not described: no call fails for want of one.
    undescribed: HashSet<String>,
    /// The names of the scheme ids that were given out.
    order: Vec<String>,
}

/// All schemes of the document.
pub fn schemes(lowering: &mut Lowering) -> Credentials {
    let openapi = lowering.openapi;
    let (mut schemes, mut undescribed) = (BTreeMap::new(), HashSet::new());
    let section = openapi.components.iter().flat_map(|components| &components.security_schemes);
    for (name, item) in section {
        let pointer = format!("/components/securitySchemes/{}", crate::source::escape_pointer(name));
        if let Some((scheme, ..)) = reference::item(lowering, item, &pointer, find) {
            schemes.insert(name.clone(), lower(name, scheme));
            undescribed.extend(is_undescribed(scheme).then(|| name.clone()));
        }
    }
    // The ids are in the order of the names: final but for those that nobody uses.
    let order = schemes.keys().cloned().collect();
    Credentials { schemes, used: HashSet::new(), undescribed, order }
}

fn find<'a>(openapi: &'a OpenAPI, tokens: &[String]) -> Option<&'a ReferenceOr<openapiv3::SecurityScheme>> {
    match tokens {
        [components, section, name] if components == "components" && section == "securitySchemes" => {
            openapi.components.as_ref()?.security_schemes.get(name)
        }
        _ => None,
    }
}

/// True if `resolve` put it in place of what is not described.
fn is_undescribed(scheme: &openapiv3::SecurityScheme) -> bool {
    match scheme {
        openapiv3::SecurityScheme::APIKey { extensions, .. } => extensions.contains_key("x-unresolved-ref"),
        openapiv3::SecurityScheme::HTTP { .. }
        | openapiv3::SecurityScheme::OAuth2 { .. }
        | openapiv3::SecurityScheme::OpenIDConnect { .. } => false,
    }
}

fn lower(name: &str, scheme: &openapiv3::SecurityScheme) -> SecurityScheme {
    let (kind, description, extensions) = match scheme {
        openapiv3::SecurityScheme::APIKey { location, name, description, extensions } => {
            let location = match location {
                APIKeyLocation::Query => ParameterLocation::Query,
                APIKeyLocation::Header => ParameterLocation::Header,
                APIKeyLocation::Cookie => ParameterLocation::Cookie,
            };
            (SchemeKind::ApiKey { location, name: name.clone() }, description, extensions)
        }
        openapiv3::SecurityScheme::HTTP { scheme, description, extensions, .. } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                "bearer" => SchemeKind::Bearer { token_url: None },
                "mutualtls" => SchemeKind::MutualTls,
                _ => SchemeKind::Http { scheme: scheme.clone() },
            };
            (kind, description, extensions)
        }
        openapiv3::SecurityScheme::OAuth2 { flows, description, extensions } => {
            (SchemeKind::Bearer { token_url: token_url(flows) }, description, extensions)
        }
        openapiv3::SecurityScheme::OpenIDConnect { description, extensions, .. } => {
            (SchemeKind::Bearer { token_url: None }, description, extensions)
        }
    };
    let docs = Docs { description: docs::present(description.as_ref()), ..Docs::default() };
    let flows = match scheme {
        openapiv3::SecurityScheme::OAuth2 { flows, .. } => self::flows(flows),
        openapiv3::SecurityScheme::APIKey { .. }
        | openapiv3::SecurityScheme::HTTP { .. }
        | openapiv3::SecurityScheme::OpenIDConnect { .. } => Vec::new(),
    };
    SecurityScheme { name: name.to_owned(), kind, docs, flows, rust_name: text(extensions, "x-rust-name") }
}

fn flows(flows: &OAuth2Flows) -> Vec<Flow> {
    let flow = |kind, authorization: Option<&String>, refresh: &Option<String>, scopes: Vec<String>| Flow {
        kind,
        authorization_url: authorization.cloned(),
        refresh_url: refresh.clone(),
        scopes,
    };
    let implicit = flows
        .implicit
        .iter()
        .map(|it| flow("implicit", Some(&it.authorization_url), &it.refresh_url, it.scopes.keys().cloned().collect()));
    let password =
        flows.password.iter().map(|it| flow("password", None, &it.refresh_url, it.scopes.keys().cloned().collect()));
    let client = flows
        .client_credentials
        .iter()
        .map(|it| flow("clientCredentials", None, &it.refresh_url, it.scopes.keys().cloned().collect()));
    let by_code = flows.authorization_code.iter().map(|it| {
        flow("authorizationCode", Some(&it.authorization_url), &it.refresh_url, it.scopes.keys().cloned().collect())
    });
    implicit.chain(password).chain(client).chain(by_code).collect()
}

fn token_url(flows: &OAuth2Flows) -> Option<String> {
    let client = flows.client_credentials.as_ref().map(|flow| &flow.token_url);
    let password = flows.password.as_ref().map(|flow| &flow.token_url);
    let code = flows.authorization_code.as_ref().map(|flow| &flow.token_url);
    [client, password, code].into_iter().flatten().find(|url| !url.is_empty()).cloned()
}

impl Credentials {
    /// The alternatives of an operation, and whether to send nothing is one.
    pub fn of(
        &mut self,
        lowering: &mut Lowering,
        operation: &openapiv3::Operation,
        pointer: &str,
    ) -> (Vec<Vec<SchemeId>>, bool) {
        let (requirements, pointer) = match (&operation.security, &lowering.openapi.security) {
            (Some(own), _) => (own, pointer),
            (None, Some(shared)) => (shared, ""),
            (None, None) => return (Vec::new(), false),
        };
        let mut alternatives: Vec<Vec<SchemeId>> = Vec::new();
        let mut optional = false;
        for (index, requirement) in requirements.iter().enumerate() {
            let mut together = Vec::new();
            for name in requirement.keys() {
                match self.order.iter().position(|known| known == name) {
                    Some(scheme) => together.push(SchemeId(scheme)),
                    None => {
                        let message = format!("no security scheme is called `{name}`; left out");
                        let pointer = format!("{pointer}/security/{index}/{}", crate::source::escape_pointer(name));
                        lowering.warn("unknown-scheme", message, &pointer);
                    }
                }
            }
            optional |= requirement.is_empty() || requirement.keys().any(|name| self.undescribed.contains(name));
            if !together.is_empty() && !alternatives.contains(&together) {
                self.used.extend(together.iter().filter_map(|id| self.order.get(id.0).cloned()));
                alternatives.push(together);
            }
        }
        (alternatives, optional)
    }

    /// The alternatives of an operation with the scopes that each credential needs.
    pub fn scopes(
        &self,
        openapi: &OpenAPI,
        operation: &openapiv3::Operation,
    ) -> Vec<BTreeMap<String, BTreeSet<String>>> {
        let requirements = operation.security.as_ref().or(openapi.security.as_ref()).into_iter().flatten();
        let alternative = |requirement: &openapiv3::SecurityRequirement| {
            let known = requirement.iter().filter(|(name, _)| self.order.contains(name));
            known.map(|(name, scopes)| (name.clone(), scopes.iter().cloned().collect())).collect()
        };
        requirements.map(alternative).collect()
    }

    /// The schemes in use, sorted by name, and what each id has become.
    pub fn into_used(self) -> (Vec<SecurityScheme>, Vec<Option<SchemeId>>) {
        let mut used = Vec::new();
        let mut ids = Vec::with_capacity(self.order.len());
        for (name, scheme) in self.schemes {
            let is_used = self.used.contains(&name);
            ids.push(is_used.then_some(SchemeId(used.len())));
            used.extend(is_used.then_some(scheme));
        }
        (used, ids)
    }
}
