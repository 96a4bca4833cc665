//! Media types: which documented one a body is of (RFC 9110, section 8.3).
//!
//! In: the `Content-Type` of a response, `application/vnd.x+json; version=2`, and the documented media types. Out: the
//! most specific one that matches, by its index. A range such as `image/*` matches what is in it, and `application/json`
//! matches every JSON type.

use super::RawResponse;
use super::error::Error;
use crate::runtime::basics::split::{pieces, split_before, split_once, trim};
use crate::runtime::model::decode;
use crate::runtime::model::wire::{Scalar, Target, Wire};
use crate::runtime::transport::headers::header_text;

/// Matches by `*/*`.
const ANY: usize = 1;
/// Matches by `image/*`.
const TOP: usize = 2;
/// Another name of JSON.
const JSON: usize = 3;
/// The same media type, but a documented parameter is absent.
const BARE: usize = 4;
/// The same media type; each parameter that matches adds one.
const SAME: usize = 5;

impl RawResponse {
    /// Chooses the documented media type that the body is of, by its index; emitted code calls this. Without a
    /// `Content-Type`, or with another one, the choice is the first.
    ///
    /// # Errors
    /// If the media type is not documented and the client is strict.
    #[doc(hidden)]
    #[inline]
    pub fn choose(&self, documented: &[&str]) -> Result<usize, Error> {
        let Some(sent) = content_type(self) else { return Ok(0) };
        match closest(sent, documented) {
            Some(index) => Ok(index),
            None => self.look_at_media_type(&documented.join(" or ")).map(|()| 0),
        }
    }
}

/// The most specific of the documented media types that match, the first of several.
pub(in crate::runtime) fn closest(sent: &str, documented: &[&str]) -> Option<usize> {
    let mut best = None;
    for (index, name) in documented.iter().enumerate() {
        let fit = fit(sent, name);
        if fit > best.map_or(0, |(_, fit)| fit) {
            best = Some((index, fit));
        }
    }
    best.map(|(index, _)| index)
}

/// How closely a documented media type fits one that was sent; 0 if it does not.
fn fit(sent: &str, documented: &str) -> usize {
    let ((sent, given), (wanted, parameters)) = (split_before(sent, ";"), split_before(documented, ";"));
    let (sent, wanted) = (trim(sent), trim(wanted));
    if !sent.eq_ignore_ascii_case(wanted) {
        return match wanted.strip_suffix('*') {
            Some("*/") => ANY,
            Some(top) if sent.get(..top.len()).is_some_and(|start| start.eq_ignore_ascii_case(top)) => TOP,
            None if is_json(sent) && is_json(wanted) => JSON,
            Some(_) | None => 0,
        };
    }
    let (mut matching, mut is_bare) = (0, false);
    for parameter in pieces(parameters, ";") {
        let Some((name, wanted)) = split_once(parameter, "=") else { continue };
        // The encoding of a text says nothing about its type.
        if trim(name).eq_ignore_ascii_case("charset") {
            continue;
        }
        match parameter_of(given, trim(name)) {
            Some(value) if value.eq_ignore_ascii_case(unquoted(wanted)) => matching += 1,
            Some(_) => return 0,
            None => is_bare = true,
        }
    }
    if is_bare { BARE } else { SAME + matching }
}

/// The value of a parameter of a media type, or of another header with parameters.
pub(in crate::runtime) fn parameter_of<'t>(parameters: &'t str, name: &str) -> Option<&'t str> {
    for parameter in pieces(parameters, ";") {
        if let Some((found, value)) = split_once(parameter, "=")
            && trim(found).eq_ignore_ascii_case(name)
        {
            return Some(unquoted(value));
        }
    }
    None
}

fn unquoted(value: &str) -> &str {
    let value = trim(value);
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

/// True for `application/json`, `text/json`, and what ends in `+json`.
pub(in crate::runtime) fn is_json(media_type: &str) -> bool {
    let name = trim(split_before(media_type, ";").0);
    let end = |end: &str| {
        name.len().checked_sub(end.len()).and_then(|at| name.get(at..)).is_some_and(|it| it.eq_ignore_ascii_case(end))
    };
    end("/json") || end("+json")
}

pub(in crate::runtime) fn content_type(response: &RawResponse) -> Option<&str> {
    header_text(response.headers(), "content-type").filter(|text| !text.is_empty())
}

/// True if the body is an HTML page, by its content type and its first character, or by how it begins.
pub(in crate::runtime) fn is_html(response: &RawResponse) -> bool {
    let body = decode::without_mark(response.body()).trim_ascii_start();
    let begins = |with: &str| body.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()));
    let sent = split_before(content_type(response).unwrap_or_default(), ";").0;
    begins("<!doctype html") || begins("<html") || (begins("<") && trim(sent).eq_ignore_ascii_case("text/html"))
}

/// True if the content type says that the body is Latin-1.
pub(in crate::runtime) fn is_latin1(response: &RawResponse) -> bool {
    let parameters = content_type(response).map_or("", |sent| split_before(sent, ";").1);
    let charset = parameter_of(parameters, "charset").unwrap_or_default();
    charset.eq_ignore_ascii_case("iso-8859-1") || charset.eq_ignore_ascii_case("latin1")
}

/// Reads a plain text where a JSON string is documented: servers send `text/plain` or `text/html` for it. True if it is
/// one, and the place takes texts.
pub(in crate::runtime) fn read_text(response: &RawResponse, value: &mut dyn Wire) -> bool {
    let is_text = match content_type(response) {
        Some(media_type) => !is_json(media_type),
        None => decode::parse_body(response.body()).is_none(),
    };
    is_text && response.text().is_ok_and(|text| put_text(value.target(), &text))
}

/// Puts a text where texts are documented.
pub(in crate::runtime) fn put_text(target: Target<'_>, text: &str) -> bool {
    match target {
        Target::Text(target) => {
            text.clone_into(target);
            true
        }
        Target::Scalar(target) => target.put(Scalar::Text(text)),
        Target::Nullable(field) => put_text(field.begin(), text),
        Target::Bool(_)
        | Target::Signed(_)
        | Target::Float(_)
        | Target::Array(_)
        | Target::Map(_)
        | Target::Model(_)
        | Target::Raw(_)
        | Target::Value(_)
        | Target::Union(_) => false,
    }
}
