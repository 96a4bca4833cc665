//! A server in memory, for the tests of crates that use this client (feature `test-util`).
//!
//! ```text
//! let server = MemoryTransport::new();
//! server.on::<operations::ListThings>(|request| request.example());
//! server.next::<operations::GetThing>(Reply::connect_error());
//! let client = Client::builder().transport(server.transport()).build()?;
//! …
//! assert_eq!(server.calls_of::<operations::ListThings>().len(), 1);
//! ```

mod call;

pub use self::call::{Received, RecordedCall};
use crate::runtime::samples::reply::Reply;

use crate::runtime::basics::split::split_before;
use crate::runtime::call::operation::Operation;
use crate::runtime::request::path::parameter;
use crate::runtime::response::info::OperationInfo;
use crate::runtime::transport::body::{RequestBody, ResponseBody};
use crate::runtime::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};
use bytes::BytesMut;
use futures_core::Stream;
use serde_json::Value;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Handler = Arc<dyn Fn(&RecordedCall) -> Reply + Send + Sync>;

/// A transport that reaches no network: it answers as it is told, and records what it was asked.
///
/// Give it to [`ClientBuilder::transport`](crate::runtime::ClientBuilder::transport). It answers by the next reply that was
/// queued for the operation, else by the operation's own handler, else by the next reply of the general queue, else by
/// the general handler. Clones are the same server.
#[derive(Clone, Default)]
pub struct MemoryTransport {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    operations: Vec<(&'static OperationInfo, Handler)>,
    queues: Vec<(&'static OperationInfo, Reply)>,
    queue: VecDeque<Reply>,
    general: Option<Handler>,
    calls: Vec<RecordedCall>,
}

impl MemoryTransport {
    /// A server that answers nothing yet: calls fail with the status 501, and a message that says what to add.
    pub fn new() -> Self {
        Self::default()
    }

    /// The server as what a client's builder takes.
    pub fn transport(&self) -> Arc<dyn Transport> {
        Arc::new(self.clone())
    }

    /// Adds a reply to the queue for calls of any operation.
    pub fn reply(&self, reply: Reply) -> &Self {
        self.lock().queue.push_back(reply);
        self
    }

    /// Answers all calls that nothing else answers.
    pub fn answer(&self, handler: impl Fn(&RecordedCall) -> Reply + Send + Sync + 'static) -> &Self {
        self.lock().general = Some(Arc::new(handler));
        self
    }

    /// Answers all calls of an operation, in place of an earlier handler: `server.on::<ListThings>(|request| …)`.
    pub fn on<O: Operation>(&self, handler: impl Fn(&Received<'_, O>) -> Reply + Send + Sync + 'static) -> &Self {
        let handler: Handler = Arc::new(move |call| handler(&Received::new(call)));
        self.lock().operations.push((O::INFO, handler));
        self
    }

    /// Answers one call of an operation, the next that no earlier reply was meant for: for a failure before a success.
    pub fn next<O: Operation>(&self, reply: Reply) -> &Self {
        self.lock().queues.push((O::INFO, reply));
        self
    }

    /// What was sent so far, every attempt on its own.
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.lock().calls.clone()
    }

    /// What was sent so far of one operation.
    pub fn calls_of<O: Operation>(&self) -> Vec<RecordedCall> {
        self.lock().calls.iter().filter(|call| is_of(O::INFO, call)).cloned().collect()
    }

    /// How many queued replies nobody has asked for: a test that ends with 0 has seen all it prepared.
    pub fn unused(&self) -> usize {
        let state = self.lock();
        state.queue.len() + state.queues.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn choose(&self, call: &RecordedCall) -> Reply {
        let mut state = self.lock();
        state.calls.push(call.clone());
        if let Some(index) = state.queues.iter().position(|(info, _)| is_of(info, call)) {
            return state.queues.remove(index).1;
        }
        let of_operation = state.operations.iter().rev().find(|(info, _)| is_of(info, call));
        let handler = match of_operation.map(|(_, handler)| handler.clone()) {
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
            None => unanswered(call),
        }
    }
}

/// The response to a call for which a test has set none: its message, which errors show, says what to add.
fn unanswered(call: &RecordedCall) -> Reply {
    let expectation = match call.operation_type() {
        Some(type_) => format!("server.on::<{type_}>(|request| …)"),
        None => "server.answer(|call| …)".to_owned(),
    };
    let mut body = Value::Null;
    body["message"] = format!("no reply is set for {} {}: add `{expectation}`", call.method(), call.path()).into();
    Reply::json(501, &body)
}

/// True if a call is of an operation: the one it was made by, or, of a call by its path, one that the path fits.
fn is_of(info: &OperationInfo, call: &RecordedCall) -> bool {
    match call.operation() {
        Some(made_by) => made_by.name == info.name && made_by.path == info.path && made_by.method() == info.method(),
        None => info.method() == *call.method() && values(info.path, call.path()).is_some(),
    }
}

/// The names and values of the parameters, if a path ends as a template says; before that, it may have the path of the
/// base address.
fn values<'t, 'p>(template: &'t str, path: &'p str) -> Option<Vec<(&'t str, &'p str)>> {
    let (template, _) = split_before(template, "?");
    let mut starts = path.match_indices('/').map(|(start, _)| start);
    starts.find_map(|start| {
        let mut found = Vec::new();
        fits(template, &path[start..], &mut found).then_some(found)
    })
}

/// True if a path is as a template says, with a value for each parameter, the shortest that does.
fn fits<'t, 'p>(template: &'t str, path: &'p str, found: &mut Vec<(&'t str, &'p str)>) -> bool {
    let Some((before, rest)) = template.split_once('{') else { return template == path };
    let Some((text, after)) = rest.split_once('}') else { return false };
    let Some(path) = path.strip_prefix(before) else { return false };
    let (name, is_greedy) = parameter(text);
    let segment = if is_greedy { path.len() } else { path.find('/').unwrap_or(path.len()) };
    for end in 1..=segment {
        if path.is_char_boundary(end) {
            found.push((name, &path[..end]));
            if fits(after, &path[end..], found) {
                return true;
            }
            found.pop();
        }
    }
    false
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
            let reply = self.choose(&RecordedCall::new(head, sent.freeze()));
            if let Some(delay) = reply.delay {
                tokio::time::sleep(delay).await;
            }
            reply.into_response().await
        })
    }
}

impl fmt::Debug for MemoryTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryTransport({} calls)", self.lock().calls.len())
    }
}
