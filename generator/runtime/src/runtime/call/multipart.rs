//! `multipart/form-data` bodies (RFC 7578), with files that are bytes or streams (feature `multipart`).

mod file;
mod headers;

pub use file::FilePart;
pub use headers::PartHeaders;

use self::headers::{CONTENT_TYPE, Header, push_header};
use super::parts::{Body, Parts};
use crate::runtime::basics::percent::Escape;
use crate::runtime::basics::reason::Reason;
use crate::runtime::basics::split::{replace, split_once};
use crate::runtime::model::encode;
use crate::runtime::model::wire::{View, Wire};
use crate::runtime::request::style::{self, Shape, plain, scalar};
use crate::runtime::response::info::Encoding;
use crate::runtime::retry::random_key;
use crate::runtime::transport::BoxError;
use crate::runtime::transport::body::RequestBody;
use bytes::Bytes;
use futures_core::Stream;
use serde_json::Value;
use std::fmt::Display;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The parts of a `multipart/form-data` body (feature `multipart`).
#[derive(Clone, Debug, Default)]
pub struct Multipart {
    /// `multipart/form-data` where none is given.
    media_type: Option<&'static str>,
    parts: Vec<Part>,
    /// What is set for all parts of a documented name, whether they are there yet or not.
    headers: Vec<Header>,
    refused: Option<Reason>,
}

#[derive(Clone, Debug)]
struct Part {
    /// The documented name.
    owner: String,
    /// Its headers but the content type, each with the line break before it.
    head: String,
    content_type: Option<String>,
    body: RequestBody,
}

impl Multipart {
    /// No parts.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// No parts, of another media type than `multipart/form-data`.
    #[inline]
    pub fn of(media_type: &'static str) -> Self {
        Self { media_type: Some(media_type), ..Self::default() }
    }

    /// Adds a text.
    #[must_use]
    pub fn text(mut self, name: impl AsRef<str>, value: impl Display) -> Self {
        self.add_text(name.as_ref(), &value);
        self
    }

    /// Adds a JSON value.
    #[must_use]
    pub fn json(mut self, name: impl AsRef<str>, value: &dyn Wire) -> Self {
        self.add_json(name.as_ref(), value);
        self
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: impl AsRef<str>, file: impl Into<FilePart>) -> Self {
        self.add_file(name.as_ref(), file.into());
        self
    }

    /// Sets headers of all parts of a documented name.
    #[inline]
    pub fn headers_of(&mut self, part: &'static str) -> PartHeaders<'_> {
        PartHeaders { multipart: self, part }
    }

    /// Adds a text.
    #[inline]
    pub fn add_text(&mut self, name: &str, value: &dyn Display) {
        self.push(name, None, None, value.to_string().into());
    }

    /// Adds a JSON value; `null` as such.
    #[inline]
    pub fn add_json(&mut self, name: &str, value: &dyn Wire) {
        self.add_json_as(name, "application/json", value);
    }

    /// Adds a JSON value in a media type of its own; `null` as such.
    #[inline]
    pub fn add_json_as(&mut self, name: &str, media_type: &str, value: &dyn Wire) {
        let text = encode::to_value(value.view()).to_string();
        self.push(name, None, Some(media_type), text.into());
    }

    /// Adds each element of a list as a JSON value. `null` is left out.
    #[inline]
    pub fn add_json_items(&mut self, name: &str, media_type: &str, value: &dyn Wire) {
        if let Value::Array(items) = encode::to_value(value.view()) {
            for item in items.iter().filter(|item| !item.is_null()) {
                self.push(name, None, Some(media_type), item.to_string().into());
            }
        }
    }

    /// Adds a value in a documented style, as the pairs that a form has: each is a part, and nothing is percent-encoded.
    #[inline]
    pub fn add_styled(&mut self, encoding: &Encoding, value: &dyn Wire) {
        let Encoding { name, style, explode, .. } = *encoding;
        for pair in style::pairs(Shape { name, style, explode, escape: Escape::None }, value.view()) {
            let (_, text) = split_once(&pair.text, "=").unwrap_or_default();
            self.push(&style::name_of(&pair.text), None, None, text.to_owned().into());
            if let Some(part) = self.parts.last_mut() {
                name.clone_into(&mut part.owner);
            }
        }
    }

    /// Adds a value as the specification says: a scalar as text, an object as JSON, each element of a list on its own.
    /// `null` is left out.
    #[inline]
    pub fn add_value(&mut self, name: &str, value: &dyn Wire) {
        self.add_view(name, None, value.view());
    }

    /// Adds a value as [`add_value`](Self::add_value) does, each part with the documented media type.
    #[inline]
    pub fn add_value_as(&mut self, name: &str, media_type: &str, value: &dyn Wire) {
        self.add_view(name, Some(media_type), value.view());
    }

    #[inline]
    fn add_view(&mut self, name: &str, media_type: Option<&str>, view: View<'_>) {
        match plain(view) {
            View::Null | View::Raw(Value::Null) => {}
            View::Array(array) => {
                for item in encode::elements(array) {
                    self.add_view(name, media_type, item);
                }
            }
            View::Raw(Value::Array(items)) => {
                for item in items {
                    self.add_view(name, media_type, View::Raw(item));
                }
            }
            View::Map(_) | View::Model(_) | View::Raw(Value::Object(_)) => {
                let media_type = media_type.unwrap_or("application/json");
                self.push(name, None, Some(media_type), encode::to_value(view).to_string().into());
            }
            _ => {
                if let Some(text) = scalar(view) {
                    self.push(name, None, media_type, text.into());
                }
            }
        }
    }

    /// Adds a file.
    #[inline]
    pub fn add_file(&mut self, name: &str, file: FilePart) {
        let FilePart { name: file_name, content_type, headers, refused, body } = file;
        // Servers take a part without a file name for a text.
        let content_type = content_type.as_deref().unwrap_or("application/octet-stream");
        self.push(name, Some(file_name.as_deref().unwrap_or(name)), Some(content_type), body);
        if let Some(part) = self.parts.last_mut() {
            part.head.push_str(&headers);
        }
        self.refused = self.refused.take().or(refused);
    }

    /// Adds a part with a media type of its own.
    pub fn add_bytes(&mut self, name: &str, content_type: &str, body: impl Into<RequestBody>) {
        self.push(name, None, Some(content_type), body.into());
    }

    #[inline]
    fn push(&mut self, name: &str, file_name: Option<&str>, content_type: Option<&str>, body: RequestBody) {
        let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        if let Some(file_name) = file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
        }
        self.parts.push(Part { owner: name.to_owned(), head, content_type: content_type.map(str::to_owned), body });
    }

