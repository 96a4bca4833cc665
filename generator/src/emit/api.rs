//! What holds for the whole API: its servers and its credentials.

use super::docs;
use super::items::{item_docs, literal};
use super::types::{Scope, ident};
use crate::ir::{Api, ParameterLocation, SchemeKind, SecurityScheme, Server, ServerVariable};
use crate::names::SchemeNames;
use proc_macro2::TokenStream;
use quote::quote;

/// `src/api.rs`
pub(super) fn module(scope: Scope<'_>) -> TokenStream {
    let api = scope.api;
    let docs = module_docs();
    let (title, version) = (literal(&api.title), literal(&api.version));
    let servers = servers(&api.servers);
    let published = api.published.as_deref().map(|url| {
        let url = literal(url);
        quote!(.published_at(#url))
    });
    let own_servers = own_servers(api);
    let schemes: Vec<_> = api.schemes.iter().zip(&scope.names.schemes).collect();
    let statics = schemes.iter().map(|(scheme, names)| scheme_static(scheme, names));
    let auth = has_auth(scope).then(|| auth(scope));
    let setters = has_auth(scope).then(|| credential_setters(scope));
    quote! {
        #docs

        use crate::runtime;

        static API: runtime::ApiInfo = runtime::ApiInfo {
            name: #title,
            version: #version,
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
            servers: #servers,
        };

        impl runtime::Client {
            /// Starts a client: its credentials, its server, its limits.
            pub fn builder() -> runtime::ClientBuilder {
                runtime::ClientBuilder::new(&API) #published #own_servers
            }
        }

        #(#statics)*
        #setters
        #auth
    }
}

/// The schemes that the client is given secrets for: the variants of `Auth`.
pub(super) fn secret_schemes(scope: Scope<'_>) -> impl Iterator<Item = (&SecurityScheme, &SchemeNames)> {
    scope.api.schemes.iter().zip(&scope.names.schemes).filter(|(scheme, _)| scheme.kind.has_secret())
}

/// Whether there is an `Auth`.
pub(super) fn has_auth(scope: Scope<'_>) -> bool {
    secret_schemes(scope).next().is_some()
}

fn module_docs() -> TokenStream {
    quote!(#![doc = " The servers of the API and the credentials that it takes."])
}

/// The servers of single operations that have variables: the builder knows these only by being told.
fn own_servers(api: &Api) -> Option<TokenStream> {
    let mut own: Vec<Server> = Vec::new();
    for server in api.operations.iter().flat_map(|operation| operation.servers.first()) {
        if !server.variables.is_empty() && !own.contains(server) && !api.servers.contains(server) {
            own.push(server.clone());
        }
    }
    let servers = servers(&own);
    (!own.is_empty()).then(|| quote!(.own_servers(#servers)))
}

/// A list of servers, as a reference.
pub(super) fn servers(servers: &[Server]) -> TokenStream {
    let servers = servers.iter().map(|server| {
        let url = literal(&server.url);
        let description = literal(server.description.as_deref().unwrap_or_default());
        let variables = server.variables.iter().map(variable);
        quote!(runtime::Server { url: #url, description: #description, variables: &[#(#variables),*] })
    });
    quote!(&[#(#servers),*])
}

fn variable(variable: &ServerVariable) -> TokenStream {
    let (name, default) = (literal(&variable.name), literal(&variable.default));
    let values = variable.values.iter().map(|value| literal(value));
    quote!(runtime::Variable { name: #name, default: #default, values: &[#(#values),*] })
}

fn scheme_static(scheme: &SecurityScheme, names: &SchemeNames) -> TokenStream {
    let item = ident(&names.item);
    let name = literal(&scheme.name);
    let kind = match &scheme.kind {
        SchemeKind::ApiKey { location, name } => {
            let name = literal(name);
            match location {
                ParameterLocation::Query => quote!(Query(#name)),
                ParameterLocation::Cookie => quote!(Cookie(#name)),
                ParameterLocation::Header | ParameterLocation::Path | ParameterLocation::QueryString => {
                    quote!(Header(#name))
                }
            }
        }
        SchemeKind::Basic => quote!(Basic),
        SchemeKind::Bearer { .. } => quote!(Bearer),
        SchemeKind::Http { scheme } => {
            let scheme = literal(scheme);
            quote!(Http(#scheme))
        }
        SchemeKind::MutualTls => quote!(MutualTls),
    };
    let method = if scheme.kind.has_secret() { literal(&names.method) } else { literal("") };
    quote! {
        pub(crate) static #item: runtime::Scheme =
            runtime::Scheme { name: #name, kind: runtime::SchemeKind::#kind, method: #method };
    }
}

/// The methods of the builder, one for each credential.
fn credential_setters(scope: Scope<'_>) -> TokenStream {
    let setters = secret_schemes(scope).map(|(scheme, names)| {
        let docs = docs::attributes(&item_docs(scope, &scheme.docs, &[scheme_fact(&scheme.kind)]));
        let (method, item) = (ident(&names.method), ident(&names.item));
        match scheme.kind {
            SchemeKind::Basic => quote! {
                #docs
                pub fn #method(self, username: &str, password: impl Into<runtime::Secret>) -> Self {
                    self.auth(runtime::Credential::basic(&#item, username, &password.into()))
                }
            },
            SchemeKind::ApiKey { .. } | SchemeKind::Bearer { .. } | SchemeKind::Http { .. } | SchemeKind::MutualTls => {
                quote! {
                    #docs
                    pub fn #method(self, value: impl Into<runtime::AuthValue>) -> Self {
                        self.auth(runtime::Credential::new(&#item, value))
                    }
                }
            }
        }
    });
    quote! {
        impl runtime::ClientBuilder {
            #(#setters)*
        }
    }
}

fn auth(scope: Scope<'_>) -> TokenStream {
    let variants = secret_schemes(scope).map(|(scheme, names)| {
        let docs = docs::attributes(&item_docs(scope, &scheme.docs, &[scheme_fact(&scheme.kind)]));
        let variant = ident(&names.variant);
        match scheme.kind {
            SchemeKind::Basic => quote! {
                #docs
                #variant {
                    /// The user's name.
                    username: String,
                    /// The password.
                    password: runtime::Secret,
                }
            },
            SchemeKind::ApiKey { .. } | SchemeKind::Bearer { .. } | SchemeKind::Http { .. } | SchemeKind::MutualTls => {
                quote! {
                    #docs
                    #variant(runtime::AuthValue)
                }
            }
        }
    });
    let arms = secret_schemes(scope).map(|(scheme, names)| {
        let (variant, item) = (ident(&names.variant), ident(&names.item));
        match scheme.kind {
            SchemeKind::Basic => quote! {
                Auth::#variant { username, password } => Self::basic(&#item, &username, &password)
            },
            SchemeKind::ApiKey { .. } | SchemeKind::Bearer { .. } | SchemeKind::Http { .. } | SchemeKind::MutualTls => {
                quote! {
                    Auth::#variant(value) => Self::new(&#item, value)
                }
            }
        }
    });
    quote! {
        /// A credential of one of the documented kinds: from a text by `.into()`, or, where it is a token that has to be
        /// renewed, from a `runtime::TokenSource`.
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum Auth {
            #(#variants),*
        }

        impl From<Auth> for runtime::Credential {
            fn from(auth: Auth) -> Self {
                match auth {
                    #(#arms),*
                }
            }
        }
    }
}

fn scheme_fact(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::ApiKey { location, name } => {
            let place = match location {
                ParameterLocation::Query => "query parameter",
                ParameterLocation::Cookie => "cookie",
                ParameterLocation::Header | ParameterLocation::Path | ParameterLocation::QueryString => "header",
            };
            format!("Sent as it is in the {place} {}", docs::inline(name))
        }
        SchemeKind::Basic => "Sent as `Authorization: Basic …` (RFC 7617)".to_owned(),
        SchemeKind::Bearer { token_url: Some(url) } => {
            format!(
                "Sent as `Authorization: Bearer …` (RFC 6750); tokens come from {}: see `runtime::OAuth2`",
                docs::inline(url)
            )
        }
        SchemeKind::Bearer { token_url: None } => "Sent as `Authorization: Bearer …` (RFC 6750)".to_owned(),
        SchemeKind::MutualTls => "By the certificate of the connection".to_owned(),
        SchemeKind::Http { scheme } => format!("Sent as {}", docs::inline(&format!("Authorization: {scheme} …"))),
    }
}
