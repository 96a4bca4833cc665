//! Hooks: code of the caller around every attempt of every call.

use crate::runtime::request::redirect::Hop;
use crate::runtime::response::error::CallName;
use crate::runtime::token::renewal::Broken;
use crate::runtime::transport::body::{RequestBody, ResponseBody};
use crate::runtime::transport::{BoxError, TransportError, TransportErrorKind};
use http::{HeaderMap, StatusCode};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Sees, and may change, each request before it is sent, and sees what came of it: for logs, measurements, signatures.
///
/// It is called for each attempt of a call, not for the redirects inside it, nor for requests for tokens. It is called
/// where calls run: it must not block.
///
/// A count of the requests and of their time, by operation:
///
/// ```
/// use patchworks_client::runtime::{Attempt, Hook, Outcome};
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use std::time::Duration;
///
/// #[derive(Default)]
/// struct Metrics(Mutex<HashMap<(&'static str, u16), (u32, Duration)>>);
///
/// impl Hook for Metrics {
///     fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
///         let status = outcome.status().map_or(0, |status| status.as_u16());
///         let mut all = self.0.lock().unwrap();
///         let one = all.entry((attempt.call().operation(), status)).or_default();
///         *one = (one.0 + 1, one.1 + outcome.elapsed());
///     }
/// }
///
/// let client = patchworks_client::Client::builder().hook(Metrics::default()).build()?;
/// # drop(client);
/// # Ok::<(), patchworks_client::Error>(())
/// ```
pub trait Hook: Send + Sync {
    /// Called before a request is sent, with the credentials in it. What is changed is changed for this attempt only;
    /// who changes the address sends the credentials there.
    ///
    /// # Errors
    /// The call ends with this error, and nothing is sent.
    #[allow(unused_variables, reason = "names for the documentation")]
    fn before(&self, attempt: &Attempt<'_>, request: &mut http::Request<RequestBody>) -> Result<(), BoxError> {
        Ok(())
    }

    /// Called when the attempt is over: its response was read (of a stream: its headers), it failed, a hook refused it, or
    /// the call was dropped.
    #[allow(unused_variables, reason = "names for the documentation")]
    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {}
}

impl<H: Hook + ?Sized> Hook for Arc<H> {
    fn before(&self, attempt: &Attempt<'_>, request: &mut http::Request<RequestBody>) -> Result<(), BoxError> {
        (**self).before(attempt, request)
    }

    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        (**self).after(attempt, outcome);
    }
}

/// Which attempt of which call it is.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    call: &'a CallName,
    number: u32,
}

impl<'a> Attempt<'a> {
    fn new(call: &'a CallName, number: u32) -> Self {
        Self { call, number }
    }

    /// Which call: the operation's name, its method, its path template.
    pub fn call(&self) -> &'a CallName {
        self.call
    }

    /// Counted from 1.
    pub fn number(&self) -> u32 {
        self.number
    }
}

/// What came of an attempt.
#[derive(Debug)]
pub struct Outcome<'a> {
    kind: Kind<'a>,
    elapsed: Duration,
}

#[derive(Debug)]
enum Kind<'a> {
    Answered(StatusCode, &'a HeaderMap),
    Failed(&'a TransportError),
    Dropped,
}

impl<'a> Outcome<'a> {
    /// The status, if there was a response.
    pub fn status(&self) -> Option<StatusCode> {
        match self.kind {
            Kind::Answered(status, _) => Some(status),
            Kind::Failed(_) | Kind::Dropped => None,
        }
    }

    /// The headers of the response, if there was one.
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        match self.kind {
            Kind::Answered(_, headers) => Some(headers),
            Kind::Failed(_) | Kind::Dropped => None,
        }
    }

    /// What went wrong, if there was no response, or no whole one.
    pub fn error(&self) -> Option<&'a TransportError> {
        match self.kind {
            Kind::Failed(error) => Some(error),
            Kind::Answered(..) | Kind::Dropped => None,
        }
    }

    /// True if the caller dropped the call before anything came of it.
    pub fn is_dropped(&self) -> bool {
        matches!(self.kind, Kind::Dropped)
    }

    /// How long the attempt took, without what it waited for before: limits and tokens.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

/// Tells the hooks what came of an attempt, also if it is dropped.
pub(in crate::runtime) struct Watch<'a> {
    hooks: &'a [Arc<dyn Hook>],
    call: CallName,
    number: u32,
    started: Instant,
    told: bool,
}

impl<'a> Watch<'a> {
    pub(in crate::runtime) fn begin(hooks: &'a [Arc<dyn Hook>], call: CallName, number: u32) -> Self {
        Self { hooks, call, number, started: Instant::now(), told: false }
    }

    /// The request as the hooks want it.
    pub(in crate::runtime) fn change(&mut self, hop: &Hop) -> Result<Hop, TransportError> {
        let mut request = hop.to_request();
        for hook in self.hooks {
            if let Err(error) = hook.before(&Attempt::new(&self.call, self.number), &mut request) {
                let error = TransportError::new(TransportErrorKind::Hook, error);
                self.tell(Kind::Failed(&error));
                return Err(error);
            }
        }
        let (head, body) = request.into_parts();
        Ok(Hop { method: head.method, uri: head.uri, headers: head.headers, body })
    }

    pub(in crate::runtime) fn end(&mut self, outcome: &Result<http::Response<ResponseBody>, Broken>) {
        match outcome {
            Ok(answer) => self.tell(Kind::Answered(answer.status(), answer.headers())),
            Err(Broken::Transport { error, .. }) => self.tell(Kind::Failed(error)),
            // A token is asked for before the attempt.
            Err(Broken::Token(_)) => {}
        }
    }

    fn tell(&mut self, kind: Kind<'_>) {
        self.told = true;
        let outcome = Outcome { kind, elapsed: self.started.elapsed() };
        // The last one begins: they enclose each other.
        for hook in self.hooks.iter().rev() {
            hook.after(&Attempt::new(&self.call, self.number), &outcome);
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if !self.told {
            self.tell(Kind::Dropped);
        }
    }
}
