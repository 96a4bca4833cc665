//! The body of a success that is documented without one.
//!
//! Many pages document a success by its status alone. Whatever a server sends then is kept, and read as the caller says.

use super::operation::Answer;
use crate::runtime::basics::reason::Reason;
use crate::runtime::response::RawResponse;
use crate::runtime::response::error::Error;
use crate::runtime::response::media_type;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The body of a success for which no body is documented: empty, or whatever the server sent.
#[derive(Debug, Clone)]
pub struct Body {
    response: RawResponse,
}

impl Body {
    /// True if the server sent no body.
    pub fn is_empty(&self) -> bool {
        self.response.body().is_empty()
    }

    /// The body as sent.
    pub fn bytes(&self) -> &Bytes {
        self.response.body()
    }

    /// The media type that the server sent, with its parameters.
    pub fn media_type(&self) -> Option<&str> {
        media_type::content_type(&self.response)
    }

    /// The body as text.
    ///
    /// # Errors
    /// If the body is neither UTF-8 nor, by its content type, Latin-1.
    pub fn text(&self) -> Result<String, Error> {
        self.response.text()
    }

    /// The body as a JSON value; `null` if it is empty.
    ///
    /// # Errors
    /// If the body is not JSON.
    pub fn json(&self) -> Result<Value, Error> {
        self.response.plain_json()
    }

    /// The body decoded from JSON as a type: a model, or any type that serde reads.
    ///
    /// # Errors
    /// If the body is not JSON, or the type cannot hold its value.
    #[inline]
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        T::deserialize(&self.json()?)
            .map_err(|error| self.response.refuse(Reason::told(format_args!("not of the requested type: {error}"))))
    }

    /// The whole response.
    pub fn response(&self) -> &RawResponse {
        &self.response
    }
}

impl RawResponse {
    /// The body where none is documented; emitted code calls this.
    ///
    /// # Errors
    /// If there is one and the client is strict.
    #[doc(hidden)]
    pub fn undocumented_body(&self) -> Result<Body, Error> {
        self.look_at_undocumented_body()?;
        Ok(Body { response: self.clone() })
    }
}

impl Answer for Body {
    const IS_DECODED: bool = false;

    fn answer(response: &RawResponse) -> Result<Self, Error> {
        response.undocumented_body()
    }

    #[cfg(feature = "test-util")]
    fn example(_: &str) -> crate::runtime::samples::reply::Reply {
        crate::runtime::samples::reply::Reply::status(200)
    }
}
