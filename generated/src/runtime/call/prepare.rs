//! The request of a call: address, credentials, headers and body.
//!
//! In: the parts of a call. Out: the first [`Hop`]. It sends nothing.

use super::parts::{Body, Parts, PathSource};
use crate::runtime::auth::credential::{self, Credential, Target};
use crate::runtime::basics::percent::Escape;
use crate::runtime::basics::reason::Reason;
use crate::runtime::request::address::{self, Base, Origin};
use crate::runtime::request::form;
use crate::runtime::request::path;
use crate::runtime::request::redirect::Hop;
use crate::runtime::request::style::{self, Pair};
use crate::runtime::response::error::{Error, MissingCredential};
use crate::runtime::retry;
use crate::runtime::token::renewal::Held;
use crate::runtime::transport::body::RequestBody;
use crate::runtime::transport::headers::put;
use http::Uri;
use http::header::{ACCEPT, COOKIE, HeaderName, HeaderValue};
use std::borrow::Cow;

/// The request as it is sent first, with the credentials in it.
pub(in crate::runtime) fn request(
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
            Target::Cookie(name) => cookies.push(credential.cookie(name)?),
        }
    }
    for (name, value) in &parts.inner.headers {
        put(&mut headers, name.clone(), value.clone());
    }
    if !cookies.is_empty() {
        let value = cookie_header(headers.get(COOKIE), &cookies)?;
        put(&mut headers, COOKIE, value);
    }
    let uri = address(parts, &form::join("", &query, "&"))?;
    Ok(Hop { method: parts.inner.method.clone(), uri, headers, body })
}

/// The cookies of a call, behind those of the caller's own header.
fn cookie_header(before: Option<&HeaderValue>, cookies: &[Pair]) -> Result<HeaderValue, Reason> {
    if let Some(bad) = cookies.iter().find(|cookie| !credential::is_cookie(&cookie.text)) {
        return Err(Reason::told(format_args!(
            "the cookie `{}` has a `;` or a control character: it has to be given in its escaped form",
            bad.owner
        )));
    }
    let mut all = before.map_or(Vec::new(), |before| before.as_bytes().to_vec());
    if !all.is_empty() {
        all.extend_from_slice(b"; ");
    }
    all.extend_from_slice(form::join("", cookies, "; ").as_bytes());
    let mut value = HeaderValue::from_bytes(&all).map_err(|_| Reason::new("a cookie is not valid"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The body, which is made here if it is one of many parts.
pub(in crate::runtime) fn take_body(parts: &mut Parts) -> RequestBody {
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
pub(in crate::runtime) fn add_idempotency_key(parts: &mut Parts) {
    let Ok(name) = HeaderName::from_bytes(parts.inner.info.idempotency_key.as_bytes()) else { return };
    let is_set =
        parts.inner.headers.contains_key(&name) || parts.inner.client.settings().given.headers.contains_key(&name);
    if !is_set && let Ok(key) = HeaderValue::from_str(&retry::random_key()) {
        put(&mut parts.inner.headers, name, key);
    }
}

/// The credentials that the call is sent with.
pub(in crate::runtime) fn choose(parts: &Parts) -> Result<Vec<&Credential>, Error> {
    let (info, settings) = (parts.inner.info, parts.inner.client.settings());
    let is_set = |scheme: &crate::runtime::response::info::Scheme| match credential::target(scheme) {
        Ok(Target::Header(name)) => {
            parts.inner.headers.contains_key(&name) || settings.given.headers.contains_key(&name)
        }
        Ok(Target::Query(name)) => parts.query_value(name).is_some(),
        Ok(Target::Cookie(name)) => {
            let header = parts.inner.headers.get(COOKIE).or_else(|| settings.given.headers.get(COOKIE));
            header.is_some_and(|header| credential::has_cookie(header, name))
                || parts.inner.cookies.iter().any(|pair| style::name_of(&pair.text) == name)
        }
        Err(_) => false,
    };
    let given = given(parts);
    if info.path.is_empty() {
        return Ok(credential::choose_all(&given, &is_set));
    }
    match credential::choose(info.security, &given, &is_set) {
        Some(chosen) => Ok(chosen),
        None if parts.inner.is_anonymous || settings.given.is_anonymous => Ok(credential::choose_all(&given, &is_set)),
        None => {
            Err(Error::MissingCredential(MissingCredential { call: parts.call_name(), alternatives: info.security }))
        }
    }
}

/// The credentials of the call, then those of the client, unless the call goes without.
pub(in crate::runtime) fn given(parts: &Parts) -> Vec<&Credential> {
    let mut all = Vec::new();
    for credential in &parts.inner.credentials {
        all.push(credential);
    }
    if !parts.inner.is_anonymous {
        for credential in &parts.inner.client.settings().given.credentials {
            all.push(credential);
        }
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
    let api = settings.base.as_ref();
    let Some(server) = parts.inner.info.servers.first() else { return api.map(Cow::Borrowed).map_err(Clone::clone) };
    let variables = &settings.given.variables;
    match &settings.chosen {
        Some(base) if !address::is_relative_server(server, variables)? => Ok(Cow::Borrowed(base)),
        Some(base) => Base::of_server(server, variables, Some(base)).map(Cow::Owned),
        None if server.url == "/" => api.map(Cow::Borrowed).map_err(Clone::clone),
        None => Base::of_server(server, variables, api.ok().or(settings.published.as_ref())).map(Cow::Owned),
    }
}

/// The base address of a call, for links that the server gives.
pub(in crate::runtime) fn origin(parts: &Parts) -> Option<(Uri, Origin)> {
    let base = base(parts).ok()?;
    let uri = address(parts, "").ok()?;
    Some((uri, base.origin()))
}
