//! Headers by names and values that are texts.

use crate::runtime::basics::reason::Reason;
use crate::runtime::basics::split::find;
use http::{HeaderMap, HeaderName, HeaderValue};

/// A header from texts; what is commonly secret is marked so.
pub(in crate::runtime) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Reason> {
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Reason::told(format_args!("`{}` is no header name", name.escape_default())))?;
    // Bytes above ASCII are allowed there, line breaks and other controls are not.
    let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
        Reason::told(format_args!("the value for the header `{name}` has a line break or a control character"))
    })?;
    value.set_sensitive(is_secret(&name));
    Ok((name, value))
}

/// Sets a header, in place of those of its name.
pub(in crate::runtime) fn put(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}

pub(in crate::runtime) fn is_secret(name: &HeaderName) -> bool {
    // Names are compared and searched as texts, as elsewhere: each other kind of search would be compiled anew.
    let name = name.to_string();
    matches!(name.as_str(), "authorization" | "proxy-authorization" | "cookie")
        || ["token", "secret", "password", "api-key", "apikey"].iter().any(|word| find(&name, word).is_some())
}

/// A header that is text.
pub(in crate::runtime) fn header_text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    named(headers, name)?.to_str().ok()
}

/// A header by a name that may be none. Not inlined: it is called in many places, some of them loops over names.
#[inline(never)]
fn named<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h HeaderValue> {
    headers.get(HeaderName::from_bytes(name.as_bytes()).ok()?)
}
