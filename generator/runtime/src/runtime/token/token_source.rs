//! Where tokens come from (feature `tokens`). When a source is asked is told in `renew`.

use super::{Token, TokenError};
use crate::runtime::transport::{BoxFuture, Transport};
use std::sync::Arc;
use std::time::Duration;

/// Gives tokens: logs in, or asks a token server (feature `tokens`). [`OAuth2`](crate::runtime::OAuth2) and
/// [`JsonLogin`](crate::runtime::JsonLogin) are ready made.
///
/// A client asks when it has no token, shortly before the token ends, and once for each call that is refused with 401.
/// Calls that need a token at the same time wait for one response, and share an error too. The time of a call covers
/// this. A call that is dropped while it waits breaks nothing off: the next call that needs a token goes on where it
/// was.
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

    /// How long that may take, also for a call that has no limit of its own: 30 s by default, which is not short, since
    /// a request that is broken off may cost a token to renew with that the server has replaced meanwhile. A source
    /// that waits for a person needs more, or `None` for no limit.
    fn timeout(&self) -> Option<Duration> {
        Some(Duration::from_secs(30))
    }
}

impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn token<'a>(&'a self, transport: &'a dyn Transport) -> BoxFuture<'a, Result<Token, TokenError>> {
        (**self).token(transport)
    }

    fn timeout(&self) -> Option<Duration> {
        (**self).timeout()
    }
}
