//! How the client of the flow callbacks behaves over real sockets, and that its models lose nothing.
//!
//! What is the same for every client (retries, redirects, limits of time, styles of parameters, …) is
//! tested in the runtime's own package, `generator/runtime`.

mod flow_callbacks {
    mod answers;
    mod calls;
    mod credentials;
    mod example;
    mod failures;
    mod in_use;
    mod lists;
    mod models;
    mod support;
}
