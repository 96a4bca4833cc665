//! Recorded names under the keys that their items have now.
//!
//! What moved in the document keeps its name: operations ([`moved`]), parameters ([`located`]) and branches of unions
//! ([`branched`]). So does what an earlier generator recorded under another key ([`owned`]). What comes back before a
//! release gets the name of the last release ([`earlier`]).

pub(super) mod branched;
pub(super) mod earlier;
pub(super) mod located;
pub(super) mod moved;
pub(super) mod owned;
