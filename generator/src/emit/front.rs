//! The crate's front page: how to make a first call, and what there is besides.

use super::api;
use super::docs;
use super::examples::{self, Call};
use super::features;
use super::items::paragraph;
use super::operations;
use super::types::Scope;
use crate::features::ALL_TYPES;
use crate::ir::{Method, SchemeKind};

/// The text of the front page.
pub(super) fn page(scope: Scope<'_>) -> String {
    let api = scope.api;
    let mut text = format!("A client of the {} (version {}).", docs::summary(&api.title), docs::inline(&api.version));
    paragraph(&mut text, api.description.as_deref().map(docs::rustdoc).unwrap_or_default().trim_end());
    let call = first_call(scope);
    for section in [
        Some(first(scope, call.as_ref())),
        credentials(scope),
        lists(scope, call.as_ref()),
        Some(ERRORS.replace("{krate}", scope.krate)),
        Some(LIMITS.to_owned()),
        streams(scope),
        Some(UNDOCUMENTED.to_owned()),
        blocking(scope, call.as_ref()),
        testing(scope, call.as_ref()),
        Some(list_of_features(scope)),
    ] {
        paragraph(&mut text, section.unwrap_or_default().trim_end());
    }
    text
}

/// The operation that the page shows: a list if there is one, and one that needs little.
fn first_call(scope: Scope<'_>) -> Option<Call<'_>> {
    let rank = |call: &Call<'_>| {
        let operation = call.operation;
        (operation.docs.deprecated, operation.paging.is_none(), operation.method != Method::Get, call.arguments.len())
    };
    operations::calls(scope).min_by_key(rank)
}

fn first(scope: Scope<'_>, call: Option<&Call<'_>>) -> String {
    let text = "# A first call\n\nEvery operation is a method of [`Client`]: required parameters are its arguments, \
                optional ones are methods of the request that it gives. A request is sent when it is awaited; \
                [`Request::send`] gives status and headers too.";
    let Some(call) = call else { return text.to_owned() };
    let mut lines = call.opening(scope, None);
    lines.push(used(scope));
    lines.push(String::new());
    lines.push(format!("let client = Client::builder(){}.build()?;", auth(scope)));
    lines.push(format!("let answer = {}.await?;", call.expression()));
    lines.push("println!(\"{answer:?}\");".to_owned());
    lines.extend(examples::CLOSING.map(str::to_owned));
    format!("{text}\n\n{}", examples::fenced(&lines))
}

/// `use pets::{Auth, Client};`
fn used(scope: Scope<'_>) -> String {
    let names = if api::has_auth(scope) { "{Auth, Client}" } else { "Client" };
    format!("use {}::{names};", scope.krate)
}

/// `.auth(Auth::ApiKey("…".into()))`
fn auth(scope: Scope<'_>) -> String {
    let Some((scheme, names)) = api::secret_schemes(scope).next() else {
        return String::new();
    };
    let variant = super::types::ident(&names.variant);
    match scheme.kind {
        SchemeKind::Basic => {
            format!(".auth(Auth::{variant} {{ username: \"…\".into(), password: \"…\".into() }})")
        }
        SchemeKind::ApiKey { .. } | SchemeKind::Bearer { .. } | SchemeKind::Http { .. } | SchemeKind::MutualTls => {
            format!(".auth(Auth::{variant}(\"…\".into()))")
        }
    }
}

