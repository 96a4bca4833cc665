//! Where a response differs from the documentation: told to the caller, or made an error.
//!
//! In: a decoded value, whose models keep what is undocumented, or a status. Out: a [`Deviation`] for each place, told
//! once per kind: once for `/data/0/priority` and all other items of the list. If nobody asked for it, nothing is
//! looked at.

mod walk;

use super::RawResponse;
use super::error::{CallName, Error};
use super::info::OperationInfo;
use super::media_type;
use crate::runtime::model::decode::{self, Lost};
use crate::runtime::model::odd_token;
use crate::runtime::model::wire::{View, Wire};
use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::Value;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

/// So many kinds are remembered; later ones are not told any more.
const MOST_KINDS: usize = 10_000;

/// How a response differs from the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviationKind {
    /// A value is of another JSON type than documented.
    OtherType,
    /// A value is `null`, which the documentation does not allow.
    Null,
    /// A field that is documented as always there is not.
    Missing,
    /// A field is not documented, or there is a body where none is.
    Undocumented,
    /// A value is none of those that the documentation lists.
    Unlisted,
    /// A value fits none of the documented alternatives.
    NoBranch,
    /// A number or a string is valid JSON text that no JSON value can hold: `1e400`, half of a surrogate pair. It is left
    /// out of what was read, and stands in the body alone.
    Unrepresentable,
    /// The status is not documented, whatever the body is.
    Status,
    /// A header of a success is not of the documented type, or not there though it is documented as always there.
    Header,
}

/// A place where a response differs from the documentation: in its body, its status, or a header.
#[derive(Clone)]
pub struct Deviation {
    call: CallName,
    status: StatusCode,
    pointer: String,
    header: Option<&'static str>,
    kind: DeviationKind,
    expected: String,
    got: String,
    media_type: String,
    body: Bytes,
}

impl Deviation {
    /// Which call it was.
    pub fn call(&self) -> &CallName {
        &self.call
    }

    /// The name of the client's method, empty for a call by path.
    pub fn operation(&self) -> &'static str {
        self.call.operation()
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        self.call.method()
    }

    /// The path template.
    pub fn path(&self) -> &str {
        self.call.path()
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Where in the body, as a JSON pointer (RFC 6901); empty for the whole of it, a status, and a header.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The name of the header that differs, if it is one.
    pub fn header(&self) -> Option<&'static str> {
        self.header
    }

    /// How it differs.
    pub fn kind(&self) -> DeviationKind {
        self.kind
    }

    /// What is documented, in words.
    #[inline]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was sent, in words; of values only those of enums.
    pub fn got(&self) -> &str {
        &self.got
    }

    /// The body as sent.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The whole response as one JSON value, in the form that corrections of the documentation are learned from:
    /// `{"operation": …, "method": "GET", "path": "/things/{id}", "status": 200, "media_type": …, "body": …}`. What no JSON value can hold
    /// is replaced by another number or string there; of a body that is no JSON there is no `body`.
    #[inline]
    pub fn answer(&self) -> Value {
        let mut answer = Value::Null;
        answer["operation"] = self.operation().into();
        answer["method"] = self.method().as_str().into();
        answer["path"] = self.path().into();
        answer["status"] = self.status.as_u16().into();
        let text = std::str::from_utf8(decode::without_mark(&self.body)).unwrap_or_default();
        let parsed = decode::parse_text(text).or_else(|| decode::parse_text(&odd_token::replaced(text)));
        if !self.media_type.is_empty() {
            answer["media_type"] = self.media_type.as_str().into();
        }
        if let Some(parsed) = parsed {
            answer["body"] = parsed;
        }
        answer
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, pointer, expected, got, .. } = self;
        match (self.kind, self.header) {
            (DeviationKind::Status, _) => write!(f, "{call}: the status")?,
            (_, Some(header)) => write!(f, "{call}: the header `{header}`")?,
            (_, None) if pointer.is_empty() => write!(f, "{call}: the body")?,
            (_, None) => write!(f, "{call}: `{pointer}`")?,
        }
        match self.kind {
            DeviationKind::Undocumented => write!(f, " is not documented, but {got} was sent"),
            _ => write!(f, " is documented as {expected}, but {got} was sent"),
        }
    }
}

