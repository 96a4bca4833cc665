//! `multipart/form-data` bodies (RFC 7578), with files that are bytes or streams (feature `multipart`).

use super::body::RequestBody;
use super::encode;
use super::parts::{Body, Parts};
use super::retry::random_key;
use super::split::replace;
use super::style::{plain, scalar};
use super::transport::BoxError;
use super::wire::{View, Wire};
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
}

#[derive(Clone, Debug)]
struct Part {
    /// Its headers, with the line break behind them.
    head: String,
    body: RequestBody,
}

/// A file in a multipart body (feature `multipart`).
#[derive(Clone, Debug)]
pub struct FilePart {
    name: Option<String>,
    content_type: Option<String>,
    body: RequestBody,
}

impl FilePart {
    /// A file of bytes, or of a stream of them, of the type `application/octet-stream`.
    pub fn new(body: impl Into<RequestBody>) -> Self {
        Self { name: None, content_type: None, body: body.into() }
    }

    /// The file's name.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The documented media type, for a file that was given none.
    #[must_use]
    #[inline]
    pub fn default_content_type(self, media_type: &str) -> Self {
        let content_type = self.content_type.or_else(|| Some(media_type.to_owned()));
        Self { content_type, ..self }
    }

    /// The file's media type.
    #[must_use]
    pub fn content_type(self, media_type: impl Into<String>) -> Self {
        Self { content_type: Some(media_type.into()), ..self }
    }
}

impl<B: Into<RequestBody>> From<B> for FilePart {
    fn from(body: B) -> Self {
        Self::new(body)
    }
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
        Self { media_type: Some(media_type), parts: Vec::new() }
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

    /// Adds a text.
    #[inline]
    pub fn add_text(&mut self, name: &str, value: &dyn Display) {
        self.push(name, None, None, value.to_string().into());
    }

    /// Adds a JSON value; `null` as such.
    #[inline]
    pub fn add_json(&mut self, name: &str, value: &dyn Wire) {
        let text = encode::to_value(value.view()).to_string();
        self.push(name, None, Some("application/json"), text.into());
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
        let FilePart { name: file_name, content_type, body } = file;
        // Servers take a part without a file name for a text.
        let content_type = content_type.as_deref().unwrap_or("application/octet-stream");
        self.push(name, Some(file_name.as_deref().unwrap_or(name)), Some(content_type), body);
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
        if let Some(content_type) = content_type {
            head.push_str("\r\nContent-Type: ");
            for c in content_type.chars() {
                if !c.is_control() {
                    head.push(c);
                }
            }
        }
        head.push_str("\r\n\r\n");
        self.parts.push(Part { head, body });
    }

    /// The content type with the boundary, and the body: bytes if all parts are.
    #[inline]
    pub(super) fn encode(&self) -> (String, RequestBody) {
        let boundary = random_key();
        let content_type = format!("{}; boundary={boundary}", self.media_type.unwrap_or("multipart/form-data"));
        let mut pieces: Vec<RequestBody> = Vec::new();
        for part in &self.parts {
            pieces.push(format!("--{boundary}\r\n{}", part.head).into());
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
    pub fn multipart(&mut self, body: Multipart) {
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
