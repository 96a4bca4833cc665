//! A call that is ready to be sent.

use super::client::Client;
use super::execute;
#[cfg(feature = "events")]
use super::opened::{self, Open, Opened};
use super::operation::{Answer, Operation, Undescribed};
use super::parts::Parts;
use crate::runtime::auth::credential::Credential;
use crate::runtime::basics::reason::Reason;
use crate::runtime::response::error::Error;
#[cfg(feature = "events")]
use crate::runtime::response::info::StatusPattern;
use crate::runtime::response::{RawResponse, Response, StreamResponse};
use crate::runtime::retry::Retry;
use crate::runtime::transport::BoxFuture;
use crate::runtime::transport::body::RequestBody;
use serde::Serialize;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// A call of an operation. Awaiting it gives the typed body; [`Request::send`] gives status and headers too.
///
/// It owns all it needs, so that it can be given to another task.
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct Request<O> {
    pub(crate) parts: Parts,
    operation: PhantomData<fn() -> O>,
}

impl<O> Request<O> {
    /// A call that is put together already.
    #[doc(hidden)]
    #[cfg(not(feature = "test-util"))]
    pub fn of(parts: Parts) -> Self {
        Self { parts, operation: PhantomData }
    }

    /// A call that is put together already, and the type of its operation.
    #[doc(hidden)]
    #[cfg(feature = "test-util")]
    pub fn of(mut parts: Parts) -> Self {
        parts.inner.operation_type = super::operation::OperationType(std::any::type_name::<O>());
        Self { parts, operation: PhantomData }
    }

    /// Adds a query parameter that the documentation does not have. It can be repeated.
    pub fn query(mut self, name: impl AsRef<str>, value: impl Display) -> Self {
        self.parts.query(name.as_ref(), &value);
        self
    }

    /// Sets a header, also one that the client sets otherwise.
    pub fn header(mut self, name: impl AsRef<str>, value: impl Display) -> Self {
        self.parts.header(name.as_ref(), &value.to_string());
        self
    }

    /// Asks for a media type.
    #[cfg(feature = "events")]
    pub(in crate::runtime) fn accepting(mut self, media_type: &str) -> Self {
        if !self.parts.inner.headers.contains_key(http::header::ACCEPT) {
            self.parts.header("accept", media_type);
        }
        self
    }

    /// How long this call may take in place of the client's limit; `None` for no limit.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.parts.inner.options.timeout = Some(limit.into());
        self
    }

    /// How long one attempt of this call may take, in place of the client's limit; `None` for no limit.
    pub fn attempt_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.parts.inner.options.attempt_timeout = Some(limit.into());
        self
    }

    /// How long the server may take until its headers are there, in place of the client's limit; `None` for no limit.
    pub fn response_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.parts.inner.options.response_timeout = Some(limit.into());
        self
    }

    /// How long the body of the response may pause, in place of the client's limit; `None` for no limit.
    pub fn idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.parts.inner.options.idle_timeout = Some(limit.into());
        self
    }

    /// When this call is sent again in place of the client's rule.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.parts.inner.options.retry = Some(retry);
        self
    }

    /// A credential for this call, in place of the client's of the same scheme.
    pub fn auth(mut self, credential: impl Into<Credential>) -> Self {
        let credential = credential.into();
        self.parts.inner.credentials.retain(|given| given.scheme() != credential.scheme());
        self.parts.inner.credentials.push(credential);
        self
    }

    /// Sends this call without the client's credentials, whatever the documentation says: a login, for instance, that
    /// stands under credentials of the whole API. What [`Request::auth`] gives after this is sent.
    pub fn without_credentials(mut self) -> Self {
        self.parts.inner.credentials.clear();
        self.parts.inner.is_anonymous = true;
        self
    }

    /// Sends it and gives the response as bytes.
    ///
    /// The result is an error as for a typed call, except that the body is not read. Its size has no limit.
    pub fn raw(self) -> Call<RawResponse> {
        Call::whole(self.parts, false, Ok)
    }

    /// Sends it and gives the response as soon as its headers are there, its body as a stream that is never held as a
    /// whole. A status that is no success is an error as for a typed call.
    pub fn raw_stream(self) -> BoxFuture<'static, Result<StreamResponse, Error>> {
        execute::streamed(self.parts, &[])
    }
}

