// Generated from the API's documentation by `cargo xtask regen`: change the pages, an overlay or the generator.

//! The servers of the API and the credentials that it takes.

use crate::runtime;

static API: runtime::ApiInfo = runtime::ApiInfo {
    name: "Patchworks Core API",
    version: "1.0.0",
    user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
    servers: &[
        runtime::Server {
            url: "https://core.wearepatchworks.com",
            description: "",
            variables: &[],
        },
    ],
};

impl runtime::Client {
    /// Starts a client: its credentials, its server, its limits.
    pub fn builder() -> runtime::ClientBuilder {
        runtime::ClientBuilder::new(&API)
    }
}

pub(crate) static API_KEY_AUTH: runtime::Scheme = runtime::Scheme {
    name: "ApiKeyAuth",
    kind: runtime::SchemeKind::Header("Authorization"),
    method: "api_key",
};

pub(crate) static BEARER_AUTH: runtime::Scheme = runtime::Scheme {
    name: "BearerAuth",
    kind: runtime::SchemeKind::Bearer,
    method: "bearer_token",
};

impl runtime::ClientBuilder {
    /// API key passed in the Authorization header. Format: `<api-key>`
    ///
    /// - Sent as it is in the header `Authorization`
    pub fn api_key(self, value: impl Into<runtime::AuthValue>) -> Self {
        self.auth(runtime::Credential::new(&API_KEY_AUTH, value))
    }
    /// OAuth 2 Bearer token obtained from POST /fabric/api/login
    ///
    /// - Sent as `Authorization: Bearer …` (RFC 6750)
    pub fn bearer_token(self, value: impl Into<runtime::AuthValue>) -> Self {
        self.auth(runtime::Credential::new(&BEARER_AUTH, value))
    }
}

/// A credential of one of the documented kinds: from a text by `.into()`, or, where it is a token that has to be
/// renewed, from a `runtime::TokenSource`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Auth {
    /// API key passed in the Authorization header. Format: `<api-key>`
    ///
    /// - Sent as it is in the header `Authorization`
    ApiKeyAuth(runtime::AuthValue),
    /// OAuth 2 Bearer token obtained from POST /fabric/api/login
    ///
    /// - Sent as `Authorization: Bearer …` (RFC 6750)
    BearerAuth(runtime::AuthValue),
}

impl From<Auth> for runtime::Credential {
    fn from(auth: Auth) -> Self {
        match auth {
            Auth::ApiKeyAuth(value) => Self::new(&API_KEY_AUTH, value),
            Auth::BearerAuth(value) => Self::new(&BEARER_AUTH, value),
        }
    }
}
