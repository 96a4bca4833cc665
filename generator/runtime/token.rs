//! Tokens that renew: where they come from, and the one that all calls of a client share.
//!
//! In: a [`TokenSource`]. Out: a token that is valid, asked for once however many calls wait for it, before it ends, and
//! once more when a server refuses it (401). No lock is held while nobody waits, and a call that is dropped while it asks
//! leaves the next one to ask.

use super::secret::Secret;
use super::transport::{BoxError, BoxFuture, Transport, TransportError};
use http::StatusCode;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Gives tokens: logs in, or asks a token server. [`OAuth2`](super::OAuth2) and [`JsonLogin`](super::JsonLogin) are ready
/// made.
///
/// A client asks when it has no token, shortly before the token ends, and once for each call that is refused with 401.
/// Calls that need a token at the same time wait for one answer, and share an error too. The time of a call covers this.
///
/// ```
/// use this_crate::runtime::{BoxFuture, Token, TokenError, TokenSource, Transport};
/// use std::time::Duration;
///
/// struct FromFile;
///
/// impl TokenSource for FromFile {
///     fn token<'a>(&'a self, _transport: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
///         Box::pin(async {
///             let text = std::fs::read_to_string("/run/secrets/token").map_err(TokenError::caused_by)?;
///             Ok(Token::new(text.trim()).expires_in(Duration::from_secs(600)))
///         })
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync {
    /// Gets a new token. `transport` is the client's own, for sources that need one.
    ///
    /// # Errors
    /// If there is none to be had.
    fn token<'a>(&'a self, transport: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>>;
}

impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn token<'a>(&'a self, transport: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
        (**self).token(transport)
    }
}

/// A token, and how long it is valid.
#[derive(Debug, Clone)]
pub struct Token {
    secret: Secret,
    expires_in: Option<Duration>,
}

impl Token {
    /// A token that is valid until a server refuses it.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self { secret: secret.into(), expires_in: None }
    }

    /// How long from now it is valid.
    #[must_use]
    pub fn expires_in(self, time: Duration) -> Self {
        Self { expires_in: Some(time), ..self }
    }

    /// The token itself.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// How long it is valid from when it was given; `None`: until a server refuses it.
    pub fn lifetime(&self) -> Option<Duration> {
        self.expires_in
    }
}

/// Why there is no token. Messages have no secret in them.
#[derive(Debug)]
pub struct TokenError {
    message: Cow<'static, str>,
    status: Option<StatusCode>,
    is_temporary: bool,
    source: Option<BoxError>,
}

impl TokenError {
    /// A failure that a sentence describes; do not put a secret into it.
    pub fn told(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), status: None, is_temporary: false, source: None }
    }

    /// A failure with what caused it.
    pub fn caused_by(source: impl Into<BoxError>) -> Self {
        Self { source: Some(source.into()), ..Self::told("") }
    }

    /// The same, of a server's answer. Statuses such as 429 and 503 mean that it may succeed later.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status: Some(status), is_temporary: super::retry::is_temporary(status), ..self }
    }

    /// The status of the token server's answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// True if asking again may help: the call is then tried again by the rules of [`Retry`](super::Retry).
    pub fn is_temporary(&self) -> bool {
        self.is_temporary
    }

    pub(super) fn transport(&self) -> Option<&TransportError> {
        self.source.as_ref()?.downcast_ref()
    }
}

impl From<TransportError> for TokenError {
    fn from(error: TransportError) -> Self {
        Self { is_temporary: error.is_temporary(), ..Self::caused_by(error) }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) if self.message.is_empty() => source.fmt(f),
            Some(source) => write!(f, "{}: {source}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}

/// A source and the token that it gave last.
pub(super) struct Renewed {
    source: Box<dyn TokenSource>,
    state: Mutex<State>,
    /// Held by who asks the source.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How often the source has answered, with a token or an error.
    answers: u64,
    /// The last answer, if it was an error.
    failed: Option<Arc<TokenError>>,
}

/// A token in use.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) secret: Secret,
    /// Which answer of the source it was.
    number: u64,
    expires: Option<Instant>,
    /// From when on a new one is asked for while this one is still used.
    due: Option<Instant>,
}

impl Held {
    fn new(token: Token, number: u64, asked: Instant) -> Self {
        // A token's time begins at the server, at some moment after it was asked for.
        let expires = token.expires_in.and_then(|time| asked.checked_add(time));
        let early = token.expires_in.map(|time| (time / 10).min(EARLIEST)).unwrap_or_default();
        Self { secret: token.secret, number, expires, due: expires.and_then(|end| end.checked_sub(early)) }
    }

