//! Waiting no longer than until a moment.
//!
//! In: a future, and the moment, if there is one. Out: what came of the future, or `None` if the moment came first. A
//! future that is done at once sets up no timer.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Waits for a future. It is given pinned, so that it does not lie in this one a second time.
pub(super) async fn until<F: Future>(end: Option<Instant>, mut future: Pin<&mut F>) -> Option<F::Output> {
    let mut sleep = pin!(end.map(sleep_until));
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        match sleep.as_mut().as_pin_mut() {
            None => Poll::Pending,
            // The clock counts too: a timer rests while a future uses up what the runtime lets a task do at a time.
            Some(sleep) if sleep.deadline() <= Instant::now() => Poll::Ready(None),
            Some(sleep) => sleep.poll(context).map(|()| None),
        }
    })
    .await
}

/// The moment when so much time is over; `None` if there is no limit, or none that will come.
pub(super) fn after(limit: Option<Duration>) -> Option<Instant> {
    Instant::now().checked_add(limit?)
}

/// The first of two moments.
pub(super) fn first(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, None) => one,
        (None, other) => other,
    }
}
