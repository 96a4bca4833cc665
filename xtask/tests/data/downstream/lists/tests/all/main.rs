//! What the runtime does in a crate that was generated for the purpose.

mod blocking;
mod bodies;
mod deviations;
mod hierarchies;
mod kit;
mod later_words;
mod paging;
mod responses;
mod streams;
mod webhooks;
