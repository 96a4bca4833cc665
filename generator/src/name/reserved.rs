//! Identifiers that the client needs itself.

/// Methods of `Client`.
pub const METHODS: [&str; 12] = [
    "auth", "base_url", "builder", "clone", "default", "fmt", "from", "into", "new", "request", "settings", "to_owned",
];

/// Methods of the client's builder.
#[rustfmt::skip]
pub const BUILDER: [&str; 36] = [
    "attempt_timeout", "auth", "base_url", "build", "clone", "connect_timeout", "default_header", "default_headers", "fmt",
    "from", "heed_rate_limits", "hook", "http_client", "idle_timeout", "into", "max_body_size", "max_in_flight",
    "max_redirects", "max_requests", "new", "on_deviation", "own_servers", "published_at", "redirect_bodies",
    "redirect_to_http", "response_timeout", "retry", "retry_budget", "server", "server_variable", "strict", "timeout",
    "to_owned", "transport", "user_agent", "without_credentials",
];

/// Methods of requests, and variables of the methods that make them.
#[rustfmt::skip]
pub const ARGUMENTS: [&str; 26] = [
    "auth", "blocking", "body", "bytes", "client", "clone", "events", "header", "into_future", "json", "json_lines", "new",
    "operation", "pages", "parts",
    "query", "raw", "raw_stream", "retry", "send", "stream", "text", "timeout", "request",
    "with_part", "without_credentials",
];

/// Methods of models.
pub const FIELDS: [&str; 3] = ["clone", "new", "undocumented"];

/// Methods of the type of an operation's response headers.
pub const HEADERS: [&str; 9] = ["clone", "default", "from", "get", "headers", "len", "new", "raw", "iter"];

/// Types, traits and variants of the prelude: a type of that name would hide what emitted code means.
#[rustfmt::skip]
const PRELUDE: [&str; 37] = [
    "AsMut", "AsRef", "AsyncFn", "AsyncFnMut", "AsyncFnOnce", "Box", "Clone", "Copy", "Debug", "Default", "DoubleEndedIterator",
    "Drop", "Eq", "Err", "ExactSizeIterator", "Extend", "Fn", "FnMut", "FnOnce", "From", "FromIterator", "Hash", "Into",
    "IntoIterator", "Iterator", "None", "Ok", "Option", "Ord", "PartialEq", "PartialOrd", "Result", "Send", "Sized", "Some",
    "String", "Sync",
];

/// More of the prelude, in lists since a list has one length.
const MORE_PRELUDE: [&str; 9] =
    ["ToOwned", "ToString", "TryFrom", "TryInto", "Unpin", "Vec", "Self", "Future", "IntoFuture"];

/// Names that emitted operations use from the runtime.
const RUNTIME: [&str; 8] = ["Auth", "Client", "Error", "Method", "Operation", "Parts", "Request", "Response"];

/// Whether a type of that name would hide something that emitted code means.
pub fn is_type(identifier: &str) -> bool {
    PRELUDE.contains(&identifier) || MORE_PRELUDE.contains(&identifier)
}

/// Whether an operation's type would hide something that emitted code means.
pub fn is_operation_type(identifier: &str) -> bool {
    is_type(identifier) || RUNTIME.contains(&identifier)
}

/// Whether Windows reserves a file name, whatever its extension.
fn is_device(name: &str) -> bool {
    let port = |prefix| name.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest != "0");
    matches!(name, "con" | "prn" | "aux" | "nul") || port("com") || port("lpt")
}

/// Modules that the client has around or beside those of tags: one in the other of the same name is confusing.
const MODULES: [&str; 3] = ["models", "operations", "shared"];

/// Whether a module cannot be called so, or its file.
pub fn is_module(name: &str) -> bool {
    is_device(name) || name == "mod_" || MODULES.contains(&name)
}
