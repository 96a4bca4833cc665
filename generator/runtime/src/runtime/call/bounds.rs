//! Settings of a client that bound what it sends and reads, where redirects lead it, and the hooks around it.

use super::builder::ClientBuilder;
use super::hook::Hook;
use crate::runtime::retry::budget::RetryBudget;
use crate::runtime::retry::limits::gate;
use std::sync::Arc;
use std::time::Duration;

impl ClientBuilder {
    /// How long a server may take from when a request is sent until the headers of its response are there, with
    /// connecting: no limit by default but the call's.
    pub fn response_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.given.response_timeout = limit.into();
        self
    }

    /// How many requests are sent in any window of so much time, over all clones of the client: no limit by default.
    /// Attempts and redirects count, requests for tokens do not. What is too much waits for its turn, in order; a call
    /// whose turn would come after its time fails at once, with
    /// [`TransportErrorKind::Limit`](crate::runtime::TransportErrorKind::Limit). The window is a hundredth longer than asked for,
    /// since requests overtake each other on their way.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let builder = this_crate::Client::builder().max_requests(240, Duration::from_secs(60));
    /// # drop(builder);
    /// ```
    #[inline]
    pub fn max_requests(mut self, count: u32, per: Duration) -> Self {
        self.rate = Some((count, per));
        self.gate = Some(gate);
        self
    }

    /// How many requests are under way at once, over all clones of the client: no limit by default. A response that is
    /// read as a stream is under way until it ends or is dropped.
    #[inline]
    pub fn max_in_flight(mut self, count: usize) -> Self {
        self.at_once = Some(count);
        self.gate = Some(gate);
        self
    }

    /// The largest body that is decoded, in bytes, after decompression: 64 MiB by default. A larger body is an error
    /// ([`TransportErrorKind::TooLarge`](crate::runtime::TransportErrorKind::TooLarge)); of the body of a failed call
    /// ([`Error::Api`](crate::runtime::Error::Api)), the beginning is kept.
    ///
    /// The limit does not apply to bodies that are read as bytes ([`Request::raw`](crate::runtime::Request::raw), and operations
    /// whose output is [`Bytes`](crate::runtime::Bytes), for one success of several, or always a
    /// [`Body`](crate::runtime::Body)), nor to streams, whose items have limits of their own. It does not bound
    /// the memory that decoding takes: a decoded model is larger than its text, often several times, and each call under
    /// way has its own body. Several pages of a list are several bodies.
    pub fn max_body_size(mut self, bytes: u64) -> Self {
        self.given.max_body = bytes;
        self
    }

    /// How many redirects a call follows: 10 by default. With 0, a redirect is a response like others.
    pub fn max_redirects(mut self, count: u32) -> Self {
        self.given.max_redirects = count;
        self
    }

    /// Whether a redirect may take the body of a request to another origin: off by default, so that such a redirect is
    /// an error ([`TransportErrorKind::UnsafeRedirect`](crate::runtime::TransportErrorKind::UnsafeRedirect)). Credentials never go
    /// to another origin.
    pub fn redirect_bodies(mut self, allowed: bool) -> Self {
        self.given.redirects.bodies = allowed;
        self
    }

    /// Whether a redirect may lead from `https` to `http`: off by default, so that such a redirect is an error
    /// ([`TransportErrorKind::UnsafeRedirect`](crate::runtime::TransportErrorKind::UnsafeRedirect)).
    pub fn redirect_to_http(mut self, allowed: bool) -> Self {
        self.given.redirects.http = allowed;
        self
    }

    /// Whether all calls wait where the server says that it takes no more requests for some time: by `Retry-After` with
    /// 429 or 503, or by a [`RateLimit`](crate::runtime::RateLimit) with nothing left. On by default. Calls do not wait longer
    /// than [`Retry::longest_wait`](crate::runtime::Retry::longest_wait): what is said may be meant for others.
    pub fn heed_rate_limits(mut self, heeds: bool) -> Self {
        self.heeds_rate_limits = heeds;
        self
    }

    /// How much is repeated over all calls: see [`RetryBudget`] for the default.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.given.budget = budget;
        self
    }

    /// Adds code that is called around every attempt. Several enclose each other, the first one outermost.
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.given.hooks.push(Arc::new(hook));
        self
    }
}
