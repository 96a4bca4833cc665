//! Files in multipart bodies.

use super::headers::push_header;
use crate::runtime::basics::reason::Reason;
use crate::runtime::transport::body::RequestBody;
use crate::runtime::transport::headers::header;

/// A file in a multipart body (feature `multipart`).
#[derive(Clone, Debug)]
pub struct FilePart {
    pub(super) name: Option<String>,
    pub(super) content_type: Option<String>,
    /// As in [`super::Part`].
    pub(super) headers: String,
    pub(super) refused: Option<Reason>,
    pub(super) body: RequestBody,
}

impl FilePart {
    /// A file of bytes, or of a stream of them. Its type is the documented one, or else `application/octet-stream`.
    pub fn new(body: impl Into<RequestBody>) -> Self {
        Self { name: None, content_type: None, headers: String::new(), refused: None, body: body.into() }
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

    /// The file's media type: one of the documented ones, where there are several.
    #[must_use]
    pub fn content_type(self, media_type: impl Into<String>) -> Self {
        Self { content_type: Some(media_type.into()), ..self }
    }

    /// A header of this part. One with a line break or a control character makes the call fail before it is sent.
    #[must_use]
    #[inline]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        match header(name, value.as_ref()) {
            Ok(_) => push_header(&mut self.headers, name, value.as_ref()),
            Err(reason) => self.refused = Some(reason),
        }
        self
    }
}

impl<B: Into<RequestBody>> From<B> for FilePart {
    fn from(body: B) -> Self {
        Self::new(body)
    }
}
