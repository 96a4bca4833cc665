//! Redirects, by the rules of the Fetch standard ("HTTP-redirect fetch"), and stricter: nothing that the caller or the
//! client added goes to another origin but a few headers that say nothing about them.

use super::address::{Origin, resolve};
use crate::runtime::transport::body::RequestBody;
use crate::runtime::transport::headers::put;
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, LOCATION,
    RANGE, USER_AGENT,
};
use http::uri::Scheme;
use http::{HeaderMap, Method, StatusCode, Uri};

/// The headers that another origin may see.
static HARMLESS: [HeaderName; 7] =
    [ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, RANGE, USER_AGENT];

/// The headers that say what a body is.
static OF_BODY: [HeaderName; 4] = [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE];

/// A request, as it is sent to one place.
pub(in crate::runtime) struct Hop {
    pub(in crate::runtime) method: Method,
    pub(in crate::runtime) uri: Uri,
    pub(in crate::runtime) headers: HeaderMap,
    pub(in crate::runtime) body: RequestBody,
}

impl Hop {
    pub(in crate::runtime) fn to_request(&self) -> http::Request<RequestBody> {
        let mut request = http::Request::new(self.body.clone());
        request.method_mut().clone_from(&self.method);
        request.uri_mut().clone_from(&self.uri);
        request.headers_mut().clone_from(&self.headers);
        request
    }
}

/// The redirects that are followed only if the caller says so.
#[derive(Clone, Copy, Default)]
pub(in crate::runtime) struct Allowed {
    /// Those that take a body to another origin.
    pub(in crate::runtime) bodies: bool,
    /// Those from `https` to `http`.
    pub(in crate::runtime) http: bool,
}

impl Allowed {
    /// Why a redirect is not followed: what it would do, and the setting that allows it.
    pub(in crate::runtime) fn refusal(self, from: &Hop, to: &Hop) -> Option<&'static str> {
        if !self.http && from.uri.scheme() == Some(&Scheme::HTTPS) && to.uri.scheme() == Some(&Scheme::HTTP) {
            return Some("it leads from https to http (allow it by `redirect_to_http`)");
        }
        let is_elsewhere = || Origin::of(&from.uri) != Origin::of(&to.uri);
        (!self.bodies && to.body.length() != Some(0) && is_elsewhere())
            .then_some("it takes the body to another origin (allow it by `redirect_bodies`)")
    }
}

/// Where a response sends the request; `None` if it is no redirect, or none that can be followed.
pub(in crate::runtime) fn next(hop: &Hop, status: StatusCode, headers: &HeaderMap) -> Option<Hop> {
    let keeps_method = match status {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => hop.method != Method::POST,
        StatusCode::SEE_OTHER => hop.method == Method::GET || hop.method == Method::HEAD,
        _ => return None,
    };
    let location = std::str::from_utf8(headers.get(LOCATION)?.as_bytes()).ok()?;
    let uri = resolve(&hop.uri, location)?;
    let (method, body) =
        if keeps_method { (hop.method.clone(), hop.body.clone()) } else { (Method::GET, RequestBody::empty()) };
    if !body.is_repeatable() {
        return None;
    }
    let mut headers = HeaderMap::new();
    if Origin::of(&uri) == Origin::of(&hop.uri) {
        headers.clone_from(&hop.headers);
    } else {
        for name in &HARMLESS {
            if let Some(value) = hop.headers.get(name)
                && !value.is_sensitive()
            {
                put(&mut headers, name.clone(), value.clone());
            }
        }
    }
    if !keeps_method {
        for name in &OF_BODY {
            headers.remove(name);
        }
    }
    Some(Hop { method, uri, headers, body })
}