impl<O: Operation> Request<O> {
    /// A call, with the names and values of parameters that stand in the path as they are; emitted code calls this.
    #[doc(hidden)]
    pub fn new(client: &Client, path: &[(&'static str, &dyn Display)]) -> Self {
        Self::of(Parts::with(client, O::INFO, path))
    }

    /// Sends it and gives the typed body with status and headers.
    pub fn send(self) -> Call<Response<O::Output>> {
        #[cfg(feature = "events")]
        if O::OPEN.is_some() {
            return Call::opened(self.parts, O::STREAMED, |opened| {
                let (status, headers) = (opened.response.status(), opened.response.headers().clone());
                Ok(Response::with_head(status, headers, open::<O>(opened)?))
            });
        }
        Call::whole(self.parts, O::Output::IS_DECODED, |raw| Ok(Response::new(&raw, O::output(&raw)?)))
    }
}

impl<O: Operation> IntoFuture for Request<O> {
    type Output = Result<O::Output, Error>;
    type IntoFuture = Call<O::Output>;

    fn into_future(self) -> Self::IntoFuture {
        #[cfg(feature = "events")]
        if let Some(open) = O::OPEN {
            return Call::opened(self.parts, O::STREAMED, open);
        }
        Call::whole(self.parts, O::Output::IS_DECODED, |raw| O::output(&raw))
    }
}

impl Request<Undescribed> {
    /// A JSON body.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => self.parts.bytes("application/json", text),
            Err(error) => self.parts.refuse(Reason::told(format_args!("the body has no JSON form: {error}"))),
        }
        self
    }

    /// Any body.
    pub fn body(mut self, body: impl Into<RequestBody>, content_type: &str) -> Self {
        self.parts.bytes(content_type, body);
        self
    }
}

impl<O> Clone for Request<O> {
    fn clone(&self) -> Self {
        Self::of(self.parts.clone())
    }
}

impl<O> fmt::Debug for Request<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(f)
    }
}

/// A call on its way: a future that can be sent to another thread.
#[must_use = "futures do nothing until they are awaited"]
pub struct Call<T> {
    way: Way<T>,
}

/// How the response is read: as a whole, or as it comes in.
enum Way<T> {
    Whole(BoxFuture<'static, Result<RawResponse, Error>>, fn(RawResponse) -> Result<T, Error>),
    #[cfg(feature = "events")]
    Opened(BoxFuture<'static, Result<Opened, Error>>, Open<T>),
}

impl<T> Call<T> {
    fn whole(parts: Parts, is_decoded: bool, output: fn(RawResponse) -> Result<T, Error>) -> Self {
        Self { way: Way::Whole(execute::whole(parts, is_decoded), output) }
    }

    #[cfg(feature = "events")]
    fn opened(parts: Parts, streamed: &'static [(StatusPattern, bool)], output: Open<T>) -> Self {
        Self { way: Way::Opened(opened::open(parts, streamed), output) }
    }
}

#[cfg(feature = "events")]
fn open<O: Operation>(opened: Opened) -> Result<O::Output, Error> {
    match O::OPEN {
        Some(open) => open(opened),
        None => unreachable!("a call is opened only where this is there"),
    }
}

impl<T> Future for Call<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.way {
            Way::Whole(future, output) => Poll::Ready(ready!(future.as_mut().poll(context)).and_then(*output)),
            #[cfg(feature = "events")]
            Way::Opened(future, output) => Poll::Ready(ready!(future.as_mut().poll(context)).and_then(*output)),
        }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}