impl fmt::Debug for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deviation")
            .field("call", &self.call)
            .field("status", &self.status)
            .field("pointer", &self.pointer)
            .field("kind", &self.kind)
            .field("expected", &self.expected)
            .field("got", &self.got)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

impl std::error::Error for Deviation {}

/// The places of a value that are not as documented, as JSON pointers. `blank` is a blank value of the same type.
#[cfg(feature = "test-util")]
pub(in crate::runtime) fn places(value: View<'_>, blank: &mut dyn Wire) -> Vec<String> {
    walk::value("", value, blank.target()).into_iter().map(|found| found.pointer).collect()
}

/// What a type takes, in words.
#[inline]
pub(in crate::runtime) fn expected(blank: &mut dyn Wire) -> String {
    walk::expected(blank.target())
}

/// What a type takes, in words, if a value is not as documented. `blank` is a blank value of the same type.
#[inline]
pub(in crate::runtime) fn expected_instead(value: Option<View<'_>>, blank: &mut dyn Wire) -> Option<String> {
    let is_right = value.is_some_and(|value| walk::value("", value, blank.target()).is_empty());
    if is_right { None } else { Some(expected(blank)) }
}

/// Who is told.
pub(in crate::runtime) type Listener = Box<dyn Fn(&Deviation) + Send + Sync>;

/// A value of a body that was read.
pub(in crate::runtime) struct Part<'r> {
    /// Where it stands.
    pub(in crate::runtime) pointer: &'r str,
    /// The value.
    pub(in crate::runtime) value: View<'r>,
    /// What was left out of it.
    pub(in crate::runtime) lost: &'r [Lost],
}

impl<'r> Part<'r> {
    /// A body as a whole.
    pub(in crate::runtime) fn whole(value: View<'r>, lost: &'r [Lost]) -> Self {
        Self { pointer: "", value, lost }
    }
}

/// Who looks at answers. A trait, so that all that looking takes is compiled only where somebody asks for it.
pub(in crate::runtime) trait Lookout: fmt::Debug + Send + Sync {
    /// Looks at a part of a response. `blank` is a blank value of the same type.
    fn compare(&self, of: &RawResponse, part: Part<'_>, blank: &mut dyn Wire) -> Result<(), Error>;

    /// Tells that there is no body.
    fn absent(&self, response: &RawResponse, blank: &mut dyn Wire) -> Result<(), Error>;

    /// Tells that a value was refused by its type.
    fn refused(&self, response: &RawResponse, blank: &mut dyn Wire);

    /// A body is in a media type that is not documented.
    fn media_type(&self, response: &RawResponse, documented: &str) -> Result<(), Error>;

    /// There is a body where none is documented.
    fn undocumented_body(&self, response: &RawResponse) -> Result<(), Error>;

    /// Looks at the status and the headers of a response.
    fn head(&self, response: &RawResponse, info: &OperationInfo) -> Result<(), Error>;
}

/// What a client does about deviations; `None` if nobody wants to know.
#[inline]
pub(in crate::runtime) fn lookout(listener: Option<Listener>, is_strict: bool) -> Option<Arc<dyn Lookout>> {
    let known = Mutex::new(Vec::new());
    (listener.is_some() || is_strict).then(|| -> Arc<dyn Lookout> {
        Arc::new(Deviations { listener, is_strict, known, hasher: RandomState::new() })
    })
}

struct Deviations {
    listener: Option<Listener>,
    is_strict: bool,
    /// Sorted.
    known: Mutex<Vec<u64>>,
    hasher: RandomState,
}

impl Lookout for Deviations {
    #[inline]
    fn compare(&self, of: &RawResponse, part: Part<'_>, blank: &mut dyn Wire) -> Result<(), Error> {
        self.tell(of, walk::lost(&part, walk::value(part.pointer, part.value, blank.target())))
    }