    /// The headers of a part.
    #[inline]
    fn head(&self, part: &Part) -> String {
        let mut head = part.head.clone();
        let mut content_type = part.content_type.as_deref();
        for header in &self.headers {
            if header.part == part.owner && header.name == CONTENT_TYPE {
                content_type = Some(&header.value);
            } else if header.part == part.owner {
                push_header(&mut head, header.name, &header.value);
            }
        }
        if let Some(content_type) = content_type {
            push_header(&mut head, CONTENT_TYPE, content_type);
        }
        head
    }

    /// The content type with the boundary, and the body: bytes if all parts are.
    #[inline]
    pub(in crate::runtime) fn encode(&self) -> (String, RequestBody) {
        let boundary = random_key();
        let content_type = format!("{}; boundary={boundary}", self.media_type.unwrap_or("multipart/form-data"));
        let mut pieces: Vec<RequestBody> = Vec::new();
        for part in &self.parts {
            pieces.push(format!("--{boundary}\r\n{}\r\n\r\n", self.head(part)).into());
            pieces.push(part.body.clone());
            pieces.push("\r\n".into());
        }
        pieces.push(format!("--{boundary}--\r\n").into());
        let (mut length, mut is_bytes) = (Some(0_u64), true);
        for piece in &pieces {
            length = match (length, piece.length()) {
                (Some(sum), Some(more)) => sum.checked_add(more),
                _ => None,
            };
            is_bytes &= piece.as_bytes().is_some();
        }
        if !is_bytes {
            pieces.reverse();
            return (content_type, RequestBody::boxed(Box::pin(Chain(pieces)), length));
        }
        let size = length.and_then(|length| usize::try_from(length).ok());
        let mut whole = Vec::with_capacity(size.unwrap_or_default());
        for piece in &pieces {
            if let Some(bytes) = piece.as_bytes() {
                whole.extend_from_slice(bytes);
            }
        }
        (content_type, whole.into())
    }
}

impl Parts {
    /// A body of `multipart/form-data` (feature `multipart`).
    #[inline]
    pub fn multipart(&mut self, mut body: Multipart) {
        if let Some(reason) = body.refused.take() {
            self.refuse(reason);
        }
        self.inner.body = Body::Multipart(body, Multipart::encode);
    }

    /// The parts of the multipart body, empty if there was none (feature `multipart`).
    #[inline]
    pub fn multipart_mut(&mut self) -> &mut Multipart {
        if !matches!(self.inner.body, Body::Multipart(..)) {
            self.inner.body = Body::Multipart(Multipart::new(), Multipart::encode);
        }
        match &mut self.inner.body {
            Body::Multipart(multipart, _) => multipart,
            Body::None | Body::Ready(_) => unreachable!("it was made above"),
        }
    }
}

/// As the HTML standard escapes names in multipart bodies.
#[inline]
fn quoted(name: &str) -> String {
    replace(&replace(&replace(name, "\"", "%22"), "\r", "%0D"), "\n", "%0A")
}

/// One after the other, from the last.
struct Chain(Vec<RequestBody>);

impl Stream for Chain {
    type Item = Result<Bytes, BoxError>;

    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(next) = self.0.last_mut() {
            match Pin::new(next).poll_next(context) {
                Poll::Ready(None) => {
                    self.0.pop();
                }
                other => return other,
            }
        }
        Poll::Ready(None)
    }
}
