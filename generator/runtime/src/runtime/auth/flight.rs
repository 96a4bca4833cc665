//! A request for a token that several calls wait for; it pauses while no call waits for it.
//!
//! In: the request as a future, polled by nobody yet. Out: its outcome, for each [`Waiter`]. Whoever is polled polls
//! it, so that it goes on whichever of its waiters is dropped or rests; what wakes it wakes all of them. No task is
//! started for it: while nobody waits, it stands still, and what the server answers stays where it arrives.

use super::renew::Outcome;
use crate::runtime::token::TokenError;
use crate::runtime::transport::BoxFuture;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use tokio::time::Instant;

/// The request.
pub(in crate::runtime) struct Flight {
    shared: Mutex<Shared>,
    waiters: Arc<Waiters>,
    /// Wakes them all.
    waker: Waker,
}

struct Shared {
    stage: Stage,
    until: Option<Instant>,
}

enum Stage {
    Standing(BoxFuture<'static, Outcome>),
    /// A waiter polls it, without the lock; `missed` if another wanted to.
    Polled {
        missed: bool,
    },
    Over(Outcome),
}

impl Flight {
    #[inline]
    pub(in crate::runtime) fn new(request: BoxFuture<'static, Outcome>, until: Option<Instant>) -> Arc<Self> {
        let waiters = Arc::new(Waiters::default());
        let waker = Waker::from(waiters.clone());
        Arc::new(Self { shared: Mutex::new(Shared { stage: Stage::Standing(request), until }), waiters, waker })
    }

    /// One more who waits for it. `left`: nobody has for some time.
    #[inline]
    pub(in crate::runtime) fn join(flight: &Arc<Self>, left: bool) -> Waiter {
        Waiter { flight: flight.clone(), number: flight.waiters.enter(), left }
    }

    #[inline]
    pub(in crate::runtime) fn is_over(&self) -> bool {
        matches!(self.lock().stage, Stage::Over(_))
    }

    #[inline]
    pub(in crate::runtime) fn is_waited_for(&self) -> bool {
        self.waiters.are_there()
    }

    /// Until when it may take.
    #[inline]
    pub(in crate::runtime) fn until(&self) -> Option<Instant> {
        self.lock().until
    }

    /// It may take so long at least.
    #[inline]
    pub(in crate::runtime) fn wait_until(&self, at_least: Instant) {
        let mut shared = self.lock();
        shared.until = shared.until.map(|until| until.max(at_least));
    }

    /// Ends it, if it is not over. Gives what all get.
    #[inline]
    pub(in crate::runtime) fn end(&self, outcome: Outcome) -> Outcome {
        let mut shared = self.lock();
        if let Stage::Over(before) = &shared.stage {
            return before.clone();
        }
        let before = std::mem::replace(&mut shared.stage, Stage::Over(outcome.clone()));
        drop(shared);
        // It may be the caller's code that is dropped here.
        drop(before);
        self.waiters.wake_all();
        outcome
    }

    #[inline]
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[inline]
    fn poll(&self, left: bool) -> Poll<Outcome> {
        let mut shared = self.lock();
        let mut request = match std::mem::replace(&mut shared.stage, Stage::Polled { missed: false }) {
            Stage::Standing(request) => request,
            Stage::Polled { .. } => {
                shared.stage = Stage::Polled { missed: true };
                return Poll::Pending;
            }
            Stage::Over(outcome) => {
                shared.stage = Stage::Over(outcome.clone());
                return Poll::Ready(outcome);
            }
        };
        drop(shared);
        let polled = catch_unwind(AssertUnwindSafe(|| request.as_mut().poll(&mut Context::from_waker(&self.waker))));
        match polled {
            Ok(Poll::Pending) => self.stand(request),
            Ok(Poll::Ready(outcome)) => Poll::Ready(self.end(outcome)),
            Err(panic) => {
                let outcome = self.end(Err(Arc::new(TokenError::told("the source of tokens panicked"))));
                // A timer panics where the runtime that it was made in is gone.
                if left { Poll::Ready(outcome) } else { resume_unwind(panic) }
            }
        }
    }

    #[inline]
    fn stand(&self, request: BoxFuture<'static, Outcome>) -> Poll<Outcome> {
        let mut shared = self.lock();
        match &shared.stage {
            Stage::Over(outcome) => return Poll::Ready(outcome.clone()),
            // What woke the other one may have been for this poll, which came too early for it.
            Stage::Polled { missed: true } => self.waker.wake_by_ref(),
            Stage::Polled { missed: false } | Stage::Standing(_) => {}
        }
        shared.stage = Stage::Standing(request);
        Poll::Pending
    }
}

/// Waits for a request that others may wait for.
pub(in crate::runtime) struct Waiter {
    flight: Arc<Flight>,
    number: usize,
    left: bool,
}

impl Waiter {
    #[inline]
    pub(in crate::runtime) fn flight(&self) -> &Arc<Flight> {
        &self.flight
    }
}

impl Future for Waiter {
    type Output = Outcome;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        if context.waker().will_wake(&self.flight.waker) {
            return Poll::Ready(Err(Arc::new(TokenError::told("the source of tokens waits for its own token"))));
        }
        // First, so that nothing is missed.
        self.flight.waiters.put(self.number, context.waker());
        self.flight.poll(self.left)
    }
}

impl Drop for Waiter {
    #[inline]
    fn drop(&mut self) {
        self.flight.waiters.leave(self.number);
    }
}

/// Who waits, and how they are woken.
#[derive(Default)]
struct Waiters(Mutex<Wakers>);

#[derive(Default)]
struct Wakers {
    /// By number. `None` for who was not polled since it was woken last, and for who has left.
    wakers: Vec<Option<Waker>>,
    /// The numbers of those who have left, which others get.
    left: Vec<usize>,
}

impl Waiters {
    #[inline]
    fn lock(&self) -> MutexGuard<'_, Wakers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[inline]
    fn are_there(&self) -> bool {
        let all = self.lock();
        all.left.len() < all.wakers.len()
    }

    #[inline]
    fn enter(&self) -> usize {
        let mut all = self.lock();
        if let Some(number) = all.left.pop() {
            return number;
        }
        all.wakers.push(None);
        all.wakers.len() - 1
    }

    #[inline]
    fn put(&self, number: usize, waker: &Waker) {
        self.lock().wakers[number] = Some(waker.clone());
    }

    #[inline]
    fn leave(&self, number: usize) {
        let mut all = self.lock();
        all.wakers[number] = None;
        all.left.push(number);
    }

    #[inline]
    fn wake_all(&self) {
        let mut woken = Vec::new();
        for waker in &mut self.lock().wakers {
            if let Some(waker) = waker.take() {
                woken.push(waker);
            }
        }
        for waker in &woken {
            waker.wake_by_ref();
        }
    }
}

impl Wake for Waiters {
    #[inline]
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }

    #[inline]
    fn wake_by_ref(self: &Arc<Self>) {
        self.wake_all();
    }
}
