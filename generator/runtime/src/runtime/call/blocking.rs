//! Calls for callers without an async runtime (feature `blocking`).
//!
//! ```text
//! let page = client.list_things().blocking().call()?;
//! for thing in client.list_things().stream().blocking() {
//!     println!("{:?}", thing?.name);
//! }
//! ```
//!
//! A call is polled on the caller's own thread, which sleeps in between. Timers, sockets and the tasks of connections
//! are driven by one thread for the whole process, started by the first call. So a call blocks its thread and nothing
//! else, wherever it is made: inside an async runtime it panics no more than elsewhere, though awaiting is better there.

use super::operation::Operation;
use super::request::Request;
use crate::runtime::basics::reason::Reason;
use crate::runtime::response::error::{BuildError, Error};
use crate::runtime::response::{RawResponse, Response, StreamResponse};
use crate::runtime::transport::{TransportError, TransportErrorKind};
use futures_core::Stream;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread, ThreadId};
use tokio::runtime::Handle;

/// A request that is sent, or a stream that is read, while the thread waits.
///
/// Made by the method `blocking` of requests and streams. Of a stream it is an iterator.
#[derive(Debug)]
#[must_use = "nothing is sent until a method is called, or the iterator is used"]
pub struct Blocking<T>(T);

impl<O> Request<O> {
    /// The same request, for callers without an async runtime.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking(self)
    }
}

impl<O: Operation> Blocking<Request<O>> {
    /// Sends it and gives the typed body, as awaiting the request does.
    ///
    /// # Errors
    /// As awaiting the request, or if no thread can be started for blocking calls.
    pub fn call(self) -> Result<O::Output, Error> {
        wait(self.0.into_future())?
    }

    /// Sends it and gives the typed body with status and headers.
    ///
    /// # Errors
    /// As [`Request::send`], or if no thread can be started for blocking calls.
    pub fn send(self) -> Result<Response<O::Output>, Error> {
        wait(self.0.send())?
    }
}

impl<O> Blocking<Request<O>> {
    /// Sends it and gives the response as bytes.
    ///
    /// # Errors
    /// As [`Request::raw`], or if no thread can be started for blocking calls.
    pub fn raw(self) -> Result<RawResponse, Error> {
        wait(self.0.raw())?
    }

    /// Sends it and gives the response as soon as its headers are there; its body is an iterator over pieces.
    ///
    /// # Errors
    /// As [`Request::raw_stream`], or if no thread can be started for blocking calls.
    pub fn raw_stream(self) -> Result<Blocking<StreamResponse>, Error> {
        Ok(Blocking(wait(self.0.raw_stream())??))
    }
}

impl<T> Blocking<T> {
    pub(in crate::runtime) fn new(inner: T) -> Self {
        Self(inner)
    }

    /// What it was made of.
    pub fn into_inner(self) -> T {
        self.0
    }

    /// What it was made of.
    pub fn get_ref(&self) -> &T {
        &self.0
    }
}

impl<S, T, E> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T, E>> + Unpin,
    E: From<NoThread>,
{
    type Item = Result<T, E>;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = &mut self.0;
        wait(std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)))
            .unwrap_or_else(|reason| Some(Err(reason.into())))
    }
}

/// Why nobody can wait for a call: there is no thread that drives it, or it is the one that asks.
#[derive(Debug)]
pub struct NoThread(String);

impl From<NoThread> for Error {
    fn from(NoThread(reason): NoThread) -> Self {
        Error::Build(BuildError { reason: Reason::new(reason) })
    }
}

impl From<NoThread> for TransportError {
    fn from(NoThread(reason): NoThread) -> Self {
        TransportError::told(TransportErrorKind::Connect, reason)
    }
}

/// Waits for a future on this thread.
fn wait<F: Future>(future: F) -> Result<F::Output, NoThread> {
    static DRIVER: OnceLock<Result<Driver, String>> = OnceLock::new();
    let driver = DRIVER.get_or_init(|| start().map_err(|error| format!("no thread for blocking calls: {error}")));
    let driver = driver.as_ref().map_err(|reason| NoThread(reason.clone()))?;
    if driver.thread == thread::current().id() {
        return Err(NoThread("the thread that drives blocking calls cannot wait for one".to_owned()));
    }
    let _entered = driver.handle.enter();
    let waker = Waker::from(Arc::new(Sleeper(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return Ok(output),
            // Waking before this makes it return at once.
            Poll::Pending => thread::park(),
        }
    }
}

/// The runtime behind all blocking calls, and the thread that drives it.
struct Driver {
    handle: Handle,
    thread: ThreadId,
}

fn start() -> std::io::Result<Driver> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let driver = thread::Builder::new().name("blocking-calls".to_owned());
    let driver = driver.spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(Driver { handle, thread: driver.thread().id() })
}

struct Sleeper(Thread);

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
