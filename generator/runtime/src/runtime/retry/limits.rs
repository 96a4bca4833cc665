//! How many requests a client sends: a limit on their rate, one on those at once, and what the server asks for.
//!
//! In: the builder's limits, and what answers say ([`RateLimit`], `Retry-After`). Out: a [`Permit`] when a request may
//! go, or the failure that this would be after the call's time. A call that is dropped while it waits gives its place
//! back. All clones of a client share these limits; without any, a request costs one look at a number.

use super::rate_limit::RateLimit;
use crate::runtime::basics::until::{timer, until};
use crate::runtime::transport::body::ResponseBody;
use crate::runtime::transport::{BoxFuture, TransportError, TransportErrorKind};
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

/// The limits of a client.
pub(in crate::runtime) struct Limits {
    gate: Option<Box<dyn Gate>>,
    heeded: bool,
    /// When the client was made.
    begin: Instant,
    /// Until when the server wants no requests, in milliseconds since the beginning.
    closed: AtomicU64,
}

/// The limits that the caller chose. A trait, so that all that keeping them takes is compiled only where there are any.
pub(in crate::runtime) trait Gate: Send + Sync {
    /// Waits for a place among the requests under way.
    fn place(&self, deadline: Option<Instant>) -> Wait<'_, Permit>;

    /// Waits for the time to send one more request.
    fn turn(&self, deadline: Option<Instant>) -> Wait<'_, ()>;
}

/// Waiting for what the limits allow. In a box: most calls wait for nothing.
type Wait<'l, T> = BoxFuture<'l, Result<T, TransportError>>;

/// The right to have a request under way; given back when it is dropped.
#[derive(Default)]
pub(in crate::runtime) struct Permit {
    #[allow(dead_code, reason = "it does its work when it is dropped")]
    place: Option<OwnedSemaphorePermit>,
}

impl Limits {
    pub(in crate::runtime) fn new(gate: Option<Box<dyn Gate>>, heeded: bool) -> Self {
        Self { gate, heeded, begin: Instant::now(), closed: AtomicU64::new(0) }
    }

    /// Waits for a place among the requests under way, and for the time to go; `None` if there is nothing to wait for.
    pub(in crate::runtime) fn enter(&self, deadline: Option<Instant>, longest: Duration) -> Option<Wait<'_, Permit>> {
        let Some(gate) = &self.gate else {
            let turn = self.turn(deadline, longest)?;
            return Some(Box::pin(async { turn.await.map(|()| Permit::default()) }));
        };
        Some(Box::pin(async move {
            let permit = gate.place(deadline).await?;
            if let Some(turn) = self.turn(deadline, longest) {
                turn.await?;
            }
            Ok(permit)
        }))
    }

    /// Waits for the time to send one more request; `None` if there is nothing to wait for.
    pub(in crate::runtime) fn turn(&self, deadline: Option<Instant>, longest: Duration) -> Option<Wait<'_, ()>> {
        let open = self.opens(deadline, longest);
        if open.is_none() && self.gate.is_none() {
            return None;
        }
        Some(Box::pin(async move {
            if let Some(open) = open {
                sleep_until(open).await;
            }
            match &self.gate {
                Some(gate) => gate.turn(deadline).await,
                None => Ok(()),
            }
        }))
    }

    /// When the server wants requests again. What it says may be about other calls than this one, so a request that
    /// cannot wait is sent.
    fn opens(&self, deadline: Option<Instant>, longest: Duration) -> Option<Instant> {
        let closed = self.closed.load(Ordering::Relaxed);
        if closed == 0 {
            return None;
        }
        let open = self.begin + Duration::from_millis(closed);
        let wait = open.checked_duration_since(Instant::now())?;
        let in_time = deadline.is_none_or(|deadline| open < deadline);
        (in_time && !wait.is_zero() && wait <= longest).then_some(open)
    }

    /// Remembers what a response says about the requests that follow.
    pub(in crate::runtime) fn heed(&self, status: StatusCode, headers: &HeaderMap) {
        if !self.heeded {
            return;
        }
        if let Some(wait) = wait_of(status, headers)
            && !wait.is_zero()
        {
            let until = self.begin.elapsed().saturating_add(wait).as_millis();
            self.closed.fetch_max(u64::try_from(until).unwrap_or(u64::MAX).min(FARTHEST), Ordering::Relaxed);
        }
    }
}

/// In milliseconds: so far behind the beginning that nobody waits for it, and near enough for every clock.
const FARTHEST: u64 = 1 << 40;

/// How long a response asks not to send any request.
fn wait_of(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let is_refusal = status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE;
    let asked = if is_refusal { super::retry_after(headers, SystemTime::now()) } else { None };
    if asked.is_some() { asked } else { RateLimit::closed_for(headers) }
}

/// At most so many requests in a window of time, and so many at once.
struct Chosen {
    rate: Option<Rate>,
    at_once: Option<Arc<Semaphore>>,
}

