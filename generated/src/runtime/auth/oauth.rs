//! Tokens of OAuth 2 (RFC 6749): by the credentials of a client, or by a token to renew with (feature `tokens`).

use super::exchange::Endpoint;
use crate::runtime::basics::percent::Escape;
use crate::runtime::basics::secret::Secret;
use crate::runtime::response::error::Error;
use crate::runtime::token::token_source::TokenSource;
use crate::runtime::token::{Token, TokenError};
use crate::runtime::transport::{BoxFuture, Transport};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Asks a token server of OAuth 2 (feature `tokens`). Its requests are not counted by the client's limits.
///
/// ```
/// use patchworks_client::runtime::{AuthValue, OAuth2};
///
/// let source = OAuth2::client_credentials("https://login.example.com/token", "my-client", "its-secret")?;
/// // Where a variant of `Auth` takes a key or a token, it takes this too.
/// let value: AuthValue = source.scope("read write").into();
/// # Ok::<(), patchworks_client::Error>(())
/// ```
pub struct OAuth2 {
    endpoint: Endpoint,
    client_id: String,
    client_secret: Option<Secret>,
    secret_in_body: bool,
    /// Set for the grant of that name; a server may replace it with each response.
    refresh_token: Option<Mutex<Secret>>,
    on_rotation: Option<Listener>,
    parameters: Vec<(String, String)>,
}

type Listener = Box<dyn Fn(&Secret) + Send + Sync>;

impl OAuth2 {
    /// The grant `client_credentials` (RFC 6749, section 4.4).
    ///
    /// # Errors
    /// If the URL is not absolute, or not of `http` or `https`.
    pub fn client_credentials(
        token_url: &str,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Result<Self, Error> {
        Ok(Self::new(token_url, client_id.into())?.client_secret(client_secret))
    }

    /// The grant `refresh_token` (RFC 6749, section 6). If the server answers with another token to renew with, that one
    /// is used from then on: see [`OAuth2::on_rotation`].
    ///
    /// # Errors
    /// As for [`OAuth2::client_credentials`].
    pub fn refresh_token(
        token_url: &str,
        client_id: impl Into<String>,
        refresh_token: impl Into<Secret>,
    ) -> Result<Self, Error> {
        let refresh_token = Some(Mutex::new(refresh_token.into()));
        Ok(Self { refresh_token, ..Self::new(token_url, client_id.into())? })
    }

    #[inline]
    fn new(token_url: &str, client_id: String) -> Result<Self, Error> {
        Ok(Self {
            endpoint: Endpoint::new(token_url)?,
            client_id,
            client_secret: None,
            secret_in_body: false,
            refresh_token: None,
            on_rotation: None,
            parameters: Vec::new(),
        })
    }

    /// The secret of the client, for servers that want one.
    #[must_use]
    pub fn client_secret(self, secret: impl Into<Secret>) -> Self {
        Self { client_secret: Some(secret.into()), ..self }
    }

    /// Sends name and secret of the client in the body, not as `Authorization: Basic …`, which is the default.
    #[must_use]
    #[inline]
    pub fn secret_in_body(self) -> Self {
        Self { secret_in_body: true, ..self }
    }

    /// What the token is to be good for: names with spaces between them.
    #[must_use]
    pub fn scope(self, scope: impl Into<String>) -> Self {
        self.parameter("scope", scope)
    }

    /// One more parameter of the form: `audience`, for instance. It can be repeated.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Is told each new token to renew with, so that it can be kept for the next start of the program.
    #[must_use]
    pub fn on_rotation(self, told: impl Fn(&Secret) + Send + Sync + 'static) -> Self {
        Self { on_rotation: Some(Box::new(told)), ..self }
    }

    #[inline]
    async fn ask(&self, transport: &dyn Transport) -> Result<Token, TokenError> {
        let mut secrets = Vec::new();
        let (form, authorization) = self.form(&mut secrets);
        let content_type = "application/x-www-form-urlencoded";
        let answer = self.endpoint.post(transport, content_type, form, authorization.as_deref(), &secrets).await?;
        let token = self.endpoint.token(&answer, &["/access_token"], Some("/expires_in"))?;
        if let Some(next) = answer["refresh_token"].as_str() {
            self.rotate(next);
        }
        Ok(token)
    }

    /// What is sent, in the body and as `Authorization`, and the secrets in it.
    #[inline]
    fn form(&self, secrets: &mut Vec<Secret>) -> (String, Option<String>) {
        let mut form = String::new();
        match &self.refresh_token {
            Some(held) => {
                let token = held.lock().unwrap_or_else(PoisonError::into_inner).clone();
                push(&mut form, "grant_type", "refresh_token");
                push(&mut form, "refresh_token", token.expose());
                secrets.push(token);
            }
            None => push(&mut form, "grant_type", "client_credentials"),
        }
        let mut authorization = None;
        match &self.client_secret {
            Some(secret) if !self.secret_in_body => authorization = Some(self.basic(secret)),
            Some(secret) => {
                push(&mut form, "client_id", &self.client_id);
                push(&mut form, "client_secret", secret.expose());
            }
            None => push(&mut form, "client_id", &self.client_id),
        }
        if let Some(secret) = &self.client_secret {
            secrets.push(secret.clone());
        }
        for (name, value) in &self.parameters {
            push(&mut form, name, value);
        }
        (form, authorization)
    }

    /// RFC 6749, section 2.3.1: both are encoded as in a form first.
    #[inline]
    fn basic(&self, secret: &Secret) -> String {
        let pair = format!("{}:{}", encoded(&self.client_id), encoded(secret.expose()));
        format!("Basic {}", STANDARD.encode(pair))
    }

    #[inline]
    fn rotate(&self, next: &str) {
        let Some(held) = &self.refresh_token else { return };
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.expose() == next {
            return;
        }
        *held = Secret::from(next);
        drop(held);
        if let Some(told) = &self.on_rotation {
            told(&Secret::from(next));
        }
    }
}

#[inline]
fn push(form: &mut String, name: &str, value: &str) {
    let separator = if form.is_empty() { "" } else { "&" };
    *form += separator;
    *form += &encoded(name);
    form.push('=');
    *form += &encoded(value);
}

#[inline]
fn encoded(text: &str) -> String {
    Escape::Strict.apply(text)
}

impl TokenSource for OAuth2 {
    #[inline]
    fn token<'a>(&'a self, transport: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(self.ask(transport))
    }
}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}
