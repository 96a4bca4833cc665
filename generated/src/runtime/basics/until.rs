//! Waiting no longer than until a moment.
//!
//! In: a future, and the moment, if there is one. Out: what came of the future, or `None` if the moment came first. A
//! future that is done at once sets up no timer.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// Waits for a future; see [`until`].
pub(in crate::runtime) struct Until<'w, F: ?Sized> {
    timer: Pin<&'w mut Option<Sleep>>,
    future: Pin<&'w mut F>,
}

/// Waits for a future until a [`timer`] ends. Both lie, pinned, with who waits.
pub(in crate::runtime) fn until<'w, F: Future + ?Sized>(
    timer: Pin<&'w mut Option<Sleep>>,
    future: Pin<&'w mut F>,
) -> Until<'w, F> {
    Until { timer, future }
}

/// A timer that ends at a moment, if there is one.
pub(in crate::runtime) fn timer(end: Option<Instant>) -> Option<Sleep> {
    end.map(sleep_until)
}

impl<F: Future + ?Sized> Future for Until<'_, F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if is_over(self.timer.as_mut(), context) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

fn is_over(timer: Pin<&mut Option<Sleep>>, context: &mut Context<'_>) -> bool {
    let Some(sleep) = timer.as_pin_mut() else { return false };
    // The clock counts too: a timer rests while a future uses up what the runtime lets a task do at a time.
    sleep.deadline() <= Instant::now() || sleep.poll(context).is_ready()
}

/// The moment when so much time is over; `None` if there is no limit, or none that will come.
pub(in crate::runtime) fn after(limit: Option<Duration>) -> Option<Instant> {
    Instant::now().checked_add(limit?)
}

/// The first of two moments.
pub(in crate::runtime) fn first(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, None) => one,
        (None, other) => other,
    }
}
