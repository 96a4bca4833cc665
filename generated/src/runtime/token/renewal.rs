//! What calls see of a token that renews: where they get it, and the token itself. How it is renewed is in `renew`, which
//! is compiled with the feature `tokens` alone.

use super::TokenError;
use crate::runtime::basics::secret::Secret;
use crate::runtime::transport::{BoxFuture, Transport, TransportError};
use http::StatusCode;
use std::sync::Arc;
use tokio::time::Instant;

/// Where calls get their token. A trait, so that what is behind it is compiled only where a source is given.
pub(in crate::runtime) trait Renewal: Send + Sync {
    /// A token that is valid now, if it comes until a moment.
    fn get<'a>(
        &'a self,
        transport: &'a Arc<dyn Transport>,
        deadline: Option<Instant>,
    ) -> BoxFuture<'a, Result<Held, Broken>>;

    /// A server refused a token: it is not used again. A newer one that another call got meanwhile is kept.
    fn refuse(&self, refused: &Held);
}

/// A token in use.
#[derive(Clone)]
pub(in crate::runtime) struct Held {
    pub(in crate::runtime) secret: Secret,
    /// Which one of the source it is.
    #[cfg(feature = "tokens")]
    pub(in crate::runtime) number: u64,
    #[cfg(feature = "tokens")]
    pub(in crate::runtime) expires: Option<Instant>,
    /// From when on a new one is asked for while this one is still used.
    #[cfg(feature = "tokens")]
    pub(in crate::runtime) due: Option<Instant>,
}

/// A failed attempt.
pub(in crate::runtime) enum Broken {
    Transport {
        error: TransportError,
        /// If the response broke off behind it.
        status: Option<StatusCode>,
    },
    /// It was not sent: it needs a token.
    #[cfg_attr(not(feature = "tokens"), allow(dead_code, reason = "only a source of tokens makes it"))]
    Token(Arc<TokenError>),
}

impl From<TransportError> for Broken {
    fn from(error: TransportError) -> Self {
        Broken::Transport { error, status: None }
    }
}
