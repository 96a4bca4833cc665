//! What calls see of a token that renews: where they get it, and the token itself. How it is renewed is in `renew`, which
//! is compiled with the feature `tokens` alone.

use super::execute::Broken;
use super::secret::Secret;
use super::transport::{BoxFuture, Transport};
use std::sync::Arc;
use tokio::time::Instant;

/// Where calls get their token. A trait, so that what is behind it is compiled only where a source is given.
pub(super) trait Renewal: Send + Sync {
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
pub(super) struct Held {
    pub(super) secret: Secret,
    /// Which one of the source it is.
    #[cfg(feature = "tokens")]
    pub(super) number: u64,
    #[cfg(feature = "tokens")]
    pub(super) expires: Option<Instant>,
    /// From when on a new one is asked for while this one is still used.
    #[cfg(feature = "tokens")]
    pub(super) due: Option<Instant>,
}
