//! Requests by `reqwest`.

use super::body::{RequestBody, ResponseBody};
use super::headers::put;
use super::{BoxError, BoxFuture, Transport, TransportError, TransportErrorKind};
use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_LENGTH, HeaderValue, TRANSFER_ENCODING};
use http::uri::{Authority, Scheme};
use http::{Method, Uri};
use http_body::{Body, Frame, SizeHint};
use reqwest::Url;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// Sends requests by `reqwest`.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// The first origin that a request went to, with its URL: most go there again, and it is not read again then.
    first: Arc<OnceLock<(Scheme, Authority, Url)>>,
}

impl ReqwestTransport {
    /// By a client of your own, which should follow no redirects.
    pub fn new(client: reqwest::Client) -> Self {
        Self { client, first: Arc::default() }
    }

    pub(in crate::runtime) fn with_connect_timeout(limit: Duration) -> Result<Self, reqwest::Error> {
        let none = reqwest::redirect::Policy::none();
        let client = reqwest::Client::builder().redirect(none).referer(false).connect_timeout(limit).build()?;
        Ok(Self::new(client))
    }

    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        if let Some((scheme, authority, url)) = self.first.get()
            && uri.scheme() == Some(scheme)
            && uri.authority().is_some_and(|other| other.as_str() == authority.as_str())
        {
            let mut url = url.clone();
            url.set_path(uri.path());
            url.set_query(uri.query());
            return Ok(url);
        }
        let url =
            Url::parse(&uri.to_string()).map_err(|error| TransportError::new(TransportErrorKind::Connect, error))?;
        if let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) {
            self.first.get_or_init(|| (scheme.clone(), authority.clone(), url.clone()));
        }
        Ok(url)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<RequestBody>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(async move {
            let url = self.url(request.uri())?;
            let request = convert(request, url);
            let response = self.client.execute(request).await.map_err(failure)?;
            let (head, body) = http::Response::<reqwest::Body>::from(response).into_parts();
            // No body, no stream.
            let body = if body.is_end_stream() { ResponseBody::empty() } else { ResponseBody::stream(Incoming(body)) };
            Ok(http::Response::from_parts(head, body))
        })
    }
}

fn convert(request: http::Request<RequestBody>, url: Url) -> reqwest::Request {
    let (head, body) = request.into_parts();
    let mut request = reqwest::Request::new(head.method, url);
    *request.headers_mut() = head.headers;
    *request.body_mut() = match body.as_bytes() {
        Some(bytes) if bytes.is_empty() => {
            if is_length_expected(request.method()) && !request.headers().contains_key(TRANSFER_ENCODING) {
                put(request.headers_mut(), CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            None
        }
        Some(bytes) => Some(reqwest::Body::from(bytes.clone())),
        None => Some(reqwest::Body::wrap(Outgoing(body))),
    };
    request
}

/// True if a request without a body has to say so (RFC 9110, section 8.6).
fn is_length_expected(method: &Method) -> bool {
    *method == Method::POST || *method == Method::PUT || *method == Method::PATCH
}

/// The address is not in it: it may have a credential in its query.
fn failure(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let is_timeout = error.is_timeout();
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if is_timeout {
        TransportErrorKind::Timeout
    } else if has_request_body_error(&error) {
        TransportErrorKind::RequestBody
    } else {
        TransportErrorKind::Interrupted
    };
    let error = TransportError::new(kind, error);
    if is_timeout { error.timed_out() } else { error }
}

fn has_request_body_error(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<OutgoingError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// A streamed body of a request.
struct Outgoing(RequestBody);

/// The caller's stream failed.
#[derive(Debug)]
struct OutgoingError(BoxError);

impl std::fmt::Display for OutgoingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for OutgoingError {}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = OutgoingError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, OutgoingError>>> {
        let chunk = ready!(Pin::new(&mut self.0).poll_next(context));
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data).map_err(OutgoingError)))
    }

    fn size_hint(&self) -> SizeHint {
        self.0.length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// The body of a response.
struct Incoming(reqwest::Body);

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(failure(error)))),
                // Trailers are left out.
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
            }
        }
    }
}
