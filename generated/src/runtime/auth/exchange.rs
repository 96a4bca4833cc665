//! The request that gets a token: a form or a JSON text to a token server, over the client's own transport (feature
//! `tokens`).
//!
//! In: where, what, and how. Out: the JSON of a successful response. It follows no redirect: what it sends is secret.

use crate::runtime::basics::reason::Reason;
use crate::runtime::basics::secret::Secret;
use crate::runtime::basics::split::{float, split_before, trim};
use crate::runtime::request::address::Base;
use crate::runtime::response::error::{BuildError, Error};
use crate::runtime::retry;
use crate::runtime::token::{Token, TokenError};
use crate::runtime::transport::body::RequestBody;
use crate::runtime::transport::collect;
use crate::runtime::transport::headers::put;
use crate::runtime::transport::{BoxFuture, Transport};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request, StatusCode, Uri};
use serde_json::Value;
use std::time::Duration;

/// A token server's response is small.
const LARGEST: u64 = 1 << 20;

/// Where tokens come from.
#[derive(Clone)]
pub(in crate::runtime) struct Endpoint {
    uri: Uri,
    /// For messages: without a query.
    shown: String,
    pub(in crate::runtime) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Endpoint {
    /// # Errors
    /// If it is no absolute URL of `http` or `https`, or has a user name or a fragment.
    #[inline]
    pub(in crate::runtime) fn new(url: &str) -> Result<Self, Error> {
        let refused = |reason| Error::Build(BuildError { reason });
        let (before, _) = split_before(url, "?");
        let base = Base::parse(before).map_err(refused)?;
        let uri = trim(url).parse().map_err(|_| refused(Reason::new("the URL for tokens is not valid")))?;
        Ok(Self { uri, shown: base.shown(), headers: Vec::new() })
    }

    /// # Errors
    /// If there is no response, or if it is no success, or no JSON.
    #[inline]
    pub(in crate::runtime) fn post<'a>(
        &'a self,
        transport: &'a dyn Transport,
        content_type: &'static str,
        body: String,
        authorization: Option<&str>,
        secrets: &'a [Secret],
    ) -> BoxFuture<'a, Result<Value, TokenError>> {
        let request = self.request(content_type, body, authorization);
        Box::pin(async move {
            let answer = transport.send(request?).await?;
            let status = answer.status();
            let body = collect::whole(answer.into_body(), LARGEST).await?;
            self.read(status, &body, secrets)
        })
    }

    #[inline]
    fn request(
        &self,
        content_type: &'static str,
        body: String,
        authorization: Option<&str>,
    ) -> Result<Request<RequestBody>, TokenError> {
        let mut request = Request::new(RequestBody::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        put(request.headers_mut(), ACCEPT, HeaderValue::from_static("application/json"));
        put(request.headers_mut(), CONTENT_TYPE, HeaderValue::from_static(content_type));
        for (name, value) in &self.headers {
            put(request.headers_mut(), name.clone(), value.clone());
        }
        if let Some(text) = authorization {
            let mut value = HeaderValue::from_str(text).map_err(|_| TokenError::told("a secret has a line break"))?;
            value.set_sensitive(true);
            put(request.headers_mut(), AUTHORIZATION, value);
        }
        Ok(request)
    }

    #[inline]
    fn read(&self, status: StatusCode, body: &[u8], secrets: &[Secret]) -> Result<Value, TokenError> {
        if !status.is_success() {
            let said = crate::runtime::response::api_error::summary(body, secrets);
            let colon = if said.is_empty() { "" } else { ": " };
            let message = format!("the token server {} answered {status}{colon}{said}", self.shown);
            return Err(TokenError::told(message).with_status(status));
        }
        // What is wrong with it is not told: the message could show a token.
        crate::runtime::model::decode::parse(body)
            .ok_or_else(|| TokenError::told(format!("the token server {} answered with no JSON", self.shown)))
    }

    /// The token in a response, at the first of these JSON pointers that leads to one, and how long it is valid: at a JSON
    /// pointer, or else under `expires_in` beside the token or at the top.
    ///
    /// # Errors
    /// If there is no token.
    #[inline]
    pub(in crate::runtime) fn token(
        &self,
        answer: &Value,
        places: &[&str],
        expires_in: Option<&str>,
    ) -> Result<Token, TokenError> {
        for place in places {
            let text = answer.pointer(place).and_then(Value::as_str).unwrap_or_default();
            if !text.is_empty() {
                let (holder, _) = place.rsplit_once('/').unwrap_or_default();
                let beside = answer.pointer(holder).and_then(|holder| holder.get("expires_in"));
                let time = match expires_in {
                    Some(place) => answer.pointer(place),
                    None => beside.or_else(|| answer.get("expires_in")),
                };
                let token = Token::new(text);
                return Ok(match time.and_then(seconds) {
                    Some(time) => token.expires_in(time),
                    None => token,
                });
            }
        }
        let message = format!("the token server {} answered without a token at `{}`", self.shown, places.join("`, `"));
        Err(TokenError::told(message))
    }
}

/// A time in seconds, as a number or as a text. A token that is over at once is of no use, so that 0 says nothing.
#[inline]
fn seconds(value: &Value) -> Option<Duration> {
    let number = value.as_f64().or_else(|| float(trim(value.as_str()?)))?;
    retry::seconds(number).filter(|time| !time.is_zero())
}
