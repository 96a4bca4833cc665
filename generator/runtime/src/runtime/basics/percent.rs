//! Percent-encoding (RFC 3986), for every part of a URL.

use super::split::{find, replace};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but what RFC 3986 calls unreserved.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// As [`STRICT`], but reserved characters pass, except for the two that would end the value: `&` and `#`.
const RESERVED: &AsciiSet = &STRICT
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// What is no `cookie-octet` (RFC 6265, section 4.1.1), and `%`, by which servers tell what is encoded.
const NO_COOKIE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

/// As [`RESERVED`], without `+`, which a form reads as a space.
const RESERVED_IN_FORM: &AsciiSet = &RESERVED.add(b'+');

/// What can stand nowhere in a path or a query.
const ILLEGAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// How a text is put into a URL, or elsewhere.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) enum Escape {
    /// Everything is encoded but letters, digits and `-._~`.
    Strict,
    /// Reserved characters and what is encoded already pass (`allowReserved`).
    Reserved,
    /// The same in a form, where `+` is a space.
    ReservedInForm,
    /// What can stand in a path or query passes, and what is encoded already.
    Illegal,
    /// What can stand in the value of a cookie passes, except for `%`.
    Cookie,
    /// Nothing is encoded: headers.
    None,
}

impl Escape {
    /// Appends a text.
    pub(in crate::runtime) fn push(self, out: &mut String, text: &str) {
        // Most texts are only such, and that is seen faster than sets and iterators tell it.
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')) {
            return out.push_str(text);
        }
        match self {
            Escape::Strict => push_encoded(out, text, STRICT),
            Escape::Reserved => push_unencoded(out, text, RESERVED),
            Escape::ReservedInForm => push_unencoded(out, text, RESERVED_IN_FORM),
            Escape::Illegal => push_unencoded(out, text, ILLEGAL),
            Escape::Cookie => push_encoded(out, text, NO_COOKIE),
            Escape::None => out.push_str(text),
        }
    }

    /// Appends the name of a pair and `=`.
    pub(in crate::runtime) fn push_name(self, out: &mut String, name: &str) {
        match self {
            Escape::Strict | Escape::Reserved | Escape::ReservedInForm | Escape::Illegal => {
                Escape::Strict.push(out, name);
            }
            Escape::Cookie => out.push_str(&replace(&Escape::Cookie.apply(name), "=", "%3D")),
            Escape::None => out.push_str(name),
        }
        out.push('=');
    }

    /// A text on its own.
    pub(in crate::runtime) fn apply(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.push(&mut out, text);
        out
    }
}

/// Encodes all but what is a percent-encoded character already.
fn push_unencoded(out: &mut String, text: &str, set: &'static AsciiSet) {
    let mut rest = text;
    while let Some(at) = find(rest, "%") {
        let (before, from) = rest.split_at(at);
        push_encoded(out, before, set);
        if matches!(from.as_bytes(), [_, high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()) {
            out.push_str(&from[..3]);
            rest = &from[3..];
        } else {
            out.push_str("%25");
            rest = &from[1..];
        }
    }
    push_encoded(out, rest, set);
}

fn push_encoded(out: &mut String, text: &str, set: &'static AsciiSet) {
    for piece in utf8_percent_encode(text, set) {
        out.push_str(piece);
    }
}

/// A query component as text: `+` is a space, what is no UTF-8 is replaced.
pub(in crate::runtime) fn decode(text: &str) -> String {
    let spaced = replace(text, "+", " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
