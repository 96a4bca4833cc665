//! Example values, and replies made of them, for tests (feature `test-util`).

#[cfg(feature = "test-util")]
pub(super) mod example;
#[cfg(feature = "test-util")]
pub(super) mod reply;