fn credentials(scope: Scope<'_>) -> Option<String> {
    let text = "# Credentials\n\n[`Auth`] has the documented kinds. Several can be given to the builder; a call is sent with \
                the first documented alternative that is complete, and [`Request::auth`] gives one call another. Where the \
                documentation asks for credentials that are not needed, [`Request::without_credentials`] sends a call \
                without them, and [`ClientBuilder::without_credentials`] all calls. In place \
                of a fixed secret stands a `runtime::TokenSource`, which is asked again before its token expires and \
                after a 401: `runtime::OAuth2` and `runtime::JsonLogin` are such sources (feature `tokens`). Secrets are \
                never shown, and never sent to another origin.";
    let with_secret = api::has_auth(scope).then(|| text.to_owned());
    let is_by_certificate = scope.api.schemes.iter().any(|scheme| !scheme.kind.has_secret());
    let certificate = "The API knows callers by the certificate of their TLS connection: give \
                       [`ClientBuilder::http_client`] a client that has one (`reqwest::ClientBuilder::identity`).";
    match (with_secret, is_by_certificate) {
        (Some(text), true) => Some(format!("{text}\n\n{certificate}")),
        (None, true) => Some(format!("# Credentials\n\n{certificate}")),
        (text, false) => text,
    }
}

fn lists(scope: Scope<'_>, call: Option<&Call<'_>>) -> Option<String> {
    let call = call.filter(|call| call.operation.paging.is_some())?;
    let client = format!("client: {}::Client", scope.krate);
    let mut lines = call.opening(scope, Some(&client));
    lines.extend(examples::body(call));
    lines.extend(examples::CLOSING.map(str::to_owned));
    let text = "# Lists\n\nWhere a list comes page by page, `stream` gives the items of all pages and `pages` the pages, \
                each asked for when it is needed. Both are streams, and have a method `next` that needs no other crate.";
    Some(format!("{text}\n\n{}", examples::fenced(&lines)))
}

const ERRORS: &str = "\
# Errors

Any status from 200 to 299 is a success. Every other answer is an [`Error::Api`] with its status, headers and body; where no \
answer came, it is an [`Error::Transport`]. Messages name the operation and the path, and no secret.

```no_run
# fn example(error: {krate}::Error) {
if let Some(answer) = error.as_api() {
    println!(\"{} {:?}\", answer.status(), answer.body());
} else if error.is_timeout() || error.is_connect() {
    println!(\"{error}\");
}
# }
```";

const LIMITS: &str = "\
# Retries and limits

Requests that may be repeated are sent again after failures that pass, with growing pauses, or after as long as the server \
asks for ([`Retry`]). A call has 60 seconds for all of it ([`ClientBuilder::timeout`], [`Request::timeout`]). \
[`ClientBuilder::max_requests`] and [`ClientBuilder::max_in_flight`] hold back what a server would refuse. \
A redirect never carries credentials to another origin; one that would carry a body there, or that leads from https to http, is an \
error unless the caller allows it ([`ClientBuilder::redirect_bodies`], [`ClientBuilder::redirect_to_http`]). \
[`ClientBuilder::hook`] sees every attempt.";

fn streams(scope: Scope<'_>) -> Option<String> {
    let typed = if scope.api.operations.iter().any(features::has_stream) {
        " Where the documentation has events or lines of JSON, they are read one by one: `runtime::EventStream`, \
         `runtime::JsonLines` (feature `events`)."
    } else {
        ""
    };
    Some(format!(
        "# Streams\n\n[`Request::raw_stream`] gives a body as it comes in, and a request's body may be a stream too \
         ([`runtime::RequestBody`]): neither is ever held as a whole, and a slow reader slows the server down. \
         [`runtime::StreamResponse`] writes a download to a file, and has its length and file name. What is decoded \
         has a bound, 64 MiB by default ([`ClientBuilder::max_body_size`]).{typed}"
    ))
}

const UNDOCUMENTED: &str = "\
# What the documentation does not have

The documentation may lie, this client does not break and loses nothing: every field of a model is optional, and what a \
server sends beyond or against the documentation is in the model's field `undocumented` ([`runtime::Undocumented`]), from \
where it is written back too. A list, a map or a scalar at the top of a response that is of another type than documented is \
[`Error::Undocumented`], which carries the response: status, headers, JSON value, and `decode` for any other type. \
[`ClientBuilder::on_deviation`] is told of every such place, and [`ClientBuilder::strict`] makes it an error. A success that is documented without a body gives a [`runtime::Body`], which is read as bytes, text or JSON. \
Other operations are called by [`Client::request`](runtime::Client::request), other parameters are sent by \
[`Request::query`] and [`Request::header`].";