    #[inline]
    fn absent(&self, response: &RawResponse, blank: &mut dyn Wire) -> Result<(), Error> {
        self.tell(response, walk::absent(blank.target()))
    }

    #[inline]
    fn refused(&self, response: &RawResponse, blank: &mut dyn Wire) {
        let Some((value, lost)) = decode::parse_body(response.body()) else { return };
        let part = Part::whole(View::Raw(&value), &lost);
        // The call fails anyway.
        let _ = self.tell(response, walk::lost(&part, walk::refused(&value, blank.target())));
    }

    #[inline]
    fn media_type(&self, response: &RawResponse, documented: &str) -> Result<(), Error> {
        let sent = media_type::content_type(response).map_or_else(|| "nothing".to_owned(), |sent| format!("`{sent}`"));
        self.tell(response, vec![walk::header("content-type", documented.to_owned(), &sent)])
    }

    #[inline]
    fn undocumented_body(&self, response: &RawResponse) -> Result<(), Error> {
        let value = decode::parse_body(response.body());
        let kind = match (&value, std::str::from_utf8(response.body())) {
            (Some((value, _)), _) => decode::kind_of(value),
            (None, Ok(_)) => "a text",
            (None, Err(_)) => "bytes",
        };
        self.tell(response, vec![walk::undocumented_body(kind)])
    }

    #[inline]
    fn head(&self, response: &RawResponse, info: &OperationInfo) -> Result<(), Error> {
        let status = response.status();
        if info.statuses.is_empty() {
            return Ok(());
        }
        let mut best = None;
        for pattern in info.statuses {
            best = best.max(pattern.fit(status));
        }
        if best.is_none() && response.is_redirected() {
            return Ok(());
        }
        if best.is_none() {
            return self.tell(response, vec![walk::status(info.statuses, status)]);
        }
        let mut found = Vec::new();
        for (pattern, header) in info.headers {
            let is_there = response.headers().contains_key(header.name);
            if pattern.fit(status) != best || !(is_there || header.is_required) {
                continue;
            }
            if let Some(expected) = (header.differs)(response.headers(), header.name) {
                found.push(walk::header(header.name, expected, if is_there { "other text" } else { "nothing" }));
            }
        }
        self.tell(response, found)
    }
}

impl Deviations {
    #[inline]
    fn tell(&self, response: &RawResponse, found: Vec<walk::Found>) -> Result<(), Error> {
        let mut first = None;
        for found in found {
            let is_new = self.listener.is_some() && self.is_new(response.call(), &found);
            if !is_new && (!self.is_strict || first.is_some()) {
                continue;
            }
            let deviation = Deviation {
                call: response.call().clone(),
                status: response.status(),
                pointer: found.pointer,
                header: found.header,
                kind: found.kind,
                expected: found.expected,
                got: found.got,
                media_type: media_type::content_type(response).unwrap_or_default().to_owned(),
                body: response.body().clone(),
            };
            if let Some(listener) = self.listener.as_ref().filter(|_| is_new) {
                listener(&deviation);
            }
            if first.is_none() {
                first = Some(deviation);
            }
        }
        match first {
            Some(first) if self.is_strict => Err(Error::Deviation(Box::new(first))),
            _ => Ok(()),
        }
    }

    #[inline]
    fn is_new(&self, call: &CallName, found: &walk::Found) -> bool {
        let kind = (call.operation(), call.method(), call.path(), &found.pattern, found.header, found.kind, &found.got);
        let hash = self.hasher.hash_one(kind);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match known.binary_search(&hash) {
            Err(place) if known.len() < MOST_KINDS => {
                known.insert(place, hash);
                true
            }
            _ => false,
        }
    }
}

impl fmt::Debug for Deviations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deviations(strict: {})", self.is_strict)
    }
}