/// What makes a gate: of the count and the time of a rate, and of how many may be under way.
pub(in crate::runtime) type MakeGate = fn(Option<(u32, Duration)>, Option<usize>) -> Box<dyn Gate>;

/// The limits that the caller chose.
#[inline]
pub(in crate::runtime) fn gate(rate: Option<(u32, Duration)>, at_once: Option<usize>) -> Box<dyn Gate> {
    Box::new(Chosen {
        rate: rate.map(|(count, per)| Rate::new(count, per)),
        at_once: at_once.map(|count| Arc::new(Semaphore::new(count.clamp(1, Semaphore::MAX_PERMITS)))),
    })
}

impl Gate for Chosen {
    #[inline]
    fn place(&self, deadline: Option<Instant>) -> Wait<'_, Permit> {
        Box::pin(async move {
            let Some(places) = &self.at_once else { return Ok(Permit::default()) };
            match until(pin!(timer(deadline)), pin!(places.clone().acquire_owned())).await {
                // The semaphore is never closed.
                Some(place) => Ok(Permit { place: place.ok() }),
                None => {
                    let message = "as many requests are under way as the client allows at once";
                    Err(TransportError::told(TransportErrorKind::Limit, message).timed_out())
                }
            }
        })
    }

    #[inline]
    fn turn(&self, deadline: Option<Instant>) -> Wait<'_, ()> {
        Box::pin(async move {
            let Some(rate) = &self.rate else { return Ok(()) };
            let now = Instant::now();
            let at = rate.reserve(now, deadline)?;
            if at > now {
                let mut reservation = Reservation { rate, at, kept: false };
                sleep_until(at).await;
                reservation.kept = true;
            }
            Ok(())
        })
    }
}

/// At most so many requests in any window of time: they go at once until the window is full.
struct Rate {
    most: usize,
    window: Duration,
    /// When requests went or will go, in order: the last ones, at least as many as the window takes.
    turns: Mutex<Turns>,
}

#[derive(Default)]
struct Turns {
    all: Vec<Instant>,
    /// So many at the beginning count no longer.
    past: usize,
}

impl Rate {
    #[inline]
    fn new(count: u32, per: Duration) -> Self {
        // A hundredth longer, since requests do not take equally long to the server, which counts them there.
        let window = per.saturating_add(per / 100).min(Duration::from_secs(31_536_000));
        Self { most: usize::try_from(count.max(1)).unwrap_or(usize::MAX), window, turns: Mutex::default() }
    }

    #[inline]
    fn lock(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next turn, which is taken if it comes in time.
    #[inline]
    fn reserve(&self, now: Instant, deadline: Option<Instant>) -> Result<Instant, TransportError> {
        let mut turns = self.lock();
        turns.forget(self.window, now);
        let counted = &turns.all[turns.past..];
        let full = counted.len().checked_sub(self.most).map(|index| counted[index] + self.window);
        let at = full.max(counted.last().copied()).unwrap_or(now).max(now);
        if deadline.is_some_and(|deadline| at >= deadline) {
            let message = format!(
                "the client's limit of {} requests in {:.1?} has its next slot in {:.1?}, after the deadline of the call",
                self.most,
                self.window,
                at - now
            );
            return Err(TransportError::told(TransportErrorKind::Limit, message).timed_out());
        }
        turns.all.push(at);
        Ok(at)
    }
}

impl Turns {
    /// Leaves out those of windows that are over. Their room is used again when they are half of all.
    #[inline]
    fn forget(&mut self, window: Duration, now: Instant) {
        while self.all.get(self.past).is_some_and(|turn| *turn + window <= now) {
            self.past += 1;
        }
        if self.past > self.all.len() / 2 {
            self.all.copy_within(self.past.., 0);
            self.all.truncate(self.all.len() - self.past);
            self.past = 0;
        }
    }
}

/// A turn that is waited for.
struct Reservation<'r> {
    rate: &'r Rate,
    at: Instant,
    kept: bool,
}

impl Drop for Reservation<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let mut turns = self.rate.lock();
        let past = turns.past;
        if let Ok(index) = turns.all[past..].binary_search(&self.at) {
            turns.all.remove(past + index);
        }
    }
}

/// A body that keeps its request's place until it is read or dropped.
pub(in crate::runtime) fn keep(body: &mut ResponseBody, permit: Permit) {
    if permit.place.is_some() {
        let kept = std::mem::replace(body, ResponseBody::empty());
        *body = ResponseBody::stream(Keeping { body: kept, permit: Some(permit) });
    }
}

struct Keeping {
    body: ResponseBody,
    permit: Option<Permit>,
}

impl Stream for Keeping {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.body).poll_next(context);
        if matches!(next, Poll::Ready(None | Some(Err(_)))) {
            self.permit = None;
        }
        next
    }
}
