//! The request of a call: address, credentials, headers and body.
//!
//! In: the parts of a call. Out: the first [`Hop`]. It sends nothing.

use super::address::{Base, Origin};
use super::body::RequestBody;
use super::builder::put;
use super::credential::{self, Credential, Target};
use super::error::{Error, MissingCredential, Reason};
use super::form;
use super::parts::{Body, Parts, PathSource};
use super::path;
use super::percent::Escape;
use super::redirect::Hop;
use super::renewal::Held;
use super::response::header_text;
use super::retry;
use super::style::{self, Pair};
use http::Uri;
use http::header::{ACCEPT, COOKIE, HeaderName, HeaderValue};
use std::borrow::Cow;

/// The request as it is sent first, with the credentials in it.
pub(super) fn request(
    parts: &Parts,
    credentials: &[&Credential],
    tokens: &[Held],
    body: RequestBody,
) -> Result<Hop, Error> {
    with_credentials(parts, credentials, tokens, body).map_err(|reason| parts.invalid(reason))
}

fn with_credentials(
    parts: &Parts,
    credentials: &[&Credential],
    tokens: &[Held],
    body: RequestBody,
) -> Result<Hop, Reason> {
    let mut headers = parts.inner.client.settings().given.headers.clone();
    if !headers.contains_key(ACCEPT) && !parts.inner.info.accept.is_empty() {
        put(&mut headers, ACCEPT, HeaderValue::from_static(parts.inner.info.accept));
    }
    let (mut query, mut cookies) = (parts.inner.query.clone(), parts.inner.cookies.clone());
    let mut tokens = tokens.iter();
    for credential in credentials {
        let renewed = credential.renewed().and_then(|_| tokens.next()).map(|held| credential.with_token(held));
        let credential = renewed.as_ref().unwrap_or(credential);
        match credential.target()? {
            Target::Header(name) => put(&mut headers, name, credential.header()?),
            Target::Query(name) => {
                form::drop_named(&mut query, name);
                query.push(Pair::new(name, credential.text(), Escape::Strict));
            }
            Target::Cookie(name) => cookies.push(Pair::new(name, credential.text(), Escape::Strict)),
        }
    }
    for (name, value) in &parts.inner.headers {
        put(&mut headers, name.clone(), value.clone());
    }
    if !cookies.is_empty() {
        let before = header_text(&headers, "cookie").unwrap_or_default();
        let all = form::join(before, &cookies, "; ");
        let mut value = HeaderValue::from_str(&all).map_err(|_| Reason::new("a cookie is not valid"))?;
        value.set_sensitive(true);
        put(&mut headers, COOKIE, value);
    }
    let uri = address(parts, &form::join("", &query, "&"))?;
    Ok(Hop { method: parts.inner.method.clone(), uri, headers, body })
}

/// The body, which is made here if it is one of many parts.
pub(super) fn take_body(parts: &mut Parts) -> RequestBody {
    match std::mem::replace(&mut parts.inner.body, Body::None) {
        Body::None => RequestBody::empty(),
        Body::Ready(body) => body,
        #[cfg(feature = "multipart")]
        Body::Multipart(multipart, encode) => {
            let (content_type, body) = encode(&multipart);
            parts.header("content-type", &content_type);
            body
        }
    }
}

/// Makes a key for an operation that documents one, unless the caller set it.
pub(super) fn add_idempotency_key(parts: &mut Parts) {
    let Ok(name) = HeaderName::from_bytes(parts.inner.info.idempotency_key.as_bytes()) else { return };
    let is_set =
        parts.inner.headers.contains_key(&name) || parts.inner.client.settings().given.headers.contains_key(&name);
    if !is_set && let Ok(key) = HeaderValue::from_str(&retry::random_key()) {
        put(&mut parts.inner.headers, name, key);
    }
}

/// The credentials that the call is sent with.
pub(super) fn choose(parts: &Parts) -> Result<Vec<&Credential>, Error> {
    let (info, settings) = (parts.inner.info, parts.inner.client.settings());
    let is_set = |scheme: &super::info::Scheme| match credential::target(scheme) {
        Ok(Target::Header(name)) => {
            parts.inner.headers.contains_key(&name) || settings.given.headers.contains_key(&name)
        }
        Ok(Target::Query(name)) => parts.query_value(name).is_some(),
        Ok(Target::Cookie(name)) => parts.inner.cookies.iter().any(|pair| style::name_of(&pair.text) == name),
        Err(_) => false,
    };
    let given = given(parts);
    if info.path.is_empty() {
        return Ok(credential::choose_all(&given, &is_set));
    }
    credential::choose(info.security, &given, &is_set).ok_or_else(|| {
        Error::MissingCredential(MissingCredential { call: parts.call_name(), alternatives: info.security })
    })
}

/// The credentials of the call, then those of the client.
pub(super) fn given(parts: &Parts) -> Vec<&Credential> {
    let mut all = Vec::new();
    for credential in &parts.inner.credentials {
        all.push(credential);
    }
    for credential in &parts.inner.client.settings().given.credentials {
        all.push(credential);
    }
    all
}

fn address(parts: &Parts, query: &str) -> Result<Uri, Reason> {
    let base = base(parts)?;
    match &parts.inner.path {
        PathSource::Template(values) => base.join(&path::fill(parts.inner.info.path, values)?, query),
        PathSource::Whole(path) => base.join(path, query),
        PathSource::FromOrigin(path) => base.root().join(path, query),
    }
}

fn base(parts: &Parts) -> Result<Cow<'_, Base>, Reason> {
    let settings = parts.inner.client.settings();
    match (&settings.chosen, parts.inner.info.servers.first()) {
        (Some(base), _) => Ok(Cow::Borrowed(base)),
        (None, Some(server)) => Base::of_server(server, &settings.given.variables).map(Cow::Owned),
        (None, None) => settings.base.as_ref().map(Cow::Borrowed).map_err(Clone::clone),
    }
}

/// The base address of a call, for links that the server gives.
pub(super) fn origin(parts: &Parts) -> Option<(Uri, Origin)> {
    let base = base(parts).ok()?;
    let uri = address(parts, "").ok()?;
    Some((uri, base.origin()))
}
