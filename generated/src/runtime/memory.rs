//! A server in memory, for the tests of crates that use this client (feature `test-util`).

use super::body::{RequestBody, ResponseBody};
use super::builder::header;
use super::decode::{self, DecodeError};
use super::operation::Operation;
use super::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};
use super::wire::Typed;
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, Method, StatusCode, Uri};
use serde::Serialize;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

type Handler = Arc<dyn Fn(&RecordedCall) -> Reply + Send + Sync>;

/// A transport that reaches no network: it answers as it is told, and records what it was asked.
///
/// Give it to [`ClientBuilder::transport`](super::ClientBuilder::transport). It answers by the operation's own handler
/// if there is one, else by the next reply of the queue, else by the general handler.
#[derive(Clone, Default)]
pub struct MemoryTransport {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    operations: Vec<(Method, &'static str, Handler)>,
    queue: VecDeque<Reply>,
    general: Option<Handler>,
    calls: Vec<RecordedCall>,
}

impl MemoryTransport {
    /// A server that answers nothing yet: calls fail with the status 501.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reply to the queue.
    pub fn reply(&self, reply: Reply) -> &Self {
        self.lock().queue.push_back(reply);
        self
    }

    /// Answers all calls that nothing else answers.
    pub fn answer(&self, handler: impl Fn(&RecordedCall) -> Reply + Send + Sync + 'static) -> &Self {
        self.lock().general = Some(Arc::new(handler));
        self
    }

    /// Answers all calls of an operation: `server.on::<ListThings>(|call| …)`.
    pub fn on<O: Operation>(&self, handler: impl Fn(&RecordedCall) -> Reply + Send + Sync + 'static) -> &Self {
        self.lock().operations.push((O::INFO.method.clone(), O::INFO.path, Arc::new(handler)));
        self
    }

    /// What was sent so far, every attempt on its own.
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.lock().calls.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn choose(&self, call: &RecordedCall) -> Reply {
        let mut state = self.lock();
        state.calls.push(call.clone());
        let of_operation =
            state.operations.iter().rev().find(|(method, path, _)| *method == call.method && fits(path, call.path()));
        let handler = match of_operation.map(|(_, _, handler)| handler.clone()) {
            Some(handler) => Some(handler),
            None => match state.queue.pop_front() {
                Some(reply) => return reply,
                None => state.general.clone(),
            },
        };
        // A handler may ask for the calls.
        drop(state);
        match handler {
            Some(handler) => handler(call),
            None => Reply::text(501, format!("no reply was set for {} {}", call.method, call.path())),
        }
    }
}

/// True if a path ends as a template says; before that, it may have the path of the base address.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let is_match = |(expected, found): (&&str, &&str)| match (expected.find('{'), expected.rfind('}')) {
        (Some(open), Some(close)) => {
            let (before, after) = (&expected[..open], &expected[close + 1..]);
            found.len() > before.len() + after.len() && found.starts_with(before) && found.ends_with(after)
        }
        _ => expected == found,
    };
    // The first part is empty: a path begins with a slash.
    path.len() >= template.len() && template.iter().skip(1).rev().zip(path.iter().rev()).all(is_match)
}

impl Transport for MemoryTransport {
    fn send(
        &self,
        request: http::Request<RequestBody>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(async move {
            let (head, mut body) = request.into_parts();
            let mut sent = BytesMut::new();
            while let Some(chunk) = std::future::poll_fn(|context| Pin::new(&mut body).poll_next(context)).await {
                let chunk = chunk.map_err(|error| TransportError::new(TransportErrorKind::RequestBody, error))?;
                sent.extend_from_slice(&chunk);
            }
            let call = RecordedCall { method: head.method, uri: head.uri, headers: head.headers, body: sent.freeze() };
            let reply = self.choose(&call);
            if let Some(delay) = reply.delay {
                tokio::time::sleep(delay).await;
            }
            reply.into_response()
        })
    }
}

impl fmt::Debug for MemoryTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryTransport({} calls)", self.lock().calls.len())
    }
}

/// A request that was sent.
#[derive(Clone, Debug)]
pub struct RecordedCall {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl RecordedCall {
    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The whole address.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The path.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The query as sent.
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as sent.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as a JSON value of a type.
    ///
    /// # Errors
    /// If it is no JSON, or the type cannot hold it.
    pub fn json<T: Typed>(&self) -> Result<T, DecodeError> {
        decode::from_slice(&self.body)
    }
}

/// What the server in memory answers.
#[derive(Clone, Debug)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    delay: Option<Duration>,
    fault: Option<(TransportErrorKind, bool)>,
}

impl Reply {
    /// A status without a body.
    ///
    /// # Panics
    /// If it is no status.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).expect("a status has three digits");
        Self { status, headers: HeaderMap::new(), body: Bytes::new(), delay: None, fault: None }
    }

    /// A JSON body.
    ///
    /// # Panics
    /// If the value has no JSON form, or the status is none.
    pub fn json(status: u16, body: &(impl Serialize + ?Sized)) -> Self {
        let body = serde_json::to_vec(body).expect("a value of a test has a JSON form");
        Self { body: body.into(), ..Self::status(status) }.header("content-type", "application/json")
    }

    /// A body of text.
    ///
    /// # Panics
    /// If the status is none.
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self { body: body.into().into(), ..Self::status(status) }.header("content-type", "text/plain")
    }

    /// Any body.
    ///
    /// # Panics
    /// If the status is none.
    pub fn bytes(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::status(status) }.header("content-type", content_type)
    }

    /// No answer at all.
    pub fn failure(kind: TransportErrorKind) -> Self {
        Self { fault: Some((kind, false)), ..Self::status(200) }
    }

    /// The same answer, but the connection breaks at the end of its body.
    #[must_use]
    pub fn cut_off(self) -> Self {
        Self { fault: Some((TransportErrorKind::Interrupted, true)), ..self }
    }

    /// Adds a header.
    ///
    /// # Panics
    /// If it is no header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.append(name, value);
            }
            Err(reason) => panic!("{reason}"),
        }
        self
    }

    /// Answers only after some time.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay: Some(delay), ..self }
    }

    fn into_response(self) -> Result<http::Response<ResponseBody>, TransportError> {
        const TOLD: &str = "as the test wants it";
        let body = match self.fault {
            Some((kind, false)) => return Err(TransportError::told(kind, TOLD)),
            Some((kind, true)) => ResponseBody::stream(Cut { body: Some(self.body), kind: Some(kind) }),
            None => self.body.into(),
        };
        let mut response = http::Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Ok(response)
    }
}

/// A body, and then an error.
struct Cut {
    body: Option<Bytes>,
    kind: Option<TransportErrorKind>,
}

impl Stream for Cut {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<Self::Item>> {
        let body = self.body.take().filter(|body| !body.is_empty()).map(Ok);
        let next = body.or_else(|| Some(Err(TransportError::told(self.kind.take()?, "as the test wants it"))));
        std::task::Poll::Ready(next)
    }
}