fn blocking(scope: Scope<'_>, call: Option<&Call<'_>>) -> Option<String> {
    let call = call?;
    let client = format!("client: {}::Client", scope.krate);
    let mut lines = call.opening(scope, Some(&client));
    lines.insert(lines.len().saturating_sub(1), "# #[cfg(feature = \"blocking\")]".to_owned());
    if call.operation.paging.is_some() {
        lines.push(format!("for item in {}.stream().blocking() {{", call.expression()));
        lines.push("    println!(\"{:?}\", item?);".to_owned());
        lines.push("}".to_owned());
    } else {
        lines.push(format!("let answer = {}.blocking().call()?;", call.expression()));
        lines.push("println!(\"{answer:?}\");".to_owned());
    }
    lines.extend(examples::CLOSING.map(str::to_owned));
    let text =
        "# Without an async runtime\n\nWith the feature `blocking`, requests and streams have a method `blocking`.";
    Some(format!("{text}\n\n{}", examples::fenced(&lines)))
}

fn testing(scope: Scope<'_>, call: Option<&Call<'_>>) -> Option<String> {
    let call = call?;
    let krate = scope.krate;
    let mut lines = call.opening(scope, None);
    lines.insert(lines.len().saturating_sub(1), "# #[cfg(feature = \"test-util\")]".to_owned());
    let operation = super::types::ident(call.type_);
    lines.push(format!("use {krate}::operations::{operation};"));
    lines.push(format!("use {krate}::runtime::{{MemoryTransport, Reply}};"));
    lines.push(used(scope));
    lines.push(String::new());
    lines.push("let server = MemoryTransport::new();".to_owned());
    lines.push(format!("server.on::<{operation}>(|request| request.example());"));
    lines.push(format!("server.next::<{operation}>(Reply::connect_error());"));
    lines.push(format!("let client = Client::builder(){}.transport(server.transport()).build()?;", auth(scope)));
    lines.push(format!("let answer = {}.await;", call.expression()));
    lines.push("assert!(answer.is_ok());".to_owned());
    lines.push("assert_eq!(server.calls().len(), 2);".to_owned());
    lines.extend(examples::CLOSING.map(str::to_owned));
    let text = "# Testing\n\nWith the feature `test-util` there is a server in memory, `runtime::MemoryTransport`, with \
                expectations by the type of an operation, example values of every model (`runtime::example`), recorded \
                calls, and failures on demand.";
    Some(format!("{text}\n\n{}", examples::fenced(&lines)))
}

const FEATURES: &str = "\
# Features

- `reqwest` and `rustls` (on by default): requests by the crate of that name, TLS by `rustls`.
- `events`, `multipart`, `tokens` (on by default where the documentation needs them): streams of events and of lines of JSON, \
multipart bodies, sources of tokens.
- `blocking`, `test-util`: see above. `tracing`: a span for every attempt.
- `brotli`, `gzip`, `zstd`: compressed answers.
- `chrono`, `jiff`, `time`, `uuid`, `url`, `rust_decimal`: conversions of strings with a format.
- `tag-…` (on by default): the operations of each tag.";

fn list_of_features(scope: Scope<'_>) -> String {
    let events = match scope.api.webhooks.len() {
        0 => "",
        _ => "\n- `webhooks`: the events that the server sends by itself, to be read where they are received.",
    };
    let list = format!("{FEATURES}{events}");
    let (is, default) = match scope.api.unreached() {
        0 => return list,
        1 => ("type".to_owned(), scope.names.all_types),
        number => (format!("{number} types"), scope.names.all_types),
    };
    let default = if default { " (on by default)" } else { "" };
    format!("{list}\n- `{ALL_TYPES}`{default}: the {is} that no operation of the documentation reaches.")
}