    fn is_valid(&self, now: Instant) -> bool {
        self.expires.is_none_or(|end| now < end)
    }

    fn is_due(&self, now: Instant) -> bool {
        self.due.is_some_and(|due| now >= due)
    }
}

/// How long before its end a token is renewed at most: a tenth of its time if that is less.
const EARLIEST: Duration = Duration::from_secs(60);

/// How long a renewal may take while the old token is valid.
///
/// It is not short: who breaks off may lose a token to renew with that the server has replaced meanwhile.
const LONGEST_RENEWAL: Duration = Duration::from_secs(30);

/// How long a failed renewal is not tried again while the old token is valid.
const PAUSE: Duration = Duration::from_secs(5);

impl Renewed {
    pub(super) fn new(source: Box<dyn TokenSource>) -> Self {
        Self { source, state: Mutex::default(), asking: tokio::sync::Mutex::new(()) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A token that is valid now.
    pub(super) async fn get(&self, transport: &dyn Transport) -> Result<Held, Arc<TokenError>> {
        let (held, answers) = self.look();
        if let Some(held) = held {
            if !held.is_due(Instant::now()) {
                return Ok(held);
            }
            // One call renews it; the others go on with the old one, and so does this one if that fails or takes long.
            let Ok(_turn) = self.asking.try_lock() else { return Ok(held) };
            // Nor is it the turn of the next call at once if this one is dropped.
            self.put_off();
            let now = Instant::now();
            let until = (now + LONGEST_RENEWAL).min(held.expires.unwrap_or(now));
            let renewed = tokio::time::timeout_at(until, self.ask(transport)).await;
            self.put_off();
            return Ok(renewed.map_or(held.clone(), |answer| answer.unwrap_or(held)));
        }
        let _turn = self.asking.lock().await;
        let now = self.look();
        match now {
            (Some(held), _) => return Ok(held),
            // It failed while this call waited.
            (None, later) if later > answers => {
                if let Some(error) = self.lock().failed.clone() {
                    return Err(error);
                }
            }
            (None, _) => {}
        }
        self.ask(transport).await
    }

    /// The token, if it is valid, and the number of answers so far.
    fn look(&self) -> (Option<Held>, u64) {
        let state = self.lock();
        (state.held.clone().filter(|held| held.is_valid(Instant::now())), state.answers)
    }

    async fn ask(&self, transport: &dyn Transport) -> Result<Held, Arc<TokenError>> {
        let asked = Instant::now();
        let answer = self.source.token(transport).await;
        let mut state = self.lock();
        state.answers += 1;
        match answer {
            Ok(token) => {
                let held = Held::new(token, state.answers, asked);
                state.failed = None;
                state.held = Some(held.clone());
                Ok(held)
            }
            Err(error) => {
                let error = Arc::new(error);
                state.failed = Some(error.clone());
                Err(error)
            }
        }
    }

    /// The token that is due stays in use for some time before another is asked for.
    fn put_off(&self) {
        let now = Instant::now();
        if let Some(held) = self.lock().held.as_mut().filter(|held| held.is_due(now)) {
            held.due = Some(now + PAUSE);
        }
    }

    /// A server refused a token: it is not used again. A newer one that another call got meanwhile is kept.
    pub(super) fn refuse(&self, refused: &Held) {
        let mut state = self.lock();
        if state.held.as_ref().is_some_and(|held| held.number == refused.number) {
            state.held = None;
        }
    }
}
