//! How the runtime of a generated client behaves over real sockets and through a transport of its own.
//!
//! The operations here are written by hand in the form that is generated, so that kinds of parameters, credentials,
//! bodies and paging are tested that the Patchworks API does not have.

mod runtime {
    mod api;
    mod auth;
    mod bodies;
    mod errors;
    mod extremes;
    mod fake;
    mod hooks;
    mod limits;
    mod memory;
    mod odd_tokens;
    mod paging;
    mod paging_frameworks;
    mod paths;
    mod redirects;
    mod renewal;
    mod requests;
    mod retries;
    mod single;
    #[cfg(feature = "tracing")]
    mod spans;
    mod styles;
    mod tokens;
    mod top_level;
    mod tuples;
    #[cfg(feature = "webhooks")]
    mod webhooks;
}
