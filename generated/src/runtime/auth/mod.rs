//! Credentials: what a call sends to show who calls, and the logins that renew tokens.

pub(super) mod credential;
#[cfg(feature = "tokens")]
pub(super) mod exchange;
#[cfg(feature = "tokens")]
pub(super) mod flight;
#[cfg(feature = "tokens")]
pub(super) mod login;
#[cfg(feature = "tokens")]
pub(super) mod oauth;
#[cfg(feature = "tokens")]
pub(super) mod renew;
