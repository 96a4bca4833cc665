//! Tokens by a login with JSON: a request with a user's name and password, a token somewhere in the response (feature
//! `tokens`).

use super::exchange::Endpoint;
use crate::runtime::basics::secret::Secret;
use crate::runtime::response::error::{BuildError, Error};
use crate::runtime::token::token_source::TokenSource;
use crate::runtime::token::{Token, TokenError};
use crate::runtime::transport::{BoxFuture, Transport};
use serde_json::Value;
use std::fmt;

/// Where a token usually is in the response to a login.
const USUAL: [&str; 5] = ["/access_token", "/token", "/accessToken", "/data/access_token", "/data/token"];

/// Logs in by a JSON request, which may go to another host than the API: nothing but this login is sent there (feature
/// `tokens`).
///
/// ```
/// use patchworks_client::runtime::{AuthValue, JsonLogin};
///
/// // The token is found under `access_token` or `token`; anywhere else, say where.
/// let login = JsonLogin::new("https://login.example.com/api/login", &[("username", "me"), ("password", "…")])?
///     .token_at("/session/jwt")
///     .expires_in_at("/session/seconds");
/// // Where a variant of `Auth` takes a key or a token, it takes this too.
/// let value: AuthValue = login.into();
/// # Ok::<(), patchworks_client::Error>(())
/// ```
pub struct JsonLogin {
    endpoint: Endpoint,
    body: String,
    secrets: Vec<Secret>,
    token: Option<String>,
    expires_in: Option<String>,
}

impl JsonLogin {
    /// A login at an address by a JSON object of these texts. All of them are kept secret.
    ///
    /// # Errors
    /// If the URL is not absolute, or not of `http` or `https`.
    #[inline]
    pub fn new(url: &str, fields: &[(&str, &str)]) -> Result<Self, Error> {
        let (mut body, mut secrets) = (Value::Object(serde_json::Map::new()), Vec::new());
        for (name, value) in fields {
            body[*name] = Value::from(*value);
            secrets.push(Secret::from(*value));
        }
        Ok(Self { endpoint: Endpoint::new(url)?, body: body.to_string(), secrets, token: None, expires_in: None })
    }

    /// Where in the response the token is: a JSON pointer (RFC 6901). By default the first that holds a text of
    /// `/access_token`, `/token`, `/accessToken`, `/data/access_token` and `/data/token`.
    #[must_use]
    pub fn token_at(self, pointer: impl Into<String>) -> Self {
        Self { token: Some(pointer.into()), ..self }
    }

    /// Where in the response the seconds are for which the token is valid: a JSON pointer. By default `expires_in` beside the
    /// token, or at the top. If there is no number, the token is used until a server refuses it.
    #[must_use]
    pub fn expires_in_at(self, pointer: impl Into<String>) -> Self {
        Self { expires_in: Some(pointer.into()), ..self }
    }

    /// One more header of the login.
    ///
    /// # Errors
    /// If it is no header.
    #[inline]
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, Error> {
        let header = crate::runtime::transport::headers::header(name, value)
            .map_err(|reason| Error::Build(BuildError { reason }))?;
        self.endpoint.headers.push(header);
        Ok(self)
    }

    #[inline]
    async fn ask(&self, transport: &dyn Transport) -> Result<Token, TokenError> {
        let answer = self.endpoint.post(transport, "application/json", self.body.clone(), None, &self.secrets).await?;
        let given = self.token.as_deref();
        let places = given.as_ref().map_or(&USUAL[..], std::slice::from_ref);
        self.endpoint.token(&answer, places, self.expires_in.as_deref())
    }
}

impl TokenSource for JsonLogin {
    #[inline]
    fn token<'a>(&'a self, transport: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(self.ask(transport))
    }
}

impl fmt::Debug for JsonLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLogin").field("token_at", &self.token).finish_non_exhaustive()
    }
}
