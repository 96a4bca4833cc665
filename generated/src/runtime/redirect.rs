//! Redirects, by the rules of the Fetch standard ("HTTP-redirect fetch"), and stricter: nothing that the caller or the
//! client added goes to another origin but a few headers that say nothing about them.

use super::address::{Origin, resolve};
use super::body::RequestBody;
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, LOCATION,
    RANGE, USER_AGENT,
};
use http::{HeaderMap, Method, StatusCode, Uri};

/// The headers that another origin may see.
const HARMLESS: [HeaderName; 7] =
    [ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, RANGE, USER_AGENT];

/// A request, as it is sent to one place.
#[derive(Clone)]
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: RequestBody,
}

impl Hop {
    pub(super) fn to_request(&self) -> http::Request<RequestBody> {
        let mut request = http::Request::new(self.body.clone());
        request.method_mut().clone_from(&self.method);
        request.uri_mut().clone_from(&self.uri);
        request.headers_mut().clone_from(&self.headers);
        request
    }
}

/// Where an answer sends the request; `None` if it is no redirect, or none that can be followed.
pub(super) fn next(hop: &Hop, status: StatusCode, headers: &HeaderMap) -> Option<Hop> {
    let keeps_method = match status {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => hop.method != Method::POST,
        StatusCode::SEE_OTHER => hop.method == Method::GET || hop.method == Method::HEAD,
        _ => return None,
    };
    let location = std::str::from_utf8(headers.get(LOCATION)?.as_bytes()).ok()?;
    let uri = resolve(&hop.uri, location)?;
    let mut next = Hop { uri, ..hop.clone() };
    if !keeps_method {
        next.method = Method::GET;
        next.body = RequestBody::empty();
        for name in [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE] {
            next.headers.remove(name);
        }
    }
    if !next.body.is_repeatable() {
        return None;
    }
    if Origin::of(&next.uri) != Origin::of(&hop.uri) {
        let mut kept = HeaderMap::new();
        for name in HARMLESS {
            if let Some(value) = next.headers.get(&name)
                && !value.is_sensitive()
            {
                kept.insert(name, value.clone());
            }
        }
        next.headers = kept;
    }
    Some(next)
}
