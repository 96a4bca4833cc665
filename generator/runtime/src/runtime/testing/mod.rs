//! A server in memory, for the tests of crates that use this client (feature `test-util`).

pub(super) mod memory;
