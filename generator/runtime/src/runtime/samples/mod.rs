//! Example values, and replies made of them, for tests (feature `test-util`).

pub(super) mod build;
pub(super) mod example;
pub(super) mod reply;
