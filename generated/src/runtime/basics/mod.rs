//! What every room needs: texts taken apart, percent-encoding, secrets, and waiting until a moment.

pub(super) mod percent;
pub(super) mod reason;
pub(super) mod secret;
pub(super) mod split;
pub(super) mod until;
