//! The token that all calls of a client share (feature `tokens`).
//!
//! In: a [`TokenSource`]. Out: a token that is valid, asked for once however many calls wait for it, before it ends,
//! and once more when a server refuses it (401). The request for it is nobody's own (see [`Flight`]): a server may have
//! replaced the token to renew with as soon as it was sent, so it is not dropped with the call that sent it, but waits
//! here for the next.

use super::credential::AuthValue;
use super::flight::{Flight, Waiter};
use crate::runtime::basics::until::{first, timer, until};
use crate::runtime::token::renewal::Broken;
use crate::runtime::token::renewal::{Held, Renewal};
use crate::runtime::token::token_source::TokenSource;
use crate::runtime::token::{Token, TokenError};
use crate::runtime::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// A source and the token that it gave last.
pub(in crate::runtime) struct Renewed {
    source: Arc<dyn TokenSource>,
    state: Arc<Mutex<State>>,
    /// The last request for a token, under way or over.
    flight: Mutex<Option<Arc<Flight>>>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How many tokens the source has given.
    given: u64,
}

impl State {
    #[inline]
    fn take(&mut self, token: Token, asked: Instant) -> Held {
        self.given += 1;
        let held = Held::new(token, self.given, asked);
        self.held = Some(held.clone());
        held
    }
}

impl Held {
    #[inline]
    fn new(token: Token, number: u64, asked: Instant) -> Self {
        // A token's time begins at the server, at some moment after it was asked for.
        let expires = token.lifetime().and_then(|time| asked.checked_add(time));
        let early = token.lifetime().map(|time| (time / 10).min(EARLIEST)).unwrap_or_default();
        let due = expires.and_then(|end| end.checked_sub(early));
        Self { secret: token.secret().clone(), number, expires, due }
    }

    #[inline]
    fn is_valid(&self, now: Instant) -> bool {
        self.expires.is_none_or(|end| now < end)
    }

    #[inline]
    fn is_due(&self, now: Instant) -> bool {
        self.due.is_some_and(|due| now >= due)
    }
}

/// What comes of a request for a token, for all who wait for it.
pub(in crate::runtime) type Outcome = Result<Held, Arc<TokenError>>;

/// How long before its end a token is renewed at most: a tenth of its time if that is less.
const EARLIEST: Duration = Duration::from_secs(60);

/// How long a failed renewal is not tried again while the old token is valid.
const PAUSE: Duration = Duration::from_secs(5);

/// How long a request for a token that nobody waited for is still waited for, if its time is over.
const GRACE: Duration = Duration::from_secs(5);

/// How a call comes to a token.
enum Way {
    /// There is one.
    There(Held),
    /// It waits for a request.
    Wait {
        waiter: Waiter,
        /// The request was under way before, and nobody waited for it.
        left: bool,
        /// What the call can go on with, for now.
        old: Option<Held>,
    },
}

impl<S: TokenSource + 'static> From<S> for AuthValue {
    fn from(source: S) -> Self {
        Self::renewed(Arc::new(Renewed::new(source)))
    }
}

impl Renewed {
    #[inline]
    fn new(source: impl TokenSource + 'static) -> Self {
        Self { source: Arc::new(source), state: Arc::default(), flight: Mutex::default() }
    }

    #[inline]
    async fn wait(&self, transport: &Arc<dyn Transport>, deadline: Option<Instant>) -> Result<Held, Broken> {
        loop {
            let (waiter, left, old) = match self.way(transport) {
                Way::There(held) => return Ok(held),
                Way::Wait { waiter, left, old } => (waiter, left, old),
            };
            let flight = waiter.flight().clone();
            let (limit, old_ends) = (flight.until(), old.as_ref().and_then(|old| old.expires));
            let end = first(first(limit, old_ends), deadline);
            let outcome = match until(pin!(timer(end)), pin!(waiter)).await {
                Some(outcome) => outcome,
                // When its time is over, it is so for all who wait for it.
                None if is_over(limit) => {
                    flight.end(Err(Arc::new(late("the request for a token took too long").into())))
                }
                None if is_over(deadline) => return Err(late("while it waited for a token").into()),
                // When the old one ends, this call needs the new one as all others do.
                None => continue,
            };
            if let Some(old) = old {
                self.put_off();
                return Ok(outcome.unwrap_or(old));
            }
            // What nobody waited for may be over by now, or broken: then it was not this call that failed.
            if !left || outcome.as_ref().is_ok_and(|held| held.is_valid(Instant::now())) {
                return outcome.map_err(Broken::Token);
            }
        }
    }

    /// One call renews a token that is due, while the others go on with it.
    #[inline]
    fn way(&self, transport: &Arc<dyn Transport>) -> Way {
        let mut last = lock(&self.flight);
        let now = Instant::now();
        // In this order: a request that is over has left its token.
        let flight = match last.take() {
            Some(flight) if !flight.is_over() => Some(flight),
            _ => None,
        };
        let old = match &lock(&self.state).held {
            Some(held) if held.is_valid(now) => Some(held.clone()),
            _ => None,
        };
        let is_renewed = flight.as_ref().is_some_and(|flight| flight.is_waited_for());
        if let Some(held) = &old
            && (is_renewed || !held.is_due(now))
        {
            *last = flight;
            return Way::There(held.clone());
        }
        // Nor is it the turn of the next call at once if this one is dropped.
        self.put_off();
        let left = flight.is_some() && !is_renewed;
        let flight = flight.unwrap_or_else(|| self.begin(transport.clone(), now));
        if left {
            flight.wait_until(now + GRACE);
        }
        let waiter = Flight::join(&flight, left);
        *last = Some(flight);
        Way::Wait { waiter, left, old }
    }

    #[inline]
    fn begin(&self, transport: Arc<dyn Transport>, now: Instant) -> Arc<Flight> {
        let (source, state) = (self.source.clone(), self.state.clone());
        let until = source.timeout().and_then(|limit| now.checked_add(limit));
        let request = async move {
            match source.token(&*transport).await {
                Ok(token) => Ok(lock(&state).take(token, now)),
                Err(error) => Err(Arc::new(error)),
            }
        };
        Flight::new(Box::pin(request), until)
    }

    /// The token that is due stays in use for some time before another is asked for.
    #[inline]
    fn put_off(&self) {
        let now = Instant::now();
        if let Some(held) = &mut lock(&self.state).held
            && held.is_due(now)
        {
            held.due = Some(now + PAUSE);
        }
    }
}

impl Renewal for Renewed {
    #[inline]
    fn get<'a>(
        &'a self,
        transport: &'a Arc<dyn Transport>,
        deadline: Option<Instant>,
    ) -> BoxFuture<'a, Result<Held, Broken>> {
        Box::pin(self.wait(transport, deadline))
    }

    #[inline]
    fn refuse(&self, refused: &Held) {
        let mut state = lock(&self.state);
        if state.held.as_ref().is_some_and(|held| held.number == refused.number) {
            state.held = None;
        }
    }
}

#[inline]
fn is_over(end: Option<Instant>) -> bool {
    end.is_some_and(|end| end <= Instant::now())
}

#[inline]
fn late(message: &'static str) -> TransportError {
    TransportError::told(TransportErrorKind::Timeout, message)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
